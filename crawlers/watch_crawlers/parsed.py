"""What reading a feed, a listing or a page yields, and its form between the reading process and ours."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from watch.errors import ParseError
from watch.model import Interface, Selectors

_ILLEGIBLE = "the reading process gave no legible answer"


class Kind(StrEnum):
    """What the bytes are to be read as."""

    FEED = "feed"
    LISTING = "listing"
    SITEMAP = "sitemap"
    ROWS = "interface"
    WATCHED = "watched page"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Published:
    """A moment as its publisher states it: the day in the publisher's own zone, and the time when it is given."""

    on: date
    at: datetime | None = None
    """With its zone; None when only a day is known."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One document that a feed or a listing names."""

    id: str | None
    """What the feed calls it; None in listings."""
    link: str | None
    """Absolute, http or https."""
    title: str
    """Plain text."""
    published: Published | None
    updated: Published | None
    summary: str
    """Plain text, paragraphs separated by one empty line; the whole text when the feed carries it."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed or a listing, as read."""

    title: str
    language: str | None
    """As stated, for instance "fr-FR"."""
    entries: tuple[FeedEntry, ...]
    """In the order given, each link once; of a feed those not in `ReadTask.seen`."""
    warning: str | None
    """What was wrong with it although it could be read."""
    named: int = 0
    """How many it names in all."""
    seen: tuple[str, ...] = ()
    """Of a feed: the fingerprints of all that it names, in its order; empty where they cannot be told apart."""
    next_page: str | None = None
    """Where its next page is, when the source's rules say so."""


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page, as read."""

    title: str
    published: Published | None
    text: str
    """Plain text, paragraphs separated by one empty line."""
    ruled: bool
    """The text came by the source's own selectors; False: by the general extractor."""


@dataclass(frozen=True, slots=True)
class ParsedRows:
    """A watched page, as read."""

    title: str
    rows: tuple[str, ...]
    """What is compared: one line of plain text each, cells separated by " | ", in the page's order."""


Parsed = ParsedFeed | ParsedPage | ParsedRows
_NAMES: Mapping[type, str] = {ParsedFeed: "feed", ParsedPage: "page", ParsedRows: "rows"}


@dataclass(frozen=True, slots=True)
class ReadTask:
    """What to read, and all it takes; bytes travel beside it."""

    kind: Kind
    url: str
    """Where the bytes came from, after redirects; relative links are resolved against it."""
    content_type: str
    """Of the answer, with its charset."""
    now: datetime
    selectors: Selectors | None = None
    """The layout that holds on that day."""
    entry_url_pattern: str | None = None
    """In listings without selectors: which links are documents."""
    language: str = "fr"
    interface: Interface | None = None
    """What the rows of a JSON answer mean."""
    seen: tuple[str, ...] = ()
    """Fingerprints of a feed's entries that need not be read again."""


def encode_task(task: ReadTask) -> bytes:
    """JSON for one question to the reading process."""
    return json.dumps(asdict(task), default=_plain).encode()


def decode_task(text: bytes) -> ReadTask:
    """The inverse of `encode_task`."""
    raw = json.loads(text)
    layout, rows = raw.pop("selectors"), raw.pop("interface")
    if layout:
        ends = layout.pop("valid_until")
        layout = Selectors(valid_until=date.fromisoformat(ends) if ends else None, **layout)
    if rows:
        window = timedelta(seconds=rows.pop("window"))
        rows = Interface(**{**rows, "window": window, "text": tuple(rows["text"]), "empty": tuple(rows["empty"])})
    return ReadTask(
        **{
            **raw,
            "kind": Kind(raw["kind"]),
            "now": datetime.fromisoformat(raw["now"]),
            "selectors": layout or None,
            "interface": rows or None,
            "seen": tuple(raw["seen"]),
        }
    )


def encode_answer(answer: Parsed | str) -> bytes:
    """JSON for one answer of the reading process; a string is the reason why it could not read."""
    if isinstance(answer, str):
        return json.dumps({"error": answer}).encode()
    return json.dumps({_NAMES[type(answer)]: _shallow(answer)}, default=_plain).encode()


def decode_feed(text: bytes, *, subject: str) -> ParsedFeed:
    """The inverse of `encode_answer` for all that names documents; ParseError when it carries a reason instead."""
    raw = _answer(text, "feed", subject=subject)
    try:
        entries = tuple(_entry(entry) for entry in raw["entries"])
        return ParsedFeed(**{**raw, "entries": entries, "seen": tuple(raw["seen"])})
    except (KeyError, TypeError, ValueError) as error:
        raise ParseError(_ILLEGIBLE, subject=subject) from error


def decode_page(text: bytes, *, subject: str) -> ParsedPage:
    """The inverse of `encode_answer` for pages; ParseError when it carries a reason instead."""
    raw = _answer(text, "page", subject=subject)
    try:
        return ParsedPage(**{**raw, "published": _published(raw["published"])})
    except (KeyError, TypeError, ValueError) as error:
        raise ParseError(_ILLEGIBLE, subject=subject) from error


def decode_rows(text: bytes, *, subject: str) -> ParsedRows:
    """The inverse of `encode_answer` for watched pages; ParseError when it carries a reason instead."""
    raw = _answer(text, "rows", subject=subject)
    try:
        return ParsedRows(str(raw["title"]), tuple(raw["rows"]))
    except (KeyError, TypeError) as error:
        raise ParseError(_ILLEGIBLE, subject=subject) from error


def layout_on(day: date, selectors: Sequence[Selectors]) -> Selectors | None:
    """The layout that holds on *day*: of those not yet ended the one that ends first; one without an end comes last."""
    holding = [layout for layout in selectors if layout.valid_until is None or layout.valid_until >= day]
    return min(holding, key=lambda layout: layout.valid_until or date.max, default=None)


def _answer(text: bytes, name: str, *, subject: str) -> dict[str, Any]:
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise ParseError(_ILLEGIBLE, subject=subject) from error
    found = raw.get(name) if isinstance(raw, dict) else None
    if not isinstance(found, dict):
        raise ParseError(str(raw.get("error", _ILLEGIBLE)) if isinstance(raw, dict) else _ILLEGIBLE, subject=subject)
    return found


def _entry(raw: Mapping[str, Any]) -> FeedEntry:
    return FeedEntry(**{**raw, "published": _published(raw["published"]), "updated": _published(raw["updated"])})


def _published(raw: Mapping[str, str | None] | None) -> Published | None:
    if raw is None or raw["on"] is None:
        return None
    return Published(date.fromisoformat(raw["on"]), datetime.fromisoformat(raw["at"]) if raw["at"] else None)


def _plain(value: object) -> object:
    """What `json` cannot write by itself; `asdict` would copy every text of a feed to do the same."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, date) else _shallow(value)


def _shallow(value: object) -> dict[str, object]:
    """The fields of a dataclass, as they are."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}  # type: ignore[attr-defined]
