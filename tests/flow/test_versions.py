"""Who is told of which version: each reader what they lack, with all that changed since what they had."""

import contextlib
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from builders import a_document, a_reading, a_subscription, an_announcement, an_assessment
from flow.bench import Bench, Killed, kill_at, the_deal
from watch import events
from watch.asking import parse
from watch.model import Announcement, Change, Link, Moment
from watch.query import listing
from watch.store import Store, announcements, documents, links, messages, outbox, schema
from watch_pipelines.link import party_keys


def _said(bench: Bench, recipient: str) -> list[str]:
    """The plain text of each mail to *recipient*, in order of arrival."""
    return [
        str(mail.get_body(("plain",)).get_content())  # type: ignore[attr-defined]
        for mail in bench.mailbox.received
        if str(mail["To"]) == recipient
    ]


def _save(bench: Bench, announcement: Announcement, *, judged: bool = True) -> None:
    """Store a version and, when *judged*, its assessment with the event of it."""
    with bench.store.write() as tx:
        announcements.save(tx, announcement, party_keys(announcement), bench.now)
    if judged:
        _judge(bench, announcement)


def _judge(bench: Bench, announcement: Announcement) -> None:
    made = an_assessment(id=f"j{announcement.version}", announcement_version=announcement.version)
    with bench.store.write() as tx:
        announcements.append_assessment(tx, made)
        outbox.add(tx, events.AnnouncementAssessed(announcement.id, made.id), bench.now)


def _digest_of_tomorrow(bench: Bench) -> None:
    app = bench.app()
    bench.now += timedelta(days=1)
    assert app.digests_due() == 1
    app.queue.drain()


def test_an_update_tells_all_that_changed_since_what_its_reader_had(bench: Bench) -> None:
    """Versions that nobody told a daily reader are not skipped: what they changed is in the next digest."""
    bench.app()
    first = an_announcement()
    _save(bench, first)
    _digest_of_tomorrow(bench)
    _save(bench, replace(first, version=2, changes=(Change.AMOUNT,)))
    _save(bench, replace(first, version=3, changes=(Change.INSTRUMENT,)))
    _digest_of_tomorrow(bench)
    before, after = _said(bench, "lectrice@ong.example")
    assert "Ce qui change" not in before
    (line,) = [line for line in after.splitlines() if "Ce qui change" in line]
    assert "montant" in line
    assert "nature" in line or "instrument" in line


def test_a_version_waits_for_its_own_assessment(bench: Bench) -> None:
    """What a second document changed is not told with the judgement of the first alone, and is told once judged."""
    bench.app()
    first = an_announcement()
    second = replace(first, version=2, changes=(Change.AMOUNT,))
    _save(bench, first)
    _save(bench, second, judged=False)
    bench.app().queue.drain()
    _digest_of_tomorrow(bench)
    (empty,) = _said(bench, "lectrice@ong.example")
    assert "Mistral AI" not in empty
    assert _said(bench, "redaction@journal.example") == []
    _judge(bench, second)
    bench.app().queue.drain()
    assert len(_said(bench, "redaction@journal.example")) == 1


def test_one_mailbox_under_two_subscriptions_is_told_once(bench: Bench) -> None:
    """What a reader had as an alert is not in the same reader's digest; another reader's digest has it."""
    same = a_subscription(id="bulletin", moment=Moment.DAILY)
    bench.config = replace(bench.config, subscriptions=(*bench.config.subscriptions, same))
    app = bench.app()
    bench.capture(the_deal())
    app.queue.drain()
    bench.now += timedelta(days=1)
    assert app.digests_due() == 2
    app.queue.drain()
    alert, digest = _said(bench, "redaction@journal.example")
    assert "Mistral AI" in alert
    assert "Mistral AI" not in digest
    assert "Mistral AI" in _said(bench, "lectrice@ong.example")[0]


def test_another_recipient_is_another_reader(bench: Bench) -> None:
    """A subscription that goes to a new address does not pour its past into it."""
    bench.app()
    _save(bench, an_announcement())
    _digest_of_tomorrow(bench)
    readers = tuple(replace(s, recipient=f"neuf-{s.recipient}") for s in bench.config.subscriptions)
    bench.config = replace(bench.config, subscriptions=readers)
    _digest_of_tomorrow(bench)
    assert "Mistral AI" in _said(bench, "lectrice@ong.example")[0]
    assert "Mistral AI" not in _said(bench, "neuf-lectrice@ong.example")[0]


def test_a_deal_is_found_by_its_parties(bench: Bench) -> None:
    """The list filtered by an actor knows register ids and names as the line itself wrote them."""
    bench.capture(the_deal())
    bench.app().queue.drain()
    counts = [
        listing(bench.store, parse(f'actor:"{one}"', bench.app().vocabulary)).total
        for one in ("mistral-ai", "Mistral AI", "doctolib")
    ]
    assert counts == [1, 1, 0]


def test_a_document_dated_beyond_midnight_is_judged(bench: Bench) -> None:
    """Where the publisher lives it may be tomorrow already: its words count, and the deal is told."""
    bench.app()
    bench.now = datetime(2026, 1, 9, 23, 30, tzinfo=bench.now.tzinfo)
    bench.capture(the_deal(published_on=date(2026, 1, 10)))
    bench.app().queue.drain()
    assert len(bench.mailbox.received) == 1


def test_a_verdict_that_a_fresh_document_changes_is_news_even_of_the_archive(bench: Bench) -> None:
    """A deal of the baseline is told once a document of today changes its verdict; one of the baseline does not."""
    deal = the_deal(baseline=True)
    bench.capture(deal)
    bench.app().queue.drain()
    with bench.store.write() as tx:
        announcement_id = links.of_document(tx, deal.id)
        assert announcement_id is not None
        judged = announcements.latest_assessment(tx, announcement_id)
        assert judged is not None
        other = replace(judged, id="other", verdict="critical_dependence")
        announcements.append_assessment(tx, other)
        outbox.add(tx, events.AnnouncementUpdated(announcement_id, 1), bench.now)
    bench.app().queue.drain()
    assert bench.mailbox.received == []
    with bench.store.write() as tx:
        announcements.append_assessment(tx, replace(other, id="again", announcement_version=2))
        late = a_document("Une reprise.", id="late")
        documents.capture(tx, late)
        tx.execute(schema.events.delete().where(schema.events.c.name == events.DocumentCaptured.name))
        documents.save_reading(tx, a_reading("late"), bench.now)
        links.put(tx, "late", announcement_id, Link(announcement_id, 1.0, ()), bench.now)
        outbox.add(tx, events.AnnouncementUpdated(announcement_id, 2), bench.now)
    bench.app().queue.drain()
    assert len(bench.mailbox.received) == 1


@pytest.mark.parametrize("before_commit", [True, False], ids=["before", "after"])
def test_a_digest_killed_at_any_commit_goes_out_once(bench: Bench, *, before_commit: bool) -> None:
    """Die at the n-th commit of a digest, for every n, and restart: one Message-ID, one ledger row, nothing left."""
    bench.app()
    _save(bench, an_announcement())
    bench.app().queue.drain()
    bench.now += timedelta(days=1)
    for step in range(1, 20):
        count = kill_at(bench.store, step, before_commit=before_commit)
        with contextlib.suppress(Killed):
            app = bench.app()
            app.digests_due()
            app.queue.drain()
        del bench.store.write
        bench.now += timedelta(minutes=11)  # leases of the dead run out
        if count[0] < step:
            break
    told = {str(mail["Message-ID"]) for mail in bench.mailbox.received if str(mail["To"]) == "lectrice@ong.example"}
    assert len(told) == 1
    assert "Mistral AI" in _said(bench, "lectrice@ong.example")[0]
    _nothing_left(bench.store)


def _nothing_left(store: Store) -> None:
    with store.read() as tx:
        assert set(outbox.depth(tx)) == {"done"}
        had = messages.had(tx, "lectrice@ong.example", a_subscription().channel, [("2026-aaaa0001", 1)])
    assert had == {("2026-aaaa0001", 1)}
