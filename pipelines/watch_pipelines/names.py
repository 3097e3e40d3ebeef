"""Which side a name stands on: by the register, by its form, by the words and the grammar around it."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from watch.model import ActorKind, Organisation, Register, Side
from watch_pipelines.memory import by_identity
from watch_pipelines.name_forms import FIRM_HEADS
from watch_pipelines.name_index import bare, organisation_forms
from watch_pipelines.typography import fold, typographic

PSEUDO_ACTORS: Final = frozenset({"on-premise", "unknown-host", "etat-infra", "collectivite-generique"})
"""Register entries that stand for a way of hosting or for a kind of body, never for a party."""

_PUBLIC_WORDS: Final = re.compile(
    r"\b(?:minist\w+|ministry|bundesminister\w*|mairie|ville|commune|municipalite|metropole|eurometropole"
    r"|departement|region"
    r"|collectivites?|conseil (?:regional|departemental|general|municipal|d'etat|constitutionnel|superieur)"
    r"|communaute (?:de communes|d'agglomeration|urbaine)"
    r"|agglomeration|prefecture|prefet|rectorat|academie|universite|university|universitat|ch[ru]{1,2}|chr|ght"
    r"|hopital|hopitaux|hospices|hospital"
    r"|centres? hospitaliers?|agence (?:nationale|regionale|de l'|du|des|d'|publique|europeenne|spatiale|francaise)"
    r"|direction (?:generale|interministerielle|departementale|regionale|centrale|des achats)"
    r"|regie|office (?:public|national|de|of|europeen)|caisse (?:des|nationale|primaire|d'allocations)"
    r"|institut (?:national|de recherche)|cour (?:des|de|d')|tribunal|barreau"
    r"|chambre (?:de commerce|d'agriculture|des)|sdis|gip|bibliotheque|musees?|ecole|lycee|college|syndicat mixte"
    r"|gouvernement|government|regierung|bundes\w+|landes\w+"
    r"|police|gendarmerie|armees?|marine nationale|parlement|senat|assemblee nationale|state of|city of|county"
    r"|council|nhs|stadt|gemeinde|landkreis|land|kanton"
    r"|etat|etats|commission europeenne|securite sociale|urssaf|cpam|etat-major|archives|observatoire"
    r"|service public|douanes?|agency|authority|army|navy|air force|department (?:of|for)"
    r"|republique|royaume|principaute|province|public health|polizei|ministerium|hochschule|klinikum|amt"
    r"|services administration|administration|command|commandement|armed forces|pompiers|ars|ehpad|samu|federal"
    r"|cnrs|inserm|inria|cea|inrae|ansm|ditp|dgfip|dgse|dgsi|drsd|dgac|dgccrf|anses|anssi|cnil|arcep|arcom|insee"
    r"|ign|onera|irsn|ademe|ofb|onf|cnes|ifremer"
    r"|ined|ird|cirad|brgm|cerema|shom|bnf|ina|rff|ratp|cnav|cnam|cnaf|msa|apec|afpa|resah|uniha|ugap|institute"
    r"|chateau|palace|sciences po|polytechnique|centrale|mines"
    r"|surete|fonds (?:public|souverain|d'etat|danois|national)|banque centrale|central bank|bank of"
    r"|banque de france|ville-etat|hansestadt|centre national|centre de services|supercomputing"
    r"|forschungszentrum|agglo|agglomeration|pays de|ordre des|notaires|chancellerie|matignon|elysee|bercy|brienne"
    r"|beauvau|defense|secretary of state|security council|union europeenne|european)\b"
)
_LEGAL_FORM: Final = re.compile(r"\b(?:sasu?|s\.a\.?s?\.?|sarl|gmbh|inc|ltd|plc|llc|corp|b\.v\.|s\.p\.a)\b")
_FIRM_WORDS: Final = re.compile(
    r"\b(?:sasu?|s\.a\.?s?\.?|sarl|gmbh|ag|inc|ltd|plc|llc|corp|b\.v\.|s\.p\.a|technologies|technology|software"
    r"|solutions|systems|systemes|labs?|group|groupe|holding"
    r"|consulting|ai|\.ai|\.io|tech|cloud|robotics|analytics|industries|ventures|capital|networks|medicine|mobility"
    r"|computing|health|data|security|vision|pharma|biotech|digital|analytics|dynamics|energy|quantum|studio"
    r"|factory|conseil|energies|interactive|semiconductor|mutuelle|assurances?)\b|\.(?:ai|io|com|tech|fr)\b"
)


@by_identity(4)
def _by_form(organisations: tuple[Organisation, ...]) -> Mapping[str, Organisation]:
    """*organisations* by folded form."""
    forms: dict[str, Organisation] = {}
    for each in organisations:
        for form in organisation_forms(each):
            forms.setdefault(fold(form), each)
    return forms


def organisation_of(name: str, register: Register) -> Organisation | None:
    """The organisation known for its side that is written *name*; None when nobody is."""
    return _by_form(register.organisations).get(_form_of(name))


@lru_cache(maxsize=4096)
def _form_of(name: str) -> str:
    """*name* folded and bare; every mention of a text is asked for several times."""
    return fold(bare(typographic(name)))


def side_of(name: str, register: Register, actor_id: str | None = None, before: str = "") -> Side | None:
    """The side on which *name* stands: by the register, else by its form, else by the words just *before* it.

    *actor_id* is what `resolve` gave; *before* is the text up to the name (« la start-up », « la ville de »). None when
    nothing tells: a town's bare name, a brand nobody introduced.
    """
    if actor_id is not None and actor_id in register.actors:
        return Side.PUBLIC if register.actors[actor_id].kind is ActorKind.PUBLIC_BODY else Side.PRIVATE
    known = organisation_of(name, register)
    if known is not None:
        return known.side
    return _by_words(name) or _introduced(before[-60:])


@lru_cache(maxsize=4096)
def _by_words(name: str) -> Side | None:
    """The side that the words of *name* tell."""
    folded = fold(name)
    if _LEGAL_FORM.search(folded):
        return Side.PRIVATE
    if _PUBLIC_WORDS.search(folded):
        return Side.PUBLIC
    return Side.PRIVATE if _FIRM_WORDS.search(folded) else None


_FIRM_BEFORE: Final = re.compile(
    rf"\b(?:{fold(FIRM_HEADS)}|company|firm|vendor|supplier|maker|firma|unternehmen|anbieter)(?: [a-z-]+)?[ \"«,(]*$"
)
_PUBLIC_BEFORE: Final = re.compile(
    r"\b(?:ville|mairie|commune|municipalite|maire|departement|region|metropole|agglomeration|prefecture|universite"
    r"|hopital|chu"
    r"|etablissement public|agence|stadt|gemeinde|city|town|council)(?: (?:de|du|des|of))?(?: (?:la|l'))?[ '(]*$"
)


@lru_cache(maxsize=512)
def _introduced(before: str) -> Side | None:
    """The side that the words just before a name give it."""
    folded = fold(before)
    if _PUBLIC_BEFORE.search(folded):
        return Side.PUBLIC
    return Side.PRIVATE if _FIRM_BEFORE.search(folded) else None


_FIRM_AFTER: Final = re.compile(
    rf" ?[,(] ?(?:(?:une?|la|le|l'|jeune|petite|an?|the) ?){{0,2}}(?:[a-z0-9-]+ ){{0,2}}"
    rf"(?:{fold(FIRM_HEADS)}|company|firm|vendor|salaries|employes)\b(?! public)"
)
_PUBLIC_AFTER: Final = re.compile(
    r" ?[,(] ?(?:(?:une?|la|le|l'|the|an?|son|sa) ?)?(?:[a-z-]+(?:'s)? ){0,2}(?:agence(?! de com)|organisme|"
    r"etablissement"
    r"|syndicat|service (?:public|des|de l'etat)|office|regie|caisse|operateur (?:public|de l'etat)|centrale d'achat"
    r"|institut|agency|authority|public (?:body|employment service)|weather office|department|ministry|behorde)\b"
)


@lru_cache(maxsize=512)
def apposed_side(after: str) -> Side | None:
    """The side that the words just *after* a name give it (« …, l'agence des technologies », « …, une PME »)."""
    folded = fold(after[:70])
    if _PUBLIC_AFTER.match(folded):
        return Side.PUBLIC
    return Side.PRIVATE if _FIRM_AFTER.match(folded) else None


_SELLS_BEFORE: Final = re.compile(
    r"(?:\b(?:solutions?|outils?|logiciels?|plateformes?|technologies?|modeles?|assistants?|produits?|offres?|ia"
    r"|dispositif|systemes?|moteur|algorithmes?"
    r"|application|services?|agents?|robots?|chatbot|callbot|voicebot|cameras?|capteurs?|licences?|ingenieurs"
    r"|equipes?)(?: [a-z-]+){0,2} (?:de|d'|signee?s?|chez) ?"
    r"|\b(?:concu|developp|fourni|mis au point|mise au point|edit|propos|install|realis|imagin|bati|livr|construi"
    r"|signe|port|exploit|conc|entraine)\w*(?: [a-z]+){0,2} (?:par|avec|chez) (?:la |le |l'|les )?"
    r"|\b(?:confi|notifi|attribu)\w*(?:,? [\w'-]+){0,7} a (?:la |l')?"
    r"|\b(?:s'associ|s'alli|partenariat|accord|contrat|alliance|signe|sign|travaill|collabor|convention|s'equip"
    r"|equip|noue|conclu|scell|memorandum|march|pass)\w*"
    r"(?:,? [\w'-]+){0,5} (?:a|avec|aupres de|chez|par|de|with|to|mit|an) (?:la |le |l'|the )?"
    r"|\b(?:fait appel|recour\w+|recours|se tourne vers|mise sur|s'appuie sur|s'en remet|choisi\w*|reten\w+"
    r"|retien\w+|selectionn\w+|opte pour|parie sur|awards?|picks?|selects?|chose|chooses|taps|setzt auf"
    r"|beauftragt)(?: [\w'-]+){0,2} ?(?:a |au |de )?(?:la |le |l')?"
    r"|\b(?:patronn?e?|pdg|president\w*|fondat\w+|cofondat\w+|dirigeante?|dg|directeur general|directrice generale"
    r"|ceo|founder|boss|chef)(?: [a-z-]+){0,2} (?:de|d'|of|von) ?)$"
)
_SELLS_AFTER: Final = re.compile(
    r"^(?: et [a-z0-9&. -]{2,30})?(?:,[^,.]{0,80},)? ?(?:a |ont |va |vont |has |will |hat )?(?:remport|decroch"
    r"|emport|rafl|fourni|equip|livr|s'est vu notifier|heberg|installe|deploie|edite"
    r"|developpe|concoit|propose|commercialise|facture|wins|won|picks up|supplies|supplied|will supply|to supply"
    r"|liefert|erhalt|est titulaire|est attributaire)"
    r"|^(?:,| \()(?: ?(?:basee?|installee?|fondee?|creee?|nee?|specialisee?|specialiste|filiale|editeur|editrice"
    r"|base[d]?|founded|une? (?:start|jeune|entreprise|societe|pme|editeur)))"
)


def sells(text: str, start: int, end: int) -> bool:
    """Whether the grammar around *start*:*end* makes the name a supplier or the private partner of somebody."""
    return _selling(text[max(0, start - 90) : start], text[end : end + 110])


@lru_cache(maxsize=512)
def _selling(before: str, after: str) -> bool:
    """`sells` by what stands around; several stages ask of the same mention."""
    return bool(_SELLS_BEFORE.search(fold(before))) or bool(_SELLS_AFTER.match(fold(after)))


BODY_NOUNS: Final[Mapping[str, re.Pattern[str]]] = {
    "fr": re.compile(
        r"\b(?:gouvernement|ministere|ministre|mairie|municipalite|maire|conseil (?:regional|departemental"
        r"|municipal)|prefecture|prefet|hotel de ville|collectivites?"
        r"|metropole|agglomeration|departement|region|commune|ville|chu|chru|hopital|hopitaux|universites?|lycees?"
        r"|rectorat|armees?|police|gendarmerie|parquet"
        r"|tribunal|chateau|musee|barreau|fisc|assurance maladie|etablissements? publics?|administrations?"
        r"|agents publics|services? de l'etat|etat"
        r"|ecole|bibliotheque|pompiers|securite sociale|agence|syndicat intercommunal|syndicat mixte|regie"
        r"|office public|organisme public|operateur public)\b"
    ),
    "en": re.compile(
        r"\b(?:government|ministry|minister|council|police|army|military|hospital|university|agency|administration"
        r"|health service|city|state|department|public body|civil service|authority|regulator)\b"
    ),
    "de": re.compile(
        r"\b(?:regierung|ministerium|minister\w*|verwaltung\w*|polizei|bundeswehr|stadt|land|gemeinde|universitat"
        r"|klinikum|behorde\w*|bund|freistaat)\b"
    ),
}
"""Common nouns of public bodies, on folded text."""

FIRM_NOUNS: Final[Mapping[str, re.Pattern[str]]] = {
    "fr": re.compile(rf"\b(?:{fold(FIRM_HEADS)}|firme|multinationale|titulaire|prestataire)\b(?! public)"),
    "en": re.compile(r"\b(?:start-?up|company|firm|vendor|supplier|developer|chipmaker|contractor|provider)\b"),
    "de": re.compile(r"\b(?:start-?up|unternehmen\w*|firma|konzern\w*|anbieter\w*|hersteller|dienstleister)\b"),
}
"""Common nouns of companies, on folded text."""
