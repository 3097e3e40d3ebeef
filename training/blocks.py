"""Features as matrices for learning, and the scorers learned from them as the plain numbers that are shipped."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from watch_pipelines.block_scorer import BLOCKS, SIZE, BlockScorer, block


class Table:
    """Named features as a matrix, one row for each thing; those left out that are seen less often than *rare* says."""

    def __init__(self, rows: Sequence[Mapping[str, float]], rare: Callable[[str], int]) -> None:
        seen = Counter(name for row in rows for name in row)
        kept = {name for name, count in seen.items() if count >= rare(name)}
        vectors = DictVectorizer()
        matrix = vectors.fit_transform([{name: value for name, value in row.items() if name in kept} for row in rows])
        self.names: tuple[str, ...] = tuple(map(str, vectors.get_feature_names_out()))
        self.matrix: csr_matrix = _indexed(matrix)

    def fit(self, rows: Any, labels: Any, penalty: float, worth: Any = None, *, even: bool = False) -> Any:
        """A logistic regression over *rows* (indices), labelled *labels*, each weighing what *worth* says or 1; with
        *even* both labels weigh the same.
        """
        weight = "balanced" if even else None
        scorer = LogisticRegression(C=penalty, solver="liblinear", max_iter=300, class_weight=weight)
        return scorer.fit(self.matrix[rows], labels, sample_weight=worth)


class BlockTable(Table):
    """A table whose features count by their rarity, each block made equally long, as `BlockScorer` weighs them."""

    def __init__(self, rows: Sequence[Mapping[str, float]], rare: Callable[[str], int]) -> None:
        super().__init__(rows, rare)
        having = np.asarray((self.matrix != 0).sum(axis=0)).ravel()
        self.rarity = np.log((len(rows) + 1) / (having + 1)).round(3)
        weighed = self.matrix @ diags(self.rarity)
        places = np.array([block(name) for name in self.names])
        parts = [SIZE * normalize(weighed[:, places == at]) for at in range(len(BLOCKS)) if (places == at).any()]
        order = np.argsort(places, kind="stable")
        self.names = tuple(self.names[at] for at in order)
        self.rarity = self.rarity[order]
        self.matrix = _indexed(hstack(parts))

    def scorer(self, learned: Mapping[str, tuple[Any, float]]) -> BlockScorer:
        """Of the weights [features] and the bias that were learned for each label."""
        weights, bias = zip(*learned.values(), strict=True)
        return BlockScorer.of_arrays(tuple(learned), bias, self.names, self.rarity, np.array(weights).T)


def as_text(content: Mapping[str, Any]) -> str:
    """JSON of *content*, keys in their order, with each list of numbers on one line."""
    text = json.dumps(content, ensure_ascii=False, indent=0)
    return _LIST.sub(lambda found: found[0].replace("\n", ""), text) + "\n"


_LIST: Final = re.compile(r"\[[^\[\]{}]*\]")


def _indexed(matrix: Any) -> csr_matrix:
    """*matrix* by rows, with the short indices that liblinear asks for."""
    found = csr_matrix(matrix)
    found.indices, found.indptr = found.indices.astype(np.int32), found.indptr.astype(np.int32)
    return found
