"""Who is a party, on which side, in which role; and who is only named."""

import pytest

from builders import a_document
from pipelines.pages import SEEN
from watch.config import Config
from watch.model import Party, Role, Side
from watch_pipelines import nlp
from watch_pipelines.facts.hosting import read_hosting
from watch_pipelines.facts.page import open_page
from watch_pipelines.facts.parties import read_parties
from watch_pipelines.language import MODEL_PATH


@pytest.fixture(scope="module")
def full_reader(config: Config) -> nlp.Reader:
    """The shipped pipeline with its model of names."""
    return nlp.build(config.register, config.lexicon, MODEL_PATH)


def _parties(title: str, text: str, reader: nlp.Reader, config: Config) -> dict[str, Party]:
    document = a_document(text, title=title)
    (annotation,) = nlp.annotate(reader, [(document.full_text, "fr")])
    page = open_page(document, annotation, SEEN)
    hosting = read_hosting(page, annotation, config.register)
    found = read_parties(page, annotation, config.register, SEEN.status, hosting)
    for party in found:
        assert party.evidence.quote == party.name
        assert document.full_text[party.evidence.start : party.evidence.end] == party.name
    return {party.name: party for party in found}


TITLE = "Intelligence artificielle : la Ville de Dole choisit la start-up Vocalys"
TEXT = (
    "La Ville de Dole a confié à la start-up Vocalys un agent vocal fondé sur l'intelligence artificielle, a-t-elle "
    "indiqué à l'AFP. Le contrat est conclu pour deux ans. Face aux géants comme Google, la municipalité a retenu "
    "Vocalys après un appel d'offres.\n\nÀ propos de Vocalys : fondée en 2019, l'entreprise emploie vingt personnes."
)


def test_buyer_and_supplier_that_nobody_knows(full_reader: nlp.Reader, config: Config) -> None:
    """A town and a company outside the register are kept by name, each with its side and role."""
    parties = _parties(TITLE, TEXT, full_reader, config)
    assert parties["Ville de Dole"].side is Side.PUBLIC
    assert parties["Ville de Dole"].role is Role.BUYER
    assert parties["Vocalys"].side is Side.PRIVATE
    assert parties["Vocalys"].role is Role.SUPPLIER
    assert parties["Vocalys"].actor_id is None


def test_agency_and_contrast_are_no_parties(full_reader: nlp.Reader, config: Config) -> None:
    """Neither the agency that is quoted nor the company in a contrast is a party."""
    assert set(_parties(TITLE, TEXT, full_reader, config)) == {"Ville de Dole", "Vocalys"}


def test_known_parties_have_their_ids(full_reader: nlp.Reader, config: Config) -> None:
    """Acronym, office and full name of one body are one party with its register id."""
    parties = _parties(
        "Le ministère de la Justice et Mistral AI signent un accord-cadre",
        "Le ministère de la Justice a notifié un accord-cadre à Mistral AI. La Chancellerie équipera les greffes.",
        full_reader,
        config,
    )
    assert {party.actor_id for party in parties.values()} == {"min-justice", "mistral-ai"}


def test_acronym_is_given_with_its_words(full_reader: nlp.Reader, config: Config) -> None:
    """A body defined with its acronym is named in full."""
    parties = _parties(
        "Un outil d'IA pour les secours",
        "Le Service départemental d'incendie et de secours (SDIS) du Jura a signé un contrat avec la société "
        "Vigiflamme. Le SDIS utilisera son intelligence artificielle dès l'été.",
        full_reader,
        config,
    )
    assert any(name.startswith("Service départemental d'incendie et de secours") for name in parties)


def test_enumeration_is_kept_whole(full_reader: nlp.Reader, config: Config) -> None:
    """Members of one enumeration of partners are all parties, with one role."""
    parties = _parties(
        "Un institut d'IA réunit laboratoires et entreprises",
        "L'Inria, le CNRS et l'Inserm s'associent à Thales et à Airbus pour créer un laboratoire commun d'intelligence "
        "artificielle. Ces partenaires signent une convention de recherche.",
        full_reader,
        config,
    )
    ids = {party.actor_id for party in parties.values()}
    assert {"inria", "cnrs", "inserm"} <= ids
    assert {party.role for party in parties.values() if party.side is Side.PUBLIC} == {Role.PARTNER}


def test_text_without_organisation_has_no_party(full_reader: nlp.Reader, config: Config) -> None:
    """Nothing is made up where nobody is named."""
    assert _parties("Bonjour", "Il fait beau ce matin.", full_reader, config) == {}


@pytest.mark.parametrize(
    ("text", "name", "side"),
    [
        (
            "Le Norval, syndicat informatique de trois communes, a signé avec la société Vigiflamme un contrat d'IA.",
            "Norval",
            Side.PUBLIC,
        ),
        (
            "L'agence finlandaise pour la sécurité maritime a choisi l'IA de Vigiflamme, une PME.",
            "agence finlandaise pour la sécurité maritime",
            Side.PUBLIC,
        ),
        (
            "La Ville de Dole a confié à une jeune pousse de Balma, Nimbelia, un agent fondé sur l'IA.",
            "Nimbelia",
            Side.PRIVATE,
        ),
    ],
)
def test_unknown_party_is_known_by_what_is_said_of_it(
    text: str, name: str, side: Side, full_reader: nlp.Reader, config: Config
) -> None:
    """An apposition, a head noun or a home town gives an unknown name its side."""
    parties = _parties("Un contrat d'intelligence artificielle est signé", text, full_reader, config)
    assert parties[name].side is side


def test_home_of_a_supplier_is_no_party(full_reader: nlp.Reader, config: Config) -> None:
    """The town where the supplier has its machines does not sign."""
    parties = _parties(
        "La Ville de Dole choisit Vocalys pour son assistant d'IA",
        "La Ville de Dole a signé avec Vocalys, à Besançon, un contrat de deux ans. Vocalys fournira un assistant "
        "d'intelligence artificielle aux agents.",
        full_reader,
        config,
    )
    assert "Besançon" not in parties
    assert {"Ville de Dole", "Vocalys"} <= set(parties)
