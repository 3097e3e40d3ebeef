"""The legal base: who is inside the European legal order, which foreign laws reach out, what a label is worth."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Territory:
    """Membership of the European Union and of the European Economic Area."""

    eu_members: tuple[str, ...]
    """ISO 3166-1 alpha-2."""
    eea_extra: tuple[str, ...]
    """Members of the Economic Area outside the Union."""
    source_url: str | None
    as_of: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ExtraterritorialLaw:
    """A third country's law that reaches data or services held abroad."""

    id: str
    name: str
    country: str | None
    """ISO 3166-1 alpha-2; None for "any other State"."""
    vector: str
    """data_access_criminal, data_access_intelligence, data_access_mixed, service_continuity or unknown."""
    reach: str | None
    trigger_test: str
    source_url: str | None
    as_of: str | None
    seen: bool
    """True when the cited page was read; False: common legal knowledge, to be checked before it is shown as a fact."""
    status: str | None = None
    limits: str | None = None
    """Whom it does not reach, what mitigates it, what it does not prove."""
    more_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counterweight:
    """A European text or decision to set against such a law."""

    id: str
    text: str
    source_url: str | None
    as_of: str | None
    seen: bool
    more_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """Where one offer stands in a qualification scheme."""

    provider_id: str
    status: str


@dataclass(frozen=True, slots=True)
class Qualification:
    """A scheme, label or certificate, and whether it carries an immunity clause (framework C9)."""

    id: str
    name: str
    immunity_clause: bool
    summary: str
    source_url: str | None
    as_of: str | None
    seen: bool
    max_foreign_share_one: int | None = None
    """Highest non-EU share of capital or votes of one holder, in per cent."""
    max_foreign_share_all: int | None = None
    """The same for all non-EU holders together."""
    in_force: bool = True
    offers: tuple[ServiceStatus, ...] = ()
    more_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SensitivityClass:
    """A class of data known to the law and its rank (framework 6.5)."""

    id: str
    rank: int | None
    """0 to 5; None for "not stated": silence is never 0."""
    name: str
    cues: tuple[str, ...]
    source_url: str | None
    as_of: str | None
    seen: bool
    rule: str | None = None
    """Definition, duty and scope."""
    more_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcurementRoute:
    """A way for a public body to commit itself (framework C5)."""

    id: str
    name: str
    legal_ref: str | None
    competition: str
    """yes, partial, no, not_applicable or unknown."""
    binding: str
    """yes, partial, no or unknown."""
    phrases: tuple[str, ...]
    source_url: str | None
    as_of: str | None
    seen: bool
    note: str | None = None
    more_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """How texts name a State: what tells the home legal order of a body that the register does not know."""

    country: str
    """ISO 3166-1 alpha-2."""
    words: tuple[str, ...]
    """Folded names, adjectives and federated States, as whole words."""
    towns: tuple[str, ...] = ()
    """Folded names and adjectives of towns and regions: they tell a company's seat, never a body's legal order."""


@dataclass(frozen=True, slots=True)
class LegalBase:
    """All legal facts that code and readers need, each with its source and date."""

    version: str
    territory: Territory
    laws: tuple[ExtraterritorialLaw, ...]
    counterweights: tuple[Counterweight, ...]
    qualifications: tuple[Qualification, ...]
    sensitivity: tuple[SensitivityClass, ...]
    routes: tuple[ProcurementRoute, ...]
    lawful_transfer: tuple[Counterweight, ...] = ()
    """Adequacy and the like: they make a transfer lawful, never data immune."""
    places: tuple[Place, ...] = ()
    reading_notes: tuple[str, ...] = field(default=())
    """What readers of the founding article must know."""

    def in_european_order(self, country: str | None) -> bool:
        """True for a State of the Union or of the Economic Area, and for "EU" itself."""
        return country == "EU" or country in self.territory.eu_members or country in self.territory.eea_extra

    def home_of(self, country: str) -> str:
        """Name the legal order of a body of *country*: "EU/EEA", or its own State (framework 6.1)."""
        return "EU/EEA" if self.in_european_order(country) else country

    def is_home(self, country: str, home: str) -> bool:
        """True when *country* belongs to the legal order *home*."""
        return self.home_of(country) == home
