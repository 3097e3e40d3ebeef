"""Patterns of statements about where something runs, on folded text (framework C6 to C9)."""

import re
from typing import Final

from watch.model import HostingKind
from watch_pipelines.facts.hosting_places import PREMISES, STATE_CLOUD, VENDOR

_HOSTED: Final = (
    r"(?:heberge\w*|hebergement|stocke\w*|stockage|deploy\w+|deploie\w*|installe\w*|exploite\w*|exploitation|"
    r"opere\w*|tourne\w*|fonctionne\w*|execute\w*|traite(?:e|es|s|ment|ments)?|localise\w*|servis? depuis|"
    r"conservee?s?\b|calcule\w*|analyse\w*|entraine\w*|monte\w*|loge\w*|hosted|hosting|stored|processed|runs?|"
    r"running|deployed|located|operated|installed|trained|gehostet|betrieben|gespeichert|verarbeitet|lauft|laufen|"
    r"verarbeitung|betrieb|entsteht)"
)
_MOVED: Final = (
    r"(?:transit\w+|envoye\w*|rest(?:e|ent|era|eront|er)\b|demeur\w+|gardee?s?\b|calculs?\b|"
    r"migr\w+|depose\w*|pose(?:e|es|s)?\b|placee?s?\b|dupliqu\w+|repos(?:e|ent|era|eront)\b|keeps?|kept|held|moved|"
    r"training|sits?\b|lives?\b|rents?\b|"
    r"stays?|leav(?:e|es|ing)\b|remains?|happens?|"
    r"train(?:s|ing)\b|learn\w*|analysed|gerechnet|trainiert|bleib\w+|installiert|servie?s?\b|accueill\w+|operee?s?|"
    r"quitt\w+|sort\w*|verlassen|passe(?:nt|ra|ront)?\b|loue\w*|embarqu\w+|se f(?:era|ont|eront)|faite?s? (?:a|sur|"
    r"dans)|realisee?s?|effectu\w+)"
)
RUN: Final = rf"(?:{_HOSTED}|{_MOVED})"
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
    r"territoire) europeen|(?:dans|au sein de|depuis|within|inside) (?:l'union\b|the european union)|in (?:the "
    r")?(?:europe|eu)\b|in der eu\b|within the e(?:u|uropean union))"
)
_DE: Final = r"(?:en allemagne|in germany|in deutschland|sur le sol allemand)"
_ELSEWHERE: Final = (
    r"(?:en (?:suisse|belgique|espagne|italie|irlande|suede|norvege|finlande|pologne)|au (?:luxembourg|royaume-uni|"
    r"canada|danemark|portugal)|aux (?:pays-bas|etats-unis)|sur le sol (?:britannique|belge|suisse|luxembourgeois|"
    r"canadien)|(?:en|sur le) (?:territoire|sol) \w+(?:ais|ois|ien|ain|que|and)\b|sur notre sol|(?:canadian|british|"
    r"swiss|"
    r"german|french|dutch|european) (?:facilities|soil|territory|data cent\w+|servers?|infrastructure)|"
    r"in (?:the (?:uk|us|united kingdom|netherlands)|"
    r"switzerland|spain|ireland|norway|canada|luxembourg)|"
    r"in der schweiz|in der union|dans (?:l'(?:emirat|archipel|ile)|le (?:pays|canton))\b|in the (?:country|province|"
    r"canton|emirate)|"
    r"(?:belgian|irish|spanish|italian|finnish|swedish|norwegian|danish|polish|estonian) (?:data cent\w+|servers?|"
    r"soil))"
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
    r"secnumcloud|\bhds\b|hebergeur\w* de donnees de sante|hebergeurs? (?:agree|certifie)e?s?\b(?! iso)|(?:certifie|"
    r"agree)\w* "
    r"(?:pour (?:les |l'hebergement de "
    r")?)?donnees de sante|fedramp|visa de securite (?:de l')?anssi|\bbsi c5\b"
)
IN_PROGRESS: Final = re.compile(
    r"(?:en cours|demande\w*|depos\w+|sollicit\w+|brigu\w+|applied for|seeking|vise\w*|candidat\w*|engag\w+|"
    r"jalon j[0-3]|processus|demarche|prepar\w+)[^.]{0,60}(?:secnumcloud|"
    r"qualifi\w+|hds)|(?:secnumcloud|qualification)[^.]{0,60}(?:en cours|d'ici|attendue?|prochainement|pas encore|"
    r"not yet|vise\w*|a venir)"
)
FOREIGN: Final = re.compile(
    r"(?:clouds?|nuages?|hebergeurs?|fournisseurs?|plateformes?|serveurs?|geants?|hyperscalers?|platforms?|"
    r"prestataires?|"
    r"services?|infrastructures?|offres?|sous-traitants?)(?: (?:cloud|d'hebergement|de "
    r"calcul))?[^.;,]{0,25}\b(?:etrangers?|"
    r"americaine?s?|extra-europeen\w*|non europeen\w*|us\b|american|foreign|non-european|amerikanisch\w*|chinoise?s?|"
    r"hors (?:d'europe|"
    r"de l'union|ue\b)|dans l'ohio|aux etats-unis|outside (?:europe|the eu))|hyperscalers?|gafam|geants? "
    r"(?:americaine?s?|du (?:cloud|nuage|numerique))|(?:american|foreign|us|amerikanische\w*) (?:public )?(?:clouds?|"
    r"platforms?|providers?|hyperscalers?|anbieter|konzern\w*|servers?)|"
    r"us-(?:anbieter|konzern|unternehm|cloud)\w*|(?:droits?|lois?|legislations?|juridictions?) (?:d'un |"
    r"d'|du )?"
    r"(?:pays |etat )?(?:etrang\w+|tiers|extra-?europeen\w*|extraterritorial\w*|americain\w*)|foreign (?:law|"
    r"jurisdiction)|(?:en dehors|a l'exterieur|hors) (?:de la (?:province|france|region)|du (?:pays|canton))|"
    r"hors (?:d'europe|de l'union(?: europeenne)?|du territoire)|outside (?:europe|the eu|the european "
    r"(?:union|economic area)|the country)"
)
FOREIGN_USED: Final = re.compile(
    r"\b(?:chez|depuis|dans|sur|d'|par|on|in) ?(?:un |une |le |des |les |a )?(?:[\w-]+ )?(?:(?:clouds?|nuages?|"
    r"hebergeurs?|"
    r"serveurs?|us\b)[^.;,]{0,25}(?:americaine?s?|chinoise?s?|us\b|american|aux etats-unis|public cloud)|"
    r"sous-traitants?[^.;,]"
    r"{0,25}(?:aux etats-unis|americain\w*|dans l'))|\bchez (?:un |des |les )?(?:geants?|fournisseurs?) "
    r"[^.;,]{0,20}americain"
)
OUTSIDE: Final = re.compile(
    r"\b(?:clouds?|nuages?|infonuagique|serveurs? (?:distants?|exterieurs?|externes?|tiers)|(?:operateurs?|"
    r"prestataires?|"
    r"hebergeurs?) (?:exterieurs?|externes?|tiers)|cloud-based|remote servers?|third[- ]part(?:y|ies)|drittanbieters?|"
    r"acces (?:a distance|distante?s?|exterieure?s?)|"
    r"prestataires? d'hebergement|tele-?(?:metrie|maintenance)|remote access|"
    r"services? (?:en ligne|externes?|distants?))\b(?! (?:de l'etat|interne|pi\b))"
)
VENDORS: Final = re.compile(rf"\b(?:{VENDOR})")
UPON: Final = re.compile(
    r"\b(?:chez|sur|depuis|via|on|through|bei|auf|by|(?:servi|heberg|exploit|oper|fourni)\w* par|(?:transit\w+|"
    r"pass\w+) par|lou\w+ (?:a|aupres d[e']?)|dupliqu\w+ (?:chez|"
    r"sur)|(?:cloud|nuage|serveurs|salles|offre|plateforme|"
    r"environnement \w+|region(?: \w+)?|infrastructure) (?:de |d'|du )|ceux (?:de |d')|region of|servers of) ?(?:le |"
    r"la |the |un |une )?$"
)
SUPPLIER: Final = re.compile(
    r"\b(?:notre (?:service|offre)(?: en ligne)?|service habituel|offre (?:habituelle|en ligne|commerciale)|sa "
    r"version en ligne|"
    r"(?:par ailleurs|d'ordinaire|habituellement|en temps normal|usually|normally)|business customers|ses services|"
    r"ses clients|ses serveurs|ses offres|nos (?:clients|serveurs|infrastructures|services|offres|"
    r"centres)|notre (?:solution|plateforme|offre|cloud)|sa politique|en general|d'ordinaire|habituellement|"
    r"l'ensemble de ses|its (?:services|customers|servers)|our (?:servers|platform|customers)|politique de "
    r"confidentialite|tous ses)\b"
)
HABIT: Final = re.compile(
    r"\b(?:notre (?:service|offre)|offre (?:habituelle|en ligne|commerciale)|service (?:habituel|en ligne|par "
    r"abonnement)|"
    r"d'ordinaire|habituellement|en temps normal|usually|normally|business customers|heberge(?:nt)? ses services|nos "
    r"clients)\b"
)
"""How the supplier serves its customers in general."""
CONTEXT: Final = re.compile(rf"\b(?:{RUN}|{_THING}|saas|api\b|qualifie\w*|version|offre|agrement|certifi\w+)")
RUNNING_NEAR: Final = re.compile(
    rf"\b(?:{_HOSTED}|saas|api\b|qualifie\w*|(?:sur|dans|du|le|un|the|on|in|au) cloud\b|services? )"
)
"""Beside the name of a cloud, only the plainest verbs of hosting count."""
RUNNING: Final = re.compile(
    rf"\b(?:{RUN}|saas|api\b|qualifie\w*|(?:sur|dans|du|le|un|the|on|in|au) cloud\b|services? )"
)
RUNS: Final = re.compile(
    r"\b(?:heberg\w+|stock\w+|tourn\w+|fonctionn\w+|execut\w+|transit\w+|rest(?:e|ent|era|eront|er)\b|demeur\w+|"
    r"quitt\w+|"
    r"sort\w*|host(?:s|ed|ing)|runs?|running|stor(?:ed|age)|process\w+|kept|deploy\w+|deploi\w+|install\w+|traite\w*|"
    r"conserv\w+|"
    r"exploit\w+|oper\w+|entrain\w+|serv(?:i|ie|is)\b|loge\w*|pose\w*|gehostet|betrieb\w*|verarbeit\w+|gespeichert|"
    r"part(?:ira|iront|ir)\b|"
    r"envoy\w+|copi\w+|transf\w+|transm\w+|admis\w*|recour\w+|stays?|remains?|leave|passe\w*|calcul\w*|analys\w+|"
    r"situe\w*|gard\w+|"
    r"ubertrag\w*|reach|sent|localise\w*|developpe\w*)"
)
"""A verb of running, keeping or moving: without one, a place or an outside cloud is only scenery."""
ON_SITE: Final = re.compile(
    rf"{RUNNING.pattern}|{RUNS.pattern}|\b(?:se pass\w+|se derou\w+|se f(?:ait|era|ont|eront)|triee?s?|floutee?s?|"
    rf"sont ceux|"
    r"installation|branche\w*|regroup\w+|rassembl\w+|remont\w+|prefer\w+|ir(?:a|ont)\b|detection)"
)
"""What machines on somebody's premises do, beside running."""
BOUGHT: Final = re.compile(
    r"\b(?:fourniture|construi\w+|construction|acqui[st]\w*|commande\w*|milliards?|memorandum|filiale|capital\b)"
)
LOCATED: Final = re.compile(
    r"\b(?:(?:donnees|fichiers|images|enregistrements|dossiers|modeles?|traitements?|calculs?|hebergement|data|"
    r"records|recordings|"
    r"models?|processeurs|serveurs|machines|servers)\b[^.;:\n]{0,40}\b(?:rest\w+|demeur\w+|conserv\w+|stock\w+|"
    r"trait\w+|heberg\w+|"
    r"gard\w+|situe\w*|stays?|remains?|kept|stored|processed|hosted|held|run|located)|(?:heberge\w*|hebergement|"
    r"stocke\w*|hosted|"
    r"stored|traite(?:e|es|s)|conserve(?:e|es|s)|gardee?s?|gehostet|gespeichert|verarbeitet|processed|kept|served|"
    r"machines|serveurs|servers|centres de donnees|data cent\w+)(?: situe\w*| installe\w*| located)?),? (?:et "
    r"\w+ )?(?:a|en|au|aux|in|at|dans) "
    r"(?:l'|le |la |the )?$"
)
SUBJECT: Final = re.compile(
    rf"\b(?:donnees|modeles?|solutions?|services?|outils?|traitements?|calcul\w*|ia\b|ai\b|systemes?|logiciels?|"
    rf"applications?|images?|data\b|model\w*|tools?|usages?|projet|operation|daten|campus|ordinateur|conteneur|"
    rf"equipements?|boitiers?|processeurs?|{_THING}|{RUN})"
)
"""What can run or lie somewhere; a sentence without one speaks of something else."""
OF_STATE: Final = re.compile(
    r"\b(?:l'etat|ministere|ministry|gouvernement\w*|government|administration\w*|federa\w+|interministeriel\w*|"
    r"public\w*|nubo|"
    r"g-cloud|govcloud|state)\b"
)
PARTNER: Final = re.compile(
    r"\b(?:coentreprise|joint venture|joint-venture|alliance|technologies?|technology|licence|version|logiciels?|"
    r"technologie)\b"
    r"[^.;,]{0,45}\b(?:de|d'|of|by|von|et|and) ?$"
)
"""What stands before one who only lends its technology or its capital to the host."""
OPERATED: Final = re.compile(
    r"\b(?:clouds?|nuages?|version|offre|plateforme|platform)\b[^.;]{0,80}\b(?:operee?s?|exploitee?s?|geree?s?|"
    r"operated|run|"
    r"betrieben) (?:par|by|von) (?:la |le |l'|les |the )?(?:[^.;]{0,40}, | et | and )?$"
)
"""« le nuage X, opéré par Y »: the host is the cloud, not the one who runs it."""
SISTER: Final = re.compile(
    r"\b(?:filiale|subsidiary|branche|marque|cloud (?:certified|qualifie)?|tochter)(?: cloud)?(?: certified)?(?: "
    r"cloud)? (?:de|d'|du|of|von) ?(?:la |le )?$"
)
"""What stands before the owner of a named cloud (« Outscale, filiale de … »)."""
MADE: Final = re.compile(
    r"\b(?:concue?s?|developpee?s?|fabriquee?s?|construi\w+|construite?s?|basee?s?|creee?s?|fondee?s?|nee?s?|made|"
    r"designed|built|"
    r"developed|entwickelt|presente?s?|leaders?|seule?s?|premiere?s?|bureaux|equipes?) (?:et \w+ )?$"
)
"""Where a thing or a firm was made, not where it runs."""
KEPT_IN: Final = re.compile(
    r"\b(?:pays|territoire|sol|frontieres?|province|region|canton|union|europe|france|ile|metropole|archipel|emirat|"
    r"country|border|"
    r"land)\b"
)
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
    r"self-hosted|air[- ]?gap\w*|\basgard\b|(?:deconnecte|debranche|coupe|isole)e?s? d'internet|hors ligne|"
    r"reseau (?:ferme|"
    r"interne|classifie|isole)|sans (?:aucune )?(?:liaison|connexion) (?:avec|a) internet|(?:dont|qui en) (?:la |le "
    r"|l')?(?:\w+ )?(?:est|sera) (?:pleinement |seule? )?proprietaire|appartenant (?:au|a la|a l'hopital|aux) "
    r"(?!l'etat)\w+|dans un boitier|sur notre sol et|calculateurs? (?:interne|local)|(?:sur|dans) (?:les|des) "
    r"(?:serveurs|centres?) (?:du|de la|de l'|de) (?!l'etat|confiance|google|microsoft)(?:chu|ministere|ville|"
    r"police|region|departement|universite|hopital|etablissement|mairie|centre)\w*|im eigenen rechenzentrum|"
    r"centres? de (?:calcul|donnees)(?: voisin)?(?: du| de la| de l'|,? centre national)(?! (?:soci|groupe|"
    r"fournis))|sur le campus d|lokal (?:betrieben|installiert)|en local\b|localement\b)"
)
ON_OWN: Final = re.compile(OWN)
"""The words of one's own premises, alone."""
STATE: Final = (
    r"(?:(?:infrastructures?|serveurs?|cloud\w*|moyens(?: informatiques)?|machines?|centres? de "
    r"donnees)[^.;,]{0,25}(?:de l'etat\b|appartenant a l'etat|(?:dont l'etat|que l'etat)[^.;,]{0,20}(?:maitrise|"
    r"controle)|maitrise\w* par l'etat|interministeriel\w*|de l'administration)|cloud interne\b|"
    r"jean[- ]zay|supercalculateur public|state(?:-owned| government)? (?:cloud|servers|infrastructure)|bundescloud|"
    r"government cloud|clouds? internes?)"
)
_OF_THERE: Final = (
    r"(?:ouest-)?(?:franciliens?|europeen\w*|\w{3,}(?:andais|lais|mais|nais|gais|dois|vois|nois|chois|lois)e?s?|"
    r"suedois\w*|belges?|suisses?|"
    r"allemande?s?|italien\w*|espagnols?|norvegien\w*|canadien\w*|locaux|nationa\w+)\b"
)
"""Adjectives of countries and towns, by their endings."""
STATEMENTS: Final[tuple[tuple[HostingKind, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (HostingKind.STATE_CLOUD, STATE),
        (HostingKind.ON_PREMISE, rf"\b{OWN}"),
        (
            HostingKind.EU_CLOUD,
            (
                r"\b(?:clouds?|services? cloud|nuage)[^.;,\n]{0,14}\b(?:francais|europeen\w*|de confiance|national\w*|"
                r"allemand\w*)\b|\b(?:french|european|europaische\w*) clouds?\b"
            ),
        ),
        (HostingKind.STATE_CLOUD, rf"\b(?:{STATE_CLOUD})"),
        (HostingKind.ON_PREMISE, rf"\b(?:{PREMISES})"),
        (
            HostingKind.LOCATION_ONLY,
            (
                rf"\b{RUN}{_NEAR}\b{ANYWHERE}|{_THING}[^.;,\n]{{0,30}}\b(?:{ANYWHERE}|(?<!du )francais\w*|nationaux)"
                rf"\b|{ANYWHERE}[^.;\n]{{0,25}}\b(?:heberge\w*|hosted|verarbeitet|gespeichert|gehostet|"
                rf"bleib\w+|"
                rf"betrieben)\b|hebergement [^.;,\n]{{0,30}}\b(?:francais|europeen|national|suisse|belge|allemand)\b|"
                rf"\b(?:ne (?:quitte\w*|sor(?:t|"
                rf"tent|"
                rf"tira|tiront)\b)|n'en (?:sort|sortent)|never leave|does not leave|ne sortent pas)[^.;\n]{{0,50}}|"
                rf"\b(?:construi\w+|implant\w+|will rise|built)[^.;\n]{{0,12}}\b{ANYWHERE}|\bfrench infrastructure|"
                rf"solution[^.;,\n]{{0,20}}localisee|(?:centres? de (?:donnees|calcul)|data ?cent(?:er|re)s?|serveurs|"
                rf"machines|"
                rf"hebergeurs?|prestataires?|territoire|infrastructures?|machines situees en) {_OF_THERE}"
            ),
        ),
        (
            HostingKind.UNSPECIFIED_CLAIM,
            (
                r"\b(?:cloud|environnement|infrastructures?|hebergement|plateforme|espace|cadre technique)s? "
                r"[^.;,\n]{0,18}\b(?:souverain\w*|maitrise\w*|securise\w*|protege\w*|ferme\w*|cloisonne\w*|etanche\w*|"
                r"adapte\w* a la sensibilite)|\b(?:maitrise|controle)\b[^.;,\n]{0,18}\b(?:de l'|de son |de sa |des |"
                r"d'une |de leur )infrastructures?|\b(?:infrastructure dont)[^.;\n]{0,40}(?:controle|maitrise)|sans "
                r"exposition[^.;\n]{0,30}donnees[^.;\n]{0,25}|\bsovereign (?:cloud|infrastructure|environment)|"
                r"protected,? (?:\w+ )?environments?|ne depend\w* [^.;\n]{0,20}(?:nuage|cloud|hebergeur)"
            ),
        ),
    )
)
"""In the order of trust: what is said most plainly takes the clause."""
