"""The learned weights of detection: small JSON, scored in plain Python.

`training/detector.py` writes the file; nothing at run time depends on the library that trained it.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import mul
from pathlib import Path
from typing import Final

from watch.errors import ModelError
from watch.model import Status
from watch_pipelines.facts.linear import LinearScorer

WEIGHTS_PATH: Final = Path(__file__).parent / "weights" / "detector.json"
"""Where the shipped weights live."""

WORD_SCALE: Final = 0.8
"""Value of a masked word or pair of words; less than a structural feature, so that structure decides first."""

_WORD_PREFIXES: Final = ("t ", "p ", "w ")


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear scorer of announcements and one of statuses, both over the names of `detect_features`."""

    version: str
    threshold: float
    """Probability from which a document is an announcement."""
    announcement: Mapping[str, float]
    """By feature; like those of statuses already `scaled`."""
    statuses: tuple[Status, ...]
    status: Mapping[str, tuple[float, ...]]
    """By feature, a weight for each of `statuses`."""
    parties: LinearScorer
    """Weighs each organisation of a text as a party of a deal between a body and a company."""
    together: Mapping[str, float]
    """Weights of what `together` names: the text as a whole beside its likeliest parties."""

    def probability(self, features: Mapping[str, float]) -> float:
        """Calibrated probability, 0 to 1, that a document with *features* is an announcement."""
        total = sum(weight for _, weight in self._parts(features))
        return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))

    def decide(self, probability: float, body: float, firm: float) -> float:
        """Probability that a document is an announcement, from that of its text and those of its likeliest parties."""
        total = sum(self.shares(probability, body, firm).values())
        return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))

    def shares(self, probability: float, body: float, firm: float) -> Mapping[str, float]:
        """What each part of `together` adds to the log odds of the decision."""
        return {name: self.together[name] * value for name, value in together(probability, body, firm).items()}

    def best_status(self, features: Mapping[str, float]) -> Status:
        """The status that *features* speak for most; the order of `Status` decides a tie."""
        met = [(row, value) for name, value in features.items() if (row := self.status.get(name)) is not None]
        values = [value for _, value in met]
        totals = [sum(map(mul, column, values)) for column in zip(*(row for row, _ in met), strict=True)]
        return self.statuses[max(range(len(totals)), key=totals.__getitem__, default=0)]

    def strongest(self, features: Mapping[str, float], count: int) -> tuple[tuple[str, float], ...]:
        """The *count* features that weigh most, with their signed contribution."""
        ranked = sorted([(-abs(weight), name, weight) for name, weight in self._parts(features) if weight])
        return tuple((name, weight) for _, name, weight in ranked[:count])

    def _parts(self, features: Mapping[str, float]) -> Iterator[tuple[str, float]]:
        """What each of *features* that has a weight adds to the log odds of an announcement."""
        for name, value in features.items():
            weight = self.announcement.get(name)
            if weight is not None:
                yield name, weight * value


_LEAST: Final = 1e-3
"""Probabilities are kept this far from 0 and 1 before their odds are taken."""


def together(probability: float, body: float, firm: float) -> dict[str, float]:
    """What decides in the end: the log odds of the text, of the likeliest *body* and *firm*, and of both."""
    return {
        "bias": 1.0,
        "text": _log_odds(probability),
        "body": _log_odds(body),
        "firm": _log_odds(firm),
        "both": body * firm,
        "weaker": _log_odds(min(body, firm)),
    }


def _log_odds(probability: float) -> float:
    held = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(held / (1 - held))


def scaled(name: str, weight: float) -> float:
    """The weight with which a feature enters the sum: words count less than structure."""
    return weight * WORD_SCALE if name.startswith(_WORD_PREFIXES) else weight


def load(path: Path = WEIGHTS_PATH) -> Weights:
    """Read weights from *path*; ModelError when the file is missing or of another shape."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        status = {Status(each): weights for each, weights in read["status"].items()}
        return Weights(
            version=str(read["version"]),
            threshold=float(read["threshold"]),
            announcement={name: scaled(name, float(weight)) for name, weight in read["announcement"].items()},
            statuses=tuple(status),
            status={
                name: tuple(scaled(name, float(weights.get(name, 0.0))) for weights in status.values())
                for name in {name: None for weights in status.values() for name in weights}
            },
            parties=LinearScorer(bias=read["parties"]["bias"], weights=read["parties"]["weights"]),
            together={str(name): float(weight) for name, weight in read["together"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            "the weights of detection cannot be read; run training/detector.py", subject=str(path)
        ) from error


@cache
def shipped() -> Weights:
    """The weights that come with Vigie, read once."""
    return load()
