"""The same deal in other words is one announcement; another deal between the same parties is another."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from builders import a_buyer, a_document, a_party, a_reading, an_announcement, an_evidence, an_extraction
from watch.errors import ModelError
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
from watch_pipelines import link as linking
from watch_pipelines import name_words
from watch_pipelines.link import link, party_keys
from watch_pipelines.party_names import Likeness, folded_name, likeness, same_party


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


BODIES = [
    ("CHU de Dunkerque", "Dunkirk University Hospital", Likeness.SAME),
    ("Landeshauptstadt München", "la ville de Munich", Likeness.SAME),
    ("Palace of Fontainebleau", "le château de Fontainebleau", Likeness.SAME),
    ("Bayerisches Justizministerium", "ministère de la Justice de Bavière", Likeness.SAME),
    ("Bank of Portugal", "Banque du Portugal", Likeness.SAME),
    ("DGPR", "Direction générale de la prévention des risques", Likeness.SAME),
    ("SDIS 29", "Service départemental d’incendie et de secours du Finistère", Likeness.SAME),
    ("the Ministry", "ministère de la Culture", Likeness.AKIN),
    ("ministère de la Justice", "Ministry of Justice", Likeness.AKIN),
    ("le Gouvernement", "Institut des hautes études", Likeness.VAGUE),
    ("SDIS 29", "SDIS 22", Likeness.DIFFERENT),
    ("CHU de Nantes", "Université de Nantes", Likeness.DIFFERENT),
    ("DGPR", "Direction générale de la pêche maritime", Likeness.DIFFERENT),
    ("ministère de la Culture", "Ministry of Health", Likeness.DIFFERENT),
]


@pytest.mark.parametrize(("one", "other", "found"), BODIES)
def test_bodies_in_other_words(one: str, other: str, found: Likeness) -> None:
    """Another language, an acronym, a department's number: one body. Another kind of body in one town: another."""
    first, second = a_buyer(one, actor_id=None), a_buyer(other, actor_id=None)
    assert likeness(first, second) is likeness(second, first) is found


def test_an_id_however_short_says_who_is_meant() -> None:
    """The register's id decides, whatever the names and its own length."""
    assert same_party(a_buyer("la Piscine", actor_id="x"), a_buyer("les services extérieurs", actor_id="x"))


def test_another_language_is_the_same_deal() -> None:
    """An English report of a French communiqué shares no word of the body's name, and the deal is one."""
    known = replace(KNOWN, parties=(a_buyer("CHU de Dunkerque", actor_id=None), a_party("Radiolis", actor_id=None)))
    told = (a_buyer("Dunkirk University Hospital", actor_id=None), a_party("Radiolis SAS", actor_id=None))
    assert _linked([known], parties=told).announcement_id == "known"


def test_no_party_read_from_a_place_or_a_person_speaks_against() -> None:
    """A region or a person that was read as a company is no other company."""
    known = replace(KNOWN, parties=(a_buyer(), a_party("Radiolis", actor_id=None)))
    for noise in ("Moyen-Orient", "Claire Dupont"):
        rules = {r.rule for r in _linked([known], parties=(a_buyer(), a_party(noise, actor_id=None))).reasons}
        assert "unknown_private" in rules
        assert "other_private" not in rules


def test_more_parties_months_later_are_another_deal() -> None:
    """Two bodies that meet again with three others after three months have made a second deal."""
    two = (a_buyer("Inria", actor_id="inria"), a_party())
    three = tuple(a_buyer(name, actor_id=None) for name in ("CHU de Caen", "Institut Gaspard", "Fondation Ormeau"))
    known = replace(KNOWN, parties=two, signed_on=None)
    assert _linked([known], day=date(2026, 1, 20), parties=two).announcement_id == "known"
    assert _linked([known], day=date(2026, 4, 14), parties=(*two, *three)).announcement_id is None


def test_a_great_name_on_one_day_is_no_link() -> None:
    """A supplier that signs with everybody, and another body: another deal even on the same day."""
    known = replace(KNOWN, parties=(a_buyer("Ville de Caen", actor_id=None), a_party()), signed_on=None)
    known = replace(known, title="Caen choisit Mistral AI pour ses agents")
    assert _linked([known], day=date(2026, 1, 8), parties=(a_buyer("CHU de Lille", actor_id=None), a_party())).score < 0


def test_keys_meet_whatever_is_written() -> None:
    """Acronym and full name, name and name with its form, two languages: a key in common."""
    pairs = [
        (a_buyer("DGPR", actor_id=None), a_buyer("Direction générale de la prévention des risques", actor_id=None)),
        (a_party("Radiolis", actor_id=None), a_party("chez Radiolis Santé", actor_id=None)),
        (a_buyer("Bank of Portugal", actor_id=None), a_buyer("Banque du Portugal", actor_id=None)),
        (a_buyer("agence fédérale pour l’emploi", actor_id=None), a_buyer("Federal Employment Agency", actor_id=None)),
    ]
    for one, other in pairs:
        mine, theirs = (set(party_keys(an_announcement(parties=(each,)))) for each in (one, other))
        assert mine & theirs


def test_shipped_weights_make_sense() -> None:
    """Agreements speak for one deal, disagreements against it, and the nearer in time the more."""
    weights = linking.load()
    assert all(weight >= 0 for name, weight in weights.items() if name.startswith("same_"))
    assert all(weight <= 0 for name, weight in weights.items() if name.startswith("other_"))
    days = [weights[f"days.{knot}"] for knot in (0, 3, 10, 30, 100, 365, 900)]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("change", ["unknown", "missing", "not a number"])
def test_wrong_weights_are_refused(tmp_path: Path, change: str) -> None:
    """A feature too many, one too few, a word for a number: an error that names the file."""
    weights: dict[str, object] = dict(linking.load())
    if change == "missing":
        del weights["prior"]
    else:
        weights["prior" if change == "not a number" else "moon_phase"] = "high" if change == "not a number" else 1.0
    path = tmp_path / "linker.json"
    path.write_text(json.dumps({"version": "1", "weights": weights}), encoding="utf-8")
    with pytest.raises(ModelError, match=r"linker\.json"):
        linking.load(path)


@pytest.mark.parametrize(
    ("section", "entry"),
    [("colours", {}), ("kinds", {"city": ["ville"], "town": ["ville"]}), ("kinds", {"city": ["Ville"]})],
)
def test_wrong_words_are_refused(tmp_path: Path, section: str, entry: dict[str, list[str]]) -> None:
    """An unknown section, a phrase that stands twice, a phrase that is not folded: an error that names the file."""
    read = yaml.safe_load(name_words.WORDS_PATH.read_text(encoding="utf-8"))
    path = tmp_path / "words.yml"
    path.write_text(yaml.safe_dump({**read, section: entry}), encoding="utf-8")
    with pytest.raises(ModelError, match=r"words\.yml"):
        name_words.load(path)
