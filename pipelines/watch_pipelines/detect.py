"""Is this document a new commitment between a public body and a company about AI? With reasons, and what was missing.

Five things make an announcement: a public party, a company, an AI object, a commitment, and newness. Each is looked
for where the deal is told, not anywhere in the text; linear scorers weigh what is found against what speaks for a
follow-up, a tender, an opinion or another near miss (`detect_features`, `detect_weights`).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from watch.model import Annotation, Detection, Document, Evidence, Reason, Register, Span
from watch_pipelines.detect_deal import Deal, deal
from watch_pipelines.detect_features import Features, ai_object, allowance, features
from watch_pipelines.detect_head import head
from watch_pipelines.detect_parties import Likeliest, candidates, likeliest
from watch_pipelines.detect_scene import WEAK_AI, Clause, Scene, scene
from watch_pipelines.detect_weights import Opinion, Weights, probability, shipped
from watch_pipelines.facts.organisations import Candidate

_REASONS: Final = 12
"""Weighed features shown as reasons, besides the five things looked for."""


def detect(document: Document, annotation: Annotation, register: Register, weights: Weights | None = None) -> Detection:
    """Decide on *document*, annotated as *annotation*; *weights* are the shipped ones unless given."""
    weights = weights or shipped()
    annotation = head(annotation)
    staged = scene(document, annotation, register)
    told = deal(staged, annotation)
    found = features(document, annotation, staged, told)
    missing = _missing(staged, told)
    parties = likeliest(document, annotation, told, register, weights.parties)
    opinion = weights.opinion(found)
    shares = weights.shares(opinion, parties.body, parties.firm)
    score = decided(probability(sum(shares.values())), found)
    announced = score >= weights.threshold
    reasons = [
        *_structural(document, staged, told),
        *_committing(document, parties, shares),
        _resembling(opinion, shares),
        *_weighed(document, staged, told, opinion.strongest(_REASONS)),
    ]
    return Detection(
        is_announcement=announced,
        score=round(score, 4),
        status=weights.best_status(found) if announced else None,
        reasons=tuple(reasons),
        missing=() if announced else missing or ("newness",),
        deal_sentences=tuple(clause.span for clause in told.clauses),
    )


def decided(probability: float, found: Features) -> float:
    """*probability*, made smaller for each thing an announcement cannot do without that *found* lacks."""
    return probability * allowance(found)


def shape(
    document: Document, annotation: Annotation, register: Register
) -> tuple[Features, tuple[tuple[Candidate, Features], ...]]:
    """What `detect` weighs, of the text and of each organisation in it, for whoever trains the weights."""
    annotation = head(annotation)
    staged = scene(document, annotation, register)
    told = deal(staged, annotation)
    found = features(document, annotation, staged, told)
    return found, tuple(candidates(document, annotation, told, register))


def _missing(staged: Scene, told: Deal) -> tuple[str, ...]:
    """Which of the five things are not told, in the order of `Detection.missing`."""
    clauses = staged.clauses
    has_body = any(clause.bodies for clause in told.clauses)
    has_firm = any(clause.firms or clause.strangers for clause in told.clauses)
    has_ai = ai_object(clauses, (*staged.title, *staged.lead, *told.clauses)) != "none"
    committed = any(clause.speaks("deal.") for clause in told.clauses)
    checks = (("public_party", has_body), ("company", has_firm), ("ai_object", has_ai), ("commitment", committed))
    return tuple(name for name, present in checks if not present)


def _structural(document: Document, staged: Scene, told: Deal) -> list[Reason]:
    """Where each of the things looked for was found."""
    reasons: list[Reason] = []
    for rule, mentions in (("public_party", told.bodies), ("company", told.firms)):
        reasons.extend(Reason(rule, 1.0, _evidence(document, mention.span)) for mention in mentions[:3])
    ai = [cue for clause in (*told.clauses, *staged.clauses) for cue in clause.cues if cue.cue.startswith("ai.")]
    strong = [cue for cue in ai if cue.cue not in WEAK_AI] or ai
    reasons.extend(Reason("ai_object", 1.0, _evidence(document, cue.span)) for cue in strong[:1])
    return reasons


def _committing(document: Document, parties: Likeliest, shares: Mapping[str, float]) -> list[Reason]:
    """What the likeliest body and company add to the decision, each with its name."""
    found = (
        ("committing_body", shares["body"], parties.body_mention),
        ("committing_company", shares["firm"], parties.firm_mention),
    )
    return [
        Reason(rule, round(share, 3), _evidence(document, mention.span))
        for rule, share, mention in found
        if mention is not None
    ]


def _resembling(opinion: Opinion, shares: Mapping[str, float]) -> Reason:
    """The kind of near miss that the text is most like, and what that adds to the decision."""
    kind = opinion.nearest
    return Reason(f"resembles {kind}", round(shares["nearest 1"] + shares[f"unlike {kind}"], 3), None)


def _weighed(document: Document, staged: Scene, told: Deal, weighed: Sequence[tuple[str, float]]) -> list[Reason]:
    """The features that weighed most, each with the cue it rests on when it is one."""
    return [Reason(name, round(weight, 3), _where(document, staged, told, name)) for name, weight in weighed]


def _where(document: Document, staged: Scene, told: Deal, feature: str) -> Evidence | None:
    """The first place where the cue of *feature* is spoken, in the region that the feature names."""
    region, _, cue = feature.partition(":")
    regions: dict[str, Sequence[Clause]] = {"title": staged.title, "lead": staged.lead, "end": staged.body[3:]}
    clauses = regions.get(region, told.clauses if region in {"deal", "pair"} else staged.clauses)
    for clause in clauses:
        for mention in clause.cues:
            if mention.cue == cue:
                return _evidence(document, mention.span)
    return None


def _evidence(document: Document, span: Span) -> Evidence:
    return Evidence(document.id, span.start, span.end, document.full_text[span.start : span.end])
