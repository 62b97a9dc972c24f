"""What breaks under a request - a disk, the database - told as what it is, never as a fault of ours or of the device."""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, TimeoutError

from inspector.errors import Problem

FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
SQLITE_KIND = 0xFF  # the lower byte of an extended code


@dataclass(frozen=True, slots=True)
class Breakdown:
    """problem: what the sender is told. closes: one of condition.CLOSING when nothing more may be written.

    "disk_failed": the kernel may have dropped what it failed to sync; only a new process, which reads from the disk, knows what is there.
    """

    problem: Problem
    closes: str | None = None


def of(error: BaseException) -> Breakdown | None:
    """What broke; None when the error is none of these."""
    if isinstance(error, DBAPIError):
        if isinstance(error.orig, sqlite3.Error):
            return _of_sqlite(error.orig)
        return _of_postgres(error.orig, error.connection_invalidated)
    if type(error).__module__.startswith("psycopg"):  # of a statement handed to the driver itself (inspector/prepared.py)
        return _of_postgres(error, False)
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    if isinstance(error, TimeoutError):  # no connection of the pool came free
        return Breakdown(Problem("busy"))
    if isinstance(error, OSError):
        return _of_system(error)
    return None


def _of_system(error: OSError) -> Breakdown | None:
    if error.errno in FULL:
        return Breakdown(Problem("storage_full"))
    if error.errno == errno.EROFS:
        return Breakdown(Problem("closed"), closes="read_only")
    if error.errno == errno.EIO:
        return Breakdown(Problem("busy"))  # of a blob: its file is gone again, and the device sends it anew
    return None


def _of_sqlite(error: sqlite3.Error) -> Breakdown | None:
    code = getattr(error, "sqlite_errorcode", None)
    kind = code & SQLITE_KIND if code is not None else None
    if kind == sqlite3.SQLITE_FULL or (kind is None and "disk is full" in str(error)):
        return Breakdown(Problem("storage_full"))
    if kind == sqlite3.SQLITE_IOERR:
        return Breakdown(Problem("busy"), closes="disk_failed")
    if kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return Breakdown(Problem("closed"), closes="corrupt")
    if kind == sqlite3.SQLITE_READONLY:
        return Breakdown(Problem("closed"), closes="read_only")
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN):
        return Breakdown(Problem("busy"))
    return None


def _of_postgres(error: BaseException | None, is_connection_lost: bool) -> Breakdown | None:
    state = str(getattr(error, "sqlstate", None) or "")
    if state == "53100":
        return Breakdown(Problem("storage_full"))
    # Class 08, 57 and no state at all: the connection or the server went away; 40: the transaction lost against another; 53: too much.
    is_gone = is_connection_lost or (not state and type(error).__name__ in ("OperationalError", "InterfaceError"))
    if is_gone or state[:2] in ("08", "57", "40", "53"):
        return Breakdown(Problem("busy"))
    return None
