"""What the axes read of the findings, small enough to remember what follows from it.

Judging supposes some seventy other findings in turn, each of which leaves most axes as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from watch.model import Finding, LegalBase, Scope, Tier
from watch_pipelines.axes import scales
from watch_pipelines.axes.exposure import (
    CONTROL,
    HOST,
    LOCATION,
    MASTERY,
    MODE,
    OBJECT,
    QUALIFICATION,
    SUPPLIER,
    Exposure,
    exposure,
)
from watch_pipelines.casework.case import Grounds
from watch_pipelines.memory import by_identity

Standing = tuple[str | None, Tier | None, Scope | None, bool]
"""Of one finding: value, tier, scope, and whether independent origins agree."""

_OF_EXPOSURE = (OBJECT, SUPPLIER, CONTROL, MODE, HOST, LOCATION, QUALIFICATION, MASTERY)
_OF_SCALES = (OBJECT, scales.INSTRUMENT, scales.SENSITIVITY, scales.AUDIT, MASTERY, scales.SUBSTITUTES, scales.CLAIM)
_OF_SCOPE = ("parties.public_party", SUPPLIER, OBJECT)
READ = frozenset({*_OF_EXPOSURE, *_OF_SCALES, *_OF_SCOPE})
"""The criteria that a rule can depend on."""


@dataclass(frozen=True, slots=True)
class Scaled:
    """What `axes.scales` says that rules read."""

    dependence: str
    sensitivity: int | None
    claim: int
    bound: str
    """Whether the instrument binds the body to buy."""


def standings(grounds: Grounds) -> dict[str, Standing]:
    """The standing of each finding by criterion id."""
    return {
        criterion: (found.value, found.tier, found.scope, found.origins > 1)
        for criterion, found in grounds.by_id.items()
    }


def supposed(value: str, tier: Tier) -> Standing:
    """The standing of *value* had it been found for this contract (see `Grounds.supposing`)."""
    return value, tier, Scope.CONTRACT, False


def exposure_of(known: Mapping[str, Standing]) -> Exposure:
    """`axes.exposure.exposure` of findings that stand so."""
    return _exposure(tuple([known[one] for one in _OF_EXPOSURE]))


def scaled(known: Mapping[str, Standing], legal: LegalBase, under: Exposure, *, service_runs: bool) -> Scaled:
    """`axes.scales` of findings that stand so, under that exposure."""
    return _scaled(legal, tuple([known[one] for one in _OF_SCALES]), under, service_runs)


def in_scope(known: Mapping[str, Standing]) -> bool:
    """R0, of the findings: a public party, a supplier, an AI object that is not training alone."""
    body, supplier, about = _OF_SCOPE
    return known[body][0] is not None and known[supplier][0] is not None and known[about][0] != "training"


@lru_cache(maxsize=4096)
def _exposure(standing: tuple[Standing, ...]) -> Exposure:
    return exposure(_grounds(_OF_EXPOSURE, standing))


@by_identity(4096)
def _scaled(legal: LegalBase, standing: tuple[Standing, ...], under: Exposure, service_runs: bool) -> Scaled:
    grounds = _grounds(_OF_SCALES, standing)
    return Scaled(
        dependence=scales.dependence(grounds, legal, service_runs=service_runs),
        sensitivity=scales.sensitivity(grounds, under),
        claim=scales.claim(grounds),
        bound=scales.binding(grounds, legal),
    )


def _grounds(criteria: Sequence[str], standing: Sequence[Standing]) -> Grounds:
    """Findings that stand so and rest on nothing; reading another criterion is a KeyError."""
    return Grounds(
        {
            criterion: Finding(criterion, value, scope, tier, None, (), (), None, origins=2 if agreed else 1)
            for criterion, (value, tier, scope, agreed) in zip(criteria, standing, strict=True)
        }
    )
