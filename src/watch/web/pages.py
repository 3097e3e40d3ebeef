"""The pages, each a function of the request and the library."""

import re

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from watch.model import Framework, Sector
from watch.web.library import Filters, Library, Watched
from watch.web.render import Pages
from watch.wording.phrases import plain

PER_PAGE = 20
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
_LONGEST_SEARCH = 200
_LAST_PAGE = 10_000


def add_pages(app: FastAPI, reader: Library, pages: Pages) -> None:
    """Register every page of *reader* on *app*."""
    _add_announcements(app, reader, pages)
    _add_watch(app, reader, pages)


def _add_announcements(app: FastAPI, reader: Library, pages: Pages) -> None:
    """The list of announcements and the sheet of each."""

    @app.get("/", include_in_schema=False)
    def announcements(request: Request) -> Response:
        framework = reader.framework()
        filters, number = read_filters(request, framework), read_page(request)
        page = reader.announcements(filters, PER_PAGE, (number - 1) * PER_PAGE)
        return pages.page(
            request,
            "announcements.html",
            framework=framework,
            filters=filters,
            filtered=filters != Filters(),
            sectors=tuple(Sector),
            page=page,
            number=number,
            last=max(1, -(-page.total // PER_PAGE)),
            health=reader.health(),
        )

    @app.get("/announcements/{announcement_id}", include_in_schema=False)
    def sheet(request: Request, announcement_id: str) -> Response:
        found = reader.announcement(announcement_id) if _ID.fullmatch(announcement_id) else None
        if found is None:
            raise HTTPException(404)
        path = f"/announcements/{found.announcement.id}"
        return pages.page(
            request,
            "sheet.html",
            framework=reader.framework(),
            sheet=found,
            announcement=found.announcement,
            assessment=found.assessments[0] if found.assessments else None,
            documents={read.document.id: read.document for read in found.documents},
            path=path,
            address=pages.address(request, path),
        )


def _add_watch(app: FastAPI, reader: Library, pages: Pages) -> None:
    """How the watch is doing, and by which framework it judges."""

    @app.get("/sources", include_in_schema=False)
    def sources(request: Request) -> Response:
        watched = tuple((each, state_of(each)) for each in reader.sources())
        return pages.page(request, "sources.html", watched=watched)

    @app.get("/issues", include_in_schema=False)
    def issues(request: Request) -> Response:
        return pages.page(request, "issues.html", issues=reader.issues())

    @app.get("/framework", include_in_schema=False)
    def framework(request: Request) -> Response:
        return pages.page(request, "framework.html", framework=reader.framework())


def read_filters(request: Request, framework: Framework) -> Filters:
    """The filters in the address; HTTPException 400, naming the filter, for one that makes no sense."""
    asked = request.query_params
    verdict = asked.get("verdict") or None
    if verdict is not None and verdict not in {text.slug for text in framework.verdicts}:
        raise HTTPException(400, "verdict")
    sector = asked.get("sector") or None
    if sector is not None and sector not in set(Sector):
        raise HTTPException(400, "sector")
    text = plain(asked.get("q", ""))
    if len(text) > _LONGEST_SEARCH:
        raise HTTPException(400, "q")
    return Filters(verdict, Sector(sector) if sector else None, text)


def read_page(request: Request) -> int:
    """The page number in the address, from 1; HTTPException 400 for anything else."""
    number = request.query_params.get("page") or "1"
    if not (number.isascii() and number.isdecimal() and 1 <= int(number[:9]) <= _LAST_PAGE):
        raise HTTPException(400, "page")
    return int(number)


def state_of(watched: Watched) -> str:
    """How a source is doing, in one word: disabled, waiting, failing, flagged or ok."""
    if not watched.source.enabled:
        return "disabled"
    if watched.state is None or watched.state.last_checked_at is None:
        return "waiting"
    if watched.state.consecutive_failures:
        return "failing"
    return "flagged" if watched.issues else "ok"
