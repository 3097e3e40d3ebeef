"""What is published of an announcement, its judgement and its documents: a form that outlives the inner model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from watch.model import (
    Actor,
    Announcement,
    Assessment,
    Document,
    Evidence,
    Finding,
    Framework,
    HostingMention,
    Party,
)
from watch.wording.phrases import headline, quote_link, safe_link, say_verdict_of, shorten


@dataclass(frozen=True, slots=True)
class PublicQuote:
    """The sentence behind a statement: where it stands, and a link that lands on it."""

    document_id: str
    start: int
    end: int
    quote: str
    """At most 300 characters."""
    link: str | None


@dataclass(frozen=True, slots=True)
class PublicParty:
    """An organisation of the deal."""

    name: str
    actor_id: str | None
    side: str
    role: str


@dataclass(frozen=True, slots=True)
class PublicHosting:
    """One statement about where something runs."""

    provider: str | None
    provider_id: str | None
    kind: str
    location: str | None
    scope: str
    negated: bool
    hypothetical: bool
    evidence: PublicQuote


@dataclass(frozen=True, slots=True)
class PublicAmount:
    """Money of the deal."""

    value: float
    currency: str
    eur: float | None
    cap: bool


@dataclass(frozen=True, slots=True)
class PublicFinding:
    """The answer of one criterion with what proves it."""

    criterion: str
    value: str | None
    scope: str | None
    tier: str | None
    as_of: str | None
    confidence: str | None
    origins: int
    contested: bool
    evidence: tuple[PublicQuote, ...]
    register_facts: tuple[str, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class PublicAssessment:
    """One judgement by the framework."""

    id: str
    announcement_version: int
    framework_version: str
    as_of: date
    exposure: str
    exposure_basis: str | None
    dependence: str
    transparency: str
    sensitivity: int | None
    claim: int
    gap: int | None
    verdict: str
    verdict_fr: str
    verdict_en: str
    reading: str | None
    rule: str
    prefix: str | None
    flags: tuple[str, ...]
    confidence: str | None
    missing: tuple[str, ...]
    would_change: tuple[str, ...]
    created_at: datetime
    findings: tuple[PublicFinding, ...]


@dataclass(frozen=True, slots=True)
class PublicAnnouncement:
    """One announcement with its current assessment; null while it awaits one."""

    id: str
    url: str
    """Its permanent address."""
    version: int
    headline: str
    title: str
    status: str
    announced_on: str | None
    """ISO, possibly partial: 2025, 2025-11 or 2025-11-26."""
    signed_on: str | None
    instrument: str | None
    sector: str | None
    sensitivity: int | None
    amount: PublicAmount | None
    duration_months: int | None
    use_cases_stated: bool
    claim: int
    project: str | None
    parties: tuple[PublicParty, ...]
    hosting: tuple[PublicHosting, ...]
    document_ids: tuple[str, ...]
    independent_origins: int
    first_seen_at: datetime
    changes: tuple[str, ...]
    assessment: PublicAssessment | None


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """What is published of a document: where it stands, never its text."""

    id: str
    source_id: str
    url: str
    publisher: str
    publisher_kind: str
    language: str
    title: str
    published_on: date | None
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class PublicActor:
    """An organisation of the register, with who controls it."""

    id: str
    name: str
    kind: str
    country: str | None
    controlled_from: str | None
    """Country of the documented ultimate control."""
    aliases: tuple[str, ...]
    certifications: tuple[str, ...]
    url: str


def announcement(
    found: Announcement,
    judged: Assessment | None,
    framework: Framework,
    base: str,
    documents: Mapping[str, Document] | None = None,
) -> PublicAnnouncement:
    """The public form; *base* is the address of the pages, *documents* those by which quotes get their links."""
    known = documents or {}
    amount = found.amount
    return PublicAnnouncement(
        id=found.id,
        url=f"{base}/announcements/{found.id}",
        version=found.version,
        headline=headline(found),
        title=shorten(found.title),
        status=found.status,
        announced_on=str(found.announced_on) if found.announced_on else None,
        signed_on=str(found.signed_on) if found.signed_on else None,
        instrument=found.instrument,
        sector=found.sector,
        sensitivity=found.sensitivity,
        amount=PublicAmount(amount.value, amount.currency, amount.eur, amount.cap) if amount else None,
        duration_months=found.duration_months,
        use_cases_stated=found.use_cases_stated,
        claim=max((claim.strength for claim in found.claims), default=0),
        project=found.project,
        parties=tuple(_party(party) for party in found.parties),
        hosting=tuple(_hosting(mention, known) for mention in found.hosting),
        document_ids=found.document_ids,
        independent_origins=found.independent_origins,
        first_seen_at=found.first_seen_at,
        changes=tuple(found.changes),
        assessment=None if judged is None else assessment(judged, framework, known),
    )


def assessment(judged: Assessment, framework: Framework, documents: Mapping[str, Document]) -> PublicAssessment:
    """The public form of a judgement."""
    axes = judged.axes
    return PublicAssessment(
        id=judged.id,
        announcement_version=judged.announcement_version,
        framework_version=judged.framework_version,
        as_of=judged.as_of,
        exposure=axes.exposure,
        exposure_basis=axes.exposure_basis,
        dependence=axes.dependence,
        transparency=axes.transparency,
        sensitivity=axes.sensitivity,
        claim=judged.claim,
        gap=judged.gap,
        verdict=judged.verdict,
        verdict_fr=say_verdict_of(judged, framework, "fr"),
        verdict_en=say_verdict_of(judged, framework, "en"),
        reading=judged.reading,
        rule=judged.rule,
        prefix=judged.prefix,
        flags=judged.flags,
        confidence=judged.confidence,
        missing=judged.missing,
        would_change=judged.would_change,
        created_at=judged.created_at,
        findings=tuple(_finding(found, documents) for found in judged.findings),
    )


def document(found: Document) -> PublicDocument:
    """*found* without its text."""
    return PublicDocument(
        id=found.id,
        source_id=found.source_id,
        url=safe_link(found.url) or "",
        publisher=found.publisher,
        publisher_kind=found.publisher_kind,
        language=found.language,
        title=shorten(found.title),
        published_on=found.published_on,
        captured_at=found.captured_at,
    )


def actor(found: Actor, base: str) -> PublicActor:
    """The public form of an actor of the register."""
    control = found.ultimate_control
    return PublicActor(
        id=found.id,
        name=found.name,
        kind=found.kind,
        country=found.country,
        controlled_from=control.country if control else None,
        aliases=found.aliases,
        certifications=tuple(each.name for each in found.certifications),
        url=f"{base}/actors/{found.id}",
    )


def _party(party: Party) -> PublicParty:
    return PublicParty(shorten(party.name, 160), party.actor_id, party.side, party.role)


def _hosting(mention: HostingMention, documents: Mapping[str, Document]) -> PublicHosting:
    return PublicHosting(
        mention.provider,
        mention.provider_id,
        mention.kind,
        mention.location,
        mention.scope,
        mention.negated,
        mention.hypothetical,
        _quote(mention.evidence, documents),
    )


def _finding(found: Finding, documents: Mapping[str, Document]) -> PublicFinding:
    return PublicFinding(
        criterion=found.criterion,
        value=found.value,
        scope=found.scope,
        tier=found.tier,
        as_of=found.as_of,
        confidence=found.confidence,
        origins=found.origins,
        contested=found.contested,
        evidence=tuple(_quotes(found.evidence, documents)),
        register_facts=tuple(shorten(fact) for fact in found.register_facts),
        note=found.note,
    )


def _quotes(evidence: Iterable[Evidence], documents: Mapping[str, Document]) -> Iterable[PublicQuote]:
    return (_quote(each, documents) for each in evidence)


def _quote(evidence: Evidence, documents: Mapping[str, Document]) -> PublicQuote:
    known = documents.get(evidence.document_id)
    link = quote_link(known.url, evidence.quote) if known else None
    return PublicQuote(evidence.document_id, evidence.start, evidence.end, shorten(evidence.quote), link)
