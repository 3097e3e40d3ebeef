"""Small linear scorers: named features in, probabilities out; their weights are plain JSON beside the code.

`training/facts.py` fits them on a labelled corpus with grouped cross-validation; nothing here needs a learning library.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp

Features = Mapping[str, float]
"""Feature name to value; an absent feature is zero."""


@dataclass(frozen=True, slots=True)
class LinearScorer:
    """One row of weights per label."""

    bias: Mapping[str, float]
    weights: Mapping[str, Mapping[str, float]]

    def probabilities(self, features: Features) -> dict[str, float]:
        """Probability of each label; of a scorer with one label, that label's against its absence."""
        logits = {
            label: bias + sum(self.weights[label].get(name, 0.0) * value for name, value in features.items())
            for label, bias in self.bias.items()
        }
        if len(logits) == 1:
            return {label: 1 / (1 + exp(-max(-50.0, min(50.0, logit)))) for label, logit in logits.items()}
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
    text = resources.files("watch_pipelines.facts").joinpath("weights", f"{name}.json").read_text(encoding="utf-8")
    content = json.loads(text)
    return LinearScorer(bias=content["bias"], weights=content["weights"])
