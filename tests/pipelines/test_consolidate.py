"""Documents become one announcement: primary sources first, a new version only for what matters."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from builders import a_buyer, a_document, a_party, a_reading, an_evidence, an_extraction
from watch.model import (
    Amount,
    Change,
    Document,
    HostingKind,
    HostingMention,
    HostingScope,
    Instrument,
    PartialDate,
    PublisherKind,
    Reading,
    Role,
    Status,
)
from watch_pipelines.consolidate import consolidate
from watch_pipelines.states import steps

NOW = datetime(2026, 1, 12, tzinfo=UTC)
GOVERNMENT, PRESS = PublisherKind.GOVERNMENT, PublisherKind.PRESS


def _member(name: str, kind: PublisherKind = PRESS, day: int = 9, **facts: object) -> tuple[Document, Reading]:
    document = a_document(
        f"Texte {name}.",
        id=name,
        title=f"Titre {name}",
        publisher=name,
        publisher_kind=kind,
        published_on=date(2026, 1, day),
    )
    status = facts.pop("status", Status.ANNOUNCED)
    copy_of = facts.pop("duplicate_of", None)
    reading = a_reading(name, extraction=an_extraction(**facts), duplicate_of=copy_of)
    return document, replace(reading, detection=replace(reading.detection, status=status))  # type: ignore[arg-type]


def _amount(value: float) -> Amount:
    return Amount(value, "EUR", value, cap=False, evidence=an_evidence())


def _host(kind: HostingKind, scope: HostingScope = HostingScope.CONTRACT) -> HostingMention:
    return HostingMention(None, None, kind, None, scope, negated=False, hypothetical=False, evidence=an_evidence())


def test_primary_source_gives_title_and_facts() -> None:
    """The ministry's page weighs more than a paper that came earlier."""
    paper = _member("paper", day=8, amount=_amount(5e6), announced_on=PartialDate(2026, 1, 7))
    ministry = _member("ministry", GOVERNMENT, day=9, amount=_amount(4e6), announced_on=PartialDate(2026, 1, 8))
    found = consolidate(None, [paper, ministry], "a", NOW)
    assert (found.title, found.amount, found.announced_on) == ("Titre ministry", _amount(4e6), PartialDate(2026, 1, 8))
    assert found.document_ids == ("paper", "ministry")
    assert (found.version, found.changes) == (1, (Change.NEW,))


def test_order_of_arrival_makes_no_difference() -> None:
    """Any order of the same documents gives the same facts."""
    members = [
        _member("a", GOVERNMENT, instrument=Instrument.PARTNERSHIP),
        _member("b", instrument=Instrument.FRAMEWORK_AGREEMENT, duration_months=48),
        _member("c", day=11, amount=_amount(3e6), status=Status.SIGNED),
    ]
    made = {consolidate(None, order, "a", NOW) for order in map(list, itertools.permutations(members))}
    assert len(made) == 1
    found = made.pop()
    assert (found.instrument, found.status, found.duration_months) == (
        Instrument.FRAMEWORK_AGREEMENT,
        Status.SIGNED,
        48,
    )


def test_a_copy_changes_nothing() -> None:
    """A second paper with the same facts joins the same version."""
    first = _member("a", GOVERNMENT)
    before = consolidate(None, [first], "a", NOW)
    after = consolidate(before, [first, _member("b")], "a", NOW)
    assert (after.version, after.changes) == (1, (Change.NEW,))
    assert after.document_ids == ("a", "b")


MATERIAL = [
    (Change.AMOUNT, {"amount": _amount(3e6)}),
    (Change.DURATION, {"duration_months": 36}),
    (Change.INSTRUMENT, {"instrument": Instrument.CONTRACT}),
    (Change.SIGNED_ON, {"signed_on": PartialDate(2025, 12, 16)}),
    (Change.STATUS, {"status": Status.SIGNED}),
    (Change.HOSTING, {"hosting": (_host(HostingKind.ON_PREMISE),)}),
    (Change.PARTY, {"parties": (a_buyer(), a_party(), a_party("Scaleway", actor_id="scaleway", role=Role.HOST))}),
]


@pytest.mark.parametrize(("change", "facts"), MATERIAL)
def test_material_change_makes_a_version(change: Change, facts: dict[str, object]) -> None:
    """Parties, hosting of the contract, money, length, instrument, status and signature are news."""
    first = _member("a", GOVERNMENT)
    before = consolidate(None, [first], "a", NOW)
    after = consolidate(before, [first, _member("b", PRESS, 9, **facts)], "a", NOW)
    assert (after.version, after.changes) == (2, (change,))


IMMATERIAL = [
    {"hosting": (_host(HostingKind.EU_CLOUD, HostingScope.SUPPLIER),)},
    {"parties": (a_buyer(), a_party(), a_buyer("ONERA", actor_id="onera", role=Role.BENEFICIARY))},
    {"use_cases_stated": True},
    {"parties": (a_buyer("le ministère des Armées et des Anciens combattants"), a_party("Mistral"))},
]


@pytest.mark.parametrize("facts", IMMATERIAL)
def test_immaterial_change_makes_none(facts: dict[str, object]) -> None:
    """A supplier's habits, one more beneficiary or another spelling alert nobody."""
    first = _member("a", GOVERNMENT)
    before = consolidate(None, [first], "a", NOW)
    assert consolidate(before, [first, _member("b", PRESS, 9, **facts)], "a", NOW).version == 1


def test_one_party_under_several_names_is_one_party() -> None:
    """Acronym, full name and register id meet; the resolved one is kept."""
    long = a_buyer("Agence spatiale de Lorraine (ASL)", actor_id=None)
    short = a_buyer("l'ASL", actor_id=None)
    found = consolidate(
        None, [_member("a", parties=(long, a_party())), _member("b", parties=(short, a_party("Mistral")))], "a", NOW
    )
    assert [party.name for party in found.parties] == ["Agence spatiale de Lorraine (ASL)", "Mistral AI"]


def test_origins_are_counted_by_publisher_and_copies_are_none() -> None:
    """Ten papers that print one dispatch are one origin."""
    members = [
        _member("agency"),
        _member("paper", duplicate_of="agency"),
        _member("other", duplicate_of="agency"),
        _member("ministry", GOVERNMENT),
    ]
    assert consolidate(None, members, "a", NOW).independent_origins == 2


def test_baseline_stays_until_something_happens() -> None:
    """An announcement of the first sweep alerts only when a later document changes it materially."""
    document, reading = _member("a", GOVERNMENT)
    old = (replace(document, baseline=True), reading)
    before = consolidate(None, [old], "a", NOW)
    assert before.baseline
    assert consolidate(before, [old, _member("b")], "a", NOW).baseline
    assert not consolidate(before, [old, _member("c", amount=_amount(2e6))], "a", NOW).baseline


def test_date_of_publication_stands_in_for_a_missing_date() -> None:
    """Without any date in the texts the earliest publication dates the announcement."""
    members = [_member("a", day=10, announced_on=None), _member("b", day=9, announced_on=None)]
    assert consolidate(None, members, "a", NOW).announced_on == PartialDate(2026, 1, 9)


def test_nothing_makes_no_announcement() -> None:
    """An announcement without documents is an error of the caller."""
    with pytest.raises(ValueError, match="at least one document"):
        consolidate(None, [], "a", NOW)


def test_a_company_that_one_paper_of_three_names_is_left_to_it() -> None:
    """A rival named in passing does not become a supplier; a host does, and so does what the primary source names."""
    rival = a_party("OpenAI", actor_id="openai")
    host = a_party("Scaleway", actor_id="scaleway", role=Role.HOST)
    members = [
        _member("ministry", GOVERNMENT),
        _member("paper", parties=(a_buyer(), a_party(), rival, host)),
        _member("other"),
    ]
    names = [party.name for party in consolidate(None, members, "a", NOW).parties]
    assert names == ["ministère des Armées", "Mistral AI", "Scaleway"]


def _told(day: int, status: Status, kind: PublisherKind, month: int = 1) -> tuple[Document, Reading]:
    document = a_document(f"{day}{status}{kind}", published_on=date(2026, month, day), publisher_kind=kind)
    reading = a_reading(document.id)
    return document, replace(reading, detection=replace(reading.detection, status=status))


@pytest.mark.parametrize(
    ("told", "states"),
    [
        (((8, "intended", "government"), (8, "signed", "press")), ["intended"]),
        (((8, "signed", "press"), (9, "intended", "government")), ["intended"]),
        (((8, "signed", "press"), (9, "announced", "government")), ["signed"]),
        (((8, "announced", "government"), (9, "signed", "press")), ["announced", "signed"]),
        (((8, "intended", "government"), (9, "signed", "press", 6)), ["intended", "signed"]),
        (((8, "signed", "government"), (20, "intended", "press", 3)), ["signed"]),
        (
            ((8, "pilot", "press"), (9, "signed", "press"), (20, "renewed", "company", 12)),
            ["pilot", "signed", "renewed"],
        ),
    ],
)
def test_a_deal_goes_forward_by_who_may_say_it(told: tuple[tuple[Any, ...], ...], states: list[str]) -> None:
    """Primary sources decide near the day, later ones move it on, nobody takes it back; the last state stands."""
    members = [_told(day, Status(status), PublisherKind(kind), *month) for day, status, kind, *month in told]
    assert [step.status for step in steps(members)] == states
    assert consolidate(None, members[::-1], "a", NOW).status == states[-1]
