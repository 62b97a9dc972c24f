"""What becomes of tasks: accepted, fixed in time or late, sent back, watched, opened again, closed; by the people whose turn it is."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.checklists import publishing
from inspector.demo import cast, photos
from inspector.demo.conducting import footer_of
from inspector.demo.founding import Shop, World
from inspector.extensions import db
from inspector.media import store
from inspector.media.store import Store
from inspector.rectification import caring, lifecycle
from inspector.rectification.lifecycle import TaskCommand
from inspector.rectification.models import Task, TaskEvent

ON_TIME, RETURNED, RELAPSE = 0.93, 0.1, 0.06
NEVER, NEVER_WITHIN_DAYS = 0.25, 12  # nobody saw to it yet; only of what came up of late
SAID_SEEN = 0.8  # accepted before it is fixed
WATCH_HOURS = (20, 70)
AFTER_PHOTOS = 130
LOOKS_AT_ONCE = 4
RETURN_NOTES = (
    "照片里看不清台面,请再拍一张",
    "边角还有水渍",
    "只处理了一半,备餐柜后面还没清",
    "没写什么时候再检查,请补上",
)
FIX_NOTES = {
    "coach": ("班前会上带着做了三遍,已当面演示", "一对一带教,明天再看", "换到老员工旁边跟一个餐期"),
    "repair": ("报修单已下,师傅换了门封条", "供应商上门,换了温控器", "已修好,跑了半小时温度正常"),
    "manage": ("表已补齐,和当班的人说清楚了", "排班调整,高峰多一个人", "店长每天开门前复核一次"),
    "fix": ("已处理", "已清理干净,加进收档清单", "已补齐,责任人贴在柜门上", "已重做,拍照"),
}
FIVE_WHYS = ("当班的人没看到", "开档时没人走这一段", "开档清单里没有这一项", "清单两年没改过", "改清单没有指定的人")
PLAN_NOTE = "开档清单加一项,店长每周抽查一次"
Later = Callable[[datetime, Callable[[datetime], None]], None]


@dataclass(slots=True)
class Lives:
    """Sees to the tasks of the whole history. later: puts a step on the calendar; scenes: (inspection id, item) -> seed of its photo."""

    world: World
    seed: int
    actors: dict[int, Actor]
    blobs: Store
    later: Later
    ends_at: datetime
    scenes: dict[tuple[int, str], str] = field(default_factory=dict)
    after_photos: int = 0
    highest: int = 0
    coached: dict[tuple[int, str], Any] = field(default_factory=dict)
    relapsing: set[int] = field(default_factory=set)
    left_alone: set[int] = field(default_factory=set)  # what a story keeps as it is
    waiting_for_a_look: dict[int, datetime] = field(default_factory=dict)  # task -> from when an inspector looks again
    fix_planned: set[int] = field(default_factory=set)
    highest_event: int = 0
    on_opened: Callable[[Task], bool] = lambda task: False  # a story takes this task over
    is_told_elsewhere: Callable[[Task], bool] = lambda task: False  # a story has taken it over

    def take_up(self, inspection_id: int) -> None:
        """Plan the life of every task that an inspection just opened."""
        for task in db.session.scalars(select(Task).where(Task.id > self.highest).order_by(Task.id)):
            self.highest = task.id
            if not self.on_opened(task):
                self._plan(task, self.scenes.get((inspection_id, task.item)))
        self._take_up_again()

    def _take_up_again(self) -> None:
        """Plan a new fix for what was found again after it was said to be fixed."""
        rows = (
            select(TaskEvent.id, TaskEvent.task_id, TaskEvent.kind)
            .where(TaskEvent.id > self.highest_event)
            .order_by(TaskEvent.id)
        )
        for event_id, task_id, kind in db.session.execute(rows).all():
            self.highest_event = event_id
            if (
                kind != "repeated"
                or task_id in self.fix_planned
                or task_id in self.left_alone
                or task_id in self.waiting_for_a_look
            ):
                continue
            task = db.session.get_one(Task, task_id)
            if task.state == "open" and not self.is_told_elsewhere(task):
                self._plan(task, None)

    def looks_due(self, site_id: int, author_id: int, at: datetime, line: str) -> tuple[dict[str, Any], ...]:
        """What an inspector says on arrival about tasks of the site that are due for a second look."""
        due = sorted(task_id for task_id, since in self.waiting_for_a_look.items() if since <= at)
        if line == "self" or not due:
            return ()
        tasks = db.session.scalars(
            select(Task).where(Task.id.in_(due), Task.site_id == site_id).order_by(Task.id)
        ).all()
        said: list[dict[str, Any]] = []
        for task in tasks[:LOOKS_AT_ONCE]:
            if task.fixed_by_id == author_id or task.state not in ("open", "accepted", "watching"):
                continue
            is_worse = task.id in self.relapsing and task.state == "watching"
            self.relapsing.discard(task.id)
            del self.waiting_for_a_look[task.id]
            if is_worse:
                self.later(at + timedelta(hours=1), self._step(task.id, self._fix))
            elif task.state != "watching":
                self._watch(task.id, at)
            said.append(
                {"task": task.id, "verdict": "not_improved" if is_worse else "improved", "note": None, "photos": []}
            )
        return tuple(said)

    def move(
        self,
        task_id: int,
        move: str,
        actor_id: int,
        at: datetime,
        note: str | None = None,
        photos_of: str | None = None,
        says: dict[str, Any] | None = None,
    ) -> None:
        """Make one move now, if the task allows it. photos_of: seed of the scene to photograph as it is now, None = no photo."""
        task = db.session.get_one(Task, task_id)
        actor = self.actors.get(actor_id)
        if actor is None or move not in (*lifecycle.allowed(task, actor), *lifecycle.allowed_besides(task, actor, at)):
            return
        uuid_ = str(uuid.UUID(int=Random(f"{self.seed}/move/{task_id}/{task.rev}/{move}").getrandbits(128), version=4))
        taken = (self._photo(task, photos_of, uuid_, actor, at),) if photos_of else ()
        lifecycle.apply(TaskCommand(uuid_, task_id, move, task.rev, actor, at, note, taken, says=says))

    def _plan(self, task: Task, scene: str | None) -> None:
        random = Random(f"{self.seed}/task/{task.id}/{task.rev}")
        begins = max(event.at for event in task.events)
        span = max(task.due_at - begins, timedelta(minutes=20))
        is_late_in_history = begins > self.ends_at - timedelta(days=NEVER_WITHIN_DAYS)
        if random.random() < NEVER and is_late_in_history and task.grade != "at_once":
            return
        is_on_time = random.random() < ON_TIME
        fixed_at = (
            begins + span * random.uniform(0.25, 0.9)
            if is_on_time
            else task.due_at + max(span * random.uniform(0.1, 0.8), timedelta(hours=3))
        )
        if not is_on_time:
            fixed_at = self._awake(task, fixed_at)
        if random.random() < RELAPSE:
            self.relapsing.add(task.id)
        if random.random() < SAID_SEEN:
            self.later(min(begins + span * random.uniform(0.03, 0.2), fixed_at), self._step(task.id, self._accept))
        wants_photo = task.needs_photo
        if (
            wants_photo
            and task.grade != "at_once"
            and (scene is None and self.after_photos >= AFTER_PHOTOS * self._gone(task))
        ):
            # Without a photo an inspector sees for himself.
            self.waiting_for_a_look[task.id] = begins + span * random.uniform(0.05, 0.3) if is_on_time else fixed_at
            return
        if wants_photo:
            self.after_photos += 1
        self.scenes[task.id, ""] = scene or f"task/{task.id}"
        self.fix_planned.add(task.id)
        self.later(fixed_at, self._step(task.id, self._fix))

    def _gone(self, task: Task) -> float:
        begins = self.ends_at - timedelta(days=(self.world.today - self.world.first).days)
        return (task.opened_at - begins) / (self.ends_at - begins)

    def _step(self, task_id: int, step: Callable[[Task, datetime, Random], None]) -> Callable[[datetime], None]:
        def run(at: datetime) -> None:
            if task_id not in self.left_alone:
                task = db.session.get_one(Task, task_id)
                step(task, at, Random(f"{self.seed}/{task_id}/{task.rev}/{step.__name__}"))

        return run

    def _accept(self, task: Task, at: datetime, random: Random) -> None:
        if task.state == "open":
            self.move(task.id, "accept", self._doer(task), at)

    def _fix(self, task: Task, at: datetime, random: Random) -> None:
        self.fix_planned.discard(task.id)
        if task.state not in ("open", "accepted"):
            return
        note = random.choice(FIX_NOTES[task.kind])
        self._explain(task, at)
        self.move(
            task.id,
            "fix",
            self._doer(task),
            at,
            note,
            self.scenes.get((task.id, ""), f"task/{task.id}") if task.needs_photo else None,
        )
        if task.kind == "coach" and task.place.startswith("staff:"):
            self.coached[int(task.place[6:]), task.item] = at.date()
        self.later(self._awake(task, at + timedelta(hours=random.uniform(0.8, 16))), self._step(task.id, self._judge))

    def _explain(self, task: Task, at: datetime) -> None:
        """Say why it happened and what is done about it, where a task may not be closed without."""
        if caring.lacks_analysis(task):
            self.move(task.id, "analyse", self._doer(task), at, says={"cause": "method", "whys": list(FIVE_WHYS)})
            self.move(task.id, "plan", self._doer(task), at, PLAN_NOTE, says={"measure": "procedure"})

    def _judge(self, task: Task, at: datetime, random: Random) -> None:
        if task.state != "fixed":
            return
        verifier = self._verifier(task, random)
        was_returned = any(event.kind == "returned" for event in task.events)
        if not was_returned and random.random() < RETURNED:
            self.move(task.id, "return", verifier, at, random.choice(RETURN_NOTES))
            self.later(self._awake(task, at + timedelta(hours=random.uniform(1, 8))), self._step(task.id, self._fix))
        else:
            self.move(task.id, "verify", verifier, at)
            self._watch(task.id, at)

    def _watch(self, task_id: int, at: datetime) -> None:
        random = Random(f"{self.seed}/watch/{task_id}/{at}")
        until = at + timedelta(hours=random.uniform(*WATCH_HOURS))
        if random.random() < 0.7 or task_id in self.relapsing:
            self.waiting_for_a_look[task_id] = until
            self.later(until + timedelta(days=4), self._step(task_id, self._close))
        else:
            self.later(until, self._step(task_id, self._close))

    def _close(self, task: Task, at: datetime, random: Random) -> None:
        self.waiting_for_a_look.pop(task.id, None)
        self.move(task.id, "close", self._verifier(task, random), self._awake(task, at))

    def _shop(self, task: Task) -> Shop:
        return next(shop for shop in self.world.shops.values() if shop.site.id == task.site_id)

    def _doer(self, task: Task) -> int:
        owner = next(
            (one.account_id for shop in self.world.shops.values() for one in shop.workers if one.id == task.owner_id),
            None,
        )
        if owner is not None and owner in self.actors and lifecycle.may_act(task, self.actors[owner]):
            return owner
        return self._head(task, 0)

    def _head(self, task: Task, place: int) -> int:
        numbers = cast.SELF_CHECKS_BY[self._shop(task).part.key]
        return self.world.accounts[numbers[place]]

    def _verifier(self, task: Task, random: Random) -> int:
        manager = "R002" if self._shop(task).part.region == "southwest" else "R001"
        candidates = [self._head(task, 0), self._head(task, 1), self.world.accounts[manager]]
        able = [one for one in candidates if one != task.fixed_by_id]
        return random.choice(able)

    def _awake(self, task: Task, at: datetime) -> datetime:
        """The moment itself by day, else the next morning: nobody sees to a floor at four in the morning."""
        there = at.astimezone(ZoneInfo(cast.ZONE))
        if 9 <= there.hour < 23:
            return at
        morning = there.replace(hour=10, minute=5 + task.id % 45, second=0, microsecond=0)
        return morning if there.hour < 9 else morning + timedelta(days=1)

    def _photo(self, task: Task, scene: str, command: str, actor: Actor, at: datetime) -> str:
        shop = self._shop(task)
        area = next((key for key, row in shop.areas.items() if task.place == f"area:{row.id}"), None)
        version = publishing.newest(task.checklist_key)
        title = version.checklist.title["zh"] if version else ""
        number = next((number for number, account in self.world.accounts.items() if account == actor.account_id), "")
        there = at.astimezone(ZoneInfo(cast.ZONE))
        picture = photos.take(
            task.item, scene, True, there.date(), footer_of(shop, area, title, f"{there:%Y-%m-%d %H:%M}", number)
        )
        self.blobs.put([picture.content], picture.sha256)
        store.note(picture.sha256, len(picture.content), "image/jpeg", command, at)
        return picture.sha256
