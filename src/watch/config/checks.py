"""What one file alone cannot tell: ids used twice, references to nothing, selectors and cadences that cannot work."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from parsel.csstranslator import HTMLTranslator

from watch.model import Framework, Register, Selectors, Source, SourceKind, Subscription

SHORTEST_CADENCE = timedelta(minutes=5)


def cross_check(
    directory: Path,
    sources: tuple[Source, ...],
    register: Register,
    framework: Framework,
    subscriptions: tuple[Subscription, ...],
) -> Iterator[str]:
    """Yield one sentence for each mistake, with file, id, key and value."""
    for name, found in (
        ("sources.yml", _sources(sources, register)),
        ("actors.yml", _register(register)),
        ("framework.yml", _framework(framework)),
        ("subscriptions.yml", _subscriptions(subscriptions, register, framework)),
    ):
        yield from (f"{directory / name}: {said}" for said in found)


def repeated(ids: Iterable[str]) -> list[str]:
    """The ids that come more than once, sorted."""
    return sorted(one for one, count in Counter(ids).items() if count > 1)


def _sources(sources: tuple[Source, ...], register: Register) -> Iterator[str]:
    yield from (f"{one}: the id is given twice; each must be unique" for one in repeated(s.id for s in sources))
    for source in sources:
        yield from (f"{source.id}.{said}" for said in _source(source, register))


def _source(source: Source, register: Register) -> Iterator[str]:
    if source.publisher is not None and source.publisher not in register.actors:
        yield f"publisher: {source.publisher!r} is not in actors.yml; add the actor or correct the id"
    if source.cadence < SHORTEST_CADENCE:
        yield f"cadence: {source.cadence} is too often; use at least {SHORTEST_CADENCE}"
    if source.enabled and not source.urls:
        yield "urls: is empty; an enabled source needs at least one address"
    for url in source.urls:
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            yield f"urls: {url!r} is not an http(s) address"
    if source.enabled and source.kind is SourceKind.LISTING and not any(s.entry for s in source.selectors):
        yield "selectors: a listing needs at least one `entry` selector"
    if source.entry_url_pattern is not None:
        try:
            re.compile(source.entry_url_pattern)
        except re.error as error:
            yield f"entry_url_pattern: {source.entry_url_pattern!r} does not compile ({error})"
    for position, selectors in enumerate(source.selectors):
        yield from (f"selectors.{position}.{said}" for said in _selectors(selectors))


def _selectors(selectors: Selectors) -> Iterator[str]:
    for key in ("entry", "title", "published", "text"):
        selector = getattr(selectors, key)
        if selector is None:
            continue
        try:
            HTMLTranslator().css_to_xpath(selector)
        except Exception as error:  # noqa: BLE001  (cssselect raises several kinds; each is the same mistake here)
            yield f"{key}: {selector!r} does not compile ({error})"


def _register(register: Register) -> Iterator[str]:
    for actor in register.actors.values():
        if actor.parent is not None and actor.parent not in register.actors:
            yield f"{actor.id}.parent: {actor.parent!r} is not an actor of this file"
        for fact in actor.hosting:
            if fact.provider_id not in register.actors:
                yield f"{actor.id}.hosting: provider {fact.provider_id!r} is not an actor of this file"


def _framework(framework: Framework) -> Iterator[str]:
    slugs = {verdict.slug for verdict in framework.verdicts}
    for name, ids in (
        ("criteria", [c.id for c in framework.criteria]),
        ("rules", [r.id for r in framework.rules]),
        ("verdicts", [v.slug for v in framework.verdicts]),
    ):
        yield from (f"{name}: {one!r} is given twice; each must be unique" for one in repeated(ids))
    for rule in framework.rules:
        if rule.verdict not in slugs:
            yield f"rules.{rule.id}.verdict: {rule.verdict!r} is not among the verdicts"


def _subscriptions(subscriptions: tuple[Subscription, ...], register: Register, framework: Framework) -> Iterator[str]:
    yield from (f"{one}: the id is given twice; each must be unique" for one in repeated(s.id for s in subscriptions))
    slugs = {verdict.slug for verdict in framework.verdicts}
    for subscription in subscriptions:
        where = subscription.id
        try:
            ZoneInfo(subscription.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            yield f"{where}.timezone: {subscription.timezone!r} is not a time zone; use one such as Europe/Paris"
        if not (0 <= subscription.hour <= 23 and 0 <= subscription.minute <= 59):
            yield f"{where}.hour: {subscription.hour}:{subscription.minute:02} is not a time of day"
        if subscription.hour == 2:
            yield f"{where}.hour: between 2:00 and 3:00 a night of the year has no or two such hours; take another"
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", subscription.recipient):
            yield f"{where}.recipient: {subscription.recipient!r} is not a mail address"
        for slug in subscription.verdicts:
            if slug not in slugs:
                yield f"{where}.verdicts: {slug!r} is not a verdict of framework.yml"
        for actor in subscription.actors:
            if actor not in register.actors:
                yield f"{where}.actors: {actor!r} is not in actors.yml"
