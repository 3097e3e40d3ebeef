"""Counts of what a question finds."""

from dataclasses import dataclass

NONE = "none"
"""What is counted where an announcement has no value."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One dimension with how many announcements have each of its values, the most frequent first."""

    name: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """The facets of a list."""

    facets: tuple[Facet, ...]
    counted: int
    """How many announcements they are counted over."""
    more: bool
    """True: there are more, and these are the newest."""


@dataclass(frozen=True, slots=True)
class Stats:
    """How many announcements have each combination of values; all that the question finds is counted."""

    dimensions: tuple[str, ...]
    counts: tuple[tuple[tuple[str, ...], int], ...]
    """(one value for each dimension, how many), in the order of the values."""

    @property
    def total(self) -> int:
        """Of all announcements counted."""
        return sum(count for _, count in self.counts)
