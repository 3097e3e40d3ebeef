"""The compiled query and the evaluation of one announcement mean the same, on both databases."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from builders import a_buyer, a_document, a_party, an_announcement, an_assessment, an_evidence
from watch.asking import Origin, Question, QuestionError, Vocabulary, card, day_of, parse, passes, words
from watch.config import Config
from watch.model import (
    Amount,
    Announcement,
    Assessment,
    Axes,
    HostingKind,
    HostingMention,
    HostingScope,
    Instrument,
    PartialDate,
    Sector,
    Status,
)
from watch.query import EVERYTHING, compiling, facets, finds, iterate, listing, stats
from watch.store import Store, announcements, documents, schema

START = datetime(2026, 1, 1, 8, tzinfo=UTC)
COMPANIES = (("Mistral AI", "mistral-ai"), ("Doctolib", "doctolib"), ("Inconnue SAS", None), ("Microsoft", "microsoft"))
HOSTS = (("AWS", "aws"), ("OVHcloud", "ovhcloud"), (None, None))
VERDICTS = (("undetermined", "open"), ("exposed_dependence", "dependence"), ("out_of_scope", None))
NOUNS = ("hôpital", "cloud souverain", "assistant", "juristes", "écoles")


@pytest.fixture(scope="module")
def vocabulary(config: Config) -> Vocabulary:
    """What the shipped configuration may name."""
    return Vocabulary.of(config.framework, config.register, config.legal, config.sources)


def deals(count: int) -> list[tuple[Announcement, Assessment | None]]:
    """Deals that differ in all that can be asked, the same at each run."""
    dice = random.Random(4)
    return [_deal(dice, number) for number in range(count)]


def _deal(dice: random.Random, number: int) -> tuple[Announcement, Assessment | None]:
    name, actor = dice.choice(COMPANIES)
    host, host_id = dice.choice(HOSTS)
    day = date(2024, 1, 1) + timedelta(days=dice.randrange(700))
    hosting = HostingMention(
        host, host_id, dice.choice(list(HostingKind)), dice.choice(["FR", "US", None]),
        dice.choice([HostingScope.CONTRACT, HostingScope.SUPPLIER]), dice.random() < 0.1, False,
        an_evidence("chez eux"),
    )  # fmt: skip
    euros = dice.choice([None, 5e4, 2e6, 3e7])
    made = an_announcement(
        f"2024-{number:04}",
        title=f"Le ministère choisit {name} pour {dice.choice(NOUNS)} et {dice.choice(NOUNS)}",
        status=dice.choice(list(Status)),
        announced_on=dice.choice([PartialDate.of(day), None]),
        signed_on=dice.choice([PartialDate(day.year, day.month), None]),
        parties=(a_buyer(), a_party(name, actor_id=actor)),
        hosting=(hosting,) if dice.random() < 0.6 else (),
        sector=dice.choice([*list(Sector)[:5], None]),
        instrument=dice.choice([*list(Instrument)[:3], None]),
        amount=None if euros is None else Amount(euros, "EUR", euros, False, an_evidence()),
        duration_months=dice.choice([None, 12, 48]),
        first_seen_at=datetime.combine(day, START.timetz()),
    )
    if dice.random() < 0.1:
        return made, None
    verdict, reading = dice.choice(
        [("undetermined", "open"), ("exposed_dependence", "dependence"), ("out_of_scope", None)]
    )
    axes = Axes(dice.choice(["J1", "J2", "J3", "J?"]), None, "D2", "T1", dice.choice([None, 3, 5]))
    judged = an_assessment(made.id, axes=axes, verdict=verdict, reading=reading, claim=dice.randrange(4))
    return made, judged


def fill(store: Store, made: Sequence[tuple[Announcement, Assessment | None]]) -> None:
    """Write the deals as handlers do."""
    with store.write() as tx:
        documents.capture(tx, a_document(id="d1", source_id="elysee"))
        for announcement, judged in made:
            announcements.save(tx, announcement, (), START)
            if judged is not None:
                announcements.append_assessment(tx, judged)


QUERIES = (
    "",
    "hôpitaux",
    "souverain cloud",
    '"cloud souverain"',
    "-hôpital",
    "-hôpital -écoles",
    "assistant -juriste",
    '"cloud souverain" -"juristes et"',
    "secteur:health",
    "sector:health,security -status:ended",
    "-sector:defence",
    "missing:sector",
    'fournisseur:"mistral ai"',
    "actor:inconnue-sas",
    "supplier.country:US",
    "supplier.control:unknown",
    "-supplier.country:FR",
    "host.control:US",
    "host.country:EU hôpital",
    "hosting:third_country_cloud,state_cloud",
    "location:FR",
    "amount:>=1M",
    "amount:1k..2M sector:health",
    "-amount:>=1M",
    "duration:48",
    "date:2024",
    "since:2024-06 until:2025-03",
    "-date:2024-06",
    "announced:2024",
    "signed:>=2025",
    "-signed:2024",
    "changed:2026-01-01",
    "verdict:exposed_dependence",
    "reading:none",
    "exposure:J2,J3 sensitivity:S5",
    "claim:2,3 host.control:third",
    "has:amount has:host",
    "missing:assessment",
    "source:elysee",
    "language:en",
    "publisher:press",
    "role:supplier",
    "sort:old",
    "sort:old hôpital",
    "sort:amount",
    "sort:amount hôpital",
    "sort:changed sector:health",
    "sort:relevance hôpital souverain",
)


ORDERED = (
    *("", "sort:old", "hôpital", "-status:ended", "sort:amount", "sort:changed", "as-of:2026-02"),
    "hôpital sort:relevance",
)
WRONG_CURSORS = (
    *("", "x", "new", "new~", "new~x", "old~5", "new~99999999999999999999", "new~1~2", "relevance~5", "as-of~5"),
    *("new~-", "🦉"),
)
DIMENSIONS = (("sector", "verdict"), ("year", "reading"), ("supplier.country", "host.control", "sector"))


def expected(question: Question, made: Sequence[tuple[Announcement, Assessment | None]]) -> set[str]:
    """What the evaluation of each announcement finds."""
    origins = (Origin("elysee", "press", "fr"),)
    return {
        announcement.id
        for announcement, judged in made
        if passes(question, made_card := card(announcement, judged, origins, START.date()))
        and (question.order != "amount" or made_card.amount is not None)
    }


@pytest.mark.parametrize("few", [0, 3000], ids=["walking", "listing"])
def test_both_ways_of_asking_agree(
    store: Store, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Every query finds in the database exactly what it finds announcement by announcement, whichever the plan."""
    monkeypatch.setattr(compiling, "FEW", few)
    made = deals(120)
    fill(store, made)
    sizes = []
    for text in QUERIES:
        question = parse(text, vocabulary)
        wanted = expected(question, made)
        found = listing(store, question, limit=200)
        assert {announcement.id for announcement, _ in found.rows} == wanted, text
        assert found.total == len(wanted), text
        with store.read() as tx:
            half = sorted(announcement.id for announcement, _ in made)[::2]
            if question.order != "amount":
                assert finds(tx, question, half) == wanted & set(half), text
        sizes.append(len(wanted))
    assert sum(size == 0 for size in sizes) <= 3
    assert len(set(sizes)) > 15


@pytest.mark.parametrize("text", ORDERED)
def test_pages_hold_everything_once_and_in_order(store: Store, vocabulary: Vocabulary, text: str) -> None:
    """Followed by their cursors, the pages are the whole list, whatever the order."""
    made = deals(60)
    fill(store, made)
    question = parse(text, vocabulary)
    whole = [announcement.id for announcement, _ in listing(store, question, limit=100).rows]
    cursor, seen, first = None, list[str](), True
    while first or cursor:
        first = False
        page = listing(store, question, limit=7, cursor=cursor)
        seen += [announcement.id for announcement, _ in page.rows]
        cursor = page.following
    assert seen == whole
    assert [announcement.id for announcement, _ in iterate(store, question)] == whole
    assert len(whole) > 7


def test_the_newest_comes_first(store: Store) -> None:
    """Without an order of its own a list is by day."""
    made = deals(60)
    fill(store, made)
    days = [day_of(announcement) for announcement, _ in listing(store, EVERYTHING, limit=100).rows]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("cursor", WRONG_CURSORS)
def test_a_wrong_cursor_is_refused(store: Store, cursor: str) -> None:
    """A cursor that this question did not give is a mistake, never an error of ours."""
    with pytest.raises(QuestionError):
        listing(store, EVERYTHING, cursor=cursor)


def test_facets_count_what_is_listed(store: Store, vocabulary: Vocabulary) -> None:
    """Each facet adds up to the list, and each value finds as many as it says."""
    made = deals(80)
    fill(store, made)
    found = facets(store, parse("hôpital", vocabulary), vocabulary)
    total = listing(store, parse("hôpital", vocabulary)).total
    assert found.counted == total
    for facet in found.facets:
        assert sum(count for _, count in facet.counts) == total
    sectors = next(facet for facet in found.facets if facet.name == "sector")
    for value, count in sectors.counts:
        clause = "missing:sector" if value == "none" else f'sector:"{value}"'
        assert listing(store, parse(f"hôpital {clause}", vocabulary)).total == count


@pytest.mark.parametrize("names", DIMENSIONS)
def test_stats_count_everything(store: Store, vocabulary: Vocabulary, names: tuple[str, ...]) -> None:
    """Counts by any dimensions add up to the list, also of a past day."""
    made = deals(80)
    fill(store, made)
    assert stats(store, EVERYTHING, names, vocabulary).total == 80
    past = parse("as-of:2026-02", vocabulary)
    assert stats(store, past, names, vocabulary).counts == stats(store, EVERYTHING, names, vocabulary).counts


def test_an_unknown_dimension_lists_the_known(store: Store, vocabulary: Vocabulary) -> None:
    """A wrong dimension is a mistake that names the right ones."""
    with pytest.raises(QuestionError, match=r"supplier\.country"):
        stats(store, EVERYTHING, ("sector", "colour"), vocabulary)


def test_a_past_day_knows_only_what_was_known(store: Store, vocabulary: Vocabulary) -> None:
    """as-of: answers with the version and the verdict of that day."""
    first = an_announcement(sector=Sector.HEALTH)
    with store.write() as tx:
        announcements.save(tx, first, (), START)
        announcements.append_assessment(tx, an_assessment(created_at=START))
        later = START + timedelta(days=30)
        announcements.save(tx, replace(first, version=2, sector=Sector.DEFENCE), (), later)
        announcements.append_assessment(
            tx, an_assessment(id="s2", announcement_version=2, verdict="exposed_dependence", created_at=later)
        )
    then, now = parse("as-of:2026-01-10", vocabulary), EVERYTHING
    (past, judged), (present, _) = listing(store, then).rows[0], listing(store, now).rows[0]
    assert (past.sector, present.sector) == (Sector.HEALTH, Sector.DEFENCE)
    assert judged is not None
    assert judged.verdict == "undetermined"
    assert listing(store, parse("sector:health as-of:2026-01-10", vocabulary)).total == 1
    assert listing(store, parse("sector:health", vocabulary)).total == 0
    assert listing(store, parse("as-of:2025", vocabulary)).total == 0


def test_the_index_follows_every_change(store: Store) -> None:
    """A new title, day or verdict replaces the old card; a withdrawn announcement has none; nothing is left behind."""
    with store.write() as tx:
        announcements.save(tx, an_announcement(), (), START)
        announcements.save(tx, an_announcement(title="Autre chose", announced_on=PartialDate(2025, 1, 1)), (), START)
        announcements.append_assessment(tx, an_assessment())
    assert listing(store, words("choisit")).total == 0
    assert listing(store, words("autres choses")).total == 1
    with store.write() as tx:
        announcements.withdraw(tx, an_announcement().id, START)
        for table in (schema.cards, schema.card_terms, sa.table("announcement_words")):
            assert tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0
    with store.write() as tx:
        assert announcements.complete_index(tx) == 0


def test_a_costly_question_is_stopped(store: Store, vocabulary: Vocabulary) -> None:
    """A question that takes too long ends with a sentence that says what to do."""
    fill(store, deals(600))
    with pytest.raises(QuestionError, match="add a field or a date"):
        for _ in range(50):
            listing(store, parse("hôpital -écoles sort:relevance", vocabulary), seconds=1e-9)
