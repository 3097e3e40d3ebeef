"""Scrapy's runner with a memory: what hosts said in robots.txt holds across sweeps."""

from scrapy.crawler import AsyncCrawlerRunner

from watch_crawlers.robots import RobotsMemory
from watch_crawlers.settings import CrawlSettings, scrapy_settings


class PoliteRunner(AsyncCrawlerRunner):
    """Runs sweeps by *settings*; kept from sweep to sweep it spares each host a request a time."""

    def __init__(self, settings: CrawlSettings) -> None:
        super().__init__(scrapy_settings(settings))
        self.robots = RobotsMemory()
