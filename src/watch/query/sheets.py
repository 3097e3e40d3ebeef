"""Everything on one announcement, now or as it was known on a day."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from watch.model import Announcement, Assessment, Decision, Document, Reading
from watch.store import Store, announcements, decisions, history


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is known of one announcement."""

    announcement: Announcement
    history: tuple[Assessment, ...]
    members: tuple[tuple[Document, Reading], ...]
    decisions: tuple[Decision, ...] = ()
    """Of editors, in the order in which they were made."""


def sheet(store: Store, announcement_id: str, as_of: date | None = None) -> Sheet | None:
    """The whole of one announcement, or what was known of it at the end of that day; None when there is none."""
    with store.read() as tx:
        if as_of is not None:
            return _sheet_at(tx, announcement_id, history.end_of(as_of))
        found = announcements.get(tx, announcement_id)
        if found is None:
            return None
        return Sheet(
            found,
            announcements.history(tx, announcement_id),
            announcements.members(tx, announcement_id),
            decisions.of_announcement(tx, announcement_id),
        )


def _sheet_at(tx: sa.Connection, announcement_id: str, moment: datetime) -> Sheet | None:
    found = history.announcement_at(tx, announcement_id, moment)
    if found is None:
        return None
    members = announcements.members(tx, announcement_id, moment)
    return Sheet(
        replace(found, document_ids=tuple(document.id for document, _ in members)),
        announcements.history(tx, announcement_id, moment),
        members,
        decisions.of_announcement(tx, announcement_id, moment),
    )
