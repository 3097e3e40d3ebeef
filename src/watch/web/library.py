"""What the pages ask of the store: one protocol, and the values it answers with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from watch.asking import Facets, Question, Stats, Vocabulary
from watch.model import (
    Actor,
    Announcement,
    Assessment,
    Correction,
    Document,
    Framework,
    Issue,
    LinkKind,
    NoticeCheck,
    Placement,
    Reading,
    Source,
    SourceState,
    Step,
    Testimony,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """An announcement in a list, with its latest assessment; None while it awaits one."""

    announcement: Announcement
    assessment: Assessment | None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of what a question finds."""

    entries: tuple[Listed, ...]
    total: int
    """How many there are in all, as far as they are counted."""
    more: bool = False
    """True when there are more than `total`."""
    following: str | None = None
    """Where the next page begins; None on the last."""


@dataclass(frozen=True, slots=True)
class Read:
    """A document with what the stages read in it; None when they have not yet."""

    document: Document
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Explained:
    """One document, how it was read, and what people said of that."""

    document: Document
    reading: Reading | None
    """The reading in force, corrections included; None when it was not read yet."""
    corrections: tuple[Correction, ...]
    """Oldest first."""
    threshold: float
    """Probability from which the machine says yes."""
    announcement_id: str | None
    """The announcement that the document is part of."""
    follows: tuple[tuple[str, LinkKind], ...] = ()
    """The announcements that it is linked to without reporting them, by id, and as what."""


@dataclass(frozen=True, slots=True)
class Documents:
    """A part of the list of documents."""

    entries: tuple[Document, ...]
    following: str | None
    """Where the next page begins; None on the last."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A document that is linked to a deal without reporting it."""

    kind: LinkKind
    document: Document


@dataclass(frozen=True, slots=True)
class Life:
    """What happened to a deal."""

    states: tuple[Step, ...]
    """In order of time."""
    testimonies: tuple[Testimony, ...]
    """What its documents say on each fact."""
    followed: tuple[Followed, ...]
    """Documents that replace it, talk about it, or are award notices of it."""
    versions: tuple[tuple[Announcement, datetime], ...]
    """Each with the moment in which it was made, the first one first."""
    former_ids: tuple[str, ...]
    """Ids that lead here."""
    replaces: tuple[str, ...]
    """Ids of the announcements whose supplier this one replaces."""
    replaced_by: tuple[str, ...]
    placements: tuple[Placement, ...]
    """Editors' acts on its documents."""
    withdrawn: Mapping[str, tuple[datetime, str]]
    """Documents that their publishers took back: when it was noticed, and why it is said."""
    notices: NoticeCheck


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is kept of one announcement."""

    announcement: Announcement
    """Its latest version."""
    assessments: tuple[Assessment, ...]
    """Newest first."""
    documents: tuple[Read, ...]
    """In order of publication; none when the announcement was withdrawn."""
    life: Life | None = None
    """What happened to it; None where that is not asked for."""


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

    def vocabulary(self) -> Vocabulary:
        """What questions may name."""

    def announcements(self, question: Question, limit: int, cursor: str | None = None) -> Page:
        """*limit* announcements that answer *question*, from *cursor* on. QuestionError: wrong cursor, or too slow."""

    def every(self, question: Question, most: int | None = None) -> Iterator[Listed]:
        """All that answer *question*, at most *most*, read as they are taken."""

    def facets(self, question: Question) -> Facets:
        """Counts beside the list."""

    def stats(self, question: Question, dimensions: tuple[str, ...]) -> Stats:
        """Counts by some dimensions. QuestionError: an unknown dimension."""

    def announcement(self, announcement_id: str, as_of: date | None = None) -> Sheet | None:
        """Everything on one announcement, or what was known of it at the end of that day; None when there is none.

        An id that leads elsewhere gives the announcement to which it leads.
        """

    def document(self, document_id: str) -> Explained | None:
        """How one document was read; None when there is none of that id."""

    def documents(self, source_id: str | None, limit: int, cursor: str | None) -> Documents:
        """*limit* documents after *cursor*, the last captured first. QuestionError: a wrong cursor."""

    def actors(self) -> Mapping[str, Actor]:
        """The register, by id."""

    def sources(self) -> tuple[Watched, ...]:
        """Every source, enabled or not, by name."""

    def issues(self) -> tuple[Issue, ...]:
        """Open issues, newest first."""

    def framework(self) -> Framework:
        """The framework in force."""

    def health(self) -> Health:
        """How the watch is doing; never raises for a database that is down."""
