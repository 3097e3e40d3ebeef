"""A labelled corpus as the judging core sees it: what careful readers wrote, in the place of detection and extraction.

Rows are those of the evaluation format: a document, and under ``gold`` the facts of the deal that it states.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from builders import a_document
from pipelines.deals import TODAY, TODAY_DATE
from watch.config import Config
from watch.model import (
    Amount,
    Assessment,
    Claim,
    Detection,
    Document,
    Evidence,
    Extraction,
    HostingKind,
    HostingMention,
    HostingScope,
    Instrument,
    PartialDate,
    Party,
    PublisherKind,
    Reading,
    Register,
    Role,
    Sector,
    Side,
    Span,
    Status,
)
from watch_pipelines.assess import assess
from watch_pipelines.consolidate import consolidate
from watch_pipelines.name_index import bare, written_names
from watch_pipelines.normalise import normalise
from watch_pipelines.typography import fold, sentences, typographic

Row = Mapping[str, Any]
Member = tuple[Document, Reading]
AXES = ("exposure", "dependence", "transparency", "sensitivity")


@dataclass(frozen=True)
class Score:
    """How often an axis, the claim or the verdict is one of the accepted values, over documents."""

    right: int
    asked: int

    @property
    def rate(self) -> float:
        """Share of right answers; 1.0 when nothing was asked."""
        return self.right / self.asked if self.asked else 1.0


def deals(path: Path, register: Register) -> dict[str, tuple[Member, ...]]:
    """The documents of each deal with their labels as readings, by event id."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    ids = {fold(name.text): name.actor_ids[0] for name in written_names(register) if name.actor_ids}
    found: dict[str, list[Member]] = defaultdict(list)
    for row in rows:
        if row["gold"]["is_announcement"] and row["gold"]["event_id"]:
            document = _document(row)
            found[row["gold"]["event_id"]].append((document, _reading(document, row["gold"], ids)))
    return {event: tuple(members) for event, members in found.items()}


def judged(members: tuple[Member, ...], event: str, config: Config) -> Assessment:
    """The assessment of one deal with the knowledge of the reference day."""
    announcement = consolidate(None, members, event, TODAY)
    return assess(announcement, members, config.register, config.framework, config.legal, TODAY_DATE, TODAY)


def answers(found: Assessment) -> dict[str, Any]:
    """The axes and the verdict, named as in the reference."""
    axes = {axis: getattr(found.axes, axis) for axis in AXES}
    return {**axes, "claim": found.claim, "verdict": found.verdict}


def scores(path: Path, verdicts: Path, config: Config) -> tuple[dict[str, Score], list[str]]:
    """Score for each axis, the claim and the verdict, each document counting once; and one line for each miss."""
    wanted = {row["event_id"]: row for row in map(json.loads, verdicts.read_text(encoding="utf-8").splitlines())}
    right: dict[str, int] = defaultdict(int)
    asked: dict[str, int] = defaultdict(int)
    misses = []
    for event, members in deals(path, config.register).items():
        if event not in wanted:
            continue
        got = answers(judged(members, event, config))
        for name, answer in got.items():
            allowed = wanted[event][name]
            if allowed is None:
                continue
            asked[name] += len(members)
            if answer in (allowed if isinstance(allowed, list) else [allowed]):
                right[name] += len(members)
            else:
                misses.append(f"{name}: {event} ({len(members)}): {answer}, not {allowed}")
    return {name: Score(right[name], asked[name]) for name in asked}, sorted(misses)


def _document(row: Row) -> Document:
    published = row["published_at"]
    return normalise(
        a_document(
            row["text"],
            id=row["id"],
            url=row["url"],
            canonical_url=row["url"],
            publisher=row["publisher"],
            publisher_kind=PublisherKind(row["publisher_kind"]),
            language=row["language"],
            title=row["title"],
            published_on=date.fromisoformat(published[:10]) if published else None,
        )
    )


def _reading(document: Document, gold: Row, ids: Mapping[str, str]) -> Reading:
    parties = tuple(_party(document, one, ids) for one in gold["actors"])
    status = Status(gold["status"]) if gold["status"] else None
    deal = _spans(document, [party.name for party in parties])
    detection = Detection(True, 1.0, status, (), (), deal)
    extraction = Extraction(
        parties=parties,
        hosting=tuple(_host(document, one, ids) for one in gold["hosting"]),
        announced_on=_date(gold["announced_on"]),
        signed_on=_date(gold["signed_on"]),
        instrument=Instrument(gold["instrument"]) if gold["instrument"] else None,
        sector=Sector(gold["sector"]) if gold["sector"] else None,
        sensitivity=None,
        amount=_amount(document, gold["amount_eur"]),
        duration_months=gold["duration_months"],
        use_cases_stated=gold["use_cases_stated"],
        claims=(Claim(1, None, _at(document, "")),) if gold["claims_sovereignty"] else (),
        project=None,
        evidence=(),
        cues=(),
    )
    return Reading(document.id, detection, extraction, None, None)


def _party(document: Document, one: Row, ids: Mapping[str, str]) -> Party:
    found = ids.get(fold(bare(typographic(one["name"]))))
    return Party(one["name"], found, Side(one["side"]), Role(one["role"]), _at(document, one["name"]))


def _host(document: Document, one: Row, ids: Mapping[str, str]) -> HostingMention:
    provider = one["provider"]
    return HostingMention(
        provider=provider,
        provider_id=ids.get(fold(bare(typographic(provider)))) if provider else None,
        kind=HostingKind(one["kind"]),
        location=one["location"],
        scope=HostingScope(one["scope"]),
        negated=one["negated"],
        hypothetical=False,
        evidence=_at(document, one["mention"]),
    )


def _amount(document: Document, euros: float | None) -> Amount | None:
    return None if euros is None else Amount(euros, "EUR", euros, cap=False, evidence=_at(document, ""))


def _date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _at(document: Document, quote: str) -> Evidence:
    """Where *quote* stands in the document, whatever its spaces, quotes and hyphens; its first character otherwise."""
    text = fold(typographic(document.full_text))
    words = re.escape(fold(typographic(quote)).strip()).replace(r"\ ", r"\s+")
    hit = re.search(words, text) if words else None
    start, end = (hit.start(), hit.end()) if hit else (0, 1)
    return Evidence(document.id, start, end, document.full_text[start:end])


def _spans(document: Document, names: Iterable[str]) -> tuple[Span, ...]:
    """The sentences that name a party."""
    folded = [fold(bare(typographic(name))) for name in names]
    text = typographic(document.full_text)
    return tuple(
        Span(one.start, one.end)
        for one in sentences(text)
        if any(name in fold(text[one.start : one.end]) for name in folded)
    )
