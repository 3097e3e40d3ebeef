"""Feeds: RSS, Atom, RDF and JSON Feed bytes to `ParsedFeed`. Runs in the reading process only."""

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from watch.errors import ParseError
from watch.urls import canonical_url
from watch_crawlers.feed_cut import cut
from watch_crawlers.feed_quick import quick_feed
from watch_crawlers.parsed import FeedEntry, ParsedFeed, Published, ReadTask
from watch_crawlers.plain_text import markup_to_line, markup_to_text
from watch_crawlers.published import from_feed

MAX_ENTRIES = 2000
"""Entries kept of one feed; the longest real feed seen has far fewer."""
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_SLASH_LOST = re.compile(r"^(https?:)/(?!/)")
"""A link inside a link, once it was resolved as if it were one."""
_WIDE = re.compile(rb"""(<\?xml[^>]*encoding=["'])utf-?(?:16|32)[^"']*""", re.IGNORECASE)


def parse_feed(body: bytes, task: ReadTask) -> ParsedFeed:
    """Read *body* as a feed; a flawed feed with entries is read, with a warning.

    Entries in `task.seen` are counted and not parsed. Raises ParseError when it holds neither entries nor the shape of
    a feed.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(body, task)
    unknown, prints = cut(body, task.seen)
    fresh = sum(one not in task.seen for one in prints)
    if prints and not fresh:
        return ParsedFeed("", None, (), None, named=len(prints), seen=prints)
    parsed = _parsed(unknown, task)
    named = len(parsed.entries) + len(prints) - fresh
    return replace(parsed, named=named, seen=() if parsed.warning else prints)


def _parsed(body: bytes, task: ReadTask) -> ParsedFeed:
    """All of *body*: directly where it is plain, else by feedparser."""
    quick = quick_feed(body, task.content_type)
    return _feed(quick["feed"], quick["entries"], task) if quick else by_feedparser(body, task)


def by_feedparser(body: bytes, task: ReadTask) -> ParsedFeed:
    """All of *body*, by feedparser, with a warning where it is flawed; ParseError when it is no feed."""
    # A stream, never the bare bytes: those feedparser would first try to open as a file of that name.
    # Markup is turned into text below, so neither sanitising nor resolving inside it is wanted; without a location
    # feedparser leaves relative ids alone, and links are resolved here (after xml:base, which it knows).
    raw = feedparser.parse(
        io.BytesIO(_repaired(body)),
        response_headers={"content-type": task.content_type},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not raw.entries and not raw.version:
        raise ParseError("the answer is no feed: neither RSS, Atom, RDF nor JSON Feed", subject=task.url)
    warning = str(raw.get("bozo_exception") or "malformed")[:200] if raw.bozo else None
    return replace(_feed(raw.feed, raw.entries, task), warning=warning)


def _feed(about: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], task: ReadTask) -> ParsedFeed:
    return ParsedFeed(
        title=markup_to_line(about.get("title") or ""),
        language=about.get("language") or None,
        entries=tuple(unique(_entry(entry, task) for entry in entries[:MAX_ENTRIES])),
        warning=None,
    )


def unique(entries: Iterable[FeedEntry]) -> Iterator[FeedEntry]:
    """The entries without those that repeat a link (or, without link, all they say) seen before."""
    seen: set[str] = set()
    for entry in entries:
        key = canonical_url(entry.link) if entry.link else f"{entry.id} {entry.title} {entry.summary}"
        if key not in seen:
            seen.add(key)
            yield entry


def web_link(link: str | None, base: str) -> str | None:
    """*link* as an absolute http(s) address; None for ``javascript:``, ``mailto:`` and the like."""
    if not link:
        return None
    found = _HREF.search(link) if "<" in link else None
    target = _SLASH_LOST.sub(r"\1//", found[1]) if found else link
    try:
        absolute = urljoin(base, target.strip())
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in {"http", "https"} and parts.hostname else None


def _repaired(body: bytes) -> bytes:
    """Without NULs and without a wrong claim of a two- or four-byte encoding; a body that has one is left alone."""
    if b"\0" in body[:4] or body[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return body
    narrow = body.replace(b"\0", b"")
    return _WIDE.sub(rb"\1utf-8", narrow[:200]) + narrow[200:]


def _entry(raw: Mapping[str, Any], task: ReadTask) -> FeedEntry:
    return FeedEntry(
        id=_id(raw),
        link=web_link(raw.get("link"), task.url),
        title=markup_to_line(raw.get("title") or ""),
        published=_date(raw, ("published", "created"), task) or _date(raw, ("updated",), task),
        updated=_date(raw, ("updated",), task),
        summary=_summary(raw),
    )


def _id(raw: Mapping[str, Any]) -> str | None:
    return markup_to_line(raw.get("id") or "") or None


def _date(raw: Mapping[str, Any], names: Sequence[str], task: ReadTask) -> Published | None:
    """The first of *names* that carries a possible date; asked of the plain keys, for feedparser aliases them."""
    given = set(raw)
    found = (from_feed(raw[name], task.now, task.language) for name in names if name in given and raw[name])
    return next((published for published in found if published), None)


def _summary(raw: Mapping[str, Any]) -> str:
    """The longest of what the entry says: its full text where the feed carries it, else its summary."""
    values = [part.get("value") or "" for part in raw.get("content") or ()]
    return markup_to_text(max([*values, raw.get("summary") or ""], key=len))


def _json_feed(body: bytes, task: ReadTask) -> ParsedFeed:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org)."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"the answer is JSON that cannot be read ({error})", subject=task.url) from error
    if not isinstance(raw, dict) or "jsonfeed.org" not in str(raw.get("version")):
        raise ParseError("the answer is JSON, but no JSON Feed", subject=task.url)
    rows = [row for row in raw.get("items") or () if isinstance(row, dict)]
    entries = tuple(unique(_json_entry(row, task.url, task.now, task.language) for row in rows[:MAX_ENTRIES]))
    return ParsedFeed(
        title=markup_to_line(str(raw.get("title") or "")),
        language=raw["language"] if isinstance(raw.get("language"), str) else None,
        entries=entries,
        warning=None,
        named=len(entries),
    )


def _json_entry(row: Mapping[str, Any], base: str, now: datetime, language: str) -> FeedEntry:
    said = max((str(row.get(key) or "") for key in ("content_html", "content_text", "summary")), key=len)
    published, updated = (
        from_feed(str(row[key]), now, language) if row.get(key) else None for key in ("date_published", "date_modified")
    )
    return FeedEntry(
        id=str(row["id"]) if row.get("id") is not None else None,
        link=web_link(str(row.get("url") or row.get("external_url") or ""), base),
        title=markup_to_line(str(row.get("title") or "")),
        published=published or updated,
        updated=updated,
        summary=markup_to_text(said),
    )
