"""The life of a deal, and why its documents are linked to it, in the terminal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import typer
from rich.markup import escape

from watch.app import App
from watch.desk.placing import said
from watch.errors import StageError
from watch.model import Document, LinkReason
from watch.store import announcements, documents, links, placements
from watch.tables import as_json as to_json
from watch.tables import console
from watch.web import Life
from watch.web.timeline import timeline
from watch.web.words import tell
from watch.wording.phrases import headline, say_day, say_fact, shorten
from watch.wording.terms import Language
from watch_pipelines.coverage import keys_of
from watch_pipelines.link import weigh

_SHOWN = 10
"""Candidates of which a document's agreements are shown, at most."""


def show(app: App, announcement_id: str, as_of: date | None, lang: Language, *, as_json: bool) -> None:
    """Print the timeline of one announcement and its documents. StageError when there is none of that id."""
    sheet = app.library.announcement(announcement_id, as_of)
    if sheet is None or sheet.life is None:
        raise StageError("there is no such announcement; `vigie query` lists the ids", subject=announcement_id)
    found, life, out = sheet.announcement, sheet.life, console()
    events = timeline(sheet, app.config.framework, lang)
    if as_json:
        known = {"id": found.id, "former_ids": life.former_ids, "replaces": life.replaces}
        typer.echo(to_json({**known, "replaced_by": life.replaced_by, "events": events, "facts": life.testimonies}))
        return
    if found.id != announcement_id:
        out.print(f"[dim]{announcement_id} → {found.id}[/dim]")
    out.print(f"[bold]{escape(headline(found))}[/bold]  [dim]{found.id} v{found.version}[/dim]")
    for event in events:
        where = f"  [dim]{event.document_id}[/dim]" if event.document_id else ""
        said_of = f"{tell(f'event.{event.kind}', lang)} {escape(event.detail)}".strip()
        out.print(f"  {event.when!s:10}  {said_of}{where}")
    for line in (*_contested(life, lang), _notices(life, lang), *_successors(life, lang)):
        out.print(f"  {escape(line)}")
    for read in sheet.documents:
        out.print(_line(read.document))
    for each in life.followed:
        out.print(f"{_line(each.document)}  [dim]{tell(f'kind.{each.kind}', lang)}[/dim]")


def _contested(life: Life, lang: Language) -> Iterator[str]:
    """What the documents say differently, with how many say it."""
    for fact in life.testimonies:
        if fact.contested:
            values = (f"{say_fact(fact.fact, one.value, lang)} ({len(one.document_ids)})" for one in fact.said)
            yield f"{tell('said_differently', lang)}: {tell(f'fact.{fact.fact}', lang)}: {' / '.join(values)}"


def _successors(life: Life, lang: Language) -> Iterator[str]:
    for key, ids in (("replaces", life.replaces), ("replaced_by", life.replaced_by)):
        if ids:
            yield f"{tell(key, lang)} {', '.join(ids)}"


def _notices(life: Life, lang: Language) -> str:
    if life.notices.found:
        text = ", ".join(tell("notice_found", lang, number=number) for number, _ in life.notices.found)
    elif life.notices.as_of is not None:
        text = tell("no_notice", lang, as_of=say_day(life.notices.as_of, lang))
    else:
        text = tell("registers_unread", lang)
    return f"{tell('notices', lang)}: {text}"


def _line(document: Document) -> str:
    title = escape(shorten(document.title, 100))
    return f"  {document.published_on or '?'}  {escape(document.publisher)}: {title}  [dim]{document.id}[/dim]"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What speaks for and against a document's being one with an announcement."""

    announcement_id: str
    headline: str
    linked_as: str | None
    """report, coverage, notice or replacement; None: not linked."""
    score: float
    reasons: tuple[LinkReason, ...]


def explain(app: App, document_id: str, *, as_json: bool) -> None:
    """Print what a document is linked to and why, and the best of what it is not linked to. StageError: not read."""
    found = _weighed(app, document_id)
    if as_json:
        typer.echo(to_json({"document_id": document_id, "announcements": found}))
        return
    out = console()
    if not found:
        out.print("No known announcement shares a party with this document.")
    for one in found:
        state = f"[green]{one.linked_as}[/green]" if one.linked_as else "[dim]not linked[/dim]"
        out.print(f"[bold]{one.announcement_id}[/bold] {escape(one.headline)}: {state}, score {one.score:+.2f}")
        for reason in one.reasons:
            out.print(
                f"  {reason.weight:+6.2f}  {reason.rule.replace('_', ' '):20} {escape(shorten(reason.detail, 120))}"
            )


def _weighed(app: App, document_id: str) -> tuple[Weighed, ...]:
    with app.store.read() as tx:
        document, reading = documents.get(tx, document_id), documents.reading(tx, document_id)
        if document is None or reading is None or reading.extraction is None:
            raise StageError("is not in the store, or was not read", subject=f"document {document_id}")
        linked = dict(links.all_of(tx, document_id))
        found = []
        for announcement_id, known in linked.items():
            current = announcements.get(tx, announcement_id)
            name = headline(current) if current else announcement_id
            found.append(Weighed(announcement_id, name, known.kind.value, known.score, known.reasons))
        refused = []
        for one in announcements.sharing(tx, keys_of(reading), document.day):
            if one.id not in linked:
                reasons = weigh(document, reading, reading.extraction, one)
                score = round(sum(reason.weight for reason in reasons), 3)
                refused.append(Weighed(one.id, headline(one), None, score, reasons))
    return (*found, *sorted(refused, key=lambda one: -one.score)[:_SHOWN])


def show_placements(app: App, *, as_json: bool) -> None:
    """Print every act of editors."""
    with app.store.read() as tx:
        made = placements.all_made(tx)
    if as_json:
        typer.echo(to_json(made))
        return
    if not made:
        console().print("No editor has placed a document yet.")
    for one in made:
        console().print(escape(said(one)))
