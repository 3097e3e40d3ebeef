"""The pages: what is new, how sovereign it is, on what evidence, and how the watch itself is doing."""

from watch.web.app import create_app
from watch.web.library import Filters, Health, Library, Listed, Page, Read, Sheet, Watched

__all__ = ["Filters", "Health", "Library", "Listed", "Page", "Read", "Sheet", "Watched", "create_app"]
