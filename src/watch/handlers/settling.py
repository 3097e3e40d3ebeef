"""link: documents settle into announcements, as if they had come in the order of their publication."""

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import sqlalchemy as sa

from watch.handlers.joining import (
    SURE,
    about,
    editors_word,
    first_day,
    follow,
    free_id,
    gather,
    is_notice,
    noticed,
    retire,
)
from watch.handlers.workshop import Workshop
from watch.model import Announcement, Document, Link, LinkKind, Member, PublisherKind, Status
from watch.store import announcements, documents, links, messages, placements
from watch_pipelines.consolidate import consolidate
from watch_pipelines.coverage import AHEAD, keys_of, may_replace, replaces
from watch_pipelines.link import link, party_keys, weigh

_FIRST_SCORE = 0.0
"""What a document that opened its announcement scored, at most."""


def settle(shop: Workshop, tx: sa.Connection, arrived: Sequence[Member], now: datetime) -> None:
    """Give the *arrived* documents their announcements, and write every version and event that follows.

    A document that comes late is decided by what was published before it, and what was published after it is decided
    again where it may matter: the result does not depend on the order of arrival.
    """
    work = Settling(shop, tx, now)
    for member in arrived:
        work.expect(member, seed=True)
    work.run()
    work.write()


@dataclass
class Settling:
    """One arrival and all that it moves; held in memory until it is written as a whole."""

    shop: Workshop
    tx: sa.Connection
    now: datetime
    touched: dict[str, None] = field(default_factory=dict)
    """Announcements whose documents change, in the order in which they do."""
    _clusters: dict[str, dict[str, Member]] = field(default_factory=dict)
    _homes: dict[str, str | None] = field(default_factory=dict)
    """Where each document looked at is now, None for nowhere."""
    _before: dict[str, str | None] = field(default_factory=dict)
    """Where it was before."""
    _found: dict[str, Link] = field(default_factory=dict)
    _opened: set[str] = field(default_factory=set)
    _waiting: list[tuple[tuple[date, datetime, str], bool]] = field(default_factory=list)
    _known: dict[str, Member] = field(default_factory=dict)
    _loaded: dict[str, Member] = field(default_factory=dict)
    """Documents that were read from the store, so that none is read twice."""
    _views: dict[tuple[str, ...], Announcement] = field(default_factory=dict)
    """Announcements as some of their documents make them, by its id and theirs."""
    _seeds: set[str] = field(default_factory=set)

    def expect(self, member: Member, *, seed: bool = False) -> None:
        """Decide this document when its turn comes."""
        document, _ = member
        if seed:
            self._seeds.add(document.id)
        elif document.id in self._known:
            return
        self._known[document.id] = member
        heapq.heappush(self._waiting, (document.order, seed))

    def run(self) -> None:
        """Decide what waits, in the order of publication."""
        done: set[str] = set()
        while self._waiting:
            (_, _, document_id), _ = heapq.heappop(self._waiting)
            if document_id not in done:
                done.add(document_id)
                self._place(self._known[document_id])

    def _place(self, member: Member) -> None:
        document, reading = member
        home = self._home(document.id)
        seed = document.id in self._seeds
        if not seed and not self._is_concerned(member, home):
            return
        target = None
        if reading.detection.is_announcement:
            self._found[document.id] = found = self._decide(member)
            target = found.announcement_id or self._own(document, home)
        if target == home and not seed:
            return
        if home is not None:
            self._cluster(home).pop(document.id, None)
        if target is not None:
            self._cluster(target)[document.id] = member
        self._homes[document.id] = target
        changed = [one for one in (home, target) if one is not None]
        self.touched.update(dict.fromkeys(changed))
        self._expect_followers(member, changed)

    def _expect_followers(self, member: Member, changed: Sequence[str]) -> None:
        """What was published later and may now be decided otherwise."""
        document, reading = member
        later = [each for one in changed for each in self._cluster(one).values()]
        later += self._load(documents.reports_since(self.tx, keys_of(reading), document.day))
        later = [each for each in later if each[0].order > document.order]
        self._find_homes([each.id for each, _ in later])
        for each in later:
            self.expect(each)

    def _load(self, document_ids: Sequence[str]) -> list[Member]:
        """Those documents, in that order."""
        missing = [one for one in document_ids if one not in self._loaded]
        self._loaded.update((each[0].id, each) for each in documents.with_readings(self.tx, missing))
        return [self._loaded[one] for one in document_ids if one in self._loaded]

    def _is_concerned(self, member: Member, home: str | None) -> bool:
        """Whether what has moved may move this document: its own announcement, or one that now fits better."""
        document, reading = member
        if home is None:
            return False
        if home in self.touched:
            return True
        facts, keys = reading.extraction, set(keys_of(reading))
        views = [self._view(one, document) for one in self.touched]
        near = [view for view in views if view is not None and keys & set(keys_of(view))]
        if facts is None or not near:
            return False
        best = max(sum(reason.weight for reason in weigh(document, reading, facts, view)) for view in near)
        return best > _FIRST_SCORE and best > self._score(document.id, home)

    def _score(self, document_id: str, home: str) -> float:
        stored = dict(links.all_of(self.tx, document_id)).get(home)
        return stored.score if stored is not None and stored.announcement_id is not None else _FIRST_SCORE

    def _decide(self, member: Member) -> Link:
        """The editor's word; else the announcement of what it copies; else what agrees best."""
        document, reading = member
        pinned = placements.pins(self.tx, [document.id]).get(document.id)
        if pinned is not None and pinned[0] is not None:
            where = links.current_id(self.tx, pinned[0])
            return Link(where, SURE, editors_word(pinned[1]))
        twin = self._home(reading.duplicate_of) if reading.duplicate_of else None
        candidates = self._candidates(member) if twin is None else []
        found = link(document, reading, candidates, must=twin)
        if found.announcement_id is None and (proof := self._award(member, candidates)) is not None:
            return proof
        return found

    def _award(self, member: Member, candidates: Sequence[Announcement]) -> Link | None:
        """A notice and the deal that it is the award of, where names and titles alone do not join them."""
        if is_notice(member):
            return next((proof for _, proof in noticed(self.shop, member, candidates, LinkKind.REPORT)), None)
        single = {one.document_ids[0]: one.id for one in candidates if len(one.document_ids) == 1}
        published = documents.of_kind(self.tx, list(single), PublisherKind.REGISTER)
        homes = [home for document_id, home in single.items() if document_id in published]
        alone = {one: notice for one in homes if (notice := self._only_notice(one)) is not None}
        mine = consolidate(None, [member], member[0].id, self.now)
        for announcement_id, notice in alone.items():
            for _, proof in noticed(self.shop, notice, [mine], LinkKind.REPORT):
                return replace(proof, announcement_id=announcement_id)
        return None

    def _only_notice(self, announcement_id: str) -> Member | None:
        """The notice that an announcement consists of; None when anything else reports it."""
        reports = list(self._cluster(announcement_id).values())
        return reports[0] if len(reports) == 1 and is_notice(reports[0]) else None

    def _candidates(self, member: Member) -> list[Announcement]:
        """Announcements that share a party, each as the documents published before this one make it."""
        document, reading = member
        keys = keys_of(reading)
        stored = announcements.sharing(self.tx, keys, document.day)
        spans = links.spans(self.tx, [one.id for one in stored])
        views: list[Announcement | None] = []
        for one in stored:
            first, last = spans.get(one.id, (date.min, date.max))
            if one.id in self.touched or first > document.day:
                continue
            whole = last < document.day and one.status is not Status.ENDED
            views.append(one if whole else self._view(one.id, document))
        views += [self._view(one, document) for one in self.touched]
        return [view for view in views if view is not None and set(keys) & set(keys_of(view))]

    def _view(self, announcement_id: str, document: Document) -> Announcement | None:
        """The announcement without what was published after *document*, and without it; None when nothing is left."""
        earlier = [each for each in self._cluster(announcement_id).values() if each[0].order < document.order]
        if not earlier:
            return None
        which = (announcement_id, *(each.id for each, _ in earlier))
        if which not in self._views:
            self._views[which] = consolidate(None, earlier, announcement_id, self.now)
        return self._views[which]

    def _own(self, document: Document, home: str | None) -> str:
        """The announcement that the document opens: its home when it is the first there, else a new one."""
        if home is not None and not any(
            each[0].order < document.order for each in self._cluster(home).values() if each[0].id != document.id
        ):
            return home
        made = free_id(self.tx, document, self._opened)
        self._opened.add(made)
        self._clusters[made] = {}
        return made

    def _home(self, document_id: str) -> str | None:
        self._find_homes([document_id])
        return self._homes[document_id]

    def _find_homes(self, document_ids: Sequence[str]) -> None:
        missing = [one for one in document_ids if one not in self._homes]
        if missing:
            found = links.of_documents(self.tx, missing)
            for one in missing:
                self._homes[one] = self._before[one] = found.get(one)

    def _cluster(self, announcement_id: str) -> dict[str, Member]:
        """The documents that report the announcement as things stand in this settling, by id."""
        if announcement_id not in self._clusters:
            found = {each[0].id: each for each in links.members(self.tx, announcement_id)}
            self._clusters[announcement_id] = found
            self._loaded.update(found)
            for document_id in found:
                self._homes.setdefault(document_id, announcement_id)
                self._before.setdefault(document_id, announcement_id)
        return self._clusters[announcement_id]

    def write(self) -> None:
        """Write links, redirects, versions and events; then what follows and comments on the deals that changed."""
        emptied = self._emptied()
        made = {one for one in self.touched if self._clusters[one] and self._make(one)}
        for document_id, target in self._homes.items():
            before, found = self._before[document_id], self._found.get(document_id)
            if before is not None and before != target:
                links.drop(self.tx, document_id, before)
            if target is not None and found is not None:
                onward = target if found.announcement_id is not None else None
                links.put(self.tx, document_id, target, replace(found, announcement_id=onward), self.now)
        for announcement_id, taker in emptied.items():
            retire(self.tx, announcement_id, taker, self.now)
        changed = set()
        for announcement_id in self.touched:
            if announcement_id not in emptied:
                links.stand(self.tx, announcement_id)
                known = _facts(announcements.get(self.tx, announcement_id))
                current = gather(self.shop, self.tx, announcement_id, self.now, opened=announcement_id in made)
                if announcement_id in made or _facts(current) != known:
                    changed.add(announcement_id)
        self._write_rest(sorted(changed))

    def _make(self, announcement_id: str) -> bool:
        """Write a first version, so that links may name it; False when the id is known. Nobody is told yet."""
        if announcements.is_known(self.tx, announcement_id):
            return False
        members = self._clusters[announcement_id]
        first = consolidate(None, list(members.values()), announcement_id, self.now)
        announcements.save(self.tx, first, keys_of(first), self.now)
        sources = {self._before.get(one) for one in members}
        if len(sources) == 1 and (source := sources.pop()) is not None:
            # its documents leave a deal of which readers were told already
            messages.count_as_had(self.tx, source, announcement_id, first.version)
        return True

    def _emptied(self) -> dict[str, str | None]:
        """Announcements that lost every document, with the one that took most of them; it may take over the id."""
        found: dict[str, str | None] = {}
        for announcement_id in [one for one in self.touched if not self._cluster(one)]:
            if announcement_id in self._opened:
                found[announcement_id] = None
                continue
            leavers = (one for one, before in self._before.items() if before == announcement_id)
            went = Counter(home for one in leavers if (home := self._homes[one]) is not None)
            target = went.most_common(1)[0][0] if went else None
            if target in self._opened:
                self._rename(target, announcement_id)
            else:
                found[announcement_id] = target
        return found

    def _rename(self, opened: str, known: str) -> None:
        """An id that was published stays with the deal, however late its first document came."""
        self._opened.discard(opened)
        self._clusters[known] = self._clusters.pop(opened)
        self._homes = {one: known if home == opened else home for one, home in self._homes.items()}
        self.touched = {one: None for one in self.touched if one != opened}

    def _write_rest(self, changed: Sequence[str]) -> None:
        """Coverage of the announcements whose facts are new, the end of what is replaced, what the rest covers."""
        for current in (announcements.get(self.tx, one) for one in changed):
            assert current is not None
            since = first_day(current)
            for member in self._load(documents.others_around(self.tx, keys_of(current), since, since - AHEAD)):
                if about(self.shop, member, [current]):
                    follow(self.shop, self.tx, member, self.now)
            for member in self._load(documents.reports_since(self.tx, party_keys(current), since)):
                self._close(member, [current])
        for document_id in self._seeds:
            document, reading = member = self._known[document_id]
            if not reading.detection.is_announcement:
                follow(self.shop, self.tx, member, self.now)
            elif may_replace(document, self.shop.config.linking.replaced):
                self._close(member, announcements.sharing(self.tx, keys_of(reading), document.day))

    def _close(self, member: Member, deals: Sequence[Announcement]) -> None:
        """Close those of the *deals* whose supplier this document says to be replaced by the one that it announces."""
        document, reading = member
        told = replaces(document, reading, deals, self.shop.config.linking.replaced)
        if not told:
            return
        known = {one for one, found in links.all_of(self.tx, document.id) if found.kind is LinkKind.REPLACEMENT}
        for closed, found in told:
            if closed not in known:
                links.put(self.tx, document.id, closed, found, self.now)
                gather(self.shop, self.tx, closed, self.now)


def _facts(announcement: Announcement | None) -> tuple[object, ...]:
    """All by which documents are weighed against an announcement."""
    if announcement is None:
        return ()
    found = announcement
    dates, money = (found.announced_on, found.signed_on), (found.amount, found.duration_months)
    return found.parties, dates, money, found.status, found.instrument, found.sector, found.project, found.title
