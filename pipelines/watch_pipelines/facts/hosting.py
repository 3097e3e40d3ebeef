"""Where something runs, as the text says it: who hosts, how, where, for whom, whether denied or only possible.

Location and control are two slots, never derived from one another; a provider's habit is marked `supplier` and is never
copied onto the contract (framework, traps 1, 3, 13 and 16).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from watch.model import Annotation, HostingKind, HostingMention, Register, Span
from watch_pipelines.facts import hosting_denials as deny
from watch_pipelines.facts import hosting_wordings as say
from watch_pipelines.facts.hosting_named import BESIDE, named_hosts, of_supplier, owned_places, vendor_machines
from watch_pipelines.facts.hosting_statements import Statement, as_mention, clause_of, is_denied, said_around
from watch_pipelines.facts.hosting_told import is_host
from watch_pipelines.facts.page import Page

__all__ = ["is_host", "read_hosting"]


def read_hosting(page: Page, annotation: Annotation, register: Register) -> tuple[HostingMention, ...]:
    """Every statement about hosting in the deal's text, in order, one for each host or kind."""
    kept: dict[tuple[str, bool], Statement] = {}
    statements = [
        *named_hosts(page, annotation, register),
        *owned_places(page, annotation, register),
        *vendor_machines(page, annotation, register),
        *_foreign(page),
        *_unnamed(page),
        *_located(page),
    ]
    listed = _listed_denials(page, _once_a_sentence(page, statements))
    for statement in sorted(listed, key=lambda each: (each.name is None, each.span.start)):
        if statement.name is None and (
            _said_already(statement, list(kept.values())) or _only_a_place(page, statement, listed)
        ):
            continue
        kept.setdefault((statement.name or statement.kind.value, statement.negated), statement)
    named = (of_supplier(page, annotation, register, statement) for statement in kept.values())
    ordered = sorted(named, key=lambda each: each.span.start)
    return tuple(as_mention(page, statement) for statement in ordered)


def _once_a_sentence(page: Page, statements: Sequence[Statement]) -> list[Statement]:
    """The first of the statements of a sentence that say the same, so that time stays bounded on any text."""
    first: dict[tuple[int, str | None, HostingKind, bool], Statement] = {}
    for statement in statements:
        sentence = page.sentence_at(statement.span.start)
        first.setdefault((sentence.start, statement.name, statement.kind, statement.negated), statement)
    return list(first.values())


def _only_a_place(page: Page, statement: Statement, statements: Sequence[Statement]) -> bool:
    """A place or a claim beside a statement of the same sentence that says more: « sur ses serveurs, en France »."""
    if statement.kind not in {HostingKind.LOCATION_ONLY, HostingKind.UNSPECIFIED_CLAIM}:
        return False
    sentence = page.sentence_at(statement.span.start)
    return any(
        other.negated == statement.negated
        and (other.name is not None or _TELLING.index(other.kind) < _TELLING.index(statement.kind))
        and page.sentence_at(other.span.start) == sentence
        for other in statements
        if other is not statement
    )


_TELLING: Final = (
    HostingKind.ON_PREMISE,
    HostingKind.STATE_CLOUD,
    HostingKind.QUALIFIED_CLOUD,
    HostingKind.THIRD_COUNTRY_CLOUD,
    HostingKind.EU_CLOUD,
    HostingKind.LOCATION_ONLY,
    HostingKind.UNSPECIFIED_CLAIM,
)
"""Kinds from the most telling to the least."""


def _listed_denials(page: Page, statements: Sequence[Statement]) -> list[Statement]:
    """« Ni A, ni B, ni C »: several clouds denied in one sentence are one denial of clouds of their kind."""
    kept: list[Statement] = []
    for statement in statements:
        sentence = page.sentence_at(statement.span.start)
        listed = {
            other.name
            for other in statements
            if other.negated
            and other.kind is HostingKind.THIRD_COUNTRY_CLOUD
            and page.sentence_at(other.span.start) == sentence
        }
        many = (
            statement.negated
            and statement.kind is HostingKind.THIRD_COUNTRY_CLOUD
            and len(listed) > (1 if _NEITHER.search(page.folded, sentence.start, sentence.end) else 2)
        )
        kept.append(replace(statement, actor=None, name=None) if many else statement)
    return kept


_NEITHER: Final = re.compile(r"\b(?:ni|neither|weder)\b[^.;]*\b(?:ni|nor|noch)\b")


def _foreign(page: Page) -> Iterator[Statement]:
    """Clouds without a name: foreign ones, used or excluded, and any outside machine that is excluded."""
    for pattern, kind in ((say.FOREIGN, HostingKind.THIRD_COUNTRY_CLOUD), (say.OUTSIDE, None)):
        for found in page.find(pattern, within_deal=True):
            negated = is_denied(page, found.start(), found.end())
            around = said_around(page, found.start())
            if found.start() < page.body or not (negated or (kind and say.FOREIGN_USED.search(around))):
                continue
            if kind is None and (say.FOREIGN.search(around) or not say.RUNS.search(around)):
                continue
            said = kind or HostingKind.UNSPECIFIED_CLAIM
            inside = negated and deny.ABROAD.fullmatch(found[0]) is not None
            said = HostingKind.LOCATION_ONLY if inside else said
            yield Statement(clause_of(page, found.start(), found.end()), said, None, None, negated and not inside)


_NEEDED: Final = {
    HostingKind.STATE_CLOUD: say.SUBJECT,
    HostingKind.ON_PREMISE: say.ON_SITE,
    HostingKind.EU_CLOUD: say.SUBJECT,
    HostingKind.LOCATION_ONLY: say.SUBJECT,
    HostingKind.UNSPECIFIED_CLAIM: say.SUBJECT,
}
"""What the sentence of an unnamed statement must speak of."""


def _unnamed(page: Page) -> Iterator[Statement]:
    """Statements of mode, place or quality that name no host; in one clause the most telling kind stands."""
    taken: list[Span] = []
    for found in page.find(say.QUALIFIED, within_deal=True):
        text = said_around(page, found.start())
        if found.start() >= page.body and say.CONTEXT.search(text) and not say.IN_PROGRESS.search(text):
            clause = clause_of(page, found.start(), found.end())
            taken.append(clause)
            yield Statement(
                clause, HostingKind.QUALIFIED_CLOUD, None, None, is_denied(page, found.start(), found.end())
            )
    for kind, pattern in say.STATEMENTS:
        for found in page.find(pattern, within_deal=True):
            span = Span(found.start(), found.end())
            if found.start() < page.body or any(span.start < other.end and other.start < span.end for other in taken):
                continue
            around = said_around(page, found.start())
            if not _is_hosting(page, kind, found):
                continue
            floor = max(page.sentence_at(found.start()).start, found.start() - 60)
            before = page.folded[floor : found.start()]
            upon = say.UPON.search(before) or (kind is HostingKind.ON_PREMISE and _LEADING.search(before))
            if not (_NEEDED[kind].search(around) or (upon and kind is not HostingKind.LOCATION_ONLY)):
                continue
            if kind is HostingKind.STATE_CLOUD and (
                say.BOUGHT.search(around) or not (upon or _LEADING.search(before) or say.RUNS.search(before))
            ):
                continue
            clause = clause_of(page, found.start(), found.end())
            taken.append(clause)
            negated = is_denied(page, found.start(), found.end()) and not deny.STAYS.search(found[0])
            yield Statement(clause, kind, None, None, negated)


def _is_hosting(page: Page, kind: HostingKind, found: re.Match[str]) -> bool:
    """Whether the words around *found* let it be a place of running, and not of making or of visiting."""
    if kind is HostingKind.ON_PREMISE and found[0] in {"sur place", "on the spot", "on site"}:
        return say.RUNS.search(page.folded, max(page.body, found.start() - 60), found.start()) is not None
    if kind is not HostingKind.LOCATION_ONLY:
        return True
    if deny.STAYS.match(found[0]):
        return say.KEPT_IN.search(found[0]) is not None or _PLACE.search(page.plain, *found.span()) is not None
    place = _SOMEWHERE.search(found[0])
    return place is None or not say.MADE.search(found[0][: place.start()])


_LEADING: Final = re.compile(r"\b(?:sur|dans|on|in|inside|auf|im) (?:les? |la |l'|des |the |un |une |der |den )?$")
_SOMEWHERE: Final = re.compile(say.ANYWHERE)


def _located(page: Page) -> Iterator[Statement]:
    """« Les données restent à Uccle »: a place in capitals after words of keeping, known or not."""
    for found in _PLACE.finditer(page.plain, page.body):
        sentence = page.sentence_at(found.start())
        before = page.folded[max(sentence.start, found.start() - 70) : found.start()]
        if page.tells_deal(found.start()) and say.LOCATED.search(before):
            clause, negated = clause_of(page, found.start(), found.end()), is_denied(page, found.start())
            yield Statement(clause, HostingKind.LOCATION_ONLY, None, None, negated)


_PLACE: Final = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-Þ][\w-]+")


def _said_already(statement: Statement, kept: Sequence[Statement]) -> bool:
    """True when a named host covers the same words, or its place is told beside it: « hébergé en France chez X »."""
    return any(
        other.name is not None
        and other.negated == statement.negated
        and (
            (statement.span.start < other.span.end and other.span.start < statement.span.end)
            or (statement.kind is HostingKind.QUALIFIED_CLOUD and other.kind in _MAY_BE_QUALIFIED and not other.negated)
            or (statement.kind in _BESIDE_NAME and abs(statement.span.start - other.span.end) < BESIDE)
        )
        for other in kept
    )


_MAY_BE_QUALIFIED: Final = frozenset({HostingKind.EU_CLOUD, HostingKind.QUALIFIED_CLOUD})
"""A qualified cloud without a name is the European one that the text names elsewhere."""
_BESIDE_NAME: Final = frozenset({HostingKind.LOCATION_ONLY, HostingKind.ON_PREMISE, HostingKind.QUALIFIED_CLOUD})
