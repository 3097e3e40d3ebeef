"""Instrument, sector, use cases, sensitivity, claims, project: what the wording of a text supports."""

import pytest

from builders import a_document
from pipelines.pages import a_page, annotation_of
from watch.model import Annotation, CueMention, Instrument, PublisherKind, Sector, Span, Status
from watch_pipelines.facts.claims import read_claims
from watch_pipelines.facts.cues import read_cues
from watch_pipelines.facts.instrument import read_instrument
from watch_pipelines.facts.linear import LinearScorer, scorer
from watch_pipelines.facts.project import read_project
from watch_pipelines.facts.sector import read_sector
from watch_pipelines.facts.sensitivity import read_sensitivity
from watch_pipelines.facts.use_cases import read_use_cases


@pytest.mark.parametrize(
    ("text", "instrument"),
    [
        ("Le ministère a notifié un accord-cadre à l'éditeur.", Instrument.FRAMEWORK_AGREEMENT),
        ("Les deux parties ont signé une lettre d'intention.", Instrument.LETTER_OF_INTENT),
        ("Un protocole d'accord a été signé avec l'entreprise.", Instrument.MEMORANDUM),
        ("Marché public : titulaire retenu après appel d'offres, contrat attribué.", Instrument.CONTRACT),
        ("Le partenariat associe l'université et l'éditeur, partenaires depuis peu.", Instrument.PARTNERSHIP),
    ],
)
def test_instrument_named(text: str, instrument: Instrument) -> None:
    """The form of the commitment is the one that the text names, with the words that name it."""
    page = a_page(text, title="Intelligence artificielle")
    found = read_instrument(page, Status.SIGNED)
    assert found is not None
    assert found[0] is instrument
    assert found[1].quote == page.text[found[1].start : found[1].end]


@pytest.mark.parametrize(
    ("text", "bodies", "sector"),
    [
        (
            "Les armées disposeront d'un outil d'analyse du renseignement militaire.",
            ["ministère des Armées"],
            Sector.DEFENCE,
        ),
        ("Les médecins du CHU testent une aide au diagnostic pour les patients.", ["CHU de Dijon"], Sector.HEALTH),
        ("La mairie répondra la nuit aux habitants.", ["Ville de Dole"], Sector.LOCAL_GOVERNMENT),
        ("Les conseillers aideront les demandeurs d'emploi à rédiger leur CV.", ["France Travail"], Sector.EMPLOYMENT),
    ],
)
def test_sector_served(text: str, bodies: list[str], sector: Sector) -> None:
    """The sector is whose task is served, by the words of the text and the names of the bodies."""
    found = read_sector(a_page(text, title="Un accord"), bodies)
    assert found is not None
    assert found[0] is sector


def test_no_word_of_a_sector_gives_none() -> None:
    """A text that says nothing of a field has no sector."""
    assert read_sector(a_page("Bonjour.", title="Bonjour"), []) is None


def test_use_cases_listed() -> None:
    """Tasks that are named count as use cases."""
    text = (
        "L'outil aidera les agents à rédiger des courriers, à résumer des dossiers, à traduire et à trier les demandes."
    )
    assert read_use_cases(a_page(text)) is not None


def test_bare_generative_ai_states_no_use_case() -> None:
    """« IA générative » alone says nothing of what it is for."""
    assert read_use_cases(a_page("La Région signe un partenariat sur l'IA générative.", title="Un accord")) is None


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("Le ministère des Armées confie à l'éditeur l'analyse de données classifiées.", 5),
        ("L'hôpital confie à l'éditeur des données de santé.", 4),
        ("L'outil lira les courriers des usagers.", 2),
        ("Seules des données publiques sont traitées ; aucun dossier médical.", 0),
        ("Bonjour à tous.", None),
    ],
)
def test_sensitivity_rank(text: str, rank: int | None) -> None:
    """The highest class that the text supports; silence is not zero."""
    found = read_sensitivity(a_page(text))
    assert (found[0] if found else None) == rank


@pytest.mark.parametrize(
    ("kind", "text", "strength", "by"),
    [
        (PublisherKind.GOVERNMENT, "Ce choix garantit la souveraineté numérique du pays.", 3, "body"),
        (PublisherKind.COMPANY, "Notre solution souveraine protège vos données.", 2, "supplier"),
        (PublisherKind.PRESS, "La ministre défend la souveraineté numérique de ce choix.", 3, "body"),
        (PublisherKind.PRESS, "Un outil souverain.", 1, "journalist"),
    ],
)
def test_claim_and_who_makes_it(kind: PublisherKind, text: str, strength: int, by: str) -> None:
    """The same word weighs more from the body than from its supplier or from a journalist."""
    (claim,) = read_claims(a_page(text, publisher_kind=kind), ())
    assert (claim.strength, claim.by) == (strength, by)


@pytest.mark.parametrize(
    "text",
    [
        "Éric Dupont, ministre de la Souveraineté industrielle et numérique, était présent.",
        "Le fonds souverain est entré au capital.",
        "Cette pépite emploie cent personnes.",
    ],
)
def test_words_that_claim_nothing(text: str) -> None:
    """A minister's title, a sovereign wealth fund and a « pépite » are no claim of sovereignty."""
    assert read_claims(a_page(text, publisher_kind=PublisherKind.GOVERNMENT), ()) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("L'assistant, baptisé « Albertine », répond aux agents. Albertine est ouvert à tous.", "Albertine"),
        ("La Ville a signé avec un éditeur.", None),
    ],
)
def test_project_name(text: str, name: str | None) -> None:
    """A system that is given a name has it; none is made up."""
    document = a_document(text)
    found = read_project(a_page(text), annotation_of(document))
    assert (found[0] if found else None) == name


def test_negated_exclusivity_is_no_cue() -> None:
    """« Sans fournisseur unique » is not an exclusive supplier."""
    page = a_page("Un marché sans fournisseur unique, puis un fournisseur unique.")
    places = [place for place in range(len(page.text)) if page.text.startswith("fournisseur unique", place)]
    mentions = tuple(
        CueMention(Span(place, place + 18), "fournisseur unique", "dependence.exclusivity", 1.0) for place in places
    )
    cues = read_cues(page, Annotation(page.plain, page.sentences, (), mentions))
    assert [evidence.start for _, evidence in cues] == places[1:]


@pytest.mark.parametrize("name", ["side", "party", "standing", "role", "sector", "use_cases"])
def test_shipped_weights_can_be_read(name: str) -> None:
    """Each scorer has a bias and a row of weights for each label."""
    shipped = scorer(name)
    assert shipped.bias
    assert set(shipped.bias) == set(shipped.weights)


def test_probabilities_sum_to_one() -> None:
    """Several labels share one unit of probability; the heavier feature wins."""
    small = LinearScorer({"a": 0.0, "b": 0.0}, {"a": {"x": 1.0}, "b": {"y": 2.0}})
    odds = small.probabilities({"x": 1.0, "y": 1.0})
    assert sum(odds.values()) == pytest.approx(1.0)
    assert small.best({"x": 1.0, "y": 1.0})[0] == "b"
