"""The framework as a page: what readers can check, generated from the very values that the code applies."""

from collections.abc import Iterator

from watch.model import Condition, Criterion, Framework, Label, Rule

_AXES = {
    "exposure": "J",
    "basis": "basis",
    "dependence": "D",
    "sensitivity": "S",
    "claim": "claim",
    "unproven": "unproven (J2, or J? unless nothing binds and no service runs)",
}


_LEAD = (
    "Version {version}, {day}. Four axes that are never averaged: legal exposure J, dependence D, transparency T, "
    "sensitivity S; beside them the strength of the claim. The first rule of the table whose conditions all hold gives "
    "the verdict."
)


def framework_page(framework: Framework) -> str:
    """The whole framework in Markdown: criteria, decision table, verdicts, prefixes, flags, and the wordings read."""
    blocks = [
        "# The sovereignty framework",
        "<!-- Generated from config/framework.yml by watch_pipelines.framework_page; edit the YAML, not this page. -->",
        _LEAD.format(version=framework.version, day=framework.as_of.isoformat()),
        "## Criteria",
        *(_criterion(criterion) for criterion in framework.criteria),
        "## Decision table",
        _table(
            ("Rule", "Condition", "Verdict", "Confidence from"), (_rule(framework, rule) for rule in framework.rules)
        ),
        "## Verdicts",
        _table(
            ("Slug", "Français", "English", "Reading"),
            ((v.slug, v.display_fr, v.display_en, v.reading or "none") for v in framework.verdicts),
        ),
        "## Prefixes",
        "The first that holds; a prefix never changes the rule.",
        _table(("Prefix", "English", "Condition"), (_label(label) for label in framework.prefixes)),
        "## Flags",
        "Each that holds. Legality is not scored.",
        _table(("Flag", "English", "Condition"), (_label(label) for label in framework.flags)),
        "## Shared wordings",
        "Who speaks, in which mood; regular expressions on folded text (lower case, no accents).",
        *(f"**{sign.value}**\n\n" + _patterns(sign.any_of) for sign in framework.wordings),
    ]
    return "\n\n".join(blocks) + "\n"


def _criterion(criterion: Criterion) -> str:
    lines = [
        f"### {criterion.code} `{criterion.id}`",
        f"*{criterion.question_fr}*",
        criterion.question_en,
        f"- Values: {', '.join(f'`{value}`' for value in criterion.values)}; otherwise not documented\n"
        f"- Evidence: {criterion.evidence}\n"
        f"- Never inferred from: {criterion.never_from}"
        + (f"\n- Reference: {criterion.reference}" if criterion.reference else ""),
        *_signs(criterion),
    ]
    return "\n\n".join(lines)


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
    return rule.id, _conditions(rule.when) or "otherwise", shown, ", ".join(rule.confidence_from) or "none shown"


def _label(label: Label) -> tuple[str, ...]:
    return label.display_fr, label.display_en, _conditions(label.when)


def _conditions(conditions: tuple[Condition, ...]) -> str:
    return " and ".join(f"{_AXES.get(one.axis, one.axis)} = {' or '.join(one.any_of)}" for one in conditions)


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)
