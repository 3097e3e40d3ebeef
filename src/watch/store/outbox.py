"""Events as rows: written in the transaction of what they tell, claimed with a lease, finished with their effect."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from watch import events
from watch.errors import StoreError
from watch.store import issues, schema
from watch.store.codec import decode, encode

_SHAPES: dict[str, type[events.Event]] = {
    shape.name: shape
    for shape in (
        events.DocumentCaptured,
        events.AnnouncementAnnounced,
        events.AnnouncementUpdated,
        events.AnnouncementAssessed,
        events.AlertRaised,
        events.DigestDue,
    )
}


@dataclass(frozen=True, slots=True)
class Task:
    """An event that one worker holds for the length of its lease."""

    id: int
    event: events.Event
    attempts: int
    """This one included."""
    lease: str
    first_at: datetime
    """When the event was written."""
    error: str | None
    """Why the attempt before this one failed; None when it did not, or when there was none."""


def add(tx: sa.Connection, event: events.Event, now: datetime) -> None:
    """Write *event* as part of *tx*."""
    tx.execute(
        schema.events.insert().values(
            name=event.name, payload=encode(event), state="ready", attempts=0, available_at=now, created_at=now
        )
    )


def add_once(tx: sa.Connection, event: events.Event, now: datetime) -> bool:
    """Write *event* unless the same was ever written; True when it was new."""
    table = schema.events
    same = sa.select(table.c.id).where(table.c.name == event.name, table.c.payload == encode(event)).limit(1)
    if tx.execute(same).first():
        return False
    add(tx, event, now)
    return True


def claim(tx: sa.Connection, now: datetime, lease_for: timedelta) -> Task | None:
    """Take the oldest event that is due, or one whose holder's lease has run out; None when there is none.

    A row that cannot be read is set aside as an issue: it must not stand before all others for ever.
    """
    table = schema.events
    due = (table.c.state == "ready", table.c.available_at <= now)
    forsaken = (table.c.state == "leased", table.c.leased_until <= now)
    for wanted in (due, forsaken):  # two queries: one with OR would not use the index
        oldest = sa.select(table).where(*wanted).order_by(table.c.id).limit(1).with_for_update(skip_locked=True)
        while (row := tx.execute(oldest).one_or_none()) is not None:
            event = _read(tx, row.id, row.name, row.payload, now)
            if event is None:
                continue
            lease = uuid.uuid4().hex
            tx.execute(
                table.update()
                .where(table.c.id == row.id)
                .values(state="leased", lease=lease, leased_until=now + lease_for, attempts=row.attempts + 1)
            )
            return Task(row.id, event, row.attempts + 1, lease, row.created_at, row.error)
    return None


def _read(tx: sa.Connection, row_id: int, name: str, payload: str, now: datetime) -> events.Event | None:
    """The event of a row; None, and the row set aside, when it is not one of ours."""
    shape = _SHAPES.get(name)
    try:
        if shape is not None:
            return decode(shape, payload)
        why = f"there is no event {name!r} in this version of Vigie; install the version that wrote it"
    except StoreError as error:
        why = str(error)
    table = schema.events
    aside = {"state": "failed", "error": why, "finished_at": now, "lease": None, "leased_until": None}
    tx.execute(table.update().where(table.c.id == row_id).values(**aside))
    issues.open_issue(tx, f"event:{row_id}", f"event {row_id}", why, now)
    return None


def finish(tx: sa.Connection, task: Task, now: datetime) -> None:
    """Mark the event done in the transaction of its effects.

    Raises StoreError when the lease was lost to another worker: the effects must not be written twice.
    """
    _end(tx, task, state="done", finished_at=now, error=None)


def postpone(tx: sa.Connection, task: Task, until: datetime, why: str) -> None:
    """Give the event back, to be tried again from *until* on."""
    _end(tx, task, state="ready", available_at=until, error=why)


def fail(tx: sa.Connection, task: Task, now: datetime, why: str) -> None:
    """Set the event aside; `revive` brings it back."""
    _end(tx, task, state="failed", finished_at=now, error=why)


def _end(tx: sa.Connection, task: Task, **values: object) -> None:
    table = schema.events
    mine = (table.c.id == task.id, table.c.lease == task.lease)
    if tx.execute(table.update().where(*mine).values(lease=None, leased_until=None, **values)).rowcount != 1:
        raise StoreError("its lease was taken over by another worker", subject=f"event {task.id}")


def revive(tx: sa.Connection, now: datetime) -> int:
    """Make every event that was set aside due again; return how many."""
    table = schema.events
    return tx.execute(
        table.update().where(table.c.state == "failed").values(state="ready", attempts=0, available_at=now)
    ).rowcount


def depth(tx: sa.Connection) -> Counter[str]:
    """How many events are in each state."""
    table = schema.events
    rows = tx.execute(sa.select(table.c.state, sa.func.count().label("many")).group_by(table.c.state))
    return Counter({row.state: row.many for row in rows})
