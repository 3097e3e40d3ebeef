"""Each criterion on a sentence or two: what fills it, and what it must never be inferred from."""

from dataclasses import replace
from datetime import date

import pytest

from pipelines.deals import Deal, Host, Told, case_of
from watch.config import Config
from watch.model import HostingKind, HostingScope, Instrument, PublisherKind, Role, Sector, Span, Status, Tier
from watch_pipelines.assess import function_of
from watch_pipelines.casework.home import countries_in, home_order
from watch_pipelines.casework.roster import roster

BUYER, SUPPLIER = Role.BUYER, Role.SUPPLIER
PRESS, COMPANY, BLOG, REGISTER = (
    PublisherKind.PRESS,
    PublisherKind.COMPANY,
    PublisherKind.BLOG,
    PublisherKind.REGISTER,
)
LIGHTON = ("LightOn", "lighton", SUPPLIER)
BASE = Deal(
    told=(Told("La DGFiP achète un assistant à LightOn."),), public=(("DGFiP", "dgfip", BUYER),), private=(LIGHTON,)
)


def _told(
    text: str,
    kind: PublisherKind = PublisherKind.GOVERNMENT,
    publisher: str = "Salle de presse",
    title: str = "Intelligence artificielle : un accord",
    **changes: object,
) -> Deal:
    told = Told(text, kind=kind, publisher=publisher, title=title)
    return replace(BASE, told=(told,), **changes)  # type: ignore[arg-type]


WORDS = [
    ("deal.instrument_and_route", "Le marché a été passé de gré à gré.", "sans-publicite"),
    ("deal.instrument_and_route", "LightOn est retenue à l'issue d'un appel d'offres.", "appel-offres"),
    ("deal.instrument_and_route", "Les parties signent un protocole d'accord.", "lettre-intention"),
    ("deal.instrument_and_route", "Le projet est lauréat d'un appel à projets.", "subvention"),
    ("deal.instrument_and_route", "C'est un beau partenariat.", None),
    ("deal.object_and_layer", "Une équipe de recherche commune réunira des doctorants.", "joint_research"),
    ("deal.object_and_layer", "Un assistant conversationnel sera ouvert aux agents.", "service"),
    ("sensitivity.data_class", "L'outil relit les dossiers des patients.", "4"),
    ("sensitivity.data_class", "Il aide les magistrats.", "3"),
    ("sensitivity.data_class", "Il conseille les demandeurs d'emploi.", "2"),
    ("sensitivity.data_class", "Il aide à rédiger et à traduire.", "1"),
    ("sensitivity.data_class", "Seules des images publiques sont traitées.", "0"),
    ("sensitivity.data_class", "Les agents disposent d'un outil moderne.", None),
    ("transparency.use_cases", "L'outil sert à la traduction et à la synthèse.", "listed"),
    ("transparency.use_cases", "Une IA générative moderne.", "generic"),
    ("transparency.auditability", "Le contrat prévoit un droit d'audit.", "audit_right"),
    ("transparency.auditability", "Une démarche transparente.", "claimed"),
    ("deal.terms", "Le montant est confidentiel et le contrat pluriannuel.", None),
    ("deal.terms", "Conclu pour quatre ans, il est plafonné à 3 millions d'euros.", "amount_and_duration"),
    ("dependence.substitutes", "Le contrat comprend une clause de réversibilité.", "exit_clause"),
    ("dependence.substitutes", "Le marché est multi-attributaire.", "several_suppliers"),
    ("dependence.substitutes", "Une seule entreprise pouvait le fournir.", "no_substitute"),
    ("dependence.mastery", "Le service est exploité par les équipes internes.", "public_run"),
    ("hosting.deployment", "L'outil fonctionne sur des infrastructures françaises.", "home_cloud"),
    ("hosting.deployment", "Il tourne sans aucun cloud étranger.", "third_country_excluded"),
    ("hosting.deployment", "Il est hébergé sur un cloud qualifié SecNumCloud.", "qualified_cloud"),
    ("hosting.deployment", "La ministre salue un hébergeur français.", None),
    ("hosting.deployment", "L'hébergeur est en cours de qualification SecNumCloud.", None),
    ("hosting.deployment", "Les données sont hébergées en France.", None),
    ("hosting.deployment", "C'est un environnement souverain et maîtrisé.", None),
    ("hosting.deployment", "Les données sont chez un hébergeur certifié HDS et ISO 27001.", None),
    ("claims.sovereignty", "C'est un choix de souveraineté.", "3"),
    ("claims.sovereignty", "LightOn est une pépite.", "1"),
    ("claims.sovereignty", "Un outil pour les agents.", "0"),
]


@pytest.mark.parametrize(("criterion", "text", "value"), WORDS)
def test_words(criterion: str, text: str, value: str | None, config: Config) -> None:
    """A sentence fills a criterion, or fails to when the framework says that it must."""
    assert function_of(criterion)(case_of(_told(text), config)).value == value


def test_route_by_the_instrument_that_extraction_names(config: Config) -> None:
    """The instrument fills C5 when no sentence gives the route, and never hides one that does."""
    route = function_of("deal.instrument_and_route")
    named = _told("La DGFiP et LightOn sont d'accord.", instrument=Instrument.FRAMEWORK_AGREEMENT)
    chosen = _told("LightOn l'emporte au terme d'un appel d'offres.", instrument=Instrument.FRAMEWORK_AGREEMENT)
    assert route(case_of(named, config)).value == "accord-cadre"
    assert route(case_of(chosen, config)).value == "appel-offres"


STRENGTH = [
    (PublisherKind.GOVERNMENT, "Trésor public", "Le service tourne sur des infrastructures françaises.", Tier.B),
    (COMPANY, "LightOn – blog", "Le service tourne sur des infrastructures françaises.", Tier.B),
    (COMPANY, "Nexedia", "Le service tourne sur des infrastructures françaises.", Tier.D),
    (PRESS, "Quotidien", "Le service tourne sur des infrastructures françaises.", Tier.D),
    (PRESS, "Quotidien", "Le directeur précise que le service tourne sur des infrastructures françaises.", Tier.B),
    (
        PRESS,
        "Quotidien",
        "Deux sources au fait du dossier ont indiqué qu'il tourne sur des infrastructures françaises.",
        Tier.D,
    ),
    (BLOG, "Carnet", "Le directeur précise que le service tourne sur des infrastructures françaises.", Tier.D),
    (REGISTER, "BOAMP", "Le service tourne sur des infrastructures françaises.", Tier.A),
]


@pytest.mark.parametrize(("kind", "publisher", "text", "tier"), STRENGTH)
def test_strength_of_a_sentence(kind: PublisherKind, publisher: str, text: str, tier: Tier, config: Config) -> None:
    """Who publishes and who is quoted give the tier of a statement (framework, section 7)."""
    found = function_of("hosting.deployment")(case_of(_told(text, kind=kind, publisher=publisher), config))
    assert (found.value, found.tier) == ("home_cloud", tier)


def test_two_independent_papers_make_tier_c(config: Config) -> None:
    """Unattributed in one paper is D, in two papers of independent origin C; twice in the same paper stays D."""
    words = "Le service tourne sur des infrastructures françaises."
    one = Told(words, kind=PRESS, publisher="Quotidien")
    other = Told(f"La DGFiP achète. {words}", kind=PRESS, publisher="Hebdomadaire")
    again = replace(other, publisher="Quotidien")
    deployment = function_of("hosting.deployment")
    assert deployment(case_of(replace(BASE, told=(one,)), config)).tier is Tier.D
    assert deployment(case_of(replace(BASE, told=(one, other)), config)).tier is Tier.C
    assert deployment(case_of(replace(BASE, told=(one, again)), config)).tier is Tier.D


def test_better_source_beats_worse_and_equal_ones_contest(config: Config) -> None:
    """A quoted ministry outweighs a bare press line; at the same strength the worse host stands, contested."""
    home = "Le service est hébergé chez Outscale."
    abroad = "Le service est hébergé chez AWS."
    hosts = (
        Host("hébergé chez Outscale", HostingKind.EU_CLOUD, "Outscale", "outscale"),
        Host("hébergé chez AWS", HostingKind.THIRD_COUNTRY_CLOUD, "AWS", "aws"),
    )
    host = function_of("hosting.host")

    def told(first: PublisherKind, second: PublisherKind) -> Deal:
        return replace(BASE, hosting=hosts, told=(Told(home, kind=first), Told(abroad, kind=second, publisher="Autre")))

    better = host(case_of(told(PublisherKind.GOVERNMENT, PRESS), config))
    equal = host(case_of(told(PRESS, PRESS), config))
    assert (better.value, better.contested) == ("home", False)
    assert (equal.value, equal.contested) == ("foreign", True)


HOSTS = [
    ("chez Outscale", HostingKind.EU_CLOUD, "Outscale", "outscale", "home", "home_cloud"),
    ("chez AWS", HostingKind.THIRD_COUNTRY_CLOUD, "AWS", "aws", "foreign", "third_country_cloud"),
    ("chez AWS ESC", HostingKind.EU_CLOUD, "AWS European Sovereign Cloud", "aws-esc", "foreign", "third_country_cloud"),
    ("chez Bleu", HostingKind.EU_CLOUD, "Bleu", "bleu", "home", "hybrid_licensed_cloud"),
    ("chez S3NS", HostingKind.EU_CLOUD, "S3NS", "s3ns", "home", "home_cloud"),
    ("chez Nexedia", HostingKind.EU_CLOUD, "Nexedia", None, "unknown", None),
]


@pytest.mark.parametrize(("quote", "kind", "name", "actor_id", "host", "mode"), HOSTS)
def test_named_host(
    quote: str, kind: HostingKind, name: str, actor_id: str | None, host: str, mode: str | None, config: Config
) -> None:
    """The register says who controls a named host; a German company of an American group stays American."""
    deal = _told(
        f"Le service de la DGFiP et de LightOn est hébergé {quote}.", hosting=(Host(quote, kind, name, actor_id),)
    )
    case = case_of(deal, config)
    assert function_of("hosting.host")(case).value == host
    assert function_of("hosting.deployment")(case).value == mode


def test_negated_host_is_no_host(config: Config) -> None:
    """« sans AWS » names no host, and excludes one provider, not all foreign ones."""
    deal = _told(
        "L'outil de LightOn tourne sans recours à AWS.",
        hosting=(Host("sans recours à AWS", HostingKind.THIRD_COUNTRY_CLOUD, "AWS", "aws", negated=True),),
    )
    case = case_of(deal, config)
    assert function_of("hosting.deployment")(case).value is None
    assert function_of("hosting.host")(case).value is None


def test_qualification_is_of_a_service_in_force_that_day(config: Config) -> None:
    """S3NS counts as qualified from 17 December 2025, Scaleway not at all, whatever articles say of tenders."""
    qualification = function_of("hosting.qualification")
    s3ns = _told("Hébergé chez S3NS.", hosting=(Host("chez S3NS", HostingKind.EU_CLOUD, "S3NS", "s3ns"),))
    scaleway = _told(
        "Hébergé chez Scaleway.", hosting=(Host("chez Scaleway", HostingKind.EU_CLOUD, "Scaleway", "scaleway"),)
    )
    assert qualification(case_of(s3ns, config, date(2026, 9, 30))).value == "in_force"
    assert qualification(case_of(s3ns, config, date(2025, 12, 1))).value is None
    assert qualification(case_of(scaleway, config)).value is None


CONTROL = [
    ("LightOn", "lighton", "home"),
    ("Palantir", "palantir", "foreign"),
    ("Doctrine", "doctrine", "capital_fail"),
    ("Aleph Alpha", "aleph-alpha", "acquisition"),
    ("Owkin", "owkin", "unknown"),
    ("Campus IA", "campus-ia", "joint_venture"),
    ("Docaposte", "docaposte", "home"),
    ("Nexedia", None, "unknown"),
    ("Airbus Helicopters", None, "home"),
]


@pytest.mark.parametrize(("name", "actor_id", "value"), CONTROL)
def test_control(name: str, actor_id: str | None, value: str, config: Config) -> None:
    """Status follows documented control, then seat; disputed seats and strangers stay unknown."""
    deal = _told(f"La DGFiP achète un outil à {name}.", private=((name, actor_id, SUPPLIER),))
    assert function_of("parties.control")(case_of(deal, config)).value == value


SEATS = [
    ("Nexedia, start-up lyonnaise, équipe la DGFiP.", "home"),
    ("La DGFiP choisit la jeune pousse nantaise Nexedia.", "home"),
    ("Nexedia, basée à Toronto, équipe la DGFiP.", "foreign"),
    ("La DGFiP choisit Nexedia à Paris.", "unknown"),
    ("La DGFiP choisit la pépite lyonnaise Nexedia.", "unknown"),
]


@pytest.mark.parametrize(("text", "value"), SEATS)
def test_seat_given_by_the_text(text: str, value: str, config: Config) -> None:
    """A town or a nationality said of the company gives its seat; where the deal was signed, or praise, does not."""
    deal = _told(text, private=(("Nexedia", None, SUPPLIER),))
    assert function_of("parties.control")(case_of(deal, config)).value == value


def test_a_town_or_a_common_noun_is_no_company(config: Config) -> None:
    """What extraction takes for a company by mistake exposes nobody."""
    deal = replace(
        BASE, private=(LIGHTON, ("Issy-les-Moulineaux", None, SUPPLIER), ("start-up locales", None, SUPPLIER))
    )
    assert [player.party.name for player in roster(case_of(deal, config))] == ["LightOn"]


def test_the_publisher_s_own_cloud_is_the_publisher_s(config: Config) -> None:
    """« depuis le cloud de l'éditeur » makes a foreign publisher the host, and proves nothing of a home one."""
    text = "La DGFiP utilise un outil de dictée qui fonctionne depuis le cloud de l'éditeur."
    host, mode = function_of("hosting.host"), function_of("hosting.deployment")
    abroad = case_of(_told(text, private=(("IBM", "ibm", SUPPLIER),)), config)
    at_home = case_of(_told(text), config)
    assert (host(abroad).value, mode(abroad).value) == ("foreign", "third_country_cloud")
    assert mode(at_home).value == "supplier_service"


def test_a_party_named_as_host_is_a_host(config: Config) -> None:
    """The role that the documents give a party counts as a statement on this contract."""
    deal = _told("Scaleway héberge l'assistant de LightOn.", private=(LIGHTON, ("Scaleway", "scaleway", Role.HOST)))
    assert function_of("hosting.host")(case_of(deal, config)).value == "home"


def test_the_named_offer_decides_the_kind_of_product(config: Config) -> None:
    """Microsoft sells both; Copilot exists only as a service."""
    supplier = function_of("parties.supplier")
    vague = _told("La DGFiP travaille avec Microsoft.", private=(("Microsoft", "microsoft", SUPPLIER),))
    named = _told("La DGFiP achète Copilot à Microsoft.", private=(("Microsoft", "microsoft", SUPPLIER),))
    assert supplier(case_of(vague, config)).value == "both"
    assert supplier(case_of(named, config)).value == "service"


def test_integrators_and_makers_of_machines_do_not_operate(config: Config) -> None:
    """An integrator beside a supplier, a maker of chips, an investor: none of them hosts or operates."""
    deal = replace(
        BASE,
        private=(
            LIGHTON,
            ("Computacenter", "computacenter", Role.SUBCONTRACTOR),
            ("CGI", "cgi", SUPPLIER),
            ("Nvidia", "nvidia", SUPPLIER),
            ("Summit Partners", "summit-partners", Role.INVESTOR),
        ),
    )
    operating = [player.party.name for player in roster(case_of(deal, config)) if player.operating]
    assert operating == ["LightOn"]


ORDERS = [
    ((("DGFiP", "dgfip", BUYER),), "Un achat", "EU/EEA"),
    ((("ministère norvégien de la Santé", None, BUYER),), "Un achat", "EU/EEA"),
    ((("ministère marocain de la Santé", None, BUYER),), "Un achat", "MA"),
    ((("Le ministère", None, BUYER),), "Le ministère britannique de la Défense choisit LightOn", "GB"),
    ((("Le ministère", None, BUYER),), "Le ministère choisit l'américain Palantir", "EU/EEA"),
    ((("General Services Administration", None, BUYER),), "The US General Services Administration buys", "US"),
    ((("DGFiP", "dgfip", BUYER), ("ministère marocain", None, BUYER)), "Un achat", "EU/EEA"),
]


@pytest.mark.parametrize(("public", "title", "home"), ORDERS)
def test_home_order(public: tuple[tuple[str, str | None, Role], ...], title: str, home: str, config: Config) -> None:
    """The body's own State, the EEA as one order; a supplier's nationality in a title places no body."""
    case = case_of(replace(BASE, public=public, told=(replace(BASE.told[0], title=title),)), config)
    assert home_order(case) == home


def test_us_is_a_country_and_us_is_a_pronoun(config: Config) -> None:
    """Capitals tell the United States from "us"."""
    assert countries_in("The US Treasury", config.legal) == ("US",)
    assert countries_in("join us today", config.legal) == ()


def test_nature_of_the_body_is_a_floor(config: Config) -> None:
    """An intelligence service is rank 5 even when the text is silent; office use in a civil body is not raised."""
    rank = function_of("sensitivity.data_class")
    service = _told("La DGSE achète un outil à LightOn.", public=(("DGSE", "dgse", BUYER),))
    army = _told("L'armée achète.", public=(("armée de terre", None, BUYER),), sector=Sector.DEFENCE)
    assert rank(case_of(service, config)).value == "5"
    assert rank(case_of(army, config)).value == "5"
    assert rank(case_of(_told("La DGFiP rédige des notes."), config)).value == "1"


def test_a_renewal_said_to_wait_has_no_substitute_and_a_first_purchase_has(config: Config) -> None:
    """« dans l'attente d'une solution » is a sign only when something is being prolonged."""
    substitutes = function_of("dependence.substitutes")
    text = "Le choix est provisoire, dans l'attente d'une solution nationale."
    assert substitutes(case_of(_told(text, status=Status.RENEWED), config)).value == "no_substitute"
    assert substitutes(case_of(_told(text), config)).value == "single"


def test_a_round_up_is_read_in_the_deal_s_paragraph_only(config: Config) -> None:
    """In a weekly letter the other news say nothing of the deal."""
    text = "La DGFiP achète un assistant à LightOn.\n\nAilleurs, un hôpital confie les dossiers de ses patients."
    deal = _told(text, title="L'essentiel de la semaine")
    case = case_of(deal, config)
    document, reading = case.readings[0]
    start = document.full_text.index("La DGFiP")
    spotted = replace(reading, detection=replace(reading.detection, deal_sentences=(Span(start, start + 10),)))
    rank = function_of("sensitivity.data_class")
    assert rank(case).value == "4"
    assert rank(replace(case, readings=((document, spotted),))).value is None


CLAIMS = [
    (PublisherKind.GOVERNMENT, "Un choix souverain.", "3"),
    (PRESS, "Le ministre y voit un choix souverain.", "3"),
    (COMPANY, "LightOn défend une IA souveraine.", "2"),
    (PRESS, "L'éditeur défend une IA souveraine.", "2"),
    (PRESS, "Voilà une IA souveraine.", "1"),
    (PRESS, "Un syndicat s'inquiète pour la souveraineté.", "0"),
]


@pytest.mark.parametrize(("kind", "text", "strength"), CLAIMS)
def test_who_claims(kind: PublisherKind, text: str, strength: str, config: Config) -> None:
    """The body officially 3, the supplier alone 2, the journalist 1, a critic 0 (framework 6.6)."""
    publisher = "LightOn" if kind is COMPANY else "Journal"
    deal = _told(text, kind=kind, publisher=publisher, title="Un accord")
    assert function_of("claims.sovereignty")(case_of(deal, config)).value == strength


def test_scope_of_a_mention_is_respected(config: Config) -> None:
    """What a mention says of the supplier, or of somebody else, never reaches the contract."""
    for scope in (HostingScope.SUPPLIER, HostingScope.OTHER):
        deal = _told(
            "LightOn propose des infrastructures françaises à ses clients.",
            hosting=(Host("infrastructures françaises", HostingKind.EU_CLOUD, scope=scope),),
        )
        assert function_of("hosting.deployment")(case_of(deal, config)).value is None
