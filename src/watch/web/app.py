"""The web application: routes, errors and headers, around a `Library`."""

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from watch import __version__
from watch.asking import QuestionError
from watch.errors import StoreError
from watch.web.api import add_interface
from watch.web.api_v1 import ABOUT, add_api
from watch.web.explore import add_explore
from watch.web.fresh import Fresh
from watch.web.headers import SECURITY, Guard
from watch.web.library import Library
from watch.web.limits import Limits, Throttle
from watch.web.locale import wanted
from watch.web.pages import add_pages
from watch.web.problems import problem
from watch.web.render import Pages
from watch.web.service import Service, add_service
from watch.web.takeaway import add_takeaway
from watch.web.words import WORDS

_TOLD = frozenset({400, 404, 405, 429, 500, 503})


def create_app(
    reader: Library, *, public_url: str | None = None, service: Service | None = None, limits: Limits | None = None
) -> FastAPI:
    """The pages over *reader*; *public_url* is the address readers see, for citations (None: the request's)."""
    app = FastAPI(title="Vigie", version=__version__, description=ABOUT, docs_url=None, redoc_url=None)
    pages = Pages(public_url)
    add_interface(app, reader)
    add_pages(app, reader, pages)
    add_explore(app, reader, pages)
    add_takeaway(app, reader, pages)
    add_api(app, reader, pages)
    if service is not None:
        add_service(app, service, pages)
    app.mount("/static", StaticFiles(directory=Path(str(files("watch.web") / "static"))), name="static")
    app.add_middleware(Fresh)
    app.add_middleware(Throttle, limits=limits or Limits())
    app.add_middleware(Guard)
    _add_errors(app, pages)
    return app


def _add_errors(app: FastAPI, pages: Pages) -> None:
    """Errors as pages written for people, or as JSON where JSON was asked for; details of ours are never shown."""

    def told(request: Request, status: int, reason: str, headers: dict[str, str] | None = None) -> Response:
        if _wants_json(request):
            return JSONResponse({"detail": WORDS[f"error.{status}.title"][1]}, status, headers)
        page = pages.page(request, "error.html", status=status, error=status, reason=reason)
        page.headers.update(headers or {})
        return page

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        status = error.status_code if error.status_code in _TOLD else 400
        reason = f"error.{status}.{error.detail}"
        headers = dict(error.headers or {})
        return told(request, status, reason if reason in WORDS else f"error.{status}.text", headers)

    @app.exception_handler(QuestionError)
    async def unclear(request: Request, error: QuestionError) -> Response:
        if _wants_json(request):
            return JSONResponse(problem(error), 400)
        lang = wanted(request)
        said, pointing = error.said(lang), error.pointing()
        return pages.page(request, "question_error.html", status=400, said=said, pointing=pointing, typed=error.text)

    @app.exception_handler(StoreError)
    async def store_down(request: Request, _error: StoreError) -> Response:
        return told(request, 503, "error.503.text", {"Retry-After": "120"})

    @app.exception_handler(Exception)
    async def broken(request: Request, _error: Exception) -> Response:
        # this answer is given outside the layer that adds the headers
        return told(request, 500, "error.500.text", dict(SECURITY))


def _wants_json(request: Request) -> bool:
    path = request.url.path
    return path.endswith((".json", ".jsonl")) or path.startswith("/api/")
