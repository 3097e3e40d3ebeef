"""How fast messages leave and events pass: mails a second against the sink's own limit, events a second by workers.

python bench/delivery.py [--mails 500] [--events 2000] [--postgres postgresql+psycopg://…]
"""

import argparse
import asyncio
import multiprocessing
import socket
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
from aiosmtpd.controller import Controller

from watch.config import Settings, load_config
from watch.deliver import MailSettings, build_mail
from watch.events import AlertRaised
from watch.handlers import Workshop, channels, on_raised
from watch.log import configure_log
from watch.model import Channel, OutgoingMessage
from watch.queue import Queue
from watch.store import Store, messages, outbox


class Sink:
    """Counts mails."""

    def __init__(self) -> None:
        self.count = 0

    async def handle_DATA(self, *_: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        """Accept one mail."""
        self.count += 1
        return "250 accepted"


def _serve(port: int, listens: Any) -> None:
    """The sink, in a process of its own: one that shared our interpreter lock would slow us down."""
    Controller(Sink(), hostname="127.0.0.1", port=port).start()
    listens.set()
    threading.Event().wait()


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def a_message(number: int) -> OutgoingMessage:
    """A mail of the size of an alert (12 kB)."""
    text = "Le ministère choisit un fournisseur.\n" * 60
    return OutgoingMessage(
        f"alert-{number:06}", "a@b.example", Channel.MAIL, f"Alerte {number}", f"<p>{text * 4}</p>", text, (), now()
    )


def fill(store: Store, count: int) -> None:
    """Messages that wait, with their events."""
    with store.write() as tx:
        for number in range(count):
            messages.put(tx, a_message(number))
            outbox.add(tx, AlertRaised(f"alert-{number:06}"), now(), lane="mail")


def shop_of(store: Store, port: int, limit: int = 0) -> Workshop:
    """A workshop that mails to the sink."""
    mail = MailSettings(smtp_host="127.0.0.1", smtp_port=port, mail_per_minute=limit)
    return Workshop(store, load_config(), Settings(), mail, now)


def bare_rate(port: int, count: int) -> float:
    """Mails a second of a loop that does nothing else: the sink's own limit with a connection for each."""
    settings = MailSettings(smtp_host="127.0.0.1", smtp_port=port)
    mail: EmailMessage = build_mail(a_message(0), settings)

    async def send() -> None:
        for _ in range(count):
            await aiosmtplib.send(mail, hostname="127.0.0.1", port=port, start_tls=False)

    began = time.monotonic()
    asyncio.run(send())
    return count / (time.monotonic() - began)


def our_rate(store: Store, port: int, count: int) -> float:
    """Mails a second through queue, ledger and channel."""
    fill(store, count)
    shop = shop_of(store, port)
    queue = Queue(store, {AlertRaised.name: lambda task: on_raised(shop, task)}, now)
    began = time.monotonic()
    assert queue.drain() == count
    return count / (time.monotonic() - began)


def limited_backlog(store: Store, port: int, count: int, limit: int) -> tuple[float, int]:
    """(simulated minutes, most in a minute) to drain a backlog under a provider's limit, on a clock of its own."""
    fill(store, count)
    moment = [now() + timedelta(seconds=1)]
    real = shop_of(store, port, limit)
    shop = Workshop(store, real.config, real.settings, real.mail, lambda: moment[0])
    sent: list[datetime] = []

    def handler(task: outbox.Task) -> None:
        assert isinstance(task.event, AlertRaised)
        with store.write() as tx:
            messages.mark_sent(tx, task.event.message_id, moment[0])
            outbox.finish(tx, task, moment[0])
        sent.append(moment[0])

    queue = Queue(store, {AlertRaised.name: handler}, shop.clock, lambda tx, at: channels.resting(shop, tx, at))
    began = moment[0]
    while len(sent) < count:
        queue.drain()
        moment[0] += timedelta(seconds=60)
    most = max(sum(one <= other < one + timedelta(minutes=1) for other in sent) for one in sent[:: max(1, limit)])
    return (sent[-1] - began).total_seconds() / 60, most


def _drain(url: str) -> None:
    configure_log(40)
    store = Store(url)

    def handler(task: outbox.Task) -> None:
        with store.write() as tx:
            outbox.finish(tx, task, now())

    Queue(store, {AlertRaised.name: handler}, now).drain()


def events_rate(url: str, count: int, workers: int) -> float:
    """Events a second that *workers* processes claim and finish."""
    store = Store(url)
    with store.write() as tx:
        for number in range(count):
            outbox.add(tx, AlertRaised(f"m{number}"), now())
    processes = [multiprocessing.get_context("spawn").Process(target=_drain, args=(url,)) for _ in range(workers)]
    for process in processes:
        process.start()
    while True:  # processes start slowly: time begins with the first event that is treated
        with store.read() as tx:
            if outbox.depth(tx)["done"]:
                break
        time.sleep(0.005)
    began = time.monotonic()
    for process in processes:
        process.join()
    took = time.monotonic() - began
    with store.read() as tx:
        assert outbox.depth(tx) == {"done": count}
    store.close()
    return count / took


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--mails", type=int, default=500)
    options.add_argument("--events", type=int, default=2000)
    options.add_argument("--backlog", type=int, default=10_000)
    options.add_argument("--postgres", action="append", default=[], help="an empty database; once for each number")
    asked = options.parse_args()
    configure_log(40)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    spawn = multiprocessing.get_context("spawn")
    listens = spawn.Event()
    sink = spawn.Process(target=_serve, args=(port, listens), daemon=True)
    sink.start()
    assert listens.wait(30)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}"
        print(f"sink alone: {bare_rate(port, asked.mails):.0f} mails/s")
        print(f"queue, ledger and channel: {our_rate(Store(f'{url}/mails.db'), port, asked.mails):.0f} mails/s")
        began = time.monotonic()
        minutes, most = limited_backlog(Store(f"{url}/backlog.db"), port, asked.backlog, 10)
        took = time.monotonic() - began
        print(f"{asked.backlog} waiting, 10 a minute: {minutes:.0f} simulated minutes, {most} a minute, {took:.0f} s")
        for workers in (1, 2):
            print(
                f"SQLite, {workers} workers: {events_rate(f'{url}/e{workers}.db', asked.events, workers):.0f} events/s"
            )
        for workers, server in zip((1, 2, 4), asked.postgres, strict=False):
            print(f"PostgreSQL, {workers} workers: {events_rate(server, asked.events, workers):.0f} events/s")
    sink.terminate()
    sink.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
