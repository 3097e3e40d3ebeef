"""A person's decision takes effect on the announcement, in one transaction, and outlives every re-run."""

import contextlib
from datetime import timedelta

import pytest

from builders import a_document
from flow.bench import Bench, Killed, kill_at, the_deal
from watch import query
from watch.app import App
from watch.asking import words
from watch.handlers import corrected
from watch.label import Wishes, review
from watch.model import Document, Reading, WhyNot
from watch.store import Store, announcements, corrections, documents, issues, outbox

MISSED = (
    "Les élus ont tranché. Les agents de la ville de Lyon écriront désormais avec Mistral AI. La convention court sur "
    "deux ans, a précisé la mairie."
)


def _no(app: App, document_id: str) -> None:
    review(app, document_id, Wishes("no", why_not="follow_up", by="L. M.", reason="Un rappel."))


def _yes(app: App, document_id: str) -> None:
    actors = ("ville de Lyon:public:buyer", "Mistral AI:private:supplier")
    review(app, document_id, Wishes("yes", "signed", actors=actors, by="L. M.", reason="La convention est signée."))


def _missed() -> Document:
    return a_document(MISSED, title="Lyon : le conseil municipal du 8 janvier", id="missed")


def _listed(store: Store) -> list[str]:
    return [announcement.id for announcement, _ in query.listing(store, query.EVERYTHING).rows]


def _reading(store: Store, document_id: str) -> Reading:
    with store.read() as tx:
        found = documents.reading(tx, document_id)
    assert found is not None
    return found


def test_a_no_withdraws_the_announcement_that_nothing_else_carries(bench: Bench) -> None:
    """It leaves lists, searches, linking and digests; its sheet, versions and assessments stay."""
    app = bench.app()
    bench.capture(the_deal())
    app.queue.drain()
    (known,) = _listed(bench.store)
    _no(app, the_deal().id)
    app.queue.drain()
    assert _listed(bench.store) == []
    assert query.listing(bench.store, words("Mistral")).total == 0
    sheet = query.sheet(bench.store, known)
    assert sheet is not None
    assert sheet.members == ()
    assert len(sheet.history) == 1
    bench.now += timedelta(days=1)
    app.digests_due()
    app.queue.drain()
    assert "Mistral AI" not in str(bench.mailbox.received[-1].get_body(("plain",)))  # type: ignore[attr-defined]
    with bench.store.read() as tx:
        assert issues.issues(tx) == ()
        assert set(outbox.depth(tx)) == {"done"}


def test_a_no_before_the_alert_is_never_told(bench: Bench) -> None:
    """The correction is treated before the alert is written: nobody hears of what a person already refused."""
    app = bench.app()
    bench.capture(the_deal())
    app.queue.step()
    _no(app, the_deal().id)
    for _ in range(2):
        app.queue.step()
    app.queue.drain()
    assert bench.mailbox.received == []
    with bench.store.read() as tx:
        assert issues.issues(tx) == ()


def test_a_yes_after_a_no_brings_the_announcement_back(bench: Bench) -> None:
    """The same id stands again: what was cited is found."""
    app = bench.app()
    bench.capture(the_deal())
    app.queue.drain()
    before = _listed(bench.store)
    _no(app, the_deal().id)
    app.queue.drain()
    review(app, the_deal().id, Wishes("yes", "signed", by="A. B.", reason="C’est bien l’annonce."))
    app.queue.drain()
    assert _listed(bench.store) == before


def test_a_no_leaves_the_other_documents_their_announcement(bench: Bench) -> None:
    """One of two documents is taken out; the announcement is gathered again from the other and judged."""
    app = bench.app()
    copy = the_deal(id="copy", source_id="autre", url="https://autre.example/x", publisher="Autre quotidien")
    bench.capture(the_deal(), copy)
    app.queue.drain()
    (known,) = _listed(bench.store)
    _no(app, "copy")
    app.queue.drain()
    sheet = query.sheet(bench.store, known)
    assert sheet is not None
    assert [document.id for document, _ in sheet.members] == [the_deal().id]
    assert sheet.announcement.document_ids == (the_deal().id,)


def test_a_yes_makes_the_announcement_that_the_machine_missed(bench: Bench) -> None:
    """With the parties that the person named: linked, judged, told once."""
    app = bench.app()
    bench.capture(_missed())
    app.queue.drain()
    assert not _reading(bench.store, "missed").detection.is_announcement
    _yes(app, "missed")
    app.queue.drain()
    (known,) = _listed(bench.store)
    with bench.store.read() as tx:
        announcement = announcements.get(tx, known)
    assert announcement is not None
    assert {party.name for party in announcement.parties} >= {"ville de Lyon", "Mistral AI"}
    assert announcement.status == "signed"
    assert len(bench.mailbox.received) == 1


def test_a_party_corrected_makes_a_version(bench: Bench) -> None:
    """A change of facts is gathered into the announcement as any other material change."""
    app = bench.app()
    bench.capture(the_deal())
    app.queue.drain()
    hosting = ("déployés sur des infrastructures françaises:on_premise:contract",)
    review(app, the_deal().id, Wishes("yes", hosting=hosting, by="L. M.", reason="Sur place, dit le texte."))
    app.queue.drain()
    with bench.store.read() as tx:
        announcement = announcements.get(tx, _listed(bench.store)[0])
    assert announcement is not None
    assert announcement.version == 2
    assert [host.kind for host in announcement.hosting] == ["on_premise"]


def test_a_re_run_never_overwrites_what_a_person_decided(bench: Bench) -> None:
    """The document is captured and read again, by whatever model: the person's word stands, and is not lost."""
    app = bench.app()
    bench.capture(the_deal())
    app.queue.drain()
    _no(app, the_deal().id)
    app.queue.drain()
    with bench.store.write() as tx:
        tx.exec_driver_sql("UPDATE events SET state = 'ready' WHERE name = 'captured'")
    app.queue.drain()
    reading = _reading(bench.store, the_deal().id)
    assert not reading.detection.is_announcement
    assert reading.detection.reasons[0].rule == "reviewer"
    assert _listed(bench.store) == []
    with bench.store.read() as tx:
        (kept,) = corrections.of_document(tx, the_deal().id)
    assert kept.machine.detection.is_announcement
    assert kept.why_not is WhyNot.FOLLOW_UP


def test_corrections_applied_twice_are_applied_once(bench: Bench) -> None:
    """A correction treated again after a crash changes nothing more."""
    app = bench.app()
    bench.capture(the_deal())
    app.queue.drain()
    wishes = Wishes(
        "yes",
        actors=("ministère des Armées:public:beneficiary",),
        no_actors=("Mistral AI",),
        by="L. M.",
        reason="Essai.",
    )
    made = review(app, the_deal().id, wishes)
    once = corrected(made.machine, (made,))
    assert corrected(once, (made,)) == once
    assert once.extraction is not None
    assert [p.role for p in once.extraction.parties if p.name == "ministère des Armées"] == ["beneficiary"]
    assert "Mistral AI" not in {party.name for party in once.extraction.parties}


@pytest.mark.parametrize("before_commit", [True, False])
@pytest.mark.parametrize("answer", ["no", "yes"])
def test_killed_at_any_step_the_correction_takes_effect_once(bench: Bench, answer: str, before_commit: bool) -> None:
    """Whichever write dies, running again ends in the same state with one alert at most."""
    document = the_deal() if answer == "no" else _missed()
    bench.capture(document)
    bench.app().queue.drain()
    before = len(bench.mailbox.received)
    (_no if answer == "no" else _yes)(bench.app(), document.id)
    for step in range(1, 8):
        kill_at(bench.store, step, before_commit=before_commit)
        with contextlib.suppress(Killed):
            bench.app().queue.drain()
        vars(bench.store).pop("write", None)
        bench.now += timedelta(minutes=11)
    bench.app().queue.drain()
    assert len(_listed(bench.store)) == (0 if answer == "no" else 1)
    assert len(set(bench.mailbox.ids)) == before + (0 if answer == "no" else 1)
    with bench.store.read() as tx:
        assert set(outbox.depth(tx)) == {"done"}
        assert len(corrections.every(tx)) == 1
    assert _reading(bench.store, document.id).detection.is_announcement is (answer == "yes")
