"""The learned weights of detection: plain JSON, written by `training/detector.py`.

Nothing at run time depends on the library that trained them.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from watch.errors import ModelError
from watch.model import Status, WhyNot
from watch_pipelines.block_scorer import BlockScorer, Scored
from watch_pipelines.facts.linear import LinearScorer

WEIGHTS_PATH: Final = Path(__file__).parent / "weights" / "detector.json"
"""Where the shipped weights live."""

ANNOUNCEMENT: Final = "announcement"
"""Label of the scorer of texts that stands against everything else; the others are values of WhyNot."""

_NEAREST: Final = 3
"""Of the kinds of near miss, those that a text is most like count once more, whichever they are."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the words of one document say, as log odds."""

    text: float
    """Of being an announcement."""
    kinds: Mapping[WhyNot, float]
    """Of being an announcement rather than a near miss of that kind."""
    shares: Mapping[str, float]
    """What each feature adds to `text`."""

    @classmethod
    def of(cls, scored: Scored) -> "Opinion":
        """From what the scorer of texts says."""
        odds = scored.odds
        return cls(odds[ANNOUNCEMENT], {kind: odds[kind] for kind in WhyNot if kind in odds}, scored.shares)

    @property
    def nearest(self) -> WhyNot:
        """The kind of near miss that it is most like."""
        return min(self.kinds, key=self.kinds.__getitem__)

    def strongest(self, count: int) -> tuple[tuple[str, float], ...]:
        """The *count* features that weigh most, with their signed share."""
        ranked = sorted(self.shares.items(), key=lambda share: (-abs(share[1]), share[0]))
        return tuple(share for share in ranked[:count] if share[1])


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The scorers of detection, over the names of `detect_features` and of extraction."""

    version: str
    threshold: float
    """Probability from which a document is an announcement."""
    text: BlockScorer
    """Announcements against all else, and against each kind of near miss."""
    status: BlockScorer
    parties: LinearScorer
    """Weighs each organisation of a text as a party of a deal between a body and a company."""
    together: Mapping[str, float]
    """Weights of what `together` names: the text beside its likeliest parties."""

    def opinion(self, features: Mapping[str, float]) -> Opinion:
        """What the words of a document with *features* say."""
        return Opinion.of(self.text.score(features))

    def shares(self, opinion: Opinion, body: float, firm: float) -> Mapping[str, float]:
        """What each part of `together` adds to the log odds that a document is an announcement."""
        return {name: self.together[name] * value for name, value in together(opinion, body, firm).items()}

    def best_status(self, features: Mapping[str, float]) -> Status:
        """The status that *features* speak for most; of equals the first."""
        return Status(self.status.best(features)[0])


def together(opinion: Opinion, body: float, firm: float) -> dict[str, float]:
    """What decides in the end: the log odds of the text, also against the kinds of near miss, and the probabilities of
    its likeliest *body* and *firm*.
    """
    ranked = sorted(opinion.kinds.values())
    return {
        "bias": 1.0,
        "text": opinion.text,
        **{f"unlike {kind}": odds for kind, odds in opinion.kinds.items()},
        **{f"nearest {place}": odds for place, odds in enumerate(ranked[:_NEAREST], 1)},
        "body": _log_odds(body),
        "firm": _log_odds(firm),
        "both": body * firm,
        "weaker": _log_odds(min(body, firm)),
    }


_LEAST: Final = 1e-3
"""Probabilities are kept this far from 0 and 1 before their odds are taken."""


def _log_odds(probability: float) -> float:
    held = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(held / (1 - held))


def probability(odds: float) -> float:
    """The probability, 0 to 1, of which *odds* is the logarithm of the odds."""
    return 1 / (1 + math.exp(-max(min(odds, 30.0), -30.0)))


_STATUS_REGIONS: Final = ("told", "core", "deal", "pair", "title", "all:deal", "all:against", "bias", "kind")


def tells_stage(name: str) -> bool:
    """Whether the feature *name* tells how far a deal has got, which says little on whether there is one."""
    return " stage=" in name or name.endswith(" only chosen")


def tells_status(name: str) -> bool:
    """Whether the status is learned from the feature *name*: how the deal is told, not what else the text says."""
    return tells_stage(name) or name.startswith(_STATUS_REGIONS)


def load(path: Path = WEIGHTS_PATH) -> Weights:
    """Read weights from *path*; ModelError when the file is missing or of another shape."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        weights = Weights(
            version=str(read["version"]),
            threshold=float(read["threshold"]),
            text=BlockScorer.of(read["text"]),
            status=BlockScorer.of(read["status"]),
            parties=LinearScorer(bias=read["parties"]["bias"], weights=read["parties"]["weights"]),
            together={str(name): float(weight) for name, weight in read["together"].items()},
        )
        weights.shares(weights.opinion({}), 0.5, 0.5)
        weights.best_status({})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            "the weights of detection cannot be read; run training/detector.py", subject=str(path)
        ) from error
    return weights


@cache
def shipped() -> Weights:
    """The weights that come with Vigie, read once."""
    return load()
