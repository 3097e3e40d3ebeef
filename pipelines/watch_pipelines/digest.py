"""What passes a subscriber's filters, and the daily mail that tells it together with what was watched."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import Stemmer

from watch.model import Alert, Announcement, Assessment, Digest, Document, Framework, OutgoingMessage, Subscription
from watch.wording.phrases import plain, say_day, shorten
from watch.wording.terms import Language, language
from watch_pipelines.templates.figure import legend, weeks
from watch_pipelines.templates.render import render
from watch_pipelines.templates.texts import tell
from watch_pipelines.templates.views import Deal, is_ended, view

_WORD = re.compile(r"[^\W_]+")
_NEVER_TOLD = "out_of_scope"


def matches(subscription: Subscription, announcement: Announcement, assessment: Assessment) -> tuple[str, ...] | None:
    """The filters that let this announcement pass ("sector=health"), or None when one of them stops it.

    Empty filters let everything pass and are not named. Values of one filter are alternatives, except the words,
    which must all appear in the title or the parties. Nobody is told of what is out of scope or of the baseline.
    """
    if announcement.baseline or assessment.verdict == _NEVER_TOLD:
        return None
    actors = {party.actor_id for party in announcement.parties if party.actor_id}
    passed = (
        (f"query={subscription.query}",) if subscription.query else (),  # the store has asked it already
        _any_of("verdict", subscription.verdicts, {assessment.verdict}),
        _any_of("reading", subscription.readings, {assessment.reading}),
        _any_of("sector", subscription.sectors, {announcement.sector}),
        _any_of("actor", subscription.actors, actors),
        _all_words(subscription.words, announcement),
    )
    if any(found is None for found in passed):
        return None
    return tuple(reason for found in passed if found for reason in found)


def _any_of(kind: str, wanted: tuple[str, ...], present: Iterable[str | None]) -> tuple[str, ...] | None:
    """The wanted values that are present; None when some are wanted and none is there."""
    found = tuple(f"{kind}={value}" for value in wanted if value in set(present))
    return found if found or not wanted else None


def _all_words(words: tuple[str, ...], announcement: Announcement) -> tuple[str, ...] | None:
    """The words, when each has all its stems among those of the title and the parties; None otherwise."""
    if not words:
        return ()
    names = (party.name for party in announcement.parties)
    known = _stems(" ".join((announcement.title, *names)))
    return tuple(f"word={word}" for word in words) if all(_stems(word) <= known for word in words) else None


def _stems(text: str) -> frozenset[str]:
    """French stems without accents, as the search makes them."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    stems = Stemmer.Stemmer("french").stemWords(words)
    return frozenset(unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode() for stem in stems)


@dataclass(frozen=True, slots=True)
class _Section:
    """The deals under one heading."""

    key: str
    deals: tuple[Deal, ...]


@dataclass(frozen=True, slots=True)
class _Trouble:
    """An issue as the footer tells it."""

    subject: str
    message: str
    since: str


def compose_digest(
    digest: Digest,
    documents_by_id: Mapping[str, Document],
    framework: Framework,
    now: datetime,
    leave: str | None = None,
) -> OutgoingMessage:
    """The mail of *digest*; one subscription and one local day always give the same message id.

    An empty digest says what was watched, so that it differs from an outage. *leave* is the page where this reader
    ends the subscription; None when there is no such page.
    """
    lang = language(digest.subscription.language)
    sections = _sections(digest, documents_by_id, framework)
    subject = _subject(digest, sections, lang)
    html, text = render(
        "digest",
        lang,
        subject=subject,
        day=say_day(digest.day, lang),
        sections=tuple(section for section in sections if section.deals),
        watched=_watched(digest, lang),
        weeks=weeks(digest, lang),
        legend=legend(digest, lang),
        why=_why(digest, lang),
        blind=not digest.documents_read and (bool(digest.issues) or not digest.sources_watched),
        troubles=tuple(
            _Trouble(plain(issue.subject), shorten(issue.message), say_day(issue.opened_at.date(), lang))
            for issue in digest.issues
        ),
        leave=leave,
    )
    return OutgoingMessage(
        id=digest_id(digest),
        recipient=digest.subscription.recipient,
        channel=digest.subscription.channel,
        subject=subject,
        html=html,
        text=text,
        settles=tuple((each.announcement.id, each.announcement.version) for each in (*digest.new, *digest.changed)),
        created_at=now,
        subscription_id=digest.subscription.id,
    )


def digest_id(digest: Digest) -> str:
    """The id of the one digest of this subscription for this local day."""
    return f"digest-{digest.subscription.id}-{digest.day.isoformat()}"


def _sections(
    digest: Digest, documents: Mapping[str, Document], framework: Framework
) -> tuple[_Section, _Section, _Section]:
    """New, changed, and ended deals; an end stands with the ends whether or not its deal was known."""

    def shown(told: Iterable[Alert]) -> tuple[Deal, ...]:
        return tuple(view(each, documents, framework) for each in told)

    ended = (each for each in (*digest.new, *digest.changed) if is_ended(each))
    return (
        _Section("section_new", shown(each for each in digest.new if not is_ended(each))),
        _Section("section_changed", shown(each for each in digest.changed if not is_ended(each))),
        _Section("section_ended", shown(ended)),
    )


def _why(digest: Digest, lang: Language) -> str:
    """At what rhythm this reader asked for digests, and the query of the subscription."""
    rhythm = tell(f"why_digest_{digest.subscription.moment}", lang)
    query = digest.subscription.query
    return f"{rhythm} {tell('why_query', lang, query=plain(query))}" if query else rhythm


def _watched(digest: Digest, lang: Language) -> str:
    return tell(
        "watched_line",
        lang,
        sources=tell("sources_watched", lang, count=digest.sources_watched),
        documents=tell("documents_read", lang, count=digest.documents_read),
    )


def _subject(digest: Digest, sections: tuple[_Section, _Section, _Section], lang: Language) -> str:
    """How much is new, changed and ended; with one deal alone, which."""
    colon = "\u00a0:" if lang == "fr" else ":"
    deals = [deal for section in sections for deal in section.deals]
    counts = [
        tell(key, lang, count=len(section.deals))
        for key, section in zip(("subject_new", "subject_changed", "subject_ended"), sections, strict=True)
        if section.deals
    ]
    told = ", ".join(counts) or tell("subject_empty", lang)
    if len(deals) == 1:
        told = f"{deals[0].headline}{colon} {deals[0].verdict}"
    return shorten(f"[Vigie] {tell('digest_of', lang, day=say_day(digest.day, lang))}{colon} {told}", 200)
