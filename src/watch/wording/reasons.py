"""Why a document was read as it was, in plain words: one sentence for each ground of a decision."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from watch.model import Correction, Detection, Evidence, Reason
from watch.wording.reason_terms import REASONS
from watch.wording.terms import Language, typographic
from watch.wording.terms import say as say_term

ELEMENTS = ("public_party", "company", "ai_object", "commitment", "newness")
"""What makes an announcement, in the order of `Detection.missing`."""
_STRUCTURAL = frozenset({*ELEMENTS, "reviewer"})
_VALUED = re.compile(r"(?P<kind>ai object|sides|early|kind|language)=(?P<value>\w+)")
_SIDES = re.compile(r"parties=(?P<body>\w+)/(?P<firm>\w+)")
_FORM = re.compile(r"(?P<how>opens|titled) as (?P<cue>form\.\w+)")
_HEARD = re.compile(r"(?P<region>\w+) (?P<kind>age|tense|stage)=(?P<value>\w+)")
_TOLD = re.compile(r"(?P<region>\w+) (?P<code>only chosen|news|fresh commitment|questions)")
_PLACED = re.compile(r"(?P<region>[a-z ]+):(?P<code>[\w. ]+)")
_WORDS = re.compile(r"(?P<where>[tpwcn]) (?P<words>.+)", re.DOTALL)
_WORD_REGIONS = {"t": "title", "p": "pair", "w": "all", "c": "core", "n": "near"}
_RESEMBLES = re.compile(r"resembles (?P<kind>\w+)")


def say(kind: str, code: str, lang: Language, **values: object) -> str:
    """The words for *code* of *kind*, placeholders filled; the code itself, underscores as spaces, without words."""
    key = f"{kind}.{code}" if code else kind
    pair = REASONS.get(key)
    return typographic(pair[lang == "en"].format(**values), lang) if pair else code.replace("_", " ")


def has_words(rule: str) -> bool:
    """True when `say_rule` says *rule* otherwise than by its name."""
    return _said(rule, "en") is not None


def say_rule(rule: str, lang: Language) -> str:
    """One sentence, without full stop, for what a decision weighed; never its name in code alone."""
    said = _said(rule, lang)
    return said if said is not None else say("unknown", "", lang, name=rule)


def _said(rule: str, lang: Language) -> str | None:
    for read in (_whole, _one_of, _form, _resembling, _heard, _worded):
        if (said := read(rule, lang)) is not None:
            return said
    return None


def _whole(rule: str, lang: Language) -> str | None:
    return _known("whole", rule, lang)


def _one_of(rule: str, lang: Language) -> str | None:
    if found := _SIDES.fullmatch(rule):
        body, firm = (say("standing", found[side], lang) for side in ("body", "firm"))
        return say("standing", "sentence", lang, body=body, firm=firm)
    found = _VALUED.fullmatch(rule)
    return _known(found["kind"], found["value"], lang) if found else None


def _form(rule: str, lang: Language) -> str | None:
    found = _FORM.fullmatch(rule)
    what = _known("cue", found["cue"], lang) if found else None
    return say(found["how"], "", lang, what=what) if found and what else None


def _resembling(rule: str, lang: Language) -> str | None:
    found = _RESEMBLES.fullmatch(rule)
    kind = _known("why_not", found["kind"], lang) if found else None
    return say("resembles", "", lang, what=kind) if kind else None


def _heard(rule: str, lang: Language) -> str | None:
    if found := _HEARD.fullmatch(rule):
        return _placed(found["kind"], found["value"], found["region"], lang)
    if found := _TOLD.fullmatch(rule):
        return _placed("told", found["code"], found["region"], lang)
    found = _PLACED.fullmatch(rule)
    return _placed("cue" if "." in found["code"] else "who", found["code"], found["region"], lang) if found else None


def _worded(rule: str, lang: Language) -> str | None:
    """The words as they were compared: without endings, names and numbers masked."""
    found = _WORDS.fullmatch(rule)
    if found is None:
        return None
    parts = found["words"].split(" ")
    shown = " ".join(say("mask", part, lang) if f"mask.{part}" in REASONS else part for part in parts)
    where = say("region", _WORD_REGIONS[found["where"]], lang)
    return say("word", "pair" if len(parts) > 1 else "in", lang, words=shown, region=where)


def _known(kind: str, code: str, lang: Language) -> str | None:
    return say(kind, code, lang) if f"{kind}.{code}" in REASONS else None


def _placed(kind: str, code: str, region: str, lang: Language) -> str | None:
    what, where = _known(kind, code, lang), _known("region", region, lang)
    return f"{what[:1].upper()}{what[1:]} {where}" if what and where else None


@dataclass(frozen=True, slots=True)
class Element:
    """One of the five things sought: present or not, and the characters that show it, if any."""

    name: str
    present: bool
    evidence: tuple[Evidence, ...]


def elements(detection: Detection) -> tuple[Element, ...]:
    """The five things sought, in order; all present when the answer is yes."""
    shown: dict[str, list[Evidence]] = {name: [] for name in ELEMENTS}
    for reason in detection.reasons:
        if reason.evidence is None:
            continue
        if reason.rule in shown:
            shown[reason.rule].append(reason.evidence)
        elif ":deal." in reason.rule and not shown["commitment"]:
            shown["commitment"].append(reason.evidence)
    return tuple(
        Element(name, name not in detection.missing, () if name in detection.missing else tuple(found))
        for name, found in shown.items()
    )


def weighed(detection: Detection) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """(grounds for, grounds against), each from the heaviest; without the things sought, which have their own list."""
    ranked = sorted(detection.reasons, key=lambda reason: -abs(reason.weight))
    signs = [reason for reason in ranked if reason.rule not in _STRUCTURAL and reason.weight]
    return tuple(one for one in signs if one.weight > 0), tuple(one for one in signs if one.weight < 0)


def say_missing(detection: Detection, lang: Language) -> tuple[str, ...]:
    """What a yes would have needed, one sentence each."""
    return tuple(say("missing", name, lang) for name in detection.missing if f"missing.{name}" in REASONS)


def say_aside(set_aside: str, lang: Language) -> str:
    """Why a document was not read at all."""
    kind, _, code = set_aside.partition(":")
    return say("aside", kind, lang, tongue=code)


def say_fields(names: Sequence[str], lang: Language) -> str:
    """The fields of a reading, in words, in one line."""
    return ", ".join(say("field", name, lang) for name in names)


def say_correction(correction: Correction, lang: Language) -> str:
    """What a reviewer decided: "pas d’annonce (appel d’offres sans attribution)", "une annonce (signé)"."""
    decided = say("decision", "yes" if correction.is_announcement else "no", lang)
    if correction.why_not:
        return f"{decided} ({say('why_not', correction.why_not, lang)})"
    return f"{decided} ({say_term('status', correction.status, lang)})" if correction.status else decided


def say_correction_line(correction: Correction, lang: Language) -> str:
    """One correction in one line: when, who, what, why, what the machine said then, and which fields it settles."""
    then = correction.machine.detection
    line = say(
        "explain",
        "corrected",
        lang,
        when=f"{correction.at:%Y-%m-%d %H:%M}",
        by=correction.by,
        decided=say_correction(correction, lang),
        reason=correction.reason,
        machine=say("decision", "yes" if then.is_announcement else "no", lang),
        score=f"{then.score:.2f}",
    )
    settles = say("explain", "settles", lang, fields=say_fields(correction.reviewed, lang))
    return typographic(f"{line} ; {settles}", lang) if lang == "fr" else f"{line}; {settles}"
