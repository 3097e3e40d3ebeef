"""C11 and C13: what is disclosed of the uses, and what can be audited or reused."""

from watch.model import Finding, Tier
from watch_pipelines.casework.case import Case, finding
from watch_pipelines.casework.testimony import conclude, empty, sightings


def use_cases(case: Case) -> Finding:
    """C11: two named tasks or more are "listed"; AI without a task is "generic"."""
    tasks = sightings(case, "transparency.use_cases")
    named = {sighting.evidence.quote.casefold() for sighting in tasks}
    if len(named) > 1:
        return conclude("transparency.use_cases", tasks, ("listed",))
    return finding("transparency.use_cases", "generic", tier=Tier.D)


def auditability(case: Case) -> Finding:
    """C13: an audit right, an open licence of what is delivered, or published code, weights or contract."""
    found = conclude(
        "transparency.auditability",
        sightings(case, "transparency.auditability"),
        ("open_licence", "published", "audit_right", "claimed"),
    )
    return found if found.value else empty("transparency.auditability")
