"""The HTTP API, version 1: read-only, pages by cursor, mistakes that point at their characters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Path, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from watch.asking import LONGEST, Question, Stats, parse
from watch.formats import public, tabular
from watch.formats.life import PublicFollowed, PublicLife, PublicNotice
from watch.formats.public import PublicActor, PublicAnnouncement, PublicAssessment, PublicDocument
from watch.model import Framework
from watch.web.library import Library, Life
from watch.web.pages import ID, state_of
from watch.web.problems import Problem
from watch.web.render import Pages
from watch.web.takeaway import published

ABOUT = """Public AI partnerships, judged by one published sovereignty framework, with the sentence behind each finding.

Everything here is read-only and open. `q` is the query language of the page (`/language`). Lists go on from `next`
by `cursor`. An answer carries an ETag: send it back as If-None-Match. One address may ask 240 times a minute."""

Asked = Annotated[
    str,
    Query(
        max_length=LONGEST,
        description='A query: words, "a phrase", -excluded, field:value, as-of:day, sort:order; see /language.',
        openapi_examples={
            "everything": {"value": ""},
            "foreign hosts": {"value": "sector:health since:2025 host.control:US"},
            "large first": {"value": "amount:>=1M sort:amount"},
        },
    ),
]
Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=200, description="`next` of the page before.")]
Id = Annotated[str, Path(max_length=100, pattern=f"^{ID.pattern}$")]


@dataclass(frozen=True, slots=True)
class AnnouncementPage:
    """Part of a list of announcements."""

    announcements: tuple[PublicAnnouncement, ...]
    total: int
    """How many there are, counted up to 10,000."""
    more: bool
    """True: there are more than `total`."""
    next: str | None
    """The cursor of the next page."""


@dataclass(frozen=True, slots=True)
class PublicSheet:
    """One announcement with its documents and the history of its assessments, newest first."""

    announcement: PublicAnnouncement
    history: tuple[PublicAssessment, ...]
    documents: tuple[PublicDocument, ...]
    life: PublicLife | None


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Part of the list of documents, the last captured first."""

    documents: tuple[PublicDocument, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class ActorPage:
    """The register."""

    actors: tuple[PublicActor, ...]


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source and how it is doing."""

    id: str
    name: str
    homepage: str
    publisher_kind: str
    language: str
    state: str
    """ok, failing, flagged, waiting or disabled."""
    documents: int
    newest_entry_on: date | None
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many announcements have these values."""

    values: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by some dimensions."""

    dimensions: tuple[str, ...]
    cells: tuple[Cell, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Detail:
    """Why there is no answer."""

    detail: str


BAD: dict[int | str, dict[str, Any]] = {
    400: {
        "model": Problem,
        "description": "The request cannot be read: `start` to `end` is at fault.",
    },
    429: {"description": "Too many requests; Retry-After says when to come back."},
    503: {"model": Detail, "description": "The database does not answer; Retry-After says when to come back."},
}
GONE: dict[int | str, dict[str, Any]] = {**BAD, 404: {"model": Detail, "description": "There is none of that id."}}

MERGED: dict[int | str, dict[str, Any]] = {301: {"description": "It is part of another announcement since."}}
PREFIX = "/api/v1"


def add_api(app: FastAPI, reader: Library, pages: Pages) -> None:
    """Register version 1 on *app*."""
    router = APIRouter(prefix=PREFIX, tags=["v1"])
    _add_announcements(router, reader, pages)
    _add_documents(router, reader)
    _add_knowledge(router, reader, pages)
    _add_counts(router, reader)
    _add_exports(router, reader, pages)
    app.include_router(router)

    @app.exception_handler(RequestValidationError)
    async def unreadable(_request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        name = str(first["loc"][-1])
        said = f"{name}: {first['msg']}"
        return answer(Problem(said, "bad_parameter", "", 0, 1), Problem, 400)


def answer(value: object, shape: type, status: int = 200) -> Response:
    """*value* as JSON."""
    return Response(_adapter(shape).dump_json(value), status, media_type="application/json")


@cache
def _adapter(shape: type) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def _question(reader: Library, q: str) -> Question:
    return parse(q, reader.vocabulary())


def _add_announcements(router: APIRouter, reader: Library, pages: Pages) -> None:
    @router.get("/announcements", response_model=AnnouncementPage, responses=BAD)
    def announcements(request: Request, q: Asked = "", limit: Limit = 20, cursor: Cursor = None) -> Response:
        """The announcements that answer a query, each with its current assessment and the quotes behind it."""
        found = reader.announcements(_question(reader, q), limit, cursor)
        framework, base = reader.framework(), pages.address(request, "")
        shown = tuple(
            public.announcement(entry.announcement, entry.assessment, framework, base) for entry in found.entries
        )
        return answer(AnnouncementPage(shown, found.total, found.more, found.following), AnnouncementPage)

    @router.get("/announcements/{announcement_id}", response_model=PublicSheet, responses={**GONE, **MERGED})
    def announcement(
        request: Request,
        announcement_id: Id,
        as_of: Annotated[date | None, Query(description="What was known at the end of that day.")] = None,
    ) -> Response:
        """One announcement: each finding with its quote and a link to the sentence, and every earlier assessment."""
        found = reader.announcement(announcement_id, as_of)
        if found is None:
            raise HTTPException(404)
        if found.announcement.id != announcement_id:
            query = f"?{request.url.query}" if request.url.query else ""
            onward = pages.address(request, f"{PREFIX}/announcements/{found.announcement.id}{query}")
            return RedirectResponse(onward, 301)
        documents = {read.document.id: read.document for read in found.documents}
        framework, base = reader.framework(), pages.address(request, "")
        judged = found.assessments[0] if found.assessments else None
        sheet = PublicSheet(
            public.announcement(found.announcement, judged, framework, base, documents),
            tuple(public.assessment(each, framework, documents) for each in found.assessments),
            tuple(public.document(document) for document in documents.values()),
            _life(found.life) if found.life else None,
        )
        return answer(sheet, PublicSheet)


def _life(found: Life) -> PublicLife:
    return PublicLife(
        states=found.states,
        facts=found.testimonies,
        followed=tuple(PublicFollowed(each.kind, public.document(each.document)) for each in found.followed),
        notices=tuple(PublicNotice(*each) for each in found.notices.found),
        registers_read_on=found.notices.as_of,
        replaces=found.replaces,
        replaced_by=found.replaced_by,
        former_ids=found.former_ids,
    )


def _add_documents(router: APIRouter, reader: Library) -> None:
    @router.get("/documents", response_model=DocumentPage, responses=BAD)
    def documents(
        source: Annotated[str | None, Query(max_length=100, description="Id of a source.")] = None,
        limit: Limit = 20,
        cursor: Cursor = None,
    ) -> Response:
        """The documents captured, the last first: where they stand, never their text."""
        found = reader.documents(source, limit, cursor)
        return answer(DocumentPage(tuple(map(public.document, found.entries)), found.following), DocumentPage)

    @router.get("/documents/{document_id}", response_model=PublicDocument, responses=GONE)
    def document(document_id: Id) -> Response:
        """One document: where it stands, never its text."""
        found = reader.document(document_id)
        if found is None:
            raise HTTPException(404)
        return answer(public.document(found.document), PublicDocument)


def _add_knowledge(router: APIRouter, reader: Library, pages: Pages) -> None:
    @router.get("/actors", response_model=ActorPage, responses=BAD)
    def actors(request: Request) -> Response:
        """The register of known organisations."""
        base = pages.address(request, "")
        return answer(ActorPage(tuple(public.actor(each, base) for each in reader.actors().values())), ActorPage)

    @router.get("/actors/{actor_id}", response_model=PublicActor, responses=GONE)
    def actor(request: Request, actor_id: Id) -> Response:
        """One organisation of the register."""
        found = reader.actors().get(actor_id)
        if found is None:
            raise HTTPException(404)
        return answer(public.actor(found, pages.address(request, "")), PublicActor)

    @router.get("/sources", response_model=list[SourceHealth], responses=BAD)
    def sources() -> Response:
        """What is watched, and how each source is doing."""
        shown = [
            SourceHealth(
                id=each.source.id,
                name=each.source.name,
                homepage=each.source.homepage,
                publisher_kind=each.source.publisher_kind,
                language=each.source.language,
                state=state_of(each),
                documents=each.state.documents if each.state else 0,
                newest_entry_on=each.state.newest_entry_on if each.state else None,
                issues=tuple(issue.message for issue in each.issues),
            )
            for each in reader.sources()
        ]
        return JSONResponse(jsonable_encoder(shown))

    @router.get("/framework", response_model=Framework, responses=BAD)
    def framework() -> Response:
        """The framework in force: criteria, rules in order, verdicts, axes."""
        return answer(reader.framework(), Framework)


def _add_counts(router: APIRouter, reader: Library) -> None:
    @router.get("/counts", response_model=Table, responses=BAD)
    def counts(
        by: Annotated[
            list[str],
            Query(min_length=1, max_length=3, description="Up to three: sector, verdict, year, supplier.country…"),
        ],
        q: Asked = "",
    ) -> Response:
        """How many announcements that answer a query have each combination of values."""
        found: Stats = reader.stats(_question(reader, q), tuple(dict.fromkeys(by)))
        cells = tuple(Cell(values, count) for values, count in found.counts)
        return answer(Table(found.dimensions, cells, found.total), Table)


def _add_exports(router: APIRouter, reader: Library, pages: Pages) -> None:
    content: Mapping[str, Any] = {"application/jsonl": {"schema": {"type": "string"}}}

    @router.get(
        "/exports/announcements.jsonl",
        response_class=StreamingResponse,
        responses={**BAD, 200: {"content": content, "description": "One announcement a line."}},
    )
    def export(request: Request, q: Asked = "") -> Response:
        """Everything that answers a query, one JSON object a line."""
        found = published(reader, _question(reader, q), pages.address(request, ""))
        lines = (tabular.json_line(each) for each in found)
        return StreamingResponse(lines, media_type="application/jsonl")
