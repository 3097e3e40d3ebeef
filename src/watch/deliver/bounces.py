"""Mails that came back: a delivery status notification (RFC 3464) and what it says of one of our mails."""

import email
import re
from dataclasses import dataclass
from email.message import Message

_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_LEAVE = re.compile(r"<https?://[^>\s]*/unsubscribe/([^>\s/]+)>")


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a server reports of one mail; each of ours has one recipient."""

    action: str
    """failed, delayed, delivered, relayed or expanded."""
    status: str
    """Enhanced status code (RFC 3463), such as 5.1.1; empty when the report has none."""
    message_id: str
    """Of the mail that came back, without angle brackets; empty when the report does not return it."""
    token: str
    """The one-click token of the mail that came back; empty when it had none."""

    @property
    def is_permanent(self) -> bool:
        """Whether the address itself is at fault: failed with a code of class 5, not given up after a time (4.4.7)."""
        return self.action == "failed" and self.status.startswith("5.")


def read_bounce(raw: bytes) -> Bounce | None:
    """The report in *raw*, a mail; None when it is no delivery status notification.

    Of several recipients the worst counts, for an alias of the reader's side may lead to many. Parts of the mail that
    came back are never taken for the report.
    """
    mail = email.message_from_bytes(raw)
    if mail.get_content_type() != "multipart/report":
        return None
    parts = _inner(mail)
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    told = [block for part in reports for block in _inner(part) if "Action" in block]
    if not told:
        return None
    found = [(_word(block["Action"]), _status(block["Status"])) for block in told]
    action, status = max(found, key=lambda each: (each[0] == "failed", each[1]))
    returned = _returned(parts)
    message_id = "" if returned is None else str(returned["Message-ID"] or "").strip().strip("<>")
    leave = None if returned is None else _LEAVE.search(_folded(returned["List-Unsubscribe"]))
    return Bounce(action, status, message_id, leave[1] if leave else "")


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _returned(parts: list[Message]) -> Message | None:
    """The head of the mail that came back, whole or its headers alone."""
    for part in parts:
        if part.get_content_type() == "message/rfc822" and _inner(part):
            return _inner(part)[0]
        if part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            return email.message_from_bytes(content) if isinstance(content, bytes) else None
    return None


def _word(value: object) -> str:
    return str(value).split("(")[0].strip().lower()


def _status(value: object) -> str:
    found = _STATUS.match(str(value or ""))
    return found[1] if found else ""


def _folded(value: object) -> str:
    return re.sub(r"[\r\n]+[ \t]*", "", str(value or ""))
