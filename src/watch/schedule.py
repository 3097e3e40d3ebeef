"""The running service: one process with scheduler, sweeps, queue and web page, ended cleanly by SIGTERM."""

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from watch.app import App
from watch.clockwork import tell_systemd, watch_clock
from watch.errors import ServiceError, WatchError
from watch.measures import LEADS, SWEEP_SECONDS, SWEEPS
from watch.operation import Operation, Pulse
from watch.store import issues
from watch.store.seat import Seat, seat_of
from watch.web import create_app
from watch_crawlers.sweep import install_reactor, stop_reactor

SWEEP_EVERY_SECONDS = 60
"""How often due sources are looked for; each source's own cadence decides whether it is due."""
DIGESTS_EVERY_SECONDS = 30
"""How often it is asked whose digest is due; each has one a local day, however often that is asked."""
RETAIN_EVERY_SECONDS = 6 * 3600
UPKEEP_EVERY_SECONDS = 24 * 3600
SEAT_EVERY_SECONDS = 5
"""How often a process that does not schedule looks whether the one that did has gone."""
LONGEST_SWEEP = timedelta(minutes=20)
"""A sweep that takes longer hangs: it is given up, and the next begins afresh."""
QUEUE_REST_SECONDS = 1.0
_JOB_DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
"""One run at a time; work missed while the process was away or asleep is caught up once, however late."""

_log = structlog.get_logger("vigie.service")


class _Server(uvicorn.Server):
    """The web server; signals belong to the service."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


async def serve(app: App) -> None:
    """Run until SIGTERM or SIGINT; then end what is under way and return.

    On SQLite a second process on the same database is refused. On PostgreSQL it shares the queue and serves the page,
    and takes over the schedule when the first has gone. Raises ServiceError when the port or the database is taken or
    when the web page or the queue ended by itself, ModelError when the language model cannot be loaded.
    """
    settings = app.shop.settings
    seat = _seat(app)
    listening = _listen(settings.host, settings.port)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await asyncio.to_thread(lambda: app.shop.reader)
    if await asyncio.to_thread(app.revise):
        _log.info("framework or register changed", next="the announcements concerned are judged again")
    install_reactor(loop)
    pulse = Pulse()
    pages = create_app(app.library, public_url=settings.public_url, service=Operation(app, pulse))
    server = _Server(uvicorn.Config(pages, log_config=None, timeout_graceful_shutdown=5))
    web = asyncio.create_task(server.serve(sockets=[listening]))
    scheduler = _scheduler(app, seat, pulse)
    scheduler.start()
    queue = asyncio.create_task(_work(app, stop, pulse))
    clock = asyncio.create_task(watch_clock(app.shop.clock, lambda span: _catch_up(scheduler, span)))
    host, port = listening.getsockname()[:2]
    _log.info("serving", page=f"http://{host}:{port}/", sources=sum(s.enabled for s in app.config.sources))
    tell_systemd("READY=1")
    died = await _until_end(stop, {"the web page": web, "the queue": queue})
    _log.info("stopping")
    tell_systemd("STOPPING=1")
    stop.set()
    clock.cancel()
    scheduler.pause()
    await app.stop_sweep()
    scheduler.shutdown(wait=False)
    server.should_exit = True
    for error in await asyncio.gather(web, queue, return_exceptions=True):
        if error is not None and died is None:
            _log.error("failed while stopping", exc_info=error)
    stop_reactor()
    seat.leave()
    app.store.close()
    if died is not None:
        raise died
    _log.info("stopped")


def _seat(app: App) -> Seat:
    """The scheduler's seat, taken if it is free; ServiceError on SQLite when another process has it."""
    seat = seat_of(app.store)
    if not seat.take() and app.store.is_sqlite:
        raise ServiceError("another `vigie serve` works on it; stop that one", subject=str(app.store.url.database))
    return seat


async def _until_end(stop: asyncio.Event, parts: Mapping[str, asyncio.Task[None]]) -> ServiceError | None:
    """Wait until the service is told to stop (None), or until a part of it ends by itself (why)."""
    told = asyncio.create_task(stop.wait())
    await asyncio.wait((told, *parts.values()), return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    name = next((name for name, part in parts.items() if part.done()), None)
    if stop.is_set() or name is None:  # told to stop, a part may end at once
        return None
    error = parts[name].exception()
    _log.error("a part ended", part=name, exc_info=error)
    why = f"{type(error).__name__}: {error}" if error else "without an error"
    died = ServiceError(f"{name} ended by itself ({why}); see the log and start it again", subject="vigie serve")
    died.__cause__ = error
    return died


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket; ServiceError in one sentence when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise ServiceError(
            f"cannot listen ({error.strerror}); stop what uses the port or set VIGIE_PORT", subject=f"{host}:{port}"
        ) from error
    return listening


def _scheduler(app: App, seat: Seat, pulse: Pulse) -> AsyncIOScheduler:
    """The jobs, rebuilt from the configuration at each start; what ran last is in the database.

    Digests are asked for again and again rather than at each reader's hour: a database that is locked at that minute,
    a machine asleep or a clock set anew costs no digest.
    """
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=_JOB_DEFAULTS)
    now = datetime.now(UTC)
    lead = _Lead(app, seat, pulse)
    for job, seconds, wait in (
        (lead.sweep, SWEEP_EVERY_SECONDS, 0),
        (lead.digests, DIGESTS_EVERY_SECONDS, 0),
        (lead.retain, RETAIN_EVERY_SECONDS, 300),
        (lead.upkeep, UPKEEP_EVERY_SECONDS, 900),
        (lead.keep_seat, SEAT_EVERY_SECONDS, 0),
    ):
        first = now + timedelta(seconds=wait)
        scheduler.add_job(job, IntervalTrigger(seconds=seconds), id=job.__name__, next_run_time=first)
    return scheduler


def _catch_up(scheduler: AsyncIOScheduler, span: timedelta) -> None:
    """The clock jumped: every job runs now, for its next moment may be an hour away on the new clock."""
    _log.warning("the clock jumped", seconds=round(span.total_seconds()))
    for job in scheduler.get_jobs():
        job.modify(next_run_time=datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class _Lead:
    """The jobs; only the process that holds the seat does them. A database that fails is one line in the log."""

    app: App
    seat: Seat
    pulse: Pulse

    async def keep_seat(self) -> None:
        leads = await asyncio.to_thread(self.seat.take)
        LEADS.set(leads)
        self.pulse.beat("schedule", self.app.shop.clock())

    async def sweep(self) -> None:
        if not await asyncio.to_thread(self.seat.take):
            return
        began = time.monotonic()
        try:
            async with asyncio.timeout(LONGEST_SWEEP.total_seconds()):
                await self.app.sweep()
        except TimeoutError:
            SWEEPS.labels("hung").inc()
            _log.error("sweep given up", after=str(LONGEST_SWEEP))
            await self.app.abandon_sweep()
            await asyncio.to_thread(self._tell_of_hanging)
        except WatchError as error:
            SWEEPS.labels("broken").inc()
            _log.error("sweep broken off", reason=str(error))
        else:
            SWEEPS.labels("done").inc()
            SWEEP_SECONDS.set(time.monotonic() - began)

    def _tell_of_hanging(self) -> None:
        said = f"a sweep took longer than {LONGEST_SWEEP} and was given up; see the log for the source it stood at"
        with contextlib.suppress(WatchError), self.app.store.write() as tx:
            issues.open_issue(tx, "sweep:hung", "sweep", said, self.app.shop.clock())

    async def digests(self) -> None:
        await self._quietly("digests wait", self.app.digests_due)

    async def retain(self) -> None:
        await self._quietly("nothing deleted", self.app.retain)

    async def upkeep(self) -> None:
        await self._quietly("no upkeep", self.app.store.upkeep)

    async def _quietly(self, said: str, work: Callable[[], object]) -> None:
        if not await asyncio.to_thread(self.seat.take):
            return
        try:
            await asyncio.to_thread(work)
        except WatchError as error:
            _log.error(said, reason=str(error))


async def _work(app: App, stop: asyncio.Event, pulse: Pulse) -> None:
    """Work the queue until the service stops; an event under way is finished first."""
    clock = app.shop.clock

    def should_stop() -> bool:
        pulse.beat("queue", clock())
        return stop.is_set()

    while not stop.is_set():
        try:
            await app.drain(should_stop)
        except WatchError as error:
            _log.error("queue rests", reason=str(error))  # the database may come back: try again
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), QUEUE_REST_SECONDS)
