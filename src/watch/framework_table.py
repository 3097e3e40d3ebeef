"""What `vigie framework` prints: questions, axes, decision table, verdicts and labels, from the values that judge."""

from collections.abc import Iterable
from dataclasses import asdict

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from watch.model import Axis, Criterion, Framework, Label, Rule, VerdictText
from watch.tables import as_json
from watch.wording.phrases import say_day, say_value
from watch.wording.terms import Language, say
from watch_pipelines.framework_page import conditions

_HEADS = {
    "version": ("Cadre {version}, {day}", "Framework {version}, {day}"),
    "criteria": ("Critères", "Criteria"),
    "question": ("question", "question"),
    "values": ("valeurs", "values"),
    "evidence": ("preuve attendue", "evidence needed"),
    "never": ("jamais déduit de", "never inferred from"),
    "reference": ("référence", "reference"),
    "axes": ("Axes, jamais moyennés", "Axes, never averaged"),
    "codes": ("codes", "codes"),
    "rules": ("Table de décision : la première règle remplie", "Decision table: the first rule that holds"),
    "condition": ("condition", "condition"),
    "otherwise": ("sinon", "otherwise"),
    "verdict": ("verdict", "verdict"),
    "reading": ("lecture", "reading"),
    "meaning": ("sens", "meaning"),
    "verdicts": ("Verdicts, du plus au moins de maîtrise", "Verdicts, from the most control to the least"),
    "prefixes": ("Préfixes : le premier rempli", "Prefixes: the first that holds"),
    "flags": ("Points signalés : chacun de ceux qui sont remplis", "Flags: each that holds"),
}


def framework_json(framework: Framework) -> str:
    """Everything, wordings included, for a script."""
    return as_json(asdict(framework))


def print_framework(out: Console, framework: Framework, lang: Language) -> None:
    """Print the framework as tables in a reader's language; the wordings read are left to `--json` and the docs."""
    head = _head("version", lang).format(version=framework.version, day=say_day(framework.as_of, lang))
    out.print(f"[bold]{escape(head)}[/bold]\n")
    for table in (
        _criteria(framework, lang),
        _axes(framework, lang),
        _rules(framework, lang),
        _verdicts(framework, lang),
        _labels("prefixes", framework, framework.prefixes, lang),
        _labels("flags", framework, framework.flags, lang),
    ):
        out.print(table)


def _head(key: str, lang: Language) -> str:
    return _HEADS[key][lang == "en"]


def _table(title: str, columns: Iterable[str], rows: Iterable[Iterable[str]], lang: Language) -> Table:
    table = Table(title=_head(title, lang), title_justify="left", show_lines=True, expand=True)
    for place, column in enumerate(columns):
        table.add_column(_head(column, lang) if column else "", no_wrap=place == 0)
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    return table


def _criteria(framework: Framework, lang: Language) -> Table:
    columns = ("", "question", "values", "evidence", "never", "reference")
    return _table("criteria", columns, (_criterion(one, framework, lang) for one in framework.criteria), lang)


def _criterion(criterion: Criterion, framework: Framework, lang: Language) -> tuple[str, ...]:
    english = lang == "en"
    values = ", ".join(say_value(criterion.id, value, framework, lang) for value in criterion.values)
    return (
        criterion.code,
        criterion.question_en if english else criterion.question_fr,
        values,
        criterion.evidence if english else criterion.evidence_fr,
        criterion.never_from if english else criterion.never_from_fr,
        criterion.reference or "–",
    )


def _axes(framework: Framework, lang: Language) -> Table:
    rows = (_axis(axis, lang) for axis in framework.axes if axis.letter is not None)
    return _table("axes", ("", "question", "codes"), rows, lang)


def _axis(axis: Axis, lang: Language) -> tuple[str, ...]:
    english = lang == "en"
    codes = "\n".join(f"{code.code}: {code.meaning_en if english else code.meaning_fr}" for code in axis.codes)
    question = axis.question_en if english else axis.question_fr
    return f"{axis.letter} {say('axis', axis.letter, lang)}", question, codes


def _rules(framework: Framework, lang: Language) -> Table:
    rows = (_rule(rule, framework, lang) for rule in framework.rules)
    return _table("rules", ("", "condition", "verdict"), rows, lang)


def _rule(rule: Rule, framework: Framework, lang: Language) -> tuple[str, ...]:
    english = lang == "en"
    text = next(one for one in framework.verdicts if one.slug == rule.verdict)
    qualifier = rule.qualifier_en if english else rule.qualifier_fr
    verdict = text.display_en if english else text.display_fr
    asked = conditions(framework, rule.when, lang) or _head("otherwise", lang)
    return rule.id, asked, f"{verdict} ({qualifier})" if qualifier else verdict


def _verdicts(framework: Framework, lang: Language) -> Table:
    rows = (_verdict(text, lang) for text in framework.verdicts)
    return _table("verdicts", ("verdict", "reading", "meaning"), rows, lang)


def _verdict(text: VerdictText, lang: Language) -> tuple[str, ...]:
    reading = say("reading", text.reading or "none", lang)
    if lang == "en":
        return text.display_en, reading, text.meaning_en
    return text.display_fr, reading, text.meaning_fr


def _labels(title: str, framework: Framework, labels: Iterable[Label], lang: Language) -> Table:
    rows = (
        (label.display_en if lang == "en" else label.display_fr, conditions(framework, label.when, lang))
        for label in labels
    )
    return _table(title, ("", "condition"), rows, lang)
