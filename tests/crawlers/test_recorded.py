"""Each source as recorded, read by the real spider over real HTTP on a local origin."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from crawlers.memory import MemoryArchive
from crawlers.origin import Origin
from crawlers.recorded import Recording, load, recorded_ids, truncated
from watch.config import load_config
from watch.model import Selectors, SourceKind
from watch_crawlers.health import Problem
from watch_crawlers.reports import Outcome, SweepReport

SOURCES = {source.id: source for source in load_config().sources}
RECORDED = recorded_ids()
FURNITURE = ("Mentions légales", "Plan du site", "traceurs", "À lire aussi", "tous droits réservés", "Page suivante")
LIMIT = 20.0
"""Seconds that a cold sweep over all recorded sources may take."""


@dataclass(frozen=True)
class Swept:
    """One cold sweep over everything that is recorded."""

    recordings: dict[str, Recording]
    archive: MemoryArchive
    report: SweepReport


@pytest.fixture(scope="module")
def swept(crawl_loop: asyncio.AbstractEventLoop) -> Iterator[Swept]:
    recordings = {one: load(SOURCES[one]) for one in RECORDED}
    origin, archive = Origin(recordings.values()), MemoryArchive()
    sources = [replace(SOURCES[one], pages=1) for one in RECORDED]
    moment = max(recording.at for recording in recordings.values())
    yield Swept(recordings, archive, origin.sweep(crawl_loop, sources, archive, moment))
    origin.close()


def test_every_enabled_source_is_recorded() -> None:
    """A source without a recording could change its meaning unnoticed; a recording without a source is forgotten."""
    assert {source.id for source in SOURCES.values() if source.enabled} <= set(RECORDED) <= set(SOURCES)


@pytest.mark.parametrize("source_id", RECORDED)
def test_a_source_as_recorded(source_id: str, swept: Swept) -> None:
    """Exactly the expected documents, with canonical address, title, day and text; no furniture, no problem."""
    report, recording = swept.report.of(source_id), swept.recordings[source_id]
    found = {document.canonical_url: document for document in swept.archive.of(source_id)}
    assert (report.outcome, report.failures) == (Outcome.READ, ())
    if recording.whole:
        assert set(found) == {expected.url for expected in recording.expected}
        assert report.pages_failed == 0
    for expected in recording.expected:
        document = found[expected.url]
        assert document.title == expected.title
        assert str(document.published_on) == str(expected.published_on)
        assert document.text.startswith(expected.text)
        assert not [words for words in FURNITURE if words in document.text]
    assert swept.archive.problems[source_id] == ()


def test_the_sweep_is_quick(swept: Swept) -> None:
    """All recorded sources, cold, in less than twenty seconds."""
    assert len(swept.report.sources) >= 57
    assert swept.report.elapsed < LIMIT


def test_old_layouts_still_parse(crawl_loop: asyncio.AbstractEventLoop) -> None:
    """A capture from before a redesign is read by the selectors of its day, not by today's."""
    source = SOURCES["incyber"]
    dated = (Selectors(text=".never"), Selectors(text=".entry-content", valid_until=date(2026, 12, 1)))
    origin, archive = Origin([load(source)]), MemoryArchive()
    report = origin.sweep(crawl_loop, [replace(source, selectors=dated)], archive, load(source).at)
    origin.close()
    assert report.of("incyber").pages_ruled == 2


@pytest.mark.parametrize("source_id", ["cnil", "mesr", "boamp", "doctolib-aide", "reuters"])
def test_answers_that_break_off(source_id: str, crawl_loop: asyncio.AbstractEventLoop) -> None:
    """A cut answer of each kind is a problem or gives part of the documents; it never gives other ones."""
    source, recording = SOURCES[source_id], load(SOURCES[source_id])
    origin, archive = Origin([truncated(recording, 700)]), MemoryArchive()
    origin.sweep(crawl_loop, [replace(source, pages=1)], archive, recording.at)
    origin.close()
    titles = tuple(expected.title for expected in recording.expected)
    problems: tuple[Problem, ...] = archive.problems[source_id]
    assert problems or archive.of(source_id)
    if source.kind is not SourceKind.PAGE_WATCH:
        assert all(document.title.startswith(titles) for document in archive.of(source_id))
