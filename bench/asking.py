"""How long asking takes: lists, facets, searches and sheets over many announcements, on SQLite and on PostgreSQL.

    python bench/asking.py [ANNOUNCEMENTS] [DATABASE_URL]

Fills an empty database with generated announcements (ten documents each, as many parties, hosts and verdicts as real
ones have, frequent words and rare ones), asks each question a hundred times with varied values, one at a time, and
prints the median and the 95th percentile in milliseconds; and the 95th percentile of the work of this process alone,
which other programs on the machine do not lengthen (on SQLite that is all the work there is).
"""

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from builders import a_buyer, a_document, a_party, a_reading, an_announcement, an_assessment, an_evidence
from watch.asking import Origin, Question, Vocabulary, card, parse
from watch.config import load_config
from watch.formats import public, tabular
from watch.model import (
    Amount,
    Announcement,
    Assessment,
    Axes,
    Finding,
    HostingKind,
    HostingMention,
    HostingScope,
    Instrument,
    Link,
    PartialDate,
    Scope,
    Sector,
    Status,
    Tier,
)
from watch.query import facets, iterate, listing, sheet, stats
from watch.store import Store, encode, schema, search

BATCH = 500
Pair = tuple[Announcement, Assessment]
DOCUMENTS = 10
ASKED = 100
START = datetime(2020, 1, 1, tzinfo=UTC)
VERDICTS = (
    ("undetermined", "open", 40), ("unsubstantiated_claim", "open", 15), ("exposed_dependence", "dependence", 15),
    ("indirect_exposure", "dependence", 10), ("partial_control", "mixed", 8), ("presumed_european", "mixed", 6),
    ("out_of_scope", None, 4), ("substantiated_sovereignty", "sovereignty", 2),
)  # fmt: skip
NOUNS = (
    *("hôpital", "école", "cloud", "assistant", "justice", "données", "souverain", "recherche", "agents", "calcul"),
    *("modèle", "service"),
)


def deals(
    count: int, dice: random.Random, companies: list[tuple[str, str]]
) -> Iterator[tuple[Announcement, Assessment]]:
    """Deals whose parties, words and verdicts are as unequal as real ones."""
    for number in range(count):
        name, actor = companies[min(int(dice.expovariate(0.12)), len(companies) - 1)]
        day = date(2020, 1, 1) + timedelta(days=int(2500 * dice.random() ** 0.5))
        rare = f"projet{dice.randrange(count)}" if dice.random() < 0.3 else ""
        title = f"Le ministère choisit {name} pour {' '.join(dice.choices(NOUNS, k=4))} {rare}"
        euros = 10 ** dice.uniform(4, 8) if dice.random() < 0.2 else None
        hosting = HostingMention(
            *dice.choice((("AWS", "aws"), ("OVHcloud", "ovhcloud"), ("Outscale", "outscale"))),
            dice.choice(list(HostingKind)), dice.choice(["FR", "US", None]), HostingScope.CONTRACT, False, False,
            an_evidence("hébergé chez eux"),
        )  # fmt: skip
        made = an_announcement(
            f"{day.year}-{number:08}", title=title, status=dice.choice(list(Status)),
            announced_on=PartialDate.of(day), parties=(a_buyer(), a_party(name, actor_id=actor)),
            hosting=(hosting,) if dice.random() < 0.3 else (), sector=dice.choice(list(Sector)),
            instrument=dice.choice(list(Instrument)), duration_months=dice.choice([None, None, 12, 48]),
            amount=None if euros is None else Amount(euros, "EUR", euros, False, an_evidence()),
            document_ids=tuple(f"d{number}-{each}" for each in range(DOCUMENTS)),
            first_seen_at=datetime.combine(day, START.timetz()),
        )  # fmt: skip
        verdict, reading, _ = dice.choices(VERDICTS, [weight for *_, weight in VERDICTS])[0]
        quote = an_evidence("Les modèles seront déployés sur des infrastructures françaises.", made.document_ids[0])
        finding = Finding("hosting.host", "home", Scope.CONTRACT, Tier.B, None, (quote,), (), None)
        axes = Axes(dice.choice(["J1", "J2", "J3", "J?"]), None, "D2", "T1", dice.choice([None, 2, 3, 4]))
        yield (
            made,
            an_assessment(
                made.id, id=f"s-{made.id}", axes=axes, verdict=verdict, reading=reading, findings=(finding,) * 8
            ),
        )


def fill(store: Store, count: int, companies: list[tuple[str, str]]) -> None:
    """Write the deals with their documents, in batches."""
    dice, batch = random.Random(1), list[tuple[Announcement, Assessment]]()
    text = " ".join(["Le ministère a annoncé un accord avec une entreprise."] * 20)
    document, reading = a_document(text, source_id="elysee"), a_reading()
    for pair in deals(count, dice, companies):
        batch.append(pair)
        if len(batch) == BATCH:
            _write(store, batch, replace(document), reading)
            batch = []
    if batch:
        _write(store, batch, document, reading)
    with store.write() as tx:
        tx.execute(sa.text("ANALYZE"))


def _write(store: Store, batch: list[tuple[Announcement, Assessment]], document: object, reading: object) -> None:
    payload, read = encode(document), encode(reading)
    link = encode(Link(None, 1.0, ()))
    ids = [(key, made) for made, _ in batch for key in made.document_ids]
    with store.write() as tx:
        tx.execute(schema.documents.insert(), [
            {"id": key, "source_id": "elysee", "canonical_url": f"https://x.example/{key}",
             "published_on": made.first_seen_at.date(), "captured_at": made.first_seen_at, "baseline": False,
             "payload": payload} for key, made in ids
        ])  # fmt: skip
        tx.execute(schema.readings.insert(), [
            {"document_id": key, "is_announcement": True, "payload": read, "created_at": START} for key, _ in ids
        ])  # fmt: skip
        tx.execute(schema.announcements.insert(), [
            {"id": made.id, "version": 1, "status": made.status, "sector": made.sector,
             "sort_date": str(made.announced_on),
             "baseline": False, "changed_at": made.first_seen_at, "payload": encode(made), "withdrawn_at": None}
            for made, _ in batch
        ])  # fmt: skip
        tx.execute(schema.links.insert(), [
            {"document_id": key, "announcement_id": made.id, "payload": link, "created_at": START} for key, made in ids
        ])  # fmt: skip
        tx.execute(schema.assessments.insert(), [
            {"id": judged.id, "announcement_id": judged.announcement_id, "framework_version": "2",
             "verdict": judged.verdict, "exposure": judged.axes.exposure, "payload": encode(judged),
             "created_at": judged.created_at} for _, judged in batch
        ])  # fmt: skip
        origin = (Origin("elysee", "press", "fr"),)
        search.put(tx, [(card(*pair, origin, pair[0].first_seen_at.date()), pair[1].id) for pair in batch])


def timed(name: str, ask: Callable[[int], object]) -> None:
    """Ask, varied, and print what it took."""
    ask(0)
    taken, worked = [], []
    for turn in range(ASKED):
        began, busy = time.perf_counter(), time.process_time()
        ask(turn)
        taken.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - busy))
    p95, cpu = (statistics.quantiles(each, n=20)[-1] for each in (taken, worked))
    print(f"{name:40} p50 {statistics.median(taken):7.1f}  p95 {p95:7.1f}  of which this process p95 {cpu:7.1f} ms")


def main() -> None:
    """Fill, ask, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    folder = tempfile.TemporaryDirectory()
    store = Store(sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder.name}/bench.db")
    config = load_config()
    vocabulary = Vocabulary.of(config.framework, config.register, config.legal, config.sources)
    companies = [(a.name, a.id) for a in config.register.actors.values() if a.kind != "public_body"]
    began = time.perf_counter()
    fill(store, count, companies)
    print(f"{store.engine.dialect.name}: {count} announcements, {count * DOCUMENTS} documents, filled in "
          f"{time.perf_counter() - began:.0f} s")  # fmt: skip
    sectors, statuses = list(Sector), list(Status)
    dice = random.Random(2)
    projects = [dice.randrange(count) for _ in range(ASKED)]
    with store.read() as tx:
        ids = list(tx.execute(sa.select(schema.announcements.c.id).limit(50_000)).scalars())[:: max(1, count // 500)]

    def asked(template: str) -> Callable[[int], Question]:
        return lambda turn: parse(
            template.format(
                sector=sectors[turn % len(sectors)].value, status=statuses[turn % len(statuses)], rare=projects[turn],
                noun=NOUNS[turn % len(NOUNS)], other=NOUNS[(turn * 5 + 1) % len(NOUNS)], year=2021 + turn % 5,
            ),
            vocabulary,
        )  # fmt: skip

    for name, template in (
        ("list, everything", ""),
        ("list, one sector", 'sector:"{sector}"'),
        ("list, sector, status and country", 'sector:"{sector}" status:{status} supplier.country:US'),
        ("list, host control and year", "host.control:US date:{year} claim:0"),
        ("list, by amount", 'sector:"{sector}" sort:amount'),
        ("text, frequent word, newest first", "{noun}"),
        ("text, two frequent words, newest first", "{noun} {other}"),
        ("text, phrase, newest first", '"{noun} {other}"'),
        ("text, rare word, newest first", "projet{rare}"),
        ("text and fields, newest first", '{noun} sector:"{sector}" supplier.country:US'),
        ("text, frequent word, ranked", "{noun} sort:relevance"),
        ("text, two words, ranked", "{noun} {other} sort:relevance"),
    ):
        question = asked(template)
        timed(name, lambda turn, question=question: listing(store, question(turn), limit=20))  # type: ignore[misc]
    for name, template in (("facets, everything", ""), ("facets, one sector", 'sector:"{sector}"'),
                           ("facets, frequent word", "{noun}")):  # fmt: skip
        question = asked(template)
        timed(name, lambda turn, question=question: facets(store, question(turn), vocabulary))  # type: ignore[misc]
    timed("sheet", lambda turn: sheet(store, ids[turn % len(ids)]))
    began = time.perf_counter()
    stats(store, Question(), ("sector", "verdict"), vocabulary)
    print(f"{'counts of all by two dimensions':44} {1000 * (time.perf_counter() - began):12.1f} ms")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, rows = time.perf_counter(), 0
    found = (public.announcement(*pair, config.framework, "") for pair in iterate(store, Question()))
    for lines in tabular.csv_lines(tabular.COLUMNS, (tabular.row(each) for each in found)):
        rows += lines.count("\n")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"CSV of {rows - 1} rows: {time.perf_counter() - began:.1f} s, memory grew by {grown:.0f} MB")
    store.close()
    folder.cleanup()


if __name__ == "__main__":
    main()
