"""Values as the stages make them, for pages and mails: three deals of different verdicts, to be varied by replace."""

from dataclasses import replace
from datetime import UTC, date, datetime

from watch.model import (
    Announcement,
    Assessment,
    Axes,
    Change,
    Channel,
    Claim,
    Condition,
    Criterion,
    Document,
    Evidence,
    Finding,
    Framework,
    HostingKind,
    HostingMention,
    HostingScope,
    Instrument,
    Issue,
    Label,
    Moment,
    PartialDate,
    Party,
    PublisherKind,
    Role,
    Rule,
    Scope,
    Sector,
    Side,
    Status,
    Subscription,
    Tier,
    VerdictText,
)

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)

_CRITERIA = (
    ("C6", "hosting.deployment", "Comment le service est-il déployé ?", "How is the service deployed?"),
    ("C7", "hosting.host", "Qui héberge et qui opère ?", "Who hosts and who operates?"),
    ("C9", "hosting.qualification", "L’offre est-elle qualifiée ?", "Is the offer qualified?"),
    ("C10", "sensitivity.data_class", "Quelles données sont en jeu ?", "Which data are at stake?"),
    ("C12", "deal.terms", "Combien, pour combien de temps ?", "How much, for how long?"),
    ("C16", "claims.sovereignty", "La souveraineté est-elle affichée ?", "Is sovereignty claimed?"),
)

_VERDICTS = (
    ("substantiated_sovereignty", "souveraineté étayée", "substantiated sovereignty", "sovereignty"),
    ("partial_control", "maîtrise partielle", "partial control", "mixed"),
    ("presumed_european", "présomption européenne", "presumed European", "mixed"),
    ("unsubstantiated_claim", "affichage non étayé", "unsubstantiated claim", "open"),
    ("undetermined", "indéterminé", "undetermined", "open"),
    ("indirect_exposure", "exposition indirecte", "indirect exposure", "dependence"),
    ("exposed_dependence", "dépendance exposée", "exposed dependence", "dependence"),
    ("critical_dependence", "dépendance critique", "critical dependence", "dependence"),
    ("ended_or_denied", "fin ou démenti", "ended or denied", None),
    ("out_of_scope", "hors champ", "out of scope", None),
)


def a_framework() -> Framework:
    """A framework with six criteria, three rules and every verdict."""
    return Framework(
        version="2",
        as_of=date(2026, 11, 22),
        criteria=tuple(
            Criterion(
                name,
                code,
                french,
                english,
                ("on_premise", "home_cloud"),
                "déclaration au niveau du contrat",
                "la liste générale des sous-traitants",
                None,
            )
            for code, name, french, english in _CRITERIA
        ),
        rules=(
            Rule("R2", "exposed_dependence", (Condition("exposure", ("J3",)),), ("hosting.host",)),
            Rule(
                "R6",
                "partial_control",
                (Condition("exposure", ("J1",)), Condition("basis", ("declared",))),
                ("exposure",),
                qualifier_fr="déclarée",
                qualifier_en="declared",
            ),
            Rule(
                "R7",
                "unsubstantiated_claim",
                (Condition("claim", ("2", "3")), Condition("exposure", ("J2", "J?"))),
                ("claims.sovereignty",),
            ),
        ),
        verdicts=tuple(VerdictText(*text) for text in _VERDICTS),
        prefixes=(Label("recherche", "recherche", "research", ()), Label("intention", "intention", "intention", ())),
        flags=(
            Label("sensitive_data", "données sensibles", "sensitive data", ()),
            Label("claim_gap", "écart affichage / preuves", "gap between claim and evidence", ()),
            Label("capital_test_failed", "échec du test capital", "capital test failed", ()),
        ),
    )


def a_document(
    key: str = "armees-1",
    *,
    title: str = "Un accord-cadre pour l’intelligence artificielle générative des armées",
    text: str = (
        "Le ministère des Armées a notifié le 16 décembre 2025 à Mistral AI un accord-cadre ouvert à toutes ses "
        "entités.\n\nLes modèles seront déployés sur des infrastructures françaises, sans recours à un cloud étranger. "
        "L’AMIAD conduit l’exécution. Le ministère y voit un pas vers la souveraineté numérique de la défense."
    ),
    url: str = "https://www.armees.example/salle-de-presse/accord-cadre-ia",
    publisher: str = "Ministère des Armées",
    kind: PublisherKind = PublisherKind.GOVERNMENT,
    published_on: date | None = date(2026, 1, 8),
) -> Document:
    """A document; by default a ministry's communiqué."""
    return Document(
        id=key,
        source_id="armees",
        url=url,
        canonical_url=url,
        publisher=publisher,
        publisher_kind=kind,
        language="fr",
        title=title,
        text=text,
        published_on=published_on,
        published_at=None,
        captured_at=datetime(2026, 1, 8, 9, 12, tzinfo=UTC),
        baseline=False,
    )


def a_quote(document: Document, words: str) -> Evidence:
    """The characters of *document* that read *words*."""
    start = document.full_text.index(words)
    return Evidence(document.id, start, start + len(words), words)


def a_party(document: Document, name: str, role: Role, side: Side, actor_id: str | None = None) -> Party:
    """A party whose name stands in *document*."""
    return Party(name, actor_id, side, role, a_quote(document, name))


def an_announcement(document: Document | None = None) -> Announcement:
    """The deal of the default document: a signed framework agreement with a stated hosting."""
    document = document or a_document()
    hosting = a_quote(document, "sur des infrastructures françaises, sans recours à un cloud étranger")
    return Announcement(
        id="a-armees-mistral",
        version=1,
        title=document.title,
        status=Status.SIGNED,
        announced_on=PartialDate(2026, 1, 8),
        signed_on=PartialDate(2025, 12),
        parties=(
            a_party(document, "ministère des Armées", Role.BUYER, Side.PUBLIC, "ministere-armees"),
            a_party(document, "AMIAD", Role.GOVERNANCE, Side.PUBLIC, "amiad"),
            a_party(document, "Mistral AI", Role.SUPPLIER, Side.PRIVATE, "mistral-ai"),
        ),
        hosting=(
            HostingMention(
                None,
                None,
                HostingKind.EU_CLOUD,
                "FR",
                HostingScope.CONTRACT,
                negated=False,
                hypothetical=False,
                evidence=hosting,
            ),
        ),
        instrument=Instrument.FRAMEWORK_AGREEMENT,
        sector=Sector.DEFENCE,
        sensitivity=5,
        amount=None,
        duration_months=None,
        use_cases_stated=False,
        claims=(Claim(3, "body", a_quote(document, "souveraineté numérique de la défense")),),
        project=None,
        document_ids=(document.id,),
        independent_origins=1,
        first_seen_at=datetime(2026, 1, 8, 9, 12, tzinfo=UTC),
        baseline=False,
        changes=(Change.NEW,),
    )


def an_assessment(announcement: Announcement | None = None, document: Document | None = None) -> Assessment:
    """The judgement of the default deal: partial control, as declared."""
    document = document or a_document()
    announcement = announcement or an_announcement(document)
    deployed = a_quote(
        document, "Les modèles seront déployés sur des infrastructures françaises, sans recours à un cloud étranger."
    )
    return Assessment(
        id="s-armees-mistral-1",
        announcement_id=announcement.id,
        announcement_version=announcement.version,
        framework_version="2",
        as_of=date(2026, 11, 22),
        axes=Axes("J1", "declared", "D2", "T1", 5),
        claim=3,
        gap=1,
        verdict="partial_control",
        reading="mixed",
        rule="R6",
        prefix=None,
        flags=("claim_gap",),
        confidence="probable",
        findings=(
            Finding("hosting.deployment", "home_cloud", Scope.CONTRACT, Tier.B, "2026-01-08", (deployed,), (), None),
            Finding(
                "sensitivity.data_class",
                "5",
                Scope.CONTRACT,
                Tier.B,
                "2026-01-08",
                (),
                ("ministere-armees: organisme de défense (https://www.armees.example/ministere, 2026-05-01)",),
                "rang plancher : organisme de défense",
            ),
            Finding("hosting.qualification", None, None, None, None, (), (), None),
            Finding("deal.terms", None, None, None, None, (), (), None),
        ),
        missing=("hosting.qualification", "deal.terms"),
        would_change=(
            "hosting.deployment=public_infrastructure → substantiated_sovereignty",
            "hosting.host=foreign → critical_dependence",
        ),
        created_at=NOW,
    )


def doctolib() -> tuple[Announcement, Assessment, Document]:
    """A research team whose host nobody states, and a strong claim."""
    document = a_document(
        "inria-1",
        title="Inria et Doctolib créent une équipe commune",
        text=(
            "Inria et Doctolib ouvrent une équipe de recherche commune en IA clinique. Les partenaires veulent « des "
            "modèles cliniques souverains et transparents »."
        ),
        url="https://www.inria.example/actualites/equipe-commune",
        publisher="Inria",
        kind=PublisherKind.AGENCY,
        published_on=date(2025, 11, 27),
    )
    claim = a_quote(document, "des modèles cliniques souverains et transparents")
    announcement = replace(
        an_announcement(),
        id="a-inria-doctolib",
        title=document.title,
        status=Status.ANNOUNCED,
        announced_on=PartialDate(2025, 11),
        signed_on=None,
        parties=(
            a_party(document, "Inria", Role.PARTNER, Side.PUBLIC, "inria"),
            a_party(document, "Doctolib", Role.PARTNER, Side.PRIVATE, "doctolib"),
        ),
        hosting=(),
        instrument=Instrument.RESEARCH_CONTRACT,
        sector=Sector.HEALTH,
        sensitivity=4,
        claims=(Claim(3, "body", claim),),
        document_ids=(document.id,),
    )
    assessment = replace(
        an_assessment(),
        id="s-inria-doctolib-1",
        announcement_id=announcement.id,
        axes=Axes("J2", "f", "D?", "T0", 4),
        verdict="unsubstantiated_claim",
        reading="open",
        rule="R7",
        prefix="recherche",
        flags=("sensitive_data",),
        confidence="probable",
        findings=(Finding("claims.sovereignty", "3", Scope.CONTRACT, Tier.B, "2025-11-27", (claim,), (), None),),
        missing=("hosting.host",),
        would_change=("hosting.host=foreign → critical_dependence",),
    )
    return announcement, assessment, document


def doctrine() -> tuple[Announcement, Assessment, Document]:
    """A letter with a company whose solution runs on a third-country cloud."""
    document = a_document(
        "eco-1",
        title="L’État s’engage avec Doctrine pour ses juristes",
        text=(
            "Le ministère de la Fonction publique et Doctrine signent une lettre d’engagement. "
            "La solution est hébergée chez AWS, en région de Francfort. Le pilote commencera en 2026."
        ),
        url="https://presse.economie.example/2025/lettre-engagement",
        publisher="Lettre spécialisée droit",
        kind=PublisherKind.PRESS,
        published_on=date(2025, 11, 25),
    )
    hosted = a_quote(document, "La solution est hébergée chez AWS, en région de Francfort.")
    announcement = replace(
        an_announcement(),
        id="a-etat-doctrine",
        title=document.title,
        status=Status.INTENDED,
        announced_on=PartialDate(2025, 11, 25),
        signed_on=PartialDate(2025, 11, 25),
        parties=(
            a_party(document, "ministère de la Fonction publique", Role.BUYER, Side.PUBLIC),
            a_party(document, "Doctrine", Role.SUPPLIER, Side.PRIVATE, "doctrine"),
        ),
        hosting=(
            HostingMention(
                "AWS",
                "aws",
                HostingKind.THIRD_COUNTRY_CLOUD,
                "DE",
                HostingScope.CONTRACT,
                negated=False,
                hypothetical=False,
                evidence=hosted,
            ),
        ),
        instrument=Instrument.LETTER_OF_COMMITMENT,
        sector=Sector.JUSTICE,
        sensitivity=3,
        claims=(),
        document_ids=(document.id,),
    )
    assessment = replace(
        an_assessment(),
        id="s-etat-doctrine-1",
        announcement_id=announcement.id,
        axes=Axes("J3", "a", "D2", "T1", 3),
        verdict="exposed_dependence",
        reading="dependence",
        rule="R2",
        prefix="intention",
        flags=("capital_test_failed",),
        confidence="probable",
        findings=(Finding("hosting.host", "foreign", Scope.CONTRACT, Tier.C, "2025-12-03", (hosted,), (), None),),
        missing=("hosting.qualification",),
        would_change=("hosting.host=home_operator → partial_control",),
    )
    return announcement, assessment, document


def a_subscription(key: str = "redaction", *, moment: Moment = Moment.IMMEDIATE, language: str = "fr") -> Subscription:
    """A mail subscription without filters."""
    return Subscription(key, "lectrice@exemple.example", Channel.MAIL, moment, language)


def an_issue(
    subject: str = "sante", message: str = "sante.example répond 403 depuis 3 jours : voir robots.txt."
) -> Issue:
    """An open issue of a source."""
    return Issue(f"silent:{subject}", subject, message, datetime(2026, 11, 19, 6, 0, tzinfo=UTC), None, 6)
