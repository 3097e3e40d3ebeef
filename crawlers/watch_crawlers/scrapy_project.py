"""Settings for the ``scrapy`` command (``scrapy.cfg`` names this module), for ``scrapy shell`` and ``scrapy settings``.

Vigie itself never reads it: a sweep is configured by `watch_crawlers.settings.scrapy_settings`.
"""

from watch_crawlers.settings import USER_AGENT, CrawlSettings, scrapy_settings

globals().update({key: value for key, value in scrapy_settings(CrawlSettings(USER_AGENT)).items() if key.isupper()})
ITEM_PIPELINES: dict[str, int] = {}
SPIDER_MODULES = ["watch_crawlers.spiders"]
