"""The web application: routes, errors and headers, around a `Library`."""

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from watch import __version__
from watch.errors import StoreError
from watch.web.api import add_interface
from watch.web.headers import SECURITY, Guard
from watch.web.library import Library
from watch.web.pages import add_pages
from watch.web.render import Pages
from watch.web.words import WORDS

_TOLD = frozenset({400, 404, 405, 500, 503})


def create_app(reader: Library, *, public_url: str | None = None) -> FastAPI:
    """The pages over *reader*; *public_url* is the address readers see, for citations (None: the request's)."""
    app = FastAPI(title="Vigie", version=__version__, docs_url=None, redoc_url=None)
    pages = Pages(public_url)
    add_interface(app, reader)
    add_pages(app, reader, pages)
    app.mount("/static", StaticFiles(directory=Path(str(files("watch.web") / "static"))), name="static")
    app.add_middleware(Guard)
    _add_errors(app, pages)
    return app


def _add_errors(app: FastAPI, pages: Pages) -> None:
    """Errors as pages written for people, or as JSON where JSON was asked for; details of ours are never shown."""

    def told(request: Request, status: int, reason: str, headers: dict[str, str] | None = None) -> Response:
        if request.url.path.endswith(".json"):
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

    @app.exception_handler(StoreError)
    async def store_down(request: Request, _error: StoreError) -> Response:
        return told(request, 503, "error.503.text", {"Retry-After": "120"})

    @app.exception_handler(Exception)
    async def broken(request: Request, _error: Exception) -> Response:
        # this answer is given outside the layer that adds the headers
        return told(request, 500, "error.500.text", dict(SECURITY))
