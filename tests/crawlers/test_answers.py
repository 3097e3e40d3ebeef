"""What HTTP answers are worth."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawlers.local_site import article, rss
from watch_crawlers.answers import Answer, failure_of, retry_at
from watch_crawlers.parsed import Kind
from watch_crawlers.reports import Outcome

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
URL = "https://a.fr/feed"
REJECTED = (
    b"<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. "
    b"Please consult with your administrator.<br><br>Your support ID is: 123</body></html>"
)
CHALLENGE = b"<html><head><title>Just a moment...</title></head><body></body></html>"
STUB = b"<html><head><script>document.cookie='x';location.reload()</script></head><body></body></html>"


def outcome(body: bytes = b"", kind: Kind = Kind.FEED, **changes: Any) -> Outcome | None:
    """How an answer of this kind ends before it is parsed."""
    made = Answer(**{"asked": URL, "url": URL, "status": 200, "content_type": "text/html", "body": body, **changes})
    failure = failure_of(made, kind, ("https://a.fr/",))
    return failure.outcome if failure else None


@pytest.mark.parametrize("kind", [Kind.FEED, Kind.LISTING, Kind.PAGE])
@pytest.mark.parametrize("body", [REJECTED, CHALLENGE])
def test_block_pages_with_status_200(body: bytes, kind: Kind) -> None:
    """A firewall's page is a block, whatever its status says."""
    assert outcome(body, kind) is Outcome.BLOCKED


def test_a_challenge_named_by_header() -> None:
    """Cloudflare's header is enough."""
    assert outcome(b"x", status=403, mitigated=True) is Outcome.BLOCKED


def test_an_article_about_captchas_is_no_captcha() -> None:
    """A long text that names the signs is content."""
    body = article("Just a moment: h-captcha", "Un captcha comme h-captcha ou g-recaptcha protège les sites. " * 60)
    assert outcome(body, Kind.PAGE) is None


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, Outcome.REFUSED),
        (403, Outcome.REFUSED),
        (451, Outcome.REFUSED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (429, Outcome.BUSY),
        (503, Outcome.BUSY),
        (500, Outcome.FAULTY),
        (304, Outcome.FAULTY),
        (200, None),
    ],
)
def test_statuses(status: int, expected: Outcome | None) -> None:
    """Each status that carries no content has its name; a 304 nobody asked for is a fault."""
    assert outcome(rss(("/a", "t", "", "")), status=status) is expected


def test_another_host_is_not_the_source() -> None:
    """A redirect within the site is followed, one to a stranger is reported."""
    feed = rss(("/a", "t", "", ""))
    assert outcome(feed, url="https://www.a.fr/neuf") is None
    assert outcome(feed, url="https://presse.a.fr/feed") is None
    assert outcome(feed, url="https://b.fr/feed") is Outcome.MOVED


def test_wrong_content() -> None:
    """The body decides: HTML is no feed and no interface, a PDF no listing, and a feed served as HTML is a feed."""
    assert outcome(STUB) is Outcome.UNREADABLE
    assert outcome(b"  ") is Outcome.UNREADABLE
    assert outcome(b"%PDF-1.7", Kind.LISTING, content_type="application/pdf") is Outcome.UNREADABLE
    assert outcome(b"%PDF-1.7", Kind.PAGE, content_type="application/pdf") is None
    assert outcome(STUB, Kind.ROWS) is Outcome.UNREADABLE
    assert outcome(b'{"results": ["<html>"]}', Kind.ROWS, content_type="application/json") is None
    assert outcome(b"\x89PNG", Kind.PAGE, content_type="image/png") is Outcome.UNREADABLE
    assert outcome(rss(("/a", "t", "", "")), content_type="text/html") is None
    assert outcome(article("t", "x"), Kind.PAGE) is None


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Sun, 22 Nov 2026 10:00:00 GMT", timedelta(hours=1)),
        ("Sun, 22 Nov 2020 10:00:00 GMT", timedelta(0)),
        ("99999999", timedelta(days=1)),
        ("soon", None),
        (None, None),
    ],
)
def test_retry_after(said: str | None, wait: timedelta | None) -> None:
    """Seconds or a date, never in the past, never longer than a day."""
    found = retry_at(Answer(URL, URL, 503, "", b"", retry_after=said), NOW)
    assert (found - NOW if found else None) == wait
