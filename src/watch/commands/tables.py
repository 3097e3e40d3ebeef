"""What the asking commands print beside lists and sheets: counts, fields, CSV."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from rich.markup import escape
from rich.table import Table

from watch.asking import Stats
from watch.asking.fields import FIELDS
from watch.commands.doctor import Check, State
from watch.formats import public, tabular
from watch.model import Framework
from watch.query.finding import Pair
from watch.tables import as_json, console


def listing_csv(pairs: Iterable[Pair], framework: Framework, base: str) -> Iterator[str]:
    """The same as CSV, in pieces; *base* is the address of the pages."""
    rows = (tabular.row(public.announcement(*pair, framework, base)) for pair in pairs)
    return tabular.csv_lines(tabular.COLUMNS, rows)


def print_stats(found: Stats) -> None:
    """Print counts by two dimensions, with their sums."""
    out = console()
    if not found.counts:
        out.print("No announcement matches.")
        return
    counts = dict(found.counts)
    firsts, seconds = (list(dict.fromkeys(sorted(values[at] for values in counts))) for at in (0, 1))
    table = Table(" / ".join(found.dimensions), *(escape(name) for name in seconds), "total")
    for first in firsts:
        row = [counts.get((first, second), 0) for second in seconds]
        table.add_row(escape(first), *(str(count) if count else "·" for count in row), str(sum(row)))
    columns = [sum(counts.get((first, second), 0) for first in firsts) for second in seconds]
    table.add_row("total", *(str(count) for count in columns), str(found.total), style="bold")
    out.print(table)


def stats_json(found: Stats) -> str:
    """The same for a script."""
    one, two = found.dimensions
    return as_json([{one: values[0], two: values[1], "count": count} for values, count in found.counts])


def print_fields() -> None:
    """Print the fields of the query language."""
    table = Table("field", "also", "what", "example", expand=True)
    for field in FIELDS:
        table.add_row(field.name, ", ".join(field.aliases), field.help_en, escape(field.example))
    console().print(table)


def fields_json() -> str:
    """The same for a script."""
    return as_json([asdict(field) for field in FIELDS])


def print_checks(found: Sequence[Check]) -> None:
    """Print what the doctor saw."""
    table = Table("part", "state", "what", expand=True)
    colours = {State.WELL: "green", State.DOUBTFUL: "yellow", State.WRONG: "red"}
    for check in found:
        table.add_row(check.part, f"[{colours[check.state]}]{check.state}[/]", escape(check.said))
    console().print(table)


def checks_json(found: Sequence[Check]) -> str:
    """The same for a script."""
    return as_json([asdict(check) for check in found])
