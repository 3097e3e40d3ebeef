"""The value that every criterion reads, and the findings that every axis reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from watch.model import (
    Actor,
    Announcement,
    Criterion,
    Document,
    Finding,
    Framework,
    LegalBase,
    Party,
    Reading,
    Register,
    Scope,
    Side,
    Tier,
    first_day,
)
from watch_pipelines.memory import by_identity


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One announcement with its documents, and the knowledge of one day against which it is judged.

    Compared by identity, so that what seventeen criteria derive from it (sentences, roster) is derived once.
    """

    announcement: Announcement
    readings: tuple[tuple[Document, Reading], ...]
    """Documents of the announcement, in order of publication."""
    register: Register
    framework: Framework
    legal: LegalBase
    as_of: date
    undated_facts: bool = True
    """False for the verdict "at the announcement": undated facts are then left out (framework 6.8)."""
    texts: object = field(default_factory=object, init=False)
    """Identity of all that does not depend on the day. Cases that differ in nothing else share it (see `on_the_day`),
    so that what is read in their documents is read once."""

    following: tuple[tuple[Document, Reading], ...] = ()
    """Documents that follow the deal up without reporting it: only their sentences on its hosting are heard."""
    asked: dict[str | None, bool] = field(default_factory=dict, init=False)
    """What `knows` was asked of and what it said: all that can make the findings of two days differ."""

    def on_the_day(self, as_of: date, *, undated_facts: bool) -> "Case":
        """The same case with the knowledge of another day, on which it has the same documents."""
        other = replace(self, as_of=as_of, undated_facts=undated_facts)
        object.__setattr__(other, "texts", self.texts)
        return other

    def knows(self, day: str | None) -> bool:
        """Return whether a fact of the register dated *day* (ISO, possibly partial) was known on the case's day."""
        said = self.asked.get(day)
        if said is None:
            known = first_day(day)
            said = self.asked[day] = self.undated_facts if known is None else known <= self.as_of
        return said

    def knows_the_same(self, other: "Case") -> bool:
        """Return whether *other*, the same case on another day, knows and ignores the same of what this one asked."""
        return all(other.knows(day) is said for day, said in tuple(self.asked.items()))

    def actor(self, actor_id: str | None) -> Actor | None:
        """The register's entry, or None for an actor it does not know."""
        return self.register.actors.get(actor_id) if actor_id else None

    def side(self, side: Side) -> tuple[Party, ...]:
        """The parties of one side, in the order in which the documents name them."""
        return tuple(party for party in self.announcement.parties if party.side is side)

    def criterion(self, criterion_id: str) -> Criterion:
        """The published entry of a criterion; KeyError when the framework has none."""
        return _criteria(self.framework)[criterion_id]

    def document(self, document_id: str) -> Document | None:
        """The document of this case with that id."""
        return next((document for document, _ in self.all_readings if document.id == document_id), None)

    @property
    def all_readings(self) -> tuple[tuple[Document, Reading], ...]:
        """Every document of which something is heard."""
        return (*self.readings, *self.following)


@by_identity(4)
def _criteria(framework: Framework) -> dict[str, Criterion]:
    return {criterion.id: criterion for criterion in framework.criteria}


CASES_REMEMBERED = 4
"""Cases whose derived values the caches of this package keep."""

from_texts = by_identity(64 * CASES_REMEMBERED, lambda case: case.texts)
"""Decorates what depends on a case's documents, announcement and register, and not on the day."""


def at_least(tier: Tier | None, floor: Tier) -> bool:
    """Return whether *tier* is *floor* or better (A is best); False for None."""
    return tier is not None and tier <= floor


@dataclass(frozen=True, slots=True)
class Grounds:
    """The findings of one case by criterion id: the only thing that axes and rules read of the documents."""

    by_id: Mapping[str, Finding]

    def finding(self, criterion_id: str) -> Finding:
        """The finding of a criterion; KeyError when it was not examined."""
        return self.by_id[criterion_id]

    def value(self, criterion_id: str) -> str | None:
        """Its value; None: not documented."""
        return self.by_id[criterion_id].value

    def documented(self, criterion_id: str, floor: Tier, *values: str) -> bool:
        """Return whether the criterion has one of *values* at tier *floor* or better."""
        finding = self.by_id[criterion_id]
        return finding.value in values and at_least(finding.tier, floor)

    def of_contract(self, criterion_id: str) -> bool:
        """Return whether the finding is about this contract rather than the supplier's habits."""
        return self.by_id[criterion_id].scope is Scope.CONTRACT

    def supposing(self, criterion_id: str, value: str, tier: Tier) -> "Grounds":
        """The same grounds had *criterion_id* been found to be *value* for this contract."""
        changed = replace(
            self.by_id[criterion_id], value=value, tier=tier, scope=Scope.CONTRACT, contested=False, origins=1
        )
        return Grounds({**self.by_id, criterion_id: changed})


def finding(
    criterion: str,
    value: str | None,
    *,
    tier: Tier | None = None,
    scope: Scope | None = Scope.CONTRACT,
    note: str | None = None,
) -> Finding:
    """Build a finding that rests on no sentence: not documented, or known from the register alone."""
    return Finding(
        criterion=criterion,
        value=value,
        scope=scope if value is not None else None,
        tier=tier,
        as_of=None,
        evidence=(),
        register_facts=(),
        note=note,
    )
