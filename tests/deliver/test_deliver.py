import asyncio
import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr, ValidationError

from watch.deliver import MailLine, MailSettings, build_mail
from watch.errors import DeliveryError
from watch.model import Channel, OutgoingMessage

MESSAGE = OutgoingMessage(
    id="alert-0123abcd",
    recipient="Éléonore <lectrice@exemple.example>",
    channel=Channel.MAIL,
    subject="[Vigie] Mistral AI – ministère des Armées\u00a0: maîtrise partielle",
    html="<p>« L’État s’engage » – à Nîmes, œuvre</p>",
    text="« L’État s’engage » – à Nîmes, œuvre\n" + "x" * 2000 + "\n",
    settles=(("a-1", 1),),
    created_at=datetime(2026, 11, 22, 7, 30, tzinfo=UTC),
)


class Sink:
    """A server that keeps what it accepts, answers *rcpt* and *content*, and may drop the line after the text."""

    def __init__(self, *, rcpt: str = "250 OK", content: str = "250 taken", drop: bool = False) -> None:
        self.rcpt, self.content, self.drop = rcpt, content, drop
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """The answer to one recipient."""
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The answer to the text, or a line that goes dead before it."""
        if self.drop:
            cast("asyncio.Transport", server.transport).abort()
        if self.content.startswith("250"):
            self.recipients += envelope.rcpt_tos
            self.mails.append(email.message_from_bytes(cast("bytes", envelope.content), policy=default))
        return self.content


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return cast("int", probe.getsockname()[1])


@contextmanager
def serving(sink: Sink) -> Iterator[MailSettings]:
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield a_setting(smtp_port=controller.port)
    finally:
        controller.stop()


def a_setting(**changes: object) -> MailSettings:
    values = {"smtp_host": "127.0.0.1", "smtp_timeout": 3.0, "mail_from": "Vigie <vigie@veille.example>"} | changes
    return MailSettings.model_validate(values)


def send(settings: MailSettings, message: OutgoingMessage = MESSAGE) -> DeliveryError | None:
    try:
        MailLine(settings).send(message)
    except DeliveryError as error:
        return error
    return None


def test_accents_quotes_and_long_lines_arrive_as_written() -> None:
    """A real server receives both bodies and the subject with every accent, quote and dash."""
    sink = Sink()
    with serving(sink) as settings:
        assert send(settings) is None
    (mail,) = sink.mails
    assert mail["Subject"] == MESSAGE.subject
    assert sink.recipients == ["lectrice@exemple.example"]
    text, html = (cast("EmailMessage", part).get_content() for part in mail.iter_parts())
    assert text.replace("\r\n", "\n") == MESSAGE.text
    assert html.strip() == MESSAGE.html


def test_headers_say_who_when_and_that_a_machine_wrote() -> None:
    """Message-ID comes from the message and our domain, Date from its creation, and nobody's robot should answer."""
    mail = build_mail(MESSAGE, a_setting())
    assert mail["Message-ID"] == "<alert-0123abcd@veille.example>"
    assert mail["Date"] == "Sun, 22 Nov 2026 07:30:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "Vigie <vigie.veille.example>"
    assert "List-Unsubscribe" not in mail


def test_one_click_headers_exist_only_with_an_address_to_click() -> None:
    """With an unsubscribe address, the two headers of RFC 8058 are there and name it."""
    mail = build_mail(MESSAGE, a_setting(), "https://veille.example/unsubscribe/lectrice.abc")
    assert mail["List-Unsubscribe"] == "<https://veille.example/unsubscribe/lectrice.abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_long_address_to_leave_by_stays_readable() -> None:
    """A token makes the header longer than a line; readers' software understands no encoded words there."""
    address, long_id = f"https://veille.example/unsubscribe/lectrice.{'x' * 60}", f"digest-{'y' * 40}-2026-11-22"
    sink = Sink()
    with serving(sink) as settings:
        line = MailLine(settings.model_copy(update={"mail_from": f"vigie@{'z' * 40}.example"}))
        line.send(replace(MESSAGE, id=long_id), address)
        line.close()
    (mail,) = sink.mails
    raw = dict(mail.raw_items())
    assert raw["List-Unsubscribe"] == f"<{address}>"
    assert raw["Message-ID"] == f"<{long_id}@{'z' * 40}.example>"
    assert mail["Subject"] == MESSAGE.subject


def test_building_twice_gives_the_same_identity() -> None:
    """A retry is recognisable: the same message has the same Message-ID and Date."""
    first, second = (build_mail(MESSAGE, a_setting()) for _ in range(2))
    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])


def test_line_ends_in_a_subject_inject_no_header() -> None:
    """CR and LF in a subject become blanks: no Bcc appears."""
    mail = build_mail(replace(MESSAGE, subject="Titre\r\nBcc: autre@exemple.example"), a_setting())
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Titre Bcc: autre@exemple.example"


@pytest.mark.parametrize("message_id", ["digest-équipe @x-2026-11-22", "a>b", "a..b", "x" * 400])
def test_an_odd_id_still_makes_a_valid_message_id(message_id: str) -> None:
    """An id that cannot stand before the @ is hashed, the same way each time."""
    built = build_mail(replace(MESSAGE, id=message_id), a_setting())["Message-ID"]
    assert built == build_mail(replace(MESSAGE, id=message_id), a_setting())["Message-ID"]
    assert len(built) < 60
    assert built.endswith("@veille.example>")


@pytest.mark.parametrize(
    ("sink", "permanent", "said"),
    [
        (Sink(rcpt="451 try later"), False, "refuses the recipient: 451 try later"),
        (Sink(rcpt="550 no such user"), True, "refuses the recipient: 550 no such user"),
        (Sink(content="451 busy"), False, "refuses the message: 451 busy"),
        (Sink(content="554 spam"), True, "refuses the message: 554 spam"),
        (Sink(drop=True), False, "closed the connection before it accepted"),
    ],
    ids=["rcpt 451", "rcpt 550", "data 451", "data 554", "drop after data"],
)
def test_a_refusal_is_permanent_only_for_good_reason(sink: Sink, permanent: bool, said: str) -> None:
    """5xx about this recipient or text is permanent; 4xx and a lost line are not; the sentence says which."""
    with serving(sink) as settings:
        error = send(settings)
    assert error is not None
    assert error.permanent is permanent
    assert error.subject == MESSAGE.id
    assert said in str(error)
    assert str(error).count("\n") == 0


def test_no_server_is_transient() -> None:
    """A connection refused names the server and what to check, and can be tried again."""
    error = send(a_setting(smtp_port=free_port()))
    assert error is not None
    assert not error.permanent
    assert "cannot be reached; check VIGIE_SMTP_HOST" in str(error)


def test_a_server_that_never_answers_is_transient() -> None:
    """A server that accepts the line and stays mute costs one time-out, no more."""
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        error = send(a_setting(smtp_port=mute.getsockname()[1], smtp_timeout=0.3))
    assert error is not None
    assert not error.permanent
    assert "did not answer within 0.3 s" in str(error)


def test_a_failed_message_can_be_sent_again() -> None:
    """After a transient refusal the same message is accepted, once."""
    sink = Sink(content="451 busy")
    with serving(sink) as settings:
        refused = send(settings)
        sink.content = "250 taken"
        assert refused is not None
        assert send(settings) is None
    assert [mail["Message-ID"] for mail in sink.mails] == ["<alert-0123abcd@veille.example>"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_refused_account_tells_no_secret() -> None:
    """When the account is refused the error holds neither name nor password, and waits for a repair."""

    def refuse(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    controller = Controller(
        Sink(), hostname="127.0.0.1", port=free_port(), authenticator=refuse, auth_require_tls=False, auth_required=True
    )
    controller.start()
    try:
        settings = a_setting(
            smtp_port=controller.port, smtp_user="compte-secret", smtp_password=SecretStr("mot-de-passe-secret")
        )
        error = send(settings)
    finally:
        controller.stop()
    assert error is not None
    assert not error.permanent
    assert "VIGIE_SMTP_PASSWORD" in str(error)
    assert "secret" not in str(error) + repr(error) + repr(settings.smtp_password)


def test_an_account_the_server_knows_is_used() -> None:
    """The account of the settings is the one the server sees."""
    seen: list[LoginPassword] = []

    def accept(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: object) -> AuthResult:
        seen.append(cast("LoginPassword", login))
        return AuthResult(success=True)

    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port(), authenticator=accept, auth_require_tls=False)
    controller.start()
    try:
        settings = a_setting(smtp_port=controller.port, smtp_user="vigie", smtp_password=SecretStr("sésame"))
        assert send(settings) is None
    finally:
        controller.stop()
    assert len(sink.mails) == 1
    assert (seen[0].login, seen[0].password) == (b"vigie", "sésame".encode())


def test_starttls_is_not_given_up_silently() -> None:
    """A server without STARTTLS gets no mail when the settings demand it."""
    sink = Sink()
    with serving(sink) as settings:
        error = send(settings.model_copy(update={"smtp_starttls": True}))
    assert error is not None
    assert not error.permanent
    assert not sink.mails


@pytest.mark.parametrize("recipient", ["", "pas une adresse", "a@b@c", "@exemple.example"])
def test_what_is_no_address_is_refused_for_good(recipient: str) -> None:
    """A recipient that is no mail address is a permanent error that says so, before any connection."""
    error = send(a_setting(), replace(MESSAGE, recipient=recipient))
    assert error is not None
    assert error.permanent
    assert "is no mail address" in str(error)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"smtp_tls": True, "smtp_starttls": True}, "not both"),
        ({"smtp_host": "smtp.exemple.example", "smtp_user": "x"}, "in clear"),
        ({"mail_from": "Vigie"}, "no mail address"),
        ({"mail_per_minute": -1}, "greater than or equal to 0"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, object], said: str) -> None:
    """Each impossible setting is refused with a sentence that says what to change."""
    with pytest.raises(ValidationError, match=said):
        a_setting(**changes)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Server, port and sender are read from variables prefixed VIGIE_."""
    monkeypatch.setenv("VIGIE_SMTP_HOST", "smtp.exemple.example")
    monkeypatch.setenv("VIGIE_SMTP_PORT", "587")
    monkeypatch.setenv("VIGIE_SMTP_STARTTLS", "true")
    monkeypatch.setenv("VIGIE_MAIL_FROM", "Veille <veille@exemple.example>")
    settings = MailSettings()
    assert (settings.server, settings.smtp_starttls, settings.domain) == (
        "smtp.exemple.example:587",
        True,
        "exemple.example",
    )
