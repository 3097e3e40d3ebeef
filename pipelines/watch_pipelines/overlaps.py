"""Mentions of names that overlap: which of them stand."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

from watch.model import EntityMention


def disjoint(text: str, found: Iterable[EntityMention]) -> tuple[EntityMention, ...]:
    """Disjoint mentions in order; the longest wins, and a known name inside a loose span takes its place."""
    mentions = list(found)
    known = sorted((mention for mention in mentions if mention.actor_ids), key=lambda each: each.span.start)
    starts = [mention.span.start for mention in known]
    kept: list[EntityMention] = []
    ranks = [(_rank(mention, _within(mention, known, starts), text), mention) for mention in mentions]
    ranked = sorted(ranks, key=lambda each: (-each[0], each[1].span.start, not each[1].actor_ids))
    taken = bytearray(len(text) + 1)
    for _, mention in ranked:
        start, end = mention.span.start, mention.span.end
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append(mention)
    return tuple(sorted(kept, key=lambda each: each.span.start))


def _within(mention: EntityMention, known: Sequence[EntityMention], starts: Sequence[int]) -> Sequence[EntityMention]:
    """The known names that begin inside *mention*."""
    return known[bisect_left(starts, mention.span.start) : bisect_left(starts, mention.span.end)]


_LOOSE: Final = re.compile(r",|;|\bet\b|\band\b|\bund\b|\n")
_APPOSED: Final = re.compile(
    r"(?:l'|la |le |d')?(?:entreprise|société|start-up|startup|groupe|éditeur|fournisseur|plateforme|géant|ministre"
    r"|éditrice)"
    r"(?: \w+)?\s*$",
    re.IGNORECASE,
)


def _rank(mention: EntityMention, known: Sequence[EntityMention], text: str) -> int:
    """Length, but nothing for a span that merely holds one of the *known* names plus words that are not its own."""
    start, end = mention.span.start, mention.span.end
    if mention.actor_ids:
        return end - start
    if mention.label == "MISC":
        return 0 if known else min(end - start, 3)
    for each in (name for name in known if name.span.end <= end):
        before, after = text[start : each.span.start], text[each.span.end : end]
        if _LOOSE.search(before + after) or _APPOSED.search(before) or not (before + after).strip(" -'"):
            return 0
    return end - start
