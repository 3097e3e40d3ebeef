"""Judge one announcement by the published framework, with the sentence behind each finding."""

import hashlib
import importlib
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from watch.errors import FrameworkError
from watch.model import (
    Announcement,
    Assessment,
    Axes,
    Document,
    Finding,
    Framework,
    LegalBase,
    PublisherKind,
    Reading,
    Register,
    Scope,
    Status,
)
from watch_pipelines import criteria, verdicts
from watch_pipelines.casework.case import Case, Grounds
from watch_pipelines.casework.home import home_order
from watch_pipelines.casework.roster import public_bodies, roster
from watch_pipelines.casework.statements import statements
from watch_pipelines.casework.testimony import passages, wording
from watch_pipelines.verdicts import Circumstances, Judgement

_AFTER_ANNOUNCEMENT = timedelta(days=60)
_NEVER_MISSING = frozenset({"claims.sovereignty", "dependence.continuity", "hosting.location"})
"""Criteria whose silence is an answer, or that no rule waits for."""


def assess(
    announcement: Announcement,
    readings: Sequence[tuple[Document, Reading]],
    register: Register,
    framework: Framework,
    legal: LegalBase,
    as_of: date,
    now: datetime,
    *,
    same_project: Sequence[tuple[Document, Reading]] = (),
) -> Assessment:
    """Judge *announcement* with the knowledge of *as_of*.

    Documents published later are left out; when *as_of* lies before *now*, undated facts are too (framework 6.8).
    *same_project* are documents of other announcements about the same named system of the same body: what they say of
    hosting is heard here as well. Raises FrameworkError when a criterion has no function.
    """
    kept = tuple((d, r) for d, r in readings if d.published_on is None or d.published_on <= as_of)
    case = Case(
        announcement=announcement,
        readings=kept + tuple((d, r) for d, r in same_project if d.published_on and d.published_on <= as_of),
        register=register,
        framework=framework,
        legal=legal,
        as_of=as_of,
        undated_facts=as_of >= now.date(),
    )
    grounds = examine(case)
    facts = circumstances(case)
    judgement = verdicts.judge(grounds, facts, framework, legal)
    return _assessment(case, grounds, facts, judgement, now)


def day_of_first_verdict(announcement: Announcement) -> date | None:
    """The day whose knowledge gives the verdict "at the announcement": sixty days after it (framework 6.8).

    Give it as *as_of* to `assess`; None for an announcement without a date.
    """
    announced = announcement.announced_on
    return announced.first_day + _AFTER_ANNOUNCEMENT if announced else None


def examine(case: Case) -> Grounds:
    """Put every question of the framework to the case."""
    return Grounds({criterion.id: function_of(criterion.id)(case) for criterion in case.framework.criteria})


def function_of(criterion_id: str) -> Callable[[Case], Finding]:
    """The function ``criteria/<theme>.py:<name>`` of a criterion; raises FrameworkError when half is missing."""
    theme, _, name = criterion_id.partition(".")
    try:
        function = getattr(importlib.import_module(f"{criteria.__name__}.{theme}"), name)
    except (ImportError, AttributeError) as error:
        raise FrameworkError(
            f"no function {name} in criteria/{theme}.py; write it or remove the entry", subject=criterion_id
        ) from error
    answer: Callable[[Case], Finding] = function
    return answer


def circumstances(case: Case) -> Circumstances:
    """Read from the announcement and its documents what the table needs beside the findings."""
    said = {
        name: any(wording(case, name, passage.folded) for passage in passages(case))
        for name in ("service_start", "pilot", "end_announced", "minors", "special_data")
    }
    status = case.announcement.status
    ended = status is Status.ENDED and not said["end_announced"]
    return Circumstances(
        committed=bool(case.readings),
        ended=ended or _denied(case),
        service_runs=status is Status.PILOT or said["service_start"],
        pilot=status is Status.PILOT or (said["pilot"] and not _bought(case)),
        home=home_order(case),
        presence=_presence(case),
        end_announced=said["end_announced"],
        minors=said["minors"],
        special_data=said["special_data"],
        state_bound=_state_bound(case),
    )


def _bought(case: Case) -> bool:
    """A market signed for the whole is no pilot, even when it begins with tests."""
    instrument = case.announcement.instrument
    return instrument is not None and instrument.value in {"marché", "accord-cadre"}


def _denied(case: Case) -> bool:
    """Return whether every document of the case is a denial by a body or a company."""
    denials = [
        passage.document.id
        for passage in passages(case)
        if passage.document.publisher_kind in {PublisherKind.GOVERNMENT, PublisherKind.COMPANY}
        and wording(case, "denial", passage.folded)
    ]
    detected = any(reading.detection.is_announcement for _, reading in case.readings)
    return bool(denials) and not detected


def _presence(case: Case) -> bool:
    actors = [player.actor for player in roster(case)] + [one.provider for one in statements(case)]
    return any(actor.foreign_presence for actor in actors if actor)


def _state_bound(case: Case) -> bool:
    """Return whether a French State body takes part; local authorities are outside the SREN act."""
    for party in public_bodies(case):
        actor = case.actor(party.actor_id)
        if actor and actor.country == "FR" and not (actor.subkind or "").startswith(("local", "hospital")):
            return True
    return False


def _assessment(case: Case, grounds: Grounds, facts: Circumstances, judgement: Judgement, now: datetime) -> Assessment:
    framework = case.framework
    text = next(one for one in framework.verdicts if one.slug == judgement.rule.verdict)
    return Assessment(
        id=_id(case),
        announcement_id=case.announcement.id,
        announcement_version=case.announcement.version,
        framework_version=framework.version,
        as_of=case.as_of,
        axes=Axes(
            exposure=judgement.exposure.code,
            exposure_basis=judgement.exposure.basis,
            dependence=judgement.dependence,
            transparency=judgement.transparency,
            sensitivity=judgement.sensitivity,
        ),
        claim=judgement.claim,
        gap=judgement.gap,
        verdict=judgement.rule.verdict,
        reading=text.reading,
        rule=judgement.rule.id,
        prefix=verdicts.prefix(judgement, framework),
        flags=verdicts.flags(judgement, framework),
        confidence=verdicts.confidence(judgement, grounds, case.as_of),
        findings=tuple(grounds.by_id[criterion.id] for criterion in framework.criteria),
        missing=_missing(case, grounds),
        would_change=verdicts.would_change(judgement, grounds, facts, framework, case.legal),
        created_at=now,
    )


def _missing(case: Case, grounds: Grounds) -> tuple[str, ...]:
    """Criteria that nothing documents for this contract, in the order of the framework."""
    return tuple(
        criterion.id
        for criterion in case.framework.criteria
        if criterion.id not in _NEVER_MISSING and not _documented(grounds.finding(criterion.id))
    )


def _documented(finding: Finding) -> bool:
    return finding.value not in {None, "generic", "unknown"} and finding.scope is not Scope.SUPPLIER


def _id(case: Case) -> str:
    """The same announcement, documents, knowledge and day give the same id: a replay appends nothing twice."""
    announcement = case.announcement
    parts = (
        announcement.id,
        str(announcement.version),
        case.framework.version,
        case.register.version,
        case.legal.version,
        case.as_of.isoformat(),
        *(document.id for document, _ in case.readings),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
