"""Counts over time, for the figure of a digest."""

from datetime import date

import sqlalchemy as sa

from watch.store import announcements, schema


def by_day(tx: sa.Connection, first: date, last: date) -> tuple[tuple[date, str, int], ...]:
    """(day, current verdict, how many announcements) from *first* to *last*; the withdrawn are left out."""
    table, judged = schema.announcements, schema.assessments
    between = table.c.sort_date.between(first.isoformat(), last.isoformat())
    rows = tx.execute(
        sa.select(table.c.sort_date, judged.c.verdict, sa.func.count())
        .select_from(table)
        .join(judged, announcements.is_latest())
        .where(between, table.c.withdrawn_at.is_(None))
        .group_by(table.c.sort_date, judged.c.verdict)
    )
    return tuple((date.fromisoformat(day), verdict, count) for day, verdict, count in rows)
