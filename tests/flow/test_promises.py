"""Nothing is lost, nothing is told twice: the line from a captured document to the mail, killed and repeated."""

import contextlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from builders import a_document, a_subscription
from flow.bench import DEAL, Bench, Killed, kill_at, the_deal
from watch.model import Document, Moment, Subscription
from watch.store import Store, documents, issues, links, messages, outbox


def a_copy() -> Document:
    """The same deal in a newspaper."""
    text = (
        "C'est signé : le ministère des Armées a confié à Mistral AI un accord-cadre portant sur l'intelligence "
        "artificielle, a-t-il annoncé jeudi. La start-up parisienne mettra ses modèles à la disposition des armées, "
        "sous le pilotage de l'AMIAD."
    )
    return a_document(text, title="IA : les armées choisissent Mistral AI", published_on=date(2026, 1, 8))


def test_a_document_becomes_an_alert_with_its_evidence(bench: Bench) -> None:
    """From capture to mail: one announcement, judged, told once, with a sentence of the text."""
    app = bench.app()
    bench.capture(the_deal())
    app.queue.drain()
    assert len(bench.mailbox.received) == 1
    mail = bench.mailbox.received[0]
    assert "Mistral AI" in str(mail["Subject"])
    body = mail.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert "accord-cadre" in body
    assert "#:~:text=" in body
    with bench.store.read() as tx:
        assert issues.issues(tx) == ()
        assert set(outbox.depth(tx)) == {"done"}


def test_evidence_is_where_it_says(bench: Bench) -> None:
    """Every quote of the reading is the characters of the stored document."""
    bench.capture(the_deal())
    bench.app().queue.drain()
    with bench.store.read() as tx:
        document = documents.get(tx, the_deal().id)
        reading = documents.reading(tx, the_deal().id)
    assert document is not None
    assert reading is not None
    assert reading.extraction is not None
    found = [party.evidence for party in reading.extraction.parties]
    found += [host.evidence for host in reading.extraction.hosting]
    found += [evidence for _, evidence in reading.extraction.evidence + reading.extraction.cues]
    assert len(found) >= 4
    assert all(document.full_text[e.start : e.end] == e.quote for e in found)


def test_a_deal_told_twice_in_one_sweep_is_one_alert(bench: Bench) -> None:
    """Documents of one sweep are linked before anyone is told."""
    bench.capture(the_deal(), a_copy())
    bench.app().queue.drain()
    assert len(bench.mailbox.received) == 1
    with bench.store.read() as tx:
        assert links.of_document(tx, the_deal().id) == links.of_document(tx, a_copy().id)


def test_a_copy_that_adds_nothing_does_not_alert_again(bench: Bench) -> None:
    """A later press copy joins the announcement in silence."""
    app = bench.app()
    bench.capture(the_deal())
    app.queue.drain()
    bench.now += timedelta(hours=3)
    bench.capture(the_deal(id="copy", source_id="autre", url="https://autre.example/x", publisher="Autre quotidien"))
    app.queue.drain()
    assert len(bench.mailbox.received) == 1


def test_the_baseline_never_alerts(bench: Bench) -> None:
    """What a new source already showed is kept and judged, not told; nor is it in the digest."""
    app = bench.app()
    bench.capture(the_deal(baseline=True))
    app.queue.drain()
    bench.now += timedelta(days=1)
    app.digests_due()
    app.queue.drain()
    with bench.store.read() as tx:
        assert links.of_document(tx, the_deal().id) is not None
    (digest,) = bench.mailbox.received
    assert "Mistral AI" not in digest.get_body(("plain",)).get_content()  # type: ignore[attr-defined]


def test_two_documents_of_the_baseline_never_alert(bench: Bench) -> None:
    """A deal that a new source tells twice, with more facts the second time, is still the archive."""
    more = a_document(
        f"{DEAL} Le montant de l'accord-cadre atteint 12 millions d'euros sur trois ans.",
        title="Armées : douze millions d'euros pour l'intelligence artificielle de Mistral AI",
        published_on=date(2026, 1, 9),
        baseline=True,
    )
    bench.capture(the_deal(baseline=True))
    bench.app().queue.drain()
    bench.capture(more)
    bench.app().queue.drain()
    assert bench.mailbox.received == []


def test_a_digest_holds_what_its_reader_has_not_had(bench: Bench) -> None:
    """The first digest tells the deal, the next day's does not; each local day has one."""
    app = bench.app()
    bench.capture(the_deal())
    app.queue.drain()
    assert app.digests_due() == 0  # the subscription began after this morning's hour
    for _ in range(3):
        bench.now += timedelta(days=1)
        assert app.digests_due() == 1
        assert app.digests_due() == 0
        app.queue.drain()
    texts = [
        str(mail.get_body(("plain",)).get_content())  # type: ignore[attr-defined]
        for mail in bench.mailbox.received
        if str(mail["To"]) == "lectrice@ong.example"
    ]
    assert ["Mistral AI" in text for text in texts] == [True, False, False]


def test_a_new_reader_is_not_sent_the_archive(bench: Bench) -> None:
    """A subscription hears of what comes after it began."""
    bench.capture(the_deal())
    bench.app().queue.drain()
    bench.now += timedelta(days=2)
    late: Subscription = a_subscription(id="tard", recipient="tard@ong.example", moment=Moment.DAILY)
    bench.config = replace(bench.config, subscriptions=(late,))
    app = bench.app()
    bench.now += timedelta(days=1)
    app.digests_due()
    app.queue.drain()
    (digest,) = [mail for mail in bench.mailbox.received if str(mail["To"]) == "tard@ong.example"]
    assert "Mistral AI" not in digest.get_body(("plain",)).get_content()  # type: ignore[attr-defined]


@pytest.mark.parametrize("before_commit", [True, False], ids=["before", "after"])
def test_killed_at_any_commit_nothing_is_lost_and_nothing_told_twice(bench: Bench, *, before_commit: bool) -> None:
    """Die at the n-th commit, for every n, and restart: in the end one alert, one ledger row, one Message-ID."""
    bench.capture(the_deal())
    for step in range(1, 60):
        count = kill_at(bench.store, step, before_commit=before_commit)
        with contextlib.suppress(Killed):
            bench.app().queue.drain()
        del bench.store.write
        bench.now += timedelta(minutes=11)  # leases of the dead run out
        if count[0] < step:
            break
    bench.app().queue.drain()
    assert len(set(bench.mailbox.ids)) == 1
    with bench.store.read() as tx:
        assert set(outbox.depth(tx)) == {"done"}
        posting = messages.get(tx, bench.mailbox.ids[0].strip("<>").split("@")[0])
    assert posting is not None
    assert posting.state == "sent"


def test_a_refused_mail_is_kept_and_sent_when_the_server_is_back(bench: Bench) -> None:
    """A server that says later, then yes: one mail, and the issue closes."""
    app = bench.app()
    bench.mailbox.answer = "451 later"
    bench.capture(the_deal())
    app.queue.drain()
    with bench.store.read() as tx:
        (issue,) = issues.issues(tx)
    assert "451" in issue.message
    bench.mailbox.answer = "250 accepted"
    bench.now += timedelta(minutes=5)
    app.queue.drain()
    assert len(bench.mailbox.received) == 1
    with bench.store.read() as tx:
        assert issues.issues(tx) == ()


def test_another_language_is_set_aside_with_its_reason(bench: Bench) -> None:
    """A document in a language without lexicon is kept, not misread."""
    bench.capture(the_deal(language="es"))
    bench.app().queue.drain()
    with bench.store.read() as tx:
        reading = documents.reading(tx, the_deal().id)
    assert reading is not None
    assert reading.set_aside == "language:es"


def test_documents_survive_a_move_of_the_database(bench: Bench, tmp_path: Path) -> None:
    """Closing and opening again finds everything as it was."""
    bench.capture(the_deal())
    bench.app().queue.drain()
    again = Store(bench.store.url.render_as_string(hide_password=False))
    with again.read() as tx:
        assert links.of_document(tx, the_deal().id) is not None
    again.close()
    assert tmp_path.exists()
