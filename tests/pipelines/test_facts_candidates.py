"""Organisations of a text before they are weighed: named whole, once each, and compared with the others."""

import pytest

from builders import a_document
from pipelines.pages import SEEN
from watch.config import Config
from watch.model import Annotation, Register
from watch_pipelines import nlp
from watch_pipelines.facts.candidates import gather
from watch_pipelines.facts.hosting import read_hosting
from watch_pipelines.facts.organisations import Candidate
from watch_pipelines.facts.page import Page, open_page
from watch_pipelines.facts.party_features import party_features
from watch_pipelines.facts.standing import standings
from watch_pipelines.language import MODEL_PATH


@pytest.fixture(scope="module")
def full_reader(config: Config) -> nlp.Reader:
    """The shipped pipeline with its model of names."""
    return nlp.build(config.register, config.lexicon, MODEL_PATH)


def _read(text: str, reader: nlp.Reader, language: str = "fr") -> tuple[Page, Annotation]:
    document = a_document(text, title="Actualité", language=language)
    (annotation,) = nlp.annotate(reader, [(document.full_text, language)])
    return open_page(document, annotation, SEEN), annotation


def _names(text: str, reader: nlp.Reader, register: Register, language: str = "fr") -> list[set[str]]:
    """The names of each organisation of *text*, as written."""
    page, annotation = _read(text, reader, language)
    found = gather(page, annotation, register)
    for mention in (mention for each in found for mention in each.mentions):
        assert page.text[mention.span.start : mention.span.end] == mention.text
    return [{mention.text for mention in each.mentions} for each in found]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("fr", "Le CNRS, l'université de Laon et la société Brontix ont signé un accord.", "université de Laon"),
        ("fr", "Le CDG 61 a confié à la société Brontix la relecture des dossiers.", "CDG 61"),
        ("fr", "L'Agence nivernaise de développement paie le contrat.", "Agence nivernaise de développement"),
        ("fr", "Mardi, à Laon, la métropole a choisi la société Brontix.", "métropole"),
        ("en", "Slovenia's water ministry has hired Brontix to read its meters.", "Slovenia's water ministry"),
        ("de", "Das Amtsgericht Lüneburg erprobt ein Programm der Firma Brontix.", "Amtsgericht Lüneburg"),
    ],
)  # fmt: skip
def test_a_body_is_named_whole(language: str, text: str, name: str, full_reader: nlp.Reader, config: Config) -> None:
    """Enumerated, numbered, ending like a verb, after a town, named by a common noun, in one German word."""
    assert any(name in each for each in _names(text, full_reader, config.register, language))


def test_two_firms_of_one_run_are_two(full_reader: nlp.Reader, config: Config) -> None:
    """« Brontix and Velmora » read as one name are two organisations."""
    text = "Brontix and Velmora have won the contract. The council will pay Brontix and Velmora in May."
    found = _names(text, full_reader, config.register, "en")
    assert any("Brontix" in each for each in found)
    assert any("Velmora" in each for each in found)
    assert not any("Brontix" in each and "Velmora" in each for each in found)


def test_a_name_in_brackets_is_the_same_body(full_reader: nlp.Reader, config: Config) -> None:
    """The acronym after a full name is that body, even when its letters do not spell the words; a town is not."""
    text = (
        "Laon University Hospital (CHLN) has hired Brontix (Sancerre). CHLN will use it in May, said Laon University "
        "Hospital."
    )
    found = _names(text, full_reader, config.register, "en")
    assert any({"Laon University Hospital", "CHLN"} <= each for each in found)
    assert not any("Brontix" in each and "Sancerre" in each for each in found)


def test_a_council_decides_for_its_town(full_reader: nlp.Reader, config: Config) -> None:
    """The municipal council is the town that is named, while a municipal library is a body of its own."""
    text = (
        "La Ville de Sancerre équipe la Bibliothèque municipale de Sancerre. Le conseil municipal a choisi la société "
        "Brontix ; la Ville paiera."
    )
    found = _names(text, full_reader, config.register)
    town = next(each for each in found if "Ville de Sancerre" in each)
    assert "conseil municipal" in town
    assert "Ville" in town
    assert not any("ibliothèque" in name for name in town)


def _standing(text: str, name: str, alone: float, reader: nlp.Reader, config: Config) -> dict[str, float]:
    """What is weighed of *name* among the others, which are all as likely as *alone*."""
    page, annotation = _read(text, reader)
    found: tuple[Candidate, ...] = gather(page, annotation, config.register)
    features = [party_features(page, each, found, config.register) for each in found]
    hosting = read_hosting(page, annotation, config.register)
    all_of_them = standings(page, found, features, [alone] * len(found), hosting)
    index = next(i for i, each in enumerate(found) if any(name in mention.text for mention in each.mentions))
    return dict(all_of_them[index])


def test_who_hosts_the_deal_is_told_from_who_does_not(full_reader: nlp.Reader, config: Config) -> None:
    """A host of the contract counts as one; a host that the text excludes counts as excluded."""
    text = (
        "Le ministère de la Justice a confié à la société Brontix un assistant. Les données sont hébergées chez "
        "OVHcloud, sans recours à Microsoft Azure."
    )
    host = _standing(text, "OVHcloud", 0.5, full_reader, config)
    excluded = _standing(text, "Azure", 0.5, full_reader, config)
    assert "stated.runs.contract" in host
    assert "stated.runs.denied" not in host
    assert "stated.runs.denied" in excluded
    assert "stated.runs.contract" not in excluded


def test_members_of_an_enumeration_stand_together(full_reader: nlp.Reader, config: Config) -> None:
    """A name in an enumeration is weighed with its neighbours; a name that stands alone is not."""
    text = "La Ville de Dole a retenu les sociétés Brontix et Velmora. Plus loin, la société Karnovo observe."
    assert _standing(text, "Velmora", 0.9, full_reader, config)["enumerated"] == 1.0
    assert "enumerated" not in _standing(text, "Karnovo", 0.9, full_reader, config)
