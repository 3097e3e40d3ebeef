"""Does linking cost the same however much is stored? Steps of the real line on stores of three sizes.

    python bench/linking.py [--small] [--database URL] [--steps 60]

Fills an empty database with 1,000, then another with 10,000 and with 100,000 announcements (--small: 200 and 2,000) and
2.4 documents for each, then lets documents come through the line as after their capture, their readings given:
normalise, dedupe, settle, gather. Each day some others come unmeasured, as many as the store has on any day.

Prints for each sort of document the median and the 95th percentile in milliseconds, and the ratio of the median to that
of the smallest store: of the time elapsed, and of the work of this process alone, which other programs on the machine
do not lengthen (on SQLite that is all the work there is).

With --database, the URL of a PostgreSQL server's empty databases up to the last part of their names: `…/bench` means
`…/bench1000`, `…/bench10000` and so on. Without it, SQLite files.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
import structlog
from linking_stream import DAYS, FIRST_DAY, Deal, Item, Stream

from watch import handlers
from watch.asking import Card, Origin, card, day_of
from watch.config import Config, Settings, load_config
from watch.deliver import MailSettings
from watch.handlers import Workshop
from watch.handlers.reading import on_captured
from watch.model import Document, Link, Reading
from watch.store import Store, announcements, documents, encode, outbox, schema, search
from watch_pipelines.consolidate import consolidate
from watch_pipelines.coverage import keys_of
from watch_pipelines.dedupe import fingerprint
from watch_pipelines.normalise import normalise

SIZES, SMALL = (1_000, 10_000, 100_000), (200, 2_000)
BATCH = 1_000
BANDS = 16
LAST_DAY = FIRST_DAY + timedelta(days=DAYS)
NOW = datetime(2026, 2, 1, tzinfo=UTC)
LATE = timedelta(days=730)
A_DAY = 5
"""Steps of each sort in one day."""
SORTS = ("opens a deal", "a copy joins", "announces nothing", "two years late")
Times = dict[str, list[tuple[float, float]]]


def main() -> None:
    """Fill, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--small", action="store_true")
    arguments.add_argument("--database")
    arguments.add_argument("--steps", type=int, default=60)
    chosen = arguments.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    config = replace(load_config(), subscriptions=())
    first: dict[str, float] = {}
    for size in SMALL if chosen.small else SIZES:
        with tempfile.TemporaryDirectory() as folder:
            store = Store(f"{chosen.database}{size}" if chosen.database else f"sqlite:///{folder}/bench.db")
            began = time.perf_counter()
            fill(store, config, size)
            took = time.perf_counter() - began
            times = Line(store, config, size).measure(chosen.steps)
            report(store, size, took, times, first)
            store.close()
    print(f"normalise and fingerprint, part of each step: {_without_store(config):.1f} ms")


def report(store: Store, size: int, took: float, times: Times, first: dict[str, float]) -> None:
    """A line for each sort of document; *first* holds the medians of the smallest store."""
    with store.read() as tx:
        count = tx.execute(sa.select(sa.func.count()).select_from(schema.documents)).scalar_one()
    print(f"{store.engine.dialect.name}: {size:,} announcements, {count:,} documents, filled in {took:.0f} s")
    for sort in SORTS:
        clock, work = ([1000 * each[at] for each in times[sort]] for at in (0, 1))
        shown = []
        for name, each in (("elapsed", clock), ("this process", work)):
            median = statistics.median(each)
            ratio = median / first.setdefault(f"{sort}, {name}", median)
            p95 = statistics.quantiles(each, n=20)[-1]
            shown.append(f"{name} p50 {median:6.1f} p95 {p95:6.1f} ms ratio {ratio:4.2f}")
        print(f"  {sort:18} {'   '.join(shown)}", flush=True)


class Line:
    """The line from capture on, over one filled store; what reading would find is given with each document."""

    def __init__(self, store: Store, config: Config, size: int) -> None:
        self.store = store
        self._shop = Workshop(store, config, Settings(), MailSettings(), lambda: NOW)
        self._readings: dict[str, Reading] = {}
        self._measured = Stream(config.register, seed=2, salt="step")
        self._others = Stream(config.register, seed=3, salt="other")
        self._each_day = size / DAYS
        handlers.reading.read_parts = self._read

    def _read(self, shop: Workshop, document: Document) -> tuple[tuple[Document, Reading], ...]:
        del shop
        return ((document, self._readings[document.id]),)

    def measure(self, steps: int) -> Times:
        """Seconds of the clock and of this process that each step took, by sort."""
        times: Times = {sort: [] for sort in SORTS}
        due = 0.0
        for step in range(steps):
            day = LAST_DAY + timedelta(days=step // A_DAY)
            if step % A_DAY == 0:
                due += self._each_day
                self._let_pass(day, int(due))
                due -= int(due)
            deal = self._measured.deal(day)
            opening = self._measured.report(deal)
            times["opens a deal"].append(self.step(opening))
            times["a copy joins"].append(self.step(self._measured.copy(opening)))
            times["announces nothing"].append(self.step(self._measured.comment(deal, 0)))
        for step in range(steps):
            deal = self._measured.deal(LAST_DAY - LATE + timedelta(days=step))
            times["two years late"].append(self.step(self._measured.report(deal)))
        return times

    def _let_pass(self, day: date, count: int) -> None:
        """What comes on any day beside what is measured."""
        write(self.store, (self._others.deal(day) for _ in range(count)), self._others)

    def step(self, item: Item) -> tuple[float, float]:
        """Capture, unmeasured, and let the line treat the event."""
        document, reading = item
        self._readings[document.id] = reading
        with self.store.write() as tx:
            documents.capture(tx, document)
            event_id = tx.execute(sa.select(sa.func.max(schema.events.c.id))).scalar_one()
            task = outbox.claim_one(tx, event_id, NOW, timedelta(minutes=1))
        assert task is not None
        clock, work = time.perf_counter(), time.process_time()
        on_captured(self._shop, task)
        return time.perf_counter() - clock, time.process_time() - work


def fill(store: Store, config: Config, size: int) -> None:
    """Write *size* deals with their documents, evenly over the days."""
    stream = Stream(config.register, seed=1, salt="old")
    write(store, (stream.deal(FIRST_DAY + timedelta(days=at * DAYS // size)) for at in range(size)), stream)
    with store.write() as tx:
        tx.execute(sa.text("ANALYZE"))


def write(store: Store, deals: Iterator[Deal], stream: Stream) -> None:
    """Write deals as the line would have left them, in batches; fingerprints are drawn, for making them is slow."""
    rows = Rows()
    for deal in deals:
        for items in stream.documents_of(deal):
            rows.add(items)
        if len(rows.cards) >= BATCH:
            rows.write(store)
            rows = Rows()
    if rows.cards:
        rows.write(store)


class Rows:
    """Rows to be written together."""

    _dice = random.Random(4)

    def __init__(self) -> None:
        self._rows: dict[sa.Table, list[dict[str, object]]] = {
            table: []
            for table in (
                *(schema.documents, schema.readings, schema.fingerprints, schema.document_keys),
                *(schema.announcements, schema.announcement_versions, schema.party_keys, schema.links),
            )
        }
        self.cards: list[tuple[Card, None]] = []

    def add(self, items: Sequence[Item]) -> None:
        """Documents of one deal with the announcement that they make; or one that announces nothing."""
        bands = [self._dice.getrandbits(62) for _ in range(BANDS)]
        for document, reading in items:
            self._document(document, reading)
            self._rows[schema.fingerprints] += [{"band": band, "document_id": document.id} for band in bands]
            bands = bands[:4] + [self._dice.getrandbits(62) for _ in range(BANDS - 4)]
        if items[0][1].detection.is_announcement:
            self._announcement(items)

    def _document(self, document: Document, reading: Reading) -> None:
        key, announces = document.id, reading.detection.is_announcement
        self._rows[schema.documents].append(
            {"id": key, "source_id": document.source_id, "canonical_url": document.canonical_url,
             "published_on": document.published_on, "captured_at": document.captured_at, "baseline": False,
             "payload": encode(document)}
        )  # fmt: skip
        self._rows[schema.readings].append(
            {"document_id": key, "is_announcement": announces, "payload": encode(reading), "created_at": NOW}
        )
        self._rows[schema.document_keys] += [
            {"party_key": one, "document_id": key, "day": str(document.day), "announces": announces}
            for one in set(keys_of(reading))
        ]

    def _announcement(self, items: Sequence[Item]) -> None:
        first = items[0][0]
        made = consolidate(None, items, f"{first.day.year}-{first.id}", first.captured_at)
        payload, day = encode(made), str(day_of(made))
        self._rows[schema.announcements].append(
            {"id": made.id, "version": 1, "status": made.status.value, "sector": made.sector, "sort_date": day,
             "baseline": False, "changed_at": NOW, "payload": payload, "withdrawn_at": None}
        )  # fmt: skip
        self._rows[schema.announcement_versions].append(
            {"announcement_id": made.id, "version": 1, "payload": payload, "created_at": NOW}
        )
        self._rows[schema.party_keys] += [
            {"party_key": one, "announcement_id": made.id, "day": day}
            for one in {*keys_of(made), *announcements.system_keys(made)}
        ]
        self._rows[schema.links] += [
            {"document_id": document.id, "announcement_id": made.id, "payload": _LINK, "created_at": NOW,
             "kind": "report"} for document, _ in items
        ]  # fmt: skip
        origins = [Origin(document.source_id, document.publisher_kind.value, "fr") for document, _ in items]
        self.cards.append((card(made, None, origins, NOW.date()), None))

    def write(self, store: Store) -> None:
        """Insert them in one transaction."""
        with store.write() as tx:
            for table, rows in self._rows.items():
                tx.execute(table.insert(), rows)
            search.put(tx, self.cards)


_LINK = encode(Link(None, 0.0, ()))


def _without_store(config: Config) -> float:
    """Milliseconds of the part of a step that asks the store for nothing, the same at any size."""
    stream = Stream(config.register, seed=5, salt="plain")
    taken = []
    for _ in range(50):
        document, _ = stream.report(stream.deal(LAST_DAY))
        began = time.perf_counter()
        fingerprint(normalise(document).full_text)
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


if __name__ == "__main__":
    main()
