"""Block-weighted scorers: length of a text does not count, and each feature's share is told."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch_pipelines.block_scorer import BLOCKS, SIZE, BlockScorer, block

_SCORER = BlockScorer.of(
    {
        "labels": ["announcement", "follow_up"],
        "bias": [-0.5, 0.25],
        "features": {"pair": [1.0, 0.4, -0.2], "early=11": [2.0, 0.1, 0.3], "w signe": [3.0, 0.5, 0.0]},
    }
)
_VALUES = st.dictionaries(st.sampled_from(["pair", "early=11", "w signe", "w inconnu"]), st.floats(0.1, 50.0))


def test_each_feature_belongs_to_one_block() -> None:
    """Words are told by the letter before them; everything else is structure."""
    names = {
        "t signe": "t",
        "n BODY choisit": "n",
        "pair age=none": "structure",
        "c'est": "structure",
        "x y": "structure",
    }
    assert {name: BLOCKS[block(name)] for name in names} == names


def test_a_block_counts_by_its_direction() -> None:
    """Values times rarity, made SIZE long within the block; here worked by hand."""
    length = math.hypot(1.0 * 1.0, 0.5 * 2.0)
    scored = _SCORER.score({"pair": 1.0, "early=11": 0.5, "w signe": 7.0})
    expected = -0.5 + SIZE * (0.4 * 1.0 + 0.1 * 1.0) / length + SIZE * 0.5
    assert scored.odds["announcement"] == pytest.approx(expected, abs=1e-5)
    assert scored.shares["w signe"] == pytest.approx(SIZE * 0.5, abs=1e-5)


@given(_VALUES, st.floats(0.1, 20.0))
def test_saying_all_of_it_again_changes_nothing(values: dict[str, float], times: float) -> None:
    """A text that says everything twice as often gets the same odds; shares and bias make up the first of them."""
    once, again = _SCORER.score(values), _SCORER.score({name: value * times for name, value in values.items()})
    assert once.odds == pytest.approx(again.odds, abs=1e-4)
    assert once.odds["announcement"] == pytest.approx(-0.5 + sum(once.shares.values()), abs=1e-4)


def test_a_text_without_any_known_feature_gets_the_bias() -> None:
    """Nothing known, nothing added."""
    assert _SCORER.score({"w inconnu": 4.0}).odds == {"announcement": -0.5, "follow_up": 0.25}


@pytest.mark.parametrize(
    "content",
    [{}, {"labels": ["a"], "bias": [0.0], "features": {"x": [1.0]}}, {"labels": ["a"], "bias": [], "features": {}}],
)
def test_another_shape_is_refused(content: dict[str, object]) -> None:
    """A file that is no scorer raises at once, not when the first document is read."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        BlockScorer.of(content)
