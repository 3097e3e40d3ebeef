"""Editors' acts on documents and announcements: appended with the event that makes them take effect."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from watch.events import DocumentsPlaced
from watch.model import Placement
from watch.store import outbox, schema
from watch.store.codec import decode, encode


def append(tx: sa.Connection, placement: Placement, now: datetime) -> None:
    """Store *placement*, pin its documents, and write the event that tells it."""
    tx.execute(
        schema.placements.insert().values(
            id=placement.id,
            act=placement.act.value,
            editor=placement.by,
            payload=encode(placement),
            created_at=placement.at,
        )
    )
    table = schema.pins
    ids = [one.document_id for one in placement.documents]
    tx.execute(table.delete().where(table.c.document_id.in_(ids)))
    rows = [
        {"document_id": one.document_id, "announcement_id": one.after, "placement_id": placement.id}
        for one in placement.documents
    ]
    tx.execute(table.insert(), rows)
    outbox.add(tx, DocumentsPlaced(placement.id), now)


def get(tx: sa.Connection, placement_id: str) -> Placement | None:
    """The act of that id."""
    table = schema.placements
    found = tx.execute(sa.select(table.c.payload).where(table.c.id == placement_id)).scalar()
    return None if found is None else decode(Placement, found)


def all_made(tx: sa.Connection) -> tuple[Placement, ...]:
    """Every act, in the order in which they were made, whatever the clock said."""
    table = schema.placements
    rows = tx.execute(sa.select(table.c.payload).order_by(table.c.sequence)).scalars()
    return tuple(decode(Placement, row) for row in rows)


def of_documents(
    tx: sa.Connection, document_ids: Sequence[str], until: datetime | None = None
) -> tuple[Placement, ...]:
    """The acts that placed one of those documents, in the order of their making; those made *until* then."""
    wanted = set(document_ids)
    return tuple(
        act
        for act in all_made(tx)
        if (until is None or act.at <= until) and wanted & {one.document_id for one in act.documents}
    )


def pins(tx: sa.Connection, document_ids: Sequence[str]) -> dict[str, tuple[str | None, str]]:
    """Of those documents that an editor placed: (announcement, None for none; id of the act)."""
    table = schema.pins
    rows = tx.execute(sa.select(table).where(table.c.document_id.in_(list(document_ids))))
    return {row.document_id: (row.announcement_id, row.placement_id) for row in rows}
