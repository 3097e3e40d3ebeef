"""The names a text gives to those who may host: the names read in it, and clouds that are spelled like clouds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from watch.model import Actor, ActorKind, Annotation, EntityMention, Register, Span
from watch_pipelines.facts.page import Page
from watch_pipelines.names import PSEUDO_ACTORS
from watch_pipelines.typography import fold

_GROUPS_WITH_CLOUD: Final = {
    "microsoft": "Microsoft",
    "google": "Google",
    "amazon": "Amazon",
    "oracle": "Oracle",
    "ibm": "IBM",
}


_PLAIN_ALIASES: Final = {"azure": "microsoft-azure", "aws": "aws", "amazon web services": "aws"}
"""Names that mean one cloud even where the register says that another name of it is ambiguous."""
_SAYS_CLOUD: Final = re.compile(r"(?:clouds?|nuages?|federal|the|le)(?: interne| privé)? (?=[A-ZÉ])")
_CLOUD_SPELLED: Final = re.compile(
    r"(?<=[Cc]loud )(?!Act\b|Temple|Computing|Native)[A-ZÉ][\w-]+|\b[A-Z][\w-]*-?[Cc]loud\b|\bCloud[A-Z][a-z]\w*|"
    r"\bNubo\b|\bNuage gouvernemental(?: d[eu] [A-Z]\w+)?"
)
"""Clouds by the spelling of their names, which no list knows."""
_NOTHING: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class CloudNames:
    """The folded names of the clouds of a register, and one pattern that finds them all."""

    actors: dict[str, Actor]
    pattern: re.Pattern[str]


def cloud_names(register: Register) -> CloudNames:
    """The names of the clouds of *register* that mean nothing else, and of the groups that run one."""
    clouds = [each for each in register.actors.values() if each.kind is ActorKind.CLOUD_PROVIDER and each.country]
    names = {fold(name): each for each in clouds if not each.ambiguous for name in (each.name, *each.aliases)}
    others = {**{fold(name): key for key, name in _GROUPS_WITH_CLOUD.items()}, **_PLAIN_ALIASES}
    names |= {name: register.actors[key] for name, key in others.items() if key in register.actors}
    longest = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return CloudNames(names, re.compile(rf"(?<![\w-])(?:{longest})(?!\w)") if names else _NOTHING)


def spotted(page: Page, annotation: Annotation, register: Register) -> Iterator[EntityMention]:
    """Names in the text of the deal, those of clouds also where the model took them for a part of something longer."""
    read = [
        each
        for each in annotation.entities
        if page.body <= each.span.start and each.span.end <= len(page.text) and page.tells_deal(each.span.start)
    ]
    for each in read:
        called = _SAYS_CLOUD.match(each.text)
        yield _part(page, each, each.span.start + called.end()) if called else each
    names = cloud_names(register)
    taken = [each.span for each in read]
    for found in _CLOUD_SPELLED.finditer(page.plain, page.body):
        if names.pattern.search(page.folded, *found.span()) is None and _is_free(page, found, taken):
            yield EntityMention(Span(*found.span()), page.text[found.start() : found.end()], "ORG", (), ambiguous=False)
    clouds = [each.span for each in read if cloud_actor(each, register)]
    for found in names.pattern.finditer(page.folded, page.body):
        if page.plain[found.start()].isupper() and _is_free(page, found, clouds):
            name, actor = page.text[found.start() : found.end()], names.actors[found[0]]
            yield EntityMention(Span(*found.span()), name, "ORG", (actor.id,), ambiguous=False)


def _part(page: Page, mention: EntityMention, start: int) -> EntityMention:
    return replace(mention, span=Span(start, mention.span.end), text=page.text[start : mention.span.end])


def _is_free(page: Page, found: re.Match[str], taken: list[Span]) -> bool:
    """Whether *found* tells the deal and lies in none of the spans *taken*."""
    return page.tells_deal(found.start()) and not any(
        span.start < found.end() and found.start() < span.end for span in taken
    )


def known_actor(mention: EntityMention, register: Register) -> Actor | None:
    """The first actor of the register that *mention* may name."""
    return next((register.actors[each] for each in mention.actor_ids if each in register.actors), None)


def cloud_actor(mention: EntityMention, register: Register) -> Actor | None:
    """The cloud, or the group that runs one, behind *mention*."""
    for identifier in mention.actor_ids:
        actor = register.actors.get(identifier)
        if actor is None or identifier in PSEUDO_ACTORS:
            continue
        if actor.kind is ActorKind.CLOUD_PROVIDER or identifier in _GROUPS_WITH_CLOUD:
            return None if mention.ambiguous and mention.text.islower() else actor
    return None
