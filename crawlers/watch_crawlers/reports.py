"""What a sweep says of each source: values only, for the store, the health rules and the command line."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How reading a source, or one of its addresses, ended."""

    READ = "read"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    """Legible, and without a single entry."""
    BLOCKED = "blocked"
    """A challenge or a firewall's page instead of the content."""
    REFUSED = "refused"
    """401, 403 or 451."""
    FORBIDDEN = "forbidden"
    """robots.txt, or our own gate."""
    GONE = "gone"
    """404 or 410."""
    MOVED = "moved"
    """Redirected to another host; not read, for another publisher may answer there."""
    BUSY = "busy"
    """429 or 503."""
    FAULTY = "faulty"
    """Any other status that carries no content."""
    UNREACHABLE = "unreachable"
    """No answer, or none in time."""
    UNREADABLE = "unreadable"
    """Not what a source of its kind answers, too large, or too costly to read."""
    UNSTORED = "unstored"
    """Read, but the store refused it; the next sweep reads it again."""
    BROKEN = "broken"
    """A watched page that has lost most of its rows."""
    INTERRUPTED = "interrupted"
    """The sweep was stopped before it ended; nothing of this source's state changes."""


GOOD = frozenset({Outcome.READ, Outcome.UNCHANGED})
PASSING = frozenset({Outcome.BUSY, Outcome.FAULTY, Outcome.UNREACHABLE, Outcome.UNSTORED})
"""Troubles that often end by themselves; they become a problem when they last."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one address of a source, or one document, was not read."""

    url: str
    outcome: Outcome
    reason: str
    """One sentence without the subject: "answered 403, …"."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source in one sweep."""

    source_id: str
    at: datetime
    """When it ended (UTC)."""
    outcome: Outcome
    """The best of its addresses: a source is read when one of them is."""
    failures: tuple[Failure, ...]
    """Its addresses that could not be read."""
    entries_seen: int | None
    """None when nothing was read: unchanged or failed."""
    new_documents: int
    newest_on: date | None
    """Among the entries seen."""
    warnings: tuple[str, ...]
    """Addresses that were read although malformed, each with the parser's complaint."""
    moved_to: tuple[str, ...]
    """Permanent redirects within its host, "old → new"."""
    retry_at: datetime | None
    """Before this the host asked not to be called."""
    statuses: tuple[int, ...]
    """Of its addresses and documents, in order of arrival."""
    pages_read: int
    pages_ruled: int
    """Pages whose text came by the source's selectors."""
    pages_failed: int
    """Pages that gave no text; their feed's summary or title stands in, or they are gone."""
    deferred: int
    """Documents left for the next sweep."""
    baseline: bool
    elapsed: float
    """Seconds from its first request."""
    unchanged: int = 0
    """Its addresses that had not changed and were not read again."""
    unsure: int = 0
    """Those among them that may be malformed: of a whole feed the fingerprints of its entries are known."""

    @property
    def succeeded(self) -> bool:
        """Whether it answered as a source should."""
        return self.outcome in GOOD

    @property
    def error(self) -> str | None:
        """Its first failure in one sentence."""
        return f"{self.failures[0].url} {self.failures[0].reason}" if self.failures else None


@dataclass(frozen=True, slots=True)
class SweepReport:
    """One sweep over all sources that were due."""

    started_at: datetime
    elapsed: float
    """Seconds."""
    sources: tuple[SourceReport, ...]

    @property
    def new_documents(self) -> int:
        """Over all sources."""
        return sum(report.new_documents for report in self.sources)

    def of(self, source_id: str) -> SourceReport:
        """The report of one source; KeyError when it was not part of the sweep."""
        found = {report.source_id: report for report in self.sources}
        return found[source_id]


def best(outcomes: Collection[Outcome]) -> Outcome:
    """The outcome of a source whose addresses ended like this: good if one is, else the first failure."""
    for good in (Outcome.READ, Outcome.UNCHANGED):
        if good in outcomes:
            return good
    return next(iter(outcomes), Outcome.INTERRUPTED)
