"""Nothing leaves but through the gate: by reading every module, and by watching what a sweep connects to."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.local_site import LocalSite, Page, serve_feed

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for root in ("src", "crawlers", "pipelines") for path in (ROOT / root).rglob("*.py"))
CONNECTING = {
    *("socket", "socketserver", "http.client", "urllib.request", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib"),
    *("xmlrpc.client", "aiohttp", "httpx", "requests", "urllib3", "aiosmtplib", "apprise", "websockets", "paramiko"),
    *("twisted.internet.endpoints", "twisted.web.client", "asyncio.open_connection", "asyncio.open_unix_connection"),
}
"""Modules and functions by which a program connects."""
KNOWN = {
    "crawlers/watch_crawlers/gate.py": "the gate itself",
    "src/watch/deliver/webhook.py": "asks the gate at connect time (tests/deliver/test_channels.py)",
    "src/watch/handlers/chat_child.py": "guards its process by the gate before it loads what connects (the same)",
    "src/watch/deliver/mail.py": "SMTP to the host that the operator configures, often a private one",
    "src/watch/deliver/line.py": "the line to that same SMTP host, kept open between mails",
    "src/watch/commands/doctor.py": "greets that same SMTP host and sends nothing",
    "src/watch/clockwork.py": "systemd's socket on this machine",
    "src/watch/schedule.py": "the listening socket of the web page",
}
"""Who may, and why. A module that is new here must go through `watch_crawlers.gate`, or say why it need not."""
MAY = set(KNOWN)


def connecting(tree: ast.AST) -> Iterator[str]:
    """Names in *tree* by which it could connect."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _root_of(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            yield from (name for name in names if _root_of(name))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if f"{node.value.id}.{node.attr}" in CONNECTING:
                yield f"{node.value.id}.{node.attr}"
            if node.attr in {"create_connection", "create_unix_connection", "connectTCP", "connectSSL", "sock_connect"}:
                yield node.attr


def _root_of(name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in CONNECTING)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_connects_by_itself(path: Path) -> None:
    """Every module that could open a connection is on the list, with the reason why it may."""
    if str(path.relative_to(ROOT)) not in MAY:
        assert list(connecting(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_the_reading_finds_what_it_looks_for() -> None:
    """The rule would notice each usual way to connect, and the list names only modules that exist and connect."""
    for code in (
        "import socket",
        "from urllib import request",
        "import urllib.request as u",
        "from http.client import HTTPSConnection",
        "import asyncio\nasyncio.open_connection('a', 1)",
        "loop.create_connection(f, 'a', 1)",
        "reactor.connectTCP('a', 1, f)",
        "from twisted.internet.endpoints import TCP4ClientEndpoint",
    ):
        assert list(connecting(ast.parse(code))), code
    for name in MAY - {"crawlers/watch_crawlers/gate.py"}:
        assert list(connecting(ast.parse((ROOT / name).read_text(encoding="utf-8")))), name


SWEEP = """
import sys
from datetime import UTC, datetime, timedelta

connected = set()
sys.addaudithook(lambda event, arguments: connected.add(arguments[1]) if event == "socket.connect" else None)

from crawlers.memory import MemoryArchive
from watch.model import PublisherKind, Source, SourceKind
from watch_crawlers.settings import CrawlSettings
from watch_crawlers.sweep import run_sweep

def source(name, url):
    return Source(name, name, PublisherKind.PRESS, SourceKind.FEED, "fr", url, (url,), timedelta(hours=1), True, None,
                  None, None)

base, port = sys.argv[1], sys.argv[2]
paths = ("/feed", "/loop", "/private", "/metadata", "/name", "/number", "/mapped", "/scheme")
sources = [source(f"s{n}", base + path) for n, path in enumerate(paths)]
sources.append(source("direct", f"http://localhost:{port}/feed"))
sources.append(source("literal", f"http://[::1]:{port}/feed"))
settings = CrawlSettings("t", allow_hosts=frozenset({f"127.0.0.1:{port}"}), delay=0, timeout=3, retries=0)
report = run_sweep(sources, MemoryArchive(), settings, datetime.now(UTC))
print(sorted({address[:2] for address in connected if isinstance(address, tuple)}))
print([one.source_id for one in report.sources if one.succeeded])
"""


def test_a_sweep_connects_to_what_is_allowed_only(tmp_path: Path) -> None:
    """Whatever sources and redirects name, the process connects to the one allowed address and no other."""
    site = LocalSite()
    serve_feed(site, 1)
    targets = {
        "/loop": "/loop",
        "/private": "http://10.0.0.1/feed",
        "/metadata": "http://169.254.169.254/latest/meta-data/",
        "/name": f"http://localhost:{site.port}/feed",
        "/number": f"http://2130706433:{site.port}/feed",
        "/mapped": f"http://[::ffff:127.0.0.1]:{site.port}/feed",
        "/scheme": "ftp://127.0.0.1/feed",
    }
    for path, target in targets.items():
        site.pages[path] = Page(status=302, headers={"Location": target})
    done = subprocess.run(
        [sys.executable, "-c", SWEEP, site.url("").rstrip("/"), str(site.port)],
        capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path,
        env={"PYTHONPATH": f"{ROOT / 'tests'}", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    site.close()
    assert done.returncode == 0, done.stderr
    connected, read = done.stdout.splitlines()
    assert connected == str([("127.0.0.1", site.port)])
    assert read == "['s0']"
