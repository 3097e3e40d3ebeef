"""Names of hosts that neither register nor model need know: capitals beside a machine, a room, a network or a cloud.

« les machines du Cines », « Riigipilv, le nuage gouvernemental », « the data centre (ODC-Noord) », « CHUV servers »:
the grammar around the capitals says that they own the place; what they are is read from the noun.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from watch.model import HostingKind
from watch_pipelines.facts.page import Page

_WORD: Final = r"[A-ZÀ-ÖØ-Þ0-9][\w&.+-]*\w|[A-Z]"
_HEAD: Final = r"(?:minist[eè]re|universit[ée]|facult[ée]|acad[ée]mie) (?:de la |de l'|des |du |de |d')"
_NAME: Final = re.compile(rf"(?:{_HEAD})?(?:{_WORD})(?: (?:(?:de |du |des |d'|la |of |and )?(?:{_WORD}))){{0,4}}")
_CLOUDS: Final = r"(?:clouds?|nuages?|infonuagique|grilles?|plateformes? (?:d'hebergement|de calcul|cloud))"
_MACHINES: Final = (
    r"(?:serveurs?|machines?|calculateurs?|salles?(?: informatiques?| machines?| blanches?| serveurs?| de calcul)|"
    r"centres?(?: informatiques?|"
    r" de (?:donnees|calculs?|traitement|production|supercalcul))|data ?-?cent(?:er|re)s?|supercalculateurs?|"
    r"mesocentres?|"
    r"infrastructures?(?: informatiques?)?|reseaux?|systemes? d'information|moyens de calcul|locaux|"
    r"postes?(?: de travail)?|racks?|enclaves?|baies|bunkers?|clusters?|grappes?|equipements?|"
    r"servern?|\w*rechenzentr(?:um|ums|en)|rechnern?|netz(?:werk)?|hochleistungsrechner)"
)
_PLACES: Final = rf"(?:{_CLOUDS}|{_MACHINES})"
_ENGLISH: Final = (
    r"(?:servers?|machines|data[ -]?cent(?:er|re)s?|networks?|clouds?|computing cent(?:er|re)s?|facilities|premises|"
    r"infrastructure|clusters?|supercomputers?|(?:data )?halls?|hardware|boards?)"
)
_OF: Final = r"(?:de la |de l'|du |des |der |of the |at the )"
_OF_ANY: Final = r"(?:de |d'|von |of |at )"
_LEAD: Final = (
    r"\b(?:au sein d[eu]|sur|dans|chez|au|aux|a|depuis|par|via|vers|on|in|at|inside|within|from|to|auf|im|bei|l') ?"
    r"(?:le |la |l'|les |the |der |das |son |ses |its )?"
)
_COMPUTER: Final = (
    r"supercalculateurs?|supercomputers?|supercomputing cent\w+|calculateurs?|hochleistungsrechner|mesocentres?|"
    r"centres? de calcul|data ?cent(?:er|re)s?|rechenzentr\w+"
)
_OPENING: Final = re.compile(rf"{_PLACES} {_OF}")
"""« Data Center du X », the place in capitals too."""
_BEFORE: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # « les machines du X », « le centre de calcul toulousain de X », « le supercalculateur X »
        rf"\b(?P<noun>{_PLACES})(?P<between>(?: [a-z-]+){{0,2}}) {_OF}$",
        rf"\b(?P<noun>{_PLACES})(?: [a-z-]+){{0,2}} {_OF_ANY}(?P<bare>)$",
        rf"{_LEAD}(?:[a-z-]+ )?(?P<noun>{_COMPUTER})(?: [a-z]+)? (?:at |at the |im )?$",
        # « le nuage gouvernemental, X », « the government data centre (X »
        rf"\b(?P<noun>{_PLACES}|{_ENGLISH})(?: [a-z-]+){{0,3}}(?:,| \() ?$",
    )
)
_AFTER: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # « X, le cloud du ministère », « X, the federal government's shared cloud »
        rf"(?:,| \() ?(?:le |la |l'|un |une |the |der |die |das )(?:[\w'-]+ ){{0,4}}?(?P<noun>{_PLACES}|{_ENGLISH})\b",
        # « X's own data centre », « CHUV servers »
        rf"(?:'s| ')? (?:own )?(?:[a-z-]+ ){{0,2}}(?P<noun>{_ENGLISH})\b",
    )
)
_LED: Final = re.compile(
    rf"(?:\b(?:sur|dans|on|in|inside|auf|im) )(?:[a-z'-]+ ?){{0,3}}(?:{_PLACES})?(?: [a-z-]+){{0,2}} ?(?:{_OF}|"
    rf"{_OF_ANY})?$"
)
_COMPUTER_OF: Final = re.compile(
    rf"(?:{_COMPUTER}|clusters?|grappes?) (?:[a-z-]+ )?(?:de la |de l'|du |des |de |d'|of the |of )"
)
"""« X, le calculateur du Y »: Y hosts."""
_LEADS: Final = re.compile(rf"{_LEAD}$")
_CALLED: Final = re.compile(
    r"(?:etat|state|union|region|ville|caisse|chancellerie|institut|centre|agence|confederation|ministere|departement|"
    r"est-ce|uk|us|usa|ontario|dkk|eur|chf|gbp|(?:mon|tues|wednes|thurs|fri|satur|sun)day|bundes|anbieters?|"
    r"herstellers?|asgard|jean.zay|\d+|metropole|etablissement|universite|universites|autorite|societe|intelligence|"
    r"ia|ai|ki|eu|ue|gpu|europe|france|"
    r"conseil|direction|commission|office|principaute|collectivite|defense|cour|bundes\w*|landes\w*|administration|"
    r"chr?u|ch|canadian|stadt|ministerium\w*|bund|universitat|kantons?|polizei|klinik|amts?|behorde|secnumcloud|hds|"
    r"iso|rgpd|gdpr|internet|the|le|la|les|il|elle|ils|une?|du|des|interieur|"
    r"armees?|finances|french|german|dutch|swiss|greek|czech|[a-z]{3,}(?:ish|ese|ean|ian))"
    r"(?: .{0,3})?|etat d.*"
)


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """Characters *start* to *end* name the owner of a place where something runs."""

    start: int
    end: int
    name: str
    kind: HostingKind
    apposed: bool
    """Told beside the place (« X, le nuage de… »), so that even the name of a town is the name of a host."""
    led: bool
    """A preposition of place stands before (« sur les machines du X »), so that no verb is needed."""


def named_places(page: Page) -> Iterator[NamedPlace]:
    """Every name that owns a machine, room, network or cloud in the body, in order of position."""
    for found in _NAME.finditer(page.plain, page.body):
        if _CALLED.fullmatch(page.folded[found.start() : found.end()]):
            continue
        opens = _OPENING.match(page.folded, found.start(), found.end())
        start = opens.end() if opens else found.start()
        noun, apposed = _noun_beside(page, start, found.end())
        if noun:
            name = page.plain[start : found.end()]
            if page.language == "de" and not _is_acronym(name) and " " not in name:
                continue
            led = noun != "locaux" and _LED.search(page.folded[max(page.body, start - 70) : start]) is not None
            kind = _kind(page, noun, start, found.end())
            yield NamedPlace(start, found.end(), name, kind, apposed or _is_acronym(name), led)


def _noun_beside(page: Page, start: int, end: int) -> tuple[str | None, bool]:
    sentence = page.sentence_at(start)
    before = page.folded[max(sentence.start, start - 70) : start]
    for pattern in _BEFORE:
        found = pattern.search(before)
        if found and "between" in pattern.groupindex and not _is_lower(page, start - len(before), found):
            continue
        if found and ("bare" not in pattern.groupindex or found["bare"] is None or _is_acronym(page.plain[start:end])):
            return found["noun"], before.endswith((", ", "(", "du ", "de la ", "de l'", "des ", "der "))
    if _LEADS.search(before):
        after = page.folded[end : min(sentence.end, end + 70)]
        for pattern in _AFTER:
            found = pattern.match(after)
            owned = found and _COMPUTER_OF.match(after, found.start("noun"))
            if found and not (owned and page.plain[end + owned.end() : end + owned.end() + 1].isupper()):
                return found["noun"], True
    return None, False


def _is_lower(page: Page, offset: int, found: re.Match[str]) -> bool:
    """False when a name stands between the noun and its owner (« le cloud X du ministère »)."""
    return page.plain[offset + found.start("between") : offset + found.end("between")].islower() or not found["between"]


def _is_acronym(name: str) -> bool:
    """Several capitals in one word: without an article, « le centre d'Osny » names a town and « de BWI » an owner."""
    return any(sum(letter.isupper() for letter in word) > 1 for word in name.replace("-", " ").split())


_SHARED: Final = re.compile(rf"{_CLOUDS}|supercal\w+|supercomp\w+|mesocentre\w*|clouds?|hochleistungs\w+")
_STATE: Final = re.compile(
    r"national|gouvernement|government|l'etat|bund|land|interministeriel|ministere|administration|public"
)


def _kind(page: Page, noun: str, start: int, end: int) -> HostingKind:
    around = page.folded[max(0, start - 60) : end + 60]
    if _SHARED.fullmatch(noun) or _STATE.search(around):
        return HostingKind.STATE_CLOUD
    return HostingKind.ON_PREMISE
