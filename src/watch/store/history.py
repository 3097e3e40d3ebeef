"""What was known at a moment: versions made and in force until then, and who was told of them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from watch.model import Announcement, Assessment
from watch.store import schema
from watch.store.codec import decode


def end_of(day: date) -> datetime:
    """The last moment of *day*, in UTC: what was captured on that day was known then."""
    return datetime.combine(day + timedelta(days=1), time.min, UTC) - timedelta(microseconds=1)


def announcement_at(tx: sa.Connection, announcement_id: str, moment: datetime) -> Announcement | None:
    """The version in force at *moment*; None when the announcement was not known yet."""
    table = schema.announcement_versions
    found = tx.execute(
        sa.select(table.c.payload)
        .where(table.c.announcement_id == announcement_id, table.c.created_at <= moment)
        .order_by(table.c.version.desc())
        .limit(1)
    ).scalar()
    return None if found is None else decode(Announcement, found)


def standing_at(tx: sa.Connection, moment: datetime) -> Iterator[tuple[Announcement, Assessment | None]]:
    """Every announcement that stood at *moment*, in its version of then and with its assessment of then."""
    table, versions, judged = schema.announcements, schema.announcement_versions, schema.assessments
    then = (
        sa.select(versions.c.announcement_id, sa.func.max(versions.c.version).label("version"))
        .where(versions.c.created_at <= moment)
        .group_by(versions.c.announcement_id)
        .subquery()
    )
    last = (
        sa.select(judged.c.announcement_id, sa.func.max(judged.c.sequence).label("sequence"))
        .where(judged.c.created_at <= moment)
        .group_by(judged.c.announcement_id)
        .subquery()
    )
    rows = tx.execute(
        sa.select(versions.c.payload, judged.c.payload)
        .select_from(versions)
        .join(
            then,
            sa.and_(then.c.announcement_id == versions.c.announcement_id, then.c.version == versions.c.version),
        )
        .join(table, table.c.id == versions.c.announcement_id)
        .outerjoin(last, last.c.announcement_id == versions.c.announcement_id)
        .outerjoin(judged, judged.c.sequence == last.c.sequence)
        .where(sa.or_(table.c.withdrawn_at.is_(None), table.c.withdrawn_at > moment))
    )
    for announcement, assessment in rows:
        yield decode(Announcement, announcement), None if assessment is None else decode(Assessment, assessment)


def versions_since(tx: sa.Connection, moment: datetime) -> tuple[tuple[Announcement, datetime], ...]:
    """Each version made from *moment* on, with the moment of it, in the order in which they were made."""
    table = schema.announcement_versions
    rows = tx.execute(
        sa.select(table.c.payload, table.c.created_at)
        .where(table.c.created_at >= moment)
        .order_by(table.c.created_at, table.c.announcement_id, table.c.version)
    )
    return tuple((decode(Announcement, row.payload), row.created_at) for row in rows)


def versions_of(
    tx: sa.Connection, announcement_id: str, until: datetime | None = None
) -> tuple[tuple[Announcement, datetime], ...]:
    """Every version of one announcement with the moment of it, the first one first; those made *until* then."""
    table = schema.announcement_versions
    wanted: list[sa.ColumnElement[bool]] = [table.c.announcement_id == announcement_id]
    if until is not None:
        wanted.append(table.c.created_at <= until)
    rows = tx.execute(sa.select(table.c.payload, table.c.created_at).where(*wanted).order_by(table.c.version))
    return tuple((decode(Announcement, row.payload), row.created_at) for row in rows)


def told(tx: sa.Connection, announcement_id: str, version: int) -> dict[str, datetime]:
    """Who was told of that version, and when the message was written."""
    ledger, messages = schema.ledger, schema.messages
    rows = tx.execute(
        sa.select(ledger.c.recipient, messages.c.created_at)
        .join(messages, messages.c.id == ledger.c.message_id)
        .where(ledger.c.announcement_id == announcement_id, ledger.c.version == version)
    )
    return {row.recipient: row.created_at for row in rows}


def made_at(tx: sa.Connection, announcement_id: str, version: int) -> datetime | None:
    """When that version was made; None when there is none."""
    table = schema.announcement_versions
    found: datetime | None = tx.execute(
        sa.select(table.c.created_at).where(table.c.announcement_id == announcement_id, table.c.version == version)
    ).scalar_one_or_none()
    return found
