"""When a source is not well, and when it is asked again. Pure functions of what was configured, known and just seen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watch.model import Source, SourceState
from watch_crawlers.reports import PASSING, Outcome, SourceReport

MIN_ENTRIES = 5
"""Fewer entries that are all new may be a busy day; this many are a changed address scheme."""
MIN_PAGES = 3
"""Pages that a layout must miss, all of them, before it counts as changed."""
WITHDRAWN = timedelta(days=30)
"""Pause after a source has said (410) that it is gone for good."""
MAX_BACKOFF = timedelta(days=1)
"""Longest pause between two attempts at a source that fails."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a source that a person must look at."""

    key: str
    """"kind:source", the same as long as it lasts."""
    message: str
    """One sentence: what is wrong, where, what to do."""


def judge(source: Source, state: SourceState | None, report: SourceReport, now: datetime) -> tuple[Problem, ...]:
    """What is wrong with *source* after *report*; *state* is how it was before, None at its first sweep.

    Silence is not success: no entry, only old ones, or nothing but new ones are problems as well as refusals are.
    """
    if report.outcome is Outcome.INTERRUPTED:
        return ()
    found = (
        *_failing(source, state, report),
        *_moved(source, report),
        *_malformed(source, report),
        *_stale(source, state, report, now),
        *_all_new(source, state, report),
        *_flood(source, report),
        *_layout(source, report),
    )
    return tuple({problem.key: problem for problem in reversed(found)}.values())[::-1]


def undecided(source: Source, report: SourceReport) -> frozenset[str]:
    """Keys of the problems on which *report* says nothing: where they are open they stay so.

    What was not read again may be as malformed as before; a layout is not known to be well while no page was read.
    """
    kinds: set[str] = set()
    if not report.succeeded:
        kinds |= {"stale", "malformed", "address", "layout"}
    if report.unsure:
        kinds.add("malformed")
    if not report.pages_ruled and report.pages_read < MIN_PAGES:
        kinds.add("layout")
    return frozenset(f"{kind}:{source.id}" for kind in kinds)


def advance(source: Source, state: SourceState | None, report: SourceReport) -> SourceState:
    """The state of *source* after *report*: when it was read, how often it failed, when it is due again."""
    before = state or _unseen(source.id)
    failures = 0 if report.succeeded else before.consecutive_failures + 1
    newest = max((day for day in (report.newest_on, before.newest_entry_on) if day), default=None)
    return SourceState(
        source_id=source.id,
        last_checked_at=report.at,
        last_success_at=report.at if report.succeeded else before.last_success_at,
        baseline_at=before.baseline_at or (report.at if report.succeeded else None),
        next_due_at=max(filter(None, (report.at + _rest(source, report, failures), report.retry_at))),
        consecutive_failures=failures,
        last_error=report.error,
        newest_entry_on=newest,
        entries_last_seen=before.entries_last_seen if report.entries_seen is None else report.entries_seen,
        documents=before.documents + report.new_documents,
    )


def _rest(source: Source, report: SourceReport, failures: int) -> timedelta:
    """Until the next attempt; long when every address of the source is withdrawn."""
    withdrawn = report.outcome is Outcome.GONE and set(report.statuses) == {410}
    return WITHDRAWN if withdrawn else pause(source, failures)


def pause(source: Source, failures: int) -> timedelta:
    """Until the next attempt: the cadence, doubled with each failure after the first; a day at most, or the cadence."""
    doublings = min(max(0, failures - 1), 10)
    return min(source.cadence * int(2**doublings), max(source.cadence, MAX_BACKOFF))


def due(sources: Sequence[Source], states: Mapping[str, SourceState], now: datetime) -> tuple[Source, ...]:
    """The enabled sources whose time has come; one that was never read is always due."""
    return tuple(source for source in sources if source.enabled and _is_due(states.get(source.id), now))


def _is_due(state: SourceState | None, now: datetime) -> bool:
    return state is None or state.next_due_at is None or state.next_due_at <= now


def _failing(source: Source, state: SourceState | None, report: SourceReport) -> Iterator[Problem]:
    """Refusals at once; what often passes by itself only when it happens a second time."""
    before = state.consecutive_failures if state else 0
    for failure in report.failures:
        if failure.outcome in PASSING and not report.succeeded and before == 0:
            continue
        if failure.outcome in PASSING and report.succeeded:
            continue  # another address of the source answered
        times = f" (attempt {before + 1} in a row)" if before and not report.succeeded else ""
        message = f"{source.name}: {failure.url} {failure.reason}{times}."
        yield Problem(f"{failure.outcome}:{source.id}", message)


def _moved(source: Source, report: SourceReport) -> Iterator[Problem]:
    if report.moved_to:
        moves = ", ".join(report.moved_to)
        yield Problem(
            f"address:{source.id}", f"{source.name}: moved for good, {moves}; write the new address in `urls`."
        )


def _malformed(source: Source, report: SourceReport) -> Iterator[Problem]:
    """Entries behind the fault of a cut feed are not seen: reading the rest is no success."""
    if report.warnings:
        message = (
            f"{source.name}: malformed, {'; '.join(report.warnings)}; what it names was read, more may be missing."
        )
        yield Problem(f"malformed:{source.id}", message)


def _stale(source: Source, state: SourceState | None, report: SourceReport, now: datetime) -> Iterator[Problem]:
    """The newest entry ever seen is older than the source allows."""
    newest = max((day for day in (report.newest_on, state.newest_entry_on if state else None) if day), default=None)
    if source.expects is None or newest is None or not report.succeeded:
        return
    wanted = source.expects.per if source.expects.min_documents else None
    limits = [limit for limit in (source.expects.max_age, wanted) if limit]
    age = now.date() - newest
    if limits and age > max(limits):
        message = (
            f"{source.name}: the newest entry is of {newest:%Y-%m-%d}, {age.days} days ago, "
            f"more than the {max(limits).days} expected; see whether its address still moves."
        )
        yield Problem(f"stale:{source.id}", message)


def _all_new(source: Source, state: SourceState | None, report: SourceReport) -> Iterator[Problem]:
    if state is None or state.baseline_at is None or report.baseline or not report.entries_seen or report.unchanged:
        return
    fresh = report.new_documents + report.deferred
    if report.entries_seen >= MIN_ENTRIES and fresh >= report.entries_seen and state.documents >= MIN_ENTRIES:
        message = (
            f"{source.name}: all {report.entries_seen} entries are new at once; "
            "its addresses have probably changed shape, so check that known documents do not come again."
        )
        yield Problem(f"all_new:{source.id}", message)


def _flood(source: Source, report: SourceReport) -> Iterator[Problem]:
    """More at once than the source ever publishes: an address that now names something else."""
    most = source.expects.max_at_once if source.expects else None
    fresh = report.new_documents + report.deferred
    if most is not None and fresh > most and not report.baseline:
        message = f"{source.name}: {fresh} new documents at once, {most} at most are expected; check its address."
        yield Problem(f"flood:{source.id}", message)


def _layout(source: Source, report: SourceReport) -> Iterator[Problem]:
    ruled = any(layout.text for layout in source.selectors)
    if ruled and report.pages_read >= MIN_PAGES and not report.pages_ruled:
        message = (
            f"{source.name}: its selectors found no text on any of {report.pages_read} pages; the layout has changed, "
            "so add a new entry to `selectors` and give the old one `valid_until`."
        )
        yield Problem(f"layout:{source.id}", message)


def _unseen(source_id: str) -> SourceState:
    return SourceState(
        source_id,
        last_checked_at=None,
        last_success_at=None,
        baseline_at=None,
        next_due_at=None,
        consecutive_failures=0,
        last_error=None,
        newest_entry_on=None,
        entries_last_seen=None,
        documents=0,
    )
