"""C4, C5 and C12: what is agreed, by which instrument and route, for how much and how long."""

from collections.abc import Sequence
from dataclasses import replace

from watch.model import Evidence, Finding, Instrument, Role, Scope, Sector, Side, Tier
from watch_pipelines.casework.case import Case
from watch_pipelines.casework.testimony import Sighting, conclude, deal_sightings, empty, passage_at, sightings, tier_of

_OBJECTS = (
    "content_licence",
    "investment",
    "infrastructure",
    "joint_research",
    "open_commons",
    "hosting",
    "model_access",
    "service",
    "licence",
    "integration",
    "compute",
)
"""The more particular object stands; training is the object only when next to nothing else is."""

_PREVAILS = 2
"""Times that the words of training must outnumber all others to be the object."""

_BY_INSTRUMENT = {
    Instrument.RESEARCH_CONTRACT: "joint_research",
    Instrument.INVESTMENT: "investment",
}

_ROUTES = {
    Instrument.FRAMEWORK_AGREEMENT: "accord-cadre",
    Instrument.CONTRACT: "marche",
    Instrument.CONVENTION: "convention",
    Instrument.PARTNERSHIP: "non-precise",
    Instrument.LETTER_OF_COMMITMENT: "lettre-intention",
    Instrument.LETTER_OF_INTENT: "lettre-intention",
    Instrument.MEMORANDUM: "lettre-intention",
    Instrument.RESEARCH_CONTRACT: "recherche",
    Instrument.INVESTMENT: "prise-participation",
    Instrument.EXPERIMENT: "experimentation",
    Instrument.OTHER: "non-precise",
}

_RANKING = (
    "lettre-intention",
    "prise-participation",
    "recherche",
    "sans-publicite",
    "achat-innovant",
    "appel-offres",
    "mapa",
    "partenariat-innovation",
    "centrale-achat",
    "subvention",
    "concession",
    "experimentation",
    "accord-cadre",
    "convention",
    "marche",
    "non-precise",
)
"""Not binding before binding, a route before the mere name of an instrument."""

_CAMPS = (
    frozenset({"sans-publicite", "achat-innovant"}),
    frozenset({"appel-offres", "mapa", "partenariat-innovation"}),
)
"""Chosen without competition, chosen after one."""


def object_and_layer(case: Case) -> Finding:
    """C4: what the deal is about: a service, a licence, hosting, research, an investment, content, training."""
    seen = [one for one in deal_sightings(case, "deal.object_and_layer") if _plausible(case, one)]
    others = [one for one in seen if one.value != "training"]
    trained = _training_prevails(case, seen)
    found = conclude("deal.object_and_layer", seen if trained else others, ("training",) if trained else _OBJECTS)
    if found.value is None and _researchers(case):
        return replace(found, value="joint_research", scope=Scope.CONTRACT, tier=Tier.D, note="partners in research")
    forced = _BY_INSTRUMENT.get(case.announcement.instrument) if case.announcement.instrument else None
    if forced == "investment" and found.value == "infrastructure":
        return found
    if forced is not None and found.value != forced:
        return replace(
            found, value=forced, scope=Scope.CONTRACT, tier=found.tier or Tier.D, note="from the instrument named"
        )
    return found


def _researchers(case: Case) -> bool:
    """Return whether the deal is one of research in which every company is a partner, none a supplier."""
    roles = {party.role for party in case.side(Side.PRIVATE)}
    return case.announcement.sector is Sector.RESEARCH and roles == {Role.PARTNER}


def _plausible(case: Case, sighting: Sighting) -> bool:
    """A content licence belongs to the media, to culture or to a title; elsewhere the words tell another story."""
    media = case.announcement.sector in {Sector.MEDIA, Sector.CULTURE}
    return sighting.value != "content_licence" or media or _in_title(case, sighting)


def _in_title(case: Case, sighting: Sighting) -> bool:
    document = case.document(sighting.evidence.document_id)
    return document is not None and sighting.evidence.start < len(document.title)


def _training_prevails(case: Case, seen: Sequence[Sighting]) -> bool:
    """Return whether the deal's sentences speak of training far more than of anything that runs."""
    training = [one for one in seen if one.value == "training"]
    other = len(seen) - len(training)
    entitled = any(_in_title(case, one) for one in training)
    return len(training) > _PREVAILS * other and (entitled or len(training) > 1)


def instrument_and_route(case: Case) -> Finding:
    """C5: instrument, and how the supplier was chosen when a document says so; "partenariat" is never a route."""
    found = conclude("deal.instrument_and_route", sightings(case, "deal.instrument_and_route"), _RANKING, _CAMPS)
    named = _ROUTES.get(case.announcement.instrument) if case.announcement.instrument else None
    if named is None or (found.value is not None and _RANKING.index(found.value) <= _RANKING.index(named)):
        return found
    return replace(found, value=named, scope=Scope.CONTRACT, tier=found.tier or Tier.B, note="the instrument as named")


def terms(case: Case) -> Finding:
    """C12: whether an amount (figure, cap, stated zero) and a duration (length or end) are public."""
    known: list[Evidence] = []
    amount = case.announcement.amount
    said = {one.value: one for one in sightings(case, "deal.terms")}
    if amount is not None:
        known.append(amount.evidence)
    elif "amount" in said:
        known.append(said["amount"].evidence)
    has_amount = bool(known)
    has_duration = case.announcement.duration_months is not None or "duration" in said
    if "duration" in said:
        known.append(said["duration"].evidence)
    value = {(True, True): "amount_and_duration", (True, False): "amount", (False, True): "duration"}.get(
        (has_amount, has_duration)
    )
    if value is None:
        return empty("deal.terms")
    tiers = [tier_of(case, passage) for one in known if (passage := passage_at(case, one))]
    return Finding("deal.terms", value, Scope.CONTRACT, min(tiers, default=Tier.D), None, tuple(known[:3]), (), None)
