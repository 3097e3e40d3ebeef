"""What one file alone cannot tell: ids used twice, references to nothing, selectors and cadences that cannot work."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from watch.config.checks_aliases import check_times
from watch.config.checks_framework import check_framework
from watch.config.checks_register import check_register
from watch.config.checks_sources import check_sources
from watch.config.checks_subscriptions import check_subscriptions
from watch.model import Framework, Register, Source, Subscription, first_day


def cross_check(
    directory: Path,
    sources: tuple[Source, ...],
    register: Register,
    framework: Framework,
    subscriptions: tuple[Subscription, ...],
) -> Iterator[str]:
    """Yield one sentence for each mistake, with file, id, key and value."""
    # a register newer than the clock tells that the clock is slow, not that its facts are of the future
    today = max(datetime.now(UTC).date(), first_day(register.version) or date.min)
    for name, found in (
        ("sources.yml", check_sources(sources, register)),
        ("actors.yml", check_register(register, today)),
        ("actors.yml", check_times(register, today)),
        ("framework.yml", check_framework(framework)),
        ("subscriptions.yml", check_subscriptions(subscriptions, register, framework)),
    ):
        yield from (f"{directory / name}: {said}" for said in found)
