"""What judging again costs: all announcements of a store after a change of the framework, on one core.

    python bench/judging.py CORPUS.jsonl [--announcements 10000]

CORPUS holds documents as `vigie analyse` reads them. The deals found in it are copied, under ids of their own, until
there are as many as asked for, each with a text of its own. Then the framework is given a new version and what it
concerns is judged again, on a SQLite file; then one actor's fact is edited; then nothing. Prints seconds of one core
and of the clock.
"""

import argparse
import os
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sqlalchemy as sa
import structlog

from watch.analyse import TODAY, read_documents
from watch.app import App
from watch.config import Config, Settings, load_config
from watch.deliver import MailSettings
from watch.handlers import Workshop
from watch.handlers.revising import revise
from watch.model import Register
from watch.store import Store, bases, documents, schema

_TABLES = (
    ("documents", "id"),
    ("readings", "document_id"),
    ("announcements", "id"),
    ("announcement_versions", "announcement_id"),
    ("party_keys", "announcement_id"),
    ("links", "announcement_id"),
    ("assessments", "announcement_id"),
    ("bases", "announcement_id"),
)
"""What makes up an announcement, in the order in which it may be inserted."""
_TEXT = re.compile(r'("text":"(?:[^"\\]|\\.)*)"')


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--announcements", type=int, default=10_000)
    chosen = arguments.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    config = replace(load_config(), subscriptions=())
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/bench.db")
        found = fill(store, config, chosen.corpus, chosen.announcements)
        print(f"{chosen.announcements} announcements, copies of {found} deals read from {chosen.corpus.name}")
        changed = replace(config, framework=replace(config.framework, version=f"{config.framework.version}-bench"))
        timed("a new version of the framework", store, changed)
        actor = config.register.actors["mistral-ai"]
        actors = {**config.register.actors, actor.id: replace(actor, listed=not actor.listed)}
        timed("one fact of one actor", store, replace(changed, register=Register(config.register.version, actors)))
        timed("nothing", store, replace(changed, register=Register(config.register.version, actors)))
        store.close()


def shop_of(store: Store, config: Config) -> Workshop:
    """A workshop as after a restart with *config*."""
    return Workshop(store, config, Settings(), MailSettings(), lambda: TODAY)


def timed(what: str, store: Store, config: Config) -> None:
    """Judge again after *what* changed, and print how long that took."""
    clock, core = time.perf_counter(), time.process_time()
    done = [judged.new for judged in revise(shop_of(store, config))]
    core, clock = time.process_time() - core, time.perf_counter() - clock
    print(f"{what} changed: {len(done)} judged again, {sum(done)} new: {core:.1f} s of one core, {clock:.1f} s elapsed")


def fill(store: Store, config: Config, corpus: Path, wanted: int) -> int:
    """Read *corpus* through the stages, then copy its deals until *wanted* are stored; how many it had."""
    app = App(shop_of(Store("sqlite://"), config))
    with app.store.write() as tx:
        for document in read_documents(corpus):
            documents.capture(tx, document)
    app.queue.drain()
    if not judged(app.store):
        raise SystemExit("no deal of the corpus was judged; `vigie analyse` tells why")
    with app.store.read() as origin, store.write() as tx:
        ids = list(origin.execute(sa.select(schema.announcements.c.id).order_by(schema.announcements.c.id)).scalars())
        for number, announcement_id in islice(enumerate(cycle(ids)), wanted):
            for table, rows in copied(origin, announcement_id, f"c{number}-"):
                tx.execute(schema.metadata.tables[table].insert(), rows)
    app.store.close()
    return len(ids)


def judged(store: Store) -> int:
    """How many announcements have a judgement."""
    with store.read() as tx:
        return len(bases.judged(tx))


def copied(origin: sa.Connection, announcement_id: str, prefix: str) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """(table, its rows about one announcement), with *prefix* before every id."""
    links = schema.links
    members = list(
        origin.execute(sa.select(links.c.document_id).where(links.c.announcement_id == announcement_id)).scalars()
    )
    renamed = {one: prefix + one for one in (announcement_id, *members)}
    for name, key in _TABLES:
        table = schema.metadata.tables[name]
        wanted = sa.select(table).where(table.c[key].in_(list(renamed)))
        rows = [_renamed(dict(row._mapping), renamed, prefix) for row in origin.execute(wanted)]  # noqa: SLF001
        if rows:
            yield name, rows


def _renamed(row: dict[str, object], renamed: dict[str, str], prefix: str) -> dict[str, object]:
    """*row* under the new ids, in its columns and inside its payload; its named system and its text are others, too."""
    row.pop("sequence", None)
    for column, value in row.items():
        if column == "payload":
            for old, new in renamed.items():
                value = str(value).replace(f'"{old}"', f'"{new}"')  # noqa: PLW2901  (the payload, step by step)
            value = re.sub(r'"project":"(?=.)', f'"project":"{prefix}', str(value))  # noqa: PLW2901
            row[column] = _TEXT.sub(lambda found: f'{found[1]} {prefix}"', value, count=1)
        elif column in {"id", "document_id", "announcement_id"}:
            row[column] = prefix + str(value)
        elif column == "canonical_url":
            row[column] = f"{value}#{prefix}"
    return row


if __name__ == "__main__":
    main()
