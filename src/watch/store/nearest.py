"""What shares a key with something and is near it in time: a bounded part of what is stored, however much that is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from math import log
from typing import Any

import sqlalchemy as sa

Hit = tuple[str, str]
"""Id and ISO day of what has a key."""


def likeliest(hits: Iterable[Sequence[Hit]], around: date, most: int) -> list[str]:
    """At most *most* ids of the *hits* of each key: first what shares most, what few share counting more.

    Of those that share the same, the nearest to *around*; of those as near, by id.
    """
    shared: dict[str, float] = defaultdict(float)
    days: dict[str, str] = {}
    for of_key in hits:
        weight = 1 / (1 + log(len(of_key)))
        for one, day in of_key:
            shared[one] += weight
            days[one] = day
    centre = around.toordinal()

    def place(one: str) -> tuple[float, int, str]:
        return -round(shared[one], 9), abs(date.fromisoformat(days[one]).toordinal() - centre), one

    return sorted(shared, key=place)[:most]


def both_sides(id_column: sa.Column[str], day: sa.Column[str], most: int, *further: sa.ColumnElement[bool]) -> Any:
    """The rows of one key nearest to a day, *most* before and *most* after it, as (id, day).

    The statement takes `key`, `low`, `day` and `high`, and what *further* conditions ask for; build it once, for
    building costs more than asking.
    """
    of_key = sa.select(id_column, day).where(id_column.table.c.party_key == sa.bindparam("key"), *further)
    before = of_key.where(day.between(sa.bindparam("low"), sa.bindparam("day")))
    after = of_key.where(day > sa.bindparam("day"), day <= sa.bindparam("high"))
    ordered = (before.order_by(day.desc(), id_column.desc()), after.order_by(day, id_column))
    return sa.union_all(*(sa.select(each.limit(most).subquery()) for each in ordered))


def hits(tx: sa.Connection, statement: Any, keys: Iterable[str], **values: object) -> list[Sequence[Hit]]:
    """The rows of each of the *keys*; keys that nothing has are left out."""
    found = (tx.execute(statement, {"key": key, **values}).all() for key in dict.fromkeys(keys))
    return [rows for rows in found if rows]
