"""Make the shipped pipeline from a checkout of WiNER-fr: ``python training/train.py --data DIR --out DIR``.

Steps: read and repair the corpus, split it by document, add renamed copies and composed texts, train,
keep the best pass on the development part, measure on the test part and the genre checks, write pipeline and figures.
One core, fixed seeds, about nine minutes of processor time.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Final

# Before numpy is imported: several threads would change the order of sums, hence the weights.
os.environ["OMP_NUM_THREADS"] = "1"
# `python training/train.py` puts this folder on the path; its modules are imported as a package of the checkout.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import spacy
from spacy.cli.train import train
from spacy.language import Language
from spacy.strings import StringStore

from training.augment import compose, read_patterns, with_other_names
from training.measure import measure, read_genre_check, recall_by_novelty, table
from training.names import Namer, Register, Words
from training.prepare import Annotated, Part, read_corpus, repair, split, write_corpus
from watch_pipelines.language import FrLight

HERE: Final = Path(__file__).resolve().parent
SEED: Final = 20161231
COMPOSED_TEXTS: Final = 2500

_META: Final = {
    "name": "fr_watch",
    "version": "0.1.0",
    "spacy_version": ">=3.8.0,<3.9.0",
    "description": "Named entities (ORG, PER, LOC, DATE, PROD, EVENT) in French communiqués and news.",
    "author": "Vigie contributors",
    "url": "",
    "license": "Apache-2.0; trained on CC BY data, see sources",
    "sources": [
        {
            "name": "WiNER-fr",
            "url": "https://github.com/YoannDupont/WiNER-fr",
            "license": "annotations CC BY 4.0 (Yoann Dupont); texts CC BY 2.5 (contributors of French Wikinews)",
            "author": "Yoann Dupont",
        }
    ],
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Train from the command line; return the exit code."""
    options = _parser().parse_args(arguments)
    documents = read_corpus(options.data)
    parts = split([repair(document) for document in documents])
    words = Words.read(HERE / "names.yml")
    register = Register.read(options.actors, words)
    random = Random(SEED)
    texts = _training_texts(parts[Part.TRAIN], Namer(register, words, random), random, options.augment)
    with tempfile.TemporaryDirectory() as folder:
        nlp = _train(parts, texts, Path(folder))
    untouched = [repair(document, relabel=False) for document in documents]
    _describe(nlp, parts[Part.TEST], split(untouched)[Part.TEST], register)
    _save(nlp, options.out)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="a checkout of WiNER-fr")
    parser.add_argument("--out", type=Path, required=True, help="where the pipeline goes")
    parser.add_argument("--actors", type=Path, default=HERE.parent / "config" / "actors.yml", help="names to draw from")
    parser.add_argument(
        "--augment",
        choices=["none", "renamed", "composed", "both"],
        default="both",
        help="what to add to the corpus (the shipped pipeline: both)",
    )
    return parser


def _training_texts(corpus: list[Annotated], namer: Namer, random: Random, augment: str) -> list[Annotated]:
    """Return `corpus` followed by what `augment` asks for."""
    texts = list(corpus)
    if augment in {"renamed", "both"}:
        texts += [with_other_names(document, namer, random) for document in corpus]
    if augment in {"composed", "both"}:
        texts += compose(read_patterns(HERE / "sentences.txt"), namer, random, COMPOSED_TEXTS)
    return texts


def _train(parts: dict[Part, list[Annotated]], texts: list[Annotated], folder: Path) -> Language:
    """Train on `texts` in `folder` and return the pipeline of the best epoch on the development part."""
    blank = FrLight()
    write_corpus(blank, texts, folder / "train.spacy")
    write_corpus(blank, parts[Part.DEV], folder / "dev.spacy")
    paths = {"paths.train": str(folder / "train.spacy"), "paths.dev": str(folder / "dev.spacy")}
    train(HERE / "config.cfg", folder / "out", overrides={**paths, "system.seed": SEED})
    return spacy.load(folder / "out" / "model-best")


def _describe(nlp: Language, test: list[Annotated], untouched: list[Annotated], register: Register) -> None:
    """Measure `nlp`, print the tables and write licences, sources and figures into its meta."""
    looked_at = read_genre_check(HERE / "genre_dev.jsonl")
    unseen = read_genre_check(HERE / "genre_check.jsonl")
    figures = {
        "held_out": measure(nlp, test),
        "held_out_original_labels": measure(nlp, untouched),
        "genre_dev": measure(nlp, looked_at),
        "genre_check": measure(nlp, unseen),
    }
    for name, rows in figures.items():
        print(f"\n{name}\n{table(rows)}")
    for kind, (right, wanted) in recall_by_novelty(nlp, unseen, "ORG", register.names()).items():
        print(f"genre_check, organisations, {kind} names: {right} of {wanted}")
    performance = {
        name: {label: {key: round(value, 4) for key, value in asdict(row).items()} for label, row in rows.items()}
        for name, rows in figures.items()
    }
    nlp.meta.update({**_META, "performance": performance})


def _save(nlp: Language, out: Path) -> None:
    """Write `nlp` to `out`, without the corpus's vocabulary (the model hashes words, it never looks them up)."""
    nlp.config["paths"].update(train=None, dev=None)  # the temporary folder is nobody's business
    nlp.to_disk(out)
    StringStore(nlp.pipe_labels["ner"]).to_disk(out / "vocab" / "strings.json")
    print(f"\nwritten to {out}: {sum(f.stat().st_size for f in out.rglob('*') if f.is_file())} bytes")


if __name__ == "__main__":
    raise SystemExit(main())
