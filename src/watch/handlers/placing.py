"""placed, withdrawn → link: an editor's act on documents and announcements, or a publisher's, takes effect."""

from watch import events
from watch.errors import StageError
from watch.handlers.joining import gather
from watch.handlers.settling import settle
from watch.handlers.workshop import Workshop
from watch.store import documents, links, outbox, placements
from watch.store.outbox import Task


def on_placed(shop: Workshop, task: Task) -> None:
    """Put the documents of an act where it says, and write the versions, redirects and events that follow."""
    assert isinstance(task.event, events.DocumentsPlaced)
    with shop.store.write() as tx:
        shop.store.take_turn(tx)
        now = shop.clock()
        act = placements.get(tx, task.event.placement_id)
        if act is None:
            raise StageError("is not in the store", subject=f"placement {task.event.placement_id}")
        placed = []
        for one in act.documents:
            document, reading = documents.get(tx, one.document_id), documents.reading(tx, one.document_id)
            if document is not None and reading is not None:
                placed.append((document, reading))
        settle(shop, tx, placed, now)
        outbox.finish(tx, task, now)


def on_withdrawn(shop: Workshop, task: Task) -> None:
    """Hear the other documents of a deal first, now that the publisher of this one has taken it back."""
    assert isinstance(task.event, events.DocumentWithdrawn)
    with shop.store.write() as tx:
        shop.store.take_turn(tx)
        now = shop.clock()
        announcement_id = links.of_document(tx, task.event.document_id)
        if announcement_id is not None:
            gather(shop, tx, announcement_id, now)
        outbox.finish(tx, task, now)
