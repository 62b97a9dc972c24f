"""Staff: taken on, changed, moved, gone. Where and as what somebody worked is a chain of dated assignments.

What has begun is history and is only ever ended; what has not begun is a plan and may be replaced. The day an assignment begins counts
as a plan until it is over, so that a slip of the finger can be put right the same day (docs/decisions.md, Assignments).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from inspector.accounts.models import Account, RoleAssignment, SessionRow
from inspector.clock import business_day, now
from inspector.extensions import db
from inspector.sites.models import Position, Site, StaffAssignment, StaffMember
from inspector.sites.refusals import N_, Refused

EXEMPTIONS = ("posture", "dress")


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is written about a person. `exempt`: of EXEMPTIONS; a reason is never kept."""

    number: str
    name: str
    joined_on: date
    contract: str = "full_time"
    employer: str = ""
    is_minor: bool = False
    has_agreement: bool = False
    exempt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A place to work: site, position, usual shift (None = changing)."""

    site_id: int
    position_id: int
    shift_id: int | None = None


def today_at(site: Site) -> date:
    """The business day of a site at this moment."""
    return business_day(now(), site.timezone, time.fromisoformat(site.day_ends_at))


def take_on(facts: PersonFacts, post: Post, from_on: date | None = None) -> StaffMember:
    """A new person, at a post from a day on (the day of joining when not said). Raises Refused when the number is taken."""
    return take_on_many([(facts, post, from_on or facts.joined_on)])[0]


def take_on_many(people: Sequence[tuple[PersonFacts, Post, date]]) -> list[StaffMember]:
    """Several new people at once, each at a post from a day on; all or nothing. Raises Refused when a number is taken.

    One look and one flush for all: a list of thousands must not hold the only writer for long.
    """
    numbers = {facts.number for facts, _, _ in people}
    taken = db.session.scalars(select(StaffMember.number).where(StaffMember.number.in_(numbers))).first()
    if taken is not None:
        raise Refused("number", N_("Another person already has the staff number %(number)s."), number=taken)
    staff = []
    for facts, post, from_on in people:
        person = StaffMember()
        _write(person, facts)
        _begin(person, post, max(from_on, facts.joined_on))
        staff.append(person)
    db.session.add_all(staff)
    db.session.flush()
    return staff


def edit(staff: StaffMember, facts: PersonFacts) -> None:
    """Change what is written about a person. Raises Refused when the number is taken or the dates do not fit."""
    _check_number(facts.number, staff.id)
    if staff.left_on and facts.joined_on > staff.left_on:
        raise Refused("joined_on", N_("This day lies after the last day of work."))
    if staff.assignments and facts.joined_on > staff.assignments[0].from_on:
        raise Refused(
            "joined_on", N_("This person was already at work on %(day)s."), day=staff.assignments[0].from_on.isoformat()
        )
    _write(staff, facts)
    db.session.flush()


def move(staff: StaffMember, post: Post, from_on: date, today: date) -> StaffAssignment:
    """Put a person at another post from a day on; the present assignment ends the day before. Takes the place of a move still planned.

    Raises Refused for somebody who has left, or when the day lies before what has already begun.
    """
    if staff.left_on is not None:
        raise Refused("from_on", N_("This person has left. Take them back first."))
    if from_on < staff.joined_on:
        raise Refused("from_on", N_("This day lies before the day of joining."))
    first = staff.assignments[:1]
    begun = [
        one for one in staff.assignments if one.from_on < max(from_on, today) and (one.from_on <= today or one in first)
    ]
    last = begun[-1] if begun else None
    if last and from_on <= last.from_on:
        raise Refused(
            "from_on", N_("The present assignment began on %(day)s. Choose a later day."), day=last.from_on.isoformat()
        )
    _drop_plans(staff, begun)
    if last:
        last.to_on = from_on - timedelta(days=1)
    assignment = _begin(staff, post, from_on)
    db.session.flush()
    return assignment


def leave(staff: StaffMember, last_day: date, today: date, at: datetime | None = None) -> None:
    """End a person's work after a last day. Access ends at once when that day is past, else by `end_access_of_leavers`.

    at: when access ends, where that is not now.
    Raises Refused when the person has left already, or the day lies before the present assignment began.
    """
    if staff.left_on is not None and staff.left_on < today:
        raise Refused("left_on", N_("This person left on %(day)s."), day=staff.left_on.isoformat())
    kept = [one for one in staff.assignments if one.from_on <= last_day or one.from_on < today]
    last = kept[-1] if kept else None
    if last is None or last_day < last.from_on:
        raise Refused("left_on", N_("This person had no post on that day, or began a new one after it."))
    _drop_plans(staff, kept)
    last.to_on = last_day
    staff.left_on = last_day
    if last_day < today:
        end_access(staff, at)


def take_back(staff: StaffMember, post: Post, from_on: date) -> None:
    """Somebody who left works here again; the time between stays a gap."""
    if staff.left_on is None or from_on <= staff.left_on:
        raise Refused("from_on", N_("Choose a day after the last day of work."))
    staff.left_on = None
    _begin(staff, post, from_on)
    db.session.flush()


def end_access(staff: StaffMember, at: datetime | None = None) -> None:
    """Close the account of somebody who left, its roles and its sessions (practice: leavers' access ends the same day)."""
    if staff.account_id is None:
        return
    at = at or now()
    db.session.get_one(Account, staff.account_id).is_active = False
    for role in db.session.scalars(
        select(RoleAssignment).where(RoleAssignment.account_id == staff.account_id, RoleAssignment.ended_at.is_(None))
    ):
        role.ended_at = at
    for session in db.session.scalars(
        select(SessionRow).where(SessionRow.account_id == staff.account_id, SessionRow.revoked_at.is_(None))
    ):
        session.revoked_at = at


def end_access_of_leavers(at: datetime) -> int:
    """Close the accounts of everybody whose last day is over where they worked; answers how many. `pipelines/sweeps.py` calls it."""
    leaving = db.session.execute(
        select(StaffMember, Site)
        .join(Account, Account.id == StaffMember.account_id)
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .join(Site, Site.id == StaffAssignment.site_id)
        .where(StaffAssignment.to_on == StaffMember.left_on, Account.is_active)
    ).all()
    gone = [
        staff
        for staff, site in leaving
        if staff.left_on is not None and staff.left_on < business_day(at, site.timezone, time.fromisoformat(site.day_ends_at))
    ]
    for staff in gone:
        end_access(staff, at)
    return len(gone)


def assignment_on(staff_id: int, day: date) -> StaffAssignment | None:
    """Where and as what a person worked on a day; None when nowhere."""
    return db.session.scalar(
        select(StaffAssignment).where(
            StaffAssignment.staff_id == staff_id,
            StaffAssignment.from_on <= day,
            (StaffAssignment.to_on.is_(None)) | (StaffAssignment.to_on >= day),
        )
    )


def assignment_in(staff: StaffMember, day: date) -> StaffAssignment | None:
    """The same, from assignments that are already loaded."""
    return next(
        (one for one in staff.assignments if one.from_on <= day and (one.to_on is None or one.to_on >= day)), None
    )


def save_position(position: Position | None, key: str, name: Mapping[str, str], is_manager: bool) -> Position:
    """A new or changed position. Raises Refused when the key is taken."""
    if db.session.scalar(
        select(Position.id).where(Position.key == key, Position.id != (position.id if position else 0))
    ):
        raise Refused("key", N_("Another position already has the key %(key)s."), key=key)
    position = position or Position()
    position.key, position.name, position.is_manager = key, dict(name), is_manager
    db.session.add(position)
    db.session.flush()
    return position


def _check_number(number: str, own_id: int | None) -> None:
    if db.session.scalar(select(StaffMember.id).where(StaffMember.number == number, StaffMember.id != (own_id or 0))):
        raise Refused("number", N_("Another person already has the staff number %(number)s."), number=number)


def _write(staff: StaffMember, facts: PersonFacts) -> None:
    staff.number, staff.name, staff.joined_on = facts.number, facts.name, facts.joined_on
    staff.contract, staff.employer = facts.contract, facts.employer
    staff.is_minor, staff.has_agreement, staff.exempt = facts.is_minor, facts.has_agreement, list(facts.exempt)


def _begin(staff: StaffMember, post: Post, from_on: date) -> StaffAssignment:
    assignment = StaffAssignment(
        site_id=post.site_id, position_id=post.position_id, shift_id=post.shift_id, from_on=from_on
    )
    staff.assignments.append(assignment)
    return assignment


def _drop_plans(staff: StaffMember, kept: Sequence[StaffAssignment]) -> None:
    for plan in [one for one in staff.assignments if one not in kept]:
        staff.assignments.remove(plan)
        db.session.delete(plan)
    db.session.flush()
