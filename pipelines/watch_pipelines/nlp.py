"""The reader: what spaCy, the register and the lexicon see in a text. The only module that imports spaCy.

A text is read once. Characters are unified one for one (`typography`), names come from the shipped NER model and from
the register, cues from the lexicon; longest names win. Everything the reader returns is a value with offsets into
`Document.full_text`; nothing of spaCy leaves this module.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from watch.errors import ModelError
from watch.model import Annotation, Cue, CueMention, EntityMention, Lexicon, Register, Span
from watch_pipelines import language as fr_light
from watch_pipelines.name_forms import capitalised_spans, named_spans
from watch_pipelines.name_index import DETERMINER, WrittenName, written_names
from watch_pipelines.typography import fold, sentences, typographic, visible

READ_AT_MOST: Final = 60_000
"""Characters of a text that are annotated; a communiqué has three thousand, and time must be bounded."""

_ACRONYM: Final = 5
"""Letters up to which a phrase in capitals (NIR, OSE, IA) matches in capitals only."""

_ENDLESS: Final = re.compile(r"\S{200,}")
"""Runs without a space that no word has; the tokeniser is quadratic in them."""

_BATCH: Final = 32
_LABELS: Final = {"PERSON": "PER", "GPE": "LOC", "PRODUCT": "PROD", "EVT": "EVENT"}


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One compiled pattern of a cue."""

    cue: Cue
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Reader:
    """All that `annotate` needs; built once, used by one thread at a time."""

    language: Language
    names: PhraseMatcher
    cues: PhraseMatcher
    patterns: tuple[_Pattern, ...]
    written: Mapping[str, WrittenName]
    """By matcher key."""
    phrases: Mapping[str, tuple[tuple[Cue, str], ...]]
    """Cues by folded phrase; the phrase as the lexicon writes it."""

    @property
    def has_model(self) -> bool:
        """Whether names are found that the register does not know."""
        return "ner" in self.language.pipe_names


def build(register: Register, lexicon: Lexicon, model_path: Path | None = None) -> Reader:
    """Return a reader of *register* and *lexicon* with the model at *model_path*; without one, register names only.

    Raises ModelError when *model_path* holds no usable model or a pattern of the lexicon is no regular expression.
    """
    language = _language(model_path)
    names = PhraseMatcher(language.vocab, attr="ORTH")
    written = {str(number): name for number, name in enumerate(written_names(register))}
    for key, name in written.items():
        names.add(key, [language.make_doc(fold(name.text))])
    cues = PhraseMatcher(language.vocab, attr="ORTH")
    phrases: dict[str, list[tuple[Cue, str]]] = {}
    for cue in lexicon.cues.values():
        for phrase in cue.phrases:
            for spelling in _spellings(typographic(phrase)):
                phrases.setdefault(fold(spelling), []).append((cue, spelling))
    for folded in phrases:
        cues.add(folded, [language.make_doc(folded)])
    patterns = tuple(_Pattern(cue, _compile(cue, each)) for cue in lexicon.cues.values() for each in cue.patterns)
    return Reader(language, names, cues, patterns, written, {key: tuple(value) for key, value in phrases.items()})


def annotate(reader: Reader, texts: Sequence[tuple[str, str]]) -> tuple[Annotation, ...]:
    """Annotate (text, language) pairs, in order; *text* is `Document.full_text`, and offsets index it."""
    annotations: list[Annotation] = []
    for first in range(0, len(texts), _BATCH):
        batch = texts[first : first + _BATCH]
        prepared = [typographic(text) for text, _ in batch]
        seen = [visible(_ENDLESS.sub(_blank, text[:READ_AT_MOST])) for text in prepared]
        with reader.language.memory_zone():
            docs = reader.language.pipe([text for text, _ in seen])
            for whole, (text, places), doc, (_, tongue) in zip(prepared, seen, docs, batch, strict=True):
                annotations.append(_annotation(reader, whole, text, places, doc, tongue))
    return tuple(annotations)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _language(model_path: Path | None) -> Language:
    if model_path is None:
        return fr_light.FrLight()
    try:
        return spacy.load(model_path)
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(
            "the language model cannot be loaded; reinstall vigie or rebuild it with training/", subject=str(model_path)
        ) from error


def _spellings(phrase: str) -> set[str]:
    """*phrase* with its hyphens and with spaces for them: « accord-cadre », « accord cadre »."""
    return {phrase, phrase.replace("-", " ")} if re.search(r"\w-\w", phrase) else {phrase}


def _compile(cue: Cue, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ModelError(f"{pattern!r} is no regular expression ({error}); correct it", subject=cue.id) from error


def _annotation(
    reader: Reader, whole: str, text: str, places: tuple[int, ...] | None, doc: Doc, tongue: str
) -> Annotation:
    """The values found in *text*, moved back to the places of *whole* when invisible characters were left out."""
    folded = fold(text)
    matched = reader.language.make_doc(folded)
    spans = sentences(text)
    entities = _entities(text, [*_register_names(reader, text, matched), *_other_names(text, doc, tongue)])
    cues = _cues(reader, text, folded, matched, tongue)
    if places is None:
        return Annotation(whole, spans, entities, cues)
    return Annotation(
        whole,
        tuple(_moved(span, places) for span in spans),
        tuple(
            EntityMention(_moved(each.span, places), each.text, each.label, each.actor_ids, each.ambiguous)
            for each in entities
        ),
        tuple(CueMention(_moved(each.span, places), each.text, each.cue, each.weight) for each in cues),
    )


def _moved(span: Span, places: tuple[int, ...]) -> Span:
    return Span(places[span.start], places[span.end - 1] + 1)


def _register_names(reader: Reader, text: str, matched: Doc) -> Iterator[EntityMention]:
    """Names of the register; capitals must agree unless the whole line is in capitals."""
    for key, first, last in reader.names(matched):
        name = reader.written[matched.vocab.strings[key]]
        span = matched[first:last]
        start, end = span.start_char, span.end_char
        surface = text[start:end]
        if name.fits(surface, shouted=_shouted(text, start)):
            label = "PER" if name.person else "ORG"
            yield EntityMention(Span(start, end), surface, label, name.actor_ids, name.ambiguous)


def _shouted(text: str, at: int) -> bool:
    """Whether the line around *at* is written in capitals."""
    line = text[max(text.rfind("\n", 0, at) + 1, at - 60) : at + 60].partition("\n")[0]
    letters = [character for character in line if character.isalpha()]
    return len(letters) > 12 and sum(character.isupper() for character in letters) > 0.8 * len(letters)


def _other_names(text: str, doc: Doc, tongue: str) -> Iterator[EntityMention]:
    """Names by the model and by their form (« Ville de … », « la start-up … »), cut to the name itself.

    German writes every noun with a capital: neither the French model nor capitals tell anything there.
    """
    for span, label in named_spans(text, tongue):
        yield EntityMention(span, text[span.start : span.end], label, (), False)
    if tongue == "de":
        return
    for entity in doc.ents:
        start, end = _trimmed(text, entity.start_char, entity.end_char)
        if end > start and not (tongue == "en" and _PROSE.search(text, start, end)):
            label = _LABELS.get(entity.label_, entity.label_)
            yield EntityMention(Span(start, end), text[start:end], label, (), False)
    for span in capitalised_spans(text):
        yield EntityMention(span, text[span.start : span.end], "MISC", (), False)


_PROSE: Final = re.compile(r"(?:^| )(?!(?:of|for|and|the|de|du|des|la|le|en|to|on)\b)[a-z]{2,}\b")
"""A small word that no English name holds: the French model took a clause for a name."""

_SENTENCE_INSIDE: Final = re.compile(r"\n|[a-zà-ÿA-Z]{3,}\. (?=\S)")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without leading determiner, outer quotes, possessive, or the beginning of another sentence."""
    cut = _SENTENCE_INSIDE.search(text, start, end)
    end = cut.end() - 2 if cut and cut.group() != "\n" else (cut.start() if cut else end)
    found = DETERMINER.match(text, start, end)
    if found:
        start = found.end()
    while start < end and text[start] in " \"'«»(-,;:.\n":
        start += 1
    if text[start:end].endswith("'s"):
        end -= 2
    while end > start and text[end - 1] in " \"'«»,;:\n(-":
        end -= 1
    return start, end


def _entities(text: str, found: Iterable[EntityMention]) -> tuple[EntityMention, ...]:
    """Disjoint mentions in order; the longest wins, and a known name inside a loose span takes its place."""
    mentions = list(found)
    known = sorted((mention for mention in mentions if mention.actor_ids), key=lambda each: each.span.start)
    starts = [mention.span.start for mention in known]
    kept: list[EntityMention] = []
    ranks = [(_rank(mention, _within(mention, known, starts), text), mention) for mention in mentions]
    ranked = sorted(ranks, key=lambda each: (-each[0], each[1].span.start, not each[1].actor_ids))
    taken = bytearray(len(text) + 1)
    for _, mention in ranked:
        start, end = mention.span.start, mention.span.end
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append(mention)
    return tuple(sorted(kept, key=lambda each: each.span.start))


def _within(mention: EntityMention, known: Sequence[EntityMention], starts: Sequence[int]) -> Sequence[EntityMention]:
    """The known names that begin inside *mention*."""
    return known[bisect_left(starts, mention.span.start) : bisect_left(starts, mention.span.end)]


_LOOSE: Final = re.compile(r",|;|\bet\b|\band\b|\bund\b|\n")
_APPOSED: Final = re.compile(
    r"(?:l'|la |le |d')?(?:entreprise|société|start-up|startup|groupe|éditeur|fournisseur|plateforme|géant|ministre"
    r"|éditrice)"
    r"(?: \w+)?\s*$",
    re.IGNORECASE,
)


def _rank(mention: EntityMention, known: Sequence[EntityMention], text: str) -> int:
    """Length, but nothing for a span that merely holds one of the *known* names plus words that are not its own."""
    start, end = mention.span.start, mention.span.end
    if mention.actor_ids:
        return end - start
    if mention.label == "MISC":
        return 0 if known else min(end - start, 3)
    for each in (name for name in known if name.span.end <= end):
        before, after = text[start : each.span.start], text[each.span.end : end]
        if _LOOSE.search(before + after) or _APPOSED.search(before) or not (before + after).strip(" -'"):
            return 0
    return end - start


def _cues(reader: Reader, text: str, folded: str, matched: Doc, tongue: str) -> tuple[CueMention, ...]:
    """Cues of the language, longest phrase of one cue only; different cues may overlap."""
    found: list[CueMention] = []
    for key, first, last in reader.cues(matched):
        span = matched[first:last]
        start, end = span.start_char, span.end_char
        for cue, phrase in reader.phrases[matched.vocab.strings[key]]:
            exact = cue.case_sensitive or (len(phrase) <= _ACRONYM and phrase.isupper())
            if _speaks(cue, tongue) and (not exact or text[start:end] == phrase):
                found.append(CueMention(Span(start, end), text[start:end], cue.id, cue.weight))
    for pattern in reader.patterns:
        if _speaks(pattern.cue, tongue):
            for match in pattern.regex.finditer(text if pattern.cue.case_sensitive else folded):
                if match.end() > match.start():
                    span_ = Span(match.start(), match.end())
                    found.append(
                        CueMention(span_, text[match.start() : match.end()], pattern.cue.id, pattern.cue.weight)
                    )
    return _longest(found)


def _speaks(cue: Cue, tongue: str) -> bool:
    return cue.language is None or cue.language == tongue


def _longest(found: list[CueMention]) -> tuple[CueMention, ...]:
    """*found* in order without mentions that lie inside a longer one of the same cue."""
    kept: list[CueMention] = []
    reached: dict[str, int] = {}
    for mention in sorted(found, key=lambda each: (each.span.start, -each.span.end, each.cue)):
        if mention.span.end > reached.get(mention.cue, -1):
            reached[mention.cue] = mention.span.end
            kept.append(mention)
    return tuple(kept)
