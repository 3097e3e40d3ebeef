"""Announcements as rows: CSV for a spreadsheet, JSON Lines for a script."""

import csv
import io
from collections.abc import Iterable, Iterator

from pydantic import TypeAdapter

from watch.formats.public import PublicAnnouncement

COLUMNS = (
    *("id", "url", "version", "headline", "title", "status", "announced_on", "signed_on", "sector", "instrument"),
    *("public_parties", "companies", "actor_ids", "hosting", "amount_eur", "duration_months", "claim", "project"),
    *("verdict", "verdict_fr", "reading", "rule", "prefix", "confidence", "exposure", "dependence", "transparency"),
    *("sensitivity", "flags", "framework_version", "knowledge_of", "documents", "independent_origins"),
)
FINDING_COLUMNS = (
    *("announcement_id", "assessment_id", "criterion", "value", "scope", "tier", "as_of", "contested"),
    *("quote", "document_id", "link", "register_facts"),
)
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_lines: TypeAdapter[PublicAnnouncement] = TypeAdapter(PublicAnnouncement)


def cell(value: object) -> str:
    """*value* as a cell that no spreadsheet runs: text that begins like a formula gets an apostrophe."""
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, str) and text.lstrip().startswith(_DANGEROUS):
        return f"'{text}"
    return text


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A header line and one line for each row, ended as RFC 4180 says."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        if buffer.tell() > 1 << 16:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _emptied(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def json_line(found: PublicAnnouncement) -> str:
    """One line of JSON."""
    return f"{_lines.dump_json(found).decode()}\n"


def row(found: PublicAnnouncement) -> tuple[object, ...]:
    """The values of `COLUMNS`."""
    judged, amount = found.assessment, found.amount
    names = {
        side: "; ".join(dict.fromkeys(party.name for party in found.parties if party.side == side))
        for side in ("public", "private")
    }
    ids = "; ".join(dict.fromkeys(party.actor_id for party in found.parties if party.actor_id))
    hosting = "; ".join(
        " ".join(part for part in (each.provider, each.kind, each.location) if part)
        for each in found.hosting
        if each.scope == "contract" and not each.negated and not each.hypothetical
    )
    said: tuple[object, ...] = (None,) * 13
    if judged is not None:
        said = (
            *(judged.verdict, judged.verdict_fr, judged.reading, judged.rule, judged.prefix, judged.confidence),
            *(judged.exposure, judged.dependence, judged.transparency, judged.sensitivity, "; ".join(judged.flags)),
            *(judged.framework_version, judged.as_of),
        )
    return (
        *(found.id, found.url, found.version, found.headline, found.title, found.status, found.announced_on),
        *(found.signed_on, found.sector, found.instrument, names["public"], names["private"], ids, hosting),
        *(amount.eur if amount else None, found.duration_months, found.claim, found.project),
        *said,
        *(len(found.document_ids), found.independent_origins),
    )


def finding_rows(found: PublicAnnouncement) -> Iterator[tuple[object, ...]]:
    """The values of `FINDING_COLUMNS` for each documented finding, one row for each quote of it."""
    judged = found.assessment
    for each in judged.findings if judged else ():
        if each.value is None or judged is None:
            continue
        fixed = (found.id, judged.id, each.criterion, each.value, each.scope, each.tier, each.as_of, each.contested)
        facts = "; ".join(each.register_facts)
        for quote in each.evidence:
            yield (*fixed, quote.quote, quote.document_id, quote.link, facts)
        if not each.evidence:
            yield (*fixed, None, None, None, facts)
