"""Every criterion met, contradicted and unknown: what documents it, what speaks against it, what leaves it open."""

from dataclasses import dataclass, replace

import pytest

from pipelines.deals import Deal, Host, Told, case_of
from watch.config import Config
from watch.model import HostingKind, PublisherKind, Role
from watch_pipelines.assess import function_of

BUYER, SUPPLIER, PARTNER = Role.BUYER, Role.SUPPLIER, Role.PARTNER
Named = tuple[str, str | None, Role]


@dataclass(frozen=True)
class Try:
    """Words of a ministry about a deal, and the value that one criterion must give."""

    text: str
    value: str | None
    public: tuple[Named, ...] = (("DGFiP", "dgfip", BUYER),)
    private: tuple[Named, ...] = (("LightOn", "lighton", SUPPLIER),)
    hosting: tuple[Host, ...] = ()
    missing: tuple[str, ...] = ()


PALANTIR = (("Palantir", "palantir", SUPPLIER),)
STRANGER = (("Nexedia", None, SUPPLIER),)
SCALEWAY = Host("chez Scaleway", HostingKind.EU_CLOUD, "Scaleway", "scaleway", "FR")
AZURE = Host("chez Azure", HostingKind.THIRD_COUNTRY_CLOUD, "Azure", "microsoft-azure", "US")
NOBODY_KNOWS = Host("chez Zorglub", HostingKind.EU_CLOUD, "Zorglub")
OUTSCALE = Host("chez Outscale", HostingKind.QUALIFIED_CLOUD, "Outscale", "outscale")

CASES: dict[str, tuple[Try, Try, Try]] = {
    "parties.public_party": (
        Try("La DGFiP achète un assistant à LightOn.", "organic"),
        Try("EDF achète un assistant à LightOn.", None, public=(("EDF", "edf", BUYER),)),
        Try("Un service public achète un assistant à LightOn.", "unresolved", public=()),
    ),
    "parties.supplier": (
        Try("La DGFiP achète un logiciel à Palantir.", "deliverable", private=PALANTIR),
        Try("La DGFiP et l'Insee s'associent.", None, private=(), missing=("company",)),
        Try("La DGFiP retient plusieurs entreprises.", "unnamed", private=()),
    ),
    "parties.control": (
        Try("La DGFiP achète un assistant à LightOn.", "home"),
        Try("La DGFiP achète un logiciel à Palantir.", "foreign", private=PALANTIR),
        Try("La DGFiP achète un assistant à Nexedia.", "unknown", private=STRANGER),
    ),
    "deal.object_and_layer": (
        Try("LightOn ouvre un assistant conversationnel à la DGFiP.", "service"),
        Try("LightOn assure des formations à la DGFiP. Ces formations durent un an.", "training"),
        Try("LightOn et la DGFiP se rapprochent.", None),
    ),
    "deal.instrument_and_route": (
        Try("LightOn est retenue au terme d'un appel d'offres.", "appel-offres"),
        Try("Le contrat a été passé de gré à gré.", "sans-publicite"),
        Try("Un partenariat unit LightOn et la DGFiP.", None),
    ),
    "hosting.deployment": (
        Try("L'outil est installé sur ses propres serveurs.", "on_premise"),
        Try("L'outil tourne chez Azure.", "third_country_cloud", hosting=(AZURE,)),
        Try("L'environnement est souverain, les données restent en France.", None),
    ),
    "hosting.host": (
        Try("L'outil tourne chez Scaleway.", "home", hosting=(SCALEWAY,)),
        Try("L'outil tourne chez Azure.", "foreign", hosting=(AZURE,)),
        Try("L'outil tourne chez Zorglub.", "unknown", hosting=(NOBODY_KNOWS,)),
    ),
    "hosting.location": (
        Try("L'outil tourne chez Scaleway.", "FR", hosting=(SCALEWAY,)),
        Try("L'outil tourne chez Azure.", "third", hosting=(AZURE,)),
        Try("L'outil tourne dans le cloud.", None),
    ),
    "hosting.qualification": (
        Try("L'outil tourne chez Outscale.", "in_force", hosting=(OUTSCALE,)),
        Try("L'outil tourne chez Scaleway, en cours de qualification SecNumCloud.", "in_progress", hosting=(SCALEWAY,)),
        Try("L'hébergeur est certifié HDS et ISO 27001.", None),
    ),
    "sensitivity.data_class": (
        Try("L'outil relit les dossiers des patients.", "4"),
        Try("Seules des images publiques sont traitées.", "0"),
        Try("Les agents auront un outil moderne.", None),
    ),
    "transparency.use_cases": (
        Try("L'outil sert à la traduction et à la transcription.", "listed"),
        Try("L'outil sert à la traduction.", "generic"),
        Try("Une IA générative moderne.", "generic"),
    ),
    "deal.terms": (
        Try("Conclu pour trois ans, le marché est plafonné à 2 millions d'euros.", "amount_and_duration"),
        Try("Le montant est confidentiel et le contrat pluriannuel.", None),
        Try("Le contrat est signé.", None),
    ),
    "transparency.auditability": (
        Try("Le contrat prévoit un droit d'audit.", "audit_right"),
        Try("LightOn promet une démarche transparente.", "claimed"),
        Try("Le contrat est signé.", None),
    ),
    "dependence.mastery": (
        Try("L'assistant est exploité par les équipes internes.", "public_run"),
        Try("LightOn opère l'assistant.", "supplier_run"),
        Try("La DGFiP garde la maîtrise de l'assistant.", None),
    ),
    "dependence.substitutes": (
        Try("Le contrat comprend une clause de réversibilité.", "exit_clause"),
        Try("Une seule entreprise pouvait le fournir.", "no_substitute"),
        Try("Le contrat est signé.", "single"),
    ),
    "claims.sovereignty": (
        Try("C'est un choix de souveraineté.", "3"),
        Try("Un syndicat s'inquiète pour la souveraineté.", "0"),
        Try("Le contrat est signé.", "0"),
    ),
    "dependence.continuity": (
        Try("La DGFiP achète un logiciel à Palantir.", "technology", private=PALANTIR),
        Try("La DGFiP achète un assistant à LightOn.", None),
        Try("La DGFiP achète un assistant à Nexedia.", None, private=STRANGER),
    ),
}
"""(met, contrary, unknown) of each criterion; silence is an answer where it says so ("0", "single", "generic")."""


def _deal(tried: Try) -> Deal:
    told = Told(tried.text, kind=PublisherKind.GOVERNMENT)
    return Deal((told,), tried.public, tried.private, hosting=tried.hosting, missing=tried.missing)


def test_every_criterion_has_its_three_cases(config: Config) -> None:
    """No criterion goes without a met, a contrary and an unknown case."""
    assert set(CASES) == {criterion.id for criterion in config.framework.criteria}


@pytest.mark.parametrize("kind", ["met", "contrary", "unknown"])
@pytest.mark.parametrize("criterion", CASES)
def test_case(criterion: str, kind: str, config: Config) -> None:
    """The criterion gives the value that its case asks for, and quotes the document for what it read there."""
    tried = CASES[criterion][("met", "contrary", "unknown").index(kind)]
    case = case_of(_deal(tried), config)
    found = function_of(criterion)(case)
    assert found.value == tried.value
    assert (found.tier is None) == (found.value is None)
    text = case.readings[0][0].full_text
    assert all(text[one.start : one.end] == one.quote for one in found.evidence)


def test_two_routes_that_exclude_each_other_are_both_kept(config: Config) -> None:
    """One document says tender, another says direct award: the finding is contested and shows what speaks against."""
    deal = replace(
        _deal(Try("LightOn est retenue au terme d'un appel d'offres.", None)),
        told=(
            Told("LightOn est retenue au terme d'un appel d'offres."),
            Told("Le contrat a été passé de gré à gré, dit un avis.", publisher="Journal officiel"),
        ),
    )
    found = function_of("deal.instrument_and_route")(case_of(deal, config))
    assert (found.value, found.contested) == ("sans-publicite", True)
    (against,) = found.contradictions
    assert (against.value, against.tier) == ("appel-offres", "B")
    assert "appel d'offres" in against.evidence[0].quote


def test_a_weaker_voice_against_is_kept_without_contesting(config: Config) -> None:
    """A blog against a ministry: the contradiction is shown, the finding stands uncontested."""
    deal = Deal(
        (
            Told("L'outil est installé sur ses propres serveurs."),
            Told("L'outil tourne chez Azure.", kind=PublisherKind.BLOG, publisher="Carnet"),
        ),
        (("DGFiP", "dgfip", BUYER),),
        (("LightOn", "lighton", SUPPLIER),),
        hosting=(AZURE,),
    )
    found = function_of("hosting.deployment")(case_of(deal, config))
    assert (found.value, found.tier, found.contested) == ("on_premise", "B", False)
    assert [(one.value, one.tier) for one in found.contradictions] == [("third_country_cloud", "D")]
