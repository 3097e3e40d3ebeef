"""Pages: HTML bytes to `ParsedPage`. Runs in the reading process only.

A source's own selectors come first; what they do not find comes from the page's metadata and a general extractor.
"""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from lxml import html
from lxml.html import HtmlElement
from parsel import Selector

from watch.errors import ParseError
from watch.model import Selectors
from watch_crawlers.parsed import ParsedPage, Published, ReadTask
from watch_crawlers.plain_text import decoded, markup_to_line, text_of, tidy, tree
from watch_crawlers.published import from_feed, from_text, from_url

MIN_TEXT = 80
"""Characters below which a rule's text counts as a miss: a lead-in, not a document."""
_META_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.issued",
    "dc.date",
    "date",
    "publication_date",
    "pubdate",
)
_LEAD_IN = re.compile(
    r"\b(?:publi[ée]e?s?|mise?s? en ligne|post[ée]+d?|published|diffusée?)\b\s*(?:le|on|:)?\s*(.{6,60})", re.IGNORECASE
)
_DATELINE = re.compile(r"^[A-ZÉÈÎ][\w’' -]{1,40},\s+(?:le\s+)?\d.{5,30}$")
_LEADING = re.compile(
    r"(?:publi[ée]e?s?|mise?s? (?:en ligne|à jour)|partager|temps de lecture|posted|published|share)\b.{0,90}\Z",
    re.IGNORECASE,
)
_ASIDE = (
    ".//nav|.//aside|.//footer|.//form|"
    ".//*[contains(@class,'card') or contains(@class,'related') or contains(@class,'teaser')]"
)


def parse_page(body: bytes, task: ReadTask) -> ParsedPage:
    """Read *body* as one document's page, HTML or PDF. Raises ParseError when it holds no text at all."""
    if body.lstrip()[:5] == b"%PDF-":
        from watch_crawlers.parse_pdf import parse_pdf  # noqa: PLC0415  (few pages are one; it costs 50 ms)

        return parse_pdf(body, task)
    markup = decoded(body, task.content_type)
    root = tree(markup)
    page = Selector(root=root, type="html")
    rules = task.selectors or Selectors()
    text = _ruled_text(page, rules.text)
    ruled = len(text) >= MIN_TEXT
    title = _ruled_line(page, rules.title) or page_title(page)
    if not ruled:
        text = general_text(markup) or text
    if not text and not title:
        raise ParseError("the page holds no text that a reader would see", subject=task.url)
    return ParsedPage(title, _published(page, root, rules, task), _body(text, title, task), ruled=ruled)


def matched_text(node: Selector) -> str:
    """The text of what a selector matched: an element, an attribute or a text node."""
    return text_of(node.root) if isinstance(node.root, html.HtmlElement) else tidy(str(node.root))


def _ruled_text(page: Selector, rule: str | None) -> str:
    return "\n\n".join(filter(None, (matched_text(node) for node in page.css(rule)))) if rule else ""


def _ruled_line(page: Selector, rule: str | None) -> str:
    found = (" ".join(matched_text(node).split()) for node in page.css(rule)) if rule else iter(())
    return next(filter(None, found), "")


def general_text(markup: str) -> str:
    """Trafilatura's main text; its import costs a quarter of a second, once per reading process."""
    import trafilatura  # noqa: PLC0415

    found = trafilatura.extract(markup, fast=True, include_comments=False)
    return tidy("\n\n".join(line for line in (found or "").splitlines() if line.strip()))


def page_title(page: Selector) -> str:
    """The page's heading; its shared title where there is none, or several."""
    headings = [line for node in page.css("h1") if (line := " ".join(matched_text(node).split()))]
    shared = markup_to_line(page.css("meta[property='og:title']::attr(content)").get() or "")
    named = markup_to_line(page.css("title::text").get() or "")
    for heading in headings:
        if heading and (heading in shared or heading in named):
            return heading
    return shared or (headings[0] if headings else named)


def _body(text: str, title: str, task: ReadTask) -> str:
    """A body does not begin by repeating its title (`Document.full_text` puts it there), its date or its buttons."""
    paragraphs = text.split("\n\n")
    while paragraphs and _is_heading(" ".join(paragraphs[0].split()), title, task):
        del paragraphs[0]
    return "\n\n".join(paragraphs)


def _is_heading(line: str, title: str, task: ReadTask) -> bool:
    date_alone = len(line) <= 30 and len(line.split()) <= 5 and from_text(line, task.now, task.language) is not None
    return line == title or bool(_LEADING.match(line)) or date_alone


def _published(page: Selector, root: html.HtmlElement, rules: Selectors, task: ReadTask) -> Published | None:
    """By the source's rule, metadata, a visible « Publié le … », the address; else by htmldate's guess."""
    if rules.published:
        for node in page.css(rules.published):
            published = _of_node(node, task)
            if published:
                return published
    for stated in _stated(page):
        published = from_feed(stated, task.now, task.language)
        if published:
            return published
    bare = _without_neighbours(root)
    return _visible(bare, task) or from_url(task.url, task.now) or _guessed(bare, task)


def _of_node(node: Selector, task: ReadTask) -> Published | None:
    """The machine's form of a date where the element has one, else its text."""
    element = isinstance(node.root, HtmlElement)  # not so behind `::attr()` or `::text`
    machine = (node.attrib.get("datetime") or node.attrib.get("content")) if element else None
    return from_text(machine or matched_text(node), task.now, task.language)


def _stated(page: Selector) -> Iterator[str]:
    """What the page says to machines: meta elements and JSON-LD, in that order."""
    metas: dict[str, str] = {}
    for meta in page.css("meta[content]"):
        name = meta.attrib.get("property") or meta.attrib.get("name") or meta.attrib.get("itemprop") or ""
        metas.setdefault(name.lower(), meta.attrib["content"])
    yield from (metas[name] for name in _META_DATES if name in metas)
    for script in page.css("script[type='application/ld+json']::text").getall():
        try:
            yield from _dates_in(json.loads(script), depth=0)
        except (ValueError, RecursionError):
            continue


def _dates_in(value: Any, *, depth: int) -> Iterator[str]:
    """Each ``datePublished`` in JSON-LD, outermost first."""
    if depth > 6:
        return
    if isinstance(value, dict):
        if isinstance(value.get("datePublished"), str):
            yield value["datePublished"]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _dates_in(part, depth=depth + 1)


def _without_neighbours(root: html.HtmlElement) -> html.HtmlElement:
    """A copy without menus and cards of other documents, which carry dates too."""
    bare = deepcopy(root)
    for element in bare.xpath(_ASIDE):
        if element.getparent() is not None and not element.xpath(".//h1"):
            element.drop_tree()
    return bare


def _visible(root: html.HtmlElement, task: ReadTask) -> Published | None:
    """What a reader sees near the heading."""
    main = next(iter(root.xpath("//main|//article|//*[@role='main']|//body")), root)
    lines = [line for line in text_of(main).splitlines() if line]
    for line in lines:
        led_in = _LEAD_IN.search(line)
        published = from_text(led_in[1], task.now, task.language) if led_in else None
        if published:
            return published
    for stamp in main.xpath(".//time[@datetime]/@datetime"):
        published = from_feed(str(stamp), task.now, task.language)
        if published:
            return published
    return _dateline(lines, main, task)


def _dateline(lines: list[str], main: html.HtmlElement, task: ReadTask) -> Published | None:
    """A line of its own near the heading that is a date, or « Paris, le 26 novembre 2025 »."""
    heading = next((" ".join(text_of(node).split()) for node in main.xpath(".//h1")), None)
    start = next((place for place, line in enumerate(lines) if heading and line == heading), 0)
    for line in lines[max(0, start - 3) : start + 7]:
        if len(line) <= 30 or _DATELINE.match(line):
            published = from_text(line, task.now, task.language)
            if published:
                return published
    return None


def _guessed(root: html.HtmlElement, task: ReadTask) -> Published | None:
    """The guess of htmldate without its extensive search, which takes dates of neighbouring documents."""
    from htmldate import find_date  # noqa: PLC0415

    found = find_date(root, extensive_search=False, original_date=True, url=task.url)
    return from_text(found, task.now, task.language) if found else None
