"""Dates as texts give them: sometimes a day, sometimes only a month or a year."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A calendar date known to the year, the month or the day; ``str()`` gives "2025", "2025-11" or "2025-11-26"."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError unless the parts make a real date."""
        if self.month is None and self.day is not None:
            raise ValueError("a day without a month is no date")
        date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None)])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "YYYY", "YYYY-MM" or "YYYY-MM-DD" (a longer ISO moment is cut to its day); ValueError otherwise."""
        found = _ISO.fullmatch(text[:10])
        if not found:
            raise ValueError(f"{text!r} is not an ISO date")
        year, month, day = (int(part) if part else None for part in found.groups())
        return cls(year or 0, month, day)

    @classmethod
    def of(cls, day: date) -> Self:
        """The full date of *day*."""
        return cls(day.year, day.month, day.day)

    @property
    def first_day(self) -> date:
        """The earliest day it can mean; used for ordering and time windows."""
        return date(self.year, self.month or 1, self.day or 1)

    def agrees(self, other: "PartialDate") -> bool:
        """True unless both give a year, a month or a day and it differs."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)


def first_day(text: str | None) -> date | None:
    """The first day that a date written as text can mean; None for none, and for words ("undated copy")."""
    try:
        return PartialDate.parse(text).first_day if text else None
    except ValueError:
        return None
