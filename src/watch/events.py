"""What has happened, in the past tense. Each is a row written in the transaction of what it tells (outbox)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class DocumentCaptured:
    """A document was stored for the first time."""

    name: ClassVar = "captured"
    document_id: str


@dataclass(frozen=True, slots=True)
class AnnouncementAnnounced:
    """A document opened a new announcement."""

    name: ClassVar = "announced"
    announcement_id: str
    version: int


@dataclass(frozen=True, slots=True)
class AnnouncementUpdated:
    """A document joined a known announcement; the version grew only if something material changed."""

    name: ClassVar = "updated"
    announcement_id: str
    version: int


@dataclass(frozen=True, slots=True)
class AnnouncementAssessed:
    """An assessment was appended."""

    name: ClassVar = "assessed"
    announcement_id: str
    assessment_id: str


@dataclass(frozen=True, slots=True)
class AlertRaised:
    """A message to one subscriber was written and awaits delivery."""

    name: ClassVar = "raised"
    message_id: str


@dataclass(frozen=True, slots=True)
class DigestDue:
    """The hour of a subscriber's digest has come on a local day."""

    name: ClassVar = "digest-due"
    subscription_id: str
    day: date


@dataclass(frozen=True, slots=True)
class DocumentCorrected:
    """A reviewer's correction of a document's reading was stored."""

    name: ClassVar = "corrected"
    document_id: str
    correction_id: str


@dataclass(frozen=True, slots=True)
class KnowledgeRevised:
    """The framework, the law or facts of the register are others than those by which announcements were judged."""

    name: ClassVar = "revised"
    fingerprint: str
    """Of the whole knowledge: a process that holds another must not act on it."""


@dataclass(frozen=True, slots=True)
class FindingDecided:
    """An editor's decision on a finding was stored."""

    name: ClassVar = "decided"
    announcement_id: str
    decision_id: str


@dataclass(frozen=True, slots=True)
class DocumentsPlaced:
    """An editor's act on documents and announcements was stored."""

    name: ClassVar = "placed"
    placement_id: str


@dataclass(frozen=True, slots=True)
class DocumentWithdrawn:
    """It was noticed that a publisher has taken a document back."""

    name: ClassVar = "withdrawn"
    document_id: str


Event = (
    DocumentCaptured
    | AnnouncementAnnounced
    | AnnouncementUpdated
    | AnnouncementAssessed
    | AlertRaised
    | DigestDue
    | DocumentCorrected
    | KnowledgeRevised
    | FindingDecided
    | DocumentsPlaced
    | DocumentWithdrawn
)
