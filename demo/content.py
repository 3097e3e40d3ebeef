"""What the sites of the recorded fortnight publish, read from `demo/fortnight/*.yml`."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

FORTNIGHT = Path(__file__).parent / "fortnight"


@dataclass(frozen=True, slots=True)
class Post:
    """One document of one site."""

    slug: str
    title: str
    published: datetime
    paragraphs: tuple[str, ...]
    deal: str | None
    """The commitment that it tells; read by the tests only."""
    near_miss: str | None
    """Why it tells none; read by the tests only."""
    moved_from: str | None
    """Feeds link to this older path, which answers 301."""
    gone: bool
    """Feeds link to it, its page answers 404."""
    forbidden: bool
    """robots.txt reserves its path."""


@dataclass(frozen=True, slots=True)
class Site:
    """One publisher and all that it publishes, newest first."""

    id: str
    name: str
    kind: str
    language: str
    layout: str
    posts: tuple[Post, ...]

    def visible(self, until: date) -> tuple[Post, ...]:
        """What is published on or before *until*, in the publisher's own time zone."""
        return tuple(post for post in self.posts if post.published.date() <= until)


def load_sites(directory: Path = FORTNIGHT) -> tuple[Site, ...]:
    """Read every site; raise KeyError when a file lacks a key and ValueError for a moment without its zone."""
    return tuple(_site(yaml.safe_load(path.read_text("utf-8"))) for path in sorted(directory.glob("*.yml")))


def _site(raw: dict[str, Any]) -> Site:
    posts = sorted((_post(one) for one in raw["documents"]), key=lambda post: post.published, reverse=True)
    return Site(raw["id"], raw["name"], raw["kind"], raw["language"], raw["layout"], tuple(posts))


def _post(raw: dict[str, Any]) -> Post:
    published = datetime.fromisoformat(raw["published"])
    if published.tzinfo is None:
        raise ValueError(f"{raw['slug']}: `published` needs its time zone")
    return Post(
        slug=raw["slug"],
        title=raw["title"],
        published=published,
        paragraphs=tuple(part.strip() for part in raw["body"].split("\n\n") if part.strip()),
        deal=raw.get("deal"),
        near_miss=raw.get("near_miss"),
        moved_from=raw.get("moved_from"),
        gone=raw.get("gone", False),
        forbidden=raw.get("forbidden", False),
    )
