"""A sweep: all due sources in one Scrapy run, inside the caller's event loop.

Twisted's reactor is attached to the running asyncio loop once per process, before anything imports it:

    async def main():
        install_reactor(asyncio.get_running_loop())
        report = await sweep(sources, archive, settings, now)
        stop_reactor()
"""

import asyncio
import contextlib
import logging
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from watch.model import Source
from watch_crawlers.archive import Archive, ArchiveThread
from watch_crawlers.parse_child import Reader
from watch_crawlers.reports import SweepReport
from watch_crawlers.settings import CrawlSettings
from watch_crawlers.visit import open_visits

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import AsyncCrawlerRunner, Crawler
    from scrapy.http import Response


def install_reactor(loop: asyncio.AbstractEventLoop) -> None:
    """Attach Twisted's reactor to *loop* and start its threads. RuntimeError when another reactor is already there."""
    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("Twisted's reactor is already installed: attach it before anything imports it, and once")
    from twisted.internet import asyncioreactor  # noqa: PLC0415

    asyncioreactor.install(loop)  # type: ignore[no-untyped-call]
    from twisted.internet import reactor  # noqa: PLC0415

    reactor.startRunning(installSignalHandlers=False)


def stop_reactor() -> None:
    """End the reactor's threads; its loop ends with the caller's. Its shutdown event must not be fired here."""
    from twisted.internet import reactor  # noqa: PLC0415

    reactor.getThreadPool().stop()


def make_runner(settings: CrawlSettings) -> "AsyncCrawlerRunner":
    """What runs sweeps; keep it to be able to call its ``stop()``, which waits for answers under way."""
    from watch_crawlers.runner import PoliteRunner  # noqa: PLC0415

    # A host that is down fails twice, for robots.txt and for its address; the second is in the source's report.
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
    return PoliteRunner(settings)


async def sweep(
    sources: Sequence[Source],
    archive: Archive,
    settings: CrawlSettings,
    now: datetime,
    runner: "AsyncCrawlerRunner | None" = None,
    reader: Reader | None = None,
    witness: "Callable[[Response], None] | None" = None,
) -> SweepReport:
    """Read every one of *sources* once and hand what is new to *archive*.

    *now* is the moment it begins; captures are stamped with it plus the time that has passed. A *runner* must have been
    made with the same *settings*; a *reader* that outlives the sweep saves the start of its process (about a second).
    A *witness* is shown each answer of a source as it comes, robots.txt left out.
    Failures of sources are in the report; what raises is the archive (StoreError).
    """
    from twisted.internet import reactor  # noqa: PLC0415

    from watch_crawlers.gate import install_gate  # noqa: PLC0415
    from watch_crawlers.spiders import SweepSpider  # noqa: PLC0415

    clock = _clock(now)
    install_gate(reactor, settings.allow_hosts)
    running = runner or make_runner(settings)
    async with contextlib.AsyncExitStack() as stack:
        thread = await stack.enter_async_context(ArchiveThread(archive))
        reading = reader or await stack.enter_async_context(Reader(settings.parse_deadline))
        visits = await open_visits(sources, thread, clock, settings.max_pages)
        crawler = running.create_crawler(SweepSpider)
        _show(crawler, witness)
        robots = getattr(running, "robots", None)
        await running.crawl(crawler, visits=visits, archive=thread, reader=reading, robots=robots)
        if isinstance(crawler.spider, SweepSpider) and crawler.spider.broken:
            raise crawler.spider.broken
    reports = tuple(visit.report or visit.conclude(interrupted=True) for visit in visits)
    return SweepReport(now, (clock() - now).total_seconds(), reports)


def _show(crawler: "Crawler", witness: "Callable[[Response], None] | None") -> None:
    """Have *crawler* show its answers to *witness*."""
    from scrapy import signals  # noqa: PLC0415

    def seen(response: "Response", request: "Request") -> None:
        if witness and "visit" in request.cb_kwargs:
            witness(response)

    crawler.signals.connect(seen, signal=signals.response_received, weak=False)


def run_sweep(sources: Sequence[Source], archive: Archive, settings: CrawlSettings, now: datetime) -> SweepReport:
    """The same for a program without an event loop; Ctrl-C and SIGTERM end it after the answers under way.

    Once per process: a reactor cannot be started again.
    """
    return asyncio.run(_run(sources, archive, settings, now))


async def _run(sources: Sequence[Source], archive: Archive, settings: CrawlSettings, now: datetime) -> SweepReport:
    loop = asyncio.get_running_loop()
    install_reactor(loop)
    runner = make_runner(settings)
    stopping: set[asyncio.Task[None]] = set()
    with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers on loops
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, lambda: stopping.add(loop.create_task(runner.stop())))
    try:
        return await sweep(sources, archive, settings, now, runner)
    finally:
        await asyncio.gather(*stopping)
        stop_reactor()


def _clock(now: datetime) -> Callable[[], datetime]:
    """A clock that began at *now* and is immune to changes of the system's."""
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)
