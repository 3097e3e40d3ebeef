"""How much one visitor may ask: a bucket of requests for each address, and a smaller one for whole exports."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_REMEMBERED = 10_000
"""Addresses of which a bucket is kept; the one longest unseen is forgotten first, and starts full."""
_EXPORTS = ("/export.", "/deadlines.ics", "/api/v1/exports")


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests that one address may make in a minute; as many may come at once."""

    requests: int = 240
    exports: int = 12


class Throttle:
    """ASGI layer: answers 429 with Retry-After to an address that asks too much."""

    def __init__(self, app: ASGIApp, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._limits, self._clock = app, limits, clock
        self._buckets: OrderedDict[tuple[str, bool], tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass *scope* on, unless its bucket is empty."""
        wait = self._wait(scope) if scope["type"] == "http" else 0.0
        if wait <= 0:
            await self._app(scope, receive, send)
            return
        said = "Too many requests; wait a moment, or take everything at once with an export.\n"
        answer = PlainTextResponse(said, 429, {"Retry-After": str(int(wait) + 1)})
        await answer(scope, receive, send)

    def _wait(self, scope: Scope) -> float:
        """Seconds until the address may ask again; takes one from its bucket when that is now."""
        path: str = scope["path"]
        export = path.startswith(_EXPORTS)
        if path.startswith(("/static/", "/health", "/live", "/ready", "/metrics")):
            return 0.0
        size = self._limits.exports if export else self._limits.requests
        key = ((scope.get("client") or ("",))[0], export)
        now = self._clock()
        left, seen = self._buckets.pop(key, (float(size), now))
        left = min(float(size), left + (now - seen) * size / 60)
        self._buckets[key] = (left - 1 if left >= 1 else left, now)
        while len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) * 60 / size
