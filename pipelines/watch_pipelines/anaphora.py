"""The names that « le ministère » or « la start-up nantaise » stand for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from watch.model import Annotation, EntityMention, Register, Side, Span
from watch_pipelines.names import PSEUDO_ACTORS, side_of
from watch_pipelines.resolve import resolve
from watch_pipelines.scanning import scan
from watch_pipelines.typography import fold


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A description that stands for a name given before it (« l'établissement », « la start-up nantaise »)."""

    span: Span
    antecedent: EntityMention


_PUBLIC_NOUNS: Final[Mapping[str, str]] = {
    "ministere": r"minist",
    "ministre": r"minist",
    "agence": r"agence|agency|a[a-z]{2,4}$|nationale",
    "region": r"region|conseil regional|ile-de-france|provence|bretagne|occitanie",
    "departement": r"departement|conseil departemental|^[a-z]+-et-|isere|cote-d'or",
    "metropole": r"metropole|grand ",
    "ville": r"ville|mairie|commune",
    "mairie": r"ville|mairie|commune",
    "municipalite": r"ville|mairie|commune",
    "commune": r"ville|mairie|commune",
    "collectivite": r"ville|region|departement|metropole|conseil|mairie|commune|communaute|agglo",
    "hopital": r"chu|chru|hop|hospi|centre hosp|ap-hp|hcl",
    "chu": r"chu|chru|hospi|centre hosp",
    "etablissement": r"chu|chru|hop|hospi|univers|ecole|musee|caisse|travail|institut|chateau|centre|lycee|office",
    "universite": r"univers|ecole|sciences",
    "institut": r"inst|inria|inserm|cnrs|cea|inrae",
    "organisme": r"cnrs|inria|inserm|inrae|institut|centre|agence|office|caisse",
    "direction": r"direction|dinum|dgfip|ditp|dg",
    "operateur": r"travail|agence|caisse|office",
    "caisse": r"caisse|cnaf|cnam|cpam|cdc",
    "prefecture": r"prefect",
    "gouvernement": r"gouv|etat|government",
    "etat": r"etat|gouv",
    "service": r"dgsi|direction|service|police|renseignement",
    "administration": r"direction|minist|administration|agence|dgfip",
    "syndicat": r"syndicat|sivom|siaap",
    "barreau": r"barreau|ordre",
    "ordre": r"barreau|ordre",
}
_FIRM_NOUNS: Final = (
    "start-up|startup|jeune pousse|societe|entreprise|editeur|groupe|fournisseur|prestataire|licorne|pepite|pme"
    "|legaltech|medtech|industriel"
    "|hebergeur|integrateur|constructeur|geant|firme|titulaire|laureat|champion|company|firm|vendor|supplier"
    "|unternehmen|anbieter|specialiste"
)
_DESCRIPTION: Final = re.compile(
    rf"\b(?:le|la|l'|du|au|ce|cet|cette|the|das|die|der) ?(?:(?P<public>{'|'.join(_PUBLIC_NOUNS)})"
    rf"|(?:jeune |petite? )?(?P<firm>{_FIRM_NOUNS}))\b"
    r"(?P<of> (?:de |d'|du )[\w-]+| \w+(?:ais|aise|ois|oise|ien|ienne|ain|aine|ante|ine|ale|ique)\b)?"
)
"""On folded text."""


def anaphors(annotation: Annotation, register: Register) -> tuple[Anaphor, ...]:
    """Descriptions with one possible antecedent before them, in order; names already found are left alone."""
    known = [(mention, _side(mention, annotation, register)) for mention in annotation.entities]
    taken = [mention.span for mention, _ in known]
    result: list[Anaphor] = []
    for found in scan(_DESCRIPTION, fold(annotation.text)):
        span = _described(annotation.text, found)
        if any(other.start < span.end and span.start < other.end for other in taken):
            continue
        side = Side.PUBLIC if found["public"] else Side.PRIVATE
        wanted = _PUBLIC_NOUNS[found["public"]] if found["public"] else ""
        before = [mention for mention, stands in known if stands is side and mention.span.end <= span.start]
        fitting = [mention for mention in before if re.search(wanted, fold(mention.text))] if wanted else before
        if (antecedent := _only(fitting or (before if _lone(before) else []))) is not None:
            result.append(Anaphor(span, antecedent))
    return tuple(result)


def _described(text: str, found: re.Match[str]) -> Span:
    """The description with its complement, if that is an adjective or a place (« de Villeurbanne »)."""
    start, end = found.span()
    if found["of"] and found["of"].startswith((" d'", " de ", " du ")):
        name = text[found.start("of") : end].replace("'", " ").split()[-1]
        end = end if name[:1].isupper() else found.start("of")
    return Span(start, end)


def _side(mention: EntityMention, annotation: Annotation, register: Register) -> Side | None:
    actor = resolve(mention, annotation, register)
    if actor is not None and actor.id in PSEUDO_ACTORS:
        return None
    if actor is None and mention.label not in {"ORG", "LOC"}:
        return None
    before = annotation.text[max(0, mention.span.start - 60) : mention.span.start]
    return side_of(mention.text, register, actor.id if actor else None, before)


def _identity(mention: EntityMention) -> str:
    return mention.actor_ids[0] if mention.actor_ids else fold(mention.text)


def _lone(mentions: Sequence[EntityMention]) -> bool:
    return len({_identity(mention) for mention in mentions}) == 1


def _only(mentions: Sequence[EntityMention]) -> EntityMention | None:
    """The first mention when all name one organisation."""
    return mentions[0] if mentions and _lone(mentions) else None
