"""The documents captured, the last one first."""

from datetime import datetime

import sqlalchemy as sa

from watch.asking import QuestionError
from watch.model import Document
from watch.store import Store, decode, schema


def documents(
    store: Store, source_id: str | None, *, limit: int, cursor: str | None
) -> tuple[tuple[Document, ...], str | None]:
    """*limit* documents (of one source) after *cursor*, the last captured first, and where the next page begins.

    Raises QuestionError for a cursor that is none.
    """
    table = schema.documents
    asked = sa.select(table.c.payload).order_by(table.c.captured_at.desc(), table.c.id.desc()).limit(limit + 1)
    if source_id is not None:
        asked = asked.where(table.c.source_id == source_id)
    if cursor is not None:
        moment, document_id = _position(cursor)
        asked = asked.where(
            sa.or_(table.c.captured_at < moment, sa.and_(table.c.captured_at == moment, table.c.id < document_id))
        )
    with store.read() as tx:
        found = [decode(Document, row) for row in tx.execute(asked).scalars()]
    last = found[limit - 1] if len(found) > limit else None
    return tuple(found[:limit]), f"{last.captured_at.isoformat()}~{last.id}" if last else None


def _position(cursor: str) -> tuple[datetime, str]:
    moment, _, document_id = cursor.partition("~")
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        raise QuestionError("bad_cursor", cursor, 0, 0) from None
    if found.tzinfo is None or not document_id or not 1970 <= found.year < 9999:
        raise QuestionError("bad_cursor", cursor, 0, 0)
    return found, document_id
