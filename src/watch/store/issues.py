"""Things a person must look at: opened once, counted, closed when over."""

from datetime import datetime

import sqlalchemy as sa

from watch.model import Issue
from watch.store import schema


def open_issue(tx: sa.Connection, key: str, subject: str, message: str, now: datetime) -> bool:
    """Open an issue, or count one more occurrence of the open one; True when it is new."""
    table = schema.issues
    mine = (table.c.key == key, table.c.closed_at.is_(None))
    again = table.update().where(*mine).values(occurrences=table.c.occurrences + 1, message=message)
    if tx.execute(again).rowcount:
        return False
    tx.execute(table.insert().values(key=key, subject=subject, message=message, opened_at=now, occurrences=1))
    return True


def close_issue(tx: sa.Connection, key: str, now: datetime) -> bool:
    """Close the open issue of that key; True when there was one."""
    table = schema.issues
    mine = (table.c.key == key, table.c.closed_at.is_(None))
    return tx.execute(table.update().where(*mine).values(closed_at=now)).rowcount > 0


def close_others(tx: sa.Connection, subject: str, still_open: set[str], now: datetime) -> None:
    """Close the issues of *subject* except those whose key is in *still_open*."""
    table = schema.issues
    tx.execute(
        table.update()
        .where(table.c.subject == subject, table.c.closed_at.is_(None), table.c.key.not_in(sorted(still_open)))
        .values(closed_at=now)
    )


def subjects(tx: sa.Connection) -> set[str]:
    """Of whom an issue is open."""
    return set(tx.execute(sa.select(schema.issues.c.subject).where(schema.issues.c.closed_at.is_(None))).scalars())


def issues(tx: sa.Connection, *, closed: bool = False) -> tuple[Issue, ...]:
    """The open issues, newest first; the closed ones too when asked."""
    table = schema.issues
    wanted = sa.select(table).order_by(table.c.opened_at.desc(), table.c.id.desc())
    if not closed:
        wanted = wanted.where(table.c.closed_at.is_(None))
    return tuple(
        Issue(row.key, row.subject, row.message, row.opened_at, row.closed_at, row.occurrences)
        for row in tx.execute(wanted)
    )


def forget(tx: sa.Connection, before: datetime) -> int:
    """Delete the issues that were closed before that moment; return how many."""
    return tx.execute(schema.issues.delete().where(schema.issues.c.closed_at < before)).rowcount
