"""Deals told in a few sentences, and what the framework says of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from builders import a_document
from watch.config import Config
from watch.model import (
    Amount,
    Announcement,
    Assessment,
    Detection,
    Document,
    Evidence,
    Extraction,
    HostingKind,
    HostingMention,
    HostingScope,
    Instrument,
    PartialDate,
    Party,
    PublisherKind,
    Reading,
    Role,
    Sector,
    Side,
    Status,
)
from watch_pipelines.assess import assess
from watch_pipelines.casework.case import Case
from watch_pipelines.consolidate import consolidate

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY_DATE = TODAY.date()


@dataclass(frozen=True)
class Told:
    """One document: its words, and who publishes it when."""

    text: str
    kind: PublisherKind = PublisherKind.GOVERNMENT
    title: str = "Intelligence artificielle : un accord"
    publisher: str = "Salle de presse"
    on: date = date(2026, 3, 2)
    language: str = "fr"


@dataclass(frozen=True)
class Host:
    """One hosting statement: words of the text and what extraction makes of them."""

    quote: str
    kind: HostingKind
    provider: str | None = None
    provider_id: str | None = None
    location: str | None = None
    scope: HostingScope = HostingScope.CONTRACT
    negated: bool = False
    hypothetical: bool = False


@dataclass(frozen=True)
class Deal:
    """A deal as its documents tell it; parties are (name, register id, role)."""

    told: tuple[Told, ...]
    public: tuple[tuple[str, str | None, Role], ...]
    private: tuple[tuple[str, str | None, Role], ...]
    hosting: tuple[Host, ...] = ()
    instrument: Instrument | None = None
    status: Status = Status.ANNOUNCED
    sector: Sector | None = None
    amount: float | None = None
    duration_months: int | None = None
    project: str | None = None
    detected: bool = True
    missing: tuple[str, ...] = ()
    """What detection says that the documents lack."""
    name: str = "document"
    """Begins the ids of its documents."""


def _evidence(document: Document, quote: str) -> Evidence:
    start = document.full_text.find(quote)
    assert start >= 0, f"{quote!r} is not in {document.full_text!r}"
    return Evidence(document.id, start, start + len(quote), quote)


def _anchor(document: Document, name: str) -> Evidence:
    start = max(document.full_text.find(name), 0)
    return Evidence(document.id, start, start + len(name), document.full_text[start : start + len(name)])


def members_of(deal: Deal) -> tuple[tuple[Document, Reading], ...]:
    """The documents of a deal with their readings."""
    return tuple(_member(deal, told, place) for place, told in enumerate(deal.told))


def _parties(deal: Deal, document: Document) -> tuple[Party, ...]:
    sides = ((Side.PUBLIC, deal.public), (Side.PRIVATE, deal.private))
    return tuple(
        Party(name, actor_id, side, role, _anchor(document, name))
        for side, named in sides
        for name, actor_id, role in named
    )


def _hosting(deal: Deal, document: Document) -> tuple[HostingMention, ...]:
    return tuple(
        HostingMention(
            h.provider,
            h.provider_id,
            h.kind,
            h.location,
            h.scope,
            h.negated,
            h.hypothetical,
            _evidence(document, h.quote),
        )
        for h in deal.hosting
        if h.quote in document.full_text
    )


def _member(deal: Deal, told: Told, place: int) -> tuple[Document, Reading]:
    document = a_document(
        told.text,
        id=f"{deal.name}-{place}",
        title=told.title,
        publisher=told.publisher,
        publisher_kind=told.kind,
        published_on=told.on,
        language=told.language,
        canonical_url=f"https://source-{place}.example/page",
    )
    amount = Amount(deal.amount, "EUR", deal.amount, cap=False, evidence=_anchor(document, "")) if deal.amount else None
    extraction = Extraction(
        parties=_parties(deal, document),
        hosting=_hosting(deal, document),
        announced_on=PartialDate.of(told.on),
        signed_on=None,
        instrument=deal.instrument,
        sector=deal.sector,
        sensitivity=None,
        amount=amount,
        duration_months=deal.duration_months,
        use_cases_stated=False,
        claims=(),
        project=deal.project,
        evidence=(),
        cues=(),
    )
    detection = Detection(deal.detected, 0.9, deal.status if deal.detected else None, (), deal.missing, ())
    return document, Reading(document.id, detection, extraction, None, None)


def announcement_of(deal: Deal) -> Announcement:
    """The announcement that the documents of a deal make together."""
    return consolidate(None, members_of(deal), "2026-deal", TODAY)


def case_of(deal: Deal, config: Config, as_of: date = TODAY_DATE) -> Case:
    """The deal as the criteria see it."""
    return Case(announcement_of(deal), members_of(deal), config.register, config.framework, config.legal, as_of)


def judge(deal: Deal, config: Config, as_of: date = TODAY_DATE) -> Assessment:
    """The assessment of a deal with the knowledge of a day."""
    return assess(
        announcement_of(deal), members_of(deal), config.register, config.framework, config.legal, as_of, TODAY
    )
