"""The gold cases of the framework (section 8), told in words of ours, with the answer that each must get.

An answer is: axes (J, its clause, D, S, claim), then rule, verdict and confidence ("*": any), prefix, flags among them.
"""

from dataclasses import replace
from datetime import date

from pipelines.deals import Deal, Host, Told
from watch.model import HostingKind, Instrument, PublisherKind, Role, Sector, Status

BUYER, SUPPLIER, PARTNER, HOST = Role.BUYER, Role.SUPPLIER, Role.PARTNER, Role.HOST
PRESS, COMPANY, BLOG = PublisherKind.PRESS, PublisherKind.COMPANY, PublisherKind.BLOG

MISTRAL = ("Mistral AI", "mistral-ai", SUPPLIER)
PALANTIR = ("Palantir", "palantir", SUPPLIER)

ARMEES = Deal(
    told=(
        Told(
            "Le ministère des Armées a notifié à Mistral AI un accord-cadre qui donne accès à des logiciels et à des "
            "modèles. Les outils seront déployés sur des serveurs dont l'État garde le contrôle, et le ministre y voit "
            "un choix de souveraineté.",
            on=date(2026, 1, 8),
        ),
        Told(
            "Transcription, traduction : les premiers usages sont administratifs. L'entreprise assure que tout tourne "
            "sur des infrastructures françaises, sans aucun cloud étranger.",
            kind=PRESS,
            publisher="Quotidien",
            on=date(2026, 1, 9),
        ),
    ),
    public=(("ministère des Armées", "min-armees", BUYER), ("AMIAD", "amiad", Role.GOVERNANCE)),
    private=(MISTRAL,),
    instrument=Instrument.FRAMEWORK_AGREEMENT,
    status=Status.SIGNED,
    sector=Sector.DEFENCE,
)
INRIA = Deal(
    told=(
        Told(
            "Inria et Doctolib créent une équipe de recherche commune. Les doctorants concevront des modèles cliniques "
            "souverains, pour mieux orienter le parcours de soins des patients.",
            on=date(2025, 11, 27),
        ),
    ),
    public=(("Inria", "inria", PARTNER),),
    private=(("Doctolib", "doctolib", PARTNER),),
    instrument=Instrument.PARTNERSHIP,
    sector=Sector.HEALTH,
)
DOCTRINE = Deal(
    told=(
        Told(
            "L'État et Doctrine signent une lettre d'engagement. Un pilote aura lieu en 2026 auprès des juristes de "
            "l'État ; le ministre délégué y voit une solution souveraine pour la recherche juridique et la rédaction.",
            on=date(2025, 11, 25),
        ),
        Told(
            "La solution est hébergée chez AWS, sans qualification.",
            kind=PRESS,
            publisher="Hebdomadaire informatique",
            on=date(2025, 12, 3),
        ),
    ),
    hosting=(Host("hébergée chez AWS", HostingKind.THIRD_COUNTRY_CLOUD, "AWS", "aws"),),
    public=(("L'État", "etat-fr", BUYER),),
    private=(("Doctrine", "doctrine", SUPPLIER),),
    instrument=Instrument.LETTER_OF_COMMITMENT,
    status=Status.SIGNED,
)
ASSISTANT = Deal(
    told=(
        Told(
            "La DINUM lance l'expérimentation de l'Assistant IA, fondé sur un modèle de Mistral AI, pour rédiger et "
            "résumer. Le service est opéré par la DINUM et hébergé sur le cloud d'Outscale, qualifié SecNumCloud. "
            "La ministre salue un pas vers la souveraineté numérique.",
            on=date(2025, 10, 22),
        ),
    ),
    public=(("DINUM", "dinum", BUYER),),
    private=(MISTRAL,),
    hosting=(Host("hébergé sur le cloud d'Outscale", HostingKind.QUALIFIED_CLOUD, "Outscale", "outscale"),),
    instrument=Instrument.EXPERIMENT,
    status=Status.PILOT,
)
DGSI = Deal(
    told=(
        Told(
            "Le service de renseignement intérieur reconduit pour trois ans le contrat de Palantir, dans l'attente "
            "d'une solution nationale. Les données restent hébergées en France, indique l'entreprise.",
            kind=PRESS,
            publisher="Agence de presse",
            on=date(2025, 12, 15),
        ),
    ),
    public=(("DGSI", "dgsi", BUYER),),
    private=(PALANTIR,),
    hosting=(Host("hébergées en France", HostingKind.LOCATION_ONLY, location="FR"),),
    status=Status.RENEWED,
    instrument=Instrument.CONTRACT,
    sector=Sector.SECURITY,
)
INVESTIGATORS = Deal(
    told=(
        Told(
            "La gendarmerie a acquis de gré à gré un logiciel d'analyse de Palantir pour ses fichiers de police. "
            "Il est installé sur ses propres serveurs, hors ligne, dans son centre de données.",
        ),
    ),
    public=(("gendarmerie", "gendarmerie", BUYER),),
    private=(PALANTIR,),
    hosting=(Host("installé sur ses propres serveurs", HostingKind.ON_PREMISE),),
    instrument=Instrument.CONTRACT,
    sector=Sector.SECURITY,
)

CAISSE = Deal(
    told=(
        Told(
            "Au terme d'un appel d'offres, la Caisse des Dépôts retient Mistral AI pour quatre ans, dans la limite de "
            "140 millions d'euros. Computacenter assure l'intégration. L'assistant aidera les agents à rédiger et à "
            "traduire ; le directeur général y voit un choix de souveraineté.",
            on=date(2026, 5, 4),
        ),
        Told(
            "Côté acheteur, l'outil est hébergé sur une infrastructure qualifiée SecNumCloud.",
            kind=BLOG,
            publisher="Carnet d'un consultant",
            on=date(2026, 5, 20),
        ),
    ),
    public=(("Caisse des Dépôts", "caisse-des-depots", BUYER),),
    private=(MISTRAL, ("Computacenter", "computacenter", Role.SUBCONTRACTOR)),
    instrument=Instrument.FRAMEWORK_AGREEMENT,
    status=Status.SIGNED,
    amount=140_000_000,
    duration_months=48,
)

GOLD = {
    "Mistral–Armées": (ARMEES, "J1 declared D2 S5 3", "R6 partial_control probable", None, ()),
    "Inria–Doctolib": (INRIA, "J2 f D? S4 3", "R7 unsubstantiated_claim étayé", "recherche", ("sensitive_data",)),
    "État–Doctrine": (
        DOCTRINE,
        "J3 a D2 S3 3",
        "R2 exposed_dependence probable",
        "intention",
        ("capital_test_failed",),
    ),
    "DINUM Assistant IA": (ASSISTANT, "J0 a D2 S1 3", "R5 partial_control *", "pilote", ()),
    "DGSI–Palantir": (DGSI, "J2 b D3 S5 0", "R3 critical_dependence *", None, ("continuity_risk",)),
    "DGSI–ChapsVision": (
        replace(
            DGSI,
            told=(Told("La DGSI confie à ChapsVision son outil d'analyse pour le renseignement intérieur."),),
            private=(("ChapsVision", "chapsvision", SUPPLIER),),
            hosting=(),
            status=Status.SIGNED,
        ),
        "J1 presumed D2 S5 0",
        "R9 presumed_european fragile",
        None,
        (),
    ),
    "HDH–Scaleway": (
        Deal(
            told=(
                Told(
                    "Le Health Data Hub retient Scaleway pour héberger sa plateforme de données de santé, où tournent "
                    "des modèles d'IA. Les données seront hébergées chez Scaleway.",
                    on=date(2026, 4, 23),
                ),
            ),
            public=(("Health Data Hub", "hdh", BUYER),),
            private=(("Scaleway", "scaleway", HOST),),
            hosting=(Host("hébergées chez Scaleway", HostingKind.EU_CLOUD, "Scaleway", "scaleway"),),
            instrument=Instrument.CONTRACT,
            sector=Sector.HEALTH,
        ),
        "J1 declared D2 S4 0",
        "R6 partial_control probable",
        None,
        ("sren_31",),
    ),
    "HDH–Microsoft": (
        Deal(
            told=(
                Told(
                    "La plateforme des données de santé est hébergée sur Microsoft Azure. Le contrat a été passé sans "
                    "mise en concurrence.",
                ),
            ),
            public=(("plateforme des données de santé", "hdh", BUYER),),
            private=(("Microsoft", "microsoft", SUPPLIER),),
            hosting=(
                Host(
                    "hébergée sur Microsoft Azure",
                    HostingKind.THIRD_COUNTRY_CLOUD,
                    "Microsoft Azure",
                    "microsoft-azure",
                ),
            ),
            instrument=Instrument.CONTRACT,
            sector=Sector.HEALTH,
        ),
        "J3 a D3 S4 0",
        "R1 critical_dependence *",
        None,
        ("structural_too",),
    ),
    "France Travail–Mistral": (
        Deal(
            told=(
                Told(
                    "France Travail signe un partenariat avec Mistral AI : un assistant aide les conseillers à rédiger "
                    "et à rapprocher les offres des demandeurs d'emploi.",
                    on=date(2025, 2, 4),
                ),
            ),
            public=(("France Travail", "france-travail", BUYER),),
            private=(MISTRAL,),
            instrument=Instrument.PARTNERSHIP,
        ),
        "J1 declared D2 S2 0",
        "R6 partial_control probable",
        None,
        ("foreign_presence",),
    ),
    "Luxembourg–Mistral, civil": (
        Deal(
            told=(
                Told(
                    "Le gouvernement luxembourgeois et Mistral AI signent un contrat de cinq ans. Les modèles tournent "
                    "sur les plateformes du CTIE, au profit des agents qui doivent rédiger et traduire.",
                    on=date(2025, 6, 17),
                ),
            ),
            public=(("gouvernement luxembourgeois", "luxembourg", BUYER),),
            private=(MISTRAL,),
            hosting=(Host("plateformes du CTIE", HostingKind.STATE_CLOUD, "CTIE", "ctie"),),
            instrument=Instrument.CONTRACT,
        ),
        "J0 b D2 S1 0",
        "R5 partial_control probable",
        None,
        (),
    ),
    "Luxembourg–Mistral, armée": (
        Deal(
            told=(
                Told(
                    "La Défense luxembourgeoise a son contrat avec Mistral AI. Les modèles seront installés sur site, "
                    "dans les murs de l'armée.",
                    on=date(2025, 6, 17),
                ),
            ),
            public=(("Défense luxembourgeoise", "armee-lux", BUYER),),
            private=(MISTRAL,),
            hosting=(Host("installés sur site", HostingKind.ON_PREMISE),),
            instrument=Instrument.CONTRACT,
            sector=Sector.DEFENCE,
        ),
        "J1 declared D2 S5 0",
        "R6 partial_control probable",
        None,
        (),
    ),
    "what-if: licensed cloud": (
        Deal(
            told=(
                Told(
                    "Le ministère fédéral du Numérique propose les modèles d'OpenAI, hébergés par Delos Cloud. "
                    "Le ministre parle d'une IA souveraine.",
                    on=date(2025, 9, 24),
                ),
            ),
            public=(("ministère fédéral du Numérique", "bmds", BUYER),),
            private=(("OpenAI", "openai", SUPPLIER), ("Delos Cloud", "delos-cloud", HOST)),
            hosting=(Host("hébergés par Delos Cloud", HostingKind.EU_CLOUD, "Delos Cloud", "delos-cloud"),),
            instrument=Instrument.CONTRACT,
        ),
        "J2 b D2 S? 3",
        "R7 unsubstantiated_claim *",
        None,
        ("continuity_risk",),
    ),
    "Caisse des Dépôts–Mistral": (CAISSE, "J1 presumed D2 S1 3", "R9 presumed_european fragile", None, ()),
    "Caisse des Dépôts–Mistral, its own statement read": (
        replace(CAISSE, told=(CAISSE.told[0], replace(CAISSE.told[1], kind=PublisherKind.GOVERNMENT))),
        "J1 declared D2 S1 3",
        "R6 partial_control probable",
        None,
        (),
    ),
    "Commission sovereign cloud": (
        Deal(
            told=(
                Told(
                    "Au terme d'un appel d'offres, la Commission européenne attribue son marché de cloud à quatre "
                    "titulaires, dont le groupement de Proximus, S3NS et Mistral AI. Les services tourneront sur des "
                    "infrastructures européennes.",
                    on=date(2026, 4, 17),
                ),
            ),
            public=(("Commission européenne", "commission-ue", BUYER),),
            private=(("Proximus", None, SUPPLIER), ("S3NS", "s3ns", HOST), MISTRAL),
            instrument=Instrument.CONTRACT,
        ),
        "J1 declared D1 S? 0",
        "R6 partial_control probable",
        None,
        (),
    ),
    "Synthetic 1": (
        Deal(
            told=(
                Told(
                    "L'université confie à deux titulaires, dont Linagora, le soutien d'un modèle open-weight. Le "
                    "service est opéré par les équipes de l'université, sur ses propres serveurs, dans son centre de "
                    "données de Vannes, au profit des étudiants. Le code a été publié.",
                ),
            ),
            public=(("université", "universites", BUYER),),
            private=(("Linagora", "linagora", SUPPLIER),),
            hosting=(Host("sur ses propres serveurs", HostingKind.ON_PREMISE),),
            instrument=Instrument.CONTRACT,
            sector=Sector.EDUCATION,
        ),
        "J0 b D0 S2 1",
        "R4 substantiated_sovereignty étayé",
        None,
        (),
    ),
    "Synthetic 2": (
        Deal(
            told=(Told("L'agence annonce l'arrêt du contrat d'assistant IA conclu avec LightOn : il a cessé lundi."),),
            public=(("L'agence", "ans", BUYER),),
            private=(("LightOn", "lighton", SUPPLIER),),
            status=Status.ENDED,
        ),
        "J1 presumed D2 S? 0",
        "R0b ended_or_denied *",
        None,
        (),
    ),
    "Synthetic 3": (
        Deal(
            told=(Told("Le ministère de la Justice dément : aucun contrat d'IA ne le lie à LightOn."),),
            public=(("ministère de la Justice", "min-justice", BUYER),),
            private=(("LightOn", "lighton", SUPPLIER),),
            detected=False,
        ),
        "J1 presumed D2 S? 0",
        "R0b ended_or_denied *",
        None,
        (),
    ),
    "Synthetic 4": (
        Deal(
            told=(
                Told(
                    "Le ministre et plusieurs start-up signent un mémorandum d'entente, un memorandum pour une IA "
                    "souveraine.",
                ),
            ),
            public=(("Le ministre", "min-economie", PARTNER),),
            private=(),
            instrument=Instrument.MEMORANDUM,
            status=Status.INTENDED,
        ),
        "J? None D? S? 3",
        "R10 undetermined None",
        "intention",
        (),
    ),
    "Synthetic 5": (
        Deal(
            told=(
                Told(
                    "Bpifrance entre au capital de LightOn ; l'entreprise y voit un gage de souveraineté.", kind=PRESS
                ),
            ),
            public=(("Bpifrance", "bpifrance", Role.INVESTOR),),
            private=(("LightOn", "lighton", SUPPLIER),),
            instrument=Instrument.INVESTMENT,
        ),
        "n/a None D? S0 2",
        "R10 undetermined None",
        None,
        ("without_object",),
    ),
    "Synthetic 6": (
        Deal(
            told=(
                Told(
                    "The Canadian government buys an assistant from Cohere for its staff.",
                    language="en",
                    title="Canada: an assistant",
                ),
            ),
            public=(("Canadian government", None, BUYER),),
            private=(("Cohere", "cohere", SUPPLIER),),
            instrument=Instrument.CONTRACT,
        ),
        "J1 presumed D2 S? 0",
        "R9 presumed_european fragile",
        None,
        ("national_presumption",),
    ),
    "Synthetic 7": (INVESTIGATORS, "J1 declared D3 S4 0", "R3 critical_dependence *", None, ("continuity_risk",)),
    "Synthetic 8": (
        replace(
            INVESTIGATORS,
            told=(
                Told(
                    "À l'issue d'un appel d'offres, la gendarmerie a acquis un logiciel d'analyse de Palantir pour ses "
                    "fichiers de police. Il est installé sur ses propres serveurs, hors ligne.",
                ),
            ),
        ),
        "J1 declared D2 S4 0",
        "R6 partial_control probable",
        None,
        ("continuity_risk",),
    ),
    "SAP + Mistral": (
        Deal(
            told=(
                Told(
                    "Les gouvernements allemand et français, SAP et Mistral AI signent une lettre d'intention. Les "
                    "ministres y voient un pas vers la souveraineté ; SAP proposera les modèles de Mistral AI.",
                    on=date(2025, 11, 18),
                ),
            ),
            public=(("gouvernement allemand", "bund", PARTNER), ("gouvernement français", "etat-fr", PARTNER)),
            private=(("SAP", "sap", SUPPLIER),),
            instrument=Instrument.LETTER_OF_INTENT,
            status=Status.INTENDED,
        ),
        "J1 presumed D? S? 3",
        "R9 presumed_european fragile",
        "intention",
        (),
    ),
}
