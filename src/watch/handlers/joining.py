"""What an announcement says, gathered from the documents that it has: versions, coverage, ends and redirects."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from watch import events
from watch.handlers.workshop import Workshop
from watch.model import Announcement, Document, Link, LinkKind, LinkReason, Member, PublisherKind
from watch.store import announcements, documents, links, messages, outbox, placements
from watch_pipelines.consolidate import consolidate
from watch_pipelines.coverage import covers, keys_of
from watch_pipelines.notice_match import matches, score

SURE = 100.0
"""Weight of an editor's word."""


def editors_word(placement_id: str) -> tuple[LinkReason, ...]:
    """The reason of a link that an editor made."""
    return (LinkReason("editor", SURE, placement_id),)


def free_id(tx: sa.Connection, document: Document, taken: Collection[str] = ()) -> str:
    """A permanent id for what *document* opens: the year, and a hash of the document; never one given before.

    One that was withdrawn is given back to the document that had it. *taken* are ids given and not yet stored.
    """
    turn = 0
    while True:
        named = f"{document.id}/{turn}" if turn else document.id
        made = f"{document.day.year}-{hashlib.sha256(named.encode()).hexdigest()[:8]}"
        turn += 1
        if made in taken or links.current_id(tx, made) != made:
            continue
        if not announcements.is_known(tx, made) or announcements.withdrawn_at(tx, made) is not None:
            return made


def first_day(announcement: Announcement) -> date:
    """The day from which documents may tell the end of a deal."""
    return announcement.announced_on.first_day if announcement.announced_on else announcement.first_seen_at.date()


def gather(
    shop: Workshop, tx: sa.Connection, announcement_id: str, now: datetime, *, opened: bool = False
) -> Announcement | None:
    """Write what the documents of an announcement say together as its version, and the event that tells it.

    Without documents that report it the announcement is withdrawn, and None returned. *opened*: nobody knows of it yet.
    """
    members = links.members(tx, announcement_id)
    if not members:
        announcements.withdraw(tx, announcement_id, now)
        return None
    previous = announcements.get(tx, announcement_id)
    current = consolidate(
        previous,
        members,
        announcement_id,
        now,
        following=links.members(tx, announcement_id, kinds=(LinkKind.COVERAGE,)),
        notices=links.members(tx, announcement_id, kinds=(LinkKind.NOTICE,)),
        replaced=bool(links.members(tx, announcement_id, kinds=(LinkKind.REPLACEMENT,))),
        material=shop.config.linking.material_changes,
        withdrawn=documents.withdrawn(tx, [document.id for document, _ in members]),
    )
    announcements.save(tx, current, keys_of(current), now)
    told = events.AnnouncementAnnounced if opened or previous is None else events.AnnouncementUpdated
    outbox.add(tx, told(current.id, current.version), now)
    if previous is None or opened or previous.hosting != current.hosting:
        for other in of_one_system(tx, current):
            outbox.add_unless_waiting(tx, events.AnnouncementUpdated(other.id, other.version), now)
    return current


def of_one_system(tx: sa.Connection, announcement: Announcement) -> tuple[Announcement, ...]:
    """Other announcements about the same named system of the same body (framework 6.1)."""
    return announcements.of_system(tx, announcement, first_day(announcement))


def follow(shop: Workshop, tx: sa.Connection, member: Member, now: datetime) -> None:
    """Attach a document that announces nothing to the known deals that it talks about, or that an editor named."""
    document, reading = member
    pinned = placements.pins(tx, [document.id]).get(document.id)
    if pinned is not None:
        where = links.current_id(tx, pinned[0]) if pinned[0] else None
        wanted = {where: Link(where, SURE, editors_word(pinned[1]), LinkKind.COVERAGE)} if where else {}
    else:
        stored = announcements.sharing(tx, keys_of(reading), document.day)
        wanted = dict(
            noticed(shop, member, stored)
            if is_notice(member)
            else covers(document, reading, stored, shop.config.register)
        )
    known = dict(links.all_of(tx, document.id))
    for announcement_id in known.keys() - wanted.keys():
        links.drop(tx, document.id, announcement_id)
    for announcement_id, found in wanted.items():
        links.put(tx, document.id, announcement_id, found, now)
    for announcement_id in sorted(known.keys() ^ wanted.keys()):
        gather(shop, tx, announcement_id, now)


def about(shop: Workshop, member: Member, candidates: Sequence[Announcement]) -> tuple[tuple[str, Link], ...]:
    """The deals among *candidates* that a document which announces nothing is about, by id, each with the reasons."""
    if is_notice(member):
        return noticed(shop, member, candidates)
    return covers(*member, candidates, shop.config.register)


def is_notice(member: Member) -> bool:
    """Whether the document is an award notice, read by its fields."""
    document, reading = member
    return document.publisher_kind is PublisherKind.REGISTER and reading.extraction is not None


def noticed(
    shop: Workshop, member: Member, candidates: Sequence[Announcement], kind: LinkKind = LinkKind.NOTICE
) -> tuple[tuple[str, Link], ...]:
    """The deal that a notice is the award of, by its id, with the reasons; of several that it fits, the best."""
    document, reading = member
    found = []
    for one in candidates:
        reasons = matches(document, reading, one, shop.config.register)
        if reasons:
            found.append((one.id, Link(one.id, score(reasons), reasons, kind)))
    return tuple(sorted(found, key=lambda pair: (-pair[1].score, pair[0]))[:1])


def retire(tx: sa.Connection, announcement_id: str, target: str | None, now: datetime) -> None:
    """Let an announcement without documents lead to *target*, and those told of it count as told; else withdraw it."""
    announcements.withdraw(tx, announcement_id, now)
    if target is None:
        return
    known = announcements.get(tx, target)
    if known is not None:
        links.redirect(tx, announcement_id, target, now)
        links.move_following(tx, announcement_id, target)
        messages.count_as_had(tx, announcement_id, target, known.version)
