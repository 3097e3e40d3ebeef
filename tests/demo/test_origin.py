"""The local origin speaks real HTTP and shows what the sweep must cope with."""

from collections.abc import Iterator
from datetime import date
from http.client import HTTPConnection, HTTPResponse

import pytest

from demo.content import Post, Site, load_sites
from demo.origin import Origin
from demo.pages import ENTRANCE, link_path, page_path

EVE = date(2025, 11, 23)
LAST = date(2026, 1, 27)
FEEDS = ("ecologie", "inria", "dinum", "mistral", "doctrine", "messager", "octet", "magazine", "carnet", "europewire")


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin(today=LAST) as running:
        yield running


def ask(origin: Origin, path: str, **headers: str) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection("127.0.0.1", origin.port, timeout=5)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response, body


def find(origin: Origin, slug: str) -> tuple[Site, Post]:
    return next((site, post) for site in origin.sites for post in site.posts if post.slug == slug)


def test_an_unchanged_feed_answers_304_by_etag_and_by_date(origin: Origin) -> None:
    """Who has today's feed gets no body again, whether he asks by ETag or by date."""
    first, _ = ask(origin, "/messager/rss_full.xml")
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert ask(origin, "/messager/rss_full.xml", If_None_Match=etag)[0].status == 304
    assert ask(origin, "/messager/rss_full.xml", If_Modified_Since=modified)[0].status == 304
    assert ask(origin, "/messager/rss_full.xml", If_None_Match='"other"', If_Modified_Since=modified)[0].status == 200


def test_a_feed_changes_with_the_day() -> None:
    """The calendar decides what is visible, and a new entry makes a new ETag; time never goes back."""
    with Origin(today=EVE) as origin:
        before, old = ask(origin, "/mistral/rss.xml")
        origin.publish_until(date(2026, 1, 8))
        origin.publish_until(EVE)
        after, new = ask(origin, "/mistral/rss.xml", If_None_Match=before.headers["ETag"])
    assert after.status == 200
    assert "ministere-des-armees" not in old
    assert "ministere-des-armees" in new


def test_pages_do_not_change_after_publication() -> None:
    """A page keeps its ETag while its site goes on publishing."""
    with Origin(today=date(2025, 12, 1)) as origin:
        site, post = find(origin, "etat-doctrine-ia-juristes")
        before, _ = ask(origin, page_path(site, post))
        origin.publish_until(LAST)
        assert ask(origin, page_path(site, post), If_None_Match=before.headers["ETag"])[0].status == 304


def test_the_challenge_page_comes_with_status_200(origin: Origin) -> None:
    """The blocked site answers 200 and shows no document."""
    response, body = ask(origin, "/interieur/actualites/")
    assert response.status == 200
    assert "Just a moment..." in body
    assert "fr-card" not in body


def test_the_cut_feed_keeps_its_newest_entries(origin: Origin) -> None:
    """The regional daily's feed ends in the middle of its oldest entry."""
    _, body = ask(origin, "/midi/rss.xml")
    assert "</rss>" not in body
    assert body.count("</item>") == 2
    assert body.index("chu-montpellier") < body.index("</item>")


def test_the_moved_page_answers_301_to_its_new_address(origin: Origin) -> None:
    """The feed links to the old address; it leads to the page."""
    site, post = find(origin, "visio-transcription-pyannoteai")
    old = link_path(site, post)
    assert old in ask(origin, f"/dinum/{ENTRANCE[site.layout]}")[1]
    response, _ = ask(origin, old)
    assert response.status == 301
    assert response.headers["Location"] == origin.url + page_path(site, post)
    assert ask(origin, page_path(site, post))[0].status == 200


def test_the_gone_page_is_linked_and_answers_404(origin: Origin) -> None:
    """A feed may name a page that was withdrawn."""
    site, post = find(origin, "agenda-premier-decembre")
    assert page_path(site, post) in ask(origin, f"/ecologie/{ENTRANCE[site.layout]}")[1]
    assert ask(origin, page_path(site, post))[0].status == 404


def test_robots_txt_reserves_the_premium_path(origin: Origin) -> None:
    """robots.txt names the path below which one linked page lies."""
    site, post = find(origin, "premium/weekly-briefing")
    _, body = ask(origin, "/robots.txt")
    assert page_path(site, post).startswith(body.split("Disallow: ")[1].strip())


@pytest.mark.parametrize("site_id", FEEDS)
def test_whole_feeds_are_well_formed(origin: Origin, site_id: str) -> None:
    """All feeds but the cut one are XML with one entry for each document."""
    from xml.etree import ElementTree as ET

    site = next(one for one in origin.sites if one.id == site_id)
    tree = ET.fromstring(ask(origin, f"/{site_id}/{ENTRANCE[site.layout]}")[1])
    names = [node.tag.rpartition("}")[2] for node in tree.iter()]
    assert names.count("item") + names.count("entry") == len(site.posts)


def test_every_document_tells_a_deal_or_says_why_not() -> None:
    """The content is labelled whole: each document has one label, and each site with documents one of before."""
    sites = load_sites()
    posts = [post for site in sites for post in site.posts]
    assert all((post.deal is None) != (post.near_miss is None) for post in posts)
    assert all(site.visible(EVE) for site in sites if site.posts)
    kinds = {post.near_miss for post in posts if post.published.date() > EVE}
    assert {"private_deal", "product", "funding", "opinion", "agenda", "denial", "rumour", "public_public"} <= kinds
