"""A name as the concepts it is made of: « CHU de Rennes » and « Rennes University Hospital » are {hospital, rennes}.

The words are data, `name_words.yml` beside this module, checked when it is first read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from watch.errors import ModelError
from watch_pipelines.typography import fold, typographic

WORDS_PATH: Final = Path(__file__).parent / "name_words.yml"
_SECTIONS: Final = ("kinds", "subjects", "qualities", "places")
_LISTS: Final = ("empty", "small")
_DEPARTMENTS: Final = "departments"
_FOLDED: Final = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
_BRACKETED: Final = re.compile(r"\(([^()]{2,12})\)")
_WORD: Final = re.compile(r"[a-z0-9]+")
_PART: Final = 4
"""Letters of the shortest part of a compound."""
_REMEMBERED: Final = 8192
"""Names of which the concepts are kept: more than 200 candidates and a document hold."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of names, by folded phrase."""

    phrases: Mapping[str, tuple[str, str]]
    """Phrase to (section, concept)."""
    departments: Mapping[str, tuple[str, ...]]
    """Number to the words of the name."""
    empty: frozenset[str]
    small: frozenset[str]
    longest: int
    """Words of the longest phrase."""


def load(path: Path = WORDS_PATH) -> Vocabulary:
    """Read the words from *path*; ModelError for a missing file, an unknown key, a phrase given twice or not folded."""
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _checked(read)
    except (OSError, ValueError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise ModelError(f"the words of names cannot be read: {error}", subject=str(path)) from error


def _checked(read: Mapping[str, Any]) -> Vocabulary:
    expected = {*_SECTIONS, *_LISTS, _DEPARTMENTS}
    if set(read) != expected:
        raise ValueError(f"keys {sorted(set(read) ^ expected)} are unknown or missing")
    phrases: dict[str, tuple[str, str]] = {}
    for section, concept, phrase in _entries(read):
        if phrase in phrases:
            raise ValueError(f"« {phrase} » stands twice")
        if not _FOLDED.fullmatch(phrase):
            raise ValueError(f"« {phrase} » is not folded")
        phrases[phrase] = (section, concept)
    return Vocabulary(
        phrases=phrases,
        departments={str(number): tuple(name.split()) for number, name in read[_DEPARTMENTS].items()},
        empty=frozenset(read["empty"]),
        small=frozenset(read["small"]),
        longest=max(phrase.count(" ") + 1 for phrase in phrases),
    )


def _entries(read: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(section, concept, phrase) of every phrase that stands for something, and of the empty ones."""
    for section in _SECTIONS:
        for concept, phrases in read[section].items():
            yield from ((section, str(concept), str(phrase)) for phrase in phrases)
    yield from (("empty", "", str(phrase)) for phrase in read["empty"])


@cache
def shipped() -> Vocabulary:
    """The words that come with Vigie, read once."""
    return load()


@dataclass(frozen=True, slots=True)
class NameConcepts:
    """What a name says, by what it says it of. Concepts are those of `name_words.yml`, the others are its own words."""

    kinds: frozenset[str]
    subjects: frozenset[str]
    qualities: frozenset[str]
    places: frozenset[str]
    proper: frozenset[str]
    """Words that the vocabulary does not know: what tells this organisation from others."""
    words: tuple[str, ...]
    """The folded words in order, small and empty ones left out; what initials are read from."""
    acronyms: frozenset[str]
    """The acronym it gives in brackets, or itself when it is one short word."""

    @property
    def telling(self) -> frozenset[str]:
        """What identifies: its own words and its places."""
        return self.proper | self.places

    @property
    def all(self) -> frozenset[str]:
        """Every concept but the qualities that go without saying."""
        return self.kinds | self.subjects | self.proper | self.places


_ACRONYM_LETTERS: Final = range(2, 8)


@lru_cache(maxsize=_REMEMBERED)
def concepts(name: str) -> NameConcepts:
    """The concepts of *name*, whatever its language, case, accents and order of words."""
    vocabulary = shipped()
    plain = fold(typographic(name)).replace("œ", "oe").replace("ß", "ss")
    words = [word for word in _WORD.findall(_BRACKETED.sub(" ", plain)) if word not in vocabulary.small]
    found: dict[str, set[str]] = {section: set() for section in (*_SECTIONS, "empty", "proper")}
    for section, concept in _read(vocabulary, words):
        found[section].add(concept)
    letters = {"".join(_WORD.findall(short)) for short in _BRACKETED.findall(plain)}
    alone = "".join(words)
    if len(plain.split()) == 1 and len(alone) in _ACRONYM_LETTERS:
        letters.add(alone)
    return NameConcepts(
        kinds=frozenset(found["kinds"]),
        subjects=frozenset(found["subjects"]),
        qualities=frozenset(found["qualities"]),
        places=frozenset(found["places"]),
        proper=frozenset(found["proper"]),
        words=tuple(words),
        acronyms=frozenset(letters),
    )


def _read(vocabulary: Vocabulary, words: list[str]) -> Iterator[tuple[str, str]]:
    """(section, concept) from left to right, the longest phrase first; departments by their numbers."""
    at = 0
    while at < len(words):
        for count in range(min(vocabulary.longest, len(words) - at), 0, -1):
            known = vocabulary.phrases.get(" ".join(words[at : at + count]))
            if known is not None:
                yield known
                at += count
                break
        else:
            yield from _unknown(vocabulary, words[at])
            at += 1


def _unknown(vocabulary: Vocabulary, word: str) -> Iterator[tuple[str, str]]:
    """What a word that is no phrase says: a German compound its parts, a number its department, else itself."""
    for cut in range(_PART, len(word) - _PART + 1):
        parts = vocabulary.phrases.get(word[:cut]), vocabulary.phrases.get(word[cut:])
        if parts[0] is not None and parts[1] is not None:
            yield from (part for part in parts if part is not None)
            return
    named = vocabulary.departments.get(word, (word,))
    yield from (("proper", part) for part in named if part not in vocabulary.small)


def spells(letters: str, words: tuple[str, ...]) -> bool:
    """Whether *letters* are the initials of *words*, where a word may give more than its first letter (DMAé, Insee)."""
    if len(letters) < len(words) or not words:
        return False
    return _spells(letters, words)


def _spells(letters: str, words: tuple[str, ...]) -> bool:
    if not words:
        return not letters
    word, rest = words[0], words[1:]
    return any(
        _spells(letters[count:], rest)
        for count in range(1, min(len(word), len(letters) - len(rest)) + 1)
        if word.startswith(letters[:count])
    )
