"""Background work is done once for its cause, tried again with growing waits, and never lost silently."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from inspector.extensions import db
from inspector.jobs import queue
from inspector.jobs.models import Job

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("context")


def put(**more):
    queue.put("x:1", "mail", {"to": "gao@heyuan.example"}, NOON, **more)


def the_job() -> Job:
    db.session.expire_all()
    return db.session.scalars(select(Job)).one()


def test_one_key_is_one_job_however_often_it_is_put_down():
    put()
    put()
    assert len(queue.claim(NOON)) == 1
    assert queue.claim(NOON) == []
    queue.note_done(the_job().id, 1, NOON)
    put()
    assert the_job().state == "done"
    assert the_job().payload == {}


def test_what_is_due_later_waits():
    put(due_at=NOON + timedelta(hours=1))
    assert queue.claim(NOON) == []
    assert len(queue.claim(NOON + timedelta(hours=1))) == 1


def test_a_failure_is_tried_again_after_growing_waits_then_dead_until_somebody_revives_it():
    put()
    at, waits = NOON, []
    for attempt in range(1, queue.MOST_ATTEMPTS + 1):
        assert [job.attempts for job in queue.claim(at)] == [attempt]
        queue.note_failed(the_job().id, attempt, "not now", False, at)
        waits.append(the_job().due_at - at)
        at = max(at, the_job().due_at)
    assert waits[:-1] == list(queue.WAITS)
    assert (the_job().state, the_job().error) == ("dead", "not now")
    assert queue.claim(at + timedelta(days=9)) == []
    queue.revive(the_job(), at)
    assert len(queue.claim(at)) == 1


def test_a_final_no_is_dead_at_once():
    put()
    queue.claim(NOON)
    queue.note_failed(the_job().id, 1, "no such address", True, NOON)
    assert the_job().state == "dead"


def test_case_057_work_whose_worker_dies_five_times_is_dead_and_shown_never_lost():
    put()
    at = NOON
    for _ in range(queue.MOST_ATTEMPTS):
        assert len(queue.claim(at)) == 1  # and its process is killed: nobody reports
        assert queue.claim(at + queue.LEASE) == [], "the lease still runs"
        at += queue.LEASE + timedelta(seconds=1)
    assert queue.claim(at) == []
    assert the_job().state == "dead"
    assert "stopped" in the_job().error


def test_a_worker_that_comes_back_late_does_not_overrule_the_next():
    put()
    queue.claim(NOON)
    queue.claim(NOON + queue.LEASE + timedelta(seconds=1))
    queue.note_failed(the_job().id, 1, "late", True, NOON)
    assert the_job().state == "running"
    queue.note_done(the_job().id, 2, NOON)
    assert the_job().state == "done"
