"""Is an award notice the proof of an announcement that is already known, even if its object does not name AI?

A body buys from many and a company sells to many: neither name alone says anything, and both together only with a date
near the announcement and something of the deal itself. Where the register gives numbers instead of names, the money
must agree, and the length or the words of the object with it.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from watch.model import (
    Announcement,
    Document,
    Extraction,
    LinkReason,
    Party,
    Reading,
    Register,
    Role,
    Side,
    Status,
)
from watch.stems import stems
from watch_pipelines.facts.organisations import alike
from watch_pipelines.names import BODY_NOUNS, organisation_of
from watch_pipelines.notice_fields import open_notice
from watch_pipelines.party_names import GENERIC_ACTORS, WIDE_ACTORS, Likeness, folded_name, likeness, same_party
from watch_pipelines.typography import fold, typographic

AI_OBJECT: Final = "ai_object"
"""The reason of a reading whose object speaks of AI."""
AI_HOLDER: Final = "notice_ai_holder"
"""The reason of a reading whose holder sells AI and little else."""

_EARLIEST, _NEAR, _LATE, _LATEST = -60, 60, 150, 400
"""Days from the announcement to the notice: outside the first and the last never the same deal; up to the second and
third it speaks for one."""
_SAME_AMOUNT, _ABOUT = 0.02, 0.15
"""Shares of the greater sum by which two may differ: to be the same, and before they speak against each other."""
_THRESHOLD: Final = 2.0
_ENOUGH_WORDS: Final = 2
"""Words of the object that an announcement must share before they count as its own."""

RULES: Final = (
    *("notice_buyer", "notice_related_buyer", "notice_other_buyer"),
    *("notice_holder", "notice_related_holder", "notice_other_holder"),
    "notice_rare",
    *("notice_near", "notice_late", "notice_far", "notice_undated"),
    *("notice_amount", "notice_other_amount", "notice_duration", "notice_other_duration"),
    *("notice_project", "notice_words", "notice_other_sector", "notice_ai", "notice_ended"),
)
"""Every rule that a reason of `weigh_notice` may name."""

_BUYERS: Final = frozenset({"notice_buyer", "notice_related_buyer"})
_HOLDERS: Final = frozenset({"notice_holder", "notice_related_holder"})
_AGAINST: Final = frozenset({"notice_other_buyer", "notice_other_holder", "notice_far", "notice_undated"})
"""Each of these alone refuses a match."""
_OWN: Final = frozenset({"notice_amount", "notice_duration", "notice_project", "notice_words"})
"""What is of the deal itself, not of its parties."""

_COMMON_WORDS: Final = frozenset(
    stem
    for stem in stems(
        "avec dans pour plus sous entre cette leur leurs sont nous vous comme mais elle elles une des les aux par sur"
        " fourniture fournitures prestation prestations service services acquisition achat mise oeuvre maintenance"
        " solution solutions plateforme logiciel logiciels logicielle systeme systemes marche marches accord cadre lot"
        " lots outil outils numerique numeriques projet projets realisation assistance developpement licence licences"
        " abonnement hebergement support evolution deploiement exploitation conception installation livraison"
        " intelligence artificielle generative modele modeles assistant ia ai conversationnel agent agents donnees"
        " contrat convention partenariat signe signent annonce choisit attribution resultat avis public publique"
        " publics ministere ministre direction generale ville region departement metropole universite hopital centre"
        " france francais francaise national nationale europe europeen with from that this will have the and for"
        " software package contract award supply informatique technologies information conseil technique"
    )
)
"""Words of any object and any title, stemmed."""


def matches(
    notice: Document, reading: Reading, announcement: Announcement, register: Register | None = None
) -> tuple[LinkReason, ...]:
    """Why *notice*, read as *reading*, is the award of *announcement*; empty when it is not, or nothing shows it.

    With *register*, a ministry and its directorate, a group and its subsidiary count as related.
    """
    reasons = weigh_notice(notice, reading, announcement, register)
    return reasons if _belongs(reasons) else ()


def score(reasons: Sequence[LinkReason]) -> float:
    """The sum of the weights: of several announcements that a notice matches, the one with the most is meant."""
    return round(sum(reason.weight for reason in reasons), 3)


def weigh_notice(
    notice: Document, reading: Reading, announcement: Announcement, register: Register | None = None
) -> tuple[LinkReason, ...]:
    """Every agreement and disagreement between a notice and an announcement; empty when *notice* was not read."""
    facts = reading.extraction
    if facts is None:
        return ()
    found = [
        _side("buyer", _by_role(facts, Role.BUYER), _of(announcement, Side.PUBLIC), register),
        _side("holder", _by_role(facts, Role.SUPPLIER), _of(announcement, Side.PRIVATE), register),
        _rare(_by_role(facts, Role.SUPPLIER), _of(announcement, Side.PRIVATE), register),
        _time(notice, facts, announcement),
        _amount(facts, announcement),
        _duration(facts, announcement),
        *_object(notice, announcement),
        _sector(facts, announcement),
        _ai(reading),
        LinkReason("notice_ended", -2.0, announcement.status) if announcement.status is Status.ENDED else None,
    ]
    return tuple(reason for reason in found if reason is not None)


def _belongs(reasons: Sequence[LinkReason]) -> bool:
    """Whether the reasons are of enough different kinds, and together heavy enough."""
    rules = {reason.rule for reason in reasons}
    if rules & _AGAINST or score(reasons) < _THRESHOLD:
        return False
    own = rules & _OWN
    if rules & _BUYERS and rules & _HOLDERS:
        plain = {"notice_buyer", "notice_holder"} <= rules and not rules & {"notice_late", "notice_other_amount"}
        return bool(own) or (plain and bool(rules & {"notice_ai", "notice_rare"}))
    if "notice_late" in rules:
        return False
    return "notice_amount" in rules and len(own) > 1


def _by_role(facts: Extraction, role: Role) -> list[Party]:
    return [party for party in facts.parties if party.role is role]


def _of(announcement: Announcement, side: Side) -> list[Party]:
    return [party for party in announcement.parties if party.side is side]


def _side(name: str, mine: Sequence[Party], theirs: Sequence[Party], register: Register | None) -> LinkReason | None:
    """Whether the notice's buyers, or holders, are among the announcement's parties of that side."""
    if not mine or not theirs:
        return None
    shared = [one for one in mine if any(_same(one, other) for other in theirs)]
    if shared:
        wide = all(party.actor_id in WIDE_ACTORS for party in shared)
        return LinkReason(f"notice_{name}", 0.5 if wide else 1.0, ", ".join(party.name for party in shared[:5]))
    related = [one for one in mine if any(_related(one, other, register) for other in theirs)]
    if related:
        return LinkReason(f"notice_related_{name}", 0.5, ", ".join(party.name for party in related[:5]))
    return LinkReason(f"notice_other_{name}", -3.0, f"{mine[0].name} / {theirs[0].name}")


def _rare(mine: Sequence[Party], theirs: Sequence[Party], register: Register | None) -> LinkReason | None:
    """A shared company that nobody knows: it holds few contracts, and seldom two of one body at a time."""
    if register is None:
        return None
    shared = [
        one.name
        for one in mine
        for other in theirs
        if one.actor_id is None
        and other.actor_id is None
        and organisation_of(one.name, register) is None
        and organisation_of(other.name, register) is None
        and _same(one, other)
    ]
    return LinkReason("notice_rare", 0.5, shared[0]) if shared else None


def _same(one: Party, other: Party) -> bool:
    """One organisation; also when one name is the other's initials, or holds it with a service (« Ville - DSI »)."""
    short, long = sorted((folded_name(one.name), folded_name(other.name)), key=len)
    if BODY_NOUNS["fr"].fullmatch(short):
        return False  # « Département »: of which place, nobody can tell
    if same_party(one, other) or _initials(one, other) or _initials(other, one):
        return True
    generic = {one.actor_id, other.actor_id} & GENERIC_ACTORS
    return len(short) > _SHORTEST and not generic and f" {short} " in f" {long} "


_SHORTEST: Final = 7
_FEWEST_INITIALS: Final = 3


def _initials(short: Party, long: Party) -> bool:
    """« AFP », « Agence France-Presse »."""
    name = folded_name(short.name)
    return len(name) >= _FEWEST_INITIALS and " " not in name and alike(name, folded_name(long.name))


def _related(one: Party, other: Party, register: Register | None) -> bool:
    """A body and its directorate, a group and its subsidiary; or names of one office."""
    if likeness(one, other) is Likeness.AKIN:
        return True
    if register is None or not one.actor_id or not other.actor_id:
        return False
    lines = _line_of(one.actor_id, register), _line_of(other.actor_id, register)
    return one.actor_id in lines[1] or other.actor_id in lines[0]


def _line_of(actor_id: str, register: Register) -> frozenset[str]:
    """The parents of an actor and theirs, States and the like left out: everybody is theirs."""
    found: set[str] = set()
    actor = register.actors.get(actor_id)
    while actor is not None and actor.parent is not None and actor.parent not in found:
        found.add(actor.parent)
        actor = register.actors.get(actor.parent)
    return frozenset(found - WIDE_ACTORS)


def _time(notice: Document, facts: Extraction, announcement: Announcement) -> LinkReason:
    """How long after the announcement the notice comes: registers publish weeks, sometimes months later."""
    mine = facts.signed_on.first_day if facts.signed_on else notice.published_on
    theirs = [day for day in (announcement.signed_on, announcement.announced_on) if day is not None]
    if mine is None or not theirs:
        return LinkReason("notice_undated", 0.0, "no day on one side")
    days = min((_between(mine, day.first_day) for day in theirs), key=abs)
    detail = f"{days} days after"
    if not _EARLIEST <= days <= _LATEST:
        return LinkReason("notice_far", -3.0, detail)
    if days <= _NEAR:
        return LinkReason("notice_near", 1.0, detail)
    return LinkReason("notice_near", 0.5, detail) if days <= _LATE else LinkReason("notice_late", 0.0, detail)


def _between(notice: date, deal: date) -> int:
    return (notice - deal).days


def _amount(facts: Extraction, announcement: Announcement) -> LinkReason | None:
    mine, theirs = facts.amount, announcement.amount
    if mine is None or theirs is None or mine.currency != theirs.currency:
        return None
    detail = f"{mine.value:g} / {theirs.value:g} {mine.currency}"
    differ = abs(mine.value - theirs.value) / max(mine.value, theirs.value, 1.0)
    if differ <= _SAME_AMOUNT:
        return LinkReason("notice_amount", 1.5, detail)
    # the press rounds, and taxes come and go; a quite different sum is another contract, or one lot of several
    return LinkReason("notice_other_amount", -1.0, detail) if differ > _ABOUT else None


def _duration(facts: Extraction, announcement: Announcement) -> LinkReason | None:
    mine, theirs = facts.duration_months, announcement.duration_months
    if mine is None or theirs is None:
        return None
    detail = f"{mine} / {theirs} months"
    same = mine == theirs
    return LinkReason("notice_duration", 0.5, detail) if same else LinkReason("notice_other_duration", -0.5, detail)


def _object(notice: Document, announcement: Announcement) -> Iterator[LinkReason]:
    """The name of the system in the object, and the words that object and title share beside the parties' names."""
    opened = open_notice(notice)
    if opened is None:
        return
    bought = " ; ".join(opened.text[span.start : span.end] for span in opened.objects)
    project = announcement.project
    if project and len(project) > 2 and re.search(rf"\b{re.escape(_plain(project))}\b", _plain(bought)):
        yield LinkReason("notice_project", 1.5, project)
    names = frozenset(stem for party in announcement.parties for stem in stems(party.name))
    theirs = frozenset(stems(announcement.title)) - names
    shared = sorted(word for word in _telling(bought) if word in theirs)
    if len(shared) >= _ENOUGH_WORDS:
        yield LinkReason("notice_words", min(0.4 * len(shared), 1.2), " ".join(shared[:6]))


def _plain(text: str) -> str:
    return fold(typographic(text))


def _telling(text: str) -> frozenset[str]:
    """The stems of *text* that not every object holds."""
    return frozenset(stem for stem in stems(text) if len(stem) > 3) - _COMMON_WORDS


def _sector(facts: Extraction, announcement: Announcement) -> LinkReason | None:
    if facts.sector is None or announcement.sector is None or facts.sector is announcement.sector:
        return None
    return LinkReason("notice_other_sector", -0.2, f"{facts.sector} / {announcement.sector}")


def _ai(reading: Reading) -> LinkReason | None:
    """The object speaks of AI, or who holds the contract sells nothing else."""
    grounds = [one for one in reading.detection.reasons if one.rule in {AI_OBJECT, AI_HOLDER}]
    said = next((one.evidence.quote for one in grounds if one.evidence is not None), None)
    return LinkReason("notice_ai", 0.5, said or "") if grounds else None
