"""The characters of a query as pieces, each with its place."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from watch.asking.mistakes import QuestionError

_CLOSING = {'"': '"', "«": "»", "“": "”"}
_FIELD = re.compile(r"[^\W\d_][\w.-]*(?=:)")
_BARE = re.compile(r"[^\s,]+")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field, or a free word or phrase."""

    text: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or phrase (*field* is None), or a field with its alternatives."""

    field: str | None
    values: tuple[Value, ...]
    negated: bool
    start: int
    end: int


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of *text* in order; QuestionError at the first character that cannot be read."""
    for place, character in enumerate(text):
        if unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} and character not in "\t\n\r":
            raise QuestionError("control", text, place, place + 1)
    place = 0
    while (place := _skip(text, place)) < len(text):
        piece = _piece(text, place)
        yield piece
        place = piece.end


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def _piece(text: str, start: int) -> Piece:
    negated = text[start] == "-" and start + 1 < len(text) and not text[start + 1].isspace()
    place = start + negated
    named = _FIELD.match(text, place)
    if named:
        values, end = _values(text, named.end() + 1)
        return Piece(named[0], values, negated, start, end)
    value = _quoted(text, place) if text[place] in _CLOSING else _bare(text, place, _WORD)
    return Piece(None, (value,), negated, start, value.end)


def _values(text: str, place: int) -> tuple[tuple[Value, ...], int]:
    """The values separated by commas from *place* on, and where they end; none when a blank follows the colon."""
    found: list[Value] = []
    while place < len(text) and not text[place].isspace():
        if text[place] == ",":
            place += 1
            continue
        value = _quoted(text, place) if text[place] in _CLOSING else _bare(text, place, _BARE)
        found.append(value)
        place = value.end
    return tuple(found), place


def _quoted(text: str, start: int) -> Value:
    closing = _CLOSING[text[start]]
    end = text.find(closing, start + 1)
    if end < 0:
        raise QuestionError("open_quote", text, start, start + 1, quote=closing)
    return Value(text[start + 1 : end].strip(), start, end + 1, quoted=True)


def _bare(text: str, start: int, shape: re.Pattern[str]) -> Value:
    found = shape.match(text, start)
    assert found is not None
    return Value(found[0], start, found.end(), quoted=False)
