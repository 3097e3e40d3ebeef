"""The facts that the register holds of an actor, each with where it comes from, when it was so, and how sure it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from watch.model import Actor, Certification, Control, Framework, HostingFact, Tier, first_day
from watch_pipelines.casework.registered import EVIDENCE_TIERS
from watch_pipelines.verdicts import older

COMMON = "common"
"""`country_source` of a seat that everybody knows."""
_ASKED_BY = {"hosting": "hosting.host", "certification": "hosting.qualification", "control": "parties.control"}
"""The criterion whose age limit holds for a kind of fact; other facts do not age."""
_TIER_OF_CONFIDENCE = {"high": Tier.B, "medium": Tier.C, "low": Tier.D}


Limits = Mapping[str, int]
"""Kind of fact → months after which it counts one tier less."""


def limits(framework: Framework) -> Limits:
    """How old each kind of fact may be, as the criteria of the framework say."""
    months = {criterion.id: criterion.stale_after_months for criterion in framework.criteria}
    return {kind: limit for kind, asked in _ASKED_BY.items() if (limit := months.get(asked)) is not None}


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of the register about one actor."""

    actor_id: str
    kind: str
    """name, alias, seat, parent, control, hosting, certification, offer, status."""
    text: str
    source: str | None
    as_of: str | None
    tier: Tier | None
    """None for what is common knowledge or carries no tier."""
    note: str | None = None

    @property
    def day(self) -> date | None:
        """The first day that `as_of` can mean; None for an undated fact."""
        return first_day(self.as_of)

    def stale(self, today: date, limits: Limits) -> bool:
        """Whether it is older than the framework allows for its kind; an undated one of such a kind always is."""
        limit = limits.get(self.kind)
        if limit is None:
            return False
        return self.day is None or older(self.as_of, today, limit)


def facts_of(actor: Actor) -> tuple[Fact, ...]:
    """Every fact of *actor*, in the order in which a sheet shows them."""
    return (*_names(actor), *_place(actor), *_owned(actor), *_hosted(actor), *_certified(actor))


def _names(actor: Actor) -> Iterator[Fact]:
    source, as_of = _dated_source(actor.name_source)
    yield Fact(actor.id, "name", actor.name, source, as_of, None, actor.name_disputed)
    timed = {period.alias for period in actor.alias_periods}
    for alias in actor.aliases:
        if alias not in timed:
            yield Fact(actor.id, "alias", alias, None, None, None)
    for period in actor.alias_periods:
        when = f"{period.since or '…'} to {period.until or 'today'}"
        tier = Tier(period.tier) if period.tier else None
        yield Fact(actor.id, "alias", f"{period.alias} ({when})", period.source_url, period.as_of, tier)


def _dated_source(text: str | None) -> tuple[str | None, str | None]:
    """(address, date) of "address (date)"."""
    if text is None:
        return None, None
    address, _, rest = text.partition(" (")
    return address, rest.removesuffix(")") or None


def _place(actor: Actor) -> Iterator[Fact]:
    if actor.country is not None:
        source, as_of = _dated_source(actor.country_source)
        tier = Tier(actor.country_tier) if actor.country_tier else None
        disputed = "disputed" if actor.seat_disputed else None
        yield Fact(actor.id, "seat", actor.country, source, actor.country_as_of or as_of, tier, disputed)
    if actor.parent is not None:
        yield Fact(actor.id, "parent", actor.parent, None, None, None)


def _owned(actor: Actor) -> Iterator[Fact]:
    control = actor.ultimate_control
    if control is not None:
        yield Fact(
            actor.id, "control", _control(control), control.source_url, control.as_of, tier_of(control), control.note
        )


def _control(control: Control) -> str:
    parts = [control.country or "country not established", control.owner or "owner not established"]
    parts += [control.holder] if control.holder else []
    parts += [f"since {control.since}"] if control.since else []
    parts += [f"acquisition from {control.pending} announced"] if control.pending else []
    return "; ".join(parts)


def _hosted(actor: Actor) -> Iterator[Fact]:
    for fact in actor.hosting:
        about = f"contract with {fact.with_actor}" if fact.level == "contract" and fact.with_actor else fact.level
        parts = [fact.provider_id, fact.region or "place not established", fact.scope, about]
        parts += [] if fact.current else ["no longer, or not yet"]
        yield Fact(actor.id, "hosting", "; ".join(parts), fact.source_url, fact.as_of, tier_of(fact), fact.note)


def _certified(actor: Actor) -> Iterator[Fact]:
    for one in actor.certifications:
        text = "; ".join(part for part in (one.name, one.scope, one.status) if part)
        yield Fact(actor.id, "certification", text, one.source_url, one.as_of, tier_of(one), one.note)


def tier_of(fact: Control | HostingFact | Certification) -> Tier | None:
    """The tier stated, else the one that the kind of its evidence gives; an undated fact is E whatever its source."""
    if first_day(fact.as_of) is None:
        return Tier.E
    if fact.tier:
        return Tier(fact.tier)
    if isinstance(fact, HostingFact):
        return EVIDENCE_TIERS.get(fact.evidence or "", Tier.E)
    return _TIER_OF_CONFIDENCE.get(fact.confidence or "") if isinstance(fact, Control) else None
