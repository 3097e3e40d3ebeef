"""Texts laid out for the readers of facts, as `extract` lays them out."""

from typing import Any

from builders import a_document
from watch.model import Annotation, Detection, Document, Status
from watch_pipelines.facts.page import Page, open_page
from watch_pipelines.typography import sentences, typographic

SEEN = Detection(is_announcement=True, score=1.0, status=Status.SIGNED, reasons=(), missing=(), deal_sentences=())


def annotation_of(document: Document) -> Annotation:
    """Sentences only: what the readers of dates, sums and wordings need."""
    plain = typographic(document.full_text)
    return Annotation(plain, sentences(plain), (), ())


def a_page(text: str, **changes: Any) -> Page:
    """A page of 9 January 2026, a Friday."""
    document = a_document(text, **changes)
    return open_page(document, annotation_of(document), SEEN)
