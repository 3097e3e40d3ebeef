"""The companies of a deal as the framework sees them: status, role, kind of product (framework, section 6.1)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from watch.model import Actor, ActorKind, LegalBase, Party, Register, Role, Side
from watch_pipelines.casework.case import CASES_REMEMBERED, Case, from_texts
from watch_pipelines.casework.home import (
    PartyStatus,
    acquirer_pending,
    home_order,
    mixed_venture,
    seat_in_text,
    status_of,
)
from watch_pipelines.casework.scan import pattern, plain
from watch_pipelines.casework.testimony import passages
from watch_pipelines.memory import by_identity
from watch_pipelines.party_names import folded_name
from watch_pipelines.typography import fold

_NEVER_OPERATING = frozenset({Role.BENEFICIARY, Role.GOVERNANCE, Role.SUPERVISING, Role.INVESTOR, Role.BUYER})
_PUBLIC_STATUSES = frozenset({"organic", "mission"})
_LITERAL = re.compile(r"[\w -]*").fullmatch
"""Tells an expression that matches nothing but itself."""
_SHORTEST = 4
"""Letters of a company's name below which it begins too many others."""
_MISSION = r"\b(?:association|fondation|groupement d'interet public|societe nationale|gie)\b"


@dataclass(frozen=True, slots=True)
class Player:
    """One company of the deal."""

    party: Party
    actor: Actor | None
    status: PartyStatus
    operating: bool
    """Hosts, operates or has access, or is presumed to because no source says who runs the service."""
    product_kind: str
    """service, deliverable, both, hardware or none; of the offer that the documents name, if the register knows it."""
    venture: bool
    """A joint venture with a third-country partner and an unpublished split, or a partner in one founded here."""
    pending: str | None
    """Third country of an announced acquirer."""


@from_texts
def public_status(case: Case, party: Party) -> str:
    """Classify a body: organic, mission or private; one that the register does not know is organic.

    An association entrusted with a public service is a mission body.
    """
    actor = case.actor(party.actor_id)
    if actor is not None and actor.public_status is not None:
        return actor.public_status
    name = plain(party.name)
    for passage in passages(case):
        if name in passage.folded and pattern(rf"{_MISSION}.{{0,60}}").search(passage.folded):
            near = passage.folded[passage.folded.index(name) : passage.folded.index(name) + len(name) + 60]
            if pattern(_MISSION).search(near):
                return "mission"
    return "organic"


@from_texts
def public_bodies(case: Case) -> tuple[Party, ...]:
    """The public parties proper; a State-owned company that acts as a business is none."""
    return tuple(party for party in case.side(Side.PUBLIC) if public_status(case, party) in _PUBLIC_STATUSES)


def offer_kind(case: Case, actor: Actor | None) -> str:
    """The product kind of the offer that the deal's sentences name, else of the actor, else "both"."""
    if actor is None:
        return "both"
    texts = [passage.folded for passage in passages(case)]
    named = {offer.product_kind for offer in actor.offers if any(_names(text, fold(offer.name)) for text in texts)}
    if len(named) == 1:
        return named.pop()
    return actor.product_kind or "both"


def _names(text: str, offer: str) -> bool:
    """Return whether a folded text holds the expression *offer* as whole words."""
    return (offer in text or not _LITERAL(offer)) and pattern(rf"\b{offer}\b").search(text) is not None


@lru_cache(maxsize=CASES_REMEMBERED)
def roster(case: Case) -> tuple[Player, ...]:
    """Every company of the deal, in the order in which the documents name them; one entry per registered actor."""
    home = home_order(case)
    parties = _one_each(tuple(party for party in case.side(Side.PRIVATE) if _is_company(case, party)))
    actors = {party: case.actor(party.actor_id) or group_of(case, party) for party in parties}
    makers = [p for p in parties if _makes(p, actors[p])]
    players = []
    for party in parties:
        actor = actors[party]
        seat = None if actor and actor.country else seat_in_text(case, party)
        kind = offer_kind(case, actor)
        players.append(
            Player(
                party=party,
                actor=actor,
                status=status_of(actor, home, case, seat_in_text=seat),
                operating=_operating(party, actor, kind, makers),
                product_kind=kind,
                venture=mixed_venture(actor, home, case),
                pending=acquirer_pending(actor, home, case),
            )
        )
    return tuple(players)


def _is_company(case: Case, party: Party) -> bool:
    """Return whether an unregistered name can be a company's: it has a capital, and it is no town or State."""
    if party.actor_id is not None:
        return True
    return party.name != party.name.lower() and plain(party.name) not in _place_names(case.legal)


@by_identity(4)
def _place_names(legal: LegalBase) -> frozenset[str]:
    """The folded names of towns and States."""
    return frozenset(name for place in legal.places for name in (*place.words, *place.towns))


def group_of(case: Case, party: Party) -> Actor | None:
    """The registered company whose name begins an unregistered one ("Airbus Helicopters"): a subsidiary follows it.

    Names that also mean something else are left out.
    """
    name = f"{folded_name(party.name)} "
    found = [actor for head, actor in _heads(case.register) if name.startswith(head)]
    return max(found, key=lambda actor: len(actor.name), default=None)


@by_identity(4)
def _heads(register: Register) -> tuple[tuple[str, Actor], ...]:
    """The folded names, with a space behind, that may begin the names of subsidiaries."""
    return tuple(
        (f"{head} ", actor)
        for actor in register.actors.values()
        if actor.kind is not ActorKind.PUBLIC_BODY and not actor.ambiguous
        if len(head := folded_name(actor.name)) >= _SHORTEST
    )


def _one_each(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    """Several documents name one company several times: keep the first of each actor and of each folded name."""
    seen: dict[str, Party] = {}
    for party in parties:
        seen.setdefault(party.actor_id or plain(party.name), party)
    return tuple(seen.values())


def _makes(party: Party, actor: Actor | None) -> bool:
    """Return whether the company supplies the AI rather than fits, resells or pays for it."""
    if party.role in _NEVER_OPERATING:
        return False
    return actor is None or actor.kind not in {ActorKind.INTEGRATOR, ActorKind.INVESTOR}


def _operating(party: Party, actor: Actor | None, kind: str, makers: list[Party]) -> bool:
    """Presume operation of hosts, suppliers and co-contractors whose role no source describes."""
    if party.role in _NEVER_OPERATING:
        return False
    if party.role is Role.HOST:
        return True
    if actor is not None and actor.kind is ActorKind.INVESTOR:
        return False
    if actor is not None and actor.kind is ActorKind.INTEGRATOR and any(maker is not party for maker in makers):
        return False
    if party.role is Role.SUBCONTRACTOR:
        return actor is not None and actor.kind in {ActorKind.CLOUD_PROVIDER, ActorKind.AI_SUPPLIER}
    return kind not in {"hardware", "none"}
