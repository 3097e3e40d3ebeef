"""The stems of a deal's text as features: of the title, of the sentences that tell it, of its paragraphs."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log
from typing import Final

import Stemmer

from watch.model import Span
from watch_pipelines.facts.linear import Features
from watch_pipelines.facts.page import Page

_STEMMERS: Final = {
    code: Stemmer.Stemmer(name) for code, name in (("fr", "french"), ("en", "english"), ("de", "german"))
}
_WORDS: Final = re.compile(r"[^\W\d_]+|\d+|[?%€!]")


def stems(folded: str, language: str) -> list[str]:
    """The stemmed words of *folded* text, numbers as #; of another language than French, English, German as French."""
    stemmer = _STEMMERS.get(language, _STEMMERS["fr"])
    return ["#" if word.isdigit() else word for word in stemmer.stemWords(_WORDS.findall(folded))]


def deal_words(page: Page) -> Features:
    """Stems and pairs of stems by region, each as 1 + log of how often it stands there: ``t`` the title, ``c`` the
    sentences in which detection saw the deal, ``w`` its paragraphs (`block_scorer.BLOCKS`).
    """
    regions = {"t": (Span(0, page.body),), "c": page.told, "w": page.deal}
    return {
        f"{region} {gram}": 1 + log(count)
        for region, spans in regions.items()
        for gram, count in _grams(page, spans).items()
    }


def _grams(page: Page, spans: Sequence[Span]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for span in spans:
        words = stems(page.folded[span.start : span.end], page.language)
        counts.update(words)
        counts.update(map(" ".join, pairwise(words)))
    return counts
