"""Fit the linear scorers of ``watch_pipelines/facts``: ``python -m training.facts [--corpus FILE...] [--scorers ...]``.

Learns from ``training/deals`` and from each FILE. A line is one labelled document: the keys that `vigie analyse` reads,
and `gold` with `is_announcement`, `event_id`, `status`, `actors` (name, side, role), `instrument`, `sector` and
`use_cases_stated`. Prints the accuracy of each scorer in ten-fold cross-validation grouped by event, so that no deal is
judged by its own documents, then fits on everything and writes the weights of the scorers named, of all by default.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from training.blocks import BlockTable, as_text
from training.corpus import document, rows
from watch.config import Config, load_config
from watch.model import Annotation, Register, Status
from watch_pipelines import nlp
from watch_pipelines.block_scorer import BlockScorer, block
from watch_pipelines.detect import detect
from watch_pipelines.facts import candidates as gathering
from watch_pipelines.facts.amounts import PRICE, weighed_sums
from watch_pipelines.facts.candidates import gather
from watch_pipelines.facts.hosting import read_hosting
from watch_pipelines.facts.instrument import NONE, instrument_words
from watch_pipelines.facts.linear import LinearScorer, scorer
from watch_pipelines.facts.organisations import Candidate
from watch_pipelines.facts.page import Page, open_page
from watch_pipelines.facts.party_features import crossed, party_features
from watch_pipelines.facts.role_features import role_features
from watch_pipelines.facts.sector import sector_features
from watch_pipelines.facts.sides import side_features
from watch_pipelines.facts.standing import standings
from watch_pipelines.facts.surroundings import BESIDE
from watch_pipelines.facts.use_cases import STATED, use_case_features
from watch_pipelines.language import MODEL_PATH
from watch_pipelines.typography import fold, typographic

WEIGHTS: Final = Path(gathering.__file__).parent / "weights"
DEALS: Final = Path(__file__).parent / "deals"
"""The project's own labelled documents."""
FOLDS: Final = 10
INNER: Final = 5
"""Folds in which organisations are weighed alone, for their standing among the others to be learned from."""
PARTY: Final = "party"
NEARLY: Final = 0.01
"""Share by which a sum may differ from the labelled one, which may be rounded."""
ENOUGH_EVENTS: Final = 7
"""Deals in which a single word must be met to become a feature."""
STRENGTH: Final = {
    "side": 1.0,
    "party": 0.5,
    "standing": 1.0,
    "role": 0.1,
    "instrument": 1.0,
    "sector": 0.2,
    "use_cases": 0.5,
    "amount": 0.3,
}
"""Inverse of the regularisation of each scorer, chosen in cross-validation."""


@dataclass(frozen=True, slots=True)
class Example:
    """One thing to judge: its features, the right answer, and the event it must not be split from."""

    features: Mapping[str, float]
    label: str
    event: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """One document as the readers of facts see it, with its labels."""

    page: Page
    annotation: Annotation
    gold: Mapping[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Train from the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="*", default=[], help="labelled documents besides training/deals")
    parser.add_argument("--scorers", nargs="*", choices=tuple(_EXAMPLES), default=tuple(_EXAMPLES))
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    config = load_config()
    corpus = tuple(
        labelled for path in (*sorted(DEALS.glob("*.jsonl")), *options.corpus) for labelled in _read(path, config)
    )
    for name in (each for each in _EXAMPLES if each in options.scorers):
        examples = tuple(_EXAMPLES[name](corpus, config.register))
        _report(name, examples)
        _write(options.out / f"{name}.json", _learned(name, examples))
        scorer.cache_clear()
    return 0


def _read(path: Path, config: Config) -> Iterator[Labelled]:
    """The announcements of *path*, annotated."""
    reader = nlp.build(config.register, config.lexicon, MODEL_PATH)
    announced = [row for row in rows(path) if row["gold"]["is_announcement"]]
    documents = [document(row) for row in announced]
    texts = [(each.full_text, each.language) for each in documents]
    for row, each, annotation in zip(announced, documents, nlp.annotate(reader, texts), strict=True):
        labels = row["gold"]
        status = Status(labels["status"]) if labels["status"] else None
        seen = replace(detect(each, annotation, config.register), is_announcement=True, status=status)
        yield Labelled(open_page(each, annotation, seen), annotation, labels)


def _sides(corpus: Sequence[Labelled], register: Register) -> Iterator[Example]:
    for each in corpus:
        found = gather(each.page, each.annotation, register)
        for index, label in match(found, each.gold["actors"], register).items():
            if not found[index].side_known:
                yield Example(side_features(each.page, found[index]), label["side"], each.gold["event_id"])


def _parties(corpus: Sequence[Labelled], register: Register) -> Iterator[Example]:
    for each in corpus:
        found = gather(each.page, each.annotation, register)
        labels = match(found, each.gold["actors"], register)
        for index, candidate in enumerate(found):
            features = party_features(each.page, candidate, found, register)
            yield Example(crossed(features), PARTY if index in labels else NONE, each.gold["event_id"])


def _standings(corpus: Sequence[Labelled], register: Register) -> Iterator[Example]:
    """Each organisation among the others, weighed alone by scorers that have not seen its deal."""
    found = [gather(each.page, each.annotation, register) for each in corpus]
    weighed = [
        [party_features(each.page, candidate, mine, register) for candidate in mine]
        for each, mine in zip(corpus, found, strict=True)
    ]
    labels = [match(mine, each.gold["actors"], register) for mine, each in zip(found, corpus, strict=True)]
    events = [each.gold["event_id"] for each in corpus]
    for learn, test in GroupKFold(INNER).split(np.zeros(len(corpus)), groups=events):
        examples = [
            Example(crossed(features), PARTY if index in labels[each] else NONE, events[each])
            for each in learn
            for index, features in enumerate(weighed[each])
        ]
        weigh = fit(examples, STRENGTH["party"]).probabilities
        for each in test:
            page, features = corpus[each].page, weighed[each]
            hosting = read_hosting(page, corpus[each].annotation, register)
            alone = [weigh(crossed(one))[PARTY] for one in features]
            for index, standing in enumerate(standings(page, found[each], features, alone, hosting)):
                yield Example(standing, PARTY if index in labels[each] else NONE, events[each])


def _roles(corpus: Sequence[Labelled], register: Register) -> Iterator[Example]:
    for each in corpus:
        found = gather(each.page, each.annotation, register)
        labels = match(found, each.gold["actors"], register)
        parties = [found[index] for index in sorted(labels)]
        for index, label in labels.items():
            features = party_features(each.page, found[index], found, register)
            status = Status(each.gold["status"]) if each.gold["status"] else None
            features = role_features(each.page, features, found[index], parties, status)
            yield Example(features, label["role"], each.gold["event_id"])


def _instruments(corpus: Sequence[Labelled], _: Register) -> Iterator[Example]:
    for each in corpus:
        status = Status(each.gold["status"]) if each.gold["status"] else None
        yield Example(instrument_words(each.page, status), each.gold["instrument"] or NONE, each.gold["event_id"])


def _use_cases(corpus: Sequence[Labelled], _: Register) -> Iterator[Example]:
    for each in corpus:
        label = STATED if each.gold["use_cases_stated"] else NONE
        yield Example(use_case_features(each.page), label, each.gold["event_id"])


def _sectors(corpus: Sequence[Labelled], _: Register) -> Iterator[Example]:
    for each in corpus:
        bodies = [actor["name"] for actor in each.gold["actors"] if actor["side"] == "public"]
        for name, features in sector_features(each.page, bodies).items():
            yield Example(features, "chosen" if name == each.gold["sector"] else NONE, each.gold["event_id"])


def _amounts(corpus: Sequence[Labelled], _: Register) -> Iterator[Example]:
    """The sums in euros: others are not labelled."""
    for each in corpus:
        told = each.gold["amount_eur"]
        for money, features in weighed_sums(each.page):
            if money.currency == "EUR":
                right = told is not None and abs(money.value - told) <= NEARLY * told
                yield Example(features, PRICE if right else NONE, each.gold["event_id"])


_EXAMPLES: Final = {
    "side": _sides,
    "instrument": _instruments,
    "use_cases": _use_cases,
    "sector": _sectors,
    "amount": _amounts,
    "party": _parties,
    "standing": _standings,
    "role": _roles,
}
"""In the order of fitting: the side of an unknown name is a feature of the others."""
_BLOCKED: Final = frozenset({"instrument", "amount"})
"""Scorers that weigh their features in blocks."""
_BINARY: Final = {
    "side": "public",
    "party": PARTY,
    "standing": PARTY,
    "use_cases": STATED,
    "sector": "chosen",
    "amount": PRICE,
}


def match(
    found: Sequence[Candidate], actors: Sequence[Mapping[str, str]], register: Register
) -> dict[int, Mapping[str, str]]:
    """Which candidate is which labelled actor: equal names first, then one register entry, then one in the other."""
    matched: dict[int, Mapping[str, str]] = {}
    for likeness in (3, 2, 1):
        for actor in actors:
            if any(actor is other for other in matched.values()):
                continue
            for index, candidate in enumerate(found):
                if index not in matched and _likeness(actor["name"], candidate, register) >= likeness:
                    matched[index] = actor
                    break
    return matched


def _plain(name: str) -> str:
    words = fold(typographic(name)).replace("'", " ").replace("-", " ").split()
    while words and words[0] in {"l", "d", "de", "la", "le", "les", "du", "des", "the", "of"}:
        words = words[1:]
    return " ".join("".join(letter for letter in word if letter.isalnum()) for word in words).strip()


def _likeness(name: str, candidate: Candidate, register: Register) -> int:
    wanted, got = _plain(name), _plain(candidate.best.text)
    if wanted == got:
        return 3
    if candidate.actor_id is not None:
        actor = register.actors[candidate.actor_id]
        if wanted in {_plain(each) for each in (actor.name, *actor.aliases)}:
            return 2
    short, long = sorted((wanted, got), key=len)
    return int(len(short) >= 4 and f" {short} " in f" {long} " and 2 * len(short) >= len(long))


def fit(examples: Sequence[Example], strength: float) -> LinearScorer:
    """Logistic regression over named features; one row of weights when there are two labels."""
    vectorizer = DictVectorizer()
    rare = _rare_words(examples)
    matrix = vectorizer.fit_transform(
        [{name: value for name, value in example.features.items() if name not in rare} for example in examples]
    )
    model = LogisticRegression(C=strength, max_iter=5000).fit(matrix, [example.label for example in examples])
    names = list(vectorizer.get_feature_names_out())
    rows = _rows(model)
    return LinearScorer(
        bias={label: round(float(bias), 4) for label, (_, bias) in rows.items()},
        weights={
            label: {
                name: round(float(weight), 4) for name, weight in zip(names, row, strict=True) if abs(weight) > 5e-5
            }
            for label, (row, _) in rows.items()
        },
    )


def fit_blocks(examples: Sequence[Example], strength: float) -> BlockScorer:
    """Logistic regression over features that are weighed in blocks."""
    rare = _rare_words(examples)
    rows = [{name: value for name, value in each.features.items() if name not in rare} for each in examples]
    table = BlockTable(rows, lambda _: 1)
    model = LogisticRegression(C=strength, max_iter=5000).fit(table.matrix, [example.label for example in examples])
    return table.scorer(_rows(model))


def _rows(model: LogisticRegression) -> dict[str, tuple[Any, float]]:
    """Weights and bias of each label of *model*; of two labels only those of the one that is asked for."""
    labels = [str(label) for label in model.classes_]
    if len(labels) > 2:
        return dict(zip(labels, zip(model.coef_, model.intercept_, strict=True), strict=True))
    wanted = next(label for label in labels if label in _BINARY.values())
    sign = 1 if labels[1] == wanted else -1
    return {wanted: (sign * model.coef_[0], sign * model.intercept_[0])}


def _learned(name: str, examples: Sequence[Example]) -> LinearScorer | BlockScorer:
    return (fit_blocks if name in _BLOCKED else fit)(examples, STRENGTH[name])


def _rare_words(examples: Sequence[Example]) -> frozenset[str]:
    """Word features that too few deals show to learn from."""
    events: dict[str, set[str]] = {}
    for example in examples:
        for name in example.features:
            if name.startswith(BESIDE) or block(name):
                events.setdefault(name, set()).add(example.event)
    return frozenset(name for name, where in events.items() if len(where) < ENOUGH_EVENTS)


def _report(name: str, examples: Sequence[Example]) -> None:
    """Print the cross-validated accuracy of scorer *name*; of a ranking scorer, how often the right one came first."""
    events = [example.event for example in examples]
    right = 0
    for learn, test in GroupKFold(FOLDS).split(np.zeros(len(examples)), groups=events):
        learned = _learned(name, [examples[index] for index in learn])
        for index in test:
            right += _answer(learned, examples[index].features) == examples[index].label
    share = max(sum(example.label == label for example in examples) for label in {e.label for e in examples})
    print(
        f"{name}: {right / len(examples):.3f} right of {len(examples)} (commonest answer: {share / len(examples):.3f})"
    )


def _answer(learned: LinearScorer | BlockScorer, features: Mapping[str, float]) -> str:
    if isinstance(learned, BlockScorer):
        label, odds = learned.best(features)
        return label if len(learned.labels) > 1 or odds >= 0 else NONE
    label, probability = learned.best(features)
    if len(learned.bias) > 1 or probability >= 0.5:
        return label
    return "private" if label == "public" else NONE


def _write(path: Path, learned: LinearScorer | BlockScorer) -> None:
    if isinstance(learned, BlockScorer):
        path.write_text(as_text(learned.content()), encoding="utf-8")
        return
    content = {
        "bias": learned.bias,
        "weights": {label: dict(sorted(row.items())) for label, row in learned.weights.items()},
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
