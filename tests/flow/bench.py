"""What the tests of the flow share: an app over a fresh store with its mailbox, the ministry's deal, and a death."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from typing import Any

import sqlalchemy as sa

from builders import a_document
from watch.app import App
from watch.config import Config, Settings
from watch.deliver import MailSettings
from watch.handlers import Workshop
from watch.model import Document, PublisherKind
from watch.store import Store, documents
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


class Killed(BaseException):
    """Stands for SIGKILL: no handler catches it."""


def kill_at(store: Store, step: int, *, before_commit: bool) -> list[int]:
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
