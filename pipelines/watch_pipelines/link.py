"""Which announcement does a document belong to? Agreements and disagreements, weighed and explained.

Same parties are not the same deal: a renewal, a second contract or a later extension shares them all. Parties open the
question; date, money, instrument and named system decide it.
"""

import re
from collections.abc import Sequence
from datetime import date

from watch.model import (
    Announcement,
    Document,
    Extraction,
    Instrument,
    Link,
    LinkReason,
    PartialDate,
    Party,
    Reading,
    Side,
    Status,
)
from watch_pipelines.party_names import WIDE_ACTORS, akin, folded_name, keys, same_party
from watch_pipelines.typography import fold, typographic

_THRESHOLD = 0.0
"""Sum of weights above which a document joins an announcement."""
_MUST = 100.0
"""Weight of being a copy: more than everything else together."""
_NEAR, _FAR = 10, 100
"""Days: within the first a date speaks for the same deal, beyond the second against it."""
_STILL_NEAR, _FADING = 0.4, 2.4
"""Weight just after the first limit, and what it loses on the way to the second."""
_SAME_AMOUNT = 0.02
_OTHER = {Side.PRIVATE: -3.0, Side.PUBLIC: -2.2}
"""Weight of naming quite different parties on one side."""
_RARE = 1.6
"""Weight of sharing a company that the register does not know: it signs few deals, the great names sign every week."""
_WIDE = 0.4
"""Weight of sharing nothing but a State or a government."""
_NAMED = 0.4
"""Weight of a party of the announcement that the text names without making it a party."""
_SHORTEST = 5
_NEAR_NAMES = -0.3
"""Weight of names that may mean one body: a ministry and its minister, a body named in part."""
_ENDINGS = frozenset({Status.ENDED})
_VAGUE = frozenset({Instrument.PARTNERSHIP, Instrument.OTHER})
_STOP = frozenset(
    [
        "avec",
        "dans",
        "pour",
        "plus",
        "sous",
        "entre",
        "cette",
        "leur",
        "leurs",
        "sont",
        "nous",
        "vous",
        "comme",
        "mais",
        "elle",
        "elles",
        "from",
        "with",
        "that",
        "this",
        "will",
        "have",
        "intelligence",
        "artificielle",
        "generative",
        "partenariat",
        "accord",
        "signe",
        "signent",
        "annonce",
        "public",
        "publique",
        "donnees",
        "ministere",
        "francais",
        "francaise",
    ]
)


def party_keys(found: Reading | Announcement) -> tuple[str, ...]:
    """The keys under which the store looks candidates up: "id:…" for register actors, "name:…" for written names."""
    facts = found if isinstance(found, Announcement) else found.extraction
    parties = facts.parties if facts is not None else ()
    return tuple(dict.fromkeys(key for party in parties for key in keys(party)))


def link(document: Document, reading: Reading, candidates: Sequence[Announcement], *, must: str | None = None) -> Link:
    """The announcement that *document* reports, or None when it opens one of its own.

    *candidates* share a party key with the document within a wide window; *must* is the announcement of a document of
    which this one is a near-verbatim copy. The reasons explain the choice, or the best candidate that was refused.
    """
    if must is not None:
        return Link(must, _MUST, (LinkReason("near_duplicate", _MUST, "a copy of one of its documents"),))
    if reading.extraction is None or not candidates:
        return Link(None, 0.0, (LinkReason("no_candidate", 0.0, "no announcement shares a party"),))
    weighed = [(weigh(document, reading, reading.extraction, one), one) for one in candidates]
    reasons, best = max(weighed, key=lambda pair: (sum(r.weight for r in pair[0]), pair[1].id))
    score = sum(reason.weight for reason in reasons)
    return Link(best.id if score > _THRESHOLD else None, round(score, 3), reasons)


def weigh(
    document: Document, reading: Reading, facts: Extraction, announcement: Announcement
) -> tuple[LinkReason, ...]:
    """Every agreement and disagreement between a document and an announcement."""
    found = [
        *_parties(document, facts.parties, announcement.parties),
        _time(document, facts, announcement),
        _signature(facts.signed_on, announcement.signed_on),
        _amount(facts, announcement),
        _duration(facts, announcement),
        _instrument(facts.instrument, announcement.instrument),
        _status(reading.detection.status, announcement.status),
        _project(facts.project, announcement.project),
        _sector(facts, announcement),
        _title(document, announcement),
    ]
    return tuple(reason for reason in found if reason is not None)


def _parties(document: Document, mine: Sequence[Party], theirs: Sequence[Party]) -> list[LinkReason]:
    """What the two sides have in common, for each side of the deal."""
    text = f" {folded_name(document.full_text)} "
    return [_side(side, text, mine, theirs) for side in Side]


def _side(side: Side, text: str, mine: Sequence[Party], theirs: Sequence[Party]) -> LinkReason:
    """Shared parties; else the announcement's, named in the text without being read as parties; else others."""
    here = [party for party in mine if party.side is side]
    there = [party for party in theirs if party.side is side]
    shared = [party for party in here if any(same_party(party, other) for other in there)]
    if shared:
        return LinkReason(f"same_{side.value}", _weight_of(side, shared), ", ".join(party.name for party in shared))
    named = [party.name for party in there if _said(party, text)]
    if named:
        return LinkReason(f"named_{side.value}", _NAMED, ", ".join(named))
    if not here or not there:
        return LinkReason(f"unknown_{side.value}", -0.5, "not named on one side")
    near = any(akin(one, two) for one in here for two in there)
    return LinkReason(f"other_{side.value}", _NEAR_NAMES if near else _OTHER[side], f"{here[0].name} / {there[0].name}")


def _weight_of(side: Side, shared: Sequence[Party]) -> float:
    """How much sharing these parties says: a rare company more, a whole State less."""
    if side is Side.PRIVATE and any(party.actor_id is None for party in shared):
        return _RARE
    return _WIDE if all(party.actor_id in WIDE_ACTORS for party in shared) else 1.0


def _said(party: Party, text: str) -> bool:
    """Return whether the folded *text* holds the written name of a party; too short a name proves nothing."""
    name = folded_name(party.name)
    telling = " " in name if party.side is Side.PUBLIC else len(name) >= _SHORTEST
    return telling and party.actor_id not in WIDE_ACTORS and f" {name} " in text


def _time(document: Document, facts: Extraction, announcement: Announcement) -> LinkReason | None:
    """How far the document's dates lie from those of the announcement."""
    mine = [day.first_day for day in (facts.announced_on,) if day] or [day for day in (document.published_on,) if day]
    theirs = [day.first_day for day in (announcement.announced_on,) if day]
    if not mine or not theirs:
        return None
    days = min(abs((one - other).days) for one in mine for other in theirs)
    detail = f"{days} days apart"
    if days <= _NEAR:
        return LinkReason("same_days", 1.0, detail)
    if days <= _FAR:
        return LinkReason("near_days", round(_STILL_NEAR - _FADING * (days - _NEAR) / (_FAR - _NEAR), 3), detail)
    return LinkReason("far_days", -2.0 - min(days / 365, 3.0), detail)


def _signature(mine: PartialDate | None, theirs: PartialDate | None) -> LinkReason | None:
    if mine is None or theirs is None:
        return None
    if mine.agrees(theirs):
        whole = str(mine).count("-") == 2  # many deals are signed in one month
        return LinkReason("same_signature", 1.5 if whole else 0.3, str(mine))
    days = abs((_start(mine) - _start(theirs)).days)
    return LinkReason("other_signature", -1.0 if days > _NEAR else -0.2, f"{mine} / {theirs}")


def _start(day: PartialDate) -> date:
    return day.first_day


def _amount(facts: Extraction, announcement: Announcement) -> LinkReason | None:
    mine, theirs = facts.amount, announcement.amount
    if mine is None or theirs is None or mine.currency != theirs.currency:
        return None
    detail = f"{mine.value:g} / {theirs.value:g} {mine.currency}"
    if abs(mine.value - theirs.value) <= _SAME_AMOUNT * max(mine.value, theirs.value):
        return LinkReason("same_amount", 1.5, detail)
    return LinkReason("other_amount", -0.8, detail)


def _duration(facts: Extraction, announcement: Announcement) -> LinkReason | None:
    mine, theirs = facts.duration_months, announcement.duration_months
    if mine is None or theirs is None:
        return None
    return (
        LinkReason("same_duration", 0.4, f"{mine} months")
        if mine == theirs
        else LinkReason("other_duration", -0.4, f"{mine} / {theirs} months")
    )


def _instrument(mine: Instrument | None, theirs: Instrument | None) -> LinkReason | None:
    """Journalists say « partenariat » of everything: only two precise and different names disagree."""
    if mine is None or theirs is None or mine in _VAGUE or theirs in _VAGUE:
        return None
    if mine is theirs:
        return LinkReason("same_instrument", 0.3, mine.value)
    return LinkReason("other_instrument", -0.3, f"{mine.value} / {theirs.value}")


def _status(mine: Status | None, theirs: Status) -> LinkReason | None:
    """The end of a deal, or its renewal, is not the deal."""
    if mine is None:
        return None
    if (mine in _ENDINGS) != (theirs in _ENDINGS):
        return LinkReason("end_or_not", -1.5, f"{mine.value} / {theirs.value}")
    if (mine is Status.RENEWED) != (theirs is Status.RENEWED):
        return LinkReason("renewal_or_not", -0.3, f"{mine.value} / {theirs.value}")
    return None


def _project(mine: str | None, theirs: str | None) -> LinkReason | None:
    if not mine or not theirs:
        return None
    same = fold(typographic(mine)) == fold(typographic(theirs))
    return LinkReason("same_project", 1.0, mine) if same else LinkReason("other_project", -0.5, f"{mine} / {theirs}")


def _sector(facts: Extraction, announcement: Announcement) -> LinkReason | None:
    if facts.sector is None or announcement.sector is None:
        return None
    if facts.sector is announcement.sector:
        return LinkReason("same_sector", 0.2, facts.sector.value)
    return LinkReason("other_sector", -0.3, f"{facts.sector.value} / {announcement.sector.value}")


def _title(document: Document, announcement: Announcement) -> LinkReason | None:
    """Rare words of the announcement's title that the document uses: names of systems, places, numbers."""
    theirs = _words(announcement.title)
    if not theirs:
        return None
    shared = theirs & _words(document.full_text)
    return LinkReason("title_words", round(len(shared) / len(theirs) - 0.4, 3), " ".join(sorted(shared)[:6]))


def _words(text: str) -> frozenset[str]:
    return frozenset(w for w in re.findall(r"[a-z0-9]{4,}", fold(typographic(text))) if w not in _STOP)
