"""An open-data package of what a question finds (Frictionless Data Package v1): announcements, findings, sources.

It is written as it is read: nothing but one batch is held, whatever its size.
"""

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

from watch.formats import tabular
from watch.formats.public import PublicAnnouncement
from watch.model import Source

LICENCE = {
    "name": "etalab-2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    "title": "Licence Ouverte / Open Licence 2.0",
}
SOURCE_COLUMNS = ("id", "name", "kind", "publisher_kind", "language", "homepage", "licence")
_INTEGERS = frozenset({"version", "duration_months", "claim", "sensitivity", "documents", "independent_origins"})
_README = """Vigie: public AI partnerships, judged by one published sovereignty framework.

announcements.csv  one row for each announcement, with its current assessment
findings.csv       one row for each documented finding and quote of it
sources.csv        what is watched

Quotes are short and belong to their publishers; the whole texts are at their links and are not part of this package.
Cells that a spreadsheet would take for a formula begin with an apostrophe.
"""


@contextmanager
def package(
    announcements: Callable[[], Iterable[PublicAnnouncement]],
    sources: Iterable[Source],
    title: str,
    made_at: datetime,
) -> Iterator[IO[bytes]]:
    """The package as a file, read to its beginning; it is gone when the block ends.

    *announcements* is called twice, for the two tables are written one after the other.
    """
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("datapackage.json", descriptor(title, made_at))
            archive.writestr("README.txt", _README)
            rows = (tabular.row(each) for each in announcements())
            _write(archive, "announcements.csv", tabular.csv_lines(tabular.COLUMNS, rows))
            findings = (row for each in announcements() for row in tabular.finding_rows(each))
            _write(archive, "findings.csv", tabular.csv_lines(tabular.FINDING_COLUMNS, findings))
            kept = ([getattr(source, name) for name in SOURCE_COLUMNS] for source in sources)
            _write(archive, "sources.csv", tabular.csv_lines(SOURCE_COLUMNS, kept))
        file.seek(0)
        yield file


def _write(archive: zipfile.ZipFile, name: str, lines: Iterable[str]) -> None:
    with archive.open(name, "w", force_zip64=True) as member:
        for line in lines:
            member.write(line.encode())


def descriptor(title: str, made_at: datetime) -> str:
    """The content of ``datapackage.json``."""
    tables = {
        "announcements": (tabular.COLUMNS, "id"),
        "findings": (tabular.FINDING_COLUMNS, None),
        "sources": (SOURCE_COLUMNS, "id"),
    }
    return json.dumps(
        {
            "profile": "tabular-data-package",
            "name": "vigie",
            "title": title,
            "created": made_at.isoformat(),
            "licenses": [LICENCE],
            "resources": [_resource(name, columns, key) for name, (columns, key) in tables.items()],
        },
        ensure_ascii=False,
        indent=1,
    )


def _resource(name: str, columns: Iterable[str], key: str | None) -> dict[str, object]:
    schema: dict[str, object] = {"fields": [{"name": column, "type": _type(column)} for column in columns]}
    if key:
        schema["primaryKey"] = key
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _type(column: str) -> str:
    if column in _INTEGERS:
        return "integer"
    return {"amount_eur": "number", "contested": "boolean", "knowledge_of": "date"}.get(column, "string")
