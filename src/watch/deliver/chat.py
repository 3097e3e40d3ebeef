"""Chat rooms, through apprise in a child process: it may be killed, and connects to public addresses only."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

from watch.errors import DeliveryError
from watch.model import OutgoingMessage

SERVICES = frozenset(
    {
        *("discord", "gchat", "guilded", "matrix", "matrixs", "mmost", "mmosts", "msteams", "nctalk", "nctalks"),
        *("ntfy", "ntfys", "rocket", "rockets", "signal", "signals", "slack", "tgram", "webexteams", "workflows"),
        *("workflow", "zulip"),
    }
)
"""Apprise's names of the chat services that may be used; its others send mail, run commands or ring devices."""
_KEPT = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "HOME", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
"""What the child gets to know of the environment; not the service's secrets."""


def chat_targets(setting: str) -> Mapping[str, str]:
    """The rooms of ``VIGIE_CHAT_TARGETS``, "name=apprise-URL" separated by blanks, by name."""
    pairs = (entry.partition("=") for entry in setting.split())
    return {name: url for name, _, url in pairs if name and url}


def send_chat(
    message: OutgoingMessage, targets: Mapping[str, str], child: str, allow: frozenset[str], *, timeout: float = 30.0
) -> None:
    """Hand *message* to the room that its recipient names, once; *child* is the module to run.

    Raises DeliveryError, permanent when no such room is configured or its service is none of `SERVICES`. Chat services
    know no idempotency: after a crash between their answer and our commit the room sees the message twice.
    """
    target = targets.get(message.recipient)
    if target is None or urlsplit(target).scheme not in SERVICES:
        known = f"no chat room of a known service: set VIGIE_CHAT_TARGETS, {message.recipient}=slack://… for instance"
        raise DeliveryError(f"{message.recipient!r} is {known}.", subject=message.id, permanent=True)
    question = {"target": target, "title": message.subject, "body": message.text, "allow": sorted(allow)}
    try:
        done = subprocess.run(  # noqa: S603  (our own module)
            [sys.executable, "-P", "-m", child],
            input=json.dumps(question).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a library's complaint may hold the room's secret
            timeout=timeout,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            check=False,
        )
        said = done.stdout.decode(errors="replace").strip()
    except subprocess.TimeoutExpired:
        said = f"did not answer within {timeout:g} s"
    if said != "accepted":
        why = said or "could not be asked"
        raise DeliveryError(f"chat room {message.recipient} {why}; it will be tried again.", subject=message.id,
                            permanent=False)  # fmt: skip
