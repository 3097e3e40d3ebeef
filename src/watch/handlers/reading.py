"""captured → normalise, dedupe, detect, extract, resolve, link → announced or updated."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from watch import events
from watch.errors import StageError
from watch.handlers.correcting import corrected
from watch.handlers.settling import settle
from watch.handlers.workshop import Workshop
from watch.model import Annotation, Detection, Document, Extraction, Member, Reading
from watch.store import corrections, documents, outbox
from watch.store.outbox import Task
from watch_pipelines.coverage import keys_of, without_replaced
from watch_pipelines.dedupe import duplicate_of, fingerprint
from watch_pipelines.detect import detect
from watch_pipelines.divide import divide
from watch_pipelines.extract import extract
from watch_pipelines.normalise import normalise
from watch_pipelines.notice import read_notice

LANGUAGES = frozenset({"fr", "en", "de"})
"""Languages that the lexicon covers; a document in another one is set aside, not misread."""


def on_captured(shop: Workshop, task: Task) -> None:
    """Read a document: normalise, dedupe, detect, extract and resolve, link."""
    assert isinstance(task.event, events.DocumentCaptured)
    with shop.store.read() as tx:
        captured = documents.get(tx, task.event.document_id)
    if captured is None:
        raise StageError("is not in the store; replay the source", subject=f"document {task.event.document_id}")
    parts = read_parts(shop, normalise(captured))
    bands = [fingerprint(part.full_text) for part, _ in parts]
    with shop.store.write() as tx:
        shop.store.take_turn(tx)
        now = shop.clock()
        arrived: list[Member] = []
        for (part, reading), band in zip(parts, bands, strict=True):
            arrived += _stored(tx, part, reading, band, now)
        arrived += _given_up(tx, captured.id, len(parts), now)
        settle(shop, tx, arrived, now)
        outbox.finish(tx, task, now)


def _stored(
    tx: sa.Connection, document: Document, reading: Reading, bands: Sequence[int], now: datetime
) -> list[Member]:
    """Write what was read in a document, or in a part of one; return it, and the documents found to be copies of it."""
    near = documents.resembling(tx, document, bands)
    copy_of = duplicate_of(document, [other for other in near if other.order < document.order])
    reading = corrected(replace(reading, duplicate_of=copy_of), corrections.of_document(tx, document.id))
    documents.keep(tx, document)
    documents.save_fingerprint(tx, document.id, bands)
    documents.save_reading(tx, reading, now)
    documents.save_keys(tx, document, keys_of(reading), announces=reading.detection.is_announcement)
    later = _copied_later(tx, document, [other for other in near if other.order > document.order], now)
    return [(document, reading), *later]


def _given_up(tx: sa.Connection, document_id: str, kept: int, now: datetime) -> Iterator[Member]:
    """Parts of an earlier reading that are none any more: they announce nothing."""
    for part, reading in documents.with_readings(tx, documents.parts_of(tx, document_id)[kept - 1 :]):
        silent = replace(reading, detection=replace(reading.detection, is_announcement=False, status=None))
        documents.save_reading(tx, silent, now)
        documents.save_keys(tx, part, keys_of(silent), announces=False)
        yield part, silent


def _copied_later(tx: sa.Connection, document: Document, near: Sequence[Document], now: datetime) -> list[Member]:
    """Documents known already that turn out to be copies of this one, published before them; their readings say so."""
    found = []
    for other in near:
        reading = documents.reading(tx, other.id)
        if reading is None:
            continue
        known = documents.get(tx, reading.duplicate_of) if reading.duplicate_of else None
        copy_of = duplicate_of(other, [one for one in (document, known) if one is not None])
        if copy_of == document.id and copy_of != reading.duplicate_of:
            reading = replace(reading, duplicate_of=copy_of)
            documents.save_reading(tx, reading, now)
            found.append((other, reading))
    return found


def read(shop: Workshop, document: Document) -> Reading:
    """What the stages find in one normalised document; of several deals that it tells, in the first."""
    return read_parts(shop, document)[0][1]


def read_parts(shop: Workshop, document: Document) -> tuple[Member, ...]:
    """What the stages find in each deal that a normalised document tells: the first as the document's own reading,
    the others as readings of parts, which are documents of the same length with only their own paragraphs.
    """
    aside = None
    if document.language not in LANGUAGES:
        aside = f"language:{document.language}"
    elif not document.full_text.strip():
        aside = "empty"
    if aside:
        nothing = Detection(False, 0.0, None, (), (aside,), ())
        return ((document, Reading(document.id, nothing, None, aside, None)),)
    from watch_pipelines import nlp  # noqa: PLC0415  (spaCy: see `Workshop.reader`)

    (annotation,) = nlp.annotate(shop.reader, [(document.full_text, document.language)])
    if (notice := read_notice(document, annotation, shop.config.register, shop.config.lexicon)) is not None:
        return ((document, notice),)

    def deal_of(part: Document, annotation: Annotation) -> tuple[Detection, Extraction]:
        detection = detect(part, annotation, shop.config.register)
        extraction = extract(part, annotation, detection, shop.config.register, shop.config.lexicon)
        return detection, without_replaced(part, extraction, shop.config.linking.replaced)

    (_, first), *others = divide(document, annotation, deal_of(document, annotation), deal_of)
    readings = [(document, first), *others]
    return tuple((part, Reading(part.id, *found, None, None)) for part, found in readings)
