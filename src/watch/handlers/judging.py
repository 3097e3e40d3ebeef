"""announced, updated, decided → assess → assessed."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from watch import events
from watch.errors import StageError
from watch.handlers.basis import basis_of
from watch.handlers.joining import of_one_system
from watch.handlers.workshop import Workshop
from watch.model import Announcement, Assessment, Axes, Basis, Change, Document, Reading
from watch.store import announcements, bases, decisions, links, outbox
from watch.store.outbox import Task
from watch_pipelines.assess import assess
from watch_pipelines.coverage import keys_of, telling


def on_announced(shop: Workshop, task: Task) -> None:
    """Judge a new announcement."""
    assert isinstance(task.event, events.AnnouncementAnnounced)
    _judge(shop, task, task.event.announcement_id)


def on_updated(shop: Workshop, task: Task) -> None:
    """Judge an announcement again because a document joined it."""
    assert isinstance(task.event, events.AnnouncementUpdated)
    _judge(shop, task, task.event.announcement_id)


def on_decided(shop: Workshop, task: Task) -> None:
    """Judge an announcement again because an editor settled a finding."""
    assert isinstance(task.event, events.FindingDecided)
    _judge(shop, task, task.event.announcement_id)


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement that is not written yet, beside the one in force."""

    announcement: Announcement
    members: tuple[tuple[Document, Reading], ...]
    before: Assessment | None
    after: Assessment
    basis: Basis

    @property
    def new(self) -> bool:
        """Whether it says something that the one in force does not."""
        return self.before is None or not says_the_same(self.before, self.after)

    @property
    def moved(self) -> tuple[Change, ...]:
        """What of it is news to readers: the verdict, an axis; empty for a first judgement."""
        return moved(self.before, self.after) if self.before else ()


def _judge(shop: Workshop, task: Task, announcement_id: str) -> None:
    """Append an assessment when it says something new; the same judgement twice is one."""
    with shop.store.write() as tx:
        shop.store.take_turn(tx)
        now = shop.clock()
        judged = judge(shop, tx, announcement_id, now)
        if judged is not None:
            keep(tx, judged, now)
        outbox.finish(tx, task, now)


def judge(shop: Workshop, tx: sa.Connection, announcement_id: str, now: datetime) -> Judged | None:
    """Judge the announcement by the knowledge of today, and write nothing.

    None for one that no document carries any more. Raises StageError when it is not in the store.
    """
    announcement = announcements.get(tx, announcement_id)
    if announcement is None:
        raise StageError("is not in the store", subject=f"announcement {announcement_id}")
    members = links.members(tx, announcement_id)
    if not members:  # withdrawn since
        return None
    config, related = shop.config, same_project(tx, announcement)
    following = telling(announcement, links.members(tx, announcement_id, kinds=links.FOLLOWING))
    fresh = assess(
        announcement,
        members,
        config.register,
        config.framework,
        config.legal,
        _knowledge_of(members, now),
        now,
        same_project=related,
        following=following,
        decisions=decisions.in_force(decisions.of_announcement(tx, announcement_id)),
    )
    before = announcements.latest_assessment(tx, announcement_id)
    basis = basis_of(announcement, (*members, *following, *related), config.register, shop.marks)
    return Judged(announcement, members, before, _after(before, fresh), basis)


def _after(before: Assessment | None, fresh: Assessment) -> Assessment:
    """*fresh* under an id that also tells what it follows: a fact may be changed and changed back on one day."""
    if before is None:
        return fresh
    return replace(fresh, id=hashlib.sha256(f"{before.id}\x1f{fresh.id}".encode()).hexdigest()[:24])


def keep(tx: sa.Connection, judged: Judged, now: datetime) -> None:
    """Write the judgement and its event if it is new, a version if the verdict or an axis moved, and its basis."""
    announcement, fresh = judged.announcement, judged.after
    if judged.new:
        if judged.moved:
            baseline = announcement.baseline and all(document.baseline for document, _ in judged.members)
            announcement = _next_version(tx, replace(announcement, baseline=baseline), judged.moved, now)
            fresh = replace(fresh, announcement_version=announcement.version)
        announcements.append_assessment(tx, fresh)
        outbox.add(tx, events.AnnouncementAssessed(announcement.id, fresh.id), now)
    bases.save(tx, announcement.id, judged.basis, now)


def _knowledge_of(members: tuple[tuple[Document, Reading], ...], now: datetime) -> date:
    """The day whose knowledge is used: today, or the day of a document in hand where midnight has passed already."""
    return max((now.date(), *(document.published_on for document, _ in members if document.published_on)))


def same_project(tx: sa.Connection, announcement: Announcement) -> tuple[tuple[Document, Reading], ...]:
    """Documents of other announcements about the same named system of the same body (framework 6.1)."""
    return tuple(member for other in of_one_system(tx, announcement) for member in links.members(tx, other.id))


def _next_version(
    tx: sa.Connection, announcement: Announcement, changes: tuple[Change, ...], now: datetime
) -> Announcement:
    """A moved verdict or axis is a material change: it makes a version, which may alert."""
    changed = replace(announcement, version=announcement.version + 1, changes=changes)
    announcements.save(tx, changed, keys_of(changed), now)
    return changed


def moved(before: Assessment, after: Assessment) -> tuple[Change, ...]:
    """What of a judgement moved that readers are told: the verdict, and the axes by their codes."""
    verdict = (Change.VERDICT,) if before.verdict != after.verdict else ()
    axis = (Change.AXIS,) if _codes(before.axes) != _codes(after.axes) else ()
    return (*verdict, *axis)


def _codes(axes: Axes) -> tuple[object, ...]:
    return (axes.exposure, axes.dependence, axes.transparency, axes.sensitivity)


def says_the_same(before: Assessment, after: Assessment) -> bool:
    """True when two assessments differ only in id and in when they were made."""
    return before == replace(after, id=before.id, created_at=before.created_at, as_of=before.as_of)
