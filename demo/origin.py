"""A local web server that publishes the recorded fortnight as its publishers would have: real HTTP, one path per site.

It answers conditional requests (ETag and Last-Modified, hence 304), serves a robots.txt that reserves one path, a
challenge page with status 200 for one site, a feed cut short for another, one page that moved (301) and one that is
gone (404). What is visible depends on the day given to `Origin.publish_until`. Standard library only.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from demo.content import FORTNIGHT, Post, Site, load_sites
from demo.feeds import render_feed
from demo.pages import (
    ENTRANCE,
    link_path,
    page_path,
    render_article,
    render_challenge,
    render_index,
    render_listing,
    render_missing,
)

HTML = "text/html; charset=utf-8"
_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer before conditional requests are considered."""

    body: str
    content_type: str = HTML
    status: HTTPStatus = HTTPStatus.OK
    location: str | None = None
    modified: datetime | None = None
    """None: not cacheable."""

    @property
    def etag(self) -> str:
        """Changes with every byte of the body."""
        return f'"{hashlib.sha256(self.body.encode()).hexdigest()[:16]}"'


class Origin:
    """The server and the day it lives in; a context manager that serves on a free port of 127.0.0.1.

    Raises OSError when no port can be opened.
    """

    def __init__(self, content_dir: Path = FORTNIGHT, today: date = date.min, *, port: int = 0) -> None:
        self.sites = load_sites(content_dir)
        self.answers: Counter[int] = Counter()
        """Answers given so far, by status."""
        self.paths: list[str] = []
        """Paths asked for, in order."""
        self._today = today
        origin = self

        class Handler(_Handler):
            owner = origin

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        """The port that was free."""
        return self._server.server_port

    @property
    def url(self) -> str:
        """Address of the front page, without a closing slash."""
        return f"http://127.0.0.1:{self.port}"

    def publish_until(self, day: date) -> None:
        """Make visible what was published on or before *day*; nothing that was visible disappears."""
        self._today = max(self._today, day)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str) -> Answer:
        """What lies at *path* (without its query) on this day."""
        if path == "/":
            return Answer(render_index(self.sites))
        if path == "/robots.txt":
            return Answer("User-agent: *\nDisallow: /europewire/premium/\n", "text/plain; charset=utf-8")
        site_id, _, rest = path.removeprefix("/").partition("/")
        site = next((one for one in self.sites if one.id == site_id), None)
        return _missing() if site is None else self._of_site(site, path, rest)

    def _of_site(self, site: Site, path: str, rest: str) -> Answer:
        if site.layout == "blocked":
            return Answer(render_challenge())
        posts = site.visible(self._today)
        modified = max((post.published for post in posts), default=_EPOCH)
        if rest in {ENTRANCE[site.layout], ""}:
            if rest and not site.layout.endswith("listing"):
                return Answer(*render_feed(site, posts, self.url), modified=modified)
            return Answer(render_listing(site, posts), modified=modified)
        return self._page(site, posts, path.rstrip("/"))

    def _page(self, site: Site, posts: tuple[Post, ...], path: str) -> Answer:
        for post in posts:
            if path == page_path(site, post) and not post.gone:
                # no « related » of a later day: the page keeps its ETag
                older = [other for other in posts if other.published < post.published and not other.gone]
                return Answer(render_article(site, post, older), modified=post.published)
            if post.moved_from and path == link_path(site, post):
                return Answer("", status=HTTPStatus.MOVED_PERMANENTLY, location=self.url + page_path(site, post))
        return _missing()


def _missing() -> Answer:
    return Answer(render_missing(), status=HTTPStatus.NOT_FOUND)


class _Handler(BaseHTTPRequestHandler):
    """Speaks HTTP for `Origin.answer`."""

    owner: Origin
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the page, with 304 when the asker has it already, or with where it went."""
        path = self.path.partition("?")[0]
        answer = self.owner.answer(path)
        status = HTTPStatus.NOT_MODIFIED if self._is_fresh(answer) else answer.status
        body = b"" if status is HTTPStatus.NOT_MODIFIED else answer.body.encode()
        self.owner.answers[status] += 1
        self.owner.paths.append(path)
        self.send_response(status)
        if answer.modified is not None:
            self.send_header("ETag", answer.etag)
            self.send_header("Last-Modified", format_datetime(answer.modified.astimezone(UTC), usegmt=True))
        if answer.location:
            self.send_header("Location", answer.location)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _is_fresh(self, answer: Answer) -> bool:
        """Whether the asker's copy is today's; an ETag outranks a date (RFC 9110, 13.2.2)."""
        if answer.modified is None:
            return False
        etags = self.headers.get("If-None-Match")
        if etags is not None:
            return answer.etag in {tag.strip().removeprefix("W/") for tag in etags.split(",")}
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return answer.modified < since.replace(tzinfo=UTC) + timedelta(seconds=1)

    def log_message(self, *_: object) -> None:
        """Stay silent: the demonstration prints its own account."""
