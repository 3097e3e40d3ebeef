"""The store as the crawl sees it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from watch.model import Document, SourceState
from watch.queue import Clock
from watch.store import Store, issues, sources
from watch.store import documents as stored
from watch_crawlers.archive import Conclusion, Validators


@dataclass(frozen=True, slots=True)
class StoreArchive:
    """Implements `watch_crawlers.archive.Archive` over the database; each call is one transaction."""

    store: Store
    clock: Clock

    def known(self, canonical_urls: Collection[str]) -> set[str]:
        """Those of *canonical_urls* under which a document is already stored."""
        with self.store.read() as tx:
            return stored.known(tx, canonical_urls)

    def capture(self, documents: Sequence[Document]) -> list[bool]:
        """Store *documents* and that they were captured; False for each that is already there."""
        with self.store.write() as tx:
            return stored.capture_all(tx, documents)

    def states(self, source_ids: Collection[str]) -> Mapping[str, SourceState]:
        """How each of these sources was after its last sweep."""
        with self.store.read() as tx:
            found = sources.states(tx)
        return {one: found[one] for one in source_ids if one in found}

    def validators(self, source_ids: Collection[str]) -> Mapping[tuple[str, str], Validators]:
        """What was kept of the addresses of these sources."""
        with self.store.read() as tx:
            rows = sources.all_validators(tx)
        wanted = set(source_ids)
        return {key: _validators(row) for key, row in rows.items() if key[0] in wanted}

    def conclude(self, conclusions: Sequence[Conclusion]) -> None:
        """Keep states and validators; open the problems as issues of their sources and close all others."""
        now = self.clock()
        states = [conclusion.state for conclusion in conclusions]
        with self.store.write() as tx:
            sources.save_states(tx, states)
            for conclusion in conclusions:
                for url, kept in conclusion.validators.items():
                    sources.save_validators(tx, conclusion.state.source_id, url, _row(kept))
            troubled = issues.subjects(tx)
            for conclusion in conclusions:
                self._tell(tx, conclusion, troubled, now)

    @staticmethod
    def _tell(tx: sa.Connection, conclusion: Conclusion, troubled: Collection[str], now: datetime) -> None:
        source_id = conclusion.state.source_id
        for problem in conclusion.problems:
            issues.open_issue(tx, problem.key, source_id, problem.message, now)
        if source_id in troubled:
            still_open = {problem.key for problem in conclusion.problems} | conclusion.undecided
            issues.close_others(tx, source_id, still_open, now)


def _row(kept: Validators) -> tuple[str | None, ...]:
    """*kept* as the store holds it: what was there as one text."""
    return (kept.etag, kept.last_modified, kept.body_hash, kept.rules, "\n".join(kept.seen) or None)


def _validators(row: tuple[str | None, ...]) -> Validators:
    etag, modified, body_hash, rules, seen = row
    return Validators(etag, modified, body_hash, rules, tuple(seen.split("\n")) if seen else ())
