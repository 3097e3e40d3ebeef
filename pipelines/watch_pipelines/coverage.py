"""What a document that does not announce a deal still does for it: talks about it, or tells who takes its place."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

from watch.model import (
    Announcement,
    Document,
    Extraction,
    Link,
    LinkKind,
    LinkReason,
    Member,
    Party,
    Reading,
    Register,
    Role,
    Side,
    Wordings,
)
from watch_pipelines.link import party_keys, weigh
from watch_pipelines.party_names import WIDE_ACTORS, folded_name, identity, same_party
from watch_pipelines.typography import fold, typographic

AHEAD = timedelta(days=90)
"""Rumours come before the deal; what is older is about something else."""
_SUCCESSOR = "par|pour|et|en|puis|and|und|profit|benefice|avec|chez|by|for|with|durch|fuer|fur|mit"
_GAP = rf"(?:(?!\b(?:{_SUCCESSOR})\b)[^.;:,]){{0,45}}?"
"""Words of one clause that name no successor."""
_ACRONYM = re.compile(r"\(([^()]{3,12})\)")
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+")
_NAME_AT_AN_END = re.compile(r"^(?:\\b)?OLD(?:\\b)?|(?:\\b)?OLD(?:\\b)?$")
_PAIRS = 8
"""Parties of one side that are looked up together with those of the other."""


def keys_of(found: Reading | Announcement) -> tuple[str, ...]:
    """The keys by which a document or an announcement is looked up: its parties two by two, each party, its amount."""
    facts = found if isinstance(found, Announcement) else found.extraction
    amount = facts.amount if facts is not None else None
    money = (f"amount:{amount.value:.0f} {amount.currency}",) if amount else ()
    return (*pair_keys(found), *party_keys(found), *money)


def pair_keys(found: Reading | Announcement) -> tuple[str, ...]:
    """A key for each public and private party together: what two texts on one deal have in common."""
    facts = found if isinstance(found, Announcement) else found.extraction
    parties = facts.parties if facts is not None else ()
    public, private = (
        tuple(dict.fromkeys(identity(one) for one in parties if one.side is side))[:_PAIRS] for side in Side
    )
    return tuple(f"{one}+{other}" for one in public for other in private)


def covers(
    document: Document, reading: Reading, candidates: Sequence[Announcement], register: Register
) -> tuple[tuple[str, Link], ...]:
    """The known deals that *document* talks about without announcing them, by id, each with the reasons.

    Both sides of a deal must be named, one of them as a party; *register* tells by which names a party is known. Of
    several deals of one body, the one that agrees best: a comment on the last contract is none on the first.
    """
    facts = reading.extraction
    if facts is None:
        return ()
    weighed = []
    for one in candidates:
        if one.announced_on is not None and document.day < one.announced_on.first_day - AHEAD:
            continue
        shared = [party for party in one.parties if any(same_party(party, other) for other in facts.parties)]
        if _names_both_sides(document, one, shared, register):
            reasons = weigh(document, reading, facts, one)
            weighed.append((sum(reason.weight for reason in reasons), one, reasons, shared))
    found: list[tuple[str, Link]] = []
    taken: set[str] = set()
    for score, one, reasons, shared in sorted(weighed, key=lambda each: (-each[0], each[1].id)):
        parties = [party for party in one.parties if party.side is Side.PUBLIC]
        bodies = {identity(party) for party in parties if party in shared} or set(map(identity, parties))
        if not bodies & taken:
            taken |= bodies
            found.append((one.id, Link(one.id, round(score, 3), reasons, LinkKind.COVERAGE)))
    return tuple(found)


def _names_both_sides(document: Document, deal: Announcement, shared: Sequence[Party], register: Register) -> bool:
    """Whether each side of the deal has a party that the document shares or at least writes, not all of them wide."""
    if all(party.actor_id in WIDE_ACTORS for party in shared):
        return False
    text = document.full_text
    return all(
        any(
            party in shared or (party.actor_id not in WIDE_ACTORS and _writes(text, party, register))
            for party in deal.parties
            if party.side is side
        )
        for side in Side
    )


def _writes(text: str, party: Party, register: Register) -> bool:
    """Whether the text has the party under one of its names; what is also a word only counts as it is written."""
    actor = register.actors.get(party.actor_id) if party.actor_id else None
    names = (party.name, *((actor.name, *actor.aliases) if actor is not None else ()))
    for name in names:
        short = name if " " not in name else ""
        acronym = _ACRONYM.search(name)
        for written in (short, acronym.group(1) if acronym else ""):
            if len(written) > 2 and written in text and re.search(rf"\b{re.escape(written)}\b", text):
                return True
        plain = folded_name(name)
        if " " in plain and f" {plain} " in _folded(text):
            return True
    return False


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    return f" {folded_name(text)} "


def telling(announcement: Announcement, following: Sequence[Member]) -> tuple[Member, ...]:
    """Of the documents that follow a deal up, those about this deal alone: what they say of hosting is about it.

    A text that has other companies as parties talks of other deals as well; a host may be new.
    """
    return tuple((document, reading) for document, reading in following if _about_it_alone(announcement, reading))


def _about_it_alone(announcement: Announcement, reading: Reading) -> bool:
    parties = reading.extraction.parties if reading.extraction is not None else ()
    companies = [one for one in parties if one.side is Side.PRIVATE and one.role is not Role.HOST]
    return all(any(same_party(one, known) for known in announcement.parties) for one in companies)


def replaces(
    document: Document, reading: Reading, candidates: Sequence[Announcement], wordings: Wordings
) -> tuple[tuple[str, Link], ...]:
    """The known deals that *document* closes by announcing another supplier of the same body, with the sentence."""
    facts = reading.extraction
    if facts is None:
        return ()
    found = []
    for one in candidates:
        sentence = _replaced(document, facts, one, wordings)
        if sentence is not None:
            reasons = (LinkReason("replaced_supplier", 1.0, sentence),)
            found.append((one.id, Link(one.id, 1.0, reasons, LinkKind.REPLACEMENT)))
    return tuple(found)


def _replaced(document: Document, facts: Extraction, deal: Announcement, wordings: Wordings) -> str | None:
    """The sentence that tells the replacement, None when there is none."""
    if deal.announced_on is None or deal.announced_on.first_day >= document.day:
        return None
    bodies = [party for party in deal.parties if party.side is Side.PUBLIC and party.actor_id not in WIDE_ACTORS]
    if not any(same_party(one, other) for one in bodies for other in facts.parties):
        return None
    suppliers = [party for party in deal.parties if party.side is Side.PRIVATE]
    if any(same_party(one, other) for one in suppliers for other in facts.parties):
        return None
    return next((said for party in suppliers if (said := _told(document, party, wordings)) is not None), None)


def without_replaced(document: Document, facts: Extraction, wordings: Wordings) -> Extraction:
    """*facts* without the companies that the text says to be replaced, as long as another company is left."""
    companies = [party for party in facts.parties if party.side is Side.PRIVATE]
    gone = [party for party in companies if _told(document, party, wordings) is not None]
    if not gone or len(gone) == len(companies):
        return facts
    return replace(facts, parties=tuple(party for party in facts.parties if party not in gone))


def _told(document: Document, party: Party, wordings: Wordings) -> str | None:
    """The sentence that says that this supplier is replaced; None when there is none."""
    name = folded_name(party.name)
    for sentence, folded in _sentences(document.full_text):
        if name and name in folded and _said(folded, name, wordings):
            return " ".join(sentence.split())
    return None


@lru_cache(maxsize=64)
def _sentences(text: str) -> tuple[tuple[str, str], ...]:
    """Each sentence with its folded form; every known supplier asks for them, so the last texts' are remembered."""
    return tuple((sentence, fold(typographic(sentence))) for sentence in _SENTENCES.split(text))


def may_replace(document: Document, wordings: Wordings) -> bool:
    """Whether any supplier at all could be said to be replaced: where not, no known deal need be looked up."""
    pattern = _of_anybody(wordings)
    return any(pattern.search(folded) for _, folded in _sentences(document.full_text))


@lru_cache(maxsize=8)
def _of_anybody(wordings: Wordings) -> re.Pattern[str]:
    """What the wordings ask for beside the name: matches wherever they match for some name."""
    return re.compile("|".join(f"(?:{_beside_name(each)})" for each in wordings.any_of))


def _beside_name(pattern: str) -> str:
    """The rest of a wording that begins or ends with the name; of another, what matches everywhere."""
    rest = _NAME_AT_AN_END.sub("", pattern)
    return "" if "OLD" in rest else rest.replace("GAP", _GAP)


def _said(folded: str, name: str, wordings: Wordings) -> bool:
    any_of, unless = _compiled(wordings, name)
    return any_of.search(folded) is not None and (unless is None or unless.search(folded) is None)


def filled(pattern: str, name: str) -> str:
    """The regular expression of a wording about this name (folded)."""
    return pattern.replace("OLD", re.escape(name)).replace("GAP", _GAP)


@lru_cache(maxsize=256)
def _compiled(wordings: Wordings, name: str) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    said, taken_back = (
        "|".join(f"(?:{filled(each, name)})" for each in one) for one in (wordings.any_of, wordings.unless)
    )
    return re.compile(said), re.compile(taken_back) if taken_back else None
