r"""Many patterns over one text at the price of few: a pattern is tried only where a word begins as its matches begin.

Most patterns of the lexicon and of the fact readers are whole words (« \b(?:sign(?:e|ent)|paraph…) »). What such a
pattern can begin with is read from it once; the beginnings of a text's words are listed once; where the two meet, the
pattern itself decides. The matches are those of `re`, in the same order.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from re import _constants, _parser  # private, but the only reader of patterns there is
from typing import Any, Final, NamedTuple

from watch_pipelines.memory import by_identity

_SHORTEST: Final = 2
_LONGEST: Final = 3
"""Characters of a word's beginning that are listed."""

_DIGIT: Final = "0" * (_LONGEST + 1)
"""Under which words that begin with any figure are listed; no beginning is that long."""

_WORD: Final = re.compile(r"\w+")


def scan(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of *pattern* in *text*, exactly as ``pattern.finditer(text)`` gives them."""
    beginnings = _beginnings(pattern)
    if beginnings is None:
        return pattern.finditer(text)
    places = _places(text)
    starts = [start for each in beginnings.words if each in places for start in places[each]]
    for mark in beginnings.marks:
        starts.extend(_places_of(mark, text))
    for inner in beginnings.inner:
        starts.extend(_words_with(inner, text))
    return _matches(pattern, text, sorted(starts)) if starts else iter(())


def _matches(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    end = 0
    for start in starts:
        if start >= end and (found := pattern.match(text, start)) is not None:
            yield found
            end = found.end()


class Group:
    """Named patterns of which one asks which are met in a text; together they cost little more than one."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        """Make *patterns* ready; their order is kept."""
        self._patterns = patterns
        self._names: dict[str, list[str]] = {}
        self._others: list[str] = []
        for name, pattern in patterns.items():
            beginnings = _beginnings(pattern)
            if beginnings is None or beginnings.marks or beginnings.inner:
                self._others.append(name)
                continue
            for each in beginnings.words:
                self._names.setdefault(each, []).append(name)

    def scan(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """(name, match) of every match of every pattern, as `scan` gives them, pattern by pattern in their order."""
        places: dict[str, list[int]] = {}
        for beginning, starts in _places(text).items():
            for name in self._names.get(beginning, ()):
                places.setdefault(name, []).extend(starts)
        for name, pattern in self._patterns.items():
            if name in places:
                yield from ((name, found) for found in _matches(pattern, text, sorted(places[name])))
            elif name in self._others:
                yield from ((name, found) for found in scan(pattern, text))

    def met(self, text: str) -> list[str]:
        """Names of the patterns for which ``pattern.search(text)`` finds something, in their order."""
        met = {name for name in self._others if self._patterns[name].search(text)}
        for beginning, starts in (_list_places(text) if len(text) < _BRIEF else _places(text)).items():
            for name in self._names.get(beginning, ()):
                if name not in met and any(self._patterns[name].match(text, start) for start in starts):
                    met.add(name)
        return [name for name in self._patterns if name in met]


_BRIEF: Final = 200
"""Characters of a text that is not worth remembering."""


def _list_places(text: str) -> Mapping[str, Sequence[int]]:
    """Where the words of *text* begin, by their first characters (and what follows a word of one)."""
    long: defaultdict[str, list[int]] = defaultdict(list)
    for start in [word.start() for word in _WORD.finditer(text)]:
        long[text[start : start + _LONGEST]].append(start)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for beginning, starts in long.items():
        places[beginning[:_SHORTEST]].extend(starts)
        if beginning[0].isdecimal():
            places[_DIGIT].extend(starts)
    return {**long, **places}


def _places_of(mark: str, text: str) -> Iterator[int]:
    """Where *mark* stands in *text*."""
    start = text.find(mark)
    while start >= 0:
        yield start
        start = text.find(mark, start + 1)


_places = lru_cache(maxsize=16)(_list_places)


def _words_with(inner: str, text: str) -> Iterator[int]:
    """Where the words begin that hold *inner*, each once."""
    reached = -1
    for place in _places_of(inner, text):
        start = place
        while start > max(reached, 0) and (text[start - 1].isalnum() or text[start - 1] == "_"):
            start -= 1
        if start > reached:
            yield start
        reached = place


class _Opening(NamedTuple):
    """What a match is known to begin with so far."""

    text: str
    at_word: bool
    """It begins where a word does."""
    grows: bool
    """What comes next in the pattern comes next in the match."""
    inside: bool = False
    """Other letters of the same word stand before `text`."""


class _Beginnings(NamedTuple):
    """What matches of a pattern begin with, all of them."""

    words: frozenset[str]
    """First characters of words: `_SHORTEST`, `_LONGEST`, or any figure."""
    marks: frozenset[str]
    """Punctuation, and letters with which no word need begin, wherever they stand."""
    inner: frozenset[str]
    """Letters inside the first word of a match."""


@by_identity(4096)  # the hash of a pattern goes over all of its code
def _beginnings(pattern: re.Pattern[str]) -> _Beginnings | None:
    """What all matches of *pattern* begin with; None when that is not known."""
    if pattern.flags & re.IGNORECASE:
        return None
    openings = _openings(_parser.parse(pattern.pattern, pattern.flags), _Opening("", at_word=False, grows=True))
    words, marks, inner = set(), set(), set()
    for each in openings:
        if each.inside:
            if len(each.text) < _LONGEST or not _WORD.fullmatch(each.text):
                return None
            inner.add(each.text)
        elif each.text and not _WORD.match(each.text):
            marks.add(each.text)
        elif each.at_word and len(each.text) >= _SHORTEST:
            words.add(each.text)
        elif len(each.text) == _LONGEST:
            marks.add(each.text)
        else:
            return None
    return _Beginnings(frozenset(words), frozenset(marks), frozenset(inner))


_Parsed = Any  # what the standard library's parser gives has no type


def _openings(parsed: _Parsed, before: _Opening) -> set[_Opening]:
    """All ways in which *before* goes on when *parsed* follows it."""
    openings = {before}
    for operation, argument in parsed:
        growing = {each for each in openings if each.grows}
        if not growing:
            break
        openings = openings - growing | {after for each in growing for after in _after(operation, argument, each)}
    return openings


_A_LETTER: Final = (_constants.CATEGORY, _constants.CATEGORY_WORD)
_ANY_LETTERS: Final = [(_constants.IN, [_A_LETTER])]


def _after(operation: _Parsed, argument: _Parsed, before: _Opening) -> set[_Opening]:
    """All ways in which *before* goes on when one operation of a pattern follows it."""
    after = {before._replace(grows=False)}
    match operation:
        case _constants.LITERAL:
            text = before.text + chr(argument)
            after = {before._replace(text=text, grows=len(text) < _LONGEST)}
        case _constants.IN if all(kind is _constants.LITERAL for kind, _ in argument):
            after = {each for kind, code in argument for each in _after(kind, code, before)}
        case _constants.IN if not (before.text or before.inside) and all(_is_digits(*each) for each in argument):
            after = {before._replace(text=_DIGIT, grows=False)}
        case _constants.AT | _constants.ASSERT | _constants.ASSERT_NOT:
            at_word = before.at_word or (not before.text and _begins_word(operation, argument))
            after = {before._replace(at_word=at_word)}
        case _constants.BRANCH:
            after = {each for branch in argument[1] for each in _openings(branch, before)}
        case _constants.SUBPATTERN if not argument[1] and not argument[2]:
            after = _openings(argument[3], before)
        case _constants.MAX_REPEAT if before.at_word and not before.text and list(argument[2]) == _ANY_LETTERS:
            after = {before._replace(inside=True)}
        case _constants.MAX_REPEAT | _constants.MIN_REPEAT:
            least, most, repeated = argument
            once = _openings(repeated, before)
            after = once if most == 1 else {each._replace(grows=False) for each in once}
            after = after if least else after | {before}
    return after


def _begins_word(operation: _Parsed, argument: _Parsed) -> bool:
    r"""Whether an assertion asks for the edge of a word: ``\b``, ``(?<!\w)``."""
    if operation is _constants.AT:
        return bool(argument is _constants.AT_BOUNDARY)
    if operation is _constants.ASSERT_NOT and argument[0] < 0:
        (kind, characters), *others = argument[1]
        return (
            not others
            and kind is _constants.IN
            and _A_LETTER in characters
            and characters[0][0] is not _constants.NEGATE
        )
    return False


def _is_digits(kind: _Parsed, argument: _Parsed) -> bool:
    """Whether a part of a class of characters holds figures only."""
    if kind is _constants.RANGE:
        return chr(argument[0]).isdecimal() and chr(argument[1]) <= "9"
    return bool(kind is _constants.CATEGORY and argument is _constants.CATEGORY_DIGIT)
