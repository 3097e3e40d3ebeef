"""Small linear scorers: named features in, probabilities out; their weights are plain JSON beside the code.

`training/facts.py` fits them on a labelled corpus with grouped cross-validation; nothing here needs a learning library.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from math import exp
from operator import mul
from typing import Any

from watch_pipelines.block_scorer import BlockScorer

Features = Mapping[str, float]
"""Feature name to value; an absent feature is zero."""


@dataclass(frozen=True, slots=True)
class LinearScorer:
    """One row of weights per label."""

    bias: Mapping[str, float]
    weights: Mapping[str, Mapping[str, float]]
    _rows: Mapping[str, tuple[float, ...]] = field(init=False, repr=False, compare=False)
    """By feature, a weight for each label of `bias`, so that a feature is looked up once."""

    def __post_init__(self) -> None:
        """Turn the weights round."""
        names = {name: None for label in self.bias for name in self.weights[label]}
        rows = {name: tuple(self.weights[label].get(name, 0.0) for label in self.bias) for name in names}
        object.__setattr__(self, "_rows", rows)

    def probabilities(self, features: Features) -> dict[str, float]:
        """Probability of each label; of a scorer with one label, that label's against its absence."""
        if len(self.bias) == 1:
            ((label, bias),) = self.bias.items()
            weights = self.weights[label]
            met = list(filter(weights.__contains__, features))
            logit = bias + sum(map(mul, map(weights.__getitem__, met), map(features.__getitem__, met)))
            return {label: 1 / (1 + exp(-max(-50.0, min(50.0, logit))))}
        names = list(filter(self._rows.__contains__, features))
        values = [features[name] for name in names]
        columns = zip(*map(self._rows.__getitem__, names), strict=True) if names else ((),) * len(self.bias)
        logits = {
            label: bias + sum(map(mul, column, values))
            for (label, bias), column in zip(self.bias.items(), columns, strict=True)
        }
        top = max(logits.values())
        powers = {label: exp(logit - top) for label, logit in logits.items()}
        total = sum(powers.values())
        return {label: power / total for label, power in powers.items()}

    def best(self, features: Features) -> tuple[str, float]:
        """The most probable label and its probability."""
        return max(self.probabilities(features).items(), key=lambda pair: pair[1])


@cache
def scorer(name: str) -> LinearScorer:
    """The shipped scorer *name*, read once."""
    content = _content(name)
    return LinearScorer(bias=content["bias"], weights=content["weights"])


@cache
def block_scorer(name: str) -> BlockScorer:
    """The shipped scorer *name* that weighs its features in blocks, read once."""
    return BlockScorer.of(_content(name))


def _content(name: str) -> dict[str, Any]:
    text = resources.files("watch_pipelines.facts").joinpath("weights", f"{name}.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
