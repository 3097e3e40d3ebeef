"""A document as the stages read it: what was decided, why, what was missing, and where each fact stands."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.text import Text

from watch.model import Detection, Document, Evidence, Extraction, Reading

_STYLES = {"party": "bold green", "hosting": "bold magenta", "claim": "yellow", "fact": "cyan"}


def explanation(document: Document, reading: Reading) -> RenderableType:
    """The text with its mentions marked, then the decision with its reasons; for a terminal."""
    parts: list[RenderableType] = [_marked(document, reading)]
    if reading.set_aside:
        parts.append(Text(f"\nset aside: {reading.set_aside}"))
    parts.append(_decision(reading.detection))
    if reading.extraction is not None:
        parts.append(_facts(reading.extraction))
    return Group(*parts)


def _marked(document: Document, reading: Reading) -> Text:
    """The whole text; the sentences of the deal underlined, each fact in the colour of its kind."""
    text = Text(document.full_text)
    for sentence in reading.detection.deal_sentences:
        text.stylize("underline", sentence.start, sentence.end)
    if reading.extraction is not None and reading.detection.is_announcement:
        for kind, evidence in _evidence(reading.extraction):
            text.stylize(_STYLES[kind], evidence.start, evidence.end)
    return text


def _evidence(extraction: Extraction) -> Iterator[tuple[str, Evidence]]:
    yield from (("fact", evidence) for _, evidence in extraction.evidence)
    yield from (("claim", claim.evidence) for claim in extraction.claims)
    yield from (("hosting", host.evidence) for host in extraction.hosting)
    yield from (("party", party.evidence) for party in extraction.parties)


def _decision(detection: Detection) -> Text:
    said = Text("\n")
    verdict = f"an announcement ({detection.status})" if detection.is_announcement else "no announcement"
    said.append(f"{verdict}, score {detection.score:.2f}\n", "bold")
    if detection.missing:
        said.append(f"missing: {', '.join(detection.missing)}\n")
    for reason in sorted(detection.reasons, key=lambda one: -abs(one.weight)):
        quote = f"  « {' '.join(reason.evidence.quote.split())[:80]} »" if reason.evidence else ""
        said.append(f"  {reason.weight:+6.2f}  {reason.rule}{quote}\n")
    return said


def _facts(extraction: Extraction) -> Text:
    said = Text()
    for party in extraction.parties:
        known = f" = {party.actor_id}" if party.actor_id else ""
        said.append(f"  {party.side:7} {party.role:13} {party.name}{known}\n", _STYLES["party"])
    for host in extraction.hosting:
        how = " negated" if host.negated else " hypothetical" if host.hypothetical else ""
        said.append(f"  hosting {host.kind} ({host.scope}){how}: « {host.evidence.quote[:80]} »\n", _STYLES["hosting"])
    rows = {
        "announced": extraction.announced_on,
        "signed": extraction.signed_on,
        "instrument": extraction.instrument,
        "sector": extraction.sector,
        "amount": extraction.amount and f"{extraction.amount.value:g} {extraction.amount.currency}",
        "months": extraction.duration_months,
        "project": extraction.project,
        "claim strength": max((claim.strength for claim in extraction.claims), default=None),
    }
    for name, value in rows.items():
        said.append(f"  {name}: {'not stated' if value is None else value}\n")
    return said


def print_explanation(document: Document, reading: Reading) -> None:
    """Print it; without colours where the output is no terminal."""
    Console(highlight=False).print(explanation(document, reading))
