"""Reasons are said in words, and a page never shows more of a text than it may."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from builders import a_document, a_party, a_reading, an_extraction
from watch.model import Detection, Document, Evidence, Reason, Span
from watch.wording.markup import EXCERPT, EXCERPTS, Mark, excerpts, marks, pieces
from watch.wording.reason_terms import REASONS
from watch.wording.reasons import elements, has_words, say_aside, say_missing, say_rule, weighed
from watch.wording.terms import Language
from watch_pipelines import notice, notice_match
from watch_pipelines.block_scorer import block
from watch_pipelines.detect_features import ALLOWANCES
from watch_pipelines.detect_weights import ANNOUNCEMENT, shipped

LANGUAGES: tuple[Language, ...] = ("fr", "en")


def test_everything_that_detection_weighs_has_words() -> None:
    """No name of a feature in the shipped weights reaches a reader as a name in code, in either language."""
    named = {"public_party", "company", "ai_object", "reviewer", "committing_body", "committing_company"}
    kinds = {f"resembles {kind}" for kind in shipped().text.labels if kind != ANNOUNCEMENT}
    names = {*shipped().text.rows, *kinds, *ALLOWANCES, *named, *notice.RULES}
    assert sorted(name for name in names if not has_words(name)) == []
    structure = sorted(name for name in names if not block(name))
    french, english = ([say_rule(name, lang) for name in structure] for lang in LANGUAGES)
    assert all(words[0].isupper() and "_" not in words and "=" not in words for words in french + english)
    assert [one for one, other in zip(french, english, strict=True) if one == other] == []


def test_everything_that_matching_a_notice_weighs_has_words() -> None:
    """Each ground on which a notice is taken for the award of an announcement, or not, is said in both languages."""
    assert {f"link.{rule}" for rule in notice_match.RULES} == {key for key in REASONS if key.startswith("link.notice_")}


def test_a_name_of_another_version_is_said_to_be_unknown() -> None:
    """Weights of the future do not break the page."""
    assert say_rule("moon phase=full", "fr") == "Un indice que cette version ne sait pas dire (moon phase=full)"


def test_what_was_missing_is_said_in_one_sentence_each() -> None:
    """Each thing an announcement needs has its sentence; a text set aside says why."""
    every = ("public_party", "company", "ai_object", "commitment", "newness")
    detection = Detection(False, 0.1, None, (), every, ())
    assert len(set(say_missing(detection, "fr"))) == 5
    assert [one.present for one in elements(detection)] == [False] * 5
    assert "(ja)" in say_aside("language:ja", "fr")
    assert "vide" in say_aside("empty", "fr")


def test_grounds_are_split_by_sign_and_ranked() -> None:
    """The heaviest first, for and against apart; the things sought are not among them."""
    reasons = tuple(
        Reason(rule, weight, None)
        for rule, weight in (("short", -0.2), ("pair", 0.5), ("no ai", -1.0), ("company", 1.0))
    )
    spoke_for, against = weighed(Detection(False, 0.1, None, reasons, (), ()))
    assert [reason.rule for reason in spoke_for] == ["pair"]
    assert [reason.rule for reason in against] == ["no ai", "short"]


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(0, 90), st.integers(1, 30)), max_size=8))
def test_pieces_joined_give_the_text_back(text: str, places: list[tuple[int, int]]) -> None:
    """However marks overlap, no character is lost, doubled or moved, and every mark that ends in it is named."""
    found = [Mark(start, start + length, "fact", f"m{at}") for at, (start, length) in enumerate(places)]
    cut = pieces(text, found, Span(0, len(text)))
    assert "".join(piece.text for piece in cut) == text
    named = {label for piece in cut for label in piece.labels}
    assert named == {mark.label for mark in found if mark.start < len(text)}


def _long() -> Document:
    return a_document(" ".join(f"Phrase numéro {at} sur le même sujet." for at in range(400)), title="Un titre")


@given(st.lists(st.tuples(st.integers(0, 12000), st.integers(1, 900)), max_size=40), st.integers(0, 12000))
def test_excerpts_are_short_few_and_apart(places: list[tuple[int, int]], sentence: int) -> None:
    """At most 300 characters each, at most 12, none overlapping another, whatever was marked."""
    document = _long()
    text = document.full_text
    found = [Mark(start, min(start + length, len(text)), "fact", "x") for start, length in places if start < len(text)]
    deal = (Span(sentence, min(sentence + 700, len(text))),)
    reading = replace(a_reading(), detection=Detection(True, 0.9, None, (), (), deal))
    shown = excerpts(text, reading, sorted(found, key=lambda mark: mark.start))
    assert len(shown) <= EXCERPTS
    assert all(0 < span.end - span.start <= EXCERPT for span in shown)
    assert all(one.end <= two.start for one, two in pairwise(shown))


def test_a_short_mark_is_shown_with_its_surroundings() -> None:
    """The excerpt around a mention holds it whole, and begins and ends between words."""
    document = _long()
    at = document.full_text.index("Phrase numéro 200")
    mark = Mark(at, at + 17, "fact", "x")
    (span,) = excerpts(document.full_text, a_reading(), [mark])
    assert span.start < mark.start
    assert mark.end < span.end
    assert document.full_text[span.start - 1] == " "
    assert document.full_text[span.end] == " "


def test_parties_dates_and_cues_are_marked_and_named() -> None:
    """Each mark has the side and role, the field, or whether the sign spoke for or against."""
    facts = an_extraction(parties=(a_party(),), evidence=(("signed_on", Evidence("d1", 20, 30, "2 mai 2026")),))
    reasons = (Reason("title:deal.signing", 0.4, Evidence("d1", 40, 45, "signe")),)
    reading = replace(a_reading(), extraction=facts, detection=Detection(True, 0.9, None, reasons, (), ()))
    assert [(mark.kind, mark.label) for mark in marks(reading, "en")] == [
        ("private", "private · supplier"),
        ("date", "signed or notified"),
        ("cue", "sign for"),
    ]
