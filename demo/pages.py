"""Pages as such sites really serve them: menus, cookie banners and related cards around the text."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template

from demo.content import Post, Site

TEMPLATES = Path(__file__).parent / "templates"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)

ENTRANCE = {
    "dsfr_listing": "actualites/",
    "drupal_listing": "presse",
    "cards_listing": "news/",
    "blocked": "actualites/",
    "django_rss": "actualites/rss/",
    "drupal_rss": "fr/rss.xml",
    "wordpress": "feed/",
    "daily_rss": "rss_full.xml",
    "atom": "atom.xml",
    "rss": "rss.xml",
    "broken_rss": "rss.xml",
}
"""Below each site: the path of its listing or feed."""
_SKIN = {
    "dsfr_listing": "dsfr",
    "django_rss": "dsfr",
    "drupal_listing": "drupal",
    "drupal_rss": "drupal",
    "cards_listing": "company",
    "wordpress": "wordpress",
}
_SECTION = {"dsfr": "actualites", "drupal": "actualites", "company": "news", "wordpress": "articles"}


def page_path(site: Site, post: Post) -> str:
    """Where the page of *post* lies; what robots.txt reserves carries its section in its slug."""
    skin = _SKIN.get(site.layout, "press")
    section = "" if post.forbidden else f"{_SECTION.get(skin, 'articles')}/"
    return f"/{site.id}/{section}{post.slug}"


def link_path(site: Site, post: Post) -> str:
    """Where feeds and listings say it lies: the old address of a page that moved."""
    return f"/{site.id}/{post.moved_from}" if post.moved_from else page_path(site, post)


def render_article(site: Site, post: Post, others: Sequence[Post]) -> str:
    """The page of *post*; *others* stand in its « related » cards, as bait for careless readers."""
    skin = _SKIN.get(site.layout, "press")
    related = "".join(
        f'<li class="related-card"><a href="{page_path(site, other)}">{escape(other.title)}</a></li>'
        for other in others[:3]
        if other is not post
    )
    return _fill(
        f"{skin}_article.html",
        site=escape(site.name),
        home=f"/{site.id}/",
        lang=site.language,
        title=escape(post.title),
        iso=post.published.isoformat(),
        day=_day(post.published, site.language),
        body="\n".join(_paragraph(part) for part in post.paragraphs),
        related=related,
    )


def render_listing(site: Site, posts: Sequence[Post]) -> str:
    """The list of *posts* as the CMS of *site* prints it, newest first."""
    one = {"dsfr_listing": _dsfr_card, "drupal_listing": _drupal_row}.get(site.layout, _company_card)
    skin = _SKIN.get(site.layout, "company") if site.layout.endswith("listing") else "company"
    return _fill(
        f"{skin}_listing.html",
        site=escape(site.name),
        home=f"/{site.id}/",
        lang=site.language,
        entries="\n".join(one(site, post) for post in posts),
    )


def render_challenge() -> str:
    """What a gatekeeper answers with status 200 instead of the page."""
    return _fill("blocked.html")


def render_missing() -> str:
    """The page behind a 404."""
    return _fill("missing.html")


def render_index(sites: Sequence[Site]) -> str:
    """The origin's own front page: the list of its sites."""
    links = "\n".join(f'<li><a href="/{site.id}/">{escape(site.name)}</a></li>' for site in sites)
    return _fill("index.html", links=links)


def _fill(name: str, **values: str) -> str:
    return Template((TEMPLATES / name).read_text("utf-8")).substitute(values)


def _paragraph(text: str) -> str:
    """A short line without a closing mark is a heading, as editors type them."""
    heading = len(text) < 60 and text[-1] not in ".!»" and ":" not in text and not any(map(str.isdigit, text))
    return f"<h2>{escape(text)}</h2>" if heading else f"<p>{escape(text)}</p>"


def _day(moment: datetime, language: str) -> str:
    if language == "en":
        return f"{moment.day} {moment:%B %Y}"
    first = "1er" if moment.day == 1 else str(moment.day)
    return f"{DAYS[moment.weekday()]} {first} {MONTHS[moment.month - 1]} {moment.year}"


def _dsfr_card(site: Site, post: Post) -> str:
    return (
        '<div class="fr-col-12 fr-col-md-4"><div class="fr-card fr-enlarge-link"><div class="fr-card__body">'
        '<div class="fr-card__content"><h3 class="fr-card__title">'
        f'<a href="{link_path(site, post)}">{escape(post.title)}</a></h3>'
        f'<p class="fr-card__desc">Publié le {_day(post.published, site.language)}</p>'
        '<ul class="fr-tags-group"><li><p class="fr-tag">Communiqué</p></li></ul></div></div></div></div>'
    )


def _drupal_row(site: Site, post: Post) -> str:
    return (
        f'<div class="views-row"><article><time datetime="{post.published.isoformat()}">'
        f"{post.published:%d/%m/%Y}</time>"
        f'<h2 class="title"><a href="{link_path(site, post)}">{escape(post.title)}</a></h2>'
        f'<div class="section-chapo">{escape(post.paragraphs[0][:140])}</div></article></div>'
    )


def _company_card(site: Site, post: Post) -> str:
    return (
        f'<a class="news-card" href="{link_path(site, post)}"><span class="news-card__date">'
        f'{post.published:%d.%m.%Y}</span><span class="news-card__title">{escape(post.title)}</span></a>'
    )
