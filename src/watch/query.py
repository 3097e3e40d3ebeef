"""The read side: lists and sheets, straight from the tables."""

import re
from dataclasses import dataclass

import sqlalchemy as sa

from watch.model import Announcement, Assessment, Document, Reading
from watch.store import Store, announcements, decode, schema
from watch.store.search import matching
from watch.store.stems import fold


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks for; empty fields let everything pass."""

    text: str = ""
    verdict: str | None = None
    sector: str | None = None
    status: str | None = None
    actor: str | None = None
    """Register id, or a party's name."""
    since: str | None = None
    """First day, ISO."""
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, newest first."""

    rows: tuple[tuple[Announcement, Assessment | None], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is known of one announcement."""

    announcement: Announcement
    history: tuple[Assessment, ...]
    members: tuple[tuple[Document, Reading], ...]


def listing(store: Store, filters: Filters, *, limit: int = 50, offset: int = 0) -> Listing:
    """The announcements that pass *filters*, newest first, with their current assessments."""
    table = schema.announcements
    conditions = _conditions(store, filters)
    page = (
        sa.select(table.c.payload, schema.assessments.c.payload)
        .select_from(table)
        .outerjoin(schema.assessments, announcements.is_latest())
        .where(*conditions)
        .order_by(table.c.sort_date.desc(), table.c.id)
        .limit(limit)
        .offset(offset)
    )
    with store.read() as tx:
        total = tx.execute(sa.select(sa.func.count()).select_from(table).where(*conditions)).scalar_one()
        rows = tuple(
            (decode(Announcement, announcement), None if judged is None else decode(Assessment, judged))
            for announcement, judged in tx.execute(page)
        )
    return Listing(rows, total)


def _conditions(store: Store, filters: Filters) -> list[sa.ColumnElement[bool]]:
    table, judged, keys = schema.announcements, schema.assessments, schema.party_keys
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.text.strip():
        words = matching(store.engine.dialect.name, filters.text)
        conditions.append(sa.false() if words is None else table.c.id.in_(words.columns(sa.column("announcement_id"))))
    if filters.verdict:
        current = sa.select(judged.c.verdict).where(announcements.is_latest()).correlate(table)
        conditions.append(current.scalar_subquery() == filters.verdict)
    if filters.actor:
        named = " ".join(re.findall(r"[a-z0-9]+", fold(filters.actor)))
        ours = keys.c.party_key.in_((f"id:{filters.actor}", f"name:{named}"))  # as linking writes them
        conditions.append(table.c.id.in_(sa.select(keys.c.announcement_id).where(ours)))
    conditions += [
        column == wanted
        for column, wanted in ((table.c.sector, filters.sector), (table.c.status, filters.status))
        if wanted
    ]
    if filters.since:
        conditions.append(table.c.sort_date >= filters.since)
    if filters.until:
        conditions.append(table.c.sort_date <= filters.until)
    return conditions


def sheet(store: Store, announcement_id: str) -> Sheet | None:
    """The whole of one announcement; None when there is none of that id."""
    with store.read() as tx:
        found = announcements.get(tx, announcement_id)
        if found is None:
            return None
        return Sheet(found, announcements.history(tx, announcement_id), announcements.members(tx, announcement_id))
