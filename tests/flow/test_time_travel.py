"""Questions about the past are answered with what was known then, and past alerts judged by the present rules."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from builders import a_document
from flow.bench import Bench
from flow.test_revising import FOREIGN, bare_deal, both_read, knowing, restarted, the_id
from watch.desk import revision
from watch.query import sheet
from watch.store import history, knowledge, outbox

FIRST = date(2026, 1, 9)


def changed_a_week_later(bench: Bench) -> str:
    """Both deals on 9 January; a week later the supplier is bought and another paper joins; id of the deal."""
    police, _ = both_read(bench)
    bench.now += timedelta(days=7)
    bench.capture(
        replace(
            bare_deal(),
            id="echo",
            url="https://echo.example/1",
            canonical_url="https://echo.example/1",
            publisher="Écho",
        )
    )
    restarted(bench, knowing(bench.config, "gladia", ultimate_control=FOREIGN))
    return police


def test_a_sheet_of_a_past_day_has_what_was_known_then(bench: Bench) -> None:
    """Version, documents and assessments of then; nothing of what came later, and nothing before it was known."""
    police = changed_a_week_later(bench)
    then, now = sheet(bench.store, police, FIRST), sheet(bench.store, police)
    assert then is not None
    assert now is not None
    assert [document.id for document, _ in then.members] == [bare_deal().id] == list(then.announcement.document_ids)
    assert len(now.members) == 2
    assert then.announcement.version < now.announcement.version
    assert then.history[0].axes != now.history[0].axes
    assert sheet(bench.store, police, FIRST - timedelta(days=1)) is None


def test_the_register_is_known_as_it_was(bench: Bench) -> None:
    """Each state of an actor's facts is kept with the moment from which it was used."""
    changed_a_week_later(bench)
    with bench.store.read() as tx:
        then = knowledge.actors_at(tx, history.end_of(FIRST))["gladia"]
        now = knowledge.actors_at(tx, bench.now)["gladia"]
        assert len(knowledge.states_of(tx, "gladia")) == 2
        assert len(knowledge.states_of(tx, "outscale")) == 1
        assert knowledge.actors_at(tx, history.end_of(FIRST - timedelta(days=1))) == {}
        framework = knowledge.framework_at(tx, bench.now)
    assert framework == bench.config.framework
    assert then.ultimate_control != FOREIGN
    assert now.ultimate_control == FOREIGN


def test_an_actor_taken_out_is_no_longer_known(bench: Bench) -> None:
    """Its earlier states stay on record."""
    bench.app().revise()
    shop = bench.app().shop
    fewer = {one: actor for one, actor in bench.config.register.actors.items() if one != "outscale"}
    marks = knowledge.fingerprints(
        bench.config.framework, bench.config.legal, type(bench.config.register)(bench.config.register.version, fewer)
    )
    register = type(bench.config.register)(bench.config.register.version, fewer)
    later = bench.now + timedelta(days=1)
    with bench.store.write() as tx:
        assert knowledge.record(tx, shop.config.framework, shop.config.legal, register, marks, later) == 1
        assert "outscale" not in knowledge.actors_at(tx, later)
        assert "outscale" in knowledge.actors_at(tx, bench.now)
        assert knowledge.states_of(tx, "outscale")[-1] == (later, None)


def test_present_rules_that_say_the_same_change_no_past_alert(bench: Bench) -> None:
    """Judged again on what was known then, every alert comes out as it was."""
    both_read(bench)
    bench.now += timedelta(days=30)
    found = revision.replayed(bench.app(), FIRST)
    assert len(found) == 2
    assert all(one.same for one in found)
    assert all("redaction@journal.example" in one.told for one in found)


def test_past_alerts_are_judged_by_the_present_rules(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """A fact that is known now, and dated then, would have given another verdict; nothing is written."""
    police, inria = both_read(bench)
    bench.now += timedelta(days=30)
    bench.config = knowing(bench.config, "gladia", ultimate_control=FOREIGN)
    with bench.store.read() as tx:
        before = outbox.depth(tx)
    found = {one.announcement.id: one for one in revision.replayed(bench.app(), FIRST)}
    assert not found[police].same
    assert found[inria].same
    revision.print_replay(tuple(found.values()), FIRST)
    said = capsys.readouterr().out
    assert "parties.control: home" in said
    assert "1 would differ. Nothing was written." in said
    assert '"same": false' in revision.replay_json(tuple(found.values()))
    with bench.store.read() as tx:
        assert outbox.depth(tx) == before
    assert revision.replayed(bench.app(), FIRST + timedelta(days=1)) == ()


def test_a_document_captured_later_does_not_count_in_a_replay(bench: Bench) -> None:
    """An alert is judged again on the documents of its time."""
    police, _ = both_read(bench)
    bench.now += timedelta(days=7)
    bench.capture(replace(bare_deal(), id="echo", url="https://echo.example/1", canonical_url="https://echo.example/1"))
    bench.capture(a_document("Rien à voir."))
    bench.app().queue.drain()
    assert the_id(bench, replace(bare_deal(), id="echo")) == police
    assert all(one.same for one in revision.replayed(bench.app(), FIRST))
