"""Watched pages: HTML bytes to the rows that are compared. Runs in the reading process only."""

import re
from collections.abc import Iterator

from lxml import html
from parsel import Selector

from watch.errors import ParseError
from watch_crawlers.parse_page import general_text, matched_text, page_title
from watch_crawlers.parsed import ParsedRows, ReadTask
from watch_crawlers.plain_text import decoded, text_of, tree

MAX_ROWS = 1000
"""Rows kept of one page."""
_CLOCK = re.compile(
    r"^(?:(?:derni[èe]re|last)\s+(?:mise\s+à\s+jour|modification|updated?|modified)|(?:mise?s?\s+à\s+jour|modifiée?"
    r"|updated|modified)\b|il y a \d+|\d+ \w+ ago|publiée?s?\s+le\b|temps de lecture)",
    re.IGNORECASE,
)
"""Lines that change with time and not with the content: compared, they would tell of a change each day."""


def parse_watched(body: bytes, task: ReadTask) -> ParsedRows:
    """Read the rows of *body* by the source's `selectors.entry`; without one, the paragraphs of its main text.

    Raises ParseError when there is none: an empty page is a fault, not a page from which all was removed.
    """
    markup = decoded(body, task.content_type)
    page = Selector(root=tree(markup), type="html")
    rule = task.selectors.entry if task.selectors else None
    found = (_row(node) for node in page.css(rule)) if rule else iter(general_text(markup).split("\n\n"))
    rows = tuple(dict.fromkeys(_compared(found)))[:MAX_ROWS]
    if not rows:
        what = f"nothing matches `{rule}`" if rule else "the page holds no text"
        raise ParseError(f"{what}; it has lost its content, or needs JavaScript", subject=task.url)
    return ParsedRows(page_title(page), rows)


def _compared(rows: Iterator[str]) -> Iterator[str]:
    return (row for row in rows if len(row) > 1 and not _CLOCK.match(row))


def _row(node: Selector) -> str:
    """One line; the cells of a table's row and the terms of a list keep their borders."""
    cells = node.root.xpath("./th|./td|./dt|./dd") if isinstance(node.root, html.HtmlElement) else []
    texts = [text_of(cell) for cell in cells] or [matched_text(node)]
    return " | ".join(" ".join(text.split()) for text in texts)
