"""Does linking cost the same however much is stored? Steps of the real line on stores of three sizes.

    python bench/linking.py [--small] [--database URL] [--steps 60]

Fills an empty database with 1,000 announcements, others with 10,000 and with 100,000 (--small: 200 and 2,000), with 2.4
documents for each, then lets documents come through the line as after their capture, their readings given: normalise,
dedupe, settle, gather. The stores take turns, and each day some more documents come to each unmeasured, as many as it
has on any day. Prints for each sort of document the median and the 95th percentile in milliseconds and the ratio of the
median to that of the smallest store: of the time elapsed, and of the work of this process alone, which other programs
on the machine do not lengthen as much (on SQLite that is all the work there is).

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
from datetime import UTC, datetime, timedelta
from typing import ClassVar

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
READINGS: dict[str, Reading] = {}
"""What reading would find in each document that comes, by id."""
Times = dict[str, list[tuple[float, float]]]


def given(shop: Workshop, document: Document) -> tuple[tuple[Document, Reading], ...]:
    """What reading would find, without reading."""
    del shop
    return ((document, READINGS[document.id]),)


def main() -> None:
    """Fill, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--small", action="store_true")
    arguments.add_argument("--database", metavar="URL")
    arguments.add_argument("--steps", type=int, default=60)
    chosen = arguments.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    config = replace(load_config(), subscriptions=())
    handlers.reading.read_parts = given
    with tempfile.TemporaryDirectory() as folder:
        base = chosen.database or f"sqlite:///{folder}/bench"
        lines = [Line(Store(f"{base}{size}"), config, size) for size in (SMALL if chosen.small else SIZES)]
        for line, times in zip(lines, measure(lines, chosen.steps), strict=True):
            report(line, times)
            line.store.close()
    print(f"normalise and fingerprint, part of each step: {_without_store(config):.1f} ms")


class Line:
    """The line from capture on, over one filled store, and the documents that come to it."""

    first: ClassVar[dict[str, float]] = {}
    """Medians of the smallest store."""

    def __init__(self, store: Store, config: Config, size: int) -> None:
        self.store, self.size = store, size
        self.shop = Workshop(store, config, Settings(), MailSettings(), lambda: NOW)
        self._measured = Stream(config.register, seed=2, salt="step")
        self._others = Stream(config.register, seed=3, salt="other")
        began = time.perf_counter()
        fill(store, config, size)
        print(f"{size:,} announcements written in {time.perf_counter() - began:.0f} s", flush=True)

    def arrivals(self, steps: int) -> Iterator[tuple[str, Item]]:
        """The documents to be measured, by sort; before those of each day, what comes on any day is written."""
        due = 0.0
        for step in range(steps):
            day = LAST_DAY + timedelta(days=step // A_DAY)
            if step % A_DAY == 0:
                due += self.size / DAYS
                write(self.store, (self._others.deal(day) for _ in range(int(due))), self._others)
                due -= int(due)
            deal = self._measured.deal(day)
            opening = self._measured.report(deal)
            yield SORTS[0], opening
            yield SORTS[1], self._measured.copy(opening)
            yield SORTS[2], self._measured.comment(deal, 0)
        for step in range(steps):
            yield SORTS[3], self._measured.report(self._measured.deal(LAST_DAY - LATE + timedelta(days=step)))


def measure(lines: Sequence[Line], steps: int) -> list[Times]:
    """Seconds of the clock and of this process that each step took on each line; the lines take turns."""
    times: list[Times] = [{sort: [] for sort in SORTS} for _ in lines]
    for arrived in zip(*(line.arrivals(steps) for line in lines), strict=True):
        for line, taken, (sort, item) in zip(lines, times, arrived, strict=True):
            taken[sort].append(step(line, item))
    return times


def step(line: Line, item: Item) -> tuple[float, float]:
    """Capture, unmeasured, and let the line treat the event."""
    document, reading = item
    READINGS[document.id] = reading
    with line.store.write() as tx:
        documents.capture(tx, document)
        event_id = tx.execute(sa.select(sa.func.max(schema.events.c.id))).scalar_one()
        task = outbox.claim_one(tx, event_id, NOW, timedelta(minutes=1))
    assert task is not None
    clock, work = time.perf_counter(), time.process_time()
    on_captured(line.shop, task)
    return time.perf_counter() - clock, time.process_time() - work


def report(line: Line, times: Times) -> None:
    """What each sort of document took."""
    with line.store.read() as tx:
        count = tx.execute(sa.select(sa.func.count()).select_from(schema.documents)).scalar_one()
    print(f"{line.store.engine.dialect.name}: {line.size:,} announcements, {count:,} documents")
    for sort in SORTS:
        clock, work = ([1000 * each[at] for each in times[sort]] for at in (0, 1))
        shown = []
        for name, each in (("elapsed", clock), ("this process", work)):
            median = statistics.median(each)
            ratio = median / Line.first.setdefault(f"{sort}, {name}", median)
            p95 = statistics.quantiles(each, n=20)[-1]
            shown.append(f"{name} p50 {median:6.1f} p95 {p95:6.1f} ms ratio {ratio:4.2f}")
        print(f"  {sort:18} {'   '.join(shown)}", flush=True)


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
