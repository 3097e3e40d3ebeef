"""The server of `collecting.py`: feeds with ETags, written before it answers; PORT FEEDS ENTRIES."""

import asyncio
import hashlib
import html
import random
import sys
from datetime import UTC, datetime, timedelta

from aiohttp import web

_TEXT = """
le la les des une un ministère gouvernement stratégie intelligence artificielle données publiques annonce plan recherche
santé éducation numérique transition appel à projets souveraineté règlement préfet transport logement culture
l’IA l’État s’associe aujourd’hui qu’elle déjà été créé coûts forêts où œuvre cœur euros millions
"""
WORDS = _TEXT.split()
START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Write the feeds, say so, and serve."""
    port, feeds, entries = (int(argument) for argument in sys.argv[1:4])
    served = [[_tagged(_feed(k, entries + grown, port)) for grown in (0, 1)] for k in range(feeds)]
    print(f"{sum(len(one[0][0]) for one in served) // feeds} bytes a feed", flush=True)
    state = {"grown": 0.0, "wait": 0.0}

    async def feed(request: web.Request) -> web.Response:
        await asyncio.sleep(state["wait"])
        body, tag = served[int(request.match_info["number"])][int(state["grown"])]
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(body=body, content_type="application/xml", charset="utf-8", headers={"ETag": tag})

    async def robots(_: web.Request) -> web.Response:
        await asyncio.sleep(state["wait"])
        return web.Response(text="User-agent: *\nDisallow: /prive/\n")

    async def change(request: web.Request) -> web.Response:
        state.update({name: float(value) for name, value in request.query.items()})
        return web.Response(text="ok")

    app = web.Application()
    app.add_routes([web.get("/feed/{number}.xml", feed), web.get("/robots.txt", robots), web.get("/_state", change)])
    web.run_app(app, host="0.0.0.0", port=port, access_log=None, print=None)


def _tagged(body: bytes) -> tuple[bytes, str]:
    return body, f'"{hashlib.sha256(body).hexdigest()[:16]}"'


def _feed(number: int, entries: int, port: int) -> bytes:
    """The newest entry comes first; a grown feed has one more, the others are the same bytes."""
    write = _rss if number % 2 else _atom
    rows = [_entry(number, place) for place in reversed(range(entries))]
    return write(number, rows, f"http://127.0.0.1:{port}").encode()


def _entry(number: int, place: int) -> tuple[int, datetime, str, str]:
    pick = random.Random(number * 1000 + place)

    def words(count: int) -> str:
        return " ".join(pick.choice(WORDS) for _ in range(count))

    body = "".join(f'<p>{words(48)} <a href="/c/{n}?utm_source=rss">{words(3)}</a></p>' for n in range(5))
    extras = (
        '<ul><li>un</li><li><strong>deux</strong></li></ul><script>alert(1)</script><img src="/i.png" onerror="x()">'
    )
    return place, START + timedelta(minutes=37 * place), words(10).capitalize(), body + extras


def _rss(number: int, rows: list[tuple[int, datetime, str, str]], base: str) -> str:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Fil {number}</title><link>{base}/</link>'
    )
    items = "".join(
        f"<item><title>{title}</title><link>{base}/s{number}/{place}</link>"
        f"<guid isPermaLink='false'>s{number}-{place}</guid>"
        f"<dc:creator>Presse</dc:creator><category>IA</category><pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<description>{title}.</description><content:encoded><![CDATA[{body}]]></content:encoded></item>"
        for place, at, title, body in rows
    )
    return f"{head}{items}</channel></rss>"


def _atom(number: int, rows: list[tuple[int, datetime, str, str]], base: str) -> str:
    head = (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">'
        f'<title>Fil {number}</title><link href="{base}/"/><id>urn:s{number}</id>'
        "<updated>2026-01-01T00:00:00Z</updated>"
    )
    items = "".join(
        f'<entry><title>{title}</title><link href="{base}/s{number}/{place}"/><id>urn:s{number}:{place}</id>'
        f"<published>{at.isoformat()}</published><updated>{at.isoformat()}</updated><author><name>Presse</name></author>"
        f'<category term="IA"/><summary>{title}.</summary><content type="html">{html.escape(body)}</content></entry>'
        for place, at, title, body in rows
    )
    return f"{head}{items}</feed>"


if __name__ == "__main__":
    main()
