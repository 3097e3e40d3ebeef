"""When do two party names mean one organisation? Shared by linking and consolidation."""

import re
from enum import IntEnum
from functools import lru_cache
from typing import Final

from watch.model import Party, Side
from watch_pipelines.first_names import FIRST_NAMES
from watch_pipelines.name_words import NameConcepts, concepts, spells
from watch_pipelines.typography import fold, typographic

GENERIC_ACTORS = frozenset({"chu", "universites", "collectivite-generique"})
"""Register entries that stand for a whole class: their id identifies nobody, the written name does."""

WIDE_ACTORS = frozenset(
    {
        *("etat-fr", "premier-ministre", "presidence-republique", "commission-ue"),
        *("bund", "luxembourg", "belgique", "pays-bas", "espagne", "italie", "royaume-uni"),
    }
)
"""Register entries that sign everything: sharing one of them says little about which deal is meant."""
_DETERMINER = re.compile(r"^(?:(?:l|d|de|la|le|les|du|des|the|of|der|die|das) )+")
_LEGAL_FORM = re.compile(r"\b(?:sas|sa|sarl|gmbh|inc|ltd|plc|corp|corporation|group|groupe|technologies|technology)\b")
_ACRONYM = re.compile(r"\(([^()]{2,12})\)")
_SHORTEST = 4
_INITIALS: Final = 3
"""Letters of the shortest acronym that its full name's initials explain."""
_REMEMBERED: Final = 16_384
"""Pairs of names of which the likeness is kept, and names of which the folded form is."""


class Likeness(IntEnum):
    """How far two names mean one organisation."""

    DIFFERENT = 0
    VAGUE = 1
    """One of them says nothing of which organisation is meant: « le département », « the government »."""
    AKIN = 2
    """They may: an office and who holds it, a body named in part."""
    SAME = 3


@lru_cache(maxsize=_REMEMBERED)
def folded_name(name: str) -> str:
    """*name* in lower case, without accents, punctuation, determiner, legal form or acronym in brackets."""
    plain = _ACRONYM.sub(" ", fold(typographic(name)))
    words = " ".join(re.findall(r"[a-z0-9]+", plain))
    without_form = " ".join(_LEGAL_FORM.sub(" ", words).split())
    return _DETERMINER.sub("", without_form or words)


def acronym_of(name: str) -> str | None:
    """The acronym that a name gives in brackets, folded."""
    found = _ACRONYM.search(typographic(name))
    return fold(found.group(1)) if found else None


def identity(party: Party) -> str:
    """The key of an organisation: its register id, or its folded name when the register does not tell it apart."""
    return _identity(party.name, party.actor_id)


def _identity(name: str, actor_id: str | None) -> str:
    if actor_id and actor_id not in GENERIC_ACTORS:
        return f"id:{actor_id}"
    return f"name:{folded_name(name)}"


def keys(party: Party) -> tuple[str, ...]:
    """Every key that says which organisation a party is: identity, folded name, acronym."""
    return _keys(party.name, party.actor_id)


@lru_cache(maxsize=_REMEMBERED)
def _keys(name: str, actor_id: str | None) -> tuple[str, ...]:
    found = [_identity(name, actor_id), f"name:{folded_name(name)}"]
    if acronym := acronym_of(name):
        found.append(f"name:{acronym}")
    return tuple(dict.fromkeys(key for key in found if not key.startswith("name:") or len(key) > len("name:") + 1))


def lookup_keys(party: Party) -> tuple[str, ...]:
    """Every key under which a party is to be found, whatever form of its name is written: `keys`, words, initials.

    They open the question which organisation is meant; they do not answer it.
    """
    return _lookup_keys(party.name, party.actor_id)


@lru_cache(maxsize=_REMEMBERED)
def _lookup_keys(name: str, actor_id: str | None) -> tuple[str, ...]:
    said = concepts(name)
    found = list(_keys(name, actor_id))
    found += [f"word:{word}" for word in sorted(said.telling) if len(word) >= _INITIALS]
    if not said.telling and len(said.all) > 1:
        found.append(f"word:{' '.join(sorted(said.all))}")
    if len(said.words) >= _INITIALS:
        found.append(f"name:{''.join(word[0] for word in said.words)}")
    return tuple(dict.fromkeys(found))


def same_party(one: Party, other: Party) -> bool:
    """Return whether two mentions mean one organisation."""
    return likeness(one, other) is Likeness.SAME


def likeness(one: Party, other: Party) -> Likeness:
    """How far two parties mean one organisation; symmetric."""
    if one.side is other.side:
        return _likeness(one.name, one.actor_id, other.name, other.actor_id, one.side)
    return _likeness(one.name, one.actor_id, other.name, other.actor_id, None)


@lru_cache(maxsize=_REMEMBERED)
def _likeness(one: str, one_id: str | None, other: str, other_id: str | None, side: Side | None) -> Likeness:
    """`likeness` of the written names and register ids of two parties; *side* is None when their sides differ."""
    if not set(_keys(one, one_id)).isdisjoint(_keys(other, other_id)):
        return Likeness.SAME
    if side is None:
        return Likeness.DIFFERENT
    first, second = concepts(one), concepts(other)
    resolved = one_id and other_id and not {one_id, other_id} & GENERIC_ACTORS
    if not resolved and (_holds(one, other) or _one_name(first, second, side)):
        return Likeness.SAME
    if side is Side.PUBLIC:
        return _of_bodies(first, second)
    return Likeness.AKIN if not resolved and first.proper & second.proper else Likeness.DIFFERENT


def _holds(one: str, other: str) -> bool:
    """Return whether one name holds the other word for word."""
    short, long = sorted((folded_name(one), folded_name(other)), key=len)
    return len(short) >= _SHORTEST and f" {short} " in f" {long} "


def _one_name(first: NameConcepts, second: NameConcepts, side: Side) -> bool:
    """Return whether two names are one: the same concepts in other words, or an acronym and what it stands for."""
    if _abbreviates(first, second) or _abbreviates(second, first):
        return True
    if side is Side.PRIVATE:
        return bool(first.proper and second.proper) and (first.proper <= second.proper or second.proper <= first.proper)
    if first.telling:
        kinds = first.kinds <= second.kinds or second.kinds <= first.kinds
        return kinds and first.telling == second.telling and first.subjects == second.subjects
    enough = len(first.all | first.qualities) >= _INITIALS
    return enough and (first.all, first.qualities) == (second.all, second.qualities)


def _abbreviates(short: NameConcepts, long: NameConcepts) -> bool:
    return len(long.words) > 1 and any(
        len(letters) >= _INITIALS and spells(letters, long.words) for letters in short.acronyms
    )


_TERRITORIAL: Final = frozenset({"city", "district", "department", "region", "canton", "prefecture", "government"})
"""Sorts of bodies that the press takes for one another when they bear one place's name."""
_IN_COMMON: Final = 0.5


def _of_bodies(first: NameConcepts, second: NameConcepts) -> Likeness:
    """`likeness` of two public names that are not one name."""
    if any(not name.telling and len(name.all) <= 1 for name in (first, second)):
        return Likeness.AKIN if first.all & second.all else Likeness.VAGUE
    content = [name.telling | name.subjects for name in (first, second)]
    shared = content[0] & content[1]
    smaller = min(map(len, content))
    if smaller == 0 or len(shared) / smaller <= _IN_COMMON:
        return Likeness.DIFFERENT
    only_place = shared <= first.places and not first.kinds & second.kinds and first.kinds and second.kinds
    if only_place and not (first.kinds | second.kinds) <= _TERRITORIAL:
        return Likeness.DIFFERENT
    return Likeness.AKIN


def identifies(party: Party) -> bool:
    """Return whether the name can tell one deal from another: no person, no mere place or word of the trade."""
    return party.actor_id is not None or _identifies(party.name, party.side)


@lru_cache(maxsize=_REMEMBERED)
def _identifies(name: str, side: Side) -> bool:
    said = concepts(name)
    if side is Side.PUBLIC:
        return bool(said.telling) or len(said.all) > 1
    words = name.split()
    person = len(words) > 1 and len(words) == len(said.words) and said.words[0] in FIRST_NAMES
    return bool(said.proper) and not person
