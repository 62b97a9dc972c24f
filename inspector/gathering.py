"""Several who wait to write share one transaction, so that one fsync makes all of them durable.

On a disk whose fsync takes milliseconds the wait for it, and not the work, would decide how many submissions a second come in. Nobody is
answered before the common COMMIT (docs/decisions.md, One fsync for all who wait). Only on SQLite: PostgreSQL gathers commits itself, and
longer transactions of several processes could wait for each other in a circle.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app

from inspector.extensions import db
from inspector.fault_points import fault_point

MOST_AT_ONCE = 16  # so that the first of a group does not wait long for the last

TRIES = 4
LOST_RACES = frozenset(("40001", "40P01"))  # PostgreSQL: not serialisable, deadlock

T = TypeVar("T")


class _Place:
    """One piece of work in the queue, then what it gave or raised."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.is_done = False
        self.given: Any = None
        self.raised: BaseException | None = None

    def settle(self, given: Any = None, raised: BaseException | None = None) -> None:
        self.given, self.raised, self.is_done = given, raised, True


class Gathering:
    """The queue of one application. Whoever's turn it is does the work of all who came in the meantime."""

    def __init__(self) -> None:
        self._waiting: deque[_Place] = deque()
        self._turn = threading.Lock()

    def durable(self, work: Callable[[], T]) -> T:
        """Do the work in a transaction that is committed on return. Raises what the work raises; then nothing of it is kept."""
        place = _Place(work)
        self._waiting.append(place)
        with self._turn:
            while not place.is_done:
                _do([self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))])
        if place.raised is not None:
            raise place.raised
        return cast(T, place.given)


def install(app: Flask) -> None:
    """Give the application its queue where its database wants one."""
    if db.engine.dialect.name == "sqlite":
        app.extensions["inspector.gathering"] = Gathering()


def durable(work: Callable[[], T]) -> T:
    """Do the work, which must depend on its arguments alone, so that it is durable at the latest when the request's view has returned."""
    found: Gathering | None = current_app.extensions.get("inspector.gathering")
    return _alone(work) if found is None else found.durable(work)


def _alone(work: Callable[[], T]) -> T:
    """Do the work in a transaction of its own; again where the database ended it because two waited for each other."""
    for tries_left in reversed(range(TRIES)):
        try:
            given = work()
            db.session.commit()
            return given
        except Exception as error:  # the driver's own, or wrapped by SQLAlchemy
            db.session.rollback()
            if not tries_left or getattr(getattr(error, "orig", error), "sqlstate", None) not in LOST_RACES:
                raise
    raise AssertionError("unreachable")


def _do(places: list[_Place]) -> None:
    """All in one transaction. Where one fails, each in its own, so that nobody pays for another's fault."""
    try:
        given = [place.work() for place in places]
    except BaseException as fault:
        db.session.rollback()
        if len(places) == 1:
            places[0].settle(raised=fault)
        else:
            for place in places:
                _do([place])
        return
    _commit(places, given)


def _commit(places: list[_Place], given: list[Any]) -> None:
    try:
        fault_point("commit.before")
        db.session.commit()
        fault_point("commit.after")
    except BaseException as fault:  # a disk that failed is not asked again: nobody of this group is answered
        db.session.rollback()
        for place in places:
            place.settle(raised=fault)
    else:
        for place, one in zip(places, given, strict=True):
            place.settle(one)
