"""From what was read to what is kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from watch.model import Document, Source, SourceState
from watch_crawlers.archive import Validators
from watch_crawlers.documents import MAX_TEXT, document_id, document_of, is_baseline
from watch_crawlers.health import advance
from watch_crawlers.parsed import FeedEntry, ParsedPage, Published
from watch_crawlers.reports import Outcome

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ENTRY = FeedEntry(
    "1", "http://www.a.fr/x/?utm_source=rss", "Titre du fil", Published(date(2026, 11, 20)), None, "Résumé."
)
PAGE = ParsedPage(
    "Titre de la page", Published(date(2026, 11, 20), NOW), "Un texte plus long que le résumé.", ruled=False
)
Make = Callable[..., Source]
WHOLE = Validators(None, None, "hash", None)
UNFINISHED = Validators(None, None, None, None)


def made(source: Source, entry: FeedEntry = ENTRY, page: ParsedPage | None = PAGE) -> Document | None:
    """The document of an entry and its page."""
    return document_of(source, entry, page, url="https://a.fr/x", baseline=False, captured_at=NOW)


def test_page_and_feed_complete_each_other(a_source: Make) -> None:
    """The longer text, the feed's title, the feed's day with the page's time; known by the linked address."""
    document = made(a_source())
    assert document
    assert (document.title, document.text) == ("Titre du fil", PAGE.text)
    assert (document.published_on, document.published_at) == (date(2026, 11, 20), NOW)
    assert document.canonical_url == "https://a.fr/x"
    assert document.id == document_id("ministere", "https://a.fr/x")


def test_a_page_with_less_than_the_feed(a_source: Make) -> None:
    """A cookie wall's text does not replace the feed's."""
    document = made(a_source(), page=replace(PAGE, text="Nos cookies"), entry=replace(ENTRY, summary="Un long résumé."))
    assert document
    assert document.text == "Un long résumé."


def test_listings_titles_are_often_cut(a_source: Make) -> None:
    """Where the listing has no text the page's own title is better."""
    document = made(a_source(), entry=replace(ENTRY, title="Titre de...", summary=""))
    assert document
    assert document.title == "Titre de la page"


def test_nothing_said_is_no_document(a_source: Make) -> None:
    """Without text and with a title like « Lire » there is nothing to keep; with a real title there is."""
    assert made(a_source(), entry=replace(ENTRY, title="Lire", summary=""), page=None) is None
    assert made(a_source(), entry=replace(ENTRY, title="Un vrai titre", summary=""), page=None)


def test_texts_end_somewhere(a_source: Make) -> None:
    """A text without end is cut."""
    document = made(a_source(), page=replace(PAGE, text="mot " * MAX_TEXT))
    assert document
    assert len(document.text) <= MAX_TEXT


@pytest.fixture
def state(a_source: Make) -> SourceState:
    """A source whose baseline was taken on 10 November."""
    report: Any = type("Report", (), {"succeeded": True, "newest_on": None, "retry_at": None, "entries_seen": 1})
    report.at, report.error, report.new_documents = datetime(2026, 11, 10, tzinfo=UTC), None, 0
    report.outcome = Outcome.READ
    return advance(a_source(), None, report)


@pytest.mark.parametrize(
    ("day", "kept", "expected"),
    [
        (date(2026, 11, 9), WHOLE, False),
        (None, WHOLE, False),
        (date(2026, 11, 10), UNFINISHED, True),
        (date(2026, 11, 11), UNFINISHED, False),
        (None, UNFINISHED, False),
        (date(2026, 11, 10), None, True),
        (date(2026, 11, 11), None, False),
        (None, None, True),
    ],
)
def test_what_was_there_before(state: SourceState, day: date | None, kept: Validators | None, expected: bool) -> None:
    """Not newer than the baseline, from an address not read to its end before; the undated at its first reading."""
    published = Published(day) if day else None
    assert is_baseline(state, published, kept) is expected
    assert is_baseline(None, published, kept)
