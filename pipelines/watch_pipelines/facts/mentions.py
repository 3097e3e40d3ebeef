"""Names of organisations as one text spells them: whole, without what the model ran on, with what an acronym means."""

import re
from collections.abc import Iterator
from typing import Final

from watch.model import Annotation, EntityMention, Span
from watch_pipelines.facts.organisations import has_legal_form
from watch_pipelines.facts.page import Page
from watch_pipelines.first_names import FIRST_NAMES
from watch_pipelines.name_forms import MARKED
from watch_pipelines.typography import fold

_LABELS: Final = frozenset({"ORG", "LOC", "PER", "PROD", "MISC", "EVENT"})
_WORDS: Final = (
    "abonne abonnes acheteur afp agenda ai american api belgian british ceo chinese contact contacts covid "
    "covid-19 crd csv danish date dimanche dr dsi dutch edtech emirati eti european europeen facebook francais "
    "freie french friday gdpr german gpu gpus greek hds html htr ia iag instagram internet iso it italian jeudi "
    "ki led legaltech lieu linkedin livraison llm lundi mardi medtech mercredi monday montant mou nir non "
    "norwegian objet ocr oui partager pdf pdg pme poc produit projet qr rag reuters rgpd rgs rh saas samedi "
    "secnumcloud sms spanish swiss teams technik thursday titulaire tuesday tva twitter ue url vendredi webex "
    "wednesday whatsapp wi-fi x youtube zoom "
    "arabic australian austrian brazilian canadian croatian czech english estonian finnish hungarian indian irish "
    "israeli japanese korean latvian lithuanian luxembourgish moroccan polish portuguese romanian russian scottish "
    "senegalese slovak slovene turkish ukrainian welsh wallonian flemish arabe anglais allemand espagnol italien "
)
_NO_NAMES: Final = frozenset(_WORDS.split())
"""Folded mentions that name no organisation, or only an address of one (« LinkedIn »)."""
_COMMON_BODIES: Final = re.compile(
    r"\b(?:gouvernement|administrations?|collectivites?|communes|mairies|ministeres|armee|forces armees|police|"
    r"prefectures|juridictions|federal agencies|agences federales|public bodies|government departments|regierung|"
    r"villes et (?:les )?comtes|departement|conseil (?:departemental|regional|municipal)|municipalite|metropole|"
    r"universites|etablissements publics|centres hospitaliers|hopitaux|juristes publics|defense|services de "
    r"l'etat|rectorat|canton|agglomeration|douanes?|fisc|pompiers|chancellerie|garde-cotes|gardes-frontieres|ehpad|"
    r"tribunaux|parcs nationaux|universite|gendarmerie|pouvoirs publics|caisses|carabiniers|"
    r"brigades|cadastre|armee de terre|marine nationale|gendarmerie nationale|police nationale|"
    r"haut-commissariat|academie|lycees|services? d'incendie et de secours|organisme|federal government)(?: "
    r"(?:[a-z]+(?:ois|oise|ais|aise|ien|ienne|iens|iennes|ain|aine|ains|aines|and|ande|ol|ole|ands|andes|"
    r"ique|iques|al|ale|ales|aux|es|s)\b(?<! des)(?<! les)(?<! ses)(?<! dans)(?<! sans)(?<! vers)(?<! plus)(?<! "
    r"mais)))?"
)
_COMMON_EN: Final = re.compile(
    r"\b(?:[A-Z][a-z]+(?:'s|ish|an|ch|ese)? (?:[a-z]+ ){0,2}|(?<=\bthe )(?:[a-z]+ ){1,2}|(?<='s )(?:[a-z]+ ){1,2})"
    r"(?<!the )(?<!of )(?<!a )(?<!and )"
    r"(?:ministry|agency|department|navy|army|government|police|library|council|authority|customs|state|service)\b"
)
"""Bodies that English names by a common noun (« Belgium's finance department », « the national library »)."""
_ACRONYM: Final = re.compile(r"[A-Z][A-Za-z0-9&.-]{1,14}")
_NAME_STOP: Final = re.compile(r"[\n:;!?\"]|\. | - |\d{4}|\b(?:avec|par|chez|with|by) ")
"""What no name runs across."""
_REACH_OF_NAME: Final = 110
_COMMON_NOUN: Final = re.compile(r"(?:La|Le|Les|The|Das|Die|Der) [a-zà-ÿ]+")
"""A sentence's first words that happen to be spelt like a product (« La plateforme »)."""
_TRAILING: Final = re.compile(
    r"(?:[ ,'-]+(?:a|ont|est|et|de|du|des|la|le|les|d|l|en|pour|avec|au|aux|for|and|the|of|said|qui|dans|sur|par|"
    r"[a-zà-ÿ]+(?:onge|ait|ont|(?<!m)ent|era)))+$"
)
"""Small words and verbs that end a name; « Clermont » has a capital, « développement » is a noun."""
_VERB_INSIDE: Final = re.compile(
    r"(?<=\w)(?:,| (?:mene|rejoint|obtient|resume|choisit|signe|lance|annonce|devient|deploie|teste|veut|mise|prend|"
    r"met|fait|va|vient|achete|confie|cree|ouvre|entre|passe|mesurent|prolonge|joins|said|picks|signs|launches|et "
    r"(?:la|le|les|des|du|l'))\b)"
)
"""Where a name that the model ran on really ends."""
_REST: Final = re.compile(r"(?:[-‑][A-Z][\w]*)+| \d{1,3}\b(?! ?[%€$])")
_NUMBERED: Final = re.compile(r"\b[A-Z]{3,6}$")
"""« CDG 29 », « SDIS 48 »: bodies that bear the number of their department."""
_BASED: Final = re.compile(r"[A-Z]\w+(?:[ -][A-Z]\w+)?(?:-based|'s) (?=[A-Z])")
_OPENER: Final = re.compile(
    r"(?:À|En|Chez|Dans|Depuis|Pour|Avec|Selon|De(?= [A-Z]\w+$)|For|With|(?:Sub)?[Cc]ontractor|Supplier|Vendor"
    r"|Start-up) (?=[A-Z])|(?:C'est|L'[a-z]+(?:ol|ais|ois|ien|ain|and)) (?=[A-Z])|(?:[A-Z][a-z]+ )?(?:[Tt]he) (?=[A-Z])"
)
"""A preposition or a noun that opens the sentence, a day or a town before « the »."""
_OF_TOWN: Final = re.compile(r"[A-Z][a-zäöü]+er (?=[A-Z]\w+ (?:AG|GmbH|SE))")
_BRACKET: Final = re.compile(r"\(([A-Z][\w&.-]+)\)$")
_ECHO: Final = re.compile(r" ?, (?:le |la |l'|les |un |une |son |sa )?")
_NOUN_OF_BODY: Final = re.compile(
    r"(?:syndicat|institut|organisme|agence|opérateur|régie|établissement|centrale)(?: [a-zà-ÿ]+){0,3} "
    r"(?=[A-Z][\w.-]+$)"
)
"""A common noun with its adjectives before the name that it introduces."""
_BODY_WORDS: Final = re.compile(
    r"\b(?:ville|mairie|commune|departement|region|conseil|minist\w+|agence|office|institut|centre|caisse|direction|"
    r"service\w*|universite|chu|hopita\w+|ecole|banque|tribuna\w+|cour|police|armee|archives|musee|bibliotheque|"
    r"gouvernement|administration|academie|etat|republique|societe|chambre|syndicat|communaute|agglomeration|"
    r"association|federation|pole|port|ordre|fonds|comite|commission|secretariat|autorite|parc|laboratoire)s?\b"
)
_SMALL_BEFORE: Final = re.compile(r"[a-zà-ÿ]{3,}(?:ais|aise|ois|oise|ien|ienne|ain|aine) (?=[A-Z])")
_SMALL_AFTER: Final = re.compile(
    r" (?:and the [A-Z]\w+|attributaires?|titulaires?|lauréate?s?|aussi|retenue?s?|choisie?s?|partenaires?|"
    r"[a-zà-ÿ]+ées?|"
    r"[a-zà-ÿ]+és?)$"
)
_NAME: Final = r"[A-Z][\w.-]*(?: [A-Z][\w.-]*)?"
_TWO_NAMES: Final = re.compile(rf"({_NAME}) (?:and|et|und) ({_NAME})(?: (?:for|pour|für) [A-Z]\w*)?")
_TOGETHER_ONE: Final = re.compile(
    r"\b(?:Ministry|Department|Office|Institute|Agency|Council|University|Centre|Center|Service|Research|Development"
    r"|Technology|Innovation|Health|Care|Science|Education|Partners|Sons|Co|Company)\b"
)
"""Words of names that hold « and » themselves."""
_EVENT: Final = re.compile(
    r"\b(?:sommet|summit|forum|festival|congress|congres|salon|conference|assises|vivatech|webinaire|prix|trophees?|"
    r"awards?|hackathon|stage|plan|strategie|loi|directive|reglement|act)\b"
)
"""Occasions and texts, which sign nothing."""
_DEPARTMENT: Final = re.compile(
    r"(?:The |the )?(?:(?:US|UK|French|Greek|Spanish) )?(?:Department|Ministry|Office|Centre|Center|Institute|"
    r"Agency|Secretariat) (?:of|for) (?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+)*(?:(?:,| and|,? and the) (?:the "
    r")?[A-Z][\w-]+(?: [A-Z][\w-]+)*){0,3}"
)
_MINISTRY: Final = re.compile(
    r"minist(?:ere|re)s?(?: (?!de\b|du\b|des\b|d'|a\b|charge)[a-z]+){0,2}(?: charge\w* )?(?: ?(?:de |du |des |d'|a "
    r")(?:la |l'|les )?)"
)
_QUALIFIED: Final = (
    r"(?: (?:et )?[a-zà-ÿ]+(?:ique|iques|able|al|ale|aux|ime|imes|elle|elles|ieur|ière|ures?|ère|ères|ain|aine)\b)*"
)
_OFFICE: Final = re.compile(
    rf"[A-ZÉ][\w'’-]+{_QUALIFIED}"
    rf"(?:(?:, (?:de la |de l['’]|du |des |d['’]|à la )?| et (?:de la |de l['’]|du |des |à la )?)[A-ZÉ][\w'’-]+"
    rf"(?:{_QUALIFIED}| de l['’][ÉEée]tat| de l['’]administration| de la [A-ZÉ]\w+))*"
)
_OFFICE_AFTER: Final = re.compile(
    r"\s?[,(]\s?(?:(?:le|la|l'|son|sa|the|alors|qui|its|ancien\w*|actuel\w*|vice-) ?){0,2}(?:\w+ )?(?:direct\w+|"
    r"president\w*|pdg|ministre|fondat\w+|cofondat\w+|responsable|chef\w*|porte-parole|secretaire|ceo|chief|head|"
    r"director|maire|elu\w*|adjoint\w*|depute\w*|senat\w+|patron\w*|vice-\w+|chercheu\w+|professeur\w*|avocat\w*|"
    r"minister|chair\w*|dirige|general)\b"
)
_OFFICE_BEFORE: Final = re.compile(
    r"\b(?:m\.|mme|mr|mrs|ms|dr|pr|president\w*|ministre|minister|directeur|directrice|maire|general|pdg|patron\w*|"
    r"prime minister|senateur|depute\w*|herr|frau)\s?$"
)


def read_mentions(page: Page, annotation: Annotation) -> Iterator[EntityMention]:
    """Every mention of what may be an organisation or a place, in order, none inside another."""
    return _apart(page, [*_named(page, annotation), *_common(page, annotation)])


def _apart(page: Page, mentions: list[EntityMention]) -> Iterator[EntityMention]:
    """The mentions in order, without those that lie in another, nor those that only say what the last one is."""
    reached, last = -1, ""
    for each in sorted(mentions, key=lambda each: (each.span.start, -each.span.end)):
        mention = _beyond(page, each, reached)
        if mention is None:
            continue
        # « la DGFiP, l'administration fiscale » says one thing twice; « à Lyon, la métropole » does not
        echo = last not in {"", "LOC"} and not mention.actor_ids and mention.text.islower()
        if not (echo and _ECHO.fullmatch(page.plain, reached, mention.span.start)):
            yield mention
        reached, last = mention.span.end, mention.label


def _beyond(page: Page, mention: EntityMention, reached: int) -> EntityMention | None:
    """The part of *mention* after *reached*: all of it, the acronym in brackets at its end, or nothing."""
    if mention.span.start >= reached:
        return mention
    bracket = _BRACKET.search(mention.text)
    start = mention.span.start + bracket.start(1) if bracket else -1
    if bracket is None or start < reached:
        return None
    span = Span(start, start + len(bracket[1]))
    return EntityMention(span, page.text[span.start : span.end], mention.label, mention.actor_ids, mention.ambiguous)


def _named(page: Page, annotation: Annotation) -> Iterator[EntityMention]:
    for mention in annotation.entities:
        if mention.label not in _LABELS or mention.span.end > len(page.text) or len(mention.text) < 2:
            continue
        if _COMMON_NOUN.fullmatch(mention.text):
            continue
        for part in _parted(page, mention):
            tidy = _tidied(page, part)
            if tidy is not None and (tidy.actor_ids or not _no_party(page, tidy)):
                yield _spelled_out(page, tidy)


def _parted(page: Page, mention: EntityMention) -> Iterator[EntityMention]:
    """Two firms that were read as one name (« Nomia and Tessa »), each alone; any other mention as it is."""
    both = None if mention.actor_ids else _TWO_NAMES.fullmatch(page.plain, mention.span.start, mention.span.end)
    if both is None or _BODY_WORDS.search(fold(mention.text)) or _TOGETHER_ONE.search(mention.text):
        yield mention
        return
    for group in (1, 2):
        span = Span(*both.span(group))
        yield EntityMention(span, page.text[span.start : span.end], mention.label, (), mention.ambiguous)


def _no_party(page: Page, mention: EntityMention) -> bool:
    """True for words, events and addresses that the model took for names of organisations."""
    name = fold(mention.text)
    lone = (
        mention.label == "MISC"
        and " " not in mention.text
        and not re.search(r"[a-z][A-Z]|[.\d]|^[A-Z]{2,}$", mention.text)
    )
    opens = page.folded[max(0, mention.span.start - 2) : mention.span.start].strip(" ") in {
        "",
        ".",
        "\n",
        "\n\n",
        ":",
        "!",
        "?",
    }
    said = MARKED.match(page.plain, mention.span.start) is not None
    unsaid = lone and opens and not said and page.plain.count(mention.text) < 2
    return name in _NO_NAMES or bool(_EVENT.search(name)) or unsaid


def _tidied(page: Page, mention: EntityMention) -> EntityMention | None:
    """The mention in the characters of the document, without a verb or a preposition that was taken along."""
    start, end = mention.span.start, mention.span.end
    ministry = _MINISTRY.match(page.folded, start)
    if ministry:
        office = _OFFICE.match(page.text, ministry.end())
        end = max(end, office.end()) if office else end
    if mention.actor_ids:
        return EntityMention(
            Span(start, end), page.text[start:end], mention.label, mention.actor_ids, mention.ambiguous
        )
    verb = _VERB_INSIDE.search(page.folded[start:end])
    end = start + verb.start() if verb and not ministry else end
    trailing = _TRAILING.search(page.plain[start:end])
    if trailing and trailing.start() > 1:
        end = start + trailing.start()
    start, end = _bare(page, start, end)
    department = _DEPARTMENT.match(page.text, start)
    end = max(end, department.end()) if department else end
    rest = _REST.match(page.text, end) if page.text[end - 1 : end].isalnum() else None
    end = rest.end() if rest and (rest[0][0] != " " or _NUMBERED.search(page.text, start, end)) else end
    text = page.text[start:end]
    return EntityMention(Span(start, end), text, mention.label, (), mention.ambiguous) if len(text) > 1 else None


def _bare(page: Page, start: int, end: int) -> tuple[int, int]:
    """The span without small words around a brand (« Nomia attributaire »), or the noun before a body's short name."""
    opener = _OPENER.match(page.plain[start:end]) or _BASED.match(page.plain[start:end])
    if page.language == "de":
        opener = opener or _OF_TOWN.match(page.plain[start:end])
    start += opener.end() if opener else 0
    noun = _NOUN_OF_BODY.match(page.plain[start:end])
    if noun:
        return start + noun.end(), end
    if not _BODY_WORDS.search(page.folded[start:end]):
        small = _SMALL_BEFORE.match(page.plain[start:end])
        start += small.end() if small else 0
        small = _SMALL_AFTER.search(page.plain[start:end])
        end = start + small.start() if small and small.start() else end
    return start, end


def _common(page: Page, annotation: Annotation) -> Iterator[EntityMention]:
    """Bodies named by a common noun (« le gouvernement flamand », « les communes ») where no name was read."""
    taken = [mention.span for mention in annotation.entities if mention.label in _LABELS]
    spans = []
    if page.language == "en":  # a nation that was read as a name (« French customs ») is part of what names the body
        spans = [Span(*found.span()) for found in _COMMON_EN.finditer(page.plain)]
        spans = [
            span
            for span in spans
            if all(span.start <= each.start and each.end < span.end for each in taken if _touch(each, span))
        ]
    others = (Span(*found.span()) for found in page.find(_COMMON_BODIES))
    spans += [span for span in others if not any(_touch(span, each) for each in taken)]
    for span in spans:
        yield EntityMention(span, page.text[span.start : span.end], "COMMON", (), ambiguous=False)


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _spelled_out(page: Page, mention: EntityMention) -> EntityMention:
    """An acronym in brackets stretched over the words before that it stands for."""
    start, end = mention.span.start, mention.span.end
    if page.text[max(0, start - 1) : start] != "(" or not _ACRONYM.fullmatch(mention.text):
        return mention
    begin = _words_of_acronym(page, fold(mention.text), start - 1)
    if begin is None:
        return mention
    close = end + 1 if page.text[end : end + 1] == ")" else end
    return EntityMention(Span(begin, close), page.text[begin:close], "ORG", mention.actor_ids, mention.ambiguous)


def _words_of_acronym(page: Page, acronym: str, bracket: int) -> int | None:
    """Start of the nearest run of words before *bracket* whose letters spell *acronym* in order."""
    floor = max(0, bracket - _REACH_OF_NAME)
    stops = [found.end() for found in _NAME_STOP.finditer(page.folded, floor, bracket)]
    line = max([floor, *stops])
    words = [line + each.start() for each in re.finditer(r"[a-z]+", page.folded[line:bracket])]
    letters = re.sub(r"[^a-z]", "", acronym)
    for start in reversed(words):
        if page.folded[start] == letters[:1] and _spells(page.folded[start:bracket], letters):
            return start
    return None


def _spells(words: str, letters: str) -> bool:
    """True when *letters* appear in order and most of them begin a word."""
    initials = "".join(re.findall(r"\b[a-z]", words))
    rest = iter(words)
    return all(letter in rest for letter in letters) and sum(initials.count(each) > 0 for each in letters) * 2 > len(
        letters
    )


def names_person(page: Page, mention: EntityMention) -> bool:
    """Whether *mention* is a person: a first name, a title before it, an office after it."""
    if mention.label == "COMMON":
        return False
    name = fold(mention.text)
    before = page.folded[max(0, mention.span.start - 24) : mention.span.start]
    after = page.folded[mention.span.end : mention.span.end + 60]
    titled = bool(_OFFICE_BEFORE.search(before)) and len(name.split()) <= 3
    named = len(name.split()) > 1 and re.split(r"[ -]", name)[0] in FIRST_NAMES and not has_legal_form(name)
    return named or (mention.label == "PER" and (titled or bool(_OFFICE_AFTER.match(after))))
