"""Cycles: opened, taken on step by step, locked; and one appraisal of them for whoever may read it.

How appraisals are calculated: `calculating.py`; what is said to them: `proposals.py`, `signing.py`; after the lock: `differences.py`.
Source: docs/decisions.md, Cycles.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.appraisals import cycle_moves, evidence, outcomes, periods, records
from inspector.appraisals.calculating import reopen
from inspector.appraisals.cycle_models import Appraisal, Cycle, CycleMove
from inspector.appraisals.cycle_trail import record
from inspector.errors import Problem
from inspector.extensions import db
from inspector.notices import board

TO_SIGN = "Your appraisal of %(period)s is ready. Please look at it and say that you have seen it."


def one(cycle_id: int) -> Cycle:
    """A cycle. Raises Problem not_found."""
    found = db.session.get(Cycle, cycle_id)
    if found is None:
        raise Problem("not_found")
    return found


def appraisal(actor: Actor, appraisal_id: int, permission: str = "appraisals.read") -> Appraisal:
    """An appraisal of a site where the actor holds the permission. Raises Problem not_found."""
    found = db.session.get(Appraisal, appraisal_id)
    if found is None or not actor.may(permission, found.site_id):
        raise Problem("not_found")
    return found


def open_(key: str, by: int | None, at: datetime, today: date | None = None) -> Cycle:
    """Open the cycle of a period. today: by the clock of a site, else in UTC.

    Raises Problem bad_form for a period that is none, has not begun, or has one.
    """
    try:
        period = periods.read(key)
    except ValueError:
        raise Problem("bad_form", fields={"period": "Write a month like 2026-11 or a quarter like 2026-Q4."}) from None
    if period.first_on > (today or at.date()):
        raise Problem("bad_form", fields={"period": "This period has not begun yet."})
    if db.session.scalar(select(Cycle.id).where(Cycle.period == key)) is not None:
        raise Problem("bad_form", fields={"period": "This period has its cycle already."})
    made = Cycle(period=key, first_on=period.first_on, last_on=period.last_on, opened_by_id=by, opened_at=at)
    db.session.add(made)
    db.session.flush()
    record("cycle.opened", f"cycle:{made.id}", by, at, {"period": key})
    return made


def move(cycle: Cycle, to: str, note: str, by: int | None, today: date, at: datetime) -> None:
    """Take a cycle a step on, or back to collecting with a reason. Raises Problem conflict, bad_form with what stands against it."""
    if not cycle_moves.may_move(cycle.state, to):
        raise Problem("conflict", state=cycle.state)
    is_back = cycle_moves.is_back(cycle.state, to)
    obstacle = "Please write why it goes back." if is_back and not note.strip() else obstacle_to(cycle, to, today)
    if obstacle:
        raise Problem("bad_form", fields={"note" if is_back else "to": obstacle})
    db.session.add(CycleMove(cycle=cycle, from_state=cycle.state, to_state=to, by_id=by, at=at, note=note.strip()))
    if is_back:
        for row in cycle.appraisals:
            reopen(row)
    if to == "locked":
        cycle.locked_entry = evidence.last_entry()
        cycle.locked_at = at
    cycle.state = to
    if to == "locked":
        records.freeze_with(cycle, at)
    db.session.flush()
    record(f"cycle.{to}", f"cycle:{cycle.id}", by, at, {"period": cycle.period})
    if to == "acknowledge":
        _ask_to_sign(cycle, at)


def obstacle_to(cycle: Cycle, to: str, today: date) -> str | None:
    """Why a cycle cannot take a step yet, as a sentence; None for nothing."""
    if to == "collect" and cycle.state == "open" and today <= cycle.last_on:
        return "The period is not over yet. Its data are cut at the end of its last day."
    if to == "propose" and cycle.collected_at is None:
        return "Nothing was gathered yet."
    if to == "discuss" and any(row.state == "open" for row in cycle.appraisals):
        return "Not every appraisal is proposed yet."
    if to in ("acknowledge", "appeal", "locked") and any(row.state != "confirmed" for row in cycle.appraisals):
        return "Not every appraisal is confirmed yet."
    if to == "locked" and today < periods.calendar_of(periods.read(cycle.period)).lock_on:
        return "It is locked on the sixth day after the period at the earliest, so that objections can be decided before."
    return None


def _ask_to_sign(cycle: Cycle, at: datetime) -> None:
    for row in cycle.appraisals:
        if row.staff.account_id is not None and row.figures["code"] not in outcomes.NO_SCORE:
            key, url = f"appraisal:{row.id}:sign:{len(cycle.moves)}", f"/me/appraisal?period={cycle.period}"
            board.announce([row.staff.account_id], key, TO_SIGN, {"period": cycle.period}, url, at)
