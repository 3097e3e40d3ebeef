"""One commitment made public, and how documents gather into it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watch.model.dates import PartialDate
from watch.model.reading import Amount, Claim, HostingMention, Instrument, Party, Sector, Status


class Change(StrEnum):
    """What made a new version of an announcement; only material changes do."""

    NEW = "new"
    PARTY = "party"
    HOSTING = "hosting"
    AMOUNT = "amount"
    DURATION = "duration"
    INSTRUMENT = "instrument"
    STATUS = "status"
    SIGNED_ON = "signed_on"
    VERDICT = "verdict"
    AXIS = "axis"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One partnership made public: parties, date, object, hosting, and the documents that carry it."""

    id: str
    version: int
    """1 for a new announcement; one more with every material change."""
    title: str
    """The title of the best document, primary sources first."""
    status: Status
    announced_on: PartialDate | None
    signed_on: PartialDate | None
    parties: tuple[Party, ...]
    hosting: tuple[HostingMention, ...]
    instrument: Instrument | None
    sector: Sector | None
    sensitivity: int | None
    amount: Amount | None
    duration_months: int | None
    use_cases_stated: bool
    claims: tuple[Claim, ...]
    project: str | None
    document_ids: tuple[str, ...]
    """In order of publication."""
    independent_origins: int
    """Publishers of independent origin; a wire copy in ten papers is one."""
    first_seen_at: datetime
    baseline: bool
    """Known only from the first sweep of its sources: never alerted."""
    changes: tuple[Change, ...]
    """What this version changed."""


class LinkKind(StrEnum):
    """What a document does for an announcement."""

    REPORT = "report"
    """It makes the deal public: only such documents open announcements and say who the parties are."""
    COVERAGE = "coverage"
    """It comments on the known deal or follows it up."""
    NOTICE = "notice"
    """An award notice of a procurement register that is matched to the deal."""
    REPLACEMENT = "replacement"
    """It tells that another supplier takes over: the end of this deal."""


@dataclass(frozen=True, slots=True)
class LinkReason:
    """One agreement (positive weight) or disagreement (negative) between a document and an announcement."""

    rule: str
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Link:
    """Which announcement a document belongs to, and why."""

    announcement_id: str | None
    """None: it opens an announcement of its own."""
    score: float
    reasons: tuple[LinkReason, ...]
    kind: LinkKind = LinkKind.REPORT
