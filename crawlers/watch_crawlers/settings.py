"""How Vigie crawls: politely, under its own name, within limits. The only place where Scrapy is configured."""

from dataclasses import dataclass
from typing import Any

from watch import __version__

USER_AGENT = f"Vigie/{__version__} (+https://example.org/vigie; contact: vigie@example.org)"
"""Default for ``scrapy`` on the command line; a service names its own contact."""
PRODUCT = "Vigie"
"""The name under which robots.txt may address us."""

_UNUSED_DOWNLOADER_PARTS = (
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
    "scrapy.downloadermiddlewares.stats.DownloaderStats",
)
_UNUSED_SPIDER_PARTS = (
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware",
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware",
    "scrapy.spidermiddlewares.depth.DepthMiddleware",
)
_UNUSED_EXTENSIONS = (
    "scrapy.extensions.corestats.CoreStats",
    "scrapy.extensions.logcount.LogCount",
    "scrapy.extensions.logstats.LogStats",
    "scrapy.extensions.memusage.MemoryUsage",
)
"""What counts, and what decides things that this crawl decides itself: half of what an unchanged answer costs."""


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """What a sweep may do to the outside world; times in seconds, sizes in bytes."""

    user_agent: str
    """Says who asks and how to reach them."""
    allow_hosts: frozenset[str] = frozenset()
    """Hosts ("host" or "host:port") that may have a private address; for tests, demonstrations and intranets."""
    delay: float = 2.0
    """Least pause between two requests to one host; 0 only against one's own server."""
    concurrency: int = 16
    """Requests under way to all hosts together; to one host it is one."""
    timeout: float = 15.0
    """For a whole answer, not for its first byte. A stop waits no longer than this."""
    max_bytes: int = 2 * 1024 * 1024
    """Of an answer after decompression."""
    retries: int = 1
    """After a network failure or an error of the server; never after a refusal."""
    parse_deadline: float = 10.0
    """For reading one feed or page; then the reader is killed."""
    max_pages: int = 60
    """Pages taken per source and sweep; what is beyond waits for the next sweep or is kept from its feed."""


def scrapy_settings(settings: CrawlSettings) -> dict[str, Any]:
    """Scrapy's settings for *settings*: every default that is unsafe or impolite is named here."""
    return {
        **_identity(settings),
        **_limits(settings),
        **_pace(settings),
        **_parts(),
        "VIGIE_ALLOW_HOSTS": sorted(settings.allow_hosts),
    }


def _identity(settings: CrawlSettings) -> dict[str, Any]:
    """Who we say we are, and what we obey."""
    return {
        "BOT_NAME": "vigie",
        "USER_AGENT": settings.user_agent,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": PRODUCT,
        "COOKIES_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "application/rss+xml,application/atom+xml,text/html,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Language": "fr,en;q=0.7",
            "Accept-Encoding": "gzip, deflate",  # a decoder for each of these is in the standard library
        },
    }


def _limits(settings: CrawlSettings) -> dict[str, Any]:
    """What one answer may cost."""
    return {
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_TIMEOUT": settings.timeout,
        "DOWNLOAD_MAXSIZE": settings.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": settings.retries > 0,
        "RETRY_TIMES": settings.retries,
        "RETRY_HTTP_CODES": [408, 500, 502, 504],  # 429 and 503 say "later": the next sweep comes
        "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
        "HTTPERROR_ALLOW_ALL": True,  # each status is read as an answer, see answers.py
        "DEPTH_STATS_VERBOSE": False,
    }


def _pace(settings: CrawlSettings) -> dict[str, Any]:
    """How much one host is asked."""
    return {
        "CONCURRENT_REQUESTS": settings.concurrency,
        "CONCURRENT_ITEMS": 1,  # Scrapy starts so many tasks for every answer; documents come in one item
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": settings.delay,
        "AUTOTHROTTLE_ENABLED": settings.delay > 0,
        "AUTOTHROTTLE_START_DELAY": max(settings.delay, 0.5),  # Scrapy's 5 s would hold every first page back
        "AUTOTHROTTLE_MAX_DELAY": 30.0,
    }


def _parts() -> dict[str, Any]:
    """Which parts of Scrapy run, and which do not."""
    return {
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "HTTPPROXY_ENABLED": False,  # a proxy would resolve names for us, past the gate
        "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
        "DOWNLOADER_MIDDLEWARES": {
            "watch_crawlers.gate.GateMiddleware": 20,  # before robots.txt is asked for
            "watch_crawlers.robots.RobotsMiddleware": 110,  # after Scrapy's own, which knows the host's rules
            **dict.fromkeys(_UNUSED_DOWNLOADER_PARTS),
        },
        "SPIDER_MIDDLEWARES": dict.fromkeys(_UNUSED_SPIDER_PARTS),
        "EXTENSIONS": dict.fromkeys(_UNUSED_EXTENSIONS),
        "ITEM_PIPELINES": {"watch_crawlers.sink.Sink": 100},
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }
