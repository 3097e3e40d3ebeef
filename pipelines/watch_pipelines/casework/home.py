"""The home legal order of a deal, and the status of each party in it (framework, section 6.1)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from watch.model import Actor, ActorKind, LegalBase, Party, Side
from watch_pipelines.casework.case import Case, from_texts
from watch_pipelines.casework.scan import plain
from watch_pipelines.casework.screen import LONGEST, word_beginnings
from watch_pipelines.casework.testimony import passages
from watch_pipelines.memory import by_identity
from watch_pipelines.party_names import folded_name
from watch_pipelines.typography import fold, typographic

EUROPE = "EU/EEA"

_BODY = (
    r"(?:ministere|ministre|gouvernement|etat|police|armee|defense|administration|agence|office|autorites?|secretariat"
    r"|region|universite|commission|land|ministry|government|department|agency|minister|ministerium|parlement)"
)
_NEAR_BODY = r"\b{body}s?(?: [\w'-]+){{0,4}}? {place}|{place} (?:[\w'-]+ ){{0,3}}{body}\b"
"""A State named with a public noun: "ministère grec de l'Intérieur", "US General Services Administration"."""
_ANY_STATE = frozenset({"etat", "gouvernement", "government", "state", "regierung"})
"""Folded names that mean the State of whoever speaks."""
_SUPPLIER_ADJECTIVE = re.compile(
    r"(?:l'|le |la |un |une |g[eé]ant |groupe |[eé]diteur |fonds )"
    r"(?:am[eé]ricain|chinois|canadien|fran[cç]ais|allemand)e?\b",
    re.IGNORECASE,
)
"""A nationality that a title gives to a company, not to a body."""


_SEAT = re.compile(
    r"(?:basee?|installee?|etablie?|siege|headquartered|based|seat|domiciliee?)\s+(?:\w+\s+){0,3}?"
    r"(?:a|en|au|aux|in|est|dans)\s+"
)
_COMPANY = (
    r"(?:societe|entreprise|start-?up|jeune pousse|pme|editeur|editrice|groupe|fournisseur|specialiste|constructeur"
    r"|integrateur|agence|cabinet|laboratoire|company|firm|vendor|maker|unternehmen)"
)


class PartyStatus(StrEnum):
    """Where a party stands in the home legal order; the first that applies."""

    PUBLIC = "public"
    FOREIGN = "foreign"
    CAPITAL_FAIL = "capital_fail"
    UNKNOWN = "unknown"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class _Named:
    """How a State is found in folded text, as a whole word."""

    country: str
    words: re.Pattern[str]
    near_body: re.Pattern[str]
    """The State named with a public noun."""
    seat: re.Pattern[str]
    """Words without which a sentence gives no company a seat there."""
    known: tuple[str, ...]

    def named_in(self, folded: str) -> str:
        """The expression of those of its names that a folded text holds: a short one, for it is compiled once only."""
        return _one_of(word for word in self.known if word in folded)


@dataclass(frozen=True, slots=True)
class _Places:
    """The States by the words with which their names begin."""

    named: tuple[_Named, ...]
    by_head: Mapping[str, tuple[int, ...]]
    """Word beginning to the numbers of the States."""

    def within(self, folded: str) -> Iterator[_Named]:
        """The States that a folded text names, in the order of the legal base."""
        heads = self.by_head.keys() & word_beginnings(folded)
        for number in sorted({number for head in heads for number in self.by_head[head]}):
            if self.named[number].words.search(folded):
                yield self.named[number]


def _places(by_country: Sequence[tuple[str, Sequence[str]]]) -> _Places:
    by_head: dict[str, tuple[int, ...]] = {}
    for number, (_, words) in enumerate(by_country):
        for word in words:
            head = re.split(r"\W", word)[0][:LONGEST]
            by_head[head] = (*by_head.get(head, ()), number)
    return _Places(tuple(_named(country, words) for country, words in by_country), by_head)


def _named(country: str, words: Iterable[str]) -> _Named:
    known = tuple(words)
    place = _one_of(known)
    near = re.compile(_NEAR_BODY.format(body=_BODY, place=place))
    seat = rf"{_COMPANY}s?(?: \w+)? (?:d'|de |du )?{place}|l'{place}|{_SEAT.pattern}(?:[\w-]+ )?{place}"
    return _Named(country, re.compile(place), near, re.compile(seat), known)


def _one_of(words: Iterable[str]) -> str:
    return rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w])"


@by_identity(4)
def _words(legal: LegalBase) -> _Places:
    """Each State by its names, adjectives and federated States."""
    return _places([(place.country, place.words) for place in legal.places])


@by_identity(4)
def _seats(legal: LegalBase) -> _Places:
    """The same with the towns and regions that tell a company's seat."""
    seats = [place for place in legal.places if place.country != "EU"]
    return _places([(place.country, (*place.words, *place.towns)) for place in seats])


def _placed(text: str) -> str:
    """*text* folded, with "US" spelt out while its capitals still tell it from the pronoun."""
    return fold(re.sub(r"\bU\.?S\.?(?![\w])(?!-)", "usa", typographic(text)))


def countries_in(text: str, legal: LegalBase) -> tuple[str, ...]:
    """The States that a text names, by country name, adjective or federated State, in the order of the legal base."""
    return tuple(place.country for place in _words(legal).within(_placed(text)))


@from_texts
def home_order(case: Case) -> str:
    """The legal order of the public bodies: "EU/EEA", or a country code; the European one when bodies differ.

    A body that the register does not know is placed by its own name, by the bodies and titles that name a State,
    and at last by the language of the documents.
    """
    placed = [country for party in case.side(Side.PUBLIC) for country in _states_of(case, party)]
    found = placed or _from_texts(case) or _from_language(case)
    orders = [case.legal.home_of(country) for country in found]
    return EUROPE if EUROPE in orders or not orders else orders[0]


def _states_of(case: Case, party: Party) -> tuple[str, ...]:
    """The States of one body: the register's, unless its written name says another ("État de Californie").

    A bare "l'État" is that of the title when a title names a State.
    """
    written = countries_in(party.name, case.legal)
    actor = case.actor(party.actor_id)
    if actor is None or actor.country is None:
        return written
    if folded_name(party.name) in _ANY_STATE:
        return tuple(_from_titles(case)) or (actor.country,)
    return written if written and actor.country not in written and "EU" not in written else (actor.country,)


def _from_titles(case: Case) -> list[str]:
    """The States that titles name, a supplier's nationality left aside."""
    titles = (_SUPPLIER_ADJECTIVE.sub("", typographic(document.title)) for document, _ in case.readings)
    return [country for title in titles for country in countries_in(title, case.legal)]


def _from_texts(case: Case) -> list[str]:
    """The State named most often with a public noun ("le ministère grec"), titles counting more."""
    counts: Counter[str] = Counter()
    for passage in passages(case):
        sentence = _placed(passage.document.full_text[passage.start : passage.end])
        for place in _words(case.legal).within(sentence):
            if place.near_body.search(sentence):
                counts[place.country] += 2
    for country in _from_titles(case):
        counts[country] += 3
    return [country for country, _ in counts.most_common(1)]


def _from_language(case: Case) -> list[str]:
    languages = {document.language for document, _ in case.readings}
    return ["FR"] if "fr" in languages else ["DE"] if "de" in languages else []


def status_of(actor: Actor | None, home: str, case: Case, *, seat_in_text: str | None = None) -> PartyStatus:
    """The status of a company in the legal order *home*; *seat_in_text* counts only for one without a known seat."""
    if actor is not None and actor.kind is ActorKind.PUBLIC_BODY and actor.public_status != "private":
        return _status_of_body(actor, home, case.legal)
    held = _status_by_control(actor, home, case) if actor is not None else None
    if held is not None:
        return held
    disputed = actor is not None and actor.seat_disputed
    seat = (actor.country if actor is not None else None) or seat_in_text
    if seat is None or disputed:
        return PartyStatus.UNKNOWN
    return PartyStatus.HOME if case.legal.is_home(seat, home) else PartyStatus.FOREIGN


def _status_of_body(actor: Actor, home: str, legal: LegalBase) -> PartyStatus:
    if actor.country is None:
        return PartyStatus.UNKNOWN
    return PartyStatus.PUBLIC if legal.is_home(actor.country, home) else PartyStatus.FOREIGN


def _status_by_control(actor: Actor, home: str, case: Case) -> PartyStatus | None:
    """What documented control says, of the actor or of the parent it follows; None when it says nothing."""
    control = actor.ultimate_control
    if actor.country and not actor.seat_disputed and not case.legal.is_home(actor.country, home):
        return PartyStatus.FOREIGN
    if control and control.country and control.country != "mixed" and case.knows(control.since or control.as_of):
        if case.legal.is_home(control.country, home):
            return PartyStatus.HOME
        return PartyStatus.CAPITAL_FAIL if control.holder == "financial" else PartyStatus.FOREIGN
    parent = case.actor(actor.parent)
    if parent and parent.country and not case.legal.is_home(parent.country, home):
        return PartyStatus.CAPITAL_FAIL if parent.kind is ActorKind.INVESTOR else PartyStatus.FOREIGN
    return None


def acquirer_pending(actor: Actor | None, home: str, case: Case) -> str | None:
    """The third country of an acquisition that is announced and not shown closed, None when there is none."""
    control = actor.ultimate_control if actor else None
    if control is None or control.pending is None or not case.knows(control.as_of):
        return None
    if case.legal.is_home(control.pending, home):
        return None
    return control.pending


def mixed_venture(actor: Actor | None, home: str, case: Case) -> bool:
    """Return whether it is a joint venture with a third-country partner and an unpublished split (J2 e)."""
    if actor is None or not actor.joint_venture_of or (actor.ultimate_control and actor.ultimate_control.majority):
        return False
    partners = (case.actor(partner) for partner in actor.joint_venture_of)
    return any(status_of(partner, home, case) is PartyStatus.FOREIGN for partner in partners)


def seat_in_text(case: Case, party: Party) -> str | None:
    """The State of a company's seat as a document gives it: "société française", "start-up lyonnaise", "basée à Bâle".

    Labels of praise ("pépite", "champion", "licorne") never count: they are marketing (framework, C2).
    """
    name = plain(party.name)
    for passage in passages(case):
        if name not in passage.folded:
            continue
        for place in _seats(case.legal).within(passage.folded):
            if place.seat.search(passage.folded) and _seated(name, place.named_in(passage.folded), passage.folded):
                return place.country
    return None


def _seated(name: str, place: str, sentence: str) -> bool:
    """Return whether *sentence* gives the company *name* a seat in the State whose names *place* matches."""
    company = re.escape(name)
    found = re.search(
        rf"{_COMPANY}s?(?: \w+)? (?:d'|de |du )?{place} {company}"
        rf"|{_COMPANY} {company} [^.]{{0,20}}{_COMPANY} {place}"
        rf"|l'{place} {company}"
        rf"|{company}[,(]? ?(?:une? |l'|la |le |the )?(?:jeune )?{_COMPANY}(?: \w+)? (?:d'|de |du )?{place}"
        rf"|{company}[^.;]{{0,40}}{_SEAT.pattern}(?:[\w-]+ )?{place}",
        sentence,
    )
    return found is not None
