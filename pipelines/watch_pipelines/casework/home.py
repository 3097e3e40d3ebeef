"""The home legal order of a deal, and the status of each party in it (framework, section 6.1)."""

import re
from collections import Counter
from enum import StrEnum
from functools import lru_cache

from watch.model import Actor, ActorKind, LegalBase, Party, Side
from watch_pipelines.casework.case import CASES_REMEMBERED, Case
from watch_pipelines.casework.testimony import passages, pattern
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


class PartyStatus(StrEnum):
    """Where a party stands in the home legal order; the first that applies."""

    PUBLIC = "public"
    FOREIGN = "foreign"
    CAPITAL_FAIL = "capital_fail"
    UNKNOWN = "unknown"
    HOME = "home"


@lru_cache(maxsize=8)
def _words(legal: LegalBase) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each State, the expression that finds it in folded text as a whole word."""
    return tuple(
        (place.country, re.compile(rf"(?<![\w-])(?:{'|'.join(re.escape(word) for word in place.words)})(?![\w])"))
        for place in legal.places
    )


@lru_cache(maxsize=8)
def _seats(legal: LegalBase) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The same with the towns and regions that tell a company's seat."""
    return tuple(
        (place.country, re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, (*place.words, *place.towns)))})(?![\w])"))
        for place in legal.places
        if place.country != "EU"
    )


def _placed(text: str) -> str:
    """*text* folded, with "US" spelt out while its capitals still tell it from the pronoun."""
    return fold(re.sub(r"\bU\.?S\.?(?![\w])(?!-)", "usa", typographic(text)))


def countries_in(text: str, legal: LegalBase) -> tuple[str, ...]:
    """The States that a text names, by country name, adjective or federated State, in the order of the legal base."""
    folded = _placed(text)
    return tuple(country for country, words in _words(legal) if words.search(folded))


@lru_cache(maxsize=CASES_REMEMBERED)
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
        for country, words in _words(case.legal):
            if words.search(sentence) and pattern(_NEAR_BODY.format(body=_BODY, place=words.pattern)).search(sentence):
                counts[country] += 2
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
    if control and control.country and control.country != "mixed":
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
    if control is None or control.pending is None or case.legal.is_home(control.pending, home):
        return None
    return control.pending


def mixed_venture(actor: Actor | None, home: str, case: Case) -> bool:
    """Return whether it is a joint venture with a third-country partner and an unpublished split (J2 e)."""
    if actor is None or not actor.joint_venture_of or (actor.ultimate_control and actor.ultimate_control.majority):
        return False
    partners = (case.actor(partner) for partner in actor.joint_venture_of)
    return any(status_of(partner, home, case) is PartyStatus.FOREIGN for partner in partners)


_SEAT = re.compile(
    r"(?:basee?|installee?|etablie?|siege|headquartered|based|seat|domiciliee?)\s+(?:\w+\s+){0,3}?"
    r"(?:a|en|au|aux|in|est|dans)\s+"
)
_COMPANY = (
    r"(?:societe|entreprise|start-?up|jeune pousse|pme|editeur|editrice|groupe|fournisseur|specialiste|constructeur"
    r"|integrateur|agence|cabinet|laboratoire|company|firm|vendor|maker|unternehmen)"
)


def seat_in_text(case: Case, party: Party) -> str | None:
    """The State of a company's seat as a document gives it: "société française", "start-up lyonnaise", "basée à Bâle".

    Labels of praise ("pépite", "champion", "licorne") never count: they are marketing (framework, C2).
    """
    name = fold(typographic(party.name))
    for passage in passages(case):
        if name not in passage.folded:
            continue
        for country, words in _seats(case.legal):
            if words.search(passage.folded) and _seated(name, words.pattern, passage.folded):
                return country
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
