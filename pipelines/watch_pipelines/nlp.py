"""The reader: what spaCy, the register and the lexicon see in a text. Only `loaded` and `language` know spaCy too.

A text is read once. Characters are unified one for one (`typography`), names come from the shipped NER model and from
the register, cues from the lexicon; longest names win. Everything the reader returns is a value with offsets into
`Document.full_text`; nothing of spaCy leaves this module.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from watch.errors import ModelError
from watch.model import Annotation, Cue, CueMention, EntityMention, Lexicon, Register, Span
from watch_pipelines.loaded import LoadedModel
from watch_pipelines.name_forms import capitalised_spans, named_spans
from watch_pipelines.name_index import DETERMINER, WrittenName, written_names
from watch_pipelines.overlaps import disjoint
from watch_pipelines.phrases import Phrases, index
from watch_pipelines.scanning import Group
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
class _Patterns:
    """Compiled patterns of cues, and the cue of each."""

    group: Group
    cues: Mapping[str, Cue]


@dataclass(frozen=True, slots=True)
class Reader:
    """All that `annotate` needs; built once, used by one thread at a time."""

    model: LoadedModel
    names: Phrases[WrittenName]
    cues: Phrases[tuple[tuple[Cue, str], ...]]
    """Cues by phrase; each with the phrase as the lexicon writes it."""
    patterns: Mapping[str | None, Mapping[bool, _Patterns]]
    """By language, None for every other one; and by whether they read the text as it is written or folded."""

    @property
    def language(self) -> Language:
        """The pipeline; another one after very many texts."""
        return self.model.language

    @property
    def has_model(self) -> bool:
        """Whether names are found that the register does not know."""
        return "ner" in self.language.pipe_names


def build(register: Register, lexicon: Lexicon, model_path: Path | None = None) -> Reader:
    """Return a reader of *register* and *lexicon* with the model at *model_path*; without one, register names only.

    Raises ModelError when *model_path* holds no usable model or a pattern of the lexicon is no regular expression.
    """
    model = LoadedModel(model_path)
    language = model.language
    names = {_words(language, name.text): name for name in written_names(register)}
    phrases: dict[tuple[str, ...], list[tuple[Cue, str]]] = {}
    for cue in lexicon.cues.values():
        for phrase in cue.phrases:
            for spelling in _spellings(typographic(phrase)):
                phrases.setdefault(_words(language, spelling), []).append((cue, spelling))
    meanings = {words: tuple(cues) for words, cues in phrases.items()}
    return Reader(model, index(names), index(meanings), _patterns(lexicon.cues.values()))


def _patterns(cues: Iterable[Cue]) -> Mapping[str | None, Mapping[bool, _Patterns]]:
    """The patterns of *cues* by language and by whether capitals count."""
    compiled = [
        (cue, f"{cue.id}/{number}", _compile(cue, each)) for cue in cues for number, each in enumerate(cue.patterns)
    ]
    by_tongue: dict[str | None, dict[bool, _Patterns]] = {}
    for tongue in {None, *(cue.language for cue, _, _ in compiled)}:
        for exact in (True, False):
            mine = [each for each in compiled if each[0].language in {None, tongue} and each[0].case_sensitive is exact]
            by_tongue.setdefault(tongue, {})[exact] = _Patterns(
                Group({name: regex for _, name, regex in mine}), {name: cue for cue, name, _ in mine}
            )
    return by_tongue


_PLAIN: Final = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+)*")
"""A phrase that the tokeniser cuts at its spaces and nowhere else; most names are, and cutting them here is quick."""


def _words(language: Language, phrase: str) -> tuple[str, ...]:
    """*phrase* as folded words."""
    folded = fold(phrase)
    if _PLAIN.fullmatch(folded):
        return tuple(folded.split(" "))
    return tuple(word.text for word in language.make_doc(folded))


def annotate(reader: Reader, texts: Sequence[tuple[str, str]]) -> tuple[Annotation, ...]:
    """Annotate (text, language) pairs, in order; *text* is `Document.full_text`, and offsets index it."""
    annotations: list[Annotation] = []
    for first in range(0, len(texts), _BATCH):
        batch = texts[first : first + _BATCH]
        prepared = [typographic(text) for text, _ in batch]
        seen = [visible(_ENDLESS.sub(_blank, text[:READ_AT_MOST])) for text in prepared]
        with reader.model.zone():
            docs = reader.language.pipe([text for text, _ in seen])
            for whole, (text, places), doc, (_, tongue) in zip(prepared, seen, docs, batch, strict=True):
                annotations.append(_annotation(reader, whole, text, places, doc, tongue))
    return tuple(annotations)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _spellings(phrase: str) -> set[str]:
    """*phrase* with its hyphens and with spaces for them: « accord-cadre », « accord cadre »."""
    return {phrase, phrase.replace("-", " ")} if re.search(r"\w-\w", phrase) else {phrase}


def _compile(cue: Cue, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ModelError(f"{pattern!r} is no regular expression ({error}); correct it", subject=cue.id) from error


class _Words(NamedTuple):
    """The folded words of a text, and where each begins."""

    words: list[str]
    starts: list[int]

    def span(self, first: int, last: int) -> Span:
        """Where the words *first* up to *last*, itself left out, stand."""
        return Span(self.starts[first], self.starts[last - 1] + len(self.words[last - 1]))


def _words_of(language: Language, doc: Doc, folded: str) -> _Words:
    """The words of *doc* as *folded* spells them; a full stop after capitals (« DGFiP. ») is cut off like any other."""
    words, starts = [], []
    whole = language.tokenizer.rules  # type: ignore[union-attr]  # ours is spaCy's own
    for start, length in doc.to_array(["IDX", "LENGTH"]).tolist():
        word = folded[start : start + length]
        starts.append(start)
        if length > 1 and word.endswith(".") and word not in whole:
            words.append(word[:-1])
            starts.append(start + length - 1)
            word = "."
        words.append(word)
    return _Words(words, starts)


def _annotation(
    reader: Reader, whole: str, text: str, kept: tuple[int, ...] | None, doc: Doc, tongue: str
) -> Annotation:
    """The values found in *text*, moved back to the places of *whole* when invisible characters were left out."""
    folded = fold(text)
    words = _words_of(reader.language, doc, folded)
    spans = sentences(text)
    entities = disjoint(text, [*_register_names(reader, text, words), *_other_names(text, doc, tongue)])
    cues = _cues(reader, text, folded, words, tongue)
    if kept is None:
        return Annotation(whole, spans, entities, cues)
    return Annotation(
        whole,
        tuple(_moved(span, kept) for span in spans),
        tuple(
            EntityMention(_moved(each.span, kept), each.text, each.label, each.actor_ids, each.ambiguous)
            for each in entities
        ),
        tuple(CueMention(_moved(each.span, kept), each.text, each.cue, each.weight) for each in cues),
    )


def _moved(span: Span, places: tuple[int, ...]) -> Span:
    return Span(places[span.start], places[span.end - 1] + 1)


def _register_names(reader: Reader, text: str, words: _Words) -> Iterator[EntityMention]:
    """Names of the register; capitals must agree unless the whole line is in capitals."""
    for name, first, last in reader.names.within(words.words):
        span = words.span(first, last)
        surface = text[span.start : span.end]
        if name.fits(surface, shouted=surface != name.text and _shouted(text, span.start)):
            label = "PER" if name.person else "ORG"
            yield EntityMention(span, surface, label, name.actor_ids, name.ambiguous)


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
        prose = (_PROSE.search if tongue == "en" else _NOUN_AND_VERB.match)(text, start, end)
        if end > start and not prose:
            label = _LABELS.get(entity.label_, entity.label_)
            yield EntityMention(Span(start, end), text[start:end], label, (), False)
    for span in capitalised_spans(text):
        yield EntityMention(span, text[span.start : span.end], "MISC", (), False)


_PROSE: Final = re.compile(r"(?:^| )(?!(?:of|for|and|the|de|du|des|la|le|en|to|on)\b)[a-z]{2,}\b")
"""A small word that no English name holds: the French model took a clause for a name."""

_NOUN_AND_VERB: Final = re.compile(
    r"[\w-]+ (?!(?:pour|par|sur|sous|chez|dans|hors|avec|aux|des)\b)[a-zà-ÿ]{3,} "
    r"(?:l'|le |la |les |un |une |son |sa |ses )"
)
"""« ministère chiffre l'économie »: a noun, a verb and its object, taken for a name."""

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


def _cues(reader: Reader, text: str, folded: str, words: _Words, tongue: str) -> tuple[CueMention, ...]:
    """Cues of the language, longest phrase of one cue only; different cues may overlap."""
    found: list[CueMention] = []
    for meant, first, last in reader.cues.within(words.words):
        span = words.span(first, last)
        surface = text[span.start : span.end]
        for cue, phrase in meant:
            exact = cue.case_sensitive or (len(phrase) <= _ACRONYM and phrase.isupper())
            if _speaks(cue, tongue) and (not exact or surface == phrase):
                found.append(CueMention(span, surface, cue.id, cue.weight))
    for exact, patterns in reader.patterns.get(tongue, reader.patterns[None]).items():
        for name, match in patterns.group.scan(text if exact else folded):
            cue = patterns.cues[name]
            if match.end() > match.start():
                span = Span(match.start(), match.end())
                found.append(CueMention(span, text[span.start : span.end], cue.id, cue.weight))
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
