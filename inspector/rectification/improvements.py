"""Improvement items: opened by the rule of the rate, by a third repeat or by hand; planned, measured, judged by somebody else.

Moves: plan (open, planned; the owner or who may assign), evaluate and drop (who may assign at the site, never who planned it or owns it),
comment and hand_over (owner or who may assign). Whether the target was reached is told by the rounds; a person looks at them and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from inspector import clock
from inspector.accounts.access import Actor, within
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.notices import board
from inspector.rectification import households, improvement_rounds
from inspector.rectification.improvement_models import Improvement, ImprovementEvent
from inspector.rectification.improving import LONGEST_MEASURE, is_reached, is_systemic, measured, origin_of
from inspector.rectification.models import Reminder, Task, TaskFinding
from inspector.rectification.rules import Habit, Owner, resolve_owner
from inspector.rectification.telling import holding
from inspector.sites import facts, settings_store
from inspector.sites.models import Site, StaffMember

LOOKED_AT = timedelta(
    minutes=20
)  # two sweeps; what is missed while the server stands still comes with the next finding
UNFINISHED = ("open", "planned")
OPENED = "This keeps failing, please plan how it becomes better: %(title)s (%(site)s)."
TO_JUDGE = "Its time is over, please say whether it became better: %(title)s (%(site)s)."


@dataclass(frozen=True, slots=True)
class Step:
    """One move of an improvement item, as a form says it. uuid: sent twice it is done once."""

    uuid: str
    move: str
    base_rev: int
    actor: Actor
    at: datetime
    note: str = ""
    target_percent: int | None = None
    until: date | None = None
    staff_id: int | None = None


def pass_time(at: datetime, looked_at: timedelta = LOOKED_AT) -> int:
    """Open what the rules ask for, and call who judges once the time of a plan is over; answers how many were opened.

    looked_at: points with findings of so long are looked at; what was looked at twice opens nothing twice.
    """
    opened = 0
    for site_id, checklist, item in _lately_failed(at - looked_at):
        if _unfinished(site_id, checklist, item) is None:
            opened += _open_by_rule(site_id, checklist, item, at)
    for one in db.session.scalars(select(Improvement).where(Improvement.state.in_(UNFINISHED))):
        _pass_on(one, at)
        if one.state == "planned" and one.measure_until is not None and one.measure_until < today_at(one.site, at):
            _tell(one, _judges(one), TO_JUDGE, f"judge:{one.measure_until.isoformat()}", at)
    return opened


def open_by_hand(task: Task, actor: Actor, reason: str, at: datetime) -> Improvement:
    """Make an improvement item of the point of a task; where one is open already, that one. Raises Problem forbidden, bad_form."""
    if not actor.may("tasks.assign", task.site_id) or task.kind == "coach":
        raise Problem("forbidden")
    known = _unfinished(task.site_id, task.checklist_key, task.item)
    if known is not None:
        return known
    if not reason.strip():
        raise Problem("bad_form", fields={"note": "Please say why it must become better for good."})
    return _open(
        task.site_id, task.checklist_key, task.item, dict(task.title), "hand", at, actor.account_id, reason.strip()
    )


def apply(improvement_id: int, step: Step) -> Improvement:
    """Make one move, once. Raises Problem not_found, forbidden, conflict, bad_form."""
    one = find(improvement_id, step.actor)
    db.session.refresh(one, with_for_update=True)
    if any(event.command_uuid == step.uuid for event in one.events):
        return one
    if step.move not in moves_of(one, step.actor):
        raise Problem("forbidden" if one.state in UNFINISHED else "conflict", state=one.state)
    if step.base_rev != one.rev and step.move != "comment":
        raise Problem("conflict", state=one.state)
    MOVES[step.move](one, step)
    return one


def find(improvement_id: int, actor: Actor) -> Improvement:
    """An improvement item that someone may see. Raises Problem not_found."""
    one = db.session.scalars(select(Improvement).where(Improvement.id == improvement_id, visible(actor))).one_or_none()
    if one is None:
        raise Problem("not_found")
    return one


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition for items that someone may see: of sites whose tasks one reads, and one's own."""
    own = [Improvement.owner_account_id == actor.account_id]
    if actor.staff_id is not None:
        own.append(Improvement.owner_id == actor.staff_id)
    return or_(within(Improvement.site_id, actor.sites("tasks.read")), *own)


def listed(actor: Actor, wanted: str) -> Sequence[Improvement]:
    """The items someone may see, unfinished first. wanted: open (unfinished) or all."""
    found = select(Improvement).where(visible(actor))
    if wanted == "open":
        found = found.where(Improvement.state.in_(UNFINISHED))
    is_over = Improvement.state.not_in(UNFINISHED)
    return db.session.scalars(found.order_by(is_over, Improvement.opened_at.desc(), Improvement.id)).all()


def moves_of(one: Improvement, actor: Actor) -> list[str]:
    """What someone may do with an item now."""
    if one.state not in UNFINISHED:
        return []
    is_owner = owns(one, actor)
    may_lead = actor.may("tasks.assign", one.site_id)
    moves = ["plan", "comment", "hand_over"] if is_owner or may_lead else []
    if may_lead and not is_owner and one.planned_by_id != actor.account_id:
        moves += ["evaluate", "drop"] if one.state == "planned" else ["drop"]
    return moves


def owns(one: Improvement, actor: Actor) -> bool:
    """Whether someone must see to it."""
    return one.owner_account_id == actor.account_id or (one.owner_id is not None and one.owner_id == actor.staff_id)


def after(one: Improvement, at: datetime) -> list[Any]:
    """The rounds that count after the plan, newest first; none before there is one."""
    if one.measure_from is None or one.measure_until is None:
        return []
    until = min(one.measure_until, today_at(one.site, at))
    return improvement_rounds.of_site(one.site_id, one.checklist_key, one.item, one.measure_from, until)


def of_point(task: Task) -> Improvement | None:
    """The unfinished item that a task belongs to."""
    return _unfinished(task.site_id, task.checklist_key, task.item)


def today_at(site: Site, at: datetime) -> date:
    """The business day at a site."""
    return clock.business_day(at, site.timezone, time.fromisoformat(site.day_ends_at))


def _plan(one: Improvement, step: Step) -> None:
    today, faults = today_at(one.site, step.at), {}
    if not step.note.strip():
        faults["note"] = "Please write what will be done, by whom and by when."
    if step.target_percent is None or not 1 <= step.target_percent <= 100:
        faults["target"] = "Please give a share from 1 to 100 percent."
    if step.until is None or not today < step.until <= today + LONGEST_MEASURE:
        faults["until"] = "Please choose a day within the next half year by which it is measured."
    _refuse(faults)
    one.plan, one.target_percent, one.planned_by_id = step.note.strip(), step.target_percent, step.actor.account_id
    one.measure_from, one.measure_until, one.state = today + timedelta(days=1), step.until, "planned"
    assert step.until is not None
    _note(one, "planned", step, {"target": step.target_percent, "until": step.until.isoformat()})


def _evaluate(one: Improvement, step: Step) -> None:
    _refuse({} if step.note.strip() else {"note": "Please say what you saw; the figures stand beside it."})
    found = measured(after(one, step.at))
    assert one.target_percent is not None
    held = is_reached(found, one.target_percent)
    details = {"seen": found.seen, "failed": found.failed, "target": one.target_percent}
    if held:
        one.state, one.closed_at, one.closed_by_id = "reached", step.at, step.actor.account_id
    else:
        one.state = "open"
    _note(one, "reached" if held else "missed", step, details)


def _drop(one: Improvement, step: Step) -> None:
    _refuse({} if step.note.strip() else {"note": "Please say why it is not pursued any more."})
    one.state, one.closed_at, one.closed_by_id = "dropped", step.at, step.actor.account_id
    _note(one, "dropped", step)


def _comment(one: Improvement, step: Step) -> None:
    _refuse({} if step.note.strip() else {"note": "Please write what you want to say."})
    _note(one, "commented", step)


def _hand_over(one: Improvement, step: Step) -> None:
    people = households.household(db.session.connection(), _site(one.site_id), today_at(one.site, step.at)).people
    _refuse({} if step.staff_id in people else {"staff": "Please choose a colleague who works here now."})
    one.owner_id, one.owner_account_id, one.owner = step.staff_id, None, db.session.get(StaffMember, step.staff_id)
    _note(one, "handed_over", step, {"staff": step.staff_id})
    _tell(one, _owners(one), OPENED, f"owner:{one.rev}", step.at)


MOVES = {"plan": _plan, "evaluate": _evaluate, "drop": _drop, "comment": _comment, "hand_over": _hand_over}


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise Problem("bad_form", fields=faults)


def _lately_failed(since: datetime) -> list[tuple[int, str, str]]:
    tasks = (
        select(Task.site_id, Task.checklist_key, Task.item)
        .join(TaskFinding, TaskFinding.task_id == Task.id)
        .where(TaskFinding.added_at > since, TaskFinding.withdrawn_at.is_(None))
    )
    acts = select(Reminder.site_id, Reminder.checklist_key, Reminder.item).where(Reminder.at > since)
    return [(row[0], row[1], row[2]) for row in db.session.execute(tasks.union(acts))]


def _open_by_rule(site_id: int, checklist: str, item: str, at: datetime) -> bool:
    last = db.session.scalar(
        select(func.max(Improvement.closed_at)).where(
            Improvement.site_id == site_id, Improvement.checklist_key == checklist, Improvement.item == item
        )
    )
    habit = Habit(*(settings_store.value(key, at.date()) for key in ("coach_failures", "coach_window", "coach_days")))
    since = None if last is None else last.date() + timedelta(days=1)
    rounds = improvement_rounds.of_site(site_id, checklist, item, since, most=habit.window)
    # The brand's rate is dear; it is asked only of what would be too much anywhere.
    is_much = is_systemic(rounds, Fraction(0), habit)
    rate = improvement_rounds.brand_rate(site_id, checklist, item) if is_much else Fraction(1)
    same = (Task.site_id == site_id, Task.checklist_key == checklist, Task.item == item, Task.state != "closed")
    tasks = select(Task).where(*same, Task.kind != "coach", *([Task.opened_at > last] if last else []))
    repeats = max((one.repeat_count + one.recurrence for one in db.session.scalars(tasks)), default=0)
    origin = origin_of(rounds, rate, repeats, habit)
    title = db.session.scalar(select(Task.title).where(*same[:3]).order_by(Task.id.desc()).limit(1))
    if origin is None or title is None:
        return False
    _open(
        site_id,
        checklist,
        item,
        dict(title),
        origin,
        at,
        None,
        None,
        {"brand_percent": round(100 * rate), "repeats": repeats},
    )
    return True


def _open(
    site_id: int, checklist: str, item: str, title: dict[str, str], origin: str, at: datetime, by: int | None,
    reason: str | None, details: dict[str, Any] | None = None,
) -> Improvement:  # fmt: skip
    window = settings_store.value("coach_window", at.date())
    rounds = improvement_rounds.of_site(site_id, checklist, item, most=window)
    before = measured(rounds)
    owner = _owner(site_id, at, by)
    one = Improvement(
        site_id=site_id, checklist_key=checklist, item=item, title=title, origin=origin, state="open", opened_at=at, rev=1,
        owner_id=owner.staff_id, owner_account_id=None if owner.staff_id is not None else owner.account_id,
        before_seen=before.seen, before_failed=before.failed, before_rounds=[each.inspection_id for each in rounds],
    )  # fmt: skip
    db.session.add(one)
    db.session.flush()
    _keep(
        one,
        "opened",
        at,
        by,
        reason,
        {"days": len({each.day for each in rounds if each.failed}), **(details or {})},
        None,
    )
    _tell(one, _owners(one) - {by or 0}, OPENED, "opened", at)
    return one


def _owner(site_id: int, at: datetime, by: int | None) -> Owner:
    site = _site(site_id)
    day = clock.business_day(at, site.timezone, time.fromisoformat(site.day_ends_at))
    found = resolve_owner("store", (), "", households.with_managers(db.session.connection(), site, day))
    if found is None and by is None:
        raise AssertionError("an organisation always has an administrator")
    return found or Owner(None, by)


def _pass_on(one: Improvement, at: datetime) -> None:
    """Give it to whoever is in charge of the site when its owner is gone from there."""
    site = _site(one.site_id)
    team = households.with_managers(db.session.connection(), site, today_at(one.site, at))
    staff = set(team.people) | {owner.staff_id for owner in team.managers}
    accounts = {owner.account_id for owner in team.managers}
    is_here = one.owner_id in staff if one.owner_id is not None else one.owner_account_id in accounts
    new = None if is_here else resolve_owner("store", (), "", team)
    if new is None:
        return
    one.owner_id, one.owner_account_id = new.staff_id, None if new.staff_id is not None else new.account_id
    one.rev += 1
    _keep(one, "handed_over", at, None, None, {"staff": new.staff_id}, None)
    _tell(one, _owners(one), OPENED, f"owner:{one.rev}", at)


def _unfinished(site_id: int, checklist: str, item: str) -> Improvement | None:
    same = (Improvement.site_id == site_id, Improvement.checklist_key == checklist, Improvement.item == item)
    return db.session.scalars(select(Improvement).where(*same, Improvement.state.in_(UNFINISHED))).one_or_none()


def _note(one: Improvement, kind: str, step: Step, details: dict[str, Any] | None = None) -> None:
    one.rev += 1
    _keep(one, kind, step.at, step.actor.account_id, step.note.strip() or None, details, step.uuid)


def _keep(
    one: Improvement,
    kind: str,
    at: datetime,
    by: int | None,
    note: str | None,
    details: dict[str, Any] | None,
    uuid: str | None,
) -> None:
    one.events.append(
        ImprovementEvent(kind=kind, at=at, actor_id=by, note=note, details=details, command_uuid=uuid, rev=one.rev)
    )
    db.session.flush()
    trail.record(f"improvement.{kind}", f"improvement:{one.id}", actor_id=by, details=details or {}, at=at)


def _tell(one: Improvement, account_ids: set[int], sentence: str, key: str, at: datetime) -> None:
    values = {"title": dict(one.title), "site": one.site.name}
    board.announce(account_ids, f"improvement:{one.id}:{key}", sentence, values, f"/improvements/{one.id}", at)


def _owners(one: Improvement) -> set[int]:
    account = db.session.scalar(select(StaffMember.account_id).where(StaffMember.id == (one.owner_id or 0)))
    return {found for found in (account, one.owner_account_id) if found is not None}


def _judges(one: Improvement) -> set[int]:
    """Who may judge it, the nearest first: the area manager, else the quality lead."""
    barred = _owners(one) | {one.planned_by_id or 0}
    near = holding(one.site.scope_id, ("area_manager",)) - barred
    return near or holding(one.site.scope_id, ("quality_lead",)) - barred


def _site(site_id: int) -> facts.SiteFacts:
    found = facts.of(db.session.connection(), site_id)
    assert found is not None  # a foreign key says so
    return found
