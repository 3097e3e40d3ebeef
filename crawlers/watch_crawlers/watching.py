"""Pages whose rows are compared: what was added, removed or changed since they were last read. Pure functions."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz

from watch.model import Document, Source
from watch.urls import canonical_url
from watch_crawlers.documents import document_id
from watch_crawlers.parsed import ParsedRows

ALIKE = 75.0
"""Likeness (0-100) from which a removed and an added row count as one that was changed."""
MIN_ROWS = 4
"""Rows from which the loss of more than half counts as a broken page, not as a change."""
_CELLS = " | "
_WORDS = {
    "fr": {
        "added": ("ligne ajoutée", "lignes ajoutées", "Ajouté"),
        "removed": ("ligne retirée", "lignes retirées", "Retiré"),
        "changed": ("ligne modifiée", "lignes modifiées", "Modifié"),
        "rows": ("ligne", "lignes", ""),
    },
    "en": {
        "added": ("row added", "rows added", "Added"),
        "removed": ("row removed", "rows removed", "Removed"),
        "changed": ("row changed", "rows changed", "Changed"),
        "rows": ("row", "rows", ""),
    },
}


@dataclass(frozen=True, slots=True)
class RowChange:
    """What differs between two readings of a page."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[tuple[str, str], ...]
    """Before and after."""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare(before: Sequence[str], after: Sequence[str]) -> RowChange:
    """What turns the rows *before* into those *after*; their order says nothing.

    A row that was replaced by one of the same first cell, or by one that reads much like it, was changed.
    """
    removed = [row for row in before if row not in set(after)]
    added = [row for row in after if row not in set(before)]
    changed: list[tuple[str, str]] = []
    for old in tuple(removed):
        new = next((row for row in added if _same_subject(old, row)), None)
        if new is not None:
            changed.append((old, new))
            removed.remove(old)
            added.remove(new)
    return RowChange(tuple(added), tuple(removed), tuple(changed))


def is_broken(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether so much of *before* is gone that the page is broken or rebuilt rather than changed."""
    change = compare(before, after)
    return len(before) >= MIN_ROWS and 2 * len(change.removed) > len(before)


def watched_document(
    source: Source, url: str, page: ParsedRows, change: RowChange | None, captured_at: datetime
) -> Document:
    """The document that tells of a *change*; None: of the page as first seen, which is baseline.

    Its canonical URL carries a mark of what it tells: the same change seen again is the same document, so that a page
    that goes to and fro is told once each way.
    """
    words = _WORDS.get(source.language, _WORDS["en"])
    told = _told(change, words) if change else page.rows
    canonical = f"{canonical_url(url)}#rows-{_mark(told)}"
    counts = _counts(change, words) if change else _count(len(page.rows), words["rows"])
    return Document(
        id=document_id(source.id, canonical),
        source_id=source.id,
        url=url,
        canonical_url=canonical,
        publisher=source.name,
        publisher_kind=source.publisher_kind,
        language=source.language,
        title=f"{source.name} : {counts}" if source.language == "fr" else f"{source.name}: {counts}",
        text="\n\n".join(told),
        published_on=None,
        published_at=None,
        captured_at=captured_at,
        baseline=change is None,
    )


def _same_subject(old: str, new: str) -> bool:
    one, other = old.split(_CELLS), new.split(_CELLS)
    return (len(one) > 1 and one[0] == other[0]) or fuzz.ratio(old, new) >= ALIKE


def _told(change: RowChange, words: dict[str, tuple[str, str, str]]) -> tuple[str, ...]:
    return (
        *(f"{words['added'][2]} : {row}" for row in change.added),
        *(f"{words['removed'][2]} : {row}" for row in change.removed),
        *(f"{words['changed'][2]} : {old} → {new}" for old, new in change.changed),
    )


def _counts(change: RowChange, words: dict[str, tuple[str, str, str]]) -> str:
    parts = ((name, len(getattr(change, name))) for name in ("added", "removed", "changed"))
    return ", ".join(_count(number, words[name]) for name, number in parts if number)


def _count(number: int, names: tuple[str, str, str]) -> str:
    return f"{number} {names[0] if number == 1 else names[1]}"


def _mark(rows: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:12]
