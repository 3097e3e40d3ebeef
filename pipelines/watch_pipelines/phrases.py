"""Many phrases looked up in one text at once, word by word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Meant = TypeVar("Meant")
"""What a phrase stands for."""


@dataclass(frozen=True, slots=True)
class Phrases(Generic[Meant]):
    """Phrases as words, and what each stands for."""

    meanings: Mapping[tuple[str, ...], Meant]
    lengths: Mapping[str, tuple[int, ...]]
    """How many words the phrases have that begin with a word."""

    def within(self, words: Sequence[str]) -> Iterator[tuple[Meant, int, int]]:
        """(what it stands for, first word, word after the last) of every phrase in *words*, nested ones too."""
        for first, word in enumerate(words):
            for length in self.lengths.get(word, ()):
                last = first + length
                meant = self.meanings.get(tuple(words[first:last])) if last <= len(words) else None
                if meant is not None:
                    yield meant, first, last


def index(meanings: Mapping[tuple[str, ...], Meant]) -> Phrases[Meant]:
    """*meanings* by phrase, made ready for look-ups."""
    lengths: dict[str, set[int]] = {}
    for words in meanings:
        lengths.setdefault(words[0], set()).add(len(words))
    return Phrases(meanings, {word: tuple(sorted(counts)) for word, counts in lengths.items()})
