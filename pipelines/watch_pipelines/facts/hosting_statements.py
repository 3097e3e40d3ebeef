"""One statement about hosting: its clause, its kind, whether it is denied, and the mention it becomes."""

import re
from dataclasses import dataclass
from typing import Final

from watch.model import Actor, HostingKind, HostingMention, HostingScope, Span
from watch_pipelines.facts import hosting_denials as deny
from watch_pipelines.facts import hosting_wordings as say
from watch_pipelines.facts.page import Page

EEA: Final = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "HR",
        "CY",
        "CZ",
        "DK",
        "EE",
        "FI",
        "FR",
        "DE",
        "GR",
        "HU",
        "IE",
        "IT",
        "LV",
        "LT",
        "LU",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SK",
        "SI",
        "ES",
        "SE",
        "NO",
        "IS",
        "LI",
        "EU",
    ]
)
"""Countries of the European Economic Area, ISO 3166-1, and the Union."""


_CLAUSE_END: Final = re.compile(r"[;:\n]|[.!?](?:\s|$)|, (?:et|mais|and|but|qui|dont) ")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one clause says about a host, before the clauses of a text are weighed against one another."""

    span: Span
    kind: HostingKind
    actor: Actor | None
    name: str | None
    negated: bool


_AROUND: Final = 600
"""Characters of a sentence on either side of a word that are read for what it speaks of, however long it is."""


def said_around(page: Page, position: int) -> str:
    """The folded sentence that holds *position*, no further than `_AROUND` characters away."""
    sentence = page.sentence_at(position)
    return page.folded[max(sentence.start, position - _AROUND) : min(sentence.end, position + _AROUND)]


def clause_of(page: Page, start: int, end: int) -> Span:
    """The clause around characters *start* to *end*, inside its sentence."""
    sentence = page.sentence_at(start)
    floor, ceiling = max(sentence.start, start - 110), min(sentence.end, end + 90)
    ends = [found.end() for found in _CLAUSE_END.finditer(page.folded, floor, start)]
    after = _CLAUSE_END.search(page.folded, end, ceiling)
    return Span(max([floor, *ends]) if ends or floor == sentence.start else start, after.start() if after else ceiling)


def is_denied(page: Page, position: int, end: int | None = None) -> bool:
    """Whether the words before *position*, or those after *end*, take the statement back."""
    sentence = page.sentence_at(position)
    before = page.folded[max(sentence.start, position - 90) : position]
    if deny.STAYS.search(before):
        return False
    if deny.NEGATION.search(before) or deny.IRREAL.search(before):
        return True
    end = position if end is None else end
    return bool(deny.DENIED_AFTER.match(page.folded[end : min(sentence.end, end + 90)]))


def kind_of(page: Page, clause: Span, actor: Actor | None) -> HostingKind:
    """The kind of hosting by the named *actor* (None: unknown) told in *clause*."""
    text = said_around(page, clause.start)
    country = actor.country if actor else None
    control = actor.ultimate_control.country if actor and actor.ultimate_control else None
    if say.ON_OWN.search(text):
        return HostingKind.ON_PREMISE
    if (country and country not in EEA) or (control and control not in EEA and control != "mixed"):
        return HostingKind.THIRD_COUNTRY_CLOUD
    if say.QUALIFIED.search(text) and not say.IN_PROGRESS.search(text):
        return HostingKind.QUALIFIED_CLOUD
    return HostingKind.EU_CLOUD


def _location(text: str) -> str | None:
    return next((code for code, pattern in say.LOCATIONS if pattern.search(text)), None)


def as_mention(page: Page, statement: Statement) -> HostingMention:
    """The mention that *statement* becomes, with its scope, place and evidence."""
    sentence = page.sentence_at(statement.span.start)
    around = page.folded[sentence.start : sentence.end]
    clause = page.folded[statement.span.start : statement.span.end]
    hypothetical = bool(deny.HYPOTHETICAL.search(around[: max(0, statement.span.end - sentence.start)]))
    scope = HostingScope.CONTRACT
    if say.SUPPLIER.search(around):
        scope = HostingScope.SUPPLIER
    elif hypothetical and statement.name is None:
        scope = HostingScope.OTHER
    return HostingMention(
        provider=statement.name,
        provider_id=statement.actor.id if statement.actor else None,
        kind=statement.kind,
        location=_location(clause) or (_location(around) if statement.name and not statement.negated else None),
        scope=scope,
        negated=statement.negated,
        hypothetical=hypothetical,
        evidence=page.evidence(statement.span.start, statement.span.end),
    )
