"""Documents as captured, their near-duplicate fingerprints, and what the stages read in them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from watch.events import DocumentCaptured, DocumentWithdrawn
from watch.model import Document, PublisherKind, Reading
from watch.store import nearest, outbox, schema
from watch.store.codec import decode, encode

_CANDIDATES = 20
_OF_ONE_KEY = 60
"""Documents of one key looked at on each side of a day."""
_LATER = 60
"""Announcing documents of shared parties that one arrival looks at again, at most."""
_OTHERS = 60
"""Documents that may talk of a new deal, at most."""
_EVER = "9999"
"""After every ISO day."""


def known(tx: sa.Connection, canonical_urls: Iterable[str]) -> set[str]:
    """Those of *canonical_urls* that are stored already."""
    column = schema.documents.c.canonical_url
    return set(tx.execute(sa.select(column).where(column.in_(list(canonical_urls)))).scalars())


def capture(tx: sa.Connection, document: Document) -> bool:
    """Store *document* and the event that tells it; False, and nothing done, when its id is known."""
    return capture_all(tx, [document])[0]


def capture_all(tx: sa.Connection, found: Sequence[Document]) -> list[bool]:
    """Store *found* and the events that tell them, in few statements; False for each whose id is known."""
    table = schema.documents
    ids = [document.id for document in found]
    known_ids = set(tx.execute(sa.select(table.c.id).where(table.c.id.in_(ids))).scalars())
    fresh = {document.id: document for document in reversed(found) if document.id not in known_ids}
    new = [fresh.get(document.id) is document for document in found]
    stored = [document for document, is_new in zip(found, new, strict=True) if is_new]
    if stored:
        tx.execute(table.insert(), [_row(document) for document in stored])
        outbox.add_all(tx, [(DocumentCaptured(document.id), document.captured_at) for document in stored])
    return new


def _row(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "source_id": document.source_id,
        "canonical_url": document.canonical_url,
        "published_on": document.published_on,
        "captured_at": document.captured_at,
        "baseline": document.baseline,
        "payload": encode(document),
    }


def get(tx: sa.Connection, document_id: str) -> Document | None:
    """The document of that id."""
    found = tx.execute(sa.select(schema.documents.c.payload).where(schema.documents.c.id == document_id)).scalar()
    return None if found is None else decode(Document, found)


def keep(tx: sa.Connection, document: Document) -> None:
    """Keep the normalised form of a captured document, to which offsets of evidence refer, or a part of one."""
    table = schema.documents
    row = _row(document)
    if not tx.execute(table.update().where(table.c.id == document.id).values(**row)).rowcount:
        tx.execute(table.insert().values(**row))


def parts_of(tx: sa.Connection, document_id: str) -> tuple[str, ...]:
    """Ids of the documents that hold the second deal that a document tells, the third, and so on."""
    found: list[str] = []
    while get(tx, one := f"{document_id}.{len(found) + 2}") is not None:
        found.append(one)
    return tuple(found)


def resembling(tx: sa.Connection, document: Document, bands: Sequence[int]) -> tuple[Document, ...]:
    """Documents that share a fingerprint band with *document*: candidates, not yet duplicates."""
    table, documents = schema.fingerprints, schema.documents
    near = (
        sa.select(table.c.document_id, sa.func.count().label("shared"))
        .where(table.c.band.in_(list(bands)), table.c.document_id != document.id)
        .group_by(table.c.document_id)
        .order_by(sa.desc("shared"), table.c.document_id)
        .limit(_CANDIDATES)
        .subquery()
    )
    rows = tx.execute(sa.select(documents.c.payload).join(near, near.c.document_id == documents.c.id)).scalars()
    return tuple(decode(Document, row) for row in rows)


def save_fingerprint(tx: sa.Connection, document_id: str, bands: Sequence[int]) -> None:
    """Remember the bands of a document; again is the same."""
    tx.execute(schema.fingerprints.delete().where(schema.fingerprints.c.document_id == document_id))
    if bands:
        tx.execute(
            schema.fingerprints.insert(), [{"band": band, "document_id": document_id} for band in sorted(set(bands))]
        )


def save_keys(tx: sa.Connection, document: Document, keys: Iterable[str], *, announces: bool) -> None:
    """Remember by which parties the document can be looked up, in place of earlier ones, and whether it announces."""
    table = schema.document_keys
    tx.execute(table.delete().where(table.c.document_id == document.id))
    row = {"document_id": document.id, "day": str(document.day), "announces": announces}
    rows = [{"party_key": key, **row} for key in sorted(set(keys))]
    if rows:
        tx.execute(table.insert(), rows)


def reports_since(tx: sa.Connection, keys: Sequence[str], day: date) -> list[str]:
    """Ids of announcing documents of *day* and later that have one of the *keys*, likeliest first."""
    found = nearest.hits(tx, _NEAREST, keys, announces=True, low=str(day), day=str(day), high=_EVER)
    return nearest.likeliest(found, day, _LATER)


def others_around(tx: sa.Connection, keys: Sequence[str], day: date, since: date) -> list[str]:
    """Ids of documents from *since* on that announce nothing and have one of the *keys*, likeliest first."""
    found = nearest.hits(tx, _NEAREST, keys, announces=False, low=str(since), day=str(day), high=_EVER)
    return nearest.likeliest(found, day, _OTHERS)


_NEAREST = nearest.both_sides(
    schema.document_keys.c.document_id,
    schema.document_keys.c.day,
    _OF_ONE_KEY,
    schema.document_keys.c.announces == sa.bindparam("announces"),
)


def withdraw(tx: sa.Connection, document_id: str, reason: str, now: datetime) -> bool:
    """Note that the publisher has taken the document back; False when that was noted before. The text stays."""
    table = schema.withdrawals
    if tx.execute(sa.select(table.c.document_id).where(table.c.document_id == document_id)).first():
        return False
    tx.execute(table.insert().values(document_id=document_id, reason=reason, noticed_at=now))
    outbox.add(tx, DocumentWithdrawn(document_id), now)
    return True


def withdrawn(tx: sa.Connection, document_ids: Sequence[str]) -> dict[str, tuple[datetime, str]]:
    """Of those documents that their publishers have taken back: when it was noticed, and why it is said."""
    table = schema.withdrawals
    rows = tx.execute(sa.select(table).where(table.c.document_id.in_(list(document_ids))))
    return {row.document_id: (row.noticed_at, row.reason) for row in rows}


def save_reading(tx: sa.Connection, reading: Reading, now: datetime) -> None:
    """Keep what the stages found, in place of an earlier reading."""
    table = schema.readings
    tx.execute(table.delete().where(table.c.document_id == reading.document_id))
    tx.execute(
        table.insert().values(
            document_id=reading.document_id,
            is_announcement=reading.detection.is_announcement,
            payload=encode(reading),
            created_at=now,
        )
    )


def reading(tx: sa.Connection, document_id: str) -> Reading | None:
    """What the stages found in that document; None when it was not read yet."""
    found = tx.execute(
        sa.select(schema.readings.c.payload).where(schema.readings.c.document_id == document_id)
    ).scalar()
    return None if found is None else decode(Reading, found)


def of_kind(tx: sa.Connection, document_ids: Sequence[str], kind: PublisherKind) -> set[str]:
    """Those of the documents that a publisher of *kind* published."""
    table = schema.documents
    said: sa.ColumnElement[str]
    if tx.dialect.name == "sqlite":
        said = sa.func.json_extract(table.c.payload, "$.publisher_kind")
    else:
        said = sa.cast(table.c.payload, sa.JSON)["publisher_kind"].as_string()
    wanted = sa.select(table.c.id).where(table.c.id.in_(list(document_ids)), said == kind.value)
    return set(tx.execute(wanted).scalars())


def with_readings(tx: sa.Connection, document_ids: Sequence[str]) -> tuple[tuple[Document, Reading], ...]:
    """Those documents, in that order, with what was read in them."""
    documents, readings = schema.documents, schema.readings
    rows = tx.execute(
        sa.select(documents.c.id, documents.c.payload, readings.c.payload)
        .join(readings, readings.c.document_id == documents.c.id)
        .where(documents.c.id.in_(list(document_ids)))
    )
    found = {key: (decode(Document, document), decode(Reading, read)) for key, document, read in rows}
    return tuple(found[one] for one in document_ids if one in found)


def read_between(tx: sa.Connection, start: datetime, end: datetime) -> int:
    """How many documents were captured from *start* on and before *end*."""
    column = schema.documents.c.captured_at
    return tx.execute(sa.select(sa.func.count()).where(column >= start, column < end)).scalar_one()
