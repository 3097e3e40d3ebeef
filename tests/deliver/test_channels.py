"""Webhooks and chat: signed, gated, never redirected, and every failure one sentence with the right fate."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kill.sinks import WebhookSink
from watch.deliver import chat_targets, one_click_token, send_chat, send_webhook, sign, signs, webhook_key
from watch.errors import DeliveryError
from watch.model import Channel, OutgoingMessage

SECRET = "sixteen characters and more"
NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)


@pytest.fixture
def sink() -> Iterator[WebhookSink]:
    """A real receiver."""
    made = WebhookSink(SECRET)
    yield made
    made.close()


def a_message(recipient: str, channel: Channel = Channel.WEBHOOK) -> OutgoingMessage:
    return OutgoingMessage(
        "alert-0123abcd", recipient, channel, "Objet", "<p>é</p>", "é\n", (("2026-1", 2),), NOW, "outil"
    )


def post(message: OutgoingMessage, *, admit: bool = True, timeout: float = 5.0) -> DeliveryError | None:
    try:
        send_webhook(message, SECRET, lambda *_: admit, NOW, public_url="https://vigie.example", timeout=timeout)
    except DeliveryError as error:
        return error
    return None


def test_a_webhook_is_signed_with_the_receivers_own_key_and_names_what_it_tells(sink: WebhookSink) -> None:
    """The receiver checks the signature over id, time and body; the key of another receiver does not fit."""
    assert post(a_message(sink.url)) is None
    assert sink.got == {"alert-0123abcd": 1}
    told = {"id": "2026-1", "version": 2, "url": "https://vigie.example/announcements/2026-1"}
    assert sink.bodies[0]["announcements"] == [told]
    assert webhook_key(SECRET, sink.url) != webhook_key(SECRET, f"{sink.url}2")


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example of the specification, computed by its reference implementation."""
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    signature = sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("status", "permanent", "said"),
    [
        (500, False, "answered 500"),
        (404, False, "answered 404"),
        (410, True, "wants no more"),
        (302, False, "redirect"),
    ],
)
def test_an_answer_that_is_no_yes(sink: WebhookSink, status: int, permanent: bool, said: str) -> None:
    """An error may be repaired, 410 is a farewell, and a redirect is not followed."""
    sink.statuses = [status]
    sink.headers = {"Location": f"http://127.0.0.1:{sink.port}/elsewhere"}
    error = post(a_message(sink.url))
    assert error is not None
    assert error.permanent is permanent
    assert said in str(error)
    assert "room=1" not in str(error)  # a query may hold a secret
    assert sink.got == {}
    sink.headers = {}


def test_a_private_address_is_refused_before_anything_is_sent(sink: WebhookSink) -> None:
    """The gate sees the very address that would be connected to; what it refuses is set aside."""
    error = post(a_message(sink.url), admit=False)
    assert error is not None
    assert error.permanent
    assert "not on the public internet" in str(error)
    assert sink.got == {}


def test_a_receiver_that_stays_mute_costs_one_timeout() -> None:
    """Accepting the line and saying nothing is transient."""
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        error = post(a_message(f"http://127.0.0.1:{mute.getsockname()[1]}/"), timeout=0.3)
    assert error is not None
    assert not error.permanent
    assert "gave no answer" in str(error)


def test_a_closed_port_is_transient() -> None:
    """No receiver may be one that is being restarted."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = post(a_message(f"http://127.0.0.1:{port}/"))
    assert error is not None
    assert not error.permanent


def test_one_click_tokens_fit_one_reader_of_one_subscription() -> None:
    """A token does not contain the address, and fits nobody else."""
    token = one_click_token(SECRET, "bulletin", "a@ong.example")
    assert "ong" not in token
    assert signs(SECRET, token, "bulletin", "a@ong.example")
    assert not signs(SECRET, token, "bulletin", "b@ong.example")
    assert not signs("another secret entirely", token, "bulletin", "a@ong.example")


def test_rooms_are_named_and_their_addresses_stay_in_the_environment() -> None:
    """A setting of several rooms, and services that are not chat."""
    rooms = chat_targets("redaction=slack://a/b/c veille=mailto://x@y.example")
    assert rooms == {"redaction": "slack://a/b/c", "veille": "mailto://x@y.example"}
    for room in ("veille", "autre"):
        with pytest.raises(DeliveryError, match="VIGIE_CHAT_TARGETS") as caught:
            send_chat(a_message(room, Channel.CHAT), rooms, "watch.handlers.chat_child", frozenset())
        assert caught.value.permanent


def _room(port: int) -> dict[str, str]:
    return {"salle": f"mmost://127.0.0.1:{port}/3ccdd113474722377935511fc85d3dd4"}


def test_a_chat_message_reaches_a_room_on_an_allowed_host() -> None:
    """Apprise in its own process posts to a Mattermost-like server; allowed hosts are as for the crawl."""
    received: list[bytes] = []

    class Room(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Room)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    message = replace(a_message("salle", Channel.CHAT), text="L’État choisit.")
    child, port = "watch.handlers.chat_child", server.server_address[1]
    try:
        send_chat(message, _room(port), child, frozenset({f"127.0.0.1:{port}"}))
        assert "L’État choisit." in json.loads(received[0])["text"]
        with pytest.raises(DeliveryError, match="refused the message or cannot be reached") as caught:
            send_chat(message, _room(port), child, frozenset())
        assert not caught.value.permanent
        assert "3ccdd" not in str(caught.value)
    finally:
        server.shutdown()
        server.server_close()
    assert len(received) == 1


def test_the_chat_process_cannot_connect_to_private_addresses() -> None:
    """Whatever library connects: the guard is under all of them."""
    code = (
        "import socket\nfrom watch.handlers.chat_child import guard\nguard([])\n"
        "try:\n    socket.create_connection(('127.0.0.1', 9), 1)\nexcept PermissionError as e:\n    print(e)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "is not on the public internet\n"
