"""A `Library` over values in memory, which really filters and cuts pages, as the store does."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from watch.errors import StoreError
from watch.model import (
    Detection,
    Document,
    Framework,
    Issue,
    PublisherKind,
    Reading,
    Reason,
    Source,
    SourceKind,
    SourceState,
    Status,
)
from watch.web import Filters, Health, Listed, Page, Read, Sheet, Watched
from web_samples import (
    a_document,
    a_framework,
    a_quote,
    an_announcement,
    an_assessment,
    an_issue,
    doctolib,
    doctrine,
)

SWEPT = datetime(2026, 11, 22, 7, 12, tzinfo=UTC)


@dataclass
class Shelf:
    """The library of the tests; *broken* makes every question fail as a lost database does."""

    sheets: tuple[Sheet, ...]
    watched: tuple[Watched, ...] = ()
    open_issues: tuple[Issue, ...] = ()
    broken: bool = False

    def announcements(self, filters: Filters, limit: int, offset: int) -> Page:
        """The sheets that pass, newest first."""
        self._alive()
        found = tuple(
            Listed(sheet.announcement, sheet.assessments[0] if sheet.assessments else None)
            for sheet in self.sheets
            if _passes(sheet, filters)
        )
        return Page(found[offset : offset + limit], len(found))

    def announcement(self, announcement_id: str) -> Sheet | None:
        """The sheet of that id."""
        self._alive()
        return next((sheet for sheet in self.sheets if sheet.announcement.id == announcement_id), None)

    def sources(self) -> tuple[Watched, ...]:
        """The sources."""
        self._alive()
        return self.watched

    def issues(self) -> tuple[Issue, ...]:
        """The open issues."""
        self._alive()
        return self.open_issues

    def framework(self) -> Framework:
        """The framework of the samples."""
        return a_framework()

    def health(self) -> Health:
        """Well unless broken."""
        return Health(not self.broken, None if self.broken else SWEPT, None if self.broken else 0, "0.1.0")

    def _alive(self) -> None:
        if self.broken:
            raise StoreError("the file sésame-secret cannot be opened", subject="/var/lib/vigie.db")


def _passes(sheet: Sheet, filters: Filters) -> bool:
    announcement = sheet.announcement
    verdict = sheet.assessments[0].verdict if sheet.assessments else None
    words = " ".join((announcement.title, *(party.name for party in announcement.parties))).lower()
    return (
        filters.verdict in {None, verdict}
        and filters.sector in {None, announcement.sector}
        and all(word in words for word in filters.text.lower().split())
    )


def a_reading(document: Document, score: float = 0.97) -> Reading:
    """A document read as an announcement."""
    reason = Reason("commitment", 1.0, a_quote(document, document.title))
    detection = Detection(True, score, Status.SIGNED, (reason,), (), ())
    return Reading(document.id, detection, None, None, None)


def a_source(key: str, name: str, *, enabled: bool = True) -> Source:
    """A feed read every half hour."""
    return Source(
        id=key,
        name=name,
        publisher_kind=PublisherKind.GOVERNMENT,
        kind=SourceKind.FEED,
        language="fr",
        homepage=f"https://{key}.example/",
        urls=(f"https://{key}.example/feed.xml",),
        cadence=timedelta(minutes=30),
        enabled=enabled,
        expects=None,
        licence=None,
        note=None,
    )


def a_state(key: str, *, failures: int = 0, error: str | None = None) -> SourceState:
    """A source swept this morning."""
    return SourceState(key, SWEPT, SWEPT, SWEPT, None, failures, error, date(2026, 11, 21), 20, 412)


def a_shelf() -> Shelf:
    """Four announcements, five sources in all five states, one issue."""
    document = a_document()
    press = a_document(
        "presse-1",
        title="Mistral AI décroche l’accord-cadre des armées",
        text="L’accord-cadre prévoit un déploiement sur des infrastructures françaises.",
        url="https://quotidien.example/2026/01/mistral-armees.html?id=4#suite",
        publisher="Quotidien national",
        kind=PublisherKind.PRESS,
        published_on=date(2026, 1, 9),
    )
    announcement = replace(an_announcement(document), document_ids=(document.id, press.id), independent_origins=2)
    latest = an_assessment(announcement, document)
    first = replace(
        latest,
        id="s-0",
        as_of=date(2026, 1, 8),
        created_at=datetime(2026, 1, 8, 9, 20, tzinfo=UTC),
        framework_version="1",
    )
    health, health_judged, health_document = doctolib()
    law, law_judged, law_document = doctrine()
    awaiting = replace(an_announcement(), id="a-attente", announced_on=None, hosting=(), claims=(), sector=None)
    issue = an_issue()
    return Shelf(
        sheets=(
            Sheet(announcement, (latest, first), (Read(document, a_reading(document)), Read(press, a_reading(press)))),
            Sheet(health, (health_judged,), (Read(health_document, None),)),
            Sheet(law, (law_judged,), (Read(law_document, a_reading(law_document, 0.91)),)),
            Sheet(awaiting, (), (Read(document, None),)),
        ),
        watched=(
            Watched(a_source("armees", "Ministère des Armées"), a_state("armees"), ()),
            Watched(
                a_source("dge", "Direction générale des Entreprises"),
                a_state("dge", failures=3, error="dge.example: 503 Service Unavailable"),
                (),
            ),
            Watched(a_source("inria", "Inria"), None, ()),
            Watched(a_source("sante", "Ministère de la Santé"), a_state("sante"), (issue,)),
            Watched(a_source("vieux", "Ancien flux", enabled=False), None, ()),
        ),
        open_issues=(issue,),
    )
