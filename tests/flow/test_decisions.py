"""An editor's decision is kept, shown as one, and survives whatever changes later."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flow.bench import Bench
from flow.test_revising import FOREIGN, bare_deal, knowing, restarted
from watch.desk.deciding import DeskError, Wish, decide, said
from watch.model import Assessment, Change, Finding, Ruling, Scope, Tier
from watch.query import sheet
from watch.store import announcements, decisions, links
from watch.tables import print_sheet, sheet_json

HOST = "hosting.qualification"


def wish(**changes: object) -> Wish:
    """A qualification that an editor has read in the contract."""
    made = Wish(HOST, "in_force", reject=False, withdraw=False, tier=None, by="A. Martin", reason="Clause 7, lue.")
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def deal(bench: Bench) -> str:
    """The police's deal, read and told; its id."""
    bench.app().revise()
    bench.capture(bare_deal())
    bench.app().queue.drain()
    with bench.store.read() as tx:
        found = links.of_document(tx, bare_deal().id)
    assert found is not None
    return found


def judged(bench: Bench, deal: str) -> Assessment:
    """The judgement in force."""
    with bench.store.read() as tx:
        found = announcements.latest_assessment(tx, deal)
    assert found is not None
    return found


def finding(bench: Bench, deal: str, criterion: str = HOST) -> Finding:
    """A finding of the judgement in force."""
    return next(one for one in judged(bench, deal).findings if one.criterion == criterion)


def decided(bench: Bench, deal: str, made: Wish) -> None:
    """Decide, and let it take effect."""
    app = bench.app()
    decide(app, deal, made)
    app.queue.drain()


def test_a_value_set_by_an_editor_is_the_finding_and_says_so(bench: Bench, deal: str) -> None:
    """Value, scope, tier, name and reason; what the machine finds stands beside it."""
    assert finding(bench, deal).value is None
    decided(bench, deal, wish())
    found = finding(bench, deal)
    assert (found.value, found.scope, found.tier) == ("in_force", Scope.CONTRACT, Tier.B)
    assert found.editor is not None
    assert (found.editor.by, found.editor.reason, found.editor.machine_value) == ("A. Martin", "Clause 7, lue.", None)


def test_a_decision_survives_new_documents_and_changed_facts(bench: Bench, deal: str) -> None:
    """A document that joins, a supplier that is bought, a new framework: the editor's word stands."""
    decided(bench, deal, wish())
    again = replace(bare_deal(), id="again", url="https://armees.example/2", canonical_url="https://armees.example/2")
    bench.capture(again)
    bench.app().queue.drain()
    restarted(bench, knowing(bench.config, "gladia", ultimate_control=FOREIGN))
    restarted(bench, replace(bench.config, framework=replace(bench.config.framework, version="next")))
    assert judged(bench, deal).framework_version == "next"
    assert finding(bench, deal).value == "in_force"
    assert finding(bench, deal).editor is not None


def test_a_rejected_finding_is_not_documented_any_more(bench: Bench, deal: str) -> None:
    """What the machine had found is kept in the decision and named beside it."""
    before = finding(bench, deal, "parties.control")
    assert before.value is not None
    decided(bench, deal, wish(criterion="C3", value=None, reject=True))
    after = finding(bench, deal, "parties.control")
    assert after.value is None
    assert after.editor is not None
    assert after.editor.machine_value == before.value
    with bench.store.read() as tx:
        (made,) = decisions.of_announcement(tx, deal)
    assert (made.criterion, made.ruling, made.machine) == ("parties.control", Ruling.REJECTED, before)


def test_the_latest_decision_counts_and_can_be_taken_back(bench: Bench, deal: str) -> None:
    """All of them stay on record; each still knows what the machine, not the earlier editor, had found."""
    machine = finding(bench, deal)
    decided(bench, deal, wish())
    decided(bench, deal, wish(value="in_progress", by="B. Petit", tier="C"))
    assert (finding(bench, deal).value, finding(bench, deal).tier) == ("in_progress", Tier.C)
    decided(bench, deal, wish(value=None, withdraw=True))
    assert finding(bench, deal) == machine
    with bench.store.read() as tx:
        made = decisions.of_announcement(tx, deal)
    assert [one.ruling for one in made] == [Ruling.SET, Ruling.SET, Ruling.WITHDRAWN]
    assert {one.machine for one in made} == {machine}
    assert "by B. Petit" in said(made[1])


def test_a_decision_that_moves_the_verdict_or_an_axis_is_told(bench: Bench, deal: str) -> None:
    """Readers who had the announcement hear that it changed, once."""
    assert len(bench.mailbox.received) == 1
    before = judged(bench, deal)
    decided(bench, deal, wish(criterion="parties.control", value="foreign"))
    after = judged(bench, deal)
    assert (before.verdict, before.axes) != (after.verdict, after.axes)
    assert len(bench.mailbox.received) == 2
    with bench.store.read() as tx:
        told = announcements.get(tx, deal)
    assert told is not None
    assert set(told.changes) & {Change.VERDICT, Change.AXIS}


def test_the_sheet_shows_who_decided(bench: Bench, deal: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In the terminal and in JSON, with the name, the reason and the machine's answer."""
    decided(bench, deal, wish())
    found = sheet(bench.store, deal)
    assert found is not None
    print_sheet(found, bench.config.framework)
    assert (
        "decided by A. Martin, 2026-01-09: Clause 7, lue. (the machine finds: not documented)"
        in capsys.readouterr().out
    )
    assert '"by": "A. Martin"' in sheet_json(found)


def test_what_was_decided_later_was_not_known_then(bench: Bench, deal: str) -> None:
    """As of the day before, the sheet has neither the decision nor the assessment that follows from it."""
    yesterday = bench.now.date()
    bench.now += timedelta(days=1)
    decided(bench, deal, wish())
    then, now = sheet(bench.store, deal, yesterday), sheet(bench.store, deal)
    assert then is not None
    assert now is not None
    assert (len(then.decisions), len(now.decisions)) == (0, 1)
    assert (len(then.history), len(now.history)) == (1, 2)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (wish(value=None), "give one of --value V, --reject, --withdraw"),
        (wish(reject=True), "give one of --value V, --reject, --withdraw"),
        (wish(criterion="C99"), "'C99' is no criterion"),
        (wish(value="peut-être"), "'peut-être' is no answer of hosting.qualification; one of: in_force, in_progress"),
        (wish(tier="F"), "--tier: 'F' must be A, B, C, D or E"),
        (wish(by=" "), "--by must be given"),
        (wish(reason="x" * 501), "--reason must be given, in at most 500 characters"),
        (wish(value=None, withdraw=True), "no decision on hosting.qualification is in force"),
    ],
)
def test_a_wrong_decision_is_refused_in_a_sentence(bench: Bench, deal: str, made: Wish, words: str) -> None:
    """Nothing is stored, and the sentence says what to do."""
    with pytest.raises(DeskError) as caught:
        decide(bench.app(), deal, made)
    assert words in str(caught.value)
    with bench.store.read() as tx:
        assert decisions.of_announcement(tx, deal) == ()


def test_a_decision_on_nothing_is_refused(bench: Bench) -> None:
    """The sentence names the announcement and where ids are listed."""
    with pytest.raises(DeskError, match="2026-none: there is no such announcement"):
        decide(bench.app(), "2026-none", wish())
