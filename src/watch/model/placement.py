"""An editor's word on which announcement documents belong to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Act(StrEnum):
    """What an editor does with documents and announcements."""

    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one document was, and where it belongs from then on."""

    document_id: str
    before: str | None
    """None: it belonged to no announcement."""
    after: str | None
    """None: it belongs to none."""


@dataclass(frozen=True, slots=True)
class Placement:
    """One act: appended, never edited. Of several on one document the latest holds, whatever is linked again later."""

    id: str
    act: Act
    documents: tuple[Placed, ...]
    """Those that were moved, and those that must stay where they are."""
    undoes: str | None
    """Id of the act that this one takes back."""
    by: str
    at: datetime
    reason: str
