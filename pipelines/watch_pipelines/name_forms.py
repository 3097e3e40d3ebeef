"""Where names begin and end, by their form: « Ville de … », « CHU de … », « la start-up … », « … SAS ».

The register knows a few hundred organisations; France alone has 35,000 communes and more start-ups than anybody counts.
"""

import re
from collections.abc import Iterator
from typing import Final

from watch.model import Span
from watch_pipelines.scanning import scan

_UPPER: Final = r"[^\W\d_a-zà-öø-ÿ]"
_WORD: Final = rf"(?:{_UPPER}[\w&']*(?:[.-]\w+)*|\d\w*{_UPPER}\w*)"
_LINK: Final = (
    r"(?:[ -](?:de la |de l'|du |des |de |d'|la |le |les |en |sur |sous |aux |lès |of |for |and the |für |am |von )"
    r"|[ -])"
)
_NAME: Final = rf"{_WORD}(?:{_LINK}{_WORD}){{0,5}}"
_OF: Final = r"(?: de la | de l'| du | des | de | d')"
_COMMON: Final = r"[a-zà-öø-ÿœ]+(?:-[a-zà-öø-ÿœ]+)?"

_PUBLIC_HEADS: Final = (
    (
        r"[Vv]ille|(?<=la )commune|Commune|[Mm]airie|[Mm]unicipalité|[Mm]étropole|[Ee]urométropole|[Dd]épartement"
        r"|[Rr]égion|[Cc]ollectivité"
        r"|[Cc]onseils? (?:régional|départemental|général|municipal)|[Cc]ommunauté (?:de communes|d'agglomération"
        r"|urbaine)"
        r"|[Aa]gglomération|[Pp]réfecture(?: de (?:police|région))?|[Rr]ectorat|[Aa]cadémie|[Uu]niversité|CHU|CHRU"
        r"|CHR|GHT|GHU"
        r"|[Cc]entres? hospitaliers?(?: universitaires?| régional| intercommunal)*|[Hh]ôpital|[Hh]ôpitaux|[Hh]ospices"
        r"|[Mm]inist(?:ère|re|ères)(?: déléguée?| fédéral| chargée?)*|[Ss]ecrétariat (?:général|d'État)"
        r"|[Aa]gence(?: {c})?"
        r"|[Dd]irection(?: (?:générale|interministérielle|départementale|régionale|centrale|nationale))?|[Rr]égie"
        r"|[Oo]ffice(?: public| {c})?"
        r"|[Cc]aisse(?: {c})?|[Ii]nstitut(?: national| {c})?|[Cc]our(?: de cassation| des comptes| d'appel| {c})?"
        r"|[Tt]ribunal(?: {c})?"
        r"|[Bb]arreau|[Cc]hambre(?: {c})?|SDIS|[Bb]ibliothèque(?: {c})?|[Mm]usées?(?: {c})?|[Éé]cole(?: {c})?"
        r"|[Ss]yndicat mixte"
        r"|[Gg]ouvernement|[Cc]hâteau|[Pp]olice(?: municipale| nationale| {c})?|[Gg]endarmerie|[Pp]arlement"
        r"|[Ss]énat|[Ll]ycée"
        r"|[Éé]tat(?:-major)?|[Aa]rmée|Archives(?: {c})?|[Oo]bservatoire(?: {c})?|[Cc]onservatoire|[Tt]héâtre"
        r"|[Pp]ort(?: autonome)?|[Pp]ompiers|[Cc]ours d'appel|[Tt]ribunaux(?: judiciaires| {c})?|CCAS|CROUS|Crous|Sdis"
        r"|[Ss]ervices? d'incendie et de secours|[Pp]arcs? (?:national|nationaux|naturels? régiona(?:l|ux))|[Cc]anton"
        r"|[Gg]roupe(?:ment)?s? hospitaliers?(?: de territoire| universitaire)?|[Hh]autes? écoles?(?: {c})?|[Cc]égep"
        r"|[Ee]ntreprise commune|[Ss]ervice de santé"
        r"|[Dd]irections départementales|[Cc]entre de gestion|EHPAD|Ehpad|[Ss]ervices? (?:pénitentiaire|départemental)"
    )
    .replace("{c}", _COMMON)
    .replace("é", "[ée]")
    .replace("è", "[èe]")
    .replace("ô", "[ôo]")
)
_PUBLIC_FR: Final = re.compile(
    rf"\b(?:{_PUBLIC_HEADS})(?:(?:{_OF}{_COMMON})?{_OF}(?!IA\b|AI\b){_NAME}(?:, (?:des |du |de la "
    rf"|de l'){_NAME})*(?: et (?:des |du |de la |de l'){_NAME})?| {_NAME})"
)
_NATION: Final = (
    r"(?:français|allemand|belge|suisse|espagnol|italien|britannique|américain|luxembourgeois|marocain|néerlandais"
    r"|danois|norvégien|suédois|finlandais"
    r"|islandais|portugais|polonais|grec|autrichien|irlandais|estonien|letton|lituanien|tchèque|hongrois|roumain"
    r"|bulgare|croate|slovène|canadien|québécois"
    r"|flamand|wallon|bavarois|écossais|ukrainien|turc|tunisien|algérien|sénégalais|ivoirien|indien|japonais|coréen"
    r"|chinois|israélien|émirati|saoudien"
    r"|brésilien|australien|vaudois|genevois|valaisan|fribourgeois|bernois|zurichois|européen|fédéral|régional"
    r"|cantonal)(?:ne|e)?s?"
)
_PUBLIC_ADJECTIVE: Final = re.compile(
    rf"\b(?:[Gg]ouvernement|[Mm]inistère|[Pp]olice|[Aa]rmée|[Dd]éfense|[Pp]arlement|[Aa]dministration|[Éé]tat"
    rf"|[Ss]énat|[Dd]ouane|[Ff]isc|[Dd]iplomatie)"
    rf" {_NATION}(?:{_OF}(?:{_COMMON}{_OF})?{_NAME}(?: et (?:des |du |de la |de l'){_NAME})?)?"
    rf"|\b[Mm]inist(?:[èe]re|re) (?:fédéral |délégué |déléguée |espagnol |italien |allemand |belge |islandais "
    rf"|luxembourgeois |britannique |grec |français )?(?:chargée? )?(?:de la |de l'|du |des |à la |à l'"
    rf"|au ){_NAME}(?:(?:,| et) (?:de la |de l'|du |des ){_NAME})*"
)
_OFFICIAL: Final = (
    rf"(?:{_NATION}|nationale?s?|nationaux|fédérale?s?|régiona(?:le?s?|ux)|départementa(?:le?s?|ux)|cantonale?s?"
    r"|communa(?:le?s?|ux)|municipa(?:le?s?|ux)|publi(?:c|que)s?|centrale?s?|généra(?:le?|ux)|supérieure?s?"
    r"|spatiale?|numérique|judiciaires?|hospitali[eè]re?s?|universitaires?|satellitaire|navigables?|"
    r"intercommuna(?:le?|ux)"
    r"|métropolitaine?|maritimes?|sociale?s?|africaine?|cantonaux|mondiale?|internationale?s?|interministérielle?)\b"
)
_BODY: Final = (
    r"[Aa]rchives|[Aa]gences?|[Oo]ffices?|[Oo]rganisme|[Ii]nstituts?|[Cc]entres?|[Tt]ribuna(?:l|ux)|[Cc]ours?"
    r"|[Bb]anque|[Cc]aisse|[Bb]ibliothèque|[Mm]usées?|[Dd]irections?|[Aa]utorité|[Ss]ecrétariat|[Mm]arine"
    r"|[Gg]endarmerie|[Pp]olice|[Pp]arcs?|[Rr]égie|[Ff]onds|[Cc]ommission|[Ss]yndicat|[Oo]bservatoire|[Éé]cole"
    r"|[Dd]ouanes?|[Cc]onservatoires?|[Uu]niversité|[Aa]rmée|[Cc]onseil|[Ll]aboratoire|[Dd]élégation"
    r"|[Ii]nspection|[Vv]oies"
)
_BODY_FR: Final = re.compile(
    rf"\b(?:{_BODY})(?: {_OFFICIAL}){{1,2}}(?:(?: de la | de l'| du | des | de | d'| pour la | pour le | pour les "
    rf"| pour l'| contre la )(?!IA\b|AI\b)(?:{_WORD}|{_COMMON})"
    rf"(?: {_OFFICIAL}| [a-zà-ÿ]+(?:ique|ive|aire|ale|elle)s?\b)?){{0,2}}"
    rf"|\b(?:{_BODY}) (?:de l'|d'|des |de la |du )(?:{_WORD})(?: {_OFFICIAL})?(?: pour (?:la |le |les |l'){_COMMON}"
    rf"(?: [a-zà-ÿ]+(?:ique|elle|ale|aire|ive)s?\b)?)"
)
"""Bodies whose name is made of common nouns (« Agence européenne pour la sécurité maritime »)."""
_PUBLIC_EN: Final = re.compile(
    rf"\b(?:City|Town|University|Ministry|Department|Government|State|Port|Bank|Municipality|Province|Institute"
    rf"|Office|Palace|Centre|Center|Secretariat|Agency)"
    rf" (?:of|for) (?:the )?{_NAME}(?:, {_NAME})*(?: and {_NAME})?"
    rf"|\b(?!The |In |On |At |For ){_NAME} (?:City Council|County Council|Borough Council|Council|Police"
    rf"|NHS (?:Foundation )?Trust|University|University Hospitals?"
    rf"|Ministry|Department|[Mm]inistry|[Gg]overnment|Agency|Authority|Hospital|Institute|Navy|Army|Air Force|Office"
    rf"|Service|Board|Commission|Museum|Library|Archives)\b"
    rf"|\bNHS {_NAME}"
)
_PUBLIC_DE: Final = re.compile(
    rf"\b(?:Stadt|Gemeinde|Landkreis|Universität|Freistaat|Land|Landeshauptstadt|Hansestadt|Uniklinik"
    rf"|Universitätsklinikum|Polizei|Kanton"
    rf"|Universitätsmedizin|Hochschule|Bundesamt für|(?:[A-Z]\w*)?[Mm]inisterium(?: für| der| des)?) {_NAME}"
    rf"|\b(?:Bundes|Landes)(?:agentur|anstalt|amt|kriminalamt|rechenzentrum|polizei|druckerei)(?: für)?(?: {_NAME})?"
    r"(?: \([A-Z]\w+\))?"
)
_HEADS_DE: Final = (
    r"ministeriums?|direktion|verbund|behörden?|gerichte?n?|zentrums?|zentrale|bibliothek|betriebe?|verbands?|verband"
    r"|spital|spitäler|kliniku?m?s?|klinik|anstalt|departement|verwaltung|hochschule|brigade|bank|akademie|museum|amt"
    r"|polizei|krankenkasse|agentur"
)
_COMPOUND_DE: Final = re.compile(
    rf"(?<![\w-])(?:{_UPPER}[a-zäöüß]+(?:ische[nrs]?|sche[nrs]?|er) )?"
    rf"{_UPPER}[\w-]*[a-zäöüß-](?:(?:{_HEADS_DE})|Zentrum)\b"
    rf"(?:(?: für(?: die| das| den)?| der| des| in der)? {_NAME})?"
)
"""Bodies that German writes in one word, with the place before or after (« Amtsgericht Hannover »)."""
_PLAIN_DE: Final = re.compile(
    rf"(?<![\w-])(?:{_UPPER}[a-zäöüß]+(?:ische[nrs]?|sche[nrs]?|er) )"
    r"(?:Nationalbibliothek|Bibliothek|Klinik|Museum|Polizei|Armee|Regierung)\b"
    rf"|\b(?:Klinik|Klinikum|Eurometropole|Zweckverband|Institut für|Gesundheitsamt|Spital) {_NAME}"
)
_ACRONYM_DE: Final = re.compile(r"\b(?:[Dd]er|[Dd]ie|[Dd]as|am|beim|vom|zur) ([A-ZÄÖÜ]{3,8})\b(?!-)")
FIRM_HEADS: Final = (
    r"start-?ups?|jeunes? pousses?|sociétés?|entreprises?|éditeurs?|éditrice|fournisseurs?|groupe|prestataires?"
    r"|intégrateurs?"
    r"|PME|ETI|cabinet|industriels?|spécialiste|\w+tech|hébergeurs?|constructeurs?|fabricants?|scale-?up|licorne|pépite"
    r"|équipementier|opérateur|filiale|géant|ESN|champion|compagnie|acteur|agence"
)
_FIRM_FR: Final = re.compile(
    rf"\b(?:{FIRM_HEADS})(?: (?!et\b|ou\b|de\b|des\b|du\b|en\b|qui\b|que\b|a\b|est\b|avec\b|pour\b"
    rf"|par\b){_COMMON}){{0,2}} [\"«]?\s?({_NAME})"
)
_FIRM_APPOSED: Final = re.compile(
    rf"({_NAME}) ?(?:, |\()(?:(?:une |un |la |le |l'|jeune |petite )*(?:{FIRM_HEADS}|filiale|coentreprise)\b"
    rf"|(?:an? |the )(?:[\w-]+ ){{0,3}}(?:start-?up|company|firm|specialist|vendor|maker|developer|spin-?off)\b"
    rf"|[\w-]+ (?:salariés|employés|personnes|ingénieurs|employees|staff)\b"
    rf"|(?:basée?|installée?|née?|fondée?|créée?|établie?|sise) (?:à|en|au|dans)\b|des? [A-Z]\w+ais\b)"
)
_FIRM_OF_TOWN: Final = re.compile(
    rf"\b(?:{FIRM_HEADS})(?: [a-zà-ÿ-]+){{0,2}} (?:de |d'|du |basée? à |installée? à ){_NAME},? [\"«]?\s?"
    rf"(?:baptisée? |nommée? )?({_WORD}(?: (?:AI|IA|{_WORD}))?)(?=[ ,.;:)»\"])"
)
_FIRM_HOME: Final = re.compile(rf"(?:^|(?<=[.!?] )|(?<=\n))({_WORD}(?: {_WORD})?), (?:de |d'|à ){_WORD}(?=[, ])")
"""« Nomia, de Nantes, … »: a name and where it lives, at the beginning of a sentence."""
_FIRM_FORM: Final = re.compile(
    rf"({_NAME},? (?:SASU?|S\.A\.S?\.?|SA|SARL|SE|GmbH|AG|Inc\.?|Ltd\.?|plc|PLC|LLC|Corp\.?|B\.V\.|NV|S\.p\.A\.|AB"
    rf"|Oy|ApS))\b"
)
_BASED: Final = re.compile(rf"\b{_WORD}(?: {_WORD})?-based ({_NAME})")
_FIRM_EN: Final = re.compile(
    rf"\b(?:start-?up|company|firm|vendor|supplier|provider|developer|maker|specialist|giant|group|chipmaker"
    rf"|contractor|integrator) ({_NAME})"
)
_FIRM_DE: Final = re.compile(
    rf"\b(?:Start-?[Uu]p|Firma|Unternehmen|Anbieter|Hersteller|Konzern|Dienstleister|Softwarehaus"
    rf"|IT-Dienstleister)s? ({_NAME})"
)
_FORMS: Final[dict[str, tuple[re.Pattern[str], ...]]] = {
    "fr": (
        *(_PUBLIC_FR, _PUBLIC_ADJECTIVE, _BODY_FR),
        *(_FIRM_FR, _FIRM_OF_TOWN, _FIRM_APPOSED, _FIRM_HOME, _FIRM_FORM),
    ),
    "en": (_PUBLIC_EN, _BASED, _FIRM_EN, _FIRM_APPOSED, _FIRM_FORM),
    "de": (_PUBLIC_DE, _COMPOUND_DE, _PLAIN_DE, _ACRONYM_DE, _FIRM_DE, _FIRM_FORM),
}


_RUN: Final = re.compile(rf"(?<![\w-]){_WORD}(?:[ -](?:&|de|du|of) {_WORD}|[ -]{_WORD}){{0,4}}")
_OPENERS: Final = re.compile(
    r"^(?:Le|La|Les|Un|Une|Des|Du|De|Au|Aux|En|Dans|Pour|Par|Sur|Sous|Avec|Sans|Après|Avant|Depuis|Selon|Chez|Entre"
    r"|Vers|Dès|Ce|Cet|Cette|Ces|Son|Sa|Ses"
    r"|Leur|Leurs|Notre|Nos|Il|Elle|Ils|Elles|On|Nous|Vous|Je|Qui|Que|Quand|Comment|Pourquoi|Si|Mais|Et|Ou|Or|Car"
    r"|Ni|Ne|Pas|Plus|Tout|Tous|Toutes|Rien"
    r"|Aucun|Aucune|Chaque|Deux|Trois|Quatre|Cinq|Six|Dix|Cent|Mille|Premier|Première|The|A|An|In|On|At|By|For|With"
    r"|From|After|Before|Since|It|Its|This"
    r"|These|That|They|We|Our|He|She|But|And|Or|Not|No|Under|As|To|Der|Die|Das|Den|Dem|Ein|Eine|Im|In|Am|Auf|Mit"
    r"|Für|Von|Und|Es|Er|Sie|Wir|Nach|Bei|Zu"
    r"|Lire|Voir|Communiqué|Contact|Publié|Photo|Abonné|Objet|Acheteur|Titulaire|Montant|Durée|Procédure|Lieu|Date"
    r"|M|Mme|MM)\b[ ']?"
)


def capitalised_spans(text: str) -> Iterator[Span]:
    """Runs of capitalised words that may be names nobody knows; words that the text also writes small are left out."""
    small = set(re.findall(r"(?<![\w'])[a-zà-ÿœ]{2,}", text))
    for found in _RUN.finditer(text):
        start, end = found.span()
        if text[start:end].isupper() and end - start > 14:
            continue  # a headline in capitals
        while (opener := _OPENERS.match(text[start:end])) is not None:
            start += opener.end()
        if text[start:end].endswith("'s"):
            end -= 2
        if end - start < 2 or text[start:end].lower() in small or not text[start].isalnum():
            continue
        begins = _begins_sentence(text, start)
        surface = text[start:end]
        marked = bool(re.search(r"[a-z][A-Z]|\.(?:ai|io)\b|\d", surface)) or " " in surface
        marked = marked or bool(MARKED.match(text, start))
        if begins and not marked and len(re.findall(rf"\b{re.escape(surface)}\b", text)) < 2:
            continue
        yield Span(start, end)


MARKED: Final = re.compile(
    r"(?=[A-Z]{3,6}\b)(?!Lire)|[\w.-]+(?:, (?:une? |de [A-Z]|d'[A-Z]|l'|la |le |\w+ salari)|(?: a | ont | va | vient )"
    r"|(?: [a-z']+)? (?:"
    r"fournira|fournit|signe|remporte|équipe|choisit|retient|confie|achète|déploie|renouvelle|prolonge"
    r"|développe|décroche|assure|livre|livrera|et la |et le |et l')\b)"
)
"""What follows a name but seldom another word that opens a sentence."""


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 4) : at].rstrip(" \"«»'(-")
    return not before or before[-1] in ".!?:\n•▪►■…"


def named_spans(text: str, language: str) -> Iterator[tuple[Span, str]]:
    """(span, "ORG") of names recognised by their form in *text* (typographic variants unified)."""
    for form in _FORMS.get(language, ()):
        for found in scan(form, text):
            group = 1 if form.groups else 0
            start, end = found.span(group)
            while text[end - 1] in ".'-":
                end -= 1
            if end > start:
                yield Span(start, end), "ORG"
