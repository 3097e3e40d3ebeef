"""The public form of what happened to a deal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from watch.formats.public import PublicDocument, document
from watch.model import Document, LinkKind, NoticeCheck, Step, Testimony


@dataclass(frozen=True, slots=True)
class PublicState:
    """The deal enters a state: a status, `replaced` or `denied`."""

    day: date
    status: str
    document_id: str


@dataclass(frozen=True, slots=True)
class PublicSaid:
    """One value of a fact and the documents that give it, primary sources first."""

    value: str
    document_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicFact:
    """What the documents say on one fact; several values are a contradiction, the first one stands."""

    fact: str
    said: tuple[PublicSaid, ...]


@dataclass(frozen=True, slots=True)
class PublicFollowed:
    """A document linked to the deal without reporting it: coverage, notice or replacement."""

    kind: str
    document: PublicDocument


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """An award notice of a procurement register."""

    number: str
    document_id: str


@dataclass(frozen=True, slots=True)
class PublicLife:
    """What happened to a deal, and what its documents say differently."""

    states: tuple[PublicState, ...]
    facts: tuple[PublicFact, ...]
    followed: tuple[PublicFollowed, ...]
    notices: tuple[PublicNotice, ...]
    registers_read_on: date | None
    """The day until which every procurement register watched was read; null: not all were."""
    replaces: tuple[str, ...]
    """Ids of the announcements whose supplier this deal replaces."""
    replaced_by: tuple[str, ...]
    former_ids: tuple[str, ...]
    """Ids that lead here since they were merged."""


def life(
    states: Iterable[Step],
    facts: Iterable[Testimony],
    followed: Iterable[tuple[LinkKind, Document]],
    notices: NoticeCheck,
    *,
    replaces: tuple[str, ...],
    replaced_by: tuple[str, ...],
    former_ids: tuple[str, ...],
) -> PublicLife:
    """The public form."""
    return PublicLife(
        states=tuple(PublicState(one.day, one.status, one.document_id) for one in states),
        facts=tuple(
            PublicFact(one.fact, tuple(PublicSaid(each.value, each.document_ids) for each in one.said)) for one in facts
        ),
        followed=tuple(PublicFollowed(kind.value, document(one)) for kind, one in followed),
        notices=tuple(PublicNotice(number, document_id) for number, document_id in notices.found),
        registers_read_on=notices.as_of,
        replaces=replaces,
        replaced_by=replaced_by,
        former_ids=former_ids,
    )
