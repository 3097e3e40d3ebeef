"""Whatever a source delivers as text is read in bounded time, by all stages, with offsets that stand."""

from dataclasses import replace
from functools import cache
from time import perf_counter

import pytest

from builders import a_document
from watch.config import load_config
from watch_pipelines import nlp
from watch_pipelines.detect import detect
from watch_pipelines.extract import extract
from watch_pipelines.language import MODEL_PATH
from watch_pipelines.normalise import normalise

CONFIG = load_config()
DEAL = "La ville de Lyon a signé le 12 mars un contrat de 3 millions d'euros avec Mistral AI pour un assistant d'IA. "
LONG_ENOUGH = 20
"""Seconds; a healthy run takes one or two, and machines are shared."""

TEXTS = {
    "empty": "",
    "spaces": " \n\t \n" * 1_000,
    "five megabytes": DEAL * (5_000_000 // len(DEAL)),
    "one line": (DEAL.replace("\n", " ") * 2_000)[:200_000],
    "one line without a space": "a" * 200_000,
    "one line of signs": ".-(«'\"" * 33_000,
    "one line of capitals": "AB-Cd.Ef" * 25_000,
    "controls": "".join(chr(code) for code in range(32)) * 300 + DEAL + "\x7f\x85\u2028\ufeff" * 500,
    "lone surrogates": "\ud800\udfff" * 2_000 + DEAL,
    "mixed scripts": (DEAL + "Министерство подписало договор. 東京都は人工知能を導入した。 وزارة العدل تستخدم الذكاء. ")
    * 40,
    "combining marks": "e\u0301\u0302\u0303\u0304" * 20_000,
    "mojibake": DEAL.encode().decode("latin-1") * 60 + "Ã©tÃ© â€™ï»¿ Ã\x83Â©" * 400,
    "html": f'<div class="x"><p>{DEAL}</p><script>var a=1;</script>&nbsp;&eacute;<!-- ' * 300,
    "unclosed brackets": "Agence (" * 20_000,
    "numbers": "12 345 678,90 € 1/2/2026 " * 8_000,
}


@cache
def _reader() -> nlp.Reader:
    return nlp.build(CONFIG.register, CONFIG.lexicon, MODEL_PATH)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.timeout(90)
def test_bad_input_is_read_in_bounded_time(text: str) -> None:
    """Every stage answers, soon, and what it quotes stands in the document."""
    reader = _reader()
    begun = perf_counter()
    document = normalise(replace(a_document(), text=text))
    (annotation,) = nlp.annotate(reader, [(document.full_text, document.language)])
    detection = detect(document, annotation, CONFIG.register)
    extraction = extract(document, annotation, detection, CONFIG.register, CONFIG.lexicon)
    assert perf_counter() - begun < LONG_ENOUGH
    assert 0 <= detection.score <= 1
    assert len(annotation.text) == len(document.full_text)
    for party in extraction.parties:
        assert document.full_text[party.evidence.start : party.evidence.end] == party.evidence.quote
    for mention in annotation.entities:
        assert 0 <= mention.span.start < mention.span.end <= len(document.full_text)


def test_a_deal_is_still_read_among_what_is_no_text() -> None:
    """Controls and marks around a deal do not hide it."""
    document = normalise(replace(a_document(), text=TEXTS["controls"]))
    (annotation,) = nlp.annotate(_reader(), [(document.full_text, document.language)])
    assert "mistral-ai" in {actor for each in annotation.entities for actor in each.actor_ids}
