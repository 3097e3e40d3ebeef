"""Values with sensible defaults, so that a test says only what it is about."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from watch.model import (
    Announcement,
    Assessment,
    Axes,
    Change,
    Channel,
    Detection,
    Document,
    Evidence,
    Extraction,
    Moment,
    PartialDate,
    Party,
    PublisherKind,
    Reading,
    Role,
    Side,
    Status,
    Subscription,
)

CAPTURED = datetime(2026, 1, 9, 7, 0, tzinfo=UTC)


def a_document(text: str = "Un texte.", **changes: Any) -> Document:
    """A press document of 9 January 2026."""
    title = changes.pop("title", "Un titre")
    made = Document(
        id=hashlib.sha256(f"{title}{text}".encode()).hexdigest()[:16],
        source_id="presse",
        url="https://presse.example/un-titre",
        canonical_url="https://presse.example/un-titre",
        publisher="Quotidien",
        publisher_kind=PublisherKind.PRESS,
        language="fr",
        title=title,
        text=text,
        published_on=date(2026, 1, 9),
        published_at=None,
        captured_at=CAPTURED,
        baseline=False,
    )
    return replace(made, **changes)


def an_evidence(quote: str = "Un titre", document_id: str = "d1") -> Evidence:
    """Characters at the start of a document."""
    return Evidence(document_id, 0, len(quote), quote)


def a_party(name: str = "Mistral AI", **changes: Any) -> Party:
    """A supplier of the register."""
    made = Party(name, "mistral-ai", Side.PRIVATE, Role.SUPPLIER, an_evidence(name))
    return replace(made, **changes)


def a_buyer(name: str = "ministère des Armées", **changes: Any) -> Party:
    """A buying ministry of the register."""
    made = Party(name, "min-armees", Side.PUBLIC, Role.BUYER, an_evidence(name))
    return replace(made, **changes)


def an_extraction(**changes: Any) -> Extraction:
    """A deal between two known parties about which nothing else is said."""
    made = Extraction(
        parties=(a_buyer(), a_party()),
        hosting=(),
        announced_on=PartialDate(2026, 1, 8),
        signed_on=None,
        instrument=None,
        sector=None,
        sensitivity=None,
        amount=None,
        duration_months=None,
        use_cases_stated=False,
        claims=(),
        project=None,
        evidence=(),
        cues=(),
    )
    return replace(made, **changes)


def a_reading(document_id: str = "d1", **changes: Any) -> Reading:
    """A document read as an announcement."""
    detection = Detection(True, 0.9, Status.ANNOUNCED, (), (), ())
    made = Reading(document_id, detection, an_extraction(), None, None)
    return replace(made, **changes)


def an_announcement(announcement_id: str = "2026-aaaa0001", **changes: Any) -> Announcement:
    """A new announcement between two known parties."""
    made = Announcement(
        id=announcement_id,
        version=1,
        title="Le ministère des Armées choisit Mistral AI",
        status=Status.ANNOUNCED,
        announced_on=PartialDate(2026, 1, 8),
        signed_on=None,
        parties=(a_buyer(), a_party()),
        hosting=(),
        instrument=None,
        sector=None,
        sensitivity=None,
        amount=None,
        duration_months=None,
        use_cases_stated=False,
        claims=(),
        project=None,
        document_ids=("d1",),
        independent_origins=1,
        first_seen_at=CAPTURED,
        baseline=False,
        changes=(Change.NEW,),
    )
    return replace(made, **changes)


def an_assessment(announcement_id: str = "2026-aaaa0001", **changes: Any) -> Assessment:
    """An undetermined verdict."""
    made = Assessment(
        id=f"{announcement_id}-1",
        announcement_id=announcement_id,
        announcement_version=1,
        framework_version="2",
        as_of=date(2026, 1, 9),
        axes=Axes("J?", None, "D?", "T0", None),
        claim=0,
        gap=None,
        verdict="undetermined",
        reading="open",
        rule="R10",
        prefix=None,
        flags=(),
        confidence=None,
        findings=(),
        missing=(),
        would_change=(),
        created_at=CAPTURED,
    )
    return replace(made, **changes)


def a_subscription(**changes: Any) -> Subscription:
    """A reader who wants everything at once by mail."""
    made = Subscription(
        id="redaction",
        recipient="redaction@journal.example",
        channel=Channel.MAIL,
        moment=Moment.IMMEDIATE,
    )
    return replace(made, **changes)
