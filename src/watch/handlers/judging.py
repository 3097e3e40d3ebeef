"""announced, updated → assess → assessed."""

from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from watch import events
from watch.errors import StageError
from watch.handlers.workshop import Workshop
from watch.model import Announcement, Assessment, Change, Document, PartialDate, Reading, Side
from watch.store import announcements, outbox
from watch.store.outbox import Task
from watch.store.stems import fold
from watch_pipelines.assess import assess
from watch_pipelines.link import party_keys


def on_announced(shop: Workshop, task: Task) -> None:
    """Judge a new announcement."""
    assert isinstance(task.event, events.AnnouncementAnnounced)
    _judge(shop, task, task.event.announcement_id)


def on_updated(shop: Workshop, task: Task) -> None:
    """Judge an announcement again because a document joined it."""
    assert isinstance(task.event, events.AnnouncementUpdated)
    _judge(shop, task, task.event.announcement_id)


def _judge(shop: Workshop, task: Task, announcement_id: str) -> None:
    """Append an assessment when it says something new; the same judgement twice is one."""
    with shop.store.write() as tx:
        shop.store.take_turn(tx)
        announcement = announcements.get(tx, announcement_id)
        if announcement is None:
            raise StageError("is not in the store", subject=f"announcement {announcement_id}")
        now = shop.clock()
        members = announcements.members(tx, announcement_id)
        fresh = assess(
            announcement,
            members,
            shop.config.register,
            shop.config.framework,
            shop.config.legal,
            _knowledge_of(members, now),
            now,
            same_project=_same_project(tx, announcement),
        )
        before = announcements.latest_assessment(tx, announcement_id)
        if before is None or not says_the_same(before, fresh):
            if before is not None and before.verdict != fresh.verdict:
                baseline = announcement.baseline and all(document.baseline for document, _ in members)
                announcement = _next_version(tx, replace(announcement, baseline=baseline), now)
                fresh = replace(fresh, announcement_version=announcement.version)
            announcements.append_assessment(tx, fresh)
            outbox.add(tx, events.AnnouncementAssessed(announcement_id, fresh.id), now)
        outbox.finish(tx, task, now)


def _knowledge_of(members: tuple[tuple[Document, Reading], ...], now: datetime) -> date:
    """The day whose knowledge is used: today, or the day of a document in hand where midnight has passed already."""
    return max((now.date(), *(document.published_on for document, _ in members if document.published_on)))


def _same_project(tx: sa.Connection, announcement: Announcement) -> tuple[tuple[Document, Reading], ...]:
    """Documents of other announcements about the same named system of the same body (framework 6.1)."""
    if announcement.project is None:
        return ()
    around = (announcement.announced_on or PartialDate.of(announcement.first_seen_at.date())).first_day
    bodies = _bodies(announcement)
    found: list[tuple[Document, Reading]] = []
    for other in announcements.sharing(tx, party_keys(announcement), around):
        same = other.project is not None and fold(other.project) == fold(announcement.project)
        if same and other.id != announcement.id and bodies & _bodies(other):
            found.extend(announcements.members(tx, other.id))
    return tuple(found)


def _bodies(announcement: Announcement) -> set[str]:
    """Its public parties, by register id or else by name."""
    return {party.actor_id or fold(party.name) for party in announcement.parties if party.side is Side.PUBLIC}


def _next_version(tx: sa.Connection, announcement: Announcement, now: datetime) -> Announcement:
    """A changed verdict is a material change: it makes a version, which may alert."""
    changed = replace(announcement, version=announcement.version + 1, changes=(Change.VERDICT,))
    announcements.save(tx, changed, party_keys(changed), now)
    return changed


def says_the_same(before: Assessment, after: Assessment) -> bool:
    """True when two assessments differ only in id and in when they were made."""
    return before == replace(after, id=before.id, created_at=before.created_at, as_of=before.as_of)
