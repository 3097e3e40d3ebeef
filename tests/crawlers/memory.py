"""An archive in memory: the whole protocol, without a database."""

from collections.abc import Collection, Sequence

from watch.model import Document, SourceState
from watch_crawlers.archive import Validators
from watch_crawlers.health import Problem
from watch_crawlers.reports import SourceReport


class MemoryArchive:
    """Keeps what a store keeps, in dictionaries."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.states: dict[str, SourceState] = {}
        self.kept: dict[tuple[str, str], Validators] = {}
        self.problems: dict[str, tuple[Problem, ...]] = {}
        self.recorded: list[str] = []

    def known(self, canonical_urls: Collection[str]) -> set[str]:
        """The addresses that are stored."""
        return {document.canonical_url for document in self.documents.values()} & set(canonical_urls)

    def capture(self, document: Document) -> bool:
        """Store once."""
        new = document.id not in self.documents
        self.documents.setdefault(document.id, document)
        return new

    def validators(self, source_id: str, url: str) -> Validators | None:
        """What was kept of an address."""
        return self.kept.get((source_id, url))

    def save_validators(self, source_id: str, url: str, validators: Validators) -> None:
        """Keep."""
        self.kept[source_id, url] = validators

    def state(self, source_id: str) -> SourceState | None:
        """The state after the last sweep."""
        return self.states.get(source_id)

    def record(self, report: SourceReport, state: SourceState, problems: Sequence[Problem]) -> None:
        """Keep state and problems."""
        self.recorded.append(report.source_id)
        self.states[report.source_id] = state
        self.problems[report.source_id] = tuple(problems)

    def of(self, source_id: str) -> list[Document]:
        """The documents of one source, in order of capture."""
        return [document for document in self.documents.values() if document.source_id == source_id]
