"""Sweeps over sources that refuse, fail, mislead or attack."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.local_site import LocalSite, Page, serve_feed
from crawlers.memory import MemoryArchive
from watch.model import Source
from watch_crawlers.reports import Outcome, SweepReport

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Sweep = Callable[..., SweepReport]
Make = Callable[..., Source]


@pytest.mark.parametrize(
    "page",
    [
        Page(status=500),
        Page(b"<html>no</html>", status=403),
        Page(b"%PDF-1.7", content_type="application/pdf"),
        Page(b"<html><title>Just a moment...</title></html>"),
        Page(b"x" * 3_000_000),
        Page(b"x" * 4000, drip=0.01),
    ],
    ids=["error", "refused", "pdf", "challenge", "large", "slow"],
)
def test_pages_that_fail(page: Page, site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """When a page cannot be had, the feed's summary is the document."""
    serve_feed(site, 1)
    site.pages["/a/1"] = page
    report = run_sweep([a_source()], timeout=1).of("ministere")
    (document,) = archive.of("ministere")
    assert document.text == "Résumé de l’annonce 1."
    assert (report.outcome, report.pages_failed) == (Outcome.READ, 1)


def test_a_host_that_refuses_pages_is_left_alone(
    site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make
) -> None:
    """After two refusals no more pages are asked for; summaries stand in for the rest."""
    serve_feed(site, 1, 2, 3, 4, 5)
    for n in range(1, 6):
        site.pages[f"/a/{n}"] = Page(b"no", status=403)
    run_sweep([a_source()])
    assert len(site.paths()) == 1 + 2
    assert len(archive.of("ministere")) == 5


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (Page(status=403), Outcome.REFUSED),
        (Page(status=404), Outcome.GONE),
        (Page(status=410), Outcome.GONE),
        (Page(status=503), Outcome.BUSY),
        (Page(status=500), Outcome.FAULTY),
        (Page(b"<html><title>Request Rejected</title>Your support ID is: 1</html>"), Outcome.BLOCKED),
        (Page(b"<html><title>Just a moment...</title></html>", status=403), Outcome.BLOCKED),
        (Page(b"<html><script>location.reload()</script></html>"), Outcome.UNREADABLE),
        (Page(b"not xml at all"), Outcome.UNREADABLE),
        (Page(b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>'), Outcome.EMPTY),
        (Page(b"<rss>" + b" " * 3_000_000), Outcome.UNREADABLE),
        (Page(b"<rss>" + b"\0" * 60_000_000, zipped=True), Outcome.UNREADABLE),
        (Page(b"<rss>" * 1000, drip=0.05), Outcome.UNREACHABLE),
        (Page(status=302, headers={"Location": "/mauvais"}), Outcome.FAULTY),
        (Page(status=302, headers={"Location": "file:///etc/passwd"}), Outcome.FAULTY),
        (Page(status=302, headers={"Location": "http://127.0.0.1:1/"}), Outcome.FORBIDDEN),
        (Page(status=302, headers={"Location": "http://localhost:1/"}), Outcome.UNREACHABLE),
        (Page(status=302, headers={"Location": "http://2130706433:1/"}), Outcome.UNREACHABLE),
        (Page(status=302, headers={"Location": "http://0x7f.1:1/"}), Outcome.UNREACHABLE),
        (Page(status=302, headers={"Location": "http://169.254.169.254/latest/"}), Outcome.FORBIDDEN),
        (Page(status=302, headers={"Location": "http://[::ffff:127.0.0.1]/"}), Outcome.FORBIDDEN),
        (Page(status=302, headers={"Location": "http://user:pw@example.org/"}), Outcome.FORBIDDEN),
    ],
)
def test_a_bad_source_touches_no_other(
    page: Page,
    outcome: Outcome,
    site: LocalSite,
    archive: MemoryArchive,
    run_sweep: Sweep,
    a_source: Make,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever one source answers is named in its report and not in the log; the source beside it is read."""
    serve_feed(site, 1)
    site.pages["/mauvais"] = page
    report = run_sweep([a_source("mauvais", "/mauvais"), a_source()], timeout=1)
    bad = report.of("mauvais")
    assert bad.outcome is outcome
    assert bad.error
    assert bad.error.startswith(site.url("/mauvais"))
    assert archive.kept_states["mauvais"].baseline_at is None
    assert archive.kept_states["mauvais"].consecutive_failures == 1
    assert report.of("ministere").new_documents == 1
    assert [record.message for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}] == []


def test_names_that_resolve_to_ourselves(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """Only the address on the allow-list is reached; the same server under other names is not, robots.txt included."""
    names = ("localhost", "127.1", "2130706433", "0x7f000001", "017700000001", "localhost.", "[::1]")
    serve_feed(site, 1)
    sources = [a_source(f"s{n}", urls=(site.url("/feed", host),)) for n, host in enumerate(names)]
    report = run_sweep(sources)
    assert {found.outcome for found in report.sources} <= {Outcome.UNREACHABLE, Outcome.FORBIDDEN}
    assert site.asked == []


def test_a_source_that_moved(site: LocalSite, run_sweep: Sweep, archive: MemoryArchive, a_source: Make) -> None:
    """A permanent redirect within the site is followed and reported."""
    serve_feed(site, 1, path="/neuf")
    site.pages["/feed"] = Page(status=301, headers={"Location": "/neuf"})
    report = run_sweep([a_source()]).of("ministere")
    assert report.outcome is Outcome.READ
    assert report.moved_to == (f"{site.url('/feed')} → {site.url('/neuf')}",)
    assert [problem.key for problem in archive.problems["ministere"]] == ["address:ministere"]


def test_a_source_that_answers_elsewhere(
    site: LocalSite, run_sweep: Sweep, archive: MemoryArchive, a_source: Make
) -> None:
    """A redirect to another host is reported and nothing of it is taken."""
    serve_feed(site, 1)
    site.pages["/ici"] = Page(status=302, headers={"Location": site.url("/feed", "localhost")})
    allow = frozenset({f"127.0.0.1:{site.port}", f"localhost:{site.port}"})
    report = run_sweep([a_source(path="/ici")], allow_hosts=allow).of("ministere")
    assert report.outcome is Outcome.MOVED
    assert archive.documents == {}


def test_robots_may_ask_for_a_pause(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """Crawl-delay is kept between requests to that host."""
    serve_feed(site, 1)
    site.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 1\n", content_type="text/plain")
    report = run_sweep([a_source()]).of("ministere")
    assert report.pages_read == 1
    assert report.elapsed >= 1


def test_a_stumble_is_forgiven_once(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """An error of the server is asked again; a refusal is not."""
    serve_feed(site, 1)
    good = site.pages["/feed"]
    assert isinstance(good, Page)
    site.pages["/feed"] = lambda _: good if site.paths().count("/feed") > 1 else Page(status=500)
    site.pages["/non"] = Page(status=403)
    report = run_sweep([a_source(), a_source("non", "/non")], retries=1)
    assert report.of("ministere").outcome is Outcome.READ
    assert site.paths().count("/non") == 1


def test_robots_are_obeyed(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """What robots.txt closes to us by name is not asked for; a page that it closes gives way to the summary."""
    serve_feed(site, 1)
    site.pages["/robots.txt"] = Page(b"User-agent: Vigie\nDisallow: /a/\n", content_type="text/plain")
    run_sweep([a_source()])
    assert site.paths() == ["/feed"]
    assert archive.of("ministere")[0].text == "Résumé de l’annonce 1."
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /\n", content_type="text/plain")
    assert run_sweep([a_source("autre")]).of("autre").outcome is Outcome.FORBIDDEN


@pytest.mark.parametrize(("status", "outcome"), [(404, Outcome.READ), (403, Outcome.READ), (503, Outcome.FORBIDDEN)])
def test_robots_that_do_not_answer(
    status: int, outcome: Outcome, site: LocalSite, run_sweep: Sweep, a_source: Make
) -> None:
    """Without robots.txt all is open, even if its error page looks like one; a failing server closes all for now."""
    serve_feed(site, 1)
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /\n", status=status)
    assert run_sweep([a_source()]).of("ministere").outcome is outcome


def test_a_host_that_asks_to_wait(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """Retry-After is kept: the source is not due before."""
    site.pages["/feed"] = Page(status=429, headers={"Retry-After": "7200"})
    report = run_sweep([a_source()]).of("ministere")
    assert report.outcome is Outcome.BUSY
    due = archive.kept_states["ministere"].next_due_at
    assert due
    assert due >= NOW + timedelta(hours=2)
    assert len(site.paths()) == 1


def test_a_feed_that_would_hang_the_parser(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """An attribute bomb costs its deadline and nothing else."""
    attributes = " ".join(f'a{n}="1"' for n in range(60_000))
    site.pages["/bombe"] = Page(f'<rss version="2.0"><channel><item {attributes}><x/></item></channel></rss>'.encode())
    serve_feed(site, 1)
    report = run_sweep([a_source("bombe", "/bombe"), a_source()], parse_deadline=1.5)
    assert report.of("bombe").outcome is Outcome.UNREADABLE
    assert "longer than 1.5 s" in (report.of("bombe").error or "")
    assert report.of("ministere").new_documents == 1
