"""The public form of what happened to a deal."""

from dataclasses import dataclass
from datetime import date

from watch.formats.public import PublicDocument
from watch.model import Step, Testimony


@dataclass(frozen=True, slots=True)
class PublicFollowed:
    """A document linked to the deal without reporting it: coverage, notice or replacement."""

    kind: str
    document: PublicDocument


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """An award notice of a procurement register."""

    number: str
    document_id: str


@dataclass(frozen=True, slots=True)
class PublicLife:
    """What happened to a deal, and what its documents say differently."""

    states: tuple[Step, ...]
    facts: tuple[Testimony, ...]
    """Several values of one fact are a contradiction; the first one stands."""
    followed: tuple[PublicFollowed, ...]
    notices: tuple[PublicNotice, ...]
    registers_read_on: date | None
    """The day until which every procurement register watched was read; null: not all were."""
    replaces: tuple[str, ...]
    """Ids of the announcements whose supplier this deal replaces."""
    replaced_by: tuple[str, ...]
    former_ids: tuple[str, ...]
    """Ids that lead here since they were merged."""
