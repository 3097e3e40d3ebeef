"""When do two party names mean one organisation? Shared by linking and consolidation."""

import re

from watch.model import Party, Side
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
    if party.actor_id and party.actor_id not in GENERIC_ACTORS:
        return f"id:{party.actor_id}"
    return f"name:{folded_name(party.name)}"


def keys(party: Party) -> tuple[str, ...]:
    """Every key under which a party can be looked up: identity, folded name, acronym."""
    found = [identity(party), f"name:{folded_name(party.name)}"]
    if acronym := acronym_of(party.name):
        found.append(f"name:{acronym}")
    return tuple(dict.fromkeys(key for key in found if len(key) > len("name:") + 1))


def same_party(one: Party, other: Party) -> bool:
    """Return whether two mentions mean one organisation: same key, or one name holds the other word for word."""
    if set(keys(one)) & set(keys(other)):
        return True
    resolved = one.actor_id and other.actor_id and not {one.actor_id, other.actor_id} & GENERIC_ACTORS
    if resolved or one.side is not other.side:
        return False
    short, long = sorted((folded_name(one.name), folded_name(other.name)), key=len)
    if len(short) < _SHORTEST:
        return False
    return re.search(rf"\b{re.escape(short)}\b", long) is not None


_OFFICE = frozenset(
    {
        *("ministere", "ministre", "ministry", "minister", "delegue", "deleguee", "charge", "chargee", "secretariat"),
        *("secretaire", "direction", "generale", "general", "agence", "service", "services", "department"),
        *("national", "nationale", "publique", "public"),
    }
)
"""Words of an office that say nothing of which one it is."""
_WORDS_IN_COMMON = 0.5


def akin(one: Party, other: Party) -> bool:
    """Return whether two public names may mean one body: an office and who holds it, a body named in part.

    Never a proof: it only takes away the weight of a disagreement.
    """
    if one.side is not Side.PUBLIC or other.side is not Side.PUBLIC:
        return False
    names = folded_name(one.name), folded_name(other.name)
    first, second = ({word for word in name.split() if len(word) > 2 and word not in _OFFICE} for name in names)
    smaller = min(len(first), len(second))
    return smaller > 0 and len(first & second) / smaller > _WORDS_IN_COMMON
