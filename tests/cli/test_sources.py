"""`vigie sources probe` and `record` as a user runs them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from crawlers.local_site import LocalSite, Page, serve_feed
from watch.config import copy_defaults

SOURCE = """
- id: {id}
  name: Source {id}
  publisher_kind: government
  kind: feed
  language: fr
  homepage: {url}
  urls: ["{url}"]
  cadence: PT30M
  enabled: {enabled}
  expects: null
  licence: null
  note: "Missing: nothing"
"""
Vigie = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def site() -> Iterator[LocalSite]:
    made = LocalSite()
    serve_feed(made, 1, 2)
    made.pages["/non"] = Page(status=403)
    yield made
    made.close()


@pytest.fixture
def vigie(site: LocalSite, tmp_path: Path) -> Vigie:
    copy_defaults(tmp_path)
    rows = (("bonne", "/feed", "true"), ("close", "/non", "true"), ("autre", "/feed", "false"))
    text = "".join(SOURCE.format(id=name, url=site.url(path), enabled=enabled) for name, path, enabled in rows)
    (tmp_path / "sources.yml").write_text("sources:" + text, encoding="utf-8")
    environment = os.environ | {
        "VIGIE_CONFIG": str(tmp_path),
        "VIGIE_DATABASE": f"sqlite:///{tmp_path / 'v.db'}",
        "VIGIE_ALLOW_HOSTS": f"127.0.0.1:{site.port}",
        "VIGIE_CRAWL_DELAY": "0",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "watch", *arguments],
            env=environment, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path,
        )  # fmt: skip

    return run


def test_probe(vigie: Vigie) -> None:
    """One line per enabled source, an exit code for scripts, and nothing kept."""
    done = vigie("sources", "probe", "--json")
    good, closed = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert (good["source_id"], good["entries"], good["newest"], good["wrong"]) == ("bonne", 2, "2026-11-17", [])
    assert "answered 403" in closed["wrong"][0]
    assert "1 of 2 sources answer as they should." in vigie("sources", "probe").stdout
    listed = json.loads(vigie("sources", "--json").stdout)
    assert [row["state"] for row in listed] == [None, None, None]


def test_a_disabled_source_can_be_probed(vigie: Vigie) -> None:
    """That is how one finds out whether it can be enabled."""
    done = vigie("sources", "probe", "autre")
    assert done.returncode == 0, done.stderr
    assert "autre" in done.stdout


def test_an_unknown_source_is_one_sentence(vigie: Vigie) -> None:
    """With the nearest id."""
    done = vigie("sources", "probe", "bone")
    assert done.returncode != 0
    assert "did you mean: bonne" in done.stderr
    assert "Traceback" not in done.stderr


def test_record(vigie: Vigie, tmp_path: Path, site: LocalSite) -> None:
    """The answers and what was read in them lie in a directory of the source's name."""
    done = vigie("sources", "record", "bonne", "--into", str(tmp_path / "saved"))
    assert done.returncode == 0, done.stderr
    sheet = yaml.safe_load((tmp_path / "saved" / "bonne" / "expected.yml").read_text(encoding="utf-8"))
    assert [answer["url"] for answer in sheet["answers"]] == [site.url(path) for path in ("/feed", "/a/2", "/a/1")]
    assert {row["title"] for row in sheet["expected"]} == {"Annonce numéro 1", "Annonce numéro 2"}
    refused = vigie("sources", "record", "close")
    assert "answered 403" in refused.stderr
