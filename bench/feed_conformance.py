"""Our reading of feeds against what two other parsers expect of the same feeds, field by field.

    python bench/feed_conformance.py FOLDER        (or VIGIE_FEEDS=FOLDER)

FOLDER holds checkouts of the test cases of feed-rs (``fixture``) and gofeed (``testdata``), each feed with the JSON
that its project expects. They are not part of this tree. Every feed goes through the reading process, as in a sweep.
Exit code 1 when a field agrees in less than 98 % of the entries in which both define it, or a deviation has no reason.
"""

import asyncio
import html
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from watch_crawlers.parse_child import Reader
from watch_crawlers.parsed import FeedEntry, Kind, ParsedFeed, Published, ReadTask

FIELDS = ("title", "link", "id", "published", "updated", "summary")
NOW = datetime(2027, 1, 1, tzinfo=UTC)
BASE = "https://feeds.example/"
LEAST = 98.0
REASONS: Mapping[tuple[str, str], str] = {
    ("rss_2.0_spec_1.xml", "entry"): "two entries differ only by the fragment of one address; a document is a page",
}
"""Why we differ on purpose, by case and field."""


@dataclass
class Tally:
    """What was counted over all cases."""

    both: Counter[str] = field(default_factory=Counter)
    agree: Counter[str] = field(default_factory=Counter)
    only_theirs: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)
    deviations: list[tuple[str, str, str, str]] = field(default_factory=list)


def cases(folder: Path) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Each feed with what is expected of it: project and name, bytes, JSON."""
    for feed in sorted([*folder.rglob("*.xml"), *folder.rglob("*.json")]):
        for sheet in (feed.with_name(f"{feed.stem}.serde.json"), feed.with_suffix(".json")):
            if sheet != feed and sheet.exists() and not feed.name.endswith(".serde.json"):
                expected = json.loads(sheet.read_text(encoding="utf-8"))
                yield str(feed.relative_to(folder)), feed.read_bytes(), expected
                break


def theirs(entry: Mapping[str, Any], source: str) -> dict[str, str]:
    """An expected entry in our words, whichever project wrote it; an id that the parser made up is left out."""
    if "links" in entry and isinstance(entry["links"], list) and any(isinstance(one, dict) for one in entry["links"]):
        links = [one for one in entry["links"] if one.get("rel") in {None, "alternate"}] or entry["links"]
        link = links[0]["href"]
    else:
        link = entry.get("link") or entry.get("url") or ""
    content = entry.get("content")
    body = (content.get("body") or "") if isinstance(content, dict) else content or ""
    texts = [_text(entry.get("summary") or entry.get("description")), body]
    texts += [_text(one.get("description")) for one in entry.get("media") or () if isinstance(one, dict)]
    said = str(entry.get("id") or entry.get("guid") or "")
    return {
        "title": _plain(_text(entry.get("title"))),
        "link": _address(link),
        "id": said.strip() if said.strip() in html.unescape(source) else "",
        "published": entry.get("publishedParsed") or entry.get("published") or "",
        "updated": entry.get("updatedParsed") or entry.get("updated") or "",
        "summary": max((_plain(text) for text in texts), key=len),
    }


def ours(entry: FeedEntry) -> dict[str, str]:
    """Our entry in the same form."""
    return {
        "title": _plain(entry.title),
        "link": _address(entry.link or ""),
        "id": entry.id or "",
        "published": _moment(entry.published),
        "updated": _moment(entry.updated),
        "summary": _plain(entry.summary),
    }


def agree(name: str, left: str, right: str) -> bool:
    """Whether two values of one field say the same; a day agrees with any moment of it, in whatever zone."""
    if name == "summary":  # where a tag stood, some put a blank and some do not
        return left.replace(" ", "") == right.replace(" ", "")
    if name not in {"published", "updated"}:
        return left == right
    one, other = _read_moment(left), _read_moment(right)
    if one is None or other is None:
        return False
    if "T" in right:
        return abs(one - other) < timedelta(seconds=1)
    return timedelta(hours=-14) <= one - other <= timedelta(hours=38)


async def compare(folder: Path) -> Tally:
    """Read each case in the reading process and count."""
    tally = Tally()
    async with Reader(10) as reader:
        for name, body, expected in cases(folder):
            wanted = expected.get("entries") or expected.get("items") or ()
            if not wanted:
                continue
            tally.cases[name.partition("/")[0]] += 1
            found = await reader.feed(body, ReadTask(Kind.FEED, BASE, "application/xml", NOW, language="en"))
            if not isinstance(found, ParsedFeed):
                tally.deviations.append((name, "feed", "read", str(found)))
                continue
            _count(tally, name, [theirs(one, body.decode("utf-8", "replace")) for one in wanted], found)
    return tally


def _count(tally: Tally, name: str, wanted: list[dict[str, str]], found: ParsedFeed) -> None:
    read = [ours(entry) for entry in found.entries]
    for place, expected in enumerate(wanted):
        match = read[place] if len(read) == len(wanted) else _alike(expected, read)
        if match is None:
            tally.deviations.append((name, "entry", expected["title"] or expected["link"], "not among ours"))
            continue
        for one in FIELDS:
            if not expected[one] or not match[one]:
                tally.only_theirs[one] += bool(expected[one])
                continue
            tally.both[one] += 1
            if agree(one, expected[one], match[one]):
                tally.agree[one] += 1
            else:
                tally.deviations.append((name, one, expected[one], match[one]))


def _alike(expected: Mapping[str, str], read: list[dict[str, str]]) -> dict[str, str] | None:
    for one in ("id", "link", "title"):
        for entry in read:
            if expected[one] and entry[one] == expected[one]:
                return entry
    return None


def _text(node: Any) -> str:
    return str(node.get("content") or "") if isinstance(node, dict) else str(node or "")


def _plain(text: str) -> str:
    """Words only, by means of its own: tags away, entities resolved (twice: titles carry them so), blanks folded."""
    bare = re.sub(r"(?s)<(script|style)\b.*?</\1>|<!--.*?-->", " ", html.unescape(text))
    bare = html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", " ", bare))
    return " ".join(re.findall(r"[^\s\u200b\ufeff]+", bare))


def _address(link: str) -> str:
    """Absolute, as ours are, and with the host in lower case."""
    parts = urlsplit(urljoin(BASE, link.strip())) if link.strip() else None
    return urlunsplit(parts._replace(netloc=parts.netloc.lower(), path=parts.path.rstrip("/"))) if parts else ""


def _moment(published: Published | None) -> str:
    if published is None:
        return ""
    return published.at.isoformat() if published.at else published.on.isoformat()


def _read_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def main() -> int:
    """Print the table and the deviations."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("VIGIE_FEEDS", ""))
    if not folder.is_dir():
        print(f"{folder}: is no directory; name one that holds the test cases of feed-rs and gofeed")
        return 2
    tally = asyncio.run(compare(folder))
    print(f"cases with entries: {dict(tally.cases)}")
    print(f"{'field':<10} {'both':>6} {'agree':>6} {'%':>7} {'only theirs':>12}")
    low = False
    for one in FIELDS:
        both, same = tally.both[one], tally.agree[one]
        share = 100 * same / both if both else 100.0
        low |= share < LEAST
        print(f"{one:<10} {both:>6} {same:>6} {share:>7.2f} {tally.only_theirs[one]:>12}")
    unexplained = 0
    for name, one, expected, found in tally.deviations:
        reason = REASONS.get((Path(name).name, one)) or REASONS.get((Path(name).name, "*"))
        unexplained += reason is None
        print(f"- {name} [{one}] {expected[:90]!r} / ours {found[:90]!r}: {reason or 'NO REASON GIVEN'}")
    print(f"{len(tally.deviations)} deviations, {unexplained} without a reason")
    return int(low or unexplained > 0)


if __name__ == "__main__":
    sys.exit(main())
