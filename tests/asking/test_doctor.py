"""The doctor sees what is wrong, says what to do, and looks at the rest all the same."""

import socket
from pathlib import Path

import pytest
import sqlalchemy as sa

from builders import an_announcement
from watch.commands.doctor import State, examine
from watch.store import Store, announcements, search


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new installation."""
    url = f"sqlite:///{tmp_path / 'vigie.db'}"
    monkeypatch.setenv("VIGIE_DATABASE", url)
    return url


def states() -> dict[str, State]:
    """What the doctor finds, by part."""
    return {check.part: check.state for check in examine()}


def test_a_new_installation_is_well(database: str) -> None:
    """Nothing is wrong; that no source was read and no mail server named is worth a look."""
    del database
    found = states()
    assert {part for part, state in found.items() if state is State.WRONG} == set()
    assert found["sources"] is State.DOUBTFUL
    assert {"configuration", "language model", "database", "search", "disk", "mail", "clock"} <= set(found)


def test_a_broken_configuration_is_said(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory without files is the configuration's fault; the clock is looked at all the same."""
    del database
    monkeypatch.setenv("VIGIE_CONFIG", str(tmp_path))
    found = states()
    assert found["configuration"] is State.WRONG
    assert found["clock"] is State.WELL


def test_a_database_that_cannot_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is not there; the configuration is well all the same."""
    monkeypatch.setenv("VIGIE_DATABASE", f"sqlite:///{tmp_path}/none/v.db")
    found = states()
    assert found["database"] is State.WRONG
    assert found["configuration"] is State.WELL


def test_a_mail_server_that_does_not_answer_is_said(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A port where nobody listens is named with the settings to look at."""
    del database
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("VIGIE_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("VIGIE_SMTP_PORT", str(free.getsockname()[1]))
    mail = next(check for check in examine() if check.part == "mail")
    assert mail.state is State.DOUBTFUL, "nobody subscribes by mail"
    assert "VIGIE_SMTP_PORT" in mail.said


def test_an_index_that_misses_something_is_said(database: str) -> None:
    """An announcement without a card cannot be found; the remedy is named and works."""
    store = Store(database)
    with store.write() as tx:
        announcements.save(tx, an_announcement(), (), an_announcement().first_seen_at)
        search.clear(tx)
    assert states()["search"] is State.WRONG
    with store.write() as tx:
        assert announcements.complete_index(tx) == 1
    assert states()["search"] is State.WELL
    store.close()


def test_a_clock_that_runs_behind_is_said(database: str) -> None:
    """A document captured in the future shows that the clock was set back."""
    store = Store(database)
    with store.write() as tx:
        tx.execute(
            sa.text(
                "INSERT INTO documents (id, source_id, canonical_url, captured_at, baseline, payload)"
                " VALUES ('d', 's', 'u', '2199-01-01 00:00:00.000000', 0, '{}')"
            )
        )
    store.close()
    assert states()["clock"] is State.WRONG
