"""`vigie framework`: the values that judge, for people and for scripts."""

import json
import os
import subprocess
import sys
from pathlib import Path

from watch.config import Config

VIGIE = Path(sys.executable).parent / "vigie"


def _vigie(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [VIGIE, "framework", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )


def test_it_prints_every_question_rule_and_verdict_in_the_reader_s_language(config: Config) -> None:
    """French by default, English on demand; rules in their order."""
    french, english = (" ".join(_vigie(*lang).stdout.split()) for lang in ((), ("--lang", "en")))
    assert french.startswith("Cadre 2.0, 22 novembre 2026")
    assert english.startswith("Framework 2.0, 22 November 2026")
    for criterion in config.framework.criteria:
        assert criterion.code in french
    places = [french.index(f"│ {rule.id} ") for rule in config.framework.rules]
    assert places == sorted(places)
    assert "souveraineté étayée" in french
    assert "substantiated sovereignty" in english


def test_json_is_the_whole_framework(config: Config) -> None:
    """A script gets every wording too."""
    found = json.loads(_vigie("--json").stdout)
    assert [one["id"] for one in found["criteria"]] == [one.id for one in config.framework.criteria]
    assert found["rules"][0]["when"] == [{"axis": "scope", "any_of": ["out"]}]
    assert found["criteria"][3]["signs"]


def test_another_language_is_refused_in_one_sentence() -> None:
    """Only French and English are spoken."""
    done = _vigie("--lang", "de")
    assert done.returncode == 2
    assert "'de' is no language; one of: fr, en" in done.stderr
    assert "Traceback" not in done.stderr
