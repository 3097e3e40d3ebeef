"""What the sweeps know of each source: its state, and the validators of each of its addresses."""

from collections.abc import Sequence

import sqlalchemy as sa

from watch.model import SourceState
from watch.store import schema

STATE = (
    "last_checked_at",
    "last_success_at",
    "baseline_at",
    "next_due_at",
    "consecutive_failures",
    "last_error",
    "newest_entry_on",
    "entries_last_seen",
)
"""The columns that are fields of `SourceState`."""


def state(tx: sa.Connection, source_id: str) -> SourceState | None:
    """The state of one source; None when it was never swept."""
    return _states(tx, schema.source_states.c.source_id == source_id).get(source_id)


def states(tx: sa.Connection) -> dict[str, SourceState]:
    """The state of each source that was ever swept, by its id."""
    return _states(tx, sa.true())


def _states(tx: sa.Connection, wanted: sa.ColumnElement[bool]) -> dict[str, SourceState]:
    table, documents = schema.source_states, schema.documents
    count = sa.select(sa.func.count()).where(documents.c.source_id == table.c.source_id).scalar_subquery()
    rows = tx.execute(sa.select(table, count.label("documents")).where(wanted))
    return {
        row.source_id: SourceState(
            source_id=row.source_id, documents=row.documents, **{name: getattr(row, name) for name in STATE}
        )
        for row in rows
    }


def save_state(tx: sa.Connection, state: SourceState) -> None:
    """Write the state in place of the earlier one."""
    save_states(tx, [state])


def save_states(tx: sa.Connection, found: Sequence[SourceState]) -> None:
    """Write the states in place of the earlier ones, in two statements."""
    table = schema.source_states
    tx.execute(table.delete().where(table.c.source_id.in_([state.source_id for state in found])))
    if found:
        rows = [{"source_id": one.source_id, **{name: getattr(one, name) for name in STATE}} for one in found]
        tx.execute(table.insert(), rows)


VALIDATORS = ("etag", "last_modified", "body_hash", "rules", "seen")
"""What is kept of each address between sweeps, in this order; `seen` holds one line for each thing that was there."""


def validators(tx: sa.Connection, source_id: str, url: str) -> tuple[str | None, ...] | None:
    """The `VALIDATORS` of *url*; None when it was never read to its end."""
    table = schema.validators
    row = tx.execute(
        sa.select(*(table.c[name] for name in VALIDATORS)).where(table.c.source_id == source_id, table.c.url == url)
    ).one_or_none()
    return None if row is None else tuple(row)


def all_validators(tx: sa.Connection) -> dict[tuple[str, str], tuple[str | None, ...]]:
    """The `VALIDATORS` of every address that was ever read, by source and address."""
    table = schema.validators
    rows = tx.execute(sa.select(table.c.source_id, table.c.url, *(table.c[name] for name in VALIDATORS)))
    return {(row[0], row[1]): tuple(row[2:]) for row in rows}


def save_validators(tx: sa.Connection, source_id: str, url: str, values: tuple[str | None, ...]) -> None:
    """Keep the `VALIDATORS` of *url* in place of earlier ones."""
    table = schema.validators
    tx.execute(table.delete().where(table.c.source_id == source_id, table.c.url == url))
    tx.execute(table.insert().values(source_id=source_id, url=url, **dict(zip(VALIDATORS, values, strict=True))))
