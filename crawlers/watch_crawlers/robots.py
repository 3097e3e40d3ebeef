"""robots.txt as RFC 9309 reads it, where Scrapy reads it otherwise, and its pause between requests.

Scrapy parses whatever comes as robots.txt, an error page too, and takes no notice of ``Crawl-delay``.
"""

from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from watch_crawlers.settings import PRODUCT

MAX_DELAY = 30.0
"""Longest ``Crawl-delay`` kept, in seconds; a longer one would hold a sweep for hours."""
_CLOSED = b"User-agent: *\nDisallow: /\n"


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
        if not request.meta.get("dont_obey_robotstxt") or 200 <= response.status < 300:
            return response
        return response.replace(body=_CLOSED if response.status >= 500 else b"")

    def note_delay(self, robotparser: Any, request: Request) -> None:
        """Keep the pause that a host asks of us, when it is longer than ours."""
        wanted = robotparser.crawl_delay(PRODUCT)
        if wanted:
            self._delays[request.url.split("/")[2]] = min(float(wanted), MAX_DELAY)

    def process_request(self, request: Request) -> None:
        """Slow the host's slot down before a request joins it."""
        delay = self._delays.get(request.url.split("/")[2])
        engine = self._crawler.engine
        if delay and engine:
            slot = engine.downloader.slots.get(engine.downloader.get_slot_key(request))
            if slot:  # the request for robots.txt has made it; autothrottle lowers it after each answer
                slot.delay = max(slot.delay, delay)
