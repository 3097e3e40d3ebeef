"""Numbers as French, English and German texts write them, in figures or in words."""

import re
from typing import Final

_WORDS: Final = {
    **dict.fromkeys(("un", "une", "one", "ein", "eine", "einem", "einer"), 1),
    **dict.fromkeys(("deux", "two", "zwei"), 2),
    **dict.fromkeys(("trois", "three", "drei"), 3),
    **dict.fromkeys(("quatre", "four", "vier"), 4),
    **dict.fromkeys(("cinq", "five", "funf"), 5),
    **dict.fromkeys(("six", "sechs"), 6),
    **dict.fromkeys(("sept", "seven", "sieben"), 7),
    **dict.fromkeys(("huit", "eight", "acht"), 8),
    **dict.fromkeys(("neuf", "nine", "neun"), 9),
    **dict.fromkeys(("dix", "ten", "zehn"), 10),
    **dict.fromkeys(("onze", "eleven", "elf"), 11),
    **dict.fromkeys(("douze", "twelve", "zwolf"), 12),
    **dict.fromkeys(("quinze", "fifteen"), 15),
    **dict.fromkeys(("dix-huit", "eighteen", "achtzehn"), 18),
    **dict.fromkeys(("vingt", "twenty", "zwanzig"), 20),
    **dict.fromkeys(("vingt-quatre", "twenty-four"), 24),
    **dict.fromkeys(("trente", "thirty"), 30),
    **dict.fromkeys(("trente-six", "thirty-six"), 36),
    **dict.fromkeys(("quarante", "forty"), 40),
    **dict.fromkeys(("cinquante", "fifty"), 50),
    **dict.fromkeys(("soixante", "sixty"), 60),
    **dict.fromkeys(("cent", "hundred"), 100),
}

WORD: Final = "|".join(sorted(_WORDS, key=len, reverse=True))
"""Alternation of the number words, folded."""

FIGURES: Final = r"\d{1,3}(?:[ .,]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,3})?"
"""« 4 413 915,00 », « 14,9 », « 1.5 », « 25 000 »."""


def value_of(written: str) -> float | None:
    """The number that *written* (folded; matched by `WORD` or `FIGURES`) stands for, None when it is none."""
    written = written.strip()
    if written in _WORDS:
        return float(_WORDS[written])
    grouped = re.fullmatch(r"(\d{1,3}(?:[ .,]\d{3})+)(?:[.,](\d{1,2}))?", written)
    if grouped and not re.fullmatch(r"0[.,]\d{3}", written):
        whole = re.sub(r"\D", "", grouped[1])
        return float(f"{whole}.{grouped[2] or 0}")
    try:
        return float(written.replace(" ", "").replace(",", "."))
    except ValueError:
        return None
