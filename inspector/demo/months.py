"""The past month as managers confirm it and people sign it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from inspector.accounts.access import Actor
from inspector.appraisals import records
from inspector.demo import cast
from inspector.demo.founding import Shop, World, local

CONFIRMED_ON, SIGNED_UNTIL = 3, 6  # day of the month after
OBJECTS, NOT_NOW, NEVER_SIGNS = 0.07, 0.05, 0.06
BELOW_NOTE = "高峰时段上菜报菜名和托盘两项反复,已带教两次,下月继续跟。"
OBJECTIONS = (
    "那天我替同事看台,两桌不是我的,请核对台区分工。",
    "10月中旬那次托盘全在消毒,没有托盘可用。",
    "这一项我问过店长,说可以这样做。",
)


def month_to_close(today: date) -> tuple[str, date]:
    """The last month that people have had time to sign, as "YYYY-MM", and the first day after it."""
    first = today.replace(day=1)
    if today.day <= SIGNED_UNTIL + 1:
        first = (first - timedelta(days=1)).replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}", first


def confirm(world: World, shop: Shop, actors: dict[int, Actor], month: str, at: datetime) -> None:
    """Confirm everybody of a site: the store manager all but himself, the area manager him; those below the target one by one."""
    manager = actors[world.accounts[cast.SELF_CHECKS_BY[shop.part.key][0]]]
    above = actors[world.accounts["R002" if shop.part.region == "southwest" else "R001"]]
    lines = [line for line in records.of_site(shop.site.id, month) if line.record is None]
    own = [line.staff.id for line in lines if line.staff.account_id == manager.account_id]
    below = [line.staff.id for line in lines if line.month.standing == "below" and line.staff.id not in own]
    usual = [line.staff.id for line in lines if line.staff.id not in (*own, *below)]
    if usual:
        records.confirm(manager, shop.site.id, month, usual, "", at)
    for staff_id in below:
        records.confirm(manager, shop.site.id, month, [staff_id], BELOW_NOTE, at + timedelta(minutes=4))
    if own:
        records.confirm(above, shop.site.id, month, own, "", at + timedelta(hours=2))


def signatures(world: World, shop: Shop, after: date, random: Random) -> list[tuple[datetime, int, str, str]]:
    """When each person of a site signs and what: (moment, account id, signature, note)."""
    found = []
    for worker in shop.workers:
        drawn, day, hour = random.random(), random.randint(CONFIRMED_ON, SIGNED_UNTIL), random.randint(13, 20)
        if worker.account_id is None or worker.until_on is not None or drawn < NEVER_SIGNS:
            continue
        at = local(after.replace(day=day), hour, random.randint(0, 59)).astimezone(UTC)
        if drawn < NEVER_SIGNS + OBJECTS:
            found.append((at, worker.account_id, "seen_objects", random.choice(OBJECTIONS)))
        else:
            found.append((at, worker.account_id, "not_now" if drawn < NEVER_SIGNS + OBJECTS + NOT_NOW else "seen", ""))
    return found
