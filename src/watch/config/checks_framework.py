"""What makes a framework unusable: a rule that can never match, a verdict without a text, a wording that cannot work.

Rules are boxes: a condition allows some codes of one axis, a rule is the product of its conditions. What earlier rules
leave of a box is computed by subtraction, so that "never matches" is proven and not guessed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from watch.model import READINGS, Condition, Criterion, Framework, Sign

MUTE_AXIS = "transparency"
"""T is counted and shown; it never changes a verdict (framework 6.4)."""
_ON_AXES = frozenset({"exposure", "dependence"})
"""Names in `confidence_from` that stand for the criteria an axis used."""
_TEXTS = ("question_fr", "question_en", "evidence", "evidence_fr", "never_from", "never_from_fr")
_HOLDERS = ("held_by_fr", "held_by_en")

Box = Mapping[str, frozenset[str]]
"""For each axis the codes allowed; an axis that is not named allows all of its codes."""


def check_framework(framework: Framework) -> Iterator[str]:
    """Yield one sentence for each mistake: key, what is wrong, what to do."""
    yield from _twice(framework)
    for criterion in framework.criteria:
        yield from _criterion(criterion)
    for sign in framework.wordings:
        yield from (f"wordings.{sign.value}: {said}" for said in _sign(sign))
    codes = domain(framework)
    yield from _conditions_known(framework, codes)
    yield from _rules(framework, codes)
    yield from _verdicts(framework)


def domain(framework: Framework) -> dict[str, frozenset[str]]:
    """Every code of every axis that a condition may name; the axis "rule" has the ids of the rules."""
    axes = {axis.id: frozenset(code.code for code in axis.codes) for axis in framework.axes}
    return axes | {"rule": frozenset(rule.id for rule in framework.rules)}


def _twice(framework: Framework) -> Iterator[str]:
    for name, ids in (
        ("criteria", [c.id for c in framework.criteria]),
        ("criteria", [c.code for c in framework.criteria]),
        ("axes", [a.id for a in framework.axes]),
        ("rules", [r.id for r in framework.rules]),
        ("verdicts", [v.slug for v in framework.verdicts]),
        ("prefixes and flags", [one.id for one in (*framework.prefixes, *framework.flags)]),
    ):
        for one, count in sorted(Counter(ids).items()):
            if count > 1:
                yield f"{name}: {one!r} is given twice; each must be unique"


def _criterion(criterion: Criterion) -> Iterator[str]:
    where = f"criteria.{criterion.id}"
    if not re.fullmatch(r"[a-z_]+\.[a-z_]+", criterion.id):
        yield f"{where}.id: is not theme.name; name it after its function criteria/<theme>.py:<name>"
    for name in (*_TEXTS, *_HOLDERS):
        if not getattr(criterion, name).strip():
            yield f"{where}.{name}: is empty; write it, readers are shown it"
    if not criterion.values:
        yield f"{where}.values: is empty; list the values that its function can give"
    for sign in criterion.signs:
        yield from (f"{where}.signs.{sign.value}: {said}" for said in _sign(sign))


def _sign(sign: Sign) -> Iterator[str]:
    if not sign.any_of:
        yield "any_of is empty, so it can never be met; add a wording or remove the sign"
    for expression in (*sign.any_of, *sign.unless, *sign.only_if):
        try:
            re.compile(expression.replace("{body}", "x").replace("{supplier}", "x"))
        except re.error as error:
            yield f"{expression!r} does not compile ({error}); correct the expression"


def _conditions_known(framework: Framework, codes: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Conditions on an axis or a code that does not exist hold for no deal."""
    owners: list[tuple[str, tuple[Condition, ...]]] = [(f"rules.{r.id}", r.when) for r in framework.rules]
    owners += [(f"rules.{r.id}.caps", cap.when) for r in framework.rules for cap in r.caps]
    owners += [(f"prefixes.{one.id}", one.when) for one in framework.prefixes]
    owners += [(f"flags.{one.id}", one.when) for one in framework.flags]
    for where, conditions in owners:
        for condition in conditions:
            if condition.axis not in codes:
                yield f"{where}.when: {condition.axis!r} is no axis; one of: {', '.join(sorted(codes))}"
                continue
            if not condition.any_of:
                yield f"{where}.when.{condition.axis}: any_of is empty, so it can never match; name a code"
            for code in condition.any_of:
                if code not in codes[condition.axis]:
                    known = ", ".join(sorted(codes[condition.axis]))
                    yield f"{where}.when.{condition.axis}: {code!r} is no code of it and can never match; use {known}"


def _rules(framework: Framework, codes: Mapping[str, frozenset[str]]) -> Iterator[str]:
    slugs = {verdict.slug for verdict in framework.verdicts}
    sources = _ON_AXES | {criterion.id for criterion in framework.criteria}
    earlier: list[Box] = []
    for rule in framework.rules:
        if rule.verdict not in slugs:
            yield f"rules.{rule.id}.verdict: {rule.verdict!r} is not among the verdicts; add its text or correct it"
        if any(condition.axis in {MUTE_AXIS, "rule"} for condition in rule.when):
            yield f"rules.{rule.id}.when: {MUTE_AXIS} and rule never decide a verdict; remove the condition"
        for name in rule.confidence_from:
            if name not in sources:
                yield f"rules.{rule.id}.confidence_from: {name!r} is neither a criterion nor an axis; correct it"
        box = _box(rule.when, codes)
        if not left_of([box], earlier, codes):
            yield f"rules.{rule.id}: can never match, earlier rules take all its cases; move it up or remove it"
        earlier.append(box)
    open_cases = left_of([{}], earlier, codes)
    if framework.rules and open_cases:
        case = ", ".join(f"{axis}={min(allowed)}" for axis, allowed in sorted(open_cases[0].items()) if allowed)
        yield f"rules: no rule for {case}; end the table with a rule without conditions"


def _box(conditions: Sequence[Condition], codes: Mapping[str, frozenset[str]]) -> Box:
    box: dict[str, frozenset[str]] = {}
    for condition in conditions:
        allowed = frozenset(condition.any_of)
        box[condition.axis] = box.get(condition.axis, codes.get(condition.axis, allowed)) & allowed
    return box


def left_of(boxes: Iterable[Box], taken: Iterable[Box], codes: Mapping[str, frozenset[str]]) -> list[Box]:
    """What remains of *boxes* once *taken* ones are subtracted; an empty list when nothing does."""
    left = [box for box in boxes if all(box.values())]
    for other in taken:
        left = list(chain.from_iterable(_minus(box, other, codes) for box in left))
    return left


def _minus(box: Box, other: Box, codes: Mapping[str, frozenset[str]]) -> list[Box]:
    """*box* without *other*, as disjoint boxes: one for each axis along which they differ."""
    pieces: list[Box] = []
    inside = dict(box)
    for axis, allowed in other.items():
        mine = inside.get(axis, codes.get(axis, allowed))
        if not mine & allowed:
            return [box]
        if mine - allowed:
            pieces.append({**inside, axis: mine - allowed})
        inside[axis] = mine & allowed
    return pieces


def _verdicts(framework: Framework) -> Iterator[str]:
    given = {rule.verdict for rule in framework.rules}
    for verdict in framework.verdicts:
        where = f"verdicts.{verdict.slug}"
        for name in ("display_fr", "display_en", "meaning_fr", "meaning_en"):
            if not getattr(verdict, name).strip():
                yield f"{where}.{name}: is empty; write the text that readers are shown"
        if verdict.reading is not None and verdict.reading not in READINGS:
            yield f"{where}.reading: {verdict.reading!r} is none of {', '.join(sorted(READINGS))}; use one or null"
        if verdict.slug not in given:
            yield f"{where}: no rule gives it; add the rule or remove the text"
    for label in (*framework.prefixes, *framework.flags):
        if not (label.display_fr.strip() and label.display_en.strip()):
            yield f"prefixes and flags.{label.id}: display_fr or display_en is empty; write what readers are shown"
