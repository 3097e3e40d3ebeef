"""Whole databases: copied between kinds, backed up in use, and restored without telling anything twice."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from builders import a_document, an_announcement, an_assessment
from watch.errors import StoreError
from watch.events import AlertRaised
from watch.model import Channel, OutgoingMessage
from watch.store import Store, announcements, copying, documents, issues, messages, outbox, schema


def _fill(store: Store, now: datetime) -> None:
    """An announcement that was told once and is to be told once more, and a document that is not read yet."""
    announcement = an_announcement()
    with store.write() as tx:
        documents.capture(tx, a_document())
        announcements.save(tx, announcement, ["id:mistral-ai"], now)
        announcements.append_assessment(tx, an_assessment())
        for number, settles in ((1, ((announcement.id, 1),)), (2, ())):
            message = OutgoingMessage(f"alert-{number}", "a@b.example", Channel.MAIL, "s", "h", "t", settles, now, "r")
            messages.put(tx, message)
            outbox.add(tx, AlertRaised(message.id), now, lane="mail")
        messages.mark_sent(tx, "alert-1", now)


def _rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.read() as tx:
        return {
            table.name: [tuple(row) for row in tx.execute(sa.select(table).order_by(*table.primary_key.columns))]
            for table in schema.metadata.sorted_tables
        }


def test_a_database_moves_to_another_server_whole(store: Store, tmp_path: Path, now: datetime) -> None:
    """Every row of every table arrives, the index is made again, and new rows are numbered after the old ones."""
    _fill(store, now)
    new = Store(f"sqlite:///{tmp_path / 'new.db'}")
    assert copying.copy_all(store, new).announcements == 1
    assert _rows(new) == _rows(store)
    with new.write() as tx:
        outbox.add(tx, AlertRaised("later"), now)
    assert len(_rows(new)["events"]) == len(_rows(store)["events"]) + 1
    with pytest.raises(StoreError, match="is not empty"):
        copying.copy_all(store, new)
    new.close()


def test_sqlite_moves_to_postgresql(postgres_url: str, tmp_path: Path, now: datetime) -> None:
    """The way from laptop to server; numbering goes on there too."""
    old, new = Store(f"sqlite:///{tmp_path / 'old.db'}"), Store(postgres_url)
    _fill(old, now)
    copying.copy_all(old, new)
    assert _rows(new) == _rows(old)
    with new.write() as tx:
        outbox.add(tx, AlertRaised("later"), now)
    old.close()
    new.close()


def test_a_backup_is_whole_while_others_write(store: Store, tmp_path: Path, now: datetime) -> None:
    """A writer in the middle of a transaction neither hinders it nor is half in it; only the owner may read it."""
    _fill(store, now)
    before, target = _rows(store), tmp_path / "copy.db"
    with store.write() as tx:
        outbox.add(tx, AlertRaised("not committed yet"), now)
        made = copying.backup(store, target)
    assert made.announcements == 1
    assert target.stat().st_mode & 0o077 == 0
    copy = Store(f"sqlite:///{target}")
    assert _rows(copy) == before
    copy.close()
    with pytest.raises(StoreError, match="is there already"):
        copying.backup(store, target)


def test_a_restored_database_tells_nothing_by_itself(store: Store, tmp_path: Path, now: datetime) -> None:
    """What waited is held until released, what was unread is known, readers start anew, and one issue says so."""
    _fill(store, now)
    copying.backup(store, tmp_path / "copy.db")
    new, later = Store(f"sqlite:///{tmp_path / 'new.db'}"), now + timedelta(days=2)
    held = copying.restore(tmp_path / "copy.db", new, later)
    assert (held.messages, held.documents) == (2, 1)
    with new.write() as tx:
        assert outbox.depth(tx) == {"held": 2, "ready": 1}  # the document is still read
        known = documents.get(tx, a_document().id)
        assert known is not None
        assert known.baseline
        assert [issue.key for issue in issues.issues(tx)] == ["restore"]
        assert copying.release(tx, later) == 2
        assert issues.issues(tx) == ()
    new.close()


def test_what_is_no_backup_is_refused(tmp_path: Path, now: datetime) -> None:
    """A file that is not there, one of noise, and one that is damaged in the middle: one sentence each."""
    store = Store(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(StoreError, match="no such file"):
        copying.restore(tmp_path / "none.db", store, now)
    noise = tmp_path / "noise.db"
    noise.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(StoreError, match="no whole SQLite database"):
        copying.restore(noise, store, now)
    _fill(store, now)
    copying.backup(store, tmp_path / "copy.db")
    content = bytearray((tmp_path / "copy.db").read_bytes())
    content[8192:40960] = b"\xff" * 32768
    (tmp_path / "copy.db").write_bytes(content)
    fresh = Store(f"sqlite:///{tmp_path / 'fresh.db'}")
    with pytest.raises(StoreError, match=r"damaged|no whole"):
        copying.restore(tmp_path / "copy.db", fresh, now)
    store.close()
    fresh.close()
    assert sqlite3.connect(tmp_path / "fresh.db").execute("SELECT count(*) FROM events").fetchone() == (0,)
