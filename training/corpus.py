"""Labelled documents as values: what the trainers share."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from watch.model import Document, PublisherKind


def rows(path: Path) -> list[dict[str, Any]]:
    """The lines of *path*, each a document with its `gold` labels."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def document(row: Mapping[str, Any]) -> Document:
    """The document of one line."""
    return Document(
        id=row["id"],
        source_id="training",
        url=row["url"],
        canonical_url=row["url"],
        publisher=row["publisher"],
        publisher_kind=PublisherKind(row["publisher_kind"]),
        language=row["language"],
        title=row["title"],
        text=row["text"],
        published_on=date.fromisoformat(row["published_at"][:10]),
        published_at=None,
        captured_at=datetime(2026, 1, 1, tzinfo=UTC),
        baseline=False,
    )
