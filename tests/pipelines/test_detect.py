from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.config import load_config
from watch.errors import ModelError
from watch.model import Detection, Document, PublisherKind, Status
from watch_pipelines import nlp
from watch_pipelines.detect import detect
from watch_pipelines.detect_features import allowance
from watch_pipelines.detect_head import NAMES, READ, head
from watch_pipelines.detect_status import stages
from watch_pipelines.detect_time import ages
from watch_pipelines.detect_weights import load, shipped
from watch_pipelines.language import MODEL_PATH

_CONFIG = load_config()
_READER = nlp.build(_CONFIG.register, _CONFIG.lexicon, MODEL_PATH)


def make_document(title: str, text: str, kind: PublisherKind = PublisherKind.PRESS, language: str = "fr") -> Document:
    """A document published on 12 March 2025."""
    day = date(2025, 3, 12)
    return Document(
        "d1", "s", "https://x.example/1", "https://x.example/1", "Journal", kind, language, title, text, day, None,
        datetime(2025, 3, 12, tzinfo=UTC), False,
    )  # fmt: skip


def detected(document: Document) -> Detection:
    (annotation,) = nlp.annotate(_READER, [(document.full_text, document.language)])
    return detect(document, annotation, _CONFIG.register)


DEAL = make_document(
    "Le ministère de la Justice choisit Mistral AI pour ses greffes",
    "Paris, le 12 mars 2025 – Le ministère de la Justice a signé ce mercredi avec Mistral AI un contrat de trois ans. "
    "L'entreprise fournira un assistant d'intelligence artificielle générative à 4 000 greffiers.",
    PublisherKind.GOVERNMENT,
)


def test_plain_deal_is_an_announcement() -> None:
    """A signed contract between a ministry and an AI company, told as news, is detected with its evidence."""
    found = detected(DEAL)
    assert found.is_announcement
    assert found.score > shipped().threshold
    assert found.missing == ()
    assert found.status in {Status.SIGNED, Status.ANNOUNCED}
    assert {"public_party", "company", "ai_object"} <= {reason.rule for reason in found.reasons}


@pytest.mark.parametrize(
    ("title", "text", "missing"),
    [
        (
            "Le ministère de la Justice choisit Sodexo pour ses cantines",
            "Le ministère de la Justice a signé mercredi avec Sodexo un marché de restauration de trois ans.",
            "ai_object",
        ),
        (
            "Une charte de l'intelligence artificielle pour les agents",
            "Le conseil municipal a adopté lundi une charte de l'intelligence artificielle. Des formations suivront.",
            "company",
        ),
    ],
)
def test_one_thing_missing(title: str, text: str, missing: str) -> None:
    """Without an AI object or a company there is no announcement, and the answer says what was missing."""
    found = detected(make_document(title, text))
    assert not found.is_announcement
    assert found.status is None
    assert missing in found.missing


def test_wind_is_no_company() -> None:
    """A gust and a prefecture's order are no deal with Mistral AI."""
    text = "La préfecture du Var a signé lundi un arrêté : le Mistral souffle à 110 km/h. Les massifs sont fermés."
    assert not detected(make_document("Mistral : la préfecture signe un arrêté", text)).is_announcement


def test_question_of_a_parliamentarian_is_none() -> None:
    """A written question about a known contract is not the contract's announcement."""
    text = (
        "M. Dupont attire l'attention de M. le ministre de l'Intérieur sur le recours à Palantir. Il lui demande sur "
        "quels contrats se fondent les services et quelles garanties ont été obtenues. Il regrette qu'aucune solution "
        "nationale d'intelligence artificielle ne soit prête."
    )
    document = make_document("Question écrite n° 411 – Recours à Palantir", text, PublisherKind.GOVERNMENT)
    assert not detected(document).is_announcement


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        (
            "Appel d'offres : assistant conversationnel pour les usagers",
            (
                "Le département lance une consultation pour l'acquisition d'un assistant conversationnel "
                "d'intelligence artificielle. Date limite de remise des offres : 14 avril 2025 à 12 h."
            ),
            "tender_notice",
        ),
        (
            "Zelmo lève 20 millions d'euros",
            (
                "La start-up d'intelligence artificielle Zelmo boucle une levée de fonds de 20 millions d'euros auprès "
                "de Bpifrance et de plusieurs fonds. Elle recrutera cinquante ingénieurs."
            ),
            "funding",
        ),
        (
            "Deux ans de Zelmo à la mairie : le bilan",
            (
                "Deux ans après la signature du contrat avec Zelmo, la ville de Tours tire le bilan de son assistant "
                "d'intelligence artificielle. Les agents interrogés se disaient partagés, selon un rapport d'audit."
            ),
            "follow_up",
        ),
    ],
)
def test_a_near_miss_is_told_by_its_kind(title: str, text: str, kind: str) -> None:
    """What is no announcement says what it is most like, with what that adds to the decision, always against."""
    found = detected(make_document(title, text))
    assert not found.is_announcement
    (alike,) = (reason for reason in found.reasons if reason.rule.startswith("resembles "))
    assert alike.rule == f"resembles {kind}"
    assert alike.weight < 0


def test_deal_sentences_carry_the_parties() -> None:
    """The sentences of the deal are sentences of the text and hold both parties."""
    found = detected(DEAL)
    told = " ".join(DEAL.full_text[span.start : span.end] for span in found.deal_sentences)
    assert "Mistral AI" in told
    assert "ministère de la Justice" in told


def test_same_input_same_answer() -> None:
    """Detection is a function: no clock, no state."""
    assert detected(DEAL) == detected(DEAL)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "Mistral AI ",
                    "le ministère de la Justice ",
                    "a signé ",
                    "un accord‑cadre\u00a0",
                    "d’IA ",
                    "hier. ",
                    "\n\n",
                ),
                *(
                    "Mis\u00adtral ",
                    "\x00",
                    "« ? » ",
                    "la start-up Zorg ",
                    "dément ",
                    "\u202f",
                    "É",
                    "🙂",
                    "Acheteur : X\n",
                ),
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_reasons_quote_the_document(text: str) -> None:
    """Each piece of evidence is exactly the characters at its offsets, and scores are probabilities."""
    document = make_document("Titre", text)
    found = detected(document)
    assert 0 <= found.score <= 1
    for reason in found.reasons:
        if reason.evidence is not None:
            evidence = reason.evidence
            assert evidence.quote == document.full_text[evidence.start : evidence.end] != ""
    assert all(0 <= span.start < span.end <= len(document.full_text) for span in found.deal_sentences)


@pytest.mark.parametrize("text", ["", "mot " * 50_000, "Mistral AI, le ministère de la Justice, IA. " * 4_000], ids=len)
@pytest.mark.timeout(30)
def test_hostile_texts_end(text: str) -> None:
    """Empty and enormous texts are answered in bounded time."""
    assert detected(make_document("", text)).score >= 0


@pytest.mark.parametrize(
    "text",
    [
        "Mistral AI et le ministère de la Justice signent un accord d'IA, à Lyon. " * 15_000,
        "Nancy, Lyon et Caen, " * 40_000,
        "mot " * 200_000,
        "La société Zorg fournit un logiciel à la ville de Trifouilly. Elle le teste. \n\n" * 12_000,
    ],
    ids=["deal", "towns", "words", "unknown names"],
)
def test_long_texts_take_two_seconds_at_most(text: str) -> None:
    """Detection reads the head of an enormous text only, so that its time does not grow with it."""
    document = make_document("Compte rendu", text)
    (annotation,) = nlp.annotate(_READER, [(document.full_text, document.language)])
    shipped()
    begun = perf_counter()
    detect(document, annotation, _CONFIG.register)
    assert perf_counter() - begun < 2.0


def test_head_keeps_what_it_reads_whole() -> None:
    """Nothing in the head of a text lies beyond it, and a short text is left as it is."""
    (long, short) = nlp.annotate(_READER, [("Mistral AI signe avec l'Inria. " * 3_000, "fr"), (DEAL.full_text, "fr")])
    read = head(long)
    assert len(read.text) <= READ
    assert 0 < len(read.entities) <= NAMES
    spans = [each.span for each in read.entities] + [each.span for each in read.cues]
    assert all(span.end <= len(read.text) for span in spans)
    assert all(0 <= span.start < span.end <= len(read.text) for span in read.sentences)
    assert head(short) is short


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("le marche a ete notifie le 3 mars", {"signed", "dated"}),
        ("un contrat de trois ans", {"termed"}),
        ("la ville a choisi un editeur", {"chosen"}),
        ("une lettre d'intention", {"intended"}),
        ("elle prolonge son abonnement", {"renewed"}),
        ("il pleut sur la ville", set()),
    ],
)
def test_stages_are_heard(text: str, expected: set[str]) -> None:
    """The wording of a sentence tells how far a deal has got."""
    assert stages(text) == expected


@pytest.mark.parametrize(
    ("lacking", "kept"), [({}, 1.0), ({"ai object=none": 2.0}, 0.5), ({"sides=one": 1.0, "ai object=none": 2.0}, 0.4)]
)
def test_allowance_is_graded(lacking: dict[str, float], kept: float) -> None:
    """The more a document lacks, the less of its probability it keeps; without a word of AI less than half."""
    assert allowance(lacking) <= kept
    assert (allowance(lacking) == 1.0) == (not lacking)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("annonce ce mardi", {"fresh"}),
        ("le 4 mars", {"fresh"}),
        ("le 16 decembre 2024", {"old"}),
        ("en 2021", {"old"}),
        ("le 2 juin 2025", {"coming"}),
        ("dans la salle", set()),
    ],
)
def test_ages_of_days(text: str, expected: set[str]) -> None:
    """Days are aged against the day of publication; a day without a year is the nearest one."""
    assert ages(text, date(2025, 3, 12)) == expected


def test_unreadable_weights_are_one_clear_sentence(tmp_path: Path) -> None:
    """Weights that are missing or broken raise ModelError that names the file."""
    broken = tmp_path / "w.json"
    broken.write_text('{"version": 1}')
    for path in (broken, tmp_path / "none.json"):
        with pytest.raises(ModelError, match=str(path)):
            load(path)
