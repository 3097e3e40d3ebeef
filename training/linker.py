"""Fit the weights of linking and report what they do on texts they have not seen.

    python -m training.linker [--write] [FILE...]

FILEs are the project's labelled texts (`training/deals/*.jsonl`, all of them unless named). One example is a document
beside an announcement as it stood before that document came, gathered from the documents of the same deal before it;
the answer is whether both are one deal. Documents come in order of publication and, for more examples, in shuffled
orders. Each file is a world of its own: its texts are compared with each other only, except that deals of other files
more than `APART` days away, which share a party, serve as deals that must be kept apart: the more a store holds, the
more of them a document meets. A logistic regression with bounds says how much each agreement and disagreement weighs:
an agreement never speaks against one deal, a disagreement never for it. scipy is needed here and nowhere else.
"""

import argparse
import json
import random
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from training.corpus import document, rows
from watch.config import Config, load_config
from watch.model import Announcement, Document, PartialDate, Reading, Side, Status
from watch_pipelines import nlp
from watch_pipelines.consolidate import consolidate
from watch_pipelines.detect import detect
from watch_pipelines.extract import extract
from watch_pipelines.language import MODEL_PATH
from watch_pipelines.link import WEIGHTS_PATH, party_keys, shipped
from watch_pipelines.link_signals import FEATURES, signals
from watch_pipelines.normalise import normalise
from watch_pipelines.party_names import same_party

PENALTY: Final = 3.0
"""Strength of the L2 penalty on the distance from `BELIEVED`; found by cross-validation, flat from 1 to 6."""
FOLDS: Final = 5
ORDERS: Final = 3
"""Orders in which the documents of a file are read: that of publication, and shuffled ones."""
CLOSE: Final = 40
"""Days within which deals of other files are moved."""
MOVED: Final = 0.1
"""What a moved deal weighs beside an example as it is; there are ten times as many as of one deal."""
APART: Final = 60
"""Days beyond which deals of two files are taken for different deals."""
AGREEMENTS: Final = ("same_p", "named_", "same_signature", "same_amount", "near_amount", "same_duration")
DISAGREEMENTS: Final = (
    "other_",
    "more_parties",
    "fewer_parties",
    "end_or_not",
    "renewal_or_not",
    "days.365",
    "days.900",
)
POSITIVE: Final = (*AGREEMENTS, "same_instrument", "same_project", "same_sector", "title_words")
"""Beginnings of the names of features that only speak for one deal, and of those that only speak against it."""
BELIEVED: Final[Mapping[str, float]] = {
    "prior": -0.4,
    "days.0": 1.0,
    "days.3": 1.0,
    "days.10": 0.8,
    "days.30": -0.1,
    "days.100": -2.0,
    "days.365": -3.0,
    "days.900": -4.5,
    "same_public.known": 1.0,
    "same_public.rare": 1.0,
    "same_public.wide": 0.4,
    "same_private.known": 1.0,
    "same_private.rare": 1.6,
    "same_private.wide": 1.0,
    "named_public": 0.4,
    "named_private": 0.4,
    "near_public": -0.3,
    "near_private": -0.3,
    "unknown_public": -0.5,
    "unknown_private": -0.5,
    "other_public": -2.2,
    "other_public.foreign": -1.2,
    "other_private": -3.0,
    "other_private.foreign": -3.0,
    "more_parties.later": -0.8,
    "fewer_parties.later": -0.8,
    "common_names": -2.5,
    "same_signature.day": 1.5,
    "same_signature.month": 0.3,
    "other_signature": -1.0,
    "other_signature.near": -0.2,
    "same_amount": 1.5,
    "near_amount": 0.8,
    "other_amount": -0.8,
    "same_duration": 0.4,
    "other_duration": -0.4,
    "same_instrument": 0.3,
    "other_instrument": -0.3,
    "same_sector": 0.2,
    "other_sector": -0.3,
    "title_words": 1.0,
    "same_project": 1.0,
    "other_project": -0.5,
    "end_or_not": -1.5,
    "renewal_or_not": -0.3,
}
"""Weights chosen by hand, towards which the penalty draws: they hold where the examples say little."""
PLACES: Final = 2
_NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """The announcements among the documents of one file, in order of publication, with the deal of each."""

    name: str
    members: tuple[tuple[Document, Reading], ...]
    deals: Mapping[str, str]
    """Document id to deal."""


@dataclass(frozen=True)
class Example:
    """A document beside an announcement."""

    features: Mapping[str, float]
    same: bool
    world: str
    weight: float = 1.0


def world(path: Path, reader: nlp.Reader, config: Config) -> World:
    """Read one file: what is an announcement, and of which deal, its labels say; the facts are the extraction's."""
    labelled = [row for row in rows(path) if row["gold"]["is_announcement"]]
    documents = [normalise(document(row)) for row in labelled]
    annotations = nlp.annotate(reader, [(each.full_text, each.language) for each in documents])
    members = []
    for row, each, annotation in zip(labelled, documents, annotations, strict=True):
        detection = replace(detect(each, annotation, config.register), is_announcement=True)
        status = Status(row["gold"]["status"])
        facts = extract(each, annotation, detection, config.register, config.lexicon)
        members.append((each, Reading(each.id, replace(detection, status=status), facts, None, None)))
    members.sort(key=lambda member: (str(member[0].published_on), member[0].id))
    return World(path.stem, tuple(members), {row["id"]: row["gold"]["event_id"] for row in labelled})


def examples(worlds: Sequence[World], seed: int = 7) -> list[Example]:
    """Every document beside every announcement that shares a key with it, in each of `ORDERS` orders."""
    drawn = random.Random(seed)
    found: list[Example] = []
    for one in worlds:
        for turn in range(ORDERS):
            order = list(one.members)
            if turn:
                drawn.shuffle(order)
            found.extend(_within(one, order))
    found.extend(_between(worlds, seed))
    return found


def _within(one: World, order: Iterable[tuple[Document, Reading]]) -> Iterator[Example]:
    """The examples of one file, its documents coming in *order*."""
    gathered: dict[str, list[tuple[Document, Reading]]] = defaultdict(list)
    standing: dict[str, Announcement] = {}
    for member in order:
        deal = one.deals[member[0].id]
        for other, announcement in standing.items():
            if _meet(member, announcement):
                yield Example(_features(*member, announcement), other == deal, one.name)
        gathered[deal].append(member)
        standing[deal] = consolidate(standing.get(deal), gathered[deal], deal, _NOW)


def _between(worlds: Sequence[World], seed: int) -> Iterator[Example]:
    """Documents of one file beside the announcements of the others: deals that share a party and nothing else."""
    whole = {one.name: _announcements(one) for one in worlds}
    drawn = random.Random(seed)
    for one in worlds:
        elsewhere = [each for name, each_of in whole.items() if name != one.name for each in each_of]
        for member in one.members:
            for announcement in elsewhere:
                if _far(member[0], announcement) and _meet(member, announcement):
                    yield Example(_features(*member, announcement), same=False, world=one.name)
                    if not _both_sides(member[1], announcement):
                        moved = _moved(member[0], announcement, drawn.randrange(CLOSE))
                        yield Example(_features(*member, moved), same=False, world=one.name, weight=MOVED)


def _both_sides(reading: Reading, announcement: Announcement) -> bool:
    """Return whether they share a party on each side: then only time may tell the deals apart."""
    assert reading.extraction is not None
    return all(
        any(
            same_party(one, other)
            for one in reading.extraction.parties
            for other in announcement.parties
            if one.side is side and other.side is side
        )
        for side in Side
    )


def _moved(each: Document, announcement: Announcement, days: int) -> Announcement:
    """The announcement as if made *days* before the document appeared: great names sign several deals in one week."""
    assert each.published_on is not None
    day = PartialDate.of(each.published_on - timedelta(days=days))
    return replace(announcement, announced_on=day, signed_on=None)


def _announcements(one: World) -> list[Announcement]:
    gathered: dict[str, list[tuple[Document, Reading]]] = defaultdict(list)
    for member in one.members:
        gathered[one.deals[member[0].id]].append(member)
    return [consolidate(None, members, deal, _NOW) for deal, members in gathered.items()]


def _far(each: Document, announcement: Announcement) -> bool:
    if each.published_on is None or announcement.announced_on is None:
        return False
    return abs((each.published_on - announcement.announced_on.first_day).days) > APART


def _meet(member: tuple[Document, Reading], announcement: Announcement) -> bool:
    return not set(party_keys(member[1])).isdisjoint(party_keys(announcement))


def _features(each: Document, reading: Reading, announcement: Announcement) -> dict[str, float]:
    assert reading.extraction is not None
    found: dict[str, float] = {}
    for signal in signals(each, reading.detection.status, reading.extraction, announcement):
        for name, value in signal.features:
            found[name] = found.get(name, 0.0) + value
    return found


def fit(learned: Sequence[Example], penalty: float = PENALTY) -> dict[str, float]:
    """The weight of every feature, the odds of one deal being e to their sum."""
    names = sorted(FEATURES)
    column = {name: at for at, name in enumerate(names)}
    counts = np.array([example.weight for example in learned])
    values = np.zeros((len(learned), len(names)))
    for row, example in enumerate(learned):
        for name, value in example.features.items():
            values[row, column[name]] = value
    signs = np.array([1.0 if example.same else -1.0 for example in learned])
    believed = np.array([BELIEVED.get(name, 0.0) for name in names])

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        margins = signs * (values @ weights)
        pull = -counts * signs / (1.0 + np.exp(np.clip(margins, -500, 500)))
        away = weights - believed
        total = (counts * np.logaddexp(0.0, -margins)).sum() + 0.5 * penalty * (away**2).sum()
        return float(total), values.T @ pull + penalty * away

    found = minimize(loss, believed, jac=True, method="L-BFGS-B", bounds=[_bounds(name) for name in names])
    return {name: round(float(weight), PLACES) for name, weight in zip(names, found.x, strict=True)}


def _bounds(name: str) -> tuple[float | None, float | None]:
    if name.startswith(DISAGREEMENTS):
        return (None, 0.0)
    return (0.0, None) if name.startswith(POSITIVE) else (None, None)


def bcubed(worlds: Sequence[World], weights: Mapping[str, float]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 of the documents of *worlds*, each linked on its own with *weights*."""
    precision, recall, count = 0.0, 0.0, 0
    for one in worlds:
        linked = _linked(one, weights)
        for document_id, deal in one.deals.items():
            mine = {other for other, found in linked.items() if found == linked[document_id]}
            true = {other for other, each in one.deals.items() if each == deal}
            precision += len(mine & true) / len(mine)
            recall += len(mine & true) / len(true)
            count += 1
    precision, recall = precision / count, recall / count
    return precision, recall, 2 * precision * recall / (precision + recall)


def _linked(one: World, weights: Mapping[str, float]) -> dict[str, str]:
    """Document id to the id of the document that opened its announcement, each linked to the best that stands."""
    gathered: dict[str, list[tuple[Document, Reading]]] = defaultdict(list)
    standing: dict[str, Announcement] = {}
    found: dict[str, str] = {}
    for member in one.members:
        candidates = [each for each in standing.values() if _meet(member, each)]
        score, best = max(((_score(member, each, weights), each.id) for each in candidates), default=(0.0, ""))
        joined = best if score > 0 else member[0].id
        gathered[joined].append(member)
        standing[joined] = consolidate(standing.get(joined), gathered[joined], joined, _NOW)
        found[member[0].id] = joined
    return found


def _score(member: tuple[Document, Reading], announcement: Announcement, weights: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in _features(*member, announcement).items())


def main() -> None:
    """Fit on all files; print how well each file is told by weights of the others."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS_PATH.name}")
    asked = parser.parse_args()
    config = load_config()
    files = asked.files or sorted((Path(__file__).parent / "deals").glob("*.jsonl"))
    reader = nlp.build(config.register, config.lexicon, MODEL_PATH)
    worlds = [world(path, reader, config) for path in files]
    learned = examples(worlds)
    print(f"{len(learned)} examples, {sum(each.same for each in learned)} of one deal")
    for name, weights in (("by hand", BELIEVED), ("shipped", shipped())):
        print(f"{name:20}", *(f"{figure:.4f}" for figure in bcubed(worlds, weights)))
    for at in range(FOLDS if len(worlds) >= FOLDS else 0):
        held = worlds[at::FOLDS]
        names = {one.name for one in held}
        weights = fit([each for each in learned if each.world not in names])
        print(f"{'+'.join(sorted(names)):20}", *(f"{figure:.4f}" for figure in bcubed(held, weights)))
    if asked.write:
        weights = fit(learned)
        version = f"{zlib.crc32(json.dumps(weights).encode()):08x}"
        text = json.dumps({"version": version, "weights": weights}, indent=0)
        WEIGHTS_PATH.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
