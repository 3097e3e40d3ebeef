"""The store keeps its promises on SQLite and on PostgreSQL alike."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from builders import a_document, a_reading, an_announcement, an_assessment
from watch.errors import StoreError
from watch.events import AlertRaised, DigestDue, DocumentCaptured
from watch.model import Announcement, Channel, Link, OutgoingMessage, Reading, SourceState
from watch.store import (
    Store,
    announcements,
    decode,
    documents,
    encode,
    issues,
    links,
    messages,
    outbox,
    schema,
    sources,
)


def test_the_migrations_make_exactly_the_tables_of_the_schema(store: Store) -> None:
    """Comparing the migrated database with the metadata finds nothing to do."""

    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return not (kind == "table" and (name or "").startswith("announcement_words"))

    with store.read() as tx:
        context = MigrationContext.configure(tx, opts={"include_name": ours})
        assert compare_metadata(context, schema.metadata) == []


def test_opening_twice_changes_nothing(database_url: str) -> None:
    """A second start finds its own schema and leaves it alone."""
    Store(database_url).close()
    Store(database_url).close()


def test_a_captured_document_is_there_once_with_one_event(store: Store, now: datetime) -> None:
    """Capturing again neither stores nor tells again."""
    document = a_document()
    with store.write() as tx:
        assert documents.capture(tx, document)
        assert not documents.capture(tx, document)
    with store.read() as tx:
        assert documents.get(tx, document.id) == document
        assert outbox.depth(tx) == {"ready": 1}
    with store.write() as tx:
        task = outbox.claim(tx, now, timedelta(minutes=1))
    assert task is not None
    assert task.event == DocumentCaptured(document.id)


def test_nothing_is_left_when_a_transaction_fails(store: Store) -> None:
    """State and event are written together or not at all."""
    with pytest.raises(RuntimeError), store.write() as tx:
        documents.capture(tx, a_document())
        raise RuntimeError
    with store.read() as tx:
        assert documents.get(tx, a_document().id) is None
        assert not outbox.depth(tx)


def test_a_lease_keeps_others_away_until_it_runs_out(store: Store, now: datetime) -> None:
    """A claimed event is nobody else's; after the lease it is, and the first holder may not finish it."""
    with store.write() as tx:
        outbox.add(tx, AlertRaised("m1"), now)
        first = outbox.claim(tx, now, timedelta(minutes=1))
    with store.write() as tx:
        assert outbox.claim(tx, now, timedelta(minutes=1)) is None
    later = now + timedelta(minutes=2)
    with store.write() as tx:
        second = outbox.claim(tx, later, timedelta(minutes=1))
    assert first is not None
    assert second is not None
    assert second.attempts == 2
    with pytest.raises(StoreError), store.write() as tx:
        outbox.finish(tx, first, later)
    with store.write() as tx:
        outbox.finish(tx, second, later)
        assert outbox.depth(tx) == {"done": 1}


def test_the_same_digest_is_due_once(store: Store, now: datetime) -> None:
    """A digest-due event of one reader and day is written once, whatever became of it."""
    event = DigestDue("lectrice", date(2026, 1, 9))
    with store.write() as tx:
        assert outbox.add_once(tx, event, now)
        assert not outbox.add_once(tx, event, now)
        assert outbox.add_once(tx, DigestDue("lectrice", date(2026, 1, 10)), now)


def _saved(store: Store, announcement: Announcement, now: datetime) -> None:
    with store.write() as tx:
        announcements.save(tx, announcement, ["min-armees", "mistral-ai"], now)


def test_a_new_version_is_kept_beside_the_old_one(store: Store, now: datetime) -> None:
    """Saving a version keeps earlier ones; saving the same version again updates it in place."""
    first = an_announcement()
    _saved(store, first, now)
    _saved(store, replace(first, title="Le même, retitré"), now)
    _saved(store, replace(first, version=2), now + timedelta(hours=1))
    with store.read() as tx:
        current = announcements.get(tx, first.id)
        assert current is not None
        assert current.version == 2
        assert announcements.get_version(tx, first.id, 1) == first
        assert announcements.changed_at(tx, first.id) == now + timedelta(hours=1)


def test_candidates_share_a_party_within_the_window(store: Store, now: datetime) -> None:
    """Linking is offered announcements with a common party, not those of long ago."""
    _saved(store, an_announcement(), now)
    with store.read() as tx:
        assert len(announcements.sharing(tx, ["mistral-ai"], date(2026, 2, 1))) == 1
        assert announcements.sharing(tx, ["doctolib"], date(2026, 2, 1)) == ()
        assert announcements.sharing(tx, ["mistral-ai"], date(2019, 2, 1)) == ()


def test_members_come_in_order_of_publication(store: Store, now: datetime) -> None:
    """An announcement's documents are read back with their readings, oldest first."""
    early, late = a_document("a", published_on=date(2026, 1, 1)), a_document("b", published_on=date(2026, 1, 5))
    _saved(store, an_announcement(), now)
    with store.write() as tx:
        for document in (late, early):
            documents.capture(tx, document)
            documents.save_reading(tx, a_reading(document.id), now)
            links.put(tx, document.id, "2026-aaaa0001", Link(None, 1.0, ()), now)
        found = links.members(tx, "2026-aaaa0001")
    assert [document for document, _ in found] == [early, late]
    assert found[0][1] == a_reading(early.id)


def test_assessments_are_appended_and_the_last_counts(store: Store, now: datetime) -> None:
    """History is newest first and complete."""
    _saved(store, an_announcement(), now)
    first, second = an_assessment(), an_assessment(id="2026-aaaa0001-2", verdict="exposed_dependence")
    with store.write() as tx:
        announcements.append_assessment(tx, first)
        announcements.append_assessment(tx, second)
        assert announcements.history(tx, "2026-aaaa0001") == (second, first)
        assert announcements.latest_assessment(tx, "2026-aaaa0001") == second


def _message(identity: str, now: datetime, version: int = 1) -> OutgoingMessage:
    return OutgoingMessage(
        identity, "a@b.example", Channel.MAIL, "Objet", "<p>x</p>", "x", (("2026-aaaa0001", version),), now
    )


def test_the_ledger_refuses_a_second_row(store: Store, now: datetime) -> None:
    """(recipient, channel, announcement, version) is there once: the database itself says no."""
    _saved(store, an_announcement(), now)
    with store.write() as tx:
        assert messages.put(tx, _message("m1", now))
        assert not messages.put(tx, _message("m1", now))
        pairs = [("2026-aaaa0001", 1), ("2026-aaaa0001", 2)]
        assert messages.had(tx, "a@b.example", Channel.MAIL, pairs) == {("2026-aaaa0001", 1)}
        assert messages.had(tx, "a@b.example", Channel.MAIL, pairs[1:]) == set()
        assert messages.had(tx, "other@b.example", Channel.MAIL, pairs) == set()
    with pytest.raises(sa.exc.IntegrityError), store.write() as tx:
        messages.put(tx, _message("m2", now))
    with store.read() as tx:
        assert messages.get(tx, "m2") is None


def test_what_is_untold_is_what_the_ledger_lacks(store: Store, now: datetime) -> None:
    """A reader's untold versions: judged, newer than the subscription, not of the baseline, not in their ledger."""
    for name, changes in (("told", {}), ("new", {}), ("old", {"baseline": True}), ("waits", {"version": 2})):
        _saved(store, an_announcement(name, **changes), now)
        with store.write() as tx:
            announcements.append_assessment(tx, an_assessment(name))
    _saved(store, an_announcement("unjudged"), now)
    with store.write() as tx:
        messages.put(tx, replace(_message("m1", now), settles=(("told", 1),)))

        def untold(recipient: str, start: datetime) -> list[str]:
            return [known.id for known, _ in announcements.untold(tx, recipient, Channel.MAIL, start)]

        assert untold("a@b.example", now) == ["new"]
        assert untold("other@b.example", now) == ["new", "told"]
        assert untold("a@b.example", now + timedelta(seconds=1)) == []


def test_the_last_digest_is_that_of_the_subscription_alone(store: Store, now: datetime) -> None:
    """Ids that begin alike, or hold what a database reads as a wildcard, are not mixed up."""
    with store.write() as tx:
        for name, hours in (("a", 0), ("a-b", 1), ("axc", 2)):
            digest = _message(f"digest-{name}-2026-01-09", now + timedelta(hours=hours))
            messages.put(tx, replace(digest, settles=()))
        assert messages.last_digest_at(tx, "a") == now
        assert messages.last_digest_at(tx, "a_c") is None


def test_a_database_that_breaks_while_read_is_one_clear_sentence(tmp_path: Path) -> None:
    """Pages answer "unavailable" and commands one sentence, whichever way the file is lost."""
    path = tmp_path / "v.db"
    store = Store(f"sqlite:///{path}")
    store.close()
    path.write_bytes(b"no database at all" * 200)
    for wal in tmp_path.glob("v.db-*"):
        wal.unlink()
    with pytest.raises(StoreError, match="cannot be read"), store.read() as tx:
        issues.issues(tx)


def test_an_issue_is_opened_once_and_closed_once(store: Store, now: datetime) -> None:
    """Repeated trouble counts up; after closing, new trouble opens anew."""
    with store.write() as tx:
        assert issues.open_issue(tx, "silent:elysee", "elysee", "says nothing", now)
        assert not issues.open_issue(tx, "silent:elysee", "elysee", "still nothing", now)
        (open_one,) = issues.issues(tx)
        assert (open_one.occurrences, open_one.message) == (2, "still nothing")
        assert issues.close_issue(tx, "silent:elysee", now)
        assert not issues.close_issue(tx, "silent:elysee", now)
        assert issues.open_issue(tx, "silent:elysee", "elysee", "again", now)
        assert len(issues.issues(tx, closed=True)) == 2


def test_the_state_of_a_source_is_kept(store: Store, now: datetime) -> None:
    """A source never swept has no state; later the last one counts, with its documents counted."""
    with store.write() as tx:
        assert sources.state(tx, "presse") is None
        first = SourceState("presse", now, now, now, now, 0, None, date(2026, 1, 8), 12, 0)
        sources.save_state(tx, first)
        documents.capture(tx, a_document())
        sources.save_state(tx, replace(first, consecutive_failures=2))
        assert sources.state(tx, "presse") == replace(first, consecutive_failures=2, documents=1)
        sources.save_state(tx, replace(first, source_id="elysee"))
        assert {name: state.documents for name, state in sources.states(tx).items()} == {"presse": 1, "elysee": 0}


def test_validators_are_kept_for_each_address(store: Store) -> None:
    """What makes the next request conditional is read back as it was saved."""
    with store.write() as tx:
        assert sources.validators(tx, "presse", "https://presse.example/rss") is None
        sources.save_validators(tx, "presse", "https://presse.example/rss", ('"e1"', None, "h", "r", None))
        sources.save_validators(tx, "presse", "https://presse.example/rss", ('"e2"', None, "h", "r", "a\nb"))
        assert sources.validators(tx, "presse", "https://presse.example/rss") == ('"e2"', None, "h", "r", "a\nb")


def test_values_survive_the_database_unchanged(now: datetime) -> None:
    """Encoding and decoding is the identity."""
    for value, shape in (
        (a_reading(), Reading),
        (an_announcement(), Announcement),
        (_message("m", now), OutgoingMessage),
    ):
        assert decode(shape, encode(value)) == value


def test_a_damaged_row_is_one_clear_sentence() -> None:
    """A payload of another shape is a StoreError, not a traceback of the parser."""
    with pytest.raises(StoreError, match="stored Reading cannot be read"):
        decode(Reading, '{"document_id": 3}')


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "is not a database URL"),
        ("mysql://x/y", "not supported"),
        ("sqlite:////nonexistent/folder/v.db", "does not exist"),
        ("postgresql+psycopg://nobody@127.0.0.1:9/x", "cannot be opened"),
    ],
)
def test_a_wrong_address_is_one_clear_sentence(url: str, said: str) -> None:
    """Every way to give a wrong database says what is wrong and leaves no password in the message."""
    with pytest.raises(StoreError, match=said) as caught:
        Store(url)
    assert "\n" not in str(caught.value)


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    """A database of a later version is left untouched."""
    url = f"sqlite:///{tmp_path / 'v.db'}"
    store = Store(url)
    with store.write() as tx:
        tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreError, match="newer version"):
        Store(url)


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    """Tables that are not ours are not mixed with ours."""
    url = f"sqlite:///{tmp_path / 'v.db'}"
    engine = sa.create_engine(url)
    with engine.begin() as tx:
        tx.execute(sa.text("CREATE TABLE customers (id INTEGER)"))
    with pytest.raises(StoreError, match="not Vigie's"):
        Store(url)


def test_a_corrupt_file_is_refused(tmp_path: Path) -> None:
    """A file that is no database is one sentence, and stays as it was."""
    path = tmp_path / "v.db"
    path.write_bytes(b"no database at all" * 200)
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(f"sqlite:///{path}")
    assert path.read_bytes() == b"no database at all" * 200
