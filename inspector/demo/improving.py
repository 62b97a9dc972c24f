"""What keeps failing in the demo is planned by who owns it and judged by whoever stands above; the quality lead has rules of her own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.demo.founding import World, local
from inspector.extensions import db
from inspector.rectification import improvement_keeping, improvement_opening, improvements, rulebook
from inspector.rectification.improvement_models import Improvement
from inspector.rectification.improvements import Step
from inspector.rectification.ruling import Said
from inspector.sites.models import StaffMember

EVERY_DAYS = 7
PLANS = (
    "开档清单加一项，领班每班看一次，店长周末抽查",
    "备用工具放到台边，周一班前会演示一遍",
    "高峰前半小时专人走一圈，做完在群里报",
)
JUDGED = "到店看了两个餐期，做法已经固定下来"
TARGET, MEASURED_DAYS = 90, 14
QUALITY_LEAD, ABOVE = "H001", {"southwest": "R002"}
Later = Callable[[datetime, Callable[[datetime], None]], None]


class Improving:
    """Looks once a week, as the sweep of a real server does, and lets people do what is theirs."""

    def __init__(self, world: World, seed: int, actors: dict[int, Actor], later: Later) -> None:
        self.world, self.seed, self.actors, self.later = world, seed, actors, later

    def plan(self, days: int) -> None:
        """Put the looks on the calendar."""
        for number in range(EVERY_DAYS, days, EVERY_DAYS):
            self.later(local(self.world.first + timedelta(days=number), 23, 40), self._look)

    def rules(self, at: datetime) -> None:
        """The own rules of the house, from the first day without history on."""
        by = self.world.accounts[QUALITY_LEAD]
        rulebook.rule(
            ("quick-round", "condiments"),
            Said(within_hours=4),
            None,
            self.world.today,
            "午市和晚市之间必须补齐",
            by,
            at,
        )

    def _look(self, at: datetime) -> None:
        improvement_opening.pass_time(at, timedelta(days=EVERY_DAYS))
        for one in db.session.scalars(
            select(Improvement).where(Improvement.state.in_(improvement_keeping.UNFINISHED)).order_by(Improvement.id)
        ):
            if one.state == "open":
                self.later(at + timedelta(hours=11), lambda then, one_id=one.id: self._make_plan(one_id, then))  # type: ignore[misc]
            elif one.measure_until is not None and one.measure_until < at.date():
                self.later(at + timedelta(hours=14), lambda then, one_id=one.id: self._judge(one_id, then))  # type: ignore[misc]

    def _make_plan(self, one_id: int, at: datetime) -> None:
        one = db.session.get_one(Improvement, one_id)
        owner = self._account_of(one)
        until = (at + timedelta(days=MEASURED_DAYS)).date()
        if owner is not None and one.state == "open":
            self._step(one, "plan", owner, at, PLANS[one_id % len(PLANS)], target_percent=TARGET, until=until)

    def _judge(self, one_id: int, at: datetime) -> None:
        one = db.session.get_one(Improvement, one_id)
        shop = next(shop for shop in self.world.shops.values() if shop.site.id == one.site_id)
        above = self.world.accounts[ABOVE.get(shop.part.region, "R001")]
        if one.state == "planned":
            self._step(one, "evaluate", above, at, JUDGED)

    def _step(self, one: Improvement, move: str, account_id: int, at: datetime, note: str, **more: object) -> None:
        number = uuid.uuid5(uuid.NAMESPACE_OID, f"{self.seed}/improvement/{one.id}/{one.rev}")
        improvements.apply(one.id, Step(str(number), move, one.rev, self.actors[account_id], at, note, **more))  # type: ignore[arg-type]

    def _account_of(self, one: Improvement) -> int | None:
        found = db.session.scalar(select(StaffMember.account_id).where(StaffMember.id == (one.owner_id or 0)))
        return found or one.owner_account_id
