"""Announcements, their versions and their assessments."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from watch.asking import day_of
from watch.model import Announcement, Assessment, Channel, Side
from watch.store import nearest, schema, search
from watch.store.codec import decode, encode
from watch.store.stems import fold

_LINK_WINDOW = timedelta(days=900)
_CANDIDATES = 60
"""Announcements that linking weighs, at most: weighing is what an arrival costs."""
_OF_ONE_KEY = 60
"""Announcements of one key looked at on each side of a day; those of the same two parties have a key together."""


def is_known(tx: sa.Connection, announcement_id: str) -> bool:
    """Whether the id was ever given to an announcement."""
    table = schema.announcements
    return tx.execute(sa.select(table.c.id).where(table.c.id == announcement_id)).first() is not None


def get(tx: sa.Connection, announcement_id: str) -> Announcement | None:
    """The current version."""
    table = schema.announcements
    found = tx.execute(sa.select(table.c.payload).where(table.c.id == announcement_id)).scalar()
    return None if found is None else decode(Announcement, found)


def get_version(tx: sa.Connection, announcement_id: str, version: int) -> Announcement | None:
    """That version."""
    table = schema.announcement_versions
    found = tx.execute(
        sa.select(table.c.payload).where(table.c.announcement_id == announcement_id, table.c.version == version)
    ).scalar()
    return None if found is None else decode(Announcement, found)


def save(tx: sa.Connection, announcement: Announcement, keys: Iterable[str], now: datetime) -> None:
    """Write the announcement as its current version, with the *keys* by which linking finds it."""
    table, versions = schema.announcements, schema.announcement_versions
    known = tx.execute(sa.select(table.c.version).where(table.c.id == announcement.id)).scalar()
    row = {
        "version": announcement.version,
        "status": announcement.status.value,
        "sector": announcement.sector.value if announcement.sector else None,
        "sort_date": day_of(announcement).isoformat(),
        "baseline": announcement.baseline,
        "payload": encode(announcement),
        "withdrawn_at": None,
    }
    if known is None:
        tx.execute(table.insert().values(id=announcement.id, changed_at=now, **row))
    else:
        changed = {"changed_at": now} if known != announcement.version else {}
        tx.execute(table.update().where(table.c.id == announcement.id).values(**row, **changed))
    if known != announcement.version:
        tx.execute(
            versions.insert().values(
                announcement_id=announcement.id,
                version=announcement.version,
                payload=encode(announcement),
                created_at=now,
            )
        )
    _save_keys(tx, announcement.id, (*keys, *system_keys(announcement)), day_of(announcement))
    _index(tx, announcement, latest_assessment(tx, announcement.id))


def _index(tx: sa.Connection, announcement: Announcement, judged: Assessment | None) -> None:
    search.index(tx, announcement, judged, changed_at(tx, announcement.id).date())


def complete_index(tx: sa.Connection) -> int:
    """Index the standing announcements that the index lacks, as after a migration or a copy; return how many."""
    table, cards = schema.announcements, schema.cards
    without = ~sa.exists().where(cards.c.announcement_id == table.c.id)
    ids = tx.execute(sa.select(table.c.id).where(table.c.withdrawn_at.is_(None), without)).scalars().all()
    for one in ids:
        if (announcement := get(tx, one)) is not None:
            _index(tx, announcement, latest_assessment(tx, one))
    return len(ids)


def _save_keys(tx: sa.Connection, announcement_id: str, keys: Iterable[str], day: date | None = None) -> None:
    table = schema.party_keys
    tx.execute(table.delete().where(table.c.announcement_id == announcement_id))
    rows = [{"party_key": key, "announcement_id": announcement_id, "day": str(day)} for key in sorted(set(keys))]
    if rows:
        tx.execute(table.insert(), rows)


def sharing(tx: sa.Connection, keys: Sequence[str], around: date) -> tuple[Announcement, ...]:
    """Announcements that have one of the *keys*, within a wide window: what linking chooses from, likeliest first.

    Of each key the nearest in time before and after: the cost does not grow with what is stored.
    """
    low, high = around - _LINK_WINDOW, around + _LINK_WINDOW
    found = nearest.hits(tx, _NEAREST, keys, low=str(low), day=str(around), high=str(high))
    ids = nearest.likeliest(found, around, _CANDIDATES)
    table = schema.announcements
    rows = tx.execute(sa.select(table.c.id, table.c.payload).where(table.c.id.in_(ids))) if ids else ()
    payloads = {row.id: row.payload for row in rows}
    return tuple(decode(Announcement, payloads[one]) for one in ids if one in payloads)


_NEAREST = nearest.both_sides(schema.party_keys.c.announcement_id, schema.party_keys.c.day, _OF_ONE_KEY)


def of_system(tx: sa.Connection, announcement: Announcement, around: date) -> tuple[Announcement, ...]:
    """Others that name the same system of the same body, whatever its case and accents, near that day; by id."""
    found = sharing(tx, system_keys(announcement), around)
    return tuple(sorted((one for one in found if one.id != announcement.id), key=lambda one: one.id))


def system_keys(announcement: Announcement) -> tuple[str, ...]:
    """A key for the named system with each public party; linking does not look them up."""
    if announcement.project is None:
        return ()
    bodies = {one.actor_id or fold(one.name) for one in announcement.parties if one.side is Side.PUBLIC}
    return tuple(f"system:{fold(announcement.project)}/{body}" for body in sorted(bodies))


def withdraw(tx: sa.Connection, announcement_id: str, now: datetime) -> None:
    """Hide an announcement that no document carries any more from lists, searches, linking and readers.

    Its versions and assessments stay, for what was cited must be found; `save` brings it back.
    """
    table = schema.announcements
    tx.execute(table.update().where(table.c.id == announcement_id).values(withdrawn_at=now))
    _save_keys(tx, announcement_id, ())
    search.remove(tx, announcement_id)


def withdrawn_at(tx: sa.Connection, announcement_id: str) -> datetime | None:
    """When the announcement was withdrawn; None while it stands."""
    table = schema.announcements
    found: datetime | None = tx.execute(
        sa.select(table.c.withdrawn_at).where(table.c.id == announcement_id)
    ).scalar_one_or_none()
    return found


def append_assessment(tx: sa.Connection, assessment: Assessment) -> None:
    """Add an assessment; earlier ones stay."""
    tx.execute(
        schema.assessments.insert().values(
            id=assessment.id,
            announcement_id=assessment.announcement_id,
            framework_version=assessment.framework_version,
            verdict=assessment.verdict,
            exposure=assessment.axes.exposure,
            payload=encode(assessment),
            created_at=assessment.created_at,
        )
    )
    table = schema.announcements
    stands = (table.c.id == assessment.announcement_id, table.c.withdrawn_at.is_(None))
    row = tx.execute(sa.select(table.c.payload).where(*stands)).scalar()
    if row is not None:
        _index(tx, decode(Announcement, row), assessment)


def history(tx: sa.Connection, announcement_id: str, until: datetime | None = None) -> tuple[Assessment, ...]:
    """Every assessment of an announcement, newest first; those made *until* then."""
    table = schema.assessments
    wanted = [table.c.announcement_id == announcement_id]
    if until is not None:
        wanted.append(table.c.created_at <= until)
    rows = tx.execute(sa.select(table.c.payload).where(*wanted).order_by(table.c.sequence.desc())).scalars()
    return tuple(decode(Assessment, row) for row in rows)


def latest_assessment(tx: sa.Connection, announcement_id: str) -> Assessment | None:
    """The current assessment."""
    table = schema.assessments
    found = tx.execute(
        sa.select(table.c.payload)
        .where(table.c.announcement_id == announcement_id)
        .order_by(table.c.sequence.desc())
        .limit(1)
    ).scalar()
    return None if found is None else decode(Assessment, found)


def assessment(tx: sa.Connection, assessment_id: str) -> Assessment | None:
    """The assessment of that id."""
    table = schema.assessments
    found = tx.execute(sa.select(table.c.payload).where(table.c.id == assessment_id)).scalar()
    return None if found is None else decode(Assessment, found)


def changed_at(tx: sa.Connection, announcement_id: str) -> datetime:
    """When the current version was made."""
    table = schema.announcements
    changed: datetime = tx.execute(sa.select(table.c.changed_at).where(table.c.id == announcement_id)).scalar_one()
    return changed


def is_latest() -> sa.ColumnElement[bool]:
    """The condition that joins an announcement with its current assessment."""
    judged = schema.assessments
    older = judged.alias("older")
    newest = sa.select(sa.func.max(older.c.sequence)).where(older.c.announcement_id == schema.announcements.c.id)
    return judged.c.sequence == newest.correlate(schema.announcements).scalar_subquery()


def untold(
    tx: sa.Connection, recipient: str, channel: Channel, start: datetime
) -> tuple[tuple[Announcement, Assessment], ...]:
    """What this reader has not had, oldest first: versions made from *start* on that are not in the ledger for them.

    None of the baseline, and none that still awaits its own assessment.
    """
    table, judged, ledger = schema.announcements, schema.assessments, schema.ledger
    told = (
        sa.select(ledger.c.version)
        .where(ledger.c.recipient == recipient, ledger.c.channel == channel.value)
        .where(ledger.c.announcement_id == table.c.id, ledger.c.version == table.c.version)
    )
    rows = tx.execute(
        sa.select(table.c.payload, judged.c.payload)
        .select_from(table)
        .join(judged, is_latest())
        .where(table.c.changed_at >= start, table.c.baseline.is_(False), table.c.withdrawn_at.is_(None), ~told.exists())
        .order_by(table.c.sort_date, table.c.id)
    )
    found = ((decode(Announcement, announcement), decode(Assessment, judgement)) for announcement, judgement in rows)
    return tuple((known, judgement) for known, judgement in found if judgement.announcement_version == known.version)
