"""captured → normalise, dedupe, detect, extract, resolve, link → announced or updated."""

from dataclasses import replace

from watch import events
from watch.errors import StageError
from watch.handlers.correcting import corrected
from watch.handlers.joining import join
from watch.handlers.workshop import Workshop
from watch.model import Detection, Document, Reading
from watch.store import announcements, corrections, documents, outbox
from watch.store.outbox import Task
from watch_pipelines.dedupe import duplicate_of, fingerprint
from watch_pipelines.detect import detect
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
    document = normalise(captured)
    reading = read(shop, document)
    bands = fingerprint(document.full_text)
    with shop.store.write() as tx:
        shop.store.take_turn(tx)
        now = shop.clock()
        copy_of = duplicate_of(document, documents.resembling(tx, document, bands))
        reading = corrected(replace(reading, duplicate_of=copy_of), corrections.of_document(tx, document.id))
        documents.replace(tx, document)
        documents.save_fingerprint(tx, document.id, bands)
        documents.save_reading(tx, reading, now)
        if reading.detection.is_announcement and announcements.of_document(tx, document.id) is None:
            join(tx, document, reading, now)
        outbox.finish(tx, task, now)


def read(shop: Workshop, document: Document) -> Reading:
    """What the stages find in one normalised document."""
    aside = None
    if document.language not in LANGUAGES:
        aside = f"language:{document.language}"
    elif not document.full_text.strip():
        aside = "empty"
    if aside:
        nothing = Detection(False, 0.0, None, (), (aside,), ())
        return Reading(document.id, nothing, None, aside, None)
    from watch_pipelines import nlp  # noqa: PLC0415  (spaCy: see `Workshop.reader`)

    (annotation,) = nlp.annotate(shop.reader, [(document.full_text, document.language)])
    if (notice := read_notice(document, annotation, shop.config.register, shop.config.lexicon)) is not None:
        return notice
    detection = detect(document, annotation, shop.config.register)
    extraction = extract(document, annotation, detection, shop.config.register, shop.config.lexicon)
    return Reading(document.id, detection, extraction, None, None)
