"""Sweeps in a process of their own: from the command line's side, and stopped in the middle."""

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from crawlers.local_site import LocalSite, Page, article, rss

SCRIPT = """
    import sys
    from dataclasses import replace
    from datetime import UTC, datetime, timedelta
    sys.path.insert(0, {tests!r})
    from crawlers.memory import MemoryArchive
    from watch.model import PublisherKind, Source, SourceKind
    from watch_crawlers.settings import CrawlSettings
    from watch_crawlers.sweep import run_sweep
    source = Source("s", "S", PublisherKind.PRESS, SourceKind.FEED, "fr", {url!r}, ({url!r},), timedelta(hours=1), True,
                    None, None, None)
    archive = MemoryArchive()
    settings = CrawlSettings("Vigie-test (+https://vigie.example)", frozenset({{"127.0.0.1"}}), delay=0, timeout=1.5)
    report = run_sweep([source], archive, settings, datetime(2026, 11, 22, tzinfo=UTC))
    print(report.sources[0].outcome, report.new_documents, sorted(archive.kept_states), sorted(archive.kept))
"""


@pytest.fixture
def started(site: LocalSite) -> subprocess.Popen[str]:
    """A program that sweeps one source and prints how that ended."""
    tests = str(Path(__file__).resolve().parents[1])
    script = textwrap.dedent(SCRIPT).format(tests=tests, url=site.url("/feed"))
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_one_sweep_and_out(site: LocalSite, started: subprocess.Popen[str]) -> None:
    """A program without an event loop sweeps once and ends with nothing on its error output."""
    site.pages["/feed"] = Page(rss((site.url("/a"), "Un titre assez long", "", "Résumé.")))
    site.pages["/a"] = Page(article("Un titre assez long", "Un texte. " * 20))
    out, err = started.communicate(timeout=30)
    assert (started.returncode, err) == (0, "")
    assert out.startswith("read 1 ['s']")


def test_sigterm_in_the_middle(site: LocalSite, started: subprocess.Popen[str]) -> None:
    """SIGTERM ends the sweep cleanly; a source that was not finished keeps its old state and is swept again."""
    rows = [(site.url(f"/a{n}"), f"Un titre assez long {n}", "", "Résumé.") for n in range(4)]
    site.pages["/feed"] = Page(rss(*rows), headers={"ETag": '"1"'})
    site.pages |= {f"/a{n}": Page(b"x" * 1000, drip=0.01) for n in range(4)}
    while "/a3" not in site.paths():
        time.sleep(0.05)
        assert started.poll() is None
    started.send_signal(signal.SIGTERM)
    out, err = started.communicate(timeout=30)
    assert (started.returncode, err) == (0, "")
    assert out.strip().endswith("[] []")
    assert out.startswith("interrupted")
