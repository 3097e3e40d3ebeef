"""How far a deal has come, document by document: who speaks first, and which word moves it on."""

from collections.abc import Sequence
from datetime import date, timedelta

from watch.model import Document, Member, PublisherKind, Status, Step

_SPEAKERS = {
    PublisherKind.REGISTER: 0,
    PublisherKind.GOVERNMENT: 1,
    PublisherKind.COMPANY: 2,
    PublisherKind.AGENCY: 3,
    PublisherKind.PRESS: 4,
    PublisherKind.BLOG: 5,
}
_RANKS = {
    Status.INTENDED: 0,
    Status.ANNOUNCED: 1,
    Status.PILOT: 1,
    Status.SIGNED: 2,
    Status.RENEWED: 3,
    Status.ENDED: 4,
}
"""A deal goes forward; a later text that only says less does not take it back."""
_LATER = timedelta(days=30)
"""From then on a secondary source may tell what the primary one did not: a letter of intent that was signed since."""


def primacy(member: Member) -> tuple[int, bool, bool, date, str]:
    """The order in which the documents of a deal are heard.

    Primary sources first; then what is no copy, what has a body, the earliest.
    """
    document, reading = member
    return (
        _SPEAKERS[document.publisher_kind],
        reading.duplicate_of is not None,
        reading.extraction is None,
        document.published_on or date.max,
        document.id,
    )


def steps(members: Sequence[Member]) -> tuple[Step, ...]:
    """The states that the documents of a deal give it, each when it is first said, in the order of time.

    On one day the most primary document is heard first. A document moves the deal on when it is as primary as the one
    that gave the present state, when it comes thirty days later, or when that state is only "announced". One that is
    more primary corrects what a secondary one said within thirty days, unless it only says "announced".
    """
    found: list[Step] = []
    speaker, rank = len(_SPEAKERS), -1
    for document, status in _in_order(members):
        said, step = _SPEAKERS[document.publisher_kind], Step(document.day, status.value, document.id)
        late = bool(found) and document.day - found[-1].day >= _LATER
        heard = said <= speaker or rank == _RANKS[Status.ANNOUNCED] or late
        if not found or (_RANKS[status] > rank and heard):
            found.append(step)
        elif said < speaker and not late and status is not Status.ANNOUNCED and found[-1].status != step.status:
            found[-1] = step
        else:
            speaker = min(speaker, said) if found[-1].status == step.status else speaker
            continue
        speaker, rank = said, _RANKS[status]
    return tuple(found)


def _in_order(members: Sequence[Member]) -> list[tuple[Document, Status]]:
    told = sorted(members, key=lambda member: (member[0].day, primacy(member)))
    return [(document, reading.detection.status) for document, reading in told if reading.detection.status is not None]


def standing(members: Sequence[Member]) -> Status:
    """The state in which the deal is by its documents; "announced" when none says it."""
    told = steps(members)
    return Status(told[-1].status) if told else Status.ANNOUNCED
