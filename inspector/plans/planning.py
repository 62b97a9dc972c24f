"""Plans made, changed and ended; their assignments laid out ahead, and missed when time has passed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select, update

from inspector import clock
from inspector.extensions import db
from inspector.plans import excusing, recurrence
from inspector.plans.models import Assignment, Plan, WithdrawnRound
from inspector.sites.models import Site

AHEAD = timedelta(days=8)  # so far assignments exist; a week of calendar and of tablets without a network


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What is written about a plan; fields as in Plan."""

    site_id: int
    checklist_key: str
    line: str
    area_id: int | None
    shift_id: int | None
    role: str
    rule: str
    starts_on: date
    ends_on: date | None
    due_at: str
    opens_minutes: int = 180
    grace_minutes: int = 120
    is_surprise: bool = False
    account_id: int | None = None


def make(facts: PlanFacts, by: int | None, at: datetime) -> Plan:
    """Write a new plan and lay it out. Raises RuleFault for a rule that cannot be followed."""
    site = db.session.get_one(Site, facts.site_id)
    recurrence.check(facts.rule, facts.starts_on, time.fromisoformat(facts.due_at), site.timezone)
    plan = Plan(**asdict(facts), created_by_id=by, created_at=at)
    db.session.add(plan)
    db.session.flush()
    lay_out(plan, at)
    return plan


def change(plan: Plan, facts: PlanFacts, at: datetime) -> None:
    """Write other facts into a plan: what is not yet due follows them, what is past stays as it was. Raises RuleFault."""
    site = db.session.get_one(Site, facts.site_id)
    recurrence.check(facts.rule, facts.starts_on, time.fromisoformat(facts.due_at), site.timezone)
    _withdraw(plan, at)
    for name, value in asdict(facts).items():
        setattr(plan, name, value)
    plan.laid_out_until = at
    lay_out(plan, at)


def end(plan: Plan, last_on: date, at: datetime) -> None:
    """Let a plan end with a business day; what was laid out after it is withdrawn."""
    plan.ends_on = last_on
    _withdraw(plan, at, after=last_on)


def lay_out(plan: Plan, at: datetime, until: datetime | None = None) -> int:
    """Write the assignments of a plan up to `until` (default AHEAD of now) that are not there yet. Returns how many."""
    site, excused = plan.site or db.session.get_one(Site, plan.site_id), excusing.of(plan.site_id)
    until = until or at + AHEAD
    if site.closed_on:  # what it would lay out later waits until the site opens again
        until = min(until, max(at, datetime.combine(site.closed_on + timedelta(days=2), time(), UTC)))
    begin = plan.laid_out_until or min(at, datetime.combine(plan.starts_on, time(), UTC) - timedelta(days=1))
    if begin >= until:
        return 0
    there = set(db.session.scalars(select(Assignment.due_at).where(Assignment.plan_id == plan.id, Assignment.due_at >= begin)))
    written = 0
    for due in recurrence.moments(plan.rule, plan.starts_on, time.fromisoformat(plan.due_at), site.timezone, begin, until):
        day = clock.business_day(due, site.timezone, time.fromisoformat(site.day_ends_at))
        if due in there or (plan.ends_on and day > plan.ends_on) or (site.closed_on and day > site.closed_on):
            continue
        reason = next((one.reason for one in excused if one.first_on <= day <= one.last_on), None)
        db.session.add(
            Assignment(
                plan_id=plan.id, site_id=plan.site_id, business_day=day, opens_at=due - timedelta(minutes=plan.opens_minutes), due_at=due,
                missed_at=due + timedelta(minutes=plan.grace_minutes), state="excused" if reason else "due", excuse=reason,
                changed_at=at,
            )
        )  # fmt: skip
        written += 1
    plan.laid_out_until = until
    db.session.flush()
    return written


def numbered(rounds: Iterable[Assignment]) -> dict[int, int]:
    """{assignment id: the how-manieth of its plan on its business day, from 1}: its name in calendars, whatever its hour.

    rounds: all of a plan and day, or of several.
    """
    days: dict[tuple[int, date], list[Assignment]] = {}
    for one in rounds:
        days.setdefault((one.plan_id, one.business_day), []).append(one)
    return {one.id: number for day in days.values() for number, one in enumerate(sorted(day, key=lambda one: one.due_at), 1)}


def pass_time(at: datetime) -> None:
    """Lay every plan out ahead and let what was not kept be missed; done twice it does nothing more."""
    for plan in db.session.scalars(select(Plan).where(Plan.laid_out_until < at + AHEAD - timedelta(hours=1))):
        lay_out(plan, at)
    excusing.follow_closures(at)
    db.session.execute(
        update(Assignment).where(Assignment.state == "due", Assignment.missed_at <= at).values(state="missed")
    )


def _withdraw(plan: Plan, at: datetime, after: date | None = None) -> None:
    """Take back what is still due: later than now, or later than a day. What calendars may show of it is told as called off."""
    rest = [Assignment.plan_id == plan.id, Assignment.state.in_(("due", "excused")), Assignment.due_at > at]
    if after is not None:
        rest.append(Assignment.business_day > after)
    numbers = numbered(db.session.scalars(select(Assignment).where(Assignment.plan_id == plan.id)))
    for one in db.session.scalars(select(Assignment).where(*rest)).all():
        _call_off(one, numbers[one.id], at)
        db.session.delete(one)  # nothing has happened to it: it is only a calendar entry
    db.session.flush()


def _call_off(one: Assignment, number: int, at: datetime) -> None:
    same = (WithdrawnRound.plan_id == one.plan_id, WithdrawnRound.business_day == one.business_day, WithdrawnRound.number == number)
    row = db.session.scalar(select(WithdrawnRound).where(*same))
    row = row or WithdrawnRound(plan_id=one.plan_id, business_day=one.business_day, number=number)
    row.opens_at, row.due_at, row.withdrawn_at = one.opens_at, one.due_at, at
    db.session.add(row)
