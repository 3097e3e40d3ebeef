"""robots.txt as RFC 9309 reads it, where Scrapy reads it otherwise, and its pause between requests.

Scrapy parses whatever comes as robots.txt, an error page too, takes no notice of ``Crawl-delay``, and asks again in
every crawl.
"""

import time
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from watch_crawlers.settings import PRODUCT

MAX_DELAY = 30.0
"""Longest ``Crawl-delay`` kept, in seconds; a longer one would hold a sweep for hours."""
LIFE = 86_400.0
"""Seconds that a robots.txt is kept; RFC 9309 allows no more than a day."""
_CLOSED = b"User-agent: *\nDisallow: /\n"


class RobotsMemory:
    """What each host said in its robots.txt, for as long as that holds; errors of servers are not kept."""

    def __init__(self, life: float = LIFE) -> None:
        self._life = life
        self._said: dict[str, tuple[float, Response]] = {}

    def recall(self, url: str) -> Response | None:
        """The answer for *url*, if it is fresh."""
        at, response = self._said.get(url, (0.0, None))
        return response if response is not None and time.monotonic() - at < self._life else None

    def keep(self, response: Response) -> None:
        """Remember *response*, unless a server failed or asked to wait."""
        if response.status < 500 and response.status != 429:
            self._said[response.url] = (time.monotonic(), response)


class RobotsMiddleware:
    """Corrects answers for robots.txt before Scrapy's own middleware reads them."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._delays: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to build it."""
        made = cls(crawler)
        crawler.signals.connect(made.note_delay, signal=signals.robots_parsed)
        return made

    def process_response(self, request: Request, response: Response) -> Response:
        """An unavailable robots.txt (4xx) allows all; one that cannot be reached (5xx) allows nothing this time."""
        if not _asks_for_rules(request):
            return response
        memory = self._memory
        if memory and memory.recall(response.url) is not response:
            memory.keep(response)
        if 200 <= response.status < 300:
            return response
        return response.replace(body=_CLOSED if response.status >= 500 else b"")

    def note_delay(self, robotparser: Any, request: Request) -> None:
        """Keep the pause that a host asks of us, when it is longer than ours."""
        wanted = robotparser.crawl_delay(PRODUCT)
        if wanted:
            self._delays[request.url.split("/")[2]] = min(float(wanted), MAX_DELAY)

    def process_request(self, request: Request) -> Response | None:
        """Answer from memory where it holds; slow the host's slot down before a request joins it."""
        if _asks_for_rules(request):
            return self._memory.recall(request.url) if self._memory else None
        delay = self._delays.get(request.url.split("/")[2])
        engine = self._crawler.engine
        if delay and engine:
            slot = engine.downloader.slots.get(engine.downloader.get_slot_key(request))
            if slot:  # the request for robots.txt has made it; autothrottle lowers it after each answer
                slot.delay = max(slot.delay, delay)
        return None

    @property
    def _memory(self) -> RobotsMemory | None:
        return getattr(self._crawler.spider, "robots", None)


def _asks_for_rules(request: Request) -> bool:
    return bool(request.meta.get("dont_obey_robotstxt")) and urlsplit(request.url).path == "/robots.txt"
