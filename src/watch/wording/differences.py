"""What changed from one assessment to the next, criterion by criterion."""

from collections.abc import Iterator
from dataclasses import dataclass

from watch.model import Assessment, Finding

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
