"""What editors decide, and what was known on a day, as readers of the pages see it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from watch.model import EditorsWord
from watch.web import create_app
from web_shelf import Shelf, a_shelf

WORD = EditorsWord("a/1", "A. Martin", datetime(2026, 3, 2, tzinfo=UTC), "Clause 7 <lue>.", None)


def browsing(shelf: Shelf, language: str = "fr") -> TestClient:
    """A reader of that shelf."""
    client = TestClient(create_app(shelf, public_url="https://vigie.example/"))
    client.headers["Accept-Language"] = language
    return client


def decided(*, rejected: bool) -> tuple[Shelf, str]:
    """A shelf whose first sheet has a finding that an editor settled, and the path of that sheet."""
    shelf = a_shelf()
    first, *others = shelf.sheets
    latest, *earlier = first.assessments
    place = next(at for at, one in enumerate(latest.findings) if one.value is not None)
    found = latest.findings[place]
    word = replace(WORD, machine_value=found.value)
    settled = replace(found, value=None if rejected else found.value, editor=word)
    findings = (*latest.findings[:place], settled, *latest.findings[place + 1 :])
    sheet = replace(first, assessments=(replace(latest, findings=findings), *earlier))
    return replace(shelf, sheets=(sheet, *others)), f"/announcements/{first.announcement.id}"


@pytest.mark.parametrize("rejected", [False, True])
@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Décision de la rédaction, A. Martin"), ("en", "Editor’s decision, A. Martin")]
)
def test_a_sheet_names_the_editor_of_a_finding(language: str, said: str, *, rejected: bool) -> None:
    """With the reason, escaped, and what the machine alone finds; a rejected finding is shown, not hidden."""
    shelf, path = decided(rejected=rejected)
    page = browsing(shelf, language).get(path).text
    assert said in page
    assert "Clause 7 &lt;lue&gt;." in page


def test_a_sheet_as_of_a_day_says_so_and_leads_back() -> None:
    """The notice names the day; links to other sheets keep it; one link returns to today."""
    shelf = a_shelf()
    path = f"/announcements/{shelf.sheets[0].announcement.id}"
    page = browsing(shelf).get(f"{path}?as_of=2026-01-08").text
    assert "État des connaissances au 8 janvier 2026" in page
    assert f'href="{path}">revenir à aujourd’hui' in page
    assert "État des connaissances" not in browsing(shelf).get(path).text


def test_a_day_that_is_none_is_refused() -> None:
    """The address is wrong, and the page says which part."""
    path = f"/announcements/{a_shelf().sheets[0].announcement.id}"
    assert browsing(a_shelf()).get(f"{path}?as_of=hier").status_code == 400
    assert browsing(a_shelf()).get("/?as_of=hier").status_code == 400
