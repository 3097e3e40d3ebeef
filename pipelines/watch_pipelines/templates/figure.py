"""The figure of a digest: a bar for each week, made of table cells, which every mail client draws without images."""

from dataclasses import dataclass

from watch.model import READINGS, Digest
from watch.wording.phrases import say_day
from watch.wording.terms import Language, say

_WIDTH = 20
"""Characters of the longest bar of the plain text."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its reading, and its share of the bar's width in percent."""

    reading: str
    percent: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A week: its label, how many announcements, the length of its bar, its parts, and the bar of the plain text."""

    label: str
    total: int
    percent: int
    parts: tuple[Part, ...]
    blocks: str


def weeks(digest: Digest, lang: Language) -> tuple[Bar, ...]:
    """The bars, oldest week first; none when no week brought anything."""
    longest = max((week.total for week in digest.weeks), default=0)
    if not longest:
        return ()
    bars = []
    for week in digest.weeks:
        counts = dict(week.counts)
        parts = tuple(Part(each, round(100 * counts[each] / week.total)) for each in READINGS if counts.get(each))
        percent = max(1, round(100 * week.total / longest)) if week.total else 0
        blocks = "█" * max(1, round(_WIDTH * week.total / longest)) if week.total else "·"
        bars.append(Bar(say_day(week.monday, lang), week.total, percent, parts, blocks))
    return tuple(bars)


def legend(digest: Digest, lang: Language) -> tuple[tuple[str, str, int], ...]:
    """(reading, its name, how many in all) for each reading that occurs."""
    totals = {each: sum(dict(week.counts).get(each, 0) for week in digest.weeks) for each in READINGS}
    return tuple((each, say("reading", each, lang), count) for each, count in totals.items() if count)
