"""The queue decides the fate of each event: done, again later, set aside; never lost."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from watch.errors import DeliveryError, StageError, StoreError
from watch.events import AlertRaised, DigestDue
from watch.queue import GIVE_UP, LONGEST_WAIT, Queue, wait_before
from watch.store import Store, issues, outbox, schema
from watch.store.outbox import Task


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time it shows."""
        return self.now


def _queue(store: Store, clock: Clock, handler: Callable[[Task], None]) -> Queue:
    with store.write() as tx:
        outbox.add(tx, AlertRaised("m1"), clock())
    return Queue(store, {"raised": handler}, clock)


def _finish(store: Store, clock: Clock) -> Callable[[Task], None]:
    def handler(task: Task) -> None:
        with store.write() as tx:
            outbox.finish(tx, task, clock())

    return handler


def _failing(error: Exception) -> Callable[[Task], None]:
    def handler(_task: Task) -> None:
        raise error

    return handler


def _states(store: Store) -> dict[str, int]:
    with store.read() as tx:
        return dict(outbox.depth(tx))


def _next_due(store: Store) -> datetime | None:
    table = schema.events
    with store.read() as tx:
        return tx.execute(sa.select(sa.func.min(table.c.available_at)).where(table.c.state == "ready")).scalar()


def test_an_event_is_treated_once(store: Store, now: datetime) -> None:
    """What is done stays done."""
    clock = Clock(now)
    queue = _queue(store, clock, _finish(store, clock))
    assert queue.drain() == 1
    assert queue.drain() == 0
    assert _states(store) == {"done": 1}


def test_a_passing_failure_waits_and_comes_again(store: Store, now: datetime) -> None:
    """A transient delivery failure is tried later, shows as one issue, and closes it when over."""
    clock = Clock(now)
    queue = _queue(store, clock, _failing(DeliveryError("refused for now", subject="m1", permanent=False)))
    assert queue.drain() == 1
    assert _states(store) == {"ready": 1}
    with store.read() as tx:
        (issue,) = issues.issues(tx)
    assert issue.key == "raised:m1"
    healed = Queue(store, {"raised": _finish(store, clock)}, clock)
    assert healed.drain() == 0
    clock.now += timedelta(minutes=1)
    assert healed.drain() == 1
    with store.read() as tx:
        assert issues.issues(tx) == ()


def test_a_server_down_for_two_days_is_waited_for_and_then_given_up(store: Store, now: datetime) -> None:
    """Retries go on up to 54 hours with pauses of at most four; then the event is set aside as an issue."""
    clock = Clock(now)
    queue = _queue(store, clock, _failing(DeliveryError("down", subject="m1", permanent=False)))
    tries = 0
    while _states(store) == {"ready": 1}:
        tries += queue.drain()
        due = _next_due(store)
        if due is None:
            break
        assert due - clock.now <= LONGEST_WAIT
        clock.now = due
    assert _states(store) == {"failed": 1}
    assert GIVE_UP <= clock.now - now <= GIVE_UP + LONGEST_WAIT
    assert 15 < tries < 40
    with store.write() as tx:
        assert outbox.revive(tx, clock.now) == 1


@pytest.mark.parametrize(
    "error",
    [DeliveryError("no such reader", subject="m1", permanent=True), StageError("cannot be read", subject="document d")],
)
def test_a_final_failure_is_set_aside_at_once(store: Store, now: datetime, error: Exception) -> None:
    """A bad address or an unreadable document is not tried again, and is an issue."""
    clock = Clock(now)
    _queue(store, clock, _failing(error)).drain()
    assert _states(store) == {"failed": 1}
    with store.read() as tx:
        assert len(issues.issues(tx)) == 1


def test_a_bug_is_tried_three_times_and_never_stops_the_queue(store: Store, now: datetime) -> None:
    """An unexpected failure costs its event, not the others."""
    clock = Clock(now)
    queue = _queue(store, clock, _failing(ZeroDivisionError("oops")))
    for _ in range(3):
        assert queue.drain() == 1
        clock.now += timedelta(hours=1)
    assert queue.drain() == 0
    assert _states(store) == {"failed": 1}


def test_a_worker_that_lost_its_lease_leaves_the_event_to_the_other(store: Store, now: datetime) -> None:
    """Two workers never both finish one event."""
    clock = Clock(now)

    def slow(task: Task) -> None:
        clock.now += timedelta(hours=1)
        other = Queue(store, {"raised": _finish(store, clock)}, clock)
        assert other.drain() == 1
        with store.write() as tx:
            outbox.finish(tx, task, clock())

    assert _queue(store, clock, slow).drain() == 1
    assert _states(store) == {"done": 1}
    with store.read() as tx:
        assert issues.issues(tx) == ()


def test_a_database_failure_is_tried_again(store: Store, now: datetime) -> None:
    """A store that cannot be written for a moment loses nothing."""
    clock = Clock(now)
    queue = _queue(store, clock, _failing(StoreError("is locked", subject="vigie.db")))
    queue.drain()
    assert _states(store) == {"ready": 1}


def test_pauses_double_up_to_the_longest() -> None:
    """Half a minute, one, two… four hours."""
    assert [wait_before(n) for n in (2, 3, 4)] == [timedelta(seconds=30 * 2**n) for n in range(3)]
    assert wait_before(50) == LONGEST_WAIT


def test_an_issue_is_closed_by_a_replay_that_works(store: Store, now: datetime) -> None:
    """What was set aside and then treated is no longer something to look at."""
    clock = Clock(now)
    _queue(store, clock, _failing(StageError("cannot be read", subject="document d"))).drain()
    with store.write() as tx:
        assert outbox.revive(tx, clock.now) == 1
    assert Queue(store, {"raised": _finish(store, clock)}, clock).drain() == 1
    with store.read() as tx:
        assert issues.issues(tx) == ()


def test_an_issue_of_an_event_is_not_one_of_a_source(store: Store, now: datetime) -> None:
    """A sweep closes the issues of its source only, even when a subscription has the source's id."""
    clock = Clock(now)
    with store.write() as tx:
        outbox.add(tx, DigestDue("presse", date(2026, 1, 9)), now)
        outbox.add(tx, DigestDue("presse", date(2026, 1, 10)), now)
    refused = _failing(DeliveryError("refused for now", subject="m1", permanent=False))
    Queue(store, {"digest-due": refused}, clock).drain()
    with store.write() as tx:
        issues.close_others(tx, "presse", set(), now)
        found = issues.issues(tx)
    assert {issue.key for issue in found} == {"digest-due:presse:2026-01-09", "digest-due:presse:2026-01-10"}
    assert {issue.subject for issue in found} == {"subscription presse"}


def test_a_row_that_cannot_be_read_does_not_stop_the_queue(store: Store, now: datetime) -> None:
    """An event of no known name, or a damaged one, is set aside as an issue; the next one is treated."""
    clock = Clock(now)
    with store.write() as tx:
        for _ in range(2):
            outbox.add(tx, AlertRaised("m0"), now)
        table = schema.events
        tx.execute(table.update().where(table.c.id == 1).values(name="abolished"))
        tx.execute(table.update().where(table.c.id == 2).values(payload="{"))
    assert _queue(store, clock, _finish(store, clock)).drain() == 1
    assert _states(store) == {"failed": 2, "done": 1}
    with store.read() as tx:
        assert {issue.subject for issue in issues.issues(tx)} == {"event 1", "event 2"}
