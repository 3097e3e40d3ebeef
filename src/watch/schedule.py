"""The running service: one process with scheduler, sweeps, queue and web page, ended cleanly by SIGTERM."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import structlog
import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from watch.app import App
from watch.errors import ServiceError, WatchError
from watch.web import create_app
from watch_crawlers.sweep import install_reactor, stop_reactor

SWEEP_EVERY_SECONDS = 60
"""How often due sources are looked for; each source's own cadence decides whether it is due."""
DIGESTS_EVERY_SECONDS = 30
"""How often it is asked whose digest is due; each has one a local day, however often that is asked."""
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

    Raises ServiceError when the port is taken or when the web page or the queue ended by itself, ModelError when the
    language model cannot be loaded.
    """
    settings = app.shop.settings
    listening = _listen(settings.host, settings.port)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await asyncio.to_thread(lambda: app.shop.reader)
    install_reactor(loop)
    pages = create_app(app.library, public_url=settings.public_url)
    server = _Server(uvicorn.Config(pages, log_config=None, timeout_graceful_shutdown=5))
    web = asyncio.create_task(server.serve(sockets=[listening]))
    scheduler = _scheduler(app)
    scheduler.start()
    queue = asyncio.create_task(_work(app, stop))
    host, port = listening.getsockname()[:2]
    _log.info("serving", page=f"http://{host}:{port}/", sources=sum(s.enabled for s in app.config.sources))
    died = await _until_end(stop, {"the web page": web, "the queue": queue})
    _log.info("stopping")
    stop.set()
    scheduler.pause()
    await app.stop_sweep()
    scheduler.shutdown(wait=False)
    server.should_exit = True
    for error in await asyncio.gather(web, queue, return_exceptions=True):
        if error is not None and died is None:
            _log.error("failed while stopping", exc_info=error)
    stop_reactor()
    app.store.close()
    if died is not None:
        raise died
    _log.info("stopped")


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


def _scheduler(app: App) -> AsyncIOScheduler:
    """The jobs, rebuilt from the configuration at each start; what ran last is in the database."""
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=_JOB_DEFAULTS)
    now = datetime.now(UTC)
    scheduler.add_job(_sweep, IntervalTrigger(seconds=SWEEP_EVERY_SECONDS), args=(app,), id="sweep", next_run_time=now)
    # asked again and again rather than at each reader's hour: a database that is locked at that minute costs no digest
    scheduler.add_job(
        _ask_digests, IntervalTrigger(seconds=DIGESTS_EVERY_SECONDS), args=(app,), id="digests", next_run_time=now
    )
    return scheduler


async def _sweep(app: App) -> None:
    """Read what is due; a database that fails is one line in the log, and the next turn tries again."""
    try:
        await app.sweep()
    except WatchError as error:
        _log.error("sweep broken off", reason=str(error))


def _ask_digests(app: App) -> None:
    """Write the digests that are due; the same care, in a thread of the scheduler's."""
    try:
        app.digests_due()
    except WatchError as error:
        _log.error("digests wait", reason=str(error))


async def _work(app: App, stop: asyncio.Event) -> None:
    """Work the queue until the service stops; an event under way is finished first."""
    while not stop.is_set():
        try:
            await app.drain(stop.is_set)
        except WatchError as error:
            _log.error("queue rests", reason=str(error))  # the database may come back: try again
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), QUEUE_REST_SECONDS)
