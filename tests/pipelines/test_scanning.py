"""Patterns are tried only where words begin as their matches do, and find what `re` finds."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import watch_pipelines
from watch.config import load_config
from watch_pipelines import facts, name_forms
from watch_pipelines.phrases import index
from watch_pipelines.scanning import Group, scan


def _patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _patterns_in(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _patterns_in(each)


def _shipped() -> tuple[re.Pattern[str], ...]:
    """Every pattern of the lexicon, of the fact readers and of the forms of names."""
    names = [
        f"{package.__name__}.{each.name}" for package in (facts,) for each in pkgutil.iter_modules(package.__path__)
    ]
    modules = [importlib.import_module(name) for name in names]
    modules += [
        importlib.import_module(f"{watch_pipelines.__name__}.{name}") for name in ("detect_time", "detect_status")
    ]
    lexicon = [re.compile(each) for cue in load_config().lexicon.cues.values() for each in cue.patterns]
    found = [
        *lexicon,
        *(each for module in (*modules, name_forms) for each in _patterns_in(list(vars(module).values()))),
    ]
    return tuple(dict.fromkeys(found))


SHIPPED = _shipped()
_PIECES = (
    *(
        "sign",
        "signe",
        "design",
        "signé",
        "le marché",
        "l'accord-cadre",
        "12",
        "0",
        "1er",
        "mars",
        "€",
        "$",
        "3,5 M€",
        "ia",
    ),
    *(
        "Ville de Lyon",
        "CHU",
        "cloud",
        "secnumcloud",
        "hébergé",
        "ne",
        "aucun",
        "start-up",
        "a",
        "d'",
        "en 2026",
        "ans",
    ),
    *(
        "ministère",
        "préfecture",
        "test",
        "pilote",
        "Mistral AI",
        "SAS",
        "\n\n",
        "œuvre",
        "²",
        "٣ ans",
        "_",
        "été",
        "mois",
    ),
)
TEXTS = st.lists(st.sampled_from(_PIECES), max_size=14).flatmap(
    lambda pieces: st.lists(
        st.sampled_from((" ", "", ". ", ", ", "-", "\n", "'")), min_size=len(pieces), max_size=len(pieces)
    ).map(lambda gaps: "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=True)))
)
"""Words with which patterns begin, put side by side, glued and cut anyhow."""


def _spans(matches: Iterator[re.Match[str]]) -> list[tuple[tuple[int, int], ...]]:
    return [found.regs for found in matches]


@settings(max_examples=60, deadline=None)
@given(TEXTS | st.text(max_size=80))
def test_every_shipped_pattern_finds_what_re_finds(text: str) -> None:
    """Matches and their groups are those of `finditer`, for every pattern that Vigie reads texts with."""
    for spelling in (text, text.lower()):
        for pattern in SHIPPED:
            assert _spans(scan(pattern, spelling)) == _spans(pattern.finditer(spelling)), pattern.pattern


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_a_group_finds_what_each_pattern_finds(text: str) -> None:
    """A group names the patterns that `search` finds, and gives the matches of each in order."""
    patterns = {f"{number}": pattern for number, pattern in enumerate(SHIPPED)}
    group = Group(patterns)
    assert group.met(text) == [name for name, pattern in patterns.items() if pattern.search(text)]
    expected = [(name, found.regs) for name, pattern in patterns.items() for found in pattern.finditer(text)]
    assert [(name, found.regs) for name, found in group.scan(text)] == expected


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bia\b", "de l'ia"),
        (r"\b\d{1,2} ans", "dans 10 ans et 5 ans, puis 0"),
        (r"(?:cloud|nuage)s?", "hypercloud, nuages"),
        (r"(?<![\w.,])[€$]\s?\d+", "€ 5, $7 et a€3"),
        (r"\b(?:co)?sign(?:e|ature)", "cosigne, signature, design"),
        (r"\b(?i:mou)\b", "MoU, mou"),
        (r"\w+ment\b", "lentement"),
        (r"\b\w+zentr(?:um|en)", "Rechenzentrum, zentrum, Zentralzentrum zentrzentren Xzentrum"),
        (r"\b(?:\w*zentrum|server)s?", "zentrum, a_zentrum servers éézentrums"),
        (r"\b(?:\w+ment )?(?:fait|dit)", "bellement fait, ment dit, dit"),
        (r"\b[0-3]?\d mars\b", "1 mars, 31 mars, 9 mars"),
        (r"\b(?:un|une )?e", "une entreprise, e"),
        (r"\b(?:ab)*c", "ababc, c, abc"),
    ],
)
def test_odd_beginnings(pattern: str, text: str) -> None:
    """Ends of texts, figures, marks, repeats and patterns whose beginning tells nothing."""
    compiled = re.compile(pattern)
    found = _spans(scan(compiled, text))
    assert found == _spans(compiled.finditer(text))
    assert found


def test_phrases_are_found_whole_nested_and_at_the_end() -> None:
    """Longer and shorter phrases of the same beginning are all given; none is cut by the end of the text."""
    phrases = index({("a",): 1, ("a", "b"): 2, ("b", "c", "d"): 3})
    assert sorted(phrases.within(["a", "b", "c", "d"])) == [(1, 0, 1), (2, 0, 2), (3, 1, 4)]
    assert list(phrases.within(["b", "c"])) == []
