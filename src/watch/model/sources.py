"""Places that publish, and how each is doing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from watch.model.documents import PublisherKind


class SourceKind(StrEnum):
    """How a source is read."""

    FEED = "feed"
    LISTING = "listing"
    SITEMAP = "sitemap"
    JSON_API = "json_api"
    PAGE_WATCH = "page_watch"


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors of one layout (parsel syntax: ``::attr(datetime)`` and ``::text`` allowed)."""

    entry: str | None = None
    """On the listing: the links to documents; on a watched page: the rows that are compared."""
    next_page: str | None = None
    """On the listing: the link to its next page (see `Source.pages`)."""
    title: str | None = None
    published: str | None = None
    text: str | None = None
    valid_until: date | None = None
    """Last day of this layout, so that old captures still parse; None for today's."""


@dataclass(frozen=True, slots=True)
class Interface:
    """How the rows of a JSON interface become documents.

    A *path* is names joined by dots; a *template* is text with paths in braces. Where a value is a map by language, the
    source's own is taken; a list is joined by commas.
    """

    rows: str
    """Path to the list of rows."""
    link: str
    """Template of the row's address; values are escaped unless the template is one path and nothing else."""
    title: str
    """Template."""
    text: tuple[str, ...]
    """Templates, one paragraph each; one whose paths are all empty is left out."""
    published: str | None = None
    """Path to the day of publication."""
    body: str | None = None
    """JSON to POST instead of a GET; like `Source.urls` it may hold $since, $since_digits, $page and $offset."""
    window: timedelta = timedelta(days=30)
    """How far back $since lies."""
    page_size: int = 100
    """Rows that one answer holds at most; $offset grows by it."""
    empty: tuple[str, ...] = ()
    """Values that mean "nothing", for instance "CDL"."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """Below this a quiet source is a fault, not an answer."""

    min_documents: int
    per: timedelta
    max_age: timedelta | None = None
    """Age of the newest entry above which the source counts as stale."""
    max_at_once: int | None = None
    """New documents in one sweep above which something else answers in its place."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place that publishes."""

    id: str
    name: str
    publisher_kind: PublisherKind
    kind: SourceKind
    language: str
    homepage: str
    urls: tuple[str, ...]
    """Feeds, listings, interfaces or watched pages, read in order."""
    cadence: timedelta
    enabled: bool
    expects: Expectation | None
    licence: str | None
    """Terms of reuse as the publisher states them; None when not established."""
    note: str | None
    """What a maintainer must know: quirks, what is missing when disabled."""
    publisher: str | None = None
    """Register id of the body or company that publishes."""
    entry_url_pattern: str | None = None
    """Regular expression that a document's URL must match."""
    selectors: tuple[Selectors, ...] = ()
    interface: Interface | None = None
    """For kind `json_api`."""
    pages: int = 1
    """How many pages of a listing or an interface are read while they name something unknown."""
    follow: bool = True
    """False: the feed's own text is the document, its page is not fetched."""
    cited_in_article: bool = False


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the last sweeps saw of one source."""

    source_id: str
    last_checked_at: datetime | None
    last_success_at: datetime | None
    baseline_at: datetime | None
    """When the first successful sweep ended; documents taken before it are the baseline."""
    next_due_at: datetime | None
    consecutive_failures: int
    last_error: str | None
    newest_entry_on: date | None
    entries_last_seen: int | None
    documents: int
    """Stored so far."""
