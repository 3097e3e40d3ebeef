"""The only item pipeline: documents go to the archive, and nowhere else."""

from typing import TYPE_CHECKING, Self

from scrapy.crawler import Crawler

from watch_crawlers.documents import Harvest

if TYPE_CHECKING:
    from watch_crawlers.spiders import SweepSpider


class Sink:
    """Hands documents to the archive and tells its visit how that ended."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to build it."""
        return cls(crawler)

    async def process_item(self, harvest: Harvest) -> Harvest:
        """Store what the spider brought; what the store raises goes on to Scrapy's log once the visit knows of it."""
        spider: SweepSpider = self._crawler.spider  # type: ignore[assignment]  # the sweep runs no other
        new: list[bool] | None = None
        try:
            new = await spider.archive.capture(harvest.documents)
        finally:
            await spider.stored(harvest, new)
        return harvest
