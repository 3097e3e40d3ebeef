"""The day a deal was announced and the day it was signed, told apart from every other date of the text.

Each time expression is weighed by what is said of it in its own clause; the publication date stands when the text
reads as news and names no better day (a careful reader would say the same). Nothing is guessed: a month stays a month.
"""

import re
from dataclasses import dataclass
from typing import Final

from watch.model import Evidence, PartialDate
from watch_pipelines.facts.page import LEAD, Page
from watch_pipelines.facts.times import Grain, TimeMention, read_times


@dataclass(frozen=True, slots=True)
class DealDates:
    """What `read_dates` finds; evidence is None for a date taken from the publication itself."""

    announced_on: PartialDate | None
    announced_evidence: Evidence | None
    signed_on: PartialDate | None
    signed_evidence: Evidence | None


_TOLD: Final = re.compile(
    r"\b(?:annonce\w*|devoil\w+|present(?:e|ee|es|ent|er|ait|ation|ed|s)\b|officialis\w+|rend(?:u|ue|us|ent)?(?: "
    r"\w+){0,2} publi\w+|publie\w*|paru\w*|publication|(?:fait|font|faire) (?:savoir|connaitre|part)|revel\w+|leve "
    r"le voile|appris|confirm\w+|indiqu\w+|declar\w+|communique\w*|admis|admettre|reconnu|inaugur\w+|unveil\w*|"
    r"announc\w+|said|disclos\w+|reveal\w*|presented|released?|confirmed|reported|launch\w*|bekannt\w*|angekundigt|"
    r"kundigte\w*|teilte\w*|mitgeteilt|vorgestellt|stellte\w*|veroffentlicht|lance(?:e|es|nt|r)?\b|lancement|"
    r"precis(?:e|ait)\b|racont\w+|detaill\w+|explique\b|souffle\b|evoqu\w+|poste\b|tweet\w*)"
)
_SIGNED: Final = re.compile(
    r"\b(?:(?:co)?signe(?:e|es|s|nt)?\b|signer(?:ont)?\b|signature|signataires?\b|paraph\w+|appos\w+ (?:leur|sa) "
    r"signature|put (?:their|his|her) names? to|officialis\w+|conclu(?:e|es|s|t|ent|re)?\b|conclusion\b|notifi\w+|"
    r"attribu(?:e|ee|es|ees|ent|tion)\b|adjug\w+|contractualis\w+|scell\w+|ratifi\w+|souscri\w+|passe(?:e|s|es)? "
    r"(?:commande|avec|par|entre|un)|lies? (?:depuis|par)|noue(?:e|s|es|nt)?\b|remporte\w*|emporte\w*|signed|"
    r"initialled|formalise\w*|"
    r"signing|awarded|concluded|inked|completed|entered into|executed|unterzeichn\w+|unterschr\w+|geschlossen|"
    r"vergeben|zuschlag)"
)
_CHOSEN: Final = re.compile(
    r"\b(?:confi(?:e|ee|es|ent)\b|choisi\w*|retenu\w*|selectionn\w+|s'associ\w+|s'alli\w+|decid\w+|chose\w*|"
    r"selected|picked|partner(?:ed|s)|teamed|agreed|mis d'accord|entendu|approuv\w+|vote\w*|adopt\w+|deliber\w+|"
    r"design(?:e|ee|es|ees)\b|enterin\w+|arrete son choix|opte\b|se sont engages|initialled|beauftragt\w*|einigte\w*|"
    r"vereinbart\w*)"
)
_BACKGROUND: Final = re.compile(
    r"\b(?:fonde\w*|cree\w*|creation|nee?s? (?:en|le)|depuis|remont\w+|precedent\w*|auparavant|deja|pour rappel|"
    r"succede|historique|a l'epoque|premiere? (?:contrat|accord|marche)|anniversaire|entree? en service|mis en "
    r"route|founded|created|since|previous\w*|earlier|first launched|gegrundet|seit|fruher|teste\w*|experimente\w*|"
    r"appel d'offres|consultation|elu\w*|nomme\w*|leve\w* \d|rachete\w*|vot(?:e|ee) en)\b"
)
_DATED_DEED: Final = re.compile(
    r"\b(?:acte d'engagement|avenants?|adjudication|contrats?|bons? de commande|signature|convention|marche|accord|"
    r"ordre|commande|"
    r"notification|vertrag|contract|agreement|amendment)\b[^.;:\n]{0,30}?(?:date(?:e|es|s)? d[ue]|(?:porte|portant) "
    r"la date d[ue]|"
    r"dater\w* d[ue]|remont\w+ (?:a|au|aux)|dated|formalise\w*|boucle\w*|passe\w*|vom|: ?(?:le )?)(?: le)? ?$|"
    r"\b(?:titulaires?|attributaires?)\b[^.;:\n]{0,20} depuis (?:le )?$|\bdate (?:de (?:l'|la )?)(?:adjudication|"
    r"notification|signature|"
    r"conclusion|attribution)[ :]{1,4}(?:le )?$"
)
"""The day that a deed bears, which is that of its signature and not of its news."""
_RELEASE: Final = re.compile(
    r"(?:communique|annonce|dossier de presse|avis|decision|arrete|deliberation|publie\w*|date\w*|announcement|"
    r"statement|release|notice|mitteilung)(?: (?:de presse|d'attribution|commun|du resultat|publiee?|paru|datee?|"
    r"diffusee?|from|of|dated|vom|press))*(?: du| le| en date du| au| of| on| vom| am)?[ :]{1,3}(?:ce |le )?$"
)
_DATELINE: Final = re.compile(
    r"(?:\A|\n)[^\n.:;!?]{0,60}?(?:,|\(|-|:|a)?\s{0,2}(?:le |ce |the |den |am )?(?:(?:lundi|mardi|mercredi|jeudi|"
    r"vendredi|samedi|dimanche) )?$"
)
_AFTER_DATELINE: Final = re.compile(r"\)?\s{0,2}(?:\([^)\n]{1,30}\)\s{0,2})?(?:-|\n|:|\.|\Z|/|\||,\s[a-z]+\n)")
_STAMP: Final = re.compile(
    r"(?:publie\w*|mis\w* a jour|mis\w* en ligne|poste\w*|posted|updated|published|veroffentlicht)(?: le| on| "
    r"am)?[ :]{1,3}$"
)
"""A page's own date line, which tells when the page appeared, not when the deal was told."""
_SINCE: Final = re.compile(r"\b(?:depuis|since|seit) $")
_DEAL_NOUN: Final = re.compile(
    r"\b(?:accord\w*|partenariat\w*|contrat\w*|convention|alliance|agreement|deal|partnership|vertrag\w*)"
)
_SIGNED_THEN: Final = re.compile(
    r"(?<!qu'il )(?<!qu'elle )(?<!qu'ils )\b(?:a|ont|has|have|hat|haben) (?:\w+ ){0,3}(?:signe|signed|conclu|"
    r"paraphe|unterzeichnet)\b|\bsigned (?:a|an|the)\b"
)
_CEREMONY: Final = re.compile(
    r"\bla signature (?:s'est|a eu lieu|est intervenue|a ete)|\bsigning (?:took place|ceremony)"
)
_OCCASION: Final = re.compile(
    r"\b(?:lors d|a l'occasion d|en marge d|pendant|au cours d|during|at the|on the sidelines of|"
    r"anlasslich)[^.;:]{2,60}$"
)
_REACH: Final = 180
"""Characters around a date in which a verb of the same sentence speaks of it."""
_GRAIN_WEIGHT: Final = {Grain.DAY: 0.8, Grain.WEEKDAY: 1.0, Grain.DEICTIC: 1.0, Grain.MONTH: 0.0}
_NEWS_WINDOW: Final = 6
"""Days before publication within which a signature is itself the news; a month's worth when only the month is told."""
_OLDEST: Final = 550
"""Days before publication beyond which a date is background (lexicon, matching rules)."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    mention: TimeMention
    told: float
    """Weight for being the day of the announcement."""
    signed: float
    """Weight for being the day of signature."""


def read_dates(page: Page) -> DealDates:
    """The announcement and signature dates that *page* supports, with their characters."""
    weighed = [_weigh(page, mention) for mention in read_times(page) if _is_past(page, mention)]
    signed = max((w for w in weighed if w.signed >= _SIGNED_ENOUGH), key=lambda w: w.signed, default=None)
    told = max((w for w in weighed if w.told >= _told_enough(w)), key=lambda w: w.told, default=None)
    announced_on = told.mention.on if told else PartialDate.of(page.published) if page.published else None
    return DealDates(
        announced_on=announced_on,
        announced_evidence=page.evidence(told.mention.start, told.mention.end) if told else None,
        signed_on=signed.mention.on if signed else None,
        signed_evidence=page.evidence(signed.mention.start, signed.mention.end) if signed else None,
    )


_TOLD_ENOUGH: Final = 2.5
_TOLD_ENOUGH_NEAR: Final = 1.95
"""For a weekday or « hier », which only news uses."""
_SIGNED_ENOUGH: Final = 2.0


def _told_enough(weighed: _Weighed) -> float:
    return _TOLD_ENOUGH_NEAR if weighed.mention.grain in {Grain.WEEKDAY, Grain.DEICTIC} else _TOLD_ENOUGH


def _is_past(page: Page, mention: TimeMention) -> bool:
    if mention.future:
        return False
    if page.published is None:
        return mention.year_given
    age = (page.published - mention.on.first_day).days
    return -1 <= age <= _OLDEST if mention.grain is Grain.DAY else 0 <= age <= _OLDEST


def _weigh(page: Page, mention: TimeMention) -> _Weighed:
    sentence = page.sentence_at(mention.start)
    before = page.folded[max(sentence.start, mention.start - _REACH) : mention.start]
    ends = page.sentence_at(mention.end - 1).end  # « am 5. Januar »: a full stop inside a date ends no sentence
    after = page.folded[mention.end : min(ends, mention.end + _REACH)]
    opens = len(before) < 5
    told, signed, chosen = (_nearness(verbs, before, after, opens=opens) for verbs in (_TOLD, _SIGNED, _CHOSEN))
    background = _nearness(_BACKGROUND, before[-45:], after[:45], opens=False)
    age = _age(page, mention)
    fresh = age <= (4 * _NEWS_WINDOW if mention.grain is Grain.MONTH else _NEWS_WINDOW)
    lead = 0.5 * (mention.start < page.body + LEAD) - 4 * (not page.tells_deal(mention.start))
    dateline = _is_dateline(page, mention)
    near_day = mention.grain in {Grain.WEEKDAY, Grain.DEICTIC}
    if near_day and _SINCE.search(before):
        background, told = 0.0, max(told, 0.6)  # « depuis lundi »: the launch is the news
    if near_day and mention.start < page.body + LEAD / 2:
        lead += 0.5 + 0.5 * bool(_DEAL_NOUN.search(after[:60]))
    news = 3 * told + 2.4 * fresh * max(signed, chosen) + (0 if fresh else 0.5 * chosen)
    news += 3 * bool(_RELEASE.search(before)) + 2.2 * dateline + 2.0 * bool(_OCCASION.search(before))
    news += _GRAIN_WEIGHT[mention.grain] + lead + 0.3 * bool(re.search(r"\bce $", before))
    news -= (0 if dateline else 2.0 * background) + min(age, 400) / 150 + 6 * bool(_STAMP.search(before))
    dated = bool(_DATED_DEED.search(before))
    news -= 3.0 * dated
    deed = (
        3.0 * dated
        + 3.2 * signed
        - 1.2 * (told > signed)
        - (background if signed < 0.85 else 0)
        - min(age, 400) / 300
        + lead
    )
    if dateline and _signed_that_day(page, mention):
        deed += 2.0
    return _Weighed(mention, news, deed)


def _signed_that_day(page: Page, mention: TimeMention) -> bool:
    """Whether what a dateline dates is the signature: told in the next lines, or as a ceremony anywhere."""
    opening = page.folded[mention.end : mention.end + 420]
    return bool(_SIGNED_THEN.search(opening)) or next(page.find(_CEREMONY, within_deal=True), None) is not None


def _age(page: Page, mention: TimeMention) -> int:
    """Days from the date to publication; of a month, from its last days."""
    if page.published is None:
        return 0
    days = (page.published - mention.on.first_day).days
    return max(0, days - 30) if mention.grain is Grain.MONTH else days


def _nearness(pattern: re.Pattern[str], before: str, after: str, *, opens: bool) -> float:
    """1 for a verb next to the date, less with distance, 0 for none; one that *opens* the sentence reaches further."""
    ahead = [len(before) - found.end() for found in pattern.finditer(before)]
    behind = [found.start() * (0.4 if opens else 1.3) for found in pattern.finditer(after)]
    gap = min((*ahead, *behind), default=None)
    return 0.0 if gap is None else max(0.0, 1 - gap / _REACH)


def _is_dateline(page: Page, mention: TimeMention) -> bool:
    """True for « Paris, le 8 janvier 2026 - » at the head of the body or on a line of its own."""
    if mention.grain is not Grain.DAY or not page.body <= mention.start <= page.body + LEAD:
        return False
    before = page.folded[max(page.body, mention.start - 90) : mention.start]
    return bool(_DATELINE.search(before)) and bool(_AFTER_DATELINE.match(page.folded[mention.end : mention.end + 60]))
