"""Carries out what was put down: taken in one short transaction, done outside of any, reported in another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask import Flask, current_app, g

from inspector import clock, condition
from inspector.extensions import db
from inspector.jobs import queue

NAME, PATIENT = "inspector.jobs", "inspector.jobs.patient"
LOOK_SECONDS = 5  # how long a message may lie before it is sent
Worker = Callable[[Mapping[str, Any]], None]


def install(app: Flask, workers: Mapping[str, Worker], patient: Collection[str] = ()) -> None:
    """Say who carries out which kind of work. A worker gets the payload, and raises `queue.Failed` with a reason when it cannot.

    A worker reads the database and speaks to other machines; it writes nothing of ours. patient: kinds that come when nothing else
    is due, one at a time, so that a message waits for one document and never for a thousand.
    """
    app.extensions[NAME], app.extensions[PATIENT] = dict(workers), tuple(patient)


def run_due() -> int:
    """Do everything that is due now; answers how much was tried. A worker may be called twice for one thing: it must bear that."""
    if not queue.is_anything_due(clock.now()):
        return 0
    claimed = queue.claim(clock.now(), patient=current_app.extensions[PATIENT])
    jobs = [(job.id, job.kind, job.attempts, dict(job.payload)) for job in claimed]
    db.session.commit()
    for job_id, kind, attempt, payload in jobs:
        failure = _carry_out(kind, payload)
        if failure is None:
            queue.note_done(job_id, attempt, clock.now())
        else:
            queue.note_failed(job_id, attempt, str(failure), failure.is_final, clock.now())
        db.session.commit()
    return len(jobs)


def _carry_out(kind: str, payload: Mapping[str, Any]) -> queue.Failed | None:
    worker: Worker | None = current_app.extensions[NAME].get(kind)
    if worker is None:
        return queue.Failed(f"nobody carries out {kind}", is_final=True)
    try:
        with current_app.app_context():  # its own session and language; it reads only, so that it holds nobody up
            g.reads_only = True
            worker(payload)
    except queue.Failed as failure:
        return failure
    except Exception as error:  # a fault in one piece of work must not end the others; it is logged, tried again, shown
        current_app.logger.exception("a job failed")
        return queue.Failed(type(error).__name__)
    return None


def keep_working(app: Flask) -> Callable[[], None]:
    """Look every few seconds in a thread of its own; answers how to end that."""
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(LOOK_SECONDS):
            with app.app_context():
                try:
                    if condition.present().closed is None:
                        while run_due() and not ended.is_set():
                            pass  # as long as something was due, something else may be
                except Exception:  # the database may be busy or gone for a while; the next look comes in seconds
                    db.session.rollback()
                    app.logger.exception("looking for jobs failed")

    def stop() -> None:
        ended.set()
        thread.join(timeout=15)

    thread = threading.Thread(target=work, name="jobs", daemon=True)
    thread.start()
    return stop
