"""The read side as the pages need it, over the store."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from watch import __version__, query
from watch.config import Config
from watch.errors import StoreError
from watch.model import Framework, Issue
from watch.store import Store, issues, outbox, schema
from watch.web import Filters, Health, Listed, Page, Read, Sheet, Watched


@dataclass(frozen=True, slots=True)
class StoreLibrary:
    """Implements `watch.web.Library`; each call is one consistent view."""

    store: Store
    config: Config
    source_health: Callable[[], tuple[Watched, ...]]

    def announcements(self, filters: Filters, limit: int, offset: int) -> Page:
        """*limit* announcements after the first *offset*, newest first."""
        wanted = query.Filters(
            text=filters.text,
            verdict=filters.verdict,
            sector=None if filters.sector is None else filters.sector.value,
        )
        found = query.listing(self.store, wanted, limit=limit, offset=offset)
        return Page(tuple(Listed(announcement, judged) for announcement, judged in found.rows), found.total)

    def announcement(self, announcement_id: str) -> Sheet | None:
        """Everything on one announcement; None when there is none of that id."""
        found = query.sheet(self.store, announcement_id)
        if found is None:
            return None
        return Sheet(found.announcement, found.history, tuple(Read(*member) for member in found.members))

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
