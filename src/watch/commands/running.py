"""The commands of who runs an installation: worker, backup, restore, and moving a database."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from watch.app import App


def add_commands(cli: typer.Typer, build: "Callable[[], App]") -> None:
    """Register the commands on *cli*; *build* makes the app from the environment."""
    _add_worker(cli, build)
    _add_safety(cli, build)


def _add_worker(cli: typer.Typer, build: "Callable[[], App]") -> None:
    @cli.command()
    def worker() -> None:
        """Treat events beside `vigie serve`, on this or another machine, until SIGTERM; needs PostgreSQL."""
        from watch.errors import ServiceError
        from watch.log import configure_log

        configure_log()
        app = build()
        try:
            from watch.worker import work
        except ModuleNotFoundError as error:
            said = "workers need the extra: install vigie[postgres]"
            raise ServiceError(said, subject="vigie worker") from error
        asyncio.run(work(app))


def _add_safety(cli: typer.Typer, build: "Callable[[], App]") -> None:
    @cli.command()
    def backup(
        file: Annotated[Path, typer.Argument(help="The new file, an SQLite database.")],
    ) -> None:
        """Write a consistent copy of the database to FILE while everything goes on running."""
        from watch.store import copying

        made = copying.backup(build().store, file)
        typer.echo(f"{file}: {made.rows} rows, {made.announcements} announcements.")

    @cli.command()
    def restore(
        file: Annotated[Path | None, typer.Argument(help="A file that `vigie backup` wrote.")] = None,
        release: Annotated[bool, typer.Option("--release", help="Send the messages that a restore held back.")] = False,
    ) -> None:
        """Bring a backup into the new database of VIGIE_DATABASE; nothing that may have been told is told again."""
        from watch.app import utc_now
        from watch.config import Settings
        from watch.store import Store, copying

        if (file is None) != release:
            raise typer.BadParameter("give a FILE, or --release")
        store = Store(Settings().database)
        if file is None:
            with store.write() as tx:
                count = copying.release(tx, utc_now())
            typer.echo(f"{count} held messages will be sent.")
        else:
            held = copying.restore(file, store, utc_now())
            said = f"{held.messages} waiting messages are held, {held.documents} unread documents taken as known"
            typer.echo(f"Restored; {said}. `vigie restore --release` sends the held ones.")
        store.close()

    database = typer.Typer(name="db", help="The database as a whole.", no_args_is_help=True)

    @database.command("copy")
    def copy(
        target: Annotated[str, typer.Argument(metavar="URL", help="An empty database, such as postgresql://…")],
    ) -> None:
        """Copy everything from VIGIE_DATABASE into another, empty database; stop `vigie serve` before."""
        from watch.config import Settings
        from watch.store import Store, copying

        source, new = Store(Settings().database), Store(target)
        made = copying.copy_all(source, new)
        source.close()
        new.close()
        typer.echo(f"{made.rows} rows copied, {made.announcements} announcements indexed; now set VIGIE_DATABASE.")

    cli.add_typer(database)
