"""What is weighed to tell a party of the deal from any other organisation that a text names."""

import re
from math import log1p
from typing import Final

from watch.model import ActorKind, Register, Side
from watch_pipelines.facts.linear import Features
from watch_pipelines.facts.name_sorts import sorts_of, trades_of
from watch_pipelines.facts.organisations import Candidate
from watch_pipelines.facts.page import LEAD, Page
from watch_pipelines.facts.surroundings import (
    in_commitment,
    in_denial,
    in_loss,
    in_margin,
    in_past,
    is_told,
    said_around,
    words_beside,
)
from watch_pipelines.typography import fold

_BY_SIDE: Final = (
    *("place.title", "place.lead", "place.first", "commit.sentence"),
    *("before.with", "before.by", "after.commits"),
)
"""What weighs differently for bodies and for firms."""
_TOGETHER: Final = (
    ("commit.sentence", "meets"),
    ("commit.sentence", "place.first"),
    ("commit.sentence", "place.title"),
    ("before.firm", "commit.sentence"),
    ("before.in", "only.place"),
    ("before.of", "only.place"),
    ("before.to", "only.place"),
    ("before.home", "only.place"),
    ("only.place", "side.public"),
    ("lives", "only.place"),
    ("lost.only", "meets"),
    ("only.misc", "unknown"),
    ("only.common", "told"),
    ("only.common", "acts"),
    ("only.common", "alone"),
    ("place.title", "meets"),
    ("first.of.side", "commit.sentence"),
    ("first.of.side", "place.lead"),
    ("unknown", "place.lead"),
    ("unknown", "mentions"),
    ("camel", "unknown"),
    ("before.named", "unknown"),
    ("state", "place.title"),
    ("state", "meets"),
    ("sells", "commit.sentence"),
    ("told", "first.of.side"),
    ("told", "most"),
    ("told", "sells"),
    ("told", "acts"),
    ("told", "unknown"),
    ("told", "only.place"),
    ("untold", "unknown"),
    ("untold", "register"),
    ("told", "meets"),
    ("acts", "commit.sentence"),
    ("sells", "place.lead"),
    ("acts", "place.lead"),
    ("acts", "only.place"),
    ("sells", "unknown"),
    ("most", "unknown"),
    ("before.award", "commit.sentence"),
    ("before.with", "commit.sentence"),
)


_CROSSED: Final = (
    *("side.public", "register", "unknown", "label.org", "only.common", "only.place", "only.misc", "minister.only"),
    *("small.letters", "acronym", "camel", "ambiguous", "publisher", "publisher.own", "product.only", "firm.abroad"),
    *("place.title", "place.first", "place.lead", "place.only_late", "opens", "once"),
    *("told", "told.first", "told.body", "untold", "commit.sentence", "meets"),
    *("most", "alone", "first.of.side", "second.of.side", "sells", "acts", "lives"),
    *("before.of", "before.with", "before.by", "before.to", "before.at", "before.contrast", "before.past"),
    *("before.hosting", "lost.any", "past.only", "denied.only", "after.commits", "after.says"),
)
"""What is crossed, each with each: few enough for every pair to be learned, if it says anything."""
_CROSSING: Final = 0.5
"""Pairs count less than what they are made of."""


def crossed(features: Features) -> Features:
    """*features* with the pairs of `_CROSSED` that hold together, for the choice of the parties."""
    held = [name for name in _CROSSED if features.get(name)]
    pairs = {
        f"{one}+{other}": _CROSSING * features[one] * features[other]
        for index, one in enumerate(held)
        for other in held[index + 1 :]
    }
    return {**features, **pairs}


def party_features(page: Page, candidate: Candidate, everyone: tuple[Candidate, ...], register: Register) -> Features:
    """Named numbers for one candidate: where it stands, what stands around it, who else is there."""
    features: dict[str, float] = {
        "side.public": float(candidate.side is Side.PUBLIC),
        "side.known": float(candidate.side_known),
    }
    features |= _identity(page, candidate, register)
    features |= _places(page, candidate)
    for mention in candidate.mentions:
        for name in said_around(page, mention):
            features[name] = max(features.get(name, 0.0), 1.0)
    features |= _company_kept(page, candidate, everyone)
    features |= words_beside(page, candidate.mentions, candidate.side)
    side = candidate.side.value
    features |= {f"{side}.{name}": features[name] for name in _BY_SIDE if features.get(name)}
    features |= _by_sort(candidate, features)
    return features | {
        f"{one}&{other}": features[one] * features[other]
        for one, other in _TOGETHER
        if features.get(one) and features.get(other)
    }


def _by_sort(candidate: Candidate, features: Features) -> dict[str, float]:
    """What weighs differently for the sorts of bodies and for firms from abroad."""
    sorts = [name for name in features if name.startswith("sort.")]
    found = {f"{candidate.side.value}.{sort}": 1.0 for sort in sorts}
    if candidate.side is Side.PUBLIC and features["commit.sentence"]:
        found |= {f"{sort}&commit.sentence": 1.0 for sort in sorts}
    if features.get("firm.abroad"):
        found |= {"firm.abroad&untold": features["untold"], "firm.abroad&unsold": 1.0 - features.get("sells", 0.0)}
    return found


def _identity(page: Page, candidate: Candidate, register: Register) -> dict[str, float]:
    labels = {mention.label for mention in candidate.mentions}
    best = candidate.best.text
    features: dict[str, float] = {
        "label.org": float("ORG" in labels),
        "only.common": float(labels == {"COMMON"}),
        "only.misc": float(labels == {"MISC"}),
        "only.person": float(labels == {"PER"}),
        "only.place": float(labels == {"LOC"}),
        "minister.only": float(all(fold(mention.text).startswith("ministre") for mention in candidate.mentions)),
        "words": min(len(best.split()), 5) / 5,
        "acronym": float(best.isupper()),
    }
    if candidate.actor_id is not None:
        actor = register.actors[candidate.actor_id]
        features["register"] = 1.0
        features[f"kind.{actor.kind.value}"] = 1.0
        if actor.kind is ActorKind.PUBLIC_BODY and actor.subkind:
            features[f"body.{actor.subkind.split(' ')[0]}"] = 1.0
        features |= {f"firm.{trade}": 1.0 for trade in trades_of(actor)}
        if features.get("kind.public_body") != 1.0 and actor.eu_based is False:
            features["firm.abroad"] = 1.0
        features["state"] = float(actor.subkind in {"state", "head_of_state", "head_of_government"})
    else:
        features["unknown"] = 1.0
    features |= {f"sort.{sort}": 1.0 for sort in sorts_of(best)}
    features["small.letters"] = float(best.islower())
    publisher = page.publisher_folded
    features["publisher"] = float(any(len(name) > 3 and name in publisher for name in candidate.names))
    features["publisher.own"] = features["publisher"] * float(page.publisher_kind.value in {"company", "government"})
    features["product.only"] = float(
        bool(candidate.own) and not any(_shares_word(name, candidate.own) for name in candidate.names)
    )
    features["camel"] = float(
        any(re.search(r"[a-z][A-Z]|\.(?:ai|io)\b", mention.text) for mention in candidate.mentions)
    )
    features["ambiguous"] = float(all(mention.ambiguous for mention in candidate.mentions))
    return features


def _shares_word(one: str, other: str) -> bool:
    return bool({word for word in one.split() if len(word) > 2} & set(other.split())) or one.replace(
        " ", ""
    ) == other.replace(" ", "")


def _places(page: Page, candidate: Candidate) -> dict[str, float]:
    starts = [mention.span.start for mention in candidate.mentions]
    first_sentence_end = page.sentence_at(page.body).end if page.body < len(page.text) else page.body
    first = min(starts)
    told = [is_told(page, start) for start in starts]
    lost = [in_loss(page, start) for start in starts]
    return {
        "place.title": float(any(start < page.body for start in starts)),
        "place.first": float(any(page.body <= start < first_sentence_end for start in starts)),
        "place.lead": float(any(page.body <= start < page.body + LEAD / 2 for start in starts)),
        "place.only_late": float(first > page.body + LEAD),
        "place.depth": min(1.0, first / max(len(page.text), 1)),
        "mentions": log1p(len(starts)),
        "once": float(len(starts) == 1),
        "deal": float(any(page.tells_deal(start) for start in starts)),
        "commit.sentence": float(any(in_commitment(page, start) for start in starts)),
        "told": float(any(told)),
        "told.share": sum(told) / len(starts),
        "told.body": float(any(start >= page.body and there for start, there in zip(starts, told, strict=True))),
        "told.first": float(
            bool(page.told) and any(page.told[0].start <= start < page.told[0].end for start in starts)
        ),
        "untold": float(bool(page.told) and not any(told)),
        "margin.only": float(all(in_margin(page, start) for start in starts)),
        "lost.only": float(all(lost)),
        "lost.any": float(any(lost)),
        "denied.only": float(all(in_denial(page, start) for start in starts)),
        "past.only": float(all(in_past(page, start) for start in starts)),
    }


def _company_kept(page: Page, candidate: Candidate, everyone: tuple[Candidate, ...]) -> dict[str, float]:
    """Whether it shares a sentence with the other side, and how many of its own side the text names."""
    mine = {page.sentence_at(mention.span.start) for mention in candidate.mentions}
    opposite = [each for each in everyone if each.side is not candidate.side]
    same = [each for each in everyone if each.side is candidate.side and each is not candidate]
    meets = any(page.sentence_at(mention.span.start) in mine for each in opposite for mention in each.mentions)
    rivals = sum(len(each.mentions) > len(candidate.mentions) for each in same)
    earlier = sum(each.mentions[0].span.start < candidate.mentions[0].span.start for each in same)
    total = sum(len(each.mentions) for each in (*same, candidate))
    return {
        "most": float(rivals == 0),
        "share": len(candidate.mentions) / total,
        "meets": float(meets),
        "alone": float(not same),
        "opposite.none": float(not opposite),
        "rivals": min(rivals, 4) / 4,
        "earlier": min(earlier, 5) / 5,
        "first.of.side": float(earlier == 0),
        "second.of.side": float(earlier == 1),
    }
