"""What a source published, and the characters that prove a statement."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum


class PublisherKind(StrEnum):
    """Who speaks; a ministry's own page weighs more than its echo (framework, section 7)."""

    GOVERNMENT = "government"
    AGENCY = "agency"
    PRESS = "press"
    COMPANY = "company"
    BLOG = "blog"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Document:
    """One published text as one source gave it at one moment; never edited after capture."""

    id: str
    """Stable: a hash of source and canonical URL, or the id that a file gave."""
    source_id: str
    url: str
    canonical_url: str
    publisher: str
    publisher_kind: PublisherKind
    language: str
    """ISO 639-1 code, lower case."""
    title: str
    text: str
    """Plain text, paragraphs separated by one empty line; offsets of every Evidence index `full_text`."""
    published_on: date | None
    """The source's claim, in its own time zone; None when it gives none."""
    published_at: datetime | None
    """The same with time and zone, when the source gives them."""
    captured_at: datetime
    """When we took it (UTC)."""
    baseline: bool
    """Taken in the first sweep of its source: kept and read, never alerted."""

    @property
    def full_text(self) -> str:
        """Title and body as one string; the coordinate system of every offset."""
        return f"{self.title}\n\n{self.text}"

    @property
    def day(self) -> date:
        """The day of publication; of capture where the source gives none."""
        return self.published_on or self.captured_at.date()

    @property
    def order(self) -> tuple[date, datetime, str]:
        """The place of the document in the order of publication, the same whenever it was captured."""
        start = datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC)
        return self.day, self.published_at or start, self.id


@dataclass(frozen=True, slots=True)
class Evidence:
    """The characters that justify a statement: ``quote == document.full_text[start:end]``."""

    document_id: str
    start: int
    end: int
    quote: str
