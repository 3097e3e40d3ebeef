"""Nothing is lost, nothing is told twice: the line from a captured document to the mail, killed and repeated."""

import contextlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from builders import a_document, a_subscription
from watch.app import App
from watch.config import Config, Settings
from watch.deliver import MailSettings
from watch.handlers import Workshop
from watch.model import Document, Moment, PublisherKind, Subscription
from watch.store import Store, announcements, documents, issues, messages, outbox
from watch_pipelines import nlp

DEAL = """Paris, le 8 janvier 2026 – Le ministère des Armées a notifié le 16 décembre 2025 un accord-cadre à Mistral \
AI. L'entreprise fournira aux armées ses modèles d'intelligence artificielle, ses logiciels et ses services.

L'accord est piloté par l'Agence ministérielle pour l'intelligence artificielle de défense (AMIAD). Les modèles seront \
déployés sur des infrastructures françaises, sous le contrôle du ministère."""
TITLE = "Le ministère des Armées notifie un accord-cadre à Mistral AI sur l'intelligence artificielle"


@dataclass
class Mailbox:
    """A real SMTP server that keeps what it accepts, or refuses when told to."""

    received: list[Message] = field(default_factory=list)
    answer: str = "250 accepted"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        """Keep the mail if the answer is a yes."""
        if self.answer.startswith("250"):
            self.received.append(BytesParser(policy=default).parsebytes(envelope.content))
        return self.answer

    @property
    def ids(self) -> list[str]:
        """Message-IDs in order of arrival."""
        return [str(mail["Message-ID"]) for mail in self.received]


@dataclass
class Bench:
    """An app over a fresh store, its mailbox, and a clock that a test moves."""

    store: Store
    config: Config
    mailbox: Mailbox
    mail: MailSettings
    reader: nlp.Reader
    now: datetime

    def app(self) -> App:
        """As after a restart: nothing in memory but the language pipeline, which costs a second to load."""
        shop = Workshop(self.store, self.config, Settings(), self.mail, lambda: self.now)
        vars(shop)["reader"] = self.reader
        made = App(shop)
        made.enrol()
        return made

    def capture(self, *captured: Document) -> None:
        """Store documents as the sink does."""
        for document in captured:
            with self.store.write() as tx:
                documents.capture(tx, replace(document, captured_at=self.now))


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, MailSettings]]:
    """A running mail server and how to reach it."""
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, MailSettings(smtp_host="127.0.0.1", smtp_port=port, smtp_timeout=5)
    server.stop()


@pytest.fixture
def bench(
    store: Store, config: Config, reader: nlp.Reader, mailbox: tuple[Mailbox, MailSettings], now: datetime
) -> Bench:
    """Two readers: one at once, one by daily digest."""
    readers = (
        a_subscription(),
        a_subscription(id="lectrice", recipient="lectrice@ong.example", moment=Moment.DAILY),
    )
    return Bench(store, replace(config, subscriptions=readers), *mailbox, reader, now)


def the_deal(**changes: Any) -> Document:
    """The ministry's communiqué."""
    made = a_document(
        DEAL,
        title=TITLE,
        published_on=date(2026, 1, 8),
        publisher="Ministère des Armées",
        publisher_kind=PublisherKind.GOVERNMENT,
        source_id="armees",
        url="https://armees.example/mistral",
        canonical_url="https://armees.example/mistral",
    )
    return replace(made, **changes)


def a_copy() -> Document:
    """The same deal in a newspaper."""
    text = (
        "C'est signé : le ministère des Armées a confié à Mistral AI un accord-cadre portant sur l'intelligence "
        "artificielle, a-t-il annoncé jeudi. La start-up parisienne mettra ses modèles à la disposition des armées, "
        "sous le pilotage de l'AMIAD."
    )
    return a_document(text, title="IA : les armées choisissent Mistral AI", published_on=date(2026, 1, 8))


def test_a_document_becomes_an_alert_with_its_evidence(bench: Bench) -> None:
    """From capture to mail: one announcement, judged, told once, with a sentence of the text."""
    app = bench.app()
    bench.capture(the_deal())
    app.queue.drain()
    assert len(bench.mailbox.received) == 1
    mail = bench.mailbox.received[0]
    assert "Mistral AI" in str(mail["Subject"])
    body = mail.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert "accord-cadre" in body
    assert "#:~:text=" in body
    with bench.store.read() as tx:
        assert issues.issues(tx) == ()
        assert set(outbox.depth(tx)) == {"done"}


def test_evidence_is_where_it_says(bench: Bench) -> None:
    """Every quote of the reading is the characters of the stored document."""
    bench.capture(the_deal())
    bench.app().queue.drain()
    with bench.store.read() as tx:
        document = documents.get(tx, the_deal().id)
        reading = documents.reading(tx, the_deal().id)
    assert document is not None
    assert reading is not None
    assert reading.extraction is not None
    found = [party.evidence for party in reading.extraction.parties]
    found += [host.evidence for host in reading.extraction.hosting]
    found += [evidence for _, evidence in reading.extraction.evidence + reading.extraction.cues]
    assert len(found) >= 4
    assert all(document.full_text[e.start : e.end] == e.quote for e in found)


def test_a_deal_told_twice_in_one_sweep_is_one_alert(bench: Bench) -> None:
    """Documents of one sweep are linked before anyone is told."""
    bench.capture(the_deal(), a_copy())
    bench.app().queue.drain()
    assert len(bench.mailbox.received) == 1
    with bench.store.read() as tx:
        assert announcements.of_document(tx, the_deal().id) == announcements.of_document(tx, a_copy().id)


def test_a_copy_that_adds_nothing_does_not_alert_again(bench: Bench) -> None:
    """A later press copy joins the announcement in silence."""
    app = bench.app()
    bench.capture(the_deal())
    app.queue.drain()
    bench.now += timedelta(hours=3)
    bench.capture(the_deal(id="copy", source_id="autre", url="https://autre.example/x", publisher="Autre quotidien"))
    app.queue.drain()
    assert len(bench.mailbox.received) == 1


def test_the_baseline_never_alerts(bench: Bench) -> None:
    """What a new source already showed is kept and judged, not told; nor is it in the digest."""
    app = bench.app()
    bench.capture(the_deal(baseline=True))
    app.queue.drain()
    bench.now += timedelta(days=1)
    app.digests_due()
    app.queue.drain()
    with bench.store.read() as tx:
        assert announcements.of_document(tx, the_deal().id) is not None
    (digest,) = bench.mailbox.received
    assert "Mistral AI" not in digest.get_body(("plain",)).get_content()  # type: ignore[attr-defined]


def test_two_documents_of_the_baseline_never_alert(bench: Bench) -> None:
    """A deal that a new source tells twice, with more facts the second time, is still the archive."""
    more = a_document(
        f"{DEAL} Le montant de l'accord-cadre atteint 12 millions d'euros sur trois ans.",
        title="Armées : douze millions d'euros pour l'intelligence artificielle de Mistral AI",
        published_on=date(2026, 1, 9),
        baseline=True,
    )
    bench.capture(the_deal(baseline=True))
    bench.app().queue.drain()
    bench.capture(more)
    bench.app().queue.drain()
    assert bench.mailbox.received == []


def test_a_digest_holds_what_its_reader_has_not_had(bench: Bench) -> None:
    """The first digest tells the deal, the next day's does not; each local day has one."""
    app = bench.app()
    bench.capture(the_deal())
    app.queue.drain()
    assert app.digests_due() == 0  # the subscription began after this morning's hour
    for _ in range(3):
        bench.now += timedelta(days=1)
        assert app.digests_due() == 1
        assert app.digests_due() == 0
        app.queue.drain()
    texts = [
        str(mail.get_body(("plain",)).get_content())  # type: ignore[attr-defined]
        for mail in bench.mailbox.received
        if str(mail["To"]) == "lectrice@ong.example"
    ]
    assert ["Mistral AI" in text for text in texts] == [True, False, False]


def test_a_new_reader_is_not_sent_the_archive(bench: Bench) -> None:
    """A subscription hears of what comes after it began."""
    bench.capture(the_deal())
    bench.app().queue.drain()
    bench.now += timedelta(days=2)
    late: Subscription = a_subscription(id="tard", recipient="tard@ong.example", moment=Moment.DAILY)
    bench.config = replace(bench.config, subscriptions=(late,))
    app = bench.app()
    bench.now += timedelta(days=1)
    app.digests_due()
    app.queue.drain()
    (digest,) = [mail for mail in bench.mailbox.received if str(mail["To"]) == "tard@ong.example"]
    assert "Mistral AI" not in digest.get_body(("plain",)).get_content()  # type: ignore[attr-defined]


class Killed(BaseException):
    """Stands for SIGKILL: no handler catches it."""


def _kill_at(store: Store, step: int, *, before_commit: bool) -> list[int]:
    """Make the *step*-th write of *store* die just before or just after its commit; return the counter of writes."""
    count = [0]

    def due() -> bool:
        count[0] += 1
        return count[0] == step

    @contextmanager
    def write() -> Iterator[sa.Connection]:
        with Store.write(store) as tx:
            yield tx
            if before_commit and due():
                raise Killed
        if not before_commit and due():
            raise Killed

    store.write = write  # type: ignore[method-assign]
    return count


@pytest.mark.parametrize("before_commit", [True, False], ids=["before", "after"])
def test_killed_at_any_commit_nothing_is_lost_and_nothing_told_twice(bench: Bench, *, before_commit: bool) -> None:
    """Die at the n-th commit, for every n, and restart: in the end one alert, one ledger row, one Message-ID."""
    bench.capture(the_deal())
    for step in range(1, 60):
        count = _kill_at(bench.store, step, before_commit=before_commit)
        with contextlib.suppress(Killed):
            bench.app().queue.drain()
        del bench.store.write
        bench.now += timedelta(minutes=11)  # leases of the dead run out
        if count[0] < step:
            break
    bench.app().queue.drain()
    assert len(set(bench.mailbox.ids)) == 1
    with bench.store.read() as tx:
        assert set(outbox.depth(tx)) == {"done"}
        posting = messages.get(tx, bench.mailbox.ids[0].strip("<>").split("@")[0])
    assert posting is not None
    assert posting.state == "sent"


def test_a_refused_mail_is_kept_and_sent_when_the_server_is_back(bench: Bench) -> None:
    """A server that says later, then yes: one mail, and the issue closes."""
    app = bench.app()
    bench.mailbox.answer = "451 later"
    bench.capture(the_deal())
    app.queue.drain()
    with bench.store.read() as tx:
        (issue,) = issues.issues(tx)
    assert "451" in issue.message
    bench.mailbox.answer = "250 accepted"
    bench.now += timedelta(minutes=5)
    app.queue.drain()
    assert len(bench.mailbox.received) == 1
    with bench.store.read() as tx:
        assert issues.issues(tx) == ()


def test_another_language_is_set_aside_with_its_reason(bench: Bench) -> None:
    """A document in a language without lexicon is kept, not misread."""
    bench.capture(the_deal(language="es"))
    bench.app().queue.drain()
    with bench.store.read() as tx:
        reading = documents.reading(tx, the_deal().id)
    assert reading is not None
    assert reading.set_aside == "language:es"


def test_documents_survive_a_move_of_the_database(bench: Bench, tmp_path: Path) -> None:
    """Closing and opening again finds everything as it was."""
    bench.capture(the_deal())
    bench.app().queue.drain()
    again = Store(bench.store.url.render_as_string(hide_password=False))
    with again.read() as tx:
        assert announcements.of_document(tx, the_deal().id) is not None
    again.close()
    assert tmp_path.exists()
