"""Numbers and dates as people write them, and ranges of them."""

import math
import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from watch.model import PartialDate

Day = date
T = TypeVar("T", float, str)
Bounds = tuple[float | str | None, float | str | None]

_NUMBER = re.compile(r"(\d{1,15}(?:[.,]\d{1,6})?)\s*(k|m|md|bn)?€?", re.IGNORECASE)
_UNITS = {"": 1, "k": 1e3, "m": 1e6, "md": 1e9, "bn": 1e9}
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_OPERATOR = re.compile(r"(>=|<=|>|<|≥|≤)(.+)")


def numbers(text: str) -> Bounds:
    """The bounds of "5", "1M..10M", ">=1M", "<2k"; ValueError for anything else."""
    return _bounds(text, _number, _number, math.nextafter)


def dates(text: str) -> Bounds:
    """The bounds, as ISO days, of "2025", "2025-03..2026", ">=2025-11-26"; ValueError for anything else."""
    return _bounds(text, _first, _last, _next_day)


def after(left: float | str, right: float | str) -> bool:
    """True when *left* comes after *right*; both are of one kind."""
    if isinstance(left, str) or isinstance(right, str):
        return str(left) > str(right)
    return left > right


def first_day(text: str) -> date:
    """The first day of "2025", "2025-03" or "2025-03-04"; ValueError for anything else."""
    return _partial(text).first_day


def last_day(text: str) -> date:
    """The last day of "2025", "2025-03" or "2025-03-04"; ValueError for anything else."""
    return date.fromisoformat(_last(text))


def _bounds(text: str, low: Callable[[str], T], high: Callable[[str], T], beside: Callable[[T, float], T]) -> Bounds:
    """*beside* gives the value next to one, towards minus or plus infinity: bounds are always included."""
    first, dots, last = text.partition("..")
    if dots:
        if not first and not last:
            raise ValueError(text)
        return (low(first) if first else None, high(last) if last else None)
    compared = _OPERATOR.fullmatch(text)
    if not compared:
        return low(text), high(text)
    match compared[1]:
        case ">=" | "≥":
            return low(compared[2]), None
        case "<=" | "≤":
            return None, high(compared[2])
        case ">":
            return beside(high(compared[2]), math.inf), None
        case _:
            return None, beside(low(compared[2]), -math.inf)


def _number(text: str) -> float:
    found = _NUMBER.fullmatch(text)
    if not found:
        raise ValueError(text)
    return float(found[1].replace(",", ".")) * _UNITS[(found[2] or "").lower()]


def _first(text: str) -> str:
    return _partial(text).first_day.isoformat()


def _last(text: str) -> str:
    when = _partial(text)
    month = when.month or 12
    return date(when.year, month, when.day or monthrange(when.year, month)[1]).isoformat()


def _partial(text: str) -> PartialDate:
    if not text.isascii() or not _DATE.fullmatch(text):
        raise ValueError(text)
    return PartialDate.parse(text)


def _next_day(text: str, towards: float) -> str:
    day = date.fromisoformat(text).toordinal() + (1 if towards > 0 else -1)
    if not 1 <= day <= date.max.toordinal():
        raise ValueError(text)
    return date.fromordinal(day).isoformat()
