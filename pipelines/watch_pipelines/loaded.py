"""The language model as it is kept in memory: what it asks of a word, and how much it remembers of what it read."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

import spacy
from spacy.attrs import IS_SPACE, LOWER, NORM, PREFIX, SHAPE, SUFFIX  # type: ignore[import-not-found]  # no stubs
from spacy.language import Language

from watch.errors import ModelError
from watch_pipelines.language import FrLight

_OF_A_WORD: Final = frozenset({IS_SPACE, LOWER, NORM, PREFIX, SHAPE, SUFFIX})
"""What the model asks of a word; spaCy would work out three times as many things for each word that it has not met."""

_WORDS_KEPT: Final = 20_000
"""Words from which on those of a text are let go with it; the words of every text are among the first met."""

_WORDS_MET: Final = 800_000
"""Words, let go or not, after which the model is loaded anew: spaCy's table of words never shrinks."""


class LoadedModel:
    """A pipeline whose memory stays bounded however much it reads; used by one thread at a time."""

    def __init__(self, path: Path | None) -> None:
        """Load the pipeline at *path*, or the tokeniser alone without one; ModelError when it cannot be loaded."""
        self._path = path
        self.language = _load(path)

    def zone(self) -> AbstractContextManager[object]:
        """Where texts are read with `language`, which is to be asked for inside; nothing of them is used after it."""
        if len(self.language.vocab) > _WORDS_MET:
            self.language = _load(self._path)
        kept = len(self.language.vocab.strings) < _WORDS_KEPT
        return nullcontext() if kept else self.language.memory_zone()


def _load(path: Path | None) -> Language:
    try:
        language = FrLight() if path is None else spacy.load(path)
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(
            "the language model cannot be loaded; reinstall vigie or rebuild it with training/", subject=str(path)
        ) from error
    getters: dict[int, object] = language.vocab.lex_attr_getters  # type: ignore[attr-defined]  # not in the stubs
    for attribute in getters.keys() - _OF_A_WORD:
        del getters[attribute]
    return language
