"""What reading costs: the stages of one document beside one bare pass of the language model, in the same run.

    python bench/reading.py CORPUS.jsonl [--rounds 3]

CORPUS holds documents as `vigie analyse` reads them. Prints documents per second of both, their ratio (1.0 is the
floor: nothing but the model), and the peak memory of the process. One thread; the best of the rounds counts.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import spacy

from watch.analyse import read_documents
from watch.config import load_config
from watch.model import Document
from watch_pipelines import language, nlp
from watch_pipelines.detect import detect
from watch_pipelines.extract import extract
from watch_pipelines.normalise import normalise


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    documents = read_documents(chosen.corpus)
    floor = best(bare_pass(documents), chosen.rounds)
    ours = best(stages(documents), chosen.rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"bare pass of the model  {len(documents) / floor:8.1f} documents/s")
    print(f"all reading stages      {len(documents) / ours:8.1f} documents/s")
    print(f"ratio {ours / floor:.2f} · peak memory {peak:.0f} MB · {len(documents)} documents")


def best(work: Callable[[], None], rounds: int) -> float:
    """Seconds of the fastest of *rounds* runs, after one that warms up."""
    work()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def bare_pass(documents: tuple[Document, ...]) -> Callable[[], None]:
    """The model alone over the same texts, one document at a time, as a service meets them."""
    model = spacy.load(language.MODEL_PATH)
    texts = [language.plain_spaces(document.full_text) for document in documents]

    def run() -> None:
        for text in texts:
            with model.memory_zone():
                model(text)

    return run


def stages(documents: tuple[Document, ...]) -> Callable[[], None]:
    """Normalise, annotate, detect and extract, one document at a time."""
    config = load_config()
    reader = nlp.build(config.register, config.lexicon, language.MODEL_PATH)

    def run() -> None:
        for captured in documents:
            document = normalise(captured)
            (annotation,) = nlp.annotate(reader, [(document.full_text, document.language)])
            detection = detect(document, annotation, config.register)
            extract(document, annotation, detection, config.register, config.lexicon)

    return run


if __name__ == "__main__":
    main()
