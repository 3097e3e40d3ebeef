"""Which announcement does a document belong to? Agreements and disagreements, weighed and explained.

Same parties are not the same deal: a renewal, a second contract or a later extension shares them all. Parties open the
question; date, money, instrument and named system decide it. The weights are learned (`training/linker.py`).
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from watch.errors import ModelError
from watch.model import Announcement, Document, Extraction, Link, LinkReason, Reading
from watch_pipelines.link_signals import FEATURES, signals
from watch_pipelines.party_names import lookup_keys

WEIGHTS_PATH: Final = Path(__file__).parent / "weights" / "linker.json"
_THRESHOLD = 0.0
"""Sum of weights above which a document joins an announcement."""
_MUST = 100.0
"""Weight of being a copy: more than everything else together."""


def party_keys(found: Reading | Announcement) -> tuple[str, ...]:
    """The keys under which the store looks candidates up.

    "id:…" for register actors, "name:…" for written names and acronyms, "word:…" for what is telling in a name.
    """
    facts = found if isinstance(found, Announcement) else found.extraction
    parties = facts.parties if facts is not None else ()
    return tuple(dict.fromkeys(key for party in parties for key in lookup_keys(party)))


def link(document: Document, reading: Reading, candidates: Sequence[Announcement], *, must: str | None = None) -> Link:
    """The announcement that *document* reports, or None when it opens one of its own.

    *candidates* share a party key with the document within a wide window; *must* is the announcement of a document of
    which this one is a near-verbatim copy. The reasons explain the choice, or the best candidate that was refused.
    """
    if must is not None:
        return Link(must, _MUST, (LinkReason("near_duplicate", _MUST, "a copy of one of its documents"),))
    if reading.extraction is None or not candidates:
        return Link(None, 0.0, (LinkReason("no_candidate", 0.0, "no announcement shares a party"),))
    weighed = [(weigh(document, reading, reading.extraction, one), one) for one in candidates]
    reasons, best = max(weighed, key=lambda pair: (sum(r.weight for r in pair[0]), pair[1].id))
    score = sum(reason.weight for reason in reasons)
    return Link(best.id if score > _THRESHOLD else None, round(score, 3), reasons)


def weigh(
    document: Document, reading: Reading, facts: Extraction, announcement: Announcement
) -> tuple[LinkReason, ...]:
    """Every agreement and disagreement between a document and an announcement; their weights add up to log-odds."""
    weights = shipped()
    return tuple(
        LinkReason(signal.rule, round(sum(weights[name] * value for name, value in signal.features), 3), signal.detail)
        for signal in signals(document, reading.detection.status, facts, announcement)
    )


def load(path: Path = WEIGHTS_PATH) -> Mapping[str, float]:
    """Read the weights of linking from *path*; ModelError when the file is missing, or lacks or adds a feature."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        weights = {str(name): float(weight) for name, weight in read["weights"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError("the weights of linking cannot be read; run training/linker.py", subject=str(path)) from error
    if odd := sorted(set(weights) ^ FEATURES):
        raise ModelError(f"features {odd} are unknown or have no weight; run training/linker.py", subject=str(path))
    return weights


@cache
def shipped() -> Mapping[str, float]:
    """The weights that come with Vigie, read once."""
    return load()
