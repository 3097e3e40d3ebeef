"""Names to put in place of the corpus's: from the register of actors, from short lists, or invented.

Everything is drawn from a ``random.Random`` given by the caller, so that a seed decides the whole training corpus.
French needs a name that agrees with its article: a body is filed under what may stand before it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Final

import yaml


class Slot(StrEnum):
    """What a place in a sentence accepts; the value is how a pattern writes it."""

    MASCULINE = "public_m"
    """A public body after « le », « du », « au »."""
    FEMININE = "public_f"
    VOWEL = "public_v"
    """A public body after « l’ »."""
    COMPANY = "company"
    """An organisation named without an article."""
    ACRONYM = "acronym"
    PERSON = "person"
    CITY = "city"
    COUNTRY = "country"
    """A country after « en »."""
    PRODUCT = "product"
    EVENT = "event"
    DATE = "date"
    """A day, after « le »."""
    PERIOD = "period"
    """A month of a year or a year, after « en », « depuis »."""


_WITH_ARTICLE: Final = (Slot.MASCULINE, Slot.FEMININE, Slot.VOWEL)

VOWELS: Final = "AEIOUÀÂÉÈÊÎÔaeiouàâéèêîô"

_HOLE: Final = re.compile(r"\{(\w+)\}")
_UNELIDED: Final = re.compile(rf"\bde (?=[{VOWELS}])")
_LEADING_ARTICLE: Final = re.compile(r"^(?:l['’]|le |la |les |du |de |d['’]|au |à |aux |des |ministre )", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of ``names.yml``, one field a list."""

    cities: tuple[str, ...]
    countries: tuple[str, ...]
    departments: tuple[str, ...]
    regions: tuple[str, ...]
    first_names: tuple[str, ...]
    surnames: tuple[str, ...]
    ministries: tuple[str, ...]
    missions: tuple[str, ...]
    onsets: tuple[str, ...]
    middles: tuple[str, ...]
    endings: tuple[str, ...]
    nouns: tuple[str, ...]
    departments_feminine: tuple[str, ...]
    mountains: tuple[str, ...]
    basins: tuple[str, ...]
    forms_masculine: tuple[str, ...]
    forms_feminine: tuple[str, ...]
    forms_vowel: tuple[str, ...]
    forms_company: tuple[str, ...]
    forms_product: tuple[str, ...]
    trades: tuple[str, ...]
    model_families: tuple[str, ...]
    products: tuple[str, ...]
    events: tuple[str, ...]
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    feminine_heads: tuple[str, ...]
    masculine_heads: tuple[str, ...]
    vowel_heads: tuple[str, ...]
    not_organisations: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> "Words":
        """Read the lists from a YAML file; raises TypeError when one is missing or unknown."""
        return cls(**{name: tuple(words) for name, words in yaml.safe_load(path.read_text("utf-8")).items()})


@dataclass(frozen=True, slots=True)
class Register:
    """Names of known actors, filed by what may stand before them."""

    by_slot: dict[Slot, tuple[str, ...]]

    @classmethod
    def read(cls, path: Path, words: Words) -> "Register":
        """Read the register of actors (a YAML file whose `actors` have `name`, `aliases` and `kind`)."""
        filed: dict[Slot | None, list[str]] = {slot: [] for slot in (*Slot, None)}
        for actor in yaml.safe_load(path.read_text("utf-8"))["actors"]:
            slot = _file_under(actor["name"], words, public=actor["kind"] == "public_body")
            filed[slot].append(actor["name"])
            # An alias may be a product, a place or a street; one that begins like a public body is none of these.
            for alias in actor.get("aliases") or []:
                slot = _file_under(alias, words, public=True)
                if slot in _WITH_ARTICLE:
                    filed[slot].append(alias)
        return cls({slot: tuple(dict.fromkeys(filed[slot])) for slot in Slot})

    def names(self) -> frozenset[str]:
        """Return every name that may be drawn, whatever its slot."""
        return frozenset(name for names in self.by_slot.values() for name in names)


def _file_under(name: str, words: Words, *, public: bool) -> Slot | None:
    """Say where a registered name may stand; None when it carries its article or reads like a common noun."""
    if _LEADING_ARTICLE.match(name) or "(" in name or name in words.not_organisations:
        return None
    head = name.split(maxsplit=1)[0].lower()
    if public and name != name.lower():
        for heads, slot in zip(
            (words.masculine_heads, words.feminine_heads, words.vowel_heads), _WITH_ARTICLE, strict=True
        ):
            if head in heads:
                return slot
    return Slot.COMPANY if name[0].isupper() else None


class Namer:
    """Draws a name for a slot, from the register (one time in four where it can) or by invention."""

    def __init__(self, register: Register, words: Words, random: Random) -> None:
        self._register = register
        self._words = words
        self._random = random
        self._makers: dict[Slot, Callable[[], str]] = {
            Slot.MASCULINE: lambda: self._in_form(words.forms_masculine),
            Slot.FEMININE: lambda: self._in_form(words.forms_feminine),
            Slot.VOWEL: lambda: self._in_form(words.forms_vowel),
            Slot.COMPANY: lambda: self._in_form(words.forms_company),
            Slot.ACRONYM: self._acronym,
            Slot.PERSON: self._person,
            Slot.CITY: lambda: self._one(words.cities),
            Slot.COUNTRY: lambda: self._one(words.countries),
            Slot.PRODUCT: lambda: self._in_form(words.forms_product),
            Slot.EVENT: self._event,
            Slot.DATE: self._date,
            Slot.PERIOD: self._period,
        }

    def draw(self, slot: Slot) -> str:
        """Return a name that `slot` accepts."""
        known = self._register.by_slot[slot]
        name = self._one(known) if known and self._random.random() < 0.25 else self._makers[slot]()
        if slot in _WITH_ARTICLE and self._random.random() < 0.3:
            return name[0].upper() + name[1:]
        return name

    def _one(self, choices: Sequence[str]) -> str:
        return self._random.choice(choices)

    def _in_form(self, forms: Sequence[str]) -> str:
        """Return a name in one of `forms`, its holes filled."""
        name = _HOLE.sub(lambda hole: self._fill(hole[1]), self._one(forms))
        return _UNELIDED.sub("d’", name)

    def _fill(self, hole: str) -> str:
        match hole:
            case "word":
                return self._word()
            case "acronym":
                return self._acronym()
            case "vowel_acronym":
                return self._one("AEIOU") + self._acronym()
            case _:
                return self._one(getattr(self._words, hole))

    def _word(self) -> str:
        """Invent a word, capitalised most of the time as a company would."""
        middle = self._one(self._words.middles) if self._random.random() < 0.4 else ""
        word = self._one(self._words.onsets) + middle + self._one(self._words.endings)
        roll = self._random.random()
        return word.upper() if roll < 0.05 else word if roll < 0.08 else word.capitalize()

    def _acronym(self) -> str:
        size = self._random.choice([2, 3, 3, 4, 4, 5, 6])
        letters = [self._one("BCDFGLMNPRSTV" if place % 2 else "ACDEIORSTU") for place in range(size)]
        name = "".join(letters)
        return name.capitalize() if size > 3 and self._random.random() < 0.2 else name

    def _person(self) -> str:
        particle = self._one(["", "", "", "", "", "", "de ", "Le "])
        return f"{self._one(self._words.first_names)} {particle}{self._one(self._words.surnames)}"

    def _event(self) -> str:
        event = self._one(self._words.events)
        return f"{event} {self._random.randint(2023, 2027)}" if self._random.random() < 0.3 else event

    def _date(self) -> str:
        day, month, year = self._random.randint(1, 28), self._one(self._words.months), self._random.randint(2022, 2027)
        short = f"{day if day > 1 else '1er'} {month}"
        return self._one(
            [f"{short} {year}", f"{short} {year}", f"{self._one(self._words.weekdays)} {short} {year}", short]
        )

    def _period(self) -> str:
        year = str(self._random.randint(2016, 2030))
        return self._one([f"{self._one(self._words.months)} {year}", year, year, self._one(self._words.months)])
