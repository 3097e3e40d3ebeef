"""Polling feeds: Vigie beside lemon24/reader and beside a floor of aiohttp + lxml + sqlite3, in one run.

    uv run --group bench python bench/collecting.py [--feeds 500] [--entries 20] [--rounds 3]

One local server with ETags and half RSS, half Atom, on many loopback addresses, five feeds to a host.
Three polls each, every contender in a process and a database of its own, in turns: the first, one with nothing new, one
with one new entry in each feed. The best of the rounds counts, in wall seconds, with the processor time of the process
and its children, and its peak memory. Then the same poll with 100 ms of latency, one request at a time and sixteen.

Vigie asks for robots.txt, paces hosts, parses in a killable child, canonicalises addresses, turns markup into text and
writes documents and events of its full schema; reader sanitises and stores its own; the floor does as little as can be.
"""

import argparse
import asyncio
import importlib
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

POLLS = ("first", "unchanged", "one new")
CONTENDERS = ("vigie", "reader", "floor")
TARGETS = {"first": 0.6, "unchanged": 0.8, "one new": 0.3}
"""Of reader's wall time."""
PORT = 8461


def addresses(feeds: int) -> list[str]:
    """Where the feeds are: five on each loopback address."""
    return [f"http://127.0.{k // 5 // 250}.{k // 5 % 250 + 1}:{PORT}/feed/{k}.xml" for k in range(feeds)]


async def poll_vigie(feeds: int, directory: Path, concurrency: int, wait: Callable[[str], None]) -> None:
    """Three sweeps over sources that are their feeds, into a database file of the full schema."""
    from watch.handlers.archive import StoreArchive
    from watch.model import PublisherKind, Source, SourceKind
    from watch.store import Store
    from watch_crawlers.parse_child import Reader
    from watch_crawlers.parsed import Kind, ReadTask
    from watch_crawlers.settings import CrawlSettings
    from watch_crawlers.sweep import install_reactor, make_runner, stop_reactor, sweep

    install_reactor(asyncio.get_running_loop())
    importlib.import_module("watch_crawlers.spiders")
    urls = addresses(feeds)
    kinds = PublisherKind.PRESS, SourceKind.FEED
    shared = {"cadence": timedelta(hours=1), "enabled": True, "expects": None, "licence": None, "note": None}
    sources = [
        Source(id=f"s{k}", name=f"Source {k}", publisher_kind=kinds[0], kind=kinds[1], language="fr", homepage=url,
               urls=(url,), follow=False, **shared)  # type: ignore[arg-type]  # the names are those of Source
        for k, url in enumerate(urls)
    ]  # fmt: skip
    hosts = frozenset(url.split("/")[2] for url in urls)
    settings = CrawlSettings("bench", allow_hosts=hosts, delay=0, concurrency=concurrency, retries=0)
    runner, now = make_runner(settings), datetime.now(UTC)
    archive = StoreArchive(Store(f"sqlite:///{directory / 'vigie.db'}"), lambda: datetime.now(UTC))
    async with Reader() as reader:  # as the others do, imports come before the clock, and so does the child's start
        await reader.feed(b"<rss version='2.0'/>", ReadTask(Kind.FEED, "http://warm.example/", "text/xml", now))
        for poll in POLLS:
            wait(poll)
            report = await sweep(sources, archive, settings, now, runner, reader)
            done(poll, report.new_documents, sum(not one.succeeded for one in report.sources))
    stop_reactor()


async def poll_reader(feeds: int, directory: Path, concurrency: int, wait: Callable[[str], None]) -> None:
    """Three updates of lemon24/reader with its own workers."""
    from reader import make_reader

    reader = make_reader(str(directory / "reader.db"))
    for url in addresses(feeds):
        reader.add_feed(url)
    for poll in POLLS:
        wait(poll)
        new = failed = 0
        for result in reader.update_feeds_iter(workers=concurrency, scheduled=False):
            failed += isinstance(result.value, Exception)
            new += getattr(result.value, "new", 0) or 0
        done(poll, new, failed)


async def poll_floor(feeds: int, directory: Path, concurrency: int, wait: Callable[[str], None]) -> None:
    """As little as can be: aiohttp, lxml without any care, five columns of sqlite3."""
    import aiohttp
    from lxml import etree

    base = sqlite3.connect(directory / "floor.db")
    base.execute("pragma journal_mode=wal")
    base.execute("create table e (feed int, id text, title text, link text, body text, primary key (feed, id))")
    atom, content = "{http://www.w3.org/2005/Atom}", "{http://purl.org/rss/1.0/modules/content/}encoded"
    tags: dict[str, str | None] = {}

    def rows(feed: int, body: bytes) -> list[tuple[Any, ...]]:
        def text(node: Any, *names: str) -> str | None:
            return next((found.text for name in names for found in node.iterfind(name)), None)

        entries = etree.fromstring(body).iter("item", atom + "entry")
        return [
            (
                feed,
                text(n, "guid", atom + "id"),
                text(n, "title", atom + "title"),
                "",
                text(n, content, atom + "content"),
            )
            for n in entries
        ]

    async with aiohttp.ClientSession() as session:
        slots = asyncio.Semaphore(concurrency)

        async def one(number: int, url: str) -> int:
            known = tags.get(url)
            async with slots, session.get(url, headers={"If-None-Match": known} if known else {}) as answer:
                if answer.status == 304:
                    return 0
                body, tags[url] = await answer.read(), answer.headers.get("ETag")
            count = base.executemany("insert or ignore into e values (?,?,?,?,?)", rows(number, body)).rowcount
            base.commit()
            return count

        for poll in POLLS:
            wait(poll)
            new = sum(await asyncio.gather(*(one(k, url) for k, url in enumerate(addresses(feeds)))))
            done(poll, new, 0)


_started = [0.0, 0.0]


def begin(poll: str) -> None:
    """Bring the server to the state of *poll*, then start the clocks."""
    ask(f"/_state?grown={int(poll == 'one new')}")
    _started[:] = time.perf_counter(), processor()


def done(poll: str, new: int, failed: int) -> None:
    """Print what *poll* took."""
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    took = {"wall": time.perf_counter() - _started[0], "cpu": processor() - _started[1], "peak": peak}
    print(json.dumps({"poll": poll, "new": new, "failed": failed, **took}), flush=True)


def processor() -> float:
    """Processor seconds of this process and of its living and dead children."""
    own = time.process_time()
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    ticks = 100.0
    for child in children:
        fields = Path(f"/proc/{child}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        own += (int(fields[11]) + int(fields[12])) / ticks
    return own


def ask(path: str) -> str:
    """An order to the server."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=60) as answer:
        return str(answer.read().decode())


def contend(name: str, feeds: int, concurrency: int) -> list[dict[str, Any]]:
    """The polls of one contender in a process of its own."""
    command = [sys.executable, __file__, "--as", name, "--feeds", str(feeds), "--concurrency", str(concurrency)]
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    return [json.loads(line) for line in run.stdout.splitlines()]


def compare(feeds: int, entries: int, rounds: int) -> bool:
    """Run all contenders in turns and print the table; True when the targets are met."""
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for _ in range(rounds):
        for name in CONTENDERS:
            for row in contend(name, feeds, 16):
                expected = {"first": feeds * entries, "unchanged": 0, "one new": feeds}[row["poll"]]
                if row["new"] != expected or row["failed"]:
                    raise SystemExit(f"{name}, {row['poll']}: {row['new']} new of {expected}, {row['failed']} failed")
                kept = best.get((name, row["poll"]))
                best[name, row["poll"]] = row if kept is None or row["wall"] < kept["wall"] else kept
    print(f"{feeds} feeds of {entries} entries, best of {rounds}: wall s / processor s / peak MB")
    met = True
    for poll in POLLS:
        shown = " · ".join("{} {wall:.2f} / {cpu:.2f} / {peak:.0f}".format(n, **best[n, poll]) for n in CONTENDERS)
        ratio = best["vigie", poll]["wall"] / best["reader", poll]["wall"]
        met &= ratio <= TARGETS[poll]
        print(f"{poll:<10} {shown} · ratio to reader {ratio:.2f} (target {TARGETS[poll]})")
    return met


def latency(feeds: int) -> None:
    """What concurrency is worth when every answer takes 100 ms: an unchanged poll, one at a time and sixteen."""
    ask("/_state?wait=0.1")
    walls = {n: next(r["wall"] for r in contend("vigie", feeds, n) if r["poll"] == "unchanged") for n in (1, 16)}
    ask("/_state?wait=0")
    print(
        f"100 ms latency, {feeds} feeds, unchanged: one at a time {walls[1]:.2f} s, sixteen {walls[16]:.2f} s, "
        f"{walls[1] / walls[16]:.1f} times faster (target 10)"
    )


def main(arguments: Sequence[str]) -> int:
    """Measure; or, as one contender, poll; or serve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--concurrency", type=int, default=16, help=argparse.SUPPRESS)
    parser.add_argument("--as", dest="role", choices=[*CONTENDERS], help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.role:
        polls: dict[str, Callable[..., Awaitable[None]]]
        polls = {"vigie": poll_vigie, "reader": poll_reader, "floor": poll_floor}
        with tempfile.TemporaryDirectory() as directory:
            asyncio.run(polls[chosen.role](chosen.feeds, Path(directory), chosen.concurrency, begin))  # type: ignore[arg-type]
        return 0
    server = [sys.executable, str(Path(__file__).with_name("collecting_server.py"))]
    with subprocess.Popen(
        [*server, str(PORT), str(chosen.feeds), str(chosen.entries)], stdout=subprocess.PIPE
    ) as origin:
        assert origin.stdout is not None
        origin.stdout.readline()  # it says when its feeds are written
        try:
            met = compare(chosen.feeds, chosen.entries, chosen.rounds)
            latency(min(chosen.feeds, 200))
        finally:
            origin.terminate()
    return int(not met)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
