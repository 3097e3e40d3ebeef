"""Recordings: what a source answered, or is written to answer in the manner of its software, and what is read in it.

A directory under ``tests/recorded`` is one source. Its ``expected.yml`` names either the files that
``vigie sources record`` saved (``answers``), or the families of templates and the values that fill them. Texts of
others are not kept here: families carry the real structure of the software, values are invented.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
import yaml

from crawlers.local_site import Page
from watch.model import Source
from watch_crawlers.asking import question
from watch_crawlers.visit import Listing, Visit

ROOT = Path(__file__).resolve().parents[1] / "recorded"
_MONTH_NAMES = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_DAY_NAMES = "lundi mardi mercredi jeudi vendredi samedi dimanche"
_MONTHS, _DAYS = _MONTH_NAMES.split(), _DAY_NAMES.split()
_ENTITIES = {"’": "&rsquo;", "é": "&eacute;", "«": "&laquo;", "»": "&raquo;"}
_TEXTURIZED = {"’": "&#8217;", "–": "&#8211;", "«": "&#171;", "»": "&#187;", "&": "&#038;"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be read in one document."""

    url: str
    """Canonical."""
    title: str
    published_on: str | None
    text: str
    """How its text begins."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The answers of one source at one moment."""

    source_id: str
    at: datetime
    pages: Mapping[str, Page]
    """By address."""
    expected: tuple[Expected, ...]
    whole: bool
    """Whether every document that the answers name is expected; a capture holds the pages of the first ones only."""


def recorded_ids() -> list[str]:
    """The sources that are recorded."""
    return sorted(path.parent.name for path in ROOT.glob("*/expected.yml"))


def load(source: Source, root: Path = ROOT) -> Recording:
    """The recording of *source*."""
    directory = root / source.id
    raw = yaml.safe_load((directory / "expected.yml").read_text(encoding="utf-8"))
    at = datetime.fromisoformat(str(raw["at"]))
    captured = "answers" in raw
    pages = dict(_captured(directory, raw["answers"]) if captured else _written(source, at, raw))
    expected = tuple(Expected(**row) for row in raw["expected"])
    return Recording(source.id, at, pages, expected, whole=not captured)


def _captured(directory: Path, answers: list[dict[str, Any]]) -> Iterator[tuple[str, Page]]:
    for one in answers:
        body = (directory / one["file"]).read_bytes()
        yield one["url"], Page(body, int(one["status"]), content_type=one["content_type"])


def _written(source: Source, at: datetime, raw: dict[str, Any]) -> Iterator[tuple[str, Page]]:
    """The pages that the families make of the values."""
    visit = Visit(source, None, lambda: at, 9, [Listing(url, None) for url in source.urls])
    addresses = [question(visit, listing).url for listing in visit.listings]
    entries = [_entry(row) for row in raw.get("entries", ())]
    values = {"site": source.name, "home": source.homepage, "language": source.language, "charset": "utf-8", **raw}
    for place, address in enumerate(addresses):
        named = entries[place :: len(addresses)]
        shown = {**values, "entries": named, "rows": raw.get("rows", ())}
        yield address, _page(raw["listing"], shown)
    for entry in entries if "page" in raw else ():
        others = [other for other in entries if other is not entry]
        target = raw["lands_on"] + entry["path"].lstrip("/") if "lands_on" in raw else entry["url"]
        yield target, _page(raw["page"], {**values, "entry": entry, "others": others})
        if target != entry["url"]:
            yield entry["url"], Page(status=301, headers={"Location": target})


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "at": datetime.fromisoformat(row["at"]), "path": urlsplit(row["url"]).path}


def _page(family: str, values: dict[str, Any]) -> Page:
    name = next(path.name for path in (ROOT / "families").glob(f"{family}.*.j2"))
    kind = name.split(".")[1]
    text = _environment().get_template(name).render(values)
    types = {"html": "text/html", "xml": "application/xml", "json": "application/json"}
    charset = str(values["charset"])
    declared = f"; charset={charset}" if kind == "html" else ""
    return Page(text.encode(charset), content_type=values.get("content_type", types[kind] + declared))


def _environment() -> jinja2.Environment:
    made = jinja2.Environment(  # the families write their own escapes, which are what is tested
        loader=jinja2.FileSystemLoader(ROOT / "families"), undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    made.filters |= {
        "rfc822": format_datetime,
        "rfc822_utc": lambda at: format_datetime(at.astimezone(UTC)),
        "iso": datetime.isoformat,
        "iso_utc": lambda at: f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "fr_long": lambda at: f"{_DAYS[at.weekday()]} {_fr_day(at)}",
        "fr_day": _fr_day,
        "fr_numeric": lambda at: f"{at:%d/%m/%Y}",
        "fr_short": lambda at: f"{at:%d.%m.%y}",
        "fr_stamp": lambda at: f"{_DAYS[at.weekday()][:3]} {at:%d/%m/%Y - %H:%M}",
        "day_in": lambda at, language: _fr_day(at) if language == "fr" else f"{at:%B} {at.day}, {at.year}",
        "entities": lambda text: _replaced(text, _ENTITIES),
        "texturized": lambda text: _replaced(text, _TEXTURIZED),
        "tojson": lambda value: json.dumps(value, ensure_ascii=False),
    }
    return made


def _fr_day(at: datetime) -> str:
    return f"{'1er' if at.day == 1 else at.day} {_MONTHS[at.month - 1]} {at.year}"


def _replaced(text: str, signs: Mapping[str, str]) -> str:
    return re.sub("|".join(signs), lambda match: signs[match[0]], text)


def hosts(recording: Recording) -> set[str]:
    """The hosts that a recording speaks for."""
    return {urlsplit(url).netloc for url in recording.pages}


def truncated(recording: Recording, size: int) -> Recording:
    """The same with each answer cut after *size* bytes, as lines break."""
    return replace(
        recording, pages={url: replace(page, body=page.body[:size]) for url, page in recording.pages.items()}
    )
