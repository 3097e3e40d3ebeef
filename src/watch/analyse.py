"""The contract of `vigie analyse`: documents in, one judgement for each out, through the same stages as the service."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from watch.app import App
from watch.config import Settings, load_config
from watch.deliver import MailSettings
from watch.errors import StageError, WatchError
from watch.handlers import Workshop
from watch.model import Assessment, Document, Extraction, PublisherKind, Reading
from watch.store import Store, announcements, documents, links
from watch.urls import canonical_url

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""The day whose knowledge the published reference assessments use."""


class InputError(WatchError):
    """A line of the input file is not a document."""

    exit_code = 2


def read_documents(path: Path) -> tuple[Document, ...]:
    """The documents of a JSON Lines file; InputError names every line that is not one."""
    mistakes, found = [], {}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read ({error})", subject=str(path)) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = _document(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            mistakes.append(f"line {number}: {_said(error)}")
            continue
        if document.id in found:
            mistakes.append(f"line {number}: id {document.id!r} is given twice; each must be unique")
        found[document.id] = document
    if mistakes:
        raise InputError("; ".join(mistakes[:20]), subject=str(path))
    return tuple(found.values())


def _said(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"the key {error.args[0]!r} is missing"
    return f"not a document ({error})"


def _document(row: dict[str, Any]) -> Document:
    published = str(row.get("published_at") or "")
    at = datetime.fromisoformat(published) if len(published) > len("2025-11-26") else None
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return Document(
        id=str(row["id"]),
        source_id="file",
        url=str(row.get("url") or ""),
        canonical_url=canonical_url(str(row.get("url") or "")),
        publisher=str(row.get("publisher") or ""),
        publisher_kind=PublisherKind(row.get("publisher_kind") or "press"),
        language=str(row.get("language") or "fr").lower()[:2],
        title=str(row["title"] or ""),
        text=str(row["text"] or ""),
        published_on=date.fromisoformat(published[:10]) if published else None,
        published_at=at,
        captured_at=at or TODAY,
        baseline=False,
    )


def analyse(read: Iterable[Document], settings: Settings) -> Iterator[dict[str, Any]]:
    """Yield one JSON-ready judgement for each document, in input order.

    The documents run in order of publication through a fresh store in memory. Nobody is told: old texts are no news.
    """
    inputs = tuple(read)
    config = replace(load_config(settings.config), subscriptions=())
    app = App(Workshop(Store("sqlite://"), config, settings, MailSettings(), lambda: TODAY))
    by_date = sorted(inputs, key=lambda d: (str(d.published_on or ""), str(d.published_at or ""), d.id))
    with app.store.write() as tx:
        for document in by_date:
            documents.capture(tx, document)
    app.queue.drain()
    with app.store.read() as tx:
        for document in inputs:
            reading = documents.reading(tx, document.id)
            if reading is None:
                raise StageError("could not be read; see the log", subject=f"document {document.id}")
            announcement_id = links.of_document(tx, document.id)
            judged = announcements.latest_assessment(tx, announcement_id) if announcement_id else None
            yield _row(reading, announcement_id, judged)
    app.store.close()


def _row(reading: Reading, announcement_id: str | None, judged: Assessment | None) -> dict[str, Any]:
    detection = reading.detection
    row: dict[str, Any] = {
        "id": reading.document_id,
        "is_announcement": detection.is_announcement,
        "score": round(detection.score, 4),
        "announcement_id": announcement_id,
        "status": detection.status,
    }
    row |= stated(reading.extraction)
    row["assessment"] = None if judged is None else _judgement(judged)
    return row


def stated(facts: Extraction | None) -> dict[str, Any]:
    """The facts of a deal under the keys of the evaluation format; without a deal each is empty."""
    return {
        "announced_on": str(facts.announced_on) if facts and facts.announced_on else None,
        "signed_on": str(facts.signed_on) if facts and facts.signed_on else None,
        "actors": [
            {"name": party.name, "actor_id": party.actor_id, "side": party.side, "role": party.role}
            for party in (facts.parties if facts else ())
        ],
        "hosting": [
            {
                "mention": host.evidence.quote,
                "provider": host.provider,
                "kind": host.kind,
                "location": host.location,
                "scope": host.scope,
                "negated": host.negated,
            }
            for host in (facts.hosting if facts else ())
        ],
        "instrument": facts.instrument if facts else None,
        "sector": facts.sector if facts else None,
        "amount_eur": facts.amount.eur if facts and facts.amount else None,
        "duration_months": facts.duration_months if facts else None,
        "use_cases_stated": bool(facts and facts.use_cases_stated),
        "claims_sovereignty": bool(facts and facts.claims),
    }


def _judgement(judged: Assessment) -> dict[str, Any]:
    axes = asdict(judged.axes)
    return {
        "exposure": axes["exposure"],
        "dependence": axes["dependence"],
        "transparency": axes["transparency"],
        "sensitivity": axes["sensitivity"],
        "claim": judged.claim,
        "verdict": judged.verdict,
        "reading": judged.reading,
        "rule": judged.rule,
        "prefix": judged.prefix,
        "confidence": judged.confidence,
    }
