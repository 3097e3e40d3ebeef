"""How an organisation stands among the others of its text once each was weighed alone.

A deal has few parties: a name counts for less beside a likelier one of its own side, for more beside a likely one in an
enumeration or in one sentence with a likely one of the other side. What is weighed here is small on purpose; the text
itself was weighed before (`party_features`).
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import log
from typing import Final

from watch.model import HostingMention, Side, Span
from watch_pipelines.facts.linear import Features
from watch_pipelines.facts.organisations import Candidate, alike, key_of
from watch_pipelines.facts.page import Page
from watch_pipelines.facts.role_wordings import roles_told
from watch_pipelines.facts.surroundings import lives

_SEPARATOR: Final = re.compile(
    r"[\s,;]*(?:(?:et|and|und|ou|ainsi que|de meme que|avec|&|/|\|)\s)?(?:(?:de|du|des|d'|l'|le|la|les|a|au|aux|"
    r"the)\s?){0,3}(?:(?:groupe|societe|editeur|start-up|universite|entreprise|americains?|francais|ville|"
    r"agence)s?\s)?"
)
_WIDEST: Final = 34
"""Characters that may part two members of one enumeration."""
_LEAST: Final = 1e-4
"""Probabilities are not taken for surer than this."""
_MOST_RIVALS: Final = 3
_STATED: Final = "stated."
_TELLING: Final = (
    *("only.place", "lives", "lost.only", "told", "only.common", "only.misc"),
    *("sells", "acts", "publisher", "place.title"),
)
"""Features of the organisation alone that count again."""


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


def standings(
    page: Page,
    candidates: Sequence[Candidate],
    features: Sequence[Features],
    alone: Sequence[float],
    hosting: Sequence[HostingMention],
) -> tuple[Features, ...]:
    """What is weighed of each candidate among the others; *alone* are the probabilities of each by its *features*.

    *hosting* is what the text says of where something runs: the host of the deal is a party, that of a rival is not.
    """
    neighbours = enumerated(page, candidates)
    sentences = [{page.sentence_at(each.span.start) for each in one.mentions} for one in candidates]
    return tuple(
        _standing(
            index,
            candidates,
            {**features[index], **_told(page, candidates[index], hosting)},
            alone,
            neighbours[index],
            sentences,
        )
        for index in range(len(candidates))
    )


def _standing(
    index: int,
    candidates: Sequence[Candidate],
    own: Features,
    alone: Sequence[float],
    near: frozenset[int],
    sentences: Sequence[set[Span]],
) -> Features:
    side = candidates[index].side
    same = [alone[other] for other, each in enumerate(candidates) if each.side is side and other != index]
    across = [other for other, each in enumerate(candidates) if each.side is not side]
    met = [alone[other] for other in across if sentences[other] & sentences[index]]
    best = max(same, default=0.0)
    beside = _logit(sum(alone[other] for other in near) / len(near)) if near else 0.0
    found = {
        "alone": _logit(alone[index]),
        "best.same": best,
        "best.across": max((alone[other] for other in across), default=0.0),
        "met": max(met, default=0.0),
        "beside": beside,
        "enumerated": float(bool(near)),
        "first": float(alone[index] >= best),
        "rivals": min(_MOST_RIVALS, sum(each > alone[index] for each in same)),
        "same": sum(same),
        "gap": best - alone[index],
        "register": own.get("register", 0.0),
    }
    for name in _TELLING:
        if own.get(name):
            found |= {f"own.{name}": 1.0, f"beside&own.{name}": beside}
    found |= {name: value for name, value in own.items() if name.startswith(_STATED)}
    if side is Side.PUBLIC:
        found |= {f"public.{name}": value for name, value in found.items()} | {"public": 1.0}
    return {name: value for name, value in found.items() if value}


def _told(page: Page, candidate: Candidate, hosting: Sequence[HostingMention]) -> Features:
    """The lesser roles that the text gives *candidate*, and what it says of its machines."""
    found = {f"{_STATED}{role.value}": 1.0 for role in roles_told(page, candidate)}
    for each in hosting:
        if each.provider is not None and _is_provider(candidate, each):
            sort = "denied" if each.negated else "possible" if each.hypothetical else each.scope.value
            found[f"{_STATED}runs.{sort}"] = 1.0
    return found


def _is_provider(candidate: Candidate, hosting: HostingMention) -> bool:
    if candidate.actor_id is not None and hosting.provider_id is not None:
        return candidate.actor_id == hosting.provider_id
    key = key_of(hosting.provider or "")
    return bool(key) and any(alike(key, name) for name in candidate.names)


def _logit(probability: float) -> float:
    kept = min(max(probability, _LEAST), 1 - _LEAST)
    return log(kept / (1 - kept))
