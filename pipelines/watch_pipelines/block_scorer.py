"""Linear scorers over named features, weighed in blocks so that a long text weighs no more than a short one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

BLOCKS: Final = ("structure", "t", "p", "w", "c", "n")
"""Structure, and words told apart by where they stand: a letter and a blank before each."""

SIZE: Final = 3.0
"""Length, as a vector, of each block of a document."""


def block(name: str) -> int:
    """Place in `BLOCKS` of the feature *name*."""
    return BLOCKS.index(name[0]) if name[1:2] == " " and name[0] in BLOCKS else 0


@dataclass(frozen=True, slots=True)
class Scored:
    """What a scorer says of one document, as log odds."""

    odds: Mapping[str, float]
    """By label."""
    shares: Mapping[str, float]
    """What each feature adds to the odds of the first label."""


@dataclass(frozen=True, slots=True, eq=False)
class BlockScorer:
    """One column of weights per label, one row per feature.

    A feature counts by its value times its rarity (log of how seldom a document of training has it), each block of
    features made `SIZE` long: the cosine weighting of information retrieval (Salton and Buckley 1988).
    """

    labels: tuple[str, ...]
    bias: Any
    """Float32 [labels]."""
    rows: Mapping[str, int]
    """By feature, its row in what follows; others are not weighed."""
    rarity: Any
    """Float32 [features]."""
    blocks: Any
    """Places in `BLOCKS`; int [features]."""
    matrix: Any
    """Float32 [features, labels]."""

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "BlockScorer":
        """From plain JSON: `labels`, `bias`, and `features` with [rarity, weight of each label].

        Raises KeyError, TypeError or ValueError when it has another shape.
        """
        labels, features = tuple(content["labels"]), content["features"]
        table = np.array(list(features.values()), np.float32).reshape(len(features), 1 + len(labels))
        bias = np.array(content["bias"], np.float32).reshape(len(labels))
        return cls.of_arrays(labels, bias, tuple(features), table[:, 0], table[:, 1:])

    @classmethod
    def of_arrays(
        cls, labels: Sequence[str], bias: Any, names: Sequence[str], rarity: Any, matrix: Any
    ) -> "BlockScorer":
        """From numbers: *bias* [labels]; for each of *names* its *rarity* and row of *matrix* [features, labels]."""
        return cls(
            labels=tuple(labels),
            bias=np.asarray(bias, np.float32),
            rows={name: row for row, name in enumerate(names)},
            rarity=np.ascontiguousarray(rarity, np.float32),
            blocks=np.array([block(name) for name in names], np.int64),
            matrix=np.ascontiguousarray(matrix, np.float32),
        )

    def score(self, features: Mapping[str, float]) -> Scored:
        """The log odds of each label for a document with *features*."""
        names = sorted(filter(self.rows.__contains__, features), key=self.rows.__getitem__)  # sums need one order
        at = np.fromiter(map(self.rows.__getitem__, names), np.int64, len(names))
        values = np.fromiter(map(features.__getitem__, names), np.float32, len(names)) * self.rarity[at]
        places = self.blocks[at]
        lengths = np.sqrt(np.bincount(places, values * values, len(BLOCKS)))
        values *= (SIZE / np.maximum(lengths, 1e-9)).astype(np.float32)[places]
        weights = self.matrix[at]
        odds = (self.bias + values @ weights).tolist()
        shares = (values * weights[:, 0]).tolist()
        return Scored(
            dict(zip(self.labels, odds, strict=True)),
            dict(zip(names, shares, strict=True)),
        )

    def best(self, features: Mapping[str, float]) -> tuple[str, float]:
        """The likeliest label and its log odds; of equals the first."""
        return max(self.score(features).odds.items(), key=lambda pair: pair[1])

    def content(self) -> dict[str, Any]:
        """The plain JSON that `of` reads."""
        table = np.column_stack([self.rarity, self.matrix]).astype(float).round(3).tolist()
        return {
            "labels": list(self.labels),
            "bias": self.bias.astype(float).round(4).tolist(),
            "features": {name: [value or 0 for value in table[row]] for name, row in self.rows.items()},
        }
