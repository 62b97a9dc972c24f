"""How a standard was kept, week by week: every answer to a question that rests on it, self-checks apart from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, func, or_, select

from inspector.accounts.access import Actor, scoped
from inspector.checklists import register
from inspector.extensions import db
from inspector.inspections.models import Answer, Inspection
from inspector.measurement import intervals
from inspector.measurement.intervals import Interval

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Kept:
    """Answers without failure, of all answers."""

    kept: int = 0
    asked: int = 0

    @property
    def percent(self) -> float | None:
        """0-100; None without answers."""
        return 100 * self.kept / self.asked if self.asked else None

    def plus(self, kept: int, asked: int) -> Kept:
        """With further answers."""
        return Kept(self.kept + kept, self.asked + asked)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday. others: store visits, audits and mystery visits; own: self-checks."""

    begins: date
    others: Kept
    own: Kept


@dataclass(frozen=True, slots=True)
class Results:
    """last: the last business day on which somebody answered, None = never. interval: of the share kept in `others`, 0..1."""

    last: date | None
    weeks: Sequence[Week]
    others: Kept
    own: Kept
    interval: Interval | None


def of(actor: Actor, standard_id: str, today: date) -> Results:
    """The last WEEKS weeks at the sites whose inspections the actor may read."""
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    rows = _rounds(actor, standard_id, first)
    found = {first + timedelta(weeks=number): {True: Kept(), False: Kept()} for number in range(WEEKS)}
    for row in rows:
        week = found.get(row.business_day - timedelta(days=row.business_day.weekday()))
        if week is not None:  # a device whose clock ran ahead
            week[row.line == "self"] = week[row.line == "self"].plus(row.asked - row.failed, row.asked)
    weeks = [Week(begins, week[False], week[True]) for begins, week in found.items()]
    others = _sum([week.others for week in weeks])
    effect = intervals.design_effect([row.asked for row in rows if row.line != "self"], intervals.ASSUMED_LIKENESS)
    interval = intervals.wilson(others.kept, others.asked, effect=effect)
    return Results(_last(actor, standard_id), weeks, others, _sum([week.own for week in weeks]), interval)


def _sum(several: Sequence[Kept]) -> Kept:
    return Kept(sum(one.kept for one in several), sum(one.asked for one in several))


def _rounds(actor: Actor, standard_id: str, first: date) -> Sequence[Any]:
    """Per round: business_day, line, failed, asked."""
    failed = func.sum(cast(Answer.is_failed, Integer))
    chosen: Any = select(Inspection.business_day, Inspection.line, failed.label("failed"), func.count().label("asked"))
    statement = (
        scoped(chosen, Inspection.site_id, actor, "inspections.read")
        .join(Answer, Answer.inspection_id == Inspection.id)
        .where(Inspection.business_day >= first, *_counted(), _asks(standard_id))
        .group_by(Inspection.id, Inspection.business_day, Inspection.line)
    )
    return db.session.execute(statement).all()


def _last(actor: Actor, standard_id: str) -> date | None:
    statement = scoped(select(Inspection.business_day), Inspection.site_id, actor, "inspections.read")
    statement = statement.join(Answer, Answer.inspection_id == Inspection.id).where(*_counted(), _asks(standard_id))
    return db.session.scalar(statement.order_by(Inspection.business_day.desc()).limit(1))


def _counted() -> tuple[ColumnElement[bool], ...]:
    """What says how things stand: answered and sound, and no second look at what had failed."""
    return Inspection.flag.is_(None), Inspection.reinspects.is_(None), Answer.state == "answered", Answer.is_faulty.is_(False)


def _asks(standard_id: str) -> ColumnElement[bool]:
    cited = register.citing(standard_id)
    if not cited:
        return Inspection.id.is_(None)
    return or_(*(and_(Inspection.checklist_version_id == version, Answer.item.in_(items)) for version, items in cited.items()))
