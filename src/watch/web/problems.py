"""Mistakes of those who ask, as JSON."""

from dataclasses import asdict, dataclass

from watch.asking import QuestionError


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a request, where, and what to do."""

    detail: str
    """One or two sentences."""
    kind: str
    """A code that stays the same in every version: unknown_field, not_a_date, bad_cursor…"""
    query: str
    start: int
    """First character at fault."""
    end: int


def problem(error: QuestionError) -> dict[str, object]:
    """The JSON of *error*."""
    return asdict(Problem(error.said("en"), error.key, error.text, error.start, error.end))
