"""A limit on what one question may cost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from watch.asking import Question, QuestionError

_STEPS = 20_000
"""Instructions of SQLite's machine between two looks at the clock."""


@contextmanager
def within(tx: sa.Connection, question: Question, seconds: float | None) -> Iterator[None]:
    """Give up with a QuestionError when the statements inside take more than *seconds*; None: no limit."""
    if seconds is None:
        yield
        return
    end = time.monotonic() + seconds
    driver: Any = None
    if tx.dialect.name == "sqlite":
        driver = tx.connection.driver_connection
        driver.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    else:
        tx.execute(sa.text(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}"))
    try:
        yield
    except sa.exc.OperationalError as error:
        if time.monotonic() < end:
            raise
        raise QuestionError("too_costly", question.text, 0, len(question.text), seconds=f"{seconds:g}") from error
    finally:
        if driver is not None:
            driver.set_progress_handler(None, 0)
