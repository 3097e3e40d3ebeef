"""What several commands take alike."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script instead of a table.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="What was known at the end of that day, YYYY-MM-DD.")]


def read_day(text: str | None) -> date | None:
    """The day that an option gives; typer.BadParameter for what is none."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write YYYY-MM-DD") from None


def one_of(name: str, value: str, choices: Sequence[str]) -> str:
    """*value*; typer.BadParameter when it is none of *choices*."""
    if value not in choices:
        raise typer.BadParameter(f"{value!r} is no {name}; one of: {', '.join(choices)}")
    return value
