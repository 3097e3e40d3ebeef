"""Editors' decisions: appended with the event that makes them take effect, never edited, never deleted."""

from datetime import datetime

import sqlalchemy as sa

from watch.events import FindingDecided
from watch.model import Decision, Ruling
from watch.store import links, outbox, schema
from watch.store.codec import decode, encode


def append(tx: sa.Connection, decision: Decision, now: datetime) -> None:
    """Store *decision* and the event that tells it."""
    tx.execute(
        schema.decisions.insert().values(
            id=decision.id,
            announcement_id=decision.announcement_id,
            criterion=decision.criterion,
            editor=decision.by,
            payload=encode(decision),
            created_at=decision.at,
        )
    )
    outbox.add(tx, FindingDecided(decision.announcement_id, decision.id), now)


def of_announcement(tx: sa.Connection, announcement_id: str, until: datetime | None = None) -> tuple[Decision, ...]:
    """The decisions on one announcement and on those merged into it, in the order of their making, *until* then."""
    table = schema.decisions
    wanted: list[sa.ColumnElement[bool]] = [
        table.c.announcement_id.in_([announcement_id, *links.former_ids(tx, announcement_id)])
    ]
    if until is not None:
        wanted.append(table.c.created_at <= until)
    rows = tx.execute(sa.select(table.c.payload).where(*wanted).order_by(table.c.sequence)).scalars()
    return tuple(decode(Decision, row) for row in rows)


def in_force(made: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The last decision on each criterion, unless it gives the word back to the machine."""
    last = {decision.criterion: decision for decision in made}
    return tuple(decision for decision in last.values() if decision.ruling is not Ruling.WITHDRAWN)
