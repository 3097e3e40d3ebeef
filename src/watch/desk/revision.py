"""Judging again on demand, and what the present rules would have done to past alerts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa

from watch.app import App
from watch.asking import card, parse, passes
from watch.handlers.judging import Judged, moved, same_project
from watch.handlers.revising import foresee, record, revise
from watch.model import Announcement, Assessment
from watch.store import announcements, decisions, history, links, search, subscriptions
from watch.tables import as_json, console, who
from watch.wording.differences import Difference, differences
from watch_pipelines.assess import assess
from watch_pipelines.coverage import telling
from watch_pipelines.digest import matches


def reassess(app: App, *, dry_run: bool, everything: bool) -> tuple[Judged, ...]:
    """Judge again what a changed framework or register concerns (or all of it); a dry run writes nothing."""
    if dry_run:
        return tuple(foresee(app.shop, everything=everything))
    with app.store.write() as tx:
        app.store.take_turn(tx)
        record(app.shop, tx, app.shop.clock())
    return tuple(revise(app.shop, everything=everything))


def print_reassessment(done: Sequence[Judged], *, dry_run: bool) -> None:
    """Print what differs, criterion by criterion, and a line that sums it up."""
    out = console()
    for judged in done:
        if not judged.new or judged.before is None:
            continue
        mark = " (readers will be told)" if judged.moved and not judged.announcement.baseline else ""
        out.print(f"[bold]{judged.announcement.id}[/bold]  ", end="")
        out.out(f"{who(judged.announcement)}{mark}", highlight=False)
        for each in differences(judged.before, judged.after):
            out.out(f"    {each}", highlight=False)
    new, moving = sum(one.new for one in done), sum(bool(one.moved) for one in done)
    would = "would be " if dry_run else ""
    out.out(f"{len(done)} {would}judged again: {new} say something new, {moving} move the verdict or an axis.")
    if dry_run:
        out.out("Nothing was written.")


def reassessment_json(done: Sequence[Judged], *, dry_run: bool) -> str:
    """The same for a script."""
    return as_json(
        {
            "dry_run": dry_run,
            "judged_again": len(done),
            "announcements": [
                {
                    "id": one.announcement.id,
                    "moved": one.moved,
                    "differences": [_flat(each) for each in differences(one.before, one.after)],
                }
                for one in done
                if one.new and one.before
            ],
        }
    )


def _flat(difference: Difference) -> dict[str, str]:
    return {"name": difference.name, "before": difference.before, "after": difference.after}


@dataclass(frozen=True, slots=True)
class Replayed:
    """One version that readers were told of, or would be, judged by the present rules on what was known then."""

    announcement: Announcement
    made_at: datetime
    before: Assessment
    after: Assessment
    told: tuple[str, ...]
    """Recipients who were told of this version."""
    wanted: tuple[str, ...]
    """Recipients whose subscription let it pass under the judgement of then."""
    would_want: tuple[str, ...]
    """The same under the present rules."""

    @property
    def same(self) -> bool:
        """Whether readers would have had the same news."""
        return not moved(self.before, self.after) and self.wanted == self.would_want


def replayed(app: App, since: date) -> tuple[Replayed, ...]:
    """Each version made from *since* on that was told, or would be told, under the present rules; writes nothing."""
    start = datetime.combine(since, time.min, UTC)
    with app.store.read() as tx:
        found = (_replayed(app, tx, version, made) for version, made in history.versions_since(tx, start))
        return tuple(one for one in found if one is not None and (one.told or one.would_want))


def _replayed(app: App, tx: sa.Connection, announcement: Announcement, made: datetime) -> Replayed | None:
    told = history.told(tx, announcement.id, announcement.version)
    moment = max(told.values(), default=_superseded(tx, announcement, app.shop.clock()))
    before = next(_of_version(tx, announcement, moment), None)
    if before is None:
        return None
    config, until = app.config, before.created_at
    after = assess(
        announcement,
        links.members(tx, announcement.id, until),
        config.register,
        config.framework,
        config.legal,
        before.as_of,
        until,
        same_project=tuple(pair for pair in same_project(tx, announcement) if pair[0].captured_at <= until),
        following=telling(announcement, links.members(tx, announcement.id, until, kinds=links.FOLLOWING)),
        decisions=decisions.in_force(decisions.of_announcement(tx, announcement.id, until)),
    )
    return Replayed(
        announcement,
        made,
        before,
        replace(after, id=before.id),
        told=tuple(sorted(told)),
        wanted=_wanted(app, tx, announcement, before, made),
        would_want=_wanted(app, tx, announcement, after, made),
    )


def _wanted(
    app: App, tx: sa.Connection, announcement: Announcement, judged: Assessment, made: datetime
) -> tuple[str, ...]:
    """Recipients whose subscription, begun by then, lets the announcement pass under that judgement."""
    asked = card(announcement, judged, search.origins(tx, announcement.document_ids), made.date())
    return tuple(
        sorted(
            one.recipient
            for one in subscriptions.known(tx, app.config.subscriptions)
            if (start := subscriptions.since(tx, one)) is not None and start <= made
            if matches(one, announcement, judged) is not None and passes(parse(one.query, app.shop.vocabulary), asked)
        )
    )


def _superseded(tx: sa.Connection, announcement: Announcement, now: datetime) -> datetime:
    """When the next version replaced this one; *now* while it stands."""
    later = history.made_at(tx, announcement.id, announcement.version + 1)
    return later or now


def _of_version(tx: sa.Connection, announcement: Announcement, moment: datetime) -> Iterator[Assessment]:
    """The assessments of this version made until *moment*, newest first."""
    for one in announcements.history(tx, announcement.id, moment):
        if one.announcement_version == announcement.version:
            yield one


def print_replay(found: Sequence[Replayed], since: date) -> None:
    """Print each past alert that would differ, and a line that sums it up."""
    out = console()
    for one in found:
        if one.same:
            continue
        out.print(f"[bold]{one.announcement.id}[/bold] v{one.announcement.version}  ", end="")
        out.out(f"{one.made_at:%Y-%m-%d}  {who(one.announcement)}", highlight=False)
        for each in differences(one.before, one.after):
            out.out(f"    {each}", highlight=False)
        for label, readers in (
            ("would not have been told", set(one.wanted) - set(one.would_want)),
            ("would have been told", set(one.would_want) - set(one.wanted)),
        ):
            if readers:
                out.out(f"    {label}: {', '.join(sorted(readers))}", highlight=False)
    other = sum(not one.same for one in found)
    out.out(f"{len(found)} versions since {since} were told or would be; {other} would differ. Nothing was written.")


def replay_json(found: Sequence[Replayed]) -> str:
    """The same for a script."""
    return as_json([_row(one) for one in found])


def _row(one: Replayed) -> dict[str, Any]:
    return {
        "id": one.announcement.id,
        "version": one.announcement.version,
        "made_at": one.made_at,
        "same": one.same,
        "told": one.told,
        "wanted": one.wanted,
        "would_want": one.would_want,
        "differences": [_flat(each) for each in differences(one.before, one.after)],
    }
