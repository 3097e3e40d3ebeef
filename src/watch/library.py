"""The read side as the pages need it, over the store."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from watch import __version__, query
from watch.asking import Facets, Question, Stats, Vocabulary
from watch.config import Config
from watch.errors import StoreError
from watch.life import life_of
from watch.model import Actor, Framework, Issue, LinkKind
from watch.store import Store, corrections, documents, history, issues, links, outbox, schema
from watch.web import Documents, Explained, Health, Listed, Page, Read, Sheet, Watched
from watch_pipelines.detect_weights import shipped

SECONDS = 2.0
"""What one question of a page may take; the commands have no such limit."""


@dataclass(frozen=True, slots=True)
class StoreLibrary:
    """Implements `watch.web.Library`; each call is one consistent view."""

    store: Store
    config: Config
    source_health: Callable[[], tuple[Watched, ...]]
    words: Vocabulary

    def vocabulary(self) -> Vocabulary:
        """What questions may name."""
        return self.words

    def announcements(self, question: Question, limit: int, cursor: str | None = None) -> Page:
        """*limit* announcements that answer *question*, from *cursor* on."""
        found = query.listing(self.store, question, limit=limit, cursor=cursor, seconds=SECONDS)
        return Page(tuple(Listed(*pair) for pair in found.rows), found.total, found.more, found.following)

    def every(self, question: Question, most: int | None = None) -> Iterator[Listed]:
        """All that answer *question*, at most *most*, read as they are taken."""
        return (Listed(*pair) for pair in query.iterate(self.store, question, most=most))

    def facets(self, question: Question) -> Facets:
        """Counts beside the list."""
        return query.facets(self.store, question, self.words, seconds=SECONDS)

    def stats(self, question: Question, dimensions: tuple[str, ...]) -> Stats:
        """Counts by some dimensions."""
        return query.stats(self.store, question, dimensions, self.words, seconds=SECONDS)

    def documents(self, source_id: str | None, limit: int, cursor: str | None) -> Documents:
        """*limit* documents after *cursor*, the last captured first."""
        return Documents(*query.documents(self.store, source_id, limit=limit, cursor=cursor))

    def actors(self) -> Mapping[str, Actor]:
        """The register, by id."""
        return self.config.register.actors

    def announcement(self, announcement_id: str, as_of: date | None = None) -> Sheet | None:
        """Everything on one announcement, or what was known of it at the end of that day; None when there is none."""
        with self.store.read() as tx:
            found = query.sheet_in(tx, announcement_id, as_of)
            if found is None:
                return None
            until = history.end_of(as_of) if as_of is not None else None
            life = life_of(tx, found.announcement, self.config, until)
        return Sheet(found.announcement, found.history, tuple(Read(*member) for member in found.members), life)

    def document(self, document_id: str) -> Explained | None:
        """How one document was read; None when there is none of that id."""
        with self.store.read() as tx:
            found = documents.get(tx, document_id)
            if found is None:
                return None
            return Explained(
                found,
                documents.reading(tx, document_id),
                corrections.of_document(tx, document_id),
                shipped().threshold,
                links.of_document(tx, document_id),
                tuple(
                    (one, link.kind) for one, link in links.all_of(tx, document_id) if link.kind is not LinkKind.REPORT
                ),
            )

    def sources(self) -> tuple[Watched, ...]:
        """Every source, enabled or not, by name."""
        return tuple(sorted(self.source_health(), key=lambda watched: watched.source.name.casefold()))

    def issues(self) -> tuple[Issue, ...]:
        """Open issues, newest first."""
        with self.store.read() as tx:
            return issues.issues(tx)

    def framework(self) -> Framework:
        """The framework in force."""
        return self.config.framework

    def health(self) -> Health:
        """How the watch is doing; a database that does not answer is said, not raised."""
        try:
            with self.store.read() as tx:
                last = tx.execute(sa.select(sa.func.max(schema.source_states.c.last_checked_at))).scalar()
                states = outbox.depth(tx)
        except (StoreError, sa.exc.SQLAlchemyError):
            return Health(database=False, last_sweep=None, queue=None, version=__version__)
        return Health(database=True, last_sweep=last, queue=states["ready"] + states["leased"], version=__version__)
