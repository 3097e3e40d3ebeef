"""Running an installation by command: subscriptions with preview, backup and restore, moving, and a second service."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from builders import an_announcement, an_assessment
from kill.sinks import MailSink
from watch.app import utc_now
from watch.model import PartialDate
from watch.store import Store, announcements


def vigie(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would, with only these settings."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("VIGIE_")}
    return subprocess.run(
        [sys.executable, "-m", "watch", *arguments],
        capture_output=True, text=True, timeout=60, env=clean | environment, check=False,
    )  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A database with one announcement of today."""
    url = f"sqlite:///{tmp_path / 'vigie.db'}"
    store, now = Store(url), utc_now()
    today = PartialDate(now.year, now.month, now.day)
    with store.write() as tx:
        announcements.save(tx, an_announcement(announced_on=today), ["id:mistral-ai"], now)
        announcements.append_assessment(tx, an_assessment())
    store.close()
    return url


def test_a_subscription_is_previewed_tried_listed_and_removed(database: str) -> None:
    """What it would have fired, a real message to a real server, and gone again; mistakes are one sentence."""
    sink = MailSink()
    controller = sink.start()
    settings = {"VIGIE_DATABASE": database, "VIGIE_SMTP_HOST": "127.0.0.1", "VIGIE_SMTP_PORT": str(controller.port)}
    try:
        asked = ("subscriptions", "add", "redaction", "veille@redaction.example", "--query", "mistral", "--yes")
        made = vigie(*asked, **settings)
        assert made.returncode == 0, made.stderr
        assert "would have fired once in the last 90 days" in made.stdout
        assert "fired 0 times" in vigie("subscriptions", "preview", "--query", "doctolib", **settings).stdout
        (listed,) = json.loads(vigie("subscriptions", "list", "--json", **settings).stdout)
        assert (listed["id"], listed["query"], listed["ended_at"]) == ("redaction", "mistral", None)
        assert "took a test message" in vigie("subscriptions", "test", "redaction", **settings).stdout
        assert [recipient for recipient, _ in sink.got] == ["veille@redaction.example"]
        assert vigie("subscriptions", "remove", "redaction", **settings).returncode == 0
        assert json.loads(vigie("subscriptions", "list", "--json", **settings).stdout) == []
    finally:
        controller.stop()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("x", "not an address"), "is not a mail address"),
        (("x", "a@b.example", "--timezone", "Mars/Olympus"), "is not a time zone"),
        (("x", "a@b.example", "--channel", "pigeon"), "is no channel"),
        (("x", "a@b.example", "--query", "sectr:health"), "sector"),
        (("x", "a@b.example", "--at", "7"), "write HH:MM"),
        (("X Y", "a@b.example"), "small letters"),
    ],
)
def test_a_wrong_subscription_is_refused_in_one_sentence(database: str, arguments: tuple[str, ...], said: str) -> None:
    """Nothing is stored and the sentence says what to write."""
    done = vigie("subscriptions", "add", *arguments, "--yes", VIGIE_DATABASE=database)
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_backup_restore_and_copy(database: str, tmp_path: Path) -> None:
    """A backup fills a new database; a database that holds something is refused; a copy needs an empty one."""
    copy, new = str(tmp_path / "copy.db"), f"sqlite:///{tmp_path / 'new.db'}"
    assert "1 announcements" in vigie("backup", copy, VIGIE_DATABASE=database).stdout
    restored = vigie("restore", copy, VIGIE_DATABASE=new)
    assert "0 waiting messages are held" in restored.stdout, restored.stderr
    again = vigie("restore", copy, VIGIE_DATABASE=new)
    assert again.returncode == 4
    assert "is not empty" in again.stderr
    assert "0 held messages" in vigie("restore", "--release", VIGIE_DATABASE=new).stdout
    moved = vigie("db", "copy", f"sqlite:///{tmp_path / 'moved.db'}", VIGIE_DATABASE=database)
    assert "1 announcements indexed" in moved.stdout, moved.stderr


def test_a_worker_on_sqlite_says_what_to_do(database: str) -> None:
    """One sentence, exit code of a service that cannot start."""
    done = vigie("worker", VIGIE_DATABASE=database)
    assert done.returncode == 5
    assert "vigie db copy" in done.stderr


def test_a_second_service_on_one_database_is_refused(database: str) -> None:
    """The first says that it is ready; the second ends at once with one sentence; SIGTERM ends the first in order."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("VIGIE_")}
    config = Path(str(database).removeprefix("sqlite:///")).parent / "config"
    vigie("init", str(config))
    (config / "sources.yml").write_text("sources: []\n", encoding="utf-8")
    settings = {"VIGIE_DATABASE": database, "VIGIE_PORT": str(port), "VIGIE_CONFIG": str(config)}
    command = [sys.executable, "-m", "watch", "serve"]
    with subprocess.Popen(command, env=clean | settings, stderr=subprocess.PIPE) as first:
        try:
            _wait_for(f"http://127.0.0.1:{port}/ready", first)
            second = vigie("serve", **settings | {"VIGIE_PORT": "0"})
            assert second.returncode == 5
            assert "another `vigie serve` works on it" in second.stderr
            metrics = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
            assert "vigie_leads 1.0" in metrics
            first.send_signal(signal.SIGTERM)
            assert first.wait(30) == 0
        finally:
            first.kill()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 40
    while True:
        assert process.poll() is None
        assert time.monotonic() < ends
        try:
            if urllib.request.urlopen(url, timeout=2).status == 200:
                return
        except OSError:
            time.sleep(0.2)
