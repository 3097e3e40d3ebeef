"""When a source is not well, and when it is asked again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from watch.model import Expectation, PublisherKind, Selectors, Source, SourceKind, SourceState
from watch_crawlers.health import advance, due, judge, pause
from watch_crawlers.reports import Failure, Outcome, SourceReport

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SOURCE = Source(
    id="cnil",
    name="CNIL",
    publisher_kind=PublisherKind.AGENCY,
    kind=SourceKind.FEED,
    language="fr",
    homepage="https://cnil.example/",
    urls=("https://cnil.example/feed",),
    cadence=timedelta(minutes=30),
    enabled=True,
    expects=Expectation(1, timedelta(days=14)),
    licence=None,
    note=None,
)
STATE = SourceState(
    source_id="cnil",
    last_checked_at=NOW - timedelta(hours=1),
    last_success_at=NOW - timedelta(hours=1),
    baseline_at=NOW - timedelta(days=30),
    next_due_at=NOW,
    consecutive_failures=0,
    last_error=None,
    newest_entry_on=date(2026, 11, 20),
    entries_last_seen=10,
    documents=40,
)


def a_report(outcome: Outcome = Outcome.READ, **changes: Any) -> SourceReport:
    """A sweep in which all went well."""
    made = SourceReport(
        source_id="cnil",
        at=NOW,
        outcome=outcome,
        failures=(),
        entries_seen=10,
        new_documents=1,
        newest_on=date(2026, 11, 21),
        warnings=(),
        moved_to=(),
        retry_at=None,
        statuses=(200,),
        pages_read=1,
        pages_ruled=0,
        pages_failed=0,
        deferred=0,
        baseline=False,
        elapsed=0.5,
    )
    return replace(made, **changes)


def a_failure(outcome: Outcome) -> SourceReport:
    """A sweep in which the only address failed."""
    failure = Failure("https://cnil.example/feed", outcome, "answered something else")
    return a_report(outcome, failures=(failure,), entries_seen=None, new_documents=0, newest_on=None)


def keys(report: SourceReport, state: SourceState | None = STATE, source: Source = SOURCE) -> list[str]:
    """The keys of what is wrong."""
    return [problem.key for problem in judge(source, state, report, NOW)]


def test_a_good_sweep_is_no_problem() -> None:
    """Nothing is said of a source that is well, nor of one that has not changed."""
    assert keys(a_report()) == []
    assert keys(a_report(Outcome.UNCHANGED, entries_seen=None, newest_on=None)) == []
    assert keys(a_report(baseline=True, new_documents=10), state=None) == []


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome.BLOCKED,
        Outcome.REFUSED,
        Outcome.GONE,
        Outcome.MOVED,
        Outcome.EMPTY,
        Outcome.UNREADABLE,
        Outcome.FORBIDDEN,
    ],
)
def test_refusals_are_said_at_once(outcome: Outcome) -> None:
    """What will not pass by itself is a problem the first time, in one sentence with name and address."""
    (problem,) = judge(SOURCE, STATE, a_failure(outcome), NOW)
    assert problem.key == f"{outcome}:cnil"
    assert problem.message == "CNIL: https://cnil.example/feed answered something else."


@pytest.mark.parametrize("outcome", [Outcome.UNREACHABLE, Outcome.BUSY, Outcome.FAULTY])
def test_passing_troubles_are_said_when_they_last(outcome: Outcome) -> None:
    """A single time-out is weather, the second is a problem."""
    assert keys(a_failure(outcome)) == []
    again = replace(STATE, consecutive_failures=1)
    assert keys(a_failure(outcome), again) == [f"{outcome}:cnil"]


def test_one_dead_address_beside_a_living_one() -> None:
    """A source of several addresses is read, and the dead one is named."""
    report = replace(a_failure(Outcome.GONE), outcome=Outcome.READ, entries_seen=3, newest_on=date(2026, 11, 21))
    assert keys(report) == ["gone:cnil"]
    assert report.succeeded


def test_old_news_is_silence() -> None:
    """A source whose newest entry is older than it should be is stale, also when nothing has changed."""
    old = replace(STATE, newest_entry_on=date(2026, 11, 1))
    assert keys(a_report(Outcome.UNCHANGED, entries_seen=None, newest_on=None), old) == ["stale:cnil"]
    assert keys(a_report(newest_on=date(2026, 11, 2)), old) == ["stale:cnil"]
    assert keys(a_report(newest_on=date(2026, 11, 10)), old) == []
    assert keys(a_report(newest_on=date(2026, 11, 2)), old, replace(SOURCE, expects=None)) == []


def test_everything_new_at_once() -> None:
    """After the baseline a whole feed of strangers means changed addresses; a short one may be a busy day."""
    assert keys(a_report(new_documents=10)) == ["all_new:cnil"]
    assert keys(a_report(new_documents=4, deferred=6)) == ["all_new:cnil"]
    assert keys(a_report(new_documents=9)) == []
    assert keys(a_report(entries_seen=3, new_documents=3)) == []
    assert keys(a_report(new_documents=10, baseline=True), replace(STATE, baseline_at=None)) == []


def test_a_permanent_move_and_a_lost_layout() -> None:
    """A permanent redirect asks for a new address; selectors that no page answers ask for new ones."""
    ruled = replace(SOURCE, selectors=(Selectors(text="div.texte"),))
    assert keys(a_report(moved_to=("https://a/ → https://b/",))) == ["address:cnil"]
    assert keys(a_report(pages_read=3), source=ruled) == ["layout:cnil"]
    assert keys(a_report(pages_read=3, pages_ruled=1), source=ruled) == []


def test_an_interrupted_sweep_says_nothing() -> None:
    """What was not finished is not judged."""
    assert keys(a_report(Outcome.INTERRUPTED, entries_seen=0)) == []


def test_the_state_after_success() -> None:
    """Success sets the baseline once, clears failures and keeps the newest day ever seen."""
    failing = replace(STATE, consecutive_failures=3, baseline_at=None, newest_entry_on=date(2026, 11, 22))
    after = advance(SOURCE, failing, a_report())
    assert after.baseline_at == NOW
    assert after.consecutive_failures == 0
    assert after.newest_entry_on == date(2026, 11, 22)
    assert after.documents == 41
    assert after.next_due_at == NOW + timedelta(minutes=30)
    assert advance(SOURCE, STATE, a_report()).baseline_at == STATE.baseline_at


def test_the_state_after_failure() -> None:
    """Failure keeps what was known, counts, waits longer each time, and no less than the host asks."""
    first = advance(SOURCE, None, a_failure(Outcome.BLOCKED))
    assert first.baseline_at is None
    assert first.consecutive_failures == 1
    assert first.last_error == "https://cnil.example/feed answered something else"
    assert advance(SOURCE, STATE, a_failure(Outcome.GONE)).entries_last_seen == 10
    asked = replace(a_failure(Outcome.BUSY), retry_at=NOW + timedelta(hours=5))
    assert advance(SOURCE, STATE, asked).next_due_at == NOW + timedelta(hours=5)


def test_pauses_grow_to_a_day() -> None:
    """Cadence, cadence, twice, four times … at most a day, or the cadence where that is longer."""
    assert [pause(SOURCE, failures) for failures in (0, 1, 2, 3)] == [timedelta(minutes=m) for m in (30, 30, 60, 120)]
    assert pause(SOURCE, 50) == timedelta(days=1)
    assert pause(replace(SOURCE, cadence=timedelta(days=3)), 9) == timedelta(days=3)


def test_who_is_due() -> None:
    """Enabled sources whose time has come, and those never read."""
    later = replace(STATE, next_due_at=NOW + timedelta(seconds=1))
    assert due([SOURCE], {"cnil": STATE}, NOW) == (SOURCE,)
    assert due([SOURCE], {"cnil": later}, NOW) == ()
    assert due([SOURCE], {}, NOW) == (SOURCE,)
    assert due([replace(SOURCE, enabled=False)], {}, NOW) == ()


def test_a_malformed_feed_is_a_problem_although_it_is_read() -> None:
    """What stands behind the fault is not seen: someone must know."""
    assert keys(a_report(warnings=("https://a/rss (no element found)",))) == ["malformed:cnil"]
