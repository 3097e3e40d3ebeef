"""The framework as a page: what readers can check, generated from the very values that the code applies."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from watch.config import load_config
from watch.model import Axis, Condition, Criterion, Framework, Label, Rule
from watch.wording.terms import Language, say

_PAGE = Path("docs/framework.md")
_LEAD = (
    "Version {version}, {day}. Four axes that are never averaged: legal exposure J, dependence D, transparency T, "
    "sensitivity S; beside them the strength of the claim. The first rule of the table whose conditions all hold gives "
    "the verdict. `vigie framework` prints the same; `--lang fr` in French, `--json` with every wording."
)
_ORDER = "From the most control to the least: this order says which way a change of verdict goes."


def framework_page(framework: Framework) -> str:
    """The whole framework in Markdown: axes, criteria, decision table, verdicts, prefixes, flags, wordings read."""
    letters = [axis for axis in framework.axes if axis.letter]
    others = [axis for axis in framework.axes if not axis.letter]
    blocks = [
        "# The sovereignty framework",
        "<!-- Generated from config/framework.yml by `make docs`; edit the YAML, not this page. -->",
        _LEAD.format(version=framework.version, day=framework.as_of.isoformat()),
        "## Axes",
        *(_axis(axis) for axis in letters),
        "## Criteria",
        *(_criterion(criterion) for criterion in framework.criteria),
        "## Decision table",
        _table(("Rule", "Condition", "Verdict", "Confidence from"), (_rule(framework, r) for r in framework.rules)),
        "Beside the axes, conditions read:",
        _table(("Name", "Question", "Values"), (_circumstance(axis) for axis in others)),
        "## Verdicts",
        _ORDER,
        _table(
            ("Slug", "Français", "English", "Reading", "Meaning"),
            ((v.slug, v.display_fr, v.display_en, v.reading or "none", v.meaning_en) for v in framework.verdicts),
        ),
        "## Prefixes",
        "The first that holds; a prefix never changes the rule.",
        _table(("Prefix", "English", "Condition"), (_label(framework, label) for label in framework.prefixes)),
        "## Flags",
        "Each that holds. Legality is not scored.",
        _table(("Flag", "English", "Condition"), (_label(framework, label) for label in framework.flags)),
        "## Shared wordings",
        "Who speaks, in which mood; regular expressions on folded text (lower case, no accents).",
        *(f"**{sign.value}**\n\n" + _patterns(sign.any_of) for sign in framework.wordings),
    ]
    return "\n\n".join(blocks) + "\n"


def conditions(framework: Framework, when: Iterable[Condition], lang: Language = "en") -> str:
    """Conditions as one line: axes by their letter, circumstances by their name."""
    letters = {axis.id: axis.letter or axis.id for axis in framework.axes}
    both, either = (" and ", " or ") if lang == "en" else (" et ", " ou ")
    return both.join(f"{letters.get(one.axis, one.axis)} = {either.join(one.any_of)}" for one in when)


def _axis(axis: Axis) -> str:
    name = say("axis", axis.letter, "en")
    codes = _table(("Code", "Meaning", "Sens"), ((code.code, code.meaning_en, code.meaning_fr) for code in axis.codes))
    return f"### {axis.letter}: {name}\n\n*{axis.question_fr}* {axis.question_en}\n\n{codes}"


def _circumstance(axis: Axis) -> tuple[str, ...]:
    return axis.id, axis.question_en, "; ".join(f"`{code.code}` {code.meaning_en}" for code in axis.codes)


def _criterion(criterion: Criterion) -> str:
    facts = [
        f"- Values: {', '.join(f'`{value}`' for value in criterion.values)}; otherwise not documented",
        f"- Evidence: {criterion.evidence}",
        f"- Never inferred from: {criterion.never_from}",
        f"- Held by: {criterion.held_by_en}",
    ]
    if criterion.stale_after_months is not None:
        facts.append(f"- Counts one tier less after {criterion.stale_after_months} months")
    if criterion.reference:
        facts.append(f"- Reference: {criterion.reference}")
    lines = [
        f"### {criterion.code} `{criterion.id}`",
        f"*{criterion.question_fr}*",
        criterion.question_en,
        "\n".join(facts),
    ]
    return "\n\n".join([*lines, *_signs(criterion)])


def _signs(criterion: Criterion) -> Iterator[str]:
    for sign in criterion.signs:
        needs = f"\n\nif the sentence also says\n\n{_patterns(sign.only_if)}" if sign.only_if else ""
        unless = f"\n\nunless the sentence also says\n\n{_patterns(sign.unless)}" if sign.unless else ""
        yield f"Read as `{sign.value}`:\n\n{_patterns(sign.any_of)}{needs}{unless}"


def _patterns(expressions: tuple[str, ...]) -> str:
    return "```text\n" + "\n".join(expressions) + "\n```"


def _rule(framework: Framework, rule: Rule) -> tuple[str, ...]:
    verdict = next(one for one in framework.verdicts if one.slug == rule.verdict)
    shown = verdict.display_fr + (f" ({rule.qualifier_fr})" if rule.qualifier_fr else "")
    weakest = ", ".join(rule.confidence_from) or "none shown"
    caps = [f"at most {cap.tier}" + (f" if {conditions(framework, cap.when)}" if cap.when else "") for cap in rule.caps]
    return rule.id, conditions(framework, rule.when) or "otherwise", shown, "; ".join([weakest, *caps])


def _label(framework: Framework, label: Label) -> tuple[str, ...]:
    return label.display_fr, label.display_en, conditions(framework, label.when)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    _PAGE.write_text(framework_page(load_config().framework), encoding="utf-8")
