"""The demonstration: fourteen recorded days, collected over HTTP, judged, told by mail; no network, embedded SQLite.

``python demo/run.py [--serve] [--keep DIR]``. A local origin publishes the recorded fortnight, a local SMTP server
takes the mail, and the clock of the watch is set from day to day; all else is the real thing.
"""

import argparse
import asyncio
import logging
import shutil
import socket
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run from a checkout: the demonstration is not installed


from demo import account
from demo.origin import Origin
from demo.sink import MailSink
from watch.app import App, build
from watch.config import Settings, defaults_directory
from watch.deliver import MailSettings
from watch.errors import WatchError
from watch.log import configure_log
from watch_crawlers.sweep import install_reactor, stop_reactor

ROOT = Path(__file__).resolve().parents[1]
EVE = date(2025, 11, 23)
"""What lies on the sites before the fortnight is swept on this day: the baseline, never alerted."""
DAYS = (
    *(date(2025, 11, day) for day in (24, 25, 26, 27, 28)),
    *(date(2025, 12, day) for day in (3, 10, 15, 16, 19)),
    *(date(2026, 1, day) for day in (8, 9, 20, 27)),
)
"""The fortnight: fourteen days of publication; what is dated between two of them is found on the later one."""
PARIS = ZoneInfo("Europe/Paris")
SWEEP_HOUR, DIGEST_HOUR = 19, 20
CONFIG = Path(__file__).parent / "config"


class SetClock:
    """A clock that can be put on any moment and runs on from there, as the clock of a sweep does."""

    def __init__(self) -> None:
        self._put = datetime.min.replace(tzinfo=UTC)
        self._since = time.monotonic()

    def put(self, day: date, hour: int) -> None:
        """Put it at *hour* in Paris on *day*."""
        self._put = datetime(day.year, day.month, day.day, hour, tzinfo=PARIS).astimezone(UTC)
        self._since = time.monotonic()

    def __call__(self) -> datetime:
        """Tell the time."""
        return self._put + timedelta(seconds=time.monotonic() - self._since)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demonstration and return its exit code."""
    options = _options(arguments)
    started = time.monotonic()
    configure_log(logging.ERROR)
    folder = _prepare(options.keep)
    clock = SetClock()
    clock.put(EVE, SWEEP_HOUR)
    try:
        with Origin() as origin, MailSink(folder / "mails") as sink, _listen(options.port) as listening:
            app = _build(folder, origin, sink, clock, f"http://127.0.0.1:{listening.getsockname()[1]}")
            asyncio.run(_play(app, origin, sink, clock))
            account.sources(app, origin)
            account.announcements(app)
            account.mails(sink, folder)
            account.ending(started, DAYS)
            if options.serve:
                account.serve(app, origin, listening)
            app.store.close()
    except WatchError as error:
        print(f"demo: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run the whole watch once, on recorded days, without network.")
    parser.add_argument("--serve", action="store_true", help="keep the web page up afterwards, until Ctrl-C")
    parser.add_argument("--port", type=int, default=8642, help="of the web page (with --serve)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write to DIR, new or empty, instead of var/demo")
    return parser.parse_args(arguments)


def _prepare(keep: Path | None) -> Path:
    """An empty folder for database, configuration and mails."""
    folder = keep or ROOT / "var" / "demo"
    if keep is None:
        shutil.rmtree(folder, ignore_errors=True)  # our own, of the last run
    elif folder.is_dir() and any(folder.iterdir()):
        sys.exit(f"demo: {folder} is not empty; give --keep a new or an empty directory")
    for name in ("config", "mails"):
        (folder / name).mkdir(parents=True)
    return folder


def _listen(port: int) -> socket.socket:
    """Where the page will answer: *port* of this machine, or a free one when it is taken."""
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError:
        return socket.create_server(("127.0.0.1", 0))


def _build(folder: Path, origin: Origin, sink: MailSink, clock: SetClock, page: str) -> App:
    """The real app over the shipped facts and rules; only sources, readers, clock and mail server are the demo's."""
    config = folder / "config"
    for name in ("actors.yml", "organisations.yml", "lexicon.yml", "framework.yml", "legal.yml", "linking.yml"):
        shutil.copy(defaults_directory() / name, config / name)
    shutil.copy(CONFIG / "subscriptions.yml", config)
    sources = (CONFIG / "sources.yml").read_text("utf-8").replace("PORT", str(origin.port))
    (config / "sources.yml").write_text(sources, "utf-8")
    settings = Settings(
        config=config,
        database=f"sqlite:///{folder / 'vigie.db'}",
        allow_hosts=f"127.0.0.1:{origin.port}",
        contact="demo@vigie.example",
        crawl_delay=0.0,  # our own server; other people's get two seconds
        public_url=page,
    )
    return build(settings, mail=MailSettings(smtp_host="127.0.0.1", smtp_port=sink.port), clock=clock)


async def _play(app: App, origin: Origin, sink: MailSink, clock: SetClock) -> None:
    """Sweep the eve, then day after day: sweep, work the queue, and at the evening's hour the digest."""
    install_reactor(asyncio.get_running_loop())
    try:
        await _sweep(app, origin, sink, clock, EVE)
        for day in DAYS:
            await _sweep(app, origin, sink, clock, day)
            clock.put(day, DIGEST_HOUR)
            app.digests_due()
            await app.drain()
    finally:
        await app.stop_sweep()
        stop_reactor()


async def _sweep(app: App, origin: Origin, sink: MailSink, clock: SetClock, day: date) -> None:
    origin.publish_until(day)
    clock.put(day, SWEEP_HOUR)
    before = account.counted(app, origin, sink)
    await app.sweep()
    await app.drain()
    account.day(day, before, account.counted(app, origin, sink), baseline=day == EVE)


if __name__ == "__main__":
    sys.exit(main())
