"""From text to a `Question`: every field known, every value valid, or a mistake that points at its characters."""

import difflib
from datetime import UTC, datetime
from typing import NoReturn

from watch.asking import lexer, spans
from watch.asking.card import named
from watch.asking.fields import BY_NAME, Field, Kind
from watch.asking.lexer import Piece, Value
from watch.asking.mistakes import QuestionError
from watch.asking.question import Between, Clause, Match, Order, Question, Words
from watch.asking.vocabulary import Vocabulary, spoken_key
from watch.stems import plain_name, stems

LONGEST = 2000
"""Characters of a query."""
MOST_CLAUSES = 30
_CHOICES_SHOWN = 12


def words(text: str) -> Question:
    """The question that asks for every word of *text*, whatever it looks like; nothing in it is a field."""
    found = tuple(stems(text))
    return Question((Words(found, shown=text.strip()),) if found else (), text=" ".join(text.split()))


def parse(text: str, vocabulary: Vocabulary) -> Question:
    """The question that *text* asks; QuestionError where it cannot be read."""
    if len(text) > LONGEST:
        raise QuestionError("too_long", text[:LONGEST], LONGEST, LONGEST, count=len(text), most=LONGEST)
    reader = _Reader(text, vocabulary)
    for piece in lexer.pieces(text):
        reader.take(piece)
    return reader.question()


class _Reader:
    """Collects the clauses of one query."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._clauses: list[Clause] = []
        self._order: tuple[Order, Piece] | None = None
        self._as_of: spans.Day | None = None

    def question(self) -> Question:
        """All that was read."""
        order = self._order[0] if self._order else Order.NEW
        asked = Question(tuple(self._clauses), order, self._as_of, " ".join(self._text.split()))
        if self._order and order is Order.RELEVANCE and all(each.negated for each in asked.words):
            self._fail("relevance_of_nothing", self._order[1])
        return asked

    def take(self, piece: Piece) -> None:
        """Add what *piece* asks."""
        if piece.field is None:
            self._add(self._words(piece), piece)
            return
        field = BY_NAME.get(piece.field.lower())
        if field is None:
            near = difflib.get_close_matches(piece.field.lower(), BY_NAME, 1, 0.6)
            self._fail("unknown_field", piece, value=piece.field, near=near[0] if near else "", end=len(piece.field))
        if not piece.values or not any(value.text for value in piece.values):
            self._fail("no_value", piece, value=f"{piece.field}:", example=field.example)
        if field.kind in {Kind.ORDER, Kind.AS_OF}:
            self._settle(field, piece)
        elif field.kind in {Kind.MONEY, Kind.NUMBER, Kind.DATE}:
            self._add(self._between(field, piece), piece)
        else:
            self._add(self._match(field, piece), piece)

    def _add(self, clause: Clause, piece: Piece) -> None:
        if len(self._clauses) == MOST_CLAUSES:
            self._fail("too_many", piece, most=MOST_CLAUSES)
        self._clauses.append(clause)

    def _shown(self, piece: Piece) -> str:
        return " ".join(self._text[piece.start : piece.end].split())

    def _words(self, piece: Piece) -> Words:
        value = piece.values[0]
        found = tuple(stems(value.text))
        if value.quoted and not value.text:
            self._fail("empty_phrase", piece)
        if not found:
            self._fail("no_word", piece, value=value.text)
        return Words(found, value.quoted or len(found) > 1, piece.negated, self._shown(piece))

    def _match(self, field: Field, piece: Piece) -> Match:
        found = {str(code) for value in piece.values for code in self._codes(field, value)}
        negated = piece.negated != (field.name == "missing")
        return Match(field.index, tuple(sorted(found)), negated, self._shown(piece))

    def _codes(self, field: Field, value: Value) -> tuple[str, ...]:
        match field.kind:
            case Kind.ACTOR:
                known = self._vocabulary.actors.get(plain_name(value.text), ())
                if not plain_name(value.text):
                    self._wrong("no_word", value)
                return (*known, named(value.text))
            case Kind.COUNTRY:
                return self._country(field, value)
            case _:
                choices = self._vocabulary.choices[field.index]
                code = choices.get(spoken_key(value.text))
                if code is None:
                    self._unknown(field, value, self._vocabulary.codes[field.index], tuple(choices))
                return (code,)

    def _country(self, field: Field, value: Value) -> tuple[str, ...]:
        control = "contr" in field.name
        known = self._vocabulary.countries(control=control)
        wanted = self._vocabulary.choices["location"].get(spoken_key(value.text)) or value.text
        code = next((each for each in known if each.lower() == wanted.lower()), None)
        if code is None:
            self._unknown(field, value, known, known)
        return self._vocabulary.of_country(code, control=control)

    def _between(self, field: Field, piece: Piece) -> Between:
        start, end = piece.values[0].start, piece.values[-1].end
        value = Value(self._text[start:end], start, end, quoted=False)  # 1,5M is one number
        try:
            low, high = spans.dates(value.text) if field.kind is Kind.DATE else spans.numbers(value.text)
        except ValueError:
            key = "not_a_date" if field.kind is Kind.DATE else "not_a_number"
            self._wrong(key, value, example=field.example)
        if field.name in {"since", "until"}:
            low, high = (low, None) if field.name == "since" else (None, high)
        if low is not None and high is not None and spans.after(low, high):
            self._wrong("upside_down", value)
        return Between(field.index, low, high, piece.negated, self._shown(piece))

    def _settle(self, field: Field, piece: Piece) -> None:
        """Take the order or the day."""
        if piece.negated:
            self._fail("not_negated", piece, field=field.name)
        if len(piece.values) > 1:
            self._fail("one_value", piece, field=field.name)
        if (self._order if field.kind is Kind.ORDER else self._as_of) is not None:
            self._fail("twice", piece, field=field.name)
        value = piece.values[0]
        if field.kind is Kind.ORDER:
            orders = tuple(Order)
            if value.text.lower() not in orders:
                self._unknown(field, value, orders, orders)
            self._order = Order(value.text.lower()), piece
            return
        try:
            self._as_of = spans.last_day(value.text)
        except ValueError:
            self._wrong("not_a_date", value)
        today = datetime.now(UTC).date()
        if spans.first_day(value.text) > today:
            self._wrong("future", value)
        self._as_of = min(self._as_of, today)

    def _unknown(self, field: Field, value: Value, codes: tuple[str, ...], spoken: tuple[str, ...]) -> NoReturn:
        near = difflib.get_close_matches(spoken_key(value.text), spoken, 1, 0.6)
        listed = ", ".join(codes[:_CHOICES_SHOWN]) + ("…" if len(codes) > _CHOICES_SHOWN else "")
        self._wrong("unknown_value", value, field=field.name, near=near[0] if near else "", choices=listed)

    def _wrong(self, key: str, value: Value, **values: object) -> NoReturn:
        raise QuestionError(key, self._text, value.start, value.end, value=value.text, **values)

    def _fail(self, key: str, piece: Piece, *, end: int | None = None, **values: object) -> NoReturn:
        start = piece.start + (piece.negated and end is not None)
        raise QuestionError(key, self._text, start, start + end if end else piece.end, **values)
