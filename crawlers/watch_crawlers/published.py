"""When something was published, as feeds, pages and addresses write it. `None` is better than a wrong day."""

import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from watch_crawlers.parsed import Published

EARLIEST = date(1990, 1, 1)
"""Before this nothing was published on the web; such dates are placeholders."""
AHEAD = timedelta(days=1)
"""How far before us a publisher's clock or zone may be."""

_MONTHS_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_MONTHS_EN = "january february march april may june july august september october november december"
_SHORT = {"janv": 1, "févr": 2, "fév": 2, "avr": 4, "juil": 7, "sept": 9, "déc": 12}
_FOLD = str.maketrans("éèêûàç", "eeeuac")
_ZONES = {"CET": "+0100", "CEST": "+0200", "MET": "+0100", "MEST": "+0200", "WET": "+0000", "WEST": "+0100"}
_HOME = {"fr": ZoneInfo("Europe/Paris")}
"""Where a publisher of that language keeps its calendar, when it states its times in UTC."""


def _months() -> dict[str, int]:
    names = {name: number for text in (_MONTHS_FR, _MONTHS_EN) for number, name in enumerate(text.split(), 1)}
    names |= {name[:3]: number for number, name in enumerate(_MONTHS_EN.split(), 1)}
    return {name.translate(_FOLD): number for name, number in {**_SHORT, **names}.items()}


MONTHS = _months()
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_ISO = re.compile(
    r"\b(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\d*\s?(Z|[+-]\d{2}:?\d{2})?)?"
)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:er|st|nd|rd|th)?[\s-]+({_MONTH})\b\.?,?[\s-]+(\d{{4}})\b")
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b")
_NUMERIC = re.compile(r"(?<![\d/.])(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d/]|\.\d)")
_RELATIVE = re.compile(r"\b(?:il y a (?:\d+|une?) \w+|\d+ \w+ ago|(?:avant-)?hier|aujourd.hui|yesterday|today)\b")
_IN_URL = re.compile(
    r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/-])|[-/](20\d{2})(\d{2})(\d{2})(?=$|[/?.#])|(\d{4})-(\d{2})-(\d{2})(?!\d)"
)


def from_feed(text: str, now: datetime, language: str) -> Published | None:
    """The date of a feed's entry: RFC 822, ISO 8601, or whatever publishers write instead."""
    stamp = text.strip()
    name = stamp.rpartition(" ")[2]
    if name in _ZONES:
        stamp = stamp.removesuffix(name) + _ZONES[name]
    try:
        moment = parsedate_to_datetime(stamp)
    except (ValueError, IndexError, TypeError):
        return from_text(text, now, language)
    if moment.tzinfo is None and not stamp.endswith("-0000"):
        return plausible(Published(moment.date()), now)
    return plausible(_stated(moment if moment.tzinfo else moment.replace(tzinfo=UTC), language), now)


def from_text(text: str, now: datetime, language: str) -> Published | None:
    """The first date that *text* names; days first where digits alone are ambiguous, except in English (then None).

    "hier" and "il y a 3 jours" are counted from *now*. A month without a day is not a date.
    """
    folded = " ".join(text.split()).lower().translate(_FOLD)
    found = [*_written(folded, language), *_iso(folded, language)]
    if found:
        return plausible(min(found, key=lambda pair: pair[0])[1], now)
    relative = _RELATIVE.search(folded)
    return _relative(relative.group(), now, language) if relative else None


def from_url(url: str, now: datetime) -> Published | None:
    """The day that an address carries, as in ``/2026/04/16/`` or ``-20260416``."""
    for match in _IN_URL.finditer(url):
        year, month, day = (int(part) for part in match.groups() if part is not None)
        published = plausible(_on(year, month, day), now)
        if published:
            return published
    return None


def plausible(published: Published | None, now: datetime) -> Published | None:
    """*published*, or None when it lies in the future or before the web."""
    if published is None or not EARLIEST <= published.on <= (now + AHEAD).date():
        return None
    return published


def _written(text: str, language: str) -> list[tuple[int, Published]]:
    """Dates in words and in digits, with their places."""
    days = [(m.start(), _on(int(m[3]), MONTHS[m[2]], int(m[1]))) for m in _DAY_FIRST.finditer(text)]
    days += [(m.start(), _on(int(m[3]), MONTHS[m[1]], int(m[2]))) for m in _MONTH_FIRST.finditer(text)]
    days += [(m.start(), _digits(int(m[1]), int(m[3]), int(m[4]), language)) for m in _NUMERIC.finditer(text)]
    return [(place, published) for place, published in days if published]


def _digits(first: int, second: int, year: int, language: str) -> Published | None:
    year += 2000 if year < 100 else 0
    if language == "en" and first <= 12 and second <= 12 and first != second:
        return None
    if second > 12:
        first, second = second, first
    return _on(year, second, first)


def _iso(text: str, language: str) -> list[tuple[int, Published]]:
    """ISO 8601 days and moments, with their places."""
    found: list[tuple[int, Published]] = []
    for match in _ISO.finditer(text.upper()):
        published = _on(int(match[1]), int(match[2]), int(match[3]))
        if published and match[4] and match[5]:
            try:
                moment = datetime.fromisoformat(f"{published.on}T{match[4]}{match[5]}")
            except ValueError:
                continue
            published = _stated(moment, language)
        if published:
            found.append((match.start(), published))
    return found


def _stated(moment: datetime, language: str) -> Published:
    """Midnight, and noon in UTC, stand for "that day"; other times are meant."""
    in_utc = moment.utcoffset() == timedelta(0)
    home = _HOME.get(language)
    local = moment.astimezone(home) if in_utc and home and moment.time() != time(0) else moment
    meant_as_day = local.time() == time(0) or moment.time() == time(0) or (in_utc and moment.time() == time(12))
    return Published(local.date(), None if meant_as_day else moment)


def _relative(text: str, now: datetime, language: str) -> Published | None:
    """A day counted back from *now*; dateparser knows the phrases, and costs an import only when one is met."""
    import dateparser  # noqa: PLC0415

    moment = dateparser.parse(
        text,
        languages=[language] if language in {"fr", "en"} else ["fr", "en"],
        settings={"RELATIVE_BASE": now.replace(tzinfo=None), "PREFER_DATES_FROM": "past"},
    )
    return plausible(Published(moment.date()), now) if moment else None


def _on(year: int, month: int, day: int) -> Published | None:
    try:
        return Published(date(year, month, day))
    except ValueError:
        return None
