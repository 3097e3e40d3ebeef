"""Probing and recording sources, against a local origin that answers as recorded."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.local_site import Page
from crawlers.memory import MemoryArchive
from crawlers.origin import SETTINGS, Origin
from crawlers.recorded import Recording, load
from watch.config import load_config
from watch.errors import SourceError
from watch_crawlers.reports import Outcome
from watch_crawlers.trial import PAGES, Trial, save_recording, try_sources

SOURCES = {source.id: source for source in load_config().sources}
KINDS = ("cnil", "mesr", "reuters", "boamp", "ted", "doctolib-aide")
"""A feed, a listing, a sitemap, two interfaces and a watched page."""


def tried(loop: asyncio.AbstractEventLoop, recording: Recording, pages: int = 1) -> Trial:
    """A trial of one source that answers like *recording*."""
    origin = Origin([recording])
    source = replace(SOURCES[recording.source_id], pages=1)
    settings = replace(SETTINGS, allow_hosts=frozenset({f"127.0.0.1:{origin.port}"}))
    asked = try_sources([source], settings, recording.at, pages=pages, runner=origin.runner())
    (trial,) = loop.run_until_complete(asked)
    origin.close()
    return trial


@pytest.mark.parametrize("source_id", KINDS)
def test_a_probe_of_a_source_that_is_well(source_id: str, crawl_loop: asyncio.AbstractEventLoop) -> None:
    """It tells how many entries there are and how new they are, and finds nothing wrong."""
    recording = load(SOURCES[source_id])
    trial = tried(crawl_loop, recording)
    assert trial.report.outcome is Outcome.READ
    assert trial.report.entries_seen
    assert trial.newest == max(str(expected.published_on or "") for expected in recording.expected)
    assert trial.wrong == ()
    assert trial.report.pages_read <= 1


@pytest.mark.parametrize(
    ("page", "word"),
    [
        (Page(status=403), "answered 403"),
        (Page(status=503), "answered 503"),
        (Page(b"<html><title>Just a moment...</title></html>"), "Cloudflare"),
        (Page(b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>"), "without a single entry"),
    ],
)
def test_a_probe_of_a_source_that_is_not(page: Page, word: str, crawl_loop: asyncio.AbstractEventLoop) -> None:
    """What looks wrong is one sentence, at the first attempt, for what may pass too."""
    recording = replace(load(SOURCES["cnil"]), pages={"https://www.cnil.fr/fr/rss.xml": page})
    (said,) = tried(crawl_loop, recording).wrong
    assert word in said


def test_a_probe_finds_old_news(crawl_loop: asyncio.AbstractEventLoop) -> None:
    """A feed that answers and has nothing new for longer than its rhythm allows is said to be stale."""
    recording = load(SOURCES["cnil"])
    trial = tried(crawl_loop, replace(recording, at=recording.at.replace(year=2027)))
    assert len(trial.wrong) == 1
    assert "2026-11-19" in trial.wrong[0]


@pytest.mark.parametrize("source_id", KINDS)
def test_a_recording_reads_like_the_source(
    source_id: str, crawl_loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    """What was saved of a source, served again, gives the same documents."""
    trial = tried(crawl_loop, load(SOURCES[source_id]), PAGES)
    written = save_recording(trial, tmp_path)
    assert (tmp_path / source_id / "expected.yml") in written
    again, origin_archive = load(SOURCES[source_id], tmp_path), MemoryArchive()
    origin = Origin([again])
    origin.sweep(crawl_loop, [replace(SOURCES[source_id], pages=1)], origin_archive, again.at)
    origin.close()
    found = {document.canonical_url: document for document in origin_archive.of(source_id)}
    assert again.expected
    for expected in again.expected:
        assert found[expected.url].title == expected.title
        assert found[expected.url].text.startswith(expected.text)


def test_a_recording_is_never_overwritten(crawl_loop: asyncio.AbstractEventLoop, tmp_path: Path) -> None:
    """A second recording of the same source is refused in one sentence, as is one of a source that gave nothing."""
    trial = tried(crawl_loop, load(SOURCES["reuters"]))
    save_recording(trial, tmp_path)
    with pytest.raises(SourceError, match="recorded already"):
        save_recording(trial, tmp_path)
    with pytest.raises(SourceError, match="404"):
        save_recording(tried(crawl_loop, replace(load(SOURCES["reuters"]), pages={})), tmp_path)


def test_a_source_without_an_address(crawl_loop: asyncio.AbstractEventLoop) -> None:
    """What is missing of it is said."""
    with pytest.raises(SourceError, match="Missing: a public feed"):
        crawl_loop.run_until_complete(try_sources([SOURCES["afp"]], SETTINGS, load(SOURCES["cnil"]).at))
