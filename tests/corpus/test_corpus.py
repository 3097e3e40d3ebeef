"""What the line reads in texts that nobody tuned it for stays above the floors."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from watch.analyse import analyse, read_documents
from watch.config import Config, Settings
from watch.store.stems import fold

HERE = Path(__file__).parent
FLOORS = yaml.safe_load((HERE / "floors.yml").read_text(encoding="utf-8"))

Row = dict[str, Any]


@pytest.fixture(scope="module")
def judged(config: Config) -> list[tuple[Row, Row]]:
    """(what a careful reader finds, what the line says) for each document."""
    del config  # a mistake in the configuration should show as such, first
    pairs = []
    for path in sorted(HERE.glob("*.jsonl")):
        gold = [json.loads(line)["gold"] for line in path.read_text(encoding="utf-8").splitlines()]
        pairs += list(zip(gold, analyse(read_documents(path), Settings()), strict=True))
    return pairs


def f1(right: int, said: int, true: int) -> float:
    """Harmonic mean of precision and recall."""
    return 2 * right / max(said + true, 1)


def same(one: Row, other: Row) -> bool:
    """Two names of one actor: equal once folded, or one holds the other word for word."""
    short, long = sorted((_bare(one["name"]), _bare(other["name"])), key=len)
    return len(short) > 2 and re.search(rf"\b{re.escape(short)}\b", long) is not None


def _bare(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"^(?:l|d|la|le|les|du|des|the)\b['’ ]*", "", fold(name))))


def matched(gold: Sequence[Row], said: Sequence[Row]) -> int:
    """How many of the true parties are named; each said party counts once."""
    left = list(said)
    count = 0
    for party in gold:
        found = next((one for one in left if same(party, one)), None)
        if found is not None:
            left.remove(found)
            count += 1
    return count


@pytest.mark.slow
def test_new_commitments_are_told_from_near_misses(judged: list[tuple[Row, Row]]) -> None:
    """Detection: F1 above its floor, false alarms per near miss below their ceiling."""
    seen = Counter((gold["is_announcement"], said["is_announcement"]) for gold, said in judged)
    true, alarms = seen[True, True], seen[False, True]
    assert f1(true, true + alarms, true + seen[True, False]) >= FLOORS["detection_f1"]
    assert alarms / (alarms + seen[False, False]) <= FLOORS["false_alarm_rate"]


@pytest.mark.slow
def test_the_parties_of_a_deal_are_named(judged: list[tuple[Row, Row]]) -> None:
    """Actors: F1 over all parties of all announcements."""
    deals = [(gold["actors"], said["actors"]) for gold, said in judged if gold["is_announcement"]]
    right = sum(matched(gold, said) for gold, said in deals)
    assert f1(right, sum(len(s) for _, s in deals), sum(len(g) for g, _ in deals)) >= FLOORS["actors_f1"]


@pytest.mark.slow
def test_the_day_of_the_announcement_is_told(judged: list[tuple[Row, Row]]) -> None:
    """Dates: the share of announcements whose day (or month, when only that is known) is right."""
    dated = [(gold["announced_on"], said["announced_on"]) for gold, said in judged if gold["announced_on"]]
    right = sum(bool(said) and said[: len(gold)] == gold for gold, said in dated)
    assert right / len(dated) >= FLOORS["announced_on"]


@pytest.mark.slow
def test_the_form_of_the_commitment_is_told(judged: list[tuple[Row, Row]]) -> None:
    """Instrument: the share of announcements with a labelled one whose form is right."""
    formed = [(gold["instrument"], said["instrument"]) for gold, said in judged if gold["instrument"]]
    assert sum(said == gold for gold, said in formed) / len(formed) >= FLOORS["instrument"]
