"""revised → assess → assessed, for exactly the announcements whose basis has changed."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from watch import events
from watch.errors import StageError
from watch.handlers.judging import Judged, judge, keep
from watch.handlers.workshop import Workshop
from watch.queue import LEASE
from watch.store import bases, knowledge, outbox
from watch.store.outbox import Task

BATCH = 100
"""Announcements judged again in one transaction: few commits, and other writers wait less than a second."""


def on_revised(shop: Workshop, task: Task) -> None:
    """Judge again what the changed knowledge concerns; killed at any step, the next attempt does what is left."""
    assert isinstance(task.event, events.KnowledgeRevised)
    if task.event.fingerprint != shop.marks.whole:
        raise StageError(
            "was written by a process with another framework or register; restart this one with the same files",
            subject="vigie reassess",
        )
    for _ in revise(shop, task):
        pass
    with shop.store.write() as tx:
        outbox.finish(tx, task, shop.clock())


def announce_revision(shop: Workshop) -> bool:
    """Record the knowledge of this process and, where a judgement rests on other knowledge, write the event of it."""
    with shop.store.write() as tx:
        shop.store.take_turn(tx)
        now = shop.clock()
        record(shop, tx, now)
        if not bases.outdated(tx, shop.marks):
            return False
        return outbox.add_unless_waiting(tx, events.KnowledgeRevised(shop.marks.whole), now)


def record(shop: Workshop, tx: sa.Connection, now: datetime) -> int:
    """Append what is known now and was not recorded yet; return how many pieces."""
    config = shop.config
    return knowledge.record(tx, config.framework, config.legal, config.register, shop.marks, now)


def revise(shop: Workshop, task: Task | None = None, *, everything: bool = False) -> Iterator[Judged]:
    """Judge again, in batches that are each written whole with their events, and yield what was judged."""
    for batch in _batches(concerned(shop, everything=everything)):
        with shop.store.write() as tx:
            shop.store.take_turn(tx)
            now = shop.clock()
            if task is not None:
                outbox.renew(tx, task, now + LEASE)
            done = [judged for one in batch if (judged := judge(shop, tx, one, now))]
            for judged in done:
                keep(tx, judged, now)
        yield from done


def foresee(shop: Workshop, *, everything: bool = False) -> Iterator[Judged]:
    """Judge as `revise` would, and write nothing."""
    for batch in _batches(concerned(shop, everything=everything)):
        with shop.store.read() as tx:
            now = shop.clock()
            done = [judged for one in batch if (judged := judge(shop, tx, one, now))]
        yield from done


def concerned(shop: Workshop, *, everything: bool = False) -> tuple[str, ...]:
    """Ids of the announcements whose judgement rests on other knowledge than today's; all judged ones on demand."""
    with shop.store.read() as tx:
        return bases.judged(tx) if everything else bases.outdated(tx, shop.marks)


def _batches(ids: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
