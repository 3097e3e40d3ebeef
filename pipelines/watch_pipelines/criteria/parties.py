"""C1 to C3: who is public, who supplies, and who controls the supplier."""

from dataclasses import replace

from watch.model import Actor, Control, Evidence, Finding, Scope, Side, Tier
from watch_pipelines.casework.case import Case
from watch_pipelines.casework.home import PartyStatus, home_order
from watch_pipelines.casework.roster import Player, public_bodies, public_status, roster
from watch_pipelines.casework.testimony import empty, passage_at, sightings, tier_of, with_facts

_GRAVITY = ("foreign", "joint_venture", "capital_fail", "acquisition", "unknown", "home", "public")
"""Worst first: the finding speaks for the supplier that exposes the deal most."""


def public_party(case: Case) -> Finding:
    """C1: is a public body a party, and of what kind: organic, or a mission body entrusted with a public service."""
    bodies = public_bodies(case)
    if not bodies:
        told = not case.side(Side.PUBLIC) and _detected(case, "public_party")
        return told or empty("parties.public_party", "no public body is a party")
    kinds = {public_status(case, body) for body in bodies}
    value = "organic" if "organic" in kinds else "mission"
    note = f"home legal order: {home_order(case)}" + ("; organisme chargé de mission" if value == "mission" else "")
    evidence = tuple(body.evidence for body in bodies)
    return _found(case, "parties.public_party", value, evidence, note)


def supplier(case: Case) -> Finding:
    """C2: what the decisive company supplies: a service it runs, something that can be delivered, hardware."""
    player = decisive(case)
    if player is None:
        unnamed = sightings(case, "parties.supplier")
        if unnamed:
            return _found(case, "parties.supplier", "unnamed", (unnamed[0].evidence,), "described, not named")
        return _detected(case, "company") or empty("parties.supplier", "no company is a party")
    names = ", ".join(one.party.name for one in roster(case))
    found = _found(case, "parties.supplier", player.product_kind, (player.party.evidence,), names)
    if player.actor is None:
        return found
    kind = player.actor.product_kind or "not established, counted as both"
    return with_facts(found, [f"{player.actor.id}: product kind {kind} (register {case.register.version})"])


def control(case: Case) -> Finding:
    """C3: whose law reaches the decisive company: status in the home legal order, and what the capital says."""
    player = decisive(case)
    if player is None:
        return replace(supplier(case), criterion="parties.control", value="unknown", tier=Tier.D)
    value = gravity(player)
    owner = player.actor.ultimate_control if player.actor else None
    tier, as_of = _strength(owner)
    found = _found(case, "parties.control", value, (player.party.evidence,), player.party.name)
    found = replace(found, scope=Scope.GROUP, tier=Tier.D if value == "unknown" else tier, as_of=as_of)
    if player.actor is None:
        return replace(found, note=f"{player.party.name}: not in the register" + _seat_note(player))
    return with_facts(found, [f"{player.actor.id}: {_held(player.actor)}"])


def _strength(owner: Control | None) -> tuple[Tier, str | None]:
    """How strongly the register knows the owner, and since when; a seat alone is a reading of an official registry."""
    if owner is None:
        return Tier.C, None
    if owner.tier is not None:
        return Tier(owner.tier), owner.as_of
    return (Tier.B if owner.confidence == "high" else Tier.C), owner.as_of


def _held(actor: Actor) -> str:
    """What the register knows of an actor's seat and control, with its source and date."""
    owner = actor.ultimate_control
    if owner is not None:
        return f"control {owner.owner} ({owner.source_url or 'no source'}, {owner.as_of or 'undated'})"
    seat = actor.country or "not established"
    return f"seat {seat} ({actor.country_source or 'no source'}), control not documented"


def _detected(case: Case, side: str) -> Finding | None:
    """A party that detection saw and that nobody could name: it takes part, described and not named."""
    for _, reading in case.readings:
        if reading.detection.is_announcement and side not in reading.detection.missing:
            value = {"public_party": "unresolved", "company": "unnamed"}[side]
            theme = {"public_party": "parties.public_party", "company": "parties.supplier"}[side]
            return Finding(theme, value, Scope.CONTRACT, Tier.D, None, (), (), "seen by detection, not named")
    return None


def _seat_note(player: Player) -> str:
    return "" if player.status is PartyStatus.UNKNOWN else ", seat given by the text"


def gravity(player: Player) -> str:
    """The value of C3 that a company alone would give."""
    if player.status is PartyStatus.FOREIGN:
        return "foreign"
    if player.venture:
        return "joint_venture"
    if player.status is PartyStatus.CAPITAL_FAIL:
        return "capital_fail"
    if player.pending:
        return "acquisition"
    return player.status.value


def decisive(case: Case) -> Player | None:
    """The operating company that exposes the deal most; a foreign service before a foreign deliverable."""
    players = roster(case)
    operating = [player for player in players if player.operating]
    if not operating:
        return players[0] if players else None

    def rank(player: Player) -> tuple[int, bool]:
        return _GRAVITY.index(gravity(player)), player.product_kind != "service"

    return min(operating, key=rank)


def _found(case: Case, criterion: str, value: str, evidence: tuple[Evidence, ...], note: str | None) -> Finding:
    """A finding on parties, as strong as the best sentence that names one."""
    tiers = [tier_of(case, passage) for one in evidence if (passage := passage_at(case, one))]
    return Finding(
        criterion=criterion,
        value=value,
        scope=Scope.CONTRACT,
        tier=min(tiers, default=Tier.D),
        as_of=None,
        evidence=evidence[:3],
        register_facts=(),
        note=note,
    )
