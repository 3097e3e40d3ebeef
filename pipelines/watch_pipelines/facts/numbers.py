"""Numbers as French, English and German texts write them, in figures or in words."""

import re
from typing import Final

_SHORT: Final = {
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

_UNITS: Final = {
    "fr": ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    "en": ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "de": ("ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun"),
}
_TENS: Final = {
    "fr": ("vingt", "trente", "quarante", "cinquante", "soixante"),
    "en": ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    "de": ("zwanzig", "dreissig", "vierzig", "funfzig", "sechzig", "siebzig", "achtzig", "neunzig"),
}


def _joined(language: str, tens: str, unit: str) -> str:
    """« quarante-deux », « forty-two », « zweiundvierzig »."""
    if language == "de":
        return f"{unit}und{tens}"
    return f"{tens} et un" if language == "fr" and unit == "un" else f"{tens}-{unit}"


_WORDS: Final = {
    **_SHORT,
    "treize": 13,
    "quatorze": 14,
    "seize": 16,
    "dix-sept": 17,
    "dix-neuf": 19,
    "soixante-dix": 70,
    "soixante-douze": 72,
    "quatre-vingts": 80,
    "quatre-vingt-dix": 90,
    "thirteen": 13,
    "fourteen": 14,
    "sixteen": 16,
    "seventeen": 17,
    "nineteen": 19,
    "dreizehn": 13,
    "vierzehn": 14,
    "funfzehn": 15,
    "sechzehn": 16,
    "siebzehn": 17,
    "neunzehn": 19,
    "dreißig": 30,
    "dreissig": 30,
    "vierzig": 40,
    "funfzig": 50,
    "sechzig": 60,
    "hundert": 100,
    **{
        _joined(language, tens, unit): 10 * (place + 2) + number
        for language, row in _TENS.items()
        for place, tens in enumerate(row)
        for number, unit in enumerate(_UNITS[language], start=1)
    },
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
