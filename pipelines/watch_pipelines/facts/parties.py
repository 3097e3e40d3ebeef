"""The parties of the deal, their side and their role: not the agency quoted, nor the loser, nor a name in a contrast.

Every organisation of the text is weighed by what surrounds it (`party_features`); members of one enumeration lend each
other weight; and since a deal has two sides, the likeliest name of each side is kept even when it is not sure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from watch.model import Annotation, Party, Register, Role, Side, Status
from watch_pipelines.facts.linear import Features, scorer
from watch_pipelines.facts.organisations import Candidate
from watch_pipelines.facts.page import Page
from watch_pipelines.facts.role_features import role_features
from watch_pipelines.facts.role_wordings import is_alliance, stated_role
from watch_pipelines.facts.surroundings import lives
from watch_pipelines.facts.weighed import weighed_candidates

_SURE: Final = 0.43
"""Least probability of a party, chosen in cross-validation."""
_FOR_WANT_OF_BETTER: Final = 0.08
"""Least probability of a side's only party."""
_ENUMERATED: Final = 0.4
"""How much an enumeration lends to its less likely members."""
_ALLIED: Final = 2.5
"""How much likelier « partner » becomes in a memorandum, joint research or a joint company."""
_ROLES: Final[Mapping[Side, frozenset[Role]]] = {
    Side.PUBLIC: frozenset(Role) - {Role.SUBCONTRACTOR},
    Side.PRIVATE: frozenset(Role) - {Role.GOVERNANCE, Role.SUPERVISING, Role.BUYER},
}
_SEPARATOR: Final = re.compile(
    r"[\s,;]*(?:(?:et|and|und|ou|ainsi que|de meme que|avec|&|/|\|)\s)?(?:(?:de|du|des|d'|l'|le|la|les|a|au|aux|"
    r"the)\s?){0,3}(?:(?:groupe|societe|editeur|start-up|universite|entreprise|americains?|francais|ville|"
    r"agence)s?\s)?"
)
_WIDEST: Final = 34
"""Characters that may part two members of one enumeration."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    candidate: Candidate
    features: Features
    probability: float


def read_parties(page: Page, annotation: Annotation, register: Register, status: Status | None) -> tuple[Party, ...]:
    """The parties that *page* names, in order of first mention; *status* is the stage of the commitment."""
    weigh = scorer("party").probabilities
    weighed = [
        _Weighed(candidate, features, weigh(features)["party"])
        for candidate, features in weighed_candidates(page, annotation, register)
    ]
    probabilities = _lend(page, weighed)
    chosen = {index for index, probability in enumerate(probabilities) if probability >= _SURE}
    for side in Side:
        mine = [index for index, each in enumerate(weighed) if each.candidate.side is side]
        if mine and not chosen & set(mine):
            best = max(mine, key=lambda index: probabilities[index])
            chosen |= {best} if probabilities[best] >= _FOR_WANT_OF_BETTER else set()
    kept = [weighed[index] for index in sorted(chosen)]
    odds = _roles(page, kept, status)
    return tuple(_party(page, each.candidate, _role(page, kept, index, odds[index])) for index, each in enumerate(kept))


def enumerated(page: Page, candidates: Sequence[Candidate]) -> tuple[frozenset[int], ...]:
    """For each candidate, those of its side that stand next to it in an enumeration."""
    places = sorted(
        (each.span.start, each.span.end, index)
        for index, one in enumerate(candidates)
        for each in one.mentions
        if not (each.label == "LOC" and lives(page, each))
    )
    neighbours: list[set[int]] = [set() for _ in candidates]
    for (_, end, one), (start, _, other) in pairwise(places):
        near = one != other and 0 <= start - end < _WIDEST and candidates[one].side is candidates[other].side
        if near and _SEPARATOR.fullmatch(page.folded, end, start):
            neighbours[one].add(other)
            neighbours[other].add(one)
    return tuple(frozenset(each) for each in neighbours)


def _lend(page: Page, weighed: Sequence[_Weighed]) -> list[float]:
    """Probabilities after three rounds in which enumerations pull up their less likely members."""
    neighbours = enumerated(page, [each.candidate for each in weighed])
    probabilities = [each.probability for each in weighed]
    for _ in range(3):
        probabilities = [
            max(own, (1 - _ENUMERATED) * own + _ENUMERATED * sum(probabilities[n] for n in near) / len(near))
            if near
            else own
            for own, near in zip(probabilities, neighbours, strict=True)
        ]
    return probabilities


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
