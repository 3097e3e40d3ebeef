"""JSON interfaces: rows to entries, by the paths and templates of the source. Runs in the reading process only."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from watch.errors import ParseError
from watch.model import Interface
from watch_crawlers.parse_feed import MAX_ENTRIES, unique, web_link
from watch_crawlers.parsed import FeedEntry, ParsedFeed, ReadTask
from watch_crawlers.plain_text import markup_to_line, tidy
from watch_crawlers.published import from_feed

MAX_VALUES = 50
"""Values kept of one list: a notice may name thousands of lots."""
_PATH = re.compile(r"\{([^{}]+)\}")
_CODES = {"fr": ("fra", "fr", "FRA", "FR"), "en": ("eng", "en", "ENG", "EN")}


def parse_rows(body: bytes, task: ReadTask) -> ParsedFeed:
    """Read *body* as the answer of a JSON interface.

    Raises ParseError when it is no JSON, says that it failed, or holds no list where the source expects its rows.
    """
    rules = task.interface
    if rules is None:
        raise ParseError("the source does not say what the rows mean; give it `interface`", subject=task.url)
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"the answer is no JSON ({str(error)[:120]})", subject=task.url) from error
    rows = _at(raw, rules.rows)
    if not isinstance(rows, list):
        said = raw.get("message") or raw.get("error") if isinstance(raw, dict) else None
        reason = f"the answer has no list at `{rules.rows}`" + (f"; it says: {said}"[:200] if said else "")
        raise ParseError(reason, subject=task.url)
    entries = tuple(unique(_entry(row, rules, task) for row in rows[:MAX_ENTRIES] if isinstance(row, dict)))
    return ParsedFeed("", None, entries, None, named=len(rows))


def _entry(row: Mapping[str, Any], rules: Interface, task: ReadTask) -> FeedEntry:
    published = _value(row, rules.published, rules, task) if rules.published else ""
    paragraphs = [tidy(line) for template in rules.text if (line := filled(template, row, rules, task))]
    return FeedEntry(
        id=None,
        link=web_link(_link(row, rules, task), task.url),
        title=markup_to_line(filled(rules.title, row, rules, task)),
        published=from_feed(published, task.now, task.language) if published else None,
        updated=None,
        summary="\n\n".join(paragraphs),
    )


def filled(template: str, row: Mapping[str, Any], rules: Interface, task: ReadTask) -> str:
    """*template* with its paths' values; empty when it has paths and all of them are empty."""
    values = {path: _value(row, path, rules, task) for path in _PATH.findall(template)}
    if values and not any(values.values()):
        return ""
    return _PATH.sub(lambda match: values[match[1]], template)


def _link(row: Mapping[str, Any], rules: Interface, task: ReadTask) -> str:
    """The address of a row, or nothing when one of its parts is missing: without it rows would share an address."""
    paths = _PATH.findall(rules.link)
    values = {path: _value(row, path, rules, task) for path in paths}
    if not all(values.values()):
        return ""
    alone = rules.link == f"{{{paths[0]}}}"
    return _PATH.sub(lambda match: values[match[1]] if alone else quote(values[match[1]], safe=""), rules.link)


def _at(node: Any, path: str) -> Any:
    """What *path* leads to; a map by language on the way is entered by its first key, None where it ends."""
    for name in path.split("."):
        if not isinstance(node, dict):
            return None
        node = node.get(name)
    return node


def _value(row: Mapping[str, Any], path: str, rules: Interface, task: ReadTask) -> str:
    """The text at *path*: lists joined, maps by language in the source's own, words for "nothing" left out."""
    parts = dict.fromkeys(part for part in _texts(_at(row, path), task.language) if part not in rules.empty)
    return ", ".join([*parts][:MAX_VALUES])


def _texts(node: Any, language: str, depth: int = 0) -> Iterator[str]:
    if depth > 4 or node is None or isinstance(node, bool):
        return
    if isinstance(node, dict):
        codes = [*_CODES.get(language, ()), *_CODES["en"], *node]
        yield from _texts(next((node[code] for code in codes if code in node), None), language, depth + 1)
    elif isinstance(node, list):
        for part in node[:MAX_VALUES]:
            yield from _texts(part, language, depth + 1)
    elif isinstance(node, float):
        yield f"{node:.2f}".removesuffix(".00")
    elif text := " ".join(str(node).split()):
        yield text
