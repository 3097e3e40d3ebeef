"""One organisation of a text with all its mentions, and the keys by which names are compared."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from watch.model import EntityMention, Side
from watch_pipelines.typography import fold, typographic


@dataclass(slots=True)
class Candidate:
    """One organisation of a page, party or not; grows while mentions are gathered."""

    actor_id: str | None
    mentions: list[EntityMention] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """Folded names under which it is met, determiners left out."""
    side: Side = Side.PRIVATE
    side_known: bool = False
    """False when nothing but its surroundings told the side."""

    own: str = ""
    """Folded name in the register; empty when unknown."""

    @property
    def best(self) -> EntityMention:
        """The mention that names it most fully; a product, a person or a place only for want of better."""
        rank = {"ORG": 2, "PROD": 1, "MISC": 1}
        words = set(self.own.split())
        return max(
            self.mentions,
            key=lambda each: (
                not words or bool(words & set(re.findall(r"[a-z0-9]+", fold(each.text)))),
                rank.get(each.label, 0),
                len(each.text),
                -each.span.start,
            ),
        )


_LEGAL: Final = re.compile(r",? (?:sasu?|sa|sarl|gmbh|ag|inc|ltd|plc|llc|corp|group|groupe|france|se|bv|nv)\.?$")


def has_legal_form(name: str) -> bool:
    """Whether a folded *name* ends like a company's (« robert bosch gmbh »)."""
    return _LEGAL.search(name) is not None


@lru_cache(maxsize=2048)
def key_of(text: str) -> str:
    """*text* folded, without determiner, legal form, brackets and punctuation."""
    key = re.sub(r"\([^)]*\)", " ", fold(typographic(text)))
    key = re.sub(r"^(?:(?:l|d)'|(?:le|la|les|du|des|de|the|un|une|groupe|societe) )+", "", key.strip(' "«»-'))
    key = _LEGAL.sub("", key)
    return " ".join(re.findall(r"[a-z0-9]+", key))


@lru_cache(maxsize=4096)
def alike(one: str, other: str) -> bool:
    """One name, or the beginning of the other (« Mistral », « Mistral AI »)."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= 4 and long.startswith(short + " ")) or _initials(long) == short


def _initials(name: str) -> str:
    words = [
        word
        for word in name.split()
        if word not in {"de", "du", "des", "la", "le", "les", "l", "d", "et", "of", "the", "and", "for"}
    ]
    return "".join(word[0] for word in words) if len(words) > 2 else ""
