"""What is asked of a source, and what is kept of the answer: addresses, conditions, validators, reading tasks."""

import hashlib
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scrapy.http import Response

from watch.model import Interface, Source
from watch.urls import same_site
from watch_crawlers.answers import Answer
from watch_crawlers.archive import Validators
from watch_crawlers.parsed import FeedEntry, Kind, ReadTask, layout_on
from watch_crawlers.visit import Listing, Visit, rules_of

REFRESH = timedelta(days=7)
"""How often an answer is asked for without conditions: servers exist whose "unchanged" is wrong."""
_PERMANENT = frozenset({301, 308})
_PLAIN = Interface(rows="", link="", title="", text=())


@dataclass(frozen=True, slots=True)
class Question:
    """One request to a source, before Scrapy makes it one."""

    url: str
    body: str | None = None
    """JSON to POST; None: a GET."""
    headers: Mapping[str, str] = field(default_factory=dict)


def question(visit: Visit, listing: Listing, page: int = 1, url: str | None = None) -> Question:
    """What to ask for the *page*-th page of a listing; *url* where the page before named it."""
    interface = visit.source.interface or _PLAIN
    since = (visit.started_at - interface.window).date()
    values = {
        "since": since.isoformat(),
        "since_digits": f"{since:%Y%m%d}",
        "page": str(page),
        "offset": str((page - 1) * interface.page_size),
    }
    target = url or string.Template(listing.url).safe_substitute(values)
    if interface.body is not None:
        body = string.Template(interface.body).safe_substitute(values)
        return Question(target, body, {"Content-Type": "application/json", "Accept": "application/json"})
    headers = dict(_conditions(visit, listing)) if page == 1 else {}
    return Question(target, None, {**headers, **({"Accept": "application/json"} if visit.source.interface else {})})


def goes_on(visit: Visit, listing: Listing, page: int, *, unknown: int, named: int) -> bool:
    """Whether the page after *page* is asked for: one that named nothing unknown ends the listing.

    Not so where something of it is still missing from an earlier sweep: that may lie further on.
    """
    unfinished = listing.kept is not None and listing.kept.body_hash is None
    index = visit.kind is Kind.SITEMAP and not named
    return page < visit.source.pages + index and (index or bool(named and (unknown or unfinished)))


def numbered(source: Source, listing: Listing) -> bool:
    """Whether the address or the body counts the pages itself."""
    texts = (listing.url, source.interface.body if source.interface else None)
    return any(re.search(r"\$\{?(?:page|offset)\b", text or "") for text in texts)


def task_of(visit: Visit, kind: Kind, answer: Answer, seen: tuple[str, ...] = ()) -> ReadTask:
    """How *answer* is to be read."""
    now = visit.clock()
    return ReadTask(
        kind=kind,
        url=answer.url,
        content_type=answer.content_type,
        now=now,
        selectors=layout_on(now.date(), visit.source.selectors),
        entry_url_pattern=visit.source.entry_url_pattern,
        language=visit.source.language,
        interface=visit.source.interface,
        seen=seen,
    )


def answer_of(response: Response, asked: str) -> Answer:
    """*response*, reduced to what is judged."""

    def header(name: str) -> str:
        return (response.headers.get(name) or b"").decode("latin-1")

    return Answer(
        asked=asked,
        url=response.url,
        status=response.status,
        content_type=header("Content-Type"),
        body=response.body,
        mitigated=header("cf-mitigated").lower() == "challenge",
        retry_after=header("Retry-After") or None,
    )


def validators_of(response: Response, visit: Visit) -> Validators:
    """What is kept of *response* to ask for the next one."""
    etag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return Validators(
        etag=etag.decode("latin-1") if etag else None,
        last_modified=modified.decode("latin-1") if modified else None,
        body_hash=hashlib.sha256(response.body).hexdigest(),
        rules=rules_of(visit.source),
    )


def seen_before(visit: Visit, listing: Listing) -> tuple[str, ...]:
    """What the address named when it was last read to its end by the same rules."""
    kept = listing.kept
    return kept.seen if kept and kept.rules == rules_of(visit.source) else ()


def moves(response: Response, asked: str) -> list[str]:
    """A note "old → new" when every redirect on the way was permanent and stayed on the site."""
    reasons = response.meta.get("redirect_reasons", [])
    permanent = bool(reasons) and all(reason in _PERMANENT for reason in reasons)
    return [f"{asked} → {response.url}"] if permanent and same_site(asked, response.url) else []


def wanted(entry: FeedEntry, pattern: str | None) -> bool:
    """Whether an entry has an address, and one of the source's shape; query strings may follow it."""
    if not entry.link:
        return False
    bare = re.split(r"[?#]", entry.link, maxsplit=1)[0]
    return pattern is None or any(re.search(pattern, link) for link in (entry.link, bare))


def _conditions(visit: Visit, listing: Listing) -> Mapping[str, str]:
    """The headers that ask for the answer only if it has changed since it was last read by the same rules."""
    kept = listing.kept
    if kept is None or kept.rules != rules_of(visit.source) or _is_refresh(visit):
        return {}
    headers = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
    return {name: value for name, value in headers.items() if value}


def _is_refresh(visit: Visit) -> bool:
    """Whether this is the first sweep of the source in its week; weeks of different sources begin at other hours."""
    before = visit.state.last_checked_at if visit.state else None
    return before is None or _week(visit.source, before) != _week(visit.source, visit.started_at)


def _week(source: Source, moment: datetime) -> int:
    length = int(REFRESH.total_seconds())
    shift = int.from_bytes(hashlib.blake2b(source.id.encode(), digest_size=4).digest(), "big") % length
    return (int(moment.timestamp()) + shift) // length
