import pytest
from fastapi.testclient import TestClient

from watch.web import create_app
from watch.web.api import Json, PublishedSheet, short_quotes
from web_shelf import a_shelf


def client(*, broken: bool = False) -> TestClient:
    shelf = a_shelf()
    shelf.broken = broken
    return TestClient(create_app(shelf), raise_server_exceptions=False)


def test_health_is_ok_when_the_database_answers() -> None:
    """A live watch answers 200 with its last sweep, queue and version."""
    answer = client().get("/health")
    assert answer.status_code == 200
    swept = "2026-11-22T07:12:00+00:00"
    assert answer.json() == {"database": True, "last_sweep": swept, "queue": 0, "version": "0.1.0"}
    assert answer.headers["cache-control"] == "no-store"


def test_health_is_503_when_the_database_fails() -> None:
    """A watch without its database answers 503, still as JSON."""
    answer = client(broken=True).get("/health")
    assert answer.status_code == 503
    assert answer.json()["database"] is False


def test_a_sheet_is_published_as_json() -> None:
    """The JSON holds announcement, assessments and documents, and fits the published schema."""
    from pydantic import TypeAdapter

    answer = client().get("/announcements/a-armees-mistral.json")
    assert answer.headers["content-type"] == "application/json"
    sheet = TypeAdapter(PublishedSheet).validate_json(answer.content)
    assert sheet.announcement.id == "a-armees-mistral"
    assert [assessment.framework_version for assessment in sheet.assessments] == ["2", "1"]
    assert "text" not in answer.json()["documents"][0]


@pytest.mark.parametrize("key", ["inconnue", "..", "%00"])
def test_an_unknown_sheet_is_404_in_json(key: str) -> None:
    """Who asks for JSON gets JSON, also for what does not exist."""
    answer = client().get(f"/announcements/{key}.json")
    assert answer.status_code == 404
    assert answer.json() == {"detail": "This page does not exist"}


def test_a_lost_database_is_503_in_json() -> None:
    """A broken store is told as JSON without its details."""
    answer = client(broken=True).get("/announcements/a-armees-mistral.json")
    assert answer.status_code == 503
    assert "sésame" not in answer.text


def test_quotes_are_cut_wherever_they_stand() -> None:
    """Every key named quote is shortened, at any depth; nothing else is."""
    long = "mot " * 200
    deep: Json = {"a": [{"quote": long, "note": long}], "quote": None}
    cut = short_quotes(deep)
    assert isinstance(cut, dict)
    assert isinstance(cut["a"], list)
    assert isinstance(cut["a"][0], dict)
    assert len(str(cut["a"][0]["quote"])) <= 300
    assert cut["a"][0]["note"] == long
    assert cut["quote"] is None
