"""The command `vigie`. Heavy libraries are imported by the commands that need them: `vigie version` starts at once."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watch import __version__
from watch.errors import WatchError

if TYPE_CHECKING:
    from watch.app import App

cli = typer.Typer(
    name="vigie",
    help="A lookout for public AI partnerships: who commits to whom, hosted where, and how sovereign that is.",
    epilog="Settings come from the environment: VIGIE_CONFIG, VIGIE_DATABASE, VIGIE_SMTP_HOST… (docs/operate.md).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script instead of a table.")]


@cli.command()
def version() -> None:
    """Print the version."""
    typer.echo(f"vigie {__version__}")


@cli.command()
def init(directory: Annotated[Path, typer.Argument(help="Where to copy the configuration files.")]) -> None:
    """Copy the shipped configuration into DIRECTORY, never over an existing file."""
    from watch.config import copy_defaults

    written = copy_defaults(directory)
    for path in written:
        typer.echo(f"wrote {path}")
    typer.echo(f"To use it: export VIGIE_CONFIG={directory}" if written else f"{directory} has every file already.")


@cli.command()
def check() -> None:
    """Check the configuration, the database and the language model; print every mistake."""
    app = _app()
    reader = app.shop.reader
    del reader
    config = app.config
    enabled = sum(source.enabled for source in config.sources)
    typer.echo(f"configuration {config.directory}: {enabled} sources enabled, {len(config.register.actors)} actors, ok")
    typer.echo(f"database {app.store.url.render_as_string(hide_password=True)}: ok")
    typer.echo("language model: ok")


@cli.command()
def serve() -> None:
    """Run the service: sweeps, queue, alerts, digests and the web page, until SIGTERM or Ctrl-C."""
    from watch.schedule import serve as run

    _configure_log()
    asyncio.run(run(_app()))


@cli.command()
def crawl(
    sources: Annotated[list[str] | None, typer.Argument(help="Source ids; none: every source that is due.")] = None,
    as_json: AsJson = False,
) -> None:
    """Sweep the sources once, then work the queue until it is empty."""
    from watch import tables

    _configure_log()
    app = _app()

    async def run() -> Any:
        try:
            with _progress("sweeping the sources"):
                report = await app.sweep(tuple(sources or ()))
        finally:
            await app.stop_sweep()
        with _progress("reading what came"):
            await app.drain()
        return report

    report = _run_with_reactor(run)
    typer.echo(tables.sweep_json(report)) if as_json else tables.print_sweep(report)


@cli.command()
def digest(
    day: Annotated[str | None, typer.Option(help="Local day of the digest, YYYY-MM-DD; none: today.")] = None,
) -> None:
    """Write and send the digests that are due; one that went out already is not sent again."""
    _configure_log()
    app = _app()
    count = app.digests_due(_day(day))
    asyncio.run(app.drain())
    if not any(s.moment == "daily" for s in app.config.subscriptions):
        typer.echo(f"No daily subscription in {app.config.directory / 'subscriptions.yml'}.")
    else:
        typer.echo(f"{count} digest{'s' if count != 1 else ''} written.")


def _day(text: str | None) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write YYYY-MM-DD") from None


@cli.command()
def query(
    words: Annotated[list[str] | None, typer.Argument(help="Words that must all appear (French stems).")] = None,
    verdict: Annotated[str | None, typer.Option(help="Verdict slug, e.g. exposed_dependence.")] = None,
    sector: Annotated[str | None, typer.Option(help="Sector, e.g. health.")] = None,
    status: Annotated[str | None, typer.Option(help="signed, announced, intended, pilot, renewed, ended.")] = None,
    actor: Annotated[str | None, typer.Option(help="Register id of a party, e.g. mistral-ai.")] = None,
    since: Annotated[str | None, typer.Option(help="First day, YYYY-MM-DD.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day, YYYY-MM-DD.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the stored announcements, newest first."""
    from watch import tables
    from watch.query import Filters, listing

    _check_choice("sector", sector, [s.value for s in _sectors()])
    app = _app()
    _check_choice("verdict", verdict, [v.slug for v in app.config.framework.verdicts])
    first, last = _day(since), _day(until)
    filters = Filters(
        text=" ".join(words or ()),
        verdict=verdict,
        sector=sector,
        status=status,
        actor=actor,
        since=first and first.isoformat(),
        until=last and last.isoformat(),
    )
    found = listing(app.store, filters, limit=limit)
    typer.echo(tables.listing_json(found)) if as_json else tables.print_listing(found, app.config.framework)


def _sectors() -> Any:
    from watch.model import Sector

    return Sector


def _check_choice(name: str, value: str | None, choices: list[str]) -> None:
    if value is not None and value not in choices:
        raise typer.BadParameter(f"{value!r} is no {name}; one of: {', '.join(choices)}")


@cli.command()
def show(
    announcement_id: Annotated[str, typer.Argument(help="As `vigie query` prints it.")], as_json: AsJson = False
) -> None:
    """Print one announcement: parties, dates, hosting, verdict, each finding with its sentence."""
    from watch import tables
    from watch.errors import StageError
    from watch.query import sheet

    app = _app()
    found = sheet(app.store, announcement_id)
    if found is None:
        raise StageError("there is no such announcement; `vigie query` lists the ids", subject=announcement_id)
    typer.echo(tables.sheet_json(found)) if as_json else tables.print_sheet(found, app.config.framework)


@cli.command()
def sources(as_json: AsJson = False) -> None:
    """List the sources and how each is doing."""
    from watch import tables

    app = _app()
    rows = app.source_health()
    typer.echo(tables.sources_json(rows)) if as_json else tables.print_sources(rows)


@cli.command()
def issues(
    closed: Annotated[bool, typer.Option("--closed", help="The closed ones too.")] = False, as_json: AsJson = False
) -> None:
    """List what a person must look at."""
    from watch import tables
    from watch.store import issues as stored

    with _app().store.read() as tx:
        found = stored.issues(tx, closed=closed)
    typer.echo(tables.issues_json(found)) if as_json else tables.print_issues(found)


@cli.command()
def analyse(
    file: Annotated[Path, typer.Argument(help="JSON Lines: id, url, publisher, …, title, published_at, text.")],
) -> None:
    """Judge the documents of FILE as one stream and print one JSON object for each, in input order."""
    from watch.analyse import analyse as run
    from watch.analyse import read_documents
    from watch.config import Settings

    _configure_log()
    read = read_documents(file)
    with _progress(f"reading {len(read)} documents"):
        rows = list(run(read, Settings()))
    for row in rows:
        typer.echo(json.dumps(row, ensure_ascii=False))


@cli.command()
def explain(
    what: Annotated[str, typer.Argument(help="Id of a stored document, or a JSON Lines file as for `analyse`.")],
) -> None:
    """Show a text with its mentions marked, the decision on it, and the reasons."""
    from watch.analyse import read_documents
    from watch.explain import print_explanation
    from watch.handlers import read
    from watch.store import documents
    from watch_pipelines.normalise import normalise

    app = _app()
    with app.store.read() as tx:
        stored = documents.get(tx, what)
    found = read_documents(Path(what)) if stored is None else (stored,)
    for document in map(normalise, found):
        print_explanation(document, read(app.shop, document))


@cli.command()
def replay() -> None:
    """Treat again what was set aside, then work the queue until it is empty."""
    from watch.store import outbox

    _configure_log()
    app = _app()
    with app.store.write() as tx:
        count = outbox.revive(tx, app.shop.clock())
    asyncio.run(app.drain())
    typer.echo(f"{count} event{'s' if count != 1 else ''} replayed.")


def _app() -> "App":
    from pydantic import ValidationError

    from watch.app import build
    from watch.errors import ConfigError

    try:
        return build()
    except ValidationError as error:
        mistakes = [f"VIGIE_{str(m['loc'][0]).upper()}: {m['msg']}, got {m['input']!r:.80}" for m in error.errors()]
        raise ConfigError(mistakes, subject="environment") from error


def _run_with_reactor(run: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run a coroutine that crawls: Scrapy's reactor is attached to the loop first."""
    from watch_crawlers.sweep import install_reactor, stop_reactor

    async def attached() -> Any:
        install_reactor(asyncio.get_running_loop())
        try:
            return await run()
        finally:
            stop_reactor()

    return asyncio.run(attached())


def _progress(what: str) -> Any:
    """A spinner on a terminal; nothing elsewhere."""
    from contextlib import nullcontext

    from rich.console import Console

    console = Console(stderr=True)
    return console.status(what) if console.is_terminal else nullcontext()


def _configure_log() -> None:
    from watch.log import configure_log

    configure_log()


def main() -> None:
    """Run the command; a named failure is one sentence on standard error and its exit code."""
    try:
        cli(standalone_mode=False)
    except WatchError as error:
        typer.echo(f"vigie: {error}", err=True)
        sys.exit(error.exit_code)
    except typer.Abort:
        sys.exit(130)
    except Exception as error:
        if not hasattr(error, "exit_code") or not hasattr(error, "show"):
            raise
        error.show()
        sys.exit(error.exit_code)
