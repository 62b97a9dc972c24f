"""The moves of an improvement item: planned, measured, judged by somebody else.

Moves: plan (open, planned; the owner or who may assign), evaluate and drop (who may assign at the site, never who planned it or owns it),
comment and hand_over (owner or who may assign). Whether the target was reached is told by the rounds; a person looks at them and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from inspector.accounts.access import Actor, within
from inspector.errors import Problem
from inspector.extensions import db
from inspector.rectification import households, improvement_rounds
from inspector.rectification.improvement_keeping import OPENED, UNFINISHED, keep, owners, site_facts, tell, today_at
from inspector.rectification.improvement_models import Improvement
from inspector.rectification.improving import LONGEST_MEASURE, is_reached, measured
from inspector.sites.models import StaffMember


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
    people = households.household(db.session.connection(), site_facts(one.site_id), today_at(one.site, step.at)).people
    _refuse({} if step.staff_id in people else {"staff": "Please choose a colleague who works here now."})
    one.owner_id, one.owner_account_id, one.owner = step.staff_id, None, db.session.get(StaffMember, step.staff_id)
    _note(one, "handed_over", step, {"staff": step.staff_id})
    tell(one, owners(one), OPENED, f"owner:{one.rev}", step.at)


MOVES = {"plan": _plan, "evaluate": _evaluate, "drop": _drop, "comment": _comment, "hand_over": _hand_over}


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise Problem("bad_form", fields=faults)


def _note(one: Improvement, kind: str, step: Step, details: dict[str, Any] | None = None) -> None:
    one.rev += 1
    keep(one, kind, step.at, step.actor.account_id, step.note.strip() or None, details, step.uuid)
