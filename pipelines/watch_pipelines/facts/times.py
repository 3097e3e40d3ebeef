"""Time expressions of French, English and German texts, resolved against the day of publication."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from watch.model import PartialDate
from watch_pipelines.facts.page import Page


class Grain(StrEnum):
    """How a time expression is worded."""

    DAY = "day"
    """A day of a month, year given or not."""
    WEEKDAY = "weekday"
    DEICTIC = "deictic"
    """« hier », « aujourd'hui »: a day told from the day of writing."""
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class TimeMention:
    """Characters *start* to *end* of a page name *on*."""

    start: int
    end: int
    on: PartialDate
    grain: Grain
    year_given: bool
    future: bool
    """Worded as to come (« prochain », « d'ici », « à partir du »)."""


_MONTHS: Final = {
    **dict.fromkeys(("janvier", "janv", "january", "jan", "januar"), 1),
    **dict.fromkeys(("fevrier", "fevr", "fev", "february", "feb", "februar"), 2),
    **dict.fromkeys(("mars", "march", "marz"), 3),
    **dict.fromkeys(("avril", "avr", "april", "apr"), 4),
    **dict.fromkeys(("mai", "may"), 5),
    **dict.fromkeys(("juin", "june", "jun", "juni"), 6),
    **dict.fromkeys(("juillet", "juil", "july", "jul", "juli"), 7),
    **dict.fromkeys(("aout", "august", "aug"), 8),
    **dict.fromkeys(("septembre", "september", "sept", "sep"), 9),
    **dict.fromkeys(("octobre", "october", "oct", "oktober"), 10),
    **dict.fromkeys(("novembre", "november", "nov"), 11),
    **dict.fromkeys(("decembre", "december", "dec", "dezember"), 12),
}
_WEEKDAYS: Final = {
    **dict.fromkeys(("lundi", "monday", "montag"), 0),
    **dict.fromkeys(("mardi", "tuesday", "dienstag"), 1),
    **dict.fromkeys(("mercredi", "wednesday", "mittwoch"), 2),
    **dict.fromkeys(("jeudi", "thursday", "donnerstag"), 3),
    **dict.fromkeys(("vendredi", "friday", "freitag"), 4),
    **dict.fromkeys(("samedi", "saturday", "samstag"), 5),
    **dict.fromkeys(("dimanche", "sunday", "sonntag"), 6),
}
_DEICTIC: Final = {
    **dict.fromkeys(("aujourd'hui", "ce jour", "ce matin", "ce midi", "ce soir", "cet apres-midi"), 0),
    **dict.fromkeys(("today", "this morning", "this afternoon", "heute"), 0),
    **dict.fromkeys(("hier", "yesterday", "gestern"), 1),
    **dict.fromkeys(("avant-hier", "vorgestern"), 2),
}


def _any_of(words: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_MONTH: Final = rf"(?P<month>{_any_of(_MONTHS)})\b\.?"
_YEAR: Final = r"(?:,?\s{1,2}(?P<year>(?:19|20)\d\d)\b)?"
_TURN: Final = r"(?:\s(?P<turn>derniere?|prochaine?|passee?|last|next|suivant)\b)?"
_NAMED: Final = rf"(?:\b(?P<weekday>{_any_of(_WEEKDAYS)}),?\s(?:le\s|the\s|den\s|dem\s)?)?"

_DAY_MONTH: Final = re.compile(
    rf"{_NAMED}\b(?P<day>1er|[0-3]?\d)(?:st|nd|rd|th|\.)?\s{{1,2}}(?:of\s)?{_MONTH}{_YEAR}{_TURN}"
)
_MONTH_DAY: Final = re.compile(rf"{_NAMED}\b{_MONTH}\s(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\s?(?:%|millions?)){_YEAR}")
_FIGURES: Final = re.compile(r"\b(?P<day>[0-3]?\d)[/.](?P<month>[01]?\d)[/.](?P<year>(?:20)?\d\d)\b(?![/.]\d)")
_ISO: Final = re.compile(r"\b(?P<year>20\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b")
_MONTH_ALONE: Final = re.compile(
    r"(?:\b(?:en|debut|fin|mi|courant|depuis|des|in|early|late|mid|im|mois d[e']|since|ende|anfang|mitte|avant|de|d'|du"
    rf"|entre|d'ici|qu'en|ou en|a la mi)[\s'-]{{0,2}}|\b(?=(?:{_any_of(_MONTHS)})\s(?:19|"
    rf"20)\d\d)){_MONTH}{_YEAR}{_TURN}"
)
_WEEKDAY: Final = re.compile(
    rf"(?<!chaque "
    rf")(?<!tous les )\b(?P<weekday>{_any_of(_WEEKDAYS)})\b(?!\s(?:le\s)?\d)(?!,?\s(?:{_any_of(_MONTHS)})\b){_TURN}"
)
_DEICTICS: Final = re.compile(rf"\b(?:{_any_of(_DEICTIC)})\b")
_THIS_MONTH: Final = re.compile(r"\b(?:ce mois-ci|ce mois|this month|diesen monat)\b")
_LAST_MONTH: Final = re.compile(r"\b(?:le mois dernier|le mois passe|last month|letzten monat)\b")

_TO_COME: Final = re.compile(
    r"\b(?:d'ici(?: a| au| le)?|jusqu'(?:a|au|en)|a partir d[ue]|a compter d[ue]|avant(?: le| la)?|prochain|until|"
    r"by|from|before|starting|ab|bis(?: zum)?|attendue?s? (?:en|pour|le)|prevue?s? (?:en|pour|le)|pour|"
    r"rendez-vous(?: le)?|limite|deadline|au plus tard(?: le)?)\s{0,2}(?:la |le |l')?(?:fin |mi-|debut )?$"
)


def read_times(page: Page) -> tuple[TimeMention, ...]:
    """All time expressions of *page* that name a day or a month, in order of position, none overlapping another."""
    found: list[TimeMention] = []
    taken = bytearray(len(page.folded) + 1)
    for pattern, resolve in _READERS:
        for match in page.find(pattern):
            if any(taken[match.start() : match.end()]):
                continue
            mention = resolve(page, match)
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            if mention is not None:
                found.append(mention)
    return tuple(sorted(found, key=lambda mention: mention.start))


def _worded_as_future(page: Page, match: re.Match[str]) -> bool:
    turn = match.groupdict().get("turn")
    before = page.folded[max(0, match.start() - 30) : match.start()]
    return turn in {"prochain", "prochaine", "next", "suivant"} or bool(_TO_COME.search(before))


def _nearest_year(page: Page, month: int, day: int, match: re.Match[str]) -> int | None:
    """The year that a date without one means: the nearest to publication, or the last past one (« dernier »)."""
    if page.published is None:
        return None
    weekday, turn = match.groupdict().get("weekday"), match.groupdict().get("turn")
    choices = [
        moment
        for year in range(page.published.year - 1, page.published.year + 2)
        for moment in _real_days(year, month, day)
    ]
    if weekday:
        choices = [moment for moment in choices if moment.weekday() == _WEEKDAYS[weekday]] or choices
    if turn in {"dernier", "derniere", "passe", "passee", "last"}:
        choices = [moment for moment in choices if moment <= page.published]
    published = page.published
    return min(choices, key=lambda moment: abs((moment - published).days)).year if choices else None


def _real_days(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return


def _resolve_day(page: Page, match: re.Match[str]) -> TimeMention | None:
    parts = match.groupdict()
    month = _MONTHS.get(parts["month"]) or int(parts["month"])
    day = 1 if parts["day"] == "1er" else int(parts["day"])
    given = parts.get("year")
    year = int(given) if given else _nearest_year(page, month, day, match)
    if year is None:
        return None
    try:
        on = PartialDate(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
    return TimeMention(match.start(), match.end(), on, Grain.DAY, bool(given), _worded_as_future(page, match))


def _resolve_month(page: Page, match: re.Match[str]) -> TimeMention | None:
    month, given = _MONTHS[match["month"]], match["year"]
    year = int(given) if given else _nearest_year(page, month, 15, match)
    if year is None or (match["month"] in {"sept", "may", "dec", "sep", "jan", "jun", "jul", "avr"} and not given):
        return None
    on = PartialDate(year, month)
    return TimeMention(match.start(), match.end(), on, Grain.MONTH, bool(given), _worded_as_future(page, match))


def _resolve_weekday(page: Page, match: re.Match[str]) -> TimeMention | None:
    """The last such weekday up to publication; « dernier » excludes the day itself, « prochain » means the next one."""
    if page.published is None:
        return None
    back = (page.published.weekday() - _WEEKDAYS[match["weekday"]]) % 7
    turn = match["turn"]
    if turn in {"dernier", "derniere", "last"} and back == 0:
        back = 7
    if turn in {"prochain", "prochaine", "next", "suivant"}:
        back -= 7
    on = PartialDate.of(page.published - timedelta(days=back))
    return TimeMention(match.start(), match.end(), on, Grain.WEEKDAY, False, _worded_as_future(page, match))


def _resolve_deictic(page: Page, match: re.Match[str]) -> TimeMention | None:
    if page.published is None:
        return None
    on = PartialDate.of(page.published - timedelta(days=_DEICTIC[match[0]]))
    return TimeMention(match.start(), match.end(), on, Grain.DEICTIC, False, False)


def _resolve_this_month(page: Page, match: re.Match[str]) -> TimeMention | None:
    if page.published is None:
        return None
    on = PartialDate(page.published.year, page.published.month)
    return TimeMention(match.start(), match.end(), on, Grain.MONTH, False, False)


def _resolve_last_month(page: Page, match: re.Match[str]) -> TimeMention | None:
    if page.published is None:
        return None
    last = page.published.replace(day=1) - timedelta(days=1)
    return TimeMention(match.start(), match.end(), PartialDate(last.year, last.month), Grain.MONTH, False, False)


_Resolver = Callable[[Page, re.Match[str]], TimeMention | None]
_READERS: Final[tuple[tuple[re.Pattern[str], _Resolver], ...]] = (
    (_DAY_MONTH, _resolve_day),
    (_MONTH_DAY, _resolve_day),
    (_FIGURES, _resolve_day),
    (_ISO, _resolve_day),
    (_MONTH_ALONE, _resolve_month),
    (_WEEKDAY, _resolve_weekday),
    (_DEICTICS, _resolve_deictic),
    (_THIS_MONTH, _resolve_this_month),
    (_LAST_MONTH, _resolve_last_month),
)
