"""The one place where own rules about tasks are read and written: what holds on a day, and a change with its reason and its day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, select

from inspector.accounts import remembering
from inspector.audit import trail
from inspector.checklists.definition import Item, Rectify
from inspector.extensions import db
from inspector.prepared import Prepared
from inspector.rectification import reminding
from inspector.rectification.models import GRADES
from inspector.rectification.rechecks import USUAL
from inspector.rectification.rule_models import GradeRule, TaskRule
from inspector.rectification.ruling import EVERYTHING, Rulebook, Said, Target, Way, is_urgent
from inspector.sites.refusals import N_, Refused

Row = TypeVar("Row", TaskRule, GradeRule)
_RULE, _GRADE = TaskRule.__table__.c, GradeRule.__table__.c
_RULES = Prepared(select(TaskRule.__table__).where(_RULE.from_on <= bindparam("day")).order_by(_RULE.from_on, _RULE.id))
_GRADES = Prepared(
    select(GradeRule.__table__).where(_GRADE.from_on <= bindparam("day")).order_by(_GRADE.from_on, _GRADE.id)
)


def of(connection: Connection, day: date) -> Rulebook:
    """Every own rule as it holds on a day. Remembered until one is written, because every submission asks."""
    return remembering.recall_within(connection, ("task rules", day), lambda: _read(connection, day))


def usual_way(grade: str) -> Way:
    """The way of a grade that nobody changed."""
    store, area = reminding.WAITS[grade]
    return Way("site", USUAL[grade], store, area)


def history(target: Target) -> list[TaskRule]:
    """Every rule that was ever written for a target, newest first."""
    found = select(TaskRule).where(TaskRule.checklist_key == target[0], TaskRule.item == target[1])
    return list(db.session.scalars(found.order_by(TaskRule.from_on.desc(), TaskRule.id.desc())))


def history_of_grade(grade: str) -> list[GradeRule]:
    """Every rule that was ever written for a grade, newest first."""
    found = select(GradeRule).where(GradeRule.grade == grade)
    return list(db.session.scalars(found.order_by(GradeRule.from_on.desc(), GradeRule.id.desc())))


def rule(
    target: Target, said: Said, item: tuple[Item, Rectify] | None, from_on: date, reason: str, by: int, at: datetime
) -> TaskRule:
    """Let an own rule hold from a day on. item: the item it is about with the text of its list, None = a list or everything.

    Raises Refused for a day that is over, a rule about what is at once that puts it off, and a kind that does not fit its target.
    """
    _from_today(from_on, at)
    if said.kind is not None and target == EVERYTHING:
        raise Refused("kind", N_("What kind it is depends on the point. Please decide it for a list or a point."))
    if said.kind == "coach" and (item is None or item[0].owner != "actor"):
        raise Refused(
            "kind", N_("Coaching is about what a person does. This point is not, so nobody could be coached.")
        )
    if said.grade == "works" and said.kind != "repair" and (item is None or item[0].on_fail.kind != "repair"):
        raise Refused("grade", N_("This time is for repairs by a vendor. Please choose the kind Repair with it."))
    if item is not None and is_urgent(*item) and (said.within_hours is not None or said.grade not in (None, "at_once")):
        raise Refused(
            "grade", N_("The list marks this as urgent, so it stays at once: food, gas or a guest who was hurt.")
        )
    row = TaskRule(
        checklist_key=target[0], item=target[1], kind=said.kind, grade=said.grade, within_hours=said.within_hours, owner=said.owner,
        approver=said.approver, from_on=from_on, reason=reason, by_id=by, at=at,
    )  # fmt: skip
    return _written(row, "task_rule", f"{target[0]}:{target[1]}", {**_plain(said), "from": from_on.isoformat()})


def rule_grade(grade: str, way: Way, from_on: date, reason: str, by: int, at: datetime) -> GradeRule:
    """Let a grade go another way from a day on. Raises Refused for a day that is over or waits out of order."""
    _from_today(from_on, at)
    if way.area_wait <= way.store_wait:
        raise Refused(
            "area_wait", N_("The area manager hears of it after the store manager. Please give a longer time.")
        )
    store, area = (int(wait.total_seconds() // 60) for wait in (way.store_wait, way.area_wait))
    row = GradeRule(
        grade=grade, approver=way.approver, recheck=way.recheck, store_wait_minutes=store, area_wait_minutes=area, from_on=from_on,
        reason=reason, by_id=by, at=at,
    )  # fmt: skip
    details = {"approver": way.approver, "recheck": way.recheck, "store": store, "area": area}
    return _written(row, "grade_rule", grade, {**details, "from": from_on.isoformat()})


def _written(row: Row, what: str, target: str, details: dict[str, Any]) -> Row:
    db.session.add(row)
    db.session.flush()
    details["reason"] = row.reason
    trail.record(f"{what}.written", f"{what}:{target}", actor_id=row.by_id, details=details, at=row.at)
    return row


def _plain(said: Said) -> dict[str, Any]:
    names = ("kind", "grade", "within_hours", "owner", "approver")
    return {name: getattr(said, name) for name in names if getattr(said, name) is not None}


def _from_today(from_on: date, at: datetime) -> None:
    if from_on < at.date():
        raise Refused("from_on", N_("Choose today or a later day."))


def _read(connection: Connection, day: date) -> Rulebook:
    said = {(row.checklist_key, row.item): _said(row) for row in _RULES.rows(connection, day=day)}
    ways = {grade: usual_way(grade) for grade in GRADES}
    ways |= {row.grade: _way(row) for row in _GRADES.rows(connection, day=day)}
    return Rulebook(said, ways)


def _said(row: Any) -> Said:
    return Said(row.kind, row.grade, row.within_hours, row.owner, row.approver, row.id)


def _way(row: Any) -> Way:
    store, area = timedelta(minutes=row.store_wait_minutes), timedelta(minutes=row.area_wait_minutes)
    return Way(row.approver, row.recheck, store, area, row.id)
