"""Vigie set up over a local site, and its command line run as a user runs it."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from crawlers.local_site import LocalSite
from watch.config import copy_defaults

SOURCE = """
- id: {id}
  name: Source {id}
  publisher_kind: government
  kind: feed
  language: fr
  homepage: {url}
  urls: ["{url}"]
  cadence: PT30M
  enabled: {enabled}
  expects: null
  licence: null
  note: "Missing: nothing"
"""


class LocalVigie:
    """The configuration and the database in one directory, and the commands on them."""

    def __init__(self, directory: Path, site: LocalSite, sources: Mapping[str, str], off: Sequence[str] = ()) -> None:
        """*sources* gives the path on *site* that each source reads, by id; those of *off* are disabled."""
        copy_defaults(directory)
        rows = (
            SOURCE.format(id=name, url=site.url(path), enabled=str(name not in off).lower())
            for name, path in sources.items()
        )
        (directory / "sources.yml").write_text("sources:" + "".join(rows), encoding="utf-8")
        self._directory = directory
        self._environment = os.environ | {
            "VIGIE_CONFIG": str(directory),
            "VIGIE_DATABASE": f"sqlite:///{directory / 'v.db'}",
            "VIGIE_ALLOW_HOSTS": f"127.0.0.1:{site.port}",
            "VIGIE_CRAWL_DELAY": "0",
        }

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `vigie` with *arguments* to its end."""
        return subprocess.run(
            [sys.executable, "-m", "watch", *arguments],
            env=self._environment, capture_output=True, text=True, timeout=120, check=False, cwd=self._directory,
        )  # fmt: skip
