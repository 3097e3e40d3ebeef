"""The queue: takes events from the outbox, one at a time, and decides the fate of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import structlog

from watch.errors import DeliveryError, StageError, StoreError, WatchError
from watch.store import Store, issues, outbox
from watch.store.outbox import Task

Handler = Callable[[Task], None]
Clock = Callable[[], datetime]

LEASE = timedelta(minutes=10)
"""How long a handler may hold an event; after a crash another worker takes it over then."""
GIVE_UP = timedelta(hours=54)
"""A mail server that is down over a week-end is still down for a while, not for ever."""
LONGEST_WAIT = timedelta(hours=4)
UNEXPECTED_TRIES = 3

_log = structlog.get_logger("vigie.queue")


@dataclass(frozen=True, slots=True)
class Queue:
    """Runs `handlers`, keyed by event name, over the events of `store`."""

    store: Store
    handlers: Mapping[str, Handler]
    clock: Clock

    def drain(self, should_stop: Callable[[], bool] = lambda: False) -> int:
        """Treat what is due until nothing is, or until *should_stop*; return how many events were treated."""
        treated = 0
        while not should_stop() and self.step():
            treated += 1
        return treated

    def step(self) -> bool:
        """Treat one event; False when none is due."""
        with self.store.write() as tx:
            task = outbox.claim(tx, self.clock(), LEASE)
        if task is None:
            return False
        log = _log.bind(event_id=task.id, event=task.event.name, attempt=task.attempts)
        try:
            self.handlers[task.event.name](task)
        except Exception as error:  # noqa: BLE001  (the one place where any failure becomes an issue or a retry)
            self._decide(task, error, log)
        else:
            log.debug("done")
            self._close_issue(task)
        return True

    def _decide(self, task: Task, error: Exception, log: structlog.typing.FilteringBoundLogger) -> None:
        """Retry, set aside, or leave to whoever took the lease over."""
        now = self.clock()
        if isinstance(error, StoreError) and error.subject.startswith("event "):
            log.info("taken over", reason=str(error))
            return
        why = str(error) if isinstance(error, WatchError) else f"{type(error).__name__}: {error}"
        if self._is_final(task, error, now):
            log.error("set aside", reason=why, exc_info=None if isinstance(error, WatchError) else error)
        else:
            log.warning("will be tried again", reason=why)
        with self.store.write() as tx:
            if self._is_final(task, error, now):
                outbox.fail(tx, task, now, why)
            else:
                outbox.postpone(tx, task, now + wait_before(task.attempts + 1), why)
            if self._is_final(task, error, now) or isinstance(error, DeliveryError):
                issues.open_issue(tx, _key(task), _subject(task), why, now)

    def _is_final(self, task: Task, error: Exception, now: datetime) -> bool:
        if isinstance(error, DeliveryError):
            return error.permanent or now - task.first_at >= GIVE_UP
        return isinstance(error, StageError) or task.attempts >= UNEXPECTED_TRIES

    def _close_issue(self, task: Task) -> None:
        if task.error is not None:
            with self.store.write() as tx:
                issues.close_issue(tx, _key(task), self.clock())


def wait_before(attempt: int) -> timedelta:
    """Time to wait before that attempt (2, 3, …): doubles from half a minute up to four hours."""
    return min(timedelta(seconds=30 * 2.0 ** min(attempt - 2, 16)), LONGEST_WAIT)


def _subject(task: Task) -> str:
    """What the event is about, as its first field says: "document 3f2a…"; with its kind, so that no source is meant."""
    first = fields(task.event)[0].name
    return f"{first.removesuffix('_id')} {getattr(task.event, first)}"


def _key(task: Task) -> str:
    """One for each event: the digests of two days, or two versions of a deal, are two issues."""
    return ":".join((task.event.name, *(str(getattr(task.event, each.name)) for each in fields(task.event))))
