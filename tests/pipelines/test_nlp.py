from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.config import load_config
from watch.errors import ModelError
from watch.model import Cue, Document, Lexicon, PublisherKind
from watch_pipelines import nlp
from watch_pipelines.language import MODEL_PATH
from watch_pipelines.typography import fold, sentences, typographic, visible


@pytest.fixture(scope="module")
def reader() -> nlp.Reader:
    config = load_config()
    return nlp.build(config.register, config.lexicon, MODEL_PATH)


@pytest.fixture(scope="module")
def bare_reader() -> nlp.Reader:
    config = load_config()
    return nlp.build(config.register, config.lexicon)


def read(reader: nlp.Reader, text: str, language: str = "fr") -> dict[str, tuple[str, ...]]:
    """Actor ids by the text of each known name."""
    (annotation,) = nlp.annotate(reader, [(text, language)])
    return {each.text: each.actor_ids for each in annotation.entities if each.actor_ids}


def cues(reader: nlp.Reader, text: str, language: str = "fr") -> set[str]:
    (annotation,) = nlp.annotate(reader, [(text, language)])
    return {each.cue for each in annotation.cues}


def test_missing_model_is_one_clear_sentence(tmp_path: Path) -> None:
    """A model that is not there raises ModelError that names the place."""
    config = load_config()
    with pytest.raises(ModelError, match=str(tmp_path / "none")):
        nlp.build(config.register, config.lexicon, tmp_path / "none")


def test_wrong_pattern_names_its_cue() -> None:
    """A pattern that is no regular expression is reported with the cue it stands in."""
    lexicon = Lexicon("0", {"x.y": Cue("x.y", patterns=("(",))})
    with pytest.raises(ModelError, match=r"x\.y"):
        nlp.build(load_config().register, lexicon)


def test_names_without_their_determiner(bare_reader: nlp.Reader) -> None:
    """Elision, contraction and a lost accent do not hide a name, and are not part of it."""
    found = read(
        bare_reader, "Titre\n\nL’accord du ministère de la Justice avec l'Élysée, puis le ministere de la Justice."
    )
    assert found["ministère de la Justice"] == ("min-justice",)
    assert found["Élysée"] == ("presidence-republique",)
    assert found["ministere de la Justice"] == ("min-justice",)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Un accord avec Mistral AI.", "Mistral AI"),
        ("L’ACCORD DE LA CAISSE DES DÉPÔTS AVEC MISTRAL AI EST SIGNÉ", "MISTRAL AI"),
        ("La Cnil a parlé.", "Cnil"),
    ],
)
def test_capitals_that_fit(bare_reader: nlp.Reader, text: str, name: str) -> None:
    """A headline in capitals and a titled acronym still name their actor."""
    assert read(bare_reader, text)[name]


@pytest.mark.parametrize(
    "text", ["le mistral souffle", "une orange bleue", "la doctrine administrative", "un cea quelconque"]
)
def test_small_letters_are_words(bare_reader: nlp.Reader, text: str) -> None:
    """A name that is also a word needs its capital."""
    assert read(bare_reader, f"Titre\n\n{text}") == {}


def test_longest_name_wins(bare_reader: nlp.Reader) -> None:
    """« Mistral Compute » is the cloud, not the laboratory inside its name."""
    assert read(bare_reader, "La plateforme Mistral Compute ouvre.") == {"Mistral Compute": ("mistral-compute",)}


def test_only_doubtful_forms_are_ambiguous(bare_reader: nlp.Reader) -> None:
    """« Mistral » may be a wind; « Mistral AI » may not."""
    (annotation,) = nlp.annotate(bare_reader, [("Mistral AI signe. Mistral gagne.", "fr")])
    assert [(each.text, each.ambiguous) for each in annotation.entities if each.actor_ids] == [
        ("Mistral AI", False),
        ("Mistral", True),
    ]


def test_unknown_names_by_their_form(bare_reader: nlp.Reader) -> None:
    """A town hall and a start-up that no register knows are found where their form tells."""
    (annotation,) = nlp.annotate(bare_reader, [("La ville de Guéret a choisi la start-up creusoise Limonia.", "fr")])
    assert {"ville de Guéret", "Limonia"} <= {each.text for each in annotation.entities if each.label == "ORG"}


def test_cues_are_whole_words(bare_reader: nlp.Reader) -> None:
    """NIR is not found in « fournir », LIL not in « Lille »."""
    assert not cues(bare_reader, "Fournir à Lille une reposante fourniture.") & {
        "sensitivity.social_fiscal",
        "sensitivity.legal_markers",
    }


def test_short_acronym_needs_its_capitals(bare_reader: nlp.Reader) -> None:
    """« IA » is a cue of AI, « ia » inside a sentence of small letters is none."""
    assert "ai.strong" in cues(bare_reader, "Une IA souveraine.")
    assert "ai.strong" not in cues(bare_reader, "hi ia !")


def test_hyphen_and_space_are_one(bare_reader: nlp.Reader) -> None:
    """« accord‑cadre » with any hyphen and « accord cadre » carry the same cue."""
    for text in ("un accord‑cadre", "un accord-cadre", "un accord cadre"):
        assert "procurement.accord-cadre" in cues(bare_reader, text)


def test_cues_of_another_language_are_silent(bare_reader: nlp.Reader) -> None:
    """An English pattern does not speak in a French text."""
    assert "deal.english" in cues(bare_reader, "The city awarded the contract.", "en")
    assert "deal.english" not in cues(bare_reader, "The city awarded the contract.", "fr")


def test_soft_hyphens_do_not_move_offsets(bare_reader: nlp.Reader) -> None:
    """A name cut by a soft hyphen is found, and its span covers the characters of the document."""
    text = "Titre\n\nAccord avec Mis\u00adtral AI et Doc\u00adtolib."
    (annotation,) = nlp.annotate(bare_reader, [(text, "fr")])
    found = {text[each.span.start : each.span.end] for each in annotation.entities if each.actor_ids}
    assert found == {"Mis\u00adtral AI", "Doc\u00adtolib"}
    assert len(annotation.text) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M. Dupont a signé. Mme X. Martin aussi.", 2),
        ("Sans point\n\nPARIS, le 8 janv. 2026 – Le n° 12 paraît.", 2),
        ("« Bien ! » Puis il part.", 2),
        ("Il coûte 3.5 M€. Voilà.", 2),
        ("Liste :\n- un\n- deux", 3),
        ("", 0),
    ],
)
def test_sentences_of_the_press(text: str, expected: int) -> None:
    """Abbreviations, datelines, quotes and lists are cut where a reader would."""
    assert len(sentences(typographic(text))) == expected


def test_empty_line_always_cuts() -> None:
    """No sentence reaches over an empty line."""
    text = "Un titre sans point\n\nle corps\n\n\nla suite"
    assert all("\n\n" not in text[each.start : each.end] for each in sentences(text))


@given(st.text(max_size=400))
def test_typography_keeps_length(text: str) -> None:
    """Unified and folded texts have the characters of the original, one for one."""
    assert len(typographic(text)) == len(text) == len(fold(text))


@given(st.text(alphabet=st.sampled_from("ab\u00ad\u200b \n.É"), max_size=60))
def test_visible_text_maps_back(text: str) -> None:
    """Each kept character stands at the place that the map gives."""
    kept, places = visible(text)
    assert kept == "".join(text[place] for place in (places or range(len(text) + 1))[:-1])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Mistral AI",
                " l’Élysée",
                "\u00a0IA ",
                "Mis\u00adtral",
                "\n\n",
                ". ",
                "«\u202f",
                "ville de Lyon",
                "\x00",
                "é\u0301",
                "🙂",
                "start-up Zorg",
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_spans_lie_in_the_text(text: str) -> None:
    """Whatever the characters, every span is inside the text, entities are disjoint, and everything is sorted."""
    (annotation,) = nlp.annotate(_READER, [(text, "fr")])
    assert len(annotation.text) == len(text)
    for spans in (
        annotation.sentences,
        [each.span for each in annotation.entities],
    ):
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(one.end <= two.start for one, two in pairwise(spans))
    starts = [each.span.start for each in annotation.cues]
    assert starts == sorted(starts)


_READER = nlp.build(load_config().register, load_config().lexicon)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "a" * 200_000,
        "Mistral AI et Doctolib " * 9_000,
        "\x00\x01\x02\ud800 texte",
        "Ã©lÃ¨ve accordÃ© Ã  lâ€™Ã‰tat",
        "(" * 50_000,
        "mot, " * 1_000_000,
    ],
    ids=["empty", "blank", "one word", "one line", "control", "mojibake", "brackets", "5 MB"],
)
@pytest.mark.timeout(20)
def test_hostile_texts_end(reader: nlp.Reader, text: str) -> None:
    """No text takes long or breaks the reader; what is beyond the limit is kept but not annotated."""
    (annotation,) = nlp.annotate(reader, [(text, "fr")])
    assert len(annotation.text) == len(text)
    assert all(each.span.end <= nlp.READ_AT_MOST for each in annotation.entities)


def test_batches_keep_order(reader: nlp.Reader) -> None:
    """More texts than a batch holds come back in order."""
    texts = [(f"Document {number} de Doctolib.", "fr") for number in range(70)]
    assert [each.text for each in nlp.annotate(reader, texts)] == [text for text, _ in texts]


def make_document(title: str, text: str, **changes: object) -> Document:
    """A press document in French, of a Wednesday."""
    values: dict[str, object] = {
        "id": "d1",
        "source_id": "s",
        "url": "https://presse.example/d1",
        "canonical_url": "https://presse.example/d1",
        "publisher": "Quotidien",
        "publisher_kind": PublisherKind.PRESS,
        "language": "fr",
        "title": title,
        "text": text,
        "published_on": date(2025, 3, 12),
        "published_at": None,
        "captured_at": datetime(2025, 3, 12, tzinfo=UTC),
        "baseline": False,
    }
    return Document(**(values | changes))  # type: ignore[arg-type]


def test_offsets_index_the_document(reader: nlp.Reader) -> None:
    """Names and cues quote `full_text` exactly, typographic variants included."""
    document = make_document(
        "L’accord‑cadre de l’État", "Le ministère de la Justice «\u00a0confie\u00a0» à Mistral AI une IA."
    )
    (annotation,) = nlp.annotate(reader, [(document.full_text, "fr")])
    read_spans = [(each.span, each.text) for each in annotation.entities]
    read_spans += [(each.span, each.text) for each in annotation.cues]
    assert read_spans
    for span, text in read_spans:
        assert typographic(document.full_text[span.start : span.end]) == text


def test_a_noun_with_its_verb_is_no_name(reader: nlp.Reader) -> None:
    """« ministère chiffre l'économie » is a sentence; what does not break it off is no organisation."""
    text = "Le ministère chiffre l'économie à un million d'euros par an. La DINUM finance l'outil."
    (annotation,) = nlp.annotate(reader, [(text, "fr")])
    assert not any("chiffre" in mention.text for mention in annotation.entities)
