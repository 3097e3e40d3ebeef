"""Feeds as such sites really serve them: Django, Drupal, WordPress, a daily's own RSS, Atom, and one cut short."""

from collections.abc import Sequence
from datetime import UTC
from email.utils import format_datetime
from html import escape

from demo.content import Post, Site
from demo.pages import link_path

LONGEST = 20
"""Entries of one feed."""


def render_feed(site: Site, posts: Sequence[Post], base: str) -> tuple[str, str]:
    """The feed of *site* with *posts*, newest first, and its content type; *base* is the origin's address."""
    posts = posts[:LONGEST]
    if site.layout == "atom":
        return _atom(site, posts, base), "application/atom+xml; charset=utf-8"
    entry = {
        "django_rss": _django,
        "drupal_rss": _drupal,
        "wordpress": _wordpress,
        "daily_rss": _daily,
        "rss": _plain,
        "broken_rss": _plain,
    }[site.layout]
    channel = _channel(site, base, "\n".join(entry(post, base + link_path(site, post)) for post in posts))
    if site.layout == "broken_rss":
        channel = channel[: channel.rindex("<description>") + 40]  # as if the connection to its database had dropped
    return channel, "application/rss+xml; charset=utf-8"


def _channel(site: Site, base: str, entries: str) -> str:
    spaces = {
        "wordpress": 'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"',
        "daily_rss": 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"',
    }.get(site.layout, 'xmlns:atom="http://www.w3.org/2005/Atom"')
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" {spaces}>\n<channel>\n'
        f"<title>{escape(site.name)}</title>\n<link>{base}/{site.id}/</link>\n"
        f"<description>{escape(site.name)}</description>\n<language>{site.language}</language>\n"
        f"{entries}\n</channel>\n</rss>\n"
    )


def _moment(post: Post) -> str:
    return format_datetime(post.published)


def _django(post: Post, link: str) -> str:
    """Django's Rss201rev2Feed: a description that may be cut, the link as guid."""
    return (
        f"<item><title>{escape(post.title)}</title><link>{link}</link>"
        f"<description>{escape(post.paragraphs[0][:160])}</description>"
        f"<pubDate>{_moment(post)}</pubDate><guid>{link}</guid></item>"
    )


def _drupal(post: Post, link: str) -> str:
    """A Drupal view: the teaser as escaped HTML, a node number as guid."""
    teaser = f'<div class="field field--name-body"><p>{escape(post.paragraphs[0])}</p></div>'
    number = sum(map(ord, post.slug))
    return (
        f"<item>\n  <title>{escape(post.title)}</title>\n  <link>{link}</link>\n"
        f"  <description>{escape(teaser)}</description>\n  <pubDate>{_moment(post)}</pubDate>\n"
        f'  <guid isPermaLink="false">{number} at {link.split("/actualites", 1)[0]}</guid>\n</item>'
    )


def _wordpress(post: Post, link: str) -> str:
    """WordPress: CDATA, an excerpt that ends in […], the whole text in content:encoded, ?p= as guid."""
    whole = "".join(f"<p>{escape(part, quote=False)}</p>" for part in post.paragraphs)
    excerpt = " ".join(post.paragraphs[0].split()[:30])
    number = sum(map(ord, post.slug))
    return (
        f"<item>\n<title>{escape(post.title.replace('’', '&#8217;'), quote=False).replace('&amp;#', '&#')}</title>\n"
        f"<link>{link}?utm_source=rss&amp;utm_medium=rss</link>\n<dc:creator><![CDATA[La rédaction]]></dc:creator>\n"
        f"<pubDate>{format_datetime(post.published.astimezone(UTC))}</pubDate>\n"
        f"<category><![CDATA[IA]]></category><category><![CDATA[Secteur public]]></category>\n"
        f'<guid isPermaLink="false">{link.rsplit("/articles", 1)[0]}/?p={number}</guid>\n'
        f"<description><![CDATA[<p>{excerpt} [&#8230;]</p>]]></description>\n"
        f"<content:encoded><![CDATA[{whole}]]></content:encoded>\n</item>"
    )


def _daily(post: Post, link: str) -> str:
    """A national daily: CDATA padded with blanks, a non-standard <updated>, pictures in media:."""
    return (
        f"<item><title><![CDATA[ {post.title} ]]></title><pubDate>{_moment(post)}</pubDate>"
        f"<description><![CDATA[ {post.paragraphs[0]} ]]></description>"
        f'<guid isPermaLink="true">{link}</guid><link>{link}</link><updated>{post.published.isoformat()}</updated>'
        f'<media:content url="{link}.jpg" width="644"><media:credit scheme="urn:ebu">DR</media:credit>'
        f"</media:content></item>"
    )


def _plain(post: Post, link: str) -> str:
    return (
        f"<item>\n<title>{escape(post.title)}</title>\n<link>{link}</link>\n<pubDate>{_moment(post)}</pubDate>\n"
        f"<description>{escape(post.paragraphs[0])}</description>\n</item>"
    )


def _atom(site: Site, posts: Sequence[Post], base: str) -> str:
    entries = "\n".join(
        f"<entry><title>{escape(post.title)}</title>"
        f'<link rel="alternate" type="text/html" href="{base}{link_path(site, post)}"/>'
        f"<id>tag:{site.id},2025:{post.slug}</id><published>{post.published.isoformat()}</published>"
        f"<updated>{post.published.isoformat()}</updated>"
        f'<summary type="html">{escape(f"<p>{escape(post.paragraphs[0])}</p>")}</summary></entry>'
        for post in posts
    )
    newest = f"<updated>{posts[0].published.isoformat()}</updated>" if posts else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xml:lang="{site.language}"><title>{escape(site.name)}</title>'
        f'<link rel="self" href="{base}/{site.id}/atom.xml"/><id>tag:{site.id},2025:feed</id>{newest}\n'
        f"{entries}\n</feed>\n"
    )
