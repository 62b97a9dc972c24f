"""Puts work down, hands it out under a lease, notes how it went. Times are arguments; nothing here commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from inspector.database import insert_of, reading
from inspector.extensions import db
from inspector.jobs.models import Job

MOST_ATTEMPTS = 5
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)  # after the first, second … failure
LEASE = timedelta(minutes=5)  # longer than any one piece of work may take
KEPT_WHEN_DONE = timedelta(days=30)
CALLED_OFF = "called off before it was begun"


class Failed(Exception):
    """Work that did not succeed. is_final: another try would fail the same way."""

    def __init__(self, reason: str, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


def put(key: str, kind: str, payload: Mapping[str, Any], at: datetime, due_at: datetime | None = None) -> None:
    """Put one piece of work down in the present transaction. A key that was put down before is left as it is.

    due_at: not before; None = at once.
    """
    row = {
        "key": key, "kind": kind, "payload": dict(payload), "state": "waiting", "attempts": 0, "due_at": due_at or at, "created_at": at,
    }  # fmt: skip
    session = db.session()
    insert = insert_of(session.get_bind().dialect.name)
    session.execute(insert(Job).values(row).on_conflict_do_nothing(index_elements=["key"]))


def is_anything_due(at: datetime) -> bool:
    """Whether a claim would find something; asked without the writing transaction."""
    with reading() as connection:
        return connection.execute(select(Job.id).where(_due(at)).limit(1)).scalar() is not None


def claim(at: datetime, most: int = 20, patient: Collection[str] = ()) -> list[Job]:
    """Take what is due, oldest first, each under a lease. What was begun too often is dead instead.

    patient: kinds of which there may be a thousand at once; one of them is taken, and only when nothing else is due.
    """
    return _take(Job.kind.not_in(patient), most, at) or _take(Job.kind.in_(patient), 1, at)


def _take(wanted: ColumnElement[bool], most: int, at: datetime) -> list[Job]:
    taken = []
    for job in db.session.scalars(select(Job).where(_due(at), wanted).order_by(Job.due_at, Job.id).limit(most)).all():
        if job.attempts >= MOST_ATTEMPTS:
            _end(job, "dead", at, job.error or "the server stopped each time while this was worked on")
        else:
            job.state, job.attempts, job.lease_until = "running", job.attempts + 1, at + LEASE
            taken.append(job)
    db.session.flush()
    return taken


def note_done(job_id: int, attempt: int, at: datetime) -> None:
    """The work is done. attempt: the one that did it; where a later one has begun, that one says how it went."""
    values = {"state": "done", "finished_at": at, "lease_until": None, "error": None, "payload": {}}
    db.session.execute(update(Job).where(Job.id == job_id, Job.attempts == attempt).values(values))


def note_failed(job_id: int, attempt: int, reason: str, is_final: bool, at: datetime) -> None:
    """The work failed: it is tried again after a while that grows, or is dead."""
    job = db.session.get_one(Job, job_id)
    if job.attempts != attempt or job.state != "running":
        return
    if is_final or attempt >= MOST_ATTEMPTS:
        _end(job, "dead", at, reason)
    else:
        job.state, job.lease_until, job.error, job.due_at = "waiting", None, reason, at + WAITS[attempt - 1]
    db.session.flush()


def of_keys(keys: Iterable[str]) -> dict[str, Job]:
    """{key: what was put down under it}; a key that was never put down, or was forgotten, is missing."""
    return {job.key: job for job in db.session.scalars(select(Job).where(Job.key.in_(list(keys))))}


def call_off(key: str, at: datetime) -> None:
    """Do not begin what was put down under a key; its content is kept no longer. What is under way or done stays as it is."""
    open_ = Job.key == key, Job.state.in_(("waiting", "dead"))
    values = {"state": "done", "finished_at": at, "payload": {}, "error": CALLED_OFF}
    db.session.execute(update(Job).where(*open_).values(values))


def revive(job: Job, at: datetime) -> None:
    """Give a dead piece of work its tries again: what stood in the way is gone."""
    job.state, job.attempts, job.due_at, job.finished_at = "waiting", 0, at, None
    db.session.flush()


def drop_old(at: datetime) -> None:
    """Forget what was done long ago; what is dead stays until somebody looks at it."""
    db.session.execute(delete(Job).where(Job.state == "done", Job.finished_at < at - KEPT_WHEN_DONE))


def _due(at: datetime) -> ColumnElement[bool]:
    waits = and_(Job.state == "waiting", Job.due_at <= at)
    return or_(waits, and_(Job.state == "running", Job.lease_until < at))


def _end(job: Job, state: str, at: datetime, reason: str) -> None:
    job.state, job.finished_at, job.lease_until, job.error = state, at, None, reason
