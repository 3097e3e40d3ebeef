"""The field of public action that the deal concerns: whose task it serves, not which technology it uses."""

from collections.abc import Mapping, Sequence
from typing import Final

from watch.model import Evidence, Sector
from watch_pipelines.facts.linear import Features, scorer
from watch_pipelines.facts.page import Page
from watch_pipelines.facts.wordings import compiled, first_of, wording_features
from watch_pipelines.typography import fold, typographic

_GENERIC: Final = frozenset({"general administration", "local government", "research", "other"})
"""Sectors that are the answer only for want of a narrower one."""

GROUPS: Final = compiled(
    {
        Sector.DEFENCE.value: (
            r"armees?\b|defense\b|defence|militaires?\b|military|marine nationale|soldats?|combat\w*|otan\b|nato\b|"
            r"dga\b|amiad|renseignement militaire|armement|drones?\b|missiles?|war\b|pentagon\w*|army|navy|air "
            r"force|bundeswehr|streitkraft\w*|verteidigung\w*|theatre d'operations|regiment\w*|etat-major|"
            r"munition\w*"
        ),
        Sector.SECURITY.value: (
            r"polic\w+|police|gendarm\w+|securite interieure|ministere de l'interieur|beauvau|enquet\w+|crimin\w+|"
            r"dgsi\b|antiterror\w+|frontiere\w*|pompiers?|sdis|incendi\w+|videosurveillance|videoprotection|"
            r"sapeurs?|polizei\w*|border|immigration|cybersecurite|reconnaissance faciale|fraud\w+|douan\w+|secours\b|"
            r"appels? d'urgence|services? de renseignement"
        ),
        Sector.HEALTH.value: (
            r"sante\b|health\w*|hopita\w+|hospital\w*|chu\b|chru\b|ap-hp|patients?\b|medec\w+|medic\w+|clini\w+|"
            r"soign\w+|inserm|malad\w+|cancer\w*|diagnosti\w+|pharma\w+|nhs\b|gesundheit\w*|klinik\w*|ars\b|ehpad|"
            r"imagerie|samu\b|assurance maladie|cnam\b|chirurg\w+|radiolog\w+"
        ),
        Sector.JUSTICE.value: (
            r"justice\b|juridi\w+|judiciai\w+|magistrats?|greff\w+|tribuna\w+|cour d\w*|courts?\b|avocats?|notai\w+|"
            r"juristes?|chancellerie|prisons?|penal\w*|legal\b|jurisprudence|justiz\w*|contentieux|penitentiaire"
        ),
        Sector.EDUCATION.value: (
            r"universit\w+|etudiant\w*|ecoles?\b|eleves?\b|enseign\w+|education\w*|scolai\w+|academi\w+|lyce\w+|"
            r"college\w*|students?|teachers?|schools?|pedagog\w+|rectorat|schul\w+|campus|formation\b|diplom\w+"
        ),
        Sector.RESEARCH.value: (
            r"recherches?\b|chercheu\w+|scientifi\w+|research\w*|laboratoires?\b|inria\b|cnrs\b|cea\b|"
            r"supercalculateur\w*|calculateur\w*|exaflop\w*|exascale|forschung\w*|doctor\w+|institut\b|science\w*|"
            r"supercomputer\w*|calcul intensif"
        ),
        Sector.EMPLOYMENT.value: (
            r"france travail|pole emploi|demandeurs? d'emploi|emploi\b|chom\w+|recrut\w+|unemploy\w+|job\b|jobs\b|"
            r"conseillers?\b|employeurs?|arbeits\w+|vdab|job-?seekers?"
        ),
        Sector.TAX.value: (
            r"impots?\b|fisc\w*|dgfip|tax\b|taxes\b|contribuables?|finances publiques|foncier\w*|steuer\w*|hmrc|"
            r"urssaf|recouvrement"
        ),
        Sector.GENERAL_ADMINISTRATION.value: (
            r"agents publics|administrations?\b|fonctionnair\w+|dinum\b|ministeres?\b|gouvernement\w*|government\w*|"
            r"civil serv\w+|services publics|fonction publique|verwaltung\w*|regierung\w*|interministeriel\w*|"
            r"prefectur\w+|federal agenc\w+|bundes\w+|agents de l'etat|premier ministre|public serv\w+|parlement\w*|"
            r"senat\b|assemblee"
        ),
        Sector.LOCAL_GOVERNMENT.value: (
            r"villes?\b|mairies?\b|communes?\b|collectivites?\b|departement\w*\b|conseil (?:departemental|regional|"
            r"municipal)|metropoles?\b|agglomeration\w*|habitants?|maires?\b|municipal\w*|communaute (?:de|d')\w*|"
            r"region\b|council\b|stadt\b|gemeinde\w*|elus\b|city\b|territoires?\b|intercommunal\w*"
        ),
        Sector.ENVIRONMENT.value: (
            r"environnement\w*|ecolog\w+|climat\w*|meteo\w*|forets?\b|biodiversite|eau\b|energ\w+|dechets?|"
            r"environment\w*|transition ecologique|onf\b|weather|ign\b|agricol\w+|agricult\w+|umwelt\w*"
        ),
        Sector.TRANSPORT.value: (
            r"transports?\b|mobilit\w+|trains?\b|gares?\b|sncf\b|ratp\b|voyageurs?|bus\b|metro\b|ferroviai\w+|"
            r"railway\w*|routes?\b|aeroport\w*|port autonome|trafic|traffic|voirie|verkehr\w*|tramway\w*"
        ),
        Sector.CULTURE.value: (
            r"cultur\w+|musees?\b|patrimoine|bibliothe\w+|bnf\b|archives?\b|museum\w*|louvre|opera\b|theatre\b|"
            r"librar\w+|oeuvres?\b|œuvres?\b|registres?|manuscrit\w*|cinema\w*|festival\w*"
        ),
        Sector.MEDIA.value: (
            r"medias?\b|audiovisuel\w*|television\w*|radio\b|journalis\w+|presse ecrite|france televisions|radio "
            r"france|ina\b|redaction\w*|broadcaster\w*|depeches?\b|rundfunk\w*|chaines?\b"
        ),
        Sector.SPACE.value: (r"spatial\w*|espace\b|cnes\b|satellit\w+|esa\b|space\b|orbite\w*|lanceur\w*|raumfahrt\w*"),
        Sector.FINANCE.value: (
            r"banques?\b|bank\w*|caisse des depots|bpifrance|assuran\w+|financ(?:e|es|ier|iere|iers|ieres|ial)\b|"
            r"amf\b|acpr|epargne|monetai\w+|paiement\w*|credit\w*|tresor\b|credit municipal|finanz\w*"
        ),
        Sector.OTHER.value: (
            r"industri\w+|coentreprise|campus ia|data ?centers?|centres? de donnees|gigawatts?|start-up|jeunes "
            r"pousses|noms de domaine|investi\w+|capital\b|economi\w+|pme\b|ecosystem\w*|compute\b"
        ),
    }
)


def sector_features(page: Page, bodies: Sequence[str] = ()) -> Mapping[str, Features]:
    """What is weighed for each sector: its words in the text, in the names of the public *bodies* and of the publisher.

    All sectors share the same features, so that a sector met once in training is judged like the others; only the bias
    (``is.<sector>``) is a sector's own.
    """
    met = wording_features(page, GROUPS)
    total = sum(value for name, value in met.items() if name.endswith(".any")) or 1.0
    names = " ; ".join(fold(typographic(body)) for body in bodies)
    per_sector: dict[str, Features] = {}
    for name, pattern in GROUPS.items():
        count = met.get(f"{name}.any", 0.0)
        features = {place: met[f"{name}.{place}"] for place in ("any", "title", "lead") if f"{name}.{place}" in met}
        features["share"] = count / total
        features["publisher"] = float(bool(pattern.search(page.publisher_folded)))
        features["body"] = float(bool(pattern.search(names)))
        features[f"is.{name}"] = 1.0
        generic = name in _GENERIC
        features |= {
            f"generic.{key}": value for key, value in features.items() if generic and not key.startswith("is.")
        }
        per_sector[name] = features
    return per_sector


def read_sector(page: Page, bodies: Sequence[str]) -> tuple[Sector, Evidence] | None:
    """The sector with the first words that speak for it; None when no word of any sector is met."""
    weights = scorer("sector").weights["chosen"]
    features = sector_features(page, bodies)
    label = max(features, key=lambda name: sum(weights.get(key, 0.0) * value for key, value in features[name].items()))
    place = first_of(page, GROUPS[label])
    return (Sector(label), page.evidence(*place)) if place else None
