"""What the index holds of one announcement: its terms, its numbers and its words, made from values alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from watch.model import Announcement, Assessment, HostingMention, HostingScope, PartialDate, Role
from watch.stems import plain_name, stems

NOBODY = "?"
"""The value of a role held by somebody whom the register does not know."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one document of an announcement comes from."""

    source: str
    publisher: str
    """Kind of publisher."""
    language: str


@dataclass(frozen=True, slots=True)
class Card:
    """One announcement with its assessment as a query sees them."""

    announcement_id: str
    terms: tuple[tuple[str, str], ...]
    """(field, value), without repetition; of a field with several values, the leading one first."""
    stems: tuple[str, ...]
    """Of all that free text looks through, in order."""
    day: str
    """ISO day by which lists are ordered: when announced, else signed, else first seen."""
    changed: str
    """ISO day of the last change."""
    announced: str | None
    signed: str | None
    amount: float | None
    """In euros; None when the texts state none in euros."""
    duration: int | None
    """In months."""
    origins: int

    def first(self, field: str) -> str | None:
        """The leading value of *field*; None when it has none."""
        return next((value for name, value in self.terms if name == field), None)


def card(
    announcement: Announcement, judged: Assessment | None, documents: Iterable[Origin], changed: date | None = None
) -> Card:
    """The card of an announcement with its current assessment and its documents.

    *changed* is the day of its last change; None: the day it was first seen.
    """
    terms = (*_deal(announcement), *_origins(documents), *(_judged(judged) if judged else ()))
    amount = announcement.amount
    return Card(
        announcement.id,
        tuple(dict.fromkeys((str(field), str(value)) for field, value in terms)),
        tuple(stems(" ".join(_texts(announcement)))),
        day_of(announcement).isoformat(),
        (changed or announcement.first_seen_at.date()).isoformat(),
        _first_day(announcement.announced_on),
        _first_day(announcement.signed_on),
        amount.eur if amount else None,
        announcement.duration_months,
        announcement.independent_origins,
    )


def day_of(announcement: Announcement) -> date:
    """The day by which lists are ordered: when announced, else when signed, else when first seen."""
    best = announcement.announced_on or announcement.signed_on
    return best.first_day if best else announcement.first_seen_at.date()


def _first_day(when: PartialDate | None) -> str | None:
    return None if when is None else when.first_day.isoformat()


def _texts(announcement: Announcement) -> Iterator[str]:
    """What free text looks through: title, parties, project, hosts, instrument, sector."""
    yield announcement.title
    yield from (part for part in (announcement.project, announcement.instrument, announcement.sector) if part)
    yield from (party.name for party in announcement.parties)
    for host in announcement.hosting:
        yield host.evidence.quote
        yield host.provider or ""


def _deal(announcement: Announcement) -> Iterator[tuple[str, str]]:
    yield "status", announcement.status
    for name, value in (("sector", announcement.sector), ("instrument", announcement.instrument)):
        if value:
            yield name, value
            yield "has", name
    for party in announcement.parties:
        for field in (party.role, "actor"):
            yield from ((field, value) for value in _who(party.name, party.actor_id))
        yield "role", party.role
    yield from _hosting(announcement.hosting)
    known = {
        "amount": announcement.amount,
        "duration": announcement.duration_months,
        "signed": announcement.signed_on,
        "announced": announcement.announced_on,
        "claim": announcement.claims,
        "use_cases": announcement.use_cases_stated,
        "project": announcement.project,
        "supplier": any(party.role is Role.SUPPLIER for party in announcement.parties),
    }
    yield from (("has", name) for name, value in known.items() if value)


def _who(name: str, actor_id: str | None) -> Iterator[str]:
    """The register id, or the mark of an unknown party; and the name, so that it can be asked for by it."""
    yield actor_id or NOBODY
    yield named(name)


def named(name: str) -> str:
    """How a party's name stands in the index."""
    return f"~{plain_name(name)}"


def _hosting(mentions: tuple[HostingMention, ...]) -> Iterator[tuple[str, str]]:
    """What is said of this very contract; a supplier's general habit is never a contract's fact."""
    for mention in mentions:
        if mention.scope is not HostingScope.CONTRACT or mention.negated or mention.hypothetical:
            continue
        yield "hosting", mention.kind
        yield "has", "hosting"
        if mention.location:
            yield "location", mention.location
        if mention.provider or mention.provider_id:
            yield from (("host", value) for value in _who(mention.provider or "", mention.provider_id))
            yield "has", "host"


def _origins(documents: Iterable[Origin]) -> Iterator[tuple[str, str]]:
    for document in documents:
        yield "source", document.source
        yield "publisher", document.publisher
        yield "language", document.language


def _judged(judged: Assessment) -> Iterator[tuple[str, str]]:
    axes = judged.axes
    yield "has", "assessment"
    yield "verdict", judged.verdict
    yield "reading", judged.reading or "none"
    yield "exposure", axes.exposure
    yield "dependence", axes.dependence
    yield "transparency", axes.transparency
    yield "sensitivity", "S?" if axes.sensitivity is None else f"S{axes.sensitivity}"
    yield "claim", str(judged.claim)
    yield "rule", judged.rule
    yield "confidence", judged.confidence or "none"
    yield from (("flag", flag) for flag in judged.flags)
    yield from (("has", finding.criterion) for finding in judged.findings if finding.value is not None)
