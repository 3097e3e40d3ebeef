"""Dates as publishers write them."""

from datetime import UTC, date, datetime

import pytest

from watch_crawlers.parsed import Published
from watch_crawlers.published import from_feed, from_text, from_url

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("17 mars 2026", date(2026, 3, 17)),
        ("Publié le 17 mars 2026 à 10h30", date(2026, 3, 17)),
        ("lundi 1er juin 2026", date(2026, 6, 1)),
        ("Mardi 4 AOÛT 2026", date(2026, 8, 4)),
        ("3 fevrier 2026", date(2026, 2, 3)),
        ("12 févr. 2026", date(2026, 2, 12)),
        ("16/04/2026", date(2026, 4, 16)),
        ("16.04.26", date(2026, 4, 16)),
        ("04/16/2026", date(2026, 4, 16)),
        ("mer 01/04/2026 - 12:00", date(2026, 4, 1)),
        ("2026-04-16", date(2026, 4, 16)),
        ("hier", date(2026, 11, 21)),
        ("Il y a 3 jours", date(2026, 11, 19)),
        ("Il y a 7 heures", date(2026, 11, 22)),
        ("mars 2026", None),
        ("31 février 2026", None),
        ("17 mars 2031", None),
        ("1er janvier 1970", None),
        ("version 3.11.2 du 5G/6G", None),
        ("", None),
    ],
)
def test_french_texts(text: str, day: date | None) -> None:
    """French dates are read; a month alone, an impossible or a future day is None."""
    found = from_text(text, NOW, "fr")
    assert (found.on if found else None) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("May 22, 2026", date(2026, 5, 22)),
        ("22nd May 2026", date(2026, 5, 22)),
        ("Sept. 1, 2026", date(2026, 9, 1)),
        ("2 days ago", date(2026, 11, 20)),
        ("04/05/2026", None),
        ("25/05/2026", date(2026, 5, 25)),
    ],
)
def test_english_texts(text: str, day: date | None) -> None:
    """English dates are read; digits that could be either order are None."""
    found = from_text(text, NOW, "en")
    assert (found.on if found else None) == day


def test_the_day_is_the_publishers_own() -> None:
    """Half past midnight in Paris is that day although it is still yesterday in UTC; the moment keeps its zone."""
    found = from_feed("Sat, 21 Nov 2026 00:30:00 +0100", NOW, "fr")
    assert found is not None
    assert found.on == date(2026, 11, 21)
    assert found.at is not None
    assert found.at.astimezone(UTC) == datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


def test_times_stated_in_utc_belong_to_the_day_at_home() -> None:
    """A French publisher that serialises in GMT means its own calendar; an English one is taken at its word."""
    stamp = "Fri, 20 Nov 2026 23:30:00 GMT"
    french, english = from_feed(stamp, NOW, "fr"), from_feed(stamp, NOW, "en")
    assert french is not None
    assert english is not None
    assert (french.on, english.on) == (date(2026, 11, 21), date(2026, 11, 20))


@pytest.mark.parametrize("stamp", ["2026-04-08T12:00:00Z", "2026-04-07T22:00:00Z", "2026-04-08T00:00:00+02:00"])
def test_placeholders_are_days(stamp: str) -> None:
    """Noon UTC and midnight, at home or stated in UTC, stand for a day without a time."""
    assert from_feed(stamp, NOW, "fr") == Published(date(2026, 4, 8))


def test_named_zones() -> None:
    """CEST is a zone although RFC 822 does not list it."""
    found = from_feed("Wed, 08 Apr 2026 10:00:00 CEST", NOW, "fr")
    assert found is not None
    assert found.at is not None
    assert found.at.astimezone(UTC).hour == 8


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.fr/emmanuel-macron/2026/04/16/un-titre", date(2026, 4, 16)),
        ("https://a.fr/un-titre-20260416", date(2026, 4, 16)),
        ("https://a.fr/un-titre-2026-04-16/", date(2026, 4, 16)),
        ("https://a.fr/un-titre-12345678", None),
        ("https://a.fr/2031/04/16/x", None),
    ],
)
def test_dates_in_addresses(url: str, day: date | None) -> None:
    """An address that carries a possible day gives it."""
    found = from_url(url, NOW)
    assert (found.on if found else None) == day
