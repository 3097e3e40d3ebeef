"""What a question finds as a feed: Atom (RFC 4287) and JSON Feed 1.1."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree import ElementTree as ET

from watch.model import Announcement, Assessment, Framework
from watch.wording.phrases import headline, hosting_documented, say_full_verdict, say_hosting, shorten
from watch.wording.terms import Language, say

ATOM = "http://www.w3.org/2005/Atom"
ET.register_namespace("", ATOM)


@dataclass(frozen=True, slots=True)
class Item:
    """One announcement in a feed."""

    id: str
    url: str
    title: str
    summary: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: what it is of, where it stands, and its newest items."""

    title: str
    home: str
    address: str
    language: Language
    items: tuple[Item, ...]

    @property
    def updated(self) -> datetime:
        """When its newest item changed; the epoch while it has none, so that an empty feed is always the same."""
        return max((each.updated for each in self.items), default=datetime(1970, 1, 1, tzinfo=UTC))


def items(
    rows: Sequence[tuple[Announcement, Assessment | None]], framework: Framework, base: str, lang: Language
) -> tuple[Item, ...]:
    """The items of *rows*; an announcement keeps its id, and is updated when it is judged again."""
    return tuple(_item(found, judged, framework, base, lang) for found, judged in rows)


def _item(found: Announcement, judged: Assessment | None, framework: Framework, base: str, lang: Language) -> Item:
    colon = "\u00a0:" if lang == "fr" else ":"
    verdict = say_full_verdict(judged, framework, lang) if judged else None
    hosted = say_hosting(found.hosting[0], lang) if hosting_documented(found) else say("word", "no_hosting", lang)
    said = (shorten(found.title), say("status", found.status, lang), hosted)
    url = f"{base}/announcements/{quote(found.id, safe='')}"
    return Item(
        id=url,
        url=url,
        title=shorten(f"{headline(found)}{f'{colon} {verdict}' if verdict else ''}", 200),
        summary=" · ".join(said),
        published=found.first_seen_at,
        updated=max(judged.created_at, found.first_seen_at) if judged else found.first_seen_at,
    )


def atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": feed.language})
    _add(root, "id", feed.address)
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated.isoformat())
    _add(root, "link", None, rel="self", href=feed.address)
    _add(root, "link", None, rel="alternate", type="text/html", href=feed.home)
    author = _add(root, "author", None)
    _add(author, "name", "Vigie")
    for each in feed.items:
        entry = _add(root, "entry", None)
        _add(entry, "id", each.id)
        _add(entry, "title", each.title)
        _add(entry, "link", None, rel="alternate", type="text/html", href=each.url)
        _add(entry, "published", each.published.isoformat())
        _add(entry, "updated", each.updated.isoformat())
        _add(entry, "summary", each.summary)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(parent: ET.Element, name: str, text: str | None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    made.text = text
    return made


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.home,
            "feed_url": feed.address,
            "language": feed.language,
            "items": [
                {
                    "id": each.id,
                    "url": each.url,
                    "title": each.title,
                    "content_text": each.summary,
                    "date_published": each.published.isoformat(),
                    "date_modified": each.updated.isoformat(),
                }
                for each in feed.items
            ],
        },
        ensure_ascii=False,
    ).encode()
