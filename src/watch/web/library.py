"""What the pages ask of the store: one protocol, and the values it answers with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from watch.model import Announcement, Assessment, Document, Framework, Issue, Reading, Sector, Source, SourceState


@dataclass(frozen=True, slots=True)
class Filters:
    """Which announcements a reader wants to see; empty filters let everything pass."""

    verdict: str | None = None
    """Slug of the latest assessment's verdict."""
    sector: Sector | None = None
    text: str = ""
    """Words that must all be found; never a query language."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An announcement in a list, with its latest assessment; None while it awaits one."""

    announcement: Announcement
    assessment: Assessment | None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the list, newest announcements first, and how many there are in all."""

    entries: tuple[Listed, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Read:
    """A document with what the stages read in it; None when they have not yet."""

    document: Document
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is kept of one announcement."""

    announcement: Announcement
    """Its latest version."""
    assessments: tuple[Assessment, ...]
    """Newest first."""
    documents: tuple[Read, ...]
    """In order of publication."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A source, what its last sweeps saw (None: never swept), and its open issues."""

    source: Source
    state: SourceState | None
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the watch is up and at work."""

    database: bool
    """False: the database does not answer."""
    last_sweep: datetime | None
    """When a source was last checked."""
    queue: int | None
    """Events that await their handler; None when it cannot be told."""
    version: str


class Library(Protocol):
    """The read side as the pages need it. Its functions may raise StoreError, save `health`, which says it."""

    def announcements(self, filters: Filters, limit: int, offset: int) -> Page:
        """*limit* announcements after the first *offset*, newest first."""

    def announcement(self, announcement_id: str) -> Sheet | None:
        """Everything on one announcement; None when there is none of that id."""

    def sources(self) -> tuple[Watched, ...]:
        """Every source, enabled or not, by name."""

    def issues(self) -> tuple[Issue, ...]:
        """Open issues, newest first."""

    def framework(self) -> Framework:
        """The framework in force."""

    def health(self) -> Health:
        """How the watch is doing; never raises for a database that is down."""
