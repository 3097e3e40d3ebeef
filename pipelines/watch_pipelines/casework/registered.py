"""What the register says about where a contract runs, and where suppliers usually run (framework, section 6.1).

The two come out of different functions: a supplier's habit never becomes a statement on the contract.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from watch.model import Actor, Evidence, HostingFact, PartialDate, Tier, first_day
from watch_pipelines.casework.case import Case, at_least
from watch_pipelines.casework.home import PartyStatus, home_order, status_of
from watch_pipelines.casework.roster import Player, roster

EVIDENCE_TIERS = {
    "court_decision": Tier.A,
    "official_statement": Tier.B,
    "third_party": Tier.C,
    "press": Tier.D,
    "press_contested": Tier.D,
}
"""How the register came to know a fact; anything else (forum, opinion) is tier E."""

PSEUDO = frozenset({"on-premise", "unknown-host", "etat-infra"})
"""Entries that stand for a mode, not for a company or a body."""
_SAME_DEAL = timedelta(days=60)
MODE_OF = {
    PartyStatus.FOREIGN: "third_country_cloud",
    PartyStatus.PUBLIC: "public_infrastructure",
    PartyStatus.HOME: "home_cloud",
    PartyStatus.CAPITAL_FAIL: "home_cloud",
}
"""The deployment mode that the status of a named host gives; an unknown host gives none."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a source says about where this contract runs."""

    mode: str | None
    """A value of `hosting.deployment`; None when it names nothing that could be checked."""
    provider: Actor | None
    host: PartyStatus | None
    """Status of the named host; None when none is named."""
    operates: bool
    """The host is said to run the service, not only the machines."""
    location: str | None
    qualified: bool
    """The statement itself says SecNumCloud, or an equivalent, of this contract's hosting."""
    in_progress: bool
    conditional: bool
    secondary: bool
    tier: Tier
    origin: str
    as_of: str | None
    evidence: Evidence | None
    fact: str | None
    """The register's words, for a fact that no document of the case states."""


def registered(case: Case, home: str) -> Iterator[Statement]:
    """Contract-level facts of the register about this very deal or its named system."""
    parties = {party.actor_id for party in case.announcement.parties if party.actor_id}
    for actor_id in sorted(parties):
        actor = case.register.actors.get(actor_id)
        for fact in actor.hosting if actor else ():
            if actor and fact.level == "contract" and fact.current and _this_deal(case, fact, parties):
                yield _statement_of(case, actor, fact, home)


def _this_deal(case: Case, fact: HostingFact, parties: set[str]) -> bool:
    """Return whether a contract-level fact is about this deal: same parties and day, or same named system."""
    if not case.knows(fact.as_of):
        return False
    if fact.with_actor is not None and fact.with_actor not in parties:
        return False
    if fact.project is not None and _names_project(case, fact.project):
        return True
    announced = case.announcement.announced_on
    if fact.deal_on is None or announced is None:
        return False
    return abs(PartialDate.parse(fact.deal_on).first_day - announced.first_day) <= _SAME_DEAL


def _names_project(case: Case, project: str) -> bool:
    name = project.casefold()
    texts = [case.announcement.project or "", *(document.full_text for document, _ in case.readings)]
    return any(name in text.casefold() for text in texts)


def _statement_of(case: Case, actor: Actor, fact: HostingFact, home: str) -> Statement:
    provider = case.actor(fact.provider_id)
    named = provider if provider and provider.id not in PSEUDO else None
    status = status_of(named, home, case) if named else None
    mode = {"on-premise": "on_premise", "etat-infra": "public_infrastructure"}.get(fact.provider_id)
    if named and mode is None:
        mode = MODE_OF.get(status) if status else None
    qualified = "secnumcloud" in (fact.scope or "").lower()
    return Statement(
        mode="qualified_cloud" if qualified and mode == "home_cloud" else mode,
        provider=named,
        host=status,
        operates=False,
        location=None,
        qualified=qualified,
        in_progress=False,
        conditional=False,
        secondary=fact.secondary,
        tier=fact_tier(fact),
        origin=fact.source_url or f"register:{actor.id}",
        as_of=fact.as_of,
        evidence=None,
        fact=told(actor, fact),
    )


def fact_tier(fact: HostingFact) -> Tier:
    """The tier that a register fact states, else that of how it came to be known; without date or source it is E."""
    if first_day(fact.as_of) is None or not fact.source_url:
        return Tier.E
    return Tier(fact.tier) if fact.tier else EVIDENCE_TIERS.get(fact.evidence or "", Tier.E)


def told(actor: Actor, fact: HostingFact) -> str:
    """A register fact with its source and date, as findings print it."""
    return f"{actor.id}: {fact.provider_id}, {fact.scope} ({fact.source_url or 'no source'}, {fact.as_of or 'undated'})"


def usual_hosts(case: Case) -> tuple[tuple[Player, HostingFact, PartyStatus], ...]:
    """The usual hosts of the operating companies, of tier D or better and current at their own date."""
    home = home_order(case)
    return tuple(
        (player, fact, status_of(case.actor(fact.provider_id), home, case))
        for player in roster(case)
        if player.operating and player.actor
        for fact in player.actor.hosting
        if fact.level == "supplier" and fact.current and not fact.secondary and case.knows(fact.as_of)
        if at_least(fact_tier(fact), Tier.D) and fact.provider_id not in PSEUDO
    )


def certified(provider: Actor, case: Case) -> bool:
    """Return whether a qualification with immunity clause was known in force for this provider on the case's day."""
    for certification in provider.certifications:
        granted = (certification.status or "").startswith("qualified") and "exist" not in (certification.status or "")
        since = certification.since or certification.as_of
        strong = certification.tier is None or at_least(Tier(certification.tier), Tier.C)
        if (
            certification.name == "SecNumCloud"
            and granted
            and strong
            and first_day(since) is not None
            and case.knows(since)
        ):
            return True
    return False
