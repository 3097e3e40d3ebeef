"""What detection sees of a text: sentence by sentence, who stands on which side and which cues are spoken there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from watch.model import (
    Actor,
    ActorKind,
    Annotation,
    CueMention,
    Document,
    EntityMention,
    Organisation,
    Register,
    Side,
    Span,
)
from watch_pipelines.anaphora import anaphors
from watch_pipelines.first_names import FIRST_NAMES
from watch_pipelines.names import BODY_NOUNS, FIRM_NOUNS, PSEUDO_ACTORS, organisation_of, sells, side_of
from watch_pipelines.resolve import acronyms, acts, resolve
from watch_pipelines.scanning import scan
from watch_pipelines.typography import fold

_SPEAKS: Final = ("deal.", "against.", "ai.", "form.")

SELLS_AI: Final = "ai"
"""The kind of an organisation whose products are AI."""

WEAK_AI: Final = frozenset({"ai.task", "ai.software", "ai.weak_needs_context"})
"""Cues that may be of AI, and need not."""

_PRESS: Final = re.compile(
    r"^(?:afp|agence france-presse|reuters|bloomberg|associated press|les echos|le monde|le figaro|liberation"
    r"|mediapart|le parisien|la tribune|l'usine digitale"
    r"|l'usine nouvelle|lemagit|next|next inpact|acteurs publics|localtis|la gazette|financial times|politico"
    r"|handelsblatt|spiegel|der spiegel|srf|dpa"
    r"|l'express|le point|ouest-france|sud ouest|nice-matin|la depeche|linkedin|twitter|x|facebook|instagram"
    r"|youtube|mastodon|whatsapp|journal officiel"
    r"|boamp|ted|vivatech|legifrance|wikipedia|github|tiktok|canard enchaine|le canard enchaine|radio france"
    r"|france info|franceinfo|wansquare|contexte)$"
)
_REPORTED: Final = re.compile(r"(?:\ba l'|\bpar l'|\(|- )$")
_NO_NAME: Final = re.compile(
    r"^(?:ia|ai|i\.a\.|ki|llm|gpu|rag|iag|rgpd|hds|secnumcloud|pme|ong|eti|rh|dsi|si|http\S*|www\S*|lundi|mardi"
    r"|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|janvier|fevrier|mars|avril|mai|juin|juillet|aout"
    r"|septembre|octobre|novembre|decembre"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|cloud act|ai act"
    r"|sommet|communique|contact|publie|photo)$"
)


@dataclass(frozen=True, slots=True)
class Participant:
    """One mention of an organisation with its side."""

    span: Span
    name: str
    actor: Actor | None
    side: Side | None
    """None when nothing tells on which side it stands."""
    named: bool = True
    """False for a common noun (« la municipalité », « une start-up »)."""
    sells_ai: bool = False
    """Known for products of AI, without being in the register."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence: who is in it and what is said."""

    span: Span
    index: int
    in_title: bool
    bodies: tuple[Participant, ...]
    firms: tuple[Participant, ...]
    strangers: tuple[Participant, ...]
    """Organisations on neither side for sure."""
    cues: tuple[CueMention, ...]
    """Cues of detection: ``deal.*``, ``against.*``, ``ai.*``."""

    def speaks(self, prefix: str) -> frozenset[str]:
        """Ids of its cues that begin with *prefix*."""
        return frozenset(cue.cue for cue in self.cues if cue.cue.startswith(prefix))

    @property
    def pair(self) -> bool:
        """Both sides are in it."""
        return bool(self.bodies and self.firms)

    @property
    def named_pair(self) -> bool:
        """A named body and a named firm are in it."""
        return any(body.named for body in self.bodies) and any(firm.named for firm in self.firms)

    @property
    def has_ai(self) -> bool:
        """An AI term is in it, or a firm known for AI."""
        return bool(self.speaks("ai.") - WEAK_AI)


@dataclass(frozen=True, slots=True)
class Scene:
    """All sentences of a text, title first."""

    clauses: tuple[Clause, ...]
    title_end: int

    @property
    def title(self) -> tuple[Clause, ...]:
        """The sentences of the title."""
        return tuple(clause for clause in self.clauses if clause.in_title)

    @property
    def lead(self) -> tuple[Clause, ...]:
        """The first sentences of the body that say something."""
        return tuple(
            clause for clause in self.clauses if not clause.in_title and clause.span.end - clause.span.start > 40
        )[:3]

    @property
    def body(self) -> tuple[Clause, ...]:
        """Everything below the title."""
        return tuple(clause for clause in self.clauses if not clause.in_title)


def scene(document: Document, annotation: Annotation, register: Register) -> Scene:
    """Stage *annotation* of *document*: sides by register, form, introduction and grammar; descriptions resolved."""
    named = [_sided(mention, annotation, register) for mention in annotation.entities]
    mentions = [mention for mention in named if mention is not None]
    known = {mention.span: mention for mention in mentions}
    for anaphor in anaphors(annotation, register):
        stands = known.get(anaphor.antecedent.span)
        if stands is not None:
            mentions.append(Participant(anaphor.span, stands.name, stands.actor, stands.side))
    mentions = _agreed(mentions, acronyms(annotation.text), annotation.text)
    mentions.extend(_nouns(annotation, document.language, mentions))
    title_end = len(document.title)
    cues = [cue for cue in annotation.cues if cue.cue.startswith(_SPEAKS)]
    clauses = []
    for index, span in enumerate(_units(annotation)):
        inside = [mention for mention in mentions if span.start <= mention.span.start < span.end]
        clauses.append(
            Clause(
                span,
                index,
                span.end <= title_end,
                tuple(mention for mention in inside if mention.side is Side.PUBLIC),
                tuple(mention for mention in inside if mention.side is Side.PRIVATE),
                tuple(mention for mention in inside if mention.side is None),
                tuple(cue for cue in cues if span.start <= cue.span.start < span.end),
            )
        )
    return Scene(tuple(clauses), title_end)


_LINE: Final = re.compile(r"[A-ZÉÀ][^:\n.]{2,45} ?: \S")


def _units(annotation: Annotation) -> list[Span]:
    """The sentences; the "field: value" lines of a notice, which only speak together, are one."""
    units: list[Span] = []
    field = False
    for span in annotation.sentences:
        is_field = _LINE.match(annotation.text, span.start, span.end) is not None
        if is_field and field and "\n\n" not in annotation.text[units[-1].end : span.start]:
            units[-1] = Span(units[-1].start, span.end)
        else:
            units.append(span)
        field = is_field
    return units


def _sided(mention: EntityMention, annotation: Annotation, register: Register) -> Participant | None:
    """The mention with its side; None when it names no organisation that could be a party."""
    text, span, folded = annotation.text, mention.span, fold(mention.text)
    if mention.label in {"DATE", "EVENT"} or _NO_NAME.match(folded):
        return None
    before = text[max(0, span.start - 60) : span.start]
    if _PRESS.match(folded) and (folded != "afp" or _REPORTED.search(fold(before))):
        return None
    actor = resolve(mention, annotation, register)
    known = None if actor else organisation_of(mention.text, register)
    if (actor is None and mention.actor_ids) or _signs_nothing(actor, known):
        return None  # another sense of a known name; a way of hosting, a newspaper, an event
    side = side_of(mention.text, register, actor.id if actor else None, before) or _by_grammar(mention, text)
    if actor is None and side is None and mention.label != "ORG":
        return None
    return Participant(span, mention.text, actor, side, sells_ai=known is not None and known.kind == SELLS_AI)


def _signs_nothing(actor: Actor | None, known: Organisation | None) -> bool:
    """Whether the register knows the name as something that is never a party."""
    if actor is not None:
        return actor.id in PSEUDO_ACTORS
    return known is not None and known.side is None


_CODED: Final = re.compile(r"[a-z][A-Z]|[A-Za-z]\.(?:ai|io)\b|[A-Z]{2}[a-z]{3}")


_TITLED: Final = re.compile(r"\b(?:M|MM|Mme|Mr|Mrs|Ms|Dr|Pr|Prof|Me|général|colonel|docteur|professeur)\.? $")


_TOWN_HALL: Final = re.compile(
    r"\b(?:mairie|municipalite|conseil municipal|maire|hotel de ville|adjointe? (?:au|a la|charge)|town hall|mayor"
    r"|city council|rathaus|burgermeister\w*)\b"
)


def _person(name: str) -> bool:
    """Whether a name begins with a first name."""
    words = re.split(r"[ -]", fold(name))
    return len(words) > 1 and words[0] in FIRST_NAMES


_IN: Final = re.compile(r"\b(?:en|au|aux|dans|in) $")
_FIELD: Final = re.compile(
    r"(?:^|\n)(?:(?P<body>acheteur|organisme public|pouvoir adjudicateur|entite adjudicatrice|buyer"
    r"|contracting authority|auftraggeber|beneficiaires?|maitre d'ouvrage)"
    r"|titulaires?|attributaires?|adjudicataires?|contractor|supplier|prestataire|auftragnehmer"
    r"|fournisseur)(?: retenue?)? ?: $"
)
"""The line of a notice that a name stands on."""


def _by_grammar(mention: EntityMention, text: str) -> Side | None:
    """The side of a name that neither register nor form tells: a town that acts is a body, whoever sells is a firm."""
    start, end = mention.span.start, mention.span.end
    if (field := _FIELD.search(fold(text[max(0, start - 40) : start]))) is not None:
        return Side.PUBLIC if field["body"] else Side.PRIVATE
    if mention.label == "LOC" and not _CODED.search(mention.text):
        if sells(text, start, end) and not _IN.search(text[max(0, start - 6) : start]):
            return Side.PRIVATE
        towned = end <= text.find("\n\n") and _TOWN_HALL.search(fold(text)) is not None
        return Side.PUBLIC if towned or acts(text, start, end) else None
    if mention.label == "PER" and (_person(mention.text) or _TITLED.search(text[max(0, start - 12) : start])):
        return None
    return Side.PRIVATE if sells(text, start, end) or _CODED.search(mention.text) else None


def _agreed(mentions: Iterable[Participant], defined: Mapping[str, str], text: str) -> list[Participant]:
    """One name, one side: what tells at one place tells at all, and an acronym stands where its words stand."""
    listed = list(mentions)
    told: dict[str, Side] = {}
    for mention in listed:
        if mention.side is not None:
            told.setdefault(fold(mention.name), mention.side)
    for short, words in defined.items():
        side = next(
            (side for name, side in told.items() if name.endswith(fold(words)) or fold(words).endswith(name)), None
        )
        if side is not None:
            told.setdefault(fold(short), side)
    ordered = sorted(listed, key=lambda each: each.span.start)
    for one, two in pairwise(ordered):
        governed = _GOVERNED.search(fold(text[max(0, one.span.start - 14) : one.span.start])) is not None
        joint = text[one.span.end : two.span.start]
        if _COMMA.fullmatch(joint) or (governed and _COORDINATED.fullmatch(joint)):
            for known, unknown in ((one, two), (two, one)):
                if known.side is not None and unknown.side is None:
                    told.setdefault(fold(unknown.name), known.side)
    return [
        mention if mention.side is not None else replace(mention, side=told.get(fold(mention.name)))
        for mention in ordered
    ]


_COORDINATED: Final = re.compile(r" (?:et|and|und|&) (?:la |le |les |l'|the |à |par |de )?")
_COMMA: Final = re.compile(r", (?:la |le |les |l')?")
_GOVERNED: Final = re.compile(r"\b(?:par|avec|a|au|chez|aupres de|de|entre|with|by|mit|an) (?:la |le |les |l'|the )?$")


def _nouns(annotation: Annotation, language: str, mentions: Iterable[Participant]) -> Iterator[Participant]:
    """Common nouns of bodies and firms outside the names already found."""
    taken = bytearray(len(annotation.text) + 1)
    for mention in mentions:
        taken[mention.span.start : mention.span.end] = b"\1" * (mention.span.end - mention.span.start)
    folded = fold(annotation.text)
    for nouns, side in ((BODY_NOUNS, Side.PUBLIC), (FIRM_NOUNS, Side.PRIVATE)):
        for found in scan(nouns.get(language, nouns["fr"]), folded):
            if not any(taken[found.start() : found.end()]):
                yield Participant(Span(*found.span()), found.group(), None, side, named=False)


_GENERALISTS: Final = frozenset(
    {
        "technology group",
        "defence electronics",
        "aerospace and defence",
        "aerospace",
        "software group",
        "missiles",
        "naval defence",
        "aeronautics",
    }
    | {"chips", "hardware", "software", "health insurer / insurtech", "e-health platform", "trusted digital services"}
)
"""Kinds of supplier that also sell much that is no AI."""


def is_ai_supplier(mention: Participant) -> bool:
    """Whether the register knows it as a supplier of AI and of little else: its contracts are about AI."""
    actor = mention.actor
    if mention.sells_ai:
        return True
    return actor is not None and actor.kind is ActorKind.AI_SUPPLIER and actor.subkind not in _GENERALISTS


def names_of(mentions: Iterable[Participant]) -> Mapping[str, int]:
    """How often each organisation is named, by register id or folded name."""
    counted: dict[str, int] = {}
    for mention in mentions:
        key = mention.actor.id if mention.actor else fold(mention.name)
        counted[key] = counted.get(key, 0) + 1
    return counted
