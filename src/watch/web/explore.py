"""The figures of any question: flows, time, sectors; each with its numbers, to be saved as SVG or CSV."""

from collections.abc import Callable, Mapping

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from watch.asking import Question, Stats
from watch.formats.tabular import csv_lines
from watch.model import Framework
from watch.web.asked import asked
from watch.web.facets import ANSWERS, say_value
from watch.web.figures import Figure, Say, columns, few, rows, stacked
from watch.web.library import Library
from watch.web.locale import wanted
from watch.web.render import Pages
from watch.web.sankey import sankey
from watch.web.words import tell
from watch.wording.terms import Language

_MONTHS = 36
"""Up to so many months, time is drawn by month; beyond it by year."""

Draw = Callable[[Library, Question, Language], Figure]


def add_explore(app: FastAPI, reader: Library, pages: Pages) -> None:
    """Register the figures of *reader* on *app*."""

    def drawn(request: Request, name: str) -> Figure:
        draw = FIGURES.get(name)
        if draw is None:
            raise HTTPException(404)
        return draw(reader, asked(request, reader.vocabulary()), wanted(request))

    @app.get("/explore", include_in_schema=False)
    def explore(request: Request) -> Response:
        question = asked(request, reader.vocabulary())
        figures = [draw(reader, question, wanted(request)) for draw in FIGURES.values()]
        return pages.page(
            request,
            "explore.html",
            question=question,
            figures=figures if figures[0].rows else (),
            total=sum(int(row[-1]) for row in figures[0].rows),
        )

    @app.get("/explore/{name}.svg", include_in_schema=False)
    def as_svg(request: Request, name: str) -> Response:
        return Response(str(drawn(request, name).svg), media_type="image/svg+xml")

    @app.get("/explore/{name}.csv", include_in_schema=False)
    def as_csv(request: Request, name: str) -> Response:
        figure = drawn(request, name)
        text = "".join(csv_lines((*figure.columns, "count"), figure.rows))
        headers = {"Content-Disposition": f'attachment; filename="vigie-{figure.name}.csv"'}
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _sayer(found: Stats, framework: Framework, lang: Language) -> Say:
    def say(place: int, value: str) -> str:
        if value == "others":
            return tell("figure.others", lang)
        return say_value(found.dimensions[place], value, framework, lang)

    return say


def _flows(reader: Library, question: Question, lang: Language) -> Figure:
    found = reader.stats(question, ("sector", "supplier.country", "host.control"))
    say, title = _sayer(found, reader.framework(), lang), tell("figure.flows", lang)
    heads = [tell(f"facet.{name}", lang) for name in found.dimensions]
    return Figure("flows", sankey(few(found), title, heads, say), found.dimensions, rows(found, say))


def _time(reader: Library, question: Question, lang: Language) -> Figure:
    found = reader.stats(question, ("month", "reading"))
    if len({values[0] for values, _ in found.counts}) > _MONTHS:
        found = reader.stats(question, ("year", "reading"))
    say, title = _sayer(found, reader.framework(), lang), tell("figure.time", lang)
    return Figure("time", columns(found, title, say, ANSWERS), found.dimensions, rows(found, say))


def _sectors(reader: Library, question: Question, lang: Language) -> Figure:
    framework = reader.framework()
    found = reader.stats(question, ("sector", "verdict"))
    say, title = _sayer(found, framework, lang), tell("figure.sectors", lang)
    readings = {verdict.slug: verdict.reading or "none" for verdict in framework.verdicts} | {"none": "none"}
    return Figure("sectors", stacked(found, title, say, readings), found.dimensions, rows(found, say))


FIGURES: Mapping[str, Draw] = {"flows": _flows, "time": _time, "sectors": _sectors}
