"""Which knowledge a judgement rests on: the actors that the framework looks at from the parties of a deal."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from watch.model import Actor, Announcement, Basis, Document, Reading, Register, Side
from watch.store.knowledge import NAMES, Fingerprints
from watch_pipelines.party_names import folded_name


def basis_of(
    announcement: Announcement, read: Sequence[tuple[Document, Reading]], register: Register, current: Fingerprints
) -> Basis:
    """The basis of judging *announcement* by its documents *read* (those of the same project included)."""
    ids = consulted(announcement, [reading for _, reading in read], register)
    marks = tuple((actor_id, current.actors.get(actor_id, "")) for actor_id in sorted(ids))
    return Basis(current.framework, current.legal, marks)


def consulted(announcement: Announcement, readings: Iterable[Reading], register: Register) -> set[str]:
    """Ids of the actors that judging may look at, and `NAMES` where a company was compared with all names."""
    named = set(_named(announcement, readings))
    strangers = [party.name for party in announcement.parties if not party.actor_id and party.side is Side.PRIVATE]
    if strangers:
        named |= {NAMES, *_groups(strangers, register)}
    hosts = {
        fact.provider_id for actor_id in named if (actor := register.actors.get(actor_id)) for fact in actor.hosting
    }
    return _with_owners(named | hosts, register)


def _named(announcement: Announcement, readings: Iterable[Reading]) -> Iterator[str]:
    for source in (announcement, *(reading.extraction for reading in readings)):
        if source is None:
            continue
        yield from (party.actor_id for party in source.parties if party.actor_id)
        yield from (mention.provider_id for mention in source.hosting if mention.provider_id)


def _groups(names: Sequence[str], register: Register) -> set[str]:
    """Actors whose name begins one of *names*: a subsidiary that is not registered follows its group."""
    folded = [f"{folded_name(name)} " for name in names]
    heads = _heads(tuple((actor.id, actor.name) for actor in register.actors.values()))
    return {actor_id for actor_id, head in heads if any(name.startswith(head) for name in folded)}


@lru_cache(maxsize=2)
def _heads(names: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """(id, folded name with a space behind) of each actor of one register."""
    return tuple((actor_id, f"{head} ") for actor_id, name in names if (head := folded_name(name)))


def _with_owners(ids: set[str], register: Register) -> set[str]:
    """*ids* with their parents, partners and licensors, as far up as the register goes."""
    found, left = set(ids), list(ids)
    while left:
        actor = register.actors.get(left.pop())
        new = set(_above(actor)) - found if actor else set()
        found |= new
        left += new
    return found


def _above(actor: Actor) -> Iterator[str]:
    if actor.parent:
        yield actor.parent
    yield from actor.joint_venture_of
    yield from actor.technology_from
