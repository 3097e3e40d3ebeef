"""The money and the term of the deal, among the other figures of a text."""

import pytest

from pipelines.pages import a_page
from watch_pipelines.facts.amounts import read_amount
from watch_pipelines.facts.durations import read_duration
from watch_pipelines.facts.numbers import value_of


@pytest.mark.parametrize(
    ("text", "value", "currency", "cap"),
    [
        ("Le marché est d'un montant de 2,5 millions d'euros.", 2_500_000, "EUR", False),
        ("L'accord-cadre est plafonné à 12 M€ hors taxes.", 12_000_000, "EUR", True),
        ("Le contrat porte sur 1 250 000,00 euros.", 1_250_000, "EUR", False),
        ("The framework contract is worth up to €140m before tax.", 140_000_000, "EUR", True),
        ("Le contrat s'élève à 240 millions de livres.", 240_000_000, "GBP", False),
        ("Facture : un million et demi d'euros, payés par la Région.", 1_500_000, "EUR", False),
        ("Montant du contrat : 4 413 915,00 $ CA", 4_413_915, "CAD", False),
    ],
)
def test_price(text: str, value: float, currency: str, cap: bool) -> None:
    """Sums are read in figures and words, in the currency of the text; a ceiling is marked."""
    amount = read_amount(a_page(text))
    assert amount is not None
    assert (amount.value, amount.currency, amount.cap) == (value, currency, cap)
    assert amount.eur == (value if currency == "EUR" else None)


@pytest.mark.parametrize(
    "text",
    [
        "La jeune pousse a levé 105 millions d'euros l'an dernier.",
        "Valorisée six milliards d'euros, l'entreprise emploie mille personnes.",
        "L'éditeur réalise un chiffre d'affaires de 30 millions d'euros.",
        "Abonnez-vous : 1 € le premier mois.",
        "Plus de 23 000 agents s'en servent déjà.",
        "Chaque année, la collectivité consacre 15 millions d'euros au numérique.",
    ],
)
def test_other_sums_are_not_the_price(text: str) -> None:
    """Funding rounds, valuations, turnovers, subscriptions and yearly budgets are not the deal's money."""
    assert read_amount(a_page(text)) is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Le contrat est conclu pour quatre ans.", 48),
        ("Marché d'une durée de dix-huit mois, renouvelable.", 18),
        ("L'accord-cadre court sur une durée maximale de 4 ans.", 48),
        ("The agency signed a three-year contract with the firm.", 36),
        ("Der Vertrag hat eine Laufzeit von vier Jahren.", 48),
        ("L'expérimentation sera conduite pendant huit mois.", 8),
        ("Le contrat dure quarante-deux mois.", 42),
        ("Le partenariat court sur quatre ans et demi.", 54),
        ("La convention, deux ans fermes, a été notifiée lundi.", 24),
        ("The council extended the agreement by two more years.", 24),
        ("Die Stadt startet einen sechsmonatigen Probebetrieb.", 6),
    ],
)
def test_term(text: str, months: int) -> None:
    """Terms in years and months, in words and figures, in three languages."""
    duration = read_duration(a_page(text))
    assert duration is not None
    assert duration.months == months


@pytest.mark.parametrize(
    "text",
    [
        "Les deux équipes travaillent ensemble depuis deux ans.",
        "L'entreprise, fondée il y a dix ans, emploie cent personnes.",
        "Le service ouvrira dans trois mois.",
        "L'outil s'adresse aux plus de 75 ans.",
    ],
)
def test_other_lengths_are_no_term(text: str) -> None:
    """What has lasted, an age or a delay is not the term of the contract."""
    assert read_duration(a_page(text)) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1 250 000", 1_250_000),
        ("14,9", 14.9),
        ("25.000", 25_000),
        ("dix-huit", 18),
        ("quarante-deux", 42),
        ("zweiundvierzig", 42),
        ("0,500", 0.5),
        ("zéro-un", None),
    ],
)
def test_numbers_as_written(written: str, value: float | None) -> None:
    """Thousands in groups, decimals after a comma, words; what is no number gives None."""
    assert value_of(written) == value
