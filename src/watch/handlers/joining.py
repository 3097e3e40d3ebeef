"""link: a document joins an announcement, known or new."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from watch import events
from watch.model import Document, Reading
from watch.store import announcements, outbox
from watch_pipelines.consolidate import consolidate
from watch_pipelines.link import link, party_keys


def join(tx: sa.Connection, document: Document, reading: Reading, now: datetime) -> None:
    """Link the document to an announcement, known or new, and write the version and event that follow."""
    around = document.published_on or document.captured_at.date()
    keys = party_keys(reading)
    twin = announcements.of_document(tx, reading.duplicate_of) if reading.duplicate_of else None
    found = link(document, reading, announcements.sharing(tx, keys, around), must=twin)
    announcement_id = found.announcement_id or _new_id(document)
    gather(tx, announcement_id, (*announcements.members(tx, announcement_id), (document, reading)), now)
    announcements.join(tx, document.id, announcement_id, found, now)


def gather(tx: sa.Connection, announcement_id: str, members: Sequence[tuple[Document, Reading]], now: datetime) -> None:
    """Write what *members* say together as the announcement's version, and the event that tells it."""
    previous = announcements.get(tx, announcement_id)
    current = consolidate(previous, members, announcement_id, now)
    announcements.save(tx, current, party_keys(current), now)
    told = events.AnnouncementAnnounced if previous is None else events.AnnouncementUpdated
    outbox.add(tx, told(current.id, current.version), now)


def _new_id(document: Document) -> str:
    """A permanent id: the year, and a hash of the document that opened the announcement."""
    year = (document.published_on or document.captured_at.date()).year
    return f"{year}-{hashlib.sha256(document.id.encode()).hexdigest()[:8]}"
