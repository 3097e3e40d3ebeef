"""C16: how strongly somebody claims sovereignty for this deal. A claim moves no axis."""

from dataclasses import replace

from watch.model import Claim, Finding, PublisherKind, Scope, Tier
from watch_pipelines.casework.case import Case
from watch_pipelines.casework.testimony import (
    Passage,
    Sighting,
    conclude,
    origin,
    passage_at,
    published,
    publisher_is_party,
    sightings,
    tier_of,
    wording,
)


def sovereignty(case: Case) -> Finding:
    """C16: 0 none, 1 generic or only the journalist's, 2 the supplier or an agent alone, 3 the body officially."""
    found = [_graded(case, sighting) for sighting in sightings(case, "claims.sovereignty")]
    found += [one for claim in case.announcement.claims if (one := _claimed(case, claim))]
    sides = {one.value for one in found}
    if {"body", "supplier"} <= sides:
        found = [replace(one, value="3") if one.value in {"body", "supplier"} else one for one in found]
    graded = [replace(one, value={"body": "2", "supplier": "2"}.get(one.value, one.value)) for one in found]
    concluded = conclude("claims.sovereignty", graded, ("3", "2", "1"))
    if concluded.value is not None:
        return concluded
    return Finding("claims.sovereignty", "0", Scope.CONTRACT, Tier.B, None, (), (), "no such word in the documents")


def _graded(case: Case, sighting: Sighting) -> Sighting:
    """Place a strong word by who says it: an official text makes 3, a party quoted makes 2, a journalist 1."""
    passage = passage_at(case, sighting.evidence) if sighting.value == "strong" else None
    if passage is None:
        return replace(sighting, value="1")
    document, said = passage.document, _clause(passage, sighting)
    own_page = document.publisher_kind is PublisherKind.COMPANY and publisher_is_party(case, document)
    voices = (
        ("3", document.publisher_kind is PublisherKind.GOVERNMENT or wording(case, "both_voices", said)),
        ("supplier", own_page),
        ("3", wording(case, "official_voice", said)),
        ("body", wording(case, "body_voice", said)),
        ("supplier", wording(case, "supplier_voice", said) or wording(case, "attributed", said)),
    )
    return replace(sighting, value=next((voice for voice, heard in voices if heard), "1"))


def _clause(passage: Passage, sighting: Sighting) -> str:
    """The part of the sentence, between colons and semicolons, in which the word stands: its speaker is named there."""
    at = sighting.evidence.start - passage.start
    start = max(passage.folded.rfind(mark, 0, at) for mark in ":;") + 1
    ends = [end for mark in ":;" if (end := passage.folded.find(mark, at)) >= 0]
    return passage.folded[start : min(ends, default=len(passage.folded))]


def _claimed(case: Case, claim: Claim) -> Sighting | None:
    """A claim that extraction graded; kept as it is graded, so that both readings are weighed."""
    passage = passage_at(case, claim.evidence)
    if passage is None or claim.strength < 1:
        return None
    graded = {1: "1", 2: claim.by if claim.by in {"body", "supplier"} else "2"}.get(claim.strength, "3")
    return Sighting(
        value=graded,
        evidence=claim.evidence,
        tier=tier_of(case, passage),
        origin=origin(case, passage),
        as_of=published(passage.document),
    )
