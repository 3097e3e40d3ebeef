"""Hosts that have a name: clouds of the register, owners of machines, and suppliers told by their trade."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from watch.model import Actor, ActorKind, Annotation, EntityMention, HostingKind, Register
from watch_pipelines.facts import hosting_wordings as say
from watch_pipelines.facts.hosting_names import named_places
from watch_pipelines.facts.hosting_statements import EEA, Statement, clause_of, is_denied, kind_of, said_around
from watch_pipelines.facts.page import Page
from watch_pipelines.names import PSEUDO_ACTORS, sells
from watch_pipelines.typography import fold

_HOSTED_BY: Final = re.compile(
    r"\b(?:heberge\w*|hebergement|exploite\w*|opere\w*|infogere\w*|stocke\w*|tourne\w*|fonctionne\w*|deploye\w*|"
    r"servis? depuis|hosted|runs?|operated|stored|gehostet|betrieben)[^.;\n]{0,45}?\b(?:chez|par|sur|on|by|bei|von|"
    r"via|dans|depuis)(?: le| la| l'| les| un| the)?(?: cloud)?(?: public)?(?: de| d'| du)?[ ']{0,2}(?:(?:la |le |l')?"
    r"(?:societe|hebergeur|editeur|fournisseur|operateur|prestataire|groupe|entreprise|filiale)(?: [a-z-]+)? )?\"?$|"
    r"\bhebergeurs?(?: [a-z-]+)? $"
)


_CLOUD_OF: Final = re.compile(
    r"\b(?:cloud|nuage|serveurs?|servers|data ?centers?|infrastructures?)(?: public| souverain)? (?:de |d'|du |des |"
    r"of )?(?:la societe )?$"
)


_HOSTS: Final = re.compile(
    r"^[^.;\n]{0,40}?\b(?:heberge(?:ra|ront|nt)?\b|qui l'heberge|assure\w* l'hebergement|fournit l'infrastructure|"
    r"exploite(?:ra|ront)? l'infrastructure|(?:qui )?(?:accueill\w+|stocke\w*) les (?:donnees|modeles|serveurs)|"
    r"fournira l'infrastructure|l'hebergement|hosts|provides the cloud|met\w* "
    r"a disposition (?:son|le) cloud)"
)


_GROUPS_WITH_CLOUD: Final = {
    "microsoft": "Microsoft",
    "google": "Google",
    "amazon": "Amazon",
    "oracle": "Oracle",
    "ibm": "IBM",
}


_NO_HOST: Final = re.compile(
    r"secnumcloud|hds|anssi|iso(?: \d+)?|union|union europeenne|ue|eu|europe|ia|ai|ki|mcp|api|llm|saas|gpu|france|"
    r"european union|internet|etat|state"
)


BESIDE: Final = 60
"""Characters within which a place or a quality belongs to the host named before it."""


def is_host(page: Page, mention: EntityMention) -> bool:
    """Whether the words around *mention* make it the one that hosts or runs the machines."""
    before = page.folded[max(page.body, mention.span.start - 90) : mention.span.start].rpartition(". ")[2]
    after = page.folded[mention.span.end : mention.span.end + 90]
    name = fold(mention.text)
    centre = say.COMPUTING_BODY.search(name) and say.COMPUTING_CENTRE.search(f"{before}{name}")
    return bool(centre or _HOSTED_BY.search(before) or _CLOUD_OF.search(before) or _HOSTS.search(after))


def named_hosts(page: Page, annotation: Annotation, register: Register) -> Iterator[Statement]:
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
            clause = clause_of(page, mention.span.start, mention.span.end)
            yield Statement(clause, HostingKind.ON_PREMISE, _known(mention, register), _written(page, mention), False)
            continue
        hosts = bool(_HOSTED_BY.search(before) or _CLOUD_OF.search(before) or _HOSTS.search(after))
        negated = is_denied(page, mention.span.start, mention.span.end) or bool(say.FORMERLY.search(before))
        hosts = hosts or ("cloud" in fold(mention.text) and bool(say.UPON.search(before)))
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
        clause = clause_of(page, mention.span.start, mention.span.end)
        yield Statement(clause, kind_of(page, clause, actor), actor, _written(page, mention), negated)


def owned_places(page: Page, annotation: Annotation, register: Register) -> Iterator[Statement]:
    """Places that a name owns, whether or not the name is known; clouds of the register are read elsewhere."""
    mentions = [each for each in annotation.entities if each.span.end <= len(page.text)]
    for place in named_places(page):
        inside = [each for each in mentions if each.span.start < place.end and place.start < each.span.end]
        if (
            not page.tells_deal(place.start)
            or any((each.label == "LOC" and not place.apposed) or _cloud_actor(each, register) for each in inside)
            or any(_stands_before(place.start, each) and _cloud_actor(each, register) for each in mentions)
            or not say.RUNNING.search(said_around(page, place.start))
        ):
            continue
        actor = next((known for each in inside if (known := _known(each, register))), None)
        clause = clause_of(page, place.start, place.end)
        yield Statement(clause, place.kind, actor, place.name, is_denied(page, place.start))


def vendor_machines(page: Page, annotation: Annotation, register: Register) -> Iterator[Statement]:
    """The supplier's own machines, told by its trade; the supplier is the company named last before."""
    for found in page.find(say.VENDORS, within_deal=True):
        if found.start() < page.body:
            continue
        supplier = _last_supplier(page, annotation, register, found.start())
        if supplier is None:
            continue
        actor, name = supplier
        clause, negated = clause_of(page, found.start(), found.end()), is_denied(page, found.start(), found.end())
        country = actor.country if actor else None
        kind = HostingKind.THIRD_COUNTRY_CLOUD if country and country not in EEA else HostingKind.LOCATION_ONLY
        yield Statement(clause, kind, actor, name, negated)


def _stands_before(position: int, mention: EntityMention) -> bool:
    return 0 <= position - mention.span.end < BESIDE


def of_supplier(page: Page, annotation: Annotation, register: Register, statement: Statement) -> Statement:
    """A habit that names no host is the supplier's own: « notre service tourne dans des centres européens »."""
    sentence = page.sentence_at(statement.span.start)
    unnamed = statement.name is None and statement.kind is HostingKind.LOCATION_ONLY
    if not unnamed or statement.negated or not say.HABIT.search(page.folded[sentence.start : sentence.end]):
        return statement
    supplier = _last_supplier(page, annotation, register, statement.span.end)
    return replace(statement, actor=supplier[0], name=supplier[1]) if supplier else statement


def _last_supplier(
    page: Page, annotation: Annotation, register: Register, position: int
) -> tuple[Actor | None, str] | None:
    """The supplier named last before *position*: one of the register, else a name that the text says sells."""
    told = [each for each in annotation.entities if each.span.end <= position]
    unknown = [each for each in told if each.label == "ORG" and not each.actor_ids and not each.text.isupper()]
    companies = (
        [each for each in told if _supplies(each, register)]
        or [each for each in unknown if sells(page.plain, each.span.start, each.span.end)]
        or unknown
    )
    return (_known(companies[-1], register), _written(page, companies[-1])) if companies else None


def _supplies(mention: EntityMention, register: Register) -> bool:
    actor = _known(mention, register)
    return actor is not None and actor.kind in {ActorKind.AI_SUPPLIER, ActorKind.INTEGRATOR}


def _written(page: Page, mention: EntityMention) -> str:
    return page.plain[mention.span.start : mention.span.end]


def _known(mention: EntityMention, register: Register) -> Actor | None:
    return next((register.actors[each] for each in mention.actor_ids if each in register.actors), None)


def _may_host(mention: EntityMention) -> bool:
    loose = mention.text.islower() or "," in mention.text or " sur " in mention.text
    return _NO_HOST.fullmatch(fold(mention.text)) is None and not loose


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
    before = page.folded[max(sentence.start, mention.span.start - 40) : mention.span.start]
    if negated or say.UPON.search(before) or re.search(say.OWN, page.folded[sentence.start : sentence.end]):
        return True
    floor, ceiling = max(sentence.start, mention.span.start - 100), min(sentence.end, mention.span.end + 70)
    return any(
        found.end() <= mention.span.start or found.start() >= mention.span.end
        for found in say.RUNNING_NEAR.finditer(page.folded, floor, ceiling)
    )


def _public_or_place(mention: EntityMention, register: Register) -> bool:
    known = [register.actors[each] for each in mention.actor_ids if each in register.actors]
    return mention.label == "LOC" or any(actor.kind is ActorKind.PUBLIC_BODY for actor in known)
