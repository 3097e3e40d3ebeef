"""One spider for a whole sweep: the addresses of all due sources, then the pages of what is new there.

Sources share nothing but the pace per host: what goes wrong with one ends in its report and touches no other.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from watch.errors import ParseError, StoreError
from watch.model import Document
from watch.urls import canonical_url, same_site
from watch_crawlers.answers import Answer, failure_of, retry_at
from watch_crawlers.archive import ArchiveThread, Conclusion, Validators
from watch_crawlers.asking import (
    Question,
    answer_of,
    goes_on,
    moves,
    numbered,
    question,
    seen_before,
    task_of,
    validators_of,
    wanted,
)
from watch_crawlers.documents import Harvest, document_of
from watch_crawlers.errors import failure_from
from watch_crawlers.health import advance, judge, undecided
from watch_crawlers.parse_child import Reader
from watch_crawlers.parsed import FeedEntry, Kind, ParsedFeed, ParsedPage
from watch_crawlers.reports import Failure, Outcome
from watch_crawlers.robots import RobotsMemory
from watch_crawlers.visit import REFUSALS, Listing, Visit
from watch_crawlers.watching import compare, is_broken, watched_document

Made = list[Request | Harvest]


class SweepSpider(Spider):
    """Reads every visit's listings and pages; *archive* and *reader* belong to the sweep."""

    name = "sweep"

    def __init__(
        self,
        visits: Sequence[Visit],
        archive: ArchiveThread,
        reader: Reader,
        robots: RobotsMemory | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.robots = robots
        """What hosts said in robots.txt; the middleware asks it."""
        self.visits: Mapping[str, Visit] = {visit.source.id: visit for visit in visits}
        self.archive = archive
        self.broken: StoreError | None = None
        """The archive's failure, if it had one; the sweep raises it."""
        self._reader = reader
        self._taken: set[str] = set()
        self._listing_of: dict[str, Listing] = {}

    async def start(self) -> AsyncIterator[Request]:
        """Ask for each address of each source, if possible only for what has changed."""
        for visit in self.visits.values():
            for listing in visit.listings:
                yield self._ask(question(visit, listing), visit, listing)
            await self._finish(visit)

    async def read_listing(self, response: Response, visit: Visit, listing: Listing, page: int) -> Made:
        """Callback: find what is new at one address of a source, or on a further *page* of it."""
        visit.statuses.append(response.status)
        try:
            made = await self._listed(response, visit, listing, page)
        except StoreError as error:
            self.broken = self.broken or error
            visit.fail(Failure(listing.url, Outcome.UNSTORED, f"could not be compared with what is stored ({error})"))
            made = []
        except Exception as error:
            self.logger.exception("%s: %s", visit.source.id, listing.url)
            visit.fail(Failure(listing.url, Outcome.UNREADABLE, f"met a fault of Vigie's ({error!r}); report it"))
            made = []
        visit.settle()
        return await self._onward(visit, made)

    async def read_page(self, response: Response, visit: Visit, listing: Listing, entry: FeedEntry) -> Made:
        """Callback: read one document's page."""
        visit.statuses.append(response.status)
        try:
            documents = await self._page(response, visit, listing, entry)
        except Exception as error:  # noqa: BLE001  (it becomes an issue of the source)
            documents = self._faulty(error, visit, listing, entry.link or response.url)
        return await self._next(visit, documents)

    async def failed(self, failure: TwistedFailure) -> Made:
        """Errback: no answer came, or none was allowed."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        visit, listing, entry = (request.cb_kwargs.get(name) for name in ("visit", "listing", "entry"))
        assert isinstance(visit, Visit)
        assert isinstance(listing, Listing)
        if entry is not None:
            unread = failure_from(failure.value, entry.link)
            return await self._next(visit, self._page_failed(unread, visit, listing, entry, None))
        visit.fail(failure_from(failure.value, listing.url))
        visit.missed(listing)
        visit.settle()
        return await self._onward(visit, [])

    async def stored(self, harvest: Harvest, new: Sequence[bool] | None) -> None:
        """Called by the sink when documents have come to their end; *new* is None when the archive failed."""
        visit = self.visits[harvest.source_id]
        for document in harvest.documents:
            listing = self._listing_of.pop(document.id)
            if new is None:
                why = "could not be stored; the next sweep takes it again"
                visit.fail(Failure(document.url, Outcome.UNSTORED, why))
                visit.missed(listing)
            visit.settle()
        visit.new_documents += sum(new or ())
        await self._finish(visit)

    async def _listed(self, response: Response, visit: Visit, listing: Listing, page: int) -> Made:
        """What an address's answer leads to: requests for pages, or documents that need none."""
        if page == 1:
            visit.moved_to.extend(moves(response, listing.url))
        if response.status == 304 and listing.kept:
            visit.same(listing, listing.kept)
            return []
        answer = answer_of(response, listing.url)
        failure = failure_of(answer, visit.kind, (visit.source.homepage, *visit.source.urls))
        if failure:
            visit.retry_at = retry_at(answer, visit.clock()) or visit.retry_at
            visit.fail(failure)
            visit.missed(listing)
            return []
        if page > 1:
            return await self._parsed(answer, visit, listing, None, page)
        fresh = validators_of(response, visit)
        if listing.kept and listing.kept.body_hash == fresh.body_hash and listing.kept.rules == fresh.rules:
            visit.same(listing, replace(fresh, seen=listing.kept.seen))
            return []
        if visit.kind is Kind.WATCHED:
            return await self._compared(answer, visit, listing, fresh)
        return await self._parsed(answer, visit, listing, fresh, page)

    async def _parsed(
        self, answer: Answer, visit: Visit, listing: Listing, fresh: Validators | None, page: int
    ) -> Made:
        """The documents that an address names; *fresh* is None on its further pages."""
        parsed = await self._reader.feed(answer.body, task_of(visit, visit.kind, answer, seen_before(visit, listing)))
        if isinstance(parsed, ParseError):
            visit.fail(Failure(listing.url, Outcome.UNREADABLE, str(parsed.args[0])))
            visit.missed(listing)
            return []
        entries = [entry for entry in parsed.entries if wanted(entry, visit.source.entry_url_pattern)]
        empty = _why_empty(parsed, entries, visit) if page == 1 else None
        if empty:
            visit.fail(Failure(listing.url, Outcome.EMPTY, empty))
            return []
        if fresh:
            listing.fresh = replace(fresh, seen=parsed.seen)
        if parsed.warning:
            visit.warnings.append(f"{listing.url} ({parsed.warning})")
        visit.saw(entries, known=parsed.named - len(parsed.entries))
        unknown = await self._unknown(entries)
        plain = visit.enqueue(unknown, listing)
        documents = [one for entry in plain for one in self._document(visit, listing, entry, None, None)]
        return [*_harvest(visit, documents), *self._further(visit, listing, page, parsed, len(unknown))]

    def _further(self, visit: Visit, listing: Listing, page: int, parsed: ParsedFeed, unknown: int) -> Made:
        """The request for the next page of a listing, where it has one and is worth it."""
        if not goes_on(visit, listing, page, unknown=unknown, named=parsed.named):
            return []
        if not parsed.next_page and not numbered(visit.source, listing):
            return []
        if parsed.next_page and not same_site(parsed.next_page, listing.url):
            return []
        visit.outstanding += 1
        return [self._ask(question(visit, listing, page + 1, parsed.next_page), visit, listing, page + 1)]

    async def _compared(self, answer: Answer, visit: Visit, listing: Listing, fresh: Validators) -> Made:
        """The document that tells what changed among a page's rows; none when nothing did."""
        page = await self._reader.rows(answer.body, task_of(visit, visit.kind, answer))
        if isinstance(page, ParseError):
            visit.fail(Failure(listing.url, Outcome.EMPTY, str(page.args[0])))
            return []
        before = seen_before(visit, listing)
        if is_broken(before, page.rows):
            lost = f"shows {len(page.rows)} rows and has lost most of the {len(before)} it had; if that is meant"
            visit.fail(Failure(listing.url, Outcome.BROKEN, f"{lost}, date the old `selectors` and add new ones"))
            return []
        listing.fresh = replace(fresh, seen=page.rows)
        visit.saw((), known=len(page.rows))
        change = compare(before, page.rows) if before else None
        if change is not None and not change:
            return []
        document = watched_document(visit.source, answer.url, page, change, visit.clock())
        visit.outstanding += 1
        self._listing_of[document.id] = listing
        return _harvest(visit, [document])

    async def _unknown(self, entries: Sequence[FeedEntry]) -> list[FeedEntry]:
        """The entries whose document is neither stored nor under way in this sweep, through whichever source."""
        keys = [canonical_url(entry.link or "") for entry in entries]
        known = await self.archive.known(keys) | self._taken
        fresh = {key: entry for key, entry in zip(keys, entries, strict=True) if key not in known}
        self._taken |= fresh.keys()
        return list(fresh.values())

    async def _page(self, response: Response, visit: Visit, listing: Listing, entry: FeedEntry) -> list[Document]:
        """The document that an answered page makes, or what stands in for it."""
        answer = answer_of(response, entry.link or response.url)
        failure = failure_of(answer, Kind.PAGE, (visit.source.homepage, *visit.source.urls))
        if failure:
            return self._page_failed(failure, visit, listing, entry, answer)
        page = await self._reader.page(answer.body, task_of(visit, Kind.PAGE, answer))
        if isinstance(page, ParseError):
            unreadable = Failure(answer.asked, Outcome.UNREADABLE, str(page.args[0]))
            return self._page_failed(unreadable, visit, listing, entry, answer)
        visit.refusals = 0
        visit.pages_read += 1
        visit.pages_ruled += page.ruled
        return self._document(visit, listing, entry, page, response.url)

    def _page_failed(
        self, failure: Failure, visit: Visit, listing: Listing, entry: FeedEntry, answer: Answer | None
    ) -> list[Document]:
        """A page gave no text: what the listing says stands in, unless the document is gone."""
        visit.pages_failed += 1
        if failure.outcome in {Outcome.BLOCKED, Outcome.BUSY}:
            visit.refusals = REFUSALS
            visit.retry_at = (retry_at(answer, visit.clock()) if answer else None) or visit.retry_at
        elif failure.outcome is Outcome.REFUSED:
            visit.refusals += 1
        if failure.outcome is Outcome.GONE:
            visit.settle()
            return []
        return self._document(visit, listing, entry, None, None)

    def _faulty(self, error: Exception, visit: Visit, listing: Listing, url: str) -> list[Document]:
        """A fault of ours over one document costs that document; unsettled it would keep its visit from ever ending."""
        self.logger.error("%s: %s", visit.source.id, url, exc_info=error)
        visit.fail(Failure(url, Outcome.UNREADABLE, f"met a fault of Vigie's ({error!r}); report it"))
        visit.missed(listing)
        visit.settle()
        return []

    def _document(
        self, visit: Visit, listing: Listing, entry: FeedEntry, page: ParsedPage | None, url: str | None
    ) -> list[Document]:
        """The document of *entry*, or none when neither page nor listing says anything."""
        try:
            document = document_of(
                visit.source,
                entry,
                page,
                url=url or entry.link or "",
                baseline=visit.is_baseline(entry.published or (page.published if page else None), listing),
                captured_at=visit.clock(),
            )
        except Exception as error:  # noqa: BLE001  (it becomes an issue of the source)
            return self._faulty(error, visit, listing, url or entry.link or "")
        if document is None:
            visit.missed(listing)
            visit.settle()
            return []
        self._listing_of[document.id] = listing
        return [document]

    async def _next(self, visit: Visit, documents: Sequence[Document]) -> Made:
        """A page has come to its end: go on with the visit's next one."""
        visit.fetching = False
        return await self._onward(visit, _harvest(visit, documents))

    async def _onward(self, visit: Visit, made: Made) -> Made:
        """*made* and what follows from it: the next page of the visit, or its end. One page is asked for at a time."""
        while visit.todo and not visit.fetching:
            entry, listing = visit.todo.popleft()
            if visit.refused:
                made.extend(_harvest(visit, self._document(visit, listing, entry, None, None)))
            else:
                visit.fetching = True
                made.append(self._follow(visit, listing, entry))
        await self._finish(visit)
        return made

    async def _finish(self, visit: Visit) -> None:
        """Write validators and state once nothing is outstanding."""
        if visit.outstanding or visit.finished:
            return
        visit.finished = True
        report = visit.conclude()
        state = advance(visit.source, visit.state, report)
        problems = judge(visit.source, visit.state, report, report.at)
        try:
            open_still = undecided(visit.source, report)
            await self.archive.conclude(Conclusion(report, state, problems, open_still, visit.to_keep()))
        except StoreError as error:
            self.broken = self.broken or error

    def _ask(self, asked: Question, visit: Visit, listing: Listing, page: int = 1) -> Request:
        """The request for an address of a source."""
        return Request(
            asked.url,
            method="GET" if asked.body is None else "POST",
            body=asked.body or "",
            headers=dict(asked.headers),
            callback=self.read_listing,
            errback=self.failed,
            cb_kwargs={"visit": visit, "listing": listing, "page": page},
            dont_filter=True,  # what is asked for once is decided above, and a dropped request would never end
        )

    def _follow(self, visit: Visit, listing: Listing, entry: FeedEntry) -> Request:
        """The request for one document's page."""
        return Request(
            entry.link or "",
            callback=self.read_page,
            errback=self.failed,
            cb_kwargs={"visit": visit, "listing": listing, "entry": entry},
            dont_filter=True,
        )


def _harvest(visit: Visit, documents: Sequence[Document]) -> Made:
    return [Harvest(visit.source.id, tuple(documents))] if documents else []


def _why_empty(parsed: ParsedFeed, entries: Sequence[FeedEntry], visit: Visit) -> str | None:
    """Why an address gave nothing at all; None when it gave something, or may be empty."""
    if entries or parsed.named > len(parsed.entries) or (visit.kind is Kind.SITEMAP and parsed.next_page):
        return None
    if parsed.entries:
        return (
            f"names {len(parsed.entries)} documents, none with an address to follow or that `entry_url_pattern` matches"
        )
    quiet = visit.kind is Kind.ROWS and visit.source.expects is None  # a search that found nothing
    return None if quiet else "answered without a single entry"
