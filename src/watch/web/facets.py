"""Counts beside a list as the pages show them: named values, each a link that narrows the query."""

from dataclasses import dataclass

from watch.asking import Facets, Question
from watch.model import READINGS, Framework
from watch.web.asked import narrowed, permalink
from watch.web.words import tell
from watch.web.words_asking import country
from watch.wording.phrases import say_verdict
from watch.wording.terms import Language, say

MOST_SHOWN = 8
ANSWERS = (*READINGS, "none")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet."""

    name: str
    count: int
    link: str
    """The list with this value too; the language of the page is added by the template."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One facet."""

    title: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many announcements have one reading."""

    reading: str
    name: str
    count: int
    percent: int
    link: str


def shown_facets(found: Facets, question: Question, framework: Framework, lang: Language) -> tuple[Shown, ...]:
    """The facets that say something: with two values or more, the most frequent first."""
    return tuple(
        Shown(
            tell(f"facet.{facet.name}", lang),
            tuple(
                Value(
                    say_value(facet.name, value, framework, lang),
                    count,
                    permalink("/", narrowed(question.text, facet.name, value)),
                )
                for value, count in facet.counts[:MOST_SHOWN]
            ),
        )
        for facet in found.facets
        if len(facet.counts) > 1
    )


def shares(found: Facets, lang: Language) -> tuple[Share, ...]:
    """How the announcements answer the framework's question, from control to dependence."""
    counts = next((dict(facet.counts) for facet in found.facets if facet.name == "reading"), {})
    total = sum(counts.values()) or 1
    return tuple(
        Share(
            reading,
            tell(f"reading.{reading}", lang),
            counts[reading],
            round(100 * counts[reading] / total),
            permalink("/", f"reading:{reading}" if reading != "none" else ""),
        )
        for reading in ANSWERS
        if counts.get(reading)
    )


def say_value(dimension: str, value: str, framework: Framework, lang: Language) -> str:
    """The words for a value of a dimension."""
    if dimension == "reading":
        return tell(f"reading.{value}", lang) if value in ANSWERS else value
    if value == "none":
        return tell("facet.none", lang)
    if dimension == "verdict":
        return say_verdict(value, framework, lang)
    if dimension.endswith((".country", ".control")):
        return country(value, lang)
    return say(dimension, value, lang)
