"""What a query may name: codes and their displays, actors and their countries, sources, criteria."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from watch.asking.card import NOBODY
from watch.asking.fields import PRESENCES
from watch.model import (
    READINGS,
    Actor,
    Framework,
    HostingKind,
    Instrument,
    LegalBase,
    PublisherKind,
    Register,
    Role,
    Sector,
    Source,
    Status,
)
from watch.stems import fold, plain_name
from watch.wording.terms import TERMS

UNKNOWN = "unknown"
THIRD = "third"
UNION = "EU"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The values that this installation knows, each by what people may call it."""

    choices: Mapping[str, Mapping[str, str]]
    """Of each index field with a list of values: folded name → code."""
    codes: Mapping[str, tuple[str, ...]]
    """Of the same fields, the codes in their own order."""
    actors: Mapping[str, tuple[str, ...]]
    """Plain name, alias or id → register ids."""
    seats: Mapping[str, str]
    """Register id → country of the seat, "unknown" when not established."""
    controls: Mapping[str, str]
    """Register id → country of the documented ultimate control, else of the parent's, else of the seat."""
    union: frozenset[str]
    """Countries of the Union, with "EU"."""
    area: frozenset[str]
    """Those of the European Economic Area, with "EU"."""

    @classmethod
    def of(
        cls, framework: Framework, register: Register, legal: LegalBase | None = None, sources: Iterable[Source] = ()
    ) -> "Vocabulary":
        """The vocabulary of a configuration."""
        codes = _codes(framework, sources)
        territory = legal.territory if legal else None
        union = frozenset(("EU", *(territory.eu_members if territory else ())))
        return cls(
            {field: dict(_spoken(field, each, framework)) for field, each in codes.items()},
            codes,
            _names(register.actors.values()),
            {actor.id: actor.country or UNKNOWN for actor in register.actors.values()},
            {actor.id: _control(actor, register) or UNKNOWN for actor in register.actors.values()},
            union,
            union | frozenset(territory.eea_extra if territory else ()),
        )

    def countries(self, *, control: bool) -> tuple[str, ...]:
        """Every country that some actor has."""
        places = self.controls if control else self.seats
        return (UNION, THIRD, *sorted(set(places.values()) - {UNKNOWN, UNION}), UNKNOWN)

    def of_country(self, country: str, *, control: bool) -> tuple[str, ...]:
        """The actors of *country* (a code, "EU", "third" or "unknown"); for "unknown" also the mark of strangers."""
        places = self.controls if control else self.seats
        found = [actor for actor, place in places.items() if self._is_in(place, country)]
        return (*sorted(found), NOBODY) if country == UNKNOWN else tuple(sorted(found))

    def _is_in(self, place: str, country: str) -> bool:
        if country == UNION:
            return place in self.union
        if country == THIRD:
            return place not in self.area and place != UNKNOWN
        return place == country


def _codes(framework: Framework, sources: Iterable[Source]) -> dict[str, tuple[str, ...]]:
    axes = {axis.id: tuple(code.code for code in axis.codes) for axis in framework.axes}
    return {
        "verdict": tuple(verdict.slug for verdict in framework.verdicts),
        "reading": (*READINGS, "none"),
        "exposure": ("J0", "J1", "J2", "J3", "J?", "n/a"),
        "dependence": ("D0", "D1", "D2", "D3", "D?"),
        "transparency": ("T0", "T1", "T2", "T3"),
        "sensitivity": ("S0", "S1", "S2", "S3", "S4", "S5", "S?"),
        "claim": ("0", "1", "2", "3"),
        "confidence": ("étayé", "probable", "fragile", "indicatif", "none"),
        "rule": tuple(dict.fromkeys((*(rule.id for rule in framework.rules), *axes.get("rule", ())))),
        "flag": tuple(flag.id for flag in framework.flags),
        "role": tuple(Role),
        "hosting": tuple(HostingKind),
        "location": ("FR", "EU", "DE", "IE", "LU", "NL", "SE", "CH", "GB", "US"),
        "sector": tuple(Sector),
        "status": tuple(Status),
        "instrument": tuple(Instrument),
        "source": tuple(source.id for source in sources),
        "publisher": tuple(PublisherKind),
        "language": ("fr", "en", "de", "es", "it", "nl"),
        "has": (*PRESENCES, *(criterion.id for criterion in framework.criteria)),
    }


_DISPLAYS = {
    "sector": "sector",
    "status": "status",
    "instrument": "instrument",
    "role": "role",
    "hosting": "hosting",
    "location": "place",
    "confidence": "confidence",
}


def _spoken(field: str, codes: Iterable[str], framework: Framework) -> Iterator[tuple[str, str]]:
    """(what people may call it, code): displays in both languages first, so that a code itself always wins."""
    shown = {verdict.slug: (verdict.display_fr, verdict.display_en) for verdict in framework.verdicts}
    shown |= {flag.id: (flag.display_fr, flag.display_en) for flag in framework.flags}
    shown |= {criterion.id: (criterion.code, criterion.code) for criterion in framework.criteria}
    listed = tuple(codes)
    for code in listed:
        for display in (*shown.get(code, ()), *TERMS.get(f"{_DISPLAYS.get(field, field)}.{code}", ())):
            yield _key(display), code
    for code in listed:
        yield _key(code.replace("_", " ")), code
        yield _key(code), code


def _key(text: str) -> str:
    """How a value is compared: folded, straight apostrophes, underscores and hyphens as they are."""
    return fold(text.replace("’", "'")).strip()


def spoken_key(text: str) -> str:
    """The key of what somebody typed."""
    return _key(text)


def _names(actors: Iterable[Actor]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for actor in actors:
        for name in (actor.id, actor.name, *actor.aliases):
            found[plain_name(name)].add(actor.id)
    return {name: tuple(sorted(ids)) for name, ids in found.items() if name}


def _control(actor: Actor, register: Register, depth: int = 5) -> str | None:
    """Country of the documented ultimate control; without one, that of the parent; without one, that of the seat."""
    if actor.ultimate_control and actor.ultimate_control.country:
        return actor.ultimate_control.country
    parent = register.actors.get(actor.parent) if actor.parent else None
    if parent and depth:
        return _control(parent, register, depth - 1) or actor.country
    return actor.country
