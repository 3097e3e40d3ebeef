"""What an HTTP answer is worth before anyone parses it: content, or a refusal in one of its disguises.

A site that refuses is reported, never bypassed; so the signs of a refusal are known here and nowhere else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from watch.urls import same_site, site
from watch_crawlers.parsed import Kind
from watch_crawlers.reports import Failure, Outcome

_CHALLENGES = (
    (rb"request rejected.{0,400}support id", "a firewall's page « Request Rejected »"),
    (rb"<title>\s*just a moment", "a Cloudflare challenge"),
    (rb"attention required! \| cloudflare", "a Cloudflare challenge"),
    (rb"/cdn-cgi/challenge-platform/|cf-browser-verification", "a Cloudflare challenge"),
    (rb"_incapsula_resource|incapsula incident id", "an Imperva challenge"),
    (rb"captcha-delivery\.com|geo\.captcha", "a DataDome captcha"),
    (rb"errors\.edgesuite\.net|<title>\s*access denied", "an « Access Denied » page"),
    (rb"px-captcha|perimeterx", "a PerimeterX captcha"),
    (rb"making sure you(?:'|&#39;|\xe2\x80\x99)re not a bot", "an Anubis challenge"),
    (rb"ddos-guard|ddos protection by", "a DDoS protection page"),
    (rb"g-recaptcha|h-captcha|hcaptcha\.com", "a captcha"),
    (rb"(?:enable|activ\w+) javascript (?:and cookies|and disable|to continue|pour continuer)", "a JavaScript gate"),
)
_SIGNS = tuple((re.compile(pattern, re.IGNORECASE | re.DOTALL), name) for pattern, name in _CHALLENGES)
_SCRIPT_OR_TAG = re.compile(rb"<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^>]*>", re.IGNORECASE | re.DOTALL)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
_STRUCTURED = frozenset({Kind.FEED, Kind.SITEMAP, Kind.ROWS})
_HTML = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
MAX_CHALLENGE = 1500
"""Characters of visible text up to which a page may be a challenge; an article that speaks of captchas has more."""
MAX_WAIT = timedelta(days=1)
"""Longest Retry-After that is believed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, reduced to what is judged."""

    asked: str
    """The configured or linked address."""
    url: str
    """Where the answer came from, after redirects."""
    status: int
    content_type: str
    body: bytes
    mitigated: bool = False
    """Cloudflare says by header that it challenges."""
    retry_after: str | None = None


def failure_of(answer: Answer, kind: Kind, homes: Sequence[str]) -> Failure | None:
    """Why *answer* carries no *kind*; None when it may be parsed. *homes* are addresses whose hosts may answer."""
    return (
        _blocked(answer)
        or _status(answer)
        or _elsewhere(answer, homes)
        or _wrong_content(answer, kind)  # in this order
    )


def retry_at(answer: Answer, now: datetime) -> datetime | None:
    """When the host may be asked again, by its Retry-After (seconds or a date); None when it does not say."""
    text = (answer.retry_after or "").strip()
    try:
        moment = now + timedelta(seconds=int(text)) if text.isdigit() else parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(now, min(aware, now + MAX_WAIT))


def _blocked(answer: Answer) -> Failure | None:
    """A challenge, whatever its status; 200 is common."""
    if answer.mitigated:
        return _failure(answer, Outcome.BLOCKED, _block(answer, "a Cloudflare challenge"))
    if _FEED.search(answer.body[:2000]) or len(answer.body) > 400_000:
        return None
    sign = next((name for pattern, name in _SIGNS if pattern.search(answer.body)), None)
    if sign and len(_SCRIPT_OR_TAG.sub(b"", answer.body).strip()) <= MAX_CHALLENGE:
        return _failure(answer, Outcome.BLOCKED, _block(answer, sign))
    return None


def _block(answer: Answer, what: str) -> str:
    return (
        f"answered {what} (status {answer.status}) instead of its content; "
        "read it from another network or ask the publisher for access"
    )


def _status(answer: Answer) -> Failure | None:
    status = answer.status
    if status in {401, 403, 451}:
        reason = f"answered {status}: it refuses our requests; ask the publisher for access or disable the source"
        return _failure(answer, Outcome.REFUSED, reason)
    if status == 410:
        reason = "answered 410: it is withdrawn for good and left alone for a month; look for its successor"
        return _failure(answer, Outcome.GONE, reason)
    if status == 404:
        return _failure(answer, Outcome.GONE, f"answered {status}: the address is gone; look for its successor")
    if status in {429, 503}:
        return _failure(answer, Outcome.BUSY, f"answered {status}: it asks to be left alone for a while")
    if not 200 <= status < 300:
        return _failure(answer, Outcome.FAULTY, f"answered {status}, which carries no content")
    return None


def _elsewhere(answer: Answer, homes: Sequence[str]) -> Failure | None:
    if any(same_site(answer.url, home) for home in (answer.asked, *homes)):
        return None
    reason = f"redirects to another host, {site(answer.url)}; check who answers there, then correct `urls`"
    return _failure(answer, Outcome.MOVED, reason)


def _wrong_content(answer: Answer, kind: Kind) -> Failure | None:
    """An answer of another kind than the source's; the body decides, for headers are often wrong."""
    start = answer.body[:4000].replace(b"\0", b"")
    shown = answer.content_type.partition(";")[0].strip() or "nothing"
    if not start.strip():
        return _failure(answer, Outcome.UNREADABLE, "answered an empty body")
    if kind in _STRUCTURED:
        if _HTML.search(start) and not (_FEED.search(start) or _SITEMAP.search(start) or start.lstrip()[:1] in b"{["):
            size = f"{len(answer.body)} bytes of HTML"
            return _failure(
                answer, Outcome.UNREADABLE, f"answered {size} where a {kind} is expected; check the address"
            )
        return None
    if start.lstrip()[:5] == b"%PDF-":
        return None if kind is Kind.PAGE else _failure(answer, Outcome.UNREADABLE, f"answered a PDF, not a {kind}")
    if start.startswith(b"%PDF") or not _textual(answer.content_type):
        return _failure(answer, Outcome.UNREADABLE, f"answered {shown} where a page is expected")
    return None


def _textual(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return not kind or kind.startswith("text/") or kind.endswith(("html", "xml", "+xml"))


def _failure(answer: Answer, outcome: Outcome, reason: str) -> Failure:
    return Failure(answer.asked, outcome, reason)
