"""From a staged text to numbers: structure first (who commits to whom, how it is said), then masked words.

Feature names are stable strings; the weights file is keyed by them. Names of organisations never become features: they
are masked by their side, so that the scorer cannot learn who usually signs.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from watch.model import Annotation, Document, Side
from watch_pipelines.detect_deal import Deal
from watch_pipelines.detect_scene import Clause, Participant, Scene, is_ai_supplier, names_of
from watch_pipelines.detect_status import stages
from watch_pipelines.detect_time import ages, tenses
from watch_pipelines.facts.deal_words import stems
from watch_pipelines.typography import fold

_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")

ESSENTIAL: Final = 2.0

Features = Mapping[str, float]


def features(document: Document, annotation: Annotation, staged: Scene, told: Deal) -> Features:
    """All features of one document by name; *staged* and *told* are what `scene` and `deal` made of it."""
    found: dict[str, float] = {}
    _essentials(found, staged, told)
    _structure(found, document, annotation, staged)
    _regions(found, staged)
    _time(found, document, annotation, staged, told)
    _pairs(found, document, annotation, staged)
    _words(found, document, annotation, staged, told)
    return found


def _essentials(found: dict[str, float], staged: Scene, told: Deal) -> None:
    """Which of the things that make an announcement are there; counted double, for nothing makes up for them."""
    core = (*staged.title, *staged.lead, *told.clauses)
    ai = ai_object(staged.clauses, core)
    found[f"ai object={ai}"] = ESSENTIAL
    body = _standing(bool(told.bodies), any(clause.bodies for clause in told.clauses))
    firm = _standing(bool(told.firms), any(clause.firms or clause.strangers for clause in told.clauses))
    found[f"parties={body}/{firm}"] = ESSENTIAL
    for form in {form for clause in (*staged.title, *staged.body[:2]) for form in clause.speaks("form.")}:
        found[f"opens as {form}"] = ESSENTIAL
    for form in {form for clause in staged.title for form in clause.speaks("form.")}:
        found[f"titled as {form}"] = ESSENTIAL
    body_anywhere = any(clause.bodies for clause in staged.clauses)
    firm_anywhere = any(firm.named for clause in staged.clauses for firm in (*clause.firms, *clause.strangers))
    found["sides=both" if body_anywhere and firm_anywhere else "sides=one"] = 1.0
    early = (*staged.title, *staged.lead)
    found[f"early={any(clause.bodies for clause in early):d}{any(clause.firms for clause in early):d}"] = ESSENTIAL
    committed = any(clause.speaks("deal.") - {"deal.disclosure"} for clause in told.clauses if clause.pair)
    found["committed pair"] = ESSENTIAL * committed
    if ai in {"said", "supplier"} and body == firm == "named":
        found["complete"] = ESSENTIAL
        found["complete, committed"] = ESSENTIAL * committed


def allowance(found: Features) -> float:
    """How much of its probability a document with features *found* keeps, 0 to 1: little without a word of AI, more
    when one side is not recognised, for the register does not know everybody.
    """
    return math.prod(factor for name, factor in ALLOWANCES.items() if name in found)


ALLOWANCES: Final[Mapping[str, float]] = {
    "ai object=none": 0.45,
    "sides=one": 0.8,
    "parties=none/none": 0.7,
    "parties=none/noun": 0.7,
    "parties=noun/none": 0.7,
    "parties=noun/noun": 0.7,
    "titled as form.not_news": 0.5,
    "titled as form.agenda": 0.5,
    "titled as form.open_notice": 0.5,
}
"""Factor on the probability, by what a document lacks or calls itself."""


def ai_object(clauses: Sequence[Clause], core: Sequence[Clause]) -> str:
    """How the text speaks of AI: "said" where the deal is told, by a "supplier" of nothing else, as a "task" that AI
    does, as "software" that does what people do, "late" in the text only, or "none".
    """
    if any(clause.has_ai for clause in core):
        return "said"
    if any(is_ai_supplier(firm) for clause in core for firm in clause.firms):
        return "supplier"
    spoken = {cue for clause in core for cue in clause.speaks("ai.")}
    if spoken:
        return "software" if spoken == {"ai.software"} else "task"
    return "late" if any(clause.has_ai for clause in clauses) else "none"


def _standing(named: object, present: object) -> str:
    return "named" if named else "noun" if present else "none"


def _structure(found: dict[str, float], document: Document, annotation: Annotation, staged: Scene) -> None:
    """Facts of the whole text."""
    clauses = staged.clauses
    bodies = names_of(mention for clause in clauses for mention in clause.bodies if mention.named)
    firms = names_of(mention for clause in clauses for mention in clause.firms if mention.named)
    found["bias"] = 1.0
    found[f"kind={document.publisher_kind.value}"] = 1.0
    found[f"language={document.language}"] = 1.0
    found["no body"] = float(not bodies)
    found["no firm"] = float(not firms)
    found["no ai"] = float(not any(clause.has_ai for clause in clauses))
    found["bodies"] = min(len(bodies), 6) / 6
    found["firms"] = min(len(firms), 6) / 6
    found["strangers"] = min(sum(len(clause.strangers) for clause in clauses), 6) / 6
    found["top firm"] = min(max(firms.values(), default=0), 5) / 5
    found["top body"] = min(max(bodies.values(), default=0), 5) / 5
    found["ai supplier"] = float(any(is_ai_supplier(mention) for clause in clauses for mention in clause.firms))
    found["ai density"] = min(sum(len(clause.speaks("ai.")) > 0 for clause in clauses) / max(len(clauses), 1), 1.0)
    found["length"] = math.log1p(len(annotation.text)) / 8
    found["short"] = float(len(annotation.text) < 500)
    publisher = fold(document.publisher)
    found["firm publishes"] = float(any(len(name) > 3 and name in publisher for name in firms))
    for group, total in Counter(cue.cue for clause in clauses for cue in clause.cues).items():
        found[f"all:{group}"] = math.log1p(total) / math.log1p(max(len(clauses), 4))
    years = [int(year) for year in _YEAR.findall(annotation.text)]
    if document.published_on is not None and years:
        found["old year"] = float(any(year < document.published_on.year - 1 for year in years))
        found["coming year"] = float(any(year > document.published_on.year for year in years))


def _time(found: dict[str, float], document: Document, annotation: Annotation, staged: Scene, told: Deal) -> None:
    """How fresh each region is, and in which tenses it tells; whether the deal itself is told as news."""
    pairs = [clause for clause in told.clauses if clause.pair]
    regions = {
        "title": staged.title,
        "lead": staged.lead,
        "told": told.clauses,
        "pair": pairs,
        "core": told.core,
        "text": staged.body,
    }
    whole = fold(annotation.text)
    heard = [_hear(whole[clause.span.start : clause.span.end], document.published_on) for clause in staged.clauses]
    for region, clauses in regions.items():
        mine = [heard[clause.index] for clause in clauses]
        named = frozenset[str]().union(*(each.ages for each in mine))
        for age in named or {"none"}:
            found[f"{region} age={age}"] = 1.0
        for cue in {cue.cue for clause in clauses for cue in clause.cues} if region in {"told", "core"} else ():
            found[f"{region}:{cue}"] = 1.0
        spoken = frozenset[str]().union(*(each.stages for each in mine))
        found.update((f"{region} stage={stage}", 1.0) for stage in spoken)
        found[f"{region} only chosen"] = float(bool(spoken & {"chosen", "launched"}) and "signed" not in spoken)
        for tense in frozenset[str]().union(*(each.tenses for each in mine)):
            found[f"{region} tense={tense}"] = 1.0
        news = any(clause.speaks("deal.disclosure") or clause.speaks("deal.english") for clause in clauses)
        fresh = float("fresh" in named and "old" not in named)
        found[f"{region} news"] = fresh + news
        found[f"{region} fresh commitment"] = fresh * any(
            clause.speaks("deal.") - {"deal.disclosure"} for clause in clauses
        )
        found[f"{region} questions"] = min(sum(each.questions for each in mine), 3) / 3


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one sentence says of time and stage."""

    ages: frozenset[str]
    stages: frozenset[str]
    tenses: frozenset[str]
    questions: int


def _hear(folded: str, published_on: date | None) -> _Heard:
    return _Heard(ages(folded, published_on), stages(folded), tenses(folded), folded.count("?"))


_LETTER: Final = {Side.PUBLIC: "B", Side.PRIVATE: "F", None: "?"}


def _regions(found: dict[str, float], staged: Scene) -> None:
    """What the title and the lead say."""
    for region, clauses in (("title", staged.title), ("lead", staged.lead), ("end", staged.body[3:])):
        spoken = {cue.cue for clause in clauses for cue in clause.cues}
        for cue in spoken:
            found[f"{region}:{cue}"] = 1.0
        found[f"{region}:body"] = float(any(body.named for clause in clauses for body in clause.bodies))
        found[f"{region}:firm"] = float(any(firm.named for clause in clauses for firm in clause.firms))
        found[f"{region}:body noun"] = float(any(clause.bodies for clause in clauses))
        found[f"{region}:firm noun"] = float(any(clause.firms for clause in clauses))
        found[f"{region}:stranger"] = float(any(clause.strangers for clause in clauses))
        found[f"{region}:pair"] = float(any(clause.pair for clause in clauses))
        organisations = [mention for clause in clauses for mention in (*clause.bodies, *clause.firms) if mention.named]
        sides = (
            names_of(each for each in organisations if each.side is Side.PRIVATE),
            names_of(each for each in organisations if each.side is Side.PUBLIC),
        )
        found[f"{region}:firms only"] = float(len(sides[0]) > 1 and not sides[1])
        found[f"{region}:bodies only"] = float(len(sides[1]) > 1 and not sides[0])
        found[f"{region}:firm alone"] = float(len(sides[0]) == 1 and not sides[1])
        found[f"{region}:body alone"] = float(len(sides[1]) == 1 and not sides[0])
        for one, two in pairwise(sorted(organisations, key=lambda each: each.span.start)):
            found[f"{region}:{_LETTER[one.side]}{_LETTER[two.side]}"] = 1.0
        found[f"{region}:both"] = found[f"{region}:body"] * found[f"{region}:firm"]


def _pairs(found: dict[str, float], document: Document, annotation: Annotation, staged: Scene) -> None:
    """What is said where both sides meet."""
    pairs = [clause for clause in staged.clauses if clause.pair]
    found["named pair"] = float(any(clause.named_pair for clause in pairs))
    found["pairs"] = min(len(pairs), 4) / 4
    found["pair"] = float(bool(pairs))
    near = [
        (one, two) for one, two in pairwise(staged.clauses) if (one.bodies and two.firms) or (one.firms and two.bodies)
    ]
    found["near pair"] = float(bool(near))
    found["half pair"] = float(any(clause.bodies and clause.strangers for clause in staged.clauses))
    if not pairs:
        return
    found["first pair"] = pairs[0].index / max(len(staged.clauses), 1)
    best = max(pairs, key=commitment)
    for cue in best.speaks("deal.") | best.speaks("against.") | best.speaks("ai."):
        found[f"deal:{cue}"] = 1.0
    for cue in {cue.cue for clause in pairs for cue in clause.cues}:
        found[f"pair:{cue}"] = 1.0
    found["deal ai"] = float(best.has_ai or any(is_ai_supplier(firm) for firm in best.firms))
    found["deal score"] = min(max(commitment(best), -3.0), 6.0) / 6
    found["deal question"] = float("?" in annotation.text[best.span.start : best.span.end])
    _between(found, pairs)
    if document.published_on is not None:
        years = [int(year) for year in _YEAR.findall(annotation.text[best.span.start : best.span.end])]
        found["deal old"] = float(any(year < document.published_on.year - 1 for year in years))


def commitment(clause: Clause) -> float:
    """How much a sentence sounds like the deal: cue weights, each cue once, and both sides present."""
    weights = {cue.cue: cue.weight for cue in clause.cues if cue.cue.startswith(("deal.", "against."))}
    return sum(weights.values()) + 2.0 * clause.pair + 1.0 * clause.has_ai


def _between(found: dict[str, float], pairs: Sequence[Clause]) -> None:
    """Cues and words that stand between a body and a firm, in whichever order."""
    for clause in pairs:
        for body, firm in _neighbours(clause):
            order = "body first" if body.span.start < firm.span.start else "firm first"
            first, second = sorted((body, firm), key=lambda mention: mention.span.start)
            found[order] = 1.0
            found["gap"] = max(found.get("gap", 0.0), 1 / (1 + (second.span.start - first.span.end) / 40))
            for cue in clause.cues:
                if first.span.end <= cue.span.start < second.span.start:
                    found[f"{order}:{cue.cue}"] = 1.0


def _neighbours(clause: Clause) -> list[tuple[Participant, Participant]]:
    """(body, firm) pairs with no other organisation between them."""
    ordered = sorted((*clause.bodies, *clause.firms), key=lambda mention: mention.span.start)
    pairs = []
    for one, two in pairwise(ordered):
        if one.side is not two.side:
            pairs.append((one, two) if one in clause.bodies else (two, one))
    return pairs


def _words(found: dict[str, float], document: Document, annotation: Annotation, staged: Scene, told: Deal) -> None:
    """Masked stems and groups of them: of the title, of pair sentences, of the sentence that tells the deal, of all,
    and those near a name; each as 1 + log of how often it stands there.
    """
    counts: Counter[str] = Counter()
    folded = fold(annotation.text)
    for clause in staged.clauses:
        words = _masked(folded, clause, document.language)
        pairs = [*words, *map(" ".join, pairwise(words))]
        counts.update(map("w ".__add__, pairs))
        if clause.in_title:
            counts.update(map("t ".__add__, pairs))
        if clause.pair:
            counts.update(map("p ".__add__, pairs))
        if clause in told.core:
            counts.update(map("c ".__add__, (*pairs, *map(" ".join, zip(words, words[1:], words[2:], strict=False)))))
        counts.update(map("n ".__add__, _near(words)))
    found.update((name, 1.0 + math.log(count)) for name, count in counts.items())


_MASKS: Final = frozenset({"BODY", "FIRM", "ORG"})
_REACH: Final = 4
"""Words on each side that stand near a name."""


def _near(words: Sequence[str]) -> Iterator[str]:
    """Each word near a name, with what the name is, in the order in which they stand."""
    for at, mask in enumerate(words):
        if mask in _MASKS:
            yield from (f"{word} {mask}" for word in words[max(0, at - _REACH) : at])
            yield from (f"{mask} {word}" for word in words[at + 1 : at + 1 + _REACH])


def _masked(folded: str, clause: Clause, language: str) -> list[str]:
    """The stems of a sentence, organisations and numbers replaced by what they are."""
    words: list[str] = []
    at = clause.span.start
    mentions: list[tuple[int, int, str]] = [
        (mention.span.start, mention.span.end, mask)
        for group, mask in ((clause.bodies, "BODY"), (clause.firms, "FIRM"), (clause.strangers, "ORG"))
        for mention in group
        if mention.named
    ]
    for start, end, mask in sorted(mentions):
        if start >= at:
            words.extend(stems(folded[at:start], language))
            words.append(mask)
            at = min(end, clause.span.end)
    words.extend(stems(folded[at : clause.span.end], language))
    return words
