"""Everything on one announcement, now or as it was known on a day."""

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from watch.model import Announcement, Assessment, Decision, Document, Reading
from watch.store import Store, announcements, decisions, documents, history, links


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is known of one announcement."""

    announcement: Announcement
    history: tuple[Assessment, ...]
    members: tuple[tuple[Document, Reading], ...]
    decisions: tuple[Decision, ...] = ()
    """Of editors, in the order in which they were made."""


def sheet(store: Store, announcement_id: str, as_of: date | None = None) -> Sheet | None:
    """The whole of one announcement, or what was known of it at the end of that day; None when there is none.

    An id that leads elsewhere gives the announcement to which it leads.
    """
    with store.read() as tx:
        return sheet_in(tx, announcement_id, as_of)


def sheet_in(tx: sa.Connection, announcement_id: str, as_of: date | None = None) -> Sheet | None:
    """The same within a view of the store."""
    moment = history.end_of(as_of) if as_of is not None else None
    current = links.current_id(tx, announcement_id, moment)
    found = announcements.get(tx, current) if moment is None else history.announcement_at(tx, current, moment)
    if found is None:
        return None
    members = links.members(tx, current, moment)
    if moment is not None and not members:  # they were moved since
        members = documents.with_readings(tx, found.document_ids)
    return Sheet(
        found if moment is None else replace(found, document_ids=tuple(document.id for document, _ in members)),
        announcements.history(tx, current, moment),
        members,
        decisions.of_announcement(tx, current, moment),
    )
