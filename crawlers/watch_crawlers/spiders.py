"""One spider for a whole sweep: the addresses of all due sources, then the pages of what is new there.

Sources share nothing but the pace per host: what goes wrong with one ends in its report and touches no other.
"""

import hashlib
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from watch.errors import ParseError, StoreError
from watch.model import Document
from watch.urls import canonical_url, same_site
from watch_crawlers.answers import Answer, failure_of, retry_at
from watch_crawlers.archive import ArchiveThread, Validators
from watch_crawlers.documents import document_of
from watch_crawlers.errors import failure_from
from watch_crawlers.health import advance, judge
from watch_crawlers.parse_child import Reader
from watch_crawlers.parsed import FeedEntry, Kind, ParsedPage, ReadTask, layout_on
from watch_crawlers.reports import Failure, Outcome
from watch_crawlers.visit import REFUSALS, Listing, Visit, rules_of

Made = list[Request | Document]
_PERMANENT = frozenset({301, 308})


class SweepSpider(Spider):
    """Reads every visit's listings and pages; *archive* and *reader* belong to the sweep."""

    name = "sweep"

    def __init__(self, visits: Sequence[Visit], archive: ArchiveThread, reader: Reader, **kwargs: Any) -> None:
        super().__init__(**kwargs)
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
                yield self._request(listing.url, visit, listing, None, _conditions(visit, listing))
            await self._finish(visit)

    async def read_listing(self, response: Response, visit: Visit, listing: Listing) -> Made:
        """Callback: find what is new at one address of a source."""
        visit.statuses.append(response.status)
        try:
            made = await self._listed(response, visit, listing)
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
        visit.settle()
        return await self._onward(visit, [])

    async def stored(self, document: Document, *, new: bool | None) -> None:
        """Called by the sink when a document has come to its end; *new* is None when the archive failed."""
        visit = self.visits[document.source_id]
        listing = self._listing_of.pop(document.id)
        if new is None:
            visit.fail(Failure(document.url, Outcome.UNSTORED, "could not be stored; the next sweep takes it again"))
            visit.missed(listing)
        visit.new_documents += bool(new)
        visit.settle()
        await self._finish(visit)

    async def _listed(self, response: Response, visit: Visit, listing: Listing) -> Made:
        """What an address's answer leads to: requests for pages, or documents that need none."""
        if response.status == 304 and listing.kept:
            listing.fresh = listing.kept
            visit.outcomes.append(Outcome.UNCHANGED)
            return []
        answer = _answer(response, listing.url)
        failure = failure_of(answer, visit.kind, (visit.source.homepage, *visit.source.urls))
        if failure:
            visit.retry_at = retry_at(answer, visit.clock()) or visit.retry_at
            visit.fail(failure)
            return []
        visit.moved_to.extend(_moves(response, listing.url))
        fresh = _validators(response, visit)
        if listing.kept and listing.kept.body_hash == fresh.body_hash and listing.kept.rules == fresh.rules:
            listing.fresh = fresh
            visit.outcomes.append(Outcome.UNCHANGED)
            return []
        return await self._parsed(answer, visit, listing, fresh)

    async def _parsed(self, answer: Answer, visit: Visit, listing: Listing, fresh: Validators) -> Made:
        parsed = await self._reader.feed(answer.body, self._task(visit, visit.kind, answer))
        if isinstance(parsed, ParseError):
            visit.fail(Failure(listing.url, Outcome.UNREADABLE, str(parsed.args[0])))
            return []
        entries = [entry for entry in parsed.entries if _wanted(entry, visit.source.entry_url_pattern)]
        if not entries:
            named = len(parsed.entries)
            why = f"names {named} documents, none with an address to follow or that `entry_url_pattern` matches"
            visit.fail(Failure(listing.url, Outcome.EMPTY, why if named else "answered without a single entry"))
            return []
        listing.fresh = fresh
        if parsed.warning:
            visit.warnings.append(f"{listing.url} ({parsed.warning})")
        visit.saw(entries)
        plain = visit.enqueue(await self._unknown(entries), listing)
        return [document for entry in plain for document in self._document(visit, listing, entry, None, None)]

    async def _unknown(self, entries: Sequence[FeedEntry]) -> list[FeedEntry]:
        """The entries whose document is neither stored nor under way in this sweep, through whichever source."""
        keys = [canonical_url(entry.link or "") for entry in entries]
        known = await self.archive.known(keys) | self._taken
        fresh = {key: entry for key, entry in zip(keys, entries, strict=True) if key not in known}
        self._taken |= fresh.keys()
        return list(fresh.values())

    async def _page(self, response: Response, visit: Visit, listing: Listing, entry: FeedEntry) -> list[Document]:
        """The document that an answered page makes, or what stands in for it."""
        answer = _answer(response, entry.link or response.url)
        failure = failure_of(answer, Kind.PAGE, (visit.source.homepage, *visit.source.urls))
        if failure:
            return self._page_failed(failure, visit, listing, entry, answer)
        page = await self._reader.page(answer.body, self._task(visit, Kind.PAGE, answer))
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
        return await self._onward(visit, [*documents])

    async def _onward(self, visit: Visit, made: Made) -> Made:
        """*made* and what follows from it: the next page of the visit, or its end. One page is asked for at a time."""
        while visit.todo and not visit.fetching:
            entry, listing = visit.todo.popleft()
            if visit.refused:
                made.extend(self._document(visit, listing, entry, None, None))
            else:
                visit.fetching = True
                made.append(self._request(entry.link or "", visit, listing, entry, {}))
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
            for url, validators in visit.to_keep():
                await self.archive.save_validators(visit.source.id, url, validators)
            await self.archive.record(report, state, problems)
        except StoreError as error:
            self.broken = self.broken or error

    def _request(
        self, url: str, visit: Visit, listing: Listing, entry: FeedEntry | None, headers: Mapping[str, str]
    ) -> Request:
        arguments: dict[str, Any] = {"visit": visit, "listing": listing, **({"entry": entry} if entry else {})}
        return Request(
            url,
            callback=self.read_page if entry else self.read_listing,
            errback=self.failed,
            headers=dict(headers),
            cb_kwargs=arguments,
            dont_filter=True,  # what is asked for once is decided above, and a dropped request would never end
        )

    def _task(self, visit: Visit, kind: Kind, answer: Answer) -> ReadTask:
        now = visit.clock()
        return ReadTask(
            kind=kind,
            url=answer.url,
            content_type=answer.content_type,
            now=now,
            selectors=layout_on(now.date(), visit.source.selectors),
            entry_url_pattern=visit.source.entry_url_pattern,
            language=visit.source.language,
        )


def _answer(response: Response, asked: str) -> Answer:
    def header(name: str) -> str:
        return (response.headers.get(name) or b"").decode("latin-1")

    return Answer(
        asked=asked,
        url=response.url,
        status=response.status,
        content_type=header("Content-Type"),
        body=response.body,
        mitigated=header("cf-mitigated").lower() == "challenge",
        retry_after=header("Retry-After") or None,
    )


def _conditions(visit: Visit, listing: Listing) -> dict[str, str]:
    """The headers that ask for the answer only if it has changed since it was last read by the same rules."""
    kept = listing.kept
    if kept is None or kept.rules != rules_of(visit.source):
        return {}
    headers = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
    return {name: value for name, value in headers.items() if value}


def _validators(response: Response, visit: Visit) -> Validators:
    etag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return Validators(
        etag=etag.decode("latin-1") if etag else None,
        last_modified=modified.decode("latin-1") if modified else None,
        body_hash=hashlib.sha256(response.body).hexdigest(),
        rules=rules_of(visit.source),
    )


def _moves(response: Response, asked: str) -> list[str]:
    """A note "old → new" when every redirect on the way was permanent and stayed on the site."""
    reasons = response.meta.get("redirect_reasons", [])
    permanent = bool(reasons) and all(reason in _PERMANENT for reason in reasons)
    return [f"{asked} → {response.url}"] if permanent and same_site(asked, response.url) else []


def _wanted(entry: FeedEntry, pattern: str | None) -> bool:
    """Whether an entry has an address, and one of the source's shape; query strings may follow it."""
    if not entry.link:
        return False
    bare = re.split(r"[?#]", entry.link, maxsplit=1)[0]
    return pattern is None or any(re.search(pattern, link) for link in (entry.link, bare))
