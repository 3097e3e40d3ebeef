"""Real addresses on a server of our own: what is asked of any host goes, over real HTTP, to the local origin."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.http import Response
from w3lib.url import safe_url_string

from crawlers.local_site import Asked, LocalSite, Page
from crawlers.memory import MemoryArchive
from crawlers.recorded import Recording
from watch.model import Source
from watch_crawlers.reports import SweepReport
from watch_crawlers.settings import CrawlSettings, scrapy_settings
from watch_crawlers.sweep import sweep

SETTINGS = CrawlSettings("Vigie-test (+https://vigie.example)", delay=0, timeout=10, retries=0)


class ToOrigin(HTTP11DownloadHandler):
    """Connects to the local origin whatever the address, and names the host that was meant."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._port = crawler.settings.getint("TEST_ORIGIN_PORT")

    async def download_request(self, request: Request) -> Response:
        """Ask the origin; the response bears the address that was asked for."""
        parts = urlsplit(request.url)
        target = f"http://127.0.0.1:{self._port}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        local = request.replace(url=target)
        local.headers["Host"] = parts.netloc
        response = await super().download_request(local)
        return response.replace(url=request.url)


class Origin(LocalSite):
    """A server that speaks for the hosts of recordings."""

    def __init__(self, recordings: Iterable[Recording]) -> None:
        super().__init__()
        self._by_address: dict[tuple[str, str], Page] = {}
        for recording in recordings:
            self.add(recording)

    def add(self, recording: Recording) -> None:
        """Answer as *recording* does, in place of what was there."""
        for url, page in recording.pages.items():
            parts = urlsplit(safe_url_string(url))
            self._by_address[parts.netloc, parts.path + ("?" + parts.query if parts.query else "")] = page

    def find(self, host: str, path: str) -> Page | Callable[[Asked], Page]:
        """What *path* of *host* answers; a query that is not recorded (tracking) changes nothing."""
        bare = path.partition("?")[0]
        return self._by_address.get((host, path)) or self._by_address.get((host, bare), Page(status=404))

    def runner(self) -> AsyncCrawlerRunner:
        """Runs sweeps against this server."""
        handlers = dict.fromkeys(("http", "https"), "crawlers.origin.ToOrigin")
        settings = scrapy_settings(SETTINGS)
        disabled = settings.pop("DOWNLOAD_HANDLERS")
        return AsyncCrawlerRunner(
            {**settings, "DOWNLOAD_HANDLERS": {**disabled, **handlers}, "TEST_ORIGIN_PORT": self.port}
        )

    def sweep(
        self, loop: asyncio.AbstractEventLoop, sources: Sequence[Source], archive: MemoryArchive, now: datetime
    ) -> SweepReport:
        """One sweep over *sources*, cold: with a reading process of its own."""
        settings = replace(SETTINGS, allow_hosts=frozenset({f"127.0.0.1:{self.port}"}))
        return loop.run_until_complete(sweep(sources, archive, settings, now, self.runner()))
