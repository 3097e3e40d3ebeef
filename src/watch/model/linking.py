"""What linking and the history of a deal are told by, as data."""

from dataclasses import dataclass

from watch.model.announcement import Change


@dataclass(frozen=True, slots=True)
class Wordings:
    """Regular expressions on folded text: lower case, no accents, straight apostrophes, plain hyphens.

    ``OLD`` stands for the name looked for, ``GAP`` for a few words of the same clause that name no successor.
    """

    any_of: tuple[str, ...]
    unless: tuple[str, ...] = ()
    """Wordings in the same sentence that take it back."""


@dataclass(frozen=True, slots=True)
class Linking:
    """The rules of linking that are not weights."""

    version: str
    material_changes: tuple[Change, ...]
    """What makes a version of an announcement, and may alert; all else is kept without a word."""
    replaced: Wordings
    """A new supplier takes the place of ``OLD``."""
