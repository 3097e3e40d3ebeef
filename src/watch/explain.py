"""A document as the stages read it: what was decided, why, what was missing, and where each fact stands."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from watch.analyse import InputError, read_documents
from watch.app import App
from watch.handlers import corrected, read
from watch.model import Correction, Detection, Document, Extraction, Reading, Reason, Span
from watch.store import corrections, documents
from watch.tables import as_json, console
from watch.wording import phrases
from watch.wording.markup import KINDS, Kind, marks, pieces
from watch.wording.reasons import (
    elements,
    say,
    say_aside,
    say_correction,
    say_correction_line,
    say_missing,
    say_rule,
    weighed,
)
from watch.wording.terms import Language
from watch.wording.terms import say as say_term
from watch_pipelines.detect_weights import shipped
from watch_pipelines.normalise import normalise

_STYLES: dict[Kind, str] = {
    "public": "bold green",
    "private": "bold blue",
    "hosting": "magenta",
    "amount": "yellow",
    "date": "cyan",
    "claim": "red",
    "fact": "bright_black",
    "cue": "bold italic",
}
_QUOTE = 80


@dataclass(frozen=True, slots=True)
class Explained:
    """One document, what the machine alone reads in it, and what people said of that (oldest first)."""

    document: Document
    machine: Reading
    corrections: tuple[Correction, ...]
    threshold: float
    """Probability from which the machine says yes."""

    @property
    def reading(self) -> Reading:
        """The reading in force: the machine's, corrected."""
        return corrected(self.machine, self.corrections)


def explained(app: App, what: str) -> tuple[Explained, ...]:
    """The stored document of id *what*, read again and with its corrections, or the documents of the file *what*.

    Raises InputError when it is neither, or a line of the file is no document.
    """
    with app.store.read() as tx:
        stored, said = documents.get(tx, what), corrections.of_document(tx, what)
    if stored is None and not os.path.isfile(what):  # noqa: PTH113  (unlike pathlib's, it raises for no name at all)
        raise InputError("is neither the id of a stored document nor a file", subject=what)
    found = read_documents(Path(what)) if stored is None else (stored,)
    threshold = shipped().threshold
    return tuple(Explained(one, read(app.shop, one), said, threshold) for one in map(normalise, found))


def print_explanation(explained: Explained, lang: Language) -> None:
    """Print it; without colours where the output is no terminal."""
    out = console()
    out.print(explanation(explained, lang, coloured=out.is_terminal and not out.no_color))


def explanation(explained: Explained, lang: Language, *, coloured: bool) -> RenderableType:
    """The text with its mentions marked and named, then the decision with its reasons; for a terminal.

    Without colours, marks stand between angle brackets.
    """
    machine, reading = explained.machine, explained.reading
    parts: list[RenderableType] = [
        _heading(explained.document, lang),
        _marked(explained.document, reading, lang, coloured=coloured),
        *_human(explained.corrections, lang),
        *_decision(explained.document, machine, explained.threshold, lang),
    ]
    if reading.extraction is not None and reading.extraction.parties:
        known = say("explain", "facts" if reading.detection.is_announcement else "facts_if", lang)
        parts += [_title(known), *_facts(reading.extraction, lang)]
    return Group(*parts)


def _heading(document: Document, lang: Language) -> Text:
    day = phrases.say_day(document.published_on, lang) if document.published_on else say_term("word", "undated", lang)
    line = " · ".join(part for part in (document.publisher, day, document.url, document.id) if part)
    return Text(phrases.plain(line), style="dim")


def _title(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _marked(document: Document, reading: Reading, lang: Language, *, coloured: bool) -> Text:
    """The whole text, the deal's sentences underlined, each mention in the style of its kind and named in brackets."""
    said = Text("\n")
    found = marks(reading, lang)
    text, deal = document.full_text, reading.detection.deal_sentences
    for piece in pieces(text, found, Span(0, len(text)), deal):
        said.append("" if coloured else "⟨" * piece.opens)
        styles = (_STYLES[piece.kind] if piece.kind else "", "underline" if piece.told else "")
        said.append(piece.text, " ".join(style for style in styles if style))
        if piece.labels:
            closing = "" if coloured else "⟩" * piece.closes
            said.append(f"{closing} [{', '.join(piece.labels)}]", "dim italic")
    present = [kind for kind in KINDS if any(mark.kind == kind for mark in found)]
    if present:
        said.append(f"\n\n{say('explain', 'legend', lang)} : " if lang == "fr" else "\n\nLegend: ", "dim")
        for kind in present:
            said.append(say("mark", kind, lang), _STYLES[kind])
            said.append("  ")
    return said


def _human(said: Sequence[Correction], lang: Language) -> Iterator[Text]:
    """The decision in force, then every correction, newest last."""
    if not said:
        return
    yield _title(f"{say('explain', 'human', lang)} : {say_correction(said[-1], lang)}")
    for one in said:
        yield Text(f"  {say_correction_line(one, lang)}")


def _decision(document: Document, machine: Reading, threshold: float, lang: Language) -> Iterator[Text]:
    detection = machine.detection
    decided = say("decision", "yes" if detection.is_announcement else "no", lang)
    status = f" ({say_term('status', detection.status, lang)})" if detection.status else ""
    score = say("explain", "score", lang, score=f"{detection.score:.2f}", threshold=f"{threshold:.2f}")
    yield _title(f"{say('explain', 'machine', lang)} : {decided}{status}, {score}")
    if machine.set_aside:
        yield Text(f"  {say_aside(machine.set_aside, lang)}")
        return
    yield _title(say("explain", "sought", lang))
    for element in elements(detection):
        state = say("explain", "found" if element.present else "lacking", lang)
        shown = "".join(f" « {_short(evidence.quote)} »" for evidence in element.evidence)
        yield Text(f"  {'✓' if element.present else '✗'} {say('element', element.name, lang)} : {state}{shown}")
    if detection.deal_sentences:
        yield _title(say("explain", "told", lang))
        for span in detection.deal_sentences:
            yield Text(f"  « {phrases.shorten(document.full_text[span.start : span.end])} »")
    if detection.missing:
        yield _title(say("explain", "missing", lang))
        yield from (Text(f"  {line}") for line in say_missing(detection, lang))
    yield from _weighed(detection, lang)


def _weighed(detection: Detection, lang: Language) -> Iterator[Text]:
    for name, reasons in zip(("for", "against"), weighed(detection), strict=True):
        if reasons:
            yield _title(say("explain", name, lang))
            yield from (_reason(reason, lang) for reason in reasons)
    if any(weighed(detection)):
        yield Text(f"  {say('explain', 'weights', lang)}", style="dim")


def _reason(reason: Reason, lang: Language) -> Text:
    quote = f" « {_short(reason.evidence.quote)} »" if reason.evidence else ""
    return Text(f"  {reason.weight:+6.2f}  {say_rule(reason.rule, lang)}{quote}")


def _short(quote: str) -> str:
    return phrases.shorten(quote, _QUOTE)


def _facts(facts: Extraction, lang: Language) -> Iterator[Text]:
    for party in facts.parties:
        known = f" = {party.actor_id}" if party.actor_id else ""
        side, role = say("short", party.side, lang), say_term("role", party.role, lang)
        yield Text(f"  {side:7} {role:14} {party.name}{known}", style=_STYLES[_side(party.side)])
    for host in facts.hosting:
        yield Text(f"  {phrases.say_hosting(host, lang)} : « {_short(host.evidence.quote)} »", style=_STYLES["hosting"])
    stated = {
        "announced_on": facts.announced_on and phrases.say_date(facts.announced_on, lang),
        "signed_on": facts.signed_on and phrases.say_date(facts.signed_on, lang),
        "instrument": facts.instrument and say_term("instrument", facts.instrument, lang),
        "sector": facts.sector and say_term("sector", facts.sector, lang),
        "amount": facts.amount and phrases.say_amount(facts.amount, lang),
        "duration": facts.duration_months and phrases.say_duration(facts.duration_months, lang),
        "project": facts.project,
        "use_cases": say_term("word", "use_cases_stated", lang) if facts.use_cases_stated else None,
    }
    for name, value in stated.items():
        yield Text(f"  {say_term('word', name, lang)} : {value or say_term('word', 'unstated', lang)}")
    for claim in facts.claims:
        yield Text(f"  {say('field', 'claim', lang, strength=claim.strength)} : « {_short(claim.evidence.quote)} »")


def _side(side: str) -> Kind:
    return "public" if side == "public" else "private"


def explanation_json(explained: Sequence[Explained], lang: Language) -> str:
    """The same for a script: one object for each document, every quote with its characters."""
    return as_json([_flat(one, lang) for one in explained])


def _flat(explained: Explained, lang: Language) -> dict[str, Any]:
    document, machine, reading = explained.document, explained.machine, explained.reading
    return {
        "id": document.id,
        "url": document.url,
        "publisher": document.publisher,
        "published_on": document.published_on,
        "language": document.language,
        "full_text": document.full_text,
        "decision": _decided(reading.detection) | {"by": "person" if explained.corrections else "machine"},
        "machine": _decided(machine.detection)
        | {
            "threshold": explained.threshold,
            "set_aside": machine.set_aside,
            "missing": [
                {"element": name, "said": said}
                for name, said in zip(machine.detection.missing, say_missing(machine.detection, lang), strict=False)
            ],
            "reasons": [_ground(reason, lang) for reason in machine.detection.reasons],
        },
        "deal_sentences": [{"start": span.start, "end": span.end} for span in reading.detection.deal_sentences],
        "mentions": [
            {
                "start": mark.start,
                "end": mark.end,
                "kind": mark.kind,
                "label": mark.label,
                "quote": document.full_text[mark.start : mark.end],
            }
            for mark in marks(reading, lang)
        ],
        "corrections": [
            {"at": one.at, "by": one.by, "reason": one.reason, "reviewed": one.reviewed, **_settled(one)}
            for one in explained.corrections
        ],
    }


def _decided(detection: Detection) -> dict[str, Any]:
    return {"is_announcement": detection.is_announcement, "status": detection.status, "score": detection.score}


def _ground(reason: Reason, lang: Language) -> dict[str, Any]:
    found = reason.evidence
    where = {"start": found.start, "end": found.end, "quote": found.quote} if found else {}
    return {"rule": reason.rule, "weight": reason.weight, "said": say_rule(reason.rule, lang), **where}


def _settled(one: Correction) -> dict[str, Any]:
    return {"is_announcement": one.is_announcement, "status": one.status, "why_not": one.why_not}
