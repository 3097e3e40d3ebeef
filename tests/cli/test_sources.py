"""`vigie sources probe` and `record` as a user runs them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from cli.local_vigie import LocalVigie
from crawlers.local_site import LocalSite, Page, serve_feed


@pytest.fixture
def site() -> Iterator[LocalSite]:
    made = LocalSite()
    serve_feed(made, 1, 2)
    made.pages["/non"] = Page(status=403)
    yield made
    made.close()


@pytest.fixture
def vigie(site: LocalSite, tmp_path: Path) -> LocalVigie:
    return LocalVigie(tmp_path, site, {"bonne": "/feed", "close": "/non", "autre": "/feed"}, off=["autre"])


def test_probe(vigie: LocalVigie) -> None:
    """One line per enabled source, an exit code for scripts, and nothing kept."""
    done = vigie("sources", "probe", "--json")
    good, closed = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert (good["source_id"], good["entries"], good["newest"], good["wrong"]) == ("bonne", 2, "2026-11-17", [])
    assert "answered 403" in closed["wrong"][0]
    assert "1 of 2 sources answer as they should." in vigie("sources", "probe").stdout
    listed = json.loads(vigie("sources", "--json").stdout)
    assert [row["state"] for row in listed] == [None, None, None]


def test_a_disabled_source_can_be_probed(vigie: LocalVigie) -> None:
    """That is how one finds out whether it can be enabled."""
    done = vigie("sources", "probe", "autre")
    assert done.returncode == 0, done.stderr
    assert "autre" in done.stdout


def test_an_unknown_source_is_one_sentence(vigie: LocalVigie) -> None:
    """With the nearest id."""
    done = vigie("sources", "probe", "bone")
    assert done.returncode != 0
    assert "did you mean: bonne" in done.stderr
    assert "Traceback" not in done.stderr


def test_record(vigie: LocalVigie, tmp_path: Path, site: LocalSite) -> None:
    """The answers and what was read in them lie in a directory of the source's name."""
    done = vigie("sources", "record", "bonne", "--into", str(tmp_path / "saved"))
    assert done.returncode == 0, done.stderr
    sheet = yaml.safe_load((tmp_path / "saved" / "bonne" / "expected.yml").read_text(encoding="utf-8"))
    assert [answer["url"] for answer in sheet["answers"]] == [site.url(path) for path in ("/feed", "/a/2", "/a/1")]
    assert {row["title"] for row in sheet["expected"]} == {"Annonce numéro 1", "Annonce numéro 2"}
    refused = vigie("sources", "record", "close")
    assert "answered 403" in refused.stderr
