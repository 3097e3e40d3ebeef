"""The grammar of places where something runs, on folded text: machines, rooms and networks × whose they are.

A place is a noun (« serveurs », « salle informatique », « Rechenzentrum ») with the one who owns it, said by a
complement (« du ministère »), a possessive (« ses propres ») or an adjective (« hospitalier »); nothing is a list of
whole sentences.
"""

from typing import Final

_FR_MACHINE: Final = (
    r"(?:serveurs?|machines?|calculateurs?|ordinateurs?|grappes?(?: de calcul)?|clusters?|baies?|armoires|locaux|murs|"
    r"salles?(?: \w+)? (?:informatiques?|machines?|serveurs?|blanches?|de calcul)|salles? (?:informatiques?|machines?)|"
    r"centres? (?:informatiques?|de (?:donnees|calculs?|traitement|production|supervision|supercalcul|stockage)"
    r"(?: informatiques?)?|serveurs?|d'appels)|data[ -]?cent(?:er|re)s?|infrastructures?(?: informatiques?)?|"
    r"reseau(?:x)?|intranet|systemes? d'information|moyens(?: de calcul| informatiques)?|informatique|"
    r"postes?(?: de travail)?|stations?(?: de travail)?|boitiers?|magasins numeriques|parc informatique|usine|"
    r"plateforme de calcul|batiments?|enceinte|sous-sols?|equipements?|materiels?|racks?|bunkers?|depots?|enclaves?|"
    r"datacent(?:er|re)s?|installations?)"
)
_EN_MACHINE: Final = (
    r"(?:servers?|machines?|data[ -]?cent(?:er|re)s?|computers?|computing (?:cent(?:er|re)s?|facilit\w+)|networks?|"
    r"premises|facilit(?:y|ies)|(?:data |server )?(?:halls?|rooms?)|firewall|hardware|infrastructure|clusters?|"
    r"supercomputers?|buildings?|systems?)"
)
_DE_MACHINE: Final = (
    r"(?:servern?|\w*rechenzentr(?:um|ums|en)|rechnern?|netz(?:werk)?|infrastruktur|hochleistungsrechner)"
)
_ADJECTIVE: Final = r"(?:(?! (?:de|du|des|d) )[ ,][\w-]+){0,2}?"
_BODY: Final = (
    r"(?:ministere|ville|region|departement|metropole|collectivite|caisse|hopital|chr?u|ch\b|universite|ecole|rectorat|"
    r"academie|syndicat|etablissement|centre|agence|institut|institution|juridiction|tribunal|cour|police|gendarmerie|"
    r"armee|marine|prefecture|commune|mairie|conseil|office|autorite|services?|douanes?|laboratoire|musee|bibliotheque|"
    r"maison|base\b|juridiction|regiment|garde\b|gare|caserne|groupement|palais|parc\b|unite|bataillon|commandement|"
    r"assemblee|parlement|senat|branche|regie|acheteur|clinique|municipalite|direction|canton|defense|archives|"
    r"organisme|operateur public|maitre d'ouvrage|administration (?:fiscale|communale)|donneur d'ordres?|port|"
    r"stations?|chambre|federation|inspection|rue|centrale|observatoire|intercommunalite|pompiers|brigade|"
    r"hospital|ministry|city|council|university|agency|force|court|school|customer|client|authority|army|military|"
    r"navy|department|office|library|museum|institution|bureau|centre|center|stadt|klinik|behorde|polizei|"
    r"universitat|armee|ba\b|amt|bundesamt\w*)"
)
_STATE_BODY: Final = (
    r"(?:l'etat|l'administration(?! (?:fiscale|communale))|gouvernement\w*|confederation|chancellerie|principaute|"
    r"federal government|government|state|bundes|landes|royaume|province)"
)
_OF: Final = r" (?:de |d'|du |des |de la |de l'|de cet(?:te)? |de ce |de leur |de son |de notre )(?:la |l'|le |les )?"
_PROCESS: Final = (
    r"(?:calculs?|traitements?|analyses?|inferences?|images?|donnees|modeles?|videos?|sequences?|fichiers?|detection)\b"
    r"[^.:;\n]{0,25}\b(?:se f(?:ait|ont|era|eront)|(?:a|ont|aura|auront) lieu|s'effectu\w+|s'execut\w+|se derou\w+|"
    r"(?:est|sont|sera|seront) (?:immediate?s?|traitee?s?|calculee?s?|analysee?s?|floutee?s?|triee?s?|faite?s?|"
    r"realisee?s?|"
    r"stockee?s?|conservee?s?|gardee?s?)|rest\w+|demeur\w+|tourn\w+|tien\w+)|tout (?:se passe|reste|tourne|est traite)|"
    r"floutee?s?|triee?s?|calculee?s?|se calcule\w*"
)
_DEVICE: Final = (
    r"(?:appareils?|boitiers?|vehicules?|capteurs?|cameras?|drones?|telephones?|tablettes?|satellites?|casques?|"
    r"engins?|navires?|bateaux?|camions?|cars?\b|bus\b|trains?|rames?|avions?|helicopteres?|wagons?|bennes?|mats?\b|"
    r"masts?|valises?|ordinateurs?|smartphones?|cartes? electroniques?|puces?|balises?|bornes?|bouees?|pieges?|"
    r"lunettes|"
    r"laptops?|trucks?|ships?|vessels?|trains?|robots?|montres?|instruments?|machines?|coffre|pylone|pied du|devices?|"
    r"vehicles?|cameras?|"
    r"sensors?|handsets?|phones?|gerate?)"
)

PREMISES: Final = (
    # « aucune image ne quittera le réseau », « no data will leave the hospital »
    rf"(?:aucun\w*|rien|nulle?)[^.;\n]{{0,40}} ne (?:quitt|sort|franchi)\w*[^.;\n]{{0,12}}\b(?:{_FR_MACHINE}|{_BODY}|"
    rf"campus)\b|"
    rf"(?:no|nothing|never)\b[^.;\n]{{0,40}}\bleav(?:e|es|ing) (?:the |its |their )?(?:{_BODY}|{_EN_MACHINE}|site)\b|"
    # « installée au sous-sol de l'hôtel de ville », « la région hébergera elle-même »
    r"(?:install|log|plac|pos|mont)\w*[^.;\n]{0,30} (?:au|dans|a|sous) (?:l'|le |la |les )?(?:sous-sol|hotel d[eu]|"
    r"rez-de-chaussee|mairie|rectorat|prefecture|caves?|hopital|ministere)|"
    r"heberg\w+ (?:elle|lui|eux|elles|soi|nous)-memes?|"
    # « les machines du centre », « les calculateurs toulousains de l'établissement »
    rf"{_FR_MACHINE}{_ADJECTIVE}{_OF}{_BODY}\b|"
    # « ses propres serveurs », « leur propre salle informatique », « nos machines »
    rf"(?:ses|leurs|nos|vos|son|sa|leur|notre|votre) propres? {_FR_MACHINE}|"
    rf"(?:sur|dans|a) (?:nos|leurs|notre) (?:[\w-]+ )?{_FR_MACHINE}|(?:sur|dans) (?:son|sa|ses|leur) (?:[\w-]+ )?"
    r"(?:salles? (?:informatiques?|serveurs?|machines?)|reseau (?:interne|ferme|isole|classifie))|"
    rf"\b(?:our|their) (?:own )?{_EN_MACHINE}\b|unsere[nmrs]? (?:eigenen )?{_DE_MACHINE}|"
    # « quatre serveurs achetés par la juridiction », « le datacenter qu'il exploite », « servers the agency owns »
    rf"{_FR_MACHINE}{_ADJECTIVE} (?:achete|acquis|possede|detenu|loge|install|finance)\w* (?:par|dans|chez|a) (?:l'|"
    rf"le |la |les )?"
    rf"{_BODY}\b|{_FR_MACHINE}{_ADJECTIVE},? (?:qu'(?:il|elle|ils|elles)|que (?:l'|le |"
    rf"la ){_BODY}) (?:\w+ )?(?:exploite|possede|"
    r"detient|a achete|vient d'acheter|heberge)\w*|"
    rf"{_EN_MACHINE} (?:that )?(?:it|they|we|the {_BODY}) (?:already )?(?:owns?|bought|runs?|operates?)|"
    rf"(?:serveurs?|machines?|ordinateurs?) (?:sont|est|seront|sera) (?:ceux|celles|celui|celle) (?:de |du |des )|"
    # « le réseau interne », « l'informatique hospitalière », « des postes isolés », « les machines existantes »
    rf"{_FR_MACHINE}(?:,? [\w-]+)? (?:internes?|hospitali\w+|municipa\w+|departementa\w+|communa\w+|existantes?|"
    rf"isolee?s?|"
    r"cloisonnee?s?|autonomes?|deconnectee?s?|clos|fermee?s?|classifiee?s?|sans (?:acces|liaison|connexion)|"
    r"douanier\w*|universitaires?|clinique|militaires?|coupee?s?|debranchee?s?|dediee?s? au sein)\b|"
    # « sans liaison avec l'extérieur », « coupé d'internet », « hors connexion »
    r"sans (?:aucune? )?(?:liaison|connexion|acces|lien) (?:avec |a |vers |d')?(?:l'exterieur|internet|exterieur|"
    r"distant|"
    r"un serveur)|(?:(?<!la )coupee?s?|isolee?s?|deconnectee?s?|debranchee?s?) (?:d'internet|de l'exterieur|"
    r"du (?:reste|monde|"
    r"notre))|hors (?:connexion|ligne|reseau)|derriere une diode|air[- ]?gap\w*|"
    # « un serveur installé au palais », « une machine qui leur appartient », « les images restent à l'hôpital »
    rf"(?:serveurs?|machines?|boitiers?|ordinateurs?|armoires?|calculateurs?|"
    rf"baies?)(?: [\w-]+)?,? (?:\w+ )?(?:installe|loge|pose|place|"
    rf"descendu|branche)e?s? (?:dans|au|a l'|a la|chez|sous|en salle)\b(?! (?:un centre|des centres|le cloud|l'union))|"
    rf"{_FR_MACHINE} qui (?:leur|lui|nous|vous) appartien\w+|"
    rf"(?:rest|demeur|gard|conserv)\w* (?:au |a la |a l'|dans l'|dans le |dans chaque |dans les )(?:{_BODY}|"
    rf"{_DEVICE})s?\b|"
    rf"(?:stays?|remains?|kept|keep) (?:in|at|inside|within) (?:the |each |its |their )(?:own )?{_BODY}s?\b|"
    rf"(?:campus|police|hospital|army|city|school|museum|council|university|agency|government-owned) {_EN_MACHINE}\b|"
    rf"ne (?:quitt|sort)\w* (?:pas |jamais |plus )?(?:le |la |l'|du |de la |de l'|son |sa )(?:{_DEVICE})|"
    # « dans le camion », « les calculs se font dans l'établissement », « tout se passe à bord »
    rf"(?:{_PROCESS})[^.:;\n]{{0,30}} (?:dans|sur|a l'interieur d[eu]|en) (?:l'|le |la |les |un |une |chaque |ce |"
    rf"cet |cette |son |sa )?"
    rf"(?:{_DEVICE}|{_BODY})(?! (?:public|internet|commun))\b|"
    # « à bord », « embarqué dans l'appareil », « sur le satellite lui-même »
    rf"(?:embarquee?s?|se pass\w+|calcul\w*|execut\w+|analys\w+|traite\w*|tourne\w*|fonctionne\w*|"
    rf"runs?|happens?|process\w+|detection)[^.;\n]{{0,40}}\b(?:a bord|on board|onboard|"
    rf"(?:dans|sur|in|on|inside|im) (?:l'|le |la |les |the |un |une |a |each |chaque |der |des )?{_DEVICE})\b|"
    # « en interne », « dans les murs », « in-house »
    r"(?:exploit|execut|heberg|tourn|install|deploy|trait|calcul|stock|conserv|entrain|rest|gard)[^.;\n]{0,50}\b"
    r"(?:(?<!concu )(?<!concue )(?<!developpe )(?<!developpee )en interne|"
    r"chez (?:nous|elles?|eux|lui|soi)|dans (?:les|nos|ses|leurs|vos) (?:murs|locaux|caves|bureaux)|en "
    r"local|"
    r"sur place|in-house)\b|"
    # « ne quittent pas les serveurs / le bâtiment / l'établissement »
    rf"(?:ne |n'en )(?:quitt\w+|sort\w*|franchi\w+)[^.;\n]{{0,12}} (?:pas|jamais|plus|"
    rf"point)[^.;\n]{{0,12}}\b(?:{_FR_MACHINE}|"
    rf"{_BODY}s?|campus|site)\b|"
    # « its own servers », « on the centre's own isolated network », « a server inside the hospital »
    rf"own (?:[\w-]+ ){{0,2}}{_EN_MACHINE}\b|{_BODY}(?:'s|s') (?:[\w-]+ ){{0,2}}{_EN_MACHINE}\b|"
    rf"{_EN_MACHINE} (?:inside|within|at|of|in|owned by) (?:the |its |each )?{_BODY}\b|servers? it owns|"
    r"(?:customer|client)'s (?:own )?\w+|"
    # « im eigenen Rechenzentrum », « im städtischen Rechenzentrum », « auf Rechnern des … »
    rf"(?:eigene[nrms]?|\w+eigene[nrms]?|stadtische[nrms]?|interne[nrms]?) {_DE_MACHINE}|"
    rf"{_DE_MACHINE} (?:der|des|von) (?!anbieter|bundes|landes|herstell)\w+|vor ort betrieben|"
    r"im (?:eigenen )?hause? (?:verarbeitet|betrieben|gespeichert|gerechnet|installiert)"
)
"""On the premises of the body that uses it."""

STATE_CLOUD: Final = (
    rf"(?:{_FR_MACHINE}|clouds?|nuages?|infonuagique){_ADJECTIVE}{_OF}{_STATE_BODY}|"
    rf"(?:{_FR_MACHINE}|clouds?|nuages?|infonuagique)(?: [\w-]+)? (?:gouvernementa\w+|interministeriel\w*|etatiques?|"
    r"d'etat)|(?:clouds?|nuages?|infonuagique)(?: [\w-]+)? (?:internes?|prives?|ministerie\w+)\b[^.;\n]{0,30}"
    r"(?:ministere|branche|administration|chancellerie|etat\b|etablissement|academi\w+)|"
    rf"(?:clouds?|nuages?) (?:interne )?{_OF[1:]}(?:{_BODY})|"
    r"(?:clouds?|nuages?) (?:interne|prive) d[eu]|"
    r"centres? de (?:donnees|calcul) (?:national|public|mutualise|gouvernemental)\w*|mesocentres?|"
    r"supercalculateurs? (?:public|national|europeen)|"
    rf"government(?:'s)?(?:-\w+)? (?:[\w-]+ ){{0,2}}(?:cloud|{_EN_MACHINE})|(?:national|state)(?:-owned|-run)? "
    r"(?:cloud|supercomput\w+|data cent\w+)|(?:bundes|landes)(?:cloud|rechenzentr\w+)|"
    r"rechenzentren des bundes|federal (?:cloud|servers?|data cent\w+)|"
    r"(?:super)?calculateurs? national\w*|"
    r"reseau(?:x)? (?:interministeriel|de l'etat|de la confederation)\w*|\bg-cloud\b"
)
"""A cloud or a centre that the State, or an administration for others, runs."""

_FIRM: Final = (
    r"(?:editeur|fournisseur|entreprise|societe|industriel|prestataire|start-?up|jeune pousse|titulaire|concepteur|"
    r"attributaire|"
    r"adjudicataire|fabricant|constructeur)"
)
VENDOR: Final = (
    rf"(?:{_FR_MACHINE}|centres?|clouds?|nuages?|service en ligne){_ADJECTIVE}"
    rf"{_OF}{_FIRM}\b|"
    # « un nuage que l'éditeur exploite », « hébergé en Europe par l'éditeur »
    rf"(?:{_FR_MACHINE}|clouds?|nuages?){_ADJECTIVE} (?:que|dont) (?:l'|le |la ){_FIRM} (?:exploite|loue|opere|"
    rf"possede|dispose)|"
    rf"heberge\w*[^.;\n]{{0,30}} par (?:l'|le |la |son |sa ){_FIRM}\b|"
    rf"(?:vendor|supplier|company|contractor|firm|developer)'s (?:own )?(?:[\w-]+ )?(?:cloud|{_EN_MACHINE}|$)|"
    rf"at the (?:vendor|"
    rf"supplier)'s|"
    r"(?:cloud|servern?|rechenzentr\w+|rechnern?) (?:des|der) (?:anbieters?|herstellers?|firma|unternehmens)"
)
"""The supplier's own machines, named by its trade."""
