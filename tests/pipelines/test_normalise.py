"""Clean text, one address, and nothing that a reader would miss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_document
from watch_pipelines.normalise import is_leftover, normalise

LEFTOVERS = [
    "Lire aussi : Ce que les mairies paient vraiment",
    "À lire aussi : notre carte",
    "Partager sur : Facebook – X – LinkedIn",
    "Crédit photo : DR",
    "© Agence",
    "Abonnez-vous à notre infolettre quotidienne",
    "Nous utilisons des cookies pour mesurer l’audience. Tout accepter | Tout refuser",
    "En poursuivant votre navigation, vous acceptez le dépôt de cookies.",
    "Temps de lecture : 3 min",
    "Publicité",
    "Déjà abonné ? Identifiez-vous.",
    "Menu – Rechercher – English",
    "Read more: the week in AI",
    "Anzeige – Newsletter: jeden Morgen",
]
FAMILY_PHOTO = (
    "Photo de famille à l’Élysée : les signataires de l’accord, dont trois ministres et les dirigeants de deux "
    "sociétés, ont posé devant la presse avant de détailler le calendrier du déploiement."
)
KEPT = [
    "Le ministère a signé un accord-cadre avec l’entreprise.",
    FAMILY_PHOTO,
    "La publicité ciblée des services publics sera confiée à une IA, annonce l’agence, qui attribue le marché.",
    "La CNIL a sanctionné l’usage de cookies par la plateforme publique, dont un éditeur lyonnais tient le marché.",
    "Partager les données entre hôpitaux : tel est l’objet de la convention.",
    "Publié le 27/11/2025",
]


@pytest.mark.parametrize("block", LEFTOVERS)
def test_leftover(block: str) -> None:
    """Links to other pages, sharing, cookies, credits and subscriptions are furniture."""
    assert is_leftover(block)


@pytest.mark.parametrize("block", KEPT)
def test_no_leftover(block: str) -> None:
    """A sentence that only begins like furniture stays."""
    assert not is_leftover(block)


def test_blocks_go_and_the_rest_stays_in_order() -> None:
    """Furniture goes by whole blocks; what is left keeps its paragraphs."""
    document = a_document("Premier.\n\nPartager sur X\n\nSecond.\n\nLire aussi : autre chose")
    assert normalise(document).text == "Premier.\n\nSecond."


def test_a_text_of_furniture_alone_is_left_alone() -> None:
    """Cleaning never empties a document."""
    assert normalise(a_document("Lire aussi : un titre")).text == "Lire aussi : un titre"


def test_invisible_characters_go_and_typography_stays() -> None:
    """NULs, soft hyphens and zero-width marks go; curly apostrophes and no-break spaces are the author's."""
    document = a_document(
        "L’agen\u00adce\x00 a\u200b signé «\u00a0oui\u00a0».\r\n\r\n\r\n\r\nFin.", title="Un\ntitre\x00"
    )
    clean = normalise(document)
    assert clean.text == "L’agence a signé «\u00a0oui\u00a0».\n\nFin."
    assert clean.title == "Un titre"


def test_decomposed_accents_are_composed() -> None:
    """A text from a Mac and one from a PC are the same text."""
    assert normalise(a_document("e\u0301tat")).text == "état"


def test_address_is_canonical() -> None:
    """Tracking parameters, scheme, www. and closing slash say nothing of the page."""
    document = a_document(url="http://www.presse.example/a/?utm_source=x", canonical_url="")
    assert normalise(document).canonical_url == "https://presse.example/a"


def test_language_is_two_letters() -> None:
    """« fr-FR » is French."""
    assert normalise(a_document(language="fr-FR")).language == "fr"


@given(st.text(max_size=300), st.text(max_size=60))
def test_twice_is_once(text: str, title: str) -> None:
    """Normalising a normalised document changes nothing, whatever it holds."""
    once = normalise(a_document(text, title=title))
    assert normalise(once) == once
