"""`vigie worker`: the same handlers on as many machines as wanted, handed out by procrastinate on PostgreSQL.

The table of events stays the truth. A trigger in the database makes a job of every event that becomes due, in the
transaction that makes it due, whichever process writes it; jobs to one recipient share a lock, so that their order
holds. A worker that dies leaves a job "doing" and an event leased: `_reclaim` gives both back.
"""

import asyncio
from datetime import datetime
from importlib.resources import files

import procrastinate
import sqlalchemy as sa
import structlog
from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException

from watch.app import App
from watch.errors import ServiceError, WatchError
from watch.store import Store, outbox, schema

RECLAIM_EVERY = 10
"""Seconds between two looks for what dead workers left."""
STALLED_AFTER = 20.0
"""Seconds without a sign of life after which a worker's jobs are another's; signs come every quarter of it."""
POLL_EVERY = 1.0
_log = structlog.get_logger("vigie.worker")


def prepare(store: Store) -> None:
    """Install procrastinate's tables and our trigger where they are missing, and make jobs of what waits.

    Raises ServiceError on a database that is not PostgreSQL.
    """
    if store.is_sqlite:
        said = "workers on several machines need PostgreSQL: set VIGIE_DATABASE, move the data with `vigie db copy`"
        raise ServiceError(said, subject="vigie worker")
    connector = PsycopgConnector()
    ours = files("watch").joinpath("worker.sql").read_text("utf-8")
    with store.write() as tx:
        store.take_turn(tx)
        raw = tx.connection.dbapi_connection
        assert raw is not None
        cursor = raw.cursor()
        if tx.execute(sa.text("SELECT to_regclass('procrastinate_jobs')")).scalar() is None:
            cursor.execute(procrastinate.App(connector=connector).schema_manager.get_schema())
        cursor.execute(ours)
        tx.execute(sa.text("SELECT vigie_enqueue_missing()"))


def make(app: App) -> procrastinate.App:
    """The procrastinate app with its two tasks: treat one event; give back what dead workers left."""
    url = app.store.url
    connector = PsycopgConnector(conninfo=url.set(drivername="postgresql").render_as_string(hide_password=False))
    jobs = procrastinate.App(connector=connector)

    @jobs.task(name="vigie.treat", queue="vigie")
    async def treat(event_id: int) -> None:
        await asyncio.to_thread(_treat, app, event_id)

    @jobs.periodic(cron=f"* * * * * */{RECLAIM_EVERY}")  # six fields, seconds last
    @jobs.task(name="vigie.reclaim", queue="vigie", queueing_lock="vigie.reclaim", pass_context=True)
    async def reclaim(context: procrastinate.JobContext, timestamp: int) -> None:
        del timestamp
        await _reclaim(context, app)

    del treat, reclaim  # registered by their names
    return jobs


def _treat(app: App, event_id: int) -> None:
    """Treat one event, or put it off when its lane rests; whatever goes wrong is in the event, not in the job."""
    try:
        if not app.queue.treat(event_id):
            _put_off(app, event_id)
    except WatchError as error:
        _log.error("queue rests", reason=str(error))  # the event is still there: `_reclaim` makes a job of it again


def _put_off(app: App, event_id: int) -> None:
    now, most = app.shop.clock(), app.shop.mail.mail_per_minute
    with app.store.write() as tx:
        row = tx.execute(sa.select(schema.events.c.available_at).where(schema.events.c.id == event_id)).scalar()
        if row is not None and row <= now:
            outbox.yield_place(tx, event_id, most, now)


async def _reclaim(context: procrastinate.JobContext, app: App) -> None:
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await jobs.retry_job(job)
    freed = await asyncio.to_thread(_free, app, app.shop.clock())
    if freed:
        _log.warning("taken over from dead workers", events=freed)


def _free(app: App, now: datetime) -> int:
    with app.store.write() as tx:
        freed = outbox.free_forsaken(tx, now)
        tx.execute(sa.text("SELECT vigie_enqueue_missing()"))
    return freed


async def work(app: App, *, wait: bool = True) -> None:
    """Treat events until SIGTERM or SIGINT, and finish the one under way; with *wait* false, until none is due.

    Raises ServiceError when the database is not PostgreSQL or does not answer.
    """
    await asyncio.to_thread(prepare, app.store)
    await asyncio.to_thread(lambda: app.shop.reader)
    jobs = make(app)
    try:
        async with jobs.open_async():
            _log.info("working", database=app.store.url.render_as_string(hide_password=True))
            await jobs.run_worker_async(
                queues=["vigie"], wait=wait, concurrency=1, fetch_job_polling_interval=POLL_EVERY,
                update_heartbeat_interval=STALLED_AFTER / 4, stalled_worker_timeout=STALLED_AFTER,
                delete_jobs="always", install_signal_handlers=wait,
            )  # fmt: skip
    except ConnectorException as error:
        said = f"the queue does not answer ({type(error.__cause__ or error).__name__}); check VIGIE_DATABASE"
        raise ServiceError(said, subject="vigie worker") from error
    finally:
        app.store.close()
