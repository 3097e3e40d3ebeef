"""What a document and an announcement have in common and what sets them apart, before any of it is weighed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log2
from typing import Final

from watch.model import (
    Amount,
    Announcement,
    Document,
    Extraction,
    Instrument,
    PartialDate,
    Party,
    Role,
    Side,
    Status,
)
from watch_pipelines.name_words import concepts
from watch_pipelines.party_names import WIDE_ACTORS, Likeness, folded_name, identifies, likeness
from watch_pipelines.typography import fold, typographic


@dataclass(frozen=True, slots=True)
class Signal:
    """One agreement or disagreement. Its weight is the sum of its features, each times its learned weight."""

    rule: str
    detail: str
    features: tuple[tuple[str, float], ...]
    """(name, value) with values from 0 to about 2."""


def _signal(rule: str, detail: str, variant: str = "", value: float = 1.0) -> Signal:
    return Signal(rule, detail, ((f"{rule}.{variant}" if variant else rule, value),))


KNOTS: Final = (0, 3, 10, 30, 100, 365, 900)
"""Days apart at which time has a weight of its own; between two it goes over from one to the other."""
_OF_A_SIDE: Final = (
    *("same_{}.known", "same_{}.rare", "same_{}.wide", "same_{}.more", "named_{}", "near_{}", "unknown_{}"),
    *("other_{}", "other_{}.foreign"),
)
FEATURES: Final = frozenset(
    {
        "prior",
        *(name.format(side.value) for name in _OF_A_SIDE for side in Side),
        *("common_names", "more_parties.soon", "more_parties.later", "fewer_parties.soon", "fewer_parties.later"),
        *(f"days.{knot}" for knot in KNOTS),
        *("same_signature.day", "same_signature.month", "other_signature", "other_signature.near"),
        *("same_amount", "near_amount", "other_amount", "same_duration", "other_duration"),
        *("same_instrument", "other_instrument", "same_sector", "other_sector", "same_project", "other_project"),
        *("end_or_not", "renewal_or_not", "title_words", "title_words.foreign"),
    }
)
"""Every feature that a signal may have; each has a weight."""

PRIOR: Final = Signal("prior", "what shares a party is seldom the same deal", (("prior", 1.0),))


def signals(document: Document, status: Status | None, facts: Extraction, announcement: Announcement) -> list[Signal]:
    """Every signal between a document (read as *status* and *facts*) and an announcement, those of parties first."""
    days = _days_apart(document, facts, announcement)
    foreign = _foreign(document, announcement)
    found = (
        PRIOR,
        *_parties(document, facts.parties, announcement.parties, days=days, foreign=foreign),
        _time(days),
        _signature(facts.signed_on, announcement.signed_on),
        _amount(facts.amount, announcement.amount),
        _duration(facts.duration_months, announcement.duration_months),
        _instrument(facts.instrument, announcement.instrument),
        _status(status, announcement.status),
        _project(facts.project, announcement.project),
        _sector(facts, announcement),
        _title(document, announcement, foreign=foreign),
    )
    return [signal for signal in found if signal is not None]


_LEADING: Final = frozenset({Role.BUYER, Role.SUPPLIER, Role.HOST, Role.PARTNER, Role.INVESTOR})
"""Roles whose holders make a deal another one."""
_SOON: Final = 10
"""Days within which documents of one deal name fewer or more of its parties as they please."""


def _parties(
    document: Document, mine: Sequence[Party], theirs: Sequence[Party], *, days: int | None, foreign: bool
) -> Iterator[Signal]:
    """What the two have in common on each side, and the share of leading parties that only one of them names."""
    text = _folded_text(document.title, document.text)
    alike = [[likeness(one, other) for other in theirs] for one in mine]
    sides = [_side(side, text, mine, theirs, alike, foreign=foreign) for side in Side]
    yield from sides
    if (common := _common_only(sides)) is not None:
        yield common
    found_here = [max(row, default=Likeness.DIFFERENT) >= Likeness.AKIN for row in alike]
    found_there = [any(row[at] >= Likeness.AKIN for row in alike) or _said(one, text) for at, one in enumerate(theirs)]
    when = "later" if days is None or days > _SOON else "soon"
    for rule, parties, found in (("more_parties", mine, found_here), ("fewer_parties", theirs, found_there)):
        leading = [
            (party.name, known)
            for party, known in zip(parties, found, strict=True)
            if party.role in _LEADING and identifies(party) and not (foreign and party.side is Side.PUBLIC)
        ]
        missing = [name for name, known in leading if not known]
        if missing:
            yield _signal(rule, ", ".join(missing[:4]), when, len(missing) / len(leading))


def _side(
    side: Side,
    text: str,
    mine: Sequence[Party],
    theirs: Sequence[Party],
    alike: Sequence[Sequence[Likeness]],
    *,
    foreign: bool,
) -> Signal:
    """Shared parties of *side*; else the announcement's that the text says; else names that are akin, or others."""
    here = [at for at, party in enumerate(mine) if party.side is side]
    there = [at for at, party in enumerate(theirs) if party.side is side]
    shared = [mine[at] for at in here if Likeness.SAME in alike[at]]
    if shared:
        features = [(f"same_{side.value}.{_sort(shared)}", 1.0)]
        if len(shared) > 1:
            features.append((f"same_{side.value}.more", log2(len(shared))))
        return Signal(f"same_{side.value}", ", ".join(party.name for party in shared), tuple(features))
    if named := [theirs[at].name for at in there if _said(theirs[at], text)]:
        return _signal(f"named_{side.value}", ", ".join(named))
    best = max((alike[one][other] for one in here for other in there), default=Likeness.VAGUE)
    if best is Likeness.AKIN:
        return _signal(f"near_{side.value}", f"{mine[here[0]].name} / {theirs[there[0]].name}")
    telling = [[at for at in places if identifies(parties[at])] for places, parties in ((here, mine), (there, theirs))]
    if best is Likeness.VAGUE or not all(telling):
        return _signal(f"unknown_{side.value}", "not named on one side")
    names = f"{mine[telling[0][0]].name} / {theirs[telling[1][0]].name}"
    return _signal(f"other_{side.value}", names, "foreign" if foreign else "")


def _common_only(sides: Sequence[Signal]) -> Signal | None:
    """Sharing nothing but names that sign every week, while the other side is another: hardly the same deal."""
    shared = [signal for signal in sides if signal.rule.startswith("same_")]
    others = [signal for signal in sides if signal.rule.startswith("other_")]
    if not shared or not others or any(name.endswith(".rare") for one in shared for name, _ in one.features):
        return None
    return _signal("common_names", shared[0].detail)


def _sort(shared: Sequence[Party]) -> str:
    """How much sharing them says: what the register does not know signs few deals, a State signs everything."""
    if any(party.actor_id is None for party in shared):
        return "rare"
    return "wide" if all(party.actor_id in WIDE_ACTORS for party in shared) else "known"


_SHORTEST: Final = 5


def _said(party: Party, text: str) -> bool:
    """Return whether the folded *text* holds the written name of a party; too short a name proves nothing."""
    if party.actor_id in WIDE_ACTORS:
        return False
    name = folded_name(party.name)
    telling = " " in name if party.side is Side.PUBLIC else len(name) >= _SHORTEST
    if telling and f" {name} " in text:
        return True
    own = concepts(party.name).proper if party.side is Side.PRIVATE else ()
    return len(own) == 1 and all(len(word) >= _SHORTEST and f" {word} " in text for word in own)


@lru_cache(maxsize=8)
def _folded_text(title: str, text: str) -> str:
    """Words of a document in one line, folded; every candidate asks for them, so the last are remembered."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', fold(typographic(f'{title} {text}'))))} "


def _days_apart(document: Document, facts: Extraction, announcement: Announcement) -> int | None:
    """Days from the announcement to the nearest day that the document gives for it, or on which it appeared."""
    if announcement.announced_on is None:
        return None
    theirs = announcement.announced_on
    mine = [facts.announced_on] if facts.announced_on else []
    mine += [PartialDate.of(document.published_on)] if document.published_on else []
    return min((_between(one, theirs) for one in mine), default=None)


_WITHIN: Final = {"day": 0, "month": 10, "year": 100}
"""Days that a date known to that part leaves open."""


def _between(one: PartialDate, other: PartialDate) -> int:
    """Days between two dates; what they leave open when one may be the other."""
    if not one.agrees(other):
        return abs((one.first_day - other.first_day).days)
    parts = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    known = [part for part, pair in zip(("year", "month", "day"), parts, strict=True) if None not in pair]
    return _WITHIN[known[-1]]


_NEAR, _FAR = 10, 100


def _time(days: int | None) -> Signal | None:
    if days is None:
        return None
    rule = "same_days" if days <= _NEAR else "near_days" if days <= _FAR else "far_days"
    return Signal(rule, f"{days} days apart", _at_knots(days))


def _at_knots(days: int) -> tuple[tuple[str, float], ...]:
    for low, high in pairwise(KNOTS):
        if days <= high:
            share = (days - low) / (high - low)
            return tuple((f"days.{knot}", part) for knot, part in ((low, 1 - share), (high, share)) if part)
    return ((f"days.{KNOTS[-1]}", 1.0),)


def _signature(mine: PartialDate | None, theirs: PartialDate | None) -> Signal | None:
    if mine is None or theirs is None:
        return None
    if mine.agrees(theirs):
        whole = mine.day is not None and theirs.day is not None  # many deals are signed in one month
        return _signal("same_signature", str(mine), "day" if whole else "month")
    days = abs((mine.first_day - theirs.first_day).days)
    return _signal("other_signature", f"{mine} / {theirs}", "" if days > _NEAR else "near")


_SAME_AMOUNT: Final = 0.02
_ROUNDED: Final = 0.06
"""Share by which a figure that the press rounds differs from the exact one."""
_VAT: Final = (1.2, 0.015)
"""A price with tax for one without: ratio and its tolerance."""


def _amount(mine: Amount | None, theirs: Amount | None) -> Signal | None:
    if mine is None or theirs is None or mine.currency != theirs.currency:
        return None
    low, high = sorted((mine.value, theirs.value))
    detail = f"{mine.value:g} / {theirs.value:g} {mine.currency}"
    if high - low <= _SAME_AMOUNT * high:
        return _signal("same_amount", detail)
    if high - low <= _ROUNDED * high or (low > 0 and abs(high / low - _VAT[0]) <= _VAT[1]):
        return _signal("near_amount", detail)
    return _signal("other_amount", detail)


def _duration(mine: int | None, theirs: int | None) -> Signal | None:
    if mine is None or theirs is None:
        return None
    return (
        _signal("same_duration", f"{mine} months")
        if mine == theirs
        else _signal("other_duration", f"{mine} / {theirs} months")
    )


_VAGUE: Final = frozenset({Instrument.PARTNERSHIP, Instrument.OTHER})


def _instrument(mine: Instrument | None, theirs: Instrument | None) -> Signal | None:
    """Journalists say « partenariat » of everything: only two precise and different names disagree."""
    if mine is None or theirs is None or mine in _VAGUE or theirs in _VAGUE:
        return None
    if mine is theirs:
        return _signal("same_instrument", mine.value)
    return _signal("other_instrument", f"{mine.value} / {theirs.value}")


def _status(mine: Status | None, theirs: Status) -> Signal | None:
    """The end of a deal, or its renewal, is not the deal."""
    if mine is None:
        return None
    if (mine is Status.ENDED) != (theirs is Status.ENDED):
        return _signal("end_or_not", f"{mine.value} / {theirs.value}")
    if (mine is Status.RENEWED) != (theirs is Status.RENEWED):
        return _signal("renewal_or_not", f"{mine.value} / {theirs.value}")
    return None


def _project(mine: str | None, theirs: str | None) -> Signal | None:
    if not mine or not theirs:
        return None
    same = fold(typographic(mine)) == fold(typographic(theirs))
    return _signal("same_project", mine) if same else _signal("other_project", f"{mine} / {theirs}")


def _sector(facts: Extraction, announcement: Announcement) -> Signal | None:
    if facts.sector is None or announcement.sector is None:
        return None
    if facts.sector is announcement.sector:
        return _signal("same_sector", facts.sector.value)
    return _signal("other_sector", f"{facts.sector.value} / {announcement.sector.value}")


_COMMON: Final = (
    "avec dans pour plus sous entre cette leur leurs sont nous vous comme mais elle elles from with that this will"
    " have intelligence artificielle generative partenariat accord signe signent annonce public publique donnees"
    " ministere francais francaise"
)
_STOP: Final = frozenset(_COMMON.split())
"""Words that titles of any deal have."""


def _title(document: Document, announcement: Announcement, *, foreign: bool) -> Signal | None:
    """Rare words of the announcement's title that the document uses: names of systems, places, numbers."""
    theirs = _words(announcement.title)
    if not theirs:
        return None
    shared = theirs & _text_words(document.title, document.text)
    features = [("title_words", len(shared) / len(theirs))]
    if foreign:
        features.append(("title_words.foreign", 1.0))
    return Signal("title_words", " ".join(sorted(shared)[:6]), tuple(features))


@lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[a-z0-9]{4,}", fold(typographic(text))) if word not in _STOP)


@lru_cache(maxsize=8)
def _text_words(title: str, text: str) -> frozenset[str]:
    return frozenset(word for word in _folded_text(title, text).split() if len(word) >= len("mots"))


_SMALL_WORDS: Final = {
    "fr": "au aux avec d dans de des du en et l la le les par pour sa ses son sur un une",
    "en": "and by for from has in is its of on over the to with will",
    "de": "als am auf das dem den der die ein eine fur im ist mit nach soll und von vom zum zur",
}
_FUNCTION_WORDS: Final = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}


def _foreign(document: Document, announcement: Announcement) -> bool:
    """Return whether the announcement's title is in another language than the document."""
    theirs = _language_of(announcement.title)
    return theirs is not None and theirs != document.language


@lru_cache(maxsize=2048)
def _language_of(title: str) -> str | None:
    """The language whose function words *title* uses most; None when no one stands out."""
    words = re.findall(r"[a-z]+", fold(typographic(title)))
    counts = sorted(((sum(word in own for word in words), language) for language, own in _FUNCTION_WORDS.items()))
    (second, _), (first, language) = counts[-2:]
    return language if first > second else None
