"""Reviewers' corrections: appended with the event that makes them take effect, never edited, never deleted."""

from datetime import datetime

import sqlalchemy as sa

from watch.events import DocumentCorrected
from watch.model import Correction
from watch.store import outbox, schema
from watch.store.codec import decode, encode


def append(tx: sa.Connection, correction: Correction, now: datetime) -> None:
    """Store *correction* and the event that tells it."""
    tx.execute(
        schema.corrections.insert().values(
            id=correction.id,
            document_id=correction.document_id,
            reviewer=correction.by,
            is_announcement=correction.is_announcement,
            payload=encode(correction),
            created_at=correction.at,
        )
    )
    outbox.add(tx, DocumentCorrected(correction.document_id, correction.id), now)


def of_document(tx: sa.Connection, document_id: str) -> tuple[Correction, ...]:
    """The corrections of one document, in the order in which they were made."""
    return _found(tx, schema.corrections.c.document_id == document_id)


def every(tx: sa.Connection) -> tuple[Correction, ...]:
    """All corrections, in the order in which they were made."""
    return _found(tx, sa.true())


def _found(tx: sa.Connection, wanted: sa.ColumnElement[bool]) -> tuple[Correction, ...]:
    table = schema.corrections
    rows = tx.execute(sa.select(table.c.payload).where(wanted).order_by(table.c.sequence)).scalars()
    return tuple(decode(Correction, row) for row in rows)
