"""What the pages of improvement items show: each with its measure before and after, down to the rounds it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from inspector.accounts.access import Actor
from inspector.accounts.naming import names_of
from inspector.extensions import db
from inspector.rectification import caring, improvement_keeping, improvement_rounds, improvements, queries, showing
from inspector.rectification.improvement_models import Improvement, ImprovementEvent
from inspector.rectification.improving import MEASURED_FOR, Measure, Round, measured
from inspector.rectification.models import Task
from inspector.sites.models import StaffMember

TARGET = 95  # proposed with a plan, percent
TASKS_BEFORE = timedelta(days=60)  # tasks of the point found so long before belong to it
MOST_TASKS = 24


@dataclass(frozen=True, slots=True)
class Card:
    """One item in a list. is_due: the time of its plan is over and nobody has said how it went."""

    one: Improvement
    owner: str
    before: Measure
    after: Measure
    is_due: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One event with the name of who did it."""

    event: ImprovementEvent
    who: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One item for its page. proposed: (percent, day) for a first plan."""

    card: Card
    before: Sequence[Round]
    after: Sequence[Round]
    tasks: Sequence[showing.Card]
    steps: Sequence[Step]
    moves: Sequence[str]
    colleagues: Sequence[StaffMember]
    proposed: tuple[int, date]
    planner: str
    zone: ZoneInfo


def cards(found: Sequence[Improvement], moment: datetime) -> list[Card]:
    """Items as cards."""
    names = names_of(one.owner_account_id for one in found if one.owner is None)
    return [_card(one, names, moment) for one in found]


def show(one: Improvement, actor: Actor, moment: datetime) -> Shown:
    """One item with the rounds behind its figures, its tasks and its history."""
    moves = improvements.moves_of(one, actor)
    names = names_of([*(event.actor_id for event in one.events), one.planned_by_id])
    tasks = _tasks(one, actor)
    return Shown(
        card=cards([one], moment)[0],
        before=improvement_rounds.by_ids(one.checklist_key, one.item, one.before_rounds),
        after=improvements.after(one, moment),
        tasks=showing.cards(tasks, actor, moment),
        steps=[Step(event, names.get(event.actor_id or 0, "")) for event in one.events],
        moves=moves,
        colleagues=caring.colleagues_at(one.site, moment) if "hand_over" in moves else [],
        proposed=(one.target_percent or TARGET, improvement_keeping.today_at(one.site, moment) + MEASURED_FOR),
        planner=names.get(one.planned_by_id or 0, ""),
        zone=ZoneInfo(one.site.timezone),
    )


def _card(one: Improvement, names: dict[int, str], moment: datetime) -> Card:
    owner = one.owner.name if one.owner else names.get(one.owner_account_id or 0, "")
    after = measured(improvements.after(one, moment))
    return Card(one, owner, Measure(one.before_seen, one.before_failed), after, improvement_keeping.is_over(one, moment))


def _tasks(one: Improvement, actor: Actor) -> Sequence[Task]:
    same = (Task.site_id == one.site_id, Task.checklist_key == one.checklist_key, Task.item == one.item)
    lately = or_(Task.opened_at > one.opened_at - TASKS_BEFORE, Task.state != "closed")
    until = [] if one.closed_at is None else [Task.opened_at <= one.closed_at]
    found = select(Task.id).where(*same, lately, *until, queries.visible(actor))
    return db.session.scalars(queries.listed(Task.id.in_(found)).limit(MOST_TASKS)).all()
