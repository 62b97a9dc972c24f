"""Everything the pages of tasks show, read once for a list and once for a single task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.accounts.naming import names_of
from inspector.checklists import publishing
from inspector.checklists.definition import Item
from inspector.checklists.models import ChecklistVersion
from inspector.extensions import db
from inspector.inspections.models import Answer, Attachment, Inspection
from inspector.rectification import caring, effectiveness, improvement_opening, lifecycle, rule_showing
from inspector.rectification.deadlines import milestones
from inspector.rectification.improvement_models import Improvement
from inspector.rectification.models import Task, TaskEvent, TaskFinding, TaskLook, TaskPause
from inspector.rectification.queries import WORKING_STATES
from inspector.rectification.rechecks import Look, good_looks
from inspector.rectification.rule_models import TaskRule
from inspector.sites.models import Area, StaffMember

TOLD_LATER = timedelta(minutes=2)
AFTER_EVENTS = frozenset(("fixed", "improved"))
FOUND_EVENTS = frozenset(("opened", "repeated"))


@dataclass(frozen=True, slots=True)
class Card:
    """A task in a list. place: bilingual, a label, or empty for the whole site; photo: SHA-256 of the first before photo."""

    task: Task
    place: dict[str, str] | str
    owner: str
    photo: str | None
    left: timedelta | None  # until the deadline, negative when past; None once the fix was handed in

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline passed while nobody handed in a fix."""
        return self.left is not None and self.left < timedelta(0)


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo with its moment. sha256 names it; the page of the task serves it."""

    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of a task: when, by which line of checking, whom it named, what was noted."""

    day: date
    line: str
    name: str
    note: str | None
    cause: str | None
    inspection_id: int


@dataclass(frozen=True, slots=True)
class Step:
    """One event with the name of who did it; empty when nobody did. done_at: where a tablet told of it only later.

    found: the findings that came with it.
    """

    event: TaskEvent
    who: str
    done_at: datetime | None
    found: Sequence[Found]


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A step that its grade asks for (deadlines.Milestone): until when, and when it was done."""

    what: str
    by: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One task for its page. item: as in the version that was last inspected; moves: what the reader may do now."""

    card: Card
    item: Item
    before: Sequence[Picture]
    after: Sequence[Picture]
    steps: Sequence[Step]
    moves: Sequence[str]
    besides: Sequence[str]  # moves that leave its state alone
    way: Sequence[OnTheWay]
    looks: Sequence[TaskLook]  # since the present fix is watched
    good: int  # good observations in a row among them
    pause: TaskPause | None  # the one that runs
    colleagues: Sequence[StaffMember]  # who may be handed it or asked to help; empty when the reader may do neither
    asks_for_whys: bool
    lacks_analysis: bool
    improvement: Improvement | None  # the unfinished one that its point belongs to
    rules: Sequence[TaskRule]  # own rules of the organisation that had a part in what it is
    zone: ZoneInfo  # of the site, for every moment on the page

    @property
    def is_to_stop(self) -> bool:
        """Whether the reader may say how harm was stopped that nobody has stopped yet."""
        known = self.card.task.analysis
        return self.card.task.grade == "at_once" and "contain" in self.besides and (known is None or known.contained_at is None)

    @property
    def missing(self) -> str:
        """The move by which is written down what still stands against closing it: analyse, plan, or nothing."""
        known = self.card.task.analysis
        if not self.lacks_analysis:
            return ""
        return "analyse" if known is None or known.cause_at is None else "plan"

    @property
    def is_under_way(self) -> bool:
        """Whether a step that its grade asks for is still to be done."""
        return self.card.task.state != "closed" and (self.lacks_analysis or any(step.done_at is None for step in self.way))

    @property
    def found(self) -> list[Found]:
        """All findings, as they came."""
        return [one for step in self.steps for one in step.found]


def cards(tasks: Sequence[Task], actor: Actor, moment: datetime) -> list[Card]:
    """Tasks as cards, with places, owners and photos read in one query each."""
    places, owners, photos = _places(tasks), owners_of(tasks), _first_photos([task.id for task in tasks], actor)
    return [
        Card(task, places.get(task.place, task.place.partition(":")[2]), owners[task.id], photos.get(task.id),
             task.due_at - moment if task.state in WORKING_STATES else None)
        for task in tasks
    ]  # fmt: skip


def show(task: Task, actor: Actor, moment: datetime) -> Shown:
    """One task with its evidence and history."""
    found = db.session.execute(
        select(Answer, Inspection, StaffMember.name)
        .join(TaskFinding, TaskFinding.answer_id == Answer.id)
        .join(Inspection, Inspection.id == Answer.inspection_id)
        .outerjoin(StaffMember, StaffMember.id == TaskFinding.staff_id)
        .where(TaskFinding.task_id == task.id)
        .order_by(TaskFinding.id)
    ).all()
    latest = found[-1][1]
    version = db.session.get_one(ChecklistVersion, latest.checklist_version_id)
    besides, looks = lifecycle.allowed_besides(task, actor, moment), effectiveness.looks_of_watch(task)
    return Shown(
        card=cards([task], actor, moment)[0],
        item=publishing.compiled(version.sha256).item(task.item),
        before=[Picture(a.sha256, a.taken_at or task.opened_at) for a in _attachments([task.id], actor)],
        after=[Picture(sha, event.at) for event in task.events if event.kind in AFTER_EVENTS for sha in event.photos],
        steps=_steps(
            task,
            [
                Found(inspection.business_day, inspection.line, name or "", answer.note, answer.cause, inspection.id)
                for answer, inspection, name in found
            ],
        ),
        moves=lifecycle.allowed(task, actor),
        besides=besides,
        way=_way(task, moment),
        looks=looks,
        good=good_looks([Look(one.seen, one.failed, one.counts) for one in looks]),
        pause=task.pause_at(moment),
        colleagues=caring.colleagues(task, moment) if {"hand_over", "invite"} & set(besides) else [],
        asks_for_whys=caring.asks_for_whys(task),
        lacks_analysis=caring.lacks_analysis(task),
        improvement=improvement_opening.of_point(task),
        rules=rule_showing.of_task(task),
        zone=ZoneInfo(task.site.timezone),
    )


def _way(task: Task, moment: datetime) -> list[OnTheWay]:
    """What its grade asks for on the way, and what of it was done: to begin is to take it on, or more."""
    began = next(
        (
            lifecycle.happened(event)
            for event in task.events
            if event.kind not in FOUND_EVENTS | {"moved", "handed_over", "invited"}
        ),
        None,
    )
    known = task.analysis
    done = {
        "start": began, "contain": (known and known.contained_at) or task.fixed_at, "cause": known and known.cause_at,
        "plan": known and known.planned_at, "ticket": task.pauses[0].began_at if task.pauses else task.fixed_at,
    }  # fmt: skip
    steps = milestones(task.grade, task.opened_at, lifecycle.hours_of(task, task.opened_at))
    return [OnTheWay(step.what, step.by, done[step.what]) for step in steps]


def shows_photo(task: Task, actor: Actor, sha256: str) -> bool:
    """Whether a photo belongs to a task, before or after."""
    in_events = any(sha256 in event.photos for event in task.events if event.kind not in FOUND_EVENTS)
    return in_events or any(attachment.sha256 == sha256 for attachment in _attachments([task.id], actor))


def owners_of(tasks: Iterable[Task]) -> dict[int, str]:
    """{task: the name of who sees to it}."""
    accounts = names_of({task.owner_account_id for task in tasks if task.owner is None})
    return {task.id: task.owner.name if task.owner else accounts.get(task.owner_account_id or 0, "") for task in tasks}


def _places(tasks: Iterable[Task]) -> dict[str, dict[str, str] | str]:
    keys = {task.place for task in tasks}
    areas = db.session.execute(select(Area.id, Area.name).where(Area.id.in_(_ids(keys, "area:"))))
    people = db.session.execute(
        select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(_ids(keys, "staff:")))
    )
    found: dict[str, dict[str, str] | str] = {f"area:{area_id}": name for area_id, name in areas}
    return found | {f"staff:{staff_id}": name for staff_id, name in people}


def _ids(keys: set[str], prefix: str) -> list[int]:
    return sorted(int(key.removeprefix(prefix)) for key in keys if key.startswith(prefix))


def _steps(task: Task, found: Iterable[Found]) -> list[Step]:
    names = names_of(event.actor_id for event in task.events)
    came_with = {(event.details or {}).get("inspection"): event.id for event in task.events if event.kind in FOUND_EVENTS}
    by_event: dict[int, list[Found]] = {}
    for one in found:  # what a correction added came with no round of its own: it stands with the first
        by_event.setdefault(came_with.get(one.inspection_id, task.events[0].id), []).append(one)
    return [
        Step(event, names.get(event.actor_id or 0, ""), _earlier(event), by_event.get(event.id, ()))
        for event in task.events
    ]  # fmt: skip


def _earlier(event: TaskEvent) -> datetime | None:
    done_at = lifecycle.happened(event)
    return done_at if event.at - done_at > TOLD_LATER else None


def _first_photos(task_ids: list[int], actor: Actor) -> dict[int, str]:
    found: dict[int, str] = {}
    for attachment in _attachments(task_ids, actor):
        found.setdefault(attachment.task_id, attachment.sha256)
    return found


def _attachments(task_ids: list[int], actor: Actor) -> Sequence[_Row]:
    """The photos of the failed answers, oldest first; those marked not for staff only for who may read inspections there."""
    if not task_ids:
        return []
    rows = db.session.execute(
        select(
            TaskFinding.task_id,
            Attachment.sha256,
            Attachment.taken_at,
            Attachment.hidden_from_staff_reason.is_not(None),
            Inspection.site_id,
        )
        .join(Answer, Answer.id == TaskFinding.answer_id)
        .join(Inspection, Inspection.id == Answer.inspection_id)
        .join(Attachment, (Attachment.inspection_id == Answer.inspection_id) & (Attachment.item == Answer.item))
        .where(TaskFinding.task_id.in_(task_ids), Attachment.kind == "photo", Attachment.is_here)
        .where(Attachment.subject.is_not_distinct_from(Answer.subject))
        .order_by(Attachment.id)
    )
    return [_Row(task_id, sha, at) for task_id, sha, at, is_hidden, site_id in rows
            if not is_hidden or actor.may("inspections.read", site_id)]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    task_id: int
    sha256: str
    taken_at: datetime | None


def last_move(task: Task) -> TaskEvent | None:
    """The last event that moved a task to where it is; remarks and changes of owner are none."""
    return next((event for event in reversed(task.events) if event.kind not in lifecycle.LEAVES_STATE), None)
