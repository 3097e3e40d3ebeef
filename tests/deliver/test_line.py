"""The line to the mail server: one connection for a batch, a new one whenever the old one is no good."""

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes
from threading import Thread
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller

from watch.deliver import MailLine, MailSettings, line
from watch.errors import DeliveryError
from watch.model import Channel, OutgoingMessage

MESSAGE = OutgoingMessage(
    "alert-0", "a@b.example", Channel.MAIL, "Objet", "<p>é</p>", "é\n", (), datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
)


@dataclass
class Sink:
    """A server that counts mails by connection, and may refuse or hang up."""

    limit: int = 0
    """Mails it takes over one connection; 0: any number."""
    hangs_up: bool = False
    """After each mail it took."""
    sessions: Counter[int] = field(default_factory=Counter)
    ids: list[str] = field(default_factory=list)
    over: int = 0
    """Connections that said QUIT."""

    async def handle_MAIL(  # noqa: N802  (the names are aiosmtpd's)
        self, _server: Any, session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Take a further mail over this connection, or not."""
        if self.limit and self.sessions[id(session)] >= self.limit:
            return "421 too many mails over this connection"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Know everybody but one."""
        if address.startswith("nobody@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Count one mail."""
        self.sessions[id(session)] += 1
        self.ids.append(str(message_from_bytes(envelope.content)["Message-ID"]))
        if self.hangs_up:
            asyncio.get_running_loop().call_later(0.02, cast("asyncio.Transport", server.transport).close)
        return "250 taken"

    async def handle_QUIT(self, _server: Any, session: Any, _envelope: Any) -> str:  # noqa: N802
        """Count a goodbye."""
        self.over += 1
        self.sessions[id(session)] += 0
        return "221 bye"


@contextmanager
def serving(sink: Sink) -> Iterator[MailLine]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    made = MailLine(MailSettings(smtp_host="127.0.0.1", smtp_port=port, smtp_timeout=3))
    try:
        yield made
    finally:
        made.close()
        controller.stop()


def send(to: MailLine, number: int, recipient: str = "a@b.example") -> None:
    to.send(replace(MESSAGE, id=f"alert-{number}", recipient=recipient))


def names(*numbers: int) -> list[str]:
    return [f"<alert-{number}@localhost>" for number in numbers]


def test_a_batch_goes_over_one_connection_in_order() -> None:
    """Five mails, one connection, one goodbye."""
    sink = Sink()
    with serving(sink) as to:
        for number in range(5):
            send(to, number)
        assert sink.over == 0
    assert list(sink.sessions.values()) == [5]
    assert sink.ids == names(0, 1, 2, 3, 4)
    assert sink.over == 1


def test_a_refused_recipient_costs_a_connection_and_nobody_else_a_mail() -> None:
    """The one before and the one after arrive, once each."""
    sink = Sink()
    with serving(sink) as to:
        send(to, 0)
        with pytest.raises(DeliveryError, match="550 no such user") as caught:
            send(to, 1, "nobody@b.example")
        assert caught.value.permanent
        send(to, 2)
    assert sink.ids == names(0, 2)


def test_a_servers_limit_for_one_connection_is_no_outage() -> None:
    """What it says at MAIL FROM after three mails leads to a new connection, at once, and each mail is there once."""
    sink = Sink(limit=3)
    with serving(sink) as to:
        for number in range(7):
            send(to, number)
    assert sink.ids == names(*range(7))
    assert sorted(sink.sessions.values()) == [1, 3, 3]


def test_a_sender_refused_on_a_new_connection_is_told() -> None:
    """A server that takes nothing from us is an outage, asked once."""
    sink = Sink(limit=-1)
    with serving(sink) as to, pytest.raises(DeliveryError, match="refuses the sender: 421") as caught:
        send(to, 0)
    assert caught.value.outage
    assert not caught.value.permanent


def test_a_server_that_hangs_up_between_two_mails_is_called_again() -> None:
    """A line that went dead meanwhile is seen before the next mail is said."""
    sink = Sink(hangs_up=True)
    with serving(sink) as to:
        for number in range(3):
            send(to, number)
            time.sleep(0.15)
    assert sink.ids == names(0, 1, 2)
    assert list(sink.sessions.values()) == [1, 1, 1]


def test_a_line_on_which_nothing_is_said_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the pause the server has had its QUIT, and the next mail finds a new connection."""
    monkeypatch.setattr(line, "IDLE", 0.1)
    sink = Sink()
    with serving(sink) as to:
        send(to, 0)
        ends = time.monotonic() + 5
        while not sink.over and time.monotonic() < ends:
            time.sleep(0.02)
        assert sink.over == 1
        send(to, 1)
    assert sink.ids == names(0, 1)


def test_a_line_is_given_up_after_so_many_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound on one connection holds also without the server's saying so."""
    monkeypatch.setattr(line, "PER_LINE", 2)
    sink = Sink()
    with serving(sink) as to:
        for number in range(5):
            send(to, number)
    assert sorted(sink.sessions.values()) == [1, 2, 2]


def test_several_threads_share_a_line() -> None:
    """Mails said at the same time go one after the other, each once."""
    sink = Sink()
    with serving(sink) as to:
        threads = [Thread(target=send, args=(to, number)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert sorted(sink.ids) == names(*range(8))
    assert list(sink.sessions.values()) == [8]
