"""What careful readers wrote is judged as the framework judges it: the core alone, whatever extraction does.

The corpus of the tree is invented. `VIGIE_LABELLED` and `VIGIE_VERDICTS` name another one of the same format.
"""

import os
from pathlib import Path

import pytest

from pipelines.labelled import AXES, Score, deals, scores
from watch.config import Config

HERE = Path(__file__).parent / "judged"
CORPUS = Path(os.environ.get("VIGIE_LABELLED", HERE / "deals.jsonl"))
VERDICTS = Path(os.environ.get("VIGIE_VERDICTS", HERE / "verdicts.jsonl"))
FLOORS = {"verdict": 0.90} | dict.fromkeys(AXES, 0.85)


@pytest.fixture(scope="module")
def measured(config: Config) -> tuple[dict[str, Score], list[str]]:
    """Scores by axis, and the misses."""
    return scores(CORPUS, VERDICTS, config)


@pytest.mark.parametrize("name", FLOORS)
def test_judged_as_the_reference(name: str, measured: tuple[dict[str, Score], list[str]]) -> None:
    """Verdict at least 0.90 and each axis 0.85, over documents, with the labels in the place of extraction."""
    score, misses = measured[0][name], [miss for miss in measured[1] if miss.startswith(name)]
    assert score.asked > 0
    assert score.rate >= FLOORS[name], "\n".join(misses)


def test_labels_are_found_in_their_texts(config: Config) -> None:
    """Nearly every party and hosting statement of a label stands in its document, so that it can be quoted."""
    found = [
        (evidence.quote, evidence)
        for members in deals(CORPUS, config.register).values()
        for _, reading in members
        if reading.extraction
        for evidence in (
            *(party.evidence for party in reading.extraction.parties),
            *(host.evidence for host in reading.extraction.hosting),
        )
    ]
    placed = sum(evidence.end - evidence.start > 1 for _, evidence in found)
    assert placed / len(found) > 0.95
