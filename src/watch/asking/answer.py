"""Whether one announcement answers a question: the same meaning as the compiled query, for a single card."""

from watch.asking.card import Card
from watch.asking.question import Between, Clause, Match, Question, Words


def passes(question: Question, found: Card) -> bool:
    """True when every clause of *question* holds for *found*; its order and day are not looked at."""
    return all(_holds(clause, found) != clause.negated for clause in question.clauses)


def _holds(clause: Clause, found: Card) -> bool:
    match clause:
        case Words():
            return _says(clause, found.stems)
        case Match():
            return any(name == clause.field and value in clause.any_of for name, value in found.terms)
        case Between():
            return _lies(clause, getattr(found, clause.field))


def _says(clause: Words, stems: tuple[str, ...]) -> bool:
    if not clause.phrase:
        return set(clause.stems) <= set(stems)
    length = len(clause.stems)
    return any(stems[at : at + length] == clause.stems for at in range(len(stems) - length + 1))


def _lies(clause: Between, value: float | str | None) -> bool:
    if value is None:
        return False
    return not (clause.low is not None and _less(value, clause.low)) and not (
        clause.high is not None and _less(clause.high, value)
    )


def _less(left: float | str, right: float | str) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        return str(left) < str(right)
    return left < right
