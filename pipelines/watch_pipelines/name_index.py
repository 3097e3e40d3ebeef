"""Register names as a reader meets them: without determiner, in any accentuation, with rules for capitals.

Pure data: which written forms stand for which actors. `nlp` looks them up in a text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from watch.model import Actor, ActorKind, Organisation, Register
from watch_pipelines.typography import fold, typographic

DETERMINER: Final = re.compile(
    r"(?:(?:à|avec|par|pour|chez|in|from|The|Die|Der|Das|le|la|les|du|de|des|au|aux|un|une|the|of|der|die|das|dem"
    r"|den|ce|cette|ces|son|sa|ses|leur|leurs)\s+"
    r"|(?:l|d|qu|s|j|n|m)'\s?)+(?=\S)"
)
"""What stands before a name without being part of it (lower case only: « Le Chat » keeps its article)."""

_LOWER_NAMES: Final = re.compile(r"[^\W\d_]+")
_MINISTRY: Final = re.compile(r"(?:ministère|ministre|secrétariat) (?:de |du |des |d'|de l'|de la |chargé)")


WAYS_OF_HOSTING: Final = frozenset({"on-premise", "unknown-host"})
"""Register entries that are no organisation: their phrases are cues, not names."""


@dataclass(frozen=True, slots=True)
class WrittenName:
    """One form under which actors appear in texts."""

    text: str
    """Typographic variants unified, no determiner."""
    actor_ids: tuple[str, ...]
    """Best first: an actor of that very name before one with it as an alias; none for a name known for its side."""
    ambiguous: bool
    """The register says that this form also means something else."""
    person: bool
    """A person who stands for the actor (« Arthur Mensch »)."""

    def fits(self, surface: str, *, shouted: bool) -> bool:
        """Whether *surface*, equal once folded, has capitals that fit; *shouted*: its line is in capitals."""
        if surface == self.text:
            return True
        letters = [character for character in self.text if character.isalpha()]
        acronym = len(letters) <= 5 and sum(character.isupper() for character in letters) >= 2
        if acronym:
            titled = len(letters) >= 4 and surface == surface.capitalize()
            return titled or (surface.upper() == self.text.upper() and surface[:1].isupper() and surface.isupper())
        if shouted:
            return True
        return all(
            theirs[:1].isupper()
            for mine, theirs in zip(self.text.split(), surface.split(), strict=False)
            if mine[0].isupper() and (len(mine) > 3 or " " not in self.text) and self._proper
        )

    @property
    def _proper(self) -> bool:
        """Every long word has its capital: a brand, unlike « ministère de la Justice »."""
        return all(word[0].isupper() for word in self.text.split() if len(word) > 3)


def written_names(register: Register) -> tuple[WrittenName, ...]:
    """Every form of every actor, longest first; one entry per form (folded), whichever actors share it."""
    shared: dict[str, list[tuple[str, Actor, bool]]] = {}
    for actor in register.actors.values():
        for form, own in _forms(actor):
            shared.setdefault(fold(form), []).append((form, actor, own))
    names = []
    for claims in shared.values():
        ranked = sorted(claims, key=lambda claim: not claim[2])
        form = ranked[0][0]
        ids = tuple(dict.fromkeys(actor.id for _, actor, _ in ranked))
        names.append(WrittenName(form, ids, _ambiguous(form, ranked[0][1], len(ids)), _person(form, ranked[0][1])))
    taken = set(shared)
    for form in (form for each in register.organisations for form in organisation_forms(each)):
        if fold(form) not in taken:
            taken.add(fold(form))
            names.append(WrittenName(form, (), ambiguous=False, person=False))
    return tuple(sorted(names, key=lambda name: (-len(name.text), name.text)))


def _forms(actor: Actor) -> Iterator[tuple[str, bool]]:
    """(form, whether it is the actor's own name) without determiners; single letters are left out."""
    for position, written in enumerate((actor.name, *actor.aliases)):
        form = bare(typographic(written)).strip()
        if actor.id in WAYS_OF_HOSTING:
            continue
        if len(form) < 2 or (form.islower() and len(_LOWER_NAMES.findall(form)) == 1):
            continue  # « armées », « oracle »: nobody can tell a name from a word
        yield form, position == 0
        if (spelt := form.replace("-", " ")) != form:
            yield spelt, False


_COMMON_HEAD: Final = re.compile(
    r"(?:Ministère|Ministre|Secrétariat|Direction|Délégation|Agence|Office|Institut|Centre|Conseil|Département|Région"
    r"|Ville|Mairie|Communauté|Métropole|Université|École|Hôpital|Hôpitaux|Caisse|Chambre|Cour|Tribunal|Préfecture"
    r"|Gouvernement|Police|Commission|Autorité|Musée|Bibliothèque|Banque|Service|Syndicat|Rectorat|Académie|Fonds"
    r"|Gendarmerie|Armée|État-major|Canton|Grand port|Port|Parc|Observatoire|Collectivité|Parlement|Établissement)\b"
)
"""A common noun that begins a name, and need not have its capital."""


def organisation_forms(organisation: Organisation) -> Iterator[str]:
    """The forms under which *organisation* is written, without determiner; a common noun at their head is small."""
    for written in (organisation.name, *organisation.aliases):
        form = bare(typographic(written)).strip()
        if len(form) > 1:
            yield form[0].lower() + form[1:] if " " in form and _COMMON_HEAD.match(form) else form


def bare(name: str) -> str:
    """*name* without the determiners and elisions before it."""
    found = DETERMINER.match(name)
    return name[found.end() :] if found else name


def _ambiguous(form: str, actor: Actor, sharers: int) -> bool:
    """Whether *form* is in doubt: shared by actors, or named in the register's warning.

    A warning that quotes no form of the actor is about its own name, if that is one word.
    """
    if sharers > 1:
        return True
    if actor.ambiguous is None:
        return False
    note = set(_LOWER_NAMES.findall(fold(actor.ambiguous)))
    quoted = [each for each in (actor.name, *actor.aliases) if fold(bare(typographic(each))) in note]
    if quoted:
        return fold(form) in note
    return form == actor.name and len(form.split()) == 1


def _person(form: str, actor: Actor) -> bool:
    """Two capitalised words in no other name of a company: the register lists founders and ministers as aliases."""
    words = form.split()
    if form == actor.name or not 2 <= len(words) <= 4 or actor.kind is ActorKind.INVESTOR:
        return False
    known = {fold(word) for written in (actor.name, actor.id.replace("-", " ")) for word in written.split()}
    return bool(_FIRST_NAME.match(words[0])) and not known & {fold(word) for word in words}


_FIRST_NAME: Final = re.compile(
    r"(?:Arthur|Stanislas|Guillaume|David|Anne|Octave|Xavier|Daniel|Rodolphe|Luc|Jensen|Emmanuel|Gabriel|Sébastien"
    r"|Clara"
    r"|Roland|Catherine|Laurent|Éric|Eric|Philippe|Bruno|Gérald|Élisabeth|Rachida|Yann|Sam|Dario|Elon|Alex|Jean|Marc"
    r"|Thierry|Amélie|Stéphanie|Olivier|Benjamin|Bertrand|Thibaut|Yannick|Geneviève)$"
)
