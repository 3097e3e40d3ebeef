"""Editors' decisions put in the place of what the stages found."""

from collections.abc import Sequence

from watch.model import Decision, EditorsWord, Finding, Ruling, Scope, Tier
from watch_pipelines.casework.case import Grounds

EDITORS_TIER = Tier.B
"""An editor answers by name for what is set without a stated tier, as a party does for an official statement."""


def settled(grounds: Grounds, decisions: Sequence[Decision]) -> Grounds:
    """*grounds* with each of the *decisions* in force; what the stages found stays visible beside it.

    A decision on a criterion that this framework does not have is left aside.
    """
    by_id = dict(grounds.by_id)
    for decision in decisions:
        if decision.criterion in by_id and decision.ruling is not Ruling.WITHDRAWN:
            by_id[decision.criterion] = _settled(grounds.by_id[decision.criterion], decision)
    return Grounds(by_id)


def _settled(found: Finding, decision: Decision) -> Finding:
    word = EditorsWord(decision.id, decision.by, decision.at, decision.reason, found.value)
    if decision.ruling is Ruling.REJECTED:
        return Finding(found.criterion, None, None, None, None, (), (), None, editor=word)
    confirmed = found.value == decision.value
    return Finding(
        criterion=found.criterion,
        value=decision.value,
        scope=Scope.CONTRACT,
        tier=decision.tier or EDITORS_TIER,
        as_of=decision.at.date().isoformat(),
        evidence=found.evidence if confirmed else (),
        register_facts=found.register_facts if confirmed else (),
        note=None,
        editor=word,
    )
