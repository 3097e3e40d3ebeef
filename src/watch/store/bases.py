"""On which knowledge each announcement was last judged, so that a change finds exactly those it concerns."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from watch.model import Basis
from watch.store import schema
from watch.store.codec import decode, encode
from watch.store.knowledge import Fingerprints


def save(tx: sa.Connection, announcement_id: str, basis: Basis, now: datetime) -> None:
    """Note that the judgement in force holds on *basis*."""
    table = schema.bases
    row = {"payload": encode(basis), "confirmed_at": now}
    if tx.execute(table.update().where(table.c.announcement_id == announcement_id).values(**row)).rowcount == 0:
        tx.execute(table.insert().values(announcement_id=announcement_id, **row))


def get(tx: sa.Connection, announcement_id: str) -> Basis | None:
    """The basis of the judgement in force; None when it is unknown."""
    table = schema.bases
    found = tx.execute(sa.select(table.c.payload).where(table.c.announcement_id == announcement_id)).scalar()
    return None if found is None else decode(Basis, found)


def judged(tx: sa.Connection) -> tuple[str, ...]:
    """Ids of the announcements that have a judgement and stand, newest first."""
    return tuple(announcement_id for announcement_id, _ in _judged(tx))


def outdated(tx: sa.Connection, current: Fingerprints) -> tuple[str, ...]:
    """Those of them whose basis differs from *current* or is unknown."""
    return tuple(
        announcement_id
        for announcement_id, payload in _judged(tx)
        if payload is None or not holds(decode(Basis, payload), current)
    )


def _judged(tx: sa.Connection) -> Iterator[tuple[str, str | None]]:
    table, assessments = schema.announcements, schema.assessments
    was_judged = sa.select(assessments.c.id).where(assessments.c.announcement_id == table.c.id).exists()
    rows = tx.execute(
        sa.select(table.c.id, schema.bases.c.payload)
        .select_from(table)
        .outerjoin(schema.bases, schema.bases.c.announcement_id == table.c.id)
        .where(table.c.withdrawn_at.is_(None), was_judged)
        .order_by(table.c.sort_date.desc(), table.c.id)
    )
    return ((row.id, row.payload) for row in rows)


def holds(basis: Basis, current: Fingerprints) -> bool:
    """Whether nothing of *basis* has changed."""
    same = basis.framework == current.framework and basis.legal == current.legal
    return same and all(current.actors.get(actor_id, "") == mark for actor_id, mark in basis.actors)
