"""The life of a deal as its documents tell it: its states in time, and what the documents say differently."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from watch.model import (
    Document,
    Extraction,
    HostingKind,
    HostingScope,
    Instrument,
    Member,
    PartialDate,
    PublisherKind,
    Reading,
    Said,
    Step,
    Testimony,
)
from watch_pipelines.states import primacy, steps

REPLACED, DENIED = "replaced", "denied"
"""States that only another deal's document, or a party's denial, tells."""
_DENIALS = frozenset({"cue.against.denial", "cue.against.denied_deal"})
_PARTIES_SPEAK = frozenset({PublisherKind.GOVERNMENT, PublisherKind.COMPANY})


def states(members: Sequence[Member], closing: Sequence[Member], following: Sequence[Member]) -> tuple[Step, ...]:
    """The states of a deal in the order of time, each once in a row, with the document that first says it.

    *members* report the deal, *closing* documents tell that its supplier is replaced, *following* ones comment on it.
    """
    days = list(steps(members))
    days += [Step(document.day, REPLACED, document.id) for document, _ in closing]
    days += [Step(document.day, DENIED, document.id) for document, reading in following if _denies(document, reading)]
    kept: list[Step] = []
    for step in sorted(days, key=lambda one: one.day):
        if not kept or kept[-1].status != step.status:
            kept.append(step)
    return tuple(kept)


def _denies(document: Document, reading: Reading) -> bool:
    """Whether a body or a company denies."""
    rules = {reason.rule for reason in reading.detection.reasons}
    return document.publisher_kind in _PARTIES_SPEAK and bool(rules & _DENIALS)


def testimonies(members: Sequence[Member]) -> tuple[Testimony, ...]:
    """For each fact that some document states, its values with the documents that give them."""
    ranked = _with_one_name_a_host(sorted(members, key=primacy))
    found = (Testimony(fact, _said(ranked, of, agree)) for fact, of, agree in _FACTS)
    return tuple(testimony for testimony in found if testimony.said)


def _with_one_name_a_host(ranked: Sequence[Member]) -> list[Member]:
    """The same readings, each host under the name that the first document gives it: AWS is Amazon Web Services."""
    known = [facts for _, reading in ranked if (facts := reading.extraction) is not None]
    names = {one.provider_id: one.provider for facts in reversed(known) for one in reversed(facts.hosting)}

    def named(facts: Extraction) -> Extraction:
        hosts = (replace(one, provider=names[one.provider_id]) if one.provider_id else one for one in facts.hosting)
        return replace(facts, hosting=tuple(hosts))

    return [(one, replace(read, extraction=read.extraction and named(read.extraction))) for one, read in ranked]


def _said(
    ranked: Sequence[Member], of: Callable[[Extraction], Sequence[str]], agree: Callable[[str, str], bool]
) -> tuple[Said, ...]:
    values: list[tuple[str, list[str]]] = []
    for document, reading in ranked:
        for value in of(reading.extraction) if reading.extraction else ():
            known = next((place for place, (each, _) in enumerate(values) if agree(each, value)), None)
            if known is None:
                values.append((value, [document.id]))
            else:
                each, ids = values[known]
                values[known] = (max(each, value, key=_precision), [*ids, document.id])
    return tuple(Said(value, tuple(dict.fromkeys(ids))) for value, ids in values)


def _same(one: str, other: str) -> bool:
    return one == other


def _same_day(one: str, other: str) -> bool:
    """A month and a day of that month do not contradict each other."""
    return PartialDate.parse(one).agrees(PartialDate.parse(other))


_VAGUE = frozenset(
    {
        *(Instrument.PARTNERSHIP.value, Instrument.OTHER.value),
        *(HostingKind.LOCATION_ONLY.value, HostingKind.UNSPECIFIED_CLAIM.value),
    }
)
"""« Partenariat » is said of every deal; a place, or a claim without detail, contradicts no named host."""


def _same_or_vague(one: str, other: str) -> bool:
    return one == other or any(value.partition(":")[0] in _VAGUE for value in (one, other))


def _precision(value: str) -> tuple[bool, int]:
    """Of two values that agree the one with more in it is shown."""
    return value.partition(":")[0] not in _VAGUE, len(value)


def _day(day: PartialDate | None) -> tuple[str, ...]:
    return (str(day),) if day is not None else ()


def _hosts(facts: Extraction) -> Iterator[str]:
    for mention in facts.hosting:
        if mention.scope is HostingScope.CONTRACT and not mention.hypothetical and not mention.negated:
            yield f"{mention.kind.value}:{mention.provider or mention.location or ''}"


_FACTS: tuple[tuple[str, Callable[[Extraction], Sequence[str]], Callable[[str, str], bool]], ...] = (
    ("announced_on", lambda one: _day(one.announced_on), _same_day),
    ("signed_on", lambda one: _day(one.signed_on), _same_day),
    ("amount", lambda one: (f"{one.amount.value:.0f} {one.amount.currency}",) if one.amount else (), _same),
    ("duration_months", lambda one: (str(one.duration_months),) if one.duration_months else (), _same),
    ("instrument", lambda one: (one.instrument.value,) if one.instrument else (), _same_or_vague),
    ("sector", lambda one: (one.sector.value,) if one.sector else (), _same),
    ("hosting", lambda one: tuple(dict.fromkeys(_hosts(one))), _same_or_vague),
)
