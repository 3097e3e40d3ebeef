"""The command: useful help, quick start, and one clear sentence with the right exit code for every mistake."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from watch.config import copy_defaults

COMMANDS = (
    "init",
    "check",
    "serve",
    "crawl",
    "digest",
    "query",
    "show",
    "stats",
    "fields",
    "doctor",
    "reindex",
    "sources",
    "issues",
    "analyse",
    "explain",
    "label",
    "replay",
    "worker",
    "restore",
    "backup",
    "reassess",
    "framework",
    "decide",
    "bounces",
    "register",
    "db",
    "subscriptions",
    "timeline",
    "link",
    "placements",
    "merge",
    "split",
    "move",
    "undo",
    "withdrawn",
)


def vigie(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would, with only these settings."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("VIGIE_")}
    return subprocess.run(
        [sys.executable, "-m", "watch", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=clean | environment,
        check=False,
    )


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A database that is not there yet."""
    return f"sqlite:///{tmp_path / 'vigie.db'}"


def test_version_starts_without_heavy_libraries() -> None:
    """`vigie version` must not import what costs a second."""
    code = "import sys; sys.argv = ['vigie', 'version']\nfrom watch.cli import main\nmain()\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("vigie ")
    assert not {"spacy", "scrapy", "sqlalchemy", "alembic", "fastapi", "apscheduler"} & set(done.stdout.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    """`--help` says what the command does."""
    done = vigie(command, "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout


def test_the_list_of_commands_is_complete() -> None:
    """A command that is not listed here has no test of its help."""
    from watch.cli import cli

    names = {command.name or command.callback.__name__ for command in cli.registered_commands if command.callback}
    groups = {group.typer_instance.info.name for group in cli.registered_groups if group.typer_instance}
    assert names | groups == {*COMMANDS, "version"}


def test_an_empty_store_says_so(database: str) -> None:
    """Questions to a new database are answered, not failed."""
    assert "No announcement matches" in vigie("query", VIGIE_DATABASE=database).stdout
    assert json.loads(vigie("query", "--json", VIGIE_DATABASE=database).stdout) == {
        "total": 0,
        "more": False,
        "announcements": [],
    }
    assert "No open issue" in vigie("issues", VIGIE_DATABASE=database).stdout
    listed = json.loads(vigie("sources", "--json", VIGIE_DATABASE=database).stdout)
    assert len(listed) > 60


def test_init_then_check(tmp_path: Path, database: str) -> None:
    """The copied configuration is usable as it is."""
    target = tmp_path / "mine"
    assert "export VIGIE_CONFIG" in vigie("init", str(target)).stdout
    done = vigie("check", VIGIE_CONFIG=str(target), VIGIE_DATABASE=database)
    assert done.returncode == 0, done.stderr
    assert str(target) in done.stdout


def _fails(done: subprocess.CompletedProcess[str], code: int, *said: str) -> None:
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    for words in said:
        assert words in done.stderr


def test_a_wrong_key_is_named(tmp_path: Path, database: str) -> None:
    """Unknown keys: exit 2, file and key."""
    copy_defaults(tmp_path)
    (tmp_path / "subscriptions.yml").write_text("subscriptions: []\nsubscribers: []\n", encoding="utf-8")
    done = vigie("query", VIGIE_CONFIG=str(tmp_path), VIGIE_DATABASE=database)
    _fails(done, 2, "subscriptions.yml: subscribers: unknown key")


def test_a_wrong_setting_is_named(database: str) -> None:
    """A port that is none: exit 2, the variable and its value."""
    _fails(vigie("query", VIGIE_DATABASE=database, VIGIE_PORT="eighty"), 2, "VIGIE_PORT", "'eighty'")


def test_a_missing_model_is_named(tmp_path: Path, database: str) -> None:
    """No language model: exit 3 and where it was looked for."""
    done = vigie("check", VIGIE_DATABASE=database, VIGIE_MODEL=str(tmp_path / "none"))
    _fails(done, 3, str(tmp_path / "none"))


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A database in no folder: exit 4."""
    _fails(vigie("query", VIGIE_DATABASE=f"sqlite:///{tmp_path}/none/v.db"), 4, "does not exist")


def test_a_database_that_cannot_be_written(tmp_path: Path) -> None:
    """A directory where the file should be: exit 4, one sentence."""
    (tmp_path / "v.db").mkdir()
    _fails(vigie("query", VIGIE_DATABASE=f"sqlite:///{tmp_path}/v.db"), 4, "cannot be opened")


def test_a_newer_database(tmp_path: Path, database: str) -> None:
    """A schema of a later version: exit 4, nothing touched."""
    vigie("query", VIGIE_DATABASE=database)
    with sqlite3.connect(tmp_path / "vigie.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    _fails(vigie("query", VIGIE_DATABASE=database), 4, "newer version")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("query", "verdict:nice"), "Values: substantiated_sovereignty"),
        (("query", "--verdict", "nice"), "no option --verdict"),
        (("query", "secter:zoo"), "Did you mean “secteur”?"),
        (("query", "since:hier"), "YYYY-MM-DD"),
        (("crawl", "elyse"), "did you mean"),
        (("show", "nothing"), "no such announcement"),
        (("analyse", "/nonexistent.jsonl"), "cannot be read"),
    ],
)
def test_a_wrong_argument_is_one_sentence(arguments: tuple[str, ...], said: str, database: str) -> None:
    """Unknown choices, dates, sources, ids and files are explained."""
    done = vigie(*arguments, VIGIE_DATABASE=database)
    assert done.returncode != 0
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


def test_analyse_names_every_bad_line(tmp_path: Path) -> None:
    """Lines that are not documents are listed together."""
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "a"}\nnot json\n{"id": "b", "title": "t", "text": "x", "published_at": "hier"}\n')
    done = vigie("analyse", str(path))
    _fails(done, 2, "line 1: the key 'title' is missing", "line 2", "line 3")


def test_analyse_answers_each_document_in_order(tmp_path: Path) -> None:
    """One JSON object per line, in input order, with the fields of the contract; `gold` is never read."""
    rows = [
        {"id": "z", "title": "Le mistral a soufflé", "text": "Rafales à Marseille.", "published_at": "2026-01-09"},
        {"id": "a", "title": "", "text": "", "published_at": None},
        {"id": "m", "title": "Le ministère des Armées choisit Mistral AI pour son intelligence artificielle",
         "text": "Le ministère des Armées a notifié un accord-cadre à Mistral AI, a-t-il annoncé jeudi.",
         "published_at": "2026-01-08T10:00:00+01:00", "gold": {"is_announcement": False}},
    ]  # fmt: skip
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    done = vigie("analyse", str(path))
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in found] == ["z", "a", "m"]
    assert [row["is_announcement"] for row in found] == [False, False, True]
    assert set(found[0]) == {
        "id", "is_announcement", "score", "announcement_id", "status", "announced_on", "signed_on", "actors", "hosting",
        "instrument", "sector", "amount_eur", "duration_months", "use_cases_stated", "claims_sovereignty", "assessment",
    }  # fmt: skip
    assert found[0]["assessment"] is None
    assert {actor["actor_id"] for actor in found[2]["actors"]} == {"min-armees", "mistral-ai"}
    assert found[2]["assessment"]["verdict"]


def test_analyse_tells_nobody(tmp_path: Path) -> None:
    """Judging old texts is no news: with a subscriber who wants everything at once, no mail server is called."""
    copy_defaults(tmp_path / "c")
    reader = "subscriptions:\n  - {id: tout, recipient: a@b.example, channel: mail, moment: immediate}\n"
    (tmp_path / "c" / "subscriptions.yml").write_text(reader, encoding="utf-8")
    row = {
        "id": "m", "title": "Le ministère des Armées choisit Mistral AI pour son intelligence artificielle",
        "text": "Le ministère des Armées a notifié un accord-cadre à Mistral AI, a-t-il annoncé jeudi.",
        "published_at": "2026-01-08", "publisher": "Ministère des Armées", "publisher_kind": "government",
    }  # fmt: skip
    (tmp_path / "in.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        port = str(server.getsockname()[1])
        environment = {"VIGIE_SMTP_HOST": "127.0.0.1", "VIGIE_SMTP_PORT": port, "VIGIE_SMTP_TIMEOUT": "2"}
        done = vigie("analyse", str(tmp_path / "in.jsonl"), VIGIE_CONFIG=str(tmp_path / "c"), **environment)
        assert json.loads(done.stdout)["assessment"]["verdict"] != "out_of_scope"
        with pytest.raises(TimeoutError):
            server.accept()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_port_in_use_is_one_sentence(tmp_path: Path, database: str) -> None:
    """The page's port is taken: exit 5, which port and what to do."""
    copy_defaults(tmp_path / "c")
    (tmp_path / "c" / "sources.yml").write_text("sources: []\n", encoding="utf-8")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = vigie("serve", VIGIE_DATABASE=database, VIGIE_PORT=port, VIGIE_CONFIG=str(tmp_path / "c"))
    _fails(done, 5, port, "VIGIE_PORT")


def test_serve_answers_and_ends_cleanly(tmp_path: Path, database: str) -> None:
    """The service comes up, says that it is well, and SIGTERM ends it with exit 0 within 30 seconds."""
    copy_defaults(tmp_path / "c")
    (tmp_path / "c" / "sources.yml").write_text("sources: []\n", encoding="utf-8")
    port = _free_port()
    environment = os.environ | {
        "VIGIE_DATABASE": database, "VIGIE_PORT": str(port), "VIGIE_CONFIG": str(tmp_path / "c"),
    }  # fmt: skip
    with subprocess.Popen([sys.executable, "-m", "watch", "serve"], env=environment, stderr=subprocess.PIPE) as service:
        try:
            health = _when_up(f"http://127.0.0.1:{port}/health")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
                assert page.status == 200
            service.send_signal(signal.SIGTERM)
            _, said = service.communicate(timeout=30)
        finally:
            service.kill()
    assert service.returncode == 0, said.decode()
    assert health["database"] is True
    assert b"Traceback" not in said


def _when_up(url: str) -> dict[str, object]:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return dict(json.load(answer))
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} never answered")
