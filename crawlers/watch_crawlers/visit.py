"""One source in one sweep: what is still to be done, and what was found. The only mutable value of the crawl.

A visit ends when nothing is outstanding: every address answered, every document stored or given up. Only then are
validators and state written, so that a sweep killed at any moment is simply made again.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from watch.model import Source, SourceKind, SourceState
from watch_crawlers.archive import ArchiveThread, Validators
from watch_crawlers.documents import is_baseline
from watch_crawlers.parsed import FeedEntry, Kind, Published
from watch_crawlers.reports import GOOD, Failure, Outcome, SourceReport, best

KINDS = {
    SourceKind.FEED: Kind.FEED,
    SourceKind.LISTING: Kind.LISTING,
    SourceKind.SITEMAP: Kind.SITEMAP,
    SourceKind.JSON_API: Kind.ROWS,
    SourceKind.PAGE_WATCH: Kind.WATCHED,
}
"""What the addresses of each kind of source answer."""
REFUSALS = 2
"""Pages in a row that a host may refuse before it is asked for no more."""


@dataclass(slots=True)
class Listing:
    """One address of a source, as configured."""

    url: str
    kept: Validators | None
    """From an earlier sweep."""
    fresh: Validators | None = None
    """To be kept when the visit ends; None when it could not be read."""
    complete: bool = True
    """Nothing that it names is left for the next sweep."""


@dataclass(slots=True)
class Visit:
    """The state of one source's part of a sweep."""

    source: Source
    state: SourceState | None
    """Before the sweep."""
    clock: Callable[[], datetime]
    max_pages: int
    listings: list[Listing]
    started_at: datetime = field(init=False)
    outstanding: int = 0
    """Addresses and documents that have not come to their end."""
    todo: deque[tuple[FeedEntry, Listing]] = field(default_factory=deque)
    """Documents whose pages are to be fetched, one after the other."""
    fetching: bool = False
    refusals: int = 0
    finished: bool = False
    report: SourceReport | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    moved_to: list[str] = field(default_factory=list)
    retry_at: datetime | None = None
    warnings: list[str] = field(default_factory=list)
    newest_on: date | None = None
    entries_seen: int | None = None
    new_documents: int = 0
    queued: int = 0
    pages_read: int = 0
    pages_ruled: int = 0
    pages_failed: int = 0
    deferred: int = 0
    unsure: int = 0

    def __post_init__(self) -> None:
        self.started_at = self.clock()
        self.outstanding = len(self.listings)

    @property
    def kind(self) -> Kind:
        """What the addresses of this source answer."""
        return KINDS[self.source.kind]

    @property
    def refused(self) -> bool:
        """Whether the host has made clear that it wants to give no pages."""
        return self.refusals >= REFUSALS

    @property
    def baseline(self) -> bool:
        """Whether this is the source's first sweep, or none has succeeded before."""
        return self.state is None or self.state.baseline_at is None

    def is_baseline(self, published: Published | None, listing: Listing) -> bool:
        """Whether a document of *listing* was there before we watched."""
        return is_baseline(self.state, published, listing.kept)

    def fail(self, failure: Failure) -> None:
        """Note that an address could not be read."""
        self.outcomes.append(failure.outcome)
        self.failures.append(failure)

    def saw(self, entries: Sequence[FeedEntry], *, known: int = 0) -> None:
        """Note what an address named: *entries*, and so many that were *known* without being read again."""
        self.outcomes.append(Outcome.READ)
        self.entries_seen = (self.entries_seen or 0) + len(entries) + known
        days = [entry.published.on for entry in entries if entry.published]
        self.newest_on = max([*days, *([self.newest_on] if self.newest_on else [])], default=None)

    def same(self, listing: Listing, fresh: Validators) -> None:
        """Note that an address has not changed, and keep *fresh* of it."""
        listing.fresh = fresh
        self.outcomes.append(Outcome.UNCHANGED)
        self.unsure += self.kind is Kind.FEED and not fresh.seen

    def enqueue(self, entries: Sequence[FeedEntry], listing: Listing) -> list[FeedEntry]:
        """Plan the pages of new *entries*, oldest first; return those that are taken from the listing without a page.

        The first `max_pages` are fetched. Of a first sweep the rest is kept as the listing gives it, so that it counts
        as known; later it waits for the next sweep.
        """
        room = max(0, self.max_pages - self.queued) if self.source.follow else 0
        pages, rest = entries[:room], list(entries[room:])
        self.queued += len(pages)
        self.todo.extend((entry, listing) for entry in reversed(pages))
        self.outstanding += len(pages)
        if self.source.follow and not self.is_baseline(None, listing):
            self.deferred += len(rest)
            listing.complete = listing.complete and not rest
            return []
        self.outstanding += len(rest)
        return rest[::-1]

    def settle(self) -> None:
        """Note that one address or document has come to its end."""
        self.outstanding -= 1

    @staticmethod
    def missed(listing: Listing) -> None:
        """Note that a document of *listing* gave nothing: the next sweep tries again."""
        listing.complete = False

    def to_keep(self) -> Mapping[str, Validators]:
        """The validators to write: whole where all of an address was dealt with, empty where something is missing."""
        unread = Validators(None, None, None, rules_of(self.source))
        fresh = {one.url: one.fresh if one.complete else unread for one in self.listings if one.fresh}
        before = {one.url: one.kept for one in self.listings}
        return {url: validators for url, validators in fresh.items() if validators != before[url]}

    def conclude(self, *, interrupted: bool = False) -> SourceReport:
        """The report of this visit."""
        at = self.clock()
        outcome = Outcome.INTERRUPTED if interrupted else best(self.outcomes)
        self.report = SourceReport(
            source_id=self.source.id,
            at=at,
            outcome=outcome,
            failures=tuple(self.failures),
            entries_seen=self.entries_seen,
            new_documents=self.new_documents,
            newest_on=self.newest_on,
            warnings=tuple(self.warnings),
            moved_to=tuple(self.moved_to),
            retry_at=self.retry_at,
            statuses=tuple(self.statuses),
            pages_read=self.pages_read,
            pages_ruled=self.pages_ruled,
            pages_failed=self.pages_failed,
            deferred=self.deferred,
            baseline=self.baseline and outcome in GOOD,
            elapsed=(at - self.started_at).total_seconds(),
            unchanged=self.outcomes.count(Outcome.UNCHANGED),
            unsure=self.unsure,
        )
        return self.report


async def open_visits(
    sources: Sequence[Source], archive: ArchiveThread, clock: Callable[[], datetime], max_pages: int
) -> list[Visit]:
    """A visit to each of *sources*, with what the archive knows of them."""
    ids = [source.id for source in sources]
    states, kept = await archive.states(ids), await archive.validators(ids)
    return [
        Visit(
            source,
            states.get(source.id),
            clock,
            max_pages,
            [Listing(url, kept.get((source.id, url))) for url in source.urls],
        )
        for source in sources
    ]


def rules_of(source: Source) -> str:
    """Fingerprint of what decides how a source's answers are read."""
    rules = repr((source.kind, source.selectors, source.entry_url_pattern, source.follow, source.interface))
    return hashlib.sha256(rules.encode()).hexdigest()[:16]
