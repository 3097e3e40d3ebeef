"""A framework or a register that cannot work is refused at start: file, key and remedy, all mistakes at once."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from watch.config import Config, copy_defaults, load_config
from watch.config.checks_framework import check_framework, domain, left_of
from watch.config.checks_register import check_register
from watch.errors import ConfigError, FrameworkError
from watch.model import Axis, Code, Condition, Control, Criterion, Framework, Label, Register, Rule, Sign, VerdictText
from watch_pipelines.assess import bind

TODAY = date(2026, 11, 22)


def _said(framework: Framework) -> str:
    return "\n".join(check_framework(framework))


def _rule(framework: Framework, rule_id: str, **changes: object) -> Framework:
    rules = tuple(replace(r, **changes) if r.id == rule_id else r for r in framework.rules)  # type: ignore[arg-type]
    return replace(framework, rules=rules)


def _criterion(framework: Framework, **changes: object) -> Framework:
    changed: Criterion = replace(framework.criteria[0], **changes)  # type: ignore[arg-type]
    return replace(framework, criteria=(changed, *framework.criteria[1:]))


def _verdict(framework: Framework, **changes: object) -> Framework:
    changed: VerdictText = replace(framework.verdicts[0], **changes)  # type: ignore[arg-type]
    return replace(framework, verdicts=(changed, *framework.verdicts[1:]))


def _when(*conditions: tuple[str, str]) -> tuple[Condition, ...]:
    return tuple(Condition(axis, tuple(codes.split("|"))) for axis, codes in conditions)


BROKEN: dict[str, tuple[Callable[[Framework], Framework], str]] = {
    "a rule behind a wider one": (
        lambda f: _rule(f, "R5", when=_when(("exposure", "J3"), ("claim", "2"))),
        "rules.R5: can never match, earlier rules take all its cases",
    ),
    "a rule that two earlier ones share out": (
        lambda f: _rule(f, "R8", when=_when(("exposure", "J1|J3"), ("dependence", "D3"))),
        "rules.R8: can never match",
    ),
    "a rule after the one without conditions": (
        lambda f: replace(f, rules=(*f.rules, Rule("R11", "undetermined", (), ()))),
        "rules.R11: can never match",
    ),
    "a code that no axis has": (
        lambda f: _rule(f, "R1", when=_when(("exposure", "J4"))),
        "rules.R1.when.exposure: 'J4' is no code of it and can never match; use J0, J1, J2, J3, J?, n/a",
    ),
    "an axis that does not exist": (
        lambda f: _rule(f, "R1", when=_when(("weather", "fine"))),
        "rules.R1.when: 'weather' is no axis; one of: basis, ",
    ),
    "a rule that reads transparency": (
        lambda f: _rule(f, "R4", when=_when(("transparency", "T3"))),
        "rules.R4.when: transparency and rule never decide a verdict",
    ),
    "a table with a hole": (
        lambda f: replace(f, rules=f.rules[:-1]),
        "rules: no rule for ",
    ),
    "a rule without a verdict's text": (
        lambda f: _rule(f, "R2", verdict="bliss"),
        "rules.R2.verdict: 'bliss' is not among the verdicts; add its text",
    ),
    "a verdict without a French text": (
        lambda f: _verdict(f, display_fr=" "),
        "verdicts.substantiated_sovereignty.display_fr: is empty",
    ),
    "a verdict without a meaning": (
        lambda f: _verdict(f, meaning_en=""),
        "verdicts.substantiated_sovereignty.meaning_en: is empty",
    ),
    "a reading that nobody knows": (lambda f: _verdict(f, reading="joy"), "reading: 'joy' is none of dependence, "),
    "a verdict that no rule gives": (
        lambda f: replace(f, verdicts=(*f.verdicts, replace(f.verdicts[0], slug="spare"))),
        "verdicts.spare: no rule gives it",
    ),
    "a confidence from nowhere": (
        lambda f: _rule(f, "R2", confidence_from=("hosting.weather",)),
        "rules.R2.confidence_from: 'hosting.weather' is neither a criterion nor an axis",
    ),
    "a criterion without a French question": (
        lambda f: _criterion(f, question_fr=""),
        "criteria.parties.public_party.question_fr: is empty",
    ),
    "a criterion whose evidence nobody holds": (
        lambda f: _criterion(f, held_by_fr=""),
        "criteria.parties.public_party.held_by_fr: is empty",
    ),
    "a criterion without values": (
        lambda f: _criterion(f, values=()),
        "criteria.parties.public_party.values: is empty",
    ),
    "a criterion that no function can answer": (
        lambda f: _criterion(f, id="parties"),
        "criteria.parties.id: is not theme.name",
    ),
    "a wording that does not compile": (
        lambda f: _criterion(f, signs=(Sign("organic", ("(",)),)),
        "criteria.parties.public_party.signs.organic: '(' does not compile",
    ),
    "a flag on an axis that does not exist": (
        lambda f: replace(f, flags=(Label("x", "x", "x", _when(("weather", "fine"))),)),
        "flags.x.when: 'weather' is no axis",
    ),
    "a flag without a text": (
        lambda f: replace(f, flags=(Label("x", "x", "", ()),)),
        "prefixes and flags.x: display_fr or display_en is empty",
    ),
    "one id for two rules": (lambda f: replace(f, rules=(f.rules[0], *f.rules)), "rules: 'R0' is given twice"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_framework_that_cannot_work_is_refused(name: str, config: Config) -> None:
    """Each way to break the framework is one sentence with its key and its remedy."""
    breaks, said = BROKEN[name]
    assert said in _said(breaks(config.framework))


def test_the_shipped_framework_and_register_are_sound(config: Config) -> None:
    """What ships has no mistake of any of these kinds."""
    assert _said(config.framework) == ""
    assert list(check_register(config.register, TODAY)) == []


def test_all_mistakes_of_the_framework_come_at_once(tmp_path: Path) -> None:
    """Loading names the file and every mistake: a verdict without rule, a rule without verdict, an empty text."""
    copy_defaults(tmp_path)
    path = tmp_path / "framework.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["rules"][3]["verdict"] = "bliss"
    content["verdicts"][0]["display_en"] = ""
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    assert [line.startswith(str(path)) for line in str(caught.value).splitlines()] == [True] * 3


def test_a_criterion_without_a_function_is_refused(config: Config) -> None:
    """Every criterion whose function is missing is named together with the place to write it."""
    bind(config.framework)
    orphans = [replace(config.framework.criteria[0], id=name) for name in ("hosting.weather", "weather.forecast")]
    with pytest.raises(FrameworkError) as caught:
        bind(replace(config.framework, criteria=(*config.framework.criteria, *orphans)))
    assert "hosting.weather: no function weather in criteria/hosting.py" in str(caught.value)
    assert "weather.forecast: no function forecast in criteria/weather.py" in str(caught.value)


AXES = {"one": ("a", "b", "c"), "two": ("d", "e"), "three": ("f", "g")}
BOXES = st.dictionaries(st.sampled_from(sorted(AXES)), st.integers(1, 7), max_size=3).map(
    lambda chosen: {
        axis: frozenset(code for place, code in enumerate(AXES[axis]) if bits & (1 << place))
        for axis, bits in chosen.items()
    }
)


def _inside(case: dict[str, str], box: dict[str, frozenset[str]]) -> bool:
    return all(case[axis] in allowed for axis, allowed in box.items())


@given(BOXES, st.lists(BOXES, max_size=4))
def test_subtraction_of_boxes_is_exact(box: dict[str, frozenset[str]], taken: list[dict[str, frozenset[str]]]) -> None:
    """What is left holds exactly the cases of the box that none of the taken ones holds, each once."""
    codes = {axis: frozenset(values) for axis, values in AXES.items()}
    left = left_of([box], taken, codes)
    for values in itertools.product(*AXES.values()):
        case = dict(zip(AXES, values, strict=True))
        wanted = _inside(case, box) and not any(_inside(case, other) for other in taken)
        assert sum(_inside(case, dict(one)) for one in left) == int(wanted)


def test_an_axis_has_the_codes_that_the_framework_lists(config: Config) -> None:
    """The domain of conditions is what the axes list, and the ids of the rules."""
    axis = Axis("mood", None, "?", "?", (Code("fine", "bien", "fine"),))
    codes = domain(replace(config.framework, axes=(axis,)))
    assert codes["mood"] == {"fine"}
    assert "R10" in codes["rule"]


def _register(register: Register, actor_id: str, **changes: object) -> Register:
    changed = replace(register.actors[actor_id], **changes)  # type: ignore[arg-type]
    return replace(register, actors={**register.actors, actor_id: changed})


def _circle(register: Register) -> Register:
    return _register(_register(register, "mistral-ai", parent="lighton"), "lighton", parent="mistral-ai")


_FUTURE = Control("FR", "founders", None, "https://source.example/", "2027-03", "high")
_UNSOURCED = Control("FR", "founders", None, None, "2026-03", "high")

CONTRADICTORY: dict[str, tuple[Callable[[Register], Register], str]] = {
    "a circle of parents": (_circle, "lighton.parent: lighton → mistral-ai → lighton is a circle"),
    "its own parent": (
        lambda r: _register(r, "lighton", parent="lighton"),
        "lighton.parent: lighton → lighton is a circle",
    ),
    "a circle of licences": (
        lambda r: _register(r, "aws", technology_from=("aws",)),
        "aws.technology_from: aws → aws is a circle",
    ),
    "a parent that nobody knows": (
        lambda r: _register(r, "lighton", parent="nobody"),
        "lighton.parent: 'nobody' is not an actor of this file; add the actor or correct the id",
    ),
    "a fact of the future": (
        lambda r: _register(r, "lighton", ultimate_control=_FUTURE),
        "lighton.ultimate_control: 'founders' has as_of 2027-03, which is after today",
    ),
    "a fact from nowhere": (
        lambda r: _register(r, "lighton", ultimate_control=_UNSOURCED),
        "lighton.ultimate_control: 'founders' has no source_url",
    ),
    "a number that no company has": (
        lambda r: _register(r, "lighton", siren="732829321"),
        "lighton.siren: '732829321' is no SIREN",
    ),
    "a number that is too short": (
        lambda r: _register(r, "lighton", siren="73282932"),
        "lighton.siren: '73282932' is no SIREN",
    ),
    "one number for two actors": (
        lambda r: _register(_register(r, "lighton", siren="732829320"), "mistral-ai", siren="732829320"),
        "siren: '732829320' is the number of",
    ),
    "one name for two actors": (
        lambda r: _register(r, "lighton", aliases=("Mistral  AI",)),
        "lighton.aliases: 'Mistral  AI' is a name of lighton and mistral-ai",
    ),
}


@pytest.mark.parametrize("name", CONTRADICTORY)
def test_a_register_that_contradicts_itself_is_refused(name: str, config: Config) -> None:
    """Each contradiction names the actor, the key and the remedy."""
    breaks, said = CONTRADICTORY[name]
    assert said in "\n".join(check_register(breaks(config.register), TODAY))
