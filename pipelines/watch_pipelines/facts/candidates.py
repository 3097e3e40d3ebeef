"""Organisations that a text names, each with all its mentions: acronym and full name, parent and brand."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from watch.model import Annotation, EntityMention, Register
from watch_pipelines.facts.mentions import names_person, read_mentions
from watch_pipelines.facts.organisations import Candidate, alike, key_of
from watch_pipelines.facts.page import Page
from watch_pipelines.facts.sides import take_side
from watch_pipelines.names import PSEUDO_ACTORS, organisation_of
from watch_pipelines.resolve import resolve
from watch_pipelines.typography import fold

_ACRONYM: Final = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[\w.&-]{2,12}(?: \d{1,3})?")
"""A word with two capitals or more, and the number of a department."""
_BETWEEN: Final = re.compile(r" ?(?:[a-zà-ÿœ'-]+ ){0,5}\(")
"""The end of a name in small letters, and the bracket that opens upon its acronym."""
_MANY_WORDS: Final = 2
_HEADS: Final = {
    "ville": r"^(?:ville|mairie|commune|municipalite)\b",
    "mairie": r"^(?:ville|mairie|commune)\b",
    "municipalite": r"^(?:ville|mairie|commune)\b",
    "commune": r"^(?:ville|mairie|commune)\b",
    "conseil municipal": r"^(?:ville|mairie|commune|municipalite)\b",
    "conseil regional": r"^region\b|^conseil regional ",
    "region": r"^(?:conseil )?region(?:al)?|ile-de-france|provence|bretagne|occitanie|normandie|grand est|aquitaine",
    "departement": r"^(?:conseil )?departement(?:al)? d",
    "conseil departemental": r"^departement\b|^conseil departemental ",
    "metropole": r"metropole",
    "agglomeration": r"agglomeration|communaute|metropole",
    "chu": r"\bch[ru]{1,2}\b|hospices|hospital",
    "hopital": r"ch[ru]{1,2}\b|hopita|hospi",
    "ministere": r"minist",
    "universite": r"univers",
    "gouvernement": r"gouvernement",
    "groupe": r"groupe|caisse des depots",
    "armee": r"armee|defense",
    "police": r"police",
    "defense": r"defense",
    "chateau": r"chateau",
    "the university": r"university",
}
"""By a bare noun, what the fuller name of the same body looks like, both as `key_of` writes them."""
_COUNCILS: Final = frozenset({"conseil municipal", "conseil regional", "conseil departemental"})
"""They decide in the name of a body: when it is named, be it « la Région », theirs is another word for it."""


def gather(page: Page, annotation: Annotation, register: Register) -> tuple[Candidate, ...]:
    """Every organisation or place of *page* that might be a party, in order of first mention."""
    found: list[Candidate] = []
    mentions = tuple(read_mentions(page, annotation))
    aliases = _aliases(page, mentions)
    for mention in mentions:
        _place(found, mention, _actor_of(mention, annotation, register), aliases)
    for candidate in found:
        if candidate.actor_id is not None:
            candidate.own = key_of(register.actors[candidate.actor_id].name)
        take_side(page, candidate, register)
    merged = _without_echoes(found, register)
    return tuple(each for each in merged if not (_is_person(page, each) or _signs_nothing(each, register)))


def _actor_of(mention: EntityMention, annotation: Annotation, register: Register) -> str | None:
    actor = resolve(mention, annotation, register)
    return None if actor is None or actor.id in PSEUDO_ACTORS else actor.id


def _aliases(page: Page, mentions: Sequence[EntityMention]) -> Mapping[str, str]:
    """Each name that the text gives in brackets after another (« Agence spatiale européenne (ESA) »), and the other."""
    found: dict[str, str] = {}
    for first, second in pairwise(mentions):
        closed = page.plain[second.span.end : second.span.end + 1] == ")"
        if closed and _BETWEEN.fullmatch(page.plain, first.span.end, second.span.start):
            one, other = key_of(first.text), key_of(second.text)
            if _abbreviates(first.text, other) or _abbreviates(second.text, one):
                found |= {one: other, other: one}
    return found


def _abbreviates(short: str, long: str) -> bool:
    """Whether *short* looks like the acronym of *long*, a key: it begins like one of several words, or of many."""
    words = long.split()
    initials = {word[0] for word in words}
    return _ACRONYM.fullmatch(short) is not None and (
        len(words) > _MANY_WORDS or (len(initials) > 1 and fold(short)[0] in initials)
    )


def _place(found: list[Candidate], mention: EntityMention, actor_id: str | None, aliases: Mapping[str, str]) -> None:
    """Add *mention* to the candidate it names, or open a new one."""
    key = key_of(mention.text)
    if not key:
        return
    keys = {key, *(key_of(inner) for inner in re.findall(r"\(([^)]{2,15})\)", mention.text))} - {""}
    keys |= {aliases[each] for each in keys if each in aliases}
    for candidate in found:
        if actor_id is not None and candidate.actor_id == actor_id:
            break
        clash = actor_id is not None and candidate.actor_id is not None
        if not clash and any(alike(mine, theirs) for mine in keys for theirs in candidate.names):
            candidate.actor_id = candidate.actor_id or actor_id
            break
    else:
        candidate = Candidate(actor_id)
        found.append(candidate)
    candidate.mentions.append(mention)
    candidate.names |= keys


def _signs_nothing(candidate: Candidate, register: Register) -> bool:
    """True for a name known as a newspaper's, a union's, a party's or an event's."""
    if candidate.actor_id is not None:
        return False
    known = organisation_of(candidate.best.text, register)
    return known is not None and known.side is None


def _is_person(page: Page, candidate: Candidate) -> bool:
    """True for a name that only ever names a person, and one the register does not count as an actor's."""
    if candidate.actor_id is not None:
        return False
    return all(names_person(page, mention) for mention in candidate.mentions)


def _without_echoes(found: list[Candidate], register: Register) -> list[Candidate]:
    """Bare nouns (« la Région ») joined to the body they stand for, products and offers to their company."""
    kept: list[Candidate] = []
    for candidate in found:
        owner = _owner(candidate, found, register)
        if owner is None:
            kept.append(candidate)
        else:
            owner.mentions.extend(candidate.mentions)
            owner.mentions.sort(key=lambda each: each.span.start)
    return kept


def _owner(candidate: Candidate, found: list[Candidate], register: Register) -> Candidate | None:
    """The candidate that *candidate* is another word for, None when it stands for itself."""
    if candidate.actor_id is not None:
        actor = register.actors[candidate.actor_id]
        parents = [each for each in found if each.actor_id is not None and each.actor_id == actor.parent]
        return next((each for each in parents if candidate.own.startswith(each.own) and each.own), None)
    if len(candidate.names) != 1:
        return None
    pattern = _HEADS.get(next(iter(candidate.names)))
    if pattern is None:
        return None
    fuller = [
        each
        for each in found
        if each is not candidate
        and any(_fuller(n, pattern, council=bool(candidate.names & _COUNCILS)) for n in each.names)
    ]
    return fuller[0] if len(fuller) == 1 else None


def _fuller(name: str, pattern: str, *, council: bool) -> bool:
    """Whether *name* says more than the bare noun of *pattern*; to a council a bare noun does."""
    return name not in _COUNCILS and (council or " " in name) and re.search(pattern, name) is not None
