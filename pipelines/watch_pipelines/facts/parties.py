"""The parties of the deal, their side and their role: not the agency quoted, nor the loser, nor a name in a contrast.

Every organisation of the text is weighed by what surrounds it (`party_features`), then by how it stands among the
others (`standing`); and since a deal has two sides, the likeliest name of each side is kept even when it is not sure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from watch.model import Annotation, HostingMention, Party, Register, Role, Side, Status
from watch_pipelines.facts.linear import Features, scorer
from watch_pipelines.facts.organisations import Candidate
from watch_pipelines.facts.page import Page
from watch_pipelines.facts.party_features import crossed
from watch_pipelines.facts.role_features import role_features
from watch_pipelines.facts.role_wordings import is_alliance, stated_role
from watch_pipelines.facts.standing import enumerated, standings
from watch_pipelines.facts.weighed import weighed_candidates

_SURE: Final = 0.4
"""Least probability of a party, chosen in cross-validation."""
_FOR_WANT_OF_BETTER: Final = 0.08
"""Least probability of a side's only party."""
_ALLIED: Final = 2.5
"""How much likelier « partner » becomes in a memorandum, joint research or a joint company."""
_ROLES: Final[Mapping[Side, frozenset[Role]]] = {
    Side.PUBLIC: frozenset(Role) - {Role.SUBCONTRACTOR},
    Side.PRIVATE: frozenset(Role) - {Role.GOVERNANCE, Role.SUPERVISING, Role.BUYER},
}


@dataclass(frozen=True, slots=True)
class _Weighed:
    candidate: Candidate
    features: Features


def read_parties(
    page: Page,
    annotation: Annotation,
    register: Register,
    status: Status | None,
    hosting: Sequence[HostingMention],
) -> tuple[Party, ...]:
    """The parties that *page* names, in order of first mention.

    *status* is the stage of the commitment, *hosting* what `read_hosting` found.
    """
    weighed = [_Weighed(*each) for each in weighed_candidates(page, annotation, register)]
    candidates = [each.candidate for each in weighed]
    kept = [weighed[index] for index in chosen(candidates, likelihoods(page, weighed, hosting))]
    odds = _roles(page, kept, status)
    return tuple(_party(page, each.candidate, _role(page, kept, index, odds[index])) for index, each in enumerate(kept))


def likelihoods(page: Page, weighed: Sequence[_Weighed], hosting: Sequence[HostingMention]) -> list[float]:
    """The probability of each organisation to be a party, weighed alone, then among the others."""
    alone, among = scorer("party").probabilities, scorer("standing").probabilities
    features = [each.features for each in weighed]
    first = [alone(crossed(each))["party"] for each in features]
    everyone = standings(page, [each.candidate for each in weighed], features, first, hosting)
    return [among(each)["party"] for each in everyone]


def chosen(candidates: Sequence[Candidate], probabilities: Sequence[float]) -> list[int]:
    """Which *candidates* are parties: the likely ones, and of a side that has none its likeliest, unless it is not."""
    found = {index for index, probability in enumerate(probabilities) if probability >= _SURE}
    for side in Side:
        mine = [index for index, each in enumerate(candidates) if each.side is side]
        if mine and not found & set(mine):
            best = max(mine, key=lambda index: probabilities[index])
            found |= {best} if probabilities[best] >= _FOR_WANT_OF_BETTER else set()
    return sorted(found)


def _roles(page: Page, kept: Sequence[_Weighed], status: Status | None) -> list[Mapping[str, float]]:
    """Odds of each role for each party; members of one enumeration share theirs."""
    parties = [each.candidate for each in kept]
    weigh = scorer("role").probabilities
    odds: list[Mapping[str, float]] = [
        weigh(role_features(page, each.features, each.candidate, parties, status)) for each in kept
    ]
    if is_alliance(page):
        odds = [{**own, Role.PARTNER.value: own[Role.PARTNER.value] * _ALLIED} for own in odds]
    neighbours = enumerated(page, parties)
    for _ in range(3):
        odds = [
            {role: (own[role] + sum(odds[n][role] for n in near)) / (1 + len(near)) for role in own}
            for own, near in zip(odds, neighbours, strict=True)
        ]
    return odds


def _role(page: Page, kept: Sequence[_Weighed], index: int, odds: Mapping[str, float]) -> Role:
    """The role that the text states outright, else the likeliest of its side."""
    candidate = kept[index].candidate
    alone = all(each.candidate.side is not candidate.side for each in kept if each is not kept[index])
    stated = stated_role(page, candidate, alone=alone)
    if stated is not None:
        return stated
    return max(_ROLES[candidate.side], key=lambda role: (odds.get(role.value, 0.0), role.value))


def _party(page: Page, candidate: Candidate, role: Role) -> Party:
    mention = candidate.best
    evidence = page.evidence(mention.span.start, mention.span.end)
    return Party(evidence.quote, candidate.actor_id, candidate.side, role, evidence)
