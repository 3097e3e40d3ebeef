"""Near-verbatim copies: one dispatch printed by ten papers is one source (MinHash over word shingles, Broder 1997)."""

import hashlib
import re
from collections.abc import Sequence

from watch.model import Document, Reading
from watch.urls import site
from watch_pipelines.typography import fold, typographic

_SHINGLE = 3
"""Words that make one shingle."""
_BANDS, _ROWS = 16, 4
"""Texts that share half of their shingles meet in one band with probability 0.64, four fifths with 0.9998."""
_SAME = 0.7
"""Share of common shingles from which two texts are copies: a changed lead or a cut end stays above."""
_MIN_WORDS = 20
"""Below this a text is too short for anything but equality."""
_PRIME = (1 << 61) - 1
_WORD_BYTES = 8


def _coefficients() -> tuple[tuple[int, int], ...]:
    """Fixed multipliers and offsets of the hash family, drawn from SHA-256 so that every machine agrees."""
    drawn = []
    for row in range(_BANDS * _ROWS):
        digest = hashlib.sha256(f"vigie.dedupe.{row}".encode()).digest()
        drawn.append((int.from_bytes(digest[:8], "big") % _PRIME or 1, int.from_bytes(digest[8:16], "big") % _PRIME))
    return tuple(drawn)


_FAMILY = _coefficients()


def fingerprint(text: str) -> tuple[int, ...]:
    """Sixteen band keys, 63-bit and not negative; two near-verbatim copies share at least one. () for an empty text."""
    shingles = _shingles(text)
    if not shingles:
        return ()
    hashed = [_hash(shingle) % _PRIME for shingle in shingles]
    minima = [min((a * value + b) % _PRIME for value in hashed) for a, b in _FAMILY]
    return tuple(_hash(f"{band}:{minima[band * _ROWS : (band + 1) * _ROWS]}") >> 1 for band in range(_BANDS))


def duplicate_of(document: Document, candidates: Sequence[Document]) -> str | None:
    """The id of the document that *document* copies, None when there is none.

    Symmetric: two texts are copies or not, whichever is asked about. Of several, the closest, then the earliest.
    """
    mine = _shingles(document.text)
    found = []
    for other in candidates:
        if other.id == document.id:
            continue
        share = _likeness(mine, _shingles(other.text))
        if share >= _SAME:
            found.append((-share, str(other.published_on or ""), other.id))
    return min(found)[2] if found else None


def publisher_family(document: Document) -> str:
    """Name the publisher of a document for counting origins: its folded name, else its host, else the document."""
    return fold(document.publisher) or site(document.canonical_url or document.url) or f"document:{document.id}"


def origins(members: Sequence[tuple[Document, Reading]]) -> dict[str, str]:
    """For each document, by id, whose word it is: its publisher's, or that of the document it copies, at any remove."""
    families = {document.id: publisher_family(document) for document, _ in members}
    copies = {document.id: reading.duplicate_of for document, reading in members}
    found = {}
    for document_id in families:
        first, seen = document_id, {document_id}
        while (copied := copies.get(first)) is not None and copied not in seen:
            first = copied
            seen.add(first)
        found[document_id] = families.get(first, f"document:{first}")
    return found


def likeness(one: str, other: str) -> float:
    """Share of common shingles of two texts, 0 to 1 (Jaccard); short texts are 1 when equal, else 0."""
    return _likeness(_shingles(one), _shingles(other))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    if not one or not other:
        return 0.0
    return len(one & other) / len(one | other)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(typographic(text)))


def _shingles(text: str) -> frozenset[str]:
    """Runs of three words; a short text is one shingle of its own, so that only its equal is a copy."""
    words = _words(text)
    if len(words) < _MIN_WORDS:
        return frozenset({" ".join(words)}) if words else frozenset()
    return frozenset(" ".join(words[place : place + _SHINGLE]) for place in range(len(words) - _SHINGLE + 1))


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_WORD_BYTES).digest(), "big")
