"""Wordings that state a role outright: « sous-traitant », « pilote », « entre au capital », a joint laboratory."""

import re
from collections.abc import Mapping
from typing import Final

from watch.model import EntityMention, Role, Side
from watch_pipelines.facts.hosting import is_host
from watch_pipelines.facts.organisations import Candidate
from watch_pipelines.facts.page import Page

_AFTER: Final[Mapping[Role, re.Pattern[str]]] = {
    Role.SUBCONTRACTOR: re.compile(
        r"(?:,? (?:son|ses|comme|en tant que|en qualite de|as|its|the) (?:a )?(?:sous-traitants?|subcontractors?|"
        r"partenaires? d'integration|integrateurs?|integrators?)|[^.;:\n]{0,45}\b(?:prendr\w+ en charge|assur\w+|se "
        r"charge\w*|s'occupe\w*|will act as|act as|handles?|intervien\w+ comme|realiser\w+|"
        r"fournir\w+)[^.;:\n]{0,20}\b(?:integration|integrators?|integrateurs?|infogerance|sous-traitan\w+|"
        r"subcontract\w+|deploiement technique))"
    ),
    Role.INVESTOR: re.compile(
        r"[^.;:\n]{0,45}\b(?:(?:a|ont|va|vont) (?:investi\w*|apport\w+|entrer au capital|financ\w+|cofinanc\w+)|"
        r"investit|apporte(?:ra|nt|ront)?\b|entre(?:nt|ra)? au capital|devien\w+ actionnaire|finance(?:nt|ra)?\b|"
        r"cofinance\w*|regle(?:nt|ra)? (?:un|la|le)|prend\w* une participation|subventionne\w*|will invest|invests?\b|"
        r"is funding|puts? up)"
    ),
    Role.GOVERNANCE: re.compile(
        r"(?:,? qui)? (?:en )?(?:assure\w* (?:le pilotage|la gouvernance|la coordination|la maitrise d'ouvrage|la "
        r"mise en (?:oe|œ)uvre)|pilote(?:ra|nt)?\b|coordonne(?:ra|nt)?\b|anime(?:ra)?\b|supervise(?:ra)?\b|oversees|"
        r"leads the (?:project|programme)|coordinates|est charge\w* (?:du pilotage|de la mise en))"
    ),
}
_BEFORE: Final[Mapping[Role, re.Pattern[str]]] = {
    Role.SUBCONTRACTOR: re.compile(
        r"(?:sous-traitants?(?: declares?)? ?: ?|sous-traite\w* [^.;]{0,20}a |subcontract\w* (?:to|with) |working "
        r"with |integration (?:revient|est confiee?|sera confiee?|est assuree? par|confiee?) ?(?:a |par )?|"
        r"integrateurs? ?(?:retenus? )?[:,]? ?|brique\w* d[e'] ?|modeles? de langage d[e'] ?|en groupement avec |"
        r"par l'intermediaire du revendeur )(?:l'|la |le |les )?(?:societe |editeur )?$"
    ),
    Role.INVESTOR: re.compile(
        r"(?:laureat\w* d[eu] |au titre de |finance\w*(?: [^.;,]{0,25})? par |paye\w*(?: [^.;]{0,30})? par |(?:avec "
        r"le )?soutien (?:financier )?d[eu'] ?|aide(?: financiere)? d[eu'] ?|financement(?: de| d')? ?:? ?(?:\d+ ?% "
        r")?|subvention\w* d[eu'] ?|se partagent[^.;]{0,40} |passer\w+ par |fonds d[eu'] ?|funded by |backed by |"
        r"money from )(?:l'|la |le |les |the )?$"
    ),
    Role.GOVERNANCE: re.compile(
        r"(?:pilot\w+ par |sous (?:le pilotage|l'egide|la conduite|la houlette) d[eu'] ?|coordonn\w+ par |"
        r"conduit\w* par |mene\w* par |anime\w* par |gouvernance (?:est |sera )?(?:confiee a|assuree par) |pilotage "
        r"(?:est |sera )?(?:confie a|assure par) |mise en (?:oe|œ)uvre (?:est |sera )?(?:confiee a|assuree par) |"
        r"led by |overseen by |coordinated by )(?:l'|la |le |les |the )?$"
    ),
}
_SIDES: Final[Mapping[Role, frozenset[Side]]] = {
    Role.SUBCONTRACTOR: frozenset({Side.PRIVATE}),
    Role.INVESTOR: frozenset({Side.PUBLIC}),
    Role.GOVERNANCE: frozenset({Side.PUBLIC}),
}


_ALLIANCE: Final = re.compile(
    r"\b(?:protocoles? d'(?:accord|entente)|memorand\w+|mou\b|statements? of intent|laboratoires? communs?|equipes? "
    r"(?:de recherche )?communes?|joint (?:lab|team|institute)\w*|chaires?\b|instituts? (?:de recherche|d'ia)|"
    r"founding (?:partner|member)s?|membres? fondateurs?|research (?:club|institute|consortium)|projets? de "
    r"recherche|recherche commune|au capital|actionnaires?\b|coentreprises?|co-entreprises?|joint ventures?|"
    r"societes? communes?)"
)
_OPENING: Final = 500
"""Characters of body in which the nature of the deal is said."""


def is_alliance(page: Page) -> bool:
    """Whether title or opening make the deal a memorandum, joint research or a joint company rather than a purchase."""
    return _ALLIANCE.search(page.folded, 0, page.body + _OPENING) is not None


def stated_role(page: Page, candidate: Candidate, *, alone: bool) -> Role | None:
    """The role that the text states outright for *candidate*, None when it states none.

    *alone*: no other party stands on its side; then it is not merely the host, the pilot or the subcontractor.
    """
    if not alone and any(is_host(page, mention) for mention in candidate.mentions):
        return Role.HOST
    for role, sides in _SIDES.items():
        if candidate.side not in sides or (alone and role is not Role.INVESTOR):
            continue
        if any(_states(page, mention, role) for mention in candidate.mentions):
            return role
    return None


def roles_told(page: Page, candidate: Candidate) -> frozenset[Role]:
    """Every lesser role that some words around *candidate* state: host, subcontractor, investor, governance."""
    told = {
        role
        for role, sides in _SIDES.items()
        if candidate.side in sides and any(_states(page, mention, role) for mention in candidate.mentions)
    }
    hosts = any(is_host(page, mention) for mention in candidate.mentions)
    return frozenset(told | {Role.HOST} if hosts else told)


def _states(page: Page, mention: EntityMention, role: Role) -> bool:
    before = page.folded[max(0, mention.span.start - 80) : mention.span.start]
    after = page.folded[mention.span.end : mention.span.end + 110]
    return bool(_AFTER[role].match(after)) or bool(_BEFORE[role].search(before))
