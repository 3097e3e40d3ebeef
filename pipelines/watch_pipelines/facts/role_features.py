"""What is weighed to tell the role of a party: its own surroundings, and the kind of deal it is in."""

import re
from collections.abc import Sequence
from typing import Final

from watch.model import Side, Status
from watch_pipelines.facts.instrument import instrument_features
from watch_pipelines.facts.linear import Features
from watch_pipelines.facts.organisations import Candidate
from watch_pipelines.facts.page import Page
from watch_pipelines.typography import fold

_DEAL_GROUPS: Final = (
    *(
        "framework",
        "contract",
        "procurement",
        "order",
        "award",
        "partnership",
        "collaboration",
        "experiment",
        "memorandum",
    ),
    *("investment", "research", "grant", "central", "adoption", "agreement"),
)
_MANY: Final = (("one", 1), ("two", 2), ("three", 3), ("several", 6), ("crowd", 10_000))
"""How many parties one side has, by the largest number that the word stands for."""
_BODIES: Final = {
    "research": re.compile(
        r"\b(?:inria|cnrs|inserm|cea|inrae|institut\w*|recherche|research|forschung\w*|onera|ens\b|scien\w+|"
        r"laborato\w+)\b"
    ),
    "university": re.compile(
        r"\b(?:universit\w+|ecole\w*|sorbonne|polytechnique|cnam|college|faculte|campus|academ\w+)\b"
    ),
    "hospital": re.compile(
        r"\b(?:chu|chru|hopita\w+|hospi\w+|ap-hp|assistance publique|centre hospitalier|clini\w+|nhs)\b"
    ),
    "local": re.compile(
        r"\b(?:ville|mairie|commune\w*|metropole|region|departement\w*|conseil|agglomeration|communaute|city|"
        r"council|stadt)\b"
    ),
    "ministry": re.compile(r"\b(?:minist\w+|direction|bercy|dgfip|dinum|dga|secretariat|department)\b"),
    "state": re.compile(
        r"\b(?:etat|gouvernement|government|france|royaume|luxembourg|maroc|republique|regierung|state)\b"
    ),
    "agency": re.compile(r"\b(?:agence|agency|office|caisse|autorite|commission|travail|assurance|centrale|ugap)\b"),
    "force": re.compile(r"\b(?:police|gendarmerie|armee\w*|marine|dgsi|otan|nato|defense|army|navy)\b"),
}

def role_features(
    page: Page, features: Features, candidate: Candidate, parties: Sequence[Candidate], status: Status | None
) -> Features:
    """*features* of a party with the deal around them: a research alliance has partners, a purchase a buyer.

    *parties* are all parties of the deal, this one among them, in order of first mention.
    """
    side = candidate.side
    deal = instrument_features(page, status)
    met = {
        f"{side.value}&{group}.{place}": deal[f"{group}.{place}"]
        for group in _DEAL_GROUPS
        for place in ("any", "title", "lead")
        if f"{group}.{place}" in deal
    }
    mine = [each for each in parties if each.side is side]
    place = next((index for index, each in enumerate(mine) if each is candidate), 0)
    many = next(name for name, most in _MANY if len(mine) <= most)
    others = len(parties) - len(mine)
    order = {
        f"{side.value}&{many}": 1.0,
        f"{side.value}&{many}&place{min(place, 2)}": 1.0,
        f"{side.value}&against{min(others, 3)}": 1.0,
        f"{side.value}&most": float(all(len(each.mentions) <= len(candidate.mentions) for each in mine)),
        f"{side.value}&{many}&title": features.get("place.title", 0.0),
    }
    names = " ; ".join(fold(each.best.text) for each in parties if each.side is Side.PUBLIC)
    own = fold(candidate.best.text)
    order |= {f"{side.value}&deal.{kind}": 1.0 for kind, pattern in _BODIES.items() if pattern.search(names)}
    order |= {f"{side.value}&own.{kind}": 1.0 for kind, pattern in _BODIES.items() if pattern.search(own)}
    stage = {f"{side.value}&status.{status.value}": 1.0} if status else {}
    return {**features, **met, **order, **stage}
