"""What leaves the house: subscriptions, alerts, digests, and the messages that carry them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from watch.model.announcement import Announcement
from watch.model.framework import Assessment


class Channel(StrEnum):
    """How a message travels."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    CHAT = "chat"


class Moment(StrEnum):
    """When a subscriber wants to hear."""

    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"


class Weekday(StrEnum):
    """A day of the week, Monday first."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who wants to hear of what, when and how. Empty filters let everything pass."""

    id: str
    recipient: str
    """A mail address, a webhook's URL, or the name of a chat room of ``VIGIE_CHAT_TARGETS``."""
    channel: Channel
    moment: Moment
    language: str = "fr"
    hour: int = 7
    minute: int = 30
    """Local time of the digest; outside 02:00-03:00, which summer time doubles or skips."""
    timezone: str = "Europe/Paris"
    weekday: Weekday = Weekday.MONDAY
    """Of the weekly digest."""
    quiet: str | None = None
    """Local hours in which nothing is sent at once, as "22:00-07:00"; what comes then waits until they end."""
    most_a_day: int = 40
    """Immediate messages in 24 hours; what goes beyond waits for one digest, so that nobody is flooded."""
    query: str = ""
    """A saved query in the language of `vigie query`; what it does not find does not pass."""
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
    before: Announcement | None = None
    """The version that this reader had last; None where there is none, or it is not asked for."""
    judged_before: Assessment | None = None
    """Its assessment."""


@dataclass(frozen=True, slots=True)
class Week:
    """How many announcements a week brought, by the reading of their verdict."""

    monday: date
    counts: tuple[tuple[str, int], ...]
    """(reading, how many); only readings that occur."""

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _, count in self.counts)


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
    weeks: tuple[Week, ...] = ()
    """Of the whole watch, oldest first, for the figure."""


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
    subscription_id: str = ""
    """Whose it is; empty in messages of earlier versions."""


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
