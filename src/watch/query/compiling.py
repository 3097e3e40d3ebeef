"""From a `Question` to SQL over the cards, for both databases.

A clause is compiled as "in the list of its cards" when that list is short, else as a look-up for each card walked:
newest first and stopped at the last row shown, either way reads little. Lengths are found by counting up to `FEW`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from watch.asking import Between, Clause, Match, Order, Question, Words
from watch.store.schema import card_terms, cards
from watch.store.search import first_key

FEW = 3000
"""Cards up to which a clause's list is read whole."""

_FTS = sa.table("announcement_words", sa.column("rowid", sa.BigInteger), sa.column("words"))
_TSV = sa.table("announcement_words", sa.column("sort_key", sa.BigInteger), sa.column("words"))


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to read, what must hold, and in which order."""

    origin: sa.FromClause
    conditions: tuple[sa.ColumnElement[bool], ...]
    order: tuple[sa.ColumnElement[Any], ...]
    """Its columns make a position in the list; all fall, save for the oldest first."""


def plan(tx: sa.Connection, question: Question) -> Plan:
    """How *question* is answered in this database as it is now."""
    sqlite = tx.dialect.name == "sqlite"
    rest = [clause for clause in question.clauses if not isinstance(clause, Words)]
    spoken = [clause for clause in question.words if not clause.negated]
    lists = {id(clause): found for clause in rest if (found := _list(clause)) is not None}
    short = {key for key, found in lists.items() if _is_short(tx, found)}
    conditions = [
        cards.c.sort_key.in_(lists[id(clause)]) if id(clause) in short else _holds(clause, sqlite=sqlite)
        for clause in rest
    ]
    unsaid = [clause for clause in question.words if clause.negated]
    conditions += [cards.c.sort_key.not_in(_saying([clause], sqlite=sqlite)) for clause in unsaid]
    origin: sa.FromClause = cards
    walks = bool(spoken) and (question.order in {Order.NEW, Order.OLD, Order.RELEVANCE}) and not short
    if spoken and (walks or question.order is Order.RELEVANCE):
        words = _FTS if sqlite else _TSV
        key = _key(sqlite=sqlite)
        origin = words.join(cards, cards.c.sort_key == key)
        conditions.insert(0, _says(spoken, sqlite=sqlite))
        return Plan(origin, tuple(conditions), _order(question.order, key, spoken, sqlite=sqlite))
    if spoken:
        conditions.append(cards.c.sort_key.in_(_saying(spoken, sqlite=sqlite)))
    if question.order is Order.AMOUNT:
        conditions.append(cards.c.amount.is_not(None))
    return Plan(origin, tuple(conditions), _order(question.order, cards.c.sort_key, spoken, sqlite=sqlite))


def _key(*, sqlite: bool) -> sa.ColumnElement[int]:
    return _FTS.c.rowid if sqlite else _TSV.c.sort_key


def _order(
    order: Order, key: sa.ColumnElement[int], spoken: Sequence[Words], *, sqlite: bool
) -> tuple[sa.ColumnElement[Any], ...]:
    match order:
        case Order.AMOUNT:
            return (cards.c.amount, key)
        case Order.CHANGED:
            return (cards.c.changed, key)
        case Order.RELEVANCE if sqlite:
            return (-sa.literal_column("announcement_words.rank"), key)
        case Order.RELEVANCE:
            return (sa.func.ts_rank_cd(_TSV.c.words, _tsquery(spoken)), key)
        case _:
            return (key,)


def _list(clause: Clause) -> sa.Select[Any] | None:
    """The sort keys that *clause* finds; None when no index gives them or when it excludes."""
    if clause.negated:
        return None
    match clause:
        case Match():
            return sa.select(card_terms.c.sort_key).where(
                card_terms.c.field == clause.field, card_terms.c.value.in_(clause.any_of)
            )
        case Between(field="amount" | "changed"):
            return sa.select(cards.c.sort_key).where(_lies(clause))
        case _:
            return None


def _is_short(tx: sa.Connection, found: sa.Select[Any]) -> bool:
    some = found.limit(FEW + 1).subquery()
    return tx.execute(sa.select(sa.func.count()).select_from(some)).scalar_one() <= FEW


def _holds(clause: Clause, *, sqlite: bool) -> sa.ColumnElement[bool]:
    """The condition on one card."""
    if isinstance(clause, Match):
        found = sa.select(sa.literal(1)).where(
            card_terms.c.sort_key == cards.c.sort_key,
            card_terms.c.field == clause.field,
            card_terms.c.value.in_(clause.any_of),
        )
        if sqlite and len(clause.any_of) > 1:  # else it looks up each value in turn
            found = found.with_hint(card_terms, "INDEXED BY ix_card_terms_sort_key_field", "sqlite")
        holds: sa.ColumnElement[bool] = found.correlate(cards).exists()
    else:
        assert isinstance(clause, Between)
        holds = _lies(clause)
    return sa.not_(holds) if clause.negated else holds


def _lies(clause: Between) -> sa.ColumnElement[bool]:
    if clause.field == "day":  # the order of the list itself
        return sa.and_(
            sa.true(),
            *([cards.c.sort_key >= first_key(date.fromisoformat(str(clause.low)))] if clause.low else []),
            *([cards.c.sort_key < first_key(date.fromisoformat(str(clause.high)), 1)] if clause.high else []),
        )
    column = cards.c[clause.field]
    bounds = [column >= clause.low] if clause.low is not None else []
    bounds += [column <= clause.high] if clause.high is not None else []
    return sa.and_(column.is_not(None), *bounds)


def _saying(spoken: Sequence[Words], *, sqlite: bool) -> sa.Select[Any]:
    """The sort keys of the cards that say all of *spoken*."""
    said = [Words(each.stems, each.phrase) for each in spoken]
    return sa.select(_key(sqlite=sqlite)).select_from(_FTS if sqlite else _TSV).where(_says(said, sqlite=sqlite))


def _says(spoken: Sequence[Words], *, sqlite: bool) -> sa.ColumnElement[bool]:
    if not sqlite:
        return _TSV.c.words.op("@@")(_tsquery(spoken))
    phrases = [" ".join(each.stems) for each in spoken if each.phrase]
    singles = [stem for each in spoken if not each.phrase for stem in each.stems]
    query = " ".join(f'"{part}"' for part in dict.fromkeys((*phrases, *singles)))
    return sa.literal_column("announcement_words").op("MATCH")(query)


def _tsquery(spoken: Sequence[Words]) -> sa.ColumnElement[Any]:
    """Stems are letters and digits alone (see `watch.stems`), so that they need no quoting."""
    parts = [(" <-> " if each.phrase else " & ").join(each.stems) for each in spoken]
    return sa.func.to_tsquery("simple", " & ".join(f"({part})" for part in dict.fromkeys(parts)))
