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
    rf"(?<![\w.,-])(?P<number>\d{{1,2}}|{WORD})[\s-](?P<unit>ans?|annees?|mois|years?|months?|jahren?|monaten?)(?![\w])"
)
_BINDING: Final = re.compile(
    r"(?:d'une duree (?:maximale |initiale |totale |ferme )?de|duree(?: du marche| du contrat)? ?: ?|pour une "
    r"(?:duree|periode) de|pour|sur|pendant|for|over|spanning|a maximum of|up to|de ses|de leurs|euros,|€,|fur|"
    r"laufzeit von|durant|conclu\w* (?:pour|sur)|de|d'|a|duree (?:de|d'))\s{0,2}(?:une duree (?:maximale |totale |"
    r"initiale )?(?:de|d')\s?|pres de |environ |about |the next |les |les prochaines |a period of |an initial )?$"
)
_TERM: Final = re.compile(
    r"\b(?:duree|contrat\w*|accord\w*|marche\w*|partenariat\w*|convention\w*|engag\w+|prolong\w+|renouvel\w+|"
    r"reconduct\w+|laufzeit|contract\w*|agreement\w*|deal|partnership\w*|term\b|pilote?\w*|experiment\w+|conclu\w*|"
    r"souscri\w+|sign\w+|vertrag\w*|ferme|essai\w*|test\w*|chiffre\w*|millions?|€|cout\w*|montant|budget|repart\w*|"
    r"programme|projet|project|licen[cs]e\w*|attribu\w+|notifi\w+)"
)
_NOT_A_TERM: Final = re.compile(
    r"(?:depuis|il y a|voila|voici|apres|d'ici(?: a)?|dans|en moins d|en|since|after|within|ago|seit|vor|age\w* d|"
    r"plus d[e']|pres de|moins d[e']|au bout d[e'](?! ses)|(?:teste|experimente|essaye|utilise)\w* pendant|toutes? "
    r"les|tous les|every|anciennete|dernier\w*|past|last|de plus d|a mis|premiers?|(?:experience|phase|retour|recul|"
    r"prototype|demonstration|travail|travaux|histoire|enqu\w+|ans)(?: \w+)? d[e'])\s{0,2}(?:plus d[e'] ?|pres "
    r"d[e'] ?|environ |moins d[e'] ?)?$"
)
_AFTER: Final = re.compile(
    r"\s?(?:de (?:travail|travaux|recherche|prison|retard|reflexion|negociation|tests|these)|plus (?:tard|tot)|"
    r"auparavant|ago|earlier|later|old|d'existence|d'experience|d'archives|d'histoire|apres|avant|experience|plus "
    r"jeune)\b"
)
_PRICED: Final = re.compile(r",? (?:environ |pour |et |about )?(?:[\d€]|un million)")
"""« Cinq ans, 25 millions d'euros »: a term beside its price."""
_FUTURE: Final = re.compile(r"\b\w+(?:era|eront|erons|ira|iront|ra|ront)\b|\bwill\b")
_ENOUGH: Final = 1.5
_LONGEST: Final = 240
"""Months above which a length is no term of a deal."""


def read_duration(page: Page) -> Duration | None:
    """The term that *page* gives for the deal; the base term when options follow, None when it gives none."""
    best: tuple[float, Duration] | None = None
    for found in page.find(_LENGTH):
        number = value_of(found["number"])
        months = 0 if number is None else round(number * (1 if found["unit"].startswith("mo") else 12))
        weight = _weight(page, found) if 0 < months <= _LONGEST else 0.0
        if weight >= _ENOUGH and (best is None or weight > best[0]):
            best = (weight, Duration(months, page.evidence(found.start(), found.end())))
    return best[1] if best else None


def _weight(page: Page, found: re.Match[str]) -> float:
    """How much the words around a length make it the term of the deal."""
    sentence = page.sentence_at(found.start())
    before = page.folded[max(sentence.start, found.start() - 100) : found.start()]
    after = page.folded[found.end() : min(sentence.end, found.end() + 60)]
    if _NOT_A_TERM.search(before) or _AFTER.match(after) or not page.tells_deal(found.start()):
        return 0.0
    bound = bool(_BINDING.search(before)) or "-" in found[0] or bool(_PRICED.match(after))
    weight = 1.2 * bound + 1.0 * bool(_TERM.search(before)) + 0.5 * bool(_TERM.search(after))
    weight += 0.8 * bool(re.search(r"duree|laufzeit|duration", before)) + 0.3 * (found.start() < page.body + LEAD)
    weight += 0.4 * bool(_FUTURE.search(after))
    weight -= 1.2 * bool(
        re.search(r"\b(?:par ailleurs|autre|ecole|these|doctora\w+|formation de|campagne|atteindre)\b", before)
    )
    return weight
