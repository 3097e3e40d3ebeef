"""The life of a deal, put together from what the store keeps of it."""

from datetime import datetime

import sqlalchemy as sa

from watch.config import Config
from watch.model import Announcement, LinkKind, Member, NoticeCheck, PublisherKind
from watch.store import documents, history, links, placements, sources
from watch.web import Followed, Life
from watch_pipelines.chronicle import states, testimonies
from watch_pipelines.notice import notice_number


def life_of(tx: sa.Connection, announcement: Announcement, config: Config, until: datetime | None = None) -> Life:
    """Everything that happened to *announcement*; with *until*, what was known of it then."""
    known = announcement.id
    members = links.members(tx, known, until)
    closing = links.members(tx, known, until, kinds=(LinkKind.REPLACEMENT,))
    following = {kind: links.members(tx, known, until, kinds=(kind,)) for kind in links.FOLLOWING}
    every = [document.id for group in (members, closing, *following.values()) for document, _ in group]
    replaces, replaced_by = links.succession(tx, known)
    return Life(
        states=states(members, closing, following[LinkKind.COVERAGE]),
        testimonies=testimonies(members),
        followed=tuple(
            Followed(kind, document)
            for kind, group in ((LinkKind.REPLACEMENT, closing), *following.items())
            for document, _ in group
        ),
        versions=history.versions_of(tx, known, until),
        former_ids=links.former_ids(tx, known),
        replaces=replaces,
        replaced_by=replaced_by,
        placements=placements.of_documents(tx, every, until),
        withdrawn=documents.withdrawn(tx, every),
        notices=_notices(tx, members + following[LinkKind.NOTICE], config),
    )


def _notices(tx: sa.Connection, found: tuple[Member, ...], config: Config) -> NoticeCheck:
    """The award notices among the documents of a deal, and until when every register watched was read."""
    known = sources.states(tx)
    registers = [one.id for one in config.sources if one.enabled and one.publisher_kind is PublisherKind.REGISTER]
    read = [state.last_success_at for one in registers if (state := known.get(one)) and state.last_success_at]
    return NoticeCheck(
        found=tuple(
            (notice_number(document) or document.id, document.id)
            for document, _ in found
            if document.publisher_kind is PublisherKind.REGISTER
        ),
        as_of=min(read).date() if read and len(read) == len(registers) else None,
    )
