"""The pages: what is new, how sovereign it is, on what evidence, and how the watch itself is doing."""

from watch.web.app import create_app
from watch.web.library import Documents, Explained, Followed, Health, Library, Life, Listed, Page, Read, Sheet, Watched
from watch.web.service import Service

__all__ = [
    "Documents",
    "Explained",
    "Followed",
    "Health",
    "Library",
    "Life",
    "Listed",
    "Page",
    "Read",
    "Service",
    "Sheet",
    "Watched",
    "create_app",
]
