"""The stories that must be found in the demo: each plans its own rounds and moves, through the same calendar as everything else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from inspector.demo import cast
from inspector.demo.conducting import Wish
from inspector.demo.duty_maps import Team
from inspector.demo.founding import local
from inspector.demo.rounds import Round
from inspector.extensions import db
from inspector.rectification.models import Task

if TYPE_CHECKING:
    from inspector.demo.history import History

DIRTY_TABLE_DAYS_AGO = 9  # on an evening short of people: it rightly stays with the shift
FRIDGE_DAYS_AGO = (30, 24, 20)  # broken, broken again, found good
RED_LINES = (
    (40, "shiomi", "food-in-date"),
    (15, "feian", "exits-clear"),
    (1, "feian", "food-in-date"),
)  # the last is still open
MET_EVERY_DAYS = 6  # the waiter of two minds is on a round of the strict and of the lenient inspector


class Stories:
    """What the stories ask of rounds, duty maps and tasks."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.wishes: dict[str, Wish] = {}
        self.fridge_task: int | None = None
        self.taken: set[int] = set()  # tasks that live as a story tells

    def plan(self) -> None:
        """Put the rounds of the stories on the calendar."""
        self._meet_the_waiter()
        self._dirty_table()
        self._fridge()
        for days, shop, item in RED_LINES:
            self._red_line(days, shop, item)
        self._loose_ends()

    def is_short(self, shop: str, day: date, shift: str) -> bool | None:
        """Whether a shift is short of people because a story says so; None = as it comes."""
        is_evening = shop == "shiomi" and shift == "dinner"
        return True if is_evening and day == self._day(DIRTY_TABLE_DAYS_AGO) else None

    def wish(self, round_: Round, team: Team) -> Wish:
        """What is asked of a round."""
        found = self.wishes.get(round_.key)
        if found is None and round_.author in cast.TRAVELLERS and round_.shop == "shiomi":
            waiter = [one.id for one in team.workers if one.number == cast.WAITER_OF_TWO_MINDS]
            return Wish(people=tuple(waiter))
        return found or Wish()

    def takes_over(self, task: Task) -> bool:
        """Whether a task lives as a story tells."""
        if (
            task.item == "fridge"
            and self.fridge_task is None
            and task.site_id == self.history.world.shops["shiomi"].site.id
        ):
            if task.opened_at >= local(self._day(FRIDGE_DAYS_AGO[0]), 0):
                self.fridge_task = task.id
                self.taken.add(task.id)
                self._mend(task.id, task.opened_at)
                return True
        if task.item == "food-in-date" and task.opened_at >= local(self._day(RED_LINES[-1][0]), 0):
            manager = self.history.world.accounts["F001"]
            self.taken.add(task.id)
            self.history.later(
                task.opened_at + timedelta(minutes=6),
                lambda at: self.history.lives.move(task.id, "accept", manager, at),
            )
            return True  # contained, its cause not yet found
        return False

    def has_taken(self, task: Task) -> bool:
        """Whether a story has taken a task over."""
        return task.id in self.taken

    def after(self, round_: Round, inspection_id: int) -> None:
        """What follows a round of a story."""
        if round_.key == "story-fridge-again" and self.fridge_task is not None:
            self._mend(self.fridge_task, round_.began_at + timedelta(minutes=8))

    def _day(self, ago: int) -> date:
        return self.history.world.today - timedelta(days=ago)

    def _round(
        self,
        key: str,
        ago: int,
        hour: int,
        minute: int,
        shop: str,
        checklist: str,
        author: str,
        area: str,
        shift: str,
        line: str = "area",
    ) -> None:
        began = local(self._day(ago), hour, minute, 12).astimezone(UTC)
        if began >= local(self.history.world.first, 0):
            self.history.plan(Round(key, began, shop, checklist, line, author, area, shift))

    def _meet_the_waiter(self) -> None:
        for ago in range(3, self.history.days, MET_EVERY_DAYS):
            for author, minute in (("S002", 5), ("S003", 35)):
                self._round(
                    f"story-waiter-{ago}-{author}", ago, 20, minute, "shiomi", "quick-round", author, "hall", "dinner"
                )

    def _dirty_table(self) -> None:
        self.wishes["story-dirty-table"] = Wish(
            must_fail=frozenset(("tables",)),
            notes={"tables": "客走8分钟还没收,今晚少三个人"},
            comment="人手不够,一人看七张台,算当班。",
        )
        self._round(
            "story-dirty-table", DIRTY_TABLE_DAYS_AGO, 19, 42, "shiomi", "quick-round", "S001", "hall", "dinner"
        )

    def _fridge(self) -> None:
        broken, again, good = FRIDGE_DAYS_AGO
        for key, ago, note in (
            ("story-fridge", broken, "显示10.6°C,门封条松了"),
            ("story-fridge-again", again, "又到9.8°C,压缩机声音大"),
        ):
            self.wishes[key] = Wish(must_fail=frozenset(("fridge",)), notes={"fridge": note})
            self._round(
                key, ago, 10, 22, "shiomi", "rest-opening", "J002" if ago == broken else "S001", "kitchen", "lunch"
            )
        self.wishes["story-fridge-good"] = Wish(must_pass=True, comment="冰箱换了压缩机后连看四天,温度正常。")
        self._round("story-fridge-good", good, 10, 25, "shiomi", "rest-opening", "R001", "kitchen", "lunch")

    def _mend(self, task_id: int, since: datetime) -> None:
        lives, accounts = self.history.lives, self.history.world.accounts
        is_second = any(event.kind == "repeated" for event in db.session.get_one(Task, task_id).events)
        note = "换了压缩机,厂家开了单,跑一天都在4°C" if is_second else "换了门封条,降到4.2°C"
        self.history.later(since + timedelta(hours=5), lambda at: lives.move(task_id, "accept", accounts["J001"], at))
        self.history.later(
            since + timedelta(hours=28),
            lambda at: lives.move(task_id, "fix", accounts["J001"], at, note, "story/fridge"),
        )
        self.history.later(since + timedelta(hours=34), lambda at: lives.move(task_id, "verify", accounts["J002"], at))
        if is_second:
            self.history.later(
                local(self._day(FRIDGE_DAYS_AGO[2]), 9).astimezone(UTC),
                lambda at: lives.waiting_for_a_look.update({task_id: at}),
            )

    def _red_line(self, ago: int, shop: str, item: str) -> None:
        key = f"story-red-{ago}"
        notes = {"food-in-date": "水吧冰箱一盒奶油过期三天,已下架", "exits-clear": "安全出口前堆了三箱啤酒"}
        self.wishes[key] = Wish(must_fail=frozenset((item,)), notes=notes)
        area, shift = ("sushi", "dinner") if shop == "shiomi" else ("booths", "night")
        self._round(key, ago, 20, 50, shop, "quick-round", "S001" if shop == "shiomi" else "R002", area, shift)

    def _loose_ends(self) -> None:
        """One record whose photo never arrived, one by somebody who scored himself: both wait for a person."""
        self.wishes["story-photo-missing"] = Wish(must_fail=frozenset(("condiments",)), photo_missing=True)
        self._round("story-photo-missing", 2, 12, 40, "shiomi", "quick-round", "S001", "window", "lunch")
        self._round("story-foreign", 2, 18, 10, "feian", "quick-round", "S001", "east-hall", "night")
