"""Every dialect of feeds, field by field, and what need not be parsed twice."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawlers.recorded import load, recorded_ids
from watch.config import load_config
from watch.model import SourceKind
from watch_crawlers.feed_cut import cut, spans
from watch_crawlers.feed_quick import quick_feed
from watch_crawlers.parse_feed import by_feedparser, parse_feed
from watch_crawlers.parsed import FeedEntry, Kind, Published, ReadTask

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CASES = yaml.load((Path(__file__).parent / "feeds.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
FIELDS = ("title", "link", "id", "published", "updated", "summary")


def encoded(case: dict[str, Any]) -> bytes:
    """The bytes of a case, in its encoding and with the declaration that it makes."""
    encoding = case.get("encoding", "utf-8")
    declared = case.get("declared", encoding)
    return str(case["feed"]).replace('encoding="utf-8"', f'encoding="{declared}"').encode(encoding)


def task(*seen: str) -> ReadTask:
    return ReadTask(Kind.FEED, "https://origin.example/feed", "application/xml", NOW, seen=seen)


def shown(entry: FeedEntry) -> dict[str, str]:
    """The six fields as the table writes them."""

    def moment(published: Published | None) -> str:
        return "" if published is None else (published.at or published.on).isoformat()

    return {
        "title": entry.title,
        "link": entry.link or "",
        "id": entry.id or "",
        "published": moment(entry.published),
        "updated": moment(entry.updated),
        "summary": entry.summary,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_dialect(case: dict[str, Any]) -> None:
    """Title, link, id, dates and summary are those expected, in order, and nothing else is read."""
    found = parse_feed(encoded(case), task())
    assert [shown(entry) for entry in found.entries] == [
        {name: entry.get(name, "") for name in FIELDS} for entry in case["entries"]
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cutting_changes_nothing(case: dict[str, Any]) -> None:
    """With some entries known, the others are read as they were; what cannot be cut is read whole."""
    body = encoded(case)
    whole = parse_feed(body, task())
    for place in range(len(whole.seen) if len(whole.seen) == len(whole.entries) else 0):
        rest = parse_feed(body, task(whole.seen[place]))
        assert rest.named == whole.named
        assert rest.seen == whole.seen
        assert set(rest.entries) <= set(whole.entries)
        assert len(rest.entries) == len(whole.entries) - 1
    if whole.seen:
        assert parse_feed(body, task(*whole.seen)).entries == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_plain_feeds_are_read_alike(case: dict[str, Any]) -> None:
    """What is read directly is what feedparser reads, entry by entry."""
    body = encoded(case)
    if quick_feed(body, "application/xml"):
        assert parse_feed(body, task()).entries == by_feedparser(body, task()).entries


def test_most_real_feeds_are_plain() -> None:
    """The feeds of the recorded sources agree too, and the direct way is the usual one."""
    plain = []
    for source in load_config().sources:
        if source.kind is SourceKind.FEED and source.id in recorded_ids():
            body = next(iter(load(source).pages.values())).body
            plain.append(quick_feed(body, "application/xml") is not None)
            if plain[-1]:
                assert parse_feed(body, task()).entries == by_feedparser(body, task()).entries
    assert sum(plain) >= len(plain) / 3


@pytest.mark.parametrize(
    "fragment",
    [
        "<title>Un</title><title>Deux</title>",
        "<title>Un</title><itunes:summary xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>x</itunes:summary>",
        "<title>Un</title><updated>Wed, 18 Nov 2026 09:30:00 +0100</updated>",
        "<title>Un</title><description>a <b>b</b></description>",
        "<title>Un</title><link>&lt;a href='/x'&gt;x&lt;/a&gt;</link>",
        "<title>Un \x92</title>",
        "<title>Un &nbsp;</title>",
        "<title xml:base='/x'>Un</title>",
    ],
)
def test_what_is_out_of_the_ordinary_is_feedparsers(fragment: str) -> None:
    """Elements given twice or unknown, markup, bases, control characters, undefined entities: none is read directly."""
    feed = f"<rss version='2.0'><channel><item>{fragment}</item></channel></rss>".encode()
    assert quick_feed(feed, "application/xml") is None
    assert parse_feed(feed, task()).entries[0].title.startswith("Un")


def test_entries_are_told_from_what_looks_like_them() -> None:
    """Marks of entries in comments and CDATA are text; prefixed and RDF names are known."""
    body = b"<rss><!-- <item> --><item>a<![CDATA[</item>]]></item><item a='1'>b</item><items/></rss>"
    assert [body[start:end] for start, end in spans(body)] == [
        b"<item>a<![CDATA[</item>]]></item>",
        b"<item a='1'>b</item>",
    ]
    assert len(spans(b"<a:feed><a:entry>1</a:entry ><a:entry>2</a:entry></a:feed>")) == 2


@pytest.mark.parametrize(
    "body",
    [
        b"<item><item></item></item>",
        b"<item>",
        b"</item>",
        b"<item/>",
        b"<item></entry>",
        b"<item></item><entry></entry>",
        b"<!-- <item></item>",
        "<item></item>".encode("utf-16"),
    ],
)
def test_what_is_irregular_is_not_cut(body: bytes) -> None:
    """Nothing is cut where it is not certain where an entry ends."""
    assert cut(body, {"x"}) == (body, ())


def test_an_edited_entry_is_read_again() -> None:
    """A single changed character makes an entry unknown."""
    feed = "<rss version='2.0'><channel><item><title>Un</title></item><item><title>Deux</title></item></channel></rss>"
    whole = parse_feed(feed.encode(), task())
    edited = parse_feed(feed.replace("Deux", "Deux.").encode(), task(*whole.seen))
    assert [entry.title for entry in edited.entries] == ["Deux."]
    assert edited.named == 2
