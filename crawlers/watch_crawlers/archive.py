"""What the crawl needs of the store, and the one thread in which it asks.

`watch.store` implements `Archive`; the crawl never sees a database.
"""

import asyncio
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, Self

from watch.model import Document, SourceState
from watch_crawlers.health import Problem
from watch_crawlers.reports import SourceReport


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


class Archive(Protocol):
    """Where documents and the state of sources are kept. All calls block, and come from one thread at a time."""

    def known(self, canonical_urls: Collection[str]) -> set[str]:
        """Those of *canonical_urls* under which a document is already stored, of whichever source."""

    def capture(self, document: Document) -> bool:
        """Store *document* and, in the same transaction, that it was captured; False when it is already there."""

    def validators(self, source_id: str, url: str) -> Validators | None:
        """What was kept of this address; None when it was never read to its end."""

    def save_validators(self, source_id: str, url: str, validators: Validators) -> None:
        """Keep *validators* of this address in place of earlier ones."""

    def state(self, source_id: str) -> SourceState | None:
        """How the source was after its last sweep; None before its first."""

    def record(self, report: SourceReport, state: SourceState, problems: Sequence[Problem]) -> None:
        """Keep the new *state* and, of this source, open these *problems* as issues and close all others."""


class ArchiveThread:
    """The same questions without blocking the event loop: an archive behind one thread of its own."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vigie-archive")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._thread.shutdown)

    async def known(self, canonical_urls: Collection[str]) -> set[str]:
        """See `Archive.known`."""
        return await self._loop().run_in_executor(self._thread, self._archive.known, canonical_urls)

    async def capture(self, document: Document) -> bool:
        """See `Archive.capture`."""
        return await self._loop().run_in_executor(self._thread, self._archive.capture, document)

    async def validators(self, source_id: str, url: str) -> Validators | None:
        """See `Archive.validators`."""
        return await self._loop().run_in_executor(self._thread, self._archive.validators, source_id, url)

    async def save_validators(self, source_id: str, url: str, validators: Validators) -> None:
        """See `Archive.save_validators`."""
        await self._loop().run_in_executor(self._thread, self._archive.save_validators, source_id, url, validators)

    async def state(self, source_id: str) -> SourceState | None:
        """See `Archive.state`."""
        return await self._loop().run_in_executor(self._thread, self._archive.state, source_id)

    async def record(self, report: SourceReport, state: SourceState, problems: Sequence[Problem]) -> None:
        """See `Archive.record`."""
        await self._loop().run_in_executor(self._thread, self._archive.record, report, state, problems)

    @staticmethod
    def _loop() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()
