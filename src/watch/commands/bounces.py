"""`vigie bounces`: what the mail server gives back to the sender's address."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from watch.app import App

_LONGEST = 10_000_000


def add_commands(cli: typer.Typer, build: "Callable[[], App]") -> None:
    """Register the command on *cli*; *build* makes the app from the environment."""

    @cli.command()
    def bounces(
        file: Annotated[str, typer.Argument(metavar="FILE|-", help="A mail; - for standard input.")],
    ) -> None:
        """Read a delivery status notification (RFC 3464); a permanent failure pauses the subscription."""
        from watch.deliver.bounces import read_bounce
        from watch.errors import ConfigError
        from watch.handlers.bouncing import pause

        name = "standard input" if file == "-" else file
        bounce = read_bounce(_read(file))
        if bounce is None:
            said = "is no delivery status notification (RFC 3464); nothing was changed, a person should read it"
            raise ConfigError([f"{name}: {said}"], subject=name)
        if not bounce.is_permanent:
            typer.echo(f"{bounce.action} {bounce.status}".strip() + ": no permanent failure, nothing to do.")
            return
        paused = pause(build().shop, bounce)
        if paused is None:
            typer.echo("It is of no mail that Vigie sent to an active subscription; nothing to do.")
        else:
            typer.echo(f"{paused}: paused ({bounce.status}); `vigie subscriptions resume {paused}` after the repair.")


def _read(file: str) -> bytes:
    """The bytes of *file*, or of standard input. ConfigError when it cannot be read."""
    from watch.errors import ConfigError

    try:
        return sys.stdin.buffer.read(_LONGEST) if file == "-" else Path(file).read_bytes()[:_LONGEST]
    except OSError as error:
        raise ConfigError([f"{file}: cannot be read ({error.strerror})"], subject=file) from error
