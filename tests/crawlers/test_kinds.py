"""Interfaces, sitemaps, listings of several pages, watched pages and PDF documents, in real sweeps."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawlers.local_site import TEXT, Asked, LocalSite, Page, article
from crawlers.memory import MemoryArchive
from crawlers.pdf import a_pdf
from watch.model import Expectation, Interface, Selectors, Source, SourceKind
from watch_crawlers.reports import Outcome, SweepReport
from watch_crawlers.watching import compare

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
Sweep = Callable[..., SweepReport]
Make = Callable[..., Source]
NOTICES = Interface(
    rows="results",
    link="{adresse}",
    title="{acheteur} – {objet}",
    text=("Objet : {objet}", "Titulaire : {titulaire}", "Montant : {montant} euros"),
    published="jour",
    page_size=2,
    empty=("CDL",),
)
COMMUNIQUE = [
    "COMMUNIQUÉ DE PRESSE",
    "Paris, le 17 novembre 2026",
    "Le ministère retient un assistant d’intelligence artificielle",
    "Le ministère a notifié ce jour un accord-cadre de trois ans à la société. Il porte sur l’ac-",
    "compagnement des agents et sur l’hébergement des données en France.",
]


def an_answer(*numbers: int) -> Page:
    """What an interface in the manner of Opendatasoft answers."""
    rows = [
        {
            "adresse": f"https://avis.example/{n}",
            "acheteur": "Ville de Lille",
            "objet": f"Marché {n}",
            "titulaire": ["Alpha SAS", "Bêta"] if n % 2 else "CDL",
            "montant": 1200.0,
            "jour": "2026-11-20",
        }
        for n in numbers
    ]
    return Page(json.dumps({"total_count": 9, "results": rows}).encode(), content_type="application/json")


def api(a_source: Make, site: LocalSite, **changes: object) -> Source:
    """A source with an interface; its rows are the documents."""
    made = replace(
        a_source(kind=SourceKind.JSON_API, follow=False),
        interface=NOTICES,
        urls=(site.url("/rows?offset=$offset&depuis=$since"),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # the names are those of Source


def test_an_interface(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """Rows become documents by the source's templates: lists joined, words for nothing left out, $since filled in."""
    site.pages["/rows?offset=0&depuis=2026-10-23"] = an_answer(1, 2)
    report = run_sweep([api(a_source, site)]).of("ministere")
    second, first = archive.of("ministere")
    assert (report.outcome, report.entries_seen, report.baseline) == (Outcome.READ, 2, True)
    assert first.title == "Ville de Lille – Marché 1"
    assert first.text == "Objet : Marché 1\n\nTitulaire : Alpha SAS, Bêta\n\nMontant : 1200 euros"
    assert "Titulaire" not in second.text
    assert first.url == "https://avis.example/1"
    assert first.published_on == date(2026, 11, 20)
    assert len(site.paths()) == 1


def test_pages_of_an_interface(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """Further pages are asked for while they name something unknown, and no further than the source allows."""
    for page, numbers in enumerate([(1, 2), (3, 4), (5, 6), (7, 8)]):
        site.pages[f"/rows?offset={2 * page}&depuis=2026-10-23"] = an_answer(*numbers)
    source = api(a_source, site, pages=3)
    assert run_sweep([source]).of("ministere").new_documents == 6
    site.pages["/rows?offset=0&depuis=2026-10-23"] = an_answer(0, 1)
    site.pages["/rows?offset=2&depuis=2026-10-23"] = an_answer(2, 3)
    site.asked.clear()
    report = run_sweep([source], LATER).of("ministere")
    assert (report.new_documents, report.entries_seen) == (1, 4)
    assert [path.partition("&")[0] for path in site.paths()] == ["/rows?offset=0", "/rows?offset=2"]
    assert not any(document.baseline for document in archive.of("ministere")[6:])


def test_an_interface_that_wants_a_post(
    site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make
) -> None:
    """In the manner of TED: the search is POSTed, values are maps by language, the address is built from a number."""
    notice = {
        "publication-number": "701234-2026",
        "publication-date": "2026-11-20+01:00",
        "notice-title": {"eng": "France – Software", "fra": "France – Logiciels"},
        "buyer-name": {"fra": ["Ministère", "Ministère"]},
    }
    bodies: list[bytes] = []

    def search(asked: Asked) -> Page:
        bodies.append(asked.body)
        return Page(json.dumps({"notices": [notice], "totalNoticeCount": 1}).encode(), content_type="application/json")

    site.pages["/search"] = search
    rules = Interface(
        rows="notices",
        link="https://ted.example/notice/{publication-number}",
        title="{notice-title}",
        text=("Acheteur : {buyer-name}", "Titulaire : {winner-name}"),
        published="publication-date",
        body='{"query": "PD>=$since_digits SORT BY PD DESC", "page": $page, "limit": 50}',
    )
    run_sweep([api(a_source, site, interface=rules, urls=(site.url("/search"),))])
    (document,) = archive.of("ministere")
    assert json.loads(bodies[0]) == {"query": "PD>=20261023 SORT BY PD DESC", "page": 1, "limit": 50}
    assert (document.url, document.title) == ("https://ted.example/notice/701234-2026", "France – Logiciels")
    assert (document.text, document.published_on) == ("Acheteur : Ministère", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("page", "outcome", "word"),
    [
        (Page(b'{"message": "unknown field objet2"}', content_type="application/json"), Outcome.UNREADABLE, "objet2"),
        (Page(b"[[[", content_type="application/json"), Outcome.UNREADABLE, "no JSON"),
        (Page(b"[" * 200_000, content_type="application/json"), Outcome.UNREADABLE, "no JSON"),
        (Page(b"<html><body>maintenance</body></html>"), Outcome.UNREADABLE, "HTML"),
        (an_answer(), Outcome.EMPTY, "single"),
    ],
)
def test_an_interface_that_fails(
    page: Page, outcome: Outcome, word: str, site: LocalSite, run_sweep: Sweep, a_source: Make
) -> None:
    """Errors in JSON, no JSON, too deep JSON, a page instead, or no rows where some are expected: each is said."""
    site.pages["/rows?offset=0&depuis=2026-10-23"] = page
    source = api(a_source, site, expects=Expectation(1, timedelta(days=7)))
    report = run_sweep([source]).of("ministere")
    assert report.outcome is outcome
    assert word in (report.error or "")


def test_a_search_may_find_nothing(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """Where no rhythm is expected, an interface without rows has simply found nothing."""
    site.pages["/rows?offset=0&depuis=2026-10-23"] = an_answer()
    report = run_sweep([api(a_source, site)]).of("ministere")
    assert (report.outcome, report.entries_seen) == (Outcome.READ, 0)


def test_a_listing_of_several_pages(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """The next page is found by its selector, and read until one names nothing new."""
    for page, numbers in ((1, (5, 6)), (2, (3, 4)), (3, (1, 2))):
        links = "".join(f"<h2><a href='/p/{n}'>Communiqué {n}</a></h2>" for n in numbers)
        onward = f"<nav><a rel='next' href='?page={page + 1}'>Suivant</a></nav>"
        site.pages["/presse" if page == 1 else f"/presse?page={page}"] = Page(f"<main>{links}{onward}</main>".encode())
    for n in range(8):
        site.pages[f"/p/{n}"] = Page(article(f"Communiqué {n}", TEXT))
    source = a_source(path="/presse", kind=SourceKind.LISTING, pages=2, entry_url_pattern="/p/")
    source = replace(source, selectors=(Selectors(entry="main h2 a", next_page="a[rel=next]"),))
    assert run_sweep([source]).of("ministere").new_documents == 4
    first = site.pages["/presse"]
    assert isinstance(first, Page)
    site.pages["/presse"] = replace(first, body=first.body.replace(b"/p/5", b"/p/7"))
    site.asked.clear()
    assert run_sweep([source], LATER).of("ministere").new_documents == 1
    assert sorted(site.paths()) == ["/p/7", "/presse", "/presse?page=2"]


def test_a_further_page_that_fails(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """What a failing second page would have named comes with the next sweep, although the first has not changed."""
    site.pages["/presse"] = Page(b"<main><h2><a href='/p/1'>Un</a></h2><a rel=next href='/presse2'>+</a></main>")
    site.pages["/presse2"] = Page(status=500)
    site.pages["/p/1"] = site.pages["/p/2"] = Page(article("Un communiqué", TEXT))
    source = a_source(path="/presse", kind=SourceKind.LISTING, pages=2)
    source = replace(source, selectors=(Selectors(entry="h2 a", next_page="a[rel=next]"),))
    assert run_sweep([source]).of("ministere").new_documents == 1
    site.pages["/presse2"] = Page(b"<main><h2><a href='/p/2'>Deux</a></h2></main>")
    assert run_sweep([source], LATER).of("ministere").new_documents == 1
    assert run_sweep([source], LATER).of("ministere").outcome is Outcome.UNCHANGED


def test_an_index_of_sitemaps(site: LocalSite, run_sweep: Sweep, a_source: Make) -> None:
    """An index leads to the sitemap that changed last."""
    maps = "".join(
        f"<sitemap><loc>{site.url(f'/map{n}.xml')}</loc><lastmod>2026-{n:02}-01</lastmod></sitemap>"
        for n in (9, 11, 10)
    )
    site.pages["/index.xml"] = Page(f"<sitemapindex>{maps}</sitemapindex>".encode(), content_type="text/xml")
    site.pages["/map11.xml"] = Page(
        f"<urlset><url><loc>{site.url('/p/1')}</loc></url></urlset>".encode(), content_type="text/xml"
    )
    site.pages["/p/1"] = Page(article("Un communiqué", TEXT))
    report = run_sweep([a_source(path="/index.xml", kind=SourceKind.SITEMAP)]).of("ministere")
    assert (report.outcome, report.new_documents) == (Outcome.READ, 1)
    assert site.paths() == ["/index.xml", "/map11.xml", "/p/1"]


def subprocessors(*rows: tuple[str, str, str], stamp: str = "3 novembre") -> Page:
    """A page with a table, and a line that changes every day."""
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return Page(f"<main><table>{cells}</table><p>Last updated {stamp}</p></main>".encode())


ROWS = [(f"Vendor {n}", "Hosting", "France") for n in range(6)]


def watched(a_source: Make, **changes: object) -> Source:
    """A page whose table is compared."""
    made = a_source(path="/sub", kind=SourceKind.PAGE_WATCH, name="Sous-traitants")
    return replace(made, selectors=(Selectors(entry="table tr"),), **changes)  # type: ignore[arg-type]


def test_a_watched_page(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """First seen a page is baseline; later its added, removed and changed rows are one document, its clock none."""
    site.pages["/sub"] = subprocessors(*ROWS)
    report = run_sweep([watched(a_source)]).of("ministere")
    (first,) = archive.of("ministere")
    assert (report.entries_seen, first.baseline, first.title) == (6, True, "Sous-traitants : 6 lignes")
    assert first.text.startswith("Vendor 0 | Hosting | France\n\nVendor 1 |")
    site.pages["/sub"] = subprocessors(*reversed(ROWS), stamp="4 novembre")
    assert run_sweep([watched(a_source)], LATER).of("ministere").new_documents == 0
    site.pages["/sub"] = subprocessors(*ROWS[1:5], ("Vendor 5", "Hosting", "United States"), ("Neuf", "Mail", "Suède"))
    run_sweep([watched(a_source)], LATER)
    change = archive.of("ministere")[-1]
    assert (change.baseline, change.url) == (False, site.url("/sub"))
    assert change.title == "Sous-traitants : 1 ligne ajoutée, 1 ligne retirée, 1 ligne modifiée"
    assert change.text.split("\n\n") == [
        "Ajouté : Neuf | Mail | Suède",
        "Retiré : Vendor 0 | Hosting | France",
        "Modifié : Vendor 5 | Hosting | France → Vendor 5 | Hosting | United States",
    ]


def test_a_watched_page_that_goes_to_and_fro(
    site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make
) -> None:
    """A change and its return are told once each, however often they alternate."""
    for turn in range(7):
        site.pages["/sub"] = subprocessors(*(ROWS if turn % 2 == 0 else ROWS[:5]))
        run_sweep([watched(a_source)], NOW + timedelta(hours=turn))
    assert len(archive.of("ministere")) == 3


@pytest.mark.parametrize(
    ("page", "key"),
    [
        (subprocessors(), "empty"),
        (Page(b"<html><div id=app></div><script src=a.js></script></html>"), "empty"),
        (subprocessors(*ROWS[:2]), "broken"),
        (Page(b"<html><title>Just a moment...</title></html>"), "blocked"),
        (Page(status=404), "gone"),
    ],
)
def test_a_watched_page_that_breaks(
    page: Page, key: str, site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make
) -> None:
    """An empty, cut, blocked or missing page removes nothing: it is a problem, and what was known stays known."""
    site.pages["/sub"] = subprocessors(*ROWS)
    run_sweep([watched(a_source)])
    site.pages["/sub"] = page
    run_sweep([watched(a_source)], LATER)
    assert [problem.key for problem in archive.problems["ministere"]] == [f"{key}:ministere"]
    site.pages["/sub"] = subprocessors(*ROWS[1:])
    run_sweep([watched(a_source)], LATER)
    assert archive.problems["ministere"] == ()
    assert archive.of("ministere")[-1].text == "Retiré : Vendor 0 | Hosting | France"


def test_paragraphs_are_rows(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """Without a selector the paragraphs of the main text are compared, and a reworded one counts as changed."""
    source = watched(a_source, language="fr")
    source = replace(source, selectors=())
    body = "L’agence conçoit des outils.\n\nVos données sont hébergées en France chez Alpha.\n\n" + TEXT
    site.pages["/sub"] = Page(article("L’agence", body))
    run_sweep([source])
    site.pages["/sub"] = Page(article("L’agence", body.replace("Alpha", "Oméga")))
    run_sweep([source], LATER)
    assert archive.of("ministere")[-1].text == (
        "Modifié : Vos données sont hébergées en France chez Alpha. → Vos données sont hébergées en France chez Oméga."
    )


def test_comparing_ignores_order() -> None:
    """The order of rows says nothing; a row of the same first cell was changed, others were added or removed."""
    change = compare(("a | 1", "b | 2", "c | 3"), ("c | 3", "b | 5", "d | 4"))
    assert change.added == ("d | 4",)
    assert change.removed == ("a | 1",)
    assert change.changed == (("b | 2", "b | 5"),)


def test_a_communique_in_pdf(site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make) -> None:
    """The text of a PDF is the document: lines joined, hyphens undone, its own date and title."""
    site.pages["/presse"] = Page(b"<main><h2><a href='/cp.pdf'>Communiqu\xc3\xa9</a></h2></main>")
    site.pages["/cp.pdf"] = Page(a_pdf(COMMUNIQUE), content_type="application/pdf")
    source = a_source(path="/presse", kind=SourceKind.LISTING, selectors=(Selectors(entry="h2 a"),))
    report = run_sweep([source]).of("ministere")
    (document,) = archive.of("ministere")
    assert (report.pages_read, report.pages_failed) == (1, 0)
    assert "Il porte sur l’accompagnement des agents" in document.text
    assert document.published_on == date(2026, 11, 17)
    assert document.url == site.url("/cp.pdf")


@pytest.mark.parametrize("body", [a_pdf([]), a_pdf(COMMUNIQUE)[:300], b"%PDF-1.7\n" + b"<<" * 50_000, b"%PDF-1.4 \0"])
def test_a_pdf_that_cannot_be_read(
    body: bytes, site: LocalSite, archive: MemoryArchive, run_sweep: Sweep, a_source: Make
) -> None:
    """A scan, a torn or a hostile PDF costs its text, not its mention in the listing."""
    site.pages["/presse"] = Page("<main><h2><a href='/cp.pdf'>Communiqué du 17 novembre 2026</a></h2></main>".encode())
    site.pages["/cp.pdf"] = Page(body, content_type="application/pdf")
    source = a_source(path="/presse", kind=SourceKind.LISTING, selectors=(Selectors(entry="h2 a"),))
    assert run_sweep([source]).of("ministere").pages_failed == 1
    assert archive.of("ministere")[0].title == "Communiqué du 17 novembre 2026"
