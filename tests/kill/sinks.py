"""Real ends of the wire that count: a mail server and a webhook's receiver that checks signatures."""

import json
import socket
import threading
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

from watch.deliver import sign, webhook_key


@dataclass
class MailSink:
    """Counts mails by (recipient, Message-ID)."""

    got: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        """Count one mail, then accept it."""
        mail = message_from_bytes(envelope.content)
        self.got[envelope.rcpt_tos[0], str(mail["Message-ID"])] += 1
        return "250 accepted"

    def start(self) -> Controller:
        """Listen on a free port."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(self, hostname="127.0.0.1", port=port)
        controller.start()
        return controller


class WebhookSink:
    """Counts posts by idempotency key, and refuses what is not signed with the receiver's own key."""

    def __init__(self, secret: str) -> None:
        self.got: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.statuses: list[int] = []
        """What to answer next; 200 when empty."""
        self.headers: dict[str, str] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler(secret))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """What is subscribed."""
        return f"http://127.0.0.1:{self.port}/hook?room=1"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self, secret: str) -> type[BaseHTTPRequestHandler]:
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                key, stamp = webhook_key(secret, sink.url), int(self.headers["webhook-timestamp"])
                good = sign(key, self.headers["webhook-id"], stamp, body) == self.headers["webhook-signature"]
                status = (sink.statuses.pop(0) if sink.statuses else 200) if good else 401
                if status == 200:
                    sink.got[self.headers["Idempotency-Key"]] += 1
                    sink.bodies.append(json.loads(body))
                self.send_response(status)
                for name, value in sink.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
