"""The form of the commitment, as the text names it (framework C5): marché, accord-cadre, partenariat, MoU…"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from watch.model import Evidence, Instrument, Span, Status
from watch_pipelines.facts.deal_words import deal_words
from watch_pipelines.facts.linear import Features, block_scorer
from watch_pipelines.facts.page import Page
from watch_pipelines.facts.wordings import compiled, first_of, wording_features

NONE: Final = "none"
"""Label for a text that names no form."""

GROUPS: Final = compiled(
    {
        "framework": (
            r"accords?-?[ -]?cadres?|framework (?:agreement|contract)s?|rahmenvertr\w+|rahmenvereinbarung|multiple "
            r"award schedule|contrat-cadre|convention-cadre|enterprise agreement|accord d'entreprise"
        ),
        "contract": r"contrats?\b|contracts?\b|vertrag\w*|contractualis\w+",
        "procurement": (
            r"marches? publics?|le marche|un marche|du marche|avis d'attribution|attributaires?|titulaires?\b|"
            r"appels? d'offres|adjudicat\w+|soumission\w+|mise en concurrence|tender|procure\w*|award\w*|"
            r"ausschreibung\w*|zuschlag"
        ),
        "order": (
            r"command[ée]\w*|acquis\w*|acquisition|achet\w+|achat\w*|licences?|lizenzen?|licen[cs]es|bought|"
            r"purchas\w+|s'offre\w*|s'equip\w+|equip(?:e|ee|es|ement)\b|se dote\w*|s'est dot\w+|abonnement\w*"
        ),
        "award": (
            r"notifi\w+|attribu(?:e|ee|es|ent|tion)\b|remport\w+|retenue?s?\b|choisi\w*|selectionn\w+|confi(?:e|ee|"
            r"es)\b|selected|picked|chose\w*|prestataire\w*|fournisseur\w*"
        ),
        "partnership": (
            r"partenari\w+|partenaires?\b|partner\w*|alliance|alli(?:e|es|ent)\b|s'associ\w+|associe\w*|"
            r"partnerschaft\w*"
        ),
        "collaboration": (
            r"collabor\w+|cooper\w+|kooperation\w*|zusammenarbeit|unissent|main dans la main|avec le concours|"
            r"ensemble"
        ),
        "experiment": (
            r"experiment\w+|pilotes?\b|pilot\w*|tests?\b|test(?:e|ee|er|ent|era)\b|essai\w*|essay\w+|poc\b|preuves? "
            r"de concept|trials?\b|bac a sable|erprob\w+|prototype\w*|beta\b"
        ),
        "memorandum": (
            r"protocoles? d'accord|memorand\w+|mou\b|protocole d'entente|protocole de cooperation|absichtserklarung"
        ),
        "intention": r"lettres? d'intention|letters? of intent|declarations? d'intention|intention\b",
        "commitment": r"lettres? d'engagement|s'engage\w*|engagement\b|letter of commitment",
        "convention": r"conventions?\b",
        "investment": (
            r"investi\w*|invest\w+|au capital|actionnai\w+|coentreprise|co-entreprise|joint venture|societe commune|"
            r"tour de table|leve\w* de fonds|fonds\b|prise de participation|equity|stake|beteilig\w+"
        ),
        "research": (
            r"contrats? de recherche|equipe commune|equipe-projet|laboratoire\w*|projets? de recherche|chaire|"
            r"chercheurs?|doctora\w+|joint lab|recherche\b"
        ),
        "grant": (
            r"appels? a (?:projets?|manifestation\w*|candidatures?)|laureat\w*|consortium|subvention\w*|france 2030|"
            r"interreg|horizon europe|programme\b|dispositif|hackathon|concours"
        ),
        "central": r"ugap|resah|uniha|centrale d'achat\w*|catalogue|referenc\w+|gsa\b|schedule",
        "signature": r"sign(?:e|ee|es|ent|ature|ataire)\w*\b|paraph\w+|unterzeichn\w+|unterschr\w+",
        "renewal": r"renouvel\w+|prolong\w+|reconduct\w+|reconduit|avenant|extend\w*|extension|renew\w*",
        "agreement": r"accords?\b(?!-)|agreements?\b|deal\b|entente|abkommen|vereinbarung\w*",
        "adoption": r"deploi\w*|adopt\w+|general\w+|mis en service|recour\w+|utilis\w+|s'appuie",
    }
)

_NAMED_BY: Final = {
    Instrument.FRAMEWORK_AGREEMENT: ("framework",),
    Instrument.CONTRACT: ("procurement", "contract", "order", "award"),
    Instrument.CONVENTION: ("convention",),
    Instrument.PARTNERSHIP: ("partnership", "collaboration", "agreement"),
    Instrument.LETTER_OF_COMMITMENT: ("commitment",),
    Instrument.LETTER_OF_INTENT: ("intention",),
    Instrument.MEMORANDUM: ("memorandum",),
    Instrument.RESEARCH_CONTRACT: ("research",),
    Instrument.INVESTMENT: ("investment",),
    Instrument.EXPERIMENT: ("experiment",),
    Instrument.OTHER: ("grant", "agreement"),
}
_DECISIVE: Final = (
    (Instrument.LETTER_OF_COMMITMENT, r"lettres? d'engagement|letters? of commitment"),
    (Instrument.LETTER_OF_INTENT, r"lettres? d'intention|letters? of intent"),
    (Instrument.MEMORANDUM, r"protocoles? d'(?:accord|entente)|memorand\w+|mou\b"),
)
"""Names that leave no doubt when the title or the opening uses them."""
_DECISIVE_GROUPS: Final = compiled({instrument.value: pattern for instrument, pattern in _DECISIVE})


def instrument_words(page: Page, status: Status | None) -> Features:
    """What the scorer of instruments weighs: `instrument_features` and the stems of the deal."""
    return {**instrument_features(page, status), **deal_words(page)}


def instrument_features(page: Page, status: Status | None) -> Features:
    """Groups of wordings that name a form, and the stage of the commitment."""
    return {**_wordings(page), f"status.{status.value if status else NONE}": 1.0}


@lru_cache(maxsize=2)
def _wordings(page: Page) -> Mapping[str, float]:
    """Asked for again by each party of the deal."""
    return wording_features(page, GROUPS)


def read_instrument(page: Page, status: Status | None) -> tuple[Instrument, Evidence] | None:
    """The instrument with the words that name it, or the deal's sentence when it is only implied; None without one."""
    for instrument, pattern in ((Instrument(name), group) for name, group in _DECISIVE_GROUPS.items()):
        place = first_of(page, pattern)
        if place and place[0] < page.body + 600:
            return instrument, page.evidence(*place)
    label, _ = block_scorer("instrument").best(instrument_words(page, status))
    if label == NONE:
        return None
    instrument = Instrument(label)
    for group in _NAMED_BY[instrument]:
        place = first_of(page, GROUPS[group])
        if place:
            return instrument, page.evidence(*place)
    span = next(iter(page.told), Span(0, page.body))
    return instrument, page.evidence(span.start, span.end)
