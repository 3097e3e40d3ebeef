"""Answers that the visitor already has are not sent again: ETag and 304."""

from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LONGEST = 1 << 22
"""Bytes up to which an answer is held to be compared; longer ones are streamed."""


class Fresh:
    """ASGI layer: gives each whole answer the digest of its body as ETag, and answers 304 when it is known."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass *scope* on and compare the answer."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        known = {tag.strip().removeprefix("W/") for tag in Headers(scope=scope).get("if-none-match", "").split(",")}
        start: Message | None = None

        async def compared(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == 200:
                start = message
                return
            if start is not None and message["type"] == "http.response.body":
                begun, start = start, None
                headers = MutableHeaders(scope=begun)
                body = message.get("body", b"")
                if not message.get("more_body") and len(body) <= _LONGEST and "etag" not in headers:
                    tag = f'"{sha256(body).hexdigest()[:32]}"'
                    headers["etag"] = tag
                    if tag in known:
                        del headers["content-length"]
                        await send({**begun, "status": 304})
                        await send({"type": "http.response.body", "body": b""})
                        return
                await send(begun)
            await send(message)

        await self._app(scope, receive, compared)
