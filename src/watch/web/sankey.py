"""A flow diagram with three columns or more: who, with whom, under which law."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from watch.asking import Stats
from watch.web.figures import Say, label, svg

_WIDTH, _GAP, _NODE = 960, 10, 14
_MARGIN = 190
"""Room for the labels of the first and of the last column."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value of one column: its place and its height."""

    x: float
    y: float
    height: float
    count: int


def sankey(found: Stats, title: str, heads: Sequence[str], say: Say, height: int = 420) -> Markup:
    """The flows of *found* from column to column, as broad as they are many."""
    nodes = _nodes(found, height)
    parts = [*_flows(found, nodes, say)]
    last = len(found.dimensions) - 1
    for (column, value), node in nodes.items():
        said = f"{say(column, value)} ({node.count})"
        anchor, x = ("end", node.x - 8) if column == 0 else ("start", node.x + _NODE + 8)
        parts.append(
            f'<rect class="node" fill="#1e2428" x="{node.x:.1f}" y="{node.y:.1f}" width="{_NODE}" '
            f'height="{node.height:.1f}"><title>{escape(said)}</title></rect>'
        )
        parts.append(label(x, node.y + node.height / 2 + 5, said, anchor=anchor))
    for column, head in enumerate(heads):
        x = _x(column, last)
        anchor = "start" if column == 0 else "end" if column == last else "middle"
        at = 0.0 if column == 0 else float(_WIDTH) if column == last else x + _NODE / 2
        parts.append(label(at, 16, head, anchor=anchor, cls="label head"))
    return svg(_WIDTH, height + 40, title, parts)


def _x(column: int, last: int) -> float:
    return _MARGIN + column * (_WIDTH - 2 * _MARGIN - _NODE) / max(last, 1)


def _nodes(found: Stats, height: int) -> dict[tuple[int, str], Node]:
    """Where each value stands: the columns have one scale, the most frequent value on top."""
    columns = range(len(found.dimensions))
    counts: dict[int, dict[str, int]] = {column: defaultdict(int) for column in columns}
    for values, count in found.counts:
        for column in columns:
            counts[column][values[column]] += count
    fullest = max(len(counts[column]) for column in columns)
    scale = max(height - _GAP * (fullest - 1), 1) / max(found.total, 1)
    nodes = {}
    for column in columns:
        y = 32.0
        for value, count in sorted(counts[column].items(), key=lambda pair: (-pair[1], pair[0])):
            nodes[column, value] = Node(_x(column, max(columns)), y, max(count * scale, 1.0), count)
            y += max(count * scale, 1.0) + _GAP
    return nodes


def _flows(found: Stats, nodes: dict[tuple[int, str], Node], say: Say) -> list[str]:
    parts = []
    for column, following in pairwise(range(len(found.dimensions))):
        counts: dict[tuple[str, str], int] = defaultdict(int)
        for values, count in found.counts:
            counts[values[column], values[following]] += count
        out: dict[str, float] = defaultdict(float)
        into: dict[str, float] = defaultdict(float)
        order = sorted(counts, key=lambda pair: (nodes[column, pair[0]].y, nodes[following, pair[1]].y))
        for left, right in order:
            start, end, count = nodes[column, left], nodes[following, right], counts[left, right]
            thick = start.height * count / start.count
            said = f"{say(column, left)} → {say(following, right)}: {count}"
            y, z = start.y + out[left] + thick / 2, end.y + into[right] + thick / 2
            parts.append(_ribbon(start.x + _NODE, y, end.x, z, thick, said))
            out[left] += thick
            into[right] += thick
    return parts


def _ribbon(x: float, y: float, to_x: float, to_y: float, thick: float, said: str) -> str:
    middle = (x + to_x) / 2
    path = f"M{x:.1f},{y:.1f} C{middle:.1f},{y:.1f} {middle:.1f},{to_y:.1f} {to_x:.1f},{to_y:.1f}"
    return (
        f'<path class="ribbon" d="{path}" fill="none" stroke="#1c4f82" stroke-opacity=".28" '
        f'stroke-width="{max(thick, 1):.1f}"><title>{escape(said)}</title></path>'
    )
