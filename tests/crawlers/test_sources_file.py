"""The shipped list of sources."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from watch.model import Source, SourceKind
from watch_crawlers.visit import KINDS

FILE = Path(__file__).resolve().parents[2] / "config" / "sources.yml"
SOURCES = TypeAdapter(tuple[Source, ...]).validate_python(yaml.safe_load(FILE.read_text(encoding="utf-8"))["sources"])

UNDATED = {SourceKind.JSON_API, SourceKind.PAGE_WATCH}
"""Searches that may find nothing, and pages that may stay as they are for years."""


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_each_source_is_complete(source: Source) -> None:
    """Ids are kebab-case; an enabled source is of a kind that is collected, has addresses and says what it expects."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", source.id)
    if source.enabled:
        assert source.kind in KINDS
        assert source.urls
        assert source.expects or source.kind in UNDATED
    else:
        assert source.note
        assert source.note.startswith(("Missing:", "Works; disabled because"))


def test_the_list_as_a_whole() -> None:
    """Ids are unique; all 23 sources that the founding article cites are collected, and at least one of each kind."""
    assert len({source.id for source in SOURCES}) == len(SOURCES)
    assert sum(source.cited_in_article and source.enabled for source in SOURCES) == 23
    assert {source.kind for source in SOURCES if source.enabled} == set(SourceKind)


def test_examples_of_addresses_match() -> None:
    """Patterns match addresses of the shape seen, and not the site's furniture."""
    patterns = {source.id: source.entry_url_pattern or "" for source in SOURCES}
    assert re.search(patterns["elysee"], "https://www.elysee.fr/emmanuel-macron/2026/04/16/un-titre")
    assert re.search(patterns["anssi"], "http://cyber.sites.beta.gouv.fr/actualites/un-titre/")
    assert re.search(patterns["economie-presse"], "https://presse.economie.gouv.fr/un-communique-de-presse/")
    assert not re.search(patterns["economie-presse"], "https://presse.economie.gouv.fr/mentions-legales/")
    assert not re.search(patterns["cnil"], "https://www.cnil.fr/fr/a/b")
