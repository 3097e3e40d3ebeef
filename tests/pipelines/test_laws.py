"""Laws of the table, over every combination of findings: total, deterministic, honest about what is not known."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.deals import TODAY, TODAY_DATE, announcement_of, judge, members_of
from pipelines.gold_cases import GOLD
from watch.config import Config, load_config
from watch.config.checks_framework import domain
from watch.model import Finding, Party, Role, Scope, Side, Tier
from watch_pipelines import verdicts
from watch_pipelines.assess import assess
from watch_pipelines.axes import scales
from watch_pipelines.axes.exposure import CONTROL, HOST, LOCATION, MASTERY, MODE, OBJECT, QUALIFICATION, SUPPLIER
from watch_pipelines.casework.case import Grounds
from watch_pipelines.moves import moves
from watch_pipelines.verdicts import Circumstances, adjusted, confidence
from watch_pipelines.verdicts import judge as judged

CONFIG = load_config()
FRAMEWORK, LEGAL = CONFIG.framework, CONFIG.legal
CRITERIA = {criterion.id: criterion for criterion in FRAMEWORK.criteria}
PLACE = {verdict.slug: place for place, verdict in enumerate(FRAMEWORK.verdicts)}
"""From the most control to the least."""

TIERS = st.sampled_from(tuple(Tier))
DAYS = st.sampled_from((None, "2024", "2025-06", "2026-10-09", "undated copy"))


@st.composite
def findings(draw: st.DrawFn, criterion: str) -> Finding:
    """Any finding that a criterion may give: any value or none, any tier, contract or supplier."""
    value = draw(st.sampled_from((None, *CRITERIA[criterion].values)))
    if value is None:
        return Finding(criterion, None, None, None, None, (), (), None)
    return Finding(
        criterion=criterion,
        value=value,
        scope=draw(st.sampled_from((Scope.CONTRACT, Scope.SUPPLIER))) if criterion == HOST else Scope.CONTRACT,
        tier=draw(TIERS),
        as_of=draw(DAYS),
        evidence=(),
        register_facts=(),
        note=None,
        origins=draw(st.integers(1, 3)),
        contested=draw(st.booleans()),
    )


GROUNDS = st.fixed_dictionaries({name: findings(name) for name in CRITERIA}).map(Grounds)
FACTS = st.builds(
    Circumstances,
    committed=st.just(True),
    ended=st.booleans(),
    service_runs=st.booleans(),
    pilot=st.booleans(),
    home=st.sampled_from(("EU/EEA", "US")),
    presence=st.booleans(),
    end_announced=st.booleans(),
    minors=st.booleans(),
    special_data=st.booleans(),
    state_bound=st.booleans(),
    about_ai=st.booleans(),
)


def _with(grounds: Grounds, criterion: str, value: str | None) -> Grounds:
    """The same grounds with another value of one criterion; None: not documented."""
    if value is None:
        return Grounds({**grounds.by_id, criterion: Finding(criterion, None, None, None, None, (), (), None)})
    return grounds.supposing(criterion, value, Tier.B)


def _verdict(grounds: Grounds, facts: Circumstances) -> str:
    return judged(grounds, facts, FRAMEWORK, LEGAL).rule.verdict


@settings(max_examples=300)
@given(GROUNDS, FACTS)
def test_the_table_is_total_and_deterministic(grounds: Grounds, facts: Circumstances) -> None:
    """Any findings get one verdict, the same one twice, with codes that the framework lists."""
    once, again = (judged(grounds, facts, FRAMEWORK, LEGAL) for _ in range(2))
    assert once == again
    codes = domain(FRAMEWORK)
    assert all(code in codes[axis] for axis, code in once.state.items()), once.state
    assert set(once.state) == set(codes) - {"transparency"}
    assert verdicts.rule_for(grounds, facts, FRAMEWORK, LEGAL) is once.rule
    assert confidence(once, grounds, FRAMEWORK, TODAY_DATE) in {None, "étayé", "probable", "fragile", "indicatif"}
    assert scales.transparency(grounds, LEGAL) in codes["transparency"]


@settings(max_examples=200)
@given(GROUNDS, FACTS, st.sampled_from(CRITERIA["claims.sovereignty"].values))
def test_a_claim_alone_moves_no_axis(grounds: Grounds, facts: Circumstances, strength: str) -> None:
    """However strong, a claim leaves J, D, T and S as they are."""
    quiet, loud = (
        judged(one, facts, FRAMEWORK, LEGAL)
        for one in (_with(grounds, "claims.sovereignty", "0"), _with(grounds, "claims.sovereignty", strength))
    )
    assert (quiet.exposure, quiet.dependence, quiet.sensitivity) == (loud.exposure, loud.dependence, loud.sensitivity)
    claimed = _with(grounds, "claims.sovereignty", strength)
    assert scales.transparency(grounds, LEGAL) == scales.transparency(claimed, LEGAL)


@settings(max_examples=200)
@given(GROUNDS, FACTS, st.sampled_from(("foreign", "home", "public", "unknown")), TIERS)
def test_a_supplier_s_habit_gives_neither_immunity_nor_direct_exposure(
    grounds: Grounds, facts: Circumstances, host: str, tier: Tier
) -> None:
    """A usual host of the supplier gives J3 only to a service of a third country that exists no other way (J3 b)."""
    habit = Finding(HOST, host, Scope.SUPPLIER, tier, "2026-08-05", (), (), None)
    silent = {name: _with(grounds, name, None).by_id[name] for name in (MODE, LOCATION, QUALIFICATION)}
    found = judged(Grounds({**grounds.by_id, **silent, HOST: habit}), facts, FRAMEWORK, LEGAL).exposure
    assert found.code != "J0"
    if found.code == "J3":
        assert found.basis == "b"
        assert (grounds.value(CONTROL), grounds.value(SUPPLIER)) == ("foreign", "service")


GOOD = {
    MODE: ("on_premise", "public_infrastructure", "third_country_excluded", "qualified_cloud", "home_cloud"),
    HOST: ("public", "home_operator", "home"),
    QUALIFICATION: ("in_force",),
    MASTERY: ("public_run",),
    "transparency.auditability": ("open_licence", "published", "audit_right"),
    "dependence.substitutes": ("exit_clause", "several_suppliers"),
}
"""Findings that speak for control; what speaks against it may well be lost to the advantage of the verdict."""


@settings(max_examples=400)
@given(GROUNDS, FACTS, st.data())
def test_losing_good_evidence_never_improves_a_verdict(
    grounds: Grounds, facts: Circumstances, data: st.DataObject
) -> None:
    """Where something that speaks for control becomes unknown, the verdict stays or gets worse."""
    criterion = data.draw(st.sampled_from(sorted(GOOD)))
    known = _with(grounds, criterion, data.draw(st.sampled_from(GOOD[criterion])))
    lost = _with(grounds, criterion, None)
    assert PLACE[_verdict(lost, facts)] >= PLACE[_verdict(known, facts)]


@settings(max_examples=200)
@given(GROUNDS, FACTS, st.sampled_from(("home", "public", None)))
def test_an_unknown_controller_never_improves_a_verdict(
    grounds: Grounds, facts: Circumstances, control: str | None
) -> None:
    """A supplier of whom nothing is known is never judged better than one of the home order, or than none."""
    before = _verdict(_with(grounds, CONTROL, control), facts)
    assert PLACE[_verdict(_with(grounds, CONTROL, "unknown"), facts)] >= PLACE[before]


@pytest.mark.parametrize("name", GOLD)
def test_an_unknown_party_more_never_improves_a_gold_case(name: str, config: Config) -> None:
    """A company of which nothing is known joins the deal: the verdict stays or gets worse."""
    deal = GOLD[name][0]
    announcement = announcement_of(deal)
    stranger = Party("Nexedia", None, Side.PRIVATE, Role.SUPPLIER, announcement.parties[0].evidence)
    joined = replace(announcement, parties=(*announcement.parties, stranger))
    found = assess(joined, members_of(deal), config.register, config.framework, config.legal, TODAY_DATE, TODAY)
    assert PLACE[found.verdict] >= PLACE[judge(deal, config).verdict]


@settings(max_examples=60, deadline=None)
@given(GROUNDS, FACTS)
def test_what_would_change_the_verdict_does_change_it(grounds: Grounds, facts: Circumstances) -> None:
    """Each move names a value of its criterion, another verdict, and which way it lies; the lightest come first."""
    judgement = judged(grounds, facts, FRAMEWORK, LEGAL)
    found = moves(judgement, grounds, facts, FRAMEWORK, LEGAL)
    here = PLACE[judgement.rule.verdict]
    assert len({move.verdict for move in found}) == len(found)
    for move in found:
        assert move.value in CRITERIA[move.criterion].values
        assert CRITERIA[move.criterion].open_to_change
        assert move.verdict != judgement.rule.verdict
        assert move.up is (PLACE[move.verdict] < here)
    ways = [move.up for move in found]
    if len(set(ways)) > 1:
        assert ways[:2] == [True, False]


@given(findings(HOST), st.integers(1, 60))
def test_age_and_doubt_only_lower_a_tier(finding: Finding, months: int) -> None:
    """A fact is never surer for being old or contested, and never better than B by agreement alone."""
    calm = replace(finding, contested=False)
    fresh = adjusted(calm, TODAY_DATE, None)
    assert adjusted(finding, TODAY_DATE, months).value >= fresh.value
    base = finding.tier or Tier.E
    assert fresh.value >= min(base.value, "B")


@settings(max_examples=100)
@given(GROUNDS, FACTS)
def test_transparency_never_changes_the_verdict(grounds: Grounds, facts: Circumstances) -> None:
    """What is published of use cases and terms moves T alone."""
    spoken = _with(_with(grounds, "transparency.use_cases", "listed"), "deal.terms", "amount_and_duration")
    assert _verdict(spoken, facts) == _verdict(grounds, facts)


@settings(max_examples=100)
@given(GROUNDS, FACTS, st.sampled_from(("investment", "content_licence")))
def test_without_data_there_is_no_exposure(grounds: Grounds, facts: Circumstances, purpose: str) -> None:
    """No data of the body processed: J is without object, whatever is said of hosts."""
    found = judged(_with(grounds, OBJECT, purpose), facts, FRAMEWORK, LEGAL)
    assert (found.exposure.code, found.sensitivity, found.gap) == ("n/a", 0, None)
