"""An editor's word on one finding of one announcement."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watch.model.framework import Finding, Tier


class Ruling(StrEnum):
    """What an editor does with a finding."""

    SET = "set"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    """The machine speaks again: an earlier decision no longer holds."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One act of an editor: appended, never edited; the latest on a criterion is the one in force."""

    id: str
    announcement_id: str
    criterion: str
    """Id, ``theme.name``."""
    ruling: Ruling
    value: str | None
    """The value set; None when the finding is rejected or given back to the machine."""
    tier: Tier | None
    """Strength that the editor answers for; None without a value."""
    by: str
    at: datetime
    reason: str
    machine: Finding | None
    """What the stages had found at that moment; None before the first assessment."""
