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
