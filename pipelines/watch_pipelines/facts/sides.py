"""On which side an unknown name stands: by the register, by its form, else by what is said around it."""

import re
from typing import Final

from watch.model import ActorKind, Register, Side
from watch_pipelines.facts.linear import scorer
from watch_pipelines.facts.organisations import Candidate
from watch_pipelines.facts.page import Page
from watch_pipelines.names import apposed_side, sells, side_of
from watch_pipelines.resolve import acts
from watch_pipelines.typography import fold

_SIDE_BEFORE: Final = {
    "firm": re.compile(
        r"\b(?:start-?up|societe|entreprise|editeur|jeune pousse|\w+tech|groupe|fournisseur|prestataire|company|"
        r"firm|supplier|logiciel|outil|solution|plateforme|technologie)s?(?: [a-z-]+)?(?: de| d'| du)? ?\"?$"
    ),
    "with": re.compile(r"\b(?:avec|with|mit|chez|a l'entreprise|confie\w* a|attribue\w* a|par)(?: la| le| l')? ?$"),
    "of": re.compile(r"\b(?:de|d'|du|des|de la|de l'|of) ?$"),
    "the": re.compile(r"\b(?:la|le|l'|les|the|die|das|der) ?$"),
    "in": re.compile(r"\b(?:a|au|aux|en|in|at) ?$"),
    "town": re.compile(
        r"\b(?:ville|commune|maire|mairie|elus?|habitants|prefet|departement|region|city|town|stadt)(?: de| d'| du| "
        r"des)?(?: la| l')? ?$"
    ),
}
_SIDE_WORDS: Final = {
    "public": re.compile(
        r"\b(?:agence|institut\w*|centre|centres|direction|office|national\w*|public\w*|federal\w*|general\w*|"
        r"regional\w*|chambre|conseil|comite|commission|consortium|forschungszentrum|universit\w+|hospital\w*|"
        r"administration|service\w*|surete|fund|fonds|societe .* pour|command\w*|syndicat|gie|gip|ordre|minist\w+|"
        r"ecole|academ\w+)\b"
    ),
    "firm": re.compile(
        r"(?:\.(?:ai|io|com|fr)\b|\b(?:ai|labs?|tech\w*|data|systems?|software|group\w*|mobility|medicine|robotics|"
        r"computing|analytics|solutions?|consulting|health)\b|[a-z](?:ia|ly|fy|eo|ix|io)$)"
    ),
}
FIELD: Final = re.compile(
    r"(?:^|\n)(?:(?P<body>acheteur|organisme public|pouvoir adjudicateur|entite adjudicatrice|buyer|contracting "
    r"authority|auftraggeber|beneficiaires?|maitre d'ouvrage)|titulaires?|attributaires?|adjudicataires?|contractor|"
    r"supplier|prestataire|auftragnehmer|fournisseur|nom)[^:\n]{0,14}: $"
)
"""The line of an award notice on which a name stands."""


def take_side(page: Page, candidate: Candidate, register: Register) -> None:
    """Settle the side from the register, the form of the names, the words before; else from the kind of mention."""
    if candidate.actor_id is not None:
        kind = register.actors[candidate.actor_id].kind
        candidate.side_known = True
        candidate.side = Side.PUBLIC if kind is ActorKind.PUBLIC_BODY else Side.PRIVATE
        return
    for mention in sorted(candidate.mentions, key=lambda each: -len(each.text)):
        before = page.text[max(0, mention.span.start - 60) : mention.span.start]
        side = side_of(mention.text, register, None, before)
        side = side or apposed_side(page.plain[mention.span.end : mention.span.end + 70])
        if side is not None:
            candidate.side, candidate.side_known = side, True
            return
    odds = scorer("side").probabilities(side_features(page, candidate))
    candidate.side = Side.PUBLIC if odds[Side.PUBLIC.value] >= 0.5 else Side.PRIVATE


def side_features(page: Page, candidate: Candidate) -> dict[str, float]:
    """What is weighed for the side of an organisation that neither the register nor its name's form tells."""
    features: dict[str, float] = {}
    for mention in candidate.mentions:
        before = page.folded[max(0, mention.span.start - 45) : mention.span.start]
        features |= {f"before.{name}": 1.0 for name, pattern in _SIDE_BEFORE.items() if pattern.search(before)}
        features[f"label.{mention.label}"] = 1.0
        if sells(page.plain, mention.span.start, mention.span.end):
            features["sells"] = 1.0
        if acts(page.plain, mention.span.start, mention.span.end):
            features["acts"] = 1.0
        field_of = FIELD.search(page.folded[max(0, mention.span.start - 40) : mention.span.start])
        if field_of:
            features["field.body" if field_of["body"] else "field.firm"] = 1.0
        letters = mention.text.replace("-", "").replace(".", "")
        features["acronym"] = max(features.get("acronym", 0.0), float(letters.isupper() and 2 < len(letters) < 7))
        features["camel"] = max(features.get("camel", 0.0), float(bool(re.search(r"[a-z][A-Z]|\.[a-z]", mention.text))))
    name = candidate.best.text
    features |= {f"word.{kind}": 1.0 for kind, pattern in _SIDE_WORDS.items() if pattern.search(fold(name))}
    features["words"] = min(len(name.split()), 6) / 3
    features["one.word"] = float(len(name.split()) == 1)
    features["publisher.own"] = float(any(len(each) > 3 and each in page.publisher_folded for each in candidate.names))
    features["publisher.company"] = features["publisher.own"] * float(page.publisher_kind.value == "company")
    return features
