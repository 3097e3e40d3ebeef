"""Exact-match precision, recall and F1 of a pipeline, by label: on held-out documents and on the genre check."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language

from training.prepare import Annotated, Span, to_doc

ALL = "ALL"
"""The row that counts every label together."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One row: fractions between 0 and 1, and how many entities were to be found."""

    precision: float
    recall: float
    f1: float
    support: int


def read_genre_check(path: Path) -> list[Annotated]:
    """Read annotated sentences, one JSON object a line: `text` and `entities` of `start`, `end`, `label`, `quote`.

    Raises ValueError when a quote is not what its offsets say.
    """
    sentences = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        row = json.loads(line)
        for entity in row["entities"]:
            if row["text"][entity["start"] : entity["end"]] != entity["quote"]:
                raise ValueError(f"{path}, line {number}: {entity['quote']!r} is not at {entity['start']}")
        spans = tuple(Span(entity["start"], entity["end"], entity["label"]) for entity in row["entities"])
        sentences.append(Annotated(f"genre-{number}", row["text"], spans))
    return sentences


def measure(nlp: Language, documents: Sequence[Annotated]) -> dict[str, Figures]:
    """Return the figures of `nlp` on `documents` by label, and together under ``ALL``.

    A mention counts when its label and both its ends are right; gold spans are cut to tokens as in training.
    """
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for document, doc in zip(documents, nlp.pipe(d.text for d in documents), strict=True):
        gold = {Span(e.start_char, e.end_char, e.label_) for e in to_doc(nlp, document).ents}
        found = {Span(e.start_char, e.end_char, e.label_) for e in doc.ents}
        for counter, spans in ((right, gold & found), (given, found), (wanted, gold)):
            counter.update(span.label for span in spans)
            counter[ALL] += len(spans)
    return {label: _figures(right[label], given[label], wanted[label]) for label in sorted(wanted)}


def _figures(right: int, given: int, wanted: int) -> Figures:
    return Figures(
        precision=right / given if given else 0.0,
        recall=right / wanted if wanted else 0.0,
        f1=2 * right / (given + wanted) if right else 0.0,
        support=wanted,
    )


def recall_by_novelty(
    nlp: Language, documents: Iterable[Annotated], label: str, known: frozenset[str]
) -> dict[str, tuple[int, int]]:
    """Return how many mentions of `label` are found, out of how many: those named in `known` and those that are not."""
    counts = {"known": (0, 0), "new": (0, 0)}
    for document in documents:
        found = {Span(e.start_char, e.end_char, e.label_) for e in nlp(document.text).ents}
        for span in document.spans:
            if span.label == label:
                kind = "known" if document.text[span.start : span.end] in known else "new"
                right, wanted = counts[kind]
                counts[kind] = (right + (span in found), wanted + 1)
    return counts


def table(figures: dict[str, Figures]) -> str:
    """Return `figures` as the rows of a Markdown table, in per cent."""
    rows = ["| label | P | R | F1 | n |", "|---|---|---|---|---|"]
    for label, row in figures.items():
        rows.append(f"| {label} | {row.precision:.1%} | {row.recall:.1%} | {row.f1:.1%} | {row.support} |")
    return "\n".join(rows)
