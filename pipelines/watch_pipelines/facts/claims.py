"""Sovereignty claims about the deal, their strength and who makes them (framework C16 and section 6.6).

A claim is rhetoric: it never raises an assessment by itself, it is what evidence is compared with. Only words of
sovereignty, mastery or independence make one; a generic « pépite » or « champion » is left to the cues.
"""

import re
from collections.abc import Sequence
from typing import Final

from watch.model import Claim, Party, PublisherKind, Side
from watch_pipelines.facts.page import Page

_STRONG: Final = re.compile(
    r"\b(?:souverain\w*|sovereign\w*|souveran\w*|(?:la |sa |leur |pleine |complete |garde\w* la |conserv\w+ la "
    r")maitrise (?:de |des |d'|complete|nationale|totale)|garde\w* (?:la main|la maitrise|le controle)|"
    r"(?:conserv\w+|gard\w+) (?:la |le |une )?(?:pleine |plein )?(?:maitrise|controle)|independan\w+ "
    r"(?:technologique|strategique|numerique|nationale)|(?:autonomie|autonomy)\b(?: strategique| technologique| de "
    r"decision| numerique)?|strategic autonomy|technological independence|(?:reduire|moins|sortir de|s'affranchir|"
    r"s'emanciper|ne (?:plus |pas )?depend\w*)[^.;]{0,40}(?:dependance\w*|depend\w+|americain\w*|gafam|geants|"
    r"etranger\w*|personne)|s'affranchir d\w+|en perdre le controle|maitrise de (?:ses|leurs|nos|son|la|l')\w*|"
    r"unabhangig\w*|reduce (?:its |our |their )?dependence|full control|under (?:its|our) (?:own )?control|controle "
    r"(?:total|complet)|reste\w* (?:maitre|entre nos mains|sous (?:son |notre )?controle))"
)
_NOT_THIS: Final = re.compile(
    r"\b(?:minist\w+|commissaire|secretaire d'etat|direction|vice-president\w*|delegation)(?: (?:delegue\w*|d'etat|"
    r"federal\w*|charge\w*|generale?|executive?))*(?: (?:de|du|des|d'|a|aux?) ?(?:[^.;]{0,60}(?:,| et) (?:de "
    r")?)?(?:la |l'|du |de )*|, )$"
)
"""A title that holds the word (« ministre de l'Économie et de la Souveraineté numérique »)."""
_DENIED: Final = re.compile(
    r"\b(?:question\w* (?:la|de|sur)|defenseurs? d|debat sur|sans garantie|pas de|manque de|aucune|critiqu\w+|"
    r"inquiet\w+|trouveront|au detriment|perte de|renonc\w+|doute\w*|interrog\w+|met en cause|"
    r"oblige\w*)[^.;]{0,40}$"
)
_FUND: Final = re.compile(r"\b(?:fonds?|wealth) souverain|sovereign wealth|fund souver")
_BODY_SAYS: Final = re.compile(
    r"\b(?:ministre|ministere|gouvernement|maire|mairie|ville|president\w* (?:du|de la) (?:departement|region)|"
    r"region|departement|etat|direct\w+ general\w*|armee\w*|municipalite|operateur|administration|agence|premier "
    r"ministre|minister|government|mayor|regierung|commune|etablissement|organisme|l'autorite)\b"
)
_SUPPLIER_SAYS: Final = re.compile(
    r"\b(?:l'entreprise|la societe|l'editeur|la start-up|le pdg|fondat\w+|cofondat\w+|chez \w+|le groupe|le "
    r"fournisseur|notre solution|nos modeles|the company|founder|ceo|chief executive|le prestataire|la licorne|"
    r"dirigeant\w*)\b"
)
_SAYS: Final = re.compile(
    r"\b(?:affirm|assur|soulign|insist|declar|explique|promet|revendiqu|defend|estim|juge|met en avant|parle|"
    r"voi[tr]|rappel|selon|pour|argument|said|says|argued|according|call|veut|entend|tient|fait de|brandit|salue|"
    r"plaide)\w*"
)


def read_claims(page: Page, parties: Sequence[Party]) -> tuple[Claim, ...]:
    """The strongest claim first; at most one for each speaker. Empty when the text claims nothing about the deal."""
    kept: dict[str | None, Claim] = {}
    for found in page.find(_STRONG, within_deal=True):
        if _counts(page, found):
            speaker = _speaker(page, found.start(), parties)
            claim = Claim(_strength(page, found.start(), speaker), speaker, page.evidence(found.start(), found.end()))
            known = kept.get(speaker)
            if known is None or claim.strength > known.strength:
                kept[speaker] = claim
    return tuple(sorted(kept.values(), key=lambda claim: (-claim.strength, claim.evidence.start)))


def _counts(page: Page, found: re.Match[str]) -> bool:
    """False for a minister's title, a sovereign wealth fund, a doubt, the page's margin."""
    sentence = page.sentence_at(found.start())
    before = page.folded[max(sentence.start, found.start() - 90) : found.start()]
    around = page.folded[max(sentence.start, found.start() - 12) : found.end() + 12]
    title = _NOT_THIS.search(before) and re.match(r"souverainete|numerique", found[0])
    return not (title or _DENIED.search(before) or _FUND.search(around))


def _speaker(page: Page, position: int, parties: Sequence[Party]) -> str | None:
    """Who claims it: the publisher of an own text, else who speaks in the sentence, else the journalist."""
    sentence = page.sentence_at(position)
    text = page.folded[sentence.start : sentence.end]
    if page.publisher_kind is PublisherKind.COMPANY:
        return (
            "body" if _SAYS.search(text) and _BODY_SAYS.search(text) and not _SUPPLIER_SAYS.search(text) else "supplier"
        )
    if page.publisher_kind is PublisherKind.GOVERNMENT:
        return (
            "supplier" if _SUPPLIER_SAYS.search(text) and _SAYS.search(text) and not _BODY_SAYS.search(text) else "body"
        )
    if _SAYS.search(text):
        near = [party for party in parties if sentence.start <= party.evidence.start < sentence.end]
        if _BODY_SAYS.search(text) or any(party.side is Side.PUBLIC for party in near):
            return "body"
        if _SUPPLIER_SAYS.search(text) or any(party.side is Side.PRIVATE for party in near):
            return "supplier"
    return "journalist"


def _strength(page: Page, position: int, speaker: str | None) -> int:
    """1 when only the journalist says it, 2 for the supplier or an agent, 3 for the body itself (section 6.6)."""
    if speaker == "journalist" or (
        position < page.body and page.publisher_kind in {PublisherKind.PRESS, PublisherKind.AGENCY}
    ):
        return 1 if speaker == "journalist" else 3 if speaker == "body" else 2
    return 3 if speaker == "body" else 2
