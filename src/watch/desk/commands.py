"""The commands of the register's desk, put under `vigie` by the command line; each imports its needs when it runs."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from watch.options import AsJson, AsOf, read_day

if TYPE_CHECKING:
    from watch.app import App


def add_commands(cli: typer.Typer, app_of: Callable[[], "App"]) -> None:
    """Register the desk's commands; *app_of* assembles the app when one of them runs."""
    register = typer.Typer(
        name="register", help="The register of actors: show, check, add a fact.", no_args_is_help=True
    )
    _add_reading(register, app_of)
    _add_writing(register, app_of)
    cli.add_typer(register)
    _add_judging(cli, app_of)


def _add_reading(register: typer.Typer, app_of: Callable[[], "App"]) -> None:
    @register.command()
    def show(
        name: Annotated[str, typer.Argument(help="Register id, name or alias.")],
        as_of: AsOf = None,
        as_json: AsJson = False,
    ) -> None:
        """Print all that the register says of one actor: each fact with source, date and tier."""
        from watch.desk import facts, sheets

        app = app_of()
        actor = sheets.actor_named(app, name, read_day(as_of))
        ages = facts.limits(app.config.framework)
        recorded, today = sheets.states(app, actor), read_day(as_of) or app.shop.clock().date()
        if as_json:
            typer.echo(sheets.sheet_json(actor, recorded, today, ages))
        else:
            sheets.print_sheet(actor, recorded, today, ages)

    @register.command()
    def check(as_json: AsJson = False) -> None:
        """List stale and unsourced facts, shared names, and hosts and parties met in documents but not known."""
        from watch.desk import checks

        app = app_of()
        found = checks.check(app.store, app.config.register, app.config.framework, app.shop.clock().date())
        typer.echo(checks.check_json(found)) if as_json else checks.print_check(found)


def _add_writing(register: typer.Typer, app_of: Callable[[], "App"]) -> None:
    @register.command("add-fact")
    def add_fact(
        actor_id: Annotated[str, typer.Argument(metavar="ID", help="Register id, name or alias.")],
        fact: Annotated[str, typer.Option(help="alias, seat, control, hosting or certification.")],
        value: Annotated[str, typer.Option(help="A word, or a YAML mapping: {provider_id: outscale, region: FR}.")],
        source: Annotated[str | None, typer.Option(help="Address of the page that says it.")] = None,
        as_of: Annotated[str | None, typer.Option("--as-of", help="Date on which it said so.")] = None,
        tier: Annotated[str | None, typer.Option(help="Strength, A to E.")] = None,
    ) -> None:
        """Write one fact into actors.yml, checked first; the rest of the file stays as it is."""
        from watch.desk import editing, sheets

        app = app_of()
        actor = sheets.actor_named(app, actor_id)
        path = editing.add_fact(app, actor, editing.NewFact(fact, value, source, as_of, tier))
        typer.echo(f"{path}: {fact} of {actor.id} written; `vigie reassess --dry-run` shows what it would change.")


def _add_judging(cli: typer.Typer, app_of: Callable[[], "App"]) -> None:
    @cli.command()
    def reassess(
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")] = False,
        everything: Annotated[bool, typer.Option("--all", help="All announcements, changed knowledge or not.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Judge again what a changed framework, law or register concerns, and show what differs."""
        from watch.desk import revision
        from watch.log import configure_log

        configure_log()
        app = app_of()
        done = revision.reassess(app, dry_run=dry_run, everything=everything)
        if as_json:
            typer.echo(revision.reassessment_json(done, dry_run=dry_run))
        else:
            revision.print_reassessment(done, dry_run=dry_run)
        if not dry_run:
            asyncio.run(app.drain())

    @cli.command()
    def decide(
        announcement_id: Annotated[str, typer.Argument(metavar="ANNOUNCEMENT", help="As `vigie query` prints it.")],
        criterion: Annotated[str, typer.Argument(help="Id or code, e.g. hosting.host or C7.")],
        value: Annotated[str | None, typer.Option(help="The answer you set.")] = None,
        reject: Annotated[bool, typer.Option("--reject", help="The finding does not hold: not documented.")] = False,
        withdraw: Annotated[bool, typer.Option("--withdraw", help="Take an earlier decision back.")] = False,
        tier: Annotated[str | None, typer.Option(help="Strength of the value, A to E; none: B.")] = None,
        by: Annotated[str | None, typer.Option(help="Your name, as it may be shown in public.")] = None,
        reason: Annotated[str | None, typer.Option(help="Why, in one sentence.")] = None,
    ) -> None:
        """Settle a finding as an editor; it is kept, shown with your name, and survives every re-run."""
        from watch.desk import deciding
        from watch.log import configure_log

        configure_log()
        app = app_of()
        wish = deciding.Wish(criterion, value, reject, withdraw, tier, by, reason)
        made = deciding.decide(app, announcement_id, wish)
        asyncio.run(app.drain())
        typer.echo(f"{announcement_id}: {deciding.said(made)}")
