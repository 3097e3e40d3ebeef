"""Judge one announcement by the published framework, with the sentence behind each finding."""

import hashlib
import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from watch.errors import FrameworkError
from watch.model import (
    Announcement,
    Assessment,
    Axes,
    Decision,
    Document,
    EarlierVerdict,
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
from watch_pipelines.axes import scales
from watch_pipelines.casework.case import Case, Grounds
from watch_pipelines.casework.home import home_order
from watch_pipelines.casework.roster import public_bodies, roster
from watch_pipelines.casework.statements import statements
from watch_pipelines.casework.testimony import heard, passages, wording
from watch_pipelines.decisions import settled
from watch_pipelines.memory import by_identity
from watch_pipelines.moves import as_line, moves
from watch_pipelines.verdicts import Circumstances, Judgement

_AFTER_ANNOUNCEMENT = timedelta(days=60)
_NO_ANSWER = frozenset({None, "generic", "unknown"})
"""Values that document nothing."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """A case with all that the framework says of it."""

    case: Case
    examined: Grounds
    """What the criteria found, without editors' decisions."""
    grounds: Grounds
    facts: Circumstances
    judgement: Judgement

    @property
    def axes(self) -> Axes:
        judgement = self.judgement
        return Axes(
            exposure=judgement.exposure.code,
            exposure_basis=judgement.exposure.basis,
            dependence=judgement.dependence,
            transparency=scales.transparency(self.grounds, self.case.legal),
            sensitivity=judgement.sensitivity,
        )

    @property
    def prefix(self) -> str | None:
        return verdicts.prefix(self.judgement, self.case.framework)

    @property
    def confidence(self) -> str | None:
        return verdicts.confidence(self.judgement, self.grounds, self.case.framework, self.case.as_of)


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
    following: Sequence[tuple[Document, Reading]] = (),
    decisions: Sequence[Decision] = (),
) -> Assessment:
    """Judge *announcement* with the knowledge of *as_of*, and with that of its announcement beside it.

    Documents published later are left out; when *as_of* lies before *now*, undated facts are too (framework 6.8).
    *same_project* are documents of other announcements about the same named system of the same body: what they say of
    hosting is heard here as well, today and not at the announcement. *following* are documents that follow the deal up:
    what they say of its hosting is heard from their day on, and nothing else. *decisions* are an editor's in force;
    each counts from its day on.
    Raises FrameworkError when a criterion has no function.
    """

    def known(day: date, others: Sequence[tuple[Document, Reading]]) -> tuple[tuple[Document, Reading], ...]:
        own = tuple((d, r) for d, r in readings if d.published_on is None or d.published_on <= day)
        return own + tuple((d, r) for d, r in others if d.published_on and d.published_on <= day)

    today = known(as_of, same_project)
    later = tuple((d, r) for d, r in following if d.day <= as_of)
    case = Case(announcement, today, register, framework, legal, as_of, as_of >= now.date(), following=later)
    judged = _judged(case, examine(case), circumstances(case), decisions)
    first = day_of_first_verdict(announcement)
    early = known(first, ()) if first is not None and first < as_of else ()
    at_announcement = None
    if first is not None and early:
        at_announcement = _at_announcement(judged, early, first, decisions)
    return replace(_assessment(judged, now, decisions), at_announcement=at_announcement)


def _at_announcement(
    today: _Judged, early: tuple[tuple[Document, Reading], ...], first: date, decisions: Sequence[Decision]
) -> EarlierVerdict:
    """The verdict with the knowledge of *first*; the case is only examined again where that knowledge differs."""
    later = tuple((d, r) for d, r in today.case.following if d.day <= first)
    same_texts = early == today.case.readings and later == today.case.following
    case = today.case if same_texts else replace(today.case, readings=early, following=later)
    case = case.on_the_day(first, undated_facts=False)
    if same_texts and today.case.knows_the_same(case):
        return _earlier(_judged(case, today.examined, today.facts, decisions))
    return _earlier(_judged(case, examine(case), circumstances(case), decisions))


def day_of_first_verdict(announcement: Announcement) -> date | None:
    """The day whose knowledge gives the verdict "at the announcement": sixty days after it (framework 6.8).

    None for an announcement without a date.
    """
    announced = announcement.announced_on
    return announced.first_day + _AFTER_ANNOUNCEMENT if announced else None


def _judged(case: Case, examined: Grounds, facts: Circumstances, decisions: Sequence[Decision]) -> _Judged:
    """The case with its findings, an editor's word among them, and the rule that they meet."""
    grounds = settled(examined, tuple(one for one in decisions if one.at.date() <= case.as_of))
    return _Judged(case, examined, grounds, facts, verdicts.judge(grounds, facts, case.framework, case.legal))


def _earlier(judged: _Judged) -> EarlierVerdict:
    rule = judged.judgement.rule
    return EarlierVerdict(judged.case.as_of, judged.axes, rule.verdict, rule.id, judged.prefix, judged.confidence)


def bind(framework: Framework) -> None:
    """Raise FrameworkError that names every criterion without a function; to be called before the first assessment."""
    mistakes = []
    for criterion in framework.criteria:
        try:
            function_of(criterion.id)
        except FrameworkError as error:
            mistakes.append(str(error))
    if mistakes:
        raise FrameworkError("; ".join(mistakes), subject="framework.yml: criteria")


def examine(case: Case) -> Grounds:
    """Put every question of the framework to the case."""
    return Grounds({criterion_id: function(case) for criterion_id, function in _functions(case.framework)})


@by_identity(4)
def _functions(framework: Framework) -> tuple[tuple[str, Callable[[Case], Finding]], ...]:
    """Each criterion of the framework with its function, looked up once."""
    return tuple((criterion.id, function_of(criterion.id)) for criterion in framework.criteria)


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
    said = {name: heard(case, name) for name in ("service_start", "pilot", "end_announced", "minors", "special_data")}
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
        about_ai=not case.readings or any("ai_object" not in r.detection.missing for _, r in case.readings),
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


def _assessment(judged: _Judged, now: datetime, decisions: Sequence[Decision]) -> Assessment:
    case, grounds, judgement = judged.case, judged.grounds, judged.judgement
    framework, legal = case.framework, case.legal
    text = next(one for one in framework.verdicts if one.slug == judgement.rule.verdict)
    found = moves(judgement, grounds, judged.facts, framework, legal)
    return Assessment(
        id=_id(case, decisions),
        announcement_id=case.announcement.id,
        announcement_version=case.announcement.version,
        framework_version=framework.version,
        as_of=case.as_of,
        axes=judged.axes,
        claim=judgement.claim,
        gap=judgement.gap,
        verdict=judgement.rule.verdict,
        reading=text.reading,
        rule=judgement.rule.id,
        prefix=judged.prefix,
        flags=verdicts.flags(judgement, framework),
        confidence=judged.confidence,
        findings=_findings(case, grounds),
        missing=_missing(case, grounds),
        would_change=tuple(as_line(move) for move in found),
        created_at=now,
        used=verdicts.used(judgement),
        moves=found,
        home=judged.facts.home,
        transparency_items=scales.transparency_items(grounds, legal),
    )


def _findings(case: Case, grounds: Grounds) -> tuple[Finding, ...]:
    """The findings in the order of the framework, each with the word for how sure it is on that day."""
    return tuple(
        verdicts.with_confidence(grounds.finding(criterion.id), case.as_of, criterion.stale_after_months)
        for criterion in case.framework.criteria
    )


def _missing(case: Case, grounds: Grounds) -> tuple[str, ...]:
    """Criteria that nothing documents for this contract, in the order of the framework."""
    return tuple(
        criterion.id
        for criterion in case.framework.criteria
        if not criterion.silence_answers and not _documented(grounds.finding(criterion.id))
    )


def _documented(finding: Finding) -> bool:
    return finding.value not in _NO_ANSWER and finding.scope is not Scope.SUPPLIER


def _id(case: Case, decisions: Sequence[Decision]) -> str:
    """The same announcement, documents, knowledge, decisions and day give the same id: a replay appends nothing."""
    announcement = case.announcement
    parts = (
        announcement.id,
        str(announcement.version),
        case.framework.version,
        case.register.version,
        case.legal.version,
        case.as_of.isoformat(),
        *(document.id for document, _ in case.all_readings),
        *(decision.id for decision in decisions),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
