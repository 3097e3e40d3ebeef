"""A light French for spaCy: the tokeniser that the shipped model was trained with.

``spacy.lang.fr`` compiles sixteen thousand exceptions (close to two seconds); this class knows a page of them and
loads at once. Importing this module registers it, so ``spacy.load`` finds it for a model of language ``fr_light``.
"""

import re
from pathlib import Path
from typing import Final

from spacy.lang.char_classes import (
    ALPHA,
    ALPHA_LOWER,
    ALPHA_UPPER,
    CONCAT_QUOTES,
    CURRENCY,
    LIST_ELLIPSES,
    LIST_ICONS,
    LIST_PUNCT,
    LIST_QUOTES,
    PUNCT,
)
from spacy.language import BaseDefaults, Language
from spacy.util import registry

MODEL_PATH: Final = Path(__file__).parent / "model" / "fr_watch"
"""Where the shipped pipeline lives; give it to ``spacy.load``."""

_SPACES: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})

_APOSTROPHE: Final = "['’]"

# Where an elision does not end a word; spelt in the pattern and not as exceptions, so that « d’aujourd’hui » works too.
_UNBROKEN: Final = (
    rf"(?<![Aa]ujourd{_APOSTROPHE})(?<![Pp]rud{_APOSTROPHE})"
    rf"(?!(?<=[Pp]resqu{_APOSTROPHE})île)(?!(?<=[Qq]uelqu{_APOSTROPHE})un)"
)

_ABBREVIATIONS: Final = (
    *("M.", "MM.", "Mme", "Mmes", "Mlle", "Me", "Dr.", "Pr.", "St.", "Ste.", "Mgr."),
    *("art.", "Art.", "al.", "n°", "N°", "cf.", "Cf.", "etc.", "p.", "pp.", "éd.", "env.", "av.", "bd.", "tél."),
    *("L.", "R.", "D.", "J.O.", "S.A.", "S.A.S.", "a.", "c.", "vol.", "chap.", "km/h"),
    *("janv.", "févr.", "avr.", "juil.", "sept.", "oct.", "nov.", "déc."),
)

# spaCy's own units hold G, M and K, which would cut « 5G »; these are the ones that communiqués glue to a figure.
_UNITS: Final = r"[kM]€|Mds?€|Md|%|km²?|m²|ha|MW|GW|TWh|MWh|kWh|Go|To|Po"

_INFIXES: Final = [
    *LIST_ELLIPSES,
    *LIST_ICONS,
    rf"(?<=[{ALPHA}]{_APOSTROPHE}){_UNBROKEN}(?=[{ALPHA}0-9])",
    rf"(?<=[{ALPHA}]{_APOSTROPHE})[«“\"]",
    r"(?<=[0-9])[+*^](?=[0-9-])",
    r"(?<=(?:19|20)[0-9][0-9])-(?=(?:19|20)[0-9][0-9]\b)",
    r"(?<=[nN]°)(?=[0-9])",
    # A full stop stuck to the next sentence; two capitals after it make a name, as in « Safran.AI ».
    rf"(?<=[{ALPHA_LOWER}{CONCAT_QUOTES}])\.(?=[{ALPHA_UPPER}{CONCAT_QUOTES}](?![{ALPHA_UPPER}]))",
    rf"(?<=[{ALPHA}]),(?=[{ALPHA}])",
    rf"(?<=[{ALPHA}0-9])[:<>=/](?=[{ALPHA}])",
    rf"(?<=[{ALPHA}])/(?=[0-9])",
    rf"(?<=[{ALPHA}0-9])[–—](?=[{ALPHA}0-9])",
]

_SUFFIXES: Final = [
    *LIST_PUNCT,
    *LIST_ELLIPSES,
    # An elided article keeps its apostrophe even when a quotation follows: « l’ » is never cut.
    *(quote for quote in LIST_QUOTES if quote not in {"\\'", "'", "’"}),
    rf"(?<=[{ALPHA}][{ALPHA}]){_APOSTROPHE}",
    *LIST_ICONS,
    r"(?<=[0-9])\+",
    rf"(?<=[0-9])(?:{CURRENCY})",
    rf"(?<=[0-9])(?:{_UNITS})",
    rf"(?<=[0-9{ALPHA_LOWER}%²\-\+{PUNCT}{CONCAT_QUOTES}])\.",
    rf"(?<=[{ALPHA_UPPER}][{ALPHA_UPPER}])\.",
]

_OPTIONAL_ENDING: Final = re.compile(rf"[{ALPHA}]+\((?:s|e|es|x|le|ne|nes)\)$")
"""« agent(s) » is one word; without this the closing bracket would leave alone."""


class FrLightDefaults(BaseDefaults):
    """Tokenisation of French communiqués; prefixes and the URL pattern are spaCy's own.

    spaCy's base exceptions are left out on purpose: they hold smileys, and « (article 8) » ends in one.
    """

    tokenizer_exceptions = {word: [{"ORTH": word}] for word in _ABBREVIATIONS}  # noqa: RUF012  (spaCy's own shape)
    infixes = _INFIXES
    suffixes = _SUFFIXES
    token_match = _OPTIONAL_ENDING.match


@registry.languages("fr_light")
class FrLight(Language):  # type: ignore[no-untyped-call]
    """French, tokeniser only, in a few hundredths of a second."""

    lang = "fr_light"
    Defaults = FrLightDefaults


def plain_spaces(text: str) -> str:
    """Return `text` with no-break and thin spaces as plain ones: same length, so offsets hold in the original.

    Call it before giving a text to a pipeline of this language: each such space would otherwise be a token.
    """
    return text.translate(_SPACES)
