"""announced, updated → assess → assessed."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from watch import events
from watch.errors import StageError
from watch.handlers.workshop import Workshop
from watch.model import Announcement, Assessment, Change
from watch.store import announcements, outbox
from watch.store.outbox import Task
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
        shop.store.order_linking(tx)
        announcement = announcements.get(tx, announcement_id)
        if announcement is None:
            raise StageError("is not in the store", subject=f"announcement {announcement_id}")
        now = shop.clock()
        fresh = assess(
            announcement,
            announcements.members(tx, announcement_id),
            shop.config.register,
            shop.config.framework,
            shop.config.legal,
            now.date(),
            now,
        )
        before = announcements.latest_assessment(tx, announcement_id)
        if before is None or not says_the_same(before, fresh):
            if before is not None and before.verdict != fresh.verdict:
                announcement = _next_version(tx, announcement, now)
                fresh = replace(fresh, announcement_version=announcement.version)
            announcements.append_assessment(tx, fresh)
            outbox.add(tx, events.AnnouncementAssessed(announcement_id, fresh.id), now)
        outbox.finish(tx, task, now)


def _next_version(tx: sa.Connection, announcement: Announcement, now: datetime) -> Announcement:
    """A changed verdict is a material change: it makes a version, which may alert."""
    changed = replace(announcement, version=announcement.version + 1, changes=(Change.VERDICT,))
    announcements.save(tx, changed, party_keys(changed), now)
    return changed


def says_the_same(before: Assessment, after: Assessment) -> bool:
    """True when two assessments differ only in id and in when they were made."""
    return before == replace(after, id=before.id, created_at=before.created_at, as_of=before.as_of)
