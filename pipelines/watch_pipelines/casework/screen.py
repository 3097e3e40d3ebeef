"""Dismiss most expressions without searching: by the words with which a match would have to begin.

Two hundred expressions are asked of every text, and few of them match. An expression that begins with a word of a known
list is searched only in texts that hold a word beginning so.
"""

import re
from functools import lru_cache
from itertools import pairwise

LONGEST = 5
"""Letters of a word by which texts are indexed."""
_OPTIONAL = frozenset("?*{")
_ENDS_WORD = frozenset(" '-")
_PLACEHOLDER = re.compile(r"\{(?:body|supplier)\}")
_BORDER = re.compile(r"(?:\[\^[^\]]*\]\{0,\d+\})?(?:\\b| (?![?*{]))")
"""Up to the beginning of a word behind a placeholder: a run of anything, and a space or a word boundary."""
_LITERAL = re.compile(r"[a-z0-9]+")
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=4096)
def beginnings(expression: str) -> frozenset[str] | None:
    r"""The word beginnings of which a match of *expression* needs one; None when they cannot be told.

    Understood are ``\b(?:one|two)…``, ``\bone…`` and ``\b\d…``, also as branches of an alternation at the top.
    """
    found: set[str] = set()
    for branch in _branches(expression):
        heads = _first_words(branch[2:]) if branch.startswith(r"\b") else None
        if heads is None:
            return None
        found |= heads
    return frozenset(found)


def beginnings_behind(expression: str) -> frozenset[str] | None:
    """The same for the words behind a placeholder such as ``{body}``; None when they cannot be told."""
    *before, rest = _PLACEHOLDER.split(expression)
    if not before:
        return None
    border = _BORDER.match(rest)
    balanced = len(_branches(expression)) == 1 and rest.count("(") == rest.count(")")
    return beginnings(r"\b" + rest[border.end() :]) if border and balanced else None


def _first_words(rest: str) -> set[str] | None:
    """The beginnings of the word with which a match of *rest* begins; None when they cannot be told."""
    if rest.startswith(r"\d") and rest[2:3] not in _OPTIONAL:
        return set("0123456789")
    inner = _group(rest) if rest.startswith("(?:") else None
    if inner is None:
        literal = _literal(rest)
        return {literal} if literal else None
    found: set[str] = set()
    for alternative in _branches(inner):
        heads = _first_words(alternative + rest[len(inner) + 4 :])
        if heads is None:
            return None
        found |= heads
    return found


def _branches(expression: str) -> tuple[str, ...]:
    """The alternatives of an expression that stand in no group and no set."""
    cuts, depth, place = [-1], 0, 0
    in_set = False
    while place < len(expression):
        character = expression[place]
        if character == "\\":
            place += 1
        elif in_set:
            in_set = character != "]"
        elif character == "[":
            in_set = True
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and depth == 0:
            cuts.append(place)
        place += 1
    cuts.append(len(expression))
    return tuple(expression[first + 1 : last] for first, last in pairwise(cuts))


def _group(rest: str) -> str | None:
    """The inside of the group with which *rest* begins; None when the group may be left out."""
    depth = 0
    for place, character in enumerate(rest):
        if character in "()" and rest[place - 1] != "\\":
            depth += 1 if character == "(" else -1
            if depth == 0:
                return None if rest[place + 1 : place + 2] in {"?", "*", "{"} else rest[3:place]
    return None


def _literal(alternative: str) -> str:
    """The letters with which a match of *alternative* begins for certain, at most `LONGEST`; "" when none do.

    A space behind them says that they are a whole word.
    """
    found = _LITERAL.match(alternative)
    if found is None:
        return ""
    literal, behind = found.group(), alternative[found.end() :]
    if behind[:1] in _OPTIONAL:
        return literal[:-1][:LONGEST]
    closed = behind.startswith(r"\b") or (behind[:1] in _ENDS_WORD and behind[1:2] not in _OPTIONAL)
    return f"{literal} " if closed and len(literal) <= LONGEST else literal[:LONGEST]


def beginnings_of(folded: str) -> frozenset[str]:
    """Every beginning, up to `LONGEST` letters, of every word of a folded text; with a space behind, whole words."""
    words = set(_WORD.findall(folded))
    found = {f"{word} " for word in words if len(word) <= LONGEST}
    for length in range(1, LONGEST + 1):
        found.update([word[:length] for word in words])
    return frozenset(found)


word_beginnings = lru_cache(maxsize=4096)(beginnings_of)
"""The same, remembered: sentences are asked about often."""


def may_match(expression: str, folded: str) -> bool:
    """False only when *expression* matches nowhere in the folded text."""
    needed = beginnings(expression)
    return needed is None or not needed.isdisjoint(word_beginnings(folded))
