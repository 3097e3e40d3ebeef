"""A document as the readers of facts see it: folded text of the same length, sentences, and where the deal is told."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

from watch.model import Annotation, Detection, Document, Evidence, PublisherKind, Span
from watch_pipelines.scanning import scan
from watch_pipelines.typography import fold, typographic

READ_LIMIT: Final = 40_000
"""Characters of a document that are read for facts; a deal is told long before, and time stays bounded."""

LEAD: Final = 700
"""Characters of body that count as its opening."""

_QUOTES: Final = str.maketrans({"«": '"', "»": '"'})


@dataclass(frozen=True, slots=True)
class Page:
    """What every reader of facts takes; offsets are those of `Document.full_text`."""

    document_id: str
    text: str
    """`Document.full_text`, its first `READ_LIMIT` characters."""
    folded: str
    """Lower case, no accents, one form of quotes, dashes and spaces; same length as `text`."""
    plain: str
    """`text` with one form of quotes, dashes and spaces."""
    body: int
    """Where the body begins, after the title."""
    published: date | None
    publisher: str
    publisher_kind: PublisherKind
    language: str
    sentences: tuple[Span, ...]
    told: tuple[Span, ...]
    """Sentences in which detection saw the deal, in order; empty when it named none."""
    deal: tuple[Span, ...]
    """Paragraphs that tell the deal; the whole text when detection named none."""
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Where the sentences start: they are looked up for every mention."""

    def __post_init__(self) -> None:
        """List the starts of the sentences."""
        object.__setattr__(self, "_starts", tuple(span.start for span in self.sentences))

    def evidence(self, start: int, end: int) -> Evidence:
        """The characters *start* to *end*, without the spaces around them."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Evidence(self.document_id, start, end, self.text[start:end])

    def sentence_at(self, position: int) -> Span:
        """The sentence that holds *position*, or the whole text when none does."""
        index = bisect_right(self._starts, position) - 1
        if index >= 0 and position < self.sentences[index].end:
            return self.sentences[index]
        return Span(0, len(self.text))

    def tells_deal(self, position: int) -> bool:
        """True when *position* lies in a paragraph of the deal."""
        return any(span.start <= position < span.end for span in self.deal)

    def find(self, pattern: re.Pattern[str], *, within_deal: bool = False) -> Iterator[re.Match[str]]:
        """Matches of *pattern* in the folded text, in order."""
        for found in scan(pattern, self.folded):
            if not within_deal or self.tells_deal(found.start()):
                yield found

    @property
    def publisher_folded(self) -> str:
        """The publisher's name, folded."""
        return fold(typographic(self.publisher))

    @property
    def title(self) -> str:
        """The title, folded."""
        return self.folded[: self.body]


def open_page(document: Document, annotation: Annotation, detection: Detection) -> Page:
    """Lay *document* out for the readers of facts."""
    text = document.full_text[:READ_LIMIT]
    plain, folded = _spellings(text)
    body = min(len(document.title) + 2, len(text))
    sentences = tuple(
        Span(span.start, min(span.end, len(text))) for span in annotation.sentences if span.start < len(text)
    )
    return Page(
        document_id=document.id,
        text=text,
        folded=folded,
        plain=plain,
        body=body,
        published=document.published_on,
        publisher=document.publisher,
        publisher_kind=document.publisher_kind,
        language=document.language,
        sentences=sentences,
        told=tuple(span for span in detection.deal_sentences if span.start < len(text)),
        deal=_deal_paragraphs(text, body, detection.deal_sentences),
    )


@lru_cache(maxsize=2)
def _spellings(text: str) -> tuple[str, str]:
    """*text* with one form of marks, and folded too; detection and extraction open the same text."""
    plain = typographic(text)
    return plain, fold(plain).translate(_QUOTES)


_ROUND_UP: Final = re.compile(
    r"\b(?:l'essentiel de|la revue de|revue de (?:presse|la semaine)|semaine (?:en bref|de l'ia)|en bref|breves|"
    r"infolettre|newsletter|lettre d'information|round-?up|digest|week in|ce qu'il faut retenir|kurzmeldungen)\b"
)


def _deal_paragraphs(text: str, body: int, told: Sequence[Span]) -> tuple[Span, ...]:
    """Title and body; of a round-up only the paragraphs in which detection saw the deal."""
    if not told or not _ROUND_UP.search(fold(text[: body + 300])):
        return (Span(0, len(text)),)
    spans, start = [], 0
    for part in text.split("\n\n"):
        end = start + len(part)
        if any(span.start < end and span.end > start for span in told):
            spans.append(Span(start, end))
        start = end + 2
    return tuple(spans) or (Span(0, len(text)),)
