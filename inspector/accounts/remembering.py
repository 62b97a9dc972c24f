"""Remembers who somebody is between requests, and forgets the moment anything about it is written.

Every PUT of a device asks who sends; asking the database each time costs more than the rest of the guard. What is remembered is tied to a
counter that any write to the watched tables moves, whoever writes, so that nobody can forget to say so. In this process a revocation
therefore holds at once; another process (PostgreSQL, several web processes) follows within LONGEST.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, event

from inspector import clock

WATCHED = frozenset(
    (
        "account", "role_assignment", "scope", "scope_closure", "organisation", "region", "site", "staff_member", "session",
        "capture_grant", "staff_assignment", "area", "shift", "position", "organisation_setting", "task_rule", "grade_rule",
    )
)  # fmt: skip
LONGEST = timedelta(seconds=2)
MOST = 5000  # entries; a full memory is emptied
_WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)

T = TypeVar("T")


class Memory:
    """What is remembered in one application, and the counter that makes it void."""

    def __init__(self) -> None:
        self._version = 0
        self._known: dict[Hashable, tuple[int, datetime, Any]] = {}
        self._guard = threading.Lock()

    def recall(self, key: Hashable, find: Callable[[], T]) -> T:
        """What `find` gives, from memory while nothing watched was written since."""
        version, moment = (
            self._version,
            clock.now(),
        )  # read before finding: a write in between makes what is found void at once
        known = self._known.get(key)
        if known is not None and known[0] == version and timedelta(0) <= moment - known[1] < LONGEST:
            return cast(T, known[2])
        found = find()
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[key] = (version, moment, found)
        return found

    def forget(self) -> None:
        """Make everything void."""
        with self._guard:
            self._version += 1


def install(app: Flask, write: Engine) -> None:
    """Give the application its memory and watch what its write engine writes."""
    memory = app.extensions["inspector.memory"] = Memory()

    @event.listens_for(write, "before_cursor_execute")
    def note_write(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found = _WRITES.match(statement)
        if found and found[1] in WATCHED:
            connection.info["touched_who"] = True

    # Not at "commit": that is told before the database has committed, and a reader in between would remember the old for the new.
    @event.listens_for(write, "checkin")
    def forget(_connection: Any, record: Any) -> None:
        if record.info.pop("touched_who", False):
            memory.forget()


def recall(key: Hashable, find: Callable[[], T]) -> T:
    """Recall from the memory of the present application."""
    return cast(Memory, current_app.extensions["inspector.memory"]).recall(key, find)


def recall_within(connection: Connection, key: Hashable, find: Callable[[], T]) -> T:
    """The same inside a writing transaction; one that has itself written something watched is told what it wrote, and nobody else is."""
    return find() if connection.info.get("touched_who", False) else recall(key, find)
