"""The commands that ask: query, show, stats, fields, doctor, reindex."""

from typing import TYPE_CHECKING, Annotated

import typer

from watch.options import AsJson, AsOf, read_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from watch.app import App
    from watch.asking import Question

ASKED = {"ignore_unknown_options": True}
"""A word to leave out begins with a minus sign: `vigie query hôpital -Doctolib`."""

Asked = Annotated[
    list[str] | None,
    typer.Argument(help="Words and field:value, all of which must hold; `vigie fields` lists the fields.", metavar="…"),
]


def add_commands(cli: typer.Typer, build: "Callable[[], App]") -> None:
    """Register the commands on *cli*; *build* makes the app from the environment."""
    _add_query(cli, build)
    _add_show(cli, build)
    _add_counts(cli, build)
    _add_care(cli, build)


def _add_query(cli: typer.Typer, build: "Callable[[], App]") -> None:
    @cli.command(context_settings=ASKED)
    def query(
        asked: Asked = None,
        limit: Annotated[int, typer.Option(min=1, max=10_000, help="Rows of the table or of the JSON.")] = 50,
        as_of: AsOf = None,
        as_json: AsJson = False,
        as_csv: Annotated[bool, typer.Option("--csv", help="Print all of it as CSV.")] = False,
        ids: Annotated[bool, typer.Option("--ids", help="Print all the ids, one a line.")] = False,
    ) -> None:
        """List the announcements that answer a query, newest first."""
        from watch import tables
        from watch.commands.tables import listing_csv
        from watch.query import iterate, listing

        app = build()
        question = _question(app, asked, as_of)
        if ids:
            for announcement, _ in iterate(app.store, question):
                typer.echo(announcement.id)
        elif as_csv:
            for lines in listing_csv(iterate(app.store, question), app.config.framework, _base(app)):
                typer.echo(lines, nl=False)
        else:
            found = listing(app.store, question, limit=limit)
            typer.echo(tables.listing_json(found)) if as_json else tables.print_listing(found, app.config.framework)


def _add_show(cli: typer.Typer, build: "Callable[[], App]") -> None:
    @cli.command()
    def show(
        announcement_id: Annotated[str, typer.Argument(help="As `vigie query` prints it.")],
        as_of: AsOf = None,
        as_json: AsJson = False,
    ) -> None:
        """Print one announcement: parties, dates, hosting, verdict, each finding with its sentence."""
        from watch import tables
        from watch.errors import StageError
        from watch.query import sheet

        app = build()
        found = sheet(app.store, announcement_id, read_day(as_of))
        if found is None:
            raise StageError("there is no such announcement; `vigie query` lists the ids", subject=announcement_id)
        typer.echo(tables.sheet_json(found)) if as_json else tables.print_sheet(found, app.config.framework)


def _add_counts(cli: typer.Typer, build: "Callable[[], App]") -> None:
    @cli.command(context_settings=ASKED)
    def stats(
        rows: Annotated[str, typer.Argument(help="Dimension of the rows, e.g. sector.", metavar="DIM1")],
        columns: Annotated[str, typer.Argument(help="Dimension of the columns, e.g. verdict.", metavar="DIM2")],
        asked: Asked = None,
        as_json: AsJson = False,
    ) -> None:
        """Count the announcements by two dimensions: verdict, sector, year, supplier.country, host.control…"""
        from watch.commands import tables
        from watch.query import stats as counted

        app = build()
        found = counted(app.store, _question(app, asked, None), (rows, columns), app.vocabulary)
        typer.echo(tables.stats_json(found)) if as_json else tables.print_stats(found)

    @cli.command()
    def fields(as_json: AsJson = False) -> None:
        """List the fields of the query language with an example of each."""
        from watch.commands import tables

        typer.echo(tables.fields_json()) if as_json else tables.print_fields()


def _add_care(cli: typer.Typer, build: "Callable[[], App]") -> None:
    @cli.command()
    def doctor(as_json: AsJson = False) -> None:
        """Look at configuration, model, database, mail, clock and sources; exit 1 when something is wrong."""
        from watch.commands import tables
        from watch.commands.doctor import State, examine

        found = examine()
        typer.echo(tables.checks_json(found)) if as_json else tables.print_checks(found)
        if any(check.state is State.WRONG for check in found):
            raise typer.Exit(1)

    @cli.command()
    def reindex() -> None:
        """Make the search index again from the announcements."""
        from watch.store import announcements, search

        app = build()
        with app.store.write() as tx:
            search.clear(tx)
            count = announcements.complete_index(tx)
        typer.echo(f"{count} announcements indexed.")


def _question(app: "App", asked: list[str] | None, as_of: str | None) -> "Question":
    """The question of the arguments, joined by blanks."""
    from watch.asking import parse

    parts = list(asked or ())
    unknown = next((part for part in parts if part.startswith("--")), None)
    if unknown:
        raise typer.BadParameter(f"there is no option {unknown}; `vigie query --help` lists them")
    day = read_day(as_of)
    return parse(" ".join([*parts, *([f"as-of:{day}"] if day else [])]), app.vocabulary)


def _base(app: "App") -> str:
    return app.shop.settings.public_url.rstrip("/")
