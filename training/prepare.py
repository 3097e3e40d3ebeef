"""Read a checkout of WiNER-fr, repair what the wiki's markup left, split it by document and write spaCy's DocBin files.

The corpus is in BRAT format: one ``.txt`` and one ``.ann`` a document, in ``YEAR/MONTH/``. Every text goes through
``plain_spaces`` as it will at inference, and is cut by the tokeniser that the model will ship with.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.util import filter_spans

from watch_pipelines.language import plain_spaces


class Part(StrEnum):
    """The three parts of the corpus; a document belongs to exactly one."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Span:
    """One entity: ``text[start:end]`` and its label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text and its entities, sorted and free of overlaps once :func:`repair` has passed."""

    name: str
    text: str
    spans: tuple[Span, ...]


LABELS: Final = {
    "Organization": "ORG",
    "Person": "PER",
    "Location": "LOC",
    "Date": "DATE",
    "Product": "PROD",
    "Event": "EVENT",
}
"""The corpus's types and ours. Hours are dropped: no date of an agreement ever needs one."""

MONTHS_PER_TURN: Final = 10
TEST_MONTH: Final = 6
DEV_MONTH: Final = 4
"""A month's index (2016-01 is 0) modulo 10 says its part: one story never stands on both sides of the split."""

_FIRST_YEAR: Final = 2016

# Links were cut out of the wiki's text with the spaces around them: « d' Angela Merkel », « (le CDU ) », « Rome , ».
_EXCESS: Final = re.compile(
    r"(?<=\b[ldnsmtcjLDNSMTCJ]['’]) (?=\w)|(?<=[qQ]u['’]) (?=\w)| (?=[,)\]])| (?=\.(?:\s|$))|(?<=[(\[]) | (?= )"
    r"|[\u200b\u200e\u200f\ufeff]"
)

_OF: Final = r"(?:de la |de l['’]|du |des )"
_MINISTRY: Final = re.compile(
    rf"[Mm]inistère (?:[a-zéèç]+ )?{_OF}\w+(?: (?:étrangères|nationale|supérieur|[A-ZÉ]\w+))*"
)
_MINISTER_BEFORE: Final = re.compile(rf"[Mm]inistres? (?:[\w-]+ ){{0,2}}{_OF}$")

_COMPANIES: Final = frozenset({"Google", "Amazon"})
"""Always `Product` in the corpus (the sites of 2016); to us they are suppliers."""

_SHARE_BUTTONS: Final = "Partager cet article"
"""Twenty documents end with this list of sites, each a `Product`: the text stops before it."""

_DOMINANT: Final = re.compile(r"gilets? jaunes?", re.IGNORECASE)
_KEEP_ONE_IN: Final = 3
"""One movement is a tenth of all organisation mentions: a third of its training documents is enough."""


def read_corpus(root: Path) -> list[Annotated]:
    """Return every document under `root` with its spans as annotated, in order of name.

    Raises FileNotFoundError when `root` holds no annotation, ValueError when an annotation disagrees with its text.
    """
    documents = [_read_document(path) for path in sorted(root.glob("20*/*/*.ann"))]
    if not documents:
        raise FileNotFoundError(f"no YEAR/MONTH/*.ann under {root}: is it a checkout of WiNER-fr?")
    return documents


def _read_document(path: Path) -> Annotated:
    text = path.with_suffix(".txt").read_bytes().decode("utf-8")
    spans = []
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("T"):
            continue
        _, where, quote = line.split("\t")
        kind, start, end = where.split()
        span = Span(int(start), int(end), kind)
        if text[span.start : span.end].strip("\u200f ") != quote.strip("\u200f "):
            raise ValueError(f"{path}: {quote!r} is not at {start}")
        spans.append(span)
    return Annotated(path.stem, text, tuple(spans))


def part_of(name: str) -> Part:
    """Say which part the document `name` (``YEAR_MONTH_DAY-NUMBER``) belongs to."""
    year, month = name.split("_")[:2]
    turn = ((int(year) - _FIRST_YEAR) * 12 + int(month) - 1) % MONTHS_PER_TURN
    return {TEST_MONTH: Part.TEST, DEV_MONTH: Part.DEV}.get(turn, Part.TRAIN)


def repair(document: Annotated, *, relabel: bool = True) -> Annotated:
    """Return `document` with our labels, plain spaces, no markup residue and only outermost spans.

    With `relabel`, the three conventions in which our genre and the corpus differ are applied as well
    (see ``docs/model.md``); without, the labels are the annotators' own.
    """
    text = plain_spaces(document.text).partition(_SHARE_BUTTONS)[0]
    known = [Span(s.start, s.end, LABELS[s.label]) for s in document.spans if s.label in LABELS and s.end <= len(text)]
    text, spans = _without_excess(text, known)
    if relabel:
        spans = list(_our_conventions(text, spans))
    return Annotated(document.name, text, tuple(outermost(spans)))


def _without_excess(text: str, spans: Iterable[Span]) -> tuple[str, list[Span]]:
    """Delete the superfluous characters of `text` and move `spans` accordingly, trimming spaces at their edges."""
    doomed = {match.start() for match in _EXCESS.finditer(text)}
    moved = [0]
    for position in range(len(text)):
        moved.append(moved[-1] + (position not in doomed))
    kept = "".join(char for position, char in enumerate(text) if position not in doomed)
    return kept, [_trimmed(kept, moved[s.start], moved[s.end], s.label) for s in spans]


def _trimmed(text: str, start: int, end: int, label: str) -> Span:
    quote = text[start:end]
    return Span(start + len(quote) - len(quote.lstrip()), end - len(quote) + len(quote.rstrip()), label)


def _our_conventions(text: str, spans: list[Span]) -> Iterator[Span]:
    """Yield `spans` as our genre wants them: whole ministries, no office taken for one, companies as organisations."""
    for match in _MINISTRY.finditer(text):
        inside = [s for s in spans if s.label == "ORG" and s.start < match.end() and s.end > match.start()]
        yield Span(match.start(), max([match.end(), *(s.end for s in inside)]), "ORG")
    for span in spans:
        if span.label == "ORG" and _MINISTER_BEFORE.search(text, max(0, span.start - 60), span.start):
            continue
        supplier = span.label == "PROD" and text[span.start : span.end] in _COMPANIES
        yield Span(span.start, span.end, "ORG") if supplier else span


def outermost(spans: Iterable[Span]) -> list[Span]:
    """Return, in order of position, the spans that no longer span contains or crosses."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


def split(documents: Iterable[Annotated]) -> dict[Part, list[Annotated]]:
    """Deal `documents` to the three parts by month, thinning the dominant topic in the training part only."""
    parts: dict[Part, list[Annotated]] = {part: [] for part in Part}
    dominant = 0
    for document in documents:
        part = part_of(document.name)
        if part is Part.TRAIN and _DOMINANT.search(document.text):
            dominant += 1
            if dominant % _KEEP_ONE_IN:
                continue
        parts[part].append(document)
    return parts


def to_doc(nlp: Language, document: Annotated) -> Doc:
    """Tokenise `document` and set its entities; a span that cuts a token widens to the whole token."""
    doc = nlp.make_doc(document.text)
    found = [doc.char_span(s.start, s.end, label=s.label, alignment_mode="expand") for s in document.spans]
    doc.ents = tuple(filter_spans([span for span in found if span is not None]))
    return doc


def write_corpus(nlp: Language, documents: Iterable[Annotated], path: Path) -> None:
    """Write `documents` as one DocBin file at `path`."""
    DocBin(docs=[to_doc(nlp, document) for document in documents], store_user_data=False).to_disk(path)
