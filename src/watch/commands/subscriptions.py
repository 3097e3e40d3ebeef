"""`vigie subscriptions`: who is told what; with a preview before, and a message to try."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from watch.options import AsJson, one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from watch.app import App
    from watch.subscribing import Preview

Id = Annotated[str, typer.Argument(metavar="ID", help="As `vigie subscriptions list` prints it.")]
Query = Annotated[str, typer.Option("--query", help="A query as for `vigie query`; what it does not find is not told.")]


def add_commands(cli: typer.Typer, build: "Callable[[], App]") -> None:
    """Register the group on *cli*; *build* makes the app from the environment."""
    group = typer.Typer(name="subscriptions", help="Who is told what, when and how.", no_args_is_help=True)
    _add_looking(group, build)
    _add_trying(group, build)
    _add_changing(group, build)
    _add_resuming(group, build)
    cli.add_typer(group)


def _add_looking(group: typer.Typer, build: "Callable[[], App]") -> None:
    @group.command("list")
    def list_(as_json: AsJson = False) -> None:
        """List the subscriptions: those of subscriptions.yml and those made by command."""
        from watch.handlers.bouncing import pause_key
        from watch.store import encode, issues, subscriptions

        app = build()
        with app.store.read() as tx:
            opened = {issue.key for issue in issues.issues(tx)}
            known, ended = subscriptions.known(tx, app.config.subscriptions), subscriptions.ended(tx)
        if as_json:
            rows = [
                json.loads(encode(each)) | {"ended_at": _iso(ended.get((each.id, each.recipient)))} for each in known
            ]
            typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for each in known:
            left_on = ended.get((each.id, each.recipient))
            what = each.query or "filters of the file"
            how = "paused" if pause_key(each.id) in opened else "unsubscribed"
            left = f"  ({how} on {left_on:%Y-%m-%d})" if left_on else ""
            typer.echo(f"{each.id}  {each.moment} by {each.channel} to {each.recipient}  {what}{left}")
        if not known:
            typer.echo("No subscription; `vigie subscriptions add` makes one.")

    @group.command()
    def preview(
        subscription_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="A known subscription.")] = None,
        query: Query = "",
        days: Annotated[int, typer.Option(min=1, max=3650, help="How far to look back.")] = 90,
    ) -> None:
        """Say how often a subscription, or a query, would have fired, with examples."""
        from watch import subscribing
        from watch.model import Channel, Moment, Subscription

        app = build()
        if subscription_id is None:
            wanted = Subscription("preview", "nobody@localhost", Channel.MAIL, Moment.IMMEDIATE, query=query)
        else:
            wanted = subscribing.find(app, subscription_id)
            wanted = replace(wanted, query=query) if query else wanted
        _print_preview(subscribing.preview(app, wanted, days))


def _add_trying(group: typer.Typer, build: "Callable[[], App]") -> None:
    @group.command()
    def test(subscription_id: Id) -> None:
        """Send a message of no consequence by the channel of a subscription, now."""
        from watch import subscribing

        app = build()
        subscription = subscribing.find(app, subscription_id)
        subscribing.send_test(app, subscription)
        typer.echo(f"The {subscription.channel} channel took a test message for {subscription.recipient}.")

    @group.command()
    def key(subscription_id: Id) -> None:
        """Print the key with which the receiver of a webhook checks signatures; give it to nobody else."""
        from watch import subscribing
        from watch.deliver import webhook_key

        app = build()
        secret = app.shop.settings.secret
        if secret is None:
            raise typer.BadParameter("set VIGIE_SECRET first, at least 16 characters")
        typer.echo(webhook_key(secret.get_secret_value(), subscribing.find(app, subscription_id).recipient))


def _add_resuming(group: typer.Typer, build: "Callable[[], App]") -> None:
    @group.command()
    def resume(subscription_id: Id) -> None:
        """Let a subscription go on that `vigie bounces` has paused, and close its issue."""
        from watch import subscribing
        from watch.handlers import bouncing

        app = build()
        bouncing.resume(app.shop, subscribing.find(app, subscription_id))
        typer.echo(f"{subscription_id}: goes on.")


def _add_changing(group: typer.Typer, build: "Callable[[], App]") -> None:
    @group.command()
    def add(
        subscription_id: Annotated[str, typer.Argument(metavar="ID", help="Short, stable, small letters.")],
        recipient: Annotated[str, typer.Argument(help="A mail address, a webhook's URL, or the name of a chat room.")],
        query: Query = "",
        channel: Annotated[str, typer.Option(help="mail, webhook or chat.")] = "mail",
        moment: Annotated[str, typer.Option(help="immediate, daily or weekly.")] = "immediate",
        at: Annotated[str, typer.Option(help="Local time of the digest, HH:MM.")] = "07:30",
        weekday: Annotated[str, typer.Option(help="Of the weekly digest.")] = "monday",
        timezone: Annotated[str, typer.Option(help="Such as Europe/Paris.")] = "Europe/Paris",
        quiet: Annotated[str | None, typer.Option(help="Hours in which nothing is sent at once: 22:00-07:00.")] = None,
        lang: Annotated[str, typer.Option(help="fr or en.")] = "fr",
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask after the preview.")] = False,
    ) -> None:
        """Make a subscription, after a preview of what it would have sent."""
        from watch import subscribing
        from watch.model import Channel, Moment, Subscription, Weekday

        hour, minute = _time_of_day(at)
        made = Subscription(
            subscription_id, recipient,
            Channel(one_of("channel", channel, [c.value for c in Channel])),
            Moment(one_of("moment", moment, [m.value for m in Moment])),
            language=one_of("language", lang, ["fr", "en"]), hour=hour, minute=minute, timezone=timezone,
            weekday=Weekday(one_of("weekday", weekday, [d.value for d in Weekday])), quiet=quiet, query=query,
        )  # fmt: skip
        app = build()
        _print_preview(subscribing.preview(app, made))
        if not yes:
            typer.confirm("Make this subscription?", abort=True)
        subscribing.add(app, made)
        typer.echo(f"{made.id}: from now on, {made.moment} by {made.channel} to {made.recipient}.")

    @group.command()
    def remove(subscription_id: Id) -> None:
        """End a subscription that was made by command; those of subscriptions.yml are removed there."""
        from watch import subscribing

        if not subscribing.remove(build(), subscription_id):
            raise typer.BadParameter(f"no subscription {subscription_id!r} was made by command; see subscriptions.yml")
        typer.echo(f"{subscription_id} is removed; what still waited for it will not be sent.")


def _print_preview(found: "Preview") -> None:
    from watch.wording.phrases import headline

    times = "once" if found.count == 1 else f"{found.count} times"
    typer.echo(f"It would have fired {times} in the last {found.days} days, of {found.of} announcements.")
    for announcement, judged in found.examples:
        day = announcement.announced_on or announcement.signed_on or announcement.first_seen_at.date()
        typer.echo(f"  {day}  {headline(announcement)}: {judged.verdict}")
    if found.passes_all:
        typer.echo("It lets everything pass; give a --query to hear of less.")


def _time_of_day(text: str) -> tuple[int, int]:
    hour, colon, minute = text.partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal()):
        raise typer.BadParameter(f"{text!r} is no time of day; write HH:MM")
    return int(hour), int(minute)


def _iso(moment: object) -> str | None:
    return None if moment is None else str(moment)
