import html
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Route

from watch.model import Announcement, Assessment, Document, Evidence, Finding, Issue, Scope, Tier
from watch.web import Read, Sheet, Watched, create_app
from watch.web.headers import POLICY
from web_samples import a_document, a_quote, an_announcement, an_assessment
from web_shelf import Shelf, a_shelf, a_source, a_state

HOSTILE = '"><script>alert("x")</script><img src=x onerror=alert(1)>'
PAGES = (
    "/",
    "/announcements/a-armees-mistral",
    "/announcements/a-attente",
    "/documents/armees-1",
    "/actors/mistral-ai",
    "/explore",
    "/language",
    "/sources",
    "/issues",
    "/framework",
)


@pytest.fixture
def client() -> TestClient:
    return browsing(a_shelf())


def browsing(shelf: Shelf, language: str = "fr") -> TestClient:
    client = TestClient(create_app(shelf, public_url="https://vigie.example/"), raise_server_exceptions=False)
    client.headers["Accept-Language"] = language
    return client


def words(page: str) -> str:
    body = re.sub(r"(?s)<head>.*?</head>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split()).replace("\u00a0", " ")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_answers_in_both_languages(client: TestClient, path: str, language: str) -> None:
    """Each page is there in French and English, says so, and has one main heading."""
    answer = client.get(path, params={"lang": language})
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert answer.text.count("<h1>") == 1


def test_every_route_is_tested() -> None:
    """A route that nobody visits in a test makes this one fail; routes of machines have tests of their own."""
    routes = {route.path for route in create_app(a_shelf()).routes if isinstance(route, Route)}
    visited = {re.sub("/announcements/[^/]+$", "/announcements/{announcement_id}", path) for path in PAGES}
    visited = {re.sub("/documents/[^/]+$", "/documents/{document_id}", path) for path in visited}
    visited = {re.sub("/actors/[^/]+$", "/actors/{actor_id}", path) for path in visited}
    machines = {"/health", "/announcements/{announcement_id}.json", "/openapi.json"}
    citations = {"/announcements/{announcement_id}.bib", "/announcements/{announcement_id}.csl"}
    figures = {"/explore/{name}.svg", "/explore/{name}.csv"}
    files = {"/feed.atom", "/feed.json", "/export.csv", "/export.jsonl", "/export.zip", "/deadlines.ics"}
    assert routes == visited | machines | citations | figures | files


@pytest.mark.parametrize("path", [*PAGES, "/nope", "/?q=nul:x", "/health", "/static/vigie.css", "/openapi.json"])
def test_every_answer_is_guarded(client: TestClient, path: str) -> None:
    """Pages, errors, files and JSON all carry the policy that forbids scripts and third parties."""
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert "script-src" not in POLICY
    assert "unsafe-inline" not in POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", [*PAGES, "/nope"])
def test_no_page_needs_what_the_policy_forbids(client: TestClient, path: str) -> None:
    """No script, no style attribute, no event handler, nothing loaded from elsewhere."""
    page = client.get(path).text
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page)
    loaded = re.findall(r'<(?:link(?! rel="alternate")|img|iframe|source)\b[^>]*?(?:href|src)="([^"]*)"', page)
    assert loaded
    assert all(each.startswith("/static/") for each in loaded)


def test_the_list_tells_what_is_new_and_how_sovereign(client: TestClient) -> None:
    """Each entry has its date, parties, verdict, axes and hosting in one glance."""
    page = words(client.get("/").text)
    assert "Quoi de neuf, et à quel point est-ce souverain ?" in page
    assert "4 annonces" in page
    assert "8 janvier 2026 · défense · signé · accord-cadre Mistral AI – ministère des Armées" in page
    assert "Maîtrise partielle (déclarée) J1 D2 T1 S5" in page
    assert "[recherche] affichage non étayé J2 D? T0 S4 Hébergement non documenté" in page
    assert "Hébergement : AWS · cloud d’un pays tiers · Allemagne · pour ce contrat" in page
    assert "pas encore évaluée" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("verdict=exposed_dependence", ["a-etat-doctrine"]),
        ("sector=health", ["a-inria-doctolib"]),
        ("q=doctolib", ["a-inria-doctolib"]),
        ("q=mistral&verdict=partial_control", ["a-armees-mistral"]),
        ("sector=défense&verdict=partial_control", ["a-armees-mistral"]),
        ("verdict=&sector=&q=&after=", ["a-armees-mistral", "a-attente", "a-etat-doctrine", "a-inria-doctolib"]),
        ("q=sort:old", ["a-inria-doctolib", "a-etat-doctrine", "a-attente", "a-armees-mistral"]),
        ("q=h%C3%A9bergeur.contr%C3%B4le:US", ["a-etat-doctrine"]),
        ("q=missing:assessment", ["a-attente"]),
        ("q=introuvable", []),
    ],
)
def test_filters_reach_the_library(client: TestClient, query: str, shown: list[str]) -> None:
    """Verdict, sector and words narrow the list; empty fields of the form mean nothing."""
    page = client.get(f"/?{query}").text
    assert re.findall(r'<h2><a href="/announcements/([^"]+)"', page) == shown
    assert ("Aucune annonce ne répond à ces filtres" in page) is (not shown)


@pytest.mark.parametrize("query", [HOSTILE, "nul:x", '"mistral', "mistral"])
def test_the_search_box_remembers(client: TestClient, query: str) -> None:
    """What was asked stays in the box, escaped, also when it cannot be read."""
    page = client.get("/", params={"q": query}).text
    assert f'value="{html.escape(query, quote=True).replace("&quot;", "&#34;")}"' in page


def test_a_choice_of_the_form_becomes_part_of_the_query(client: TestClient) -> None:
    """One text says all that was asked: it is shown, and every link of the page carries it."""
    page = client.get("/?q=mistral&sector=local+government&verdict=undetermined").text
    assert "mistral verdict:undetermined sector:&#34;local government&#34;" in page


def test_pages_follow_one_another() -> None:
    """The list goes on by cursor with its query; together the pages hold each announcement once, in order."""
    sheets = tuple(Sheet(replace(an_announcement(), id=f"a-{number}"), (an_assessment(),), ()) for number in range(45))
    client = browsing(Shelf(sheets))
    address, seen = "/?q=mistral+sector:defence", list[str]()
    for size in (20, 20, 5):
        page = client.get(address).text
        ids = re.findall(r'href="/announcements/(a-\d+)"', page)
        assert len(ids) == size
        seen += ids
        following = re.search(r'rel="next" href="([^"]*)"', page)
        address = html.unescape(following[1]) if following else ""
        assert bool(following) is (size == 20)
        assert not address or "q=mistral+sector%3Adefence" in address
    assert sorted(seen) == sorted(f"a-{number}" for number in range(45))


def test_facets_count_and_narrow(client: TestClient) -> None:
    """Each facet names its values with their counts; following one narrows the list to that count."""
    page = client.get("/").text
    aside = page[page.index("<aside") : page.index("</aside>")]
    links = [
        (html.unescape(link), int(count))
        for link, count in re.findall(r'<a href="([^"]*)">[^<]*</a> <span class="number">(\d+)', aside)
    ]
    assert len(links) > 8
    for link, count in links:
        found = client.get(link)
        assert found.status_code == 200, link
        assert len(re.findall(r'<h2><a href="/announcements/', found.text)) == count, link


def test_an_empty_watch_explains_itself() -> None:
    """Before the first announcement the list says where to look."""
    page = words(browsing(Shelf(())).get("/").text)
    assert "Aucune annonce pour l’instant" in page
    assert "Aucune source n’est configurée." in words(browsing(Shelf(())).get("/sources").text)
    assert "Aucun problème ouvert" in words(browsing(Shelf(())).get("/issues").text)


@pytest.mark.parametrize(
    "said",
    [
        "Acheteur ministère des Armées Pilote AMIAD Fournisseur Mistral AI",
        "Annoncé le 8 janvier 2026 [1] Signé ou notifié le décembre 2025 (jour non précisé)",
        "Remplacé par : 2027-1a2b3c4d",
        "Remplace : 2019-14a891ee",
        "Registres de la commande publique Avis d’attribution 26-901122",
        "Réunit aussi 2026-0000beef",
        "Date d’annonce 8 janvier 2026 (retenu) : Ministère des Armées 9 janvier 2026 : Quotidien national",
        "Montant 12 000 000 EUR (retenu)",
        "2 juin 2025 Intention déclarée, d’après Quotidien national",
        "Fournisseur remplacé, d’après Assemblée nationale",
        "Décision de la rédaction : fusion 2026-0000beef → a-armees-mistral, par Léa Martin : Un seul accord.",
        "retiré par son éditeur, constaté le 22 novembre 2026",
        "Question écrite sur l’hébergement",
        "Montant aucune mention publique",
        "Maîtrise partielle (déclarée)",
        "Les deux : une part de maîtrise, une part de dépendance.",
        "Confiance : probable · Règle R6 · Cadre 2 · Connaissances au 22 novembre 2026",
        "écart affichage / preuves",
        "J0 J1 (valeur retenue) J2 J3 Chaîne européenne ou nationale, déclarée par une partie",
        "S4 S5 (valeur retenue) Défense",
        "Cloud européen · France · pour ce contrat « sur des infrastructures françaises, sans recours à un cloud",
        "Mode de déploiement : s’il était établi « infrastructure publique », le verdict deviendrait",
        "Preuves publiques manquantes : Qualification de sécurité ; Montant, durée et périmètre.",
        "Mode de déploiement décisif Cloud européen ou national pour ce contrat · preuve de niveau B",
        "S5 – défense, renseignement, systèmes classifiés",
        "Registre : ministere-armees: organisme de défense ( source, 1er mai 2026 )",
        "Non documenté (2)",
        "relevé le 8 janvier 2026, 09:12 UTC · annonce probable à 97 %",
        "8 janvier 2026, 09:20 UTC 1 1",
        "https://vigie.example/announcements/a-armees-mistral",
    ],
)
def test_a_sheet_tells_everything(client: TestClient, said: str) -> None:
    """Parties, dates, axes, verdict, evidence, what would change it, documents, history, citation."""
    assert said in words(client.get("/announcements/a-armees-mistral").text)


def test_quotes_link_to_their_sentence(client: TestClient) -> None:
    """A reader lands on the quoted sentence in the source."""
    page = client.get("/announcements/a-armees-mistral").text
    assert "https://www.armees.example/salle-de-presse/accord-cadre-ia#:~:text=Les%20mod%C3%A8les%20seront" in page


def test_a_sheet_awaiting_judgement_says_so(client: TestClient) -> None:
    """Without an assessment there is no verdict, no axes, and no invented value."""
    page = words(client.get("/announcements/a-attente").text)
    assert "Pas encore évaluée" in page
    assert "Hébergement non documenté." in page
    assert "Les quatre axes" not in page


@pytest.mark.parametrize("code", ["J?", "n/a"])
def test_codes_off_the_scale_are_shown_apart(code: str) -> None:
    """An unknown exposure is not drawn on the scale but beside it."""
    assessment = an_assessment()
    assessment = replace(
        assessment, axes=replace(assessment.axes, exposure=code, exposure_basis=None, sensitivity=None)
    )
    page = browsing(Shelf((Sheet(an_announcement(), (assessment,), ()),))).get("/announcements/a-armees-mistral").text
    assert f'<li class="now apart">{code}<span class="hidden">' in page
    assert '<li class="now apart">S?<span' in page


def test_sources_show_their_health(client: TestClient) -> None:
    """Each of the five states is named, with the failure or the issue behind it."""
    page = words(client.get("/sources").text)
    for said in (
        "Ministère des Armées toutes les 30 min en ordre",
        "en échec 3 échecs de suite : dge.example: 503 Service Unavailable",
        "Inria toutes les 30 min pas encore relevée jamais",
        "signalée sante.example répond 403",
        "Ancien flux toutes les 30 min désactivée",
    ):
        assert said in page


def test_issues_are_listed(client: TestClient) -> None:
    """An open issue shows its subject, sentence, age and count."""
    page = words(client.get("/issues").text)
    assert "sante sante.example répond 403 depuis 3 jours : voir robots.txt. depuis le 19 novembre 2026" in page
    assert "constaté 6 fois" in page


def test_the_framework_is_published(client: TestClient) -> None:
    """Verdicts, axes, rules in order and criteria are on one page; a rule can be linked to."""
    answer = client.get("/framework").text
    page = words(answer)
    assert "Version 2, 22 novembre 2026." in page
    assert "R6 exposition : J1 et fondement : déclaré Maîtrise partielle (déclarée)" in page
    assert "C7 · Hébergeur et opérateur Qui héberge et qui opère ?" in page
    assert '<tr id="R6">' in answer


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/nope", 404, "Cette page n’existe pas"),
        ("/announcements/inconnue", 404, "Cette page n’existe pas"),
        ("/announcements/..%2f..%2fetc%2fpasswd", 404, "Cette page n’existe pas"),
        ("/announcements/" + "a" * 200, 404, "Cette page n’existe pas"),
        ("/static/../app.py", 404, "Cette page n’existe pas"),
        ("/static/%2e%2e/app.py", 404, "Cette page n’existe pas"),
        ("/?after=x", 400, "n’appartient pas à cette question"),
        ("/?sector=nul", 400, "« nul » n’est pas une valeur de sector"),
        ("/?q=" + "x" * 10_000, 400, "10000 caractères ; 2000 au plus"),
        ("/?q=verdit:x", 400, "Vouliez-vous dire « verdict » ?"),
        ("/?q=%22abc", 400, "n’est pas refermé"),
        ("/?q=date:2025-02-30", 400, "n’est pas une date"),
        ("/?q=as-of:2999", 400, "n’est pas encore passé"),
        ("/?q=%25", 400, "aucun mot"),
        ("/?as_of=hier", 400, "n’est pas une date"),
        ("/explore?q=nul:x", 400, "n’existe pas"),
        ("/explore/nul.svg", 404, "Cette page n’existe pas"),
        ("/feed.atom?q=nul:x", 400, "n’existe pas"),
        ("/export.csv?q=nul:x", 400, "n’existe pas"),
        ("/actors/nobody", 404, "Cette page n’existe pas"),
        ("/actors/..%2f..%2fetc", 404, "Cette page n’existe pas"),
    ],
)
def test_mistakes_are_explained_to_people(client: TestClient, path: str, status: int, said: str) -> None:
    """A wrong address gets its status and a page that says what is wrong and where to go."""
    answer = client.get(path)
    assert answer.status_code == status
    assert said in words(answer.text)
    assert "Voir les annonces" in answer.text


def test_nothing_can_be_sent(client: TestClient) -> None:
    """Pages only answer reading: POST is refused, with the methods allowed."""
    answer = client.post("/", data={"q": "x"})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"


def test_head_is_answered_without_a_body(client: TestClient) -> None:
    """HEAD gives the headers of GET and no body."""
    answer = client.head("/")
    assert answer.status_code == 200
    assert answer.content == b""


def test_controls_in_a_search_are_harmless(client: TestClient) -> None:
    """NUL and lone surrogates in the words never reach the library."""
    assert client.get("/?q=%00mistral%ed%a0%80").status_code == 200


@pytest.mark.parametrize("path", [path for path in PAGES if path not in {"/framework", "/language"}])
def test_a_lost_database_is_said_not_shown(path: str) -> None:
    """The page says that the database is down; where it lies and why stays with us."""
    shelf = a_shelf()
    shelf.broken = True
    answer = browsing(shelf).get(path)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "120"
    assert "La base de données ne répond pas" in answer.text
    assert "sésame-secret" not in answer.text


def test_an_unforeseen_error_is_a_page_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug gives a guarded 500 page without details."""
    shelf = a_shelf()

    def fail() -> tuple[Issue, ...]:
        raise RuntimeError("sésame-secret")

    monkeypatch.setattr(shelf, "issues", fail)
    answer = browsing(shelf).get("/issues")
    assert answer.status_code == 500
    assert "La page n’a pas pu être construite" in answer.text
    assert "sésame-secret" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "fr"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "de,en;q=0.5,fr;q=0.8", "fr"),
        ("", "de;q=0.9", "fr"),
        ("", "en;q=0, fr;q=0.1", "fr"),
        ("", "en;q=zzz,,;q=1", "fr"),
        ("?lang=en", "fr", "en"),
        ("?lang=fr", "en", "fr"),
        ("?lang=xx", "en", "en"),
        ("?lang=<script>", "", "fr"),
    ],
)
def test_the_language_falls_back(query: str, header: str, language: str) -> None:
    """The address decides, then the browser, then French; nonsense is ignored."""
    answer = browsing(a_shelf(), header).get(f"/{query}")
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language"
    assert "<script>" not in answer.text


def test_a_chosen_language_is_kept_in_links(client: TestClient) -> None:
    """A reader who chose English stays in English; the switch keeps the filters."""
    page = client.get("/?lang=en&q=mistral").text
    assert 'href="/announcements/a-armees-mistral?lang=en"' in page
    assert 'href="/?q=mistral&amp;lang=fr"' in page
    assert '<input type="hidden" name="lang" value="en">' in page


def test_links_respect_the_path_of_a_proxy() -> None:
    """Behind a proxy that serves it under a path, every link stays under that path."""
    client = TestClient(create_app(a_shelf()), root_path="/vigie")
    links = re.findall(r'(?:href|action)="(/[^"]*)"', client.get("/sources").text)
    assert links
    assert all(link.startswith("/vigie/") for link in links)


def hostile_sheet() -> Sheet:
    """A sheet in which every foreign text is hostile."""
    document = a_document(title=HOSTILE, text=f"{HOSTILE} fin.", publisher=HOSTILE, url="javascript:alert(1)")
    quote = a_quote(document, f"{HOSTILE} fin.")
    return Sheet(hostile_announcement(quote), (hostile_assessment(quote),), (Read(document, None),))


def hostile_announcement(quote: Evidence) -> Announcement:
    announcement = an_announcement()
    party = replace(announcement.parties[0], name=HOSTILE)
    hosting = replace(announcement.hosting[0], provider=HOSTILE, location=HOSTILE, evidence=quote)
    return replace(announcement, id="a-hostile", title=HOSTILE, parties=(party,), hosting=(hosting,), project=HOSTILE)


def hostile_assessment(quote: Evidence) -> Assessment:
    facts = (f"x: {HOSTILE} (javascript:alert(1), 2026)", f"y: z (https://a@evil.example/, {HOSTILE})")
    finding = Finding(HOSTILE, HOSTILE, Scope.CONTRACT, Tier.E, HOSTILE, (quote,), facts, HOSTILE)
    return replace(
        an_assessment(),
        findings=(finding,),
        flags=(HOSTILE,),
        prefix=HOSTILE,
        rule=HOSTILE,
        verdict=HOSTILE,
        reading=HOSTILE,
        missing=(HOSTILE,),
        would_change=(HOSTILE,),
    )


@pytest.mark.parametrize("path", ["/", "/announcements/a-hostile", "/sources", "/issues"])
def test_foreign_text_is_never_markup(path: str) -> None:
    """Hostile titles, names, quotes, errors and addresses are shown as text and linked nowhere."""
    issue = replace(a_shelf().open_issues[0], subject=HOSTILE, message=HOSTILE)
    source = replace(a_source("x", HOSTILE), homepage="javascript:alert(1)")
    watched = Watched(source, a_state("x", failures=1, error=HOSTILE), (issue,))
    page = browsing(Shelf((hostile_sheet(),), (watched,), (issue,))).get(path).text
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "evil.example" not in "".join(re.findall(r'href="[^"]*"', page))
    assert html.escape("<script>") in page


def test_the_text_of_a_document_is_never_published() -> None:
    """Only short quotes are shown, however long the evidence."""
    document: Document = a_document(text="Le service est hébergé " + "très " * 300 + "loin.\n\nSuite réservée.")
    quote = a_quote(document, document.text.split("\n")[0])
    finding = Finding("hosting.host", "home", Scope.CONTRACT, Tier.B, None, (quote,), (), None)
    announcement = replace(an_announcement(), hosting=(), claims=())
    sheet = Sheet(announcement, (replace(an_assessment(), findings=(finding,)),), (Read(document, None),))
    client = browsing(Shelf((sheet,)))
    page = client.get("/announcements/a-armees-mistral").text
    assert "Suite réservée" not in page
    assert max(len(html.unescape(each)) for each in re.findall(r"<blockquote>(.*?)</blockquote>", page)) <= 304
    published = client.get("/announcements/a-armees-mistral.json").text
    assert "Suite réservée" not in published
    assert len(published) < 9000
