"""assessed → alert → raised; raised → deliver; digest-due → digest → deliver."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
import structlog

from watch import events, saved
from watch.errors import DeliveryError, StageError
from watch.handlers.channels import hand_over, leave_page
from watch.handlers.workshop import Workshop
from watch.measures import DELIVERED
from watch.model import Alert, Announcement, Assessment, Digest, OutgoingMessage, Subscription, Week
from watch.moments import next_moment, quiet_until
from watch.store import announcements, documents, issues, links, messages, outbox, periods, subscriptions
from watch.store.outbox import Task
from watch_pipelines.alert import alerts, compose_alert
from watch_pipelines.digest import compose_digest, matches

_DAY = timedelta(days=1)
_WEEKS = 8
_log = structlog.get_logger("vigie.telling")


def on_assessed(shop: Workshop, task: Task) -> None:
    """Write an alert for each immediate subscriber who wants this and has not had this version.

    A version that still awaits its own assessment is not told with an earlier one's: its event comes. What cannot be
    written for one subscriber is raised only after the alerts of all others were kept.
    """
    assert isinstance(task.event, events.AnnouncementAssessed)
    failed: list[Exception] = []
    with shop.store.write() as tx:
        shop.store.take_turn(tx)
        now = shop.clock()
        announcement = announcements.get(tx, task.event.announcement_id)
        judged = announcements.latest_assessment(tx, task.event.announcement_id)
        stands = announcement is not None and announcements.withdrawn_at(tx, announcement.id) is None
        if stands and announcement and judged and judged.announcement_version == announcement.version:
            for alert in _wanted(shop, tx, announcement, judged):
                with _apart(failed):
                    _raise(shop, tx, alert, now)
        if not failed:
            outbox.finish(tx, task, now)
    if failed:
        raise failed[0]


@contextlib.contextmanager
def _apart(failed: list[Exception]) -> Iterator[None]:
    """What goes wrong for one reader is noted and does not keep the others from their mail."""
    try:
        yield
    except sa.exc.DBAPIError:
        raise  # the transaction is lost for everybody
    except Exception as error:  # noqa: BLE001  (a template that fails on one text may raise anything)
        failed.append(error)


def _wanted(shop: Workshop, tx: sa.Connection, announcement: Announcement, judged: Assessment) -> tuple[Alert, ...]:
    """The alerts of the subscriptions whose filters and saved query let this announcement pass."""
    listening = subscriptions.active(tx, shop.config.subscriptions)
    return tuple(alert for alert in alerts(announcement, judged, listening) if _is_found(shop, tx, alert))


def _is_found(shop: Workshop, tx: sa.Connection, alert: Alert) -> bool:
    return bool(saved.found_by(tx, alert.subscription.query, [alert.announcement.id], shop.vocabulary))


def _raise(shop: Workshop, tx: sa.Connection, alert: Alert, now: datetime) -> None:
    if not _is_news_to(tx, alert.subscription, alert.announcement):
        return
    if _is_flooded(tx, alert.subscription, now):
        return
    carried = [document for document, _ in links.members(tx, alert.announcement.id)]
    leave = leave_page(shop, alert.subscription)
    message = compose_alert(_since_last_told(tx, alert), carried, shop.config.framework, now, leave)
    if messages.put(tx, message):
        quiet = quiet_until(alert.subscription, now)
        outbox.add(tx, events.AlertRaised(message.id), now, lane=message.channel.value, not_before=quiet)
        _log.info("raised", message=message.id, subscription=alert.subscription.id, announcement=alert.announcement.id)


def _is_flooded(tx: sa.Connection, subscription: Subscription, now: datetime) -> bool:
    """Whether this reader has had the most for a day; then the rest is told by one digest, which is made due here."""
    had = messages.alerts_since(tx, subscription.recipient, subscription.channel, now - _DAY)
    if had < subscription.most_a_day:
        return False
    due = next_moment(subscription, now)
    event = events.DigestDue(subscription.id, due.date())
    if outbox.add_once(tx, event, now, lane=subscription.channel.value, not_before=due):
        said = f"has had {had} messages in 24 hours (most_a_day); the rest comes as one digest on {due:%Y-%m-%d %H:%M}"
        issues.open_issue(tx, _volume_key(subscription), f"subscription {subscription.id}", said, now)
    return True


def _volume_key(subscription: Subscription) -> str:
    return f"volume:{subscription.id}"


def _is_news_to(tx: sa.Connection, subscription: Subscription, announcement: Announcement) -> bool:
    """Newer than the subscription, and not in the ledger for this reader."""
    start = subscriptions.since(tx, subscription)
    changed = announcements.changed_at(tx, announcement.id)
    told = messages.had(tx, subscription.recipient, subscription.channel, [(announcement.id, announcement.version)])
    return start is not None and changed >= start and not told


def on_raised(shop: Workshop, task: Task) -> None:
    """Hand one alert to its channel."""
    assert isinstance(task.event, events.AlertRaised)
    _deliver(shop, task, task.event.message_id)


def on_digest_due(shop: Workshop, task: Task) -> None:
    """Write the digest of one reader for one local day, once, and hand it to its channel."""
    assert isinstance(task.event, events.DigestDue)
    event = task.event
    with shop.store.write() as tx:
        shop.store.take_turn(tx)
        now = shop.clock()
        listening = subscriptions.active(tx, shop.config.subscriptions)
        subscription = next((s for s in listening if s.id == event.subscription_id), None)
        if subscription is None:  # unsubscribed since
            outbox.finish(tx, task, now)
            return
        digest = _digest(shop, tx, subscription, event, now)
        told = {a.announcement.id for a in (*digest.new, *digest.changed)}
        carried = {document.id: document for i in sorted(told) for document, _ in links.members(tx, i)}
        message = compose_digest(digest, carried, shop.config.framework, now, leave_page(shop, subscription))
        if messages.put(tx, message):
            _log.info("digest written", message=message.id, subscription=subscription.id, announcements=len(told))
        issues.close_issue(tx, _volume_key(subscription), now)
    _deliver(shop, task, message.id)


def _digest(
    shop: Workshop, tx: sa.Connection, subscription: Subscription, event: events.DigestDue, now: datetime
) -> Digest:
    """What this reader has not yet had: by the ledger, not by the clock."""
    start = subscriptions.since(tx, subscription) or now
    last = messages.last_digest_at(tx, subscription.id) or max(start, now - _DAY)
    told = _untold(shop, tx, subscription, start)
    return Digest(
        subscription=subscription,
        day=event.day,
        new=tuple(alert for alert in told if not alert.update),
        changed=tuple(alert for alert in told if alert.update),
        sources_watched=sum(source.enabled for source in shop.config.sources),
        documents_read=documents.read_between(tx, last, now),
        issues=issues.issues(tx),
        weeks=_weeks(shop, tx, event.day),
    )


def _weeks(shop: Workshop, tx: sa.Connection, day: date) -> tuple[Week, ...]:
    """The last `_WEEKS` weeks, that of *day* included."""
    readings = {verdict.slug: verdict.reading for verdict in shop.config.framework.verdicts}
    this = day - timedelta(days=day.weekday())
    mondays = [this - timedelta(weeks=back) for back in reversed(range(_WEEKS))]
    counts: dict[date, Counter[str]] = {monday: Counter() for monday in mondays}
    for told_on, verdict, count in periods.by_day(tx, mondays[0], day):
        reading = readings.get(verdict)
        if reading:
            counts[told_on - timedelta(days=told_on.weekday())][reading] += count
    return tuple(Week(monday, tuple(sorted(found.items()))) for monday, found in counts.items())


def _untold(shop: Workshop, tx: sa.Connection, subscription: Subscription, start: datetime) -> list[Alert]:
    found = []
    for announcement, judged in announcements.untold(tx, subscription.recipient, subscription.channel, start):
        why = matches(subscription, announcement, judged)
        if why is not None:
            found.append(_since_last_told(tx, Alert(subscription, announcement, judged, why)))
    ids = saved.found_by(tx, subscription.query, [alert.announcement.id for alert in found], shop.vocabulary)
    return [alert for alert in found if alert.announcement.id in ids]


def _since_last_told(tx: sa.Connection, alert: Alert) -> Alert:
    """*alert* as an update when this reader has had an earlier version: with all that changed since the last one."""
    announcement = alert.announcement
    earlier = [(announcement.id, version) for version in range(1, announcement.version)]
    had = messages.had(tx, alert.subscription.recipient, alert.subscription.channel, earlier)
    if not had:
        return alert
    last = max(version for _, version in had)
    missed = (announcements.get_version(tx, announcement.id, each) for each in range(last + 1, announcement.version))
    steps = (*(version for version in missed if version is not None), announcement)
    changes = tuple(dict.fromkeys(change for step in steps for change in step.changes))
    judged = (one for one in announcements.history(tx, announcement.id) if one.announcement_version <= last)
    return replace(
        alert,
        update=True,
        announcement=replace(announcement, changes=changes),
        before=announcements.get_version(tx, announcement.id, last),
        judged_before=next(judged, None),
    )


def _deliver(shop: Workshop, task: Task, message_id: str) -> None:
    """Send, and only after the other side's answer mark the message sent and the event done.

    A crash between the answer and the commit sends the same Message-ID again: the one window left, and a visible one.
    """
    with shop.store.read() as tx:
        posting = messages.get(tx, message_id)
        gone = posting is not None and _has_left(tx, posting.message)
    if posting is None:
        raise StageError("is not in the store", subject=f"message {message_id}")
    waits = posting.state != "sent" and not gone
    if waits:
        _send(shop, posting.message)
        DELIVERED.labels(posting.message.channel.value).inc()
        _log.info("delivered", message=message_id, channel=posting.message.channel.value)
    with shop.store.write() as tx:
        now = shop.clock()
        if waits:
            messages.mark_sent(tx, message_id, now)
        elif gone and posting.state != "sent":
            messages.drop(tx, message_id, "the reader has unsubscribed")
        outbox.finish(tx, task, now)


def _has_left(tx: sa.Connection, message: OutgoingMessage) -> bool:
    return (message.subscription_id, message.recipient) in subscriptions.ended(tx)


def _send(shop: Workshop, message: OutgoingMessage) -> None:
    try:
        hand_over(shop, message)
    except DeliveryError as error:
        with shop.store.write() as tx:
            messages.mark_refused(tx, message.id, str(error), permanent=error.permanent)
        raise
