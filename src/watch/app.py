"""The composition root: the only place that knows everything, and the whole behaviour of Vigie as a table."""

import asyncio
import contextlib
import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from watch import events, handlers
from watch.asking import Vocabulary
from watch.config import Config, Settings, load_config
from watch.deliver import MailSettings
from watch.errors import SourceError
from watch.handlers import Workshop, channels
from watch.handlers.archive import StoreArchive
from watch.handlers.revising import announce_revision
from watch.library import StoreLibrary
from watch.model import Source, SourceState
from watch.moments import digest_moment, due_day
from watch.queue import Clock, Queue
from watch.store import Store, issues, outbox, sources, subscriptions
from watch.web import Watched
from watch_crawlers import health
from watch_crawlers.parse_child import Reader
from watch_crawlers.reports import SweepReport
from watch_crawlers.settings import CrawlSettings
from watch_crawlers.sweep import make_runner, sweep
from watch_pipelines.assess import bind

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerRunner

HANDLERS: Mapping[str, Callable[[Workshop, outbox.Task], None]] = {
    events.DocumentCaptured.name: handlers.on_captured,
    events.AnnouncementAnnounced.name: handlers.on_announced,
    events.AnnouncementUpdated.name: handlers.on_updated,
    events.AnnouncementAssessed.name: handlers.on_assessed,
    events.AlertRaised.name: handlers.on_raised,
    events.DigestDue.name: handlers.on_digest_due,
    events.DocumentCorrected.name: handlers.on_corrected,
    events.KnowledgeRevised.name: handlers.on_revised,
    events.FindingDecided.name: handlers.on_decided,
    events.DocumentsPlaced.name: handlers.on_placed,
    events.DocumentWithdrawn.name: handlers.on_withdrawn,
}
"""In the order of the flow line; a test compares the two."""

AT_ONCE = 50
"""Most sources of one sweep."""
FORGET_AT_ONCE = 1000
"""Events deleted in one transaction: other writers wait for milliseconds."""
ABANDON_WITHIN = 10.0
"""Seconds that a sweep given up has to end by itself."""


def utc_now() -> datetime:
    """The clock of the real service."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class App:
    """A running Vigie: workshop, queue, and what a scheduler or a command asks of them."""

    shop: Workshop

    @cached_property
    def queue(self) -> Queue:
        """The queue over this app's handlers."""
        bound = {name: partial(handler, self.shop) for name, handler in HANDLERS.items()}
        return Queue(self.shop.store, bound, self.shop.clock, partial(channels.resting, self.shop))

    @property
    def store(self) -> Store:
        """The database."""
        return self.shop.store

    @property
    def config(self) -> Config:
        """The configuration."""
        return self.shop.config

    @property
    def vocabulary(self) -> Vocabulary:
        """What queries may name."""
        return self.shop.vocabulary

    @cached_property
    def crawl_settings(self) -> CrawlSettings:
        """What a sweep may do to the outside world."""
        settings = self.shop.settings
        return CrawlSettings(settings.user_agent, settings.allowed, delay=settings.crawl_delay)

    @cached_property
    def _runner(self) -> "AsyncCrawlerRunner":
        return make_runner(self.crawl_settings)

    @cached_property
    def _parser(self) -> Reader:
        """The parsing child, kept from sweep to sweep: its start costs a second."""
        return Reader(self.crawl_settings.parse_deadline)

    async def sweep(self, only: tuple[str, ...] = ()) -> SweepReport:
        """Read the sources that are due, or those named in *only*, due or not.

        Scrapy's reactor must be attached to the running loop. Raises SourceError for an id that is not enabled.
        """
        now = self.shop.clock()
        states = await asyncio.to_thread(self._states)
        wanted = self.named(only) if only else _longest_due(health.due(self.config.sources, states, now), states)
        if not wanted:
            return SweepReport(now, 0.0, ())
        archive = StoreArchive(self.store, self.shop.clock)
        return await sweep(wanted, archive, self.crawl_settings, now, self._runner, self._parser)

    async def abandon_sweep(self) -> None:
        """Give up a sweep that hangs: what runs it is asked to stop, and replaced whether it does or not."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stop_sweep(), ABANDON_WITHIN)
        vars(self).pop("_runner", None)
        vars(self).pop("_parser", None)

    async def stop_sweep(self) -> None:
        """Drop what a running sweep has not asked for yet, wait for the answers under way, end the parsing child."""
        if "_runner" in vars(self):
            await asyncio.gather(self._runner.stop(), self._runner.join())
        if "_parser" in vars(self):
            await self._parser.close()

    def named(self, ids: Sequence[str], *, disabled: bool = False) -> tuple[Source, ...]:
        """The sources of these ids. SourceError for one that does not exist, or is off unless *disabled* allows it."""
        by_id = {source.id: source for source in self.config.sources}
        for one in ids:
            if one not in by_id:
                near = ", ".join(difflib.get_close_matches(one, by_id)) or "`vigie sources` lists them"
                raise SourceError(f"there is no such source; did you mean: {near}", subject=one)
            if not (disabled or by_id[one].enabled):
                raise SourceError(f"is disabled ({by_id[one].note or 'no reason given'})", subject=one)
        return tuple(by_id[one] for one in ids)

    def _states(self) -> dict[str, SourceState]:
        with self.store.read() as tx:
            return sources.states(tx)

    def source_health(self) -> tuple[Watched, ...]:
        """Each source, its state (None before its first sweep) and its open issues."""
        states = self._states()
        with self.store.read() as tx:
            open_issues = issues.issues(tx)
        return tuple(
            Watched(source, states.get(source.id), tuple(i for i in open_issues if i.subject == source.id))
            for source in self.config.sources
        )

    @cached_property
    def library(self) -> StoreLibrary:
        """What the pages ask."""
        return StoreLibrary(self.store, self.config, self.source_health, self.vocabulary)

    def enrol(self) -> None:
        """Start the subscriptions that are new: they hear of what comes, not of the archive."""
        with self.store.write() as tx:
            self.store.take_turn(tx)
            for subscription in subscriptions.known(tx, self.config.subscriptions):
                subscriptions.enrol(tx, subscription, self.shop.clock())

    def revise(self) -> bool:
        """Record what this process knows; True when announcements await a new judgement because it has changed."""
        return announce_revision(self.shop)

    def retain(self) -> int:
        """Delete treated events and closed issues older than ``VIGIE_KEEP_DAYS``, in batches; return how many."""
        before = self.shop.clock() - timedelta(days=self.shop.settings.keep_days)
        with self.store.write() as tx:
            gone = issues.forget(tx, before)
        while True:
            with self.store.write() as tx:
                batch = outbox.forget(tx, before, FORGET_AT_ONCE)
            gone += batch
            if batch < FORGET_AT_ONCE:
                return gone

    async def drain(self, should_stop: Callable[[], bool] = lambda: False) -> int:
        """Treat what is due in the queue, in a thread; return how many events were treated."""
        return await asyncio.to_thread(self.queue.drain, should_stop)

    def digests_due(self, day: date | None = None) -> int:
        """Write a digest-due event for each subscriber whose digest has fallen due; once a local day, or week.

        With *day*, for that local day whatever the hour. Return how many were new.
        """
        now = self.shop.clock()
        written = 0
        with self.store.write() as tx:
            self.store.take_turn(tx)
            for subscription in subscriptions.active(tx, self.config.subscriptions):
                due = due_day(subscription, now)
                since = subscriptions.since(tx, subscription)
                if due is None or since is None:
                    continue
                wanted = day or due
                if day is not None or since <= digest_moment(subscription, wanted):
                    event = events.DigestDue(subscription.id, wanted)
                    written += outbox.add_once(tx, event, now, lane=subscription.channel.value)
        return written


def _longest_due(wanted: tuple[Source, ...], states: Mapping[str, SourceState]) -> tuple[Source, ...]:
    """At most `AT_ONCE` of them, the longest due first: after a night off they come in waves, not as a herd."""

    def since(source: Source) -> datetime:
        state = states.get(source.id)
        return (state.next_due_at if state else None) or datetime.min.replace(tzinfo=UTC)

    return tuple(sorted(wanted, key=since)[:AT_ONCE])


def build(settings: Settings | None = None, *, mail: MailSettings | None = None, clock: Clock = utc_now) -> App:
    """Assemble an app from the environment.

    Raises ConfigError, FrameworkError, StoreError (see their makers); the language model is loaded when first needed.
    """
    settings = settings or Settings()
    config = load_config(settings.config)
    bind(config.framework)
    app = App(Workshop(Store(settings.database), config, settings, mail or MailSettings(), clock))
    app.enrol()
    return app
