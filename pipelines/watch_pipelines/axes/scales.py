"""D, T, S, the claim and the gap (framework 6.3 to 6.6), over findings only."""

from watch.model import LegalBase, Tier
from watch_pipelines.axes.exposure import HOST, MASTERY, MODE, OBJECT, Exposure
from watch_pipelines.casework.case import Grounds

INSTRUMENT = "deal.instrument_and_route"
TERMS = "deal.terms"
USES = "transparency.use_cases"
AUDIT = "transparency.auditability"
SENSITIVITY = "sensitivity.data_class"
SUBSTITUTES = "dependence.substitutes"
CLAIM = "claims.sovereignty"

_NO_PURCHASE = ("joint_research", "investment", "content_licence", "open_commons")
_OPEN = ("open_licence", "published")
_EVIDENCE_OF = {"J0": 3, "J2": 0, "J3": 0, "J?": 0}
_STATED_CHOICE = ("yes", "partial", "no")


def competition(grounds: Grounds, legal: LegalBase) -> str:
    """Say how the supplier was chosen, by the route: yes, partial, no, not_applicable or unknown."""
    return _route(grounds, legal)[0]


def binding(grounds: Grounds, legal: LegalBase) -> str:
    """Say whether the instrument binds the body to buy: yes, partial, no or unknown."""
    return _route(grounds, legal)[1]


def _route(grounds: Grounds, legal: LegalBase) -> tuple[str, str]:
    value = grounds.value(INSTRUMENT)
    for route in legal.routes:
        if route.id == value:
            return route.competition, route.binding
    return "unknown", "unknown"


def dependence(grounds: Grounds, legal: LegalBase, *, service_runs: bool) -> str:
    """Judge D: no purchase, no substitute, open and self-run, exit possible, otherwise a single supplier.

    *service_runs*: a service runs, or has a stated start, under a commitment that binds nobody.
    """
    if grounds.value(OBJECT) in _NO_PURCHASE or grounds.value(INSTRUMENT) in {"prise-participation", "recherche"}:
        return "D?"
    if grounds.value(OBJECT) == "training" or (binding(grounds, legal) == "no" and not service_runs):
        return "D?"
    if _irreplaceable(grounds, legal):
        return "D3"
    opened = grounds.documented(AUDIT, Tier.D, *_OPEN)
    if opened and grounds.documented(MASTERY, Tier.D, "public_run"):
        return "D0"
    if grounds.documented(SUBSTITUTES, Tier.D, "exit_clause", "several_suppliers"):
        return "D1"
    return "D2"


def _irreplaceable(grounds: Grounds, legal: LegalBase) -> bool:
    """D3: proprietary, sensitivity 4 or more, and one documented sign of no substitute for this award."""
    if (sensitivity(grounds) or 0) < 4 or grounds.documented(AUDIT, Tier.D, *_OPEN):
        return False
    awarded_alone = competition(grounds, legal) == "no" and grounds.documented(
        INSTRUMENT, Tier.D, grounds.value(INSTRUMENT) or ""
    )
    return awarded_alone or grounds.documented(SUBSTITUTES, Tier.D, "no_substitute")


def transparency_items(grounds: Grounds, legal: LegalBase) -> tuple[str, ...]:
    """Name which of the six items are documented at tier D or better in a public document on the deal."""
    known = {
        "use_cases": grounds.documented(USES, Tier.D, "listed"),
        "amount": grounds.documented(TERMS, Tier.D, "amount", "amount_and_duration"),
        "duration": grounds.documented(TERMS, Tier.D, "duration", "amount_and_duration"),
        "route": competition(grounds, legal) in _STATED_CHOICE and grounds.finding(INSTRUMENT).tier is not Tier.E,
        "host": _host_documented(grounds),
        "auditability": grounds.documented(AUDIT, Tier.D, "audit_right", *_OPEN),
    }
    return tuple(name for name, documented in known.items() if documented)


def _host_documented(grounds: Grounds) -> bool:
    """The provider or the mode at contract level; a location alone counts for nothing."""
    named = grounds.of_contract(HOST) and grounds.value(HOST) is not None
    return (named and grounds.finding(HOST).tier is not Tier.E) or (
        grounds.value(MODE) is not None and grounds.finding(MODE).tier is not Tier.E
    )


def transparency(grounds: Grounds, legal: LegalBase) -> str:
    """Count T: T0 for 0-1 items, T1 for 2, T2 for 3-4, T3 for 5-6. It never changes the verdict."""
    count = len(transparency_items(grounds, legal))
    return "T0" if count < 2 else "T1" if count == 2 else "T2" if count < 5 else "T3"


def sensitivity(grounds: Grounds, exposure: Exposure | None = None) -> int | None:
    """S, 0 to 5, None for S?; without a data flow it is 0."""
    if exposure is not None and exposure.code == "n/a":
        return 0
    value = grounds.value(SENSITIVITY)
    return int(value) if value is not None else None


def claim(grounds: Grounds) -> int:
    """The claim's strength, 0 to 3."""
    return int(grounds.value(CLAIM) or "0")


def gap(strength: int, exposure: Exposure) -> int | None:
    """Claim minus evidence (framework 6.6); None when J is without object."""
    if exposure.code == "n/a":
        return None
    evidence = _EVIDENCE_OF.get(exposure.code, 2 if exposure.basis == "declared" else 1)
    return strength - evidence
