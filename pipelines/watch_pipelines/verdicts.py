"""The decision table: from findings and circumstances to one verdict, its labels and its confidence (framework 6.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from watch.model import Condition, Finding, Framework, LegalBase, Rule, Scope, Tier, first_day
from watch_pipelines.axes import scales
from watch_pipelines.axes.exposure import CONTROL, HOST, OBJECT, Exposure
from watch_pipelines.axes.standing import Scaled, Standing, exposure_of, in_scope, scaled, standings
from watch_pipelines.casework.case import Grounds
from watch_pipelines.memory import by_identity

_TIERS = tuple(Tier)
_WORDS = {Tier.A: "étayé", Tier.B: "étayé", Tier.C: "probable", Tier.D: "fragile", Tier.E: "indicatif"}
_DAYS_OF_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the table needs beside the findings: facts of the announcement that no new evidence is sought for."""

    committed: bool
    """A commitment exists: signed, awarded, announced, intended, pilot, renewed."""
    ended: bool
    """Its end is effective, or the news is a denial."""
    service_runs: bool
    """A service runs or has a stated start."""
    pilot: bool
    home: str
    """The home legal order."""
    presence: bool
    """A host or supplier of the home order has a documented presence in a third country."""
    end_announced: bool
    minors: bool
    special_data: bool
    """Data of GDPR article 9 are in play."""
    state_bound: bool
    """The French State, an operator or a listed body: the SREN act applies to it."""
    about_ai: bool = True
    """AI is named or plainly meant in at least one document."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the table says of one set of findings."""

    rule: Rule
    exposure: Exposure
    dependence: str
    sensitivity: int | None
    claim: int
    gap: int | None
    state: Mapping[str, str]
    """Axis name to code, as the conditions of the framework read them."""


def judge(grounds: Grounds, facts: Circumstances, framework: Framework, legal: LegalBase) -> Judgement:
    """Run the axes and take the first rule whose conditions all hold."""
    axes = _axes(standings(grounds), facts, legal)
    legal_exposure, scale = axes.exposure, axes.scaled
    gap = scales.gap(scale.claim, legal_exposure)
    rule = _first_rule(framework, axes.state)
    return Judgement(
        rule=rule,
        exposure=legal_exposure,
        dependence=scale.dependence,
        sensitivity=scale.sensitivity,
        claim=scale.claim,
        gap=gap,
        state={
            **dict(zip(RULE_AXES, axes.state, strict=True)),
            "gap": "none" if gap is None else str(gap),
            **_labels_state(grounds, facts, scale.bound),
            "rule": rule.id,
        },
    )


def rule_for(grounds: Grounds, facts: Circumstances, framework: Framework, legal: LegalBase) -> Rule:
    """The rule alone, without what only prefixes and flags read."""
    return rule_under(standings(grounds), facts, framework, legal)


def rule_under(known: Mapping[str, Standing], facts: Circumstances, framework: Framework, legal: LegalBase) -> Rule:
    """The same of findings that stand so."""
    return _first_rule(framework, _axes(known, facts, legal).state)


@dataclass(frozen=True, slots=True)
class _Axes:
    exposure: Exposure
    scaled: Scaled
    state: tuple[str, ...]
    """The codes that rules may read, in the order of `RULE_AXES`."""


RULE_AXES = ("scope", "ended", "exposure", "basis", "dependence", "sensitivity", "claim", "unproven", "home")
"""What the conditions of a rule may name; prefixes and flags may name more."""


def _axes(known: Mapping[str, Standing], facts: Circumstances, legal: LegalBase) -> _Axes:
    legal_exposure = exposure_of(known)
    scale = scaled(known, legal, legal_exposure, service_runs=facts.service_runs)
    code = legal_exposure.code
    unproven = code == "J2" or (code == "J?" and (scale.bound != "no" or facts.service_runs))
    state = (
        "in" if in_scope(known) and facts.committed and facts.about_ai else "out",
        _yes(facts.ended),
        code,
        legal_exposure.basis or "none",
        scale.dependence,
        "?" if scale.sensitivity is None else str(scale.sensitivity),
        str(scale.claim),
        _yes(unproven),
        "europe" if facts.home == "EU/EEA" else "other",
    )
    return _Axes(legal_exposure, scale, state)


@by_identity(4096)
def _first_rule(framework: Framework, state: tuple[str, ...]) -> Rule:
    """The first rule whose conditions all hold in a *state* of `RULE_AXES`."""
    codes = dict(zip(RULE_AXES, state, strict=True))
    return next(rule for rule in framework.rules if holds(rule.when, codes))


def _labels_state(grounds: Grounds, facts: Circumstances, bound: str) -> dict[str, str]:
    """The codes that only prefixes and flags read."""
    host = grounds.finding(HOST)
    foreign = grounds.value(CONTROL) == "foreign" or grounds.value("hosting.deployment") == "hybrid_licensed_cloud"
    sensitivity = scales.sensitivity(grounds) or 0
    private_cloud = grounds.value("hosting.deployment") in {
        "home_cloud",
        "hybrid_licensed_cloud",
        "third_country_cloud",
    }
    qualified = grounds.documented("hosting.qualification", Tier.C, "in_force")
    research = grounds.value(OBJECT) in {"joint_research", "open_commons"} or (
        grounds.value(scales.INSTRUMENT) == "recherche"
    )
    return {
        "conditional": _yes(host.note == "conditional" and host.scope is Scope.CONTRACT),
        "intended": _yes(bound == "no"),
        "pilot": _yes(facts.pilot),
        "research": _yes(research),
        "capital": "failed" if grounds.value(CONTROL) == "capital_fail" else "not failed",
        "presence": _yes(facts.presence),
        "control_change": _yes(grounds.value(CONTROL) == "acquisition"),
        "foreign_technology": _yes(foreign),
        "end_announced": _yes(facts.end_announced),
        "minors": _yes(facts.minors),
        "contested": _yes(any(found.contested for found in grounds.by_id.values())),
        "sren": _yes(facts.state_bound and sensitivity >= 4 and private_cloud and not qualified),
        "special_data": _yes(facts.special_data),
    }


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


def holds(conditions: Iterable[Condition], state: Mapping[str, str]) -> bool:
    """Return whether every condition holds in *state*; KeyError for an axis that does not exist."""
    return all(state[condition.axis] in condition.any_of for condition in conditions)


def prefix(judgement: Judgement, framework: Framework) -> str | None:
    """The first prefix that holds; none where there is nothing to qualify (R0, R0b)."""
    if judgement.rule.id in {"R0", "R0b"}:
        return None
    return next((label.id for label in framework.prefixes if holds(label.when, judgement.state)), None)


def flags(judgement: Judgement, framework: Framework) -> tuple[str, ...]:
    """Every flag that holds, in the order of the framework; none out of scope."""
    if judgement.rule.id == "R0":
        return ()
    return tuple(label.id for label in framework.flags if holds(label.when, judgement.state))


def used(judgement: Judgement) -> tuple[str, ...]:
    """The criteria on which the rule rested, in its order."""
    found: list[str] = []
    for name in judgement.rule.confidence_from:
        found.extend(_criteria_of(name, judgement))
    return tuple(dict.fromkeys(found))


def confidence(judgement: Judgement, grounds: Grounds, framework: Framework, as_of: date) -> str | None:
    """The word for the weakest criterion that the rule used, under the rule's caps; None where none is shown."""
    ages = {criterion.id: criterion.stale_after_months for criterion in framework.criteria}
    rested_on = used(judgement)
    tiers = [adjusted(grounds.finding(criterion), as_of, ages.get(criterion)) for criterion in rested_on]
    tiers += [cap.tier for cap in judgement.rule.caps if holds(cap.when, judgement.state)]
    return _WORDS[max(tiers, key=_TIERS.index)] if rested_on and tiers else None


def with_confidence(finding: Finding, as_of: date, stale_after: int | None) -> Finding:
    """The same finding with the word for its adjusted tier; none for "not documented"."""
    if finding.value is None:
        return finding
    return replace(finding, confidence=_WORDS[adjusted(finding, as_of, stale_after)])


def _criteria_of(name: str, judgement: Judgement) -> tuple[str, ...]:
    """The criteria behind a name of ``confidence_from``; J? rests on nothing, so it lowers nothing."""
    if name == "exposure":
        return () if judgement.exposure.code == "J?" else judgement.exposure.used
    if name == "dependence":
        return (scales.SUBSTITUTES,) if judgement.dependence in {"D1", "D3"} else (scales.AUDIT,)
    return (name,)


def adjusted(finding: Finding, as_of: date, stale_after: int | None) -> Tier:
    """The tier of a finding on a day (framework, section 7).

    One less when it is older than *stale_after* months, one less when contested; one more when two origins agree, never
    above B, and not on top of a C that their agreement has made already.
    """
    place = _TIERS.index(finding.tier or Tier.E)
    if finding.origins > 1 and place > _TIERS.index(Tier.B) and finding.tier is not Tier.C:
        place -= 1
    if stale_after is not None and older(finding.as_of, as_of, stale_after):
        place += 1
    if finding.contested:
        place += 1
    return _TIERS[min(place, len(_TIERS) - 1)]


def older(day: str | None, as_of: date, months: int) -> bool:
    """Whether what was so on *day* is more than *months* old; False for an undated fact (framework, section 7)."""
    known = first_day(day)
    return known is not None and (as_of - known).days > months * _DAYS_OF_MONTH
