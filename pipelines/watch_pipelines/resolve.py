"""Who is meant: the register actor behind a mention.

A form of a name that is also a word, a wind or a first name counts only when its surroundings say so; everything else
the register knows counts as it is. Acronyms are read where the text defines them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from watch.model import Actor, ActorKind, Annotation, EntityMention, Register
from watch_pipelines.typography import fold

_SHORT: Final = r"\((?:\s?[«\"]\s?)?(?P<short>[A-ZÉ][\w.&-]{1,11})(?:\s?[»\"])?[),]"
_BRACKETED: Final = re.compile(_SHORT)
_DEFINED: Final = re.compile(rf"(?P<long>[^\W\d_][\w'’ ,&.-]{{5,120}}?)\s?{_SHORT}")
_REACH: Final = 122
"""Characters that `_DEFINED` takes before the bracket at most."""
_SMALL: Final = frozenset(
    [
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "d",
        "et",
        "en",
        "a",
        "au",
        "aux",
        "pour",
        "sur",
        "of",
        "the",
        "and",
        "for",
        "for",
        "in",
        "der",
        "die",
        "das",
        "fur",
        "und",
    ]
)


@lru_cache(maxsize=8)
def acronyms(text: str) -> Mapping[str, str]:
    """Short forms that *text* defines (« Hospices civils de Lyon (HCL) »), with the words they stand for.

    Every mention of a text asks for them, so the last texts are remembered.
    """
    found: dict[str, str] = {}
    for match in _definitions(text):
        words = re.findall(r"[\w-]+", match["long"])
        letters = fold(re.sub(r"[^\w]", "", match["short"]))
        for count in range(2, min(len(words), 14) + 1):
            tail = words[-count:]
            if fold(tail[0]) not in _SMALL and _spells(tail, letters):
                start = match["long"].rfind(tail[0], 0, len(match["long"]))
                found[match["short"]] = (
                    match["long"][_start_of(match["long"], tail) :] if start >= 0 else " ".join(tail)
                )
                break
    return found


def _definitions(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_DEFINED`, sought before each bracket: it is slow where there is none."""
    reached = 0
    for bracketed in _BRACKETED.finditer(text):
        found = _DEFINED.search(text, max(reached, bracketed.start() - _REACH), bracketed.end())
        reached = bracketed.start() if found is None else found.end()
        if found is not None:
            yield found


def _spells(words: Sequence[str], letters: str) -> bool:
    """Whether the initials of *words*, with or without the small ones, are *letters*."""
    parts = [part for word in words for part in word.split("-") if part]
    full = "".join(fold(part)[0] for part in parts)
    content = "".join(fold(part)[0] for part in parts if fold(part) not in _SMALL)
    return letters in {full, content}


def _start_of(text: str, words: Sequence[str]) -> int:
    """Where the last occurrence of the words, in that order to the end, begins in *text*."""
    at = len(text)
    for word in reversed(words):
        at = text.rfind(word, 0, at)
    return max(at, 0)


_SENSES: Final[Mapping[str, re.Pattern[str]]] = {
    "mistral": re.compile(
        r"\b(?:vent|rafales?|souffl\w+|km/h|meteo|incendies?|massifs?|missiles?|porte-helicopteres?|mbda|navires?"
        r"|batiments?"
        r"|gagnant|frederic|gendarmerie maritime|akeron|tgv|lycee mistral)\b"
    ),
    "claude": re.compile(
        r"\b(?:m|mme|mr)\.? claude\b|\bclaude (?!gov\b|code\b|mythos\b|opus\b|sonnet\b|d'anthropic)[a-z]+ (?:a|est"
        r"|dirige|preside|maire)\b"
    ),
    "orange": re.compile(
        r"\b(?:vigilance|alerte|couleur|carte|ville d'|mairie d'|theatre antique|feux?) ?orange\b|\bvaucluse\b"
    ),
    "bleu": re.compile(r"\b(?:ciel|carte|cordon|casque|plan|drapeau) bleu\b"),
    "alan": re.compile(r"\balan (?:turing|greenspan|sugar)\b|\b(?:m|mr|sir)\.? alan\b"),
}
"""Surroundings in which a name of the register is something else."""

_BUSINESS: Final = re.compile(
    r"\b(?:ia|ai|intelligence artificielle|artificial intelligence|start-?ups?|entreprise|societe|editeur"
    r"|plateforme|logiciels?|licorne|modeles?|assistant"
    r"|partenariat|accord|contrat|marche|lettre|outils?|solutions?|cloud|hebergement|donnees|technologies?"
    r"|anthropic|openai|chatbot|company|deal"
    r"|assurance|mutuelle|complementaire|assurtech|operateur|telecoms?|groupe|filiale|pdg|dirigeant|fondateur"
    r"|algorithmes?|ki)\b"
)


def resolve(mention: EntityMention, annotation: Annotation, register: Register) -> Actor | None:
    """The register actor that *mention* names in this text, or None when it is unknown or another sense is meant.

    *mention* need not be one of ``annotation.entities``: a span found by other means is looked up by the names and the
    acronyms that the text itself defines.
    """
    ids = [identifier for identifier in mention.actor_ids if identifier in register.actors]
    if not ids:
        return _by_definition(mention, annotation, register)
    actor = register.actors[ids[0]]
    if not mention.ambiguous:
        return actor
    if len(ids) > 1:
        sure = {each.actor_ids[0] for each in annotation.entities if each.actor_ids and not each.ambiguous}
        actor = next((register.actors[each] for each in ids if each in sure), actor)
    return actor if _meant(mention, actor, annotation) else None


def _by_definition(mention: EntityMention, annotation: Annotation, register: Register) -> Actor | None:
    """The actor whose full name the text gives for this acronym, or the acronym for this full name."""
    defined = acronyms(annotation.text)
    names = [mention.text]
    if mention.text in defined:
        names.append(defined[mention.text])
    folded = fold(mention.text)
    names.extend(short for short, long in defined.items() if fold(long).endswith(folded))
    known = _known_names(annotation)
    for name in names:
        found = known.get(fold(name))
        if found is not None and found in register.actors:
            return register.actors[found]
    return None


_kept_names: list[tuple[Annotation, Mapping[str, str]]] = []
"""Of the last annotation, which is kept too so that no other takes its identity; each of its mentions asks."""


def _known_names(annotation: Annotation) -> Mapping[str, str]:
    """Register ids by folded name, of the names that the text itself leaves in no doubt."""
    for kept, names in _kept_names:
        if kept is annotation:
            return names
    names = {
        fold(each.text): each.actor_ids[0] for each in annotation.entities if each.actor_ids and not each.ambiguous
    }
    _kept_names[:] = [(annotation, names)]
    return names


def _meant(mention: EntityMention, actor: Actor, annotation: Annotation) -> bool:
    """Whether an ambiguous form means *actor* here: named in full elsewhere, or in business surroundings."""
    text = annotation.text
    start, end = mention.span.start, mention.span.end
    near = fold(text[max(0, start - 160) : end + 160])
    other = _SENSES.get(fold(mention.text))
    if other is not None and other.search(near):
        return False
    if _first_name(text, start, end, mention.text):
        return False
    if actor.kind is ActorKind.PUBLIC_BODY:
        return acts(text, start, end)
    if any(actor.id in each.actor_ids and not each.ambiguous for each in annotation.entities):
        return True
    if (
        mention.text[:1].isupper()
        and re.search(r"(?:^|[^\w])(?:la|une) $", text[max(0, start - 4) : start])
        and actor.id == "doctrine"
    ):
        return False
    return _BUSINESS.search(near) is not None


_VERB: Final = re.compile(
    r" ?(?:,[^,.\n]{0,90},)? ?(?:,? (?:qui|elle|il) )?(?:a|ont|va|vont|vient|viennent|veut|has|have|will|hat|s'|se "
    r"|et |& |and |und )? ?"
    r"(?:officiellement |aussi |ainsi |d'|de )?"
    r"(?:sign(?:e|ent|era|ed|s|er)|pass(?:e|ent|er) (?:un|une|commande)|choisi|retien|retenu|confi(?:e|ent|er)"
    r"|notifi|attribu|mise? |pari(?:e|er)|test(?:e|ent|er|s|et)|essa[iy]"
    r"|experiment|equip|dot(?:e|ent|er)|adopt|deplo|achet|command|opt(?:e|ent|er) |fai[ts]? appel|fait d|annonc"
    r"|devoil|lanc(?:e|ent|er)|nou(?:e|ent|er) |conclu|scell|alli(?:e|ent|er)"
    r"|associ(?:e|ent|er)|recour|renouvel|recondui|prolong|selectionn|design|utilis|s?'?offr|entre au|entre dans"
    r"|tourn(?:e|er)|muni|mobilis|award|picks?|choos|chose|select|launch|team|partner"
    r"|vergibt|schliess|kauf|setzt auf|accept|convi|en remet|inscri|ouvr|prend)"
)
_PLACE: Final = re.compile(r"\b(?:[Ee]n|[Aa]u|[Aa]ux|[Dd]ans|[Ii]n|[Dd]e|[Vv]ers) $")
_WITH: Final = re.compile(
    r"(?:\bavec|\bentre|\baupres de|\bpour|\bwith|\bbetween|\bet|\band|\bmit|\bpar|\bby) (?:la |le |l'|les |the )?$"
)


def acts(text: str, start: int, end: int) -> bool:
    """Whether the name at *start*:*end* does something a party does: subject of a verb of commitment, or other side."""
    return _acting(text[max(0, start - 14) : start], text[end : end + 140])


@lru_cache(maxsize=512)
def _acting(before: str, after: str) -> bool:
    """`acts` by what stands around; several stages ask of the same mention."""
    if _PLACE.search(before[-8:]):
        return False
    return bool(_VERB.match(fold(after))) or bool(_WITH.search(fold(before)))


_PEOPLE: Final = frozenset({"claude", "alan"})


def _first_name(text: str, start: int, end: int, name: str) -> bool:
    """« Claude Dupont », « Jean-Claude »: a person, not a product."""
    if fold(name) not in _PEOPLE:
        return False
    following = re.match(r" ([A-ZÉ][a-zà-ÿ]+)", text[end : end + 25])
    product = following is not None and following.group(1) in {
        "Gov",
        "Code",
        "Mythos",
        "Opus",
        "Sonnet",
        "Haiku",
        "Pro",
        "Fable",
    }
    return (
        (following is not None and not product)
        or text[start - 1 : start] == "-"
        or bool(re.search(r"(?:M|Mme|Mr|Dr)\.? $", text[max(0, start - 5) : start]))
    )
