"""What happened to a deal, in order of time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from watch.formats.calendar import ends_on
from watch.model import Announcement, Document, Framework, LinkKind, PartialDate, Placement
from watch.web.library import Life, Sheet
from watch.web.words import tell
from watch.wording.differences import fact_differences
from watch.wording.phrases import say_full_verdict, shorten
from watch.wording.terms import Language, say

_SHORT = 120


@dataclass(frozen=True, slots=True)
class Event:
    """One moment in the life of a deal."""

    when: PartialDate
    kind: str
    """signed, first_seen, judged, version, notice, placed, withdrawn, end, or state.X for a state of the deal."""
    detail: str
    document_id: str | None = None
    """The document that tells it."""


def timeline(sheet: Sheet, framework: Framework, lang: Language) -> tuple[Event, ...]:
    """The events that are known, the earliest first; of one day, states before what Vigie did."""
    return tuple(sorted(_events(sheet, framework, lang), key=lambda event: event.when.first_day))


def _events(sheet: Sheet, framework: Framework, lang: Language) -> Iterator[Event]:
    found, life = sheet.announcement, sheet.life
    if found.signed_on:
        yield Event(found.signed_on, "signed", "")
    if life is None or not life.states:
        if found.announced_on:
            yield Event(found.announced_on, "state.announced", "")
    else:
        yield from _states(sheet, life)
    yield Event(PartialDate.of(found.first_seen_at.date()), "first_seen", "")
    if life is not None:
        yield from _history(life, lang)
    last = None
    for judged in reversed(sheet.assessments):
        verdict = say_full_verdict(judged, framework, lang)
        if verdict != last:  # judged again to the same end is history, not an event
            yield Event(PartialDate.of(judged.created_at.date()), "judged", verdict)
        last = verdict
    end = ends_on(found)
    if end:
        yield Event(PartialDate.of(end), "end", "")


def _states(sheet: Sheet, life: Life) -> Iterator[Event]:
    documents = {read.document.id: read.document for read in sheet.documents}
    documents |= {each.document.id: each.document for each in life.followed}
    for step in life.states:
        yield Event(
            PartialDate.of(step.day), f"state.{step.status}", _publisher(documents, step.document_id), step.document_id
        )


def _publisher(documents: Mapping[str, Document], document_id: str) -> str:
    known = documents.get(document_id)
    return shorten(known.publisher, _SHORT) if known else ""


def _history(life: Life, lang: Language) -> Iterator[Event]:
    """What registers, publishers and editors did, and what each version changed."""
    for each in life.followed:
        if each.kind is LinkKind.NOTICE:
            detail = shorten(each.document.title, _SHORT)
            yield Event(PartialDate.of(each.document.day), "notice", detail, each.document.id)
    for (before, _), (after, made) in zip(life.versions, life.versions[1:], strict=False):
        yield Event(PartialDate.of(made.date()), "version", _changed(before, after, lang))
    for document_id, (noticed, reason) in life.withdrawn.items():
        yield Event(PartialDate.of(noticed.date()), "withdrawn", shorten(reason, _SHORT), document_id)
    for act in life.placements:
        yield Event(PartialDate.of(act.at.date()), "placed", _act(act, lang))


def _changed(before: Announcement, after: Announcement, lang: Language) -> str:
    changes = "; ".join(fact_differences(before, after, lang)) or ", ".join(
        say("change", each, lang) for each in after.changes
    )
    return tell("event.changed", lang, number=after.version, changes=changes)


def _act(act: Placement, lang: Language) -> str:
    moved = {(one.before, one.after) for one in act.documents if one.before != one.after}
    ways = ", ".join(sorted(f"{before or '–'} → {after or '–'}" for before, after in moved))
    return tell(f"act.{act.act}", lang, ways=ways, by=shorten(act.by, _SHORT), reason=shorten(act.reason))
