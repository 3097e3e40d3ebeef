"""One deal, one announcement: settled in any order, followed over time, put right by editors, never told again."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from fastapi.testclient import TestClient

from builders import a_document
from flow.bench import Bench, the_deal
from flow.deals import hospital, press_copy, printed, protocol, question, round_up, successor
from watch.desk import placing
from watch.desk.deciding import DeskError
from watch.model import Change, Document, HostingKind, LinkKind, PublisherKind, Status
from watch.query import sheet
from watch.store import announcements, documents, links, placements, schema
from watch.web import create_app

SIGNED = placing.Signature("Léa Martin", "Vérifié auprès du ministère.")


def _settled(bench: Bench, *captured: Document) -> None:
    bench.capture(*captured)
    bench.app().queue.drain()


def _home(bench: Bench, document_id: str) -> str:
    with bench.store.read() as tx:
        found = links.of_document(tx, document_id)
    assert found is not None
    return found


def _picture(bench: Bench) -> set[tuple[frozenset[str], frozenset[tuple[str, str]], str, str]]:
    """Each announcement as its documents, what follows it, its title and its verdict; ids left out."""
    with bench.store.read() as tx:
        ids = [one for one in tx.execute(schema.announcements.select()).scalars() if links.members(tx, one)]
        found = set()
        for one in ids:
            known, judged = announcements.get(tx, one), announcements.latest_assessment(tx, one)
            assert known is not None
            assert judged is not None
            following = {
                (kind.value, document.id)
                for kind in (*links.FOLLOWING, LinkKind.REPLACEMENT)
                for document, _ in links.members(tx, one, kinds=(kind,))
            }
            found.add((frozenset(known.document_ids), frozenset(following), known.title, judged.verdict))
    return found


WORLD = (protocol, the_deal, press_copy, printed, question)
ORDERS = sorted(
    permutations(range(len(WORLD))), key=lambda order: sum(3**place * each for place, each in enumerate(order))
)


@pytest.mark.parametrize("order", ORDERS[:: len(ORDERS) // 12], ids=lambda order: "".join(map(str, order)))
def test_any_order_of_arrival_gives_the_same_announcements(bench: Bench, order: tuple[int, ...]) -> None:
    """Documents, coverage, title and verdict of each deal do not depend on which document came first."""
    for place in order:
        _settled(bench, WORLD[place]())
        bench.now += timedelta(hours=1)
    agreement = frozenset({the_deal().id, "press", "printed"})
    found = {one[0]: one for one in _picture(bench)}
    assert set(found) == {agreement, frozenset({"protocol"})}
    assert found[agreement][1] == frozenset({("coverage", "question")})
    assert found[frozenset({"protocol"})][1] == frozenset()
    in_order = [(the_deal().title, found[agreement][3])]
    assert [(found[agreement][2], found[agreement][3])] == in_order


def test_a_communique_that_comes_late_joins_what_the_press_opened(bench: Bench) -> None:
    """The id that readers have cited stays, the primary source speaks first, and one alert has been sent."""
    _settled(bench, press_copy())
    known = _home(bench, "press")
    bench.now += timedelta(days=3)
    _settled(bench, the_deal(published_on=date(2026, 1, 7)))
    assert _home(bench, the_deal().id) == known
    with bench.store.read() as tx:
        current = announcements.get(tx, known)
    assert current is not None
    assert current.title == the_deal().title
    new = [mail for mail in bench.mailbox.received if "mise à jour" not in str(mail["Subject"]).lower()]
    assert len(new) == 1


def test_a_host_revealed_later_makes_a_version_of_the_known_deal(bench: Bench) -> None:
    """A column is no news; the host that it names is, and is told as an update with the sentence."""
    _settled(bench, the_deal())
    assert len(bench.mailbox.received) == 1
    bench.now += timedelta(days=90)
    _settled(bench, question())
    known = _home(bench, the_deal().id)
    with bench.store.read() as tx:
        assert links.of_document(tx, "question") is None
        current = announcements.get(tx, known)
        judged = announcements.latest_assessment(tx, known)
    assert current is not None
    assert judged is not None
    assert current.version > 1
    assert current.document_ids == (the_deal().id,)
    assert any(host.provider_id == "outscale" for host in current.hosting)
    assert any(one.document_id == "question" for finding in judged.findings for one in finding.evidence)
    assert len(bench.mailbox.received) == 2
    told = str(bench.mailbox.received[1].get_body(("plain",)).get_content())  # type: ignore[attr-defined]
    assert "  - hébergement" in told.replace("\xa0", " ")
    page = TestClient(create_app(bench.app().library)).get("/documents/question").text
    assert f'href="/announcements/{known}"' in page


def test_a_replaced_supplier_closes_one_deal_and_opens_another(bench: Bench) -> None:
    """The old announcement ends, the new one stands, each knows the other, in both orders of arrival."""
    _settled(bench, successor())
    _settled(bench, hospital())
    old, new = _home(bench, "hospital"), _home(bench, "successor")
    assert old != new
    with bench.store.read() as tx:
        ended = announcements.get(tx, old)
        assert ended is not None
        assert ended.status is Status.ENDED
        assert links.succession(tx, new) == ((old,), ())
        assert links.succession(tx, old) == ((), (new,))
    life = bench.app().library.announcement(old)
    assert life is not None
    assert life.life is not None
    assert [step.status for step in life.life.states][-1] == "replaced"


def test_merged_announcements_lead_to_one_for_ever_and_tell_nobody_again(bench: Bench) -> None:
    """Old ids redirect, at any remove; readers of either are told no second time unless something is new to them."""
    _settled(bench, the_deal(), hospital())
    first, second = _home(bench, the_deal().id), _home(bench, "hospital")
    had = len(bench.mailbox.received)
    app = bench.app()
    placing.merge(app, first, second, SIGNED)
    app.queue.drain()
    found = sheet(bench.store, second)
    assert found is not None
    assert found.announcement.id == first
    assert {document.id for document, _ in found.members} == {the_deal().id, "hospital"}
    updates = bench.mailbox.received[had:]
    assert all("Ce qui change" in str(mail.get_body(("plain",)).get_content()) for mail in updates)  # type: ignore[attr-defined]
    bench.now += timedelta(days=1)
    app.digests_due()
    app.queue.drain()
    digest = [mail for mail in bench.mailbox.received if str(mail["To"]) == "lectrice@ong.example"][-1]
    assert str(digest.get_body(("plain",)).get_content()).count("/announcements/") <= 2  # type: ignore[attr-defined]


def test_a_merge_is_undone_and_the_undoing_too(bench: Bench) -> None:
    """Each document goes back where it was, under its old id; undoing the undoing merges again."""
    _settled(bench, the_deal(), hospital())
    first, second = _home(bench, the_deal().id), _home(bench, "hospital")
    app = bench.app()
    merged = placing.merge(app, first, second, SIGNED).placement
    app.queue.drain()
    undone = placing.undo(app, merged.id, SIGNED).placement
    app.queue.drain()
    assert (_home(bench, the_deal().id), _home(bench, "hospital")) == (first, second)
    with bench.store.read() as tx:
        assert links.current_id(tx, second) == second
        assert announcements.withdrawn_at(tx, second) is None
    placing.undo(app, undone.id, SIGNED)
    app.queue.drain()
    assert _home(bench, "hospital") == first


def test_a_split_opens_an_announcement_of_its_own_and_is_no_news(bench: Bench) -> None:
    """Readers were told of the deal when it was part of another; the split itself alerts nobody."""
    _settled(bench, the_deal(), press_copy())
    known, had = _home(bench, "press"), len(bench.mailbox.received)
    app = bench.app()
    placing.split(app, known, ["press"], SIGNED)
    app.queue.drain()
    assert _home(bench, "press") != known
    assert len(bench.mailbox.received) == had


def test_an_editors_word_survives_a_second_reading_and_later_documents(bench: Bench) -> None:
    """What was split stays apart when the text is read again, and a copy follows the document that it copies."""
    _settled(bench, the_deal(), press_copy())
    app = bench.app()
    placing.split(app, _home(bench, "press"), ["press"], SIGNED)
    app.queue.drain()
    apart = _home(bench, "press")
    with bench.store.write() as tx:
        document = documents.get(tx, "press")
        assert document is not None
        tx.execute(schema.events.update().where(schema.events.c.name == "captured").values(state="ready"))
    app.queue.drain()
    copied = replace(press_copy(), id="copied", publisher="Autre quotidien", published_on=date(2026, 1, 9))
    _settled(bench, copied)
    assert _home(bench, "press") == _home(bench, "copied") == apart != _home(bench, the_deal().id)


def test_of_two_contradictory_acts_the_later_holds_and_says_so(bench: Bench) -> None:
    """Two editors disagree: nothing is lost, the last word is in force, and it names the act that it goes against."""
    _settled(bench, the_deal(), hospital())
    first, second = _home(bench, the_deal().id), _home(bench, "hospital")
    app = bench.app()
    merged = placing.merge(app, first, second, SIGNED)
    app.queue.drain()
    apart = placing.split(app, first, ["hospital"], placing.Signature("Karim", "Deux marchés distincts."))
    app.queue.drain()
    assert merged.against == ()
    assert [one.id for one in apart.against] == [merged.placement.id]
    assert _home(bench, "hospital") != first
    with bench.store.read() as tx:
        assert [one.by for one in placements.all_made(tx)] == ["Léa Martin", "Karim"]


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (lambda app, one, _other: placing.merge(app, one, "2026-ffffffff", SIGNED), "no announcement 2026-ffffffff"),
        (lambda app, one, _other: placing.merge(app, one, one, SIGNED), "one announcement already"),
        (lambda app, one, other: placing.merge(app, one, other, placing.Signature(None, "")), "--by must be given"),
        (lambda app, one, _other: placing.split(app, one, ["hospital"], SIGNED), "not among its documents"),
        (lambda app, _one, other: placing.split(app, other, ["hospital"], SIGNED), "at least one document must stay"),
        (lambda app, _one, other: placing.move(app, "hospital", other, SIGNED), "is there already"),
        (lambda app, _one, _other: placing.move(app, "hospital", None, SIGNED), "`vigie split`"),
        (lambda app, one, _other: placing.move(app, "nobody", one, SIGNED), "not in the store"),
        (lambda app, _one, _other: placing.undo(app, "merge-7", SIGNED), "no such act"),
        (lambda app, _one, _other: placing.withdraw(app, "nobody", "Retiré."), "no such document"),
    ],
)
def test_an_impossible_act_is_refused_in_one_sentence(bench: Bench, wish: object, said: str) -> None:
    """What is wrong and what to do; nothing is written."""
    _settled(bench, the_deal(), hospital())
    with pytest.raises(DeskError, match=said):
        wish(bench.app(), _home(bench, the_deal().id), _home(bench, "hospital"))  # type: ignore[operator]
    with bench.store.read() as tx:
        assert placements.all_made(tx) == ()


def test_a_merge_cycle_cannot_be_made(bench: Bench) -> None:
    """A into B, then B into A: the second is refused, for they are one already."""
    _settled(bench, the_deal(), hospital())
    first, second = _home(bench, the_deal().id), _home(bench, "hospital")
    app = bench.app()
    placing.merge(app, first, second, SIGNED)
    app.queue.drain()
    with pytest.raises(DeskError, match="one announcement already"):
        placing.merge(app, second, first, SIGNED)


def test_an_act_under_a_later_one_is_not_undone_alone(bench: Bench) -> None:
    """A document that was placed again since would be torn from where the later act put it."""
    _settled(bench, the_deal(), hospital())
    first, second = _home(bench, the_deal().id), _home(bench, "hospital")
    app = bench.app()
    merged = placing.merge(app, first, second, SIGNED).placement
    app.queue.drain()
    placing.split(app, first, ["hospital"], SIGNED)
    app.queue.drain()
    with pytest.raises(DeskError, match="split-2; undo that first"):
        placing.undo(app, merged.id, SIGNED)


def test_a_comment_is_taken_out_and_stays_out(bench: Bench) -> None:
    """An editor says that a column is about something else; its host leaves the deal, also after a second reading."""
    _settled(bench, the_deal(), question())
    known = _home(bench, the_deal().id)
    app = bench.app()
    placing.move(app, "question", None, SIGNED)
    app.queue.drain()
    _settled(bench, press_copy())
    with bench.store.read() as tx:
        assert links.all_of(tx, "question") == ()
        current = announcements.get(tx, known)
    assert current is not None
    assert not any(host.provider_id == "outscale" for host in current.hosting)


def test_a_document_that_its_publisher_took_back_stays_and_is_heard_last(bench: Bench) -> None:
    """Nothing is lost: the text stays, is marked, and the other documents speak first. The announcement stands."""
    _settled(bench, the_deal(), press_copy())
    known, app = _home(bench, "press"), bench.app()
    placing.withdraw(app, the_deal().id, "La page n'existe plus.")
    app.queue.drain()
    found = app.library.announcement(known)
    assert found is not None
    assert found.life is not None
    assert found.announcement.title == press_copy().title
    assert list(found.life.withdrawn) == [the_deal().id]
    assert len(found.documents) == 2


def test_a_document_linked_to_an_announcement_that_is_gone_opens_it_again(bench: Bench) -> None:
    """Rows deleted by hand do not stop the line: the next document makes the announcement whole again."""
    _settled(bench, the_deal())
    known = _home(bench, the_deal().id)
    with bench.store.write() as tx:
        if bench.store.is_sqlite:
            tx.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in (schema.ledger, schema.card_terms, schema.cards, schema.bases, schema.party_keys):
            tx.execute(table.delete())
        tx.execute(schema.assessments.delete())
        tx.execute(schema.announcement_versions.delete())
        tx.execute(schema.links.delete())
        tx.execute(schema.announcements.delete())
    _settled(bench, press_copy())
    with bench.store.write() as tx:
        tx.execute(schema.events.update().where(schema.events.c.name == "captured").values(state="ready"))
    bench.app().queue.drain()
    assert _home(bench, the_deal().id) == _home(bench, "press")
    assert known != ""


def test_a_clock_that_went_back_loses_no_version(bench: Bench) -> None:
    """Versions and acts count by their order, not by what the clock said."""
    _settled(bench, the_deal())
    known = _home(bench, the_deal().id)
    bench.now -= timedelta(days=30)
    _settled(bench, question())
    with bench.store.read() as tx:
        current = announcements.get(tx, known)
        assert current is not None
        assert current.version > 1
        made = (announcements.get_version(tx, known, version) for version in range(2, current.version + 1))
        assert Change.HOSTING in {change for one in made if one is not None for change in one.changes}
    assert any(host.kind is not HostingKind.UNSPECIFIED_CLAIM for host in current.hosting)


def test_no_register_read_is_not_no_notice(bench: Bench) -> None:
    """Before every register was read, an absent notice is said to be unknown."""
    _settled(bench, hospital())
    found = bench.app().library.announcement(_home(bench, "hospital"))
    assert found is not None
    assert found.life is not None
    assert found.life.notices.found == ()
    assert found.life.notices.as_of is None


def test_an_old_address_leads_to_the_announcement_it_became_part_of(bench: Bench) -> None:
    """Page and interface answer 301 with the query kept; what was known before the merge is still shown under it."""
    _settled(bench, the_deal(), hospital())
    first, second = _home(bench, the_deal().id), _home(bench, "hospital")
    app, day = bench.app(), bench.now.date()
    bench.now += timedelta(days=3)
    placing.merge(app, first, second, SIGNED)
    app.queue.drain()
    browser = TestClient(create_app(app.library), follow_redirects=False)
    for path in ("/announcements/", "/api/v1/announcements/"):
        moved = browser.get(f"{path}{second}?lang=en")
        assert moved.status_code == 301
        assert moved.headers["location"].endswith(f"{path}{first}?lang=en")
    assert browser.get(f"/announcements/{first}").status_code == 200
    assert browser.get(f"/announcements/{second}.bib").status_code == 200
    then = browser.get(f"/announcements/{second}?as_of={day}")
    assert then.status_code == 200
    assert "Nabla" in then.text
    life = browser.get(f"/api/v1/announcements/{first}").json()["life"]
    assert life["former_ids"] == [second]
    assert {one["status"] for one in life["states"]} == {"signed"}


AWARD = """Objet : Assistant d’intelligence artificielle pour les comptes rendus de consultation

Acheteur : CHU de Lille

Titulaire : Nabla

Type de marché : SERVICES ; procédure : Procédure ouverte

Avis n° 26-900417, département 59"""


def an_award(text: str = AWARD) -> Document:
    """The award notice of the hospital's deal, three weeks later."""
    return a_document(
        text,
        id="award",
        title="Résultat de marché – CHU de Lille : Assistant d’intelligence artificielle",
        publisher="BOAMP",
        publisher_kind=PublisherKind.REGISTER,
        source_id="boamp",
        url='https://www.boamp.fr/pages/avis/?q=idweb:"26-900417"',
        published_on=date(2026, 1, 30),
    )


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["press-first", "notice-first"])
@pytest.mark.parametrize("object_", ["Assistant d’intelligence artificielle", "Logiciel métier"], ids=["ai", "plain"])
def test_an_award_notice_is_matched_to_its_deal_and_says_its_number(
    bench: Bench, order: tuple[int, int], object_: str
) -> None:
    """Buyer, holder, dates and object agree: one announcement, whichever came first, its title from the communiqué."""
    pair = (hospital(), an_award(AWARD.replace("Assistant d’intelligence artificielle", object_)))
    for place in order:
        _settled(bench, pair[place])
    found = bench.app().library.announcement(_home(bench, "hospital"))
    assert found is not None
    assert found.life is not None
    assert [number for number, _ in found.life.notices.found] == ["26-900417"]
    assert found.announcement.title == hospital().title
    with bench.store.read() as tx:
        standing = [one for one in tx.execute(schema.announcements.select()).scalars() if links.members(tx, one)]
    assert len(standing) == 1


def test_an_award_about_ai_without_any_press_is_an_announcement_of_its_own(bench: Bench) -> None:
    """The register alone makes the deal public; one that is about something else does not."""
    _settled(bench, an_award())
    found = bench.app().library.announcement(_home(bench, "award"))
    assert found is not None
    assert found.announcement.status is Status.SIGNED
    assert {party.name for party in found.announcement.parties} == {"CHU de Lille", "Nabla"}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["known-first", "letter-first"])
def test_a_letter_on_two_deals_reports_both_and_mixes_nobody(bench: Bench, order: tuple[int, int]) -> None:
    """One document, two announcements: the hospital's, known from its communiqué, and the region's, which is new."""
    pair = (hospital(), round_up())
    for place in order:
        _settled(bench, pair[place])
    with bench.store.read() as tx:
        homes = {one: links.of_document(tx, one) for one in ("hospital", "letter", "letter.2")}
        assert homes["hospital"] == homes["letter"] != homes["letter.2"]
        region = announcements.get(tx, str(homes["letter.2"]))
        part, read = documents.get(tx, "letter.2"), documents.reading(tx, "letter.2")
    assert region is not None
    assert {party.name for party in region.parties} == {"région Bretagne", "Mistral AI"}
    assert region.amount is None
    assert part is not None
    assert read is not None
    assert read.extraction is not None
    for party in read.extraction.parties:
        quote = party.evidence
        assert part.full_text[quote.start : quote.end] == round_up().full_text[quote.start : quote.end] == quote.quote


def test_a_part_that_a_second_reading_does_not_find_announces_nothing_more(bench: Bench) -> None:
    """When the text turns out to tell one deal, what its second part opened is withdrawn, not lost."""
    _settled(bench, round_up())
    region = _home(bench, "letter.2")
    with bench.store.write() as tx:
        document = documents.get(tx, "letter")
        assert document is not None
        documents.keep(tx, replace(document, text=document.text.split("\n\n", maxsplit=1)[0]))
        tx.execute(schema.events.update().where(schema.events.c.name == "captured").values(state="ready"))
    bench.app().queue.drain()
    with bench.store.read() as tx:
        assert links.of_document(tx, "letter.2") is None
        assert announcements.withdrawn_at(tx, region) is not None
        assert announcements.get(tx, region) is not None
