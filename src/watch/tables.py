"""What the commands print: tables for people, JSON for scripts, from the same values."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from watch.model import Announcement, Assessment, Document, EditorsWord, Framework, Issue, Source, SourceState
from watch.query import Listing, Sheet
from watch.wording.explanation import explanation
from watch.wording.phrases import say_verdict_of

if TYPE_CHECKING:
    from watch.web import Watched
    from watch_crawlers.reports import SweepReport


def console() -> Console:
    """The terminal; 120 columns where there is none, so that a pipe gets whole lines."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=120)


def as_json(value: Any) -> str:
    """*value* as indented JSON, dates in ISO form, French as it is."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def when(announcement: Announcement) -> str:
    """The date shown first: when announced, else when signed, else "?"."""
    return str(announcement.announced_on or announcement.signed_on or "?")


def who(announcement: Announcement) -> str:
    """Public parties – companies."""
    sides: dict[str, list[str]] = {"public": [], "private": []}
    for party in announcement.parties:
        sides[party.side].append(party.name)
    return " – ".join(", ".join(names) for names in sides.values() if names) or announcement.title


def verdict(judged: Assessment | None, framework: Framework) -> str:
    """The French display of a verdict, with its prefix."""
    if judged is None:
        return "à juger"
    shown = say_verdict_of(judged, framework, "fr")
    return f"[{judged.prefix}] {shown}" if judged.prefix else shown


def listing_table(found: Listing, framework: Framework) -> Table:
    """Announcements as a table."""
    table = Table(show_lines=False, expand=True)
    table.add_column("date", no_wrap=True)
    table.add_column("id", no_wrap=True, style="dim")
    table.add_column("parties", ratio=4)
    table.add_column("statut", no_wrap=True)
    table.add_column("verdict", ratio=3)
    table.add_column("règle", no_wrap=True)
    table.add_column("confiance", no_wrap=True)
    for announcement, judged in found.rows:
        table.add_row(
            when(announcement),
            announcement.id,
            escape(who(announcement)),
            announcement.status,
            escape(verdict(judged, framework)),
            judged.rule if judged else "",
            (judged.confidence or "–") if judged else "",
        )
    return table


def print_listing(found: Listing, framework: Framework) -> None:
    """Print a list of announcements, or say that nothing matches."""
    out = console()
    if not found.rows:
        out.print("No announcement matches.")
        return
    out.print(listing_table(found, framework))
    if found.total > len(found.rows):
        most = "more than " if found.more else ""
        out.print(f"{len(found.rows)} of {most}{found.total}; --limit shows more.")


def listing_json(found: Listing) -> str:
    """The same for a script."""
    rows = [{"announcement": _flat(a), "assessment": None if s is None else _flat(s)} for a, s in found.rows]
    return as_json({"total": found.total, "more": found.more, "announcements": rows})


def _flat(value: Any) -> Any:
    """A dataclass as plain containers, partial dates as text."""
    from watch.store import encode  # noqa: PLC0415  (the codec imports pydantic: only JSON output needs it)

    flat = json.loads(encode(value))
    for key in ("announced_on", "signed_on"):
        if isinstance(flat, dict) and flat.get(key) is not None:
            flat[key] = str(getattr(value, key))
    return flat


def sheet_json(found: Sheet) -> str:
    """One announcement for a script; texts of documents are not given out."""
    return as_json(
        {
            "announcement": _flat(found.announcement),
            "assessments": [_flat(judged) for judged in found.history],
            "documents": [_reference(document) for document, _ in found.members],
            "decisions": [_flat(decision) for decision in found.decisions],
        }
    )


def _reference(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher,
        "published_on": document.published_on,
        "url": document.url,
    }


def print_sheet(found: Sheet, framework: Framework) -> None:
    """Print one announcement with the sentence that proves each finding."""
    out, announcement = console(), found.announcement
    out.print(f"[bold]{escape(announcement.title)}[/bold]  [dim]{announcement.id} v{announcement.version}[/dim]")
    out.print(
        f"announced {announcement.announced_on or '?'} · signed {announcement.signed_on or '?'} · {announcement.status}"
        f" · {announcement.instrument or 'instrument not stated'} · {announcement.sector or 'sector not stated'}"
    )
    for party in announcement.parties:
        known = f" [dim]{party.actor_id}[/dim]" if party.actor_id else ""
        out.print(f"  {party.side:7} {party.role:13} {escape(party.name)}{known}")
    if not announcement.hosting:
        out.print("  hosting not documented")
    for host in announcement.hosting:
        how = " excluded" if host.negated else " possible" if host.hypothetical else ""
        out.print(f"  hosting {host.kind}{how} ({host.scope}): « {escape(_short(host.evidence.quote))} »")
    if found.history:
        _print_assessment(out, found.history[0], framework)
    out.print("\n[bold]Documents[/bold]")
    for document, _ in found.members:
        out.print(f"  {document.published_on or '?'}  {escape(document.publisher)}: {escape(document.title)}")
        out.print(f"              [dim]{escape(document.url)}[/dim]")


def _print_assessment(out: Console, judged: Assessment, framework: Framework) -> None:
    axes = judged.axes
    out.print(
        f"\n[bold]{escape(verdict(judged, framework))}[/bold]  {judged.rule}, {judged.confidence or 'no confidence'}"
    )
    sensitivity = "S?" if axes.sensitivity is None else f"S{axes.sensitivity}"
    basis = f" ({axes.exposure_basis})" if axes.exposure_basis else ""
    out.print(
        f"  {axes.exposure}{basis} · {axes.dependence} · {axes.transparency} · {sensitivity} · claim {judged.claim}"
    )
    for flag in judged.flags:
        out.print(f"  flag: {escape(flag)}")
    for finding in judged.findings:
        if finding.value is None and finding.editor is None:
            continue
        tier = f" [{finding.tier}]" if finding.tier else ""
        out.print(f"  {finding.criterion}: {escape(finding.value or 'not documented')}{escape(tier)}")
        if finding.editor:
            out.out(f"      {_editors(finding.editor)}", highlight=False)
        for evidence in finding.evidence[:2]:
            out.print(f"      [dim]« {escape(_short(evidence.quote))} »[/dim]")
        for fact in finding.register_facts[:2]:
            out.print(f"      [dim]{escape(_short(fact))}[/dim]")
    for told in explanation(judged, framework, "fr"):
        out.print(f"  {escape(told.text)}")


def _editors(word: EditorsWord) -> str:
    """Who settled a finding, why, and what the machine alone finds."""
    machine = word.machine_value or "not documented"
    return f"decided by {word.by}, {word.at:%Y-%m-%d}: {word.reason} (the machine finds: {machine})"


def _short(text: str, limit: int = 200) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def print_sources(rows: "Sequence[Watched]") -> None:
    """Print each source and how it is doing."""
    table = Table(expand=True)
    for name, ratio in (("source", 3), ("kind", None), ("state", 4), ("documents", None), ("newest", None)):
        table.add_column(name, ratio=ratio, no_wrap=ratio is None)
    for one in rows:
        source, state = one.source, one.state
        table.add_row(
            f"{escape(source.name)}\n[dim]{source.id}[/dim]",
            source.kind,
            escape(_health(source, state, one.issues)),
            str(state.documents if state else 0),
            str((state and state.newest_entry_on) or ""),
        )
    console().print(table)


def _health(source: Source, state: SourceState | None, open_issues: Iterable[Issue]) -> str:
    said = [issue.message for issue in open_issues]
    if not source.enabled:
        return f"disabled: {source.note or 'no reason given'}"
    if said:
        return "; ".join(said)
    if state is None:
        return "not swept yet"
    return f"ok, last answer {state.last_success_at:%Y-%m-%d %H:%M}" if state.last_success_at else "no answer yet"


def sources_json(rows: "Sequence[Watched]") -> str:
    """The same for a script."""
    return as_json(
        [
            {
                "source": _flat(one.source),
                "state": one.state and _flat(one.state),
                "issues": [_flat(issue) for issue in one.issues],
            }
            for one in rows
        ]
    )


def print_sweep(report: "SweepReport") -> None:
    """Print what one sweep saw of each source."""
    out = console()
    if not report.sources:
        out.print("No source is due; name one to read it now.")
        return
    table = Table(expand=True)
    for name, ratio in (("source", 2), ("outcome", None), ("entries", None), ("new", None), ("what", 4)):
        table.add_column(name, ratio=ratio, no_wrap=ratio is None)
    for one in report.sources:
        seen = "" if one.entries_seen is None else str(one.entries_seen)
        said = one.error or ("baseline: kept, not alerted" if one.baseline else "")
        table.add_row(one.source_id, one.outcome, seen, str(one.new_documents), escape(said))
    out.print(table)
    out.print(f"{report.new_documents} new documents from {len(report.sources)} sources in {report.elapsed:.1f} s")


def sweep_json(report: "SweepReport") -> str:
    """The same for a script."""
    return as_json(asdict(report))


def print_issues(found: Sequence[Issue]) -> None:
    """Print the issues, or say that there is none."""
    out = console()
    if not found:
        out.print("No open issue.")
    for issue in found:
        closed = f", closed {issue.closed_at:%Y-%m-%d %H:%M}" if issue.closed_at else ""
        out.print(f"{issue.opened_at:%Y-%m-%d %H:%M}  {escape(issue.key)} ({issue.occurrences}×{closed})")
        out.print(f"                  {escape(issue.message)}")


def issues_json(found: Sequence[Issue]) -> str:
    """The same for a script."""
    return as_json([asdict(issue) for issue in found])
