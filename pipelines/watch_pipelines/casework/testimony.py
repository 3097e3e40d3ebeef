"""How strong a sentence is (framework, section 7), and the wordings of a criterion read in the documents."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from watch.model import Document, Evidence, Finding, PublisherKind, Reading, Scope, Side, Sign, Tier
from watch_pipelines.casework.case import CASES_REMEMBERED, Case, at_least
from watch_pipelines.dedupe import origins
from watch_pipelines.typography import fold, sentences, typographic

_CONTEXT = 1
"""Sentences before the quoted one, in the same paragraph, in which the speaker may be named."""


_TIER_AT_SOURCE = {
    PublisherKind.REGISTER: Tier.A,
    PublisherKind.GOVERNMENT: Tier.B,
    PublisherKind.BLOG: Tier.D,
}
"""What a publisher's own word weighs; press and agencies weigh what the person they quote weighs."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of one document of the case."""

    document: Document
    reading: Reading
    start: int
    end: int
    folded: str
    """The sentence in lower case, without accents: same length."""
    before: str
    """What precedes it in its paragraph, folded: who speaks is often named there."""

    def evidence(self, start: int | None = None, end: int | None = None) -> Evidence:
        """The characters from *start* to *end* of the sentence (the whole of it by default)."""
        first, last = self.start + (start or 0), self.start + end if end is not None else self.end
        return Evidence(self.document.id, first, last, self.document.full_text[first:last])


@dataclass(frozen=True, slots=True)
class Sighting:
    """One wording of a criterion met in one sentence."""

    value: str
    evidence: Evidence
    tier: Tier
    origin: str
    """Publisher family: copies of one press release are one origin."""
    as_of: str | None


@lru_cache(maxsize=1024)
def _cut(full_text: str) -> tuple[tuple[int, int, str], ...]:
    """The sentences of a text as (start, end, folded), cached: seventeen criteria read the same documents."""
    text = typographic(full_text)
    folded = fold(text)
    return tuple((span.start, span.end, folded[span.start : span.end]) for span in sentences(text))


@lru_cache(maxsize=4096)
def pattern(expression: str) -> re.Pattern[str]:
    """Compile an expression of the framework once."""
    return re.compile(expression)


def wording(case: Case, value: str, text: str) -> bool:
    """Return whether the folded *text* holds one of the framework's shared wordings called *value*."""
    expressions = (one for sign in case.framework.wordings if sign.value == value for one in sign.any_of)
    return any(_filled(case, expression).search(text) for expression in expressions)


@lru_cache(maxsize=CASES_REMEMBERED)
def passages(case: Case) -> tuple[Passage, ...]:
    """The sentences that may speak of the deal: all of a document, or only the deal's paragraphs of a round-up."""
    found: list[Passage] = []
    for document, reading in case.readings:
        text = document.full_text
        cut = _cut(text)
        paragraphs = _paragraphs_kept(case, document, reading)
        for place, (start, end, folded) in enumerate(cut):
            if paragraphs is not None and not any(first <= start < last for first, last in paragraphs):
                continue
            earlier = [f for s, e, f in cut[max(0, place - _CONTEXT) : place] if "\n\n" not in text[e:start]]
            found.append(Passage(document, reading, start, end, folded, " ".join(earlier)))
    return tuple(found)


@lru_cache(maxsize=CASES_REMEMBERED)
def deal_passages(case: Case) -> tuple[Passage, ...]:
    """Titles and the sentences that carry the deal; all of a document in which detection marked none."""
    kept = []
    for passage in passages(case):
        spans = passage.reading.detection.deal_sentences
        in_title = passage.start < len(passage.document.title)
        if in_title or not spans or any(s.start < passage.end and passage.start < s.end for s in spans):
            kept.append(passage)
    return tuple(kept)


def _paragraphs_kept(case: Case, document: Document, reading: Reading) -> list[tuple[int, int]] | None:
    """In a round-up, the paragraphs that hold a sentence of the deal; None: every paragraph."""
    deal = reading.detection.deal_sentences
    if not deal or not wording(case, "roundup", fold(typographic(document.title))):
        return None
    spans, start = [], 0
    for paragraph in document.full_text.split("\n\n"):
        end = start + len(paragraph)
        if any(start <= span.start < end for span in deal):
            spans.append((start, end))
        start = end + 2
    return spans


def origin(case: Case, passage: Passage) -> str:
    """Name the publisher family behind a sentence; a near-verbatim copy speaks for the document that it copies."""
    return _origins(case)[passage.document.id]


@lru_cache(maxsize=CASES_REMEMBERED)
def _origins(case: Case) -> dict[str, str]:
    return origins(case.readings)


def publisher_is_party(case: Case, document: Document) -> bool:
    """Return whether a company's page belongs to a party of the deal: only then does it state rather than report."""
    publisher = f" {' '.join(re.findall(r'[a-z0-9]+', fold(document.publisher)))} "
    for party in case.announcement.parties:
        actor = case.actor(party.actor_id)
        for name in (party.name, *((actor.name, *actor.aliases) if actor else ())):
            words = " ".join(re.findall(r"[a-z0-9]+", fold(typographic(name))))
            if len(words) >= 3 and f" {words} " in publisher:
                return True
    return False


def tier_of(case: Case, passage: Passage) -> Tier:
    """The base tier of what a sentence states: who publishes it, and who is quoted (framework, section 7)."""
    document = passage.document
    if document.published_on is None and document.published_at is None:
        return Tier.E
    if document.publisher_kind is PublisherKind.COMPANY:
        return Tier.B if publisher_is_party(case, document) else Tier.D
    if document.publisher_kind in _TIER_AT_SOURCE:
        return _TIER_AT_SOURCE[document.publisher_kind]
    said = f"{passage.before} {passage.folded}"
    named = wording(case, "attributed", said) and not wording(case, "anonymous", said)
    return Tier.B if named else Tier.D


def passage_at(case: Case, evidence: Evidence) -> Passage | None:
    """The sentence that holds the first character of *evidence*, None when its document is not in the case."""
    for document, reading in case.readings:
        if document.id != evidence.document_id:
            continue
        for start, end, folded in _cut(document.full_text):
            if start <= evidence.start < max(end, start + 1):
                return Passage(document, reading, start, end, folded, "")
    return None


def published(document: Document) -> str | None:
    """The date of a document, ISO, None when its source gives none."""
    return document.published_on.isoformat() if document.published_on else None


@lru_cache(maxsize=2 * CASES_REMEMBERED)
def _names(case: Case, side: Side) -> str:
    """An alternation of the folded names of one side's parties, for ``{body}`` and ``{supplier}`` in expressions."""
    names: set[str] = set()
    for party in case.side(side):
        actor = case.actor(party.actor_id)
        for name in (party.name, *((actor.name, *actor.aliases) if actor else ())):
            folded = re.sub(r"^(?:l'|la |le |les |the )", "", fold(typographic(name)))
            if len(folded) >= 3:
                names.add(re.escape(folded))
    return "|".join(sorted(names, key=len, reverse=True)) or "(?!)"


def sightings(case: Case, criterion_id: str, among: Sequence[Passage] | None = None) -> tuple[Sighting, ...]:
    """Every wording of a criterion in the deal's sentences (or *among* some), in the order of the documents."""
    signs = case.criterion(criterion_id).signs
    return tuple(
        Sighting(
            value=sign.value,
            evidence=passage.evidence(hit.start(), hit.end()),
            tier=tier_of(case, passage),
            origin=origin(case, passage),
            as_of=published(passage.document),
        )
        for passage in (passages(case) if among is None else among)
        for sign in signs
        for hit in _hits(case, sign, passage)
    )


def _filled(case: Case, expression: str) -> re.Pattern[str]:
    """Compile an expression with the names of the parties in the place of ``{body}`` and ``{supplier}``."""
    if "{body}" in expression:
        expression = expression.replace("{body}", f"(?:{_names(case, Side.PUBLIC)})")
    if "{supplier}" in expression:
        expression = expression.replace("{supplier}", f"(?:{_names(case, Side.PRIVATE)})")
    return pattern(expression)


def _hits(case: Case, sign: Sign, passage: Passage) -> list[re.Match[str]]:
    """The wordings of *sign* in the sentence, unless it lacks what they need or says what takes them back."""

    def said(expressions: tuple[str, ...]) -> bool:
        return any(_filled(case, one).search(passage.folded) for one in expressions)

    hits = [hit for one in sign.any_of for hit in _filled(case, one).finditer(passage.folded)]
    if not hits or said(sign.unless) or (sign.only_if and not said(sign.only_if)):
        return []
    return hits


def weigh(found: Iterable[Sighting]) -> dict[str, tuple[Tier, int, tuple[Sighting, ...]]]:
    """By value: its tier, its independent origins, and its sightings best first.

    Two press items of independent origin that agree make tier C of two D (framework, section 7).
    """
    by_value: dict[str, list[Sighting]] = {}
    for sighting in found:
        by_value.setdefault(sighting.value, []).append(sighting)
    weighed: dict[str, tuple[Tier, int, tuple[Sighting, ...]]] = {}
    for value, ones in by_value.items():
        ones.sort(key=lambda one: one.tier.value)
        origins = len({one.origin for one in ones if at_least(one.tier, Tier.D)})
        tier = Tier.C if ones[0].tier is Tier.D and origins > 1 else ones[0].tier
        weighed[value] = (tier, max(origins, 1), tuple(ones))
    return weighed


def conclude(criterion_id: str, found: Iterable[Sighting], ranking: Sequence[str], *, by_tier: bool = False) -> Finding:
    """Turn sightings into the criterion's finding.

    The value that comes first in *ranking* stands; with *by_tier* a better tier beats it, and at equal tier the first
    in *ranking* stands and the finding is contested.
    """
    weighed = weigh(found)
    candidates = [value for value in ranking if value in weighed]
    if not candidates:
        return empty(criterion_id)
    if by_tier:
        candidates.sort(key=lambda value: weighed[value][0].value)
    chosen = candidates[0]
    tier, origins, ones = weighed[chosen]
    rivals = by_tier and any(weighed[value][0] is tier for value in candidates[1:])
    return Finding(
        criterion=criterion_id,
        value=chosen,
        scope=Scope.CONTRACT,
        tier=tier,
        as_of=max((one.as_of for one in ones if one.as_of), default=None),
        evidence=tuple(dict.fromkeys(one.evidence for one in ones))[:3],
        register_facts=(),
        note=None,
        origins=origins,
        contested=rivals,
    )


def empty(criterion_id: str, note: str | None = None) -> Finding:
    """The finding "not documented"."""
    return Finding(criterion_id, None, None, None, None, (), (), note)


def with_facts(found: Finding, facts: Iterable[str]) -> Finding:
    """The same finding with what the register says beside it."""
    return replace(found, register_facts=tuple(dict.fromkeys((*found.register_facts, *facts))))
