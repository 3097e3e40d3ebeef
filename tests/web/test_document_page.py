"""The page of one document: what was read, why, what a person said; short excerpts only, and safe."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient

from builders import an_extraction
from watch.model import (
    Correction,
    Detection,
    Document,
    Evidence,
    Extraction,
    HostingKind,
    HostingMention,
    HostingScope,
    Reading,
    Reason,
    Role,
    Side,
    Span,
    Status,
    WhyNot,
)
from watch.web import Read, Sheet, create_app
from web_samples import NOW, a_document, a_party, a_quote, an_announcement
from web_shelf import Shelf

HOSTILE = '"><script>alert("x")</script><img src=x onerror=alert(1)>'
DOCUMENT = a_document()


def a_full_reading(document: Document = DOCUMENT, **changes: object) -> Reading:
    """The ministry's communiqué with its parties, host, date and three grounds."""
    text = document.full_text
    end = text.index("entités.") + len("entités.")
    host = HostingMention(
        None, None, HostingKind.LOCATION_ONLY, "FR", HostingScope.CONTRACT, False, False,
        a_quote(document, "déployés sur des infrastructures françaises"),
    )  # fmt: skip
    facts: Extraction = an_extraction(
        parties=(
            a_party(document, "ministère des Armées", Role.BUYER, Side.PUBLIC, "min-armees"),
            a_party(document, "Mistral AI", Role.SUPPLIER, Side.PRIVATE, "mistral-ai"),
        ),
        hosting=(host,),
        evidence=(("signed_on", a_quote(document, "16 décembre 2025")),),
    )
    reasons = (
        Reason("public_party", 1.0, a_quote(document, "ministère des Armées")),
        Reason("core:deal.award", 0.46, a_quote(document, "notifié")),
        Reason("kind=press", -0.78, None),
    )
    deal = (Span(text.index("Le ministère"), end),)
    detection = replace(Detection(True, 0.97, Status.SIGNED, reasons, (), deal), **changes)  # type: ignore[arg-type]
    return Reading(document.id, detection, facts, None, None)


def a_correction(reading: Reading) -> Correction:
    """A person says that it is a follow-up."""
    return Correction(
        "c1", reading.document_id, "L. M.", NOW, "Un simple rappel.", reading, False, None, WhyNot.FOLLOW_UP,
        (), (), (), (), (),
    )  # fmt: skip


class Tags(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep one."""
        self.seen.append((tag, attrs))


def browsing(reading: Reading | None, document: Document = DOCUMENT, *said: Correction) -> TestClient:
    """The pages over one announcement with one document."""
    sheet = Sheet(an_announcement(DOCUMENT), (), (Read(document, reading),))
    client = TestClient(create_app(Shelf((sheet,), corrections=said)), raise_server_exceptions=False)
    client.headers["Accept-Language"] = "fr"
    return client


def words(page: str) -> str:
    body = re.sub(r"(?s)<head>.*?</head>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split()).replace("\u00a0", " ")


def test_mentions_are_marked_and_named_without_colour() -> None:
    """Each mention is a `mark` with a title, followed by what it is in brackets; the legend names the kinds present."""
    page = browsing(a_full_reading()).get(f"/documents/{DOCUMENT.id}").text
    assert re.search(r'<mark class="read read-private" title="privé · fournisseur">Mistral AI</mark>', page)
    said = words(page)
    assert "ministère des Armées [public · acheteur]" in said
    assert "16 décembre 2025 [signé ou notifié]" in said
    assert "[hébergement · lieu seul, opérateur non nommé · pour ce contrat]" in said
    assert "Légende : organisme public entreprise hébergement date indice de la décision" in said


def test_decision_score_and_reasons_are_in_words() -> None:
    """The answer, its probability and threshold, what was sought, and each ground as a sentence with its weight."""
    said = words(browsing(a_full_reading()).get(f"/documents/{DOCUMENT.id}").text)
    assert "Décision de la machine : une annonce (signé)" in said
    assert "Probabilité 0.97, seuil 0.60" in said
    assert "Un organisme public : oui « ministère des Armées »" in said
    assert "Un mot d’attribution dans la phrase centrale de l’accord « notifié » +0.46" in said
    assert "Publié par la presse -0.78" in said
    english = words(browsing(a_full_reading()).get(f"/documents/{DOCUMENT.id}", params={"lang": "en"}).text)
    assert "Published by the press -0.78" in english


def test_a_no_says_what_was_missing() -> None:
    """Each thing an announcement needs and this text lacks has its sentence."""
    no = a_full_reading(is_announcement=False, status=None, score=0.1, missing=("company", "newness"))
    said = words(browsing(no).get(f"/documents/{DOCUMENT.id}").text)
    assert "Décision de la machine : pas d’annonce" in said
    assert "Une entreprise : non" in said
    assert "Aucune entreprise n’est reconnue dans les phrases de l’accord." in said
    assert "Ce qui serait relevé si c’était une annonce" in said


def test_a_person_decides_and_the_machine_is_quoted() -> None:
    """The person's decision comes first, with name, reason and date; what the machine said then stays visible."""
    machine = a_full_reading()
    corrected = a_full_reading(is_announcement=False, status=None)
    page = browsing(corrected, DOCUMENT, a_correction(machine)).get(f"/documents/{DOCUMENT.id}").text
    said = words(page)
    assert "Décision d’une personne : pas d’annonce (suite d’un accord déjà connu)" in said
    assert "« Un simple rappel. »" in said
    assert "22 novembre 2026, 07:30 UTC, par L. M." in said
    assert "La machine disait alors : une annonce (signé), probabilité 0.97." in said


def test_quotes_link_to_the_sentence_at_the_source() -> None:
    """Excerpts and quoted words lead to the source with a text fragment."""
    page = browsing(a_full_reading()).get(f"/documents/{DOCUMENT.id}").text
    links = re.findall(r'href="([^"]+#:~:text=[^"]+)"', page)
    assert len(links) >= 3
    assert all(link.startswith(DOCUMENT.url) for link in map(html.unescape, links))


def test_the_whole_text_is_never_shown() -> None:
    """Of a long text only the excerpts are there: at most 300 characters each, and the rest is at the source."""
    filler = " ".join(f"Phrase {at} qui ne dit rien." for at in range(300))
    long = a_document(text=f"{filler}\n\n{DOCUMENT.text}\n\n{filler}")
    page = browsing(a_full_reading(long), long).get(f"/documents/{long.id}").text
    quoted = re.findall(r"(?s)<blockquote[^>]*>(.*?)</blockquote>", page)
    shown = [re.sub(r"<[^>]+>|\[[^\]]*\]", "", html.unescape(one)).strip() for one in quoted]
    assert shown
    assert all(len(one) <= 310 for one in shown)
    assert "Phrase 150 " not in page
    assert "[…]" in page


def test_hostile_text_stays_text() -> None:
    """Markup in title, text, names, reviewer and reason is shown as characters and never interpreted."""
    nasty = a_document(title=HOSTILE, text=f"{HOSTILE} {DOCUMENT.text}", publisher=HOSTILE, url="javascript:alert(1)")
    reading = a_full_reading(nasty)
    bad = replace(
        reading,
        detection=replace(
            reading.detection,
            reasons=(Reason(HOSTILE, 1.0, Evidence(nasty.id, 0, len(HOSTILE), HOSTILE)),),
        ),
    )
    said = replace(a_correction(bad), by=HOSTILE, reason=HOSTILE)
    page = browsing(bad, nasty, said).get(f"/documents/{nasty.id}").text
    parser = Tags()
    parser.feed(page)
    seen = parser.seen
    assert {tag for tag, _ in seen}.isdisjoint({"script", "img", "style", "iframe"})
    named = [(name, value or "") for _, attributes in seen for name, value in attributes]
    assert [name for name, _ in named if name.startswith("on") or name == "style"] == []
    assert [value for name, value in named if name in {"href", "src"} and "javascript" in value] == []
    assert html.escape(HOSTILE, quote=False)[2:20] in page


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (None, "Ce document n’a pas encore été lu."),
        (
            Reading(DOCUMENT.id, Detection(False, 0.0, None, (), ("language:ja",), ()), None, "language:ja", None),
            "Texte mis de côté : Vigie ne lit pas cette langue (ja).",
        ),
    ],
)
def test_what_was_not_read_says_so(reading: Reading | None, said: str) -> None:
    """A document that awaits its reading, or was set aside, is no error."""
    answer = browsing(reading).get(f"/documents/{DOCUMENT.id}")
    assert answer.status_code == 200
    assert said in words(answer.text)


@pytest.mark.parametrize("path", ["/documents/nothing", "/documents/..%2f..%2fetc", "/documents/%00"])
def test_an_unknown_document_is_a_page_that_does_not_exist(path: str) -> None:
    """404, told to a person."""
    assert browsing(None).get(path).status_code == 404


def test_a_withdrawn_announcement_says_so() -> None:
    """A sheet that no document carries any more stays readable, with a notice."""
    shelf = Shelf((Sheet(an_announcement(DOCUMENT), (), ()),))
    page = TestClient(create_app(shelf)).get(f"/announcements/{an_announcement(DOCUMENT).id}").text
    assert 'class="notice" role="note"' in page


def test_the_sheet_leads_to_how_each_document_was_read() -> None:
    """From the announcement to the page of its document."""
    page = browsing(a_full_reading()).get(f"/announcements/{an_announcement(DOCUMENT).id}").text
    assert f'href="/documents/{DOCUMENT.id}"' in page
