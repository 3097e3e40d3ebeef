"""C11 and C13: what is disclosed of the uses, and what can be audited or reused."""

from dataclasses import replace

from watch.model import Finding, Tier
from watch_pipelines.casework.case import Case, finding
from watch_pipelines.casework.testimony import conclude, empty, passage_at, sightings, tier_of
from watch_pipelines.criteria.deal import object_and_layer
from watch_pipelines.typography import fold

_NOBODY_USES = ("investment", "content_licence")
_STEM = 5
"""Letters by which two forms of one task ("traduire", "traduction") are told from two tasks."""


def use_cases(case: Case) -> Finding:
    """C11: two named tasks or more are "listed", as the words tell or as extraction reads; AI alone is "generic".

    What extraction reads as described counts only beside the word of a task, and when somebody is to do that task.
    """
    seen = sightings(case, "transparency.use_cases")
    tasks = [sighting for sighting in seen if sighting.value == "listed"]
    if len({fold(sighting.evidence.quote)[:_STEM] for sighting in tasks}) > 1:
        return conclude("transparency.use_cases", tasks, ("listed",))
    if seen and case.announcement.use_cases_stated and object_and_layer(case).value not in _NOBODY_USES:
        return _as_extracted(case)
    return finding("transparency.use_cases", "generic", tier=Tier.D)


def _as_extracted(case: Case) -> Finding:
    """Tasks that extraction saw described, at the tier of the sentences that describe them."""
    stated = [
        evidence
        for _, reading in case.readings
        for name, evidence in (reading.extraction.evidence if reading.extraction else ())
        if name == "use_cases_stated"
    ]
    tiers = [tier_of(case, passage) for one in stated if (passage := passage_at(case, one))]
    listed = finding("transparency.use_cases", "listed", tier=min(tiers, default=Tier.D), note="tasks described")
    return replace(listed, evidence=tuple(stated[:3]))


def auditability(case: Case) -> Finding:
    """C13: an audit right, an open licence of what is delivered, or published code, weights or contract."""
    found = conclude(
        "transparency.auditability",
        sightings(case, "transparency.auditability"),
        ("open_licence", "published", "audit_right", "claimed"),
    )
    return found if found.value else empty("transparency.auditability")
