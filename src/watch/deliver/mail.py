"""Mail that leaves the house: settings, the message as it travels, and what a server's refusal means."""

import re
from email.errors import HeaderParseError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from typing import Self

import aiosmtplib
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from watch.errors import DeliveryError
from watch.model import OutgoingMessage

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_LOCAL_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}[A-Za-z0-9]")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PERMANENT = 500
_OUTAGE = (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPAuthenticationError, aiosmtplib.SMTPSenderRefused, TimeoutError)
"""What is wrong with the server or with us rather than with one message: the other messages need not try."""


class _Unfolded(UnstructuredHeader, BaseHeader):
    """A header of ASCII without blanks, left on one line: the library would make encoded words of a long one."""

    def fold(self, *, policy: Policy) -> str:
        """The line as it stands (RFC 5322 allows 998 characters)."""
        return f"{self.name}: {self}{policy.linesep}"


def _policy() -> Policy:
    registry = HeaderRegistry()
    for name in ("List-Unsubscribe", "Message-ID"):
        registry.map_to_type(name, _Unfolded)
    return SMTP.clone(header_factory=registry)


_POLICY = _policy()


class MailSettings(BaseSettings):
    """The mail server and the sender; environment variables, each prefixed ``VIGIE_``."""

    model_config = SettingsConfigDict(env_prefix="VIGIE_", frozen=True)

    smtp_host: str = Field(default="localhost", description="mail server")
    smtp_port: int = Field(default=25, ge=1, le=65535, description="its port; often 587 (STARTTLS) or 465 (TLS)")
    smtp_user: str | None = Field(default=None, description="account on the server, if it wants one")
    smtp_password: SecretStr | None = Field(default=None, description="password of the account")
    smtp_starttls: bool = Field(default=False, description="go over to TLS after greeting; refuse to go on without")
    smtp_tls: bool = Field(default=False, description="TLS from the first byte")
    smtp_timeout: float = Field(default=20.0, gt=0, le=300, description="longest time to hand over one mail, seconds")
    mail_from: str = Field(default="Vigie <vigie@localhost>", description="sender, as “Name <address>”")
    mail_per_minute: int = Field(default=0, ge=0, description="most mails the provider takes in a minute; 0: no limit")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.smtp_tls and self.smtp_starttls:
            raise ValueError("set VIGIE_SMTP_TLS or VIGIE_SMTP_STARTTLS, not both")
        if self.smtp_user and not (self.smtp_tls or self.smtp_starttls) and self.smtp_host not in _LOOPBACK:
            raise ValueError(
                "VIGIE_SMTP_USER would send its password in clear: set VIGIE_SMTP_STARTTLS or VIGIE_SMTP_TLS"
            )
        if "@" not in parseaddr(self.mail_from)[1]:
            raise ValueError("VIGIE_MAIL_FROM holds no mail address: write “Vigie <vigie@your.domain>”")
        return self

    @property
    def server(self) -> str:
        """The server as errors name it."""
        return f"{self.smtp_host}:{self.smtp_port}"

    @property
    def domain(self) -> str:
        """The sender's domain, in which message ids are ours to give."""
        return parseaddr(self.mail_from)[1].rpartition("@")[2]


def build_mail(message: OutgoingMessage, settings: MailSettings, unsubscribe: str | None = None) -> EmailMessage:
    """*message* as a mail with both bodies; the same message always has the same Message-ID and Date.

    *unsubscribe* is the https address that ends this reader's subscription by one POST (RFC 8058).

    Raises DeliveryError (permanent) when the recipient is no mail address.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _address(settings.mail_from, message.id)
    mail["To"] = _address(message.recipient, message.id)
    mail["Subject"] = _one_line(message.subject)
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{_local_part(message.id)}@{settings.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Id"] = f"Vigie <vigie.{settings.domain}>"
    if unsubscribe:
        mail["List-Unsubscribe"] = f"<{unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # quoted-printable holds every line under the limit of 998 bytes, whatever the text
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    return mail


def new_client(settings: MailSettings) -> aiosmtplib.SMTP:
    """A client for the server of *settings*, not yet connected."""
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    return aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_user,
        password=password,
        timeout=settings.smtp_timeout,
        use_tls=settings.smtp_tls,
        start_tls=settings.smtp_starttls,
    )


def refused(error: Exception, message_id: str, settings: MailSettings) -> DeliveryError:
    """The failed attempt *error* as what the queue decides by."""
    reason, permanent = _fate(error, settings)
    outage = isinstance(error, _OUTAGE) and not isinstance(error, aiosmtplib.SMTPServerDisconnected)
    return DeliveryError(reason, subject=message_id, permanent=permanent, outage=outage)


def _fate(error: Exception, settings: MailSettings) -> tuple[str, bool]:
    """(one sentence, permanent) for a failed attempt; the server's words are quoted, never our credentials."""
    permanent = False
    match error:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[refused, *_]):
            reason, permanent = f"refuses the recipient: {_answer(refused)}", refused.code >= _PERMANENT
        case aiosmtplib.SMTPDataError():
            reason, permanent = f"refuses the message: {_answer(error)}", error.code >= _PERMANENT
        case aiosmtplib.SMTPAuthenticationError():
            # the server's words may repeat the account: they are left out
            reason = f"refuses the account ({error.code}); check VIGIE_SMTP_USER and VIGIE_SMTP_PASSWORD"
        case aiosmtplib.SMTPSenderRefused():
            reason = f"refuses the sender: {_answer(error)}; check VIGIE_MAIL_FROM"
        case aiosmtplib.SMTPResponseException():
            reason = f"answered {_answer(error)}; it will be tried again"
        case TimeoutError():
            reason = f"did not answer within {settings.smtp_timeout:g} s; it will be tried again"
        case aiosmtplib.SMTPConnectError():
            reason = "cannot be reached; check VIGIE_SMTP_HOST and VIGIE_SMTP_PORT"
        case aiosmtplib.SMTPServerDisconnected():
            reason = "closed the connection before it accepted the message; it will be tried again"
        case aiosmtplib.SMTPNotSupported():
            reason = "lacks what this message or these settings need (STARTTLS, AUTH or SMTPUTF8)"
        case _:
            reason = f"could not take the message ({type(error).__name__}); it will be tried again"
    return f"{settings.server} {reason}.", permanent


def _answer(refused: aiosmtplib.SMTPResponseException) -> str:
    """Code and words of the server on one short line."""
    return f"{refused.code} {_one_line(refused.message)[:200].rstrip('. ')}"


def _address(text: str, subject: str) -> Address:
    """*text* ("Name <address>" or an address) as a header value; DeliveryError (permanent) unless it is one address."""
    name, address = parseaddr(_one_line(text))
    local, _, domain = address.rpartition("@")
    if not local or not domain or "@" in local or " " in address:
        raise DeliveryError(f"{text!r} is no mail address.", subject=subject, permanent=True)
    try:
        return Address(display_name=name, username=local, domain=domain.encode("idna").decode("ascii"))
    except (ValueError, HeaderParseError) as error:
        raise DeliveryError(f"{text!r} is no mail address.", subject=subject, permanent=True) from error


def _one_line(text: str) -> str:
    """*text* without line ends and other controls: what a header may hold."""
    return _CONTROLS.sub(" ", text).strip()


def _local_part(message_id: str) -> str:
    """*message_id* where it can stand before the @ as it is, else its hash."""
    if _LOCAL_PART.fullmatch(message_id) and ".." not in message_id:
        return message_id
    return sha256(message_id.encode()).hexdigest()[:32]
