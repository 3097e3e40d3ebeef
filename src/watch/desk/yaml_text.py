"""Edits of a YAML list of mappings as text, so that comments, order and line ends of everything else stay."""

from typing import Any

import yaml

Block = dict[str, Any]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where libyaml is
_WIDTH = 118
_INDENT = 2


def append_entry(text: str, entry_id: str, key: str, value: object) -> str:
    """*text* with *value* as the last element of the list *key* in the entry of that id; the list is made if absent.

    Raises KeyError when there is no such entry, ValueError when it is written in one line.
    """
    entry = _entry(text, entry_id)
    indent = _column(entry)
    known = _find(entry, key)
    if known is None:
        lines = [f"{' ' * indent}{key}:", *_element(value, indent + _INDENT)]
        return _put(text, _last_line(entry) + 1, _last_line(entry) + 1, lines)
    key_node, node = known
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        end = _last_line(node) + 1
        return _put(text, end, end, _element(value, _dash_column(text, node)))
    held = yaml.safe_load(text[node.start_mark.index : node.end_mark.index]) or []
    lines = [f"{' ' * indent}{key}:"]
    for each in (*held, value):
        lines += _element(each, indent + _INDENT)
    return _in_place(text, key_node, node, lines)


def set_key(text: str, entry_id: str, key: str, value: object) -> str:
    """*text* with *key* of the entry of that id set to *value*, in its place or else at the end of the entry.

    Raises KeyError when there is no such entry, ValueError when it is written in one line.
    """
    entry = _entry(text, entry_id)
    indent = _column(entry)
    lines = [f"{' ' * indent}{line}" for line in _dumped({key: value})]
    known = _find(entry, key)
    if known is None:
        return _put(text, _last_line(entry) + 1, _last_line(entry) + 1, lines)
    key_node, node = known
    return _in_place(text, key_node, node, lines)


def _in_place(text: str, key: yaml.Node, value: yaml.Node, lines: list[str]) -> str:
    """*text* with *lines* instead of a key and its value; the dash before the first key of an entry stays."""
    start = key.start_mark.line
    dash = text.splitlines()[start][: key.start_mark.column]
    first = dash + lines[0].lstrip(" ")
    return _put(text, start, max(_last_line(value), key.end_mark.line) + 1, [first, *lines[1:]])


def _entry(text: str, entry_id: str) -> yaml.MappingNode:
    """The mapping with that id in a list of the file."""
    root = yaml.compose(text, Loader=_LOADER)
    for _, found in root.value if isinstance(root, yaml.MappingNode) else ():
        for node in found.value if isinstance(found, yaml.SequenceNode) else ():
            if isinstance(node, yaml.MappingNode) and any(
                key.value == "id" and value.value == entry_id for key, value in node.value
            ):
                if node.flow_style:
                    raise ValueError(f"{entry_id} is written in one line; give each of its keys a line first")
                return node
    raise KeyError(entry_id)


def _find(entry: yaml.MappingNode, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    return next(((name, value) for name, value in entry.value if name.value == key), None)


def _column(entry: yaml.MappingNode) -> int:
    column: int = entry.value[0][0].start_mark.column
    return column


def _dash_column(text: str, node: yaml.SequenceNode) -> int:
    """The column of the dashes of a block sequence."""
    line = text.splitlines()[node.value[-1].start_mark.line]
    return len(line) - len(line.lstrip(" "))


def _last_line(node: yaml.Node) -> int:
    """The last line that *node* itself fills: a block's own end mark lies behind the comments after it."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        mark = node.end_mark
        return int(mark.line if mark.column else max(mark.line - 1, node.start_mark.line))
    last = node.value[-1]
    return max(_last_line(each) for each in (last if isinstance(last, tuple) else (last,)))


def _element(value: object, indent: int) -> list[str]:
    """*value* as an element of a block sequence whose dashes stand at *indent*."""
    first, *rest = _dumped(value)
    return [f"{' ' * indent}- {first}", *(f"{' ' * (indent + _INDENT)}{line}" if line else line for line in rest)]


def _dumped(value: object) -> list[str]:
    dumped = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=_WIDTH, default_flow_style=False)
    return [line for line in dumped.splitlines() if line != "..."]


def _put(text: str, start: int, end: int, lines: list[str]) -> str:
    """*text* with *lines* in the place of its lines from *start* up to *end*, with its own line ends."""
    newline = "\r\n" if "\r\n" in text else "\n"
    old = text.splitlines(keepends=True)
    before = old[:start]
    if before and not before[-1].endswith(("\n", "\r")):
        before[-1] += newline
    return "".join((*before, *(line + newline for line in lines), *old[end:]))
