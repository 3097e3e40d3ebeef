"""How much of a text detection reads: what is news stands above, and the time of any text stays bounded."""

from dataclasses import replace
from typing import Final

from watch.model import Annotation, Span

READ: Final = 20_000
"""Characters of a text that are read; longer than any communiqué, shorter than a report."""

NAMES: Final = 400
"""Names that are staged at most."""


def head(annotation: Annotation) -> Annotation:
    """*annotation* down to `READ` characters and `NAMES` names, whichever ends first."""
    if len(annotation.text) <= READ and len(annotation.entities) <= NAMES:
        return annotation
    ordered = sorted(annotation.entities, key=lambda mention: mention.span.start)
    end = min(READ, ordered[NAMES].span.start if len(ordered) > NAMES else READ)
    kept = [span for span in annotation.sentences if span.start < end]
    return replace(
        annotation,
        text=annotation.text[:end],
        sentences=tuple(Span(span.start, min(span.end, end)) for span in kept),
        entities=tuple(mention for mention in ordered if mention.span.end <= end),
        cues=tuple(cue for cue in annotation.cues if cue.span.end <= end),
    )
