"""One event loop with Twisted's reactor for all crawl tests (a reactor cannot start twice), and a server of our own."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.local_site import LocalSite
from crawlers.memory import MemoryArchive
from watch.model import PublisherKind, Source, SourceKind
from watch_crawlers.parse_child import Reader
from watch_crawlers.reports import SweepReport
from watch_crawlers.settings import CrawlSettings
from watch_crawlers.sweep import install_reactor, stop_reactor, sweep

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Sweep = Callable[..., SweepReport]


@pytest.fixture(scope="session")
def crawl_loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    install_reactor(loop)
    yield loop
    stop_reactor()
    loop.close()


@pytest.fixture
def site() -> Iterator[LocalSite]:
    served = LocalSite()
    yield served
    served.close()


@pytest.fixture
def archive() -> MemoryArchive:
    return MemoryArchive()


@pytest.fixture
def settings(site: LocalSite) -> CrawlSettings:
    return CrawlSettings(
        "Vigie-test (+https://vigie.example; contact: vigie@vigie.example)",
        allow_hosts=frozenset({f"127.0.0.1:{site.port}"}),
        delay=0,
        timeout=10,
        retries=0,
        parse_deadline=15,
    )


@pytest.fixture(scope="session")
def reader(crawl_loop: asyncio.AbstractEventLoop) -> Iterator[Reader]:
    kept = Reader(15)
    yield kept
    crawl_loop.run_until_complete(kept.__aexit__())


@pytest.fixture
def run_sweep(
    crawl_loop: asyncio.AbstractEventLoop, reader: Reader, archive: MemoryArchive, settings: CrawlSettings
) -> Sweep:
    def run(sources: Sequence[Source], now: datetime = NOW, **changes: object) -> SweepReport:
        used = replace(settings, **changes)  # type: ignore[arg-type]  # the names are those of the settings
        reader.deadline = used.parse_deadline
        return crawl_loop.run_until_complete(sweep(sources, archive, used, now, reader=reader))

    return run


@pytest.fixture
def a_source(site: LocalSite) -> Callable[..., Source]:
    def make(source_id: str = "ministere", path: str = "/feed", **changes: object) -> Source:
        made = Source(
            id=source_id,
            name="Ministère",
            publisher_kind=PublisherKind.GOVERNMENT,
            kind=SourceKind.FEED,
            language="fr",
            homepage=site.url("/"),
            urls=(site.url(path),),
            cadence=timedelta(minutes=30),
            enabled=True,
            expects=None,
            licence=None,
            note=None,
        )
        return replace(made, **changes)  # type: ignore[arg-type]  # the names are those of Source

    return make
