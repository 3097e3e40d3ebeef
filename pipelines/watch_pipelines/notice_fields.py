"""The "label: value" lines of a notice in a procurement register, and where each value stands.

Registers give fields, and the interface of a source (`sources.yml`) writes them as lines. Offsets are those of
`Document.full_text`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from watch.model import Document, Evidence, PublisherKind, Span
from watch_pipelines.typography import fold, typographic

READ_AT_MOST: Final = 40_000
"""Characters of a notice that are read."""


class Kind(StrEnum):
    """What a line of a notice says."""

    OBJECT = "object"
    BUYER = "buyer"
    HOLDER = "holder"
    AMOUNT = "amount"
    DURATION = "duration"
    CONCLUDED = "concluded"
    NATURE = "nature"
    CATEGORY = "category"


_LABELS: Final = {
    Kind.OBJECT: (
        r"objet|intitule|designation|description|descriptif|lots? (?:n ?[°o] ?)?\d{1,3}|subject|title|gegenstand"
    ),
    Kind.BUYER: (
        r"acheteurs?|pouvoirs? adjudicateurs?|entites? adjudicatrices?|organisme acheteur|maitre d'ouvrage|buyers?"
        r"|contracting authorit(?:y|ies)|auftraggeber"
    ),
    Kind.HOLDER: (
        r"titulaires?|attributaires?|adjudicataires?|(?:noms? du |societes? )?titulaires? retenue?s?|winners?"
        r"|contractors?|auftragnehmer"
    ),
    Kind.AMOUNT: r"montants?|valeurs?|prix|couts?|(?:total )?value|amount|wert",
    Kind.DURATION: r"durees?|duration|laufzeit",
    Kind.CONCLUDED: (
        r"(?:date (?:de |d'))?(?:notification|conclusion|signature)|notifie|conclu|signe|contrat conclu"
        r"|(?:date of )?conclusion of the contract"
    ),
    Kind.NATURE: r"nature|techniques?|forme|type d'avis|notice type",
    Kind.CATEGORY: r"type de marche|categorie",
}
_LOT: Final = r"(?:lots? (?:n ?[°o] ?)?\d{1,3} ?[-:.,] ?)?"
"""« Lot n° 2 – Titulaire : … »"""
_MORE: Final = r"(?: [^:;\n()]{1,40}?)?(?: ?\([^)\n]{1,30}\))?"
"""« Montant total HT (euros) : … »"""
_FIELD: Final = re.compile(
    rf"{_LOT}(?:{'|'.join(f'(?P<{kind.name}>{labels})' for kind, labels in _LABELS.items())}){_MORE} ?: ?"
)
_SEGMENT: Final = re.compile(r"[^\n]+?(?=\n|$| ?; (?:procedures?|cpv|techniques?|nature|forme|durees?|montants?)\b)")
"""A line, or a part of one that holds several fields."""
_CODES: Final = re.compile(r"\bcpv\b[ :n°o]{0,4}(?P<main>\d{8})")
_FORM: Final = (Kind.OBJECT, Kind.BUYER, Kind.HOLDER)


@dataclass(frozen=True, slots=True)
class Line:
    """One field as it is written."""

    kind: Kind
    label: str
    """Folded, with all that stands before the colon."""
    start: int
    """Where the value begins."""
    end: int

    @property
    def span(self) -> Span:
        """Where the value stands."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Notice:
    """A document that has the form of a notice, as fields."""

    document: Document
    text: str
    """`Document.full_text`, its first `READ_AT_MOST` characters."""
    plain: str
    """`text` with one form of spaces, quotes and dashes; same length."""
    folded: str
    """`plain` in lower case without accents; same length."""
    lines: tuple[Line, ...]

    def of(self, *kinds: Kind) -> tuple[Line, ...]:
        """The lines of *kinds*, in order."""
        return tuple(line for line in self.lines if line.kind in kinds)

    def evidence(self, start: int, end: int) -> Evidence:
        """The characters *start* to *end*."""
        return Evidence(self.document.id, start, end, self.text[start:end])

    @property
    def objects(self) -> tuple[Span, ...]:
        """Where the notice says what is bought; its title when no line does."""
        stated = tuple(line.span for line in self.of(Kind.OBJECT) if line.end > line.start)
        return stated or (Span(0, len(self.document.title)),)

    @property
    def main_code(self) -> str | None:
        """The first CPV code, eight digits; None without one."""
        found = _CODES.search(self.folded)
        return found["main"] if found else None

    @property
    def heading(self) -> Span:
        """What the title says before it names buyer or object: « Résultat de marché – … »."""
        found = re.search(r" - |:", self.plain[: len(self.document.title)])
        return Span(0, found.start() if found else len(self.document.title))


def open_notice(document: Document) -> Notice | None:
    """*document* as fields; None unless a register published it and two of object, buyer and holder are lines of it."""
    if document.publisher_kind is not PublisherKind.REGISTER:
        return None
    text = document.full_text[:READ_AT_MOST]
    plain = typographic(text)
    folded = fold(plain)
    lines = tuple(_lines(folded))
    if len({line.kind for line in lines} & set(_FORM)) < 2:
        return None
    return Notice(document, text, plain, folded, lines)


def _lines(folded: str) -> Iterator[Line]:
    """The segments of *folded* that begin with a known label."""
    for segment in _SEGMENT.finditer(folded):
        found = _FIELD.match(folded, _after(folded, segment.start(), " ;"), segment.end())
        if found is not None:
            kind = next(kind for kind in Kind if found[kind.name] is not None)
            start, end = found.end(), segment.end()
            start = _after(folded[:end], start, " ")
            while end > start and folded[end - 1] in " ;,":
                end -= 1
            yield Line(kind, found.group().rstrip(" :"), start, end)


def _after(text: str, at: int, skipped: str) -> int:
    """The first place from *at* on whose character is none of *skipped*."""
    while at < len(text) and text[at] in skipped:
        at += 1
    return at
