"""The same deal in other words is one announcement; another deal between the same parties is another."""

from dataclasses import replace
from datetime import date

import pytest

from builders import a_buyer, a_document, a_party, a_reading, an_announcement, an_evidence, an_extraction
from watch.model import (
    Amount,
    Announcement,
    Document,
    Instrument,
    Link,
    PartialDate,
    Reading,
    Sector,
    Status,
)
from watch_pipelines.link import link, party_keys
from watch_pipelines.party_names import folded_name, same_party


def _amount(value: float) -> Amount:
    return Amount(value, "EUR", value, cap=False, evidence=an_evidence())


KNOWN = an_announcement(
    "known", signed_on=PartialDate(2025, 12, 16), instrument=Instrument.FRAMEWORK_AGREEMENT, sector=Sector.DEFENCE
)


def _told(
    day: date = date(2026, 1, 12), status: Status = Status.ANNOUNCED, **facts: object
) -> tuple[Document, Reading]:
    document = a_document("Les armées s'équipent.", title="Des modèles pour les armées", published_on=day)
    facts.setdefault("announced_on", PartialDate.of(day))
    reading = a_reading(document.id, extraction=an_extraction(**facts))
    return document, replace(reading, detection=replace(reading.detection, status=status))


def _linked(candidates: list[Announcement], **told: object) -> Link:
    document, reading = _told(**told)  # type: ignore[arg-type]
    return link(document, reading, candidates)


SAME = [
    {},
    {"parties": (a_buyer("Hôtel de Brienne"), a_party("Mistral"))},
    {"signed_on": PartialDate(2025, 12)},
    {"day": date(2026, 2, 20), "signed_on": PartialDate(2025, 12, 16)},
    {"instrument": Instrument.PARTNERSHIP},
    {"parties": (a_buyer(), a_party(), a_party("Scaleway", actor_id="scaleway"))},
]


@pytest.mark.parametrize("told", SAME)
def test_same_deal(told: dict[str, object]) -> None:
    """Other names, a vaguer date, a late article, a vaguer instrument, one party more: the same deal."""
    assert _linked([KNOWN], **told).announcement_id == "known"


OTHER = [
    {"parties": (a_buyer("Inria", actor_id="inria"), a_party())},
    {"parties": (a_buyer(), a_party("LightOn", actor_id="lighton"))},
    {"day": date(2026, 11, 10)},
    {"day": date(2026, 6, 1), "signed_on": PartialDate(2026, 5, 28), "amount": _amount(9e6)},
    {"day": date(2026, 5, 1), "status": Status.ENDED},
]


@pytest.mark.parametrize("told", OTHER)
def test_other_deal(told: dict[str, object]) -> None:
    """Another body, another company, a year later, another signature and price, an end: another announcement."""
    assert _linked([KNOWN], **told).announcement_id is None


def test_a_name_in_the_text_counts_though_it_was_not_read_as_a_party() -> None:
    """When extraction misses the company, its name in the text still speaks for the same deal."""
    document, reading = _told(parties=(a_buyer(), a_party("Sopra", actor_id="sopra-steria")))
    named = replace(document, text="Les armées s'équipent auprès de Mistral AI.")
    assert link(document, reading, [KNOWN]).announcement_id is None
    assert link(named, reading, [KNOWN]).announcement_id == "known"


def test_sharing_nothing_but_a_state_is_little() -> None:
    """A government signs everything: it weighs less than a body."""
    state = a_buyer("État", actor_id="etat-fr")
    known = an_announcement("known", parties=(state, a_party("LightOn", actor_id="lighton")))
    assert _linked([known], parties=(state, a_party())).announcement_id is None


def test_the_better_candidate_wins() -> None:
    """Of two deals between the same parties the one with the same price and date is meant."""
    older = replace(KNOWN, id="older", announced_on=PartialDate(2025, 11, 20), signed_on=None, amount=_amount(1e6))
    newer = replace(KNOWN, id="newer", signed_on=None, amount=_amount(7e6))
    assert _linked([older, newer], amount=_amount(7e6)).announcement_id == "newer"
    assert _linked([newer, older], amount=_amount(7e6)).announcement_id == "newer"


def test_copy_must_link() -> None:
    """A near-verbatim copy follows its original, whatever its facts say."""
    document, reading = _told(parties=())
    found = link(document, reading, [], must="elsewhere")
    assert (found.announcement_id, found.reasons[0].rule) == ("elsewhere", "near_duplicate")


def test_reasons_add_up_to_the_score() -> None:
    """A link explains itself: every weight is there, and refusals name what spoke against."""
    accepted = _linked([KNOWN])
    refused = _linked([KNOWN], day=date(2026, 11, 10))
    assert accepted.score == pytest.approx(sum(reason.weight for reason in accepted.reasons), abs=0.001)
    assert {"same_public", "same_private"} <= {reason.rule for reason in accepted.reasons}
    assert min(refused.reasons, key=lambda reason: reason.weight).rule == "far_days"


def test_without_candidates_it_opens_its_own() -> None:
    """Nothing shares a party: a new announcement."""
    assert _linked([]).announcement_id is None


def test_party_keys_find_what_link_would_join() -> None:
    """Register id, written name and acronym are keys, of a reading and of an announcement alike."""
    parties = (
        a_buyer("Agence spatiale de Lorraine (ASL)", actor_id=None),
        a_buyer("CHU de Rodez", actor_id="chu"),
        a_party(),
    )
    _, reading = _told(parties=parties)
    keys = party_keys(reading)
    assert {"name:asl", "name:agence spatiale de lorraine", "name:chu de rodez", "id:mistral-ai"} <= set(keys)
    assert "id:chu" not in keys
    assert party_keys(an_announcement(parties=parties)) == keys
    assert party_keys(replace(reading, extraction=None)) == ()


NAMES = [
    ("l’Agence X", "Agence X", True),
    ("Palantir Technologies GmbH", "Palantir", True),
    ("CHU de Nantes", "CHU de Lille", False),
    ("ville de Paris", "Paris", True),
    ("Orange", "Orangerie", False),
    ("AID", "AIDES", False),
]


@pytest.mark.parametrize(("one", "other", "same"), NAMES)
def test_names(one: str, other: str, same: bool) -> None:
    """Legal forms and determiners do not tell organisations apart; towns and word ends do."""
    assert same_party(a_party(one, actor_id=None), a_party(other, actor_id=None)) is same


def test_folded_name_never_becomes_empty() -> None:
    """A name made of a legal form alone keeps it."""
    assert folded_name("SAS") == "sas"
