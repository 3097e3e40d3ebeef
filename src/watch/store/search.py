"""The word index over announcements: FTS5 on SQLite, a `simple` tsvector on PostgreSQL, the same stems in both."""

import sqlalchemy as sa

from watch.model import Announcement
from watch.store.stems import stems

TABLE = "announcement_words"


def words_of(announcement: Announcement) -> str:
    """What a search looks through: title, parties, project, hosts, instrument, sector."""
    parts = [announcement.title, announcement.project or "", announcement.instrument or "", announcement.sector or ""]
    parts += [party.name for party in announcement.parties]
    parts += [host.evidence.quote for host in announcement.hosting] + [h.provider or "" for h in announcement.hosting]
    return " ".join(stems(" ".join(parts)))


def index(tx: sa.Connection, announcement: Announcement) -> None:
    """Put the announcement's words into the index in place of its earlier ones."""
    tx.execute(sa.text(f"DELETE FROM {TABLE} WHERE announcement_id = :id"), {"id": announcement.id})  # noqa: S608
    words = ":words" if tx.dialect.name == "sqlite" else "to_tsvector('simple', :words)"
    tx.execute(
        sa.text(f"INSERT INTO {TABLE} (announcement_id, words) VALUES (:id, {words})"),  # noqa: S608
        {"id": announcement.id, "words": words_of(announcement)},
    )


def matching(dialect: str, text: str) -> sa.TextClause | None:
    """A subquery of the announcement ids that hold every word of *text*; None when it has no word."""
    wanted = stems(text)
    if not wanted:
        return None
    if dialect == "sqlite":
        query = " ".join(f'"{stem}"' for stem in wanted)
        return sa.text(f"SELECT announcement_id FROM {TABLE} WHERE words MATCH :stems").bindparams(  # noqa: S608
            stems=query
        )
    return sa.text(
        f"SELECT announcement_id FROM {TABLE} WHERE words @@ to_tsquery('simple', :stems)"  # noqa: S608
    ).bindparams(stems=" & ".join(wanted))
