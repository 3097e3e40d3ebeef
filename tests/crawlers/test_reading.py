"""Feeds, listings and pages, as the reading process reads them (here in our own process)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crawlers.local_site import article, rss
from watch.errors import ParseError
from watch.model import Selectors
from watch_crawlers.parse_feed import parse_feed
from watch_crawlers.parse_listing import parse_listing, parse_sitemap
from watch_crawlers.parse_page import parse_page
from watch_crawlers.parsed import Kind, ReadTask, decode_task, encode_task, layout_on
from watch_crawlers.plain_text import language_of, markup_to_line, markup_to_text

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TEXT = "Le ministère et l’entreprise signent un accord-cadre.\n\n" + "Il porte sur l’hébergement. " * 8


def task(kind: Kind = Kind.FEED, **changes: Any) -> ReadTask:
    """A task about an address of our own."""
    made: dict[str, Any] = {"url": "https://a.fr/dir/", "content_type": "text/html; charset=utf-8", "now": NOW}
    return ReadTask(kind, **{**made, **changes})


def feed_of(markup: str, encoding: str = "utf-8", content_type: str = "application/rss+xml") -> Any:
    """The one entry of a feed that holds this markup in its item."""
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><item>{markup}</item></channel></rss>'
    parsed = parse_feed(body.encode(encoding), task(content_type=content_type))
    return parsed.entries[0]


def test_titles_become_plain_text() -> None:
    """Markup, scripts and entities escaped twice leave only what a reader would see."""
    entry = feed_of(
        "<title>L&amp;#8217;IA &lt;b&gt;d’État&lt;/b&gt;&lt;script&gt;x()&lt;/script&gt;</title><link>/p</link>"
    )
    assert entry.title == "L’IA d’État"
    assert entry.link == "https://a.fr/p"


def test_texts_keep_their_paragraphs() -> None:
    """Blocks are separated by one empty line, a break by one line end, and what is not text is gone."""
    entry = feed_of(
        "<link>/p</link><description><![CDATA[<p>Un<br>deux</p><style>p{}</style><ul><li>trois</li></ul>"
        "<iframe src='x'></iframe>quatre&nbsp;mots]]></description>"
    )
    assert entry.summary == "Un\ndeux\n\ntrois\n\nquatre mots"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.fr", "http://", ""])
def test_links_that_lead_to_no_page_are_dropped(link: str) -> None:
    """Only http and https links with a host remain."""
    assert feed_of(f"<title>t</title><link>{link}</link>").link is None


def test_a_link_wrapped_in_markup_is_found() -> None:
    """Some Drupal feeds wrap title and link in an anchor and write dates their own way."""
    entry = feed_of(
        "<title>&lt;a href=&quot;/node/7&quot;&gt;Un titre&lt;/a&gt;</title>"
        "<link>&lt;a href=&quot;/node/7&quot;&gt;voir&lt;/a&gt;</link><pubDate>mer 01/04/2026 - 12:00</pubDate>"
    )
    assert (entry.title, entry.link, entry.published.on) == ("Un titre", "https://a.fr/node/7", date(2026, 4, 1))


def test_impossible_and_future_dates_are_none() -> None:
    """A date that cannot be is no date; the entry stays."""
    assert feed_of("<title>t</title><pubDate>Mon, 45 Foo 2026 99:00:00 GMT</pubDate>").published is None
    assert feed_of("<title>t</title><pubDate>Fri, 01 Jan 2038 00:00:00 GMT</pubDate>").published is None


def test_wrong_encodings_are_survived() -> None:
    """Latin-1 bytes that claim UTF-8, Windows quotes in ISO-8859-1, and UTF-8 that claims UTF-16 all read right."""
    said = (
        '<?xml version="1.0" encoding="{}"?><rss version="2.0"><channel><item><title>{}</title></item></channel></rss>'
    )
    cases = [("utf-8", "Sénat", "latin-1"), ("iso-8859-1", "l’IA d’œuvre", "cp1252"), ("utf-16", "Sénat", "utf-8")]
    for declared, title, real in cases:
        parsed = parse_feed(said.format(declared, title).encode(real), task(content_type="text/xml"))
        assert [entry.title for entry in parsed.entries] == [title]


def test_nuls_are_stripped() -> None:
    """NUL bytes neither break the parse nor reach a title."""
    parsed = parse_feed(rss(("/a", "Ti\0tre", "", "x")), task(content_type="text/xml"))
    assert parsed.entries[0].title == "Titre"


def test_a_truncated_feed_gives_its_whole_entries() -> None:
    """What is malformed is a warning as long as there are entries."""
    whole = rss(*[(f"/{n}", f"Titre {n}", "", "texte") for n in range(10)])
    parsed = parse_feed(whole[: len(whole) // 2], task(content_type="text/xml"))
    assert parsed.warning
    assert 3 <= len(parsed.entries) <= 6


def test_no_feed_is_an_error() -> None:
    """An HTML page, a file name and JSON of another kind are not feeds."""
    for body in (b"<html><body>Bonjour</body></html>", b"/etc/passwd", b'{"a": 1}', b"{", b"hello"):
        with pytest.raises(ParseError):
            parse_feed(body, task())


def test_entries_are_capped_and_unique() -> None:
    """At most 2,000 entries are kept, and each link once."""
    many = rss(*[(f"/{n}", "t", "", "") for n in range(2500)])
    twice = rss(("/a", "t", "", ""), ("/a/?utm_source=x", "t", "", ""))
    assert len(parse_feed(many, task()).entries) == 2000
    assert len(parse_feed(twice, task()).entries) == 1


def test_json_feed() -> None:
    """JSON Feed is read like the others."""
    body = (
        b'{"version":"https://jsonfeed.org/version/1.1","title":"F","language":"fr","items":[{"id":3,"url":"/p",'
        b'"title":"T","content_html":"<p>a</p><p>b</p>","date_published":"2026-11-20T10:00:00+01:00"}]}'
    )
    entry = parse_feed(body, task()).entries[0]
    assert (entry.id, entry.link, entry.title, entry.summary) == ("3", "https://a.fr/p", "T", "a\n\nb")
    assert entry.published
    assert entry.published.on == date(2026, 11, 20)


CARDS = """<html><body><nav><a href="/actualites/menu-du-site/">Menu du site</a></nav><main>
<nav class="fr-sidemenu"><a class="fr-tag" href="?category=ia">IA</a></nav><div id="posts-list">
<div class="fr-card fr-enlarge-link"><div class="fr-card__body"><div class="fr-card__content">
<h3 class="fr-card__title"><a href="/actualites/un-accord/">Un accord est signé avec l’État</a></h3>
<p class="fr-card__desc">Publié le lundi 15 juin 2026</p>
<ul class="fr-tags-group"><li><p class="fr-tag">IA</p></li></ul>
</div></div><div class="fr-card__header"><a href="/actualites/un-accord/"><img alt=""></a></div></div>
<div class="fr-card"><p><a href="https://a.fr/actualites/autre/?utm_campaign=x">Lire la suite</a></p>
<h2>Une autre annonce de l’État</h2><time datetime="2026-06-12T12:00:00Z">12 juin</time></div>
</div></main><footer><a href="/actualites/pied-de-page/">Pied de page</a></footer></body></html>"""


@pytest.mark.parametrize(
    "rules",
    [
        {"selectors": Selectors(entry="#posts-list .fr-card a")},
        {"selectors": Selectors(entry="#posts-list .fr-card")},
        {"entry_url_pattern": r"/actualites/[a-z-]+/"},
    ],
)
def test_a_listing_of_cards(rules: dict[str, Any]) -> None:
    """By links, by cards or by addresses alone: each document once, with its heading and its card's date."""
    parsed = parse_listing(CARDS.encode(), task(Kind.LISTING, **rules))
    first, second = parsed.entries
    assert (first.link, first.title) == ("https://a.fr/actualites/un-accord/", "Un accord est signé avec l’État")
    assert second.title == "Une autre annonce de l’État"
    assert [entry.published.on for entry in (first, second) if entry.published] == [
        date(2026, 6, 15),
        date(2026, 6, 12),
    ]


def test_a_sitemap_of_news() -> None:
    """A news sitemap gives address, title and date; its entities are not resolved."""
    body = b"""<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
    <url><loc>https://a.fr/1</loc><news:news><news:publication_date>2026-11-20T08:15:00+01:00</news:publication_date>
    <news:title>Deal &x; signed</news:title></news:news></url></urlset>"""
    (entry,) = parse_sitemap(body, task(Kind.SITEMAP)).entries
    assert entry.link == "https://a.fr/1"
    assert "root:" not in entry.title
    assert entry.published
    assert entry.published.on == date(2026, 11, 20)
    with pytest.raises(ParseError):
        parse_sitemap(b"<html></html>", task(Kind.SITEMAP))


def test_a_page_by_rules_and_without() -> None:
    """The rule's text is the rule's; without rule the general extractor finds the same paragraphs."""
    body = article("Un accord est signé", TEXT)
    ruled = parse_page(body, task(Kind.PAGE, selectors=Selectors(title="h1", text=".texte p")))
    found = parse_page(body, task(Kind.PAGE))
    assert ruled.ruled
    assert not found.ruled
    for page in (ruled, found):
        assert page.title == "Un accord est signé"
        assert page.text.split("\n\n")[0] == "Le ministère et l’entreprise signent un accord-cadre."
        assert "Mentions légales" not in page.text
        assert page.published
        assert page.published.on == date(2026, 11, 17)


def test_a_rule_that_finds_nothing_gives_way() -> None:
    """A changed layout costs the rule, not the text."""
    page = parse_page(article("Un titre assez long", TEXT), task(Kind.PAGE, selectors=Selectors(text="div.ancien")))
    assert not page.ruled
    assert "accord-cadre" in page.text


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ("<meta property='article:published_time' content='2026-03-17T10:00:00+01:00'>", "", date(2026, 3, 17)),
        ("<meta property='og:article:published_time' content='2026-03-17'>", "", date(2026, 3, 17)),
        ("<script type='application/ld+json'>{'@graph': oops</script>", "<p>17.03.26</p>", date(2026, 3, 17)),
        (
            '<script type="application/ld+json">{"@graph":[{"datePublished":"2026-03-17T08:00:00Z"}]}</script>',
            "",
            date(2026, 3, 17),
        ),
        ("", "<p>Publié le <a href='?year=2026'>mardi 17 mars 2026</a> | IA</p>", date(2026, 3, 17)),
        ("", "<p>Mis en ligne le 17/03/2026</p>", date(2026, 3, 17)),
        ("", "<time datetime='2026-03-17T12:00:00Z'>mardi</time>", date(2026, 3, 17)),
        ("", "<p>Paris, le 17 mars 2026</p>", date(2026, 3, 17)),
        ("", "<p>Le contrat court depuis le 17 mars 2026 et pour trois ans encore, dit la ministre.</p>", None),
        ("", "<div class='fr-card'><p>Publié le 1er mars 2025</p></div>", None),
        ("", "<aside><time datetime='2025-03-01'>1er mars</time></aside>", None),
    ],
)
def test_dates_of_pages(head: str, body: str, day: date | None) -> None:
    """Metadata, then what stands near the heading; a neighbour's card and a date inside the text are not it."""
    markup = (
        f"<html><head>{head}</head><body><main><h1>Un titre assez long</h1>{body}<p>{TEXT}</p></main></body></html>"
    )
    page = parse_page(markup.encode(), task(Kind.PAGE))
    assert (page.published.on if page.published else None) == day


def test_pages_without_charset() -> None:
    """Windows-1252 without any declaration is recognised, and a UTF-8 page cut inside a character too."""
    markup = f"<main><h1>Décision</h1><p>{TEXT}</p></main>"
    page = parse_page(markup.encode("cp1252"), task(Kind.PAGE, content_type="text/html"))
    cut = parse_page(markup.encode() + "é".encode()[:1], task(Kind.PAGE, content_type="text/html"))
    assert (page.title, cut.title) == ("Décision", "Décision")


def test_an_empty_page_is_an_error() -> None:
    """A page that shows nothing is not a document."""
    with pytest.raises(ParseError):
        parse_page(b"<html><script>render()</script></html>", task(Kind.PAGE))


def test_layouts_end() -> None:
    """On each day the layout of that day holds: the dated one to its last day, then today's."""
    old, new = Selectors(text="old", valid_until=date(2026, 3, 1)), Selectors(text="new")
    assert layout_on(date(2026, 3, 1), (new, old)) == old
    assert layout_on(date(2026, 3, 1) + timedelta(days=1), (new, old)) == new
    assert layout_on(date(2026, 3, 2), (old,)) is None


def test_tasks_survive_the_pipe() -> None:
    """What goes to the reading process arrives as it was."""
    sent = task(Kind.PAGE, selectors=Selectors(entry="a", valid_until=date(2026, 1, 1)), entry_url_pattern="x")
    assert decode_task(encode_task(sent)) == sent


def test_plain_texts_stay_as_they_are() -> None:
    """A text that only looks a little like markup is not parsed away."""
    assert markup_to_line("3 < 5 et 7 > 2 & co") == "3 < 5 et 7 > 2 & co"
    assert markup_to_text("a <inconnu> b") == "a <inconnu> b"


def test_language_by_its_commonest_words() -> None:
    """The text decides when it is clear, the source when it is not."""
    assert (
        language_of("Le ministère et l’entreprise sont dans la même ville pour le projet des agents du pays", "en")
        == "fr"
    )
    assert language_of("The ministry and the company are in the same city for the project of the agents", "fr") == "en"
    assert language_of("Mistral AI – Armées", "en-US") == "en"
