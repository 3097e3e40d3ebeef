"""When a subscriber wants to hear: the local day of a digest, its moment, and the end of quiet hours. No clock here."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from watch.model import Moment, Subscription, Weekday

_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_DIGESTS = frozenset({Moment.DAILY, Moment.WEEKLY})


def digest_moment(subscription: Subscription, day: date) -> datetime:
    """The moment of that subscriber's digest on *day*."""
    zone = ZoneInfo(subscription.timezone)
    return datetime(day.year, day.month, day.day, subscription.hour, subscription.minute, tzinfo=zone)


def due_day(subscription: Subscription, now: datetime) -> date | None:
    """The newest local day of a digest whose moment has passed; None for who wants none.

    A service that was down at that moment finds the day still due: what is overdue is caught up, and once.
    """
    if subscription.moment not in _DIGESTS:
        return None
    day = now.astimezone(ZoneInfo(subscription.timezone)).date()
    if subscription.moment is Moment.WEEKLY:
        day -= timedelta(days=(day.weekday() - list(Weekday).index(subscription.weekday)) % 7)
        return day if digest_moment(subscription, day) <= now else day - timedelta(days=7)
    return day if digest_moment(subscription, day) <= now else day - timedelta(days=1)


def next_moment(subscription: Subscription, now: datetime) -> datetime:
    """The subscriber's next hour, whatever the moment of the subscription."""
    day = now.astimezone(ZoneInfo(subscription.timezone)).date()
    today = digest_moment(subscription, day)
    return today if today > now else digest_moment(subscription, day + timedelta(days=1))


def parse_quiet(text: str) -> tuple[time, time]:
    """Begin and end of quiet hours written as "22:00-07:00"; ValueError when it is not."""
    found = _QUIET.fullmatch(text)
    if found is None or text[:5] == text[6:]:
        raise ValueError(f"{text!r} is no span of hours such as 22:00-07:00")
    hours = [int(part) for part in found.groups()]
    return time(hours[0], hours[1]), time(hours[2], hours[3])


def quiet_until(subscription: Subscription, now: datetime) -> datetime | None:
    """When the quiet hours that *now* lies in end; None outside of them."""
    if subscription.quiet is None:
        return None
    begin, end = parse_quiet(subscription.quiet)
    zone = ZoneInfo(subscription.timezone)
    local = now.astimezone(zone)
    moment = local.time().replace(tzinfo=None)
    over_midnight = begin > end
    inside = moment >= begin or moment < end if over_midnight else begin <= moment < end
    if not inside:
        return None
    day = local.date() + timedelta(days=int(over_midnight and moment >= begin))
    return datetime.combine(day, end, tzinfo=zone)
