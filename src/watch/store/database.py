"""Opening the database: pragmas, transactions, and the schema brought to this version or refused."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import StaticPool

from watch.errors import StoreError
from watch.store.schema import HEAD

_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000", "foreign_keys=ON")
_TURN = 0x56494749  # "VIGI": the PostgreSQL advisory lock that orders writers who decide by what they have read


class Store:
    """A database at this version's schema.

    *url* is a SQLAlchemy URL; ``sqlite://`` is an empty store in memory. Raises StoreError, in one sentence, when the
    URL is not one, the file cannot be written, the server does not answer, or the schema is a newer version's.
    """

    def __init__(self, url: str) -> None:
        self.url = _parse(url)
        self._memory = self.url.get_backend_name() == "sqlite" and self.url.database in {None, "", ":memory:"}
        self._turn = threading.RLock()  # one connection serves a store in memory: its users take turns
        self.engine = _engine(self.url, memory=self._memory)
        try:
            _bring_to_head(self.engine, self._name)
        except sa.exc.DBAPIError as error:
            self.engine.dispose()
            raise StoreError(f"cannot be opened ({_root(error)}); check VIGIE_DATABASE", subject=self._name) from error

    @property
    def is_sqlite(self) -> bool:
        """True for SQLite, False for PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @property
    def _name(self) -> str:
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that only reads: one consistent view. Raises StoreError when the database does not answer."""
        try:
            with self._turns(), self.engine.connect() as connection, connection.begin():
                yield connection
        except sa.exc.DBAPIError as error:
            self._raise_if_down(error, "cannot be read ({}); see whether it is there and whole")
            raise

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that commits when the block ends and leaves nothing when it raises.

        On SQLite the write lock is taken at once, so that what was read inside is still true at the commit.
        """
        try:
            with (
                self._turns(),
                self.engine.connect().execution_options(vigie_writes=True) as connection,
                connection.begin(),
            ):
                yield connection
        except sa.exc.DBAPIError as error:
            self._raise_if_down(error, "cannot be written ({}); nothing was changed")
            raise

    def _raise_if_down(self, error: sa.exc.DBAPIError, said: str) -> None:
        """Raise StoreError for what is the database's state; what is a fault of our statements stays what it is."""
        if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError) or type(error) is sa.exc.DatabaseError:
            raise StoreError(said.format(_root(error)), subject=self._name) from error

    def take_turn(self, tx: sa.Connection) -> None:
        """Let one writer at a time look and then write until *tx* ends; SQLite's write lock does so already."""
        if not self.is_sqlite:
            tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))

    def upkeep(self) -> None:
        """Shorten SQLite's write-ahead log, which grows while somebody reads; PostgreSQL keeps house by itself."""
        if self.is_sqlite:
            with self.engine.connect() as connection:
                raw = connection.connection.dbapi_connection
                assert raw is not None
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # not inside a transaction

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def _turns(self) -> Iterator[None]:
        if self._memory:
            with self._turn:
                yield
        else:
            yield


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except sa.exc.ArgumentError as error:
        raise StoreError("VIGIE_DATABASE is not a database URL such as sqlite:///vigie.db", subject=url) from error
    if backend not in {"sqlite", "postgresql"}:
        raise StoreError(
            f"databases of kind {backend} are not supported; use sqlite or postgresql",
            subject=parsed.render_as_string(),
        )
    if backend == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        folder = Path(str(parsed.database)).resolve().parent
        if not folder.is_dir():
            raise StoreError(f"the folder {folder} does not exist; create it or change VIGIE_DATABASE", subject=url)
    return parsed


def _engine(url: URL, *, memory: bool) -> sa.Engine:
    if url.get_backend_name() == "postgresql":
        try:
            return sa.create_engine(url, pool_pre_ping=True)
        except ModuleNotFoundError as error:
            raise StoreError(
                "PostgreSQL needs the extra: install vigie[postgres]", subject=url.render_as_string()
            ) from error
    if memory:
        engine = sa.create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        engine = sa.create_engine(url)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    del record
    connection.isolation_level = None  # the driver's own transactions start too late; `_begin_sqlite` starts ours
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("vigie_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _root(error: sa.exc.DBAPIError) -> str:
    return " ".join(str(error.orig).split()) or type(error.orig).__name__


def _bring_to_head(engine: sa.Engine, name: str) -> None:
    """Migrate an older schema, leave today's alone, refuse what this version does not know."""
    with engine.connect() as connection:
        tables = set(sa.inspect(connection).get_table_names())
        found = None
        if "alembic_version" in tables:
            found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        elif tables:
            raise StoreError(
                "holds tables that are not Vigie's; point VIGIE_DATABASE at an empty database", subject=name
            )
    if found == HEAD:
        return
    # Alembic costs 0.7 s to import: only a new or older database needs it
    from watch.store.migrate import known_revisions, upgrade  # noqa: PLC0415

    if found is not None and found not in known_revisions():
        raise StoreError(
            f"has the schema {found} of a newer version; install that version or use another database", subject=name
        )
    upgrade(engine)
