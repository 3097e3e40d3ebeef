"""The queue: takes events from the outbox, one at a time, and decides the fate of each."""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from watch.errors import DeliveryError, StageError, StoreError, WatchError
from watch.measures import EVENT_SECONDS, EVENTS
from watch.store import Store, issues, outbox
from watch.store.outbox import Task

Handler = Callable[[Task], None]
Clock = Callable[[], datetime]
Resting = Callable[[sa.Connection, datetime], Collection[str]]
"""Which lanes may take nothing at this moment, for instance because a provider's limit is reached."""

LEASE = timedelta(seconds=30)
"""How long an event stays with a worker that gives no sign of life; after a crash another takes it over then."""
LONGEST_TASK = timedelta(minutes=10)
"""How long signs of life are given for one event: a handler that hangs loses it."""
GIVE_UP = timedelta(hours=54)
"""A mail server that is down over a week-end is still down for a while, not for ever."""
LONGEST_WAIT = timedelta(hours=4)
OUTAGE_REST = timedelta(minutes=10)
"""Longest rest of a channel whose server failed."""
UNEXPECTED_TRIES = 3

_log = structlog.get_logger("vigie.queue")


def _none_rests(_tx: sa.Connection, _now: datetime) -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Queue:
    """Runs `handlers`, keyed by event name, over the events of `store`."""

    store: Store
    handlers: Mapping[str, Handler]
    clock: Clock
    resting: Resting = _none_rests
    outages: dict[str, datetime] = field(default_factory=dict)
    """Until when a lane rests because its server failed: each message need not find out by itself."""

    def drain(self, should_stop: Callable[[], bool] = lambda: False) -> int:
        """Treat what is due until nothing is, or until *should_stop*; return how many events were treated."""
        treated = 0
        while not should_stop() and self.step():
            treated += 1
        return treated

    def step(self) -> bool:
        """Treat one event; False when none is due."""
        with self.store.write() as tx:
            now = self.clock()
            task = outbox.claim(tx, now, LEASE, {*self.resting(tx, now), *self._out(now)})
        if task is None:
            return False
        self._treat(task)
        return True

    def treat(self, event_id: int) -> bool:
        """Treat the event of that id, for a queue outside that hands out ids; False when it was not to be had."""
        with self.store.write() as tx:
            now = self.clock()
            task = outbox.claim_one(tx, event_id, now, LEASE, {*self.resting(tx, now), *self._out(now)})
        if task is not None:
            self._treat(task)
        return task is not None

    def _treat(self, task: Task) -> None:
        """Let the handler work, under signs of life; what it does and logs carries the trace of the event."""
        log = _log.bind(event_id=task.id, event=task.event.name, attempt=task.attempts, trace=task.trace)
        traced, name = outbox.TRACE.set(task.trace), task.event.name
        try:
            with (
                EVENT_SECONDS.labels(name).time(),
                self._alive(task),
                structlog.contextvars.bound_contextvars(trace=task.trace),
            ):
                self.handlers[name](task)
        except Exception as error:  # noqa: BLE001  (the one place where any failure becomes an issue or a retry)
            self._decide(task, error, log)
        else:
            EVENTS.labels(name, "done").inc()
            log.info("done", about=outbox.subject(task.event))
            self._close_issues(task)
        finally:
            outbox.TRACE.reset(traced)

    @contextmanager
    def _alive(self, task: Task) -> Iterator[None]:
        """Renew the lease of *task* from a thread while the block runs, for `LONGEST_TASK` at most."""
        over = threading.Event()
        pause = LEASE.total_seconds() / 3

        def beat() -> None:
            for _ in range(int(LONGEST_TASK.total_seconds() / pause)):
                if over.wait(pause):
                    return
                try:
                    with self.store.write() as tx:
                        outbox.renew(tx, task, self.clock() + LEASE)
                except StoreError as error:  # the end of the handler's work decides
                    _log.info("no sign of life given", event_id=task.id, reason=str(error))

        beating = threading.Thread(target=beat, name=f"lease-{task.id}", daemon=True)
        beating.start()
        try:
            yield
        finally:
            over.set()

    def _decide(self, task: Task, error: Exception, log: structlog.typing.FilteringBoundLogger) -> None:
        """Retry, set aside, or leave to whoever took the lease over."""
        now = self.clock()
        if isinstance(error, StoreError) and error.subject.startswith("event "):
            log.info("taken over", reason=str(error))
            EVENTS.labels(task.event.name, "taken over").inc()
            return
        why = str(error) if isinstance(error, WatchError) else f"{type(error).__name__}: {error}"
        final = self._is_final(task, error, now)
        EVENTS.labels(task.event.name, "aside" if final else "again").inc()
        if final:
            log.error("set aside", reason=why, exc_info=None if isinstance(error, WatchError) else error)
        else:
            log.warning("will be tried again", reason=why)
        pause = wait_before(task.attempts + 1)
        with self.store.write() as tx:
            if final:
                outbox.fail(tx, task, now, why)
            else:
                outbox.postpone(tx, task, now + pause, why)
            if isinstance(error, DeliveryError) and error.outage:
                self.outages[task.lane] = now + min(pause, OUTAGE_REST)
                issues.open_issue(tx, f"outage:{task.lane}", f"channel {task.lane}", why, now)
            elif final or isinstance(error, DeliveryError):
                issues.open_issue(tx, outbox.key(task.event), outbox.subject(task.event), why, now)

    def _is_final(self, task: Task, error: Exception, now: datetime) -> bool:
        if isinstance(error, DeliveryError):
            return error.permanent or now - task.first_at >= GIVE_UP
        return isinstance(error, StageError) or task.attempts >= UNEXPECTED_TRIES

    def _out(self, now: datetime) -> Collection[str]:
        return [lane for lane, until in self.outages.items() if until > now]

    def _close_issues(self, task: Task) -> None:
        """What was wrong with the event, or with its channel, is over."""
        if task.error is None and task.lane not in self.outages:
            return
        self.outages.pop(task.lane, None)
        with self.store.write() as tx:
            issues.close_issue(tx, outbox.key(task.event), self.clock())
            issues.close_issue(tx, f"outage:{task.lane}", self.clock())


def wait_before(attempt: int) -> timedelta:
    """Time to wait before that attempt (2, 3, …): doubles from half a minute up to four hours."""
    return min(timedelta(seconds=30 * 2.0 ** min(attempt - 2, 16)), LONGEST_WAIT)
