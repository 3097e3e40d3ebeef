"""The commands on the history of deals: timeline, why documents are linked, and editors' acts on them."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from watch.options import AsJson, AsOf, read_day
from watch.wording.terms import language

if TYPE_CHECKING:
    from watch.app import App
    from watch.desk.placing import Done

Announcement = Annotated[str, typer.Argument(metavar="ANNOUNCEMENT", help="As `vigie query` prints it.")]
DocumentId = Annotated[str, typer.Argument(metavar="DOCUMENT", help="As `vigie timeline` prints it.")]
By = Annotated[str | None, typer.Option(help="Your name, as it may be shown in public.")]
Reason = Annotated[str | None, typer.Option(help="Why, in one sentence.")]
Lang = Annotated[str, typer.Option(help="Language of the sentences: fr or en.")]


def add_history(cli: typer.Typer, app_of: Callable[[], "App"]) -> None:
    """Register the commands; *app_of* assembles the app when one of them runs."""
    _add_reading(cli, app_of)
    _add_joining(cli, app_of)
    _add_single(cli, app_of)


def _add_reading(cli: typer.Typer, app_of: Callable[[], "App"]) -> None:
    @cli.command()
    def timeline(announcement_id: Announcement, as_of: AsOf = None, lang: Lang = "fr", as_json: AsJson = False) -> None:
        """Print the life of a deal: its states, versions, verdicts, notices, editors' acts, and its documents."""
        from watch.desk import lives

        lives.show(app_of(), announcement_id, read_day(as_of), language(lang), as_json=as_json)

    @cli.command()
    def link(
        document_id: Annotated[str, typer.Option("--explain", metavar="DOCUMENT", help="Id of a document.")],
        as_json: AsJson = False,
    ) -> None:
        """Tell why a document belongs to its announcement, and to none of the others that share a party."""
        from watch.desk import lives

        lives.explain(app_of(), document_id, as_json=as_json)

    @cli.command("placements")
    def list_placements(as_json: AsJson = False) -> None:
        """List the editors' acts on documents and announcements, in the order of their making."""
        from watch.desk import lives

        lives.show_placements(app_of(), as_json=as_json)


def _add_joining(cli: typer.Typer, app_of: Callable[[], "App"]) -> None:
    @cli.command()
    def merge(
        kept: Annotated[str, typer.Argument(metavar="KEPT", help="The announcement that stays.")],
        other: Annotated[str, typer.Argument(metavar="OTHER", help="The one whose id will lead there.")],
        by: By = None,
        reason: Reason = None,
    ) -> None:
        """Make one announcement of two; the id of the second leads to the first for ever."""
        from watch.desk import placing

        app = app_of()
        _act(app, placing.merge(app, kept, other, placing.Signature(by, reason)))

    @cli.command()
    def split(
        announcement_id: Announcement,
        document_ids: Annotated[list[str], typer.Argument(metavar="DOCUMENT…", help="Those that report another deal.")],
        by: By = None,
        reason: Reason = None,
    ) -> None:
        """Let some documents of an announcement open one of their own."""
        from watch.desk import placing

        app = app_of()
        _act(app, placing.split(app, announcement_id, document_ids, placing.Signature(by, reason)))


def _add_single(cli: typer.Typer, app_of: Callable[[], "App"]) -> None:
    @cli.command()
    def move(
        document_id: DocumentId,
        target: Annotated[str | None, typer.Argument(metavar="[ANNOUNCEMENT]", help="Where it belongs.")] = None,
        out: Annotated[bool, typer.Option("--out", help="A comment that belongs to none.")] = False,
        by: By = None,
        reason: Reason = None,
    ) -> None:
        """Put a document under another announcement, or, when it only comments, under none."""
        from watch.desk import placing

        if out == (target is not None):
            raise typer.BadParameter("give either the announcement where the document belongs, or --out")
        app = app_of()
        _act(app, placing.move(app, document_id, target, placing.Signature(by, reason)))

    @cli.command()
    def undo(
        placement_id: Annotated[str, typer.Argument(metavar="ACT", help="As `vigie placements` prints it.")],
        by: By = None,
        reason: Reason = None,
    ) -> None:
        """Take an act back: every document goes where it was before."""
        from watch.desk import placing

        app = app_of()
        _act(app, placing.undo(app, placement_id, placing.Signature(by, reason)))

    @cli.command()
    def withdrawn(document_id: DocumentId, reason: Reason = None) -> None:
        """Note that its publisher has taken a document back; it stays, marked, and the others are heard first."""
        from watch.desk import placing
        from watch.log import configure_log

        configure_log()
        app = app_of()
        placing.withdraw(app, document_id, reason)
        asyncio.run(app.drain())
        typer.echo(f"{document_id}: noted as taken back by its publisher.")


def _act(app: "App", done: "Done") -> None:
    """Let the act take effect and say it."""
    from watch.desk.placing import said
    from watch.log import configure_log

    configure_log()
    asyncio.run(app.drain())
    typer.echo(said(done.placement))
    for one in done.against:
        typer.echo(f"This goes against an earlier act: {said(one)}")
