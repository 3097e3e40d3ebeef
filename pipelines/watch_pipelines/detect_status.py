"""How far a commitment has got, by the verbs and nouns in which it is told."""

import re
from collections.abc import Mapping
from typing import Final

from watch_pipelines.scanning import Group

_LENGTH: Final = r"(?:\w+|\d+) (?:ans?|mois|annees?|years?|months?|jahre\w*|monate\w*)"

_STAGES: Final[Mapping[str, re.Pattern[str]]] = {
    "signed": re.compile(
        r"\b(?:(?:co)?sign(?:e|ee|es|ees|ent|er|ature|atures|ataires?)|paraph\w+|notifi\w+|attribu(?:e|ee|es|ees|ent|tion"
        r"|taires?)|adjug\w+|adjudica\w+|titulaires?|conclu(?:e|s|es|t|ent)?|remport\w+|decroch\w+|scell\w+|souscri\w+"
        r"|contractualis\w+|pass(?:e|ee|es) (?:un |le |la )?(?:marche|contrat|commande)|signed|awarded|awards?"
        r"|concluded|won|inked|unterzeichn\w+|unterschr\w+|zuschlag|vergeben)\b"
    ),
    "dated": re.compile(
        r"\b(?:sign|notifi|conclu|attribu|adjug|paraph|award|concluded|unterzeichn)\w*(?: \w+){0,3} (?:le|hier|lundi"
        r"|mardi|mercredi|jeudi|vendredi|ce|aujourd'hui|on|yesterday|today|am|en|in) "
    ),
    "termed": re.compile(
        rf"\b(?:contrats?|marches?|conventions?|accords?|accords?-cadres?|contract|deal|agreement|framework)"
        rf"(?: \w+){{0,3}} (?:de|d'|sur|pour|of|for|conclu pour) ?{_LENGTH}|\b(?:three|two|four|five|six)-year\b"
        r"|\bvertrag\b"
    ),
    "chosen": re.compile(
        r"\b(?:choisi\w*|choix|retenu\w*|retient|selectionn\w+|designe\w*|confi(?:e|ee|es|ent|era)|opte\w*|mise sur"
        r"|select\w+|picks?|picked|chos\w+|taps?|tapped|hires?|wahlt|gewahlt)\b"
    ),
    "launched": re.compile(
        r"\b(?:annonc\w+|devoil\w+|lanc(?:e|ee|ent|ement)|present(?:e|ee|ent)|deploi\w+|deploy\w*|equip\w+|se dote\w*"
        r"|adopte\w*|s'appuie\w*|va |vont |announc\w+|unveil\w*|launch\w*|rolls?|will)\b"
    ),
    "intended": re.compile(
        r"\b(?:lettres? d'(?:intention|engagement)|protocoles? d'(?:accord|entente|intention)|memorand\w+|mou"
        r"|declarations? (?:\w+ )?d'intention|accord de principe|letters? of intent|absichtserkl\w+"
        r"|feuille de route commune|charte|s'engagent a|intention|sans engagement)\b"
    ),
    "pilot": re.compile(
        r"\b(?:experiment\w+|pilotes?|essais?|essai\w*|essay\w+|test\w*|a l'essai|preuve de concept|bac a sable|trials?"
        r"|pilots?|piloting|erprob\w+|probier\w*|demonstrateur)\b"
    ),
    "renewed": re.compile(
        r"\b(?:renouvel\w+|reconduit\w*|reconduction|prolong\w+|proroge\w*|rempil\w+|avenant|etend\w*|extension"
        r"|de plus|renew\w*|extend\w*|verlanger\w+|option de|supplementaires?)\b"
    ),
    "ended": re.compile(
        r"\b(?:met\w* (?:un terme|fin)|mis (?:un terme|fin)|resili\w+|romp\w*|rupture|abandonn\w+|renonc\w+|c'est fini"
        r"|arrete\w*|fin de|debranch\w+|drops?|dropped|terminat\w+|ends?|ended|scrap\w*|beendet\w*|kundig\w+)\b"
    ),
}

_HEARD: Final = Group(_STAGES)


def stages(folded: str) -> frozenset[str]:
    """The stages heard in *folded* text: "signed", "chosen", "pilot"…; none, one or several."""
    return frozenset(_HEARD.met(folded))
