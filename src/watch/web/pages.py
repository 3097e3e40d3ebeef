"""The pages, each a function of the request and the library."""

import re

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from watch.asking import Order, parse
from watch.asking.fields import FIELDS
from watch.formats.cite import Citation, bibtex, csl
from watch.model import Sector
from watch.web.asked import CHOICES, asked, asked_day, query_text
from watch.web.document import view
from watch.web.facets import shares, shown_facets
from watch.web.library import Library, Sheet, Watched
from watch.web.locale import wanted
from watch.web.render import Pages
from watch.web.timeline import timeline
from watch.wording.phrases import headline, say_full_verdict
from watch.wording.terms import Language

PER_PAGE = 20
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")


def add_pages(app: FastAPI, reader: Library, pages: Pages) -> None:
    """Register every page of *reader* on *app*."""
    _add_announcements(app, reader, pages)
    _add_sheet(app, reader, pages)
    _add_actors(app, reader, pages)
    _add_document(app, reader, pages)
    _add_watch(app, reader, pages)


def _add_announcements(app: FastAPI, reader: Library, pages: Pages) -> None:
    """What is new and how sovereign it is: the list, its facets, and the form that narrows it."""

    @app.get("/", include_in_schema=False)
    def announcements(request: Request) -> Response:
        question = asked(request, reader.vocabulary())
        after = request.query_params.get("after") or None
        lang = wanted(request)
        found, facets = reader.announcements(question, PER_PAGE, after), reader.facets(question)
        filtered = bool(question.clauses)
        return pages.page(
            request,
            "announcements.html",
            framework=reader.framework(),
            question=question,
            as_of=question.as_of,
            typed=request.query_params.get("q", "") if not _from_form(request) else query_text(request),
            filtered=filtered,
            orders=tuple(Order),
            sectors=tuple(Sector),
            page=found,
            after=after,
            facets=shown_facets(facets, question, reader.framework(), lang),
            counted=facets,
            shares=shares(facets, lang),
            health=reader.health(),
        )


def _from_form(request: Request) -> bool:
    """Whether a list of the form was used: its choice then shows in the search box."""
    return any(request.query_params.get(name) for name in CHOICES)


def _add_sheet(app: FastAPI, reader: Library, pages: Pages) -> None:
    """One announcement, and how to cite it."""

    def sheet_of(announcement_id: str, request: Request) -> Sheet:
        found = reader.announcement(announcement_id, asked_day(request)) if ID.fullmatch(announcement_id) else None
        if found is None:
            raise HTTPException(404)
        return found

    @app.get("/announcements/{announcement_id}.bib", include_in_schema=False)
    def as_bibtex(request: Request, announcement_id: str) -> Response:
        cited = _citation(sheet_of(announcement_id, request), reader, pages, request)
        return PlainTextResponse(bibtex(cited), media_type="application/x-bibtex")

    @app.get("/announcements/{announcement_id}.csl", include_in_schema=False)
    def as_csl(request: Request, announcement_id: str) -> Response:
        cited = _citation(sheet_of(announcement_id, request), reader, pages, request)
        return Response(csl(cited), media_type="application/vnd.citationstyles.csl+json")

    @app.get("/announcements/{announcement_id}", include_in_schema=False)
    def sheet(request: Request, announcement_id: str) -> Response:
        found = sheet_of(announcement_id, request)
        path = f"/announcements/{found.announcement.id}"
        if found.announcement.id != announcement_id:  # it is part of another one since
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(pages.address(request, path) + query, 301)
        return pages.page(
            request,
            "sheet.html",
            framework=reader.framework(),
            sheet=found,
            announcement=found.announcement,
            assessment=found.assessments[0] if found.assessments else None,
            documents={read.document.id: read.document for read in found.documents},
            numbers={read.document.id: place for place, read in enumerate(found.documents, start=1)},
            path=path,
            address=pages.address(request, path),
            known=reader.actors(),
            timeline=timeline(found, reader.framework(), wanted(request)),
        )


def _citation(found: Sheet, reader: Library, pages: Pages, request: Request) -> Citation:
    announcement, lang = found.announcement, wanted(request)
    judged = found.assessments[0] if found.assessments else None
    return Citation(
        key=f"{announcement.id}-v{announcement.version}",
        title=headline(announcement),
        verdict=_cited_verdict(found, reader, lang),
        day=(judged.created_at if judged else announcement.first_seen_at).date(),
        url=pages.address(request, f"/announcements/{announcement.id}"),
    )


def _cited_verdict(found: Sheet, reader: Library, lang: Language) -> str:
    if not found.assessments:
        return ""
    judged = found.assessments[0]
    verdict = say_full_verdict(judged, reader.framework(), lang)
    return f"{verdict} ({judged.rule}, {judged.framework_version}, {judged.as_of.isoformat()})"


def _add_actors(app: FastAPI, reader: Library, pages: Pages) -> None:
    """The deals of one organisation, and the dated facts that the register has of it."""

    @app.get("/actors/{actor_id}", include_in_schema=False)
    def actor(request: Request, actor_id: str) -> Response:
        found = reader.actors().get(actor_id)
        if found is None:
            raise HTTPException(404)
        question = parse(f'actor:"{found.id}"', reader.vocabulary())
        return pages.page(
            request,
            "actor.html",
            framework=reader.framework(),
            actor=found,
            known=reader.actors(),
            page=reader.announcements(question, PER_PAGE, request.query_params.get("after") or None),
            question=question,
            shares=shares(reader.facets(question), wanted(request)),
        )


def _add_document(app: FastAPI, reader: Library, pages: Pages) -> None:
    """How one document was read."""

    @app.get("/documents/{document_id}", include_in_schema=False)
    def document(request: Request, document_id: str) -> Response:
        found = reader.document(document_id) if ID.fullmatch(document_id) else None
        if found is None:
            raise HTTPException(404)
        return pages.page(request, "document.html", found=found, view=view(found, wanted(request)))


def _add_watch(app: FastAPI, reader: Library, pages: Pages) -> None:
    """How the watch is doing, by which framework it judges, and how to ask it."""

    @app.get("/sources", include_in_schema=False)
    def sources(request: Request) -> Response:
        watched = tuple((each, state_of(each)) for each in reader.sources())
        return pages.page(request, "sources.html", watched=watched)

    @app.get("/issues", include_in_schema=False)
    def issues(request: Request) -> Response:
        return pages.page(request, "issues.html", issues=reader.issues())

    @app.get("/framework", include_in_schema=False)
    def framework(request: Request) -> Response:
        return pages.page(request, "framework.html", framework=reader.framework())

    @app.get("/language", include_in_schema=False)
    def language(request: Request) -> Response:
        return pages.page(request, "language.html", fields=FIELDS, examples=EXAMPLES)


EXAMPLES: tuple[tuple[str, str, str], ...] = (
    (
        "secteur:santé depuis:2025 hébergeur.contrôle:US",
        "les accords de santé depuis 2025 dont l’hébergeur est sous contrôle américain",
        "health deals since 2025 whose host is under US control",
    ),
    (
        'fournisseur:"Mistral AI" -pilote',
        "les accords de Mistral AI qui ne parlent pas de pilote",
        "deals of Mistral AI that mention no pilot",
    ),
    (
        "lecture:dependence missing:hosting",
        "les dépendances dont l’hébergement n’est pas documenté",
        "dependences whose hosting is not documented",
    ),
    (
        "montant:>=10M tri:amount",
        "les accords d’au moins dix millions d’euros, les plus chers d’abord",
        "deals of ten million euros or more, the largest first",
    ),
    (
        "affichage:2,3 exposition:J2,J3",
        "une souveraineté affichée malgré une exposition à un droit étranger",
        "sovereignty claimed in spite of exposure to foreign law",
    ),
)
"""(query, what it finds in French, in English): each is tested."""


def state_of(watched: Watched) -> str:
    """How a source is doing, in one word: disabled, waiting, failing, flagged or ok."""
    if not watched.source.enabled:
        return "disabled"
    if watched.state is None or watched.state.last_checked_at is None:
        return "waiting"
    if watched.state.consecutive_failures:
        return "failing"
    return "flagged" if watched.issues else "ok"
