"""Listings and sitemaps: the pages that name documents. Runs in the reading process only."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree, html
from parsel import Selector

from watch.errors import ParseError
from watch.urls import canonical_url
from watch_crawlers.parse_feed import MAX_ENTRIES, unique, web_link
from watch_crawlers.parsed import FeedEntry, ParsedFeed, Published, ReadTask
from watch_crawlers.plain_text import decoded, markup_to_line, text_of, tree
from watch_crawlers.published import from_feed, from_text, from_url

_CLIMB = 6
"""How many elements above a link its card may begin."""
_FURNITURE = frozenset({"nav", "footer", "aside", "header"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")


def parse_listing(body: bytes, task: ReadTask) -> ParsedFeed:
    """Read *body* as a page of links to documents, by the source's selector or, without one, by its URL pattern.

    Raises ParseError when neither is given: every link would be a document.
    """
    rule = task.selectors.entry if task.selectors else None
    if not rule and not task.entry_url_pattern:
        raise ParseError("the source names neither `selectors.entry` nor `entry_url_pattern`", subject=task.url)
    page = Selector(root=tree(decoded(body, task.content_type)), type="html")
    base = urljoin(task.url, page.css("base::attr(href)").get() or "")
    anchors = list(_ruled(page, rule) if rule else _patterned(page, base, task.entry_url_pattern or ""))[:MAX_ENTRIES]
    links = [(anchor, link) for anchor in anchors if (link := web_link(anchor.get("href"), base))]
    entries = tuple(_merged(_entry(anchor, link, base, task) for anchor, link in links))
    return ParsedFeed(
        title=markup_to_line(page.css("title::text").get() or ""),
        language=page.css("html::attr(lang)").get(),
        entries=entries,
        warning=None,
        named=len(entries),
        next_page=_next_page(page, base, task),
    )


def parse_sitemap(body: bytes, task: ReadTask) -> ParsedFeed:
    """Read *body* as a sitemap, with the titles and dates of Google's news extension; ParseError when it is none.

    An index of sitemaps names no document: its newest sitemap is its next page.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(body, parser=parser) if body.strip() else None
    name = etree.QName(root).localname if root is not None else ""
    if root is None or name not in {"urlset", "sitemapindex"}:
        raise ParseError("the answer is no sitemap", subject=task.url)
    if name == "sitemapindex":
        return ParsedFeed("", None, (), None, next_page=_newest(root, task))
    nodes = root.xpath("*[local-name()='url']")[:MAX_ENTRIES]
    entries = tuple(unique(_located(node, task) for node in nodes))
    return ParsedFeed("", None, entries, None, named=len(entries))


def _newest(index: etree._Element, task: ReadTask) -> str | None:
    """The sitemap changed last; of several, or without dates, the last one named."""
    maps = [(_child(node, "lastmod"), place, node) for place, node in enumerate(index)]
    return web_link(_child(max(maps)[2], "loc"), task.url) if maps else None


def _next_page(page: Selector, base: str, task: ReadTask) -> str | None:
    """Where the source's rule says that the listing goes on."""
    rule = task.selectors.next_page if task.selectors else None
    for node in page.css(rule) if rule else ():
        href = node.root.get("href") if isinstance(node.root, html.HtmlElement) else str(node.root)
        if (link := web_link(href, base)) and link != task.url:
            return link
    return None


def _ruled(page: Selector, rule: str) -> Iterator[html.HtmlElement]:
    """The links that the rule matched, or the first link in each element that it matched."""
    for node in page.css(rule):
        if isinstance(node.root, html.HtmlElement):
            yield from [node.root] if node.root.tag == "a" else node.root.xpath("(.//a[@href])[1]")


def _patterned(page: Selector, base: str, pattern: str) -> Iterator[html.HtmlElement]:
    """The links of the page's body, outside its furniture, whose address matches."""
    for node in page.css("a[href]"):
        inside = any(ancestor.tag in _FURNITURE for ancestor in node.root.iterancestors())
        link = web_link(node.root.get("href"), base)
        if link and not inside and re.search(pattern, link):
            yield node.root


def _entry(anchor: html.HtmlElement, link: str, base: str, task: ReadTask) -> FeedEntry:
    card = _card(anchor, base)
    return FeedEntry(None, link, _title(anchor, card), _date(card, link, task), None, "")


def _title(anchor: html.HtmlElement, card: html.HtmlElement) -> str:
    """The heading inside the link or around it; that of its card where the link only says « Lire la suite »."""
    around = any(ancestor.tag in _HEADINGS for ancestor in anchor.iterancestors())
    headings = [] if around else [*_headings(anchor), *_headings(card)]
    return next(filter(None, headings), " ".join(text_of(anchor).split()) or anchor.get("title") or "")


def _headings(element: html.HtmlElement) -> list[str]:
    return [" ".join(text_of(node).split()) for node in element.iter(*_HEADINGS)]


def _card(anchor: html.HtmlElement, base: str) -> html.HtmlElement:
    """The largest element around a link that leads to no other document: that whose date and heading are its own."""
    target, card = _target(anchor, base), anchor
    for ancestor in list(anchor.iterancestors())[:_CLIMB]:
        others = {_target(other, base) for other in ancestor.xpath(".//a[@href]")} - {target, None}
        if others - _tags(ancestor, base):
            break
        card = ancestor
    return card


def _target(anchor: html.HtmlElement, base: str) -> str | None:
    link = web_link(anchor.get("href"), base)
    return canonical_url(link) if link else None


def _tags(card: html.HtmlElement, base: str) -> set[str | None]:
    """Links that only filter the listing (``?category=…``, DSFR tags)."""
    anchors = card.xpath(".//a[starts-with(@href,'?') or contains(@class,'tag')]")
    return {_target(anchor, base) for anchor in anchors}


def _date(card: html.HtmlElement, link: str, task: ReadTask) -> Published | None:
    for stamp in card.xpath(".//time[@datetime]/@datetime"):
        published = from_feed(str(stamp), task.now, task.language)
        if published:
            return published
    around = " ".join(text_of(card).split())
    return (from_text(around, task.now, task.language) if len(around) < 1500 else None) or from_url(link, task.now)


def _merged(entries: Iterator[FeedEntry]) -> Iterator[FeedEntry]:
    """One entry per document: a picture's link has no title, the heading's link beside it has."""
    best: dict[str, FeedEntry] = {}
    for entry in entries:
        key = canonical_url(entry.link or "")
        if key not in best or len(entry.title) > len(best[key].title):
            best[key] = entry
    return iter(best.values())


def _child(node: etree._Element, name: str) -> str:
    return next((found.text or "" for found in node.xpath(f".//*[local-name()='{name}']")), "").strip()


def _located(node: etree._Element, task: ReadTask) -> FeedEntry:
    stamp, changed = _child(node, "publication_date"), _child(node, "lastmod")
    return FeedEntry(
        id=None,
        link=web_link(_child(node, "loc"), task.url),
        title=markup_to_line(_child(node, "title")),
        published=from_feed(stamp, task.now, task.language) if stamp else None,
        updated=from_feed(changed, task.now, task.language) if changed else None,
        summary="",
    )
