"""What changed from one assessment to the next, criterion by criterion."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from watch.model import Announcement, Assessment, Finding, HostingScope
from watch.wording.phrases import say_amount, say_date, say_duration, say_hosting
from watch.wording.terms import Language, say

UNKNOWN = "not documented"


@dataclass(frozen=True, slots=True)
class Difference:
    """One point on which two assessments differ."""

    name: str
    """Id of a criterion, or of what follows from the criteria: verdict, rule, exposure, flags…"""
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.name}: {self.before} → {self.after}"


def differences(before: Assessment, after: Assessment) -> tuple[Difference, ...]:
    """The verdict first, then the axes and labels, then each criterion in the order of the framework."""
    earlier = {finding.criterion: finding for finding in before.findings}
    later = {finding.criterion: finding for finding in after.findings}
    pairs = [
        *zip(_conclusions(before), _conclusions(after), strict=True),
        *(
            ((name, _said(earlier.get(name))), (name, _said(later.get(name))))
            for name in dict.fromkeys((*later, *earlier))
        ),
    ]
    return tuple(Difference(name, old, new) for (name, old), (_, new) in pairs if old != new)


def _conclusions(one: Assessment) -> Iterator[tuple[str, str]]:
    axes = one.axes
    yield "verdict", one.verdict
    yield "rule", one.rule
    yield "exposure", f"{axes.exposure} ({axes.exposure_basis})" if axes.exposure_basis else axes.exposure
    yield "dependence", axes.dependence
    yield "transparency", axes.transparency
    yield "sensitivity", "S?" if axes.sensitivity is None else f"S{axes.sensitivity}"
    yield "claim", str(one.claim)
    yield "gap", "none" if one.gap is None else str(one.gap)
    yield "prefix", one.prefix or "none"
    yield "flags", ", ".join(one.flags) or "none"
    yield "confidence", one.confidence or "none"
    yield "framework", one.framework_version


def _said(finding: Finding | None) -> str:
    if finding is None:
        return "not asked"
    about = (finding.scope or "", f"tier {finding.tier}" if finding.tier else "", "contested" * finding.contested)
    by = f"set by {finding.editor.by}" if finding.editor else ""
    details = ", ".join(part for part in (*about, by) if part)
    return f"{finding.value or UNKNOWN} ({details})" if details else finding.value or UNKNOWN


def fact_differences(before: Announcement, after: Announcement, lang: Language) -> tuple[str, ...]:
    """What the later version of an announcement says otherwise, one line for each fact that differs."""
    found = []
    for change, of in _FACTS.items():
        old, new = of(before, lang), of(after, lang)
        if old == new:
            continue
        gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
        sides = " → ".join(", ".join(one) for one in (gone, come) if one)
        sign = "" if gone and come else "+ " if come else "− "
        found.append(f"{say('change', change, lang)}{' :' if lang == 'fr' else ':'} {sign}{sides}")
    return tuple(found)


def _parties(one: Announcement, lang: Language) -> tuple[str, ...]:
    return tuple(f"{party.name} ({say('role', party.role, lang)})" for party in one.parties)


def _hosting(one: Announcement, lang: Language) -> tuple[str, ...]:
    of_contract = (each for each in one.hosting if each.scope is HostingScope.CONTRACT)
    return tuple(dict.fromkeys(say_hosting(each, lang) for each in of_contract))


_FACTS: Mapping[str, Callable[[Announcement, Language], tuple[str, ...]]] = {
    "status": lambda one, lang: (say("status", one.status, lang),),
    "party": _parties,
    "hosting": _hosting,
    "amount": lambda one, lang: (say_amount(one.amount, lang),) if one.amount else (),
    "duration": lambda one, lang: (say_duration(one.duration_months, lang),) if one.duration_months else (),
    "instrument": lambda one, lang: (say("instrument", one.instrument, lang),) if one.instrument else (),
    "signed_on": lambda one, lang: (say_date(one.signed_on, lang),) if one.signed_on else (),
}
"""How each material fact is said, by the name of its change."""
