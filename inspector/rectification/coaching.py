"""Failures of behaviour: reminded and recorded; a matter of coaching only when they repeat (docs/decisions.md, Coaching)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from inspector.checklists.definition import Item
from inspector.inspections.models import Answer, Inspection
from inspector.inspections.recorded import Recorded, RecordedAnswer
from inspector.prepared import Prepared, insertion
from inspector.rectification.models import Reminder, TaskFinding
from inspector.rectification.rules import Habit, Observed, needs_coaching
from inspector.sites import settings_store
from inspector.sites.models import Site

LOOK_BACK = timedelta(days=90)
RATE_FROM_ANSWERS = 2000  # the newest of the brand

_REMINDER, _ANSWER, _INSPECTION = Reminder.__table__.c, Answer.__table__, Inspection.__table__
_REMIND = insertion(
    Reminder, "site_id", "staff_id", "item", "checklist_key", "answer_id", "inspection_id", "was_told", "business_day", "at"
)
_ANOTHER_DAY = Prepared(
    select(_REMINDER.id)
    .where(_REMINDER.staff_id == bindparam("staff"), _REMINDER.item == bindparam("item"), _REMINDER.business_day >= bindparam("since"))
    .where(or_(_REMINDER.business_day < bindparam("day"), _REMINDER.business_day > bindparam("day")))
    .limit(1)
)


def remind(connection: Connection, recorded: Recorded, failures: list[RecordedAnswer]) -> None:
    """Write down that these behaviours failed, each with the person named or, without one, the shift."""
    inspection = recorded.inspection
    rows = [
        {
            "site_id": inspection.site_id, "staff_id": one.named_staff_id, "item": one.item.id, "checklist_key": recorded.checklist.id,
            "answer_id": one.id, "inspection_id": inspection.id, "was_told": one.is_reminded, "business_day": recorded.business_day,
            "at": one.at or recorded.received_at,
        }
        for one in failures
    ]  # fmt: skip
    _REMIND.run_many(connection, rows)


def due_for_coaching(connection: Connection, recorded: Recorded, failures: list[RecordedAnswer], brand: str) -> list[RecordedAnswer]:
    """The failures, one for each person and item, that the rule of repetition turns into a coaching task."""
    pairs = {(one.staff_id, one.item.id): one for one in failures if one.staff_id is not None}
    if not pairs or not recorded.inspection.counts_for_people:
        return []
    day = recorded.business_day
    # Two days with failures are the least of the rule, so the reminders of another day decide whether more need be read.
    found = [
        failure
        for (staff_id, item), failure in pairs.items()
        if _ANOTHER_DAY.first(connection, staff=staff_id, item=item, since=day - LOOK_BACK, day=day)
    ]
    if not found:
        return []
    return [one for one in found if _needs_coaching(connection, one, brand, _habit(day))]


def due_for_site(connection: Connection, recorded: Recorded, failures: list[RecordedAnswer]) -> list[RecordedAnswer]:
    """Of what a guest met and nobody bears: the failures, one for each item, that guests met at this site again and again.

    The same rule of repetition over the visits of the site; its rate is not held against the brand's, because what fails everywhere is no
    less this store's to put right.
    """
    if recorded.inspection.line != "mystery":
        return []
    standing = TaskFinding.answer_id.in_([one.id for one in failures]), TaskFinding.withdrawn_at.is_(None)
    known = set(connection.execute(select(TaskFinding.answer_id).where(*standing)).scalars())  # entered before anybody was named
    by_item = {one.item.id: one for one in failures if one.staff_id is None and one.id not in known}
    habit = _habit(recorded.business_day)
    return [one for one in by_item.values() if _is_habit_of_site(connection, one, recorded.inspection.site_id, habit)]


def _is_habit_of_site(connection: Connection, failure: RecordedAnswer, site_id: int, habit: Habit) -> bool:
    at_site = _counting().where(_INSPECTION.c.site_id == site_id, _INSPECTION.c.line == "mystery", _ANSWER.c.item == failure.item.id)
    rows = connection.execute(at_site.limit(habit.window)).all()
    return needs_coaching([_observed(row, failure.item) for row in rows], Fraction(0), habit)


def _habit(day: date) -> Habit:
    return Habit(*(settings_store.value(key, day) for key in ("coach_failures", "coach_window", "coach_days")))


def _needs_coaching(connection: Connection, failure: RecordedAnswer, brand: str, habit: Habit) -> bool:
    rows = connection.execute(
        _counting()
        .where(_ANSWER.c.staff_id == failure.staff_id, _ANSWER.c.item == failure.item.id)
        .limit(habit.window)
    ).all()
    observations = [_observed(row, failure.item) for row in rows]
    # The brand's rate is dear; it is asked only of what would be a habit anywhere.
    if not needs_coaching(observations, Fraction(0), habit):
        return False
    return needs_coaching(observations, _brand_rate(connection, failure.item, brand), habit)


def _brand_rate(connection: Connection, item: Item, brand: str) -> Fraction:
    rows = connection.execute(
        _counting()
        .join(Site, Site.id == _INSPECTION.c.site_id)
        .where(_ANSWER.c.item == item.id, Site.brand == brand)
        .limit(RATE_FROM_ANSWERS)
    ).all()
    seen = [_observed(row, item) for row in rows]
    total = sum(one.n for one in seen)
    return Fraction(sum(one.failed for one in seen), total) if total else Fraction(0)


def _counting() -> Any:
    return (
        select(_INSPECTION.c.business_day, _ANSWER.c.is_failed, _ANSWER.c.value)
        .join(_INSPECTION, _INSPECTION.c.id == _ANSWER.c.inspection_id)
        .where(_ANSWER.c.state == "answered", _INSPECTION.c.line != "self", _INSPECTION.c.flag.is_(None))
        .where(_INSPECTION.c.reinspects.is_(None))
        .order_by(_ANSWER.c.id.desc())
    )


def _observed(row: Any, item: Item) -> Observed:
    day, is_failed, value = row
    if item.type == "k_of_n" and isinstance(value, dict):
        n = int(value["n"])
        return Observed(day, n, n - int(value["k"]))
    return Observed(day, 1, int(is_failed))
