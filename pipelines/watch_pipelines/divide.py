"""Where a text tells of several deals, the parts that tell one each.

A round-up reports a hospital's contract in one paragraph and a region's in another: read as one text they would make
one deal of four parties. Paragraphs that share a party belong together; two groups that share none, each with a body
and a company of its own, are parts. Each is read as if the others were not there, at the same offsets.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from watch.model import Annotation, Detection, Document, Extraction, Party, Role, Side, Span
from watch_pipelines.party_names import WIDE_ACTORS, folded_name, same_party
from watch_pipelines.typography import fold, typographic

Read = tuple[Detection, Extraction]
_SEVERAL = re.compile(
    r"\b(?:deux|trois|quatre|plusieurs|double|two|three|several|zwei|drei|mehrere)\b[^.;:,]{0,30}?"
    r"\b(?:accords?|contrats?|conventions?|partenariats?|marches?|agreements?|contracts?|deals?|vertrage?|abkommen)\b"
)
"""A title that announces several deals: then one company may be in each of them."""


_HELPERS = frozenset({Role.HOST, Role.SUBCONTRACTOR})
_LEAST = 2
"""Deals that a text tells before it is divided."""


def divide(
    document: Document, annotation: Annotation, whole: Read, read: Callable[[Document, Annotation], Read]
) -> tuple[tuple[Document, Read], ...]:
    """The deals that *document* tells, each as a document of the same length with what is read in it.

    *whole* is what was read in the text as one, *read* reads a part. A text of one deal comes back as it is; one of
    several as its parts that announce something, the first under the document's id, the others as "ID.2", "ID.3"…
    """
    several = _SEVERAL.search(fold(typographic(document.title))) is not None
    groups = _groups(document, whole, several=several)
    if len(groups) < _LEAST:
        return ((document, whole),)
    found: list[tuple[Document, Read]] = []
    for group in groups:
        name = document.id if not found else f"{document.id}.{len(found) + 1}"
        part = replace(document, id=name, text=_kept(document, group))
        seen = read(part, _within(annotation, part, group))
        if seen[0].is_announcement and _has_both_sides(seen[1].parties):
            found.append((part, seen))
    apart = several or not any(_meets(one, other) for place, one in enumerate(found) for other in found[:place])
    return tuple(found) if len(found) >= _LEAST and apart else ((document, whole),)


def _meets(one: tuple[Document, Read], other: tuple[Document, Read]) -> bool:
    """Whether two parts turn out to have a party in common."""
    return _share(one[1][1].parties, other[1][1].parties)


def _groups(document: Document, whole: Read, *, several: bool) -> list[list[Span]]:
    """Groups of paragraphs, each about parties of its own; fewer than two when the text is about one deal."""
    detection, extraction = whole
    groups: list[tuple[list[Span], list[Party]]] = []
    last: tuple[list[Span], list[Party]] | None = None
    for paragraph in _paragraphs(document):
        named = _named(document, paragraph, extraction.parties)
        telling = [party for party in named if party.actor_id not in WIDE_ACTORS]
        linking = [party for party in telling if party.side is Side.PUBLIC] if several else telling
        joined = [group for group in groups if _share(group[1], linking)]
        if not named or not _is_told(paragraph, detection):
            if last is not None:
                last[0].append(paragraph)
            continue
        last = ([paragraph], list(linking))
        for group in joined:
            last = (sorted([*group[0], *last[0]], key=lambda span: span.start), [*group[1], *last[1]])
            groups.remove(group)
        groups.append(last)
    kept = [spans for spans, _ in groups if _has_both_sides(_in(document, spans, extraction.parties))]
    return sorted(kept, key=lambda spans: spans[0].start)


def _paragraphs(document: Document) -> Iterator[Span]:
    """The paragraphs of the body."""
    start = len(document.title) + 2
    for paragraph in document.text.split("\n\n"):
        yield Span(start, start + len(paragraph))
        start += len(paragraph) + 2


def _named(document: Document, span: Span, parties: Sequence[Party]) -> list[Party]:
    text = f" {folded_name(document.full_text[span.start : span.end])} "
    return [party for party in parties if f" {folded_name(party.name)} " in text]


def _in(document: Document, spans: Sequence[Span], parties: Sequence[Party]) -> list[Party]:
    return [party for span in spans for party in _named(document, span, parties)]


def _is_told(span: Span, detection: Detection) -> bool:
    """Whether a sentence of the deal stands in the paragraph."""
    return any(each.start < span.end and span.start < each.end for each in detection.deal_sentences)


def _share(one: Sequence[Party], other: Sequence[Party]) -> bool:
    return any(same_party(mine, theirs) for mine in one for theirs in other)


def _has_both_sides(parties: Sequence[Party]) -> bool:
    """Whether a body and a company are there; who only lends machines or hands to a deal makes none of its own."""
    return {party.side for party in parties if party.role not in _HELPERS} == set(Side)


def _kept(document: Document, group: Sequence[Span]) -> str:
    """The text of a part: blanks where the other parts stand."""
    offset = len(document.title) + 2
    text = list(re.sub(r"[^\n]", " ", document.text))
    for span in group:
        text[span.start - offset : span.end - offset] = document.full_text[span.start : span.end]
    return "".join(text)


def _within(annotation: Annotation, part: Document, group: Sequence[Span]) -> Annotation:
    """What was annotated in the part."""
    title = Span(0, len(part.title))
    spans = (title, *group)

    def inside(span: Span) -> bool:
        return any(one.start <= span.start and span.end <= one.end for one in spans)

    return Annotation(
        text=typographic(part.full_text),
        sentences=tuple(span for span in annotation.sentences if any(_meet(span, one) for one in spans)),
        entities=tuple(one for one in annotation.entities if inside(one.span)),
        cues=tuple(one for one in annotation.cues if inside(one.span)),
    )


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
