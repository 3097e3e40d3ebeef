"""Patterns of statements about where something runs, on folded text (framework C6 to C9)."""

import re
from typing import Final

from watch.model import HostingKind

_RUN: Final = (
    r"(?:heberge\w*|hebergement|stocke\w*|stockage|deploy\w+|deploie\w*|installe\w*|exploite\w*|exploitation|"
    r"opere\w*|tourne\w*|fonctionne\w*|execute\w*|traite(?:e|es|s|ment|ments)?|localise\w*|servis? depuis|"
    r"conservee?s?\b|calcule\w*|analyse\w*|entraine\w*|monte\w*|loge\w*|hosted|hosting|stored|processed|runs?|"
    r"running|deployed|located|operated|installed|trained|gehostet|betrieben|gespeichert|verarbeitet|lauft|laufen|"
    r"verarbeitung|betrieb|entsteht)"
)
_THING: Final = (
    r"(?:infrastructures?|serveurs?|cloud\w*|centres? de (?:calcul|donnees)|data ?cent(?:er|re)s?|datacenters?|"
    r"environnement\w*|reseau\w*|machines?|calculateurs?|supercalculateurs?|moyens informatiques|servers?|"
    r"infrastruktur\w*|rechenzentr\w+|nuage|plateforme)"
)
_NEAR: Final = r"[^.;\n]{0,70}?"
_FR: Final = (
    r"(?:en france|sur le (?:sol|territoire) (?:francais|national)|sur le sol francilien|en region parisienne|in "
    r"france|in frankreich)"
)
_EU: Final = (
    r"(?:en europe|dans l'(?:union europeenne|ue)\b|au sein de l'(?:union europeenne|ue)\b|sur le (?:sol|"
    r"territoire) europeen|in (?:the )?(?:europe|eu)\b|in der eu\b|within the e(?:u|uropean union))"
)
_DE: Final = r"(?:en allemagne|in germany|in deutschland|sur le sol allemand)"
_ELSEWHERE: Final = (
    r"(?:en (?:suisse|belgique|espagne|italie|irlande|suede|norvege|finlande|pologne)|au (?:luxembourg|royaume-uni|"
    r"canada|danemark|portugal)|aux (?:pays-bas|etats-unis)|sur le sol (?:britannique|belge|suisse|luxembourgeois|"
    r"canadien)|in (?:the (?:uk|us|united kingdom|netherlands)|switzerland|spain|ireland|norway|canada|luxembourg)|"
    r"in der schweiz)"
)
ANYWHERE: Final = f"(?:{_FR}|{_EU}|{_DE}|{_ELSEWHERE})"

LOCATIONS: Final = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("FR", rf"{_FR}|francais|\bfrance\b|francilien|ile-de-france|region parisienne"),
        ("DE", rf"{_DE}|allemand\w*|deutsch\w*|bavar\w+"),
        ("CH", r"en suisse|in switzerland|sol suisse|in der schweiz"),
        ("BE", r"en belgique|sol belge"),
        ("LU", r"au luxembourg|luxembourgeois\w*|grand-duche"),
        ("ES", r"en espagne|in spain|barcelon\w+"),
        ("IT", r"en italie"),
        ("NO", r"en norvege|in norway|norvegien\w*"),
        ("GB", r"royaume-uni|britannique|in the uk\b|united kingdom"),
        ("US", r"etats-unis|in the us\b|fedramp"),
        ("CA", r"au canada|in canada|sol canadien"),
        ("EU", rf"{_EU}|europeen\w*|european|europaisch\w*"),
    )
)

QUALIFIED: Final = re.compile(
    r"secnumcloud|\bhds\b|hebergeur\w* de donnees de sante|fedramp|visa de securite (?:de l')?anssi|\bbsi c5\b"
)
IN_PROGRESS: Final = re.compile(
    r"(?:en cours|vise\w*|candidat\w*|engag\w+|jalon j[0-3]|processus|demarche|prepar\w+)[^.]{0,60}(?:secnumcloud|"
    r"qualifi\w+|hds)|(?:secnumcloud|qualification)[^.]{0,60}(?:en cours|d'ici|attendue?|prochainement|pas encore|"
    r"not yet|vise\w*|a venir)"
)
FOREIGN: Final = re.compile(
    r"(?:clouds?|hebergeurs?|fournisseurs?|plateformes?|serveurs?|geants?|hyperscalers?|platforms?|prestataires? "
    r"(?:cloud|d'hebergement))[^.;,]{0,25}(?:etrangers?|americain\w*|extra-europeen\w*|us\b|american|foreign|"
    r"non-european|amerikanisch\w*|chinois\w*)|hyperscalers?|gafam|(?:american|foreign|us|amerikanische\w*) "
    r"(?:clouds?|platforms?|providers?|hyperscalers?|anbieter)"
)
NEGATION: Final = re.compile(
    r"\b(?:sans (?:recour\w+|passer|transiter|dependre|faire appel|aucun\w*)?|hors(?: de| d'| des)?|aucun\w*|ni\b|"
    r"non (?:sur|dans|chez|pas)|et non|plutot que|ecart\w+|exclu\w*|rather than|without|not on|no\b|instead of|ne "
    r"(?:\w+ ){1,3}pas (?:par|sur|chez|dans)|pas (?:sur|dans|chez|heberg\w+)|ohne|nicht|renonc\w+|quitt\w+|sorti\w* "
    r"d|abandonn\w+|au lieu d\w*)\W{0,2}(?:(?! et | and | mais | but | und )[^.;]){0,45}$"
)
HYPOTHETICAL: Final = re.compile(
    r"\b(?:pourr\w+|devrai\w+|serai\w+ (?!heberg)|envisag\w+|a l'etude|etudi\w+|reste a|a terme|souhait\w+|evoqu\w+|"
    r"could|might|may\b|would|considering|konnte\w*|soll\b|doit d'abord|le cas echeant|eventuel\w*)"
)
SUPPLIER: Final = re.compile(
    r"\b(?:ses services|ses clients|ses serveurs|ses offres|nos (?:clients|serveurs|infrastructures|services|offres|"
    r"centres)|notre (?:solution|plateforme|offre|cloud)|sa politique|en general|d'ordinaire|habituellement|"
    r"l'ensemble de ses|its (?:services|customers|servers)|our (?:servers|platform|customers)|politique de "
    r"confidentialite|tous ses)\b"
)
CONTEXT: Final = re.compile(rf"\b(?:{_RUN}|{_THING}|saas|api\b|qualifie\w*|version|offre|agrement)")
RUNNING: Final = re.compile(
    rf"\b(?:{_RUN}|saas|api\b|qualifie\w*|(?:sur|dans|du|le|un|the|on|in|au) cloud\b|services? )"
)
SUBJECT: Final = re.compile(
    rf"\b(?:donnees|modeles?|solutions?|services?|outils?|traitements?|calcul\w*|ia\b|ai\b|systemes?|logiciels?|"
    rf"applications?|images?|data\b|model\w*|tools?|usages?|projet|operation|daten|campus|ordinateur|conteneur|"
    rf"equipements?|boitiers?|processeurs?|{_THING}|{_RUN})"
)
"""What can run or lie somewhere; a sentence without one speaks of something else."""
SITE: Final = re.compile(r"(?:^|\n)(?:lieu|site|ort|location)[^:\n]{0,24}: [^\n]{0,90}")
"""The line of a notice that says where a machine will stand."""
SISTER: Final = re.compile(
    r"\b(?:filiale|subsidiary|branche|marque|cloud (?:certified|qualifie)?|tochter)(?: cloud)?(?: certified)?(?: "
    r"cloud)? (?:de|d'|du|of|von) ?(?:la |le )?$"
)
"""What stands before the owner of a named cloud (« Outscale, filiale de … »)."""
STAYS: Final = re.compile(r"\b(?:n'en|ne (?:quitt|sor)|never leave|does not leave)")
"""« ne quittent pas la France »: a denial that states a place."""
COMPUTING_CENTRE: Final = re.compile(
    r"\b(?:centres? (?:national )?de (?:calcul|donnees)|campus|supercalculateur|computing cent(?:er|re)|"
    r"rechenzentrum|am|tres grand centre)\b[^.;\n]{0,30}$"
)
COMPUTING_BODY: Final = re.compile(
    r"\b(?:cea|cnrs|inria|idris|cines|genci|tgcc|bsc|cineca|csc|surf|forschungszentrum|leibniz\w*|julich\w*|cscs|"
    r"bsc-cns|(?:national )?supercomputing cent\w+|computing cent\w+|research cent\w+|laboratory|mesocentre|epcc)\b"
)

OWN: Final = (
    r"(?:sur site\b|sur-site\b|on[- ]prem(?:ise|ises)?\b|on[- ]site\b|sur place\b|on the spot|dans (?:les|ses|leurs|"
    r"nos|vos) (?:murs|locaux|propres (?:murs|locaux|serveurs|infrastructures|centres|salles|data ?centers))\b|"
    r"(?:sur|dans) (?:ses|leurs|nos) propres (?:serveurs|infrastructures|machines|moyens|centres)|auto-?heberge\w*|"
    r"self-hosted|air[- ]?gap\w*|(?:deconnecte|debranche|coupe|isole)e?s? d'internet|hors ligne|reseau (?:ferme|"
    r"interne|classifie|isole)|sans (?:aucune )?(?:liaison|connexion) (?:avec|a) internet|(?:dont|qui en) (?:la |le "
    r"|l')?(?:\w+ )?(?:est|sera) (?:pleinement |seule? )?proprietaire|appartenant (?:au|a la|a l'hopital|aux) "
    r"(?!l'etat)\w+|dans un boitier|sur notre sol et|calculateurs? (?:interne|local)|(?:sur|dans) (?:les|des) "
    r"(?:serveurs|centres?) (?:du|de la|de l'|de) (?!l'etat|confiance|google|microsoft)(?:chu|ministere|ville|"
    r"police|region|departement|universite|hopital|etablissement|mairie|centre)\w*|im eigenen rechenzentrum|"
    r"centres? de (?:calcul|donnees)(?: voisin)?(?: du| de la| de l'|,? centre national)(?! (?:soci|groupe|"
    r"fournis))|sur le campus d|lokal (?:betrieben|installiert)|en local\b|localement\b)"
)
STATE: Final = (
    r"(?:(?:infrastructures?|serveurs?|cloud\w*|moyens(?: informatiques)?|machines?|centres? de "
    r"donnees)[^.;,]{0,25}(?:de l'etat\b|appartenant a l'etat|(?:dont l'etat|que l'etat)[^.;,]{0,20}(?:maitrise|"
    r"controle)|maitrise\w* par l'etat|interministeriel\w*|de l'administration)|cloud (?:interne|pi)\b|\bnubo\b|"
    r"jean[- ]zay|supercalculateur public|state(?:-owned| government)? (?:cloud|servers|infrastructure)|bundescloud|"
    r"government cloud|clouds? internes?)"
)
STATEMENTS: Final[tuple[tuple[HostingKind, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in {
        HostingKind.STATE_CLOUD: STATE,
        HostingKind.ON_PREMISE: rf"\b{OWN}",
        HostingKind.EU_CLOUD: (
            r"\b(?:clouds?|services? cloud|nuage)[^.;,\n]{0,14}\b(?:francais|europeen\w*|de confiance|national\w*|"
            r"allemand\w*)\b|\b(?:french|european|europaische\w*) clouds?\b"
        ),
        HostingKind.LOCATION_ONLY: (
            rf"\b{_RUN}{_NEAR}\b{ANYWHERE}|{_THING}[^.;,\n]{{0,30}}\b(?:{ANYWHERE}|francais\w*|nationaux|"
            rf"nationale\w*)\b|{ANYWHERE}[^.;\n]{{0,25}}\b(?:heberge\w*|hosted)\b|\b(?:ne (?:quitte\w*|sor(?:t|tent|"
            rf"tira|tiront)\b)|n'en (?:sort|sortent)|never leave|does not leave|ne sortent pas)[^.;\n]{{0,50}}|"
            rf"\b(?:construi\w+|implant\w+|will rise|built)[^.;\n]{{0,12}}\b{ANYWHERE}|\bfrench infrastructure|"
            rf"solution[^.;,\n]{{0,20}}localisee"
        ),
        HostingKind.UNSPECIFIED_CLAIM: (
            r"\b(?:cloud|environnement|infrastructures?|hebergement|plateforme|espace|cadre technique)s? "
            r"[^.;,\n]{0,18}\b(?:souverain\w*|maitrise\w*|securise\w*|protege\w*|ferme\w*|cloisonne\w*|etanche\w*|"
            r"adapte\w* a la sensibilite)|\b(?:maitrise|controle)\b[^.;,\n]{0,18}\b(?:de l'|de son |de sa |des |"
            r"d'une |de leur )infrastructures?|\b(?:infrastructure dont)[^.;\n]{0,40}(?:controle|maitrise)|sans "
            r"exposition[^.;\n]{0,30}donnees[^.;\n]{0,25}|\bsovereign (?:cloud|infrastructure|environment)|"
            r"protected,? (?:\w+ )?environments?|ne depend\w* [^.;\n]{0,20}(?:nuage|cloud|hebergeur)"
        ),
    }.items()
)
