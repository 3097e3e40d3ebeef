"""The page of one document: short excerpts with what was read in them, the decision and its reasons.

The whole text belongs to its publisher: a page shows the sentences of the deal and the surroundings of each mention,
300 characters each at most, and links to the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from watch.model import Evidence, Reading, Reason, Span
from watch.web.library import Explained
from watch.wording.markup import KINDS, Kind, Mark, Piece, excerpts, marks, pieces
from watch.wording.phrases import quote_link
from watch.wording.reasons import Element, elements, say_missing, weighed
from watch.wording.terms import Language


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A few words of a text with what was read in them, and the link that lands on them."""

    pieces: tuple[Piece, ...]
    link: str | None
    cut_before: bool
    """Something of the text is left out before it."""
    cut_after: bool
    """It is the last, and the text goes on."""


@dataclass(frozen=True, slots=True)
class View:
    """What the page says of a document that was read."""

    excerpts: tuple[Excerpt, ...]
    kinds: tuple[Kind, ...]
    """Those that the excerpts hold, for the legend."""
    elements: tuple[Element, ...]
    missing: tuple[str, ...]
    grounds: tuple[tuple[str, tuple[Reason, ...]], ...]
    """("for" or "against", the reasons), the heaviest first."""


def view(found: Explained, lang: Language) -> View | None:
    """The view of a document; None when it was not read yet."""
    reading = found.reading
    if reading is None:
        return None
    marked = marks(reading, lang)
    machine = found.corrections[-1].machine.detection if found.corrections else reading.detection
    shown = tuple(_excerpts(found, marked, reading))
    present = {piece.kind for excerpt in shown for piece in excerpt.pieces}
    spoken = zip(("for", "against"), weighed(machine), strict=True)
    return View(
        shown,
        tuple(kind for kind in KINDS if kind in present),
        tuple(replace(one, evidence=_first(one.evidence)) for one in elements(machine)),
        say_missing(machine, lang),
        tuple((name, reasons) for name, reasons in spoken if reasons),
    )


def _excerpts(found: Explained, marked: Sequence[Mark], reading: Reading) -> Iterator[Excerpt]:
    text, at = found.document.full_text, 0
    spans = excerpts(text, reading, marked)
    for span in spans:
        before, after = text[at : span.start].strip(), span is spans[-1] and text[span.end :].strip()
        link = _link(found.document.url, text, span)
        yield Excerpt(pieces(text, marked, span), link, bool(before), bool(after))
        at = span.end


def _link(url: str, text: str, span: Span) -> str | None:
    """A link to the first paragraph of the excerpt: a fragment must lie in one block."""
    return quote_link(url, text[span.start : span.end].strip().split("\n")[0])


def _first(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple({one.quote: one for one in evidence}.values())
