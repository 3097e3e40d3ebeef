"""Which of the dates of a text is that of the announcement, which that of the signature."""

from datetime import date

import pytest

from pipelines.pages import a_page
from watch.model import PublisherKind
from watch_pipelines.facts.dates import read_dates
from watch_pipelines.facts.times import read_times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rennes, le 7 janvier 2026 – La Ville a choisi une jeune pousse.", "2026-01-07"),
        ("La préfecture a annoncé hier un partenariat avec un éditeur.", "2026-01-08"),
        ("Le rectorat a dévoilé mardi son accord avec un éditeur.", "2026-01-06"),
        ("L'accord, rendu public le 18 décembre dernier, doit encore être publié.", "2025-12-18"),
        ("Le contrat a été révélé en novembre par la presse locale.", "2025-11"),
        ("The agency said on Wednesday it had chosen a supplier.", "2026-01-07"),
        ("Die Stadt gab am Donnerstag den Zuschlag bekannt.", "2026-01-08"),
        ("Annonce du résultat : 05/01/2026", "2026-01-05"),
        ("L'hôpital travaille avec une jeune pousse.", "2026-01-09"),
    ],
)
def test_day_of_announcement(text: str, expected: str) -> None:
    """Datelines, weekdays, « hier », months and figures are read against the day of publication."""
    assert str(read_dates(a_page(text)).announced_on) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le marché a été notifié le 16 décembre dernier à l'éditeur.", "2025-12-16"),
        ("La convention, signée en novembre, court sur trois ans.", "2025-11"),
        ("Le contrat a été conclu le 1er décembre 2025.", "2025-12-01"),
        ("Date de conclusion du contrat : 2025-12-03", "2025-12-03"),
        ("The contract was signed on 5 January 2026 in London.", "2026-01-05"),
        ("Der Vertrag wurde am 5. Januar 2026 unterzeichnet.", "2026-01-05"),
    ],
)
def test_day_of_signature(text: str, expected: str) -> None:
    """A verb of signing beside a date makes it the day of signature."""
    assert str(read_dates(a_page(text)).signed_on) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Créée le 1er mai 2024, l'agence emploie cent personnes.",
        "Le service ouvrira le 15 mars 2026.",
        "Le déploiement est attendu d'ici à juin 2026.",
        "Mis à jour le 09/01/2026 à 17:42",
    ],
)
def test_other_dates_are_neither(text: str) -> None:
    """Creation, deadlines and the page's own stamp date neither the announcement nor the signature."""
    dates = read_dates(a_page(text))
    assert dates.signed_on is None
    assert dates.announced_evidence is None


def test_month_stays_a_month() -> None:
    """No day is made up where the text gives a month."""
    dates = read_dates(a_page("Les deux parties ont signé en décembre une lettre d'intention."))
    assert dates.signed_on is not None
    assert (dates.signed_on.month, dates.signed_on.day) == (12, None)


def test_nothing_is_guessed_without_publication() -> None:
    """A weekday means nothing when nobody knows the day of publication."""
    dates = read_dates(a_page("La Ville a annoncé mardi un accord.", published_on=None))
    assert dates.announced_on is None


def test_dateline_of_a_signature_dates_it() -> None:
    """« Ont signé » in a dated communiqué without another date means the day of the dateline."""
    page = a_page(
        "Nantes, le 8 janvier 2026\n\nLe port et l'éditeur ont signé un protocole d'accord.",
        publisher_kind=PublisherKind.GOVERNMENT,
    )
    assert str(read_dates(page).signed_on) == "2026-01-08"


def test_evidence_is_the_text_of_the_date() -> None:
    """The characters given as evidence are those of the document, typography included."""
    page = a_page("Le marché a été notifié le\u00a016 décembre 2025 à l’éditeur.")
    evidence = read_dates(page).signed_evidence
    assert evidence is not None
    assert evidence.quote == page.text[evidence.start : evidence.end]
    assert "16 décembre 2025" in evidence.quote


@pytest.mark.parametrize(
    ("written", "year"), [("le 20 décembre", 2025), ("le 20 janvier", 2026), ("le 20 janvier dernier", 2025)]
)
def test_year_left_out_is_the_nearest(written: str, year: int) -> None:
    """A date without a year is the one nearest to publication, unless it says « dernier »."""
    (mention,) = read_times(a_page(f"Rendez-vous {written}."))
    assert mention.on.year == year


def test_weekday_beside_a_date_settles_the_year() -> None:
    """« Lundi 8 janvier » fell in 2024, whatever is nearest."""
    (mention,) = read_times(a_page("C'était lundi 8 janvier.", published_on=date(2024, 6, 1)))
    assert mention.on.first_day == date(2024, 1, 8)


def test_impossible_dates_are_left_alone() -> None:
    """31 February and month 13 are no dates."""
    assert read_times(a_page("Le 31 février 2026, ou le 12/13/2026.")) == ()
