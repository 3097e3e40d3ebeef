"""Bring the corpus nearer to the genre: its sentences with other organisations, and sentences of the genre.

WiNER-fr is wiki news of 2016-2018; what the model will read is communiqués about public bodies and AI companies.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

from training.names import VOWELS, Namer, Slot
from training.prepare import Annotated, Span

_LABEL_OF: Final = {
    Slot.MASCULINE: "ORG",
    Slot.FEMININE: "ORG",
    Slot.VOWEL: "ORG",
    Slot.COMPANY: "ORG",
    Slot.ACRONYM: "ORG",
    Slot.PERSON: "PER",
    Slot.CITY: "LOC",
    Slot.COUNTRY: "LOC",
    Slot.PRODUCT: "PROD",
    Slot.EVENT: "EVENT",
    Slot.DATE: "DATE",
    Slot.PERIOD: "DATE",
}

_HOLE: Final = re.compile(r"\{(?P<slot>\w+)\}|\[(?P<name>[^\]]+)\]\((?P<label>[A-Z]+)\)")
_DEFINITION: Final = re.compile(r"(?P<word>\$\w+) = (?P<text>.+)")
_DEFINED: Final = re.compile(r"\$[a-z_]+")
_ALTERNATIVES: Final = re.compile(r"<([^<>]*)>")
_ELIDES: Final = re.compile(r"\b(?P<word>[Dd]|[Qq]u)e $")

_REPLACED_SHARE: Final = 0.8
"""Some of the corpus's own names stay in the copy, so that real contexts keep real names too."""

_GRAMMAR_WEIGHT: Final = 8
"""A pattern with alternatives says many different things: it is drawn more often than a plain sentence."""

_BEFORE: Final = (
    (re.compile(r"\b(?:[Ll]e|[Dd]u|[Aa]u) $"), Slot.MASCULINE),
    (re.compile(r"\b[Ll]a $"), Slot.FEMININE),
    (re.compile(r"\b[Ll]['’]$"), Slot.VOWEL),
)
_PLURAL_BEFORE: Final = re.compile(r"\b(?:[Ll]es|[Dd]es|[Aa]ux|[Cc]es|deux) $")


class _Writer:
    """A text under construction, with the spans of what was written as a name."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[Span] = []

    def plain(self, piece: str) -> None:
        self.text += piece

    def name(self, name: str, label: str) -> None:
        """Write `name`, eliding a « de » or a « que » that stands before it and a vowel."""
        if name[0] in VOWELS:
            self.text = _ELIDES.sub(r"\g<word>’", self.text)
        self.spans.append(Span(len(self.text), len(self.text) + len(name), label))
        self.text += name

    def finish(self, title: str, straight: bool) -> Annotated:
        """Return what was written, with straight apostrophes if asked: same length, the spans hold."""
        return Annotated(title, self.text.replace("’", "'") if straight else self.text, tuple(self.spans))


def with_other_names(document: Annotated, namer: Namer, random: Random) -> Annotated:
    """Return `document` with most of its organisations under another name, the same one at every mention."""
    writer = _Writer()
    drawn: dict[tuple[str, Slot], str] = {}
    reached = 0
    for span in document.spans:
        writer.plain(document.text[reached : span.start])
        old = document.text[span.start : span.end]
        slot = _slot_before(writer.text) if span.label == "ORG" else None
        if slot is not None and (old, slot) not in drawn:
            drawn[old, slot] = namer.draw(slot) if random.random() < _REPLACED_SHARE else old
        writer.name(old if slot is None else drawn[old, slot], span.label)
        reached = span.end
    writer.plain(document.text[reached:])
    return writer.finish(f"{document.name}-renamed", straight=False)


def _slot_before(text: str) -> Slot | None:
    """Say which names may follow `text`; None when only a plural could."""
    if _PLURAL_BEFORE.search(text, max(0, len(text) - 10)):
        return None
    for pattern, slot in _BEFORE:
        if pattern.search(text, max(0, len(text) - 10)):
            return slot
    return Slot.COMPANY


def read_patterns(path: Path) -> list[str]:
    """Return the sentences of `path`, without its comments and with every ``$word`` replaced by its definition.

    Raises ValueError when a slot does not exist or a word is used before it is defined.
    """
    definitions: dict[str, str] = {}
    patterns = []
    for line in path.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        definition = _DEFINITION.fullmatch(line)
        text = _DEFINED.sub(lambda use: definitions.get(use[0], use[0]), definition["text"] if definition else line)
        if unknown := _DEFINED.search(text):
            raise ValueError(f"{path}: {unknown[0]} is used before it is defined")
        if definition:
            definitions[definition["word"]] = text
        else:
            patterns.append(text)
    for hole in _HOLE.finditer("".join(patterns)):
        if hole["slot"] is not None:
            Slot(hole["slot"])
    return patterns


def _drawn(pattern: str, random: Random) -> str:
    """Return `pattern` with one of each ``<a|b>``, the innermost first."""
    while alternatives := _ALTERNATIVES.search(pattern):
        choice = random.choice(alternatives[1].split("|"))
        pattern = pattern[: alternatives.start()] + choice + pattern[alternatives.end() :]
    return pattern if pattern.startswith("{") else pattern[0].upper() + pattern[1:]


def compose(patterns: Sequence[str], namer: Namer, random: Random, count: int) -> Iterator[Annotated]:
    """Yield `count` texts of three to seven sentences drawn from `patterns`; one without a full stop is a paragraph."""
    weighted = [pattern for pattern in patterns for _ in range(_GRAMMAR_WEIGHT if "<" in pattern else 1)]
    for number in range(count):
        writer = _Writer()
        previous = ""
        for sentence in random.sample(weighted, random.randint(3, 7)):
            pattern = _drawn(sentence, random)
            if previous:
                running = previous.endswith(".") and pattern.endswith(".") and random.random() < 0.7
                writer.plain(" " if running else "\n\n")
            _fill(pattern, namer, writer)
            previous = pattern
        yield writer.finish(f"composed-{number}", straight=random.random() < 0.4)


def _fill(pattern: str, namer: Namer, writer: _Writer) -> None:
    reached = 0
    for hole in _HOLE.finditer(pattern):
        writer.plain(pattern[reached : hole.start()])
        if hole["slot"] is None:
            writer.name(hole["name"], hole["label"])
        else:
            slot = Slot(hole["slot"])
            writer.name(namer.draw(slot), _LABEL_OF[slot])
        reached = hole.end()
    writer.plain(pattern[reached:])
