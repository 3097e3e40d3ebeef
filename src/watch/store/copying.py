"""Whole databases: copied from one kind to the other, backed up while in use, brought back without telling twice."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from watch.errors import StoreError
from watch.events import AlertRaised, DigestDue, DocumentCaptured
from watch.model import Document
from watch.store import announcements, issues, schema
from watch.store.codec import decode, encode
from watch.store.database import Store

_DERIVED = frozenset({schema.cards.name, schema.card_terms.name})
"""Made again from what they index."""
_BATCH = 500
_TELLING = (AlertRaised.name, DigestDue.name)


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds."""

    rows: int
    announcements: int


@dataclass(frozen=True, slots=True)
class Held:
    """What a restored database does not send by itself."""

    messages: int
    documents: int


def copy_all(source: Store, target: Store) -> Copied:
    """Copy every row of *source*, as it is at one moment, into the empty *target*, in one transaction.

    Raises StoreError when *target* holds anything already.
    """
    with _one_view(source) as rows, target.write() as tx:
        for table in schema.metadata.sorted_tables:
            if tx.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
                raise StoreError("is not empty; copy into a new database", subject=str(target.url.database))
        count = sum(_copy(rows, tx, table) for table in schema.metadata.sorted_tables if table.name not in _DERIVED)
        announcements.complete_index(tx)
        known = tx.execute(sa.select(sa.func.count()).select_from(schema.announcements)).scalar_one()
        if not target.is_sqlite:
            _set_sequences(tx)
    return Copied(count, known)


@contextmanager
def _one_view(store: Store) -> Iterator[sa.Connection]:
    if store.is_sqlite:
        with store.read() as tx:
            yield tx
        return
    with store.engine.connect().execution_options(isolation_level="REPEATABLE READ") as tx, tx.begin():
        yield tx


def _copy(source: sa.Connection, target: sa.Connection, table: sa.Table) -> int:
    count = 0
    wanted = sa.select(table).order_by(*table.primary_key.columns)
    for batch in source.execution_options(yield_per=_BATCH).execute(wanted).mappings().partitions(_BATCH):
        target.execute(table.insert(), [dict(row) for row in batch])
        count += len(batch)
    return count


def _set_sequences(tx: sa.Connection) -> None:
    """PostgreSQL numbers new rows after the copied ones."""
    for table in schema.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and table.name not in _DERIVED:
            last = tx.execute(sa.select(sa.func.max(column))).scalar()
            sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
            tx.execute(sa.select(sa.func.setval(sequence, last or 1, last is not None)))


def backup(store: Store, target: Path) -> Copied:
    """Write the database as it is at one moment to the new SQLite file *target*, readable by its owner alone.

    Others go on reading and writing. Raises StoreError when *target* exists or cannot be written.
    """
    if target.exists():
        raise StoreError("is there already; give a new name", subject=str(target))
    partial = target.with_name(f"{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_CREAT | os.O_WRONLY, 0o600))
        made = _backup_sqlite(store, partial) if store.is_sqlite else _backup_server(store, partial)
        _check(partial)
        partial.rename(target)
    except OSError as error:
        raise StoreError(f"cannot be written ({error.strerror})", subject=str(target)) from error
    finally:
        partial.unlink(missing_ok=True)
    return made


def _backup_sqlite(store: Store, target: Path) -> Copied:
    with store.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        try:
            raw.execute("VACUUM INTO ?", (str(target),))
        except sqlite3.Error as error:
            raise StoreError(f"cannot be backed up ({error})", subject=str(target)) from error
    with sqlite3.connect(target) as made:
        tables = (table.name for table in schema.metadata.sorted_tables if table.name not in _DERIVED)
        rows = sum(made.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables)  # noqa: S608
        return Copied(rows, made.execute("SELECT count(*) FROM announcements").fetchone()[0])


def _backup_server(store: Store, target: Path) -> Copied:
    target.unlink()
    made = Store(f"sqlite:///{target}")
    target.chmod(0o600)
    try:
        copied = copy_all(store, made)
        made.upkeep()
    finally:
        made.close()
    return copied


def _check(file: Path) -> None:
    """StoreError unless *file* is a whole SQLite database."""
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise StoreError(f"is no whole SQLite database ({error})", subject=str(file)) from error
    if said != "ok":
        raise StoreError(f"is damaged ({said})", subject=str(file))


def restore(file: Path, target: Store, now: datetime) -> Held:
    """Bring the backup *file* into the empty *target*, which then tells nothing that may have been told already.

    Messages that waited when the backup was made are held (`release`), documents that were not yet read then, and all
    that the next sweep finds, are taken as known, and every subscription begins anew. Raises StoreError when *file* is
    no backup or *target* holds anything.
    """
    if not file.is_file():
        raise StoreError("there is no such file", subject=str(file))
    _check(file)
    with tempfile.TemporaryDirectory(prefix="vigie-restore-") as folder:
        copy = Path(shutil.copy(file, folder))  # opening it may bring its schema to this version
        source = Store(f"sqlite:///{copy}")
        try:
            copy_all(source, target)
        finally:
            source.close()
    with target.write() as tx:
        held = _hold(tx, now)
        said = (
            f"restored from a backup: {held.messages} messages that waited then are held, for they may have been sent "
            f"since (`vigie restore --release` sends them); what was published since then is stored without alert"
        )
        issues.open_issue(tx, "restore", "database", said, now)
    return held


def _hold(tx: sa.Connection, now: datetime) -> Held:
    events, waiting = schema.events, ("ready", "leased")
    telling = (events.c.state.in_(waiting), events.c.name.in_(_TELLING))
    rest = {"state": "held", "lease": None, "leased_until": None}
    held = tx.execute(events.update().where(*telling).values(**rest)).rowcount
    unread = (events.c.state.in_(waiting), events.c.name == DocumentCaptured.name)
    payloads = tx.execute(sa.select(events.c.payload).where(*unread)).scalars()
    ids = [decode(DocumentCaptured, payload).document_id for payload in payloads]
    table = schema.documents
    for document_id in ids:
        payload = tx.execute(sa.select(table.c.payload).where(table.c.id == document_id)).scalar_one()
        known = replace(decode(Document, payload), baseline=True)
        tx.execute(table.update().where(table.c.id == document_id).values(baseline=True, payload=encode(known)))
    tx.execute(schema.subscribers.update().values(since=now))
    tx.execute(schema.source_states.update().values(baseline_at=None, next_due_at=None))
    tx.execute(schema.validators.delete())
    return Held(held, len(ids))


def release(tx: sa.Connection, now: datetime) -> int:
    """Let the held messages go; return how many."""
    events = schema.events
    freed = {"state": "ready", "available_at": now}
    count = tx.execute(events.update().where(events.c.state == "held").values(**freed)).rowcount
    issues.close_issue(tx, "restore", now)
    return count
