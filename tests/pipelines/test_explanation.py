"""An assessment told in plain language: complete, in both languages, made of nothing but values."""

import re

import pytest

from pipelines.deals import judge
from pipelines.gold_cases import GOLD
from pipelines.test_assess import OUT_OF_SCOPE
from watch.config import Config
from watch.model import Assessment
from watch.wording.explanation import explanation
from watch.wording.notes import say_note
from watch.wording.terms import Language

LANGUAGES: tuple[Language, ...] = ("fr", "en")


def _told(found: Assessment, config: Config, lang: Language) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for one in explanation(found, config.framework, lang):
        told.setdefault(one.kind, []).append(one.text.replace("\u00a0", " "))
    return told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", GOLD)
def test_every_gold_case_can_be_told(name: str, lang: Language, config: Config) -> None:
    """Verdict, rule and legal order are always told; nothing is left of codes, braces or None."""
    told = _told(judge(GOLD[name][0], config), config, lang)
    assert {"verdict", "why", "order"} <= set(told)
    text = " ".join(line for lines in told.values() for line in lines)
    assert not re.search(r"[{}_]|\bNone\b(?! of)|  ", text), text


def test_told_in_french(config: Config) -> None:
    """The sentences say what the values say: verdict, evidence, gap, missing evidence and its holder, both dates."""
    told = _told(judge(GOLD["France Travail–Mistral"][0], config), config, "fr")
    assert told["verdict"][0].startswith("Maîtrise partielle. L'hébergement est prouvé ou déclaré")
    assert "Règle R6 : Exposition juridique J1 (chaîne européenne ou nationale)" in told["why"][0]
    assert any("cloud européen ou national" in line for line in told["evidence"])
    (dates,) = told["dates"]
    assert dates.startswith(
        "À l'annonce (connaissances au 5 avril 2025) : exposition indirecte. Aujourd'hui (au 22 nov"
    )
    assert any("Qui la détient : l'ANSSI" in line for line in told["missing"])


def test_told_in_english(config: Config) -> None:
    """The same in English, the State of a body outside Europe by its name."""
    told = _told(judge(GOLD["Synthetic 6"][0], config), config, "en")
    assert told["order"] == ["Judged from the point of view of the body's own legal order: Canada."]
    assert told["public"] == ["None of the six items of the deal is public."]
    assert [line.partition(":")[0] for line in told["change"]] == ["Towards more control", "Towards less control"]


def test_a_claim_beyond_the_evidence_is_told(config: Config) -> None:
    """The gap is a sentence with both figures."""
    told = _told(judge(GOLD["Inria–Doctolib"][0], config), config, "fr")
    assert told["claim"] == ["Affichage de souveraineté 3 sur 3 : il dépasse les preuves de 3."]


def test_out_of_scope_is_told_without_a_case(config: Config) -> None:
    """Where there is nothing to judge, nothing is said of what is missing or would change it."""
    told = _told(judge(OUT_OF_SCOPE["training alone"], config), config, "fr")
    assert not {"missing", "change", "public"} & set(told)


def test_every_note_of_the_criteria_has_its_french_words(config: Config) -> None:
    """What the criteria note on any gold case is said in French, or is nothing but names."""
    english = re.compile(r"\b(?:the|of|not|is|by|no|in|nothing|register|party)\b")
    notes = {
        finding.note
        for deal, *_ in GOLD.values()
        for finding in judge(deal, config).findings
        if finding.note is not None
    }
    assert len(notes) > 10
    assert [said for note in notes if english.search(said := say_note(note, "fr"))] == []
    assert all(say_note(note, "en") == note for note in notes)
