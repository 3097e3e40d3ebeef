"""Train the weights of detection and report what they do on documents they have not seen.

    python -m training.detector CORPUS.jsonl [--examples FILE...] [--folds 5] [--write]

CORPUS holds documents with a `gold` object (`is_announcement`, `status`, `event_id`, `about_event`, `actors`) and
`why_not`; it is not part of the project. Scorers of the text (against all else, against each kind of near miss) and of
each organisation in it as a party are joined by one more that learns from what they say of documents they have not
seen. The examples (`detection_examples.jsonl` and `deals/`) are
texts of every voice and every near miss, written for the project. Folds never split a deal: documents of one
`event_id`, and near misses about it, stay together. scikit-learn is needed here and nowhere else.
"""

import argparse
import json
import random
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from training.blocks import BlockTable, Table, as_text
from training.corpus import document, rows
from training.facts import match
from watch.config import load_config
from watch.model import Side, Status, WhyNot
from watch_pipelines import nlp
from watch_pipelines.block_scorer import Scored, block
from watch_pipelines.detect import decided, shape
from watch_pipelines.detect_parties import PARTY
from watch_pipelines.detect_weights import (
    ANNOUNCEMENT,
    WEIGHTS_PATH,
    Opinion,
    probability,
    tells_stage,
    tells_status,
    together,
)
from watch_pipelines.language import MODEL_PATH

PENALTY: Final = 0.3
PARTY_PENALTY: Final = 0.1
TOGETHER_PENALTY: Final = 0.3
STATUS_PENALTY: Final = 0.3
"""Inverse strengths of the L2 penalties; found by cross-validation, flat around them."""
RARE_STRUCTURE: Final = 4
RARE_WORD: Final = 8
"""Features seen less often are left out."""
RARE_KIND: Final = 25
"""Kinds of near miss with fewer texts have no scorer of their own."""
NEGLIGIBLE: Final = 0.005
"""Weights of parties below are not shipped."""
INNER: Final = 5
"""Folds in which the first two scorers speak of documents they have not seen, for the third to learn from."""
OTHER_HANDS: Final = 3.0
"""What a document of CORPUS weighs beside an example of the project's own."""
FACTS_ONLY: Final = frozenset({"acts", "roles"})
"""Files of `deals/` that are mostly announcements: good for their facts, they would move the balance of detection."""
TOLERANCE: Final = 0.01
"""F1 given up for fewer false alarms: of the thresholds this near the best, the highest is shipped."""


@dataclass(frozen=True)
class Organisation:
    """One organisation of a document as features."""

    side: Side
    features: Mapping[str, float]
    party: bool | None
    """None where the document does not say who its parties are."""


@dataclass(frozen=True)
class Sample:
    """One labelled document as features."""

    features: Mapping[str, float]
    organisations: tuple[Organisation, ...]
    announced: bool
    status: Status | None
    group: str
    why_not: str | None
    own: bool
    """An invented example: trained on, never tested on."""


def read(path: Path, reader: nlp.Reader, *, own: bool) -> list[Sample]:
    """The samples of one file of labelled documents."""
    register = load_config().register
    labelled = rows(path)
    documents = [document(row) for row in labelled]
    annotations = nlp.annotate(reader, [(each.full_text, each.language) for each in documents])
    samples = []
    for row, each, annotation in zip(labelled, documents, annotations, strict=True):
        gold = row["gold"]
        announced = bool(gold["is_announcement"])
        found, named = shape(each, annotation, register)
        actors = gold.get("actors", ()) if announced else ()
        parties = match([candidate for candidate, _ in named], actors, register)
        known = not announced or "actors" in gold
        organisations = tuple(
            Organisation(candidate.side, features, index in parties if known else None)
            for index, (candidate, features) in enumerate(named)
        )
        group = gold.get("event_id") or gold.get("about_event") or row["id"]
        status = Status(gold["status"]) if gold.get("status") else None
        samples.append(Sample(found, organisations, announced, status, group, row.get("why_not"), own))
    return samples


def _rare(name: str) -> int:
    """How often a feature must be seen."""
    return RARE_WORD if block(name) else RARE_STRUCTURE


def _shipped(table: BlockTable, fitted: Mapping[str, LogisticRegression]) -> dict[str, Any]:
    """The scorers *fitted* on *table*, by label, in plain numbers."""
    return table.scorer({label: (each.coef_[0], each.intercept_[0]) for label, each in fitted.items()}).content()


Fitted = tuple[dict[str, LogisticRegression], LogisticRegression]
"""The scorers of texts by label, and that of organisations."""


class Detector:
    """The three scorers over one set of samples; rows are indices into it."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.samples = samples
        self._announced = np.array([sample.announced for sample in samples])
        self._worth = np.array([1.0 if sample.own else OTHER_HANDS for sample in samples])
        self._why = np.array([sample.why_not or "" for sample in samples])
        told = Counter(sample.why_not for sample in samples if not sample.announced)
        self._kinds = [kind for kind in WhyNot if told[kind] >= RARE_KIND]
        self._texts = BlockTable([_of_text(sample.features) for sample in samples], _rare)
        named = [(row, each) for row, sample in enumerate(samples) for each in sample.organisations]
        self._named = named
        self._row_of = np.array([row for row, _ in named])
        self._party = np.array([-1 if each.party is None else int(each.party) for _, each in named])
        self._organisations = Table([each.features for _, each in named], _rare)

    def first_two(self, rows: Iterable[int]) -> Fitted:
        """The scorers of texts and that of organisations, learned from *rows*."""
        chosen = np.array(sorted(rows))
        texts = {ANNOUNCEMENT: self._texts.fit(chosen, self._announced[chosen], PENALTY, self._worth[chosen])}
        for kind in self._kinds:
            apart = chosen[self._announced[chosen] | (self._why[chosen] == kind)]
            texts[kind.value] = self._texts.fit(apart, self._announced[apart], PENALTY, self._worth[apart], even=True)
        told = np.flatnonzero(np.isin(self._row_of, chosen) & (self._party >= 0))
        return texts, self._organisations.fit(told, self._party[told] == 1, PARTY_PENALTY)

    def parts(self, fitted: Fitted, rows: Sequence[int]) -> list[dict[str, float]]:
        """What the third scorer weighs of each of *rows*."""
        texts, party = fitted
        odds = {label: each.decision_function(self._texts.matrix[rows]) for label, each in texts.items()}
        wanted = np.flatnonzero(np.isin(self._row_of, rows))
        best: dict[tuple[int, Side], float] = {}
        if len(wanted):
            likely = party.predict_proba(self._organisations.matrix[wanted])[:, 1]
            for at, chance in zip(wanted, likely, strict=True):
                row, each = self._named[at]
                best[row, each.side] = max(best.get((row, each.side), 0.0), float(chance))
        opinions = [
            Opinion.of(Scored({label: float(each[at]) for label, each in odds.items()}, {})) for at in range(len(rows))
        ]
        return [
            together(opinion, best.get((row, Side.PUBLIC), 0.0), best.get((row, Side.PRIVATE), 0.0))
            for row, opinion in zip(rows, opinions, strict=True)
        ]

    def third(self, rows: Sequence[int], seed: int) -> dict[str, float]:
        """The weights that join the first two, learned from what they say of folds they have not seen."""
        fold = folds([self.samples[row] for row in rows], INNER, seed)
        parts: dict[int, dict[str, float]] = {}
        for number in range(INNER):
            held = [row for row, at in zip(rows, fold, strict=True) if at == number]
            two = self.first_two(row for row, at in zip(rows, fold, strict=True) if at != number)
            parts.update(zip(held, self.parts(two, held), strict=True))
        names = [name for name in parts[rows[0]] if name != "bias"]
        matrix = np.array([[parts[row][name] for name in names] for row in rows])
        fitted = LogisticRegression(C=TOGETHER_PENALTY, max_iter=3000)
        fitted.fit(matrix, self._announced[rows], sample_weight=self._worth[rows])
        weights = {name: round(float(each), 4) for name, each in zip(names, fitted.coef_[0], strict=True)}
        return {"bias": round(float(fitted.intercept_[0]), 4), **weights}

    def probabilities(self, learn: Sequence[int], test: Sequence[int], seed: int = 0) -> list[float]:
        """The probability of each of *test* by scorers that learned from *learn*."""
        joined, two = self.third(learn, seed), self.first_two(learn)
        return [
            decided(probability(sum(joined[name] * value for name, value in parts.items())), self.samples[row].features)
            for row, parts in zip(test, self.parts(two, test), strict=True)
        ]

    def shipped(self) -> dict[str, Any]:
        """The three scorers learned from everything, in plain numbers."""
        every = list(range(len(self.samples)))
        texts, party = self.first_two(every)
        weights = dict(zip(self._organisations.names, party.coef_[0].round(3).tolist(), strict=True))
        kept = {name: weight for name, weight in weights.items() if abs(weight) >= NEGLIGIBLE}
        return {
            "text": _shipped(self._texts, texts),
            "parties": {"bias": {PARTY: round(float(party.intercept_[0]), 3)}, "weights": {PARTY: kept}},
            "together": self.third(every, 0),
        }


def _of_text(features: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in features.items() if value and not tells_stage(name)}


class Statuses:
    """One scorer for each status, against all others; the status of the strongest is the answer."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.samples = samples
        self._table = BlockTable([_of_status(sample.features) for sample in samples], _rare)

    def fit(self, rows: Iterable[int]) -> dict[str, LogisticRegression]:
        """The scorers learned from those of *rows* that have a status."""
        told = [row for row in rows if self.samples[row].status]
        found = {self.samples[row].status for row in told}
        return {
            each.value: self._table.fit(told, [self.samples[row].status is each for row in told], STATUS_PENALTY)
            for each in Status
            if each in found
        }

    def answers(self, fitted: Mapping[str, LogisticRegression], rows: Sequence[int]) -> list[Status]:
        """The status of each of *rows*."""
        odds = {each: one.decision_function(self._table.matrix[rows]) for each, one in fitted.items()}
        return [Status(max(odds, key=lambda each: odds[each][place])) for place in range(len(rows))]

    def shipped(self) -> dict[str, Any]:
        """The scorers learned from everything, in plain numbers."""
        return _shipped(self._table, self.fit(range(len(self.samples))))


def _of_status(features: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in features.items() if value and tells_status(name)}


def folds(samples: Sequence[Sample], count: int, seed: int) -> list[int]:
    """The fold of each sample; whole groups, shuffled by *seed*."""
    groups = sorted({sample.group for sample in samples})
    random.Random(seed).shuffle(groups)
    place = {group: number % count for number, group in enumerate(groups)}
    return [place[sample.group] for sample in samples]


def out_of_fold(detector: Detector, statuses: Statuses, tested: int, count: int, seed: int) -> tuple[Any, list[Status]]:
    """Probability and status of each of the first *tested* samples, by scorers that have not seen its deal."""
    fold = folds(detector.samples[:tested], count, seed)
    own = range(tested, len(detector.samples))
    probability = np.zeros(tested)
    status = [Status.ANNOUNCED] * tested
    for number in range(count):
        learn = [*(row for row in range(tested) if fold[row] != number), *own]
        test = [row for row in range(tested) if fold[row] == number]
        probability[test] = detector.probabilities(learn, test, seed)
        for row, answer in zip(test, statuses.answers(statuses.fit(learn), test), strict=True):
            status[row] = answer
    return probability, status


def figures(corpus: Sequence[Sample], probability: Any, threshold: float) -> dict[str, float]:
    """Precision, recall, F1 and false-alarm rate at *threshold*."""
    said = [value >= threshold for value in probability]
    true = sum(one and sample.announced for one, sample in zip(said, corpus, strict=True))
    false = sum(said) - true
    positives = sum(sample.announced for sample in corpus)
    precision, recall = true / max(sum(said), 1), true / max(positives, 1)
    return {
        "precision": round(float(precision), 3),
        "recall": round(float(recall), 3),
        "f1": round(float(2 * precision * recall / max(precision + recall, 1e-9)), 3),
        "false_alarm_rate": round(float(false / max(len(corpus) - positives, 1)), 3),
    }


def report(detector: Detector, statuses: Statuses, tested: int, count: int) -> float:
    """Print out-of-fold figures over three shufflings; return the threshold with the best mean F1."""
    corpus = detector.samples[:tested]
    runs = [out_of_fold(detector, statuses, tested, count, seed) for seed in range(3)]
    grid = [step / 100 for step in range(30, 76)]
    mean = {at: np.mean([figures(corpus, run[0], at)["f1"] for run in runs]) for at in grid}
    best = max(mean.values())
    threshold = max(at for at in grid if mean[at] >= best - TOLERANCE)
    for at in sorted({0.5, 0.6, 0.7, threshold}):
        print(at, [figures(corpus, run[0], at) for run in runs])
    told = [index for index, sample in enumerate(corpus) if sample.status]
    right = [sum(run[1][index] is corpus[index].status for index in told) / max(len(told), 1) for run in runs]
    print("status accuracy", [round(each, 3) for each in right])
    alarms = Counter(
        sample.why_not
        for sample, value in zip(corpus, runs[0][0], strict=True)
        if not sample.announced and value >= threshold
    )
    print("false alarms by kind", dict(alarms), "of", dict(Counter(s.why_not for s in corpus if not s.announced)))
    return threshold


def main() -> None:
    """Read, report, and write the weights if asked."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    here = Path(__file__).parent
    deals = [path for path in sorted((here / "deals").glob("*.jsonl")) if path.stem not in FACTS_ONLY]
    own_texts = [here / "detection_examples.jsonl", *deals]
    arguments.add_argument("--examples", type=Path, nargs="*", default=own_texts)
    arguments.add_argument("--folds", type=int, default=5)
    arguments.add_argument("--write", action="store_true")
    chosen = arguments.parse_args()
    config = load_config()
    reader = nlp.build(config.register, config.lexicon, MODEL_PATH)
    corpus = read(chosen.corpus, reader, own=False)
    own = [sample for path in chosen.examples for sample in read(path, reader, own=True)]
    print(len(corpus), "documents,", len(own), "examples")
    detector, statuses = Detector([*corpus, *own]), Statuses([*corpus, *own])
    threshold = report(detector, statuses, len(corpus), chosen.folds)
    if chosen.write:
        write({"threshold": threshold, **detector.shipped(), "status": statuses.shipped()})


def write(shipped: Mapping[str, Any]) -> None:
    """Write *shipped* as the weights that come with Vigie; their version is the checksum of their content."""
    version = f"{zlib.crc32(json.dumps(shipped, sort_keys=True).encode()):08x}"
    WEIGHTS_PATH.parent.mkdir(exist_ok=True)
    WEIGHTS_PATH.write_text(as_text({"version": version, **shipped}), encoding="utf-8")
    print("wrote", WEIGHTS_PATH, WEIGHTS_PATH.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
