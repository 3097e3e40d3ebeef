"""What machines ask of the service, and the page on which a reader leaves: metrics, life, readiness, unsubscription."""

import re
from typing import Protocol

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from watch.web.render import Pages

_TOKEN = re.compile(r"[A-Za-z0-9._-]{20,200}")
_METRICS = "text/plain; version=0.0.4; charset=utf-8"


class Service(Protocol):
    """What the service does behind these addresses."""

    def known(self, token: str) -> bool:
        """Whether *token* ends a subscription of somebody's."""

    def leave(self, token: str) -> bool:
        """End the subscription of *token*; False when the token is not ours."""

    def metrics(self) -> bytes:
        """The measures, as Prometheus reads them."""

    def ready(self) -> tuple[bool, dict[str, str]]:
        """Whether the service can do its work, and how each part is."""


def add_service(app: FastAPI, service: Service, pages: Pages) -> None:
    """Register the addresses of *service* on *app*."""

    @app.get("/unsubscribe/{token}", include_in_schema=False)
    def ask(request: Request, token: str) -> Response:
        """A page with one button: mail scanners open links, and must not end anything by that."""
        if not _TOKEN.fullmatch(token) or not service.known(token):
            raise HTTPException(404)
        return _private(pages.page(request, "unsubscribe.html", done=False))

    @app.post("/unsubscribe/{token}", include_in_schema=False)
    async def leave(request: Request, token: str) -> Response:
        """RFC 8058: one POST ends it, whatever its body."""
        if not _TOKEN.fullmatch(token) or not await run_in_threadpool(service.leave, token):
            raise HTTPException(404)
        return _private(pages.page(request, "unsubscribe.html", done=True))

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        return Response(service.metrics(), media_type=_METRICS)

    @app.get("/live", include_in_schema=False)
    async def live() -> Response:
        return PlainTextResponse("alive\n")

    @app.get("/ready", include_in_schema=False)
    def ready() -> Response:
        good, parts = service.ready()
        return JSONResponse(parts, 200 if good else 503)


def _private(page: Response) -> Response:
    page.headers["Cache-Control"] = "no-store"
    page.headers["X-Robots-Tag"] = "noindex"
    return page
