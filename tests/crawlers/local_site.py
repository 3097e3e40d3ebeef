"""A small web server of one's own, with the manners and the vices of real ones."""

import gzip
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TEXT = "Le ministère et l’entreprise signent un accord-cadre pour trois ans.\n\n" + "Il porte sur l’hébergement. " * 8
DAY = "Tue, 17 Nov 2026 10:00:00 +0100"
FEED = "application/rss+xml"


@dataclass
class Page:
    """What one path answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"
    drip: float = 0.0
    """Seconds between two bytes."""
    zipped: bool = False


@dataclass
class Asked:
    """One request that arrived."""

    path: str
    headers: Mapping[str, str]
    body: bytes = b""


class LocalSite:
    """Pages by path on 127.0.0.1, and a list of what was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, Page | Callable[[Asked], Page]] = {}
        self.asked: list[Asked] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of *path* here."""
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def find(self, host: str, path: str) -> Page | Callable[[Asked], Page]:
        """What *path* answers; this site is the same under every host."""
        del host
        return self.pages.get(path, Page(status=404))

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.do_GET()

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.path, headers, self.rfile.read(int(headers.get("content-length", 0))))
                site.asked.append(asked)
                page = site.find(headers.get("host", ""), self.path)
                self._send(page(asked) if callable(page) else page, asked)

            def _send(self, page: Page, asked: Asked) -> None:
                etag = page.headers.get("ETag")
                if etag and asked.headers.get("if-none-match") == etag:
                    self.send_response(304)
                    self.end_headers()
                    return
                body = gzip.compress(page.body) if page.zipped else page.body
                self.send_response(page.status)
                headers = {"Content-Type": page.content_type, "Content-Length": str(len(body)), **page.headers}
                headers["Connection"] = "close"  # as it does; a client that kept it open would lose its next POST
                for name, value in {**headers, **({"Content-Encoding": "gzip"} if page.zipped else {})}.items():
                    self.send_header(name, value)
                self.end_headers()
                self._write(body, page.drip)

            def _write(self, body: bytes, drip: float) -> None:
                try:
                    for start in range(0, len(body), 1 if drip else max(1, len(body))):
                        self.wfile.write(body[start : start + 1] if drip else body)
                        time.sleep(drip)
                except OSError:
                    return  # the other side has had enough

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


def rss(*rows: tuple[str, str, str, str]) -> bytes:
    """An RSS feed of (link, title, date, description) rows."""
    items = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{day}</pubDate><description>{said}</description></item>"
        for link, title, day, said in rows
    )
    channel = f"<channel><title>Fil</title>{items}</channel>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{channel}</rss>'.encode()


def article(title: str, text: str, published: str = "mardi 17 novembre 2026") -> bytes:
    """A page as a ministry publishes it."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    head = f"<head><title>{title} | Ministère</title></head>"
    main = f"<main><h1>{title}</h1><p>Publié le {published}</p><div class='texte'>{paragraphs}</div></main>"
    body = f"<body><nav><a href='/'>Accueil</a></nav>{main}<footer>Mentions légales</footer></body>"
    return f"<!doctype html><html lang='fr'>{head}{body}</html>".encode()


def serve_feed(site: LocalSite, *numbers: int, etag: str | None = '"1"', path: str = "/feed") -> None:
    """A feed of numbered documents with their pages."""
    rows = [(site.url(f"/a/{n}"), f"Annonce numéro {n}", DAY, f"Résumé de l’annonce {n}.") for n in numbers]
    site.pages[path] = Page(rss(*rows), content_type=FEED, headers={"ETag": etag} if etag else {})
    for n in numbers:
        site.pages.setdefault(f"/a/{n}", Page(article(f"Annonce numéro {n}", TEXT)))
