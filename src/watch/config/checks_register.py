"""What makes a register contradict itself: circles of ownership, facts from the future, one name for two actors."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from watch.model import Actor, Register, first_day
from watch.stems import spelling


def check_register(register: Register, today: date) -> Iterator[str]:
    """Yield one sentence for each mistake: actor, key, what is wrong, what to do."""
    actors = register.actors
    for actor in actors.values():
        yield from (f"{actor.id}.{said}" for said in _references(actor, actors))
        yield from (f"{actor.id}.{said}" for said in _facts(actor, today))
    for key, owners in _owners(actors).items():
        for circle in _circles(owners):
            yield f"{circle[0]}.{key}: {' → '.join((*circle, circle[0]))} is a circle; nobody owns itself, remove one"
    yield from _shared_names(actors)
    yield from _numbers(actors)


def _numbers(actors: Mapping[str, Actor]) -> Iterator[str]:
    """Numbers that no company has, or that two actors claim."""
    owners: dict[str, str] = {}
    for actor in actors.values():
        if actor.siren is None:
            continue
        if not is_siren(actor.siren):
            yield f"{actor.id}.siren: {actor.siren!r} is no SIREN; give its nine digits, in quotes, or leave it out"
        elif (other := owners.setdefault(actor.siren, actor.id)) != actor.id:
            yield f"{actor.id}.siren: {actor.siren!r} is the number of {other} too; a number belongs to one actor"


def is_siren(number: str) -> bool:
    """Return whether *number* is nine digits whose check digit fits (Luhn)."""
    if not re.fullmatch(r"[0-9]{9}", number):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(number))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def _references(actor: Actor, actors: Mapping[str, Actor]) -> Iterator[str]:
    named = [("parent", actor.parent)] if actor.parent is not None else []
    named += [("technology_from", one) for one in actor.technology_from]
    named += [("joint_venture_of", one) for one in actor.joint_venture_of]
    for key, other in named:
        if other not in actors:
            yield f"{key}: {other!r} is not an actor of this file; add the actor or correct the id"
    for fact in actor.hosting:
        for key, identifier in (("provider", fact.provider_id), ("with_actor", fact.with_actor)):
            if identifier is not None and identifier not in actors:
                yield f"hosting: {key} {identifier!r} is not an actor of this file; add the actor or correct the id"


def _facts(actor: Actor, today: date) -> Iterator[str]:
    """Facts of the future, and facts that say neither where they come from nor why they cannot."""
    control = actor.ultimate_control
    facts = [("hosting", one.provider_id, one.source_url, one.as_of, one.note) for one in actor.hosting]
    facts += [("certifications", one.name, one.source_url, one.as_of, one.note) for one in actor.certifications]
    if control is not None and (control.owner or control.country):
        facts.append(("ultimate_control", control.owner or "", control.source_url, control.as_of, control.note))
    for key, name, source, as_of, note in facts:
        if not source and not note:
            yield f"{key}: {name!r} has no source_url; give it, or say in note why there is none"
        if (day := first_day(as_of)) is not None and day > today:
            yield f"{key}: {name!r} has as_of {as_of}, which is after today; a fact has the date on which it was read"


def _owners(actors: Mapping[str, Actor]) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each kind of dependence of an actor on another: who depends on whom."""
    return {
        "parent": {one.id: (one.parent,) for one in actors.values() if one.parent},
        "technology_from": {one.id: one.technology_from for one in actors.values()},
        "joint_venture_of": {one.id: one.joint_venture_of for one in actors.values()},
    }


def _circles(owners: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Every circle, once, from its first member in alphabetical order."""
    found: set[tuple[str, ...]] = set()
    settled: set[str] = set()

    def visit(actor: str, path: tuple[str, ...]) -> None:
        if actor in path:
            circle = path[path.index(actor) :]
            first = circle.index(min(circle))
            found.add((*circle[first:], *circle[:first]))
            return
        if actor in settled:
            return
        for owner in owners.get(actor, ()):
            visit(owner, (*path, actor))
        settled.add(actor)

    for actor in sorted(owners):
        visit(actor, ())
    return sorted(found)


def bearers(actors: Mapping[str, Actor]) -> dict[str, dict[str, str]]:
    """For each `spelling` of a name or alias: the actors that bear it, by id, with the name as each writes it."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for actor in actors.values():
        for name in (actor.name, *actor.aliases):
            found[spelling(name)].setdefault(actor.id, name)
    return found


def _shared_names(actors: Mapping[str, Actor]) -> Iterator[str]:
    """A name of two actors is no mistake when the register says that it is ambiguous, or whose it was when."""
    for names in bearers(actors).values():
        told = all(_told_apart(actors[identifier], name) for identifier, name in names.items())
        if len(names) > 1 and not told:
            both = " and ".join(sorted(names))
            yield (
                f"{min(names)}.aliases: {names[min(names)]!r} is a name of {both}; remove it from one, or say in "
                "`ambiguous` or `alias_periods` of each how to tell them apart"
            )


def _told_apart(actor: Actor, name: str) -> bool:
    return actor.ambiguous is not None or any(spelling(one.alias) == spelling(name) for one in actor.alias_periods)
