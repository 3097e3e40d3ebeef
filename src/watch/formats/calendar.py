"""The deadlines of deals as iCalendar (RFC 5545): the end that a stated start and a stated length give."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import UTC, date, timedelta

from watch.model import Announcement
from watch.wording.phrases import headline, plain
from watch.wording.terms import Language


def ends_on(found: Announcement) -> date | None:
    """The day on which the deal ends: signed (else announced) to the day, plus its length; None when not stated.

    A start known to the month only gives no deadline: a day that no text states is not invented.
    """
    start = found.signed_on or found.announced_on
    if start is None or start.day is None or not found.duration_months:
        return None
    month = start.first_day.month - 1 + found.duration_months
    year, month = start.year + month // 12, month % 12 + 1
    if year > date.max.year:
        return None
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def calendar(rows: Iterable[Announcement], base: str, lang: Language) -> Iterator[str]:
    """The lines of a calendar, one whole-day event for each deal whose end is stated."""
    yield from ("BEGIN:VCALENDAR\r\n", "VERSION:2.0\r\n", "PRODID:-//Vigie//vigie//FR\r\n", "CALSCALE:GREGORIAN\r\n")
    for found in rows:
        day = ends_on(found)
        if day is not None:
            said = f"Échéance : {headline(found)}" if lang == "fr" else f"End of term: {headline(found)}"
            yield from ("BEGIN:VEVENT\r\n", *_event(found, day, said, base), "END:VEVENT\r\n")
    yield "END:VCALENDAR\r\n"


def _event(found: Announcement, day: date, said: str, base: str) -> Iterator[str]:
    url = f"{base}/announcements/{found.id}"
    yield from _folded(f"UID:{found.id}@vigie")
    yield from _folded(f"DTSTAMP:{found.first_seen_at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    yield from _folded(f"DTSTART;VALUE=DATE:{day:%Y%m%d}")
    yield from _folded(f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}")
    yield from _folded(f"SUMMARY:{_escaped(said)}")
    yield from _folded(f"DESCRIPTION:{_escaped(plain(found.title))}")
    yield from _folded(f"URL:{url}")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """*line* in pieces of at most 75 octets, cut between characters."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > 74:
            yield f"{piece}\r\n"
            piece = " "
        piece += character
    yield f"{piece}\r\n"
