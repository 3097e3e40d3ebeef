"""Notices of procurement registers (BOAMP, TED, DECP), read as what they are: fields, not prose.

An award whose object is about AI is an announcement, when the notice names who buys and who holds it. An award to a
company that sells nothing but AI, whose object does not say so, is none by itself; `matches` tells whether it is the
proof of one that is known.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from watch.model import (
    Amount,
    Annotation,
    Detection,
    Document,
    Evidence,
    Extraction,
    Instrument,
    Lexicon,
    PartialDate,
    Party,
    Reading,
    Reason,
    Register,
    Role,
    Side,
    Span,
    Status,
)
from watch_pipelines.detect_scene import SELLS_AI, WEAK_AI, Participant, is_ai_supplier
from watch_pipelines.extract import extract
from watch_pipelines.facts.amounts import sums
from watch_pipelines.facts.page import Page, open_page
from watch_pipelines.names import organisation_of
from watch_pipelines.notice_fields import Kind, Notice, open_notice
from watch_pipelines.notice_match import AI_HOLDER, AI_OBJECT, matches
from watch_pipelines.notice_names import has_number, is_numbered, read_parties
from watch_pipelines.resolve import resolve

__all__ = ["RULES", "matches", "notice_number", "read_notice"]

_YES, _WEAKLY, _NO = 0.97, 0.85, 0.03
"""Probabilities: a register says what it says; only what counts as AI can be in doubt."""

RULES: Final = (
    "public_party",
    "company",
    AI_OBJECT,
    "commitment",
    "notice_award",
    "notice_intention",
    "notice_open",
    "notice_change",
    "notice_works",
    AI_HOLDER,
)
"""Every rule that a reason of `read_notice` may name."""

_MACHINES: Final = "notice.machines"
"""The cue of the lexicon for what computes AI and much else."""
_NOT_AI: Final = frozenset({"against.not_ai", "notice.other_sense"})
"""The cues that rule AI out, or say that « IA » is an inspector of schools."""
_CHANGE: Final = re.compile(
    r"\b(?:modificati\w+|modifie|rectificati\w+|avenant|annulation|annule|change notice|contract modification"
    r"|erratum)\b"
)
_INTENTION: Final = re.compile(r"\bintention de conclure\b|\bex[ -]ante\b")
_WORKS: Final = "45"
"""Division of the CPV for building works: a school of AI is built by masons."""
_FRAMEWORK: Final = re.compile(r"\baccords?[ -]cadres?\b|\bframework agreements?\b|\brahmenvereinbarung\w*")
_FOLLOWING: Final = re.compile(r"\bmarches? subsequents?\b")
_OTHER_FORM: Final = re.compile(r"\b(?:concession|delegation de service public|concours)\b")
_CONTRACT: Final = re.compile(r"\b(?:marches?|contrats?|contracts?)\b")
_CEILING: Final = re.compile(r"\b(?:maxim\w+|plafond\w*|ceiling)\b")
_TOTAL: Final = re.compile(r"\b(?:total\w*|global\w*)\b")
_MOST_AMOUNTS: Final = 100
"""Amount lines that are looked at."""
_LENGTH: Final = re.compile(
    r"(?<![\d.,])(?P<number>\d{1,4}) ?(?P<unit>mois|ans?\b|annees?|jours?|months?|years?|days?|monate?)"
)
_LONGEST: Final = 600
"""Months; what is longer is a slip of the keyboard."""
_DAY: Final = re.compile(
    r"(?<!\d)(?:(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})|(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4}))"
)


def read_notice(document: Document, annotation: Annotation, register: Register, lexicon: Lexicon) -> Reading | None:
    """What a notice of a register says; None when *document* has not the form of one.

    *annotation* is that of `document.full_text`. Names in the result stand in the text as quoted; a number without a
    name is a party only when *register* knows it.
    """
    notice = open_notice(document)
    if notice is None:
        return None
    parties = read_parties(notice, register)
    detection = _decided(notice, parties, annotation, register)
    read = extract(document, annotation, detection, register, lexicon)
    facts = _stated(notice, parties, read, open_page(document, annotation, detection))
    return Reading(document.id, detection, facts, None, None)


def _decided(notice: Notice, parties: Sequence[Party], annotation: Annotation, register: Register) -> Detection:
    """An announcement when somebody holds a contract whose object is about AI, and the notice is no mere change."""
    buyers = [party for party in parties if party.role is Role.BUYER and party.side is Side.PUBLIC]
    holders = [party for party in parties if party.role is Role.SUPPLIER and party.side is Side.PRIVATE]
    sellers = [party for party in holders if _sells_ai(party, register)]
    ai, sure = _ai_object(notice, annotation, register, sellers=bool(sellers))
    awarded = _award(notice, parties)
    change = _change(notice)
    works = _works(notice)
    missing = {
        "public_party": not buyers,
        "company": not holders,
        "ai_object": ai is None or works is not None,
        "commitment": awarded is None,
        "newness": change is not None,
    }
    lacking = tuple(name for name, lacks in missing.items() if lacks)
    intended = _intention(notice)
    stage = ("notice_intention", 1.0) if intended and awarded else ("notice_award", 3.0)
    reasons = [
        *(Reason("public_party", 1.0, party.evidence) for party in buyers[:3]),
        *(Reason("company", 1.0, party.evidence) for party in holders[:3]),
        *(Reason(AI_OBJECT, 1.0, ai) for _ in (1,) if ai is not None and works is None),
        *((Reason("commitment", 1.0, awarded), Reason(*stage, intended or awarded)) if awarded else ()),
        *(Reason("notice_open", -3.0, None) for _ in (1,) if awarded is None),
        *(Reason("notice_change", -3.0, change) for _ in (1,) if change is not None),
        *(Reason("notice_works", -3.0, works) for _ in (1,) if works is not None),
        *(Reason(AI_HOLDER, 0.5, party.evidence) for party in sellers[:1]),
    ]
    return Detection(
        is_announcement=not lacking,
        score=_NO if lacking else _YES if sure else _WEAKLY,
        status=None if lacking else Status.INTENDED if intended else Status.SIGNED,
        reasons=tuple(reasons),
        missing=lacking,
        deal_sentences=_told(notice),
    )


def _told(notice: Notice) -> tuple[Span, ...]:
    spans = {*notice.objects, *(line.span for line in notice.of(Kind.BUYER, Kind.HOLDER) if line.end > line.start)}
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))


def _award(notice: Notice, parties: Sequence[Party]) -> Evidence | None:
    """The holder, by name or number; None when the notice awards nothing."""
    named = next((party.evidence for party in parties if party.role is Role.SUPPLIER), None)
    lines = (line for line in notice.of(Kind.HOLDER) if has_number(notice, line))
    numbered = (notice.evidence(line.start, line.end) for line in lines)
    return named or next(numbered, None)


def _change(notice: Notice) -> Evidence | None:
    """The words that make the notice a correction or a modification of another one."""
    return _first(notice, _CHANGE, (notice.heading, *(line.span for line in notice.of(Kind.NATURE))))


def _intention(notice: Notice) -> Evidence | None:
    return _first(notice, _INTENTION, (notice.heading, *(line.span for line in notice.of(Kind.NATURE))))


def _first(notice: Notice, pattern: re.Pattern[str], spans: Sequence[Span]) -> Evidence | None:
    for span in spans:
        if (found := pattern.search(notice.folded, span.start, span.end)) is not None:
            return notice.evidence(*found.span())
    return None


def _works(notice: Notice) -> Evidence | None:
    """What says that something is built: the main code, or the one category."""
    for line in notice.of(Kind.CATEGORY):
        if notice.folded[line.start : line.end] in {"travaux", "works"}:
            return notice.evidence(line.start, line.end)
    code = notice.main_code
    if code is None or not code.startswith(_WORKS):
        return None
    place = notice.folded.index(code)
    return notice.evidence(place, place + len(code))


def _sells_ai(party: Party, register: Register) -> bool:
    known = organisation_of(party.name, register)
    actor = register.actors[party.actor_id] if party.actor_id else None
    span = Span(party.evidence.start, party.evidence.end)
    sells = actor is None and known is not None and known.kind == SELLS_AI
    return is_ai_supplier(Participant(span, party.name, actor, party.side, sells_ai=sells))


def _ai_object(
    notice: Notice, annotation: Annotation, register: Register, *, sellers: bool
) -> tuple[Evidence | None, bool]:
    """Where the object speaks of AI, and whether it is sure: by a word, or by the name of who sells nothing else.

    A task that AI does (« détection automatique ») and a machine that computes anything count only when such a company
    holds the contract.
    """
    denied = [cue.span for cue in annotation.cues if cue.cue in _NOT_AI]
    cues = [
        cue
        for cue in annotation.cues
        if cue.cue.startswith("ai.") and _within(cue.span, notice.objects) and not _within(cue.span, denied)
    ]
    machines = [cue.span for cue in annotation.cues if cue.cue == _MACHINES]
    strong = [cue.span for cue in cues if cue.cue not in WEAK_AI and not _within(cue.span, machines)]
    named = [
        entity.span
        for entity in annotation.entities
        if _within(entity.span, notice.objects)
        and (actor := resolve(entity, annotation, register)) is not None
        and is_ai_supplier(Participant(entity.span, entity.text, actor, Side.PRIVATE))
    ]
    weak = [cue.span for cue in cues] if sellers else []
    chosen = next(iter((*strong, *named, *weak)), None)
    evidence = notice.evidence(chosen.start, chosen.end) if chosen else None
    return evidence, bool(strong or named)


def _within(span: Span, others: Sequence[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in others)


def _stated(notice: Notice, parties: Sequence[Party], read: Extraction, page: Page) -> Extraction:
    """*read*, with what the fields say in place of what the readers of prose found."""
    instrument, named = _instrument(notice, parties)
    duration, length = _duration(notice, read)
    signed, day = _signed(notice)
    published = notice.document.published_on
    numbered = any(is_numbered(notice, line) for line in notice.of(Kind.BUYER))
    if signed is None and numbered and published is not None:
        signed = PartialDate.of(published)  # essential data are dated by the day of notification
    kept = {
        name: evidence
        for name, evidence in read.evidence
        if name in {"sector", "sensitivity", "use_cases_stated", "project"}
    }
    found = {"instrument": named, "duration_months": length, "signed_on": day}
    kept |= {name: evidence for name, evidence in found.items() if evidence is not None}
    return replace(
        read,
        parties=tuple(parties),
        announced_on=PartialDate.of(published) if published and not numbered else None,
        signed_on=signed,
        instrument=instrument,
        amount=_amount(notice, page, framework=instrument is Instrument.FRAMEWORK_AGREEMENT)
        if notice.of(Kind.AMOUNT)
        else read.amount,
        duration_months=duration,
        evidence=tuple(kept.items()),
    )


def _instrument(notice: Notice, parties: Sequence[Party]) -> tuple[Instrument | None, Evidence | None]:
    """The form that the fields, the heading or the object name; an award without a name for its form is a contract."""
    fields = [line.span for line in notice.of(Kind.NATURE)]
    everywhere = (*fields, notice.heading, *notice.objects)
    if (following := _first(notice, _FOLLOWING, everywhere)) is not None:
        return Instrument.CONTRACT, following
    if (framework := _first(notice, _FRAMEWORK, everywhere)) is not None:
        return Instrument.FRAMEWORK_AGREEMENT, framework
    if (other := _first(notice, _OTHER_FORM, (*fields, notice.heading))) is not None:
        return Instrument.OTHER, other
    named = _first(notice, _CONTRACT, (*fields, notice.heading))
    awarded = named is not None or _award(notice, parties) is not None
    return (Instrument.CONTRACT if awarded else None), named


def _amount(notice: Notice, page: Page, *, framework: bool) -> Amount | None:
    """The one sum of the amount lines, or that of a line for the total; None when lots have their own."""
    lines = notice.of(Kind.AMOUNT)[:_MOST_AMOUNTS]
    listed = sums(page)
    found = [(line, one) for line in lines for one in listed if line.start <= one.start < line.end]
    total = [(line, one) for line, one in found if _TOTAL.search(line.label)]
    chosen = total or found
    if len({(one.value, one.currency) for _, one in chosen}) != 1:
        return None
    line, one = chosen[0]
    told = _CEILING.search(line.label) or _CEILING.search(notice.folded, line.start, line.end)
    essential = any(is_numbered(notice, each) for each in notice.of(Kind.BUYER))
    evidence = page.evidence(one.start, one.end)
    # essential data give the ceiling of a framework agreement, and no word for it
    cap = told is not None or (framework and essential)
    return Amount(one.value, one.currency, one.value if one.currency == "EUR" else None, cap=cap, evidence=evidence)


def _duration(notice: Notice, read: Extraction) -> tuple[int | None, Evidence | None]:
    """Months, of the first length on a duration line; without such a line, what the prose says."""
    lines = notice.of(Kind.DURATION)
    if not lines:
        return read.duration_months, dict(read.evidence).get("duration_months")
    for line in lines:
        found = _LENGTH.search(notice.folded, line.start, line.end)
        if found is None:
            continue
        unit, number = found["unit"][:1], int(found["number"])
        months = round(number / 30.4) if unit in {"j", "d"} else number if unit == "m" else 12 * number
        if 0 < months <= _LONGEST:
            return months, notice.evidence(*found.span())
    return None, None


def _signed(notice: Notice) -> tuple[PartialDate | None, Evidence | None]:
    """The day of conclusion or notification; None when lots have several."""
    days: dict[PartialDate, Evidence] = {}
    for line in notice.of(Kind.CONCLUDED):
        for found in _DAY.finditer(notice.folded, line.start, line.end):
            parts = (found["year"] or found["y"], found["month"] or found["m"], found["day"] or found["d"])
            try:
                day = PartialDate(*(int(part) for part in parts))
            except ValueError:
                continue
            days.setdefault(day, notice.evidence(*found.span()))
    return next(iter(days.items())) if len(days) == 1 else (None, None)


_ADDRESSES: Final = (
    re.compile(r"boamp\.fr/\S*?(?:idweb:\"?|avis/(?:detail/)?)(?P<number>\d{2}-\d{1,7})\b"),
    re.compile(r"ted\.europa\.eu/\S*?(?:detail/|notice/|notice:)(?P<number>\d{1,8}-\d{4})\b"),
    re.compile(r"[?&]refine\.id=(?P<number>[\w./-]{2,40})"),
)
_SAID: Final = (
    re.compile(r"\bavis (?:(?:boamp|ted|jo ?ue?|s)\b ?)?(?:n ?[°o] ?)?(?P<number>\d{2}-\d{1,7}|\d{1,8}-\d{4})\b"),
    re.compile(r"\bnotice (?:no\.? ?|number ?)?(?P<number>\d{1,8}-\d{4})\b"),
    re.compile(r"(?<=\n)(?:marche|accord-cadre) n ?[°o] ?(?P<number>[\w./-]{0,20}\d[\w./-]{0,20})"),
    re.compile(r"\A(?:marche|accord-cadre) (?:n ?[°o] ?)?(?P<number>[\w./-]{0,20}\d[\w./-]{0,20}) :"),
)


def notice_number(document: Document) -> str | None:
    """The number that the register gave the notice, by address or text; None when it shows none.

    A number of essential data is the buyer's own: two buyers may use the same.
    """
    for address in (document.url, document.canonical_url):
        shown = unquote(address)
        for pattern in _ADDRESSES:
            if (found := pattern.search(shown) or pattern.search(shown.lower())) is not None:
                return found["number"]
    opened = open_notice(document)
    if opened is None:
        return None
    for pattern in _SAID:
        if (found := pattern.search(opened.folded)) is not None:
            return opened.plain[found.start("number") : found.end("number")]
    return None
