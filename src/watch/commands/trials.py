"""What trials of sources look like on a terminal and for a script."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from watch.tables import as_json, console
from watch_crawlers.trial import Trial


def print_trials(trials: Sequence[Trial]) -> None:
    """Print one line for each source that was tried."""
    table = Table(expand=True)
    for name, ratio in (("source", 2), ("answers", None), ("entries", None), ("newest", None), ("what looks wrong", 5)):
        table.add_column(name, ratio=ratio, no_wrap=ratio is None)
    for trial in trials:
        report = trial.report
        table.add_row(
            trial.source.id,
            report.outcome,
            "" if report.entries_seen is None else str(report.entries_seen),
            trial.newest,
            escape("; ".join(trial.wrong)) or "nothing",
        )
    out = console()
    out.print(table)
    bad = sum(bool(trial.wrong) for trial in trials)
    out.print(f"{len(trials) - bad} of {len(trials)} sources answer as they should.")


def trials_json(trials: Sequence[Trial]) -> str:
    """The same for a script."""
    return as_json(
        [
            {
                "source_id": trial.source.id,
                "outcome": trial.report.outcome,
                "statuses": trial.report.statuses,
                "entries": trial.report.entries_seen,
                "newest": trial.newest or None,
                "documents": len(trial.documents),
                "wrong": trial.wrong,
            }
            for trial in trials
        ]
    )
