"""Counts of what a question finds: facets beside a list, and tables of any two dimensions."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa

from watch.asking import Card, Facet, Facets, Order, Question, QuestionError, Stats, Vocabulary, card
from watch.asking.counts import NONE
from watch.query.budget import within
from watch.query.compiling import plan
from watch.query.finding import iterate
from watch.store import Store, schema

FACETS = ("reading", "verdict", "sector", "status", "supplier.country", "host.country", "year")
"""Beside a list, in this order."""
NEWEST = 5000
"""Announcements over which the facets of a list are counted; `stats` counts them all."""


@dataclass(frozen=True, slots=True)
class _Dimension:
    column: str
    says: Callable[[str | None], str]
    """The value that a column's stands for."""


def dimensions(vocabulary: Vocabulary) -> Mapping[str, _Dimension]:
    """What can be counted by."""

    def country(control: bool) -> Callable[[str | None], str]:
        places = vocabulary.controls if control else vocabulary.seats
        return lambda actor: NONE if actor is None else places.get(actor, "unknown")

    plain = {name: _Dimension(name, lambda value: value or NONE) for name in schema.CARD_TEXTS}
    return plain | {
        "supplier.country": _Dimension("supplier", country(control=False)),
        "supplier.control": _Dimension("supplier", country(control=True)),
        "host.country": _Dimension("host", country(control=False)),
        "host.control": _Dimension("host", country(control=True)),
        "year": _Dimension("day", lambda day: (day or NONE)[:4]),
        "month": _Dimension("day", lambda day: (day or NONE)[:7]),
    }


def facets(store: Store, question: Question, vocabulary: Vocabulary, *, seconds: float | None = None) -> Facets:
    """The facets of what *question* finds, over its newest `NEWEST` announcements."""
    known = dimensions(vocabulary)
    names = tuple(dict.fromkeys(known[name].column for name in FACETS))
    rows = _columns(store, question, names, NEWEST + 1, seconds)
    more = len(rows) > NEWEST
    counted = rows[:NEWEST]
    columns = dict(zip(names, map(Counter, zip(*counted, strict=True)), strict=True)) if counted else {}
    return Facets(tuple(_facet(name, known[name], columns) for name in FACETS), len(counted), more)


def _facet(name: str, dimension: _Dimension, columns: Mapping[str, Counter[str | None]]) -> Facet:
    found: Counter[str] = Counter()
    for value, count in columns.get(dimension.column, {}).items():
        found[dimension.says(value)] += count
    return Facet(name, tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))))


def stats(
    store: Store,
    question: Question,
    names: tuple[str, ...],
    vocabulary: Vocabulary,
    *,
    seconds: float | None = None,
) -> Stats:
    """Counts by some dimensions over all that *question* finds; QuestionError for an unknown dimension."""
    known = dimensions(vocabulary)
    for name in names:
        if name not in known:
            raise QuestionError("unknown_dimension", name, 0, len(name), value=name, choices=", ".join(known))
    asked = tuple(known[name] for name in names)
    found: Counter[tuple[str, ...]] = Counter()
    for values, count in _grouped(store, question, tuple(one.column for one in asked), seconds):
        found[tuple(one.says(value) for one, value in zip(asked, values, strict=True))] += count
    return Stats(names, tuple(sorted(found.items())))


def _grouped(
    store: Store, question: Question, names: tuple[str, ...], seconds: float | None
) -> Iterable[tuple[tuple[str | None, ...], int]]:
    if question.as_of is not None:
        cards = (card(*pair, ()) for pair in iterate(store, question))
        return list(Counter(tuple(_value(each, name) for name in names) for each in cards).items())
    with store.read() as tx, within(tx, question, seconds):
        planned = plan(tx, _unordered(question))
        columns = [schema.cards.c[name] for name in names]
        labelled = [column.label(f"by_{at}") for at, column in enumerate(columns)]
        grouped = (
            sa.select(*labelled, sa.func.count())
            .select_from(planned.origin)
            .where(*planned.conditions)
            .group_by(*columns)
        )
        return [(tuple(row)[:-1], tuple(row)[-1]) for row in tx.execute(grouped)]


def _columns(
    store: Store, question: Question, names: tuple[str, ...], most: int, seconds: float | None
) -> Sequence[Sequence[str | None]]:
    if question.as_of is not None:
        return [tuple(_value(card(*pair, ()), name) for name in names) for pair in iterate(store, question, most=most)]
    with store.read() as tx, within(tx, question, seconds):
        planned = plan(tx, _unordered(question))
        wanted = (
            sa.select(*(schema.cards.c[name] for name in names))
            .select_from(planned.origin)
            .where(*planned.conditions)
            .order_by(*(column.desc() for column in planned.order))
            .limit(most)
        )
        cursor = tx.execute(wanted).cursor
        assert cursor is not None
        return cast("list[tuple[str | None, ...]]", cursor.fetchall())  # plain tuples: thousands of rows, only counted


def _value(found: Card, name: str) -> str | None:
    """What the column *name* of a card holds."""
    return found.day if name == "day" else found.first(name)


def _unordered(question: Question) -> Question:
    """The same clauses, newest first: counts need no other order."""
    return Question(question.clauses, Order.NEW, question.as_of, question.text)
