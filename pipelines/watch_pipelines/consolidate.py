"""Gather what the documents of one announcement state into one value, primary sources first."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from watch.model import (
    Announcement,
    Change,
    Extraction,
    HostingMention,
    HostingScope,
    Instrument,
    Member,
    PartialDate,
    Party,
    PublisherKind,
    Role,
    Side,
    Status,
)
from watch_pipelines.coverage import telling
from watch_pipelines.dedupe import origins
from watch_pipelines.party_names import Likeness, likeness, same_party
from watch_pipelines.states import primacy, standing
from watch_pipelines.typography import fold, typographic

_VAGUE_INSTRUMENTS = frozenset({Instrument.PARTNERSHIP, Instrument.OTHER})
_LEADING = frozenset({Role.BUYER, Role.SUPPLIER, Role.HOST, Role.PARTNER, Role.INVESTOR})
"""Roles whose newcomers change the deal; a beneficiary more is an illustration."""

_MANY = 3
"""Documents from which agreement between them can be asked for."""

Fact = TypeVar("Fact")


def consolidate(
    previous: Announcement | None,
    members: Sequence[Member],
    announcement_id: str,
    now: datetime,
    *,
    following: Sequence[Member] = (),
    notices: Sequence[Member] = (),
    replaced: bool = False,
    material: Collection[Change] = frozenset(Change),
    withdrawn: Collection[str] = (),
) -> Announcement:
    """One announcement from all its documents; the version grows only when something *material* changed.

    *members* are all documents that report it, in any order; ValueError without any. *following* documents only add
    what they tell of the hosting, award *notices* the money, the length and the date. *replaced*: another supplier has
    taken over. *withdrawn* are the ids of documents that their publishers took back: the others are heard first.
    """
    if not members:
        raise ValueError("an announcement needs at least one document")
    ranked = sorted(members, key=lambda member: (member[0].id in withdrawn, primacy(member)))
    facts = tuple(reading.extraction for _, reading in ranked if reading.extraction is not None)
    awarded = tuple(reading.extraction for _, reading in (*notices, *ranked) if reading.extraction is not None)
    told = [member for member in ranked if member[0].publisher_kind is not PublisherKind.REGISTER] or ranked
    fresh = Announcement(
        id=announcement_id,
        version=1,
        title=told[0][0].title,
        status=Status.ENDED if replaced else standing(members),
        announced_on=_announced(told),
        signed_on=_first(awarded, lambda one: one.signed_on),
        parties=_parties(ranked),
        hosting=_hosting(facts),
        instrument=_instrument(facts),
        sector=_first(facts, lambda one: one.sector),
        sensitivity=max((one.sensitivity for one in facts if one.sensitivity is not None), default=None),
        amount=_first(awarded, lambda one: one.amount),
        duration_months=_first(awarded, lambda one: one.duration_months),
        use_cases_stated=any(one.use_cases_stated for one in facts),
        claims=tuple(dict.fromkeys(claim for one in facts for claim in one.claims)),
        project=_first(facts, lambda one: one.project),
        document_ids=tuple(document.id for document, _ in sorted(members, key=lambda member: member[0].order)),
        independent_origins=len(set(origins(members).values())),
        first_seen_at=min(document.captured_at for document, _ in members),
        baseline=all(document.baseline for document, _ in members),
        changes=(Change.NEW,),
    )
    later = [reading.extraction for _, reading in sorted(telling(fresh, following), key=primacy)]
    fresh = replace(fresh, hosting=_hosting((*facts, *(one for one in later if one is not None))))
    return fresh if previous is None else _next(previous, fresh, now, material)


def _first(facts: Sequence[Extraction], of: Callable[[Extraction], Fact | None]) -> Fact | None:
    """The fact as the most primary document gives it."""
    return next((fact for one in facts if (fact := of(one)) is not None), None)


def _announced(ranked: Sequence[Member]) -> PartialDate | None:
    """The day given by the most primary document, full dates before partial ones; else the earliest publication."""
    given = [r.extraction.announced_on for _, r in ranked if r.extraction and r.extraction.announced_on]
    full = [day for day in given if day.day is not None]
    if full or given:
        return (full or given)[0]
    published = [document.published_on for document, _ in ranked if document.published_on]
    return PartialDate.of(min(published)) if published else None


def _instrument(facts: Sequence[Extraction]) -> Instrument | None:
    """The most primary precise name; « partenariat » stands only when nobody says more."""
    named = [one.instrument for one in facts if one.instrument is not None]
    return next((one for one in named if one not in _VAGUE_INSTRUMENTS), named[0] if named else None)


def _parties(ranked: Sequence[Member]) -> tuple[Party, ...]:
    """Every party once, as the most primary document that names it writes it; resolved ones before unresolved.

    A company that only one secondary document of several names is left to that document: it is more often a rival or
    a reference than a supplier. A host named once stays, nobody else may have asked.
    """
    kept: list[Party] = []
    named: list[int] = []
    for place, (_, reading) in enumerate(ranked):
        for party in reading.extraction.parties if reading.extraction else ():
            known = next((at for at, one in enumerate(kept) if same_party(one, party)), None)
            if known is None:
                kept.append(party)
                named.append(_MANY if place == 0 else 1)
                continue
            named[known] += reading.document_id != kept[known].evidence.document_id
            if kept[known].actor_id is None and party.actor_id is not None:
                kept[known] = party
    doubted = len(ranked) >= _MANY
    return tuple(
        party
        for party, times in zip(kept, named, strict=True)
        if not doubted or times > 1 or party.side is Side.PUBLIC or party.role is Role.HOST
    )


def _hosting(facts: Sequence[Extraction]) -> tuple[HostingMention, ...]:
    """Every hosting statement, once for each document that makes it: agreement between origins is strength."""
    seen: dict[tuple[object, ...], HostingMention] = {}
    for mention in (mention for one in facts for mention in one.hosting):
        key = (
            mention.evidence.document_id,
            mention.kind,
            mention.provider_id or mention.provider,
            mention.scope,
            mention.negated,
        )
        seen.setdefault(key, mention)
    return tuple(seen.values())


def _next(previous: Announcement, fresh: Announcement, now: datetime, material: Collection[Change]) -> Announcement:
    """The next version when something material changed, else the same version with its new documents."""
    changes = tuple(change for change in material_changes(previous, fresh) if change in material)
    return replace(
        fresh,
        version=previous.version + 1 if changes else previous.version,
        first_seen_at=min(previous.first_seen_at, now),
        baseline=fresh.baseline or (previous.baseline and not changes),
        changes=changes or previous.changes,
    )


def material_changes(previous: Announcement, fresh: Announcement) -> tuple[Change, ...]:
    """What a reader must be told: parties, hosting of the contract, money, length, instrument, status, signature."""
    found = {
        Change.PARTY: _joined(previous, fresh) or _joined(fresh, previous),
        Change.HOSTING: _hosts(previous) != _hosts(fresh),
        Change.AMOUNT: _value(previous) != _value(fresh),
        Change.DURATION: previous.duration_months != fresh.duration_months,
        Change.INSTRUMENT: previous.instrument != fresh.instrument,
        Change.STATUS: previous.status != fresh.status,
        Change.SIGNED_ON: not _same_day(previous.signed_on, fresh.signed_on),
    }
    return tuple(change for change, happened in found.items() if happened)


def _joined(before: Announcement, after: Announcement) -> bool:
    """Return whether *after* has a leading party that *before* had not.

    A public body that the register does not know, or that may be one of those known under another name, is kept
    without a word: it is more often a misreading than news.
    """
    return any(
        not any(_is_known(party, known) for known in before.parties)
        for party in after.parties
        if party.role in _LEADING and (party.actor_id is not None or party.side is Side.PRIVATE)
    )


def _is_known(party: Party, known: Party) -> bool:
    return likeness(party, known) in {Likeness.SAME, Likeness.AKIN}


def _hosts(announcement: Announcement) -> frozenset[tuple[str, str, bool]]:
    return frozenset(
        (mention.kind.value, mention.provider_id or fold(typographic(mention.provider or "")), mention.negated)
        for mention in announcement.hosting
        if mention.scope is HostingScope.CONTRACT and not mention.hypothetical
    )


def _value(announcement: Announcement) -> tuple[float, str] | None:
    return (announcement.amount.value, announcement.amount.currency) if announcement.amount else None


def _same_day(one: PartialDate | None, other: PartialDate | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.agrees(other)
