"""What is weighed to tell the role of a party: its own surroundings, and the kind of deal it is in."""

import re
from collections.abc import Sequence
from typing import Final

from watch.model import Side, Status
from watch_pipelines.facts.instrument import instrument_features
from watch_pipelines.facts.linear import Features
from watch_pipelines.facts.organisations import Candidate
from watch_pipelines.facts.page import Page
from watch_pipelines.facts.surroundings import BESIDE
from watch_pipelines.scanning import Group
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
_BODIES: Final = Group(
    {
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
        "agency": re.compile(
            r"\b(?:agence|agency|office|caisse|autorite|commission|travail|assurance|centrale|ugap)\b"
        ),
        "force": re.compile(r"\b(?:police|gendarmerie|armee\w*|marine|dgsi|otan|nato|defense|army|navy)\b"),
    }
)


def role_features(
    page: Page, features: Features, candidate: Candidate, parties: Sequence[Candidate], status: Status | None
) -> Features:
    """*features* of a party with the deal around them: a research alliance has partners, a purchase a buyer.

    *parties* are all parties of the deal, this one among them, in order of first mention.
    """
    side = candidate.side
    mine = [each for each in parties if each.side is side]
    told = {name: value for name, value in features.items() if not name.startswith(BESIDE)}
    stage = {f"{side.value}&status.{status.value}": 1.0} if status else {}
    place = _place(candidate, mine, len(parties) - len(mine), titled=features.get("place.title", 0.0))
    return {**told, **_kind_of_deal(page, side, status), **_bodies(candidate, parties), **place, **stage}


def _kind_of_deal(page: Page, side: Side, status: Status | None) -> Features:
    """The forms of commitment that the text names, and where."""
    deal = instrument_features(page, status)
    names = [f"{group}.{place}" for group in _DEAL_GROUPS for place in ("any", "title", "lead")]
    return {f"{side.value}&{name}": deal[name] for name in names if name in deal}


def _place(candidate: Candidate, mine: Sequence[Candidate], others: int, *, titled: float) -> Features:
    """How many parties stand on its side and against it, and where it comes among its own."""
    side = candidate.side.value
    place = next((index for index, each in enumerate(mine) if each is candidate), 0)
    many = next(name for name, most in _MANY if len(mine) <= most)
    return {
        f"{side}&{many}": 1.0,
        f"{side}&{many}&place{min(place, 2)}": 1.0,
        f"{side}&against{min(others, 3)}": 1.0,
        f"{side}&most": float(all(len(each.mentions) <= len(candidate.mentions) for each in mine)),
        f"{side}&{many}&title": titled,
    }


def _bodies(candidate: Candidate, parties: Sequence[Candidate]) -> Features:
    """What kinds of public body are in the deal, and which kind it is itself."""
    side = candidate.side.value
    names = " ; ".join(fold(each.best.text) for each in parties if each.side is Side.PUBLIC)
    own = fold(candidate.best.text)
    met = {f"{side}&deal.{kind}": 1.0 for kind in _BODIES.met(names)}
    return met | {f"{side}&own.{kind}": 1.0 for kind in _BODIES.met(own)}
