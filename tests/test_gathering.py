"""Those who wait share one transaction: each is answered for itself, and none before all are durable."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from inspector.audit import trail
from inspector.audit.models import AuditEvent
from inspector.extensions import db
from inspector.gathering import durable

AT = datetime(2026, 11, 12, 10, tzinfo=UTC)


def write(name: str) -> str:
    trail.record("test.written", f"test:{name}", actor_id=None, at=AT)
    return name


def fail() -> str:
    write("of the failing one")
    raise ValueError("this one fails")


def gather(app: Flask, works: list[Callable[[], str]]) -> list[object]:
    """Do the works from a thread each; the first holds its turn until the others wait behind it."""
    results: list[object] = [None] * len(works)
    begun, all_wait = threading.Event(), threading.Event()

    def first() -> str:
        begun.set()
        assert all_wait.wait(20)
        return works[0]()

    def run(place: int, work: Callable[[], str]) -> None:
        with app.app_context():
            try:
                results[place] = durable(work)
            except ValueError as fault:
                results[place] = fault

    threads = [threading.Thread(target=run, args=(0, first))]
    threads[0].start()
    assert begun.wait(20)
    threads += [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works) if place]
    for thread in threads[1:]:
        thread.start()
    waiting = app.extensions["inspector.gathering"]._waiting
    while len(waiting) < len(works) - 1:
        threads[1].join(0.01)
    all_wait.set()
    for thread in threads:
        thread.join(20)
    return results


@pytest.fixture
def commits(app: Flask) -> list[str]:
    seen: list[str] = []
    with app.app_context():
        event.listen(db.engine, "commit", lambda _: seen.append("commit"))
    return seen


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0


def test_those_who_wait_are_committed_together(app, commits):
    before = count(app)
    assert gather(app, [lambda n=n: write(n) for n in "abcde"]) == list("abcde")
    assert count(app) == before + 5
    assert len(commits) == 2  # the first alone, the four behind it in one


def test_one_that_fails_takes_nobody_along_and_leaves_nothing(app):
    before = count(app)
    found = gather(app, [lambda: write("a"), lambda: write("b"), fail, lambda: write("c")])
    assert [found[0], found[1], found[3]] == ["a", "b", "c"]
    assert isinstance(found[2], ValueError)
    assert count(app) == before + 3
    with app.app_context(), db.engines["read"].connect() as connection:
        assert trail.verify(connection).broken_seq is None
