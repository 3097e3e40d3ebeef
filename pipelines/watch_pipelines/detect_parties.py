"""Who would be the parties if this were an announcement: the likeliest body and the likeliest company of a text.

Extraction asks who the parties of a deal are; here the same features answer whether anybody is a party at all. The
scorer has learned from near misses too, in which a minister looks on while two companies sign.
"""

from dataclasses import dataclass

from watch.model import Annotation, Detection, Document, EntityMention, Register, Side
from watch_pipelines.detect_deal import Deal
from watch_pipelines.facts.linear import LinearScorer
from watch_pipelines.facts.page import open_page
from watch_pipelines.facts.weighed import Weighed, weighed_candidates


@dataclass(frozen=True, slots=True)
class Likeliest:
    """The likeliest party of each side: probability, 0 to 1, and its fullest mention; None where nobody is named."""

    body: float = 0.0
    body_mention: EntityMention | None = None
    firm: float = 0.0
    firm_mention: EntityMention | None = None


def likeliest(
    document: Document, annotation: Annotation, told: Deal, register: Register, scorer: LinearScorer
) -> Likeliest:
    """The likeliest parties of *document* by *scorer*; *told* says where its deal is told."""
    best: dict[Side, tuple[float, EntityMention]] = {}
    for candidate, features in candidates(document, annotation, told, register):
        probability = scorer.probabilities(features)[PARTY]
        if probability > best.get(candidate.side, (0.0, None))[0]:
            best[candidate.side] = probability, candidate.best
    body, firm = best.get(Side.PUBLIC), best.get(Side.PRIVATE)
    return Likeliest(*(body or (0.0, None)), *(firm or (0.0, None)))


def candidates(document: Document, annotation: Annotation, told: Deal, register: Register) -> Weighed:
    """Each organisation of the text, and what is weighed of it."""
    seen = Detection(False, 0.0, None, (), (), tuple(clause.span for clause in told.clauses))
    return weighed_candidates(open_page(document, annotation, seen), annotation, register)


PARTY = "party"
"""The one label of the scorer."""
