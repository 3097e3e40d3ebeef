"""Typography and sentences: characters replaced one for one, words folded for comparison, sentences cut.

Everything here keeps length, so that an offset found in a prepared text is an offset of the document.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Final

from watch.model import Span

_VARIANTS: Final = {
    **dict.fromkeys(
        map(ord, "\u00a0\u202f\u2009\u2007\u2008\u200a\u2002\u2003\u3000\t\r\u2028\u2029\x0b\x0c\x85"), " "
    ),
    **dict.fromkeys(map(ord, "’ʼ‘´`′"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "“”„″"), '"'),
    **{code: " " for code in range(32) if code not in {9, 10, 13}},
    **dict.fromkeys(range(127, 160), " "),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),  # lone surrogates cannot be encoded
}
INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters that cut words for a machine and for nobody else: soft hyphen, zero-width marks."""

_INVISIBLE: Final = re.compile(f"[{INVISIBLE}]")


class _Folding(dict[int, str]):
    """Code point to its lower-case, accent-free form, always one character; filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFKD", chr(code))[:1].lower()
        folded = base if len(base) == 1 else chr(code)
        self[code] = folded
        return folded


_FOLDING: Final = _Folding()


def typographic(text: str) -> str:
    """*text* with spaces, apostrophes, dashes and quotes of one form each; same length."""
    return text.translate(_VARIANTS)


def fold(text: str) -> str:
    """*text* in lower case without accents; same length, « œ » stays."""
    if text.isascii():
        return text.lower()
    return _fold_whole(text) if _PAGE < len(text) < _BOOK else text.translate(_FOLDING)


_PAGE: Final = 500
_BOOK: Final = 100_000
"""Characters between which a text is taken for a document's, which every stage folds again."""


@lru_cache(maxsize=8)
def _fold_whole(text: str) -> str:
    return text.translate(_FOLDING)


def visible(text: str) -> tuple[str, tuple[int, ...] | None]:
    """*text* without invisible characters, and the place of each kept character (plus the end); None if all."""
    if not _INVISIBLE.search(text):
        return text, None
    kept = tuple(place for place, character in enumerate(text) if character not in INVISIBLE)
    return "".join(text[place] for place in kept), (*kept, len(text))


_ABBREVIATION: Final = re.compile(
    r"(?:^|[\s('\"«])(?:[A-ZÉ]|MM?|Mmes?|Mlles?|Mes?|Drs?|Prs?|Pr|Dr|Mgr|Sts?|Stes?|art|al|[nN]os?|n|cf|env|av|bd|p|pp"
    r"|[Tt][ée]l|vol|chap|[ée]d|fig|réf|ex|janv|févr|juil|sept|oct|nov|déc|Mr|Mrs|Ms|Prof|Jr|Sr|vs|No|Inc|Ltd|Co|Corp"
    r"|Jan|Feb|Aug|Sept|Oct|Nov|Dec|z\.\s?B|bzw|usw|Nr|ca|St|Abs|(?:[A-Z]\.)+[A-Z]|J\.-[A-Z]|[A-Z]\.-[A-Z])\.$"
)
_STOP: Final = re.compile(
    r"(?:[.!?…]+[»\")\]']*(?:\s?»)?|[.!?…]?\s?»)\s+(?=[^\W\d_a-zà-öø-ÿ]|[«\"(\[\d•*▪►-])|\n[^\S\n]*\n\s*|\n(?=\S)"
)
_BULLET: Final = re.compile(r"[-•*▪►·–]\s|\d{1,2}[.)]\s")
_LONGEST: Final = 1200
"""Characters after which a run of words without a full stop is cut at a space."""


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of *text*: disjoint, in order, without surrounding space; an empty line always ends one."""
    cuts = [0, *(found.end() for found in _STOP.finditer(text) if _ends(text, found)), len(text)]
    spans: list[Span] = []
    for start, end in pairwise(cuts):
        spans.extend(_pieces(text, start, end))
    return tuple(spans)


def _ends(text: str, found: re.Match[str]) -> bool:
    """Whether what looks like a stop is one."""
    stop = found.group()
    if stop.startswith("\n"):
        return "\n" in stop[1:] or _line_ends(text, found.start(), found.end())
    if stop.lstrip(".!?…").startswith((" »", "»")) and stop[0] not in ".!?…":
        return False
    if "\n" in stop or stop[0] != ".":
        return True
    head = text[max(0, found.start() - 12) : found.start() + 1]
    return not _ABBREVIATION.search(head)


def _line_ends(text: str, at: int, following: int) -> bool:
    """Whether a single line feed ends a sentence: a short line, a bullet, or a line that ended in punctuation."""
    line = text[text.rfind("\n", 0, at) + 1 : at].rstrip()
    following_text = text[following : following + 4]
    return bool(len(line) < 70 or line.endswith((".", "!", "?", ":", ";", "…", "»")) or _BULLET.match(following_text))


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """One sentence without its outer space; more than one when it is absurdly long."""
    pieces = []
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        pieces.append(Span(start, cut))
        start = cut + (text[cut] == " ")
    if end > start:
        pieces.append(Span(start, end))
    return pieces
