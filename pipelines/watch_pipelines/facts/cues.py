"""Phrases of the lexicon that the criteria of the framework read, in the text of the deal."""

import re
from typing import Final

from watch.model import Annotation, Evidence
from watch_pipelines.facts.page import Page

THEMES: Final = (
    "procurement.",
    "transparency.",
    "dependence.",
    "hosting.",
    "sensitivity.",
    "sovereignty.",
    "roles.",
    "status.",
)
"""Beginnings of cue ids that bear on a criterion; the others serve detection."""

_FLIPPED: Final = re.compile(r"\b(?:pas|non|sans|ni|aucune?|jamais|not|no|without|kein\w*|ohne|nicht)\s(?:\w+\s){0,2}$")
_FLIPS: Final = (
    "dependence.",
    "procurement.",
    "transparency.reversibility",
    "transparency.auditability",
    "transparency.openness",
)
"""Cues that a negation before them turns round: « sans fournisseur unique » is no exclusivity."""


def read_cues(page: Page, annotation: Annotation) -> tuple[tuple[str, Evidence], ...]:
    """(cue id, characters) in order of position; negated ones of the kinds that flip are left out."""
    found = []
    for mention in annotation.cues:
        start, end = mention.span.start, mention.span.end
        if not mention.cue.startswith(THEMES) or end > len(page.text) or not page.tells_deal(start):
            continue
        if mention.cue.startswith(_FLIPS) and _FLIPPED.search(page.folded[max(0, start - 40) : start]):
            continue
        found.append((mention.cue, page.evidence(start, end)))
    return tuple(found)
