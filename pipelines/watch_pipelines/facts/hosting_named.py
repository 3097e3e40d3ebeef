"""Hosts that have a name: clouds of the register, owners of machines, and suppliers told by their trade."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from watch.model import Actor, ActorKind, Annotation, EntityMention, HostingKind, Register
from watch_pipelines.facts import hosting_denials as deny
from watch_pipelines.facts import hosting_wordings as say
from watch_pipelines.facts.hosting_names import named_places
from watch_pipelines.facts.hosting_spotted import cloud_actor, cloud_names, known_actor, spotted
from watch_pipelines.facts.hosting_statements import EEA, Statement, clause_of, is_denied, said_around
from watch_pipelines.facts.hosting_told import beside, cloud_is_told, company_is_told, kind_named, said_to_host
from watch_pipelines.facts.page import Page
from watch_pipelines.names import sells
from watch_pipelines.typography import fold

BESIDE: Final = 60
"""Characters within which a place or a quality belongs to the host named before it."""


def named_hosts(page: Page, annotation: Annotation, register: Register) -> Iterator[Statement]:
    """Hosts that are named: clouds of the register in a hosting clause, and any company that the text says hosts."""
    for mention in spotted(page, annotation, register):
        before, after = beside(page, mention)
        if say.PARTNER.search(before) or say.OPERATED.search(before):
            continue
        clause = clause_of(page, mention.span.start, mention.span.end)
        name = fold(mention.text)
        if say.COMPUTING_BODY.search(name) and say.COMPUTING_CENTRE.search(before + name):
            yield Statement(
                clause, HostingKind.ON_PREMISE, known_actor(mention, register), _written(page, mention), False
            )
            continue
        actor = cloud_actor(mention, register)
        negated = is_denied(page, mention.span.start, mention.span.end) or bool(deny.FORMERLY.search(before))
        hosts = said_to_host(before, after) or ("cloud" in name and bool(say.UPON.search(before)))
        if actor is not None:
            told = cloud_is_told(page, actor, mention, hosts=hosts, negated=negated)
        else:
            told = company_is_told(page, mention, register, hosts=hosts)
        if told:
            yield Statement(
                clause, kind_named(page, clause, actor, mention, register), actor, _written(page, mention), negated
            )


def owned_places(page: Page, annotation: Annotation, register: Register) -> Iterator[Statement]:
    """Places that a name owns, whether or not the name is known; clouds of the register are read elsewhere."""
    mentions = [each for each in annotation.entities if each.span.end <= len(page.text)]
    clouds = cloud_names(register).pattern
    for place in named_places(page):
        inside = [each for each in mentions if each.span.start < place.end and place.start < each.span.end]
        if (
            not page.tells_deal(place.start)
            or clouds.search(page.folded, place.start, place.end)
            or any((each.label == "LOC" and not place.apposed) or cloud_actor(each, register) for each in inside)
            or any(_stands_before(place.start, each) and cloud_actor(each, register) for each in mentions)
            or not (place.led or say.RUNNING.search(said_around(page, place.start)))
        ):
            continue
        actor = next((known for each in inside if (known := known_actor(each, register))), None)
        clause = clause_of(page, place.start, place.end)
        longer = [
            each
            for each in inside
            if each.label == "ORG" and each.span.start == place.start and each.span.end > place.end
        ]
        name = _written(page, longer[0]) if longer else place.name
        yield Statement(clause, place.kind, actor, name, is_denied(page, place.start))


def vendor_machines(page: Page, annotation: Annotation, register: Register) -> Iterator[Statement]:
    """The supplier's own machines, told by its trade; the supplier is the company named last before."""
    for found in page.find(say.VENDORS, within_deal=True):
        if found.start() < page.body:
            continue
        supplier = _last_supplier(page, annotation, register, found.start())
        if supplier is None or not say.RUNNING.search(said_around(page, found.start())):
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
    return (known_actor(companies[-1], register), _written(page, companies[-1])) if companies else None


def _supplies(mention: EntityMention, register: Register) -> bool:
    actor = known_actor(mention, register)
    return actor is not None and actor.kind in {ActorKind.AI_SUPPLIER, ActorKind.INTEGRATOR}


def _written(page: Page, mention: EntityMention) -> str:
    return page.plain[mention.span.start : mention.span.end]
