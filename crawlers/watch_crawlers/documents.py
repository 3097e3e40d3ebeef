"""From what was read to the `Document` that is kept."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from watch.model import Document, Source, SourceState
from watch.urls import canonical_url
from watch_crawlers.archive import Validators
from watch_crawlers.parsed import FeedEntry, ParsedPage, Published
from watch_crawlers.plain_text import language_of

MAX_TITLE = 400
"""Characters kept of a title; what is longer is no title."""
MAX_TEXT = 200_000
"""Characters kept of a text, about 35,000 words; what lies beyond is an annex or an attack."""
MIN_TITLE = 8
"""Characters that a title must have to be kept as a document when there is no text."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """Documents of one source that go to the archive together: what the spider gives to its sink."""

    source_id: str
    documents: tuple[Document, ...]


def document_id(source_id: str, canonical: str) -> str:
    """The stable id of the document that *source_id* publishes under *canonical*."""
    return hashlib.sha256(f"{source_id}\n{canonical}".encode()).hexdigest()[:24]


def document_of(
    source: Source,
    entry: FeedEntry,
    page: ParsedPage | None,
    *,
    url: str,
    baseline: bool,
    captured_at: datetime,
) -> Document | None:
    """The document that *entry* names: its page, or what the feed says where the page gave nothing or less.

    *url* is where it was read. It is known by the address that the source links to, which stays when a redirect
    changes. None when neither says anything.
    """
    canonical = canonical_url(entry.link or url)
    text = max(page.text if page else "", entry.summary, key=len)
    title = entry.title or (page.title if page else "")
    if page and page.title and (page.ruled or not entry.summary):
        title = page.title  # a listing's link text is often cut
    if not text and len(title) < MIN_TITLE:
        return None
    published = _published(entry.published, page.published if page else None)
    return Document(
        id=document_id(source.id, canonical),
        source_id=source.id,
        url=url,
        canonical_url=canonical,
        publisher=source.name,
        publisher_kind=source.publisher_kind,
        language=language_of(text, source.language),
        title=_cut(title, MAX_TITLE),
        text=_cut(text, MAX_TEXT),
        published_on=published.on if published else None,
        published_at=published.at if published else None,
        captured_at=captured_at,
        baseline=baseline,
    )


def is_baseline(state: SourceState | None, published: Published | None, kept: Validators | None) -> bool:
    """Whether a document belongs to what was there before we watched.

    All of a source's first successful sweep does. Later so does what is not newer than that sweep and comes from an
    address never read to its end (*kept* has no body hash): one added since, or one of whose pages some failed that
    day. An undated document does when its address is read for the first time.
    """
    if state is None or state.baseline_at is None:
        return True
    if published is None:
        return kept is None
    unfinished = kept is None or kept.body_hash is None
    return unfinished and published.on <= state.baseline_at.date()


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _published(stated: Published | None, on_page: Published | None) -> Published | None:
    """The feed's date, with the page's time of day when only the page gives one for that day."""
    if stated and on_page and stated.at is None and stated.on == on_page.on:
        return on_page
    return stated or on_page
