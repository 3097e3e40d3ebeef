"""The store as the crawl sees it."""

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass

from watch.model import Document, SourceState
from watch.queue import Clock
from watch.store import Store, documents, issues, sources
from watch_crawlers.archive import Validators
from watch_crawlers.health import Problem
from watch_crawlers.reports import SourceReport


@dataclass(frozen=True, slots=True)
class StoreArchive:
    """Implements `watch_crawlers.archive.Archive` over the database; each call is one transaction."""

    store: Store
    clock: Clock

    def known(self, canonical_urls: Collection[str]) -> set[str]:
        """Those of *canonical_urls* under which a document is already stored."""
        with self.store.read() as tx:
            return documents.known(tx, canonical_urls)

    def capture(self, document: Document) -> bool:
        """Store *document* and that it was captured; False when it is already there."""
        with self.store.write() as tx:
            return documents.capture(tx, document)

    def validators(self, source_id: str, url: str) -> Validators | None:
        """What was kept of this address."""
        with self.store.read() as tx:
            kept = sources.validators(tx, source_id, url)
        return None if kept is None else Validators(*kept)

    def save_validators(self, source_id: str, url: str, validators: Validators) -> None:
        """Keep *validators* of this address in place of earlier ones."""
        with self.store.write() as tx:
            sources.save_validators(tx, source_id, url, astuple(validators))

    def state(self, source_id: str) -> SourceState | None:
        """How the source was after its last sweep."""
        with self.store.read() as tx:
            return sources.state(tx, source_id)

    def record(self, report: SourceReport, state: SourceState, problems: Sequence[Problem]) -> None:
        """Keep the new *state*; open these *problems* as issues of the source and close all its others."""
        del report  # the sweep's caller shows it; what must last is in the state
        now = self.clock()
        with self.store.write() as tx:
            sources.save_state(tx, state)
            for problem in problems:
                issues.open_issue(tx, problem.key, state.source_id, problem.message, now)
            issues.close_others(tx, state.source_id, {problem.key for problem in problems}, now)
