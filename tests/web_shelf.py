"""A `Library` over values in memory, which really filters and cuts pages, as the store does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property

from watch.asking import Facets, Question, Stats, Vocabulary
from watch.config import Config, load_config
from watch.errors import StoreError
from watch.library import StoreLibrary
from watch.model import (
    Act,
    Actor,
    Announcement,
    Change,
    Correction,
    Detection,
    Document,
    Framework,
    Issue,
    LinkKind,
    NoticeCheck,
    Placed,
    Placement,
    PublisherKind,
    Reading,
    Reason,
    Said,
    Source,
    SourceKind,
    SourceState,
    Status,
    Step,
    Testimony,
)
from watch.store import Store, announcements
from watch.web import Documents, Explained, Followed, Health, Life, Listed, Page, Read, Sheet, Watched
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
    corrections: tuple[Correction, ...] = ()
    broken: bool = False

    @cached_property
    def stored(self) -> StoreLibrary:
        """The same announcements in a real store in memory, which answers what is asked of lists."""
        store = Store("sqlite://")
        with store.write() as tx:
            for sheet in self.sheets:
                announcements.save(tx, sheet.announcement, (), sheet.announcement.first_seen_at)
                for assessment in reversed(sheet.assessments):
                    key = sheet.announcement.id
                    own = replace(assessment, id=f"{key}-{assessment.id}", announcement_id=key)
                    announcements.append_assessment(tx, own)
        known = replace(_config(), framework=a_framework())
        words = Vocabulary.of(known.framework, known.register, known.legal, known.sources)
        return StoreLibrary(store, known, self.sources, words)

    def vocabulary(self) -> Vocabulary:
        """Of the samples' framework and the shipped register."""
        return self.stored.vocabulary()

    def announcements(self, question: Question, limit: int, cursor: str | None = None) -> Page:
        """What the store finds."""
        self._alive()
        return self.stored.announcements(question, limit, cursor)

    def every(self, question: Question, most: int | None = None) -> Iterator[Listed]:
        """All that the store finds."""
        self._alive()
        return self.stored.every(question, most)

    def facets(self, question: Question) -> Facets:
        """What the store counts."""
        self._alive()
        return self.stored.facets(question)

    def stats(self, question: Question, dimensions: tuple[str, ...]) -> Stats:
        """What the store counts."""
        self._alive()
        return self.stored.stats(question, dimensions)

    def documents(self, source_id: str | None, limit: int, cursor: str | None) -> Documents:
        """The documents of the sheets; the store checks the cursor."""
        self._alive()
        self.stored.documents(source_id, limit, cursor)
        found = {read.document.id: read.document for sheet in self.sheets for read in sheet.documents}
        return Documents(tuple(each for each in found.values() if source_id in {None, each.source_id})[:limit], None)

    def actors(self) -> Mapping[str, Actor]:
        """The shipped register."""
        return _config().register.actors

    def announcement(self, announcement_id: str, as_of: date | None = None) -> Sheet | None:
        """The sheet of that id, with the assessments made until that day."""
        self._alive()
        found = next((sheet for sheet in self.sheets if sheet.announcement.id == announcement_id), None)
        if found is None or as_of is None:
            return found
        return replace(found, assessments=tuple(one for one in found.assessments if one.created_at.date() <= as_of))

    def document(self, document_id: str) -> Explained | None:
        """The first document of that id on a sheet."""
        self._alive()
        found = ((sheet, read) for sheet in self.sheets for read in sheet.documents if read.document.id == document_id)
        return next(
            (
                Explained(read.document, read.reading, self.corrections, 0.6, sheet.announcement.id)
                for sheet, read in found
            ),
            None,
        )

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


@cache
def _config() -> Config:
    return load_config()


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


def a_life(announcement: Announcement, primary: Document, press: Document) -> Life:
    """A deal with everything that can happen to one: versions, a follow-up, a notice, an act, a withdrawn document."""
    question = a_document("question-1", title="Question écrite sur l’hébergement", publisher="Assemblée nationale")
    notice = a_document("26-901122", title="Résultat de marché", publisher="BOAMP", kind=PublisherKind.REGISTER)
    before = replace(announcement, version=1, amount=None, hosting=(), changes=(Change.NEW,))
    said = (Said("2026-01-08", (primary.id,)), Said("2026-01-09", (press.id,)))
    kept = Placed(press.id, "2026-0000beef", announcement.id)
    return Life(
        states=(
            Step(date(2025, 6, 2), "intended", press.id),
            Step(date(2026, 1, 8), "signed", primary.id),
            Step(date(2026, 9, 1), "replaced", question.id),
        ),
        testimonies=(
            Testimony("announced_on", said),
            Testimony("amount", (Said("12000000 EUR", (primary.id,)), Said("9000000 EUR", (press.id,)))),
            Testimony("hosting", (Said("eu_cloud:Outscale", (primary.id,)), Said("on_premise:", (press.id,)))),
        ),
        followed=(Followed(LinkKind.COVERAGE, question), Followed(LinkKind.NOTICE, notice)),
        versions=((before, SWEPT), (announcement, SWEPT)),
        former_ids=("2026-0000beef",),
        replaces=("2019-14a891ee",),
        replaced_by=("2027-1a2b3c4d",),
        placements=(Placement("merge-1", Act.MERGE, (kept,), None, "Léa Martin", SWEPT, "Un seul accord."),),
        withdrawn={press.id: (SWEPT, "La page n’existe plus.")},
        notices=NoticeCheck((("26-901122", notice.id),), date(2026, 11, 21)),
    )


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
            Sheet(
                announcement,
                (latest, first),
                (Read(document, a_reading(document)), Read(press, a_reading(press))),
                a_life(announcement, document, press),
            ),
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
