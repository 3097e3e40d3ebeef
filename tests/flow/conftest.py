"""A real mail server and an app over a fresh store for each test of the flow."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from aiosmtpd.controller import Controller

from builders import a_subscription
from flow.bench import Bench, Mailbox
from watch.config import Config
from watch.deliver import MailSettings
from watch.model import Moment
from watch.store import Store
from watch_pipelines import nlp


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
