"""What readers take away from any question: feeds, tables, an open-data package, a calendar; all of it streamed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from watch.asking import Question
from watch.formats import public, tabular
from watch.formats.calendar import calendar
from watch.formats.feeds import Feed, atom, items, json_feed
from watch.formats.package import package
from watch.formats.public import PublicAnnouncement
from watch.web.asked import asked, permalink
from watch.web.library import Library
from watch.web.locale import wanted
from watch.web.render import Pages

FEED_ITEMS = 50


def add_takeaway(app: FastAPI, reader: Library, pages: Pages) -> None:
    """Register the feeds and exports of *reader* on *app*."""
    _add_feeds(app, reader, pages)
    _add_exports(app, reader, pages)
    _add_calendar(app, reader, pages)


def _add_feeds(app: FastAPI, reader: Library, pages: Pages) -> None:
    def feed(request: Request, path: str) -> Feed:
        question, lang, base = asked(request, reader.vocabulary()), wanted(request), pages.address(request, "")
        page = reader.announcements(question, FEED_ITEMS)
        rows = [(entry.announcement, entry.assessment) for entry in page.entries]
        fixed = {"lang": lang} if "lang" in request.query_params else {}
        address = pages.address(request, permalink(path, question.text, **fixed))
        home = pages.address(request, permalink("/", question.text, **fixed))
        return Feed(_title(question), home, address, lang, items(rows, reader.framework(), base, lang))

    @app.get("/feed.atom", include_in_schema=False)
    def as_atom(request: Request) -> Response:
        return Response(atom(feed(request, "/feed.atom")), media_type="application/atom+xml")

    @app.get("/feed.json", include_in_schema=False)
    def as_json_feed(request: Request) -> Response:
        return Response(json_feed(feed(request, "/feed.json")), media_type="application/feed+json")


def published(reader: Library, question: Question, base: str) -> Iterator[PublicAnnouncement]:
    """All that answer *question*, in the public form, read as they are taken."""
    framework = reader.framework()
    return (
        public.announcement(entry.announcement, entry.assessment, framework, base) for entry in reader.every(question)
    )


def _add_exports(app: FastAPI, reader: Library, pages: Pages) -> None:
    def all_of(request: Request) -> Callable[[], Iterator[PublicAnnouncement]]:
        question, base = asked(request, reader.vocabulary()), pages.address(request, "")
        return lambda: published(reader, question, base)

    @app.get("/export.csv", include_in_schema=False)
    def as_csv(request: Request) -> Response:
        found = all_of(request)
        lines = tabular.csv_lines(tabular.COLUMNS, (tabular.row(each) for each in found()))
        return _download(lines, "text/csv; charset=utf-8", "vigie.csv")

    @app.get("/export.jsonl", include_in_schema=False)
    def as_lines(request: Request) -> Response:
        found = all_of(request)
        return _download((tabular.json_line(each) for each in found()), "application/jsonl", "vigie.jsonl")

    @app.get("/export.zip", include_in_schema=False)
    def as_package(request: Request) -> Response:
        found, question = all_of(request), asked(request, reader.vocabulary())
        sources = [watched.source for watched in reader.sources()]

        def pieces() -> Iterator[bytes]:
            with package(found, sources, _title(question), datetime.now(UTC)) as file:
                while piece := file.read(1 << 16):
                    yield piece

        return _download(pieces(), "application/zip", "vigie.zip")


def _title(question: Question) -> str:
    return f"Vigie{': ' if question.text else ''}{question.text}"


def _add_calendar(app: FastAPI, reader: Library, pages: Pages) -> None:
    @app.get("/deadlines.ics", include_in_schema=False)
    def deadlines(request: Request) -> Response:
        question, lang = asked(request, reader.vocabulary()), wanted(request)
        found = (entry.announcement for entry in reader.every(question))
        return _download(calendar(found, pages.address(request, ""), lang), "text/calendar; charset=utf-8", "vigie.ics")


def _download(pieces: Iterator[str] | Iterator[bytes], media_type: str, name: str) -> Response:
    """*pieces* as a file to keep; the first is made at once, so that a mistake is still told as one."""
    first = next(pieces, None)

    def whole() -> Iterator[str | bytes]:
        if first is not None:
            yield first
        yield from pieces

    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return StreamingResponse(whole(), media_type=media_type, headers=headers)
