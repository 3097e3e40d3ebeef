"""Whatever goes wrong on the way out: nothing is lost or told twice, one clear issue, and nobody else suffers."""

import contextlib
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from pydantic import SecretStr

from builders import a_subscription
from flow.bench import Bench, the_deal
from watch import events
from watch.config import Settings
from watch.errors import StoreError
from watch.handlers import telling
from watch.handlers.channels import unsubscribe_address
from watch.handlers.leaving import leave, reader_of
from watch.model import Alert, Channel, Issue, Moment, OutgoingMessage
from watch.store import Store, issues, messages, outbox, schema, subscriptions
from watch_pipelines.alert import compose_alert


def readers(bench: Bench, *recipients: str, **changes: Any) -> None:
    """Let these hear at once, and nobody else."""
    made = (a_subscription(id=f"r{n}", recipient=recipient, **changes) for n, recipient in enumerate(recipients))
    bench.config = replace(bench.config, subscriptions=tuple(made))


def work(bench: Bench, *, hours: float, step: float = 0.05) -> None:
    """Let the queue work for so long, looking every *step* hours."""
    app, ends = bench.app(), bench.now + timedelta(hours=hours)
    while bench.now < ends:
        app.queue.drain()
        bench.now += timedelta(hours=step)


def opened(store: Store, *, closed: bool = False) -> tuple[Issue, ...]:
    with store.read() as tx:
        return issues.issues(tx, closed=closed)


def recipients(bench: Bench) -> list[str]:
    return sorted(str(mail["To"]) for mail in bench.mailbox.received)


FIVE = tuple(f"lecteur{n}@ong.example" for n in range(5))


def test_a_server_that_is_down_for_two_hours_costs_time_and_one_issue(bench: Bench) -> None:
    """Five readers, no server: one issue, few attempts; when it is back each has one mail and the issue is closed."""
    readers(bench, *FIVE)
    up = bench.mail
    bench.mail = up.model_copy(update={"smtp_port": 1})
    bench.capture(the_deal())
    work(bench, hours=2)
    assert bench.mailbox.received == []
    (issue,) = opened(bench.store)
    assert issue.key == "outage:mail"
    assert "cannot be reached" in issue.message
    with bench.store.read() as tx:
        attempts = tx.execute(sa.select(sa.func.sum(schema.events.c.attempts)).where(_is_raised())).scalar_one()
    assert attempts < 5 * 10  # not every message has to find out by itself
    bench.mail = up
    work(bench, hours=5)
    assert recipients(bench) == sorted(FIVE)
    assert opened(bench.store) == ()


def _is_raised() -> sa.ColumnElement[bool]:
    return schema.events.c.name == events.AlertRaised.name


def test_one_bad_address_among_five_harms_nobody_else(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refused one is one issue, set aside at once; the four others have one mail each."""
    readers(bench, *FIVE)

    async def refuse(_self: object, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address == FIVE[1]:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    monkeypatch.setattr(type(bench.mailbox), "handle_RCPT", refuse, raising=False)
    bench.capture(the_deal())
    work(bench, hours=1)
    assert recipients(bench) == sorted({*FIVE} - {FIVE[1]})
    (issue,) = opened(bench.store)
    assert "550 no such user" in issue.message
    with bench.store.read() as tx:
        assert outbox.depth(tx)["failed"] == 1


def test_a_template_that_fails_for_one_reader_is_set_aside_for_that_one(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others hear at once; after the repair and `vigie replay` the last one does, and no one twice."""
    readers(bench, *FIVE)
    compose = compose_alert

    def broken(alert: Alert, *rest: Any) -> OutgoingMessage:
        if alert.subscription.recipient == FIVE[0]:
            raise ZeroDivisionError("a template")
        return compose(alert, *rest)

    # structlog's own default draws every local variable of a trace-back, which takes minutes
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()])
    monkeypatch.setattr(telling, "compose_alert", broken)
    bench.capture(the_deal())
    work(bench, hours=3)
    assert recipients(bench) == sorted(FIVE[1:])
    (issue,) = opened(bench.store)
    assert "ZeroDivisionError" in issue.message
    monkeypatch.setattr(telling, "compose_alert", compose)
    with bench.store.write() as tx:
        assert outbox.revive(tx, bench.now) == 1
    work(bench, hours=1)
    structlog.reset_defaults()
    assert recipients(bench) == sorted(FIVE)
    assert opened(bench.store) == ()


def _backlog(bench: Bench, count: int) -> None:
    with bench.store.write() as tx:
        for number in range(count):
            message = OutgoingMessage(
                f"alert-{number:05}", "a@ong.example", Channel.MAIL, f"{number}", "<p>x</p>", "x\n", (), bench.now
            )
            messages.put(tx, message)
            outbox.add(tx, events.AlertRaised(message.id), bench.now, lane="mail")


def test_a_providers_limit_drains_a_backlog_in_order(bench: Bench) -> None:
    """Ten mails a minute, whatever waits: never more in any sixty seconds, in the order written, without an issue."""
    bench.mail = bench.mail.model_copy(update={"mail_per_minute": 10})
    _backlog(bench, 45)
    app, sent = bench.app(), []
    for _ in range(40):
        before = len(bench.mailbox.received)
        app.queue.drain()
        sent += [bench.now] * (len(bench.mailbox.received) - before)
        bench.now += timedelta(seconds=10)
    assert [mail["Subject"] for mail in bench.mailbox.received] == [str(number) for number in range(45)]
    for moment in sent:
        assert sum(moment <= other < moment + timedelta(minutes=1) for other in sent) <= 10
    assert sent[-1] - sent[0] == timedelta(minutes=4)
    assert opened(bench.store) == ()


def test_a_resting_channel_does_not_hold_up_the_reading(bench: Bench) -> None:
    """While mail waits for its limit, documents are still read and judged."""
    bench.mail = bench.mail.model_copy(update={"mail_per_minute": 1})
    _backlog(bench, 3)
    bench.capture(the_deal())
    bench.app().queue.drain()
    assert len(bench.mailbox.received) == 1
    with bench.store.read() as tx:
        rows = tx.execute(sa.select(schema.events.c.name).where(schema.events.c.state == "ready")).scalars().all()
    assert set(rows) == {"raised"}


def test_quiet_hours_hold_an_alert_until_they_end(bench: Bench) -> None:
    """Nothing between ten and seven; at seven it comes, once."""
    bench.now = datetime(2026, 1, 9, 22, 30, tzinfo=UTC)
    readers(bench, FIVE[0], quiet="22:00-07:00", timezone="UTC")
    bench.app()
    bench.capture(the_deal())
    work(bench, hours=8)
    assert bench.mailbox.received == []
    work(bench, hours=1.5)
    assert recipients(bench) == [FIVE[0]]


def test_beyond_the_most_a_day_the_rest_comes_as_one_digest(bench: Bench) -> None:
    """A reader who has had the most gets no further mail at once, but all of it at the next hour; an issue says so."""
    readers(bench, FIVE[0], most_a_day=2)
    bench.app()
    _backlog(bench, 0)
    with bench.store.write() as tx:
        for number in range(2):
            message = OutgoingMessage(f"alert-{number}", FIVE[0], Channel.MAIL, "s", "h", "t", (), bench.now, "r0")
            messages.put(tx, message)
    bench.capture(the_deal())
    app = bench.app()
    app.queue.drain()
    assert bench.mailbox.received == []
    (issue,) = opened(bench.store)
    assert "most_a_day" in issue.message
    bench.now += timedelta(days=1)
    app.queue.drain()
    (digest,) = bench.mailbox.received
    assert "Mistral AI" in digest.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert opened(bench.store) == ()
    bench.now += timedelta(days=3)
    app.digests_due()
    app.queue.drain()
    assert len(bench.mailbox.received) == 1


def test_one_click_ends_a_subscription_and_what_waits_for_it(bench: Bench) -> None:
    """The token of a mail ends that subscription alone; a waiting message is dropped; a foreign token does nothing."""
    readers(bench, FIVE[0], FIVE[1])
    bench.mailbox.answer = "451 later"
    app = bench.app()
    settings = Settings(secret=SecretStr("a secret of the house"), public_url="https://vigie.example")
    shop = replace(app.shop, settings=settings)
    bench.capture(the_deal())
    app.queue.drain()
    with bench.store.read() as tx:
        first = tx.execute(sa.select(schema.messages.c.id).where(schema.messages.c.recipient == FIVE[0])).scalar_one()
        posting = messages.get(tx, first)
    assert posting is not None
    address = unsubscribe_address(shop, posting.message)
    assert address is not None
    token = address.rpartition("/")[2]
    assert reader_of(shop, token) == ("r0", FIVE[0])
    assert not leave(shop, f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}")
    assert leave(shop, token)
    assert leave(shop, token)
    bench.mailbox.answer = "250 ok"
    work(bench, hours=1)
    assert recipients(bench) == [FIVE[1]]
    with bench.store.read() as tx:
        posting = messages.get(tx, first)
        assert posting is not None
        assert posting.state == "dropped"
        assert [s.id for s in subscriptions.active(tx, bench.config.subscriptions)] == ["r1"]
    assert opened(bench.store) == ()


def _on_each_connection(bench: Bench, do: Callable[[sqlite3.Connection], object]) -> None:
    sa.event.listen(bench.store.engine, "checkout", lambda connection, *_: do(connection))


def test_a_full_disk_loses_nothing(bench: Bench) -> None:
    """SQLite may not grow by a page: every write fails and says so; with room again, one mail."""
    if not bench.store.is_sqlite:
        pytest.skip("PostgreSQL's disk is the server's")
    readers(bench, FIVE[0])
    bench.capture(the_deal())
    app, full = bench.app(), [True]
    with bench.store.read() as tx:
        pages = tx.execute(sa.text("PRAGMA page_count")).scalar_one()
    _on_each_connection(bench, lambda c: c.execute(f"PRAGMA max_page_count={pages if full[0] else 1_000_000}").close())
    with contextlib.suppress(StoreError):  # depends on which write needs the next page
        app.queue.drain()
    assert bench.mailbox.received == []
    full[0] = False
    work(bench, hours=3)
    assert recipients(bench) == [FIVE[0]]
    assert opened(bench.store) == ()


def test_a_locked_database_loses_nothing(bench: Bench) -> None:
    """Another program holds SQLite's write lock: one sentence, nothing done; when it lets go, one mail."""
    if not bench.store.is_sqlite:
        pytest.skip("PostgreSQL has no such lock")
    readers(bench, FIVE[0])
    bench.capture(the_deal())
    app = bench.app()
    _on_each_connection(bench, lambda c: c.execute("PRAGMA busy_timeout=50").close())
    other = sqlite3.connect(str(bench.store.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        app.queue.drain()
    other.execute("ROLLBACK")
    other.close()
    work(bench, hours=1)
    assert recipients(bench) == [FIVE[0]]
    assert opened(bench.store) == ()


def test_an_event_that_kills_its_workers_is_parked(store: Store, now: datetime) -> None:
    """Five deaths over one event: it is set aside with one issue, and the next event is treated."""
    with store.write() as tx:
        outbox.add(tx, events.DocumentCaptured("poison"), now)
        outbox.add(tx, events.DocumentCaptured("fine"), now)
    for _ in range(2 * outbox.DEATHS):
        with store.write() as tx:
            task = outbox.claim(tx, now, timedelta(seconds=30))
        if task is not None and task.event == events.DocumentCaptured("fine"):
            with store.write() as tx:
                outbox.finish(tx, task, now)
        now += timedelta(minutes=1)  # whoever held the other one is dead by now
    with store.read() as tx:
        assert outbox.depth(tx) == {"failed": 1, "done": 1}
        (issue,) = issues.issues(tx)
    assert issue.key == "captured:poison"
    assert "workers died" in issue.message


def test_a_receiver_down_for_long_is_given_up_with_one_issue(bench: Bench) -> None:
    """A webhook that never answers: 54 hours of attempts, then set aside; the reader by mail had it at once."""
    readers(bench, FIVE[0])
    hook = a_subscription(id="outil", recipient="http://127.0.0.1:1/hook", channel=Channel.WEBHOOK)
    bench.config = replace(bench.config, subscriptions=(*bench.config.subscriptions, hook))
    bench.capture(the_deal())
    work(bench, hours=60, step=0.5)
    assert recipients(bench) == [FIVE[0]]
    (issue,) = opened(bench.store)
    assert "VIGIE_SECRET" in issue.message
    with bench.store.read() as tx:
        assert outbox.depth(tx)["failed"] == 1


def test_a_weekly_digest_comes_once_a_week(bench: Bench) -> None:
    """Asked every day for three weeks, three digests; the deal is in the first alone."""
    readers(bench, FIVE[0], moment=Moment.WEEKLY)
    app = bench.app()
    bench.capture(the_deal())
    for _ in range(21):
        bench.now += timedelta(days=1)
        app.digests_due()
        app.queue.drain()
    texts = [str(mail.get_body(("plain",)).get_content()) for mail in bench.mailbox.received]  # type: ignore[attr-defined]
    assert ["Mistral AI" in text for text in texts] == [True, False, False]
