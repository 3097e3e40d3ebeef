"""Corrections are appended with their event, and an older database gets their table without losing a row."""

import pytest
import sqlalchemy as sa
from alembic import command

from builders import CAPTURED, a_document, a_reading, an_announcement
from watch.events import DocumentCorrected
from watch.model import Correction, PartialDate, WhyNot
from watch.query import EVERYTHING, listing
from watch.store import Store, announcements, corrections, documents, encode, outbox
from watch.store.migrate import _config


def a_correction(correction_id: str = "c1", document_id: str = "d1") -> Correction:
    """A reviewer says that a document is a follow-up."""
    return Correction(
        id=correction_id,
        document_id=document_id,
        by="L. M.",
        at=CAPTURED,
        reason="Un rappel.",
        machine=a_reading(document_id),
        is_announcement=False,
        status=None,
        why_not=WhyNot.FOLLOW_UP,
        parties=(),
        without_parties=("AFP",),
        hosting=(),
        without_hosting=(),
        dates=(("signed_on", PartialDate(2025, 12)), ("announced_on", None)),
    )


def test_corrections_keep_their_order_and_come_with_their_event(store: Store) -> None:
    """What was written is read back whole, oldest first, and the queue hears of each."""
    with store.write() as tx:
        documents.capture(tx, a_document(id="d1"))
        documents.capture(tx, a_document("Un autre.", id="d2"))
        for key, document_id in (("b", "d1"), ("a", "d2"), ("c", "d1")):
            corrections.append(tx, a_correction(key, document_id), CAPTURED)
    with store.read() as tx:
        assert corrections.of_document(tx, "d1") == (a_correction("b"), a_correction("c"))
        assert [one.id for one in corrections.every(tx)] == ["b", "a", "c"]
        names = tx.execute(sa.text("SELECT name FROM events ORDER BY id")).scalars().all()
    assert names.count(DocumentCorrected.name) == 3


def test_a_correction_of_nothing_is_refused(store: Store) -> None:
    """The database itself knows that a correction is of a stored document, and leaves no event behind."""
    with pytest.raises(sa.exc.IntegrityError), store.write() as tx:
        corrections.append(tx, a_correction(), CAPTURED)
    with store.read() as tx:
        assert not outbox.depth(tx)


def test_an_older_database_is_migrated_with_its_rows(database_url: str) -> None:
    """From the first schema to today's: announcements stay, none is withdrawn, and corrections can be stored."""
    engine = sa.create_engine(database_url)
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            sa.text(
                "INSERT INTO announcements (id, version, status, sector, sort_date, baseline, changed_at, payload)"
                " VALUES ('old', 1, 'announced', NULL, '2026-01-08', :no, :at, :payload)"
            ),
            {"no": False, "at": "2026-01-09 07:00:00", "payload": encode(an_announcement("old"))},
        )
    engine.dispose()
    store = Store(database_url)
    with store.write() as tx:
        assert announcements.get(tx, "old") == an_announcement("old")
        assert announcements.withdrawn_at(tx, "old") is None
        documents.capture(tx, a_document(id="d1"))
        corrections.append(tx, a_correction(), CAPTURED)
    assert [announcement.id for announcement, _ in listing(store, EVERYTHING).rows] == ["old"]
    store.close()


def test_a_withdrawn_announcement_is_not_listed_until_it_is_saved_again(store: Store) -> None:
    """Withdrawn, it leaves lists and linking; written again, it is back."""
    with store.write() as tx:
        announcements.save(tx, an_announcement(), ["id:mistral-ai"], CAPTURED)
        announcements.withdraw(tx, an_announcement().id, CAPTURED)
        assert announcements.sharing(tx, ["id:mistral-ai"], CAPTURED.date()) == ()
        assert announcements.withdrawn_at(tx, an_announcement().id) == CAPTURED
    assert listing(store, EVERYTHING).total == 0
    with store.write() as tx:
        announcements.save(tx, an_announcement(), ["id:mistral-ai"], CAPTURED)
    assert listing(store, EVERYTHING).total == 1
