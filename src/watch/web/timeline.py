"""What happened to a deal, in order of time."""

from collections.abc import Iterator
from dataclasses import dataclass

from watch.formats.calendar import ends_on
from watch.model import Framework, PartialDate
from watch.web.library import Sheet
from watch.wording.phrases import say_full_verdict
from watch.wording.terms import Language


@dataclass(frozen=True, slots=True)
class Event:
    """One moment in the life of a deal."""

    when: PartialDate
    kind: str
    """signed, announced, first_seen, judged or end."""
    detail: str


def timeline(sheet: Sheet, framework: Framework, lang: Language) -> tuple[Event, ...]:
    """The events that are known, the earliest first."""
    return tuple(sorted(_events(sheet, framework, lang), key=lambda event: event.when.first_day))


def _events(sheet: Sheet, framework: Framework, lang: Language) -> Iterator[Event]:
    found = sheet.announcement
    if found.signed_on:
        yield Event(found.signed_on, "signed", "")
    if found.announced_on:
        yield Event(found.announced_on, "announced", "")
    yield Event(PartialDate.of(found.first_seen_at.date()), "first_seen", "")
    last = None
    for judged in reversed(sheet.assessments):
        verdict = say_full_verdict(judged, framework, lang)
        if verdict != last:  # judged again to the same end is history, not an event
            yield Event(PartialDate.of(judged.created_at.date()), "judged", verdict)
        last = verdict
    end = ends_on(found)
    if end:
        yield Event(PartialDate.of(end), "end", "")
