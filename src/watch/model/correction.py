"""A reviewer's word on how a document was read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watch.model.dates import PartialDate
from watch.model.reading import HostingMention, Party, Reading, Status


class WhyNot(StrEnum):
    """What a document is that announces no new deal."""

    PRIVATE_DEAL = "private_deal"
    OPINION = "opinion"
    FOLLOW_UP = "follow_up"
    PUBLIC_AI_NO_DEAL = "public_ai_no_deal"
    NON_AI_CONTRACT = "non_ai_contract"
    PUBLIC_PUBLIC = "public_public"
    TENDER_NOTICE = "tender_notice"
    AGENDA = "agenda"
    RUMOUR = "rumour"
    DENIAL = "denial"
    FUNDING = "funding"
    PRODUCT = "product"
    REGULATION = "regulation"
    NEGOTIATION = "negotiation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Correction:
    """One act of review: appended, never edited; a later one on the same document adds to it or replaces it."""

    id: str
    document_id: str
    by: str
    """Who reviewed, as they want to be named in public."""
    at: datetime
    reason: str
    machine: Reading
    """What the stages alone had found at that moment."""
    is_announcement: bool
    status: Status | None
    """None where the reviewer left it, or where it is no announcement."""
    why_not: WhyNot | None
    """None when it is an announcement."""
    parties: tuple[Party, ...]
    """Parties that the machine missed, or read with another side or role."""
    without_parties: tuple[str, ...]
    """Names that are no party."""
    hosting: tuple[HostingMention, ...]
    """Statements that the machine missed or misread; each replaces those that overlap it."""
    without_hosting: tuple[str, ...]
    """Words that state no hosting."""
    dates: tuple[tuple[str, PartialDate | None], ...]
    """(announced_on or signed_on, the date; None: the text gives none)."""

    @property
    def reviewed(self) -> tuple[str, ...]:
        """Names of the fields that the reviewer settled."""
        settled = {
            "is_announcement": True,
            "status": self.status is not None or not self.is_announcement,
            "why_not": self.why_not is not None,
            "actors": bool(self.parties or self.without_parties) or not self.is_announcement,
            "hosting": bool(self.hosting or self.without_hosting),
            **{name: True for name, _ in self.dates},
        }
        return tuple(name for name, so in settled.items() if so)
