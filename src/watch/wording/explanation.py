"""An assessment in plain language, French and English: every sentence is made of its values, none is free text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from watch.model import Assessment, Axis, Criterion, EarlierVerdict, Finding, Framework, Move, Rule, Scope
from watch.wording.notes import say_note
from watch.wording.phrases import criterion_name, plain, say_day, say_fact_date, say_value, say_verdict, say_verdict_of
from watch.wording.terms import Language, say, typographic

Kind = Literal["verdict", "why", "evidence", "order", "claim", "against", "public", "missing", "change", "dates"]

_TEXTS: Mapping[str, tuple[str, str]] = {
    "verdict": ("{verdict}. {meaning}", "{verdict}. {meaning}"),
    "confidence": ("Ce verdict est {word}.", "This verdict is {word}."),
    "rule": ("Règle {rule} : {conditions}.", "Rule {rule}: {conditions}."),
    "otherwise": ("aucune autre règle ne s'applique", "no other rule applies"),
    "finding": ("{name} : {value} ({grounds}).", "{name}: {value} ({grounds})."),
    "origins": ("{count} sources indépendantes", "{count} independent sources"),
    "as_of": ("date du fait : {day}", "date of the fact: {day}"),
    "decided": ("fixé par {by} : {reason}", "set by {by}: {reason}"),
    "order": (
        "Jugé du point de vue de l'ordre juridique de l'organisme : {home}.",
        "Judged from the point of view of the body's own legal order: {home}.",
    ),
    "europe": ("l'Union européenne et l'Espace économique européen", "the European Union and Economic Area"),
    "gap": (
        "Affichage de souveraineté {claim} sur 3 : il dépasse les preuves de {gap}.",
        "Sovereignty claim {claim} out of 3: it exceeds the evidence by {gap}.",
    ),
    "no_gap": (
        "Affichage de souveraineté {claim} sur 3 : il ne dépasse pas les preuves.",
        "Sovereignty claim {claim} out of 3: it does not exceed the evidence.",
    ),
    "against": (
        "{name} : une autre source dit « {value} » (niveau de preuve {tier}).",
        "{name}: another source says “{value}” (tier {tier}).",
    ),
    "public": ("Publics ({count} sur 6) : {items}.", "Public ({count} out of 6): {items}."),
    "nothing_public": (
        "Aucun des six éléments de l'accord n'est public.",
        "None of the six items of the deal is public.",
    ),
    "missing": (
        "Manque : {name}. Preuve attendue : {evidence}. Qui la détient : {holder}.",
        "Missing: {name}. Evidence needed: {evidence}. Who holds it: {holder}.",
    ),
    "up": ("Vers plus de maîtrise", "Towards more control"),
    "down": ("Vers moins de maîtrise", "Towards less control"),
    "move": (
        "{way} : une preuve de niveau {tier} que « {name} : {value} » mènerait au verdict « {verdict} ».",
        "{way}: tier {tier} evidence of “{name}: {value}” would lead to the verdict “{verdict}”.",
    ),
    "no_move": (
        "Aucune preuve isolée ne changerait ce verdict.",
        "No single piece of evidence would change this verdict.",
    ),
    "moved": (
        "À l'annonce (connaissances au {first}) : {before}. Aujourd'hui (au {today}) : {now}.",
        "At the announcement (as known on {first}): {before}. Today ({today}): {now}.",
    ),
    "unmoved": (
        "Le verdict était déjà celui-ci à l'annonce (connaissances au {first}).",
        "The verdict was already this one at the announcement (as known on {first}).",
    ),
    "item.use_cases": ("cas d'usage", "use cases"),
    "item.amount": ("montant", "amount"),
    "item.duration": ("durée", "duration"),
    "item.route": ("mode de choix du fournisseur", "route"),
    "item.host": ("hébergement", "host"),
    "item.auditability": ("auditabilité", "auditability"),
}
_STATES: Mapping[str, tuple[str, str]] = {
    "US": ("les États-Unis", "the United States"),
    "GB": ("le Royaume-Uni", "the United Kingdom"),
    "CA": ("le Canada", "Canada"),
    "CH": ("la Suisse", "Switzerland"),
    "MA": ("le Maroc", "Morocco"),
    "JP": ("le Japon", "Japan"),
    "IN": ("l'Inde", "India"),
    "AE": ("les Émirats arabes unis", "the United Arab Emirates"),
    "SG": ("Singapour", "Singapore"),
    "UA": ("l'Ukraine", "Ukraine"),
}
"""States outside the European order that sign most; another is shown by its code."""


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of an explanation, and what it is about."""

    kind: Kind
    text: str


def explanation(assessment: Assessment, framework: Framework, lang: Language) -> tuple[Told, ...]:
    """Tell *assessment* in sentences: verdict, why, on what evidence, what speaks against, what would change it."""
    return tuple(Told(kind, typographic(plain(text), lang)) for kind, text in _sentences(assessment, framework, lang))


def _sentences(judged: Assessment, framework: Framework, lang: Language) -> Iterator[tuple[Kind, str]]:
    yield "verdict", _verdict(judged, framework, lang)
    rule = next((one for one in framework.rules if one.id == judged.rule), None)
    if rule is not None:
        yield "why", _tell("rule", lang, rule=rule.id, conditions=_conditions(rule, framework, lang))
    for finding in judged.findings:
        if finding.criterion in judged.used and finding.value is not None:
            yield "evidence", _finding(finding, framework, lang)
    if judged.home is not None:
        yield "order", _tell("order", lang, home=_order(judged.home, lang))
    if judged.gap is not None and judged.claim > 0:
        yield "claim", _tell("gap" if judged.gap > 0 else "no_gap", lang, claim=judged.claim, gap=judged.gap)
    for finding in judged.findings:
        yield from (("against", text) for text in _against(finding, framework, lang))
    if judged.reading is not None:
        yield "public", _public(judged, lang)
        yield from (("missing", text) for text in _missing(judged, framework, lang))
        yield from (("change", text) for text in _moves(judged, framework, lang))
    if judged.at_announcement is not None:
        yield "dates", _dates(judged, judged.at_announcement, framework, lang)


def _verdict(judged: Assessment, framework: Framework, lang: Language) -> str:
    text = next((one for one in framework.verdicts if one.slug == judged.verdict), None)
    meaning = (text.meaning_en if lang == "en" else text.meaning_fr) if text else ""
    name = say_verdict_of(judged, framework, lang)
    said = _tell("verdict", lang, verdict=name[:1].upper() + name[1:], meaning=meaning)
    if judged.confidence is None:
        return said
    return f"{said} {_tell('confidence', lang, word=say('confidence', judged.confidence, lang))}"


def _conditions(rule: Rule, framework: Framework, lang: Language) -> str:
    """What the rule asks for, in the words of the axes."""
    axes = {axis.id: axis for axis in framework.axes}
    asked = [_condition(axes[one.axis], one.any_of, lang) for one in rule.when if one.axis in axes]
    return " ; ".join(asked) if asked else _tell("otherwise", lang)


def _condition(axis: Axis, any_of: tuple[str, ...], lang: Language) -> str:
    """An axis by its name and codes, a circumstance by its question; then what the codes mean."""
    meanings = [code.meaning_en if lang == "en" else code.meaning_fr for code in axis.codes if code.code in any_of]
    meant = (" or " if lang == "en" else " ou ").join(meanings)
    if axis.letter is None:
        return f"{axis.question_en if lang == 'en' else axis.question_fr} {meant}"
    return f"{say('axis', axis.letter, lang)} {'/'.join(any_of)} ({meant})"


def _order(home: str, lang: Language) -> str:
    if home == "EU/EEA":
        return _tell("europe", lang)
    return _STATES[home][lang == "en"] if home in _STATES else home


def _finding(finding: Finding, framework: Framework, lang: Language) -> str:
    grounds = [say("scope", finding.scope or Scope.CONTRACT, lang)]
    if finding.confidence is not None:
        grounds.append(say("confidence", finding.confidence, lang))
    if finding.origins > 1:
        grounds.append(_tell("origins", lang, count=finding.origins))
    if finding.as_of is not None:
        grounds.append(_tell("as_of", lang, day=say_fact_date(finding.as_of, lang)))
    if finding.note is not None:
        grounds.append(say_note(finding.note, lang))
    if finding.editor is not None:
        grounds.append(_tell("decided", lang, by=finding.editor.by, reason=finding.editor.reason))
    name, value = _named(finding.criterion, finding.value, framework, lang)
    return _tell("finding", lang, name=name, value=value, grounds=", ".join(grounds))


def _against(finding: Finding, framework: Framework, lang: Language) -> Iterator[str]:
    for one in finding.contradictions:
        name, value = _named(finding.criterion, one.value, framework, lang)
        yield _tell("against", lang, name=name, value=value, tier=one.tier)


def _public(judged: Assessment, lang: Language) -> str:
    items = [_tell(f"item.{name}", lang) for name in judged.transparency_items]
    return _tell("public", lang, count=len(items), items=", ".join(items)) if items else _tell("nothing_public", lang)


def _missing(judged: Assessment, framework: Framework, lang: Language) -> Iterator[str]:
    for name in judged.missing:
        criterion = next((one for one in framework.criteria if one.id == name), None)
        if criterion is not None:
            evidence, holder = _needed(criterion, lang)
            named = criterion_name(name, framework, lang)
            yield _tell("missing", lang, name=named, evidence=evidence, holder=holder)


def _needed(criterion: Criterion, lang: Language) -> tuple[str, str]:
    if lang == "en":
        return criterion.evidence, criterion.held_by_en
    return criterion.evidence_fr, criterion.held_by_fr


def _moves(judged: Assessment, framework: Framework, lang: Language) -> Iterator[str]:
    """The lightest move up and the lightest move down."""
    chosen = [next((one for one in judged.moves if one.up is up), None) for up in (True, False)]
    if not any(chosen):
        yield _tell("no_move", lang)
    yield from (_move(one, framework, lang) for one in chosen if one is not None)


def _move(move: Move, framework: Framework, lang: Language) -> str:
    name, value = _named(move.criterion, move.value, framework, lang)
    verdict = say_verdict(move.verdict, framework, lang)
    way = _tell("up" if move.up else "down", lang)
    return _tell("move", lang, way=way, tier=move.tier, name=name, value=value, verdict=verdict)


def _dates(judged: Assessment, first: EarlierVerdict, framework: Framework, lang: Language) -> str:
    day = say_day(first.as_of, lang)
    if (first.verdict, first.rule) == (judged.verdict, judged.rule):
        return _tell("unmoved", lang, first=day)
    before, now = (say_verdict(slug, framework, lang) for slug in (first.verdict, judged.verdict))
    return _tell("moved", lang, first=day, before=before, today=say_day(judged.as_of, lang), now=now)


def _named(criterion: str, value: str | None, framework: Framework, lang: Language) -> tuple[str, str]:
    return criterion_name(criterion, framework, lang), say_value(criterion, value, framework, lang)


def _tell(key: str, lang: Language, **values: object) -> str:
    return _TEXTS[key][lang == "en"].format(**values)
