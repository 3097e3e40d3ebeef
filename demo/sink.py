"""A real SMTP server that keeps each mail it receives as a file: .eml, and its HTML part as .html."""

import asyncio
import re
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope


class MailSink:
    """Listens on a free port of 127.0.0.1, in a thread of its own, while it is entered; *folder* must exist."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.received: list[EmailMessage] = []
        """In order of arrival."""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        """The port that was free."""
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        self._loop.run_until_complete(self._loop.create_server(lambda: SMTP(self), sock=self._listening))
        self._loop.run_forever()
        self._loop.close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def files(self, recipient: str) -> list[Path]:
        """The HTML files of the mails to *recipient*, in order of arrival."""
        return [
            self._folder / f"{_stem(number, mail)}.html"
            for number, mail in enumerate(self.received, 1)
            if recipient in str(mail["To"])
        ]

    async def handle_DATA(self, *call: Any) -> str:  # noqa: N802  (aiosmtpd's name; it passes server, session, envelope)
        """Keep one mail; only then say that it was accepted."""
        envelope: Envelope = call[-1]
        content = envelope.content
        self._keep(content.encode() if isinstance(content, str) else content or b"")
        return "250 OK"

    def _keep(self, raw: bytes) -> None:
        mail = message_from_bytes(raw, policy=policy.default)
        self.received.append(mail)
        stem = self._folder / _stem(len(self.received), mail)
        Path(f"{stem}.eml").write_bytes(raw)
        html = mail.get_body(("html",))
        if html is not None:
            Path(f"{stem}.html").write_text(str(html.get_content()), "utf-8")


def _stem(number: int, mail: EmailMessage) -> str:
    """A file name that tells arrival, reader and subject."""
    words = re.sub(r"[^\w]+", "-", f"{mail['To']} {mail['Subject']}".replace("@", " ").lower()).strip("-")
    return f"{number:02}-{words[:60].rstrip('-')}"
