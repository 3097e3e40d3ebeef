"""What the crawl needs of the store, and the one thread in which it asks.

`watch.store` implements `Archive`; the crawl never sees a database.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

from watch.errors import StoreError
from watch.model import Document, SourceState
from watch_crawlers.health import Problem
from watch_crawlers.reports import SourceReport

A = TypeVar("A")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Validators:
    """What is kept of an address between sweeps, to ask "changed since?".

    All None: it has been read, and must be read whole next time because something of it is still missing.
    """

    etag: str | None
    last_modified: str | None
    body_hash: str | None
    """SHA-256 of the body, for servers that answer neither of the above."""
    rules: str | None
    """Fingerprint of the reading rules; when they change, what was read before is read again."""
    seen: tuple[str, ...] = ()
    """What was there: fingerprints of a feed's entries, or the rows of a watched page."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What is written of a source when its part of a sweep has ended."""

    report: SourceReport
    state: SourceState
    problems: tuple[Problem, ...]
    undecided: frozenset[str]
    """Keys of problems on which nothing was learned: where they are open they stay open."""
    validators: Mapping[str, Validators]
    """By address; only of those that were read and have other ones than before."""


class Archive(Protocol):
    """Where documents and the state of sources are kept. All calls block, and come from one thread at a time."""

    def known(self, canonical_urls: Collection[str]) -> set[str]:
        """Those of *canonical_urls* under which a document is already stored, of whichever source."""

    def capture(self, documents: Sequence[Document]) -> list[bool]:
        """Store *documents* and, in the same transaction, that they were captured; False for what is already there."""

    def states(self, source_ids: Collection[str]) -> Mapping[str, SourceState]:
        """How each of these sources was after its last sweep; those never swept are missing."""

    def validators(self, source_ids: Collection[str]) -> Mapping[tuple[str, str], Validators]:
        """What was kept, by source and address; addresses never read to their end are missing."""

    def conclude(self, conclusions: Sequence[Conclusion]) -> None:
        """Keep, in one transaction, the new states and validators; open these problems as issues, close the others."""


class ArchiveThread:
    """The same questions without blocking the event loop: an archive behind one thread of its own."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vigie-archive")
        self._waiting: list[tuple[Conclusion, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._thread.shutdown)

    async def known(self, canonical_urls: Collection[str]) -> set[str]:
        """See `Archive.known`."""
        return await self._call(self._archive.known, canonical_urls)

    async def capture(self, documents: Sequence[Document]) -> list[bool]:
        """See `Archive.capture`; where the store refuses them together, one by one until it refuses one."""
        try:
            return await self._call(self._archive.capture, documents)
        except StoreError:
            if len(documents) == 1:
                raise
        return [new for document in documents for new in await self._call(self._archive.capture, [document])]

    async def states(self, source_ids: Collection[str]) -> Mapping[str, SourceState]:
        """See `Archive.states`."""
        return await self._call(self._archive.states, source_ids)

    async def validators(self, source_ids: Collection[str]) -> Mapping[tuple[str, str], Validators]:
        """See `Archive.validators`."""
        return await self._call(self._archive.validators, source_ids)

    async def conclude(self, conclusion: Conclusion) -> None:
        """See `Archive.conclude`; what waits while the thread writes is written together."""
        loop = asyncio.get_running_loop()
        written = loop.create_future()
        self._waiting.append((conclusion, written))
        if self._writing is None or self._writing.done():
            self._writing = loop.create_task(self._write())
        await written

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await self._call(self._archive.conclude, [conclusion for conclusion, _ in batch])
            except Exception as error:  # noqa: BLE001  (each of those who wait raises it)
                for _, written in batch:
                    written.set_exception(error)
            else:
                for _, written in batch:
                    written.set_result(None)

    async def _call(self, ask: Callable[[A], T], question: A) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, ask, question)
