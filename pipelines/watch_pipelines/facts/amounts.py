"""The money of the deal: which of the sums in a text is its price, cap or grant, in the currency of the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import log10
from typing import Final

from watch.model import Amount
from watch_pipelines.facts.deal_words import stems
from watch_pipelines.facts.linear import Features, block_scorer
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
_OF_THE_FIRM: Final = re.compile(
    r"\b(?:valorise\w*|chiffre d'affaires|capitalisation|masse salariale|valued at|revenues?|turnover|umsatz|bewertet)"
    r"\b"
)
"""What a company is worth or sells: never the price of a deal."""
_YEARLY: Final = re.compile(r"\b(?:chaque annee|tous les ans|par an|every year|annuel\w*)\b")
_CAP: Final = re.compile(
    r"(?:jusqu'a|maximum(?: de)?|plafon\w+ (?:de|a)|au plus|n'excedera pas|up to|at most|capped at|ceiling of|bis "
    r"zu|maximal|montant maxim\w+)[^.;\d]{0,30}$"
)
_SMALLEST: Final = 2000.0
"""Below this a sum is a unit price or a subscription."""
_HEADING: Final = 50
"""Characters of a line that is a heading or a field of a notice."""
_CONTEXT: Final = 90
"""Characters read on each side of a sum."""
_MOST: Final = 60
"""Sums of a text that are weighed."""
_ENOUGH: Final = -0.5
"""Log odds from which the likeliest sum is taken: what a text gives is more often the price than odds of one tell."""
PRICE: Final = "price"
"""The one label of the scorer: the sum is what the deal costs, is capped at, or brings."""


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of money and where it stands."""

    start: int
    end: int
    value: float
    currency: str


def read_amount(page: Page) -> Amount | None:
    """The sum that *page* gives for the deal, None when it gives none."""
    weigh = block_scorer("amount").best
    weighed = [(weigh(features)[1], money) for money, features in weighed_sums(page)]
    fitting = [(odds, money) for odds, money in weighed if odds >= _ENOUGH]
    if not fitting:
        return None
    _, money = max(fitting, key=lambda each: each[0])  # of equals the first in the text
    before = page.folded[max(0, money.start - 60) : money.start]
    return Amount(
        value=money.value,
        currency=money.currency,
        eur=money.value if money.currency == "EUR" else None,
        cap=bool(_CAP.search(before)),
        evidence=page.evidence(money.start, money.end),
    )


def weighed_sums(page: Page) -> Iterator[tuple[Sum, Features]]:
    """Every sum of *page*, at most `_MOST`, with what is weighed of it: how the words around speak of a price, its
    place and size among the others, and stems before (``p``) and after (``n``) it.
    """
    found = [money for money in sums(page)[:_MOST] if not _of_the_firm(page, money)]
    values = {(money.value, money.currency) for money in found}
    largest = max((money.value for money in found), default=0.0)
    for money in found:
        around = _around(page, money)
        yield (
            money,
            {
                **{name: 1.0 for name, met in around.items() if met},
                **dict.fromkeys(_nearby(page, money), 1.0),
                "any": 1.0,
                "only": float(len(values) == 1),
                "largest": float(money.value == largest),
                "first": float(money is found[0]),
                "again": float(sum(other.value == money.value for other in found) > 1),
                "size": log10(money.value) / 4,
            },
        )


def _of_the_firm(page: Page, money: Sum) -> bool:
    """Whether the words beside a sum say that it is what a company is worth or sells."""
    sentence = page.sentence_at(money.start)
    before = page.folded[max(sentence.start, money.start - 40) : money.start]
    after = page.folded[money.end : min(sentence.end, money.end + 30)]
    return bool(_OF_THE_FIRM.search(before) or _OF_THE_FIRM.search(after))


def _nearby(page: Page, money: Sum) -> Iterator[str]:
    """The stems on both sides, and where the nearest stand."""
    sentence = page.sentence_at(money.start)
    before = stems(page.folded[max(sentence.start, money.start - _CONTEXT) : money.start], page.language)
    after = stems(page.folded[money.end : min(sentence.end, money.end + _CONTEXT)], page.language)
    yield from (f"p {word}" for word in before)
    yield from (f"n {word}" for word in after)
    yield from (f"p {word} |" for word in before[-2:])
    yield from (f"n | {word}" for word in after[:2])


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


def _around(page: Page, money: Sum) -> dict[str, bool]:
    """What the words around a sum say of it, the nearest apart, and where it stands."""
    sentence = page.sentence_at(money.start)
    before = page.folded[max(_heading_start(page, sentence.start), money.start - _CONTEXT) : money.start]
    after = page.folded[money.end : min(sentence.end, money.end + _CONTEXT)]
    line = page.folded[page.folded.rfind("\n", 0, money.start) + 1 : money.end + 40].partition("\n")[0]
    return {
        "price.before": bool(_PRICE.search(before)),
        "price.near": bool(_PRICE.search(before[-30:])),
        "price.after": bool(_PRICE.search(after)),
        "elsewhere.before": bool(_ELSEWHERE.search(before[-70:])),
        "elsewhere.after": bool(_ELSEWHERE.search(after[:45])),
        "yearly": bool(_YEARLY.search(page.folded[sentence.start : money.start])),
        "yearly.after": bool(_YEARLY.search(after[:45])),
        "among": bool(_AMONG.search(before)),
        "cap": bool(_CAP.search(before)),
        "title": money.start < page.body,
        "opening": money.start < page.body + LEAD / 3,
        "lead": money.start < page.body + LEAD,
        "line": len(line) < _HEADING and money.start >= page.body,
        "outside": not page.tells_deal(money.start),
        "told": any(span.start <= money.start < span.end for span in page.told),
    }


_AMONG: Final = re.compile(r"sur les quelque[^.]{0,20}$")


def _heading_start(page: Page, sentence: int) -> int:
    """Start of the line above when it is a heading (« Ce qu'il coûte »), else *sentence*."""
    if page.folded[max(0, sentence - 1) : sentence] != "\n" or page.folded[max(0, sentence - 2) : sentence] == "\n\n":
        return sentence
    line = page.folded.rfind("\n", 0, sentence - 1) + 1
    return line if sentence - line < 60 else sentence
