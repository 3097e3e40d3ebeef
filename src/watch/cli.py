"""The command `vigie`. Heavy libraries are imported by the commands that need them: `vigie version` starts at once."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watch import __version__
from watch.commands import asking, bounces, running, sources, subscriptions
from watch.desk.commands import add_commands
from watch.desk.history_commands import add_history
from watch.errors import WatchError
from watch.options import AsJson, one_of, read_day
from watch.wording.terms import language

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

Lang = Annotated[str, typer.Option(help="Language of the sentences: fr or en.")]


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
        app.revise()
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
    count = app.digests_due(read_day(day))
    asyncio.run(app.drain())
    if not any(s.moment == "daily" for s in app.config.subscriptions):
        typer.echo(f"No daily subscription in {app.config.directory / 'subscriptions.yml'}.")
    else:
        typer.echo(f"{count} digest{'s' if count != 1 else ''} written.")


@cli.command()
def framework(lang: Lang = "fr", as_json: AsJson = False) -> None:
    """Print the sovereignty framework: questions, axes, decision table, verdicts, prefixes and flags."""
    from watch.config import Settings, load_config
    from watch.framework_table import framework_json, print_framework
    from watch.tables import console

    one_of("language", lang, ["fr", "en"])
    found = load_config(Settings().config).framework
    typer.echo(framework_json(found)) if as_json else print_framework(console(), found, language(lang))


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
    lang: Lang = "fr",
    as_json: AsJson = False,
) -> None:
    """Show a text with its mentions marked, the decision on it, the reasons, and what people said of it."""
    from watch.explain import explained, explanation_json, print_explanation

    one_of("language", lang, ["fr", "en"])
    found = explained(_app(), what)
    if as_json:
        typer.echo(explanation_json(found, language(lang)))
        return
    for one in found:
        print_explanation(one, language(lang))


@cli.command()
def label(
    document_id: Annotated[str | None, typer.Argument(metavar="DOC", help="Id of a stored document.")] = None,
    announcement: Annotated[str | None, typer.Option(help="yes or no: does it announce a new deal?")] = None,
    status: Annotated[str | None, typer.Option(help="signed, announced, intended, pilot, renewed, ended.")] = None,
    why_not: Annotated[
        str | None, typer.Option(help="What it is instead, e.g. opinion; with --announcement no.")
    ] = None,
    actor: Annotated[list[str] | None, typer.Option(help="A party: NAME:side:role, as the text writes it.")] = None,
    no_actor: Annotated[list[str] | None, typer.Option(help="A name that is no party.")] = None,
    hosting: Annotated[list[str] | None, typer.Option(help="WORDS:kind:scope, or WORDS:kind:scope:negated.")] = None,
    no_hosting: Annotated[list[str] | None, typer.Option(help="Words read as hosting that state none.")] = None,
    date: Annotated[
        list[str] | None, typer.Option(help="announced_on=2026-01-02, signed_on=2025-12, signed_on=none.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Your name, as it may be shown in public.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why, in one sentence.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the corrections made so far.")] = False,
    export: Annotated[
        Path | None, typer.Option(help="Write the corrected documents as evaluation rows to this file.")
    ] = None,
    lang: Lang = "fr",
    as_json: AsJson = False,
) -> None:
    """Correct how a document was read; what a person decided is kept, shown, and never overwritten by a re-run."""
    from watch.evaluation import export_rows
    from watch.label import Wishes, print_corrections, review, stored_message

    app = _app()
    one_of("language", lang, ["fr", "en"])
    if export is not None:
        typer.echo(f"{export_rows(app, export)} rows written to {export}")
    elif listed:
        print_corrections(app, language(lang), as_json=as_json)
    else:
        wishes = Wishes(
            announcement,
            status,
            why_not,
            tuple(actor or ()),
            tuple(no_actor or ()),
            tuple(hosting or ()),
            tuple(no_hosting or ()),
            tuple(date or ()),
            by,
            reason,
        )
        _configure_log()
        made = review(app, document_id, wishes)
        asyncio.run(app.drain())
        typer.echo(stored_message(made, language(lang)))


@cli.command()
def replay(
    since: Annotated[str | None, typer.Option("--from", help="Judge past alerts by the present rules instead.")] = None,
    as_json: AsJson = False,
) -> None:
    """Treat again what was set aside; or, with --from, show what the present rules would have done to past alerts."""
    from watch.store import outbox

    _configure_log()
    app = _app()
    if (day := read_day(since)) is not None:
        from watch.desk import revision

        found = revision.replayed(app, day)
        typer.echo(revision.replay_json(found)) if as_json else revision.print_replay(found, day)
        return
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


add_commands(cli, _app)
add_history(cli, _app)
asking.add_commands(cli, _app)
running.add_commands(cli, _app)
bounces.add_commands(cli, _app)
subscriptions.add_commands(cli, _app)


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


sources.add_commands(cli, _app, _run_with_reactor)


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
        sys.exit(cli(standalone_mode=False) or 0)
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
