"""The index by which announcements are asked for: a card each, its terms, and its words.

Everything is keyed by one number that grows with the day, so that "newest first" is the order in which every index is
walked: a question stops reading at the last row that it shows. Words stand in FTS5 on SQLite and in a `simple`
tsvector on PostgreSQL, the same stems in both.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date

import sqlalchemy as sa

from watch.asking import Card, Origin, card
from watch.model import Announcement, Assessment
from watch.store import schema

WORDS = "announcement_words"
_TAIL_BITS = 41
"""Bits of a sort key that tell announcements of one day apart; 22 remain for the day, which fit until the year 9999."""


def sort_key(day: date, announcement_id: str) -> int:
    """The place of an announcement in the order of all lists: by day, then by a digest of its id."""
    tail = hashlib.blake2b(announcement_id.encode(), digest_size=8).digest()
    return day.toordinal() << _TAIL_BITS | int.from_bytes(tail, "big") >> (64 - _TAIL_BITS)


def first_key(day: date, later: int = 0) -> int:
    """The least sort key that an announcement of *day*, or of so many days *later*, can have."""
    return (day.toordinal() + later) << _TAIL_BITS


def index(tx: sa.Connection, announcement: Announcement, assessment: Assessment | None, changed: date) -> None:
    """Put the announcement, with its current *assessment*, into the index in place of its earlier card."""
    made = card(announcement, assessment, origins(tx, announcement.document_ids), changed)
    remove(tx, announcement.id)
    put(tx, [(made, assessment.id if assessment else None)])


def put(tx: sa.Connection, made: Sequence[tuple[Card, str | None]]) -> None:
    """Write cards that the index does not hold, each with the id of its assessment."""
    keyed = [(sort_key(date.fromisoformat(each.day), each.announcement_id), each, judged) for each, judged in made]
    tx.execute(schema.cards.insert(), [_row(key, each, judged) for key, each, judged in keyed])
    terms = [{"field": field, "value": value, "sort_key": key} for key, each, _ in keyed for field, value in each.terms]
    tx.execute(schema.card_terms.insert(), terms)
    sqlite = tx.dialect.name == "sqlite"
    key_name, words = ("rowid", ":words") if sqlite else ("sort_key", "to_tsvector('simple', :words)")
    tx.execute(
        sa.text(f"INSERT INTO {WORDS} ({key_name}, words) VALUES (:key, {words})"),  # noqa: S608
        [{"key": key, "words": " ".join(each.stems)} for key, each, _ in keyed],
    )


def _row(key: int, made: Card, assessment_id: str | None) -> dict[str, object]:
    fixed = ("announcement_id", "day", "changed", "announced", "signed", "amount", "duration", "origins")
    return {
        "sort_key": key,
        "assessment_id": assessment_id,
        **{name: getattr(made, name) for name in fixed},
        **{name: made.first(name) for name in schema.CARD_TEXTS},
    }


def remove(tx: sa.Connection, announcement_id: str) -> None:
    """Take the announcement out of the index."""
    cards, terms = schema.cards, schema.card_terms
    key = tx.execute(sa.select(cards.c.sort_key).where(cards.c.announcement_id == announcement_id)).scalar()
    if key is None:
        return
    key_name = "rowid" if tx.dialect.name == "sqlite" else "sort_key"
    tx.execute(sa.text(f"DELETE FROM {WORDS} WHERE {key_name} = :key"), {"key": key})  # noqa: S608
    tx.execute(terms.delete().where(terms.c.sort_key == key))
    tx.execute(cards.delete().where(cards.c.sort_key == key))


def clear(tx: sa.Connection) -> None:
    """Empty the index."""
    tx.execute(sa.text(f"DELETE FROM {WORDS}"))  # noqa: S608
    tx.execute(schema.card_terms.delete())
    tx.execute(schema.cards.delete())


def origins(tx: sa.Connection, document_ids: Sequence[str]) -> Iterator[Origin]:
    """Where each of the documents comes from."""
    table = schema.documents
    if tx.dialect.name == "sqlite":
        kind, language = (sa.func.json_extract(table.c.payload, f"$.{name}") for name in ("publisher_kind", "language"))
    else:
        payload = sa.cast(table.c.payload, sa.JSON)
        kind, language = (payload[name].as_string() for name in ("publisher_kind", "language"))
    rows = tx.execute(sa.select(table.c.source_id, kind, language).where(table.c.id.in_(document_ids)))
    return (Origin(*row) for row in rows.all())
