"""A process that is made to be killed: the real app, stopped by SIGKILL at its n-th commit or network answer.

It imports everything once, then forks a child for each order (a JSON line on standard input), so that a death costs no
start. Only this file knows the points: the app has no hooks.
"""

import asyncio
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog
from aiosmtplib.protocol import SMTPProtocol
from pydantic import SecretStr
from scrapy.core.downloader.handlers import DownloadHandlers

from watch.app import App, utc_now
from watch.config import Config, Settings, load_config
from watch.deliver import MailSettings
from watch.handlers import Workshop
from watch.model import Channel, Moment, PublisherKind, Source, SourceKind, Subscription
from watch.store import Store, outbox
from watch_crawlers.sweep import install_reactor, stop_reactor
from watch_pipelines import nlp
from watch_pipelines.language import MODEL_PATH


@dataclass
class Points:
    """Counts the places where the process may die, and dies at the one that is ordered (0: none)."""

    deadly: int
    report: Path
    passed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def hit(self, name: str) -> None:
        """Pass one point, or not."""
        with self.lock:
            self.passed.append(name)
            if len(self.passed) == self.deadly:
                self.write()
                os.kill(os.getpid(), signal.SIGKILL)

    def write(self) -> None:
        """Tell the test which points were passed, the last one included."""
        self.report.write_text(json.dumps(self.passed), encoding="utf-8")


def arm(points: Points) -> None:
    """Put a point before and after every commit and every network answer of this process."""
    write = Store.write

    @contextmanager
    def armed_write(store: Store) -> Iterator[sa.Connection]:
        with write(store) as tx:
            yield tx
            points.hit("before commit")
        points.hit("after commit")

    Store.write = armed_write  # type: ignore[method-assign, assignment]
    said = ["greeting"]
    SMTPProtocol.read_response = _around(  # type: ignore[method-assign, assignment]
        points, SMTPProtocol.read_response, lambda *_: f"smtp {said[0]}"
    )
    for name in ("execute_command", "execute_data_command"):
        _note(name, said)
    DownloadHandlers.download_request_async = _around(  # type: ignore[method-assign, assignment]
        points, DownloadHandlers.download_request_async, lambda _, request: f"fetch {request.url.rpartition('/')[2]}"
    )
    getresponse = HTTPConnection.getresponse

    def armed_getresponse(connection: HTTPConnection) -> HTTPResponse:
        points.hit("before webhook")
        answer = getresponse(connection)
        points.hit("after webhook")
        return answer

    HTTPConnection.getresponse = armed_getresponse  # type: ignore[method-assign, assignment]


def _around(
    points: Points, inner: Callable[..., Awaitable[Any]], name: Callable[..., str]
) -> Callable[..., Awaitable[Any]]:
    async def armed(*arguments: Any, **named: Any) -> Any:
        points.hit(f"before {name(*arguments)}")
        answer = await inner(*arguments, **named)
        points.hit(f"after {name(*arguments)}")
        return answer

    return armed


def _note(name: str, said: list[str]) -> None:
    """Remember which SMTP command is under way."""
    inner = getattr(SMTPProtocol, name)

    async def noted(protocol: SMTPProtocol, *arguments: Any, **named: Any) -> Any:
        said[0] = "text" if name == "execute_data_command" else arguments[0].decode()
        return await inner(protocol, *arguments, **named)

    setattr(SMTPProtocol, name, noted)


def configuration(order: dict[str, Any], shipped: Config) -> Config:
    """One feed; one reader by mail, one by webhook, one by digest."""
    source = Source(
        id="armees", name="Armées", publisher="min-armees", publisher_kind=PublisherKind.GOVERNMENT,
        kind=SourceKind.FEED,
        language="fr", homepage=order["feed"], urls=(order["feed"],), cadence=timedelta(minutes=30), enabled=True,
        expects=None, licence=None, note=None,
    )  # fmt: skip
    readers = [Subscription("lecteur", "lecteur@ong.example", Channel.MAIL, Moment.IMMEDIATE)]
    readers.append(Subscription("outil", order["webhook"], Channel.WEBHOOK, Moment.IMMEDIATE))
    readers.append(Subscription("bulletin", "bulletin@ong.example", Channel.MAIL, Moment.DAILY))
    return replace(shipped, sources=(source,), subscriptions=tuple(readers))


def work(order: dict[str, Any], shipped: Config, reader: nlp.Reader) -> None:
    """Do what is ordered: sweep, then the queue, then the day's digest; die on the way if so ordered."""
    points = Points(order["kill"], Path(order["report"]))
    arm(points)
    settings = Settings(
        database=order["database"],
        allow_hosts=order["allow"],
        crawl_delay=0,
        secret=SecretStr("a secret for the proof"),
    )
    mail = MailSettings(smtp_host="127.0.0.1", smtp_port=order["smtp"], smtp_timeout=20)

    def clock() -> datetime:
        return utc_now() + timedelta(seconds=order["shift"])

    shop = Workshop(Store(settings.database), configuration(order, shipped), settings, mail, clock)
    vars(shop)["reader"] = reader
    app = App(shop)
    app.enrol()
    if order["sweep"]:
        asyncio.run(_sweep(app))
    if order["drain"]:
        _drain(app)
    if order["digest"] and _is_done(app):  # a worker that was left alone waits for the dead one's lease to run out
        app.digests_due(datetime.now(UTC).date())
        _drain(app)
    points.write()


async def _sweep(app: App) -> None:
    install_reactor(asyncio.get_running_loop())
    try:
        await app.sweep(("armees",))
    finally:
        await app.stop_sweep()
        stop_reactor()


PATIENCE = 1.0
"""Seconds that the first document of a fresh process may take a worker, on a busy machine."""


def _drain(app: App) -> None:
    """Until nothing is to do, and nothing has come for a while from another worker."""
    rest = time.monotonic() + PATIENCE
    while time.monotonic() < rest:
        if app.queue.drain():
            rest = time.monotonic() + PATIENCE
        if _is_done(app):
            return
        time.sleep(0.02)


def _is_done(app: App) -> bool:
    with app.store.read() as tx:
        depth = outbox.depth(tx)
    return not depth["ready"] and not depth["leased"]


def main() -> None:
    """Serve orders until standard input ends: each is a list of workers that run at the same time."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    shipped = load_config()
    reader = nlp.build(shipped.register, shipped.lexicon, MODEL_PATH)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        children = []
        for order in json.loads(line):
            child = os.fork()
            if child == 0:
                work(order, shipped, reader)
                os._exit(0)
            children.append(child)
        ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        sys.stdout.write(json.dumps(ends) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
