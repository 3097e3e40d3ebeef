"""Train the weights of detection and report what they do on documents they have not seen.

    python training/detector.py CORPUS.jsonl [--examples FILE...] [--folds 10] [--write]

CORPUS holds documents with a `gold` object (`is_announcement`, `status`, `event_id`, `about_event`); it is not part of
the project. The examples are (`detection_examples.jsonl` and `deals/`): texts of every voice and every near miss,
written for the project. Folds never split a deal: documents of one `event_id`, and near misses about it, stay
together. scikit-learn is needed here and nowhere else.
"""

import argparse
import json
import random
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from watch.config import load_config
from watch.model import Document, PublisherKind, Status
from watch_pipelines import nlp
from watch_pipelines.detect import decided, shape
from watch_pipelines.detect_weights import WEIGHTS_PATH, scaled
from watch_pipelines.language import MODEL_PATH

PENALTY: Final = 1.0
STATUS_PENALTY: Final = 0.3
"""Inverse strengths of the L2 penalty; found by cross-validation, flat around it."""
RARE_STRUCTURE: Final = 2
RARE_WORD: Final = 8
"""Features seen in fewer documents are left out."""
NEGLIGIBLE: Final = 0.02
"""Weights below are not shipped."""
TOLERANCE: Final = 0.012
"""F1 given up for fewer false alarms: of the thresholds this near the best, the highest is shipped."""
WORDS: Final = ("t ", "p ", "w ")
STATUS_REGIONS: Final = ("told", "core", "deal", "pair", "title", "all:deal", "all:against", "bias", "kind")
"""Beginnings of the features that the status is learned from: how the deal is told, not what else the text says."""


@dataclass(frozen=True)
class Sample:
    """One labelled document as features."""

    features: Mapping[str, float]
    announced: bool
    status: Status | None
    group: str
    why_not: str | None
    own: bool
    """An invented example: trained on, never tested on."""


def read(path: Path, reader: nlp.Reader, *, own: bool) -> list[Sample]:
    """The samples of one file of labelled documents."""
    register = load_config().register
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    documents = [document(row) for row in rows]
    annotations = nlp.annotate(reader, [(each.full_text, each.language) for each in documents])
    samples = []
    for row, each, annotation in zip(rows, documents, annotations, strict=True):
        gold = row["gold"]
        group = gold.get("event_id") or gold.get("about_event") or row["id"]
        status = Status(gold["status"]) if gold.get("status") else None
        found = shape(each, annotation, register)
        samples.append(Sample(found, bool(gold["is_announcement"]), status, group, row.get("why_not"), own))
    return samples


def document(row: Mapping[str, Any]) -> Document:
    """The document of one line."""
    return Document(
        id=row["id"],
        source_id="training",
        url=row["url"],
        canonical_url=row["url"],
        publisher=row["publisher"],
        publisher_kind=PublisherKind(row["publisher_kind"]),
        language=row["language"],
        title=row["title"],
        text=row["text"],
        published_on=date.fromisoformat(row["published_at"][:10]),
        published_at=None,
        captured_at=datetime(2026, 1, 1, tzinfo=UTC),
        baseline=False,
    )


class Model:
    """A logistic regression over named features, as it will be shipped: scaled, pruned, in plain numbers."""

    def __init__(
        self, samples: Sequence[Sample], labels: Sequence[bool], wanted: Callable[[str], bool], c: float
    ) -> None:
        seen = Counter(name for sample in samples for name in sample.features if wanted(name))
        self._kept = {
            name for name, count in seen.items() if count >= (RARE_WORD if name.startswith(WORDS) else RARE_STRUCTURE)
        }
        self._vectors = DictVectorizer()
        matrix = self._vectors.fit_transform([self._scaled(sample) for sample in samples])
        matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)  # liblinear's
        self._fitted = LogisticRegression(C=c, solver="liblinear", max_iter=300).fit(matrix, labels)

    def _scaled(self, sample: Sample) -> dict[str, float]:
        return {name: scaled(name, value) for name, value in sample.features.items() if name in self._kept}

    def probabilities(self, samples: Sequence[Sample]) -> Any:
        """Class probabilities, one row per sample."""
        return self._fitted.predict_proba(self._vectors.transform([self._scaled(sample) for sample in samples]))

    def weights(self) -> dict[str, float]:
        """Weights by feature name, negligible ones left out."""
        names = self._vectors.get_feature_names_out()
        weights = {str(name): float(weight) for name, weight in zip(names, self._fitted.coef_[0], strict=True)}
        weights["bias"] = weights.get("bias", 0.0) + float(self._fitted.intercept_[0])
        return {name: round(each, 3) for name, each in sorted(weights.items()) if abs(each) >= NEGLIGIBLE}


def announcements(samples: Sequence[Sample]) -> Model:
    """The model that decides; it learns from documents that lack something as well, though they are then cut short."""
    return Model(samples, [sample.announced for sample in samples], lambda name: not _tells_stage(name), PENALTY)


def statuses(samples: Sequence[Sample]) -> dict[Status, Model]:
    """One model for each status, against all others; the status of the strongest is the answer."""
    told = [sample for sample in samples if sample.status]
    found = {sample.status for sample in told if sample.status}

    def wanted(name: str) -> bool:
        return _tells_stage(name) or name.startswith(STATUS_REGIONS)

    return {
        each: Model(told, [sample.status is each for sample in told], wanted, STATUS_PENALTY)
        for each in Status
        if each in found
    }


def _tells_stage(name: str) -> bool:
    """Whether a feature tells how far a deal has got; that says little on whether there is one."""
    return " stage=" in name or name.endswith(" only chosen")


def folds(samples: Sequence[Sample], count: int, seed: int) -> list[int]:
    """The fold of each sample; whole groups, shuffled by *seed*."""
    groups = sorted({sample.group for sample in samples})
    random.Random(seed).shuffle(groups)
    place = {group: number % count for number, group in enumerate(groups)}
    return [place[sample.group] for sample in samples]


def out_of_fold(corpus: Sequence[Sample], own: Sequence[Sample], count: int, seed: int) -> tuple[Any, list[Status]]:
    """Probability and status of each sample of *corpus*, by models that have not seen its deal."""
    fold = folds(corpus, count, seed)
    probability = np.zeros(len(corpus))
    status = [Status.ANNOUNCED] * len(corpus)
    for number in range(count):
        train = [*own, *(sample for sample, at in zip(corpus, fold, strict=True) if at != number)]
        test = [index for index, at in enumerate(fold) if at == number]
        model = announcements(train)
        held = [corpus[index] for index in test]
        raw = model.probabilities(held)[:, 1]
        probability[test] = [decided(float(p), sample.features) for p, sample in zip(raw, held, strict=True)]
        by_status = {each: scorer.probabilities(held)[:, 1] for each, scorer in statuses(train).items()}
        for place, index in enumerate(test):
            status[index] = max(by_status, key=lambda each: by_status[each][place])
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


def report(corpus: Sequence[Sample], own: Sequence[Sample], count: int) -> float:
    """Print out-of-fold figures over three shufflings; return the threshold with the best mean F1."""
    runs = [out_of_fold(corpus, own, count, seed) for seed in range(3)]
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
    own_texts = [here / "detection_examples.jsonl", *sorted((here / "deals").glob("*.jsonl"))]
    arguments.add_argument("--examples", type=Path, nargs="*", default=own_texts)
    arguments.add_argument("--folds", type=int, default=10)
    arguments.add_argument("--write", action="store_true")
    chosen = arguments.parse_args()
    config = load_config()
    reader = nlp.build(config.register, config.lexicon, MODEL_PATH)
    corpus = read(chosen.corpus, reader, own=False)
    own = [sample for path in chosen.examples for sample in read(path, reader, own=True)]
    print(len(corpus), "documents,", len(own), "examples")
    threshold = report(corpus, own, chosen.folds)
    if chosen.write:
        everything = [*corpus, *own]
        by_status = {str(each): scorer.weights() for each, scorer in statuses(everything).items()}
        shipped = {
            "threshold": threshold,
            "announcement": announcements(everything).weights(),
            "status": by_status,
        }
        version = f"{zlib.crc32(json.dumps(shipped, sort_keys=True).encode()):08x}"
        WEIGHTS_PATH.parent.mkdir(exist_ok=True)
        text = json.dumps({"version": version, **shipped}, ensure_ascii=False, indent=0, sort_keys=True)
        WEIGHTS_PATH.write_text(text + "\n", encoding="utf-8")
        print("wrote", WEIGHTS_PATH, WEIGHTS_PATH.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
