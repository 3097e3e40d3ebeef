"""Events as rows: written in the transaction of what they tell, claimed with a lease, finished with their effect."""

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, get_args

import sqlalchemy as sa

from watch import events
from watch.errors import StoreError
from watch.store import issues, schema
from watch.store.codec import decode, encode

_SHAPES: dict[str, type[events.Event]] = {shape.name: shape for shape in get_args(events.Event)}

DEATHS = 5
"""How many workers may die over one event before it is set aside: whatever kills them must not do so for ever."""
TRACE: ContextVar[str | None] = ContextVar("vigie_trace", default=None)
"""Of the event under way: what it writes carries the same, so that the log can be followed from source to mail."""


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
    trace: str
    """The same for every event that follows from one capture."""
    lane: str
    """The channel it uses; empty for none."""


def subject(event: events.Event) -> str:
    """What the event is about, as its first field says: "document 3f2a…"; with its kind, so that no source is meant."""
    first = fields(event)[0].name
    return f"{first.removesuffix('_id')} {getattr(event, first)}"


def key(event: events.Event) -> str:
    """One for each event: the digests of two days, or two versions of a deal, are two issues."""
    return ":".join((event.name, *(str(getattr(event, each.name)) for each in fields(event))))


def add(
    tx: sa.Connection, event: events.Event, now: datetime, *, lane: str = "", not_before: datetime | None = None
) -> None:
    """Write *event* as part of *tx*; *lane* names the channel it will use, which may rest while others go on."""
    tx.execute(schema.events.insert(), [_row(event, now, lane, not_before)])


def add_all(tx: sa.Connection, told: Sequence[tuple[events.Event, datetime]]) -> None:
    """Write several events, each with its moment, in one statement."""
    tx.execute(schema.events.insert(), [_row(event, now, "", None) for event, now in told])


def _row(event: events.Event, now: datetime, lane: str, not_before: datetime | None) -> dict[str, Any]:
    return {
        "name": event.name,
        "payload": encode(event),
        "state": "ready",
        "attempts": 0,
        "lane": lane,
        "trace": TRACE.get() or uuid.uuid4().hex[:12],
        "available_at": max(now, not_before or now),
        "created_at": now,
    }


def add_once(
    tx: sa.Connection, event: events.Event, now: datetime, *, lane: str = "", not_before: datetime | None = None
) -> bool:
    """Write *event* unless the same was ever written; True when it was new."""
    if _is_written(tx, event):
        return False
    add(tx, event, now, lane=lane, not_before=not_before)
    return True


def add_unless_waiting(tx: sa.Connection, event: events.Event, now: datetime) -> bool:
    """Write *event* unless the same is still to be treated; True when it was written."""
    if _is_written(tx, event, schema.events.c.state.in_(("ready", "leased"))):
        return False
    add(tx, event, now)
    return True


def _is_written(tx: sa.Connection, event: events.Event, *further: sa.ColumnElement[bool]) -> bool:
    """Whether a row of the same event is there that *further* conditions hold for."""
    table = schema.events
    same = (table.c.name == event.name, table.c.payload == encode(event), *further)
    return tx.execute(sa.select(table.c.id).where(*same).limit(1)).first() is not None


def renew(tx: sa.Connection, task: Task, until: datetime) -> None:
    """Hold a long piece of work longer; StoreError when another worker has taken it over."""
    _change(tx, task, leased_until=until)


def claim(tx: sa.Connection, now: datetime, lease_for: timedelta, resting: Collection[str] = ()) -> Task | None:
    """Take the oldest event that is due, or one whose holder's lease has run out; None when there is none.

    Events of the *resting* lanes stay where they are. A row that cannot be read, and one over which `DEATHS` workers
    died, is set aside as an issue: it must not stand before all others for ever.
    """
    table = schema.events
    due = [table.c.state == "ready", table.c.available_at <= now]
    if resting:
        due.append(table.c.lane.not_in(sorted(resting)))
    forsaken = [table.c.state == "leased", table.c.leased_until <= now]
    for wanted, died in ((due, 0), (forsaken, 1)):  # two queries: one with OR would not use the index
        oldest = sa.select(table).where(*wanted).order_by(table.c.id).limit(1).with_for_update(skip_locked=True)
        while (row := tx.execute(oldest).one_or_none()) is not None:
            event = _read(tx, row.id, row.name, row.payload, now)
            if event is None:
                continue
            if row.deaths + died >= DEATHS:
                _park(tx, row.id, event, now)
                continue
            return _lease(tx, row, event, now + lease_for, died)
    return None


def claim_one(
    tx: sa.Connection, event_id: int, now: datetime, lease_for: timedelta, resting: Collection[str] = ()
) -> Task | None:
    """Take the event of that id if it is due; None when it is not, or another has it, or its lane rests."""
    table = schema.events
    due = (table.c.id == event_id, table.c.state == "ready", table.c.available_at <= now)
    wanted = sa.select(table).where(*due, table.c.lane.not_in(sorted(resting)))
    row = tx.execute(wanted.with_for_update(skip_locked=True)).one_or_none()
    event = None if row is None else _read(tx, row.id, row.name, row.payload, now)
    return None if row is None or event is None else _lease(tx, row, event, now + lease_for, 0)


def free_forsaken(tx: sa.Connection, now: datetime) -> int:
    """Give back the events whose holder's lease has run out, or set them aside as `claim` does; return how many."""
    table = schema.events
    forsaken = (table.c.state == "leased", table.c.leased_until <= now)
    rows = tx.execute(sa.select(table).where(*forsaken).with_for_update(skip_locked=True)).all()
    for row in rows:
        event = _read(tx, row.id, row.name, row.payload, now)
        if event is not None and row.deaths + 1 >= DEATHS:
            _park(tx, row.id, event, now)
        elif event is not None:
            freed = {"state": "ready", "lease": None, "leased_until": None, "deaths": row.deaths + 1}
            tx.execute(table.update().where(table.c.id == row.id).values(**freed))
    return len(rows)


def yield_place(tx: sa.Connection, event_id: int, per_minute: int, now: datetime) -> None:
    """Put an event of a lane with a limit off until its turn comes, by how many of the lane stand before it."""
    table = schema.events
    mine = sa.select(table.c.lane).where(table.c.id == event_id).scalar_subquery()
    before = (table.c.state == "ready", table.c.lane == mine, table.c.id < event_id)
    rank = tx.execute(sa.select(sa.func.count()).select_from(table).where(*before)).scalar_one()
    turn = now + timedelta(seconds=5) + timedelta(minutes=rank // max(per_minute, 1))
    tx.execute(table.update().where(table.c.id == event_id, table.c.state == "ready").values(available_at=turn))


def _lease(tx: sa.Connection, row: sa.Row[Any], event: events.Event, until: datetime, died: int) -> Task:
    lease = uuid.uuid4().hex
    values = {"state": "leased", "lease": lease, "leased_until": until, "attempts": row.attempts + 1}
    tx.execute(schema.events.update().where(schema.events.c.id == row.id).values(**values, deaths=row.deaths + died))
    trace = row.trace or f"event-{row.id}"
    return Task(row.id, event, row.attempts + 1, lease, row.created_at, row.error, trace, row.lane)


def _read(tx: sa.Connection, row_id: int, name: str, payload: str, now: datetime) -> events.Event | None:
    """The event of a row; None, and the row set aside, when it is not one of ours."""
    shape = _SHAPES.get(name)
    try:
        if shape is not None:
            return decode(shape, payload)
        why = f"there is no event {name!r} in this version of Vigie; install the version that wrote it"
    except StoreError as error:
        why = str(error)
    _set_aside(tx, row_id, why, now)
    issues.open_issue(tx, f"event:{row_id}", f"event {row_id}", why, now)
    return None


def _park(tx: sa.Connection, row_id: int, event: events.Event, now: datetime) -> None:
    """Set aside an event that ends the process of whoever treats it."""
    why = f"{DEATHS} workers died while they treated it; look at what it names, then run `vigie replay`"
    _set_aside(tx, row_id, why, now)
    issues.open_issue(tx, key(event), subject(event), why, now)


def _set_aside(tx: sa.Connection, row_id: int, why: str, now: datetime) -> None:
    table = schema.events
    aside = {"state": "failed", "error": why, "finished_at": now, "lease": None, "leased_until": None}
    tx.execute(table.update().where(table.c.id == row_id).values(**aside))


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
    _change(tx, task, lease=None, leased_until=None, **values)


def _change(tx: sa.Connection, task: Task, **values: object) -> None:
    """Write *values* into the row of *task*; StoreError when its lease is another worker's by now."""
    table = schema.events
    mine = (table.c.id == task.id, table.c.lease == task.lease)
    if tx.execute(table.update().where(*mine).values(**values)).rowcount != 1:
        raise StoreError("its lease was taken over by another worker", subject=f"event {task.id}")


def revive(tx: sa.Connection, now: datetime) -> int:
    """Make every event that was set aside due again; return how many."""
    table = schema.events
    return tx.execute(
        table.update().where(table.c.state == "failed").values(state="ready", attempts=0, deaths=0, available_at=now)
    ).rowcount


def depth(tx: sa.Connection) -> Counter[str]:
    """How many events are in each state."""
    table = schema.events
    rows = tx.execute(sa.select(table.c.state, sa.func.count().label("many")).group_by(table.c.state))
    return Counter({row.state: row.many for row in rows})


def under_way(tx: sa.Connection, lane: str) -> int:
    """How many events of *lane* workers hold."""
    table = schema.events
    held = (table.c.state == "leased", table.c.lane == lane)
    return tx.execute(sa.select(sa.func.count()).select_from(table).where(*held)).scalar_one()


def oldest_due(tx: sa.Connection, now: datetime) -> datetime | None:
    """Since when the event that has waited longest has been due; None when none is."""
    table = schema.events
    due = (table.c.state == "ready", table.c.available_at <= now)
    return tx.execute(sa.select(sa.func.min(table.c.available_at)).where(*due)).scalar()


def forget(tx: sa.Connection, before: datetime, most: int) -> int:
    """Delete at most *most* events that were done before that moment; return how many.

    Those of digests stay: they are what makes a digest of one day unique, also when the clock jumps.
    """
    table = schema.events
    old = sa.select(table.c.id).where(
        table.c.state == "done", table.c.finished_at < before, table.c.name != events.DigestDue.name
    )
    return tx.execute(table.delete().where(table.c.id.in_(old.order_by(table.c.id).limit(most)))).rowcount
