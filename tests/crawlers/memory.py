"""An archive in memory: the whole protocol, without a database."""

from collections.abc import Collection, Mapping, Sequence

from watch.model import Document, SourceState
from watch_crawlers.archive import Conclusion, Validators
from watch_crawlers.health import Problem


class MemoryArchive:
    """Keeps what a store keeps, in dictionaries."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.kept_states: dict[str, SourceState] = {}
        self.kept: dict[tuple[str, str], Validators] = {}
        self.problems: dict[str, tuple[Problem, ...]] = {}
        self.recorded: list[str] = []

    def known(self, canonical_urls: Collection[str]) -> set[str]:
        """The addresses that are stored."""
        return {document.canonical_url for document in self.documents.values()} & set(canonical_urls)

    def capture(self, documents: Sequence[Document]) -> list[bool]:
        """Store once."""
        new = [document.id not in self.documents for document in documents]
        self.documents |= {one.id: one for one in documents if one.id not in self.documents}
        return new

    def states(self, source_ids: Collection[str]) -> Mapping[str, SourceState]:
        """The states after the last sweep."""
        return {one: self.kept_states[one] for one in source_ids if one in self.kept_states}

    def validators(self, source_ids: Collection[str]) -> Mapping[tuple[str, str], Validators]:
        """What was kept of the addresses."""
        return {key: kept for key, kept in self.kept.items() if key[0] in source_ids}

    def conclude(self, conclusions: Sequence[Conclusion]) -> None:
        """Keep states, validators and problems."""
        for one in conclusions:
            source_id = one.state.source_id
            self.recorded.append(source_id)
            self.kept_states[source_id] = one.state
            kept = (old for old in self.problems.get(source_id, ()) if old.key in one.undecided)
            self.problems[source_id] = (*one.problems, *(old for old in kept if old not in one.problems))
            self.kept |= {(source_id, url): validators for url, validators in one.validators.items()}

    def of(self, source_id: str) -> list[Document]:
        """The documents of one source, in order of capture."""
        return [document for document in self.documents.values() if document.source_id == source_id]
