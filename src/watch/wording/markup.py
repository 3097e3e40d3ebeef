"""A text with what was read in it: marked characters, pieces to print, and short excerpts for pages."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from watch.model import Evidence, Reading, Span
from watch.wording.reason_terms import REASONS
from watch.wording.reasons import say
from watch.wording.terms import Language
from watch.wording.terms import say as say_term

Kind = Literal["public", "private", "hosting", "amount", "date", "claim", "fact", "cue"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Kinds of marks; where several cover the same characters, the first is shown."""

EXCERPT = 300
"""Longest excerpt of a text that a page shows, in characters."""
EXCERPTS = 12
"""Most excerpts of one text that a page shows."""

_DATES = frozenset({"announced_on", "signed_on"})
_FIGURES = frozenset({"duration_months"})
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters ``full_text[start:end]`` that were read as something."""

    start: int
    end: int
    kind: Kind
    label: str
    """In the reader's language, so that no colour is needed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters under the same marks."""

    text: str
    kind: Kind | None
    """That of the mark shown; None for plain text."""
    told: bool
    """It stands in a sentence of the deal."""
    opens: int
    """How many marks of facts begin here."""
    closes: int
    """How many end here."""
    labels: tuple[str, ...]
    """Of the marks that end here; of those that only the decision used when no fact does."""
    title: str
    """Of all the marks that cover it."""


def marks(reading: Reading, lang: Language) -> tuple[Mark, ...]:
    """What was read, by position: the facts, then the words that the decision used."""
    found = {(mark.start, mark.end, mark.kind): mark for mark in (*_signs(reading, lang), *_facts(reading, lang))}
    return tuple(sorted(found.values(), key=lambda mark: (mark.start, KINDS.index(mark.kind), -mark.end)))


def _facts(reading: Reading, lang: Language) -> Iterator[Mark]:
    facts = reading.extraction
    if facts is None:
        return
    for field, evidence in facts.evidence:
        kind: Kind = "date" if field in _DATES else "amount" if field in _FIGURES else "fact"
        yield _mark(evidence, kind, say("field", field, lang))
    if facts.amount is not None:
        yield _mark(facts.amount.evidence, "amount", say("field", "amount", lang))
    for claim in facts.claims:
        yield _mark(claim.evidence, "claim", say("field", "claim", lang, strength=claim.strength))
    for host in facts.hosting:
        parts = [
            say("mark", "hosting", lang),
            say_term("hosting", host.kind, lang),
            say_term("scope", host.scope, lang),
        ]
        if host.negated or host.hypothetical:
            parts.append(say_term("word", "excluded" if host.negated else "considered", lang))
        yield _mark(host.evidence, "hosting", " · ".join(parts))
    for party in facts.parties:
        side: Kind = "public" if party.side == "public" else "private"
        yield _mark(party.evidence, side, f"{say('short', side, lang)} · {say_term('role', party.role, lang)}")


def _signs(reading: Reading, lang: Language) -> Iterator[Mark]:
    for reason in sorted(reading.detection.reasons, key=lambda one: abs(one.weight)):
        if reason.evidence is None:
            continue
        if f"element.{reason.rule}" in REASONS:
            yield _mark(reason.evidence, "cue", say("element", reason.rule, lang))
        else:
            yield _mark(reason.evidence, "cue", say("field", "for" if reason.weight > 0 else "against", lang))


def _mark(evidence: Evidence, kind: Kind, label: str) -> Mark:
    return Mark(evidence.start, evidence.end, kind, label)


def pieces(text: str, found: Sequence[Mark], within: Span, deal: Sequence[Span] = ()) -> tuple[Piece, ...]:
    """The characters *within*, cut where a mark or a sentence of the *deal* begins or ends.

    Joined again, the pieces give them back.
    """
    start, end = within.start, min(within.end, len(text))
    here = [mark for mark in found if mark.start < end and mark.end > start]
    edges = [*((mark.start, mark.end) for mark in here), *((span.start, span.end) for span in deal)]
    cuts = sorted({start, end, *(min(max(edge, start), end) for pair in edges for edge in pair)})
    made = []
    for left, right in pairwise(cuts):
        over = sorted(
            (mark for mark in here if mark.start <= left and mark.end >= right),
            key=lambda mark: KINDS.index(mark.kind),
        )
        ended = [mark for mark in over if min(mark.end, end) == right]
        named = [mark for mark in ended if mark.kind != "cue"] or ended
        opened = sum(mark.kind != "cue" and max(mark.start, start) == left for mark in over)
        closed = sum(mark.kind != "cue" for mark in ended)
        labels, title = (tuple(dict.fromkeys(mark.label for mark in each)) for each in (named, over))
        kind = over[0].kind if over else None
        told = any(one.start <= left and one.end >= right for one in deal)
        made.append(Piece(text[left:right], kind, told, opened, closed, labels, " ; ".join(title)))
    return tuple(made)


def excerpts(text: str, reading: Reading, found: Sequence[Mark]) -> tuple[Span, ...]:
    """The sentences of the deal and the surroundings of each mark: disjoint, each at most `EXCERPT`, in order.

    At most `EXCERPTS` of them, those of the deal first.
    """
    deal = [Span(span.start, min(span.end, span.start + EXCERPT)) for span in reading.detection.deal_sentences]
    around = [_around(text, mark) for mark in found if not any(_covers(span, mark) for span in deal)]
    kept: list[Span] = []
    for span in (*deal, *around):
        if len(kept) == EXCERPTS:
            break
        left = max((one.end for one in kept if one.start <= span.start), default=0)
        right = min((one.start for one in kept if one.start > span.start), default=len(text))
        start, end = max(span.start, left), min(span.end, right)
        if text[start:end].strip():
            kept.append(Span(start, end))
    return tuple(sorted(kept, key=lambda span: span.start))


def _covers(span: Span, mark: Mark) -> bool:
    return span.start <= mark.start and mark.end <= span.end


def _around(text: str, mark: Mark) -> Span:
    """The mark with as much before as after it, cut between words and at the ends of its paragraph."""
    room = max(0, EXCERPT - (mark.end - mark.start)) // 2
    start, end = max(0, mark.start - room), min(len(text), mark.end + room)
    before, after = text.rfind("\n", start, mark.start), text.find("\n", mark.end, end)
    if before >= 0:
        start = before + 1
    elif start:
        start = text.find(" ", start, mark.start) + 1 or mark.start
    if after >= 0:
        end = after
    elif end < len(text):
        end = max(text.rfind(" ", mark.end, end), mark.end)
    return Span(start, min(end, start + EXCERPT))


def one_line(text: str) -> str:
    """*text* with every run of blanks as one space, without characters that no reader sees or that reorder others."""
    line = _BLANKS.sub(" ", text)
    return "".join(each for each in line if unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co"})
