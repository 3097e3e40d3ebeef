"""The register of actors and the lexicon of cues: facts as data, each with source and date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from watch.model.reading import Side


class ActorKind(StrEnum):
    """What an organisation is in the register."""

    PUBLIC_BODY = "public_body"
    AI_SUPPLIER = "ai_supplier"
    CLOUD_PROVIDER = "cloud_provider"
    INTEGRATOR = "integrator"
    INVESTOR = "investor"
    RESEARCH = "research"


@dataclass(frozen=True, slots=True)
class Control:
    """Who controls an actor in the end (framework C3)."""

    country: str | None
    """ISO 3166-1 alpha-2, "mixed", or None when not established."""
    owner: str | None
    since: str | None
    source_url: str | None
    as_of: str | None
    confidence: str | None
    holder: str | None = None
    """"operating", "state" or "financial"; None when not established."""
    majority: bool | None = None
    """True for a documented majority or control right."""
    note: str | None = None
    pending: str | None = None
    """Country of an acquirer announced but not shown closed (framework 6.1)."""
    tier: str | None = None
    """A to E, where stated; else `confidence` says it."""


@dataclass(frozen=True, slots=True)
class HostingFact:
    """Where an actor's offer or contract is hosted; never copied from one scope to another (framework trap 3)."""

    provider_id: str
    region: str | None
    scope: str
    source_url: str | None
    as_of: str | None
    evidence: str | None
    note: str | None = None
    level: str = "supplier"
    """"supplier" (its usual hosting), "contract" (one deal; then `with_actor` names the other party) or "other"
    (something beside the AI offer: a website, key custody)."""
    with_actor: str | None = None
    current: bool = True
    """False for an outgoing, past or not yet open host."""
    project: str | None = None
    """The named system that a contract-level fact is about; None when the deal names none."""
    deal_on: str | None = None
    """Day on which that deal was announced, ISO: the same two parties may have several."""
    secondary: bool = False
    """True for a function beside the main one: optical reading, mail, delivery network, monitoring."""
    tier: str | None = None
    """A to E, where stated; else `evidence` says it."""


@dataclass(frozen=True, slots=True)
class Certification:
    """A qualification of a named service."""

    name: str
    scope: str | None
    status: str | None
    source_url: str | None
    as_of: str | None
    note: str | None = None
    since: str | None = None
    tier: str | None = None
    """A to E (framework, section 7)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A named product of an actor whose kind is known by itself (framework 6.1)."""

    name: str
    product_kind: str
    """service, deliverable, both, hardware or none."""


@dataclass(frozen=True, slots=True)
class AliasPeriod:
    """Who says that an alias is one, and when it was in use: ministries change names, two bodies bear one in turn."""

    alias: str
    """One of the actor's names or aliases."""
    since: str | None
    """First day, ISO, possibly partial; None: always."""
    until: str | None
    """Last day; None: still."""
    source_url: str | None
    as_of: str | None
    tier: str | None = None
    """A to E (framework, section 7)."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A known organisation: body, supplier, host, integrator or investor."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: ActorKind
    subkind: str | None
    country: str | None
    """Country of the seat, ISO 3166-1 alpha-2; None when not established."""
    country_source: str | None
    parent: str | None
    ultimate_control: Control | None
    hosting: tuple[HostingFact, ...] = ()
    certifications: tuple[Certification, ...] = ()
    listed: bool | None = None
    eu_based: bool | None = None
    ambiguous: str | None = None
    """Why a name of it is also something else; such a name needs context."""
    notes: str | None = None
    name_source: str | None = None
    name_disputed: str | None = None
    product_kind: str | None = None
    """Framework 6.1: service, deliverable, both, hardware, none; None counts as both."""
    public_status: str | None = None
    """Framework 6.1: organic, mission, private."""
    seat_disputed: bool = False
    offers: tuple[Offer, ...] = ()
    """Products whose kind differs from, or is surer than, the actor's own."""
    technology_from: tuple[str, ...] = ()
    """Register ids of the providers whose cloud technology it runs under licence (framework J2 d)."""
    joint_venture_of: tuple[str, ...] = ()
    """Register ids of the partners of a joint venture; `ultimate_control.majority` None: split unpublished (J2 e)."""
    foreign_presence: tuple[str, ...] = ()
    """Countries where a documented order reached it through a subsidiary, ISO codes: a flag, never a status."""
    alias_periods: tuple[AliasPeriod, ...] = ()
    """Aliases that hold for a time only; the others always hold."""
    country_as_of: str | None = None
    country_tier: str | None = None
    """A to E; None where `country_source` says "common" (common knowledge)."""
    siren: str | None = None
    """Its number in the French register of companies and bodies, nine digits; None when not established."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A name that readers of the press know, and the side it stands on; nothing is judged by it."""

    name: str
    side: Side | None
    """None for who signs no deal: a newspaper, a union, a party, an event."""
    kind: str
    """"ai" for a company whose products are AI; else ministry, hospital, cloud, media…"""
    country: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """All known actors, by id, and the names known for their side only."""

    version: str
    actors: Mapping[str, Actor]
    organisations: tuple[Organisation, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """Phrases or patterns that speak for (or against) one concept of the lexicon."""

    id: str
    """Dotted: ``hosting.qualified``, ``negative.denial``…"""
    phrases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    """Python regular expressions on normalised text."""
    weight: float = 1.0
    case_sensitive: bool = False
    language: str | None = None
    """ISO 639-1; None: applies to every language."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every cue, by id."""

    version: str
    cues: Mapping[str, Cue] = field(default_factory=dict)
