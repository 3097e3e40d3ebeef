"""Words as both databases index them: French stems without accents, made in Python so that they answer alike."""

import re
import threading
import unicodedata

import Stemmer

_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[a-z0-9]+")
_turn = threading.Lock()  # a Stemmer keeps state between its calls
_stemmer = Stemmer.Stemmer("french")


def fold(text: str) -> str:
    """Lower case, without accents."""
    return unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()


def stems(text: str) -> list[str]:
    """The words of *text*, in order, each stemmed and then folded."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    with _turn:
        return [folded for stem in _stemmer.stemWords(words) if (folded := fold(stem))]


def spelling(name: str) -> str:
    """*name* in any spelling of its letters: without accents and capitals, straight apostrophes, single blanks."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode()
    return " ".join(plain.casefold().split())


def plain_name(name: str) -> str:
    """*name* as linking and searching compare names: folded words, single blanks."""
    return " ".join(_PLAIN.findall(fold(name)))
