"""assessed → alert → raised; raised → deliver; digest-due → digest → deliver."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from watch import events
from watch.deliver import send_mail
from watch.errors import DeliveryError, StageError
from watch.handlers.workshop import Workshop
from watch.model import Alert, Announcement, Digest, OutgoingMessage, Subscription
from watch.store import announcements, documents, issues, messages, outbox
from watch.store.outbox import Task
from watch_pipelines.alert import alerts, compose_alert
from watch_pipelines.digest import compose_digest, matches


def on_assessed(shop: Workshop, task: Task) -> None:
    """Write an alert for each immediate subscriber who wants this and has not had this version.

    A version that still awaits its own assessment is not told with an earlier one's: its event comes.
    """
    assert isinstance(task.event, events.AnnouncementAssessed)
    with shop.store.write() as tx:
        now = shop.clock()
        announcement = announcements.get(tx, task.event.announcement_id)
        judged = announcements.latest_assessment(tx, task.event.announcement_id)
        if announcement is not None and judged is not None and judged.announcement_version == announcement.version:
            for alert in alerts(announcement, judged, shop.config.subscriptions):
                _raise(shop, tx, alert, now)
        outbox.finish(tx, task, now)


def _raise(shop: Workshop, tx: sa.Connection, alert: Alert, now: datetime) -> None:
    if not _is_news_to(tx, alert.subscription, alert.announcement):
        return
    carried = [document for document, _ in announcements.members(tx, alert.announcement.id)]
    message = compose_alert(_since_last_told(tx, alert), carried, shop.config.framework, now)
    if messages.put(tx, message):
        outbox.add(tx, events.AlertRaised(message.id), now)


def _is_news_to(tx: sa.Connection, subscription: Subscription, announcement: Announcement) -> bool:
    """Newer than the subscription, and not in the ledger for this reader."""
    start = messages.since(tx, subscription)
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
    subscription = next((s for s in shop.config.subscriptions if s.id == event.subscription_id), None)
    with shop.store.write() as tx:
        now = shop.clock()
        if subscription is None:  # unsubscribed since
            outbox.finish(tx, task, now)
            return
        digest = _digest(shop, tx, subscription, event, now)
        told = {a.announcement.id for a in (*digest.new, *digest.changed)}
        carried = {document.id: document for i in sorted(told) for document, _ in announcements.members(tx, i)}
        message = compose_digest(digest, carried, shop.config.framework, now)
        messages.put(tx, message)
    _deliver(shop, task, message.id)


def _digest(
    shop: Workshop, tx: sa.Connection, subscription: Subscription, event: events.DigestDue, now: datetime
) -> Digest:
    """What this reader has not yet had: by the ledger, not by the clock."""
    start = messages.since(tx, subscription) or now
    last = messages.last_digest_at(tx, subscription.id) or max(start, now - timedelta(days=1))
    told = _untold(tx, subscription, start)
    return Digest(
        subscription=subscription,
        day=event.day,
        new=tuple(alert for alert in told if not alert.update),
        changed=tuple(alert for alert in told if alert.update),
        sources_watched=sum(source.enabled for source in shop.config.sources),
        documents_read=documents.read_between(tx, last, now),
        issues=issues.issues(tx),
    )


def _untold(tx: sa.Connection, subscription: Subscription, start: datetime) -> list[Alert]:
    found = []
    for announcement, judged in announcements.untold(tx, subscription.recipient, subscription.channel, start):
        why = matches(subscription, announcement, judged)
        if why is not None:
            found.append(_since_last_told(tx, Alert(subscription, announcement, judged, why)))
    return found


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
    return replace(alert, update=True, announcement=replace(announcement, changes=changes))


def _deliver(shop: Workshop, task: Task, message_id: str) -> None:
    """Send, and only after the server's answer mark the message sent and the event done.

    A crash between the answer and the commit sends the same Message-ID again: the one window left, and a visible one.
    """
    with shop.store.read() as tx:
        posting = messages.get(tx, message_id)
    if posting is None:
        raise StageError("is not in the store", subject=f"message {message_id}")
    if posting.state != "sent":
        _send(shop, posting.message)
    with shop.store.write() as tx:
        now = shop.clock()
        if posting.state != "sent":
            messages.mark_sent(tx, message_id, now)
        outbox.finish(tx, task, now)


def _send(shop: Workshop, message: OutgoingMessage) -> None:
    try:
        asyncio.run(send_mail(message, shop.mail))
    except DeliveryError as error:
        with shop.store.write() as tx:
            messages.mark_refused(tx, message.id, str(error), permanent=error.permanent)
        raise
