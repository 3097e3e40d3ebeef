"""Feeds, tables, the open-data package, citations and the calendar: whole, safe to open, and valid."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree as ET

import feedparser
import pytest
from fastapi.testclient import TestClient

from watch.formats.calendar import ends_on
from watch.formats.tabular import cell
from watch.model import PartialDate
from watch.web import Sheet, create_app
from web_samples import an_announcement, an_assessment
from web_shelf import Shelf, a_shelf

FORMULA = '=HYPERLINK("https://evil.example","x")'


@pytest.fixture
def client() -> TestClient:
    """The pages over four announcements."""
    return TestClient(create_app(a_shelf(), public_url="https://vigie.example"), headers={"Accept-Language": "fr"})


def over(*sheets: Sheet) -> TestClient:
    """The pages over these sheets."""
    return TestClient(create_app(Shelf(sheets), public_url="https://vigie.example"))


def test_a_feed_of_any_query_is_valid_atom(client: TestClient) -> None:
    """The feed holds what the query finds, with ids, dates and its own address."""
    answer = client.get("/feed.atom", params={"q": "sector:defence"})
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert {entry.id for entry in feed.entries} == {
        "https://vigie.example/announcements/a-armees-mistral",
    }
    root = ET.fromstring(answer.content)
    ours = "{http://www.w3.org/2005/Atom}"
    assert root.find(f"{ours}link[@rel='self']").get("href") == "https://vigie.example/feed.atom?q=sector%3Adefence"  # type: ignore[union-attr]
    assert datetime.fromisoformat(root.findtext(f"{ours}updated") or "").tzinfo


def test_a_json_feed_says_the_same(client: TestClient) -> None:
    """JSON Feed 1.1, the same items."""
    feed = client.get("/feed.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len(feed["items"]) == 4
    assert {"id", "url", "title", "content_text", "date_published"} <= set(feed["items"][0])


def test_hostile_titles_stay_text_in_a_feed() -> None:
    """Markup and control characters of a title are characters of the feed."""
    nasty = "<script>alert(1)</script> ]]> & \x0b\x00"
    client = over(Sheet(replace(an_announcement(), title=nasty, parties=()), (), ()))
    feed = feedparser.parse(client.get("/feed.atom").content)
    assert not feed.bozo
    assert ET.fromstring(client.get("/feed.atom").content) is not None
    assert client.get("/feed.json").json()["items"][0]["title"].startswith("<script>alert(1)</script>")


def test_a_table_holds_everything_that_is_found(client: TestClient) -> None:
    """One row for each announcement, columns as the header names them."""
    answer = client.get("/export.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="vigie.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["id"] for row in rows] == ["a-armees-mistral", "a-attente", "a-etat-doctrine", "a-inria-doctolib"]
    assert rows[0]["verdict"] == "partial_control"
    assert rows[1]["verdict"] == ""
    lines = client.get("/export.jsonl", params={"q": "verdict:partial_control"}).text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a-armees-mistral"]


@pytest.mark.parametrize("text", [FORMULA, "+1", "-1", "@x", "\t=1", " =1", "|x", "%0A"])
def test_no_cell_is_a_formula(text: str) -> None:
    """What a spreadsheet would run begins with an apostrophe; numbers stay numbers."""
    assert cell(text).startswith("'")
    assert cell(-1) == "-1"
    assert cell(None) == ""


def test_a_hostile_title_is_harmless_in_a_table() -> None:
    """A formula in a title or a name reaches no cell as a formula."""
    announcement = replace(an_announcement(), title=FORMULA, project=FORMULA)
    text = over(Sheet(announcement, (), ())).get("/export.csv").text
    cells = [each for row in csv.reader(io.StringIO(text, newline="")) for each in row]
    assert any(FORMULA in each for each in cells)
    assert not [each for each in cells if each.startswith(("=", "+", "@"))]


def test_the_package_describes_itself(client: TestClient) -> None:
    """Its descriptor names each table and column that is there, its licence, and no whole text."""
    archive = zipfile.ZipFile(io.BytesIO(client.get("/export.zip").content))
    described = json.loads(archive.read("datapackage.json"))
    assert described["licenses"][0]["name"] == "etalab-2.0"
    for resource in described["resources"]:
        rows = list(csv.reader(io.StringIO(archive.read(resource["path"]).decode(), newline="")))
        assert rows[0] == [field["name"] for field in resource["schema"]["fields"]]
        assert len(rows) > 1, resource["name"]
        key = resource["schema"].get("primaryKey")
        if key:
            keys = [row[rows[0].index(key)] for row in rows[1:]]
            assert len(keys) == len(set(keys))
        for field in resource["schema"]["fields"]:
            if field["type"] == "integer":
                place = rows[0].index(field["name"])
                assert all(row[place] == "" or int(row[place]) >= 0 for row in rows[1:])
    assert "AMIAD conduit" not in archive.read("findings.csv").decode()


def test_deadlines_are_events_of_a_calendar() -> None:
    """A deal of known start and length ends on a day; a start without a day gives none."""
    dated = replace(an_announcement(), signed_on=PartialDate(2025, 8, 31), duration_months=18)
    vague = replace(dated, id="a-vague", signed_on=PartialDate(2025, 8))
    assert str(ends_on(dated)) == "2027-02-28"
    assert ends_on(vague) is None
    text = over(Sheet(dated, (), ()), Sheet(vague, (), ())).get("/deadlines.ics").text
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20270228\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_sheet_can_be_cited(client: TestClient) -> None:
    """BibTeX escapes what TeX would run; CSL-JSON carries version, day and address."""
    bibtex = client.get("/announcements/a-armees-mistral.bib")
    assert bibtex.headers["content-type"].startswith("application/x-bibtex")
    assert bibtex.text.startswith("@misc{vigie-a-armees-mistral-v1,")
    assert "maîtrise partielle" in bibtex.text.lower()
    (csl,) = client.get("/announcements/a-armees-mistral.csl").json()
    assert csl["URL"] == "https://vigie.example/announcements/a-armees-mistral"
    assert csl["issued"] == {"date-parts": [[2026, 11, 22]]}
    name = replace(an_announcement().parties[0], name="A & B_{x} \\input{/etc/passwd}")
    hostile = over(Sheet(replace(an_announcement(), parties=(name,)), (an_assessment(),), ()))
    cited = hostile.get("/announcements/a-armees-mistral.bib").text
    assert "\\input{" not in cited
    assert "\\&" in cited
    assert client.get("/announcements/none.bib").status_code == 404


@pytest.mark.parametrize("name", ["flows", "time", "sectors"])
def test_figures_come_with_their_numbers(client: TestClient, name: str) -> None:
    """Each figure is a well-formed drawing that can be saved, and a table that adds up to the list."""
    drawing = client.get(f"/explore/{name}.svg")
    assert drawing.headers["content-type"] == "image/svg+xml"
    root = ET.fromstring(drawing.text)
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    assert "style" not in root.attrib
    rows = list(csv.DictReader(io.StringIO(client.get(f"/explore/{name}.csv").text, newline="")))
    assert sum(int(row["count"]) for row in rows) == 4
