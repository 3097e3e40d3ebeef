"""Never blind in silence: each way of going wrong opens one issue, counts on while it lasts, and closes."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawlers.local_site import DAY, FEED, TEXT, LocalSite, Page, article, rss
from crawlers.pdf import a_pdf
from watch.handlers.archive import StoreArchive
from watch.model import Expectation, Issue, Selectors, Source
from watch.store import Store, issues
from watch_crawlers.parse_child import Reader
from watch_crawlers.settings import CrawlSettings
from watch_crawlers.sweep import sweep

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
Make = Callable[..., Source]


@dataclass
class Watch:
    """One source over several sweeps, with a real store."""

    site: LocalSite
    source: Source
    look: Callable[[Source, datetime], None]
    store: Store
    now: datetime = NOW

    def turn(self, hours: float = 2) -> list[Issue]:
        """One sweep later: all issues so far, open and closed."""
        self.now += timedelta(hours=hours)
        self.look(self.source, self.now)
        with self.store.read() as tx:
            return list(issues.issues(tx, closed=True))


@pytest.fixture
def watch(
    crawl_loop: asyncio.AbstractEventLoop, reader: Reader, site: LocalSite, settings: CrawlSettings, a_source: Make
) -> Iterator[Watch]:
    source = replace(
        a_source(),
        urls=(site.url("/feed"), site.url("/second")),
        expects=Expectation(1, timedelta(days=7), max_at_once=30),
        selectors=(Selectors(text="div.texte p"),),
    )
    watched = Watch(site, source, lambda *_: None, Store("sqlite://"))
    allow = settings.allow_hosts | {f"localhost:{site.port}"}

    def look(one: Source, now: datetime) -> None:
        archive = StoreArchive(watched.store, lambda: now)
        asked = sweep([one], archive, replace(settings, allow_hosts=allow), now, reader=reader)
        crawl_loop.run_until_complete(asked)

    watched.look = look
    well(site)
    watched.turn()
    yield watched
    watched.store.engine.dispose()


def numbered(site: LocalSite, *numbers: int, day: str = DAY, prefix: str = "a") -> Page:
    """A feed of numbered documents, with their pages."""
    for n in numbers:
        site.pages[f"/{prefix}/{n}"] = Page(article(f"Annonce numéro {n}", TEXT))
    rows = [(site.url(f"/{prefix}/{n}"), f"Annonce numéro {n}", day, "Résumé.") for n in numbers]
    return Page(rss(*rows), content_type=FEED)


def well(site: LocalSite) -> None:
    """The source as it should be: two feeds of six documents in all."""
    site.pages["/feed"], site.pages["/second"] = numbered(site, 1, 2, 3, 4, 5), numbered(site, 6)
    site.pages["/ailleurs"] = numbered(site, 1, 2, 3)


def both(site: LocalSite, page: Page) -> None:
    site.pages["/feed"] = site.pages["/second"] = page


FAULTS: dict[str, Callable[[LocalSite], Any]] = {
    "empty": lambda site: both(site, Page(b"<rss version='2.0'><channel><title>x</title></channel></rss>")),
    "blocked": lambda site: both(site, Page(b"<html><title>Request Rejected</title>Your support ID is: 1</html>")),
    "refused": lambda site: both(site, Page(status=403)),
    "gone": lambda site: both(site, Page(status=404)),
    "unreadable": lambda site: both(site, Page(b"<html><body>Bienvenue</body></html>")),
    "moved": lambda site: both(site, Page(status=302, headers={"Location": site.url("/ailleurs", "localhost")})),
    "malformed": lambda site: site.pages.update({"/second": Page(rss((site.url("/a/6"), "Un titre", DAY, "x"))[:-30])}),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_opens_once_and_closes(kind: str, watch: Watch) -> None:
    """The same fault in two sweeps is one issue with two occurrences; when all is well again it is closed."""
    FAULTS[kind](watch.site)
    watch.turn()
    (issue,) = watch.turn()
    assert (issue.key, issue.closed_at) == (f"{kind}:ministere", None)
    assert issue.occurrences == (1 if kind == "malformed" else 2)  # the same bytes are not read again
    assert issue.message.startswith("Ministère")
    well(watch.site)
    (issue,) = watch.turn()
    assert issue.closed_at
    FAULTS[kind](watch.site)
    assert [one.closed_at is None for one in watch.turn()] == [True, False]


@pytest.mark.parametrize(
    "page", [Page(a_pdf(["x" * 90]), content_type="application/pdf"), Page(b"{}", content_type="application/json")]
)
def test_another_content_type(page: Page, watch: Watch) -> None:
    """A feed that has become a PDF or another interface is a problem."""
    both(watch.site, page)
    assert [issue.key for issue in watch.turn()] == ["unreadable:ministere"]


def test_silence(watch: Watch) -> None:
    """Answers that are well-formed and older than the source's rhythm allows are stale; a new one ends it."""
    assert watch.turn(24) == []
    (issue,) = watch.turn(24 * 8)
    assert (issue.key, issue.closed_at) == ("stale:ministere", None)
    watch.site.pages["/second"] = numbered(watch.site, 7, day="Fri, 27 Nov 2026 08:00:00 +0100")
    (issue,) = watch.turn()
    assert issue.closed_at


def test_a_layout_that_has_changed(watch: Watch) -> None:
    """Pages on which the selectors find nothing, all of them, are a drift of the layout."""
    watch.site.pages["/feed"] = numbered(watch.site, 1, 2, 11, 12, 13)
    for n in (11, 12, 13):
        watch.site.pages[f"/a/{n}"] = Page(article("Une annonce", TEXT).replace(b"class='texte'", b"class='neu'"))
    (issue,) = watch.turn()
    assert (issue.key, issue.closed_at) == ("layout:ministere", None)
    (issue,) = watch.turn()
    assert issue.closed_at is None  # nothing was read: nothing is known to be better
    watch.site.pages["/feed"] = numbered(watch.site, 1, 2, 14)
    (issue,) = watch.turn()
    assert issue.closed_at


def test_everything_new_at_once(watch: Watch) -> None:
    """A feed whose every address is new has changed its addresses, whatever it names."""
    watch.site.pages["/feed"] = numbered(watch.site, 1, 2, 3, 4, 5, prefix="neuf")
    watch.site.pages["/second"] = numbered(watch.site, 6, prefix="neuf")
    (issue,) = watch.turn()
    assert (issue.key, issue.closed_at) == ("all_new:ministere", None)
    (issue,) = watch.turn()
    assert issue.closed_at


def test_more_than_is_ever_published(watch: Watch) -> None:
    """More new documents at once than the source's maximum tell of another feed at its address."""
    watch.site.pages["/second"] = numbered(watch.site, *range(100, 140))
    assert [issue.key for issue in watch.turn()] == ["flood:ministere"]


def test_what_is_withdrawn_is_left_alone(watch: Watch) -> None:
    """410 at every address: said once, and not asked again for a month."""
    both(watch.site, Page(status=410))
    (issue,) = watch.turn()
    assert "withdrawn for good" in issue.message
    state = StoreArchive(watch.store, lambda: NOW).states(["ministere"])["ministere"]
    assert state.next_due_at
    assert state.next_due_at >= watch.now + timedelta(days=30)


def test_validators_that_lie(watch: Watch) -> None:
    """A server that says "unchanged" although it has changed is asked without conditions once a week."""
    watch.site.pages["/feed"] = replace(numbered(watch.site, 1, 2, 3, 4, 5), headers={"ETag": '"1"'})
    watch.turn()
    watch.site.pages["/feed"] = replace(numbered(watch.site, 1, 2, 3, 4, 9), headers={"ETag": '"1"'})
    for _ in range(8):
        watch.turn(24)
    assert any(asked.path == "/a/9" for asked in watch.site.asked)
