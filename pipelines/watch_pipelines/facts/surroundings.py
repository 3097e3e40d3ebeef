"""What is said around a mention: the words before and after it, and what its sentence is about."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from watch.model import EntityMention, Side
from watch_pipelines.facts.page import Page
from watch_pipelines.facts.sides import FIELD
from watch_pipelines.names import sells
from watch_pipelines.resolve import acts
from watch_pipelines.scanning import Group

_COMMIT: Final = re.compile(
    r"\b(?:sign\w+|notifi\w+|attribu\w+|confi(?:e|ee|es|ent)\b|retenu\w*|retient|choisi\w*|selectionn\w+|"
    r"s'associ\w+|s'alli\w+|partenari\w+|accord\w*|contrat\w*|marche\b|convention|protocole|alliance|collabor\w+|"
    r"s'equip\w+|dot(?:e|ee)\b|deploi\w+|adopt\w+|conclu\w*|noue\w*|remport\w+|commande\w*|achet\w+|achat|acquis\w*|"
    r"lance\w*|experiment\w+|test\w+|cre(?:e|ent)\b|renouvel\w+|prolong\w+|coentreprise|select\w+|award\w*|chose\w*|"
    r"pick\w*|partner\w*|agreement|contract\w*|deal\b|memorandum|joint|deploy\w*|bought|buy\w*|unterzeich\w+|"
    r"vertrag\w*|beauftragt\w*|kooper\w+|liefert|setzt)"
)
BEFORE: Final[Mapping[str, str]] = {
    "source": r"(?:selon|d'apres|a indique a|aupres d|declare a|confie a|cite par|rapporte|revele par|interroge\w* "
    r"par|told|according to|a appris|informations d|article d|enquete d|laut)",
    "contrast": r"(?:alternative|face|contrairement|plutot que|au lieu d|rival\w*|concurren\w+|comme|a l'image d|tels? "
    r"que?|telles que|oppos\w+|contre|rather than|unlike|instead of|compet\w+|s'affranchir|dependance|sans|hors|"
    r"such as|ecart\w+|remplac\w+|succede\w*|like|apres)",
    "loser": r"(?:devant|ni|candidats?|concurrents?|au detriment d|prefere\w* a|debranche\w*|quitte\w*|se passe\w* d|"
    r"lache\w*|a la place d|en lice|offres? d|ahead of|beat\w*|over|drops|ditch\w+)",
    "home": r"(?:(?:start-?up|societe|entreprise|pme|pepiniere|jeune pousse|filiale|startups?|editeur|groupe|"
    r"company|firm)(?: [a-z-]+)? (?:d|a|in|from)|(?:personnes|salaries|employes|ingenieurs|employees|staff) "
    r"(?:d|a|in)|basee? a|installee? a|siege a|nee? a|fondee? a|creee? a|bureaux? a|locaux a|usine d|based in)",
    "cleft": r"(?:c'est|ce sera|ce fut|ira a|revient a|echoit a|design\w+|laureat\w*|vainqueur|gagnant|recompens\w+|"
    r"it is|went to|goes to|winner)",
    "dateline": r"(?:(?:reuni\w*|presente\w*|organise\w*|inaugur\w*|visite\w*|signe\w*|devoile\w*|annonce\w*)"
    r"(?: [a-z0-9-]+){0,4} a|centre\w* de (?:donnees|calcul)(?: [a-z]+)? (?:a|d))",
    "parent": r"(?:filiale|branche|groupe|rachet\w+|maison mere|marque|propriete|detenu\w*|controle\w*|owned by|"
    r"subsidiary|unit of|part of|capital|actionnaire\w*|actionnaires)",
    "past": r"(?:ancien\w*|ex|passe\w* par|fonde\w* par|cofonde\w* par|issu\w*|former\w*|debut\w*)",
    "clients": r"(?:client\w*|referen\w+|deja|travaille\w*|equipe deja|utilisateurs?|customers|clients)",
    "with": r"(?:avec|with|mit|et|and|und|aux cotes d|ainsi qu|de meme qu)",
    "by": r"(?:par|by|von|durch)",
    "to": r"(?:a|au|aux|to|an)",
    "between": r"(?:entre|between|zwischen)",
    "at": r"(?:chez|at|bei)",
    "for": r"(?:pour|au benefice d|a destination d|for|fur|benefici\w+|au profit d|agents d|au service d|au sein "
    r"d|services d|personnels? d|compte d)",
    "funding": r"(?:soutien d|soutenu\w* par|finance\w*(?: a [^ ]+ [^ ]+)? par|au titre d|financement d|appui d|"
    r"apport\w* par|laureat\w* d|subvention\w* d|dans le cadre d|backed by|funded by|aide d|plan|argent d|paye\w* "
    r"par|gefordert)",
    "governing": r"(?:pilot\w+ par|coordonn\w+ par|egide d|porte\w* par|conduit\w* par|supervis\w+|gouvernance d|"
    r"mis\w* en (?:oe|œ)uvre par|tutelle d|pilotage d|led by|overseen by|mene\w* par|animee? par|gere\w* par|"
    r"anime\w* par)",
    "hosting": r"(?:heberg\w+|cloud|serveurs? d|infrastructures? d|centre de calcul d|data ?center\w* d|campus d|"
    r"machines? d|hosted)",
    "chips": r"(?:gpu|puces?|processeurs?|accelerateurs?|cartes?|composants?|chips?)",
    "named": r"(?:baptis\w+|nomm\w+|appel\w+|intitul\w+|denomm\w+|projet|programme|assistant|outil|logiciel|robot|"
    r"supercalculateur|plateforme|version|module|service|dispositif|modele|application|called|named|dubbed)",
    "relay": r"(?:sous-trait\w+|integrateur\w*|via|distribu\w+|s'appuie sur|reposant sur|repose sur|modeles? d|"
    r"technologie\w* d|base\w* sur|groupement|l'appui d|built on|powered by|based on|puces?|gpu|mandataire|solution "
    r"d)",
    "sub": r"(?:sous-trait\w+|sous-traitance a|co-?traitants?|subcontract\w+(?: to| by)?|groupement avec|"
    r"integrateurs?|integrators?|appuye\w* par|appuiera sur|epaule\w* par|avec l'appui d|avec le concours d|"
    r"intermediaire d|revendeur|backed by integrators?|accompagne\w* d|second\w* par|s'entoure d)",
    "minister": r"(?:ministre|secretaire d'etat|president\w*|directeur\w*|directrice|maire|patron\w*|pdg|fondat\w+|"
    r"cofondat\w+|chef\w*|dirige\w*|minister|head of|chief|responsable\w*|porte-parole)",
    "firm": r"(?:start-?up|societe|entreprise|editeur|jeune pousse|legaltech|groupe|fournisseur|prestataire|"
    r"company|firm|supplier|anbieter)",
    "in": r"(?:en|dans|in|depuis|vers)",
    "of": r"(?:de|d'|du|des|of)",
    "people": r"(?:agents|equipes|services|personnels?|salaries|conseillers|chercheurs|etudiants|elus|habitants|"
    r"medecins|staff|employees) d",
    "award": r"(?:confi\w+|attribu\w+|notifi\w+|choisi\w*|retenu\w*|retient|selectionn\w+|chose|selected|picked|"
    r"awarded|recrut\w+|fait appel|s'equip\w+|adopt\w+|achet\w+|commande\w*)",
}
_BEFORE_PATTERNS: Final = {
    name: re.compile(
        rf"\b{pattern}(?:e|es|s)?[' ]{{0,2}}(?:(?:l'|d'|le |la |les |de |du |des |l |un |une |the |a |au |aux |its |"
        rf"son |sa )){{0,3}}(?:[a-z-]+ ){{0,1}}[\"(]?$"
    )
    for name, pattern in BEFORE.items()
}
_BEFORE: Final = Group(_BEFORE_PATTERNS)
AFTER: Final[Mapping[str, str]] = {
    "commits": r"(?:a |ont |s'est |va |vont |vient de |viennent de |has |have |hat |will )?(?:officiellement |ainsi |"
    r"egalement )?(?:sign|choisi|retenu|retient|confi|attribu|notifi|annonc|lanc|s'equip|equip|adopt|deploi|"
    r"s'associ|s'alli|nou|conclu|select|achet|acquis|commande|fait appel|dote|renouvel|prolong|opt|mis[ee]|award|"
    r"pick|chose|bought|announc|unveil|cre)",
    "supplies": r"(?:a |va |ont |will |has )?(?:fourni|develop|conc|livr|equip|apport|remport|decroch|propos|accompagn|"
    r"install|provid|suppl|build|deliver|liefer|mettra|met |assure|heberg|integr|edit)",
    "says": r"(?:,? )?(?:a |ont |s'est )?(?:indiqu|declar|precis|affirm|expliqu|rappel|estim|soulign|assur|said|"
    r"told|told|dit|parle|juge|promet|refus|deman|den)",
    "uses": r"(?:l'|s'en |en )?(?:utilis|sert|servent|dispos|benefici|emploi|recour|teste|experiment|use)",
    "loses": r"[^.;:]{0,40}?(?:sort du jeu|sort de la course|ecart|elimin|perd|battu|evinc|hors course|n'a pas ete "
    r"reten|deboute|conteste|loses|lost|beaten|unterl|rejet|en lice|candidat|concurren|etait aussi|recal)",
    "funds": r"(?:apport|financ|invest|soutien|met |mettra|regle|pay|fund|verse|cofinanc|detien|entre au)",
    "governs": r"(?:pilot|coordonn|supervis|anim|conduit|gere|oversee|lead|assure le pilotage|suit|suivra)",
    "sub": r",? (?:son|ses|comme|en tant que|as|its|the) (?:sous-traitants?|subcontractors?|partenaires? "
    r"d'integration|co-?traitants?|integrateurs?)",
    "firm": r"(?:,|\() ?(?:(?:une?|la|le|l'|jeune|petite|an?|the) ?){0,2}(?:[a-z0-9-]+ ){0,2}(?:start-?up|pme|eti|"
    r"societe|"
    r"entreprise|jeune pousse|edit(?:eur|rice)|specialiste|company|firm|filiale|[a-z]+tech|salaries|employes|basee?|"
    r"installee?|nee|fondee?)\b",
    "body": r"(?:,|\() ?(?:(?:une?|la|le|l'|the|an?) ?)?(?:[a-z'-]+ ){0,2}(?:agence|organisme|etablissement|syndicat|"
    r"operateur|office|service|institut|regie|institution|agency|authority|body|department)\b",
    "list": r", ",
    "and": r" ?(?:et|and|und|&) ",
    "bracket": r" ?\(",
}
_AFTER_PATTERNS: Final = {name: re.compile(rf" ?{pattern}") for name, pattern in AFTER.items()}
_MARGIN: Final = re.compile(
    r"(?:^|\n)(?:a propos|about|uber|lire aussi|a lire|contacts?\b|credit|partager|suivez|suivre|abonnez|tags?\b|"
    r"sources?\b|retrouvez|voir aussi|newsletter|menu|photo|pour aller plus loin)[^\n]*$"
)
_PAST: Final = re.compile(
    r"\b(?:fonde\w*|cree\w* en|deja|en 20[01]\d|precedent\w*|avait\b|avaient\b|auparavant|l'an (?:dernier|passe)|"
    r"par ailleurs|egalement client|autres? |concurren\w+|a l'etranger|valoris\w+|leve\w*|rappel\w*|de son cote|"
    r"ailleurs|founded|previous\w*|earlier|seit|had\b)"
)
_WORD: Final = re.compile(r"[a-z0-9]+'?|[,.;:(\"]")
BESIDE: Final = "word."
"""Beginning of the names of features that are single words; training keeps those met in enough deals."""
_WORD_WEIGHT: Final = 0.5
"""Words count less than what was thought out."""


_LOST: Final = re.compile(
    r"\b(?:n'(?:a|ont|avai\w+) pas (?:concouru|ete reten|candidate|depose|participe|soumissionne)|sur les rangs|en "
    r"lice|"
    r"(?:autres?|deux|trois|quatre|cinq|six) (?:autres )?(?:candidats?|offres?|concurren\w+|equipes?)|candidats? "
    r"malheureux|"
    r"(?:n'etai\w+|n'est|ne sont) pas de la partie|avai\w+ (?:aussi |egalement |volontiers )?(?:propos|montr|repondu|"
    r"depos|candidat|concouru|soumis)\w*|aurai\w+ (?:aussi |bien |volontiers )|classee?s? (?:deuxieme|second)\w*|"
    r"evinc\w+|"
    r"jete l'eponge|ecarte\w*|approche\w*|devant [a-z]+ et|l'emportant|face a|prefer\w+|rivals?|pitched|also bid|"
    r"losing|"
    r"finaliste\w*|hors course|comparable\w*|a compare|avait ouvert|unterleg\w+|mitbewerber\w*)\b"
)
"""Tells who did not get the deal."""
_NOT: Final = re.compile(
    r"\b(?:ni|aucune?|n'(?:est|a|ont|aura|interv\w+|utilis\w+|y) [a-z' ]{0,20}pas|ne (?:[a-z]+ ){1,3}(?:pas|ni|plus)|"
    r"sans|contrairement|plutot que|neither|nor|rather than|not|never|nicht|kein\w*)\b"
)
_HOME_AFTER_COMMA: Final = re.compile(r"[a-z0-9)\"], (?:a|au|en|de|d'|du|in|from|near|pres de|pres d')(?: la| l')? ?$")
"""« Nomia, à Roubaix »: where somebody lives."""
_FIRM_FROM_HERE: Final = re.compile(r"(?:-based)? (?:[a-z-]+ )?(?:start-?up|company|firm|software house|spin-?off)\b")
"""« a Ghent company »."""
_DATELINE: Final = re.compile(
    r" ?(?:\([^)\n]{2,30}\) ?)?(?:[-:|] |, (?:le )?(?:lundi |mardi |mercredi |jeudi |vendredi )?\d|, [a-z]+ \d|"
    r", \d|\. (?=[a-z]))"
)


def lives(page: Page, mention: EntityMention) -> bool:
    """Whether *mention* is where an organisation is at home (« Nomia, à Roubaix », « une PME de Balma »)."""
    before = page.folded[max(0, mention.span.start - 60) : mention.span.start]
    return _BEFORE_PATTERNS["home"].search(before) is not None or _at_home(page, mention)


def _at_home(page: Page, mention: EntityMention) -> bool:
    """`lives` without the words of `BEFORE`."""
    before = page.folded[max(0, mention.span.start - 60) : mention.span.start]
    return (
        _HOME_AFTER_COMMA.search(before) is not None or _FIRM_FROM_HERE.match(page.folded, mention.span.end) is not None
    )


def is_dateline(page: Page, mention: EntityMention) -> bool:
    """Whether *mention* is the place from which a dispatch or communiqué is dated."""
    opening = page.folded[max(0, mention.span.start - 2) : mention.span.start].strip(" (") in {"", "\n", "\n\n"}
    return opening and len(mention.text) < 25 and _DATELINE.match(page.folded, mention.span.end) is not None


def in_loss(page: Page, position: int) -> bool:
    """Whether its sentence speaks of those who did not get the deal."""
    sentence = page.sentence_at(position)
    return bool(_LOST.search(page.folded, max(sentence.start, position - 160), min(sentence.end, position + 160)))


def in_denial(page: Page, position: int) -> bool:
    """Whether a negation or a contrast stands close to *position* in its sentence."""
    sentence = page.sentence_at(position)
    return bool(_NOT.search(page.folded, max(sentence.start, position - 60), min(sentence.end, position + 70)))


def is_told(page: Page, position: int) -> bool:
    """Whether detection saw the deal in the sentence of *position*."""
    return any(span.start <= position < span.end for span in page.told)


def in_commitment(page: Page, position: int) -> bool:
    """Whether its sentence speaks of a commitment near *position*."""
    sentence = page.sentence_at(position)
    return bool(_COMMIT.search(page.folded, max(sentence.start, position - 200), min(sentence.end, position + 200)))


def in_margin(page: Page, position: int) -> bool:
    """Whether *position* lies in the margin of the page: contacts, boilerplate, links."""
    return bool(_MARGIN.search(page.folded[max(0, position - 200) : position]))


def in_past(page: Page, position: int) -> bool:
    """Whether its sentence tells what was before or is beside the deal."""
    sentence = page.sentence_at(position)
    return bool(_PAST.search(page.folded, max(sentence.start, position - 120), min(sentence.end, position + 120)))


def said_around(page: Page, mention: EntityMention) -> list[str]:
    """Names of the groups of wordings met just before and just after *mention*."""
    before = page.folded[max(0, mention.span.start - 60) : mention.span.start]
    after = page.folded[mention.span.end : mention.span.end + 40]
    found = [f"before.{name}" for name in _BEFORE.met(before)]
    found += [f"after.{name}" for name, pattern in _AFTER_PATTERNS.items() if pattern.match(after)]
    found += ["sells"] if sells(page.plain, mention.span.start, mention.span.end) else []
    found += ["acts"] if acts(page.plain, mention.span.start, mention.span.end) else []
    field = FIELD.search(page.folded[max(0, mention.span.start - 40) : mention.span.start])
    if field:
        found.append("field.body" if field["body"] else "field.firm")
    found += ["dateline"] if is_dateline(page, mention) else []
    found += ["lives"] if "before.home" in found or _at_home(page, mention) else []
    if (
        mention.span.start in {page.body, 0}
        or page.folded[max(0, mention.span.start - 2) : mention.span.start] == "\n\n"
    ):
        found.append("opens")
    return found


def words_beside(page: Page, mentions: Iterable[EntityMention], side: Side) -> dict[str, float]:
    """The words just before and just after each mention, alone and in pairs."""
    names: set[str] = set()
    for mention in mentions:
        before = _WORD.findall(page.folded[max(0, mention.span.start - 50) : mention.span.start])[-4:]
        after = _WORD.findall(page.folded[mention.span.end : mention.span.end + 40])[:3]
        names |= {f"near-before.{side.value}.{word}" for word in before} | {
            f"near-after.{side.value}.{word}" for word in after
        }
        names |= {f"before.{' '.join(before[-count:])}" for count in (1, 2) if len(before) >= count}
        names |= {f"after.{' '.join(after[:count])}" for count in (1, 2) if len(after) >= count}
    return {f"{BESIDE}{name}": _WORD_WEIGHT for name in names}
