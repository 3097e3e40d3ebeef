"""The HTTP API holds what its schema promises, for whatever is asked."""

import json
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from watch.web import create_app
from watch.web.limits import Limits
from web_shelf import a_shelf

APP = create_app(a_shelf(), public_url="https://vigie.example/", limits=Limits(10**9, 10**9))
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", APP)


@SCHEMA.parametrize()
@settings(max_examples=15, deadline=None)
def test_every_operation_answers_as_its_schema_says(case: schemathesis.Case[Any]) -> None:
    """No generated request gets a 500 or an answer that the schema does not describe.

    A schema cannot say which texts are queries, nor which are cursors: that such a text is refused is no fault.
    """
    case.call_and_validate(excluded_checks=[positive_data_acceptance])


@pytest.fixture
def client() -> TestClient:
    """The API over four announcements."""
    return TestClient(APP, raise_server_exceptions=False)


def test_announcements_carry_their_assessment_and_quotes(client: TestClient) -> None:
    """A list holds parties, verdict and findings; quotes are short."""
    found = client.get("/api/v1/announcements", params={"q": "fournisseur:mistral-ai"}).json()
    assert found["total"] == len(found["announcements"])
    first = next(each for each in found["announcements"] if each["id"] == "a-armees-mistral")
    assert first["url"] == "https://vigie.example/announcements/a-armees-mistral"
    assert first["announced_on"] == "2026-01-08"
    assert first["signed_on"] == "2025-12"
    assert first["assessment"]["verdict_fr"] == "maîtrise partielle"
    quotes = [quote for finding in first["assessment"]["findings"] for quote in finding["evidence"]]
    assert quotes
    assert all(len(quote["quote"]) <= 300 for quote in quotes)


def test_a_sheet_links_to_sentences_and_keeps_history(client: TestClient) -> None:
    """One announcement has every assessment, its documents without text, and links that land on the quotes."""
    sheet = client.get("/api/v1/announcements/a-armees-mistral").json()
    assert [each["framework_version"] for each in sheet["history"]] == ["2", "1"]
    assert sheet["announcement"]["hosting"][0]["evidence"]["link"].startswith("https://www.armees.example/")
    assert "#:~:text=" in sheet["announcement"]["hosting"][0]["evidence"]["link"]
    assert len(sheet["documents"]) == 2
    assert "AMIAD conduit" not in json.dumps(sheet, ensure_ascii=False)


def test_a_list_goes_on_by_cursor(client: TestClient) -> None:
    """Following `next` gives each announcement once."""
    seen, cursor = [], None
    while True:
        asked = {"limit": 1, **({"cursor": cursor} if cursor else {})}
        page = client.get("/api/v1/announcements", params=asked).json()
        seen += [each["id"] for each in page["announcements"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == page["total"] == 4


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("announcements?q=verdit:x", 400, "unknown_field"),
        ("announcements?q=%22", 400, "open_quote"),
        ("announcements?cursor=x", 400, "bad_cursor"),
        ("announcements?limit=0", 400, "bad_parameter"),
        ("announcements?limit=1000", 400, "bad_parameter"),
        ("announcements?q=" + "x" * 10_000, 400, "bad_parameter"),
        ("announcements?q=%00", 400, "control"),
        ("announcements?q=%25", 400, "no_word"),
        ("announcements/a-armees-mistral?as_of=hier", 400, "bad_parameter"),
        ("counts?by=colour", 400, "unknown_dimension"),
        ("counts", 400, "bad_parameter"),
        ("documents?cursor=2026", 400, "bad_cursor"),
        ("documents?cursor=0001-01-01T00:00:00%2B23:59~x", 400, "bad_cursor"),
        ("announcements/nothing", 404, None),
        ("announcements/..%2f..%2fetc%2fpasswd", 404, None),
        ("documents/nothing", 404, None),
        ("actors/nobody", 404, None),
        ("nothing", 404, None),
    ],
)
def test_mistakes_are_json_that_says_what_to_do(client: TestClient, path: str, status: int, kind: str | None) -> None:
    """Whoever asks for JSON is answered in JSON, with a code that stays and a sentence for people."""
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert told["detail"]
    assert told.get("kind") == kind


def test_a_mistake_points_at_its_characters(client: TestClient) -> None:
    """The place of the mistake is given with the query."""
    told = client.get("/api/v1/announcements", params={"q": "santé verdit:x"}).json()
    assert told["query"][told["start"] : told["end"]] == "verdit"
    assert "Did you mean “verdict”?" in told["detail"]


@pytest.mark.parametrize("path", ["/api/v1/announcements", "/", "/feed.atom", "/announcements/a-armees-mistral.json"])
def test_what_is_known_is_not_sent_again(client: TestClient, path: str) -> None:
    """The same answer has the same ETag, and is not sent to who has it."""
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert first.status_code == 200
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["content-security-policy"]


def test_other_sites_may_not_read_it_from_a_browser(client: TestClient) -> None:
    """Cross-origin access is off."""
    answer = client.get("/api/v1/announcements", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client: TestClient, method: str) -> None:
    """Every other method is refused."""
    assert getattr(client, method)("/api/v1/announcements").status_code == 405


def test_who_asks_too_much_waits() -> None:
    """Beyond the limit an address gets 429 with the seconds to wait; exports have a limit of their own."""
    app = create_app(a_shelf(), limits=Limits(requests=5, exports=1))
    client = TestClient(app)
    answers = [client.get("/api/v1/actors").status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2
    refused = client.get("/api/v1/actors")
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.headers["content-security-policy"]
    assert [client.get("/export.csv").status_code for _ in range(2)] == [200, 429]
    assert client.get("/health").status_code == 200
