"""By which knowledge something was judged, as fingerprints: equal fingerprints, equal knowledge."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Basis:
    """What one judgement rested on beside its documents."""

    framework: str
    legal: str
    actors: tuple[tuple[str, str], ...]
    """(register id, fingerprint of its facts) of each actor that the judgement may have looked at, by id."""
