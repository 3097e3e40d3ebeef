"""What machines read: the health of the watch, and one announcement as JSON."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from watch.model import Announcement, Assessment, Document
from watch.web.library import Health, Library, Sheet
from watch.wording.phrases import shorten

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """What is published of a document: where it stands, never its text."""

    id: str
    url: str
    publisher: str
    publisher_kind: str
    language: str
    title: str
    published_on: date | None
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class PublishedSheet:
    """An announcement with the history of its assessments (newest first) and its documents."""

    announcement: Announcement
    assessments: tuple[Assessment, ...]
    documents: tuple[PublishedDocument, ...]


def add_interface(app: FastAPI, reader: Library) -> None:
    """Register the JSON answers of *reader* on *app*."""

    @app.get(
        "/health",
        response_model=Health,
        responses={503: {"model": Health, "description": "The database does not answer."}},
    )
    def health() -> Response:
        """Whether the watch is up: 200 when its database answers, 503 when it does not."""
        found = reader.health()
        return JSONResponse(jsonable_encoder(found), 200 if found.database else 503, {"Cache-Control": "no-store"})

    @app.get(
        "/announcements/{announcement_id}.json",
        response_model=PublishedSheet,
        responses={
            400: {"description": "The day asked for is not a date."},
            404: {"description": "No announcement has this id."},
        },
    )
    def sheet(announcement_id: str, as_of: date | None = None) -> Response:
        """One announcement, the history of its assessments, and where its documents stand; quotes are short.

        With *as_of*, what was known of it at the end of that day.
        """
        found = reader.announcement(announcement_id, as_of)
        if found is None:
            raise HTTPException(404)
        return JSONResponse(short_quotes(jsonable_encoder(asdict(published(found)))))


def published(sheet: Sheet) -> PublishedSheet:
    """*sheet* without the text of its documents."""
    return PublishedSheet(
        sheet.announcement, sheet.assessments, tuple(_published(read.document) for read in sheet.documents)
    )


def _published(document: Document) -> PublishedDocument:
    return PublishedDocument(
        id=document.id,
        url=document.url,
        publisher=document.publisher,
        publisher_kind=document.publisher_kind.value,
        language=document.language,
        title=document.title,
        published_on=document.published_on,
        captured_at=document.captured_at,
    )


def short_quotes(value: Json) -> Json:
    """*value* with every ``quote`` cut to the length that pages show; offsets still give the whole sentence."""
    if isinstance(value, list):
        return [short_quotes(each) for each in value]
    if isinstance(value, dict):
        return {
            key: shorten(each) if key == "quote" and isinstance(each, str) else short_quotes(each)
            for key, each in value.items()
        }
    return value
