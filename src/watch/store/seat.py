"""The one seat of the scheduler: a lock that a dead process cannot hold."""

import contextlib
import fcntl
import os
import threading
from pathlib import Path
from typing import IO, Protocol

import sqlalchemy as sa

from watch.store.database import Store

_LOCK = 0x56494753
"""PostgreSQL advisory lock "VIGS"."""


class Seat(Protocol):
    """Who holds it schedules; the lock goes with the process or its connection."""

    def take(self) -> bool:
        """Sit down, or stay seated; False while another process has the seat."""

    def leave(self) -> None:
        """Free the seat."""


def seat_of(store: Store) -> Seat:
    """The seat of a database."""
    if not store.is_sqlite:
        return _ServerSeat(store)
    database = store.url.database
    return _FileSeat(Path(f"{database}.lock")) if database and database != ":memory:" else _FreeSeat()


class _FreeSeat:
    """A store in memory has one process."""

    def take(self) -> bool:
        return True

    def leave(self) -> None:
        return


class _FileSeat:
    """A lock on a file beside the database; the system frees it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def take(self) -> bool:
        if self._file is not None:
            return True
        file = self._path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file
        return True

    def leave(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class _ServerSeat:
    """An advisory lock of PostgreSQL, on a connection of its own; the server frees it when the connection ends."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: sa.Connection | None = None
        self._turn = threading.Lock()  # the jobs ask from several threads; the connection serves one

    def take(self) -> bool:
        with self._turn:
            try:
                if self._held is not None:
                    self._held.execute(sa.text("SELECT 1"))  # a connection that broke has lost the seat
                    return True
                connection = self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                if connection.execute(sa.select(sa.func.pg_try_advisory_lock(_LOCK))).scalar():
                    self._held = connection
                    return True
                connection.close()
            except sa.exc.DBAPIError:
                self.leave()
            return False

    def leave(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            with contextlib.suppress(sa.exc.DBAPIError):
                held.execute(sa.select(sa.func.pg_advisory_unlock(_LOCK)))
            held.invalidate()  # not back to the pool: should the lock still be held, it ends with the connection
            held.close()
