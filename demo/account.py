"""What the demonstration tells on the terminal: day by day, then sources, announcements and mails."""

import asyncio
import contextlib
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
import uvicorn
from rich.markup import escape
from rich.table import Table

from demo.origin import Origin
from demo.sink import MailSink
from watch import tables
from watch.app import App
from watch.model import Announcement, Side
from watch.query import EVERYTHING, listing
from watch.store import schema
from watch.web import create_app

_out = tables.console()


@dataclass(frozen=True, slots=True)
class Count:
    """What there is at one moment."""

    documents: int
    announcements: int
    mails: int
    answers: Counter[int]


def counted(app: App, origin: Origin, sink: MailSink) -> Count:
    """The state of things now."""
    with app.store.read() as tx:
        documents, announcements = (
            tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (schema.documents, schema.announcements)
        )
    return Count(documents, announcements, len(sink.received), Counter(origin.answers))


def day(when: date, before: Count, after: Count, *, baseline: bool) -> None:
    """One line for one sweep."""
    answers = after.answers - before.answers
    said = (
        f"{when}  {sum(answers.values()):3} requests, {answers[304]:2} unchanged (304) · "
        f"{after.documents - before.documents:2} documents · "
        f"{after.announcements - before.announcements:2} announcements · "
        f"{after.mails - before.mails:2} alerts"
    )
    _out.print(f"{said}  [dim]baseline: never alerted[/dim]" if baseline else said)


def sources(app: App, origin: Origin) -> None:
    """What was collected per source, and what is wrong with it."""
    table = Table("source", "documents", "state", title="Sources", title_justify="left", expand=True)
    for watched in app.source_health():
        wrong = "; ".join(escape(issue.message) for issue in watched.issues)
        documents = watched.state.documents if watched.state else 0
        table.add_row(escape(watched.source.name), str(documents), wrong or "ok", style="yellow" if wrong else "")
    _out.print()
    _out.print(table)
    _out.print(f"Answers of the origin: {', '.join(f'{status}: {n}' for status, n in sorted(origin.answers.items()))}")


def announcements(app: App) -> None:
    """The table of what was announced in the fortnight, with verdicts."""
    found = listing(app.store, EVERYTHING, limit=500)
    fresh = [row for row in found.rows if not row[0].baseline]
    table = Table(title="Announcements", title_justify="left", expand=True, show_lines=True)
    ratios = {"date": None, "parties": 4, "what": 6, "verdict": 4, "rule": None, "confidence": None}
    for name, ratio in ratios.items():
        table.add_column(name, ratio=ratio, no_wrap=ratio is None)
    for announcement, judged in fresh:
        table.add_row(
            tables.when(announcement),
            escape(_parties(announcement)),
            escape(announcement.title),
            escape(tables.verdict(judged, app.config.framework)),
            judged.rule if judged else "",
            (judged.confidence or "–") if judged else "",
        )
    _out.print()
    _out.print(table)
    _out.print(f"{len(fresh)} announcements in the fortnight, {found.total - len(fresh)} older ones in the baseline.")


def _parties(announcement: Announcement) -> str:
    """At most two names of each side, the public one first."""
    sides = []
    for side in Side.PUBLIC, Side.PRIVATE:
        names = [party.name for party in announcement.parties if party.side is side]
        sides.append(", ".join(names[:2]) + (f" (+{len(names) - 2})" if len(names) > 2 else ""))
    return " – ".join(filter(None, sides))


def mails(sink: MailSink, folder: Path) -> None:
    """How many mails each reader got, and where they lie."""
    readers = Counter(str(mail["To"]) for mail in sink.received)
    _out.print()
    for reader, count in sorted(readers.items()):
        _out.print(f"{count:3} mails to {escape(reader)}")
    digests = sink.files("veille@observatoire.example")
    if digests:
        _out.print(f"Newest digest: {digests[-1]}", soft_wrap=True)
    _out.print(f"All mails: {folder / 'mails'}   Database: {folder / 'vigie.db'}", soft_wrap=True)


def ending(started: float, days: Sequence[date]) -> None:
    """The time it took."""
    _out.print(f"{len(days)} days watched in {time.monotonic() - started:.0f} s.")


def serve(app: App, origin: Origin, listening: socket.socket) -> None:
    """Keep the web page up on *listening* until Ctrl-C."""
    _out.print(f"The page: {app.shop.settings.public_url}/   The sites: {origin.url}/   Ctrl-C ends.", soft_wrap=True)
    server = uvicorn.Server(uvicorn.Config(create_app(app.library), log_level="warning"))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(server.serve(sockets=[listening]))
