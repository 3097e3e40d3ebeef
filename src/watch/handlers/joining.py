"""link: a document joins an announcement, known or new."""

import hashlib
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
    previous = announcements.get(tx, announcement_id)
    members = (*announcements.members(tx, announcement_id), (document, reading))
    current = consolidate(previous, members, announcement_id, now)
    announcements.save(tx, current, party_keys(current), now)
    announcements.join(tx, document.id, announcement_id, found, now)
    if previous is None:
        outbox.add(tx, events.AnnouncementAnnounced(current.id, current.version), now)
    else:
        outbox.add(tx, events.AnnouncementUpdated(current.id, current.version), now)


def _new_id(document: Document) -> str:
    """A permanent id: the year, and a hash of the document that opened the announcement."""
    year = (document.published_on or document.captured_at.date()).year
    return f"{year}-{hashlib.sha256(document.id.encode()).hexdigest()[:8]}"
