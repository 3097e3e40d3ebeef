"""Where something runs, as the text says it: who hosts, how, where, for whom, whether denied or only possible.

Location and control are two slots, never derived from one another; a provider's habit is marked `supplier` and is never
copied onto the contract (framework, traps 1, 3, 13 and 16).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from watch.model import (
    Actor,
    ActorKind,
    Annotation,
    EntityMention,
    HostingKind,
    HostingMention,
    HostingScope,
    Register,
    Span,
)
from watch_pipelines.facts import hosting_wordings as say
from watch_pipelines.facts.page import Page
from watch_pipelines.names import PSEUDO_ACTORS
from watch_pipelines.typography import fold

_HOSTED_BY: Final = re.compile(
    r"\b(?:heberge\w*|hebergement|exploite\w*|opere\w*|infogere\w*|stocke\w*|tourne\w*|fonctionne\w*|deploye\w*|"
    r"servis? depuis|hosted|runs?|operated|stored|gehostet|betrieben)[^.;\n]{0,45}?\b(?:chez|par|sur|on|by|bei|von|"
    r"via|dans|depuis)(?: le| la| l'| les| un| the)?(?: cloud)?(?: public)?(?: de| d'| du)?[ ']{0,2}(?:la societe |"
    r"l'hebergeur |l'editeur |le fournisseur )?\"?$"
)
_CLOUD_OF: Final = re.compile(
    r"\b(?:cloud|nuage|serveurs?|servers|data ?centers?|infrastructures?)(?: public| souverain)? (?:de |d'|du |des |"
    r"of )?(?:la societe )?$"
)
_HOSTS: Final = re.compile(
    r"^[^.;\n]{0,40}?\b(?:heberge(?:ra|ront|nt)?\b|qui l'heberge|assure\w* l'hebergement|fournit l'infrastructure|"
    r"exploite(?:ra|ront)? l'infrastructure|fournira l'infrastructure|l'hebergement|hosts|provides the cloud|met\w* "
    r"a disposition (?:son|le) cloud)"
)
_GROUPS_WITH_CLOUD: Final = {
    "microsoft": "Microsoft",
    "google": "Google",
    "amazon": "Amazon",
    "oracle": "Oracle",
    "ibm": "IBM",
}
_EEA: Final = frozenset(
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
_CLAUSE_END: Final = re.compile(r"[;:\n]|[.!?](?:\s|$)|, (?:et|mais|and|but|qui|dont) ")


@dataclass(frozen=True, slots=True)
class _Statement:
    span: Span
    kind: HostingKind
    actor: Actor | None
    name: str | None
    negated: bool


def read_hosting(page: Page, annotation: Annotation, register: Register) -> tuple[HostingMention, ...]:
    """Every statement about hosting in the deal's text, in order, one for each host or kind."""
    kept: dict[tuple[str, bool], _Statement] = {}
    statements = [*_named_hosts(page, annotation, register), *_foreign_denied(page), *_unnamed(page)]
    for statement in sorted(statements, key=lambda each: (each.name is None, each.span.start)):
        if statement.name is None and _said_already(statement, list(kept.values())):
            continue
        kept.setdefault((statement.name or statement.kind.value, statement.negated), statement)
    ordered = sorted(kept.values(), key=lambda each: each.span.start)
    return tuple(_mention(page, statement) for statement in ordered)


def _mention(page: Page, statement: _Statement) -> HostingMention:
    sentence = page.sentence_at(statement.span.start)
    around = page.folded[sentence.start : sentence.end]
    clause = page.folded[statement.span.start : statement.span.end]
    hypothetical = bool(say.HYPOTHETICAL.search(around[: max(0, statement.span.end - sentence.start)]))
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


def _location(text: str) -> str | None:
    return next((code for code, pattern in say.LOCATIONS if pattern.search(text)), None)


def _clause(page: Page, start: int, end: int) -> Span:
    """The clause around characters *start* to *end*, inside its sentence."""
    sentence = page.sentence_at(start)
    floor, ceiling = max(sentence.start, start - 110), min(sentence.end, end + 90)
    ends = [found.end() for found in _CLAUSE_END.finditer(page.folded, floor, start)]
    after = _CLAUSE_END.search(page.folded, end, ceiling)
    return Span(max([floor, *ends]) if ends or floor == sentence.start else start, after.start() if after else ceiling)


def is_host(page: Page, mention: EntityMention) -> bool:
    """Whether the words around *mention* make it the one that hosts or runs the machines."""
    before = page.folded[max(page.body, mention.span.start - 90) : mention.span.start].rpartition(". ")[2]
    after = page.folded[mention.span.end : mention.span.end + 90]
    name = fold(mention.text)
    centre = say.COMPUTING_BODY.search(name) and say.COMPUTING_CENTRE.search(f"{before}{name}")
    return bool(centre or _HOSTED_BY.search(before) or _CLOUD_OF.search(before) or _HOSTS.search(after))


def _named_hosts(page: Page, annotation: Annotation, register: Register) -> Iterator[_Statement]:
    """Hosts that are named: clouds of the register in a hosting clause, and any company that the text says hosts."""
    for mention in annotation.entities:
        if (
            mention.span.end > len(page.text)
            or not page.tells_deal(mention.span.start)
            or mention.span.start < page.body
        ):
            continue
        actor = _cloud_actor(mention, register)
        before = page.folded[max(page.body, mention.span.start - 90) : mention.span.start].rpartition(". ")[2]
        after = page.folded[mention.span.end : mention.span.end + 90]
        centre = say.COMPUTING_BODY.search(fold(mention.text)) and say.COMPUTING_CENTRE.search(
            before + fold(mention.text)
        )
        if centre:
            clause = _clause(page, mention.span.start, mention.span.end)
            yield _Statement(clause, HostingKind.ON_PREMISE, _known(mention, register), _written(page, mention), False)
            continue
        hosts = bool(_HOSTED_BY.search(before) or _CLOUD_OF.search(before) or _HOSTS.search(after))
        negated = _denied(page, mention.span.start)
        if actor is None and not (hosts and mention.label in {"ORG", "PROD"} and _may_host(mention)):
            continue
        if say.SISTER.search(before) and (actor is None or actor.kind is not ActorKind.CLOUD_PROVIDER):
            continue
        if actor is not None and not (
            hosts or (_is_cloud(page, actor, mention) and _in_context(page, mention, negated=negated))
        ):
            continue
        if not negated and actor is None and _public_or_place(mention, register):
            continue
        clause = _clause(page, mention.span.start, mention.span.end)
        yield _Statement(clause, _kind_of(page, clause, actor), actor, _written(page, mention), negated)


def _written(page: Page, mention: EntityMention) -> str:
    return page.plain[mention.span.start : mention.span.end]


def _known(mention: EntityMention, register: Register) -> Actor | None:
    return next((register.actors[each] for each in mention.actor_ids if each in register.actors), None)


_NO_HOST: Final = re.compile(
    r"union europeenne|ue|eu|europe|ia|ai|ki|mcp|api|llm|saas|gpu|france|european union|internet|etat|state"
)


def _may_host(mention: EntityMention) -> bool:
    return _NO_HOST.fullmatch(fold(mention.text)) is None


def _cloud_actor(mention: EntityMention, register: Register) -> Actor | None:
    """The cloud, or the group that runs one, behind *mention*."""
    for identifier in mention.actor_ids:
        actor = register.actors.get(identifier)
        if actor is None or identifier in PSEUDO_ACTORS:
            continue
        if actor.kind is ActorKind.CLOUD_PROVIDER or identifier in _GROUPS_WITH_CLOUD:
            return None if mention.ambiguous and mention.text.islower() else actor
    return None


def _is_cloud(page: Page, actor: Actor, mention: EntityMention) -> bool:
    follows = page.folded[mention.span.end : mention.span.end + 19]
    return actor.kind is ActorKind.CLOUD_PROVIDER or "cloud" in mention.text.lower() or "cloud" in follows.split(",")[0]


def _in_context(page: Page, mention: EntityMention, *, negated: bool) -> bool:
    sentence = page.sentence_at(mention.span.start)
    if negated or re.search(say.OWN, page.folded[sentence.start : sentence.end]):
        return True
    floor, ceiling = max(sentence.start, mention.span.start - 100), min(sentence.end, mention.span.end + 70)
    return any(
        found.end() <= mention.span.start or found.start() >= mention.span.end
        for found in say.RUNNING.finditer(page.folded, floor, ceiling)
    )


def _public_or_place(mention: EntityMention, register: Register) -> bool:
    known = [register.actors[each] for each in mention.actor_ids if each in register.actors]
    return mention.label == "LOC" or any(actor.kind is ActorKind.PUBLIC_BODY for actor in known)


def _denied(page: Page, position: int) -> bool:
    sentence = page.sentence_at(position)
    return bool(say.NEGATION.search(page.folded[max(sentence.start, position - 80) : position]))


def _kind_of(page: Page, clause: Span, actor: Actor | None) -> HostingKind:
    sentence = page.sentence_at(clause.start)
    text = page.folded[sentence.start : sentence.end]
    country = actor.country if actor else None
    control = actor.ultimate_control.country if actor and actor.ultimate_control else None
    if re.search(say.OWN, text):
        return HostingKind.ON_PREMISE
    if (country and country not in _EEA) or (control and control not in _EEA and control != "mixed"):
        return HostingKind.THIRD_COUNTRY_CLOUD
    if say.QUALIFIED.search(text) and not say.IN_PROGRESS.search(text):
        return HostingKind.QUALIFIED_CLOUD
    return HostingKind.EU_CLOUD


def _foreign_denied(page: Page) -> Iterator[_Statement]:
    """« sans cloud étranger », « hors clouds américains »: third-country clouds excluded without a name."""
    for found in page.find(say.FOREIGN, within_deal=True):
        if found.start() >= page.body and _denied(page, found.start()):
            yield _Statement(
                _clause(page, found.start(), found.end()), HostingKind.THIRD_COUNTRY_CLOUD, None, None, True
            )


def _unnamed(page: Page) -> Iterator[_Statement]:
    """Statements of mode, place or quality that name no host; in one clause the most telling kind stands."""
    taken: list[Span] = []
    for found in page.find(say.QUALIFIED, within_deal=True):
        sentence = page.sentence_at(found.start())
        text = page.folded[sentence.start : sentence.end]
        if found.start() >= page.body and say.CONTEXT.search(text) and not say.IN_PROGRESS.search(text):
            clause = _clause(page, found.start(), found.end())
            taken.append(clause)
            yield _Statement(clause, HostingKind.QUALIFIED_CLOUD, None, None, _denied(page, found.start()))
    for kind, pattern in say.STATEMENTS:
        for found in page.find(pattern, within_deal=True):
            span = Span(found.start(), found.end())
            if found.start() < page.body or any(span.start < other.end and other.start < span.end for other in taken):
                continue
            sentence = page.sentence_at(found.start())
            if not say.SUBJECT.search(page.folded[sentence.start : sentence.end]):
                continue
            clause = _clause(page, found.start(), found.end())
            taken.append(clause)
            denied = _denied(page, found.start()) and not say.STAYS.search(found[0])
            yield _Statement(clause, kind, None, None, denied)


def _said_already(statement: _Statement, kept: Sequence[_Statement]) -> bool:
    """True when a named host covers the same words, or its place is told beside it: « hébergé en France chez X »."""
    return any(
        other.name is not None
        and other.negated == statement.negated
        and (
            (statement.span.start < other.span.end and other.span.start < statement.span.end)
            or (statement.kind in _BESIDE_NAME and abs(statement.span.start - other.span.end) < _BESIDE)
        )
        for other in kept
    )


_BESIDE_NAME: Final = frozenset({HostingKind.LOCATION_ONLY, HostingKind.ON_PREMISE, HostingKind.QUALIFIED_CLOUD})
_BESIDE: Final = 60
"""Characters within which a place or a quality belongs to the host named before it."""
