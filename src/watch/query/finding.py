"""What a question finds: pages of a list, one after the other, and all of it in constant memory."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from watch.asking import Card, Clause, Match, Order, Question, QuestionError, card, passes
from watch.model import Announcement, Assessment
from watch.query.budget import within
from watch.query.compiling import Plan, plan
from watch.store import Store, decode, history, schema, search

EVERYTHING = Question()
COUNTED = 10_000
"""How far results are counted: beyond it a list says "more than"."""
FARTHEST = 1000
"""How many of the best matches a list by relevance gives."""
MOST_AT_A_DAY = 20_000
"""Announcements up to which a page answers `as-of:`, which reads every version again."""
_BATCH = 500

Pair = tuple[Announcement, Assessment | None]
Rows = sa.Select[Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list."""

    rows: tuple[Pair, ...]
    total: int
    """How many there are in all, up to `COUNTED`."""
    more: bool = False
    """True when there are more than `total`."""
    following: str | None = None
    """The cursor of the next page; None on the last."""


def listing(
    store: Store, question: Question, *, limit: int = 50, cursor: str | None = None, seconds: float | None = None
) -> Listing:
    """A page of what *question* finds, in its order, from *cursor* on.

    Raises QuestionError for a cursor of another question, and when the answer takes more than *seconds*.
    """
    if question.as_of is not None:
        return _listing_at(store, question, question.as_of, limit, cursor, bounded=seconds is not None)
    with store.read() as tx, within(tx, question, seconds):
        planned = plan(tx, question)
        rows = tx.execute(_page(planned, question, limit + 1, cursor)).all()
        first = cursor is None and len(rows) <= limit
        total = len(rows) if first else _count(tx, planned)
    pairs = tuple(_pair(row.announcement, row.assessment) for row in rows[:limit])
    following = _cursor(question, rows[limit - 1], cursor, limit) if len(rows) > limit else None
    return Listing(pairs, min(total, COUNTED), total > COUNTED, following)


def iterate(store: Store, question: Question, *, most: int | None = None) -> Iterator[Pair]:
    """Everything that *question* finds, read in batches: what is held at once does not grow."""
    cursor, given = None, 0
    while most is None or given < most:
        wanted = _BATCH if most is None else min(_BATCH, most - given)
        if question.as_of is not None:
            page = _listing_at(store, question, question.as_of, wanted, cursor, bounded=False)
            rows, cursor = page.rows, page.following
        else:
            with store.read() as tx:
                found = tx.execute(_page(plan(tx, question), question, wanted + 1, cursor)).all()
            rows = tuple(_pair(row.announcement, row.assessment) for row in found[:wanted])
            cursor = _cursor(question, found[wanted - 1], cursor, wanted) if len(found) > wanted else None
        yield from rows
        given += len(rows)
        if cursor is None:
            return


def finds(tx: sa.Connection, question: Question, ids: Collection[str]) -> frozenset[str]:
    """Those announcements of *ids* that *question* finds, whatever its order and day."""
    column = schema.cards.c.announcement_id
    found = plan(tx, replace(question, order=Order.NEW))
    asked = sa.select(column).select_from(found.origin).where(*found.conditions, column.in_(sorted(ids)))
    return frozenset(tx.execute(asked).scalars())


def as_listed(rows: tuple[Pair, ...]) -> Listing:
    """A list that is already whole."""
    return Listing(rows, len(rows))


def _pair(announcement: str, assessment: str | None) -> Pair:
    return decode(Announcement, announcement), None if assessment is None else decode(Assessment, assessment)


def _page(planned: Plan, question: Question, count: int, cursor: str | None) -> Rows:
    cards, table, judged = schema.cards, schema.announcements, schema.assessments
    keys = [column.label(f"key_{at}") for at, column in enumerate(planned.order)]
    falls = question.order is not Order.OLD
    near = (
        sa.select(cards.c.announcement_id, cards.c.assessment_id, *keys)
        .select_from(planned.origin)
        .where(*planned.conditions)
        .order_by(*(column.desc() if falls else column.asc() for column in planned.order))
        .limit(count)
    )
    if cursor is not None:
        near = _from(near, planned, question, cursor)
    page = near.subquery()
    ends = [page.c[key.name] for key in keys]
    return (
        sa.select(table.c.payload.label("announcement"), judged.c.payload.label("assessment"), *ends)
        .select_from(page)
        .join(table, table.c.id == page.c.announcement_id)
        .outerjoin(judged, judged.c.id == page.c.assessment_id)
        .order_by(*(column.desc() if falls else column.asc() for column in ends))
    )


def _from(near: Rows, planned: Plan, question: Question, cursor: str) -> Rows:
    """*near* continued after the position that *cursor* names."""
    kind, *parts = cursor.split("~")
    last = _position(question.order, parts) if kind == question.order else None
    if last is None:
        raise QuestionError("bad_cursor", question.text, 0, 0)
    if question.order is Order.RELEVANCE:
        return near.offset(int(last[-1]))
    here = sa.tuple_(*planned.order)
    there = sa.tuple_(*(sa.literal(each) for each in last))
    return near.where(here > there if question.order is Order.OLD else here < there)


def _position(order: Order, parts: Sequence[str]) -> tuple[float | str | int, ...] | None:
    """The values that a cursor carries, as many as the order has columns; None when they are none of ours."""
    try:
        key = int(parts[-1][:20])
        match order, len(parts):
            case ((Order.NEW | Order.OLD), 1):
                position: tuple[float | str | int, ...] = (key,)
            case Order.AMOUNT, 2:
                position = (float(parts[0]), key)
            case Order.CHANGED, 2:
                position = (date.fromisoformat(parts[0]).isoformat(), key)
            case Order.RELEVANCE, 1:
                return (key,) if 0 <= key <= FARTHEST else None
            case _:
                return None
    except (ValueError, IndexError):
        return None
    return position if -(2**63) <= key < 2**63 else None


def _cursor(question: Question, row: sa.Row[Any], earlier: str | None, limit: int) -> str | None:
    if question.order is Order.RELEVANCE:
        place = int(earlier.split("~")[-1]) + limit if earlier else limit
        return f"{question.order}~{place}" if place < FARTHEST else None
    parts: list[str] = [repr(part) if isinstance(part, float) else str(part) for part in tuple(row)[2:]]
    return "~".join((question.order.value, *parts))


def _count(tx: sa.Connection, planned: Plan) -> int:
    """How many there are, up to one more than `COUNTED`."""
    some = sa.select(sa.literal(1)).select_from(planned.origin).where(*planned.conditions).limit(COUNTED + 1).subquery()
    return tx.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()


def _listing_at(
    store: Store, question: Question, day: date, limit: int, cursor: str | None, *, bounded: bool
) -> Listing:
    """The same of a past day: every version of then is read, for the index knows today's only."""
    start = _place(question, cursor)
    with store.read() as tx:
        if bounded:
            size = tx.execute(sa.select(sa.func.count()).select_from(schema.announcements)).scalar_one()
            if size > MOST_AT_A_DAY:
                raise QuestionError("too_far_back", question.text, 0, len(question.text), most=MOST_AT_A_DAY)
        known = [
            (found, pair)
            for pair in history.standing_at(tx, history.end_of(day))
            if passes(question, found := _card(tx, question, pair))
        ]
    known.sort(key=lambda each: _rank(question, each[0]), reverse=question.order is not Order.OLD)
    rows = tuple(pair for _, pair in known[start : start + limit])
    following = f"as-of~{start + limit}" if start + limit < len(known) else None
    return Listing(rows, len(known), following=following)


def _place(question: Question, cursor: str | None) -> int:
    if cursor is None:
        return 0
    kind, _, place = cursor.partition("~")
    if kind != "as-of" or not place.isascii() or not place.isdecimal():
        raise QuestionError("bad_cursor", question.text, 0, 0)
    return int(place[:12])


def _card(tx: sa.Connection, question: Question, pair: Pair) -> Card:
    origins = search.origins(tx, pair[0].document_ids) if any(map(_asks_origin, question.clauses)) else ()
    return card(*pair, origins)


def _asks_origin(clause: Clause) -> bool:
    return isinstance(clause, Match) and clause.field in {"source", "publisher", "language"}


def _rank(question: Question, found: Card) -> tuple[float, str, int]:
    """Relevance has no index of the past: what was known then is ordered by day."""
    key = search.sort_key(date.fromisoformat(found.day), found.announcement_id)
    amount = (found.amount if found.amount is not None else -1.0) if question.order is Order.AMOUNT else 0.0
    return (amount, found.changed if question.order is Order.CHANGED else "", key)
