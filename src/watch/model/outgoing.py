"""What leaves the house: subscriptions, alerts, digests, and the messages that carry them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from watch.model.announcement import Announcement
from watch.model.framework import Assessment


class Channel(StrEnum):
    """How a message travels."""

    MAIL = "mail"


class Moment(StrEnum):
    """When a subscriber wants to hear."""

    IMMEDIATE = "immediate"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who wants to hear of what, when and how. Empty filters let everything pass."""

    id: str
    recipient: str
    """A mail address."""
    channel: Channel
    moment: Moment
    language: str = "fr"
    hour: int = 7
    minute: int = 30
    """Local time of the daily digest; outside 02:00-03:00, which summer time doubles or skips."""
    timezone: str = "Europe/Paris"
    verdicts: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    """Register ids."""
    words: tuple[str, ...] = ()
    """All must appear in title or parties; stems, accents folded."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One announcement version that one subscriber should hear of now, and why this one."""

    subscription: Subscription
    announcement: Announcement
    assessment: Assessment
    why: tuple[str, ...]
    """The filters that matched, for "you get this because"."""
    update: bool = False
    """This reader has had an earlier version: what changed is the news, not the deal."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What one reader has not yet had, and what was watched."""

    subscription: Subscription
    day: date
    new: tuple[Alert, ...]
    changed: tuple[Alert, ...]
    sources_watched: int
    documents_read: int
    issues: tuple["Issue", ...]


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message as it will be handed to the channel, and the ledger rows it settles."""

    id: str
    """Deterministic (what, to whom), and the local part of its Message-ID: a retry is recognisable."""
    recipient: str
    channel: Channel
    subject: str
    html: str
    text: str
    settles: tuple[tuple[str, int], ...]
    """(announcement id, version) pairs that this message tells."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a person must look at; opened once, closed when it is over."""

    key: str
    """"kind:subject"; at most one open issue has it."""
    subject: str
    """Source, document, message or file concerned."""
    message: str
    """One sentence: what is wrong, where, what to do."""
    opened_at: datetime
    closed_at: datetime | None
    occurrences: int
