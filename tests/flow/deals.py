"""Texts on a handful of deals: a commitment, its copies, what is said of it later, and deals that resemble it."""

from datetime import date

from builders import a_document
from flow.bench import DEAL, TITLE
from watch.model import Document, PublisherKind


def press_copy() -> Document:
    """The framework agreement in a newspaper, in other words."""
    return a_document(
        "C'est signé : le ministère des Armées a confié à Mistral AI un accord-cadre portant sur l'intelligence "
        "artificielle, a-t-il annoncé jeudi. La start-up parisienne mettra ses modèles à la disposition des armées, "
        "sous le pilotage de l'AMIAD.",
        id="press",
        title="IA : les armées choisissent Mistral AI",
        published_on=date(2026, 1, 8),
    )


def printed() -> Document:
    """The communiqué, printed as it stands by a paper two days later."""
    return a_document(
        f"{DEAL}\n\nLire aussi : nos dossiers de la semaine.",
        id="printed",
        title=TITLE,
        publisher="La Dépêche des Alpes",
        published_on=date(2026, 1, 10),
    )


def protocol() -> Document:
    """An earlier deal of the same two: another instrument, ten months before."""
    return a_document(
        "L'Agence ministérielle pour l'intelligence artificielle de défense (AMIAD), du ministère des Armées, et "
        "Mistral AI ont signé le 6 mars 2025 un protocole d'accord. Il prévoit d'expérimenter pendant six mois les "
        "modèles d'intelligence artificielle de l'entreprise sur des données non sensibles.",
        id="protocol",
        title="L'AMIAD et Mistral AI signent un protocole d'accord sur l'IA",
        publisher="Ministère des Armées",
        publisher_kind=PublisherKind.GOVERNMENT,
        published_on=date(2025, 3, 7),
    )


def question() -> Document:
    """A parliamentary question on the framework agreement, months later; the answer says where it runs."""
    return a_document(
        "M. Paul Renaud interroge Mme la ministre des Armées sur l'accord conclu avec Mistral AI et annoncé en janvier."
        " Il souhaite savoir où sont hébergés les modèles. Réponse : les modèles de l'accord-cadre notifié à Mistral AI"
        " sont hébergés par Outscale, sous le contrôle du ministère des Armées.",
        id="question",
        title="Question écrite – Hébergement des modèles de Mistral AI au ministère des Armées",
        publisher="Assemblée nationale",
        publisher_kind=PublisherKind.GOVERNMENT,
        published_on=date(2026, 4, 2),
    )


def hospital() -> Document:
    """Another body, another company."""
    return a_document(
        "Le CHU de Lille a notifié le 5 janvier 2026 à la société Nabla un marché de trois ans, d'un montant de "
        "1,2 million d'euros. L'assistant d'intelligence artificielle rédigera les comptes rendus de consultation.",
        id="hospital",
        title="Le CHU de Lille choisit Nabla pour ses comptes rendus",
        publisher="CHU de Lille",
        publisher_kind=PublisherKind.GOVERNMENT,
        published_on=date(2026, 1, 9),
    )


def successor() -> Document:
    """The hospital takes another supplier."""
    return a_document(
        "Le CHU de Lille a attribué à la société Corti un marché de deux ans pour un assistant d'intelligence "
        "artificielle qui rédigera les comptes rendus de consultation. Corti remplace Nabla, dont le contrat n'est pas "
        "reconduit, a annoncé le CHU de Lille.",
        id="successor",
        title="Comptes rendus : le CHU de Lille remplace Nabla par Corti",
        publisher="CHU de Lille",
        publisher_kind=PublisherKind.GOVERNMENT,
        published_on=date(2026, 9, 14),
    )


def round_up() -> Document:
    """A weekly letter: a new deal, a deal known already, and what is no deal."""
    return a_document(
        "Santé. Le CHU de Lille a notifié le 5 janvier à la société Nabla un marché de trois ans, d'un montant de 1,2 "
        "million d'euros, pour un assistant d'intelligence artificielle de compte rendu.\n\n"
        "Éducation. La région Bretagne a signé mardi avec Mistral AI une convention pour équiper ses lycées d'un "
        "assistant d'intelligence artificielle.\n\n"
        "Réglementation. La Commission européenne consulte jusqu'en mars sur les modèles à usage général.",
        id="letter",
        title="L'essentiel de la semaine dans l'IA publique",
        publisher="Lettre spécialisée",
        published_on=date(2026, 1, 16),
    )
