"""Killed at every step: SIGKILL before and after every commit and every network answer, from fetch to delivered.

Nothing is lost, nothing stands in the ledger twice, and on the wire a message comes twice only when the process died in
the one window that is named: between the moment the text is sent and the commit that follows the server's answer.
"""

import json
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa

from crawlers.local_site import FEED, LocalSite, Page, article, rss
from kill.sinks import MailSink, WebhookSink
from watch.store import Store, issues, outbox, schema

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

TITLE = "Le ministère des Armées notifie un accord-cadre à Mistral AI sur l'intelligence artificielle"
DEAL = (
    "Le ministère des Armées a notifié un accord-cadre à Mistral AI. L'entreprise fournira aux armées ses modèles "
    "d'intelligence artificielle, ses logiciels et ses services. Les modèles seront déployés sur des infrastructures "
    "françaises, sous le contrôle du ministère."
)
WINDOW = (
    "before smtp text",
    "after smtp text",
    "before smtp QUIT",
    "after smtp QUIT",
    "before webhook",
    "after webhook",
)
"""The last points passed with a text that may have been taken; the commit after the answer ends the window."""
READERS = ("lecteur@ong.example", "bulletin@ong.example")
SWEEPS = {1: 1, 2: 4}
"""Of the sweep's points every one on SQLite, every fourth on PostgreSQL: each costs a second for the parsing child."""


@dataclass
class Stage:
    """A site, two sinks, and the process that forks what is killed."""

    site: LocalSite
    mails: MailSink
    webhook: WebhookSink
    smtp: int
    folder: Path
    zygote: subprocess.Popen[str]
    kills: Counter[str] = field(default_factory=Counter)

    def order(self, database: str, **changes: Any) -> dict[str, Any]:
        """What one process is to do."""
        order = {
            "database": database, "feed": self.site.url("/feed"), "webhook": self.webhook.url, "smtp": self.smtp,
            "allow": f"127.0.0.1:{self.site.port},127.0.0.1:{self.webhook.port}", "kill": 0, "shift": 0,
            "sweep": False, "drain": False, "digest": False, "report": str(self.folder / "report-0"),
        }  # fmt: skip
        return order | changes

    def run(self, *orders: dict[str, Any]) -> list[int]:
        """Run the processes together; their exit codes, negative for signals."""
        assert self.zygote.stdin is not None
        assert self.zygote.stdout is not None
        self.zygote.stdin.write(json.dumps(orders) + "\n")
        self.zygote.stdin.flush()
        return cast("list[int]", json.loads(self.zygote.stdout.readline()))

    def passed(self) -> list[str]:
        """The points that the first process passed, the last one where it died."""
        return cast("list[str]", json.loads((self.folder / "report-0").read_text("utf-8")))

    def said(self) -> str:
        """What the processes wrote last, for the message of a test that fails."""
        return (self.folder / "log").read_text("utf-8")[-3000:]

    def forget(self) -> None:
        """Empty the sinks."""
        self.mails.got.clear()
        self.webhook.got.clear()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Everything but the database, once for all deaths."""
    site, mails, webhook = LocalSite(), MailSink(), WebhookSink("a secret for the proof")
    folder = tmp_path_factory.mktemp("kill")
    controller = mails.start()
    zygote = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("victim.py"))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=(folder / "log").open("w"), text=True,
    )  # fmt: skip
    assert zygote.stdout is not None
    assert zygote.stdout.readline() == "ready\n", (folder / "log").read_text("utf-8")
    yield Stage(site, mails, webhook, controller.port, folder, zygote)
    zygote.kill()
    zygote.wait()
    controller.stop()
    webhook.close()
    site.close()


Fresh = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def templates(request: pytest.FixtureRequest, stage: Stage, tmp_path: Path) -> tuple[Fresh, Fresh, int]:
    """(a database before the sweep that brings the deal, one after it, how many workers share it)."""
    day = format_datetime(datetime.now(UTC))
    old = (stage.site.url("/1"), "Voeux du ministre", day, "Une bonne année.")
    stage.site.pages["/1"] = Page(article("Voeux du ministre", "Le ministre présente ses voeux à la presse."))
    stage.site.pages["/2"] = Page(article(TITLE, DEAL))
    stage.site.pages["/feed"] = Page(rss(old), content_type=FEED)
    copies = _sqlite(tmp_path) if request.param == "sqlite" else _postgres(request.getfixturevalue("postgres_server"))
    make, fresh = copies
    first = make("base")
    assert stage.run(stage.order(first, sweep=True, drain=True)) == [0], stage.said()
    stage.site.pages["/feed"] = Page(rss((stage.site.url("/2"), TITLE, day, "Accord-cadre."), old), content_type=FEED)
    second = fresh("base", "swept")
    assert stage.run(stage.order(second, sweep=True)) == [0]
    stage.forget()
    return (lambda: fresh("base", "now")), (lambda: fresh("swept", "now")), 1 if request.param == "sqlite" else 2


def _sqlite(folder: Path) -> tuple[Callable[[str], str], Callable[[str, str], str]]:
    def fresh(name: str, new: str) -> str:
        for leftover in folder.glob(f"{new}.db*"):
            leftover.unlink()
        source, target = folder / f"{name}.db", folder / f"{new}.db"
        engine = sa.create_engine(f"sqlite:///{source}")
        with engine.connect() as connection:
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        engine.dispose()
        shutil.copy(source, target)
        return f"sqlite:///{target}"

    return (lambda name: f"sqlite:///{folder / name}.db"), fresh


def _postgres(server: str) -> tuple[Callable[[str], str], Callable[[str, str], str]]:
    def fresh(name: str, new: str) -> str:
        admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE IF EXISTS kill_{new} WITH (FORCE)"))
            connection.execute(sa.text(f"CREATE DATABASE kill_{new} TEMPLATE {name}"))
        admin.dispose()
        return server.rsplit("/", 1)[0] + f"/kill_{new}"

    return (lambda name: fresh("template1", name)), (lambda name, new: fresh(f"kill_{name}", new))


def _verify(stage: Stage, database: str, died_at: list[str], kill: int) -> None:
    """After the restart: each message once at least, the ledger once, twice on the wire only in the window."""
    store = Store(database)
    with store.read() as tx:
        told = tx.execute(
            sa.select(schema.ledger.c.recipient, sa.func.count()).group_by(schema.ledger.c.recipient)
        ).all()
        depth, opened = outbox.depth(tx), issues.issues(tx)
    store.close()
    where = f"killed at point {kill}: {died_at[-1] if died_at else 'none'}"
    assert {row[0]: row[1] for row in told} == dict.fromkeys((*READERS, stage.webhook.url), 1), where
    assert set(depth) == {"done"}, where
    assert opened == (), where
    assert sorted(recipient for recipient, _ in stage.mails.got) == sorted(READERS), where  # one Message-ID a reader
    assert len(stage.webhook.got) == 1, where
    repeated = [count for count in (*stage.mails.got.values(), *stage.webhook.got.values()) if count > 1]
    assert sum(repeated) in {0, 2}, where
    if repeated:
        assert _in_window(died_at), where
        stage.kills["repeated"] += 1
    stage.forget()


def _in_window(died_at: list[str]) -> bool:
    """Whether a text may have been taken by the time of death without the commit that says so."""
    if died_at[-1] != "before commit":
        return died_at[-1] in WINDOW
    return any(point in WINDOW for point in died_at[-3:-1])


def test_killed_anywhere_between_capture_and_delivery(stage: Stage, templates: tuple[Fresh, Fresh, int]) -> None:
    """For every n: die at the n-th point of the queue's work, start again, and count at both sinks."""
    _, swept, workers = templates
    stage.kills.clear()
    kill = deaths = 0
    while True:
        kill += 1
        database = swept()
        orders = [stage.order(database, drain=True, digest=True, kill=kill)]
        orders += [stage.order(database, drain=True, digest=True, report=str(stage.folder / "other"))] * (workers - 1)
        ends = stage.run(*orders)
        assert set(ends) <= {0, -signal.SIGKILL}, stage.said()
        deaths += ends[0] != 0
        died_at = stage.passed() if ends[0] else []
        assert stage.run(stage.order(database, drain=True, digest=True, shift=60)) == [0], stage.said()
        _verify(stage, database, died_at, kill)
        if ends[0] == 0:
            break
    assert deaths >= (50 if workers == 1 else 8)  # two workers share the points, as chance has it
    assert stage.kills["repeated"] <= deaths // 3


def test_killed_anywhere_between_fetch_and_capture(stage: Stage, templates: tuple[Fresh, Fresh, int]) -> None:
    """For every n: die at the n-th point of the sweep that brings the deal, sweep again, and count at both sinks."""
    swept_before, _, workers = templates
    kill = deaths = 0
    while True:
        kill += SWEEPS[workers]
        database = swept_before()
        ends = stage.run(stage.order(database, sweep=True, kill=kill))
        assert set(ends) <= {0, -signal.SIGKILL}, stage.said()
        died_at = stage.passed() if ends[0] else []
        deaths += ends[0] != 0
        again = [stage.order(database, sweep=True, drain=True, digest=True, shift=60)]
        again += [stage.order(database, drain=True, shift=60, report=str(stage.folder / "other"))] * (workers - 1)
        assert set(stage.run(*again)) == {0}
        _verify(stage, database, died_at, kill)
        if ends[0] == 0:
            break
    assert deaths >= 12 // SWEEPS[workers]
