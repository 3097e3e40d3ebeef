"""Corrected documents as evaluation rows: what `vigie analyse` reads, with the answers that a person settled."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from watch.analyse import stated
from watch.app import App
from watch.errors import WatchError
from watch.handlers import corrected
from watch.model import Correction, Document, Extraction, Reading
from watch.store import corrections, documents, links


class ExportError(WatchError):
    """The file of evaluation rows cannot be written."""

    exit_code = 2


def export_rows(app: App, path: Path) -> int:
    """Write each corrected document as one evaluation row of JSON Lines; return how many.

    Raises ExportError when the file cannot be written.
    """
    rows = [json.dumps(row, ensure_ascii=False) for row in _rows(app)]
    try:
        path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    except OSError as error:
        raise ExportError(f"cannot be written ({error.strerror})", subject=str(path)) from error
    return len(rows)


def _rows(app: App) -> Iterator[dict[str, Any]]:
    with app.store.read() as tx:
        for document_id in dict.fromkeys(one.document_id for one in corrections.every(tx)):
            document, stored = documents.get(tx, document_id), documents.reading(tx, document_id)
            said = corrections.of_document(tx, document_id)
            if document is not None and stored is not None:
                yield _row(document, corrected(stored, said), said, links.of_document(tx, document_id))


def _row(document: Document, reading: Reading, said: Sequence[Correction], event_id: str | None) -> dict[str, Any]:
    """One row; `reviewed` names the fields that a person settled since the decision last turned."""
    turned = max((at for at, one in enumerate(said) if one.is_announcement != said[-1].is_announcement), default=-1)
    yes = reading.detection.is_announcement
    published = document.published_at or document.published_on
    return {
        "id": document.id,
        "url": document.url,
        "publisher": document.publisher,
        "publisher_kind": document.publisher_kind,
        "language": document.language,
        "title": document.title,
        "published_at": published.isoformat() if published else None,
        "text": document.text,
        "gold": {
            "is_announcement": yes,
            "status": reading.detection.status,
            "event_id": event_id if yes else None,
            "about_event": None,
            **_facts(reading.extraction, yes=yes),
        },
        "why_not": said[-1].why_not,
        "reviewed": list(dict.fromkeys(name for one in said[turned + 1 :] for name in one.reviewed)),
    }


def _facts(facts: Extraction | None, *, yes: bool) -> dict[str, Any]:
    """The facts of a deal; without a deal there are none but what the text says of hosting and of its field."""
    said = stated(facts)
    for actor in said["actors"]:
        del actor["actor_id"]
    return said if yes else stated(None) | {key: said[key] for key in ("hosting", "sector")}
