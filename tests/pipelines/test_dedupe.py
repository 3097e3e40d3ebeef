"""Copies of one dispatch are found, two articles on one deal are not copies."""

import random
from datetime import date

import pytest

from builders import a_document, a_reading
from watch_pipelines.dedupe import duplicate_of, fingerprint, likeness, origins, publisher_family

DISPATCH = (
    "Le ministère de la Justice a attribué à une entreprise lyonnaise un marché de transcription automatique des "
    "audiences, a-t-il annoncé mardi. Le contrat, conclu pour quatre ans, porte sur un logiciel installé dans les "
    "tribunaux. Trois juridictions l'essaieront au printemps avant une généralisation prévue l'an prochain. Le montant "
    "n'a pas été communiqué. Les syndicats de greffiers demandent des garanties sur la conservation des "
    "enregistrements et sur la relecture par des agents formés."
)
REWRITTEN = (
    "Bientôt des greffiers assistés par la machine. Place Vendôme, on a choisi un éditeur de Lyon pour coucher sur le "
    "papier ce qui se dit à l'audience. L'outil, acheté pour quatre ans, sera d'abord essayé dans trois tribunaux. "
    "Combien cela coûtera-t-il ? Mystère. Les organisations de personnels, elles, veulent savoir qui relira, et pour "
    "combien de temps les bandes seront gardées par l'administration."
)


def _changed(text: str, words: int, seed: int) -> str:
    """The text with some words replaced, as an editor of a paper does."""
    chosen, tokens = random.Random(seed), text.split()
    for place in chosen.sample(range(len(tokens)), words):
        tokens[place] = f"mot{place}"
    return " ".join(tokens)


def test_copy_with_another_lead_is_a_copy() -> None:
    """A paper adds its byline and cuts the last sentence: still the same dispatch."""
    copied = "PARIS (Agence) – " + DISPATCH.replace(" et sur la relecture par des agents formés", "")
    original, copy = a_document(DISPATCH, id="a"), a_document(copied, id="b")
    assert duplicate_of(copy, [original]) == "a"
    assert set(fingerprint(DISPATCH)) & set(fingerprint(copied))


def test_rewritten_article_is_no_copy() -> None:
    """The same facts in other words are a source of their own."""
    assert duplicate_of(a_document(REWRITTEN, id="b"), [a_document(DISPATCH, id="a")]) is None


def test_symmetric() -> None:
    """Whichever of the two is asked about, the answer is the same."""
    for seed, words in enumerate((0, 2, 5, 10, 30)):
        one, other = a_document(DISPATCH, id="a"), a_document(_changed(DISPATCH, words, seed), id="b")
        assert (duplicate_of(one, [other]) is None) == (duplicate_of(other, [one]) is None)
        assert likeness(one.text, other.text) == likeness(other.text, one.text)


def test_copies_share_a_band() -> None:
    """Every text that counts as a copy is found by the bands, over a hundred random edits."""
    bands = set(fingerprint(DISPATCH))
    for seed in range(100):
        edited = _changed(DISPATCH, seed % 6, seed)
        if likeness(DISPATCH, edited) >= 0.7:
            assert bands & set(fingerprint(edited)), seed


def test_typography_makes_no_difference() -> None:
    """Curly or straight, capitals or not: one fingerprint."""
    assert fingerprint(DISPATCH) == fingerprint(DISPATCH.upper().replace("'", "’"))


def test_short_texts_must_be_equal() -> None:
    """A feed's one-sentence summaries resemble each other too easily."""
    one = a_document("La ville signe avec une start-up pour une IA.", id="a")
    near = a_document("La ville signe avec une PME pour une IA.", id="b")
    same = a_document("La ville signe, avec une start-up, pour une IA !", id="c")
    assert duplicate_of(near, [one]) is None
    assert duplicate_of(same, [one]) == "a"


def test_the_closest_then_the_earliest_is_named() -> None:
    """Of two equal originals the earlier is the one that was copied."""
    late = a_document(DISPATCH, id="a", published_on=date(2026, 1, 10))
    early = a_document(DISPATCH, id="z", published_on=date(2026, 1, 8))
    assert duplicate_of(a_document(DISPATCH, id="m"), [late, early]) == "z"


@pytest.mark.parametrize("text", ["", "   ", "…"])
def test_empty(text: str) -> None:
    """Nothing copies nothing."""
    assert fingerprint(text) == ()
    assert duplicate_of(a_document(text, id="a"), [a_document(text, id="b")]) is None


def test_bands_fit_a_signed_column() -> None:
    """Sixteen keys, each storable as a signed 64-bit integer."""
    bands = fingerprint(DISPATCH)
    assert len(bands) == 16
    assert all(0 <= band < 2**63 for band in bands)


def test_a_document_is_not_its_own_copy() -> None:
    """Reading a document again finds no twin in itself."""
    document = a_document(DISPATCH, id="a")
    assert duplicate_of(document, [document]) is None


def test_copies_of_copies_have_one_origin() -> None:
    """A dispatch, its copy and the copy's copy are one publisher's word; a copy of what is not here is another's."""
    copied = {"agency": None, "paper": "agency", "blog": "paper", "stray": "elsewhere"}
    members = [(a_document(id=name, publisher=name), a_reading(name, duplicate_of=of)) for name, of in copied.items()]
    assert origins(members) == {
        "agency": "agency",
        "paper": "agency",
        "blog": "agency",
        "stray": "document:elsewhere",
    }


def test_publisher_family() -> None:
    """The publisher's name, else the host, else the document itself."""
    assert publisher_family(a_document(publisher="L’Écho")) == publisher_family(a_document(publisher="L’ÉCHO"))
    nameless = a_document(publisher="", canonical_url="https://www.presse.example/x")
    assert publisher_family(nameless) == "presse.example"
    assert publisher_family(a_document(publisher="", canonical_url="", url="", id="k")) == "document:k"
