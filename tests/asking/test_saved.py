"""Saved queries of subscriptions are read by the same language, and checked when the configuration is."""

from datetime import UTC, datetime

import pytest

from builders import a_subscription, an_announcement
from watch.asking import Vocabulary
from watch.config import Config
from watch.config.checks_subscriptions import check_subscription
from watch.model import Sector
from watch.saved import found_by
from watch.store import Store, announcements


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", None),
        ("sector:health host-control:us", None),
        ("source:anything", None),
        ("verdit:x", "query: There is no field “verdit”. Did you mean “verdict”?"),
        ("sector:helth", "query: “helth” is not a value of sector."),
    ],
)
def test_a_wrong_query_is_a_mistake_of_the_configuration(config: Config, query: str, said: str | None) -> None:
    """The mistake is named before anything is missed because of it."""
    found = list(check_subscription(a_subscription(query=query), config.register, config.framework))
    assert len(found) == (said is not None)
    assert not said or found[0].startswith(said)


def test_a_saved_query_finds_what_the_page_finds(store: Store, config: Config) -> None:
    """Of the announcements at hand, those that the query finds; all when it is empty."""
    words = Vocabulary.of(config.framework, config.register, config.legal, config.sources)
    now = datetime(2026, 1, 9, tzinfo=UTC)
    with store.write() as tx:
        for key, sector in (("a", Sector.HEALTH), ("b", Sector.DEFENCE), ("c", Sector.HEALTH)):
            announcements.save(tx, an_announcement(key, sector=sector), (), now)
        assert found_by(tx, "sector:health Mistral", ["a", "b"], words) == {"a"}
        assert found_by(tx, "sort:amount sector:health", ["a", "b", "c"], words) == {"a", "c"}
        assert found_by(tx, "", ["a", "b"], words) == {"a", "b"}
        assert found_by(tx, "sector:health", [], words) == frozenset()
