"""The whole stage: evidence that stands in the text, bad input that does not stop it."""

import time
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_document
from pipelines.pages import SEEN, annotation_of
from watch.config import Config
from watch.model import Evidence, Extraction, Lexicon, Register
from watch_pipelines import nlp
from watch_pipelines.extract import extract

TEXT = (
    "Paris, le 8 janvier 2026 – Le ministère de la Justice a notifié le 16\u00a0décembre 2025 à Mistral\u00a0AI "
    "un accord‑cadre de 4\u202fM€ conclu pour trois ans. L’assistant, hébergé en France, aidera à résumer et "
    "à rédiger.\n\n"
    "Le ministre y voit un gage de souveraineté."
)


def _all_evidence(extraction: Extraction) -> list[Evidence]:
    found = [evidence for _, evidence in (*extraction.evidence, *extraction.cues)]
    found += [party.evidence for party in extraction.parties]
    found += [mention.evidence for mention in extraction.hosting]
    found += [claim.evidence for claim in extraction.claims]
    return found + ([extraction.amount.evidence] if extraction.amount else [])


def test_facts_of_a_communique(reader: nlp.Reader, config: Config) -> None:
    """Each fact of a plain communiqué is found, and each quote is the document's own characters."""
    document = a_document(TEXT, title="Justice : un accord‑cadre pour l’IA")
    (annotation,) = nlp.annotate(reader, [(document.full_text, "fr")])
    found = extract(document, annotation, SEEN, config.register, config.lexicon)
    assert (str(found.announced_on), str(found.signed_on)) == ("2026-01-08", "2025-12-16")
    assert found.amount is not None
    assert (found.amount.eur, found.duration_months) == (4_000_000, 36)
    assert {party.actor_id for party in found.parties} == {"min-justice", "mistral-ai"}
    assert found.use_cases_stated
    assert found.claims
    assert found.cues
    for evidence in _all_evidence(found):
        assert evidence.quote == document.full_text[evidence.start : evidence.end]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 200_000,
        "le ministère de " * 13_000,
        "sans cloud hébergé en " * 9_000,
        "12 millions 1 250 000 € " * 9_000,
        "Abc (DEF) " * 20_000,
        "lundi le 12 janvier " * 10_000,
        "\x00\x07\x1b \ud800 mot " * 2_000,
    ],
    ids=["empty", "one word", "bodies", "hosting", "sums", "acronyms", "dates", "controls"],
)
def test_bad_input_takes_bounded_time(text: str) -> None:
    """No text, however long or odd, stops the stage or keeps it for long."""
    document = replace(a_document(), text=text)
    started = time.perf_counter()
    found = extract(document, annotation_of(document), SEEN, Register("", {}), Lexicon(""))
    assert time.perf_counter() - started < 10
    assert isinstance(found, Extraction)


def test_five_megabytes_are_read_at_the_head_only() -> None:
    """A text of five megabytes costs no more than its first pages."""
    document = a_document("Le ministère a signé un contrat de 3 millions d'euros. " * 95_000)
    started = time.perf_counter()
    found = extract(document, annotation_of(a_document("")), SEEN, Register("", {}), Lexicon(""))
    assert time.perf_counter() - started < 10
    assert found.amount is not None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=60))
def test_any_text_gives_evidence_that_stands(text: str, title: str) -> None:
    """Whatever the characters, evidence never points beside the text."""
    document = a_document(text, title=title)
    found = extract(document, annotation_of(document), SEEN, Register("", {}), Lexicon(""))
    assert {field.name for field in fields(found)} >= {"parties", "hosting"}
    for evidence in _all_evidence(found):
        assert evidence.quote == document.full_text[evidence.start : evidence.end]
