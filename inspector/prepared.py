"""Statements put together once and afterwards handed to the driver as they are.

For each of the twenty small statements of a submission SQLAlchemy would look up its cache, build a context and wrap the rows, which takes
longer than the database itself. A statement is still written with the models' columns, so names and types are theirs.
"""

from __future__ import annotations

import json
import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import JSON, Boolean, Connection, Delete, Insert, Select, Update, bindparam, insert
from sqlalchemy.types import TypeEngine

from inspector.database import UtcDateTime

Processor = Callable[[Any], Any]
ROWS_AT_ONCE = (64, 16, 4, 1)  # of one insert; so few sizes that the driver keeps all their statements ready
_NAMED = re.compile(r"%\((\w+)\)s")


class _Made(NamedTuple):
    """One statement for one dialect. names: of the values in the order of the text; fixed: values written into the statement."""

    text: str
    row_text: str  # "(?, ?)" of an insert that gives nothing back, else empty
    names: tuple[str, ...]
    fixed: dict[str, Any]
    processors: tuple[tuple[int, Processor], ...]
    row: Callable[[Iterable[Any]], Any]
    columns: tuple[tuple[int, Processor], ...]


class Prepared:
    """A select, insert, update or delete without IN lists, whose bindparams are its arguments.

    What it does is not seen by listeners of the engine; so it may write no table that `accounts.remembering` watches.
    """

    def __init__(self, statement: Select[Any] | Insert | Update | Delete) -> None:
        self._statement = statement
        self._made: dict[str, _Made] = {}

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """All rows, as named tuples of Python values."""
        made = self._for(connection)
        cursor = _cursor(connection)
        cursor.execute(made.text, _arranged(made, values))
        return [_read(made, row) for row in cursor.fetchall()]

    def first(self, connection: Connection, **values: Any) -> Any:
        """The first row as a named tuple, None when there is none."""
        made = self._for(connection)
        cursor = _cursor(connection)
        cursor.execute(made.text, _arranged(made, values))
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else _read(made, row)

    def run(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """Execute once, without a result."""
        made = self._for(connection)
        _cursor(connection).execute(made.text, _arranged(made, values))

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute for each mapping; no rows is nothing to do."""
        if rows:
            made = self._for(connection)
            arranged = [_arranged(made, row) for row in rows]
            if made.row_text and connection.dialect.name != "sqlite":  # there a few rows are quicker one by one: it keeps no way back
                _insert(made, connection, arranged)
            else:
                _cursor(connection).executemany(made.text, arranged)

    def run_lists(self, connection: Connection, rows: list[list[Any]]) -> None:
        """Insert each list of values, in the order of the statement's text; the lists are changed."""
        if not rows:
            return
        made = self._for(connection)
        for place, write in made.processors:
            for row in rows:
                if row[place] is not None:
                    row[place] = write(row[place])
        _insert(made, connection, rows)

    def _for(self, connection: Connection) -> _Made:
        name = connection.dialect.name
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = _make(self._statement, connection)
        return made


def insertion(model: Any, *columns: str, returning: Any = None, **always: Any) -> Prepared:
    """The insert of a row of a model with these columns, in this order; always: what stands in the statement, as SQL."""
    statement = insert(model.__table__).values({name: bindparam(name) for name in columns} | always)
    return Prepared(statement if returning is None else statement.returning(returning))


def _make(statement: Any, connection: Connection) -> _Made:
    dialect = connection.dialect
    compiled = statement.compile(dialect=dialect)
    text = str(compiled) if compiled.positional else _NAMED.sub("%s", str(compiled))
    names = tuple(compiled.positiontup) if compiled.positional else tuple(_NAMED.findall(str(compiled)))
    known = {name: _writer(compiled.binds[name].type, dialect) for name in names}
    row_type = namedtuple("Row", [column.key for column in compiled.statement._all_selected_columns]) if _gives_rows(compiled) else tuple
    columns = compiled.statement._all_selected_columns if _gives_rows(compiled) else ()
    return _Made(
        text=text,
        row_text=text.partition(" VALUES ")[2] if _is_plain_insert(compiled) else "",
        names=names,
        fixed={name: compiled.params[name] for name in names if not compiled.binds[name].required},
        processors=tuple((place, known[name]) for place, name in enumerate(names) if known[name]),  # type: ignore[misc]
        row=getattr(row_type, "_make", tuple),
        columns=tuple((place, reader) for place, column in enumerate(columns) if (reader := _reader(column.type, dialect))),
    )


def _gives_rows(compiled: Any) -> bool:
    return bool(compiled.statement.is_select or compiled.effective_returning)


def _is_plain_insert(compiled: Any) -> bool:
    return compiled.statement.is_insert and not _gives_rows(compiled) and compiled.statement._post_values_clause is None


def _cursor(connection: Connection) -> Any:
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.cursor()


def _insert(made: _Made, connection: Connection, rows: list[list[Any]]) -> None:
    """Many rows in few statements: each costs the driver as much as several rows, and on PostgreSQL an answer over the wire."""
    cursor, start = _cursor(connection), 0
    for size in ROWS_AT_ONCE:
        while len(rows) - start >= size:
            cursor.execute(_repeated(made.text, made.row_text, size), list(chain.from_iterable(rows[start : start + size])))
            start += size


@cache
def _repeated(text: str, row_text: str, size: int) -> str:
    return text + f", {row_text}" * (size - 1)


def _arranged(made: _Made, values: Mapping[str, Any]) -> list[Any]:
    fixed = made.fixed
    found = [values[name] if name in values else fixed[name] for name in made.names] if fixed else [values[name] for name in made.names]
    for place, write in made.processors:
        if found[place] is not None:
            found[place] = write(found[place])
    return found


def _read(made: _Made, row: Sequence[Any]) -> Any:
    if made.columns:
        row = list(row)
        for place, read in made.columns:
            row[place] = read(row[place])
    return made.row(row)


def _writer(kind: TypeEngine[Any], dialect: Any) -> Processor | None:
    if isinstance(kind, Boolean):
        return None  # both drivers take it as it is
    if dialect.name == "sqlite":
        if isinstance(kind, UtcDateTime):
            return sqlite_moment
        if isinstance(kind, JSON):
            return _json
    processor: Processor | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return processor


def _reader(kind: TypeEngine[Any], dialect: Any) -> Processor | None:
    processor: Processor | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return processor


def sqlite_moment(moment: datetime) -> str:
    """An aware moment as SQLAlchemy writes it on SQLite: UTC, without its zone. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    utc = moment.astimezone(UTC)  # isoformat would write the zone too, which costs as much as the rest
    return f"{utc.year:04}-{utc.month:02}-{utc.day:02} {utc.hour:02}:{utc.minute:02}:{utc.second:02}.{utc.microsecond:06}"


def _json(value: Any) -> str:
    return _json_of_text(value) if type(value) is str else json.dumps(value)


@lru_cache(maxsize=512)
def _json_of_text(value: str) -> str:
    return json.dumps(value)
