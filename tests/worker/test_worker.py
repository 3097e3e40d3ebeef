"""Many machines: `vigie worker` on PostgreSQL; when one is killed, another has its work within 45 seconds."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from kill.sinks import MailSink
from watch.app import utc_now
from watch.config import copy_defaults
from watch.errors import ServiceError
from watch.events import AlertRaised
from watch.model import Channel, OutgoingMessage
from watch.store import Store, issues, messages, outbox, schema
from watch.worker import prepare


def _put(store: Store, *numbers: int, recipient: str = "a@ong.example") -> None:
    now = utc_now()
    with store.write() as tx:
        for number in numbers:
            message = OutgoingMessage(f"alert-{number:05}", recipient, Channel.MAIL, f"{number}", "<p/>", "x", (), now)
            messages.put(tx, message)
            outbox.add(tx, AlertRaised(message.id), now, lane="mail")


@contextmanager
def _worker(url: str, port: int, config: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`vigie worker` as a user starts it."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("VIGIE_")}
    settings = {"VIGIE_DATABASE": url, "VIGIE_SMTP_HOST": "127.0.0.1", "VIGIE_SMTP_PORT": str(port),
                "VIGIE_CONFIG": str(config), "VIGIE_SMTP_TIMEOUT": "60"}  # fmt: skip
    command = [sys.executable, "-m", "watch", "worker"]
    with log.open("ab") as lines, subprocess.Popen(command, env=clean | settings, stderr=lines) as process:
        try:
            yield process
        finally:
            process.kill()


def _wait(store: Store, wanted: dict[str, int], seconds: float) -> float:
    """How long it took until the events were in these states."""
    began = time.monotonic()
    while True:
        with store.read() as tx:
            depth = outbox.depth(tx)
        if depth == wanted:
            return time.monotonic() - began
        assert time.monotonic() - began < seconds, depth
        time.sleep(0.1)


@pytest.fixture
def config_folder(tmp_path: Path) -> Path:
    """The shipped files without sources and readers."""
    folder = tmp_path / "config"
    copy_defaults(folder)
    return folder


def test_workers_need_postgresql(tmp_path: Path) -> None:
    """On SQLite: one sentence that says how to go on."""
    with pytest.raises(ServiceError, match="vigie db copy"):
        prepare(Store(f"sqlite:///{tmp_path / 'v.db'}"))


def test_a_job_is_made_in_the_transaction_that_makes_an_event_due(postgres_url: str) -> None:
    """What is rolled back makes none; what waited before the trigger gets one; one event never waits twice."""
    store = Store(postgres_url)
    _put(store, 1)
    prepare(store)
    prepare(store)
    _put(store, 2)
    with pytest.raises(RuntimeError), store.write() as tx:
        outbox.add(tx, AlertRaised("never"), utc_now())
        raise RuntimeError
    with store.write() as tx:
        rows = tx.execute(sa.text("SELECT args, lock FROM procrastinate_jobs ORDER BY id")).all()
        assert [(row.args, row.lock) for row in rows] == [
            ({"event_id": 1}, "to:a@ong.example"),
            ({"event_id": 2}, "to:a@ong.example"),
        ]
        task = outbox.claim_one(tx, 1, utc_now(), timedelta(seconds=30))
        assert task is not None
        assert outbox.claim_one(tx, 1, utc_now(), timedelta(seconds=30)) is None
        outbox.postpone(tx, task, utc_now() + timedelta(hours=1), "later")
        tx.execute(sa.text("SELECT vigie_enqueue_missing()"))
        assert tx.execute(sa.text("SELECT count(*) FROM procrastinate_jobs")).scalar_one() == 2
    store.close()


@pytest.mark.slow
@pytest.mark.timeout(150)
def test_a_killed_workers_mail_is_sent_by_another_within_45_seconds(
    postgres_url: str, tmp_path: Path, config_folder: Path
) -> None:
    """SIGKILL in the middle of a mail, with a second worker beside: resumed in time, everything sent, nothing twice."""
    store, sink, log = Store(postgres_url), _Held(), tmp_path / "log"
    controller = sink.start()
    with _worker(postgres_url, controller.port, config_folder, log) as first:
        _put(store, 1)
        _wait(store, {"leased": 1}, 40)
        with _worker(postgres_url, controller.port, config_folder, log) as second:
            _put(store, *range(2, 40), recipient="b@ong.example")
            _wait(store, {"leased": 1, "done": 38}, 40)
            sink.hold = False
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
            assert _wait(store, {"done": 39}, 45) < 45
            os.kill(second.pid, signal.SIGTERM)
            assert second.wait(15) == 0, log.read_text("utf-8")[-2000:]
    controller.stop()
    assert len(sink.got) == 39
    assert set(sink.got.values()) == {1}
    with store.read() as tx:
        assert issues.issues(tx) == ()
        assert tx.execute(sa.select(sa.func.max(schema.events.c.deaths))).scalar_one() == 1
    store.close()


class _Held(MailSink):
    """Keeps the first reader's mail in mid-air while told to."""

    hold = True

    async def handle_RCPT(self, *call: object) -> str:  # noqa: N802  (aiosmtpd's name)
        """Answer late, or at once."""
        envelope, address = call[2], str(call[3])
        if self.hold and address.startswith("a@"):
            await asyncio.sleep(50)
        envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return "250 ok"
