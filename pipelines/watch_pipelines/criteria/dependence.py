"""C14, C15 and C17: who masters the system, whether another could replace the supplier, who could cut it off."""

from dataclasses import replace

from watch.model import ActorKind, Finding, Role, Scope, Side, Status, Tier
from watch_pipelines.casework.case import Case
from watch_pipelines.casework.home import PartyStatus
from watch_pipelines.casework.roster import Player, public_bodies, roster
from watch_pipelines.casework.scan import folded_text
from watch_pipelines.casework.statements import statements
from watch_pipelines.casework.testimony import conclude, empty, sightings, wording

_ENGINEERING = ("agency", "defence agency", "research institute (EPST)", "research body (EPIC)", "foreign agency")
"""Sub-kinds of bodies of the register that have engineers of their own."""

_CAMPS = {
    "mastery": (frozenset({"public_run"}), frozenset({"supplier_run"})),
    "substitutes": (frozenset({"no_substitute"}), frozenset({"exit_clause", "several_suppliers"})),
}
"""Values that contradict each other."""


def mastery(case: Case) -> Finding:
    """C14: do public staff run the system, does a public body with engineers pilot it, or does the supplier run it."""
    found = conclude(
        "dependence.mastery", sightings(case, "dependence.mastery"), ("public_run", "supplier_run"), _CAMPS["mastery"]
    )
    if found.value == "public_run":
        return found
    named = [one for one in statements(case) if one.host is PartyStatus.PUBLIC and one.provider is not None]
    if named:
        best = min(named, key=lambda one: one.tier.value)
        return replace(
            found,
            value="public_run",
            scope=Scope.CONTRACT,
            tier=best.tier,
            as_of=best.as_of,
            evidence=(best.evidence,) if best.evidence else (),
            register_facts=(best.fact,) if best.fact else (),
            note=f"run by {best.provider.name if best.provider else 'a public body'}, a public operator",
        )
    return found if found.value else _pilot(case)


def _pilot(case: Case) -> Finding:
    """A public body in charge of the execution: a real pilot when the register knows it to have engineers."""
    pilots = [party for party in public_bodies(case) if party.role in {Role.GOVERNANCE, Role.SUPERVISING}]
    if not pilots:
        return empty("dependence.mastery")
    skilled = [p for p in pilots if (a := case.actor(p.actor_id)) and a.subkind in _ENGINEERING]
    value = "public_pilot" if skilled else "nominal"
    chosen = (skilled or pilots)[0]
    return Finding(
        "dependence.mastery", value, Scope.CONTRACT, Tier.B, None, (chosen.evidence,), (), f"piloted by {chosen.name}"
    )


def substitutes(case: Case) -> Finding:
    """C15: a documented sign that nobody could replace the supplier, or that somebody could."""
    found = sightings(case, "dependence.substitutes")
    if case.announcement.status is not Status.RENEWED:
        renewed = any(wording(case, "renewal", folded_text(d.full_text)) for d, _ in case.readings)
        found = found if renewed else tuple(one for one in found if one.value != "transitional")
    stated = conclude(
        "dependence.substitutes",
        [one if one.value != "transitional" else replace(one, value="no_substitute") for one in found],
        ("no_substitute", "exit_clause", "several_suppliers"),
        _CAMPS["substitutes"],
    )
    if stated.value in {"no_substitute", "exit_clause", "several_suppliers"}:
        return stated
    rivals = _rivals(case)
    if len(rivals) > 1:
        return replace(
            stated,
            value="several_suppliers",
            scope=Scope.CONTRACT,
            tier=Tier.D,
            evidence=tuple(player.party.evidence for player in rivals[:3]),
            note="each of them supplies a tool of its own",
        )
    return replace(
        stated, value="single", scope=Scope.CONTRACT, tier=Tier.D, note="no exit clause or second supplier known"
    )


def _rivals(case: Case) -> list[Player]:
    """Suppliers that each bring an assistant or model of their own; co-contractors of one offer are one supplier."""
    if any(wording(case, "one_offer", folded_text(d.full_text)) for d, _ in case.readings):
        return []
    players = [player for player in roster(case) if player.party.side is Side.PRIVATE]
    own = [p for p in players if p.actor and p.actor.subkind in {"foundation model lab", "technology group"}]
    makers = [p for p in players if p.party.role is Role.SUPPLIER]
    whole = all(p.actor and p.actor.kind is ActorKind.AI_SUPPLIER for p in makers)
    return own if len(own) > 1 and whole and set(makers) <= set(own) else []


def continuity(case: Case) -> Finding:
    """C17: who could cut the service or its updates off: a third country's export control or sanctions."""
    players = [player for player in roster(case) if player.status is PartyStatus.FOREIGN]
    licensed = [one for one in statements(case) if one.provider and one.provider.technology_from]
    if not players and not licensed:
        return empty("dependence.continuity")
    value = "service" if any(player.product_kind == "service" for player in players) else "technology"
    facts = tuple(
        f"{p.actor.id}: seat {p.actor.country} (register {case.register.version})" for p in players if p.actor
    )
    evidence = tuple(player.party.evidence for player in players[:3])
    return Finding("dependence.continuity", value, Scope.SUPPLIER, Tier.C, None, evidence, facts, None)
