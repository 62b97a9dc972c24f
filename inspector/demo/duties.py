"""The demo's plans: two self-checks a day, a round in the evening, a surprise a week, and food safety from today on."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from inspector.demo.founding import Shop, World, local
from inspector.plans import planning
from inspector.plans.planning import PlanFacts


def lay_out(world: World) -> None:
    """Make every plan before the history happens, so that its rounds keep them."""
    until = local(world.today, 0).astimezone(UTC) + planning.AHEAD
    for shop in world.shops.values():
        for facts in _plans(shop, world.first, world.today):
            made_at = local(facts.starts_on - timedelta(days=1), 9).astimezone(UTC)
            planning.lay_out(planning.make(facts, None, made_at), made_at, until)


def miss(world: World) -> None:
    """Say of what was not kept in the history that it was missed."""
    planning.pass_time(local(world.today, 0).astimezone(UTC))


def _plans(shop: Shop, first: date, today: date) -> list[PlanFacts]:
    def plan(key: str, line: str, role: str, due_at: str, opens: int, grace: int, *, begin: date = first, rule: str = "FREQ=DAILY",
             is_surprise: bool = False) -> PlanFacts:  # fmt: skip
        return PlanFacts(shop.site.id, key, line, None, None, role, rule, begin, None, due_at, opens, grace, is_surprise)

    if shop.part.key == "chian":
        return [
            plan("auto-recep", "self", "store_manager", "09:00", 60, 60),
            plan("auto-recep", "self", "store_manager", "16:30", 120, 60),
            plan("auto-recep", "area", "supervisor", "15:00", 180, 120),
        ]
    return [
        plan("rest-opening", "self", "store_manager", shop.site.opens_at, 120, 60),
        plan("quick-round", "self", "store_manager", "17:30", 180, 120),
        plan("quick-round", "area", "supervisor", "13:30", 180, 60),
        plan("quick-round", "area", "supervisor", "20:30", 180, 120),
        plan("rest-bill", "area", "area_manager", "20:00", 180, 180, rule="FREQ=WEEKLY;BYDAY=FR", is_surprise=True),
        plan("fs-daily", "self", "store_manager", "10:30", 120, 120, begin=today),
    ]
