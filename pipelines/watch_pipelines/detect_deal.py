"""Which sentences tell the deal, and who the deal's parties are as far as those sentences show."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from watch.model import Annotation
from watch_pipelines.detect_scene import Clause, Participant, Scene, is_ai_supplier
from watch_pipelines.typography import fold

_CONTEXT: Final = re.compile(
    r"\b(?:alternative a|face a|contrairement a|plutot que|au lieu de|concurrent\w*|rival\w*"
    r"|comme (?:l')?(?:ont fait|avant)|deja (?:client|utilise|equipe)"
    r"|compte parmi ses (?:clients|actionnaires)|leve(?:e)? de fonds|tour de table|actionnaires?|valoris\w+"
    r"|parmi (?:ses|leurs) (?:clients|investisseurs)"
    r"|lire aussi|a lire|sur le meme sujet|unlike|instead of|rivals?|backers|investors|a propos de|about)\b"
)
_BOILERPLATE: Final = re.compile(
    r"^(?:a propos|contacts?|about|lire aussi|sur le meme sujet|partager|credit|photo|source)\b"
)


@dataclass(frozen=True, slots=True)
class Deal:
    """The sentences of the deal in order, and the named participants in them."""

    clauses: tuple[Clause, ...]
    core: tuple[Clause, ...]
    """The one sentence that tells it best; empty when nobody is named anywhere."""
    bodies: tuple[Participant, ...]
    firms: tuple[Participant, ...]


def deal(staged: Scene, annotation: Annotation) -> Deal:
    """The core sentence (both sides, most committed, early), and the sentences that go on about its parties."""
    core = _core(staged.clauses)
    if core is None:
        return Deal((), (), (), ())
    parties = _identities([*core.bodies, *core.firms])
    kept = [clause for clause in staged.clauses if clause is core or _goes_on(clause, core, parties, annotation)]
    return Deal(
        tuple(kept),
        (core,),
        _distinct(body for clause in _first(core, kept) for body in clause.bodies if body.named),
        _distinct(firm for clause in _first(core, kept) for firm in clause.firms if firm.named),
    )


def _first(core: Clause, kept: Sequence[Clause]) -> list[Clause]:
    return [core, *(clause for clause in kept if clause is not core)]


def _core(clauses: Sequence[Clause]) -> Clause | None:
    """The sentence that tells the deal best; None when no sentence has anybody in it."""
    peopled = [clause for clause in clauses if clause.bodies or clause.firms or clause.strangers]
    return max(peopled, key=lambda clause: (_told(clause), -clause.index), default=None)


def _told(clause: Clause) -> float:
    """How well a sentence tells a deal."""
    weights = {cue.cue: cue.weight for cue in clause.cues if cue.cue.startswith(("deal.", "against."))}
    firms = [firm for firm in clause.firms if firm.named]
    sides = 3.0 * clause.named_pair + 1.5 * clause.pair + 1.0 * bool(firms) + 0.5 * any(map(is_ai_supplier, firms))
    place = 1.0 * clause.in_title + 2.0 / (1 + clause.index)
    return min(sum(weights.values()), 6.0) + sides + place + 1.0 * clause.has_ai


def _goes_on(clause: Clause, core: Clause, parties: frozenset[str], annotation: Annotation) -> bool:
    """Whether *clause* is still about the deal of *core*."""
    text = fold(annotation.text[clause.span.start : clause.span.end])
    if _BOILERPLATE.match(text) or _CONTEXT.search(text):
        return False
    here = _identities([*clause.bodies, *clause.firms, *clause.strangers])
    if not here:
        return False
    shared = bool(here & parties)
    if clause.in_title:
        return shared or core.in_title or bool(clause.speaks("deal."))
    if abs(clause.index - core.index) <= 2:
        return True
    return (shared or clause.pair) and bool(clause.speaks("deal."))


def _identities(participants: Iterable[Participant]) -> frozenset[str]:
    return frozenset(
        participant.actor.id if participant.actor else fold(participant.name)
        for participant in participants
        if participant.named
    )


def _distinct(participants: Iterable[Participant]) -> tuple[Participant, ...]:
    """First mention of each participant."""
    seen: dict[str, Participant] = {}
    for participant in participants:
        seen.setdefault(participant.actor.id if participant.actor else fold(participant.name), participant)
    return tuple(seen.values())
