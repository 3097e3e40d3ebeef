"""The life of a deal as its documents tell it, and what they say differently."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Step:
    """The deal enters a state."""

    day: date
    """On which the first document that says it was published."""
    status: str
    """A value of Status, "replaced" or "denied"."""
    document_id: str


@dataclass(frozen=True, slots=True)
class Said:
    """One value of a fact, with the documents that give it, primary sources first."""

    value: str
    document_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Testimony:
    """What the documents say on one fact, the value that stands first."""

    fact: str
    """announced_on, signed_on, amount, duration_months, instrument, sector, project or hosting."""
    said: tuple[Said, ...]

    @property
    def contested(self) -> bool:
        """Whether they contradict each other."""
        return len(self.said) > 1


@dataclass(frozen=True, slots=True)
class NoticeCheck:
    """Whether the procurement registers have an award notice of the deal."""

    found: tuple[tuple[str, str], ...]
    """(number of the notice in its register, id of the document)."""
    as_of: date | None
    """The day until which every register that is watched was last read; None: none ever was."""
