"""What is wrong with a subscription, whether it stands in the file or is made by command."""

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from watch.asking import QuestionError, Vocabulary, parse
from watch.config.checks_sources import repeated
from watch.model import Channel, Framework, Moment, Register, Subscription
from watch.moments import parse_quiet
from watch.urls import is_web_address

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_ROOM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


def check_subscriptions(
    subscriptions: tuple[Subscription, ...], register: Register, framework: Framework
) -> Iterator[str]:
    """Yield one sentence for each mistake, with id, key and value."""
    yield from (f"{one}: the id is given twice; each must be unique" for one in repeated(s.id for s in subscriptions))
    for subscription in subscriptions:
        said = check_subscription(subscription, register, framework)
        yield from (f"{subscription.id}.{mistake}" for mistake in said)


def check_subscription(subscription: Subscription, register: Register, framework: Framework) -> Iterator[str]:
    """Yield one sentence for each mistake of one subscription, beginning with the key."""
    if not _ID.fullmatch(subscription.id):
        yield f"id: {subscription.id!r} must be small letters, digits, dots and dashes, 60 at most"
    yield from _recipient(subscription)
    yield from _times(subscription)
    slugs = {verdict.slug for verdict in framework.verdicts}
    for slug in subscription.verdicts:
        if slug not in slugs:
            yield f"verdicts: {slug!r} is not a verdict of framework.yml"
    for actor in subscription.actors:
        if actor not in register.actors:
            yield f"actors: {actor!r} is not in actors.yml"
    if subscription.query:
        yield from _query(subscription.query, register, framework)


def _query(text: str, register: Register, framework: Framework) -> Iterator[str]:
    """A saved query that cannot be read; which sources there are is another file's matter."""
    try:
        parse(text, Vocabulary.of(framework, register))
    except QuestionError as error:
        if error.values.get("field") != "source":
            yield f"query: {error.said('en')} ({text[error.start : error.end]!r} in {text!r})"


def _recipient(subscription: Subscription) -> Iterator[str]:
    given = subscription.recipient
    match subscription.channel:
        case Channel.MAIL:
            if not re.fullmatch(r"[^@\s]+@[^@\s]+", given):
                yield f"recipient: {given!r} is not a mail address"
        case Channel.WEBHOOK:
            if not is_web_address(given, with_user=False):
                yield f"recipient: {given!r} is not an http(s) address without user name"
        case Channel.CHAT:
            if not _ROOM.fullmatch(given):
                yield f"recipient: {given!r} is not the name of a room of VIGIE_CHAT_TARGETS; secrets do not stand here"


def _times(subscription: Subscription) -> Iterator[str]:
    try:
        ZoneInfo(subscription.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield f"timezone: {subscription.timezone!r} is not a time zone; use one such as Europe/Paris"
    if not (0 <= subscription.hour <= 23 and 0 <= subscription.minute <= 59):
        yield f"hour: {subscription.hour}:{subscription.minute:02} is not a time of day"
    if subscription.hour == 2:
        yield "hour: between 2:00 and 3:00 a night of the year has no or two such hours; take another"
    if subscription.quiet is not None:
        try:
            parse_quiet(subscription.quiet)
        except ValueError as error:
            yield f"quiet: {error}"
        if subscription.moment is not Moment.IMMEDIATE:
            yield "quiet: only immediate subscriptions have quiet hours; a digest comes at its hour"
    if subscription.most_a_day < 1:
        yield f"most_a_day: {subscription.most_a_day} would never let anything out at once; use a digest instead"
