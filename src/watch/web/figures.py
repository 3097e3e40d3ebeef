"""Figures drawn on the server as SVG: they need no script, and each has its numbers beside it.

Colours are given twice, as attributes for a figure that is saved and as classes that the page's style sheet overrides.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from watch.asking import Stats

_FILLS = {
    "sovereignty": "#24694a",
    "mixed": "#255f8c",
    "open": "#83590f",
    "dependence": "#9b3325",
    "none": "#5a646b",
}
_INK = "#1e2428"
_OTHERS = "others"

Say = Callable[[int, str], str]
"""The words for a value of the dimension at that place."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing and the numbers it is made of."""

    name: str
    svg: Markup
    columns: tuple[str, ...]
    """Names of the dimensions."""
    rows: tuple[tuple[str, ...], ...]
    """Words of the values, then the count."""


def svg(width: int, height: int, title: str, parts: Iterable[str]) -> Markup:
    """A whole drawing that can be saved as it is."""
    return Markup(  # noqa: S704  (the parts are made here, and every word in them is escaped)
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}" class="drawing" font-family="system-ui, sans-serif" font-size="14">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def label(x: float, y: float, text: str, *, anchor: str = "start", cls: str = "label") -> str:
    """A text; *anchor* is start, middle or end."""
    return f'<text class="{cls}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}">{escape(text)}</text>'


def bar(x: float, y: float, width: float, height: float, reading: str, title: str) -> str:
    """A coloured rectangle that says what it is."""
    return (
        f'<rect class="fill-{reading}" fill="{_FILLS.get(reading, _INK)}" x="{x:.1f}" y="{y:.1f}" '
        f'width="{max(width, 0.5):.1f}" height="{max(height, 0.5):.1f}"><title>{escape(title)}</title></rect>'
    )


def rows(found: Stats, say: Say) -> tuple[tuple[str, ...], ...]:
    """The numbers in words, the largest first."""
    ordered = sorted(found.counts, key=lambda pair: (-pair[1], pair[0]))
    return tuple((*(say(place, value) for place, value in enumerate(values)), str(count)) for values, count in ordered)


def stacked(
    found: Stats, title: str, say: Say, readings: Mapping[str, str], order: Sequence[str] | None = None, most: int = 18
) -> Markup:
    """Horizontal bars, one for each value of the first dimension, cut by those of the second.

    *readings* gives the reading, and so the colour, of each value of the second dimension.
    """
    totals = Counter[str]()
    for values, count in found.counts:
        totals[values[0]] += count
    names = list(order) if order else [name for name, _ in totals.most_common(most)]
    largest = max((totals[name] for name in names), default=1)
    counts = dict(found.counts)
    parts, left, room, step = [], 240, 640, 30
    for at, name in enumerate(names):
        y, x = at * step + 8, float(left)
        parts.append(label(left - 10, y + 15, say(0, name), anchor="end"))
        for second in readings:
            count = counts.get((name, second), 0)
            if count:
                width = room * count / largest
                said = f"{say(0, name)} · {say(1, second)}: {count}"
                parts.append(bar(x, y, width - 1.5, 20, readings[second], said))
                x += width
        parts.append(label(x + 8, y + 15, str(totals[name]), cls="label count"))
    return svg(left + room + 70, len(names) * step + 16, title, parts)


def columns(found: Stats, title: str, say: Say, readings: Sequence[str]) -> Markup:
    """Upright bars over time, cut by reading; the first dimension is a year or a month, none left out."""
    counts = dict(found.counts)
    times = _span(sorted({values[0] for values, _ in found.counts}))
    totals = {time: sum(counts.get((time, reading), 0) for reading in readings) for time in times}
    largest = max(totals.values(), default=1) or 1
    room, height, left = 860, 240, 44
    step = room / max(len(times), 1)
    parts = [label(left - 8, 24, str(largest), anchor="end"), label(left - 8, height + 16, "0", anchor="end")]
    for at, time in enumerate(times):
        x, y = left + at * step, float(height + 12)
        for reading in readings:
            count = counts.get((time, reading), 0)
            if count:
                tall = height * count / largest
                y -= tall
                parts.append(
                    bar(x + step * 0.1, y, step * 0.8, tall - 1, reading, f"{time} · {say(1, reading)}: {count}")
                )
        if len(times) <= 12 or at % -(-len(times) // 8) == 0:
            parts.append(label(x + step / 2, height + 32, time, anchor="middle"))
    return svg(left + room + 20, height + 44, title, parts)


def _span(times: Sequence[str]) -> list[str]:
    """Every year or month from the first to the last: an empty one is an answer too; at most 120."""
    if not times or not all(time.replace("-", "").isdecimal() for time in times):
        return list(times)
    places = [_place(time) for time in (times[0], times[-1])]
    size = len(times[0])
    return [
        f"{place // 12:04}-{place % 12 + 1:02}" if size > 4 else f"{place:04}"
        for place in range(places[0], places[1] + 1)
    ][-120:]


def _place(time: str) -> int:
    year, _, month = time.partition("-")
    return int(year) * 12 + int(month) - 1 if month else int(year)


def few(found: Stats, most: int = 9) -> Stats:
    """*found* with the rare values of each dimension put together, so that a drawing can be read."""
    kept = []
    for place in range(len(found.dimensions)):
        totals = Counter[str]()
        for values, count in found.counts:
            totals[values[place]] += count
        names = [name for name, _ in totals.most_common()]
        kept.append(set(names if len(names) <= most + 1 else names[:most]))
    merged = Counter[tuple[str, ...]]()
    for values, count in found.counts:
        merged[tuple(value if value in kept[at] else _OTHERS for at, value in enumerate(values))] += count
    return Stats(found.dimensions, tuple(sorted(merged.items())))
