import re
from importlib.resources import files

import pytest
import yaml

from watch.config import defaults_directory
from watch.model import Change, HostingKind, HostingScope, Instrument, Role, Sector, Status, WhyNot
from watch.web.words import WORDS
from watch.wording.phrases import say_value
from watch.wording.reason_terms import REASONS
from watch.wording.terms import TERMS, known
from watch_pipelines.templates.texts import TEXTS
from web_samples import a_framework

TEMPLATES = [*files("watch.web").joinpath("templates").iterdir()]


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("role", Role),
        ("status", Status),
        ("instrument", Instrument),
        ("sector", Sector),
        ("hosting", HostingKind),
        ("scope", HostingScope),
        ("change", Change),
    ],
)
def test_every_code_of_the_model_has_words(kind: str, codes: list[str]) -> None:
    """A value added to the model must be named in both languages."""
    assert [code for code in codes if not known(kind, code)] == []


def test_every_reason_of_a_reviewer_has_words() -> None:
    """What a document is instead of an announcement is said in both languages."""
    assert [code for code in WhyNot if f"why_not.{code}" not in REASONS] == []


def test_every_value_of_the_framework_has_words() -> None:
    """Each criterion has a short name, and each of its values is said otherwise than by its code."""
    for criterion in yaml.safe_load((defaults_directory() / "framework.yml").read_text("utf-8"))["criteria"]:
        code, values = criterion["code"], criterion["values"]
        assert known("criterion", code), code
        for value in values:
            said = say_value(code, value, a_framework(), "fr")
            assert known("value", f"{code}.{value}") or said != value, (code, value)


def test_every_axis_of_a_rule_has_words() -> None:
    """A condition of the decision table is never shown by its key in code."""
    for rule in yaml.safe_load((defaults_directory() / "framework.yml").read_text("utf-8"))["rules"]:
        for condition in rule["when"]:
            assert f"axis_key.{condition['axis']}" in WORDS, condition


@pytest.mark.parametrize("table", [TERMS, WORDS, TEXTS, REASONS], ids=["terms", "pages", "mails", "reasons"])
def test_both_languages_ask_for_the_same_values(table: dict[str, tuple[str, str]]) -> None:
    """French and English of one sentence hold the same placeholders, plural marks aside, and neither is empty."""
    for key, (french, english) in table.items():
        holes = [set(re.findall(r"\{(\w+)\}", text)) - {"s"} for text in (french, english)]
        assert holes[0] == holes[1], key
        assert french.strip(), key
        assert english.strip(), key


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_word_a_template_asks_for_exists(template: object) -> None:
    """A word that a template names stands in the tables."""
    text = template.read_text("utf-8")  # type: ignore[attr-defined]
    for name in re.findall(r'\bt\("([\w.]+)"[,)]', text):
        assert name in WORDS, name
    for name in re.findall(r'\bw\("(\w+)"\)', text):
        assert f"word.{name}" in TERMS, name


def test_no_word_is_left_unused() -> None:
    """Each sentence for pages is used by a template or built by code."""
    used = "".join(path.read_text("utf-8") for path in TEMPLATES)
    built = (
        *("error.", "state.", "axis_key.", "nav_", "order.", "reading.", "facet.", "figure."),
        *("event.", "kind.", "act.", "fact.", "follows."),
    )
    unused = [key for key in WORDS if f'"{key}"' not in used and not key.startswith(built)]
    assert unused == []
