"""What waits for somebody among improvement items: a plan from the owner, a word from whoever judges; and who is reminded of it, when.

Reminded as of tasks (`reminding.py`), by the waits of the grade that has a week. Source: docs/decisions.md, Improvement items.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from inspector.accounts.access import Actor
from inspector.extensions import db
from inspector.rectification import improvements, reminding, rulebook
from inspector.rectification.improvement_keeping import TO_JUDGE, UNFINISHED, is_over, judges, owners, tell, today_at
from inspector.rectification.improvement_models import Improvement
from inspector.rectification.improving import ANSWERED_WITHIN
from inspector.rectification.telling import hearers, holding

GRADE = "week"
BEGINNINGS = frozenset(("opened", "missed"))  # the steps after which a plan is wanted
TO_PLAN = {
    reminding.HALF: "Half of the time for a plan is over: %(title)s (%(site)s).",
    reminding.LATE_OWNER: "There is still no plan: %(title)s (%(site)s). Please write down what will be done.",
    reminding.LATE_STORE: "An improvement item at your site has no plan: %(title)s (%(site)s). Please see what is in the way.",
    reminding.LATE_AREA: "An improvement item has had no plan for long: %(title)s (%(site)s).",
}
STILL_TO_JUDGE = "Nobody has said yet whether it became better: %(title)s (%(site)s)."


@dataclass(frozen=True, slots=True)
class Waiting:
    """An improvement item that waits. kind: plan, or judge; due_on: the last day for it, by the clock of the site."""

    one: Improvement
    kind: str
    since: datetime
    due_on: date
    is_late: bool


def by_site(at: datetime) -> dict[int, list[Waiting]]:
    """{site: what waits there, for whomever}."""
    found: dict[int, list[Waiting]] = {}
    for one in _waiting(db.session.scalars(_unfinished()), at):
        found.setdefault(one.one.site_id, []).append(one)
    return found


def of_actor(actor: Actor, at: datetime) -> list[Waiting]:
    """What waits for somebody: a plan of their own, or their word where they may judge; what is due first comes first."""
    found = _waiting(db.session.scalars(_unfinished().where(improvements.visible(actor))), at)
    mine = [
        one for one in found
        if (improvements.owns(one.one, actor) if one.kind == "plan" else "evaluate" in improvements.moves_of(one.one, actor))
    ]  # fmt: skip
    return sorted(mine, key=lambda one: (one.due_on, one.one.id))


def remind(one: Improvement, at: datetime) -> None:
    """Tell who must hear of an unfinished item now; twice is once."""
    for waiting in _waiting([one], at):
        if waiting.kind == "plan":
            _remind_of_plan(waiting, at)
        else:
            _remind_of_judging(waiting, at)


def _unfinished() -> Select[tuple[Improvement]]:
    return select(Improvement).where(Improvement.state.in_(UNFINISHED)).options(selectinload(Improvement.events)).order_by(Improvement.id)


def _waiting(found: Iterable[Improvement], at: datetime) -> list[Waiting]:
    return [one for one in (_of(each, at) for each in found) if one is not None]


def _of(one: Improvement, at: datetime) -> Waiting | None:
    zone, today = ZoneInfo(one.site.timezone), today_at(one.site, at)
    if one.state == "open":
        kind, since = "plan", max(event.at for event in one.events if event.kind in BEGINNINGS)
    elif is_over(one, at):
        assert one.measure_until is not None  # a planned one has it
        ends = time.fromisoformat(one.site.day_ends_at)
        kind, since = "judge", datetime.combine(one.measure_until + timedelta(days=1), ends, zone)
    else:
        return None
    due_on = (since + ANSWERED_WITHIN).astimezone(zone).date()
    return Waiting(one, kind, since, due_on, today > due_on)


def _remind_of_plan(waiting: Waiting, at: datetime) -> None:
    one, way = waiting.one, rulebook.of(db.session.connection(), at.date()).ways[GRADE]
    due_at = waiting.since + ANSWERED_WITHIN
    for step in reminding.reached((way.store_wait, way.area_wait), waiting.since, due_at, at):
        key = f"plan:{waiting.since.date().isoformat()}:{step}"
        tell(one, hearers(step, owners(one), one.site.scope_id), TO_PLAN[step], key, at, "reminder")


def _remind_of_judging(waiting: Waiting, at: datetime) -> None:
    one = waiting.one
    key = f"judge:{one.measure_until.isoformat() if one.measure_until else ''}"
    tell(one, judges(one), TO_JUDGE, key, at)
    if waiting.is_late:
        barred = owners(one) | {one.planned_by_id or 0}
        tell(one, judges(one) | (holding(one.site.scope_id, ("quality_lead",)) - barred), STILL_TO_JUDGE, f"{key}:late", at, "reminder")
