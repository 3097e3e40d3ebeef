"""Mails that come back: reports as servers write them, what they pause, and what they cannot."""

import os
import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from builders import a_subscription
from watch.config import Config, Settings
from watch.deliver import MailSettings, build_mail, one_click_token
from watch.deliver.bounces import Bounce, read_bounce
from watch.errors import ConfigError
from watch.handlers import Workshop
from watch.handlers.bouncing import pause, resume
from watch.model import Channel, OutgoingMessage
from watch.store import Store, issues, messages, subscriptions

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
SECRET = "a secret of the house"
READER = a_subscription(id="bulletin", recipient="Lectrice <lectrice@ong.example>")
MESSAGE = OutgoingMessage(
    "alert-0123abcd", READER.recipient, Channel.MAIL, "Objet", "<p>é</p>", "é\n", (), NOW, "bulletin"
)
MAIL = MailSettings(mail_from="Vigie <vigie@veille.example>")
SENT = build_mail(
    MESSAGE, MAIL, f"https://vigie.example/unsubscribe/{one_click_token(SECRET, 'bulletin', READER.recipient)}"
)
HEADERS = SENT.as_string().split("\r\n\r\n")[0]


def a_report(
    *blocks: tuple[str, str],
    kind: str = "text/rfc822-headers",
    returned: str = HEADERS,
    report: str = "multipart/report",
) -> bytes:
    """A notification as Postfix writes it; each block is (action, status)."""
    told = "\n\n".join(
        f"Final-Recipient: rfc822; lectrice@ong.example\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <lectrice@ong.example>: no such user"
        for action, status in blocks
    )
    lines = f"""From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: vigie@veille.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: {report}; report-type=delivery-status; boundary="frontière"

--frontière
Content-Type: text/plain

I am sorry.

--frontière
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Wed, 25 Nov 2026 08:00:00 +0000

{told}

--frontière
Content-Type: {kind}

{returned}

--frontière--
""".replace("frontière", "b0undary")
    return lines.replace("\r\n", "\n").replace("\n", "\r\n").encode()


@pytest.fixture
def shop(tmp_path: Path, config: Config) -> Workshop:
    """Two readers; one mail that the server took."""
    store = Store(f"sqlite:///{tmp_path / 'v.db'}")
    other = replace(READER, id="autre", recipient="autre@ong.example")
    with store.write() as tx:
        for each in (READER, other):
            subscriptions.save(tx, each, NOW)
            subscriptions.enrol(tx, each, NOW)
        messages.put(tx, MESSAGE)
        messages.mark_sent(tx, MESSAGE.id, NOW)
    return Workshop(store, replace(config, subscriptions=()), Settings(secret=SecretStr(SECRET)), MAIL, lambda: NOW)


def listening(shop: Workshop) -> list[str]:
    with shop.store.read() as tx:
        return sorted(each.id for each in subscriptions.active(tx, ()))


def read(raw: bytes) -> Bounce:
    found = read_bounce(raw)
    assert found is not None
    return found


@pytest.mark.parametrize(("kind", "returned"), [("text/rfc822-headers", HEADERS), ("message/rfc822", SENT.as_string())])
def test_a_report_tells_what_came_back_and_why(kind: str, returned: str) -> None:
    """Whether the server returns the whole mail or its headers alone."""
    found = read(a_report(("failed", "5.1.1"), kind=kind, returned=returned))
    assert (found.action, found.status, found.message_id) == ("failed", "5.1.1", "alert-0123abcd@veille.example")
    assert found.token == one_click_token(SECRET, "bulletin", READER.recipient)
    assert found.is_permanent


@pytest.mark.parametrize(
    ("blocks", "permanent"),
    [
        ((("failed", "5.1.1 (bad mailbox)"),), True),
        ((("Failed (for good)", "5.2.1"),), True),
        ((("delayed", "5.1.1"),), False),
        ((("failed", "4.4.7"),), False),
        ((("failed", ""),), False),
        ((("delivered", "2.0.0"),), False),
        ((("delivered", "2.0.0"), ("failed", "5.1.1")), True),
    ],
)
def test_only_a_failure_of_class_five_is_permanent(blocks: tuple[tuple[str, str], ...], permanent: bool) -> None:
    """A delay, a mail given up after days, and good news pause nobody."""
    assert read(a_report(*blocks)).is_permanent is permanent


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"From: a@b.example\r\nSubject: Absence\r\nAuto-Submitted: auto-replied\r\n\r\nJe suis absente.\r\n",
        a_report(("failed", "5.1.1"), report="multipart/mixed"),
        a_report(),
        b"From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n" + a_report(("failed", "5.1.1")),
    ],
    ids=["nothing", "absence", "no report", "no recipient", "a report that was forwarded"],
)
def test_other_mails_are_no_reports(raw: bytes) -> None:
    """An absence note, a quoted report, an empty one."""
    assert read_bounce(raw) is None


def test_damaged_reports_break_nothing() -> None:
    """Cut anywhere, or with bytes changed, a report is read or not, without a fault."""
    whole, chance = a_report(("failed", "5.1.1")), random.Random(7)
    for end in range(0, len(whole), 13):
        read_bounce(whole[:end])
    for _ in range(300):
        torn = bytearray(whole)
        for _ in range(8):
            torn[chance.randrange(len(torn))] = chance.randrange(256)
        read_bounce(bytes(torn))


def test_a_permanent_failure_pauses_that_reader_with_one_issue(shop: Workshop) -> None:
    """The other goes on; a second report changes nothing; the issue names neither address nor server's words."""
    bounce = read(a_report(("failed", "5.1.1")))
    assert pause(shop, bounce) == "bulletin"
    assert pause(shop, bounce) is None
    assert listening(shop) == ["autre"]
    with shop.store.read() as tx:
        (issue,) = issues.issues(tx)
    assert (issue.subject, issue.occurrences) == ("subscription bulletin", 1)
    assert "5.1.1" in issue.message
    assert "vigie subscriptions resume bulletin" in issue.message
    assert "lectrice" not in issue.message


def test_a_paused_reader_goes_on_where_it_stopped(shop: Workshop) -> None:
    """The issue is closed, and the digest will tell what came meanwhile; one who left by themselves stays away."""
    pause(shop, read(a_report(("failed", "5.1.1"))))
    resume(shop, READER)
    assert listening(shop) == ["autre", "bulletin"]
    with shop.store.read() as tx:
        assert issues.issues(tx) == ()
        assert subscriptions.since(tx, READER) == NOW
    with shop.store.write() as tx:
        subscriptions.end(tx, READER.id, READER.recipient, NOW)
    with pytest.raises(ConfigError, match="is not paused"):
        resume(shop, READER)
    assert listening(shop) == ["autre"]


def test_the_token_serves_where_a_server_gives_another_message_id(shop: Workshop) -> None:
    """Some relays write their own Message-ID; the unsubscribe header is still ours."""
    headers = HEADERS.replace("<alert-0123abcd@veille.example>", "<0100-abc@relay.example>")
    assert pause(shop, read(a_report(("failed", "5.1.1"), returned=headers))) == "bulletin"


@pytest.mark.parametrize(
    ("mine", "other"),
    [
        ("alert-0123abcd@veille.example", "alert-ffff@veille.example"),
        ("alert-0123abcd@veille.example", "alert-0123abcd@ailleurs.example"),
        ("Message-ID", "X-Message-ID"),
    ],
)
def test_a_report_of_no_mail_of_ours_pauses_nobody(shop: Workshop, mine: str, other: str) -> None:
    """The address alone, which anybody may write, proves nothing."""
    headers = "\r\n".join(each for each in HEADERS.split("\r\n") if "nsubscribe" not in each).replace(mine, other)
    assert pause(shop, read(a_report(("failed", "5.1.1"), returned=headers))) is None
    assert listening(shop) == ["autre", "bulletin"]


def test_the_command_reads_a_file_or_standard_input(shop: Workshop, tmp_path: Path) -> None:
    """As a mail server's alias would call it; what is no report is one sentence and exit code 2."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("VIGIE_")}
    settings = {"VIGIE_DATABASE": shop.store.url.render_as_string(), "VIGIE_MAIL_FROM": MAIL.mail_from}

    def vigie(*arguments: str, said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "watch", *arguments]
        return subprocess.run(command, input=said, capture_output=True, timeout=60, env=clean | settings, check=False)

    late = tmp_path / "late.eml"
    late.write_bytes(a_report(("delayed", "4.4.1")))
    assert b"delayed 4.4.1: no permanent failure" in vigie("bounces", str(late)).stdout
    assert b"bulletin: paused (5.1.1)" in vigie("bounces", "-", said=a_report(("failed", "5.1.1"))).stdout
    assert listening(shop) == ["autre"]
    assert b"(paused on " in vigie("subscriptions", "list").stdout
    assert b"bulletin: goes on." in vigie("subscriptions", "resume", "bulletin").stdout
    assert listening(shop) == ["autre", "bulletin"]
    assert b"none.eml: cannot be read" in vigie("bounces", str(tmp_path / "none.eml")).stderr
    wrong = vigie("bounces", "-", said=b"Subject: bonjour\r\n\r\nBonjour.\r\n")
    assert wrong.returncode == 2
    assert wrong.stderr.count(b"\n") == 1
    assert b"standard input: is no delivery status notification" in wrong.stderr
