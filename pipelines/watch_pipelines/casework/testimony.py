"""How strong a sentence is (framework, section 7), and the wordings of a criterion read in the documents."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from watch.model import (
    Contradiction,
    Document,
    Evidence,
    Finding,
    Framework,
    PublisherKind,
    Reading,
    Scope,
    Side,
    Sign,
    Tier,
)
from watch_pipelines.casework.case import Case, at_least, from_texts
from watch_pipelines.casework.scan import cut, folded_text, matches, pattern, plain, words_of
from watch_pipelines.casework.screen import beginnings, beginnings_behind, may_match
from watch_pipelines.dedupe import origins
from watch_pipelines.memory import by_identity
from watch_pipelines.typography import fold

_PLACEHOLDERS = (("{body}", Side.PUBLIC), ("{supplier}", Side.PRIVATE))
_CONTEXT = 1
"""Sentences before the quoted one, in the same paragraph, in which the speaker may be named."""


_QUOTES = 3
"""Sentences that a finding quotes at most for one value."""

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


def wording(case: Case, value: str, text: str) -> bool:
    """Return whether the folded *text* holds one of the framework's shared wordings called *value*."""
    for expression in _wordings(case.framework).get(value, ()):
        if may_match(expression, text) and _filled(case, expression, text).search(text):
            return True
    return False


@by_identity(4)
def _wordings(framework: Framework) -> dict[str, tuple[str, ...]]:
    """The expressions of the framework's shared wordings by name."""
    found: dict[str, tuple[str, ...]] = {}
    for sign in framework.wordings:
        found[sign.value] = (*found.get(sign.value, ()), *sign.any_of)
    return found


@from_texts
def passages(case: Case) -> tuple[Passage, ...]:
    """The sentences that may speak of the deal: all of a document, or only the deal's paragraphs of a round-up."""
    found: list[Passage] = []
    for document, reading in case.readings:
        text = document.full_text
        spans = cut(text)
        paragraphs = _paragraphs_kept(case, document, reading)
        for place, (start, end, folded) in enumerate(spans):
            if paragraphs is not None and not any(first <= start < last for first, last in paragraphs):
                continue
            earlier = [f for s, e, f in spans[max(0, place - _CONTEXT) : place] if "\n\n" not in text[e:start]]
            found.append(Passage(document, reading, start, end, folded, " ".join(earlier)))
    return (*found, *_on_hosting(case.following))


def _on_hosting(following: Sequence[tuple[Document, Reading]]) -> Iterator[Passage]:
    """The sentences of later documents that say where the contract runs."""
    for document, reading in following:
        said = [mention.evidence for mention in reading.extraction.hosting] if reading.extraction else []
        for start, end, folded in cut(document.full_text):
            if any(start <= evidence.start < end for evidence in said):
                yield Passage(document, reading, start, end, folded, "")


@from_texts
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
    if not deal or not wording(case, "roundup", plain(document.title)):
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


@from_texts
def _origins(case: Case) -> dict[str, str]:
    return origins(case.all_readings)


def publisher_is_party(case: Case, document: Document) -> bool:
    """Return whether a company's page belongs to a party of the deal: only then does it state rather than report."""
    publisher = f" {' '.join(re.findall(r'[a-z0-9]+', fold(document.publisher)))} "
    for party in case.announcement.parties:
        actor = case.actor(party.actor_id)
        for name in (party.name, *((actor.name, *actor.aliases) if actor else ())):
            words = " ".join(re.findall(r"[a-z0-9]+", plain(name)))
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
    for document, reading in case.all_readings:
        if document.id != evidence.document_id:
            continue
        spans = cut(document.full_text)
        place = bisect_right(spans, evidence.start, key=itemgetter(0)) - 1
        if place >= 0 and evidence.start < max(spans[place][1], spans[place][0] + 1):
            start, end, folded = spans[place]
            return Passage(document, reading, start, end, folded, "")
    return None


def published(document: Document) -> str | None:
    """The date of a document, ISO, None when its source gives none."""
    return document.published_on.isoformat() if document.published_on else None


@from_texts
def _names(case: Case, side: Side) -> tuple[str, ...]:
    """The folded names of one side's parties, longest first, for ``{body}`` and ``{supplier}`` in expressions."""
    names: set[str] = set()
    for party in case.side(side):
        actor = case.actor(party.actor_id)
        for name in (party.name, *((actor.name, *actor.aliases) if actor else ())):
            folded = re.sub(r"^(?:l'|la |le |les |the )", "", plain(name))
            if len(folded) >= 3:
                names.add(folded)
    return tuple(sorted(names, key=lambda name: (-len(re.escape(name)), name)))


@from_texts
def sightings(case: Case, criterion_id: str) -> tuple[Sighting, ...]:
    """Every wording of a criterion in the case's sentences, in the order of the documents."""
    return _sightings(case, criterion_id, _placed(case))


@from_texts
def deal_sightings(case: Case, criterion_id: str) -> tuple[Sighting, ...]:
    """The same in the sentences that carry the deal."""
    return _sightings(case, criterion_id, _by_place(deal_passages(case)))


_Places = Mapping[tuple[str, int], tuple[int, Passage]]
"""(document id, start) of a sentence to its number and itself."""


@from_texts
def _placed(case: Case) -> _Places:
    return _by_place(passages(case))


def _by_place(wanted: Sequence[Passage]) -> _Places:
    return {(passage.document.id, passage.start): (place, passage) for place, passage in enumerate(wanted)}


def _sightings(case: Case, criterion_id: str, places: _Places) -> tuple[Sighting, ...]:
    documents = {passage.document.id: passage.document for _, passage in places.values()}
    found: list[tuple[int, int, Sighting]] = []
    for rank, sign in enumerate(case.criterion(criterion_id).signs):
        for document in documents.values():
            for sentence, start, end in _hits(case, sign, document.full_text):
                place, passage = places.get((document.id, sentence), (0, None))
                if passage is not None and _stands(case, sign, passage.folded):
                    found.append((place, rank, _sighting(case, sign.value, passage, start, end)))
    found.sort(key=lambda one: one[:2])
    return tuple(sighting for _, _, sighting in found)


def _sighting(case: Case, value: str, passage: Passage, start: int, end: int) -> Sighting:
    return Sighting(
        value=value,
        evidence=passage.evidence(start, end),
        tier=tier_of(case, passage),
        origin=origin(case, passage),
        as_of=published(passage.document),
    )


def heard(case: Case, value: str) -> bool:
    """Return whether one of the case's sentences holds the shared wording called *value*."""
    kept = _placed(case)
    return any(
        (document.id, sentence) in kept
        for expression in _wordings(case.framework).get(value, ())
        for document, _ in case.readings
        for sentence, _, _ in matches(_named(case, expression, folded_text(document.full_text)), document.full_text)
    )


def _filled(case: Case, expression: str, text: str) -> re.Pattern[str]:
    return pattern(_named(case, expression, text))


def _named(case: Case, expression: str, text: str) -> str:
    """An expression with the names of the parties in the place of ``{body}`` and ``{supplier}``.

    Only those that the folded *text* holds: few expressions then remain to be compiled for one case alone.
    """
    for placeholder, side in _PLACEHOLDERS:
        if placeholder in expression:
            names = "|".join([re.escape(name) for name in _names(case, side) if name in text])
            expression = expression.replace(placeholder, f"(?:{names or '(?!)'})")
    return expression


def _hits(case: Case, sign: Sign, full_text: str) -> Iterator[tuple[int, int, int]]:
    """(start of the sentence, start and end in it) of each wording of *sign* in a text."""
    possible = _possible(case.framework, full_text)
    for expression in sign.any_of:
        if expression in possible:
            yield from matches(_named(case, expression, folded_text(full_text)), full_text)


@by_identity(256)
def _possible(framework: Framework, full_text: str) -> frozenset[str]:
    """The expressions of signs that the words of a text do not rule out."""
    by_head, always = _by_head(framework)
    return always.union(*[by_head[head] for head in by_head.keys() & words_of(full_text).beginnings])


@by_identity(4)
def _by_head(framework: Framework) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """The expressions of signs by the word beginnings that they need, and those that need none."""
    by_head: dict[str, frozenset[str]] = {}
    always: set[str] = set()
    for expression in {one for criterion in framework.criteria for sign in criterion.signs for one in sign.any_of}:
        heads = beginnings(expression)
        heads = beginnings_behind(expression) if heads is None else heads
        if heads is None:
            always.add(expression)
        for head in heads or ():
            by_head[head] = by_head.get(head, frozenset()) | {expression}
    return by_head, frozenset(always)


def _stands(case: Case, sign: Sign, sentence: str) -> bool:
    """Return whether the sentence says what *sign* needs, and nothing that takes it back."""

    def said(expressions: tuple[str, ...]) -> bool:
        return any(_filled(case, one, sentence).search(sentence) for one in expressions)

    return not said(sign.unless) and (not sign.only_if or said(sign.only_if))


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


Camps = Sequence[frozenset[str]]
"""Values of one camp agree with each other; values of two camps contradict each other."""


def conclude(criterion_id: str, found: Iterable[Sighting], ranking: Sequence[str], camps: Camps = ()) -> Finding:
    """Turn sightings into the criterion's finding: the value that comes first in *ranking* stands.

    What speaks for another camp is kept as a contradiction; at the same tier or better it makes the finding contested.
    """
    weighed = weigh(found)
    chosen = next((value for value in ranking if value in weighed), None)
    if chosen is None:
        return empty(criterion_id)
    tier, origins, ones = weighed[chosen]
    against = tuple(
        Contradiction(value, other, _quotes(seen), ())
        for value, (other, _, seen) in weighed.items()
        if opposed(chosen, value, camps)
    )
    return Finding(
        criterion=criterion_id,
        value=chosen,
        scope=Scope.CONTRACT,
        tier=tier,
        as_of=max((one.as_of for one in ones if one.as_of), default=None),
        evidence=_quotes(ones),
        register_facts=(),
        note=None,
        origins=origins,
        contested=any(at_least(one.tier, tier) for one in against),
        contradictions=against,
    )


def opposed(one: str, other: str, camps: Camps) -> bool:
    """Return whether two values stand in different camps; a value of no camp contradicts none."""
    mine = {place for place, camp in enumerate(camps) if one in camp}
    theirs = {place for place, camp in enumerate(camps) if other in camp}
    return bool(mine and theirs) and not mine & theirs


def _quotes(ones: Iterable[Sighting]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(one.evidence for one in ones))[:_QUOTES]


def empty(criterion_id: str, note: str | None = None) -> Finding:
    """The finding "not documented"."""
    return Finding(criterion_id, None, None, None, None, (), (), note)


def with_facts(found: Finding, facts: Iterable[str]) -> Finding:
    """The same finding with what the register says beside it."""
    return replace(found, register_facts=tuple(dict.fromkeys((*found.register_facts, *facts))))
