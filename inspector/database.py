"""The model base and the engine rules: who may write, how a transaction begins, when a commit is durable."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import current_app, g, has_app_context
from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MILLISECONDS = 10_000
WRITER_CACHE = "PRAGMA cache_size=-32000"  # kibibytes; the indexes of a few hundred thousand answers


class Base(DeclarativeBase):
    """The base of every model; names every constraint so that migrations can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: always aware in Python, always UTC in the database. A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC; raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class FairLock:
    """A lock that is handed on in the order of asking.

    SQLite's own busy handler polls and lets a writer starve for seconds; one queue in the one writing process does not
    (docs/decisions.md, One writer). Not re-entrant: a second write transaction in one thread raises RuntimeError.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._owner: int | None = None

    def acquire(self) -> None:
        """Wait for one's turn."""
        me = threading.get_ident()
        with self._guard:
            if self._owner == me:
                raise RuntimeError("a second write transaction in one thread would wait for itself")
            if self._owner is None:
                self._owner = me
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()
        self._owner = me

    def release(self) -> None:
        """Hand on to the next in the queue."""
        with self._guard:
            if self._waiting:
                self._owner = -1
                self._waiting.popleft().release()
            else:
                self._owner = None


class RoutedSession(Session):
    """Sends reading requests to the read engine and writing ones to the write engine."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """The read engine while `g.reads_only` is set, else the write engine."""
        if has_app_context() and g.get("reads_only", False):
            return current_app.extensions["sqlalchemy"].engines["read"]
        if not args and not kwargs:  # asked for the connection alone, ten times for each submission
            return current_app.extensions["sqlalchemy"].engines[None]
        return super().get_bind(*args, **kwargs)


def insert_of(dialect_name: str) -> Callable[[Any], Any]:
    """The `insert` that can leave alone what is there already. Loads only the dialect in use."""
    if dialect_name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as of_postgresql

        return of_postgresql
    from sqlalchemy.dialects.sqlite import insert as of_sqlite

    return of_sqlite


@contextmanager
def reading() -> Iterator[Connection]:
    """A short read-only connection beside the request's transaction, so that looking up who asks takes no write lock."""
    with current_app.extensions["sqlalchemy"].engines["read"].connect() as connection:
        yield connection


def install_engine_rules(write: Engine, read: Engine) -> None:
    """Set the pragmas and the way a transaction begins on both engines (docs/decisions.md, One writer)."""
    if write.dialect.name == "sqlite":
        _install_sqlite_rules(write, read)
    elif write.dialect.name == "postgresql":
        event.listen(read, "begin", lambda connection: connection.exec_driver_sql("SET TRANSACTION READ ONLY"))


def _install_sqlite_rules(write: Engine, read: Engine) -> None:
    lock = FairLock()

    @event.listens_for(write, "connect")
    def prepare_writer(connection: Any, _record: Any) -> None:
        _prepare(connection, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", WRITER_CACHE)

    @event.listens_for(read, "connect")
    def prepare_reader(connection: Any, _record: Any) -> None:
        _prepare(connection, "PRAGMA query_only=ON")

    @event.listens_for(write, "begin")
    def begin_write(connection: Connection) -> None:
        # A deferred transaction that reads and then writes fails at once with SQLITE_BUSY_SNAPSHOT.
        if not connection.info.get("holds_writer_lock", False):  # a second transaction on one connection: the turn is still ours
            lock.acquire()
            connection.info["holds_writer_lock"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(write, "checkin")
    def end_write(_connection: Any, record: Any) -> None:
        if record.info.pop("holds_writer_lock", False):
            lock.release()

    @event.listens_for(read, "begin")
    def begin_read(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")


def _prepare(connection: Any, *pragmas: str) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is deferred; ours is not
    cursor = connection.cursor()
    for pragma in (f"PRAGMA busy_timeout={BUSY_TIMEOUT_MILLISECONDS}", "PRAGMA temp_store=MEMORY", *pragmas):
        cursor.execute(pragma)
    cursor.close()
