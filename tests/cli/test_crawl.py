"""`vigie crawl` as a user runs it: a real site, a real mailbox, and sources that answer garbage."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.local_vigie import LocalVigie
from crawlers.local_site import FEED, LocalSite, Page, article, rss

DAY = "Thu, 08 Jan 2026 10:00:00 +0100"
TITLE = "Le ministère des Armées notifie un accord-cadre d'intelligence artificielle à Mistral AI"
TEXT = (
    "Le ministère des Armées a notifié un accord-cadre à Mistral AI, a-t-il annoncé jeudi. L'entreprise fournira aux "
    "armées ses modèles d'intelligence artificielle, qui seront déployés sur des infrastructures françaises."
)


@pytest.fixture
def site() -> Iterator[LocalSite]:
    """A site with one good feed and two that answer garbage."""
    made = LocalSite()
    made.pages["/feed"] = Page(rss((made.url("/a/1"), "Voeux du ministre", DAY, "Une bonne année.")), content_type=FEED)
    made.pages["/a/1"] = Page(article("Voeux du ministre", "Le ministre présente ses voeux à la presse."))
    made.pages["/a/2"] = Page(article(TITLE, TEXT))
    made.pages["/noise"] = Page(bytes(range(256)) * 40, content_type=FEED)
    made.pages["/page"] = Page(b"<html><body><h1>Maintenance</h1></body></html>")
    yield made
    made.close()


def test_crawl_reads_and_answers(site: LocalSite, tmp_path: Path) -> None:
    """The first sweep is the baseline, the second brings the deal; garbage is reported and harms nobody else."""
    run = LocalVigie(tmp_path, site, {"bonne": "/feed", "bruit": "/noise", "panne": "/page"})

    def vigie(*arguments: str) -> object:
        done = run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        return json.loads(done.stdout)

    first = vigie("crawl", "bonne", "bruit", "panne")
    assert {one["source_id"]: one["outcome"] for one in first["sources"]} == {  # type: ignore[index]
        "bonne": "read",
        "bruit": "unreadable",
        "panne": "unreadable",
    }
    rows = [(site.url("/a/2"), TITLE, DAY, "Accord-cadre."), (site.url("/a/1"), "Voeux du ministre", DAY, "x")]
    site.pages["/feed"] = Page(rss(*rows), content_type=FEED)
    second = vigie("crawl", "bonne")
    assert second["sources"][0]["new_documents"] == 1  # type: ignore[index]
    (listed,) = vigie("query", "mistral")["announcements"]  # type: ignore[index]
    assert listed["announcement"]["baseline"] is False
    assert {issue["subject"] for issue in vigie("issues")} == {"bruit", "panne"}  # type: ignore[attr-defined]
    sheet = vigie("show", listed["announcement"]["id"])
    assert sheet["documents"][0]["url"] == site.url("/a/2")  # type: ignore[index]
