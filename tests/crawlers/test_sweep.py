"""Whole sweeps: a real Scrapy run against a server of our own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crawlers.local_site import DAY, TEXT, LocalSite, Page, article, rss, serve_feed
from crawlers.memory import MemoryArchive
from watch.errors import StoreError
from watch.model import Document, Selectors, Source, SourceKind
from watch_crawlers.archive import Conclusion
from watch_crawlers.documents import document_of
from watch_crawlers.reports import Outcome, SweepReport

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Sweep = Callable[..., SweepReport]
Make = Callable[..., Source]


def test_a_first_sweep_is_a_baseline(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """Documents come from their pages, marked as baseline; the state says when the baseline was taken."""
    serve_feed(site, 1, 2)
    report = run_sweep([a_source()]).of("ministere")
    first, second = archive.of("ministere")
    assert (report.outcome, report.entries_seen, report.new_documents, report.baseline) == (Outcome.READ, 2, 2, True)
    assert first.title == "Annonce numéro 2"
    assert second.text.startswith("Le ministère et l’entreprise signent un accord-cadre pour trois ans.\n\nIl porte")
    assert second.published_on == date(2026, 11, 17)
    assert second.published_at
    assert second.baseline
    assert second.canonical_url == f"https://127.0.0.1:{site.port}/a/1"
    assert archive.kept_states["ministere"].baseline_at
    assert archive.kept_states["ministere"].documents == 2


def test_who_asks_is_said(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """Requests carry our name and contact, ask for gzip or deflate, and carry no cookie and no referer."""
    serve_feed(site, 1)
    site.pages["/a/1"] = Page(article("t", TEXT), headers={"Set-Cookie": "a=b"})
    run_sweep([a_source()])
    assert [asked.path for asked in site.asked] == ["/robots.txt", "/feed", "/a/1"]
    for asked in site.asked:
        assert asked.headers["user-agent"].startswith("Vigie-test (+https://vigie.example")
        assert asked.headers["accept-encoding"] == "gzip, deflate"
        assert not {"cookie", "referer"} & asked.headers.keys()


def test_what_is_unchanged_is_not_read_again(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """The second request carries the validator, the answer is 304, and no page is asked for."""
    serve_feed(site, 1)
    run_sweep([a_source()])
    site.asked.clear()
    report = run_sweep([a_source()]).of("ministere")
    assert report.outcome is Outcome.UNCHANGED
    assert report.statuses == (304,)
    assert report.entries_seen is None
    assert site.paths() == ["/feed"]
    assert site.asked[-1].headers["if-none-match"] == '"1"'


def test_the_same_body_is_not_parsed_again(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """A server without validators answers 200; the body's hash says that nothing has changed."""
    serve_feed(site, 1, etag=None)
    run_sweep([a_source()])
    report = run_sweep([a_source()]).of("ministere")
    assert (report.outcome, report.statuses) == (Outcome.UNCHANGED, (200,))


def test_only_what_is_new_is_fetched(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """Known documents are not fetched again; new ones of a later sweep are no baseline."""
    serve_feed(site, 1, 2)
    run_sweep([a_source()])
    serve_feed(site, 1, 2, 3, etag='"2"')
    site.asked.clear()
    report = run_sweep([a_source()], NOW + timedelta(hours=1)).of("ministere")
    assert site.paths() == ["/feed", "/a/3"]
    assert (report.entries_seen, report.new_documents, report.baseline) == (3, 1, False)
    assert [document.baseline for document in archive.of("ministere")] == [True, True, False]


def test_changed_rules_read_again(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """When the reading rules of a source change, an unchanged feed is read once more."""
    serve_feed(site, 1)
    run_sweep([a_source()])
    site.asked.clear()
    report = run_sweep([a_source(entry_url_pattern="/a/")]).of("ministere")
    assert report.outcome is Outcome.READ
    assert "if-none-match" not in site.asked[1].headers


def test_a_listing_by_selectors(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """An HTML listing and its pages are read by the source's selectors; other links are left alone."""
    site.pages["/presse"] = Page(
        b"<main><h2><a href='/presse/un-accord'>Un accord est sign\xc3\xa9 avec...</a></h2>"
        b"<a href='/mentions'>Mentions l\xc3\xa9gales</a></main>"
    )
    site.pages["/presse/un-accord"] = Page(article("Un accord est signé avec l’État", TEXT))
    rules = (Selectors(entry="main a", title="h1", text=".texte p"),)
    source = a_source(path="/presse", kind=SourceKind.LISTING, selectors=rules, entry_url_pattern="/presse/[a-z-]+$")
    report = run_sweep([source]).of("ministere")
    (document,) = archive.of("ministere")
    assert document.title == "Un accord est signé avec l’État"
    assert document.published_on == date(2026, 11, 17)
    assert (report.pages_read, report.pages_ruled) == (1, 1)
    assert "/mentions" not in site.paths()


def test_feeds_that_are_the_document(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """Where pages are not followed the feed's own text is the document, and no page is asked for."""
    serve_feed(site, 1)
    run_sweep([a_source(follow=False)])
    (document,) = archive.of("ministere")
    assert document.text == "Résumé de l’annonce 1."
    assert site.paths() == ["/feed"]


def test_documents_that_are_gone(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """A page that is 404 or 410 is no document, and no failure of its source."""
    serve_feed(site, 1, 2)
    site.pages["/a/1"] = Page(status=410)
    report = run_sweep([a_source()]).of("ministere")
    assert [document.title for document in archive.of("ministere")] == ["Annonce numéro 2"]
    assert report.failures == ()


def test_nothing_is_lost_when_a_listing_page_fails(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """A document without page and without summary is tried again, although its listing has not changed."""
    site.pages["/presse"] = Page(b"<main><a href='/p/1'>Lire</a></main>", headers={"ETag": '"1"'})
    site.pages["/p/1"] = Page(status=500)
    source = a_source(path="/presse", kind=SourceKind.LISTING, entry_url_pattern="/p/")
    assert run_sweep([source]).of("ministere").new_documents == 0
    site.pages["/p/1"] = Page(article("Un accord est signé", TEXT))
    assert run_sweep([source], NOW + timedelta(hours=1)).of("ministere").new_documents == 1


def test_more_than_one_sweep_can_take(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """Of a first sweep the surplus is kept from its feed; later it waits for the next sweep, and comes."""
    serve_feed(site, *range(5))
    report = run_sweep([a_source()], max_pages=2).of("ministere")
    assert (report.new_documents, report.pages_read, report.deferred) == (5, 2, 0)
    serve_feed(site, *range(12), etag='"2"')
    second = run_sweep([a_source()], NOW + timedelta(hours=1), max_pages=4).of("ministere")
    third = run_sweep([a_source()], NOW + timedelta(hours=2), max_pages=4).of("ministere")
    assert (second.new_documents, second.deferred) == (4, 3)
    assert (third.new_documents, third.deferred) == (3, 0)
    assert run_sweep([a_source()], NOW + timedelta(hours=3)).of("ministere").outcome is Outcome.UNCHANGED


def test_an_address_added_later_floods_nobody(
    site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make
) -> None:
    """What a new address of an old source already had is baseline; what is newer than the first sweep is not."""
    serve_feed(site, 1)
    run_sweep([a_source()], NOW - timedelta(days=3))
    fresh = "Sat, 21 Nov 2026 10:00:00 +0100"
    site.pages["/autre"] = Page(
        rss((site.url("/o"), "Ancien texte", DAY, "x"), (site.url("/n"), "Neuf texte", fresh, "y"))
    )
    source = replace(a_source(follow=False), urls=(site.url("/feed"), site.url("/autre")))
    run_sweep([source])
    assert {document.title: document.baseline for document in archive.of("ministere")} == {
        "Annonce numéro 1": True,
        "Ancien texte": True,
        "Neuf texte": False,
    }


def test_a_malformed_feed_with_entries_is_read(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """A feed that breaks off gives the entries before the break."""
    whole = rss(*[(site.url(f"/a/{n}"), f"Annonce numéro {n}", DAY, "texte") for n in range(10)])
    site.pages["/feed"] = Page(whole[: len(whole) // 2])
    report = run_sweep([a_source(follow=False)]).of("ministere")
    assert report.outcome is Outcome.READ
    assert report.new_documents >= 3


def test_one_of_two_addresses_is_dead(
    site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make
) -> None:
    """The source is read through the living address, and the dead one is a problem."""
    serve_feed(site, 1)
    report = run_sweep([replace(a_source(), urls=(site.url("/mort"), site.url("/feed")))]).of("ministere")
    assert (report.outcome, report.new_documents) == (Outcome.READ, 1)
    assert [problem.key for problem in archive.problems["ministere"]] == ["gone:ministere"]


def test_an_address_in_two_feeds_is_taken_once(
    site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make
) -> None:
    """Within a sweep a document belongs to the source that names it first."""
    serve_feed(site, 1)
    serve_feed(site, 1, path="/feed2")
    run_sweep([a_source(), a_source("autre", "/feed2")])
    assert len(archive.documents) == 1
    assert site.paths().count("/a/1") == 1


def test_a_store_that_fails(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """A document that could not be stored is named; nothing of its feed counts as read, so that it comes again."""

    def full(documents: Sequence[Document]) -> list[bool]:
        raise StoreError("the disk is full", subject=documents[0].id)

    serve_feed(site, 1)
    good = archive.capture
    archive.capture = full  # type: ignore[method-assign]  # the disk fills up
    report = run_sweep([a_source()]).of("ministere")
    assert [failure.outcome for failure in report.failures] == [Outcome.UNSTORED]
    archive.capture = good  # type: ignore[method-assign]  # and is cleared
    assert run_sweep([a_source()], NOW + timedelta(hours=1)).of("ministere").new_documents == 1


def test_a_store_that_is_gone(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """When the state cannot be written the sweep raises what the store raised."""

    def broken(conclusions: Sequence[Conclusion]) -> None:  # noqa: ARG001
        raise StoreError("the database is locked", subject="vigie.db")

    serve_feed(site, 1)
    archive.conclude = broken  # type: ignore[method-assign]  # the database goes away
    with pytest.raises(StoreError, match="locked"):
        run_sweep([a_source()])


def test_a_fault_of_ours_over_one_page_costs_that_page(
    site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The visit ends all the same: state and problem are written, and the next sweep takes the page again."""
    serve_feed(site, 1, 2)

    def faulty(*parts: Any, **named: Any) -> Document | None:
        if named["url"].endswith("/a/2"):
            raise ZeroDivisionError("oops")
        return document_of(*parts, **named)

    with monkeypatch.context() as patch:
        patch.setattr("watch_crawlers.spiders.document_of", faulty)
        report = run_sweep([a_source()]).of("ministere")
    assert (report.outcome, report.new_documents) == (Outcome.READ, 1)
    assert archive.kept_states["ministere"].next_due_at
    assert [problem.key for problem in archive.problems["ministere"]] == ["unreadable:ministere"]
    assert run_sweep([a_source()], NOW + timedelta(hours=1)).of("ministere").new_documents == 1
