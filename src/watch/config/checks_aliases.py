"""What is refused of the times and tiers in the register."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from watch.model import Actor, Register, Tier, first_day


def check_times(register: Register, today: date) -> Iterator[str]:
    """Yield one sentence for each mistake: actor, key, what is wrong, what to do."""
    for actor in register.actors.values():
        yield from (f"{actor.id}.{said}" for said in (*_periods(actor, today), *_tiers(actor)))
    yield from _at_once(register)


def _periods(actor: Actor, today: date) -> Iterator[str]:
    for period in actor.alias_periods:
        where = f"alias_periods: {period.alias!r}"
        first, last = first_day(period.since), first_day(period.until)
        if period.alias not in (actor.name, *actor.aliases):
            yield f"{where} is none of its names; add it to aliases, or correct the spelling"
        if first and last and first > last:
            yield f"{where} ends ({period.until}) before it begins ({period.since}); correct a date"
        if not period.source_url:
            yield f"{where} has no source_url; give the page that says it"
        if (day := first_day(period.as_of)) is not None and day > today:
            yield f"{where} has as_of {period.as_of}, which is after today; give the day on which it was read"


def _tiers(actor: Actor) -> Iterator[str]:
    stated = [("country_tier", actor.country_tier)]
    stated += [("ultimate_control", actor.ultimate_control.tier)] if actor.ultimate_control else []
    stated += [("hosting", one.tier) for one in actor.hosting]
    stated += [("certifications", one.tier) for one in actor.certifications]
    stated += [("alias_periods", one.tier) for one in actor.alias_periods]
    for key, tier in stated:
        if tier is not None and tier not in set(Tier):
            yield f"{key}: {tier!r} is no tier; one of A, B, C, D, E"


def _at_once(register: Register) -> Iterator[str]:
    """Names that two actors are told to bear in turn, while their times overlap."""
    spans: dict[str, list[tuple[str, date, date]]] = {}
    for actor in register.actors.values():
        for one in actor.alias_periods if actor.ambiguous is None else ():
            span = (actor.id, first_day(one.since) or date.min, first_day(one.until) or date.max)
            spans.setdefault(one.alias.casefold(), []).append(span)
    for name, found in spans.items():
        found.sort(key=lambda span: span[1])
        for (mine, _, end), (theirs, start, _) in pairwise(found):
            if mine != theirs and start <= end:
                yield (
                    f"{theirs}.alias_periods: {name!r} is also {mine}'s at that time; correct since or until, or say "
                    "in `ambiguous` how to tell them apart"
                )
