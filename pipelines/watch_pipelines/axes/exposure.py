"""J, the legal exposure (framework 6.2): the first condition that holds, over findings only."""

from collections.abc import Callable
from dataclasses import dataclass

from watch.model import Tier
from watch_pipelines.casework.case import Grounds, at_least

OBJECT = "deal.object_and_layer"
SUPPLIER = "parties.supplier"
CONTROL = "parties.control"
MODE = "hosting.deployment"
HOST = "hosting.host"
LOCATION = "hosting.location"
QUALIFICATION = "hosting.qualification"
MASTERY = "dependence.mastery"

WITHOUT_DATA = ("investment", "content_licence", "training")
"""Objects under which no data of the body is processed."""

_COVER_ALL = ("on_premise", "public_infrastructure", "third_country_excluded")
"""Statements (a), (b) and (e): they cover every party."""
_COVER_HOST = ("home_cloud", "qualified_cloud")
"""Statements (c), (d) and (f): they cover the host, and a supplier only if it is of the home order."""
_ADMISSIBLE = _COVER_ALL + _COVER_HOST


@dataclass(frozen=True, slots=True)
class Exposure:
    """The code, what it rests on, and the criteria that decided it."""

    code: str
    """J0, J1, J2, J3, J? or n/a."""
    basis: str | None
    """"declared" or "presumed" for J1, the letter of the clause for J0, J2 and J3; None otherwise."""
    used: tuple[str, ...]


def admissible(grounds: Grounds, floor: Tier) -> bool:
    """Return whether a contract-level statement able to give J1 is documented at *floor* or better."""
    return grounds.documented(MODE, floor, *_ADMISSIBLE) and grounds.of_contract(MODE)


def covered(grounds: Grounds, floor: Tier) -> bool:
    """Return whether an admissible statement at *floor* or better covers every operating party."""
    if not admissible(grounds, floor):
        return False
    if grounds.value(MODE) in _COVER_ALL:
        return True
    if grounds.documented(HOST, floor, "home_operator", "public") and grounds.of_contract(HOST):
        return True
    return grounds.value(CONTROL) in {"home", "public", None}


def exposure(grounds: Grounds) -> Exposure:
    """Judge J: no data flow, then J3, J0, J2, J1 declared, J?, J1 presumed, in that order."""
    if grounds.value(OBJECT) in WITHOUT_DATA:
        return Exposure("n/a", None, (OBJECT,))
    for clause in _CLAUSES:
        found = clause(grounds)
        if found is not None:
            return found
    return Exposure("J?", None, (CONTROL,))


def _direct(grounds: Grounds) -> Exposure | None:
    """J3: a foreign party hosts or operates, the offer is a foreign service, or data lie in a third country."""
    if grounds.of_contract(HOST) and grounds.documented(HOST, Tier.D, "foreign"):
        return Exposure("J3", "a", (HOST,))
    if grounds.of_contract(MODE) and grounds.documented(MODE, Tier.D, "third_country_cloud"):
        return Exposure("J3", "a", (MODE,))
    serves = grounds.value(SUPPLIER) == "service" and grounds.value(OBJECT) != "joint_research"
    if grounds.value(CONTROL) == "foreign" and serves and not _run_at_home(grounds):
        return Exposure("J3", "b", (SUPPLIER, CONTROL))
    if grounds.of_contract(LOCATION) and grounds.documented(LOCATION, Tier.D, "third"):
        return Exposure("J3", "c", (LOCATION,))
    return None


def _run_at_home(grounds: Grounds) -> bool:
    """Return whether a fact on the contract has a public or home party run the service, be it on a licensed cloud."""
    licensed = grounds.of_contract(MODE) and grounds.documented(MODE, Tier.C, "hybrid_licensed_cloud")
    stated = admissible(grounds, Tier.C) and grounds.value(MODE) != "third_country_excluded"
    return licensed or stated


def _immune(grounds: Grounds) -> Exposure | None:
    """J0: a qualified cloud on which public staff run the application, or a named public infrastructure."""
    run = grounds.documented(MASTERY, Tier.C, "public_run")
    qualified = grounds.documented(QUALIFICATION, Tier.C, "in_force") and grounds.documented(
        MODE, Tier.C, "qualified_cloud", "home_cloud"
    )
    if qualified and run:
        return Exposure("J0", "a", (MODE, QUALIFICATION, MASTERY))
    if run and grounds.documented(MODE, Tier.C, "public_infrastructure", "on_premise") and _official(grounds):
        return Exposure("J0", "b", (MODE, MASTERY))
    return None


def _official(grounds: Grounds) -> bool:
    """Return whether the body itself is read at source, or two independent relays agree."""
    found = grounds.finding(MODE)
    return at_least(found.tier, Tier.B) or found.origins > 1


def _indirect(grounds: Grounds) -> Exposure | None:
    """J2: the seven indirect ways, each by its letter."""
    control, kind = grounds.value(CONTROL), grounds.value(SUPPLIER)
    usual = not grounds.of_contract(HOST) and grounds.documented(HOST, Tier.D, "foreign")
    secondary = grounds.of_contract(HOST) and grounds.documented(HOST, Tier.D, "foreign_secondary")
    software = control == "foreign" and kind not in {"hardware", "none"} and not covered(grounds, Tier.C)
    at_body = grounds.documented(MODE, Tier.C, "on_premise", "public_infrastructure")
    hybrid = grounds.of_contract(MODE) and grounds.documented(MODE, Tier.D, "hybrid_licensed_cloud")
    ways = (
        ("a", secondary, (HOST,)),
        ("b", software, (SUPPLIER, CONTROL)),
        ("c", control == "capital_fail" and not at_body, (CONTROL,)),
        ("d", hybrid, (MODE,)),
        ("e", control == "joint_venture", (CONTROL,)),
        ("f", usual and not admissible(grounds, Tier.D), (HOST,)),
        ("g", control == "acquisition" and not admissible(grounds, Tier.C), (CONTROL,)),
    )
    return next((Exposure("J2", letter, used) for letter, holds, used in ways if holds), None)


def _declared(grounds: Grounds) -> Exposure | None:
    return Exposure("J1", "declared", (MODE,)) if covered(grounds, Tier.C) else None


def _unknown(grounds: Grounds) -> Exposure | None:
    """J?: an operating party of unknown status that no admissible statement covers."""
    if covered(grounds, Tier.D):
        return None
    if grounds.value(CONTROL) in {"unknown", None}:
        return Exposure("J?", None, (CONTROL,))
    if grounds.of_contract(HOST) and grounds.value(HOST) == "unknown":
        return Exposure("J?", None, (HOST,))
    return None


def _presumed(grounds: Grounds) -> Exposure | None:
    if grounds.value(CONTROL) in {"home", "public", "acquisition"} or covered(grounds, Tier.D):
        return Exposure("J1", "presumed", (CONTROL,))
    return None


_CLAUSES: tuple[Callable[[Grounds], Exposure | None], ...] = (
    _direct,
    _immune,
    _indirect,
    _declared,
    _unknown,
    _presumed,
)
