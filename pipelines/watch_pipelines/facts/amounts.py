"""The money of the deal: which of the sums in a text is its price, cap or grant, in the currency of the text."""

import re
from dataclasses import dataclass
from typing import Final

from watch.model import Amount
from watch_pipelines.facts.numbers import FIGURES, WORD, value_of
from watch_pipelines.facts.page import LEAD, Page

_CURRENCY: Final = {
    "EUR": r"euros?|€|eur\b",
    "USD": r"dollars?(?! canadiens?| australiens?)|\$(?! ?ca)|usd\b",
    "CAD": r"dollars canadiens|\$ ?ca(?:d)?\b|cad\b",
    "GBP": r"livres(?: sterling)?|pounds?|£|gbp\b",
    "CHF": r"francs suisses|francs|chf\b|swiss francs",
    "DKK": r"couronnes danoises|couronnes|dkk\b|kroner",
    "SEK": r"couronnes suedoises|sek\b",
    "JPY": r"yens?\b|jpy\b",
    "MAD": r"dirhams?",
    "CNY": r"yuans?",
}
_SCALE: Final = {
    **dict.fromkeys(("milliard", "milliards", "md", "mds", "billion", "bn", "milliarde", "milliarden", "mrd"), 1e9),
    **dict.fromkeys(("million", "millions", "m", "millionen", "mio", "mln"), 1e6),
    **dict.fromkeys(("millier", "milliers", "mille", "k", "thousand", "tausend"), 1e3),
}
_UNIT: Final = "|".join(f"(?P<{code}>{form})" for code, form in reversed(_CURRENCY.items()))
_SCALES: Final = (
    r"milliards?|millions?|milliers|mille|mds?|billion|bn|thousand|milliarden?|millionen|mrd|mio|mln|tausend|m|k"
)
_SUM: Final = re.compile(
    rf"(?<![\w.,])(?:(?P<sign>[€$£]|(?:eur|usd|gbp|chf)(?=\s))\s?)?(?P<number>{FIGURES}|"
    rf"(?<![\w-])(?:{WORD})(?![\w-]))(?:[\s-]{{0,2}}(?P<scale>{_SCALES})(?![a-z0-9])(?P<half> et "
    rf"demie?)?)?\.?[\s-]{{0,2}}(?:d'|de |d |of )?\s?(?:{_UNIT})?"
)
_SIGNS: Final = {"€": "EUR", "$": "USD", "£": "GBP", "eur": "EUR", "usd": "USD", "gbp": "GBP", "chf": "CHF"}

_PRICE: Final = re.compile(
    r"\b(?:montant\w*|cout\w*|prix|chiffre(?:e|es)? a|valeur|budget\w*|enveloppe|plafon\w+|contrat\w*|accord\w*|"
    r"marche\w*|commande\w*|investi\w*|financ\w+|subvention\w*|aide\b|apport\w*|mobilis\w+|consacr\w+|affect\w+|"
    r"mise\b|met\b|dote\w*|represente\w*|facture\w*|s'eleve\w*|ticket|worth|value\w*|costs?|contract\w*|deal|"
    r"award\w*|invest\w*|outlay|funding|grant\w*|up to|jusqu'a|maximum|estime\w*|operation|prom(?:et|is|ettent)\b|"
    r"engage\w*|verse\w*|paye\w*|volet|wert\b|volumen|kostet|auftrag\w*|depens\w+|attribu\w+|ceiling|cap(?:ped)?\b|"
    r"souscri\w+|prise de participation|se partag\w+|soutien|dotation|tarif|"
    r"hochstens|finanzrahmen|betragt|beteilig\w+|licen[cs]es?|equity|stake|besoin|evalue\w*|se monte)"
)
_ELSEWHERE: Final = re.compile(
    r"\b(?:valoris\w+|leve\w*|levee\w*|tour de table|chiffre d'affaires|amende\w*|contentieux|condamn\w+|abonne\w*|"
    r"precedent\w*|comparable|capitalisation|revenus?|benefice\w*|pertes?|valued|raised|revenue\w*|turnover|"
    r"fine[ds]?\b|funding round|par ailleurs|plan (?:national|de)|france relance|a verse|strategie|ne se confond|"
    r"autre (?:contrat|accord)|avait\b|programme de|had (?:raised|paid|invested|earlier)|previous\w*|umsatz|"
    r"bewertet|salaire\w*|economi\w+|epargne\w*|evite\w*|par an\b|chaque annee|per year|annuel\w*|continent|filiere|"
    r"saving\w*|premier mois|a facture|coute en moyenne|en moyenne|on average|marche (?:mondial|francais) de|par an "
    r"et par|moyennant|medias? (?:have|ont))\b"
)
_YEARLY: Final = re.compile(r"\b(?:chaque annee|tous les ans|par an|every year|annuel\w*)\b")
_CAP: Final = re.compile(
    r"(?:jusqu'a|maximum(?: de)?|plafon\w+ (?:de|a)|au plus|n'excedera pas|up to|at most|capped at|ceiling of|bis "
    r"zu|maximal|montant maxim\w+)[^.;\d]{0,30}$"
)
_SMALLEST: Final = 2000.0
"""Below this a sum is a unit price or a subscription."""
_HEADING: Final = 50
"""Characters of a line that is a heading or a field of a notice."""
_ENOUGH: Final = 0.95
_ENOUGH_ALONE: Final = 0.15
"""For the only sum of a text, which is the deal's unless something speaks against it."""
_DISOWNED: Final = -1.0
"""Below this the text says that the figure is something else, wherever else it stands."""
_CONTEXT: Final = 90


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of money and where it stands."""

    start: int
    end: int
    value: float
    currency: str


def read_amount(page: Page) -> Amount | None:
    """The sum that *page* gives for the deal, None when it gives none."""
    weighed = [(_weight(page, money), money) for money in sums(page)]
    disowned = {money.value for weight, money in weighed if weight < _DISOWNED}
    enough = _ENOUGH_ALONE if len({(money.value, money.currency) for _, money in weighed}) == 1 else _ENOUGH
    fitting = [
        (weight, -money.start, money) for weight, money in weighed if weight >= enough and money.value not in disowned
    ]
    if not fitting:
        return None
    money = max(fitting)[2]
    before = page.folded[max(0, money.start - 60) : money.start]
    return Amount(
        value=money.value,
        currency=money.currency,
        eur=money.value if money.currency == "EUR" else None,
        cap=bool(_CAP.search(before)),
        evidence=page.evidence(money.start, money.end),
    )


def sums(page: Page) -> list[Sum]:
    """Every amount of money with a currency, in order."""
    listed = []
    for found in page.find(_SUM):
        code = _SIGNS.get(found["sign"] or "") or next((code for code in _CURRENCY if found[code]), None)
        number = value_of(found["number"])
        if code is None or number is None:
            continue
        value = round((number + 0.5 * bool(found["half"])) * _SCALE.get(found["scale"] or "", 1.0), 2)
        if value >= _SMALLEST:
            listed.append(Sum(found.start(), found.end(), value, code))
    return listed


def _weight(page: Page, money: Sum) -> float:
    """How much its sentence speaks of the price of the deal, the nearest words most."""
    sentence = page.sentence_at(money.start)
    before = page.folded[max(_heading_start(page, sentence.start), money.start - _CONTEXT) : money.start]
    after = page.folded[money.end : min(sentence.end, money.end + _CONTEXT)]
    weight = 1.2 * bool(_PRICE.search(before)) + 0.8 * bool(_PRICE.search(after))
    weight -= 2.2 * bool(_ELSEWHERE.search(before[-70:])) + 2.2 * bool(_ELSEWHERE.search(after[:45]))
    weight -= 2.2 * bool(_YEARLY.search(page.folded[sentence.start : money.start]))
    weight += 1.2 * (money.start < page.body) + 0.4 * (money.start < page.body + LEAD)
    weight += (0.2 if money.value >= 1e5 else 0) + 0.5 * (money.start < page.body + LEAD / 3)
    weight -= 1.6 * bool(re.search(r"sur les quelque[^.]{0,20}$", before))
    line = page.folded[page.folded.rfind("\n", 0, money.start) + 1 : money.end + 40].partition("\n")[0]
    weight += 1.2 * (len(line) < _HEADING and money.start >= page.body)
    same = sum(1 for other in _sums_near(page, money) if other)
    return weight + 0.4 * same - 6 * (not page.tells_deal(money.start))


def _heading_start(page: Page, sentence: int) -> int:
    """Start of the line above when it is a heading (« Ce qu'il coûte »), else *sentence*."""
    if page.folded[max(0, sentence - 1) : sentence] != "\n" or page.folded[max(0, sentence - 2) : sentence] == "\n\n":
        return sentence
    line = page.folded.rfind("\n", 0, sentence - 1) + 1
    return line if sentence - line < 60 else sentence


def _sums_near(page: Page, money: Sum) -> list[bool]:
    """One entry for each other place where the same figure stands: what is repeated is the news."""
    written = page.folded[money.start : money.end].strip()
    place = page.folded.find(written)
    return [True] if 0 <= place != money.start else []
