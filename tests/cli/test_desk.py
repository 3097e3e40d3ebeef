"""The desk's commands as a user runs them: answers, refusals in one sentence, and the right exit code."""

import json
from pathlib import Path

import pytest

from cli.test_cli import vigie
from watch.config import copy_defaults


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """The environment of an installation with files of its own."""
    copy_defaults(tmp_path / "config")
    return {"VIGIE_CONFIG": str(tmp_path / "config"), "VIGIE_DATABASE": f"sqlite:///{tmp_path / 'vigie.db'}"}


def test_a_fact_goes_from_the_command_to_the_sheet(place: dict[str, str]) -> None:
    """Add, show, see that nothing rests on it."""
    fact = ("--fact", "hosting", "--value", "outscale", "--source", "https://x.example/p", "--as-of", "2026-01-01")
    done = vigie("register", "add-fact", "gladia", *fact, "--tier", "C", **place)
    assert (done.returncode, done.stderr) == (0, "")
    shown = json.loads(vigie("register", "show", "Gladia", "--json", **place).stdout)
    (host,) = [one for one in shown["facts"] if one["kind"] == "hosting"]
    assert (host["source"], host["as_of"], host["tier"]) == ("https://x.example/p", "2026-01-01", "C")
    dry = json.loads(vigie("reassess", "--dry-run", "--json", **place).stdout)
    assert dry == {"dry_run": True, "judged_again": 0, "announcements": []}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("register", "show", "Mistrale AI"), "did you mean"),
        (("register", "show", "gladia", "--as-of", "hier"), "is not a date; write YYYY-MM-DD"),
        (("register", "add-fact", "gladia", "--fact", "seat", "--value", "FR"), "a fact without a source is none"),
        (("decide", "2026-none", "C3", "--reject", "--by", "A", "--reason", "b"), "there is no such announcement"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_two(
    place: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    """No traceback."""
    done = vigie(*arguments, **place)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_check_and_a_replay_answer_an_empty_store(place: dict[str, str]) -> None:
    """Nothing was read yet: facts are checked all the same, and there is no past alert."""
    checked = vigie("register", "check", **place)
    assert checked.returncode == 0
    assert "Stale facts (" in checked.stdout
    assert "Unknown parties in stored documents (0)" in checked.stdout
    assert "0 versions since 2026-01-01" in vigie("replay", "--from", "2026-01-01", **place).stdout
    assert vigie("reassess", **place).stdout.startswith("0 judged again")
