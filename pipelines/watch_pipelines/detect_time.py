"""How fresh a sentence is: the age of the days it names, and the tense in which it tells.

Only what detection needs: dates of the deal are read by extraction.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from watch_pipelines.scanning import Group, scan

_MONTHS: Final[Mapping[str, int]] = {
    **{
        name: number
        for number, names in enumerate(
            (
                "janvier janv january jan januar",
                "fevrier fevr fev february feb februar",
                "mars march mar marz",
                "avril avr april apr",
                "mai may",
                "juin june jun juni",
                "juillet juil july jul juli",
                "aout august aug",
                "septembre sept september sep",
                "octobre oct october okt oktober",
                "novembre nov november",
                "decembre dec december dez dezember",
            ),
            1,
        )
        for name in names.split()
    },
}
_NAMES: Final = "|".join(sorted(_MONTHS, key=lambda name: -len(name)))
_DAY: Final = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th|\.)?(?: of)? (?P<month>{_NAMES})\.?,?(?: (?P<year>(?:19|20)\d\d))?\b"
    rf"|\b(?P<month2>{_NAMES})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year2>(?:19|20)\d\d))?\b(?! ?(?:h"
    rf"|ans|mois))"
    r"|\b(?P<day3>\d{1,2})[/.](?P<month3>\d{1,2})[/.](?P<year3>(?:19|20)\d\d)\b"
)
_MONTH: Final = re.compile(
    rf"\b(?:en|in|depuis|since|de|debut|fin|seit|im) (?P<month>{_NAMES})(?: (?P<year>(?:19|20)\d\d))?\b"
)
_YEAR: Final = re.compile(r"\b(?:en|in|depuis|since|des|seit|fin|debut|d'ici) (?:a )?(?P<year>(?:19|20)\d\d)\b")
_FRESH: Final = re.compile(
    r"\b(?:aujourd'hui|ce jour|ce matin|hier|avant-hier|today|yesterday|heute|gestern|vient d|viennent d|a l'instant"
    r"|(?:ce |le |on |am )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday"
    r"|friday|saturday"
    r"|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)(?: soir| matin| dernier)?)\b"
)
_RECENT: Final = re.compile(
    r"\b(?:cette semaine|la semaine (?:derniere|passee)|ces derniers jours|ce mois-ci|this week|last week|recemment"
    r"|recently|diese woche)\b"
)
_OLD: Final = re.compile(
    r"\b(?:l'an (?:dernier|passe)|l'annee derniere|il y a (?:\w+ ){1,2}(?:mois|ans?)|(?:mois"
    r"|ans?) (?:apres|plus tard|durant)|depuis (?:\w+ )?(?:des "
    r"mois|un an|deux ans|trois ans|plusieurs)|last year|(?:months|years) (?:ago|later|on)|a year (?:ago|later|on)"
    r"|a l'epoque|naguere|jadis|autrefois)\b"
)
_TENSES: Final[Mapping[str, re.Pattern[str]]] = {
    "pluperfect": re.compile(r"\b(?:avai(?:t|ent)|s'etai(?:t|ent)|had|hatte)\b"),
    "imperfect": re.compile(r"\b(?!(?:avait|etait|fait|lait|souhait|trait|portrait)\b)\w{3,}(?:[^r]ait|[^r]aient)\b"),
    "future": re.compile(r"\b\w{3,}(?:era|eront|ira|iront|dra|dront|vra|vront)\b|\b(?:va|vont|will|wird|werden) \w+"),
    "perfect": re.compile(r"\b(?:a|ont|est|sont|has|have|hat|haben) (?:\w+ment )?\w+(?:e|i|u|is|it|ed|t)\b"),
    "we": re.compile(r"\b(?:nous|notre|nos|we|our|wir|unser\w*)\b"),
    "i": re.compile(r"\b(?:je|j'\w+|mon|ma|mes|i|my|ich)\b"),
    "must": re.compile(r"\b(?:faut|faudra\w*|devons|devr\w+|must|should|doit|doivent|muss\w*|sollte\w*)\b"),
    "not": re.compile(r"\b(?:n'\w+|ne|pas|jamais|aucune?s?|rien|sans|no|not|never|kein\w*|nicht)\b"),
}

_HEARD: Final = Group(_TENSES)
_WORDED: Final = Group({"fresh": _FRESH, "recent": _RECENT, "old": _OLD})


def ages(folded: str, published_on: date | None) -> frozenset[str]:
    """How old the days named in *folded* are at *published_on*: "fresh", "recent", "old", "coming"; empty for none."""
    found = set(_WORDED.met(folded))
    if published_on is not None:
        found.update(_age((published_on - day).days) for day in _days(folded, published_on))
    return frozenset(found)


def tenses(folded: str) -> frozenset[str]:
    """Tenses and voices heard in *folded*: "pluperfect", "future", "we", "must"…"""
    return frozenset(_HEARD.met(folded))


def _age(days: int) -> str:
    if days < -3:
        return "coming"
    return "fresh" if days <= 10 else "recent" if days <= 60 else "old"


def _days(folded: str, published_on: date) -> Iterator[date]:
    """Days, months and years named; a day without a year is the nearest one."""
    for found in scan(_DAY, folded):
        groups = found.groupdict()
        day = groups["day"] or groups["day2"] or groups["day3"]
        name = groups["month"] or groups["month2"]
        month = _MONTHS[name] if name else int(groups["month3"])
        year = groups["year"] or groups["year2"] or groups["year3"]
        yield from _nearest(int(day), month, int(year) if year else None, published_on)
    for found in scan(_MONTH, folded):
        year = found["year"]
        yield from _nearest(15, _MONTHS[found["month"]], int(year) if year else None, published_on)
    for found in scan(_YEAR, folded):
        year_named = int(found["year"])
        if year_named != published_on.year:
            yield date(year_named, 7, 1)


def _nearest(day: int, month: int, year: int | None, published_on: date) -> Iterator[date]:
    years = [year] if year else [published_on.year - 1, published_on.year, published_on.year + 1]
    candidates = []
    for each in years:
        try:
            candidates.append(date(each, month, day))
        except ValueError:
            continue
    if candidates:
        yield min(candidates, key=lambda candidate: abs((candidate - published_on).days))
