"""When things are due: every digest once a local day, through summer time, outages and clocks that jump."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from builders import a_subscription
from watch.clockwork import jumped
from watch.model import Moment, Weekday
from watch.moments import digest_moment, due_day, next_moment, parse_quiet, quiet_until

ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Pacific/Chatham", "America/Sao_Paulo")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (1, 30), (3, 0), (7, 30), (23, 59)])
def test_four_hundred_days_have_four_hundred_digests(zone: str, hour: int, minute: int) -> None:
    """Asked every ten minutes for 400 days, each local day is due once, at its hour or within ten minutes after it."""
    reader = a_subscription(moment=Moment.DAILY, timezone=zone, hour=hour, minute=minute)
    written: dict[date, datetime] = {}
    for step in range(400 * 144):
        now = BEGIN + timedelta(minutes=10 * step)
        day = due_day(reader, now)
        if day is not None and day not in written:
            written[day] = now
    days = sorted(written)[1:]  # the first was due before the beginning
    assert 399 <= len(days) <= 400
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    late = [written[day] - digest_moment(reader, day) for day in days]
    assert all(timedelta(0) <= each < timedelta(minutes=10) for each in late)


def test_a_clock_that_jumps_writes_no_day_twice_and_leaves_none_out() -> None:
    """Back by an hour, ahead by three days and back again, and an outage of two days: each day once, none repeated."""
    reader = a_subscription(moment=Moment.DAILY)
    written: Counter[date] = Counter()
    now, ends = BEGIN, BEGIN + timedelta(days=60)
    jumps = {1000: timedelta(hours=-1), 2000: timedelta(days=3), 2100: timedelta(days=-3), 3000: timedelta(hours=-25)}
    step = 0
    while now < ends:
        step += 1
        now += timedelta(minutes=10) + jumps.get(step, timedelta(0))
        day = due_day(reader, now)
        if day is not None and not written[day]:
            written[day] += 1
    days = sorted(written)
    assert set(written.values()) == {1}
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]


def test_what_fell_due_during_an_outage_is_caught_up_once() -> None:
    """A daily digest whose hour passed while nothing ran is due at the restart; a weekly one for the whole week."""
    zone = ZoneInfo("Europe/Paris")
    daily = a_subscription(moment=Moment.DAILY)
    weekly = a_subscription(moment=Moment.WEEKLY, weekday=Weekday.WEDNESDAY)
    night = datetime(2026, 11, 26, 3, 0, tzinfo=zone)  # a Thursday
    assert due_day(daily, night) == date(2026, 11, 25)
    assert due_day(weekly, night) == date(2026, 11, 25)
    assert due_day(weekly, night + timedelta(days=6)) == date(2026, 11, 25)
    assert due_day(weekly, night + timedelta(days=6, hours=5)) == date(2026, 12, 2)
    assert due_day(a_subscription(), night) is None


def test_quiet_hours_end_at_their_local_hour() -> None:
    """Over midnight, by day, and on the night that summer time ends."""
    zone = ZoneInfo("Europe/Paris")
    reader = a_subscription(quiet="22:00-07:00")
    late = datetime(2026, 10, 24, 23, 0, tzinfo=zone)
    assert quiet_until(reader, late) == datetime(2026, 10, 25, 7, 0, tzinfo=zone)
    assert quiet_until(reader, datetime(2026, 10, 25, 6, 59, tzinfo=zone)) == datetime(2026, 10, 25, 7, 0, tzinfo=zone)
    assert quiet_until(reader, datetime(2026, 10, 25, 7, 0, tzinfo=zone)) is None
    noon = a_subscription(quiet="12:00-14:00")
    assert quiet_until(noon, datetime(2026, 10, 25, 13, 0, tzinfo=zone)) == datetime(2026, 10, 25, 14, 0, tzinfo=zone)
    assert quiet_until(a_subscription(), late) is None


@pytest.mark.parametrize("text", ["22-7", "22:00-22:00", "25:00-07:00", "22:00–07:00", ""])
def test_a_span_that_is_none_is_refused(text: str) -> None:
    """Written otherwise than 22:00-07:00 it is a mistake that names itself."""
    with pytest.raises(ValueError, match="no span of hours"):
        parse_quiet(text)


def test_the_next_hour_is_today_or_tomorrow() -> None:
    """What waits for a reader's hour waits less than a day and a half."""
    reader = a_subscription()
    assert next_moment(reader, datetime(2026, 1, 9, 5, 0, tzinfo=UTC)).date() == date(2026, 1, 9)
    assert next_moment(reader, datetime(2026, 1, 9, 8, 0, tzinfo=UTC)).date() == date(2026, 1, 10)


def test_a_jump_of_the_clock_is_told_from_time_that_passed() -> None:
    """An hour back, an hour of sleep, and an ordinary ten seconds."""
    assert jumped(timedelta(hours=-1), 10.0)
    assert jumped(timedelta(hours=1), 10.0)
    assert not jumped(timedelta(seconds=10), 10.2)
