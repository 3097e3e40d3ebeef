"""How long the deal runs, in months."""

import re
from dataclasses import dataclass
from typing import Final

from watch.model import Evidence
from watch_pipelines.facts.numbers import WORD, value_of
from watch_pipelines.facts.page import LEAD, Page


@dataclass(frozen=True, slots=True)
class Duration:
    """A length and the characters that state it."""

    months: int
    evidence: Evidence


_LENGTH: Final = re.compile(
    rf"(?<![\w.,-])(?P<number>\d{{1,2}}|{WORD})(?:[\s-]|(?=monat))(?:prochaine?s? |more |further |additional |"
    rf"weiteren? )?"
    r"(?P<unit>ans?|annees?|mois|trimestres?|semestres?|quarters?|years?|months?|jahren?|monaten?|monatig\w*|"
    r"jahrig\w*)(?![\w])"
    r"(?P<half> et demie?| and a half)?"
)
_MONTHS: Final = {"mo": 1, "tr": 3, "qu": 3, "se": 6}
"""Months in each unit, by its first two letters; a year has twelve."""
_BINDING: Final = re.compile(
    r"(?:d'une duree (?:maximale |initiale |totale |ferme )?de|duree(?: du marche| du contrat)? ?: ?|pour une "
    r"(?:duree|periode) de|pour|sur|pendant|for|over|spanning|a maximum of|up to|de ses|de leurs|euros,|€,|(?:€|eur "
    r")[\d.,]+(?: \w+)?,|au cours des|fur|"
    r"laufzeit von|durant|conclu\w* (?:pour|sur)|de|d'|a|duree (?:de|d'))\s{0,2}(?:une duree (?:maximale |totale |"
    r"initiale )?(?:de|d')\s?|pres de |environ |about |the next |les |les prochaines |a period of |an initial )?$"
)
_TERM: Final = re.compile(
    r"\b(?:duree|contrat\w*|accord\w*|marche\w*|partenariat\w*|convention\w*|engag\w+|prolong\w+|renouvel\w+|"
    r"reconduct\w+|laufzeit|contract\w*|agreement\w*|deal|partnership\w*|term\b|pilote?\w*|experiment\w+|conclu\w*|"
    r"souscri\w+|sign\w+|vertrag\w*|ferme|essai\w*|test\w*|chiffre\w*|millions?|€|cout\w*|montant|budget|repart\w*|"
    r"programme|projet|project|betrieb\w*|\w+betrieb|licen[cs]e\w*|attribu\w+|notifi\w+)"
)
_NOT_A_TERM: Final = re.compile(
    r"\b(?:depuis|il y a|voila|voici|apres|d'ici(?: a)?|dans|en moins d|en|since|after|within|ago|seit|vor|age\w* d|"
    r"plus d[e']|pres de|moins d[e']|au bout d[e'](?! ses)|(?:teste|experimente|essaye|utilise)e?s? pendant|toutes? "
    r"les|tous les|every|anciennete|dernier\w*|past|last|de plus d|a mis|premiers?|(?:experience|phase|retour|recul|"
    r"prototype|demonstration|travail|travaux|histoire|dialogue|attente|procedure|consultation|fillette|garcon|enfant|"
    r"femme|homme|bail|emprunt|relation|enqu\w+|ans)(?: \w+)? d[e'])\s{0,2}(?:plus d[e'] ?|pres "
    r"d[e'] ?|environ |moins d[e'] ?)?$"
)
_AFTER: Final = re.compile(
    r"\s?(?:de (?:travail|travaux|recherche|prison|retard|reflexion|negociation|tests|these)|plus (?:tard|tot)|"
    r"auparavant|ago|earlier|later|old|d'existence|des elections|des municipales|d'expertise|before|d'experience|"
    r"d'archives|d'histoire|apres|avant|experience|plus "
    r"jeune)\b"
)
_PRICED: Final = re.compile(r",? (?:environ |pour |et |about )?(?:[\d€]|un million)")
"""« Cinq ans, 25 millions d'euros »: a term beside its price."""
_LASTS: Final = re.compile(
    r"\b(?:dure(?:ra|nt|nte)?|durer|valable|valid|vaut|s'etal\w+ sur|s'etend\w* sur|court sur|porte sur|lasts?|runs? "
    r"for|lauft|gilt|vereinbart "
    r"sind|uber|soit|fixee? a|duree\W{1,2}|pendant|prevoit|couvre|(?:extend|renew|prolong)\w*[^.;]{0,40} by|essay\w+ "
    r"pendant|test\w+ pendant|"
    r"erprobt \w+|pruft)"
    r"\s{0,2}(?:encore |par tacite )?$"
)
"""A verb of lasting just before a length."""
_GRANTED: Final = re.compile(
    r"\s?,? ?(?:fermes?\b|renouvelables?|reconductibles?|de plus\b|lang\b|pleins?\b|supplementaires?|a compter|a "
    r"partir du|pour (?:verifier|tester|"
    r"convaincre|etudier|y croire)|d'(?:essai|echanges|experimentation|accompagnement)s?\b|de (?:travail en commun|"
    r"mise a l'essai|pilote|travaux, ?))"
)
"""What follows a length that is granted: « deux ans fermes », « un an renouvelable »."""
_SPENT_IN: Final = re.compile(
    r"(?:euros|€|eur|francs|dollars|consacre\w*) (?:(?:y )?(?:seront|sont) consacre\w* )?en $"
)
"""« 5,6 millions d'euros en quatre années »."""
_FUTURE: Final = re.compile(r"\b\w+(?:era|eront|erons|ira|iront|ra|ront)\b|\bwill\b")
_ENOUGH: Final = 1.5
_LONGEST: Final = 240
"""Months above which a length is no term of a deal."""


def read_duration(page: Page) -> Duration | None:
    """The term that *page* gives for the deal; the base term when options follow, None when it gives none."""
    best: tuple[float, Duration] | None = None
    for found in page.find(_LENGTH):
        number = value_of(found["number"])
        length = (number or 0) + 0.5 * bool(found["half"])
        months = round(length * _MONTHS.get(found["unit"][:2], 12))
        weight = _weight(page, found) if 0 < months <= _LONGEST else 0.0
        if weight >= _ENOUGH and (best is None or weight > best[0]):
            best = (weight, Duration(months, page.evidence(found.start(), found.end())))
    return best[1] if best else None


def _weight(page: Page, found: re.Match[str]) -> float:
    """How much the words around a length make it the term of the deal."""
    sentence = page.sentence_at(found.start())
    before = page.folded[max(sentence.start, found.start() - 100) : found.start()]
    after = page.folded[found.end() : min(sentence.end, found.end() + 60)]
    elsewhere = _NOT_A_TERM.search(before) and not _SPENT_IN.search(before)
    if elsewhere or _AFTER.match(after) or not page.tells_deal(found.start()):
        return 0.0
    bound = (
        bool(_BINDING.search(before))
        or bool(_LASTS.search(before))
        or bool(_GRANTED.match(after))
        or "ig" in found["unit"]
        or "-" in found[0]
        or bool(_PRICED.match(after))
    )
    weight = 1.2 * bound + 1.0 * bool(_TERM.search(before)) + 0.5 * bool(_TERM.search(after))
    weight += 0.8 * bool(re.search(r"duree|laufzeit|duration", before)) + 0.3 * (found.start() < page.body + LEAD)
    weight += 0.4 * bool(_FUTURE.search(after))
    weight -= 1.2 * bool(
        re.search(r"\b(?:par ailleurs|autre|ecole|these|doctora\w+|formation de|campagne|atteindre)\b", before)
    )
    return weight
