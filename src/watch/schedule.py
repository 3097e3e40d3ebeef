"""The running service: one process with scheduler, sweeps, queue and web page, ended cleanly by SIGTERM."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import structlog
import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from watch.app import App
from watch.errors import ServiceError, WatchError
from watch.model import Moment
from watch.web import create_app
from watch_crawlers.sweep import install_reactor, stop_reactor

SWEEP_EVERY_SECONDS = 60
"""How often due sources are looked for; each source's own cadence decides whether it is due."""
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

    Raises ServiceError when the port is taken, ModelError when the language model cannot be loaded.
    """
    settings = app.shop.settings
    listening = _listen(settings.host, settings.port)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    install_reactor(loop)
    await asyncio.to_thread(lambda: app.shop.reader)
    pages = create_app(app.library, public_url=settings.public_url)
    server = _Server(uvicorn.Config(pages, log_config=None, timeout_graceful_shutdown=5))
    web = asyncio.create_task(server.serve(sockets=[listening]))
    scheduler = _scheduler(app)
    scheduler.start()
    queue = asyncio.create_task(_work(app, stop))
    host, port = listening.getsockname()[:2]
    _log.info("serving", page=f"http://{host}:{port}/", sources=sum(s.enabled for s in app.config.sources))
    failed = [task for task in (web, queue) if task.done()]
    await stop.wait()
    _log.info("stopping", unfinished=len(failed))
    scheduler.pause()
    await app.stop_sweep()
    scheduler.shutdown(wait=False)
    server.should_exit = True
    await asyncio.gather(web, queue)
    stop_reactor()
    app.store.close()
    _log.info("stopped")


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
    scheduler.add_job(
        app.sweep, IntervalTrigger(seconds=SWEEP_EVERY_SECONDS), id="sweep", next_run_time=datetime.now(UTC)
    )
    scheduler.add_job(app.digests_due, id="digests-overdue", next_run_time=datetime.now(UTC))
    for subscription in app.config.subscriptions:
        if subscription.moment is Moment.DAILY:
            trigger = CronTrigger(
                hour=subscription.hour, minute=subscription.minute, second=5, timezone=subscription.timezone
            )
            scheduler.add_job(app.digests_due, trigger, id=f"digest-{subscription.id}")
    return scheduler


async def _work(app: App, stop: asyncio.Event) -> None:
    """Work the queue until the service stops; an event under way is finished first."""
    while not stop.is_set():
        try:
            await app.drain(stop.is_set)
        except WatchError as error:
            _log.error("queue rests", reason=str(error))  # the database may come back: try again
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), QUEUE_REST_SECONDS)
