"""What would change a verdict: the lightest single finding that gives another one, towards more control and less."""

from collections.abc import Callable, Iterator, Mapping

from watch.model import Criterion, Finding, Framework, LegalBase, Move, Scope, Tier
from watch_pipelines.axes.exposure import HOST, MODE, QUALIFICATION
from watch_pipelines.axes.standing import READ, standings, supposed
from watch_pipelines.casework.case import Grounds
from watch_pipelines.verdicts import Circumstances, Judgement, rule_under

_WEAKEST_FIRST = (Tier.D, Tier.C, Tier.B)
"""Tiers that evidence still to come may have; a finding of tier E moves nothing, and A says no more than B."""
_SAID_TOGETHER: Mapping[tuple[str, str], Mapping[str, str]] = {
    (MODE, "on_premise"): {HOST: "public"},
    (MODE, "public_infrastructure"): {HOST: "public"},
    (MODE, "qualified_cloud"): {HOST: "home", QUALIFICATION: "in_force"},
    (MODE, "home_cloud"): {HOST: "home"},
    (MODE, "third_country_cloud"): {HOST: "foreign"},
    (HOST, "public"): {MODE: "public_infrastructure"},
    (HOST, "home"): {MODE: "home_cloud"},
    (HOST, "home_operator"): {MODE: "home_cloud"},
    (HOST, "foreign"): {MODE: "third_country_cloud"},
}
"""One statement on hosting tells the mode and the host at once."""
_SETTLED = frozenset({"R0", "R0b"})
"""Rules under which there is nothing left to judge."""


def moves(
    judgement: Judgement, grounds: Grounds, facts: Circumstances, framework: Framework, legal: LegalBase
) -> tuple[Move, ...]:
    """One move for each other verdict that a single finding can give: the lightest up, the lightest down, the rest.

    Every value of every criterion that is open to change is supposed in turn for this contract. A supposition is
    lighter when the contract is not documented on that point, then when a weaker tier is enough, then by the order of
    the criteria. What is documented is only supplanted by evidence of its tier or better.
    """
    if judgement.rule.id in _SETTLED:
        return ()
    known = standings(grounds)

    def verdict_of(said: Mapping[str, str], tier: Tier) -> str:
        together = {one: supposed(value, tier) for one, value in said.items()}
        return rule_under({**known, **together}, facts, framework, legal).verdict

    order = {verdict.slug: place for place, verdict in enumerate(framework.verdicts)}
    here = order[judgement.rule.verdict]
    lightest: dict[str, tuple[tuple[bool, int, int], Move]] = {}
    for place, criterion in enumerate(framework.criteria):
        finding = grounds.finding(criterion.id)
        for value, tier, verdict in _supposed(criterion, judgement.rule.verdict, grounds, verdict_of):
            weight = (_documented(finding), _WEAKEST_FIRST.index(tier), place)
            if verdict not in lightest or weight < lightest[verdict][0]:
                move = Move(criterion.id, value, tier, verdict, up=order[verdict] < here)
                lightest[verdict] = (weight, move)
    ranked = [move for _, move in sorted(lightest.values(), key=lambda one: one[0])]
    first = [next((move for move in ranked if move.up is up), None) for up in (True, False)]
    return tuple(dict.fromkeys(move for move in (*first, *ranked) if move is not None))


def _supposed(
    criterion: Criterion, here: str, grounds: Grounds, verdict_of: Callable[[Mapping[str, str], Tier], str]
) -> Iterator[tuple[str, Tier, str]]:
    """(value, weakest tier, verdict) for each value of a criterion that would give another verdict."""
    for value in criterion.values if criterion.open_to_change and criterion.id in READ else ():
        together = {criterion.id: value, **_SAID_TOGETHER.get((criterion.id, value), {})}
        tiers = _open_tiers(grounds, together)
        # what moves nothing at the best of these tiers moves nothing at a weaker one
        if not tiers or (best := verdict_of(together, tiers[-1])) == here:
            continue
        for tier in tiers:
            found = best if tier is tiers[-1] else verdict_of(together, tier)
            if found != here:
                yield value, tier, found
                break


def _open_tiers(grounds: Grounds, together: Mapping[str, str]) -> tuple[Tier, ...]:
    """The tiers, weakest first, at which these values could still come and stand against what is documented."""
    open_tiers: tuple[Tier, ...] = _WEAKEST_FIRST
    for criterion, value in together.items():
        finding = grounds.finding(criterion)
        if _documented(finding) and finding.tier is not None:
            known, same = finding.tier, finding.value == value
            open_tiers = tuple(tier for tier in open_tiers if tier < known or (tier is known and not same))
    return open_tiers


def _documented(finding: Finding) -> bool:
    """Return whether the contract itself is documented on this point."""
    return finding.value is not None and finding.scope is Scope.CONTRACT


def as_line(move: Move) -> str:
    """The move as `Assessment.would_change` keeps it: "criterion=value → verdict"."""
    return f"{move.criterion}={move.value} → {move.verdict}"
