"""Texts read once: their sentences, their folded form, and the places at which an expression matches in them.

Nothing here depends on a case, so all is remembered by the text and the expression.
"""

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from watch_pipelines.casework.screen import beginnings, beginnings_of
from watch_pipelines.typography import fold, sentences, typographic

_TEXTS = 256
"""Texts remembered: those of the case under judgement and of a few before it."""


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A name or a title in typography of one form, lower case, without accents; same length."""
    return fold(typographic(text))


@lru_cache(maxsize=_TEXTS)
def folded_text(full_text: str) -> str:
    """The same of the text of a document."""
    return fold(typographic(full_text))


@lru_cache(maxsize=_TEXTS)
def cut(full_text: str) -> tuple[tuple[int, int, str], ...]:
    """The sentences of a text as (start, end, folded)."""
    folded = folded_text(full_text)
    return tuple((span.start, span.end, folded[span.start : span.end]) for span in sentences(typographic(full_text)))


@lru_cache(maxsize=4096)
def pattern(expression: str) -> re.Pattern[str]:
    """Compile an expression of the framework once."""
    return re.compile(expression)


class Words:
    """The words of a text, to be found by their beginnings as `screen` writes them."""

    __slots__ = ("_known", "_starts", "_text", "beginnings")

    def __init__(self, spans: tuple[tuple[int, int, str], ...]) -> None:
        self._text = "\n".join([folded for _, _, folded in spans])
        self._starts = [0, *accumulate(len(folded) + 1 for _, _, folded in spans[:-1])]
        self._known: dict[str, list[tuple[int, int]]] = {}
        self.beginnings = beginnings_of(self._text)

    def begun_by(self, beginning: str) -> list[tuple[int, int]]:
        """(number of the sentence, offset in it) of the words with this beginning, looked for when first asked."""
        found = self._known.get(beginning)
        if found is None:
            word, text, starts = beginning.rstrip(), self._text, self._starts
            whole = len(word) < len(beginning)
            found = self._known[beginning] = []
            at = text.find(word)
            while at >= 0:
                if not _in_word(text[at - 1 : at]) and not (
                    whole and _in_word(text[at + len(word) : at + len(word) + 1])
                ):
                    number = bisect_right(starts, at) - 1
                    found.append((number, at - starts[number]))
                at = text.find(word, at + 1)
        return found


def _in_word(character: str) -> bool:
    r"""Return whether ``\w`` matches the character; "" stands for the end of the text."""
    return character.isalnum() or character == "_"


@lru_cache(maxsize=_TEXTS)
def words_of(full_text: str) -> Words:
    """The words of the sentences of a text."""
    return Words(cut(full_text))


@lru_cache(maxsize=16 * _TEXTS)
def matches(expression: str, full_text: str) -> tuple[tuple[int, int, int], ...]:
    """Every match of *expression* within one sentence: start of the sentence, start and end in it.

    Only sentences in which a match can begin are searched.
    """
    heads = beginnings(expression)
    if heads is not None:
        words = words_of(full_text)
        present = heads & words.beginnings
        if not present:
            return ()
    search = pattern(expression)
    spans = cut(full_text)
    if heads is None:
        numbers = list(range(len(spans))) if search.search(folded_text(full_text)) else []
    else:
        begun = search.match
        numbers = sorted(
            {
                number
                for head in present
                for number, at in words.begun_by(head)
                if begun(spans[number][2], at) is not None
            }
        )
    return tuple((spans[n][0], hit.start(), hit.end()) for n in numbers for hit in search.finditer(spans[n][2]))
