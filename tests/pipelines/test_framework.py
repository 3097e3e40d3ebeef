"""The framework as data: complete, bound to its functions, printable, and consistent with the table it must be."""

import inspect
import itertools
import re
from pathlib import Path
from types import ModuleType

import pytest

from watch.config import Config
from watch.errors import FrameworkError
from watch.model import Finding, Scope, Tier
from watch_pipelines import criteria, verdicts
from watch_pipelines.assess import function_of
from watch_pipelines.casework.case import Case, Grounds, finding
from watch_pipelines.framework_page import framework_page
from watch_pipelines.verdicts import Circumstances, judge

DOCS = Path(__file__).parents[2] / "docs" / "framework.md"
THEMES = sorted(path.stem for path in Path(criteria.__file__).parent.glob("[a-z]*.py"))

CALM = Circumstances(
    committed=True,
    ended=False,
    service_runs=False,
    pilot=False,
    home="EU/EEA",
    presence=False,
    end_announced=False,
    minors=False,
    special_data=False,
    state_bound=False,
)


def _theme(name: str) -> ModuleType:
    return __import__(f"{criteria.__name__}.{name}", fromlist=["*"])


def _functions() -> set[str]:
    """Every public function that a theme defines and that takes a case."""
    return {
        f"{theme}.{name}"
        for theme in THEMES
        for name, function in inspect.getmembers(_theme(theme), inspect.isfunction)
        if not name.startswith("_") and function.__module__ == f"{criteria.__name__}.{theme}"
        if [p.annotation for p in inspect.signature(function).parameters.values()] == [Case]
        and inspect.signature(function).return_annotation is Finding
    }


def _grounds(config: Config, **values: str) -> Grounds:
    """Grounds on which every criterion is silent, save the given ones (theme__name=value), at tier B."""
    by_id = {c.id: finding(c.id, None) for c in config.framework.criteria}
    for name, value in values.items():
        criterion = name.replace("__", ".")
        by_id[criterion] = finding(criterion, value, tier=Tier.B, scope=Scope.CONTRACT)
    return Grounds(by_id)


def test_each_criterion_has_its_function_and_each_function_its_criterion(config: Config) -> None:
    """The ids of framework.yml are the functions of criteria/<theme>.py, in both directions."""
    assert {criterion.id for criterion in config.framework.criteria} == _functions()


def test_codes_are_c1_to_c17(config: Config) -> None:
    """The seventeen criteria of the founding article are there, each once."""
    assert sorted(c.code for c in config.framework.criteria) == sorted(f"C{n}" for n in range(1, 18))


def test_missing_function_is_named(config: Config) -> None:
    """A criterion without a function is an error that says where to write it."""
    assert config.framework.criteria
    with pytest.raises(FrameworkError, match=r"hosting\.weather: no function weather in criteria/hosting\.py"):
        function_of("hosting.weather")


def test_every_wording_compiles_on_folded_text(config: Config) -> None:
    """No sign looks for an accent, a capital or a curly apostrophe: folded text has none."""
    signs = [s for c in config.framework.criteria for s in c.signs] + list(config.framework.wordings)
    for sign in signs:
        for expression in (*sign.any_of, *sign.unless, *sign.only_if):
            plain = expression.replace("{body}", "x").replace("{supplier}", "y")
            re.compile(plain)
            literal = re.sub(r"\\[A-Za-z]", "", plain)
            assert literal == literal.lower(), (sign.value, expression)
            assert not re.search("[àâçéèêëîïôùûü’]", literal), (sign.value, expression)


def test_signs_speak_for_values_of_their_criterion(config: Config) -> None:
    """A sign gives a value that the criterion publishes, or one of the intermediate grades that its function reads."""
    graded = {"claims.sovereignty": {"strong", "generic"}, "dependence.substitutes": {"transitional"}}
    graded["deal.terms"] = {"amount", "duration"}
    graded["transparency.use_cases"] = {"task"}
    for criterion in config.framework.criteria:
        allowed = set(criterion.values) | graded.get(criterion.id, set())
        assert {sign.value for sign in criterion.signs} <= allowed, criterion.id


def test_rules_refer_to_what_exists(config: Config) -> None:
    """Verdicts, criteria and axes that rules and labels name exist, and the last rule takes whatever is left."""
    framework = config.framework
    slugs = {verdict.slug for verdict in framework.verdicts}
    state = judge(_grounds(config), CALM, framework, config.legal).state
    axes = {"exposure", "dependence"}
    for rule in framework.rules:
        assert rule.verdict in slugs
        assert {c.axis for c in rule.when} <= set(state)
        assert set(rule.confidence_from) <= axes | {c.id for c in framework.criteria}
    assert not framework.rules[-1].when
    for label in (*framework.prefixes, *framework.flags):
        assert {c.axis for c in label.when} <= set(state), label.id


def _expected(code: str, basis: str, dependence: str, sensitivity: int, claim: int) -> str:
    """Section 6.7 of the framework as plain conditionals, for a binding deal in scope: the oracle of the table."""
    if code == "J3":
        return "R1" if sensitivity >= 4 else "R2"
    if dependence == "D3":
        return "R3"
    if code == "J0":
        return "R4" if dependence in {"D0", "D1"} else "R5"
    if code == "J1" and basis == "declared":
        return "R6"
    if claim >= 2 and code in {"J2", "J?"}:
        return "R7"
    return {"J2": "R8", "J1": "R9"}.get(code, "R10")


def test_table_is_the_framework_s_table(config: Config) -> None:
    """For every combination of axes the first matching rule is the one that the text of the framework gives."""
    bases = {
        "J0": ("a",),
        "J1": ("declared", "presumed"),
        "J2": ("b",),
        "J3": ("a",),
        "J?": ("none",),
        "n/a": ("none",),
    }
    tried = 0
    for code, dependence, sensitivity, claim in itertools.product(
        bases, ("D0", "D1", "D2", "D3", "D?"), range(6), range(4)
    ):
        for basis in bases[code]:
            state = {
                "scope": "in",
                "ended": "no",
                "exposure": code,
                "basis": basis,
                "dependence": dependence,
                "sensitivity": str(sensitivity),
                "claim": str(claim),
                "unproven": "yes" if code in {"J2", "J?"} else "no",
            }
            rule = next(r for r in config.framework.rules if verdicts.holds(r.when, state))
            assert rule.id == _expected(code, basis, dependence, sensitivity, claim), state
            tried += 1
    assert tried == 7 * 5 * 6 * 4


HOME = {"parties__public_party": "organic", "parties__supplier": "both", "parties__control": "home"}
ABROAD = HOME | {"parties__control": "foreign"}

EXPOSURES = {
    "home chain, nothing said": (HOME, "J1", "presumed"),
    "home chain, statement": (HOME | {"hosting__deployment": "home_cloud"}, "J1", "declared"),
    "foreign software, nothing said": (ABROAD | {"parties__supplier": "deliverable"}, "J2", "b"),
    "foreign software on site": (
        ABROAD | {"parties__supplier": "deliverable", "hosting__deployment": "on_premise"},
        "J1",
        "declared",
    ),
    "foreign software on a home cloud": (ABROAD | {"hosting__deployment": "home_cloud"}, "J2", "b"),
    "foreign service": (ABROAD | {"parties__supplier": "service"}, "J3", "b"),
    "foreign service run by a home operator": (
        ABROAD
        | {"parties__supplier": "service", "hosting__deployment": "home_cloud", "hosting__host": "home_operator"},
        "J1",
        "declared",
    ),
    "foreign host": (HOME | {"hosting__host": "foreign"}, "J3", "a"),
    "data in a third country": (HOME | {"hosting__location": "third"}, "J3", "c"),
    "foreign secondary function": (HOME | {"hosting__host": "foreign_secondary"}, "J2", "a"),
    "failed capital test": (HOME | {"parties__control": "capital_fail"}, "J2", "c"),
    "failed capital test, on site": (
        HOME | {"parties__control": "capital_fail", "hosting__deployment": "on_premise"},
        "J1",
        "declared",
    ),
    "licensed cloud": (HOME | {"hosting__deployment": "hybrid_licensed_cloud"}, "J2", "d"),
    "joint venture": (HOME | {"parties__control": "joint_venture"}, "J2", "e"),
    "acquisition announced": (HOME | {"parties__control": "acquisition"}, "J2", "g"),
    "unknown supplier": (HOME | {"parties__control": "unknown"}, "J?", None),
    "unknown supplier, foreign clouds excluded": (
        HOME | {"parties__control": "unknown", "hosting__deployment": "third_country_excluded"},
        "J1",
        "declared",
    ),
    "model run by the body on a qualified cloud": (
        HOME
        | {
            "hosting__deployment": "qualified_cloud",
            "hosting__qualification": "in_force",
            "dependence__mastery": "public_run",
        },
        "J0",
        "a",
    ),
    "supplier's service on a qualified cloud": (
        HOME | {"hosting__deployment": "qualified_cloud", "hosting__qualification": "in_force"},
        "J1",
        "declared",
    ),
    "foreign software run by public staff on public machines": (
        ABROAD
        | {
            "parties__supplier": "deliverable",
            "hosting__deployment": "public_infrastructure",
            "dependence__mastery": "public_run",
        },
        "J0",
        "b",
    ),
    "location alone": (HOME | {"hosting__location": "FR"}, "J1", "presumed"),
    "investment": (HOME | {"deal__object_and_layer": "investment"}, "n/a", None),
    "investment in infrastructure": (HOME | {"deal__object_and_layer": "infrastructure"}, "J1", "presumed"),
}


@pytest.mark.parametrize("name", EXPOSURES)
def test_exposure(name: str, config: Config) -> None:
    """Each way of section 6.2 gives its code and its clause."""
    values, code, basis = EXPOSURES[name]
    found = judge(_grounds(config, **values), CALM, config.framework, config.legal).exposure
    assert (found.code, found.basis) == (code, basis)


def test_a_claim_moves_no_axis(config: Config) -> None:
    """The strongest claim changes neither exposure nor dependence, only the rule and the gap."""
    quiet = judge(_grounds(config, **HOME), CALM, config.framework, config.legal)
    loud = judge(_grounds(config, **HOME, claims__sovereignty="3"), CALM, config.framework, config.legal)
    assert (quiet.exposure, quiet.dependence) == (loud.exposure, loud.dependence)
    assert (quiet.gap, loud.gap) == (-1, 2)


def test_page_is_current(config: Config) -> None:
    """docs/framework.md is what the framework prints today."""
    fresh = framework_page(config.framework)
    assert DOCS.read_text(encoding="utf-8") == fresh, (
        'docs/framework.md is not current; run: python -c "from pathlib import Path; from watch.config import '
        "load_config; from watch_pipelines.framework_page import framework_page; "
        "Path('docs/framework.md').write_text(framework_page(load_config().framework), encoding='utf-8')\""
    )
