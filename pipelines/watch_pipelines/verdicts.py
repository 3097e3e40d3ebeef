"""The decision table: from findings and circumstances to one verdict, its labels and its confidence (framework 6.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from watch.model import Condition, Finding, Framework, Label, LegalBase, PartialDate, Rule, Scope, Tier
from watch_pipelines.axes import scales
from watch_pipelines.axes.exposure import CONTROL, HOST, OBJECT, Exposure, exposure
from watch_pipelines.casework.case import Grounds, at_least

_TIERS = tuple(Tier)
_STALE_AFTER = {"hosting": 12, "parties.control": 24}
"""Months after which a fact counts one tier less: hosting and certification, ownership."""
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


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the table says of one set of findings."""

    rule: Rule
    exposure: Exposure
    dependence: str
    transparency: str
    sensitivity: int | None
    claim: int
    gap: int | None
    state: Mapping[str, str]
    """Axis name to code, as the conditions of the framework read them."""


def judge(grounds: Grounds, facts: Circumstances, framework: Framework, legal: LegalBase) -> Judgement:
    """Run the axes and take the first rule whose conditions all hold."""
    legal_exposure = exposure(grounds)
    dependence = scales.dependence(grounds, legal, service_runs=facts.service_runs)
    sensitivity = scales.sensitivity(grounds, legal_exposure)
    strength = scales.claim(grounds)
    gap = scales.gap(strength, legal_exposure)
    bound = scales.binding(grounds, legal)
    unproven = legal_exposure.code == "J2" or (legal_exposure.code == "J?" and (bound != "no" or facts.service_runs))
    state = {
        "scope": "in" if _in_scope(grounds, facts) else "out",
        "ended": _yes(facts.ended),
        "exposure": legal_exposure.code,
        "basis": legal_exposure.basis or "none",
        "dependence": dependence,
        "sensitivity": "?" if sensitivity is None else str(sensitivity),
        "claim": str(strength),
        "gap": "none" if gap is None else str(gap),
        "unproven": _yes(unproven),
        "home": "europe" if facts.home == "EU/EEA" else "other",
        **_labels_state(grounds, facts, bound),
    }
    rule = next(rule for rule in framework.rules if holds(rule.when, state))
    state["rule"] = rule.id
    return Judgement(
        rule=rule,
        exposure=legal_exposure,
        dependence=dependence,
        transparency=scales.transparency(grounds, legal),
        sensitivity=sensitivity,
        claim=strength,
        gap=gap,
        state=state,
    )


def _in_scope(grounds: Grounds, facts: Circumstances) -> bool:
    """R0: a public party, a supplier, an AI object that is not training alone, and a commitment."""
    return (
        grounds.value("parties.public_party") is not None
        and grounds.value("parties.supplier") is not None
        and grounds.value(OBJECT) != "training"
        and facts.committed
    )


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


def label(framework: Framework, label_id: str) -> Label:
    """The prefix or flag with that id; KeyError when the framework has none."""
    for one in (*framework.prefixes, *framework.flags):
        if one.id == label_id:
            return one
    raise KeyError(label_id)


def confidence(judgement: Judgement, grounds: Grounds, as_of: date) -> str | None:
    """The word for the weakest criterion that the rule used, under the rule's caps; None where none is shown."""
    used: list[str] = []
    for name in judgement.rule.confidence_from:
        used.extend(_criteria_of(name, judgement))
    tiers = [adjusted(grounds.finding(criterion), as_of) for criterion in dict.fromkeys(used)]
    tiers += [cap.tier for cap in judgement.rule.caps if holds(cap.when, judgement.state)]
    if not used or not tiers:
        return None
    return _WORDS[max(tiers, key=_TIERS.index)]


def _criteria_of(name: str, judgement: Judgement) -> tuple[str, ...]:
    """The criteria behind a name of ``confidence_from``; J? rests on nothing, so it lowers nothing."""
    if name == "exposure":
        return () if judgement.exposure.code == "J?" else judgement.exposure.used
    if name == "dependence":
        return (scales.SUBSTITUTES,) if judgement.dependence in {"D1", "D3"} else (scales.AUDIT,)
    return (name,)


def adjusted(finding: Finding, as_of: date) -> Tier:
    """The tier of a finding on a day: lower when stale or contested, higher when two origins agree, never above B."""
    place = _TIERS.index(finding.tier or Tier.E)
    if finding.origins > 1 and place > _TIERS.index(Tier.B) and finding.tier is not Tier.C:
        place -= 1
    months = next((limit for start, limit in _STALE_AFTER.items() if finding.criterion.startswith(start)), None)
    if months is not None and _older(finding.as_of, as_of, months):
        place += 1
    if finding.contested:
        place += 1
    return _TIERS[min(place, len(_TIERS) - 1)]


def _older(day: str | None, as_of: date, months: int) -> bool:
    try:
        known = PartialDate.parse(day).first_day if day else None
    except ValueError:
        return False
    return known is not None and (as_of - known).days > months * _DAYS_OF_MONTH


def would_change(
    judgement: Judgement, grounds: Grounds, facts: Circumstances, framework: Framework, legal: LegalBase
) -> tuple[str, ...]:
    """The single findings that would move the verdict, as "criterion=value → verdict", one for each other verdict.

    Every value of every criterion on which new evidence may come is supposed in turn, at tier B and for this
    contract; criteria that are not documented come first.
    """
    if judgement.rule.id in {"R0", "R0b"}:
        return ()
    criteria = sorted(framework.criteria, key=lambda criterion: _known(grounds.finding(criterion.id)))
    moves: dict[str, str] = {}
    for criterion in criteria:
        for value in criterion.values if criterion.open_to_change else ():
            if value == grounds.value(criterion.id) and at_least(grounds.finding(criterion.id).tier, Tier.B):
                continue
            supposed = judge(grounds.supposing(criterion.id, value, Tier.B), facts, framework, legal)
            if supposed.rule.verdict != judgement.rule.verdict:
                moves.setdefault(supposed.rule.verdict, f"{criterion.id}={value} → {supposed.rule.verdict}")
    return tuple(moves.values())


def _known(finding: Finding) -> bool:
    """Return whether the contract itself is documented on this point."""
    return finding.value is not None and finding.scope is Scope.CONTRACT
