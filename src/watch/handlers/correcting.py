"""corrected → link: a reviewer's word takes effect on the reading and on the announcement."""

from collections.abc import Sequence
from dataclasses import replace

from watch import events
from watch.errors import StageError
from watch.handlers.settling import settle
from watch.handlers.workshop import Workshop
from watch.model import Correction, Extraction, HostingMention, Party, Reading, Reason
from watch.store import corrections, documents, outbox
from watch.store.outbox import Task
from watch_pipelines.coverage import keys_of

REVIEWER = "reviewer"
"""The rule of the reason that marks a reading as settled by a person."""

_NOTHING = Extraction(
    parties=(),
    hosting=(),
    announced_on=None,
    signed_on=None,
    instrument=None,
    sector=None,
    sensitivity=None,
    amount=None,
    duration_months=None,
    use_cases_stated=False,
    claims=(),
    project=None,
    evidence=(),
    cues=(),
)
"""What a document that was never read states."""


def corrected(reading: Reading, said: Sequence[Correction]) -> Reading:
    """*reading* with the corrections *said*, in their order; applying them twice changes nothing."""
    for correction in said:
        reading = _corrected(reading, correction)
    return reading


def _corrected(reading: Reading, correction: Correction) -> Reading:
    detection, yes = reading.detection, correction.is_announcement
    machine = tuple(reason for reason in detection.reasons if reason.rule != REVIEWER)
    settled = replace(
        detection,
        is_announcement=yes,
        status=(correction.status or detection.status) if yes else None,
        missing=() if yes else detection.missing,
        reasons=(Reason(REVIEWER, 0.0, None), *machine),
    )
    facts = reading.extraction or _NOTHING
    dates = dict(correction.dates)
    facts = replace(
        facts,
        parties=_parties(facts.parties, correction),
        hosting=_hosting(facts.hosting, correction),
        announced_on=dates.get("announced_on", facts.announced_on),
        signed_on=dates.get("signed_on", facts.signed_on),
        evidence=tuple((field, evidence) for field, evidence in facts.evidence if field not in dates),
    )
    return replace(reading, detection=settled, extraction=facts)


def _parties(known: Sequence[Party], correction: Correction) -> tuple[Party, ...]:
    """The known parties without those named otherwise, each corrected one at the place of the one it replaces."""
    dropped = {name.casefold() for name in correction.without_parties}
    left = [party for party in known if party.name.casefold() not in dropped]
    for party in correction.parties:
        same = [place for place, one in enumerate(left) if _same(one, party)]
        left = [one for place, one in enumerate(left) if place not in same]
        left.insert(same[0] if same else len(left), party)
    return tuple(left)


def _same(one: Party, other: Party) -> bool:
    known = one.actor_id is not None and one.actor_id == other.actor_id
    return known or one.name.casefold() == other.name.casefold()


def _hosting(known: Sequence[HostingMention], correction: Correction) -> tuple[HostingMention, ...]:
    """The known statements without those that are none, each corrected one instead of those it overlaps."""
    dropped = {words.casefold() for words in correction.without_hosting}
    stated = correction.hosting
    left = [
        one
        for one in known
        if one.evidence.quote.casefold() not in dropped and not any(_overlap(one, other) for other in stated)
    ]
    return tuple(sorted((*left, *stated), key=lambda one: one.evidence.start))


def _overlap(one: HostingMention, other: HostingMention) -> bool:
    return one.evidence.start < other.evidence.end and other.evidence.start < one.evidence.end


def on_corrected(shop: Workshop, task: Task) -> None:
    """Put the corrections of a document into its reading, and link, gather again or withdraw what follows from it."""
    assert isinstance(task.event, events.DocumentCorrected)
    document_id = task.event.document_id
    with shop.store.write() as tx:
        shop.store.take_turn(tx)
        now = shop.clock()
        document, read = documents.get(tx, document_id), documents.reading(tx, document_id)
        if document is None or read is None:
            raise StageError("is not in the store, or was not read yet", subject=f"document {document_id}")
        reading = corrected(read, corrections.of_document(tx, document_id))
        documents.save_reading(tx, reading, now)
        documents.save_keys(tx, document, keys_of(reading), announces=reading.detection.is_announcement)
        settle(shop, tx, [(document, reading)], now)
        outbox.finish(tx, task, now)
