"""The commands about sources: `vigie sources` lists them, `probe` and `record` ask them, through the gate."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watch.options import AsJson

if TYPE_CHECKING:
    from watch.app import App
    from watch.model import Source
    from watch_crawlers.trial import Trial

Run = Callable[[Callable[[], Coroutine[Any, Any, Any]]], Any]
"""Runs a coroutine that crawls, on a loop with Scrapy's reactor."""


def add_commands(cli: typer.Typer, build: "Callable[[], App]", run: Run) -> None:
    """Register `vigie sources` and what lies under it; *build* makes the app, *run* runs what crawls."""
    group = typer.Typer(name="sources", help="List the sources and how each is doing; try one.")

    @group.callback(invoke_without_command=True)
    def sources(context: typer.Context, as_json: AsJson = False) -> None:
        """List the sources and how each is doing."""
        from watch import tables

        if context.invoked_subcommand is None:
            rows = build().source_health()
            typer.echo(tables.sources_json(rows)) if as_json else tables.print_sources(rows)

    @group.command()
    def probe(
        ids: Annotated[list[str] | None, typer.Argument(help="Source ids, also disabled; none: all enabled.")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Ask sources once and keep nothing: does it answer, how many entries, newest date, what looks wrong."""
        from watch.commands.trials import print_trials, trials_json

        app = build()
        trials = _tried(app, run, _wanted(app, ids), pages=1)
        typer.echo(trials_json(trials)) if as_json else print_trials(trials)
        if any(trial.wrong for trial in trials):
            raise typer.Exit(1)

    @group.command()
    def record(
        source_id: Annotated[str, typer.Argument(metavar="ID", help="Source id, also disabled.")],
        into: Annotated[Path, typer.Option(help="Directory of recordings.")] = Path("var/recordings"),
    ) -> None:
        """Save what a source answers and what is read in it, as a test of its rules.

        The texts are the publisher's: keep them to yourself, or rewrite them before you share a recording.
        """
        from watch_crawlers.trial import PAGES, save_recording

        app = build()
        (trial,) = _tried(app, run, app.named([source_id], disabled=True), pages=PAGES)
        for path in save_recording(trial, into):
            typer.echo(f"wrote {path}")

    cli.add_typer(group)


def _wanted(app: "App", ids: list[str] | None) -> "tuple[Source, ...]":
    """The sources of these ids, also disabled ones; without ids all that are enabled."""
    if ids:
        return app.named(ids, disabled=True)
    return tuple(source for source in app.config.sources if source.enabled)


def _tried(app: "App", run: Run, wanted: "tuple[Source, ...]", *, pages: int) -> "tuple[Trial, ...]":
    from watch_crawlers.trial import try_sources

    found: tuple[Trial, ...] = run(lambda: try_sources(wanted, app.crawl_settings, app.shop.clock(), pages=pages))
    return found
