"""Webhooks: signed JSON by POST, to an address that is checked at the moment of connecting, redirects not followed."""

import contextlib
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from watch import __version__
from watch.deliver.signing import sign, webhook_key
from watch.errors import DeliveryError
from watch.model import OutgoingMessage
from watch.urls import is_web_address

Admit = Callable[[str, int, str], bool]
"""(host, port, the address it resolved to) → whether it may be connected to."""

_ACCEPTED = range(200, 300)
_MOVED = range(300, 400)
_GONE = 410
_LONGEST_ANSWER = 65_536


class _GatedConnection(http.client.HTTPConnection):
    """Connects only to an address that *admit* lets through: the very one that was checked."""

    def __init__(self, host: str, port: int, *, admit: Admit, timeout: float, tls: bool) -> None:
        super().__init__(host, port, timeout=timeout)
        self._admit, self._tls = admit, tls

    def connect(self) -> None:
        """Resolve, check, connect. PermissionError when every address is refused, OSError when none answers."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = [str(each[4][0]) for each in found]
        admitted = [address for address in addresses if self._admit(self.host, self.port, address)]
        if not admitted:
            raise PermissionError(f"{self.host} is not on the public internet")
        self.sock = socket.create_connection((admitted[0], self.port), self.timeout)
        if self._tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def body_of(message: OutgoingMessage, public_url: str) -> bytes:
    """*message* as JSON; the same message always gives the same bytes."""
    told = [
        {"id": announcement_id, "version": version, "url": f"{public_url}/announcements/{announcement_id}"}
        for announcement_id, version in message.settles
    ]
    content = {
        "id": message.id,
        "kind": message.id.partition("-")[0],
        "subscription": message.subscription_id,
        "subject": message.subject,
        "created_at": message.created_at.isoformat(),
        "announcements": told,
        "text": message.text,
        "html": message.html,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def send_webhook(
    message: OutgoingMessage, secret: str, admit: Admit, now: datetime, *, public_url: str, timeout: float = 15.0
) -> None:
    """Post *message* once; returning means that the receiver answered 2xx. *timeout* bounds the whole exchange.

    Raises DeliveryError: permanent when the address is refused by the gate or answers 410, transient for all else: an
    error of the receiver or a redirect, which is not followed, may be repaired. A receiver recognises a repetition by
    ``webhook-id`` (also ``Idempotency-Key``), which is the same for the same message.
    """
    if not is_web_address(message.recipient, with_user=False):
        reason = "is no http(s) address without user name"
        raise DeliveryError(f"{_place(message.recipient)} {reason}.", subject=message.id, permanent=True)
    status = _exchange(message, secret, admit, now, public_url, timeout)
    if status in _ACCEPTED:
        return
    said = f"answered {status}; it will be tried again"
    if status in _MOVED:
        said = f"answered {status}, a redirect: redirects are not followed; subscribe the final address"
    elif status == _GONE:
        said = "answered 410: it wants no more of this; remove the subscription"
    raise DeliveryError(f"{_place(message.recipient)} {said}.", subject=message.id, permanent=status == _GONE)


def _exchange(
    message: OutgoingMessage, secret: str, admit: Admit, now: datetime, public_url: str, timeout: float
) -> int:
    """The status that the receiver answers with; DeliveryError when it does not."""
    parts = urlsplit(message.recipient)
    tls = parts.scheme == "https"
    port = parts.port or (443 if tls else 80)
    connection = _GatedConnection(parts.hostname or "", port, admit=admit, timeout=timeout, tls=tls)
    body, timestamp = body_of(message, public_url), int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"Vigie/{__version__}",
        "Idempotency-Key": message.id,
        "webhook-id": message.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(webhook_key(secret, message.recipient), message.id, timestamp, body),
    }
    # over the whole exchange: a receiver that answers byte by byte must not hold up the service's end
    deadline = threading.Timer(timeout, lambda: _cut(connection))
    deadline.daemon = True
    try:
        deadline.start()
        connection.request("POST", f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", body, headers)
        answer = connection.getresponse()
        answer.read(_LONGEST_ANSWER)
    except PermissionError as error:
        raise DeliveryError(f"{error}; webhooks go to public addresses.", subject=message.id, permanent=True) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = f"gave no answer ({type(error).__name__}); it will be tried again"
        raise DeliveryError(f"{_place(message.recipient)} {why}.", subject=message.id, permanent=False) from error
    else:
        return answer.status
    finally:
        deadline.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _place(url: str) -> str:
    """The receiver as errors name it: scheme, host and port; path and query may hold secrets."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}"
