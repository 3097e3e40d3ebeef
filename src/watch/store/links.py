"""Which documents an announcement has, and as what: reports that make it, coverage, notices, its replacement."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from watch.model import Document, Link, LinkKind, Member, Reading
from watch.store import schema
from watch.store.codec import decode, encode

FOLLOWING = (LinkKind.COVERAGE, LinkKind.NOTICE)
"""Links by which a document that is not news tells more of a known deal."""


def put(tx: sa.Connection, document_id: str, announcement_id: str, link: Link, now: datetime) -> None:
    """Link the document to the announcement, with the reasons; a known link keeps its moment."""
    table = schema.links
    row = {"payload": encode(link), "kind": link.kind.value}
    here = (table.c.document_id == document_id, table.c.announcement_id == announcement_id)
    if not tx.execute(table.update().where(*here).values(**row)).rowcount:
        tx.execute(
            table.insert().values(document_id=document_id, announcement_id=announcement_id, created_at=now, **row)
        )


def drop(tx: sa.Connection, document_id: str, announcement_id: str) -> None:
    """Take the document out of the announcement."""
    table = schema.links
    tx.execute(table.delete().where(table.c.document_id == document_id, table.c.announcement_id == announcement_id))


def of_document(tx: sa.Connection, document_id: str) -> str | None:
    """Id of the announcement that the document reports."""
    return of_documents(tx, [document_id]).get(document_id)


def of_documents(tx: sa.Connection, document_ids: Sequence[str]) -> dict[str, str]:
    """For each of the documents that reports an announcement, the id of that."""
    table = schema.links
    rows = tx.execute(
        sa.select(table.c.document_id, table.c.announcement_id).where(
            table.c.document_id.in_(list(document_ids)), table.c.kind == LinkKind.REPORT.value
        )
    )
    return {row.document_id: row.announcement_id for row in rows}


def all_of(tx: sa.Connection, document_id: str) -> tuple[tuple[str, Link], ...]:
    """Every announcement that the document is linked to, by id, with the link; its report first."""
    table = schema.links
    rows = tx.execute(
        sa.select(table.c.announcement_id, table.c.payload)
        .where(table.c.document_id == document_id)
        .order_by(table.c.announcement_id)
    )
    found = [(row.announcement_id, decode(Link, row.payload)) for row in rows]
    return tuple(sorted(found, key=lambda pair: pair[1].kind is not LinkKind.REPORT))


def members(
    tx: sa.Connection,
    announcement_id: str,
    until: datetime | None = None,
    *,
    kinds: Sequence[LinkKind] = (LinkKind.REPORT,),
) -> tuple[Member, ...]:
    """The documents linked as one of *kinds* with their readings, in order of publication.

    With *until*, those captured and linked by then; their readings are today's.
    """
    links, documents, readings = schema.links, schema.documents, schema.readings
    wanted = [links.c.announcement_id == announcement_id, links.c.kind.in_([kind.value for kind in kinds])]
    if until is not None:
        wanted += [links.c.created_at <= until, documents.c.captured_at <= until]
    rows = tx.execute(
        sa.select(documents.c.payload, readings.c.payload)
        .join(links, links.c.document_id == documents.c.id)
        .join(readings, readings.c.document_id == documents.c.id)
        .where(*wanted)
    )
    found = [(decode(Document, document), decode(Reading, reading)) for document, reading in rows]
    return tuple(sorted(found, key=lambda member: member[0].order))


def spans(tx: sa.Connection, announcement_ids: Sequence[str]) -> dict[str, tuple[date, date]]:
    """For each announcement, the days of its first and of its last report."""
    links, documents = schema.links, schema.documents
    day = sa.func.coalesce(documents.c.published_on, sa.func.date(documents.c.captured_at))
    rows = tx.execute(
        sa.select(links.c.announcement_id, sa.func.min(day).label("first"), sa.func.max(day).label("last"))
        .join(documents, documents.c.id == links.c.document_id)
        .where(links.c.announcement_id.in_(list(announcement_ids)), links.c.kind == LinkKind.REPORT.value)
        .group_by(links.c.announcement_id)
    )
    return {row.announcement_id: (_day(row.first), _day(row.last)) for row in rows}


def _day(value: object) -> date:
    return date.fromisoformat(str(value))


def succession(tx: sa.Connection, announcement_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(ids of the announcements that this one replaces, of those that replace it): by who reports and who closes."""
    closing, report = schema.links.alias("closing"), schema.links.alias("report")
    joined = closing.join(
        report,
        sa.and_(
            report.c.document_id == closing.c.document_id,
            report.c.kind == LinkKind.REPORT.value,
            closing.c.kind == LinkKind.REPLACEMENT.value,
        ),
    )
    replaced = sa.select(closing.c.announcement_id).select_from(joined)
    replacing = sa.select(report.c.announcement_id).select_from(joined)
    return (
        tuple(sorted(set(tx.execute(replaced.where(report.c.announcement_id == announcement_id)).scalars()))),
        tuple(sorted(set(tx.execute(replacing.where(closing.c.announcement_id == announcement_id)).scalars()))),
    )


def move_following(tx: sa.Connection, before: str, after: str) -> None:
    """Give what follows an announcement to the one that takes its place."""
    table = schema.links
    taken = sa.select(table.c.document_id).where(table.c.announcement_id == after)
    rest = (table.c.announcement_id == before, table.c.kind != LinkKind.REPORT.value)
    tx.execute(table.update().where(*rest, table.c.document_id.not_in(taken)).values(announcement_id=after))
    tx.execute(table.delete().where(*rest))


def redirect(tx: sa.Connection, announcement_id: str, target_id: str, now: datetime) -> None:
    """Let the old id lead to *target_id* for ever; one that leads elsewhere is turned."""
    table = schema.redirects
    tx.execute(table.delete().where(table.c.announcement_id == announcement_id))
    tx.execute(table.insert().values(announcement_id=announcement_id, target_id=target_id, created_at=now))


def stand(tx: sa.Connection, announcement_id: str) -> None:
    """The announcement has documents of its own again: its id leads nowhere else."""
    table = schema.redirects
    tx.execute(table.delete().where(table.c.announcement_id == announcement_id))


def current_id(tx: sa.Connection, announcement_id: str, until: datetime | None = None) -> str:
    """Where the id leads, at any remove; itself when it leads nowhere. With *until*, where it led then."""
    table, seen = schema.redirects, [announcement_id]
    made = sa.true() if until is None else table.c.created_at <= until
    while True:
        onward = tx.execute(sa.select(table.c.target_id).where(table.c.announcement_id == seen[-1], made)).scalar()
        if onward is None or onward in seen:
            return seen[-1]
        seen.append(onward)


def former_ids(tx: sa.Connection, announcement_id: str) -> tuple[str, ...]:
    """The ids that lead to this announcement, at any remove."""
    table = schema.redirects
    found: list[str] = []
    waiting = [announcement_id]
    while waiting:
        ids = tx.execute(sa.select(table.c.announcement_id).where(table.c.target_id.in_(waiting))).scalars().all()
        waiting = [one for one in ids if one not in found]
        found += waiting
    return tuple(sorted(found))
