"""The reading process: what it answers, and what it survives."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from crawlers.local_site import article, rss
from watch.errors import ParseError
from watch.model import Interface
from watch_crawlers.parse_child import Reader, answer
from watch_crawlers.parsed import Kind, ParsedFeed, ParsedPage, ParsedRows, ReadTask

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FEED = ReadTask(Kind.FEED, "https://a.fr/feed", "application/rss+xml", NOW)
PAGE = ReadTask(Kind.PAGE, "https://a.fr/p", "text/html; charset=utf-8", NOW)
GOOD = rss(("https://a.fr/1", "Titre", "Tue, 17 Nov 2026 10:00:00 +0100", "Texte."))
ATTRIBUTES = " ".join(f'a{n}="1"' for n in range(60_000))
ATTRIBUTE_BOMB = f'<rss version="2.0"><channel><item {ATTRIBUTES}><x/></item></channel></rss>'.encode()


T = TypeVar("T")


def with_reader(ask: Callable[[Reader], Awaitable[T]], deadline: float = 5.0) -> T:
    """Run *ask* with a reader that lives as long as it takes."""

    async def run() -> T:
        async with Reader(deadline) as reader:
            return await ask(reader)

    return asyncio.run(run())


def test_feeds_and_pages_come_back_as_values() -> None:
    """One child answers feeds and pages in turn, as frozen values."""

    async def ask(reader: Reader) -> tuple[object, object]:
        return await reader.feed(GOOD, FEED), await reader.page(article("Un titre", "Un texte. " * 20), PAGE)

    feed, page = with_reader(ask)
    assert isinstance(feed, ParsedFeed)
    assert isinstance(page, ParsedPage)
    assert feed.entries[0].published
    assert feed.entries[0].published.at
    assert page.title == "Un titre"


def test_an_attribute_bomb_is_cut_and_the_next_feed_read() -> None:
    """A feed that would keep the parser busy for a minute is cut at the deadline; a new child reads on."""

    async def ask(reader: Reader) -> tuple[object, float, object, int]:
        await reader.feed(GOOD, FEED)
        began = time.monotonic()
        bomb = await reader.feed(ATTRIBUTE_BOMB, FEED)
        took = time.monotonic() - began
        return bomb, took, await reader.feed(GOOD, FEED), reader.kills

    bomb, took, after, kills = with_reader(ask, deadline=1.5)
    assert isinstance(bomb, ParseError)
    assert "longer than 1.5 s" in str(bomb)
    assert took < 3
    assert isinstance(after, ParsedFeed)
    assert kills == 1


def test_a_child_that_dies_is_an_error_and_is_replaced() -> None:
    """When the child is killed from outside, its question fails and the next one is answered."""

    async def ask(reader: Reader) -> tuple[object, object]:
        waiting = asyncio.create_task(reader.feed(ATTRIBUTE_BOMB, FEED))
        await asyncio.sleep(0.5)
        assert reader._child is not None
        os.kill(reader._child.pid, 9)
        return await waiting, await reader.feed(GOOD, FEED)

    died, after = with_reader(ask)
    assert isinstance(died, ParseError)
    assert isinstance(after, ParsedFeed)


def test_a_cancelled_question_leaves_no_half_answer() -> None:
    """After a question was given up, the next one gets its own answer."""

    async def ask(reader: Reader) -> object:
        given_up = asyncio.create_task(reader.feed(ATTRIBUTE_BOMB, FEED))
        await asyncio.sleep(0.3)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
        return await reader.feed(GOOD, FEED)

    assert isinstance(with_reader(ask), ParsedFeed)


def test_the_child_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of the service stays with the service."""
    monkeypatch.setenv("VIGIE_SECRET", "s3cret")

    async def ask(reader: Reader) -> bytes:
        await reader.feed(GOOD, FEED)
        assert reader._child is not None
        return await asyncio.to_thread(Path(f"/proc/{reader._child.pid}/environ").read_bytes)

    if not Path("/proc/self").is_dir():
        pytest.skip("no /proc on this system")
    assert b"s3cret" not in with_reader(ask)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"\0" * 100, b"<" * 5000, b"<rss><channel>" + b"<item>" * 20_000, b"<div>" * 20_000, b"<!--" * 16_000),
        *(b"[" * 100_000, b'{"rows": [' + b"{}," * 9000 + b"{}]}", b"%PDF-1.7 " + b"<<" * 9000, b"<![CDATA[" * 20_000),
    ],
)
@pytest.mark.parametrize(
    "task",
    [
        FEED,
        PAGE,
        ReadTask(Kind.LISTING, "https://a.fr/", "", NOW, entry_url_pattern="."),
        ReadTask(Kind.WATCHED, "https://a.fr/", "", NOW),
        ReadTask(Kind.ROWS, "https://a.fr/", "", NOW, interface=Interface("rows", "{a}", "{b.c}", ("{d}",))),
    ],
)
def test_no_bytes_break_the_loop(body: bytes, task: ReadTask) -> None:
    """Whatever comes, the child answers with a value or with one sentence."""
    found = answer(body, task)
    assert isinstance(found, ParsedFeed | ParsedPage | ParsedRows) or len(found) > 10
