"""Which month of the demo is closed, when people sign it and what they say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from inspector.demo.founding import Shop, local

SIGNED_FROM, SIGNED_UNTIL = 3, 6  # day of the month after
OBJECTS, NOT_NOW, NEVER_SIGNS = 0.07, 0.05, 0.06
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


def signatures(shop: Shop, after: date, random: Random) -> list[tuple[datetime, int, str, str]]:
    """When each person of a site signs and what: (moment, staff id, signature, note)."""
    found = []
    for worker in shop.workers:
        drawn, day, hour = random.random(), random.randint(SIGNED_FROM, SIGNED_UNTIL), random.randint(13, 20)
        if worker.account_id is None or worker.until_on is not None or drawn < NEVER_SIGNS:
            continue
        at = local(after.replace(day=day), hour, random.randint(0, 59)).astimezone(UTC)
        if drawn < NEVER_SIGNS + OBJECTS:
            found.append((at, worker.id, "seen_objects", random.choice(OBJECTIONS)))
        else:
            found.append((at, worker.id, "not_now" if drawn < NEVER_SIGNS + OBJECTS + NOT_NOW else "seen", ""))
    return sorted(found)
