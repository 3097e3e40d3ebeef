"""Statements about hosting: who, how, where, for whom, denied or only possible."""

import pytest

from builders import a_document
from pipelines.pages import SEEN
from watch.config import Config
from watch.model import HostingKind, HostingMention, HostingScope
from watch_pipelines import nlp
from watch_pipelines.facts.hosting import read_hosting
from watch_pipelines.facts.page import open_page


def _hosting(text: str, reader: nlp.Reader, config: Config) -> tuple[HostingMention, ...]:
    document = a_document(text)
    (annotation,) = nlp.annotate(reader, [(document.full_text, "fr")])
    found = read_hosting(open_page(document, annotation, SEEN), annotation, config.register)
    for mention in found:
        evidence = mention.evidence
        assert evidence.quote == document.full_text[evidence.start : evidence.end]
    return found


@pytest.mark.parametrize(
    ("text", "kind", "location"),
    [
        ("Les modèles seront installés sur site, dans les locaux de la préfecture.", HostingKind.ON_PREMISE, None),
        ("L'assistant tourne sur des serveurs appartenant à l'État.", HostingKind.STATE_CLOUD, None),
        ("Les données sont hébergées en France.", HostingKind.LOCATION_ONLY, "FR"),
        ("Les données sont stockées dans l'Union européenne.", HostingKind.LOCATION_ONLY, "EU"),
        ("Les traitements ont lieu dans un environnement SecNumCloud.", HostingKind.QUALIFIED_CLOUD, None),
        ("L'outil s'exécute dans un environnement sécurisé.", HostingKind.UNSPECIFIED_CLAIM, None),
        ("Les données ne quittent pas la France.", HostingKind.LOCATION_ONLY, "FR"),
        ("The models will run on European servers.", HostingKind.LOCATION_ONLY, "EU"),
    ],
)
def test_unnamed_host(text: str, kind: HostingKind, location: str | None, reader: nlp.Reader, config: Config) -> None:
    """Mode, place and quality are told apart when no company is named."""
    (mention,) = _hosting(text, reader, config)
    assert (mention.kind, mention.location, mention.provider, mention.negated) == (kind, location, None, False)


def test_named_third_country_cloud(reader: nlp.Reader, config: Config) -> None:
    """A cloud of the register is named with its id, whatever the region."""
    (mention,) = _hosting("La plateforme est hébergée chez Amazon Web Services, en Allemagne.", reader, config)
    assert (mention.provider_id, mention.kind) == ("aws", HostingKind.THIRD_COUNTRY_CLOUD)
    assert mention.location == "DE"


def test_named_qualified_cloud(reader: nlp.Reader, config: Config) -> None:
    """A European host said to be qualified is a qualified cloud, and one statement, not two."""
    (mention,) = _hosting("Le service est hébergé en France chez Outscale, qualifié SecNumCloud.", reader, config)
    assert (mention.provider_id, mention.kind) == ("outscale", HostingKind.QUALIFIED_CLOUD)


def test_qualification_in_progress_is_none(reader: nlp.Reader, config: Config) -> None:
    """« En cours de qualification » is not qualified."""
    found = _hosting("Le service est hébergé chez Scaleway, en cours de qualification SecNumCloud.", reader, config)
    assert [mention.kind for mention in found] == [HostingKind.EU_CLOUD]


def test_foreign_clouds_excluded(reader: nlp.Reader, config: Config) -> None:
    """« Sans cloud étranger » denies a third-country cloud."""
    found = _hosting("L'outil sera déployé en interne, sans recourir au moindre cloud étranger.", reader, config)
    assert any(mention.kind is HostingKind.THIRD_COUNTRY_CLOUD and mention.negated for mention in found)


def test_possible_host_is_hypothetical(reader: nlp.Reader, config: Config) -> None:
    """A conditional is kept as such."""
    (mention,) = _hosting("Le service pourrait être hébergé chez OVHcloud.", reader, config)
    assert mention.hypothetical


def test_habit_of_the_supplier_is_not_the_contract(reader: nlp.Reader, config: Config) -> None:
    """What a supplier does for all its clients has the scope of the supplier."""
    (mention,) = _hosting("La société héberge les données de ses clients en Allemagne.", reader, config)
    assert mention.scope is HostingScope.SUPPLIER


@pytest.mark.parametrize(
    "text",
    [
        "L'éditeur est leader en Europe et vise les États-Unis.",
        "Microsoft emploie mille personnes en France.",
        "Le ministre a rencontré des entreprises en Europe.",
    ],
)
def test_place_of_something_else_is_no_hosting(text: str, reader: nlp.Reader, config: Config) -> None:
    """A market or an office abroad says nothing about hosting."""
    assert _hosting(text, reader, config) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Le logiciel est installé sur les serveurs de la mairie.", HostingKind.ON_PREMISE),
        ("Aucune image ne quittera le réseau du département.", HostingKind.ON_PREMISE),
        ("Le service est hébergé sur le cloud interne du ministère.", HostingKind.STATE_CLOUD),
        ("Les calculs se feront dans le centre de données de l'État.", HostingKind.STATE_CLOUD),
        ("Les données de santé sont confiées à un hébergeur certifié HDS.", HostingKind.QUALIFIED_CLOUD),
        ("L'outil est traité dans un centre de données lyonnais.", HostingKind.LOCATION_ONLY),
        ("Les serveurs sont situés à Strasbourg.", HostingKind.LOCATION_ONLY),
        ("Die Akten werden im Haus verarbeitet.", HostingKind.ON_PREMISE),
        ("The assistant will run in a federal data centre.", HostingKind.STATE_CLOUD),
        ("L'entraînement sera fait sur le calculateur national.", HostingKind.STATE_CLOUD),
        ("Case files would have to remain in Canada, stored in Canadian facilities.", HostingKind.LOCATION_ONLY),
    ],
)
def test_place_by_its_owner(text: str, kind: HostingKind, reader: nlp.Reader, config: Config) -> None:
    """Whose machines they are decides the kind, whatever the noun and the verb; a duty to stay is no denial."""
    (mention,) = _hosting(text, reader, config)
    assert (mention.kind, mention.provider, mention.negated) == (kind, None, False)


@pytest.mark.parametrize(
    ("text", "provider"),
    [
        ("Les calculs sont effectués sur les machines du Cines.", "Cines"),
        ("Le modèle tourne sur Riigipilv, le nuage gouvernemental estonien.", "Riigipilv"),
        ("The service runs at the agency's data centre (ODC-Noord).", "ODC-Noord"),
    ],
)
def test_owner_that_no_list_knows(text: str, provider: str, reader: nlp.Reader, config: Config) -> None:
    """A name beside a place of computing is its owner's, even if the register has never heard of it."""
    assert [mention.provider for mention in _hosting(text, reader, config)] == [provider]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Aucune donnée ne sera confiée à un prestataire soumis à une loi étrangère.", HostingKind.THIRD_COUNTRY_CLOUD),
        ("Ni Azure, ni Google Cloud, ni AWS n'hébergeront le service.", HostingKind.THIRD_COUNTRY_CLOUD),
        ("Aucune donnée n'est envoyée dans le cloud.", HostingKind.UNSPECIFIED_CLAIM),
        ("Le recours à un nuage commercial est exclu.", HostingKind.UNSPECIFIED_CLAIM),
    ],
)
def test_denials_before_and_after(text: str, kind: HostingKind, reader: nlp.Reader, config: Config) -> None:
    """A cloud is denied by the words before it or by those after it, several names at once."""
    (mention,) = _hosting(text, reader, config)
    assert (mention.kind, mention.provider, mention.negated) == (kind, None, True)


def test_former_host_is_denied(reader: nlp.Reader, config: Config) -> None:
    """The imperfect of a verb of running tells the host that was left."""
    (mention,) = _hosting("L'outil reposait jusqu'à présent sur le service Azure.", reader, config)
    assert (mention.provider_id, mention.negated) == ("microsoft-azure", True)


@pytest.mark.parametrize(
    ("text", "provider", "kind"),
    [
        ("Les dossiers sont copiés dans le cloud Iris du ministère.", "Iris", HostingKind.STATE_CLOUD),
        ("La commune loue des serveurs à Ravelo.", "Ravelo", HostingKind.EU_CLOUD),
        ("Les sauvegardes dorment chez Scaleway.", "Scaleway", HostingKind.EU_CLOUD),
        ("The model is served from Google data centres.", "Google", HostingKind.THIRD_COUNTRY_CLOUD),
        ("Les images sont traitées sur Vulcain, le calculateur du Cerfacs.", "Cerfacs", HostingKind.ON_PREMISE),
    ],
)
def test_host_by_its_place_in_the_sentence(
    text: str, provider: str, kind: HostingKind, reader: nlp.Reader, config: Config
) -> None:
    """Verb and preposition make a name the host; of a computer and its owner, the owner is the host."""
    assert [(each.provider, each.kind) for each in _hosting(text, reader, config)] == [(provider, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "L'outil tourne sur S3NS, coentreprise de Thales et de Google Cloud.",
        "L'outil tourne sur S3NS, le nuage opéré par Thales.",
    ],
)
def test_partner_of_the_host_is_no_host(text: str, reader: nlp.Reader, config: Config) -> None:
    """Who owns a share of a cloud, or runs it for another, is not a second host."""
    assert [each.provider for each in _hosting(text, reader, config)] == ["S3NS"]


@pytest.mark.parametrize(
    "text",
    [
        "Les radios sont analysées dans le camion.",
        "Tout se passe à bord du drone.",
        "Le modèle est posé sur deux serveurs achetés par la mairie.",
        "Les relevés restent à l'hôpital.",
        "Nous calculons sur une machine qui nous appartient.",
    ],
)
def test_on_the_spot_without_a_verb_of_hosting(text: str, reader: nlp.Reader, config: Config) -> None:
    """A process inside a vehicle, a device or a body's walls is on the premises."""
    (mention,) = _hosting(text, reader, config)
    assert (mention.kind, mention.negated) == (HostingKind.ON_PREMISE, False)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("La ville aurait préféré ses propres serveurs.", HostingKind.ON_PREMISE),
        ("Le recours à AWS a finalement été écarté.", HostingKind.THIRD_COUNTRY_CLOUD),
        ("L'hébergement chez Azure n'a jamais été envisagé.", HostingKind.THIRD_COUNTRY_CLOUD),
    ],
)
def test_host_that_was_not_had(text: str, kind: HostingKind, reader: nlp.Reader, config: Config) -> None:
    """The unreal past and the passive of refusal deny a host."""
    (mention,) = _hosting(text, reader, config)
    assert (mention.kind, mention.negated) == (kind, True)


def test_nothing_outside_is_a_place(reader: nlp.Reader, config: Config) -> None:
    """« Aucun traitement hors de l'Union » denies the outside and so states where."""
    (mention,) = _hosting("Aucun traitement n'aura lieu hors de l'Union européenne.", reader, config)
    assert (mention.kind, mention.negated) == (HostingKind.LOCATION_ONLY, False)


@pytest.mark.parametrize(
    "text",
    [
        "Nos agents iront vérifier sur place.",
        "Elle est passée chez Atos avant de fonder son entreprise.",
        "Cet outil d'analyse a été conçu en France.",
        "L'équipe a fêté la coupe du monde sur site internet.",
    ],
)
def test_visit_career_and_making_are_no_hosting(text: str, reader: nlp.Reader, config: Config) -> None:
    """Where people go, where they worked and where a thing was made is not where it runs."""
    assert _hosting(text, reader, config) == ()


def test_thing_conceived_in_house_does_not_run_there(reader: nlp.Reader, config: Config) -> None:
    """« hébergé en Allemagne […] un outil conçu en interne »: the place is Germany's, the house only made the tool."""
    found = _hosting("Le logiciel, hébergé en Allemagne, succède à un module conçu en interne.", reader, config)
    assert [(mention.kind, mention.location) for mention in found] == [(HostingKind.LOCATION_ONLY, "DE")]


def test_town_of_a_host_is_no_host(reader: nlp.Reader, config: Config) -> None:
    """« L'hébergeur de Tourcoing » says where the firm is, not what it is called."""
    found = _hosting("L'hébergeur de Tourcoing a retiré son offre.", reader, config)
    assert all(mention.provider != "Tourcoing" for mention in found)


def test_large_foreign_groups_excluded_in_german(reader: nlp.Reader, config: Config) -> None:
    """« nicht bei US-Konzernen » denies a third-country cloud."""
    found = _hosting("Die Daten werden nicht bei US-Konzernen gespeichert.", reader, config)
    assert any(mention.kind is HostingKind.THIRD_COUNTRY_CLOUD and mention.negated for mention in found)
