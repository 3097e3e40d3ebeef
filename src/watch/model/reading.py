"""What a careful reader finds in one document: mentions, a decision with reasons, and the facts of the deal."""

from dataclasses import dataclass
from enum import StrEnum

from watch.model.dates import PartialDate
from watch.model.documents import Document, Evidence


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``full_text[start:end]`` of a document."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EntityMention:
    """A name read in the text, by the model or by the register."""

    span: Span
    text: str
    label: str
    """ORG, PER, LOC, DATE, PROD, EVENT."""
    actor_ids: tuple[str, ...]
    """Register actors it may name, best first; empty when unknown."""
    ambiguous: bool
    """The register says that this name also means something else."""


@dataclass(frozen=True, slots=True)
class CueMention:
    """A phrase of the lexicon read in the text."""

    span: Span
    text: str
    cue: str
    """Id of the cue."""
    weight: float


@dataclass(frozen=True, slots=True)
class Annotation:
    """A text as the language pipeline sees it; sorted by position."""

    text: str
    """`Document.full_text` with typographic variants replaced one for one, so that offsets hold."""
    sentences: tuple[Span, ...]
    entities: tuple[EntityMention, ...]
    cues: tuple[CueMention, ...]


class Status(StrEnum):
    """How far the commitment is, from the wording of the document."""

    SIGNED = "signed"
    ANNOUNCED = "announced"
    INTENDED = "intended"
    PILOT = "pilot"
    RENEWED = "renewed"
    ENDED = "ended"


class Side(StrEnum):
    """Public body or company."""

    PUBLIC = "public"
    PRIVATE = "private"


class Role(StrEnum):
    """What a party does in the deal."""

    BUYER = "buyer"
    BENEFICIARY = "beneficiary"
    GOVERNANCE = "governance"
    SUPERVISING = "supervising"
    PARTNER = "partner"
    SUPPLIER = "supplier"
    HOST = "host"
    SUBCONTRACTOR = "subcontractor"
    INVESTOR = "investor"


class HostingKind(StrEnum):
    """What a hosting statement says (framework C6-C8)."""

    ON_PREMISE = "on_premise"
    STATE_CLOUD = "state_cloud"
    QUALIFIED_CLOUD = "qualified_cloud"
    EU_CLOUD = "eu_cloud"
    THIRD_COUNTRY_CLOUD = "third_country_cloud"
    LOCATION_ONLY = "location_only"
    UNSPECIFIED_CLAIM = "unspecified_claim"


class HostingScope(StrEnum):
    """Whom a hosting statement is about."""

    CONTRACT = "contract"
    SUPPLIER = "supplier"
    OTHER = "other"


class Instrument(StrEnum):
    """The form of the commitment, as the text names it."""

    FRAMEWORK_AGREEMENT = "accord-cadre"
    CONTRACT = "marché"
    CONVENTION = "convention"
    PARTNERSHIP = "partenariat"
    LETTER_OF_COMMITMENT = "lettre d'engagement"
    LETTER_OF_INTENT = "lettre d'intention"
    MEMORANDUM = "MoU"
    RESEARCH_CONTRACT = "contrat de recherche"
    INVESTMENT = "investissement"
    EXPERIMENT = "expérimentation"
    OTHER = "autre"


class Sector(StrEnum):
    """The field of public action concerned."""

    DEFENCE = "defence"
    SECURITY = "security"
    HEALTH = "health"
    JUSTICE = "justice"
    EDUCATION = "education"
    RESEARCH = "research"
    EMPLOYMENT = "employment"
    TAX = "tax"
    GENERAL_ADMINISTRATION = "general administration"
    LOCAL_GOVERNMENT = "local government"
    ENVIRONMENT = "environment"
    TRANSPORT = "transport"
    CULTURE = "culture"
    MEDIA = "media"
    SPACE = "space"
    FINANCE = "finance"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of a decision: a rule id, what it weighed (signed), and the characters it rests on, if any."""

    rule: str
    weight: float
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Detection:
    """Is this document a new commitment between a public body and a company about AI?"""

    is_announcement: bool
    score: float
    """Calibrated probability, 0 to 1."""
    status: Status | None
    """None when it is no announcement."""
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    """What a yes would have needed: "public_party", "company", "ai_object", "commitment", "newness"."""
    deal_sentences: tuple[Span, ...]
    """The sentences that carry the deal; only their parties are parties."""


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation of the deal, as this document names it."""

    name: str
    actor_id: str | None
    """Register id; None when it is not in the register."""
    side: Side
    role: Role
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class HostingMention:
    """One statement about where something runs."""

    provider: str | None
    provider_id: str | None
    kind: HostingKind
    location: str | None
    """ISO country code, "EU", or None."""
    scope: HostingScope
    negated: bool
    hypothetical: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Amount:
    """Money of the deal, in the currency of the text."""

    value: float
    currency: str
    """ISO 4217."""
    eur: float | None
    """In euros when the text states euros, else None: no exchange rate is guessed."""
    cap: bool
    """A ceiling ("jusqu'à") rather than a price."""
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Claim:
    """A sovereignty claim about this deal (framework C16, strength 1 to 3)."""

    strength: int
    by: str | None
    """Who claims it: "body", "supplier", "journalist" or None."""
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Extraction:
    """The facts of the deal that one document states, each with its characters."""

    parties: tuple[Party, ...]
    hosting: tuple[HostingMention, ...]
    announced_on: PartialDate | None
    signed_on: PartialDate | None
    instrument: Instrument | None
    sector: Sector | None
    sensitivity: int | None
    """Framework rank 0 to 5 that the text supports; None when it says nothing."""
    amount: Amount | None
    duration_months: int | None
    use_cases_stated: bool
    claims: tuple[Claim, ...]
    project: str | None
    """Name of the system or service, when the text names one."""
    evidence: tuple[tuple[str, Evidence], ...]
    """(field name, characters) for the fields above that carry none themselves."""
    cues: tuple[tuple[str, Evidence], ...]
    """(cue id, characters) in the deal's sentences; what the criteria of the framework read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the stages found in one document."""

    document_id: str
    detection: Detection
    extraction: Extraction | None
    """None when the document is set aside (another language, no deal and nothing to keep)."""
    set_aside: str | None
    """Why the document was not read: "language:xx", "empty"; None when it was."""
    duplicate_of: str | None
    """Document of which this is a near-verbatim copy."""


Member = tuple[Document, Reading]
"""A document of an announcement with what was read in it."""
