"""The light French tokeniser and the pipeline that ships with it."""

import subprocess
import sys
import time

import pytest
import spacy
from spacy.language import Language

from watch_pipelines.language import MODEL_PATH, FrLight, plain_spaces

TOKENS = [
    ("L’IA d'Inria s’associe", "L’|IA|d'|Inria|s’|associe"),
    ("jusqu’à ce qu’elle, lorsqu'il", "jusqu’|à|ce|qu’|elle|,|lorsqu'|il"),
    ("aujourd’hui, d’aujourd’hui et Aujourd'hui", "aujourd’hui|,|d’|aujourd’hui|et|Aujourd'hui"),
    ("presqu’île, presqu’une, quelqu’un", "presqu’île|,|presqu’|une|,|quelqu’un"),
    ("conseil de prud’hommes", "conseil|de|prud’hommes"),
    ('l’« IA » et l’"État"', 'l’|«|IA|»|et|l’|"|État|"'),
    ("d’1 million", "d’|1|million"),
    ("M. Dupont, Mme Le-Gall et MM. Roy", "M.|Dupont|,|Mme|Le-Gall|et|MM.|Roy"),
    ("(cf. art. 8) etc.", "(|cf.|art.|8|)|etc."),
    ("n° 12 et n°2024-118", "n°|12|et|n°|2024-118"),
    ("St. Denis et J.O.", "St.|Denis|et|J.O."),
    ("Saint-Étienne-du-Rouvray, Île-de-France", "Saint-Étienne-du-Rouvray|,|Île-de-France"),
    ("Jean-Noël de l’ex-Premier ministre", "Jean-Noël|de|l’|ex-Premier|ministre"),
    ("AP-HP, R&D", "AP-HP|,|R&D"),
    (
        "contact@dinum.gouv.fr, https://www.economie.gouv.fr/ia?x=1.",
        "contact@dinum.gouv.fr|,|https://www.economie.gouv.fr/ia?x=1|.",
    ),
    ("numerique.gouv.fr", "numerique.gouv.fr"),
    ("GPT-4o, Llama-3.1 et Mistral-7B", "GPT-4o|,|Llama-3.1|et|Mistral-7B"),
    ("5G/6G", "5G|/|6G"),
    ("Safran.AI", "Safran.AI"),
    ("fin de phrase.Autre phrase", "fin|de|phrase|.|Autre|phrase"),
    ("Sopra Steria/Computacenter", "Sopra|Steria|/|Computacenter"),
    ("12,5 M€, 3,5M€, 10k€, 20%", "12,5|M€|,|3,5|M€|,|10|k€|,|20|%"),
    ("500 000 € sur 2024-2027", "500|000|€|sur|2024|-|2027"),
    ("le 2025-11-26 et le 12/03/2025", "le|2025-11-26|et|le|12/03/2025"),
    ("1er lot, XXIe siècle, 18h30", "1er|lot|,|XXIe|siècle|,|18h30"),
    ("agent(s), (OVHcloud).", "agent(s)|,|(|OVHcloud|)|."),
]

SENTENCES = [
    (
        "Le ministère de la Culture et la société Velmora ont signé une convention de trois ans.",
        {"ministère de la Culture", "Velmora"},
    ),
    (
        "L’Agence nationale des titres sécurisés confie à Brisquet Technologies l’hébergement de son assistant.",
        {"Agence nationale des titres sécurisés", "Brisquet Technologies"},
    ),
]


@pytest.fixture(scope="module")
def blank() -> Language:
    """The tokeniser alone."""
    return FrLight()


@pytest.fixture(scope="module")
def shipped() -> Language:
    """The pipeline of the distribution."""
    return spacy.load(MODEL_PATH)


@pytest.mark.parametrize(("text", "tokens"), TOKENS, ids=[text for text, _ in TOKENS])
def test_tokens(blank: Language, text: str, tokens: str) -> None:
    """French is cut where a reader would cut it, and names stay whole."""
    assert "|".join(token.text for token in blank(text)) == tokens


@pytest.mark.parametrize("text", [text for text, _ in TOKENS])
def test_tokens_give_the_text_back(blank: Language, text: str) -> None:
    """No character is lost or moved by tokenisation: evidence rests on offsets."""
    doc = blank(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_plain_spaces_keeps_the_length(blank: Language) -> None:
    """No-break and thin spaces become plain ones, so that they are not tokens and offsets hold."""
    text = "«\u00a0La\u202fCNIL\u2009» : 1\u202f500\u00a0€"
    plain = plain_spaces(text)
    assert len(plain) == len(text)
    assert [token.text for token in blank(plain)] == ["«", "La", "CNIL", "»", ":", "1", "500", "€"]


def test_language_is_made_at_once() -> None:
    """The language class is ready in a tenth of a second, where spaCy's own French takes two."""
    start = time.process_time()
    FrLight()
    assert time.process_time() - start < 0.3  # measured 0.07; the margin is for a busy machine


def test_spacy_s_own_french_is_never_imported() -> None:
    """Loading the pipeline does not pull in the sixteen thousand exceptions of ``spacy.lang.fr``."""
    code = (
        "import sys, spacy; from watch_pipelines.language import MODEL_PATH; spacy.load(MODEL_PATH);"
        "sys.exit('spacy.lang.fr' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(("text", "organisations"), SENTENCES)
def test_finds_organisations_it_never_saw(shipped: Language, text: str, organisations: set[str]) -> None:
    """A public body and an invented company are both found, whole."""
    assert {entity.text for entity in shipped(text).ents if entity.label_ == "ORG"} == organisations


@pytest.mark.parametrize("text", [text for text, _ in SENTENCES])
def test_quote_is_the_text_between_its_offsets(shipped: Language, text: str) -> None:
    """An entity's offsets index the text as given, no-break spaces included."""
    given = text.replace(" ", "\u00a0", 3)
    entities = shipped(plain_spaces(given)).ents
    assert entities
    for entity in entities:
        assert plain_spaces(given[entity.start_char : entity.end_char]) == entity.text


def test_labels_and_attribution_travel_with_the_model(shipped: Language) -> None:
    """The model says what it finds, and carries the attribution that its data's licence asks for."""
    assert set(shipped.pipe_labels["ner"]) == {"ORG", "PER", "LOC", "DATE", "PROD", "EVENT"}
    source = shipped.meta["sources"][0]
    assert source["name"] == "WiNER-fr"
    assert "CC BY 4.0" in source["license"]
    assert "CC BY 2.5" in source["license"]


def test_model_is_small_enough_for_the_wheel() -> None:
    """The shipped pipeline stays under six megabytes."""
    assert sum(path.stat().st_size for path in MODEL_PATH.rglob("*") if path.is_file()) < 6_000_000
