"""What reading costs: the stages of one document beside one bare pass of the language model, in the same run.

    python bench/reading.py CORPUS.jsonl [--rounds 3]
    python bench/reading.py --soak 20000

CORPUS holds documents as `vigie analyse` reads them. Prints documents per second of both, their ratio (1.0 is the
floor: nothing but the model), what starting costs, and the peak memory of the process. One thread; seconds are those of
the processor, so that other programs of the machine do not count; passes of both kinds take turns, and the best counts.

With --soak, that many made-up documents are read instead, no two alike and each with words that no other has; prints
how many strings the reader keeps and how much memory the process holds on the way. Both must stay where they are.
"""

import argparse
import os
import random
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import spacy

from watch.analyse import read_documents
from watch.config import Config, load_config
from watch.model import Document, PublisherKind
from watch_pipelines import language, nlp
from watch_pipelines.detect import detect
from watch_pipelines.extract import extract
from watch_pipelines.normalise import normalise

_READINGS = 10
"""How often a soak says where it stands."""


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path, nargs="?")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--soak", type=int, metavar="DOCUMENTS")
    chosen = arguments.parse_args()
    if (chosen.corpus is None) == (chosen.soak is None):
        arguments.error("give either a corpus or --soak DOCUMENTS")
    started = time.process_time()
    config = load_config()
    reader = nlp.build(config.register, config.lexicon, language.MODEL_PATH)
    print(f"configuration and reader made in {time.process_time() - started:.2f} s")
    if chosen.soak is not None:
        soak(config, reader, chosen.soak)
    else:
        compare(config, reader, read_documents(chosen.corpus), chosen.rounds)


def compare(config: Config, reader: nlp.Reader, documents: tuple[Document, ...], rounds: int) -> None:
    """The stages beside the bare model over *documents*."""
    bare, ours = bare_pass(documents), stages(config, reader, documents)
    bare()
    ours()
    times = [(seconds(bare), seconds(ours)) for _ in range(rounds)]
    floor, all_stages = (min(column) for column in zip(*times, strict=True))
    print(f"bare pass of the model  {len(documents) / floor:8.1f} documents/s")
    print(f"all reading stages      {len(documents) / all_stages:8.1f} documents/s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"ratio {all_stages / floor:.2f} · peak memory {peak:.0f} MB · {len(documents)} documents")


def seconds(work: Callable[[], None]) -> float:
    """Seconds of the processor that *work* takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def soak(config: Config, reader: nlp.Reader, count: int) -> None:
    """Read *count* documents that nobody has seen, and say what grows."""
    print("documents    strings kept    memory MB    peak MB")
    every = max(1, count // _READINGS)
    for number, document in enumerate(made_up(count)):
        if number % every == 0:
            report(reader, number)
        read(config, reader, document)
    report(reader, count)


def report(reader: nlp.Reader, number: int) -> None:
    """One line of a soak."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    memory = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{number:9d}    {len(reader.language.vocab.strings):12d}    {memory:9.0f}    {peak:7.0f}", flush=True)


_SENTENCES = (
    "La ville de {place} a signé le {day} mars un contrat de {sum} euros avec {firm} pour un assistant {word}.",
    "« {word} et {other} {word}, c'est notre avenir », dit {first} {name}, qui dirige {firm}.",
    "Le projet {firm}-{place} {other} les {word}s du CHU de {place}, hébergés par {host} à {other}ville.",
    "Selon {name}, {other} n'a pas {word}é depuis 20{day} ; {firm}.ai et l'Agence {word}ale de {place} le {other}ent.",
    "{firm} SAS, basée à {place}, {other}it 1{sum} {word}s d'intelligence artificielle.",
)


_DAY = datetime(2026, 3, 30, 8, tzinfo=UTC)


def made_up(count: int) -> Iterator[Document]:
    """*count* documents of a communiqué's length, no two alike, full of words that are in no other."""
    letters = random.Random(1)

    def word() -> str:
        return "".join(
            letters.choice("bcdfglmnprstv") + letters.choice("aeiouéè") for _ in range(letters.randint(2, 5))
        )

    for number in range(count):
        names = {name: word().capitalize() for name in ("place", "firm", "first", "name", "host")}
        lines = [
            letters.choice(_SENTENCES).format(
                **names, word=word(), other=word(), day=letters.randint(10, 28), sum=letters.randint(100, 999_999)
            )
            for _ in range(24)
        ]
        text = "\n\n".join(" ".join(lines[first : first + 4]) for first in range(0, len(lines), 4))
        yield Document(
            id=f"soak-{number}",
            source_id="soak",
            url=f"https://example.org/{number}",
            canonical_url=f"https://example.org/{number}",
            publisher=names["firm"],
            publisher_kind=PublisherKind.COMPANY,
            language=letters.choice(("fr", "fr", "fr", "en", "de")),
            title=f"{names['firm']} signe avec la ville de {names['place']}",
            text=text,
            published_on=_DAY.date(),
            published_at=_DAY,
            captured_at=_DAY,
            baseline=False,
        )


def bare_pass(documents: tuple[Document, ...]) -> Callable[[], None]:
    """The model alone over the same texts, one document at a time, as a service meets them."""
    model = spacy.load(language.MODEL_PATH)
    texts = [language.plain_spaces(document.full_text) for document in documents]

    def run() -> None:
        for text in texts:
            with model.memory_zone():
                model(text)

    return run


def stages(config: Config, reader: nlp.Reader, documents: tuple[Document, ...]) -> Callable[[], None]:
    """All stages of reading, one document at a time."""

    def run() -> None:
        for document in documents:
            read(config, reader, document)

    return run


def read(config: Config, reader: nlp.Reader, captured: Document) -> None:
    """Normalise, annotate, detect and extract."""
    document = normalise(captured)
    (annotation,) = nlp.annotate(reader, [(document.full_text, document.language)])
    detection = detect(document, annotation, config.register)
    extract(document, annotation, detection, config.register, config.lexicon)


if __name__ == "__main__":
    main()
