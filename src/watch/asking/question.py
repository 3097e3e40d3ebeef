"""What is asked, as values: clauses that must all hold, an order, and the day whose knowledge is used."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Order(StrEnum):
    """How what is found is ordered."""

    NEW = "new"
    OLD = "old"
    RELEVANCE = "relevance"
    AMOUNT = "amount"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Words:
    """Free text: the stems that must all stand in an announcement, one after the other when it is a phrase."""

    stems: tuple[str, ...]
    phrase: bool = False
    negated: bool = False
    shown: str = ""
    """As it was typed."""


@dataclass(frozen=True, slots=True)
class Match:
    """A field that must have one of these values."""

    field: str
    """As the index names it."""
    any_of: tuple[str, ...]
    """Values as the index holds them, sorted; countries and names are already actors."""
    negated: bool = False
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Between:
    """A number or an ISO date that must lie between two bounds, both included; what has none does not pass."""

    field: str
    low: float | str | None
    high: float | str | None
    negated: bool = False
    shown: str = ""


Clause = Words | Match | Between


@dataclass(frozen=True, slots=True)
class Question:
    """A whole query; `Question()` asks for everything, newest first."""

    clauses: tuple[Clause, ...] = ()
    order: Order = Order.NEW
    as_of: date | None = None
    """Answer with what was known at the end of that day, UTC; None: now."""
    text: str = ""
    """As it was typed, blanks trimmed: what a permalink carries."""

    @property
    def words(self) -> tuple[Words, ...]:
        """The free text."""
        return tuple(clause for clause in self.clauses if isinstance(clause, Words))
