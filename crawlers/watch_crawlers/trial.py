"""Trying a source: one sweep that keeps nothing, what it would say, and what the source answered."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from watch.errors import SourceError
from watch.model import Document, Source, SourceState
from watch_crawlers.archive import Conclusion, Validators
from watch_crawlers.health import judge
from watch_crawlers.reports import SourceReport
from watch_crawlers.settings import CrawlSettings
from watch_crawlers.sweep import sweep

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerRunner
    from scrapy.http import Response

PAGES = 3
"""Documents whose pages a recording holds; a trial asks for one."""
_ENDINGS = (("html", "html"), ("xml", "xml"), ("rss", "xml"), ("json", "json"), ("pdf", "pdf"))


class Notebook:
    """An archive that knows nothing and forgets everything but the documents and problems of this trial."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}

    def known(self, canonical_urls: Collection[str]) -> set[str]:
        """None of them."""
        del canonical_urls
        return set()

    def capture(self, documents: Sequence[Document]) -> list[bool]:
        """Note *documents*."""
        new = [document.id not in self.documents for document in documents]
        self.documents |= {document.id: document for document in documents}
        return new

    def states(self, source_ids: Collection[str]) -> Mapping[str, SourceState]:
        """None: they were never seen."""
        del source_ids
        return {}

    def validators(self, source_ids: Collection[str]) -> Mapping[tuple[str, str], Validators]:
        """None: all is asked for whole."""
        del source_ids
        return {}

    def conclude(self, conclusions: Sequence[Conclusion]) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer as it came, redirects followed."""

    url: str
    """As asked."""
    status: int
    content_type: str
    body: bytes
    """After decompression."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What one sweep of one source saw."""

    source: Source
    report: SourceReport
    documents: tuple[Document, ...]
    answers: tuple[Answered, ...]
    """Of this source's hosts, robots.txt left out."""

    @property
    def wrong(self) -> tuple[str, ...]:
        """What looks wrong, one sentence each; empty when all is well."""
        failures = tuple(f"{failure.url} {failure.reason}" for failure in self.report.failures)
        told = {f"{failure.outcome}:{self.source.id}" for failure in self.report.failures}
        problems = (one for one in judge(self.source, None, self.report, self.report.at) if one.key not in told)
        undated = self.report.newest_on is None and not any(document.published_on for document in self.documents)
        silent = undated and self.report.succeeded and self.source.expects is not None
        return (*failures, *(one.message for one in problems), *(("nothing it names has a date",) if silent else ()))

    @property
    def newest(self) -> str:
        """Day of the newest entry, by the listing or by the pages that were read; empty when none is known."""
        days = [document.published_on for document in self.documents if document.published_on]
        return str(max([*days, *([self.report.newest_on] if self.report.newest_on else [])], default=""))


async def try_sources(
    sources: Sequence[Source],
    settings: CrawlSettings,
    now: datetime,
    *,
    pages: int = 1,
    runner: "AsyncCrawlerRunner | None" = None,
) -> tuple[Trial, ...]:
    """Sweep *sources*, enabled or not, once and through the gate, as if for the first time; nothing is kept.

    At most *pages* documents of each are followed to their pages. Raises SourceError for one without an address.
    """
    for source in sources:
        if not source.urls:
            raise SourceError(f"has no address ({source.note or 'no reason given'})", subject=source.id)
    notebook, answers = Notebook(), list[tuple[str, Answered]]()

    def witness(response: "Response") -> None:
        answers.append(_answered(response))

    limited = replace(settings, max_pages=pages)
    report = await sweep(sources, notebook, limited, now, runner, witness=witness)
    return tuple(
        Trial(
            source,
            report.of(source.id),
            tuple(one for one in notebook.documents.values() if one.source_id == source.id),
            tuple(answer for source_id, answer in answers if source_id == source.id),
        )
        for source in sources
    )


def save_recording(trial: Trial, directory: Path) -> tuple[Path, ...]:
    """Write the answers of *trial* and what was read in them under *directory*/id; return the files written.

    Raises SourceError when nothing was read, or when a recording is already there.
    """
    target = directory / trial.source.id
    if not trial.documents:
        raise SourceError("; ".join(trial.wrong) or "gave no document", subject=trial.source.id)
    if target.exists():
        raise SourceError(f"is recorded already; move {target} away first", subject=trial.source.id)
    target.mkdir(parents=True)
    written, rows = [], []
    for place, answer in enumerate(trial.answers, 1):
        file = target / f"answer-{place}.{_ending(answer.content_type)}"
        file.write_bytes(answer.body)
        written.append(file)
        rows.append(
            {"url": answer.url, "file": file.name, "status": answer.status, "content_type": answer.content_type}
        )
    asked = {answer.url for answer in trial.answers}
    read = [one for one in trial.documents if not trial.source.follow or one.url in asked or "#" in one.canonical_url]
    expected = [_expected(one) for one in read or trial.documents]
    stamp = trial.report.at.replace(microsecond=0).isoformat()
    sheet = target / "expected.yml"
    content = yaml.safe_dump(
        {"at": stamp, "answers": rows, "expected": expected}, allow_unicode=True, sort_keys=False, width=116
    )
    sheet.write_text(content, encoding="utf-8")
    return (*written, sheet)


def _expected(document: Document) -> Mapping[str, Any]:
    """What a later reading of the same answers must give; the beginning of the text is enough to tell it."""
    return {
        "url": document.canonical_url,
        "title": document.title,
        "published_on": str(document.published_on) if document.published_on else None,
        "text": document.text[:60].rstrip(),
    }


def _answered(response: "Response") -> tuple[str, Answered]:
    """The source that an answer belongs to, and the answer under the address that was asked."""
    request = response.request
    assert request is not None
    asked = request.meta.get("redirect_urls", [request.url])[0]
    shown = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return request.cb_kwargs["visit"].source.id, Answered(asked, response.status, shown, response.body)


def _ending(content_type: str) -> str:
    return next((ending for word, ending in _ENDINGS if re.search(word, content_type)), "bin")
