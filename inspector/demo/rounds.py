"""Which rounds are made on a day: who goes where with which list, and when. The plan of eight weeks, before anybody has seen anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from inspector.demo import cast
from inspector.demo.founding import Shop, World, local

FULL_LISTS = ("rest-floor", "rest-bill", "rest-greet", "rest-preshift")
AREA_LISTS = ("rest-greet", "rest-floor", "rest-bill", "rest-opening")
AREA_ROUND_EVERY_DAYS = 7  # four a month
DAY_SHARE = 3  # of nine rounds, those of the first shift


@dataclass(frozen=True, slots=True)
class Round:
    """One round to come. began_at: UTC. twin: names what two inspectors look at together, "" = alone."""

    key: str  # unique; seeds what happens on it
    began_at: datetime
    shop: str
    checklist: str
    line: str
    author: str  # staff number
    area: str | None
    shift: str
    twin: str = ""


def of_day(world: World, shop: Shop, day: date, random: Random) -> Iterator[Round]:
    """The rounds of one site on one day, in no order."""
    yield from _self_checks(shop, day, random)
    yield from _supervisors(world, shop, day, random)
    number = (day - world.first).days
    offset = {"shiomi": 2, "feian": 4, "chian": 1}[shop.part.key]
    if number % AREA_ROUND_EVERY_DAYS == offset:
        yield _area_round(shop, day, number // AREA_ROUND_EVERY_DAYS, random)
    if number == 20 + offset:
        yield _round("audit", shop, day, 15, random, _full(shop, number), "audit", "H001")
    if shop.part.key != "chian" and number in (10, 26, 43):
        yield from _joint(shop, day, number, random)


def is_peak(began_at: datetime) -> bool:
    """Whether a moment lies in the rush of noon or evening."""
    hour = _local_hour(began_at)
    return 12 <= hour < 13.25 or 18.5 <= hour < 20.5


def is_weekend_dinner(began_at: datetime, day: date) -> bool:
    """Friday to Sunday from five o'clock."""
    return day.weekday() >= 4 and _local_hour(began_at) >= 17


def _local_hour(moment: datetime) -> float:
    there = moment + timedelta(hours=8)
    return there.hour + there.minute / 60


def _self_checks(shop: Shop, day: date, random: Random) -> Iterator[Round]:
    authors = cast.SELF_CHECKS_BY[shop.part.key]
    if shop.part.key == "chian":
        yield _round("self-1", shop, day, 8.6, random, "auto-recep", "self", authors[0])
        yield _round("self-2", shop, day, 16.2, random, "auto-recep", "self", authors[1])
    else:
        opening = float(shop.part.opens_at[:2]) + float(shop.part.opens_at[3:]) / 60
        yield _round(
            "self-1",
            shop,
            day,
            opening - 0.8,
            random,
            "rest-opening",
            "self",
            random.choice(authors[1:]),
            area="kitchen",
        )
        yield _round("self-2", shop, day, 17.2, random, "quick-round", "self", random.choice(authors))


def _supervisors(world: World, shop: Shop, day: date, random: Random) -> Iterator[Round]:
    count, number = shop.part.rounds_a_day, (day - world.first).days
    for n in range(count):
        author = _whose(world, shop, day, random)
        if shop.part.key == "chian":
            yield _round(f"round-{n}", shop, day, (9.5, 14.2)[n % 2], random, "auto-recep", "area", author)
            continue
        is_first_shift = n < DAY_SHARE
        hour = (
            random.uniform(11.4, 13.2)
            if is_first_shift
            else random.uniform(17.6, 20.9 if shop.part.key == "shiomi" else 22.4)
        )
        key = FULL_LISTS[number % len(FULL_LISTS)] if n == count - 1 else "quick-round"
        if key == "rest-preshift":
            hour = 16.85
        yield _round(f"round-{n}", shop, day, hour, random, key, "area", author)


def _whose(world: World, shop: Shop, day: date, random: Random) -> str:
    drawn, week = random.uniform(0, 100), (day - world.first).days // 7
    number = ""
    for number, share in cast.ROUNDS_BY[shop.part.key]:  # noqa: B007  the last one takes what is left
        drawn -= share
        if drawn < 0:
            break
    if number != "traveller":
        return number
    is_in_shanghai_first = week % 2 == 0
    return cast.TRAVELLERS[(shop.part.region == "east") != is_in_shanghai_first]


def _area_round(shop: Shop, day: date, number: int, random: Random) -> Round:
    manager = next(one.number for one in cast.OFFICE if one.role == "area_manager" and one.scope == shop.part.region)
    key = "auto-recep" if shop.part.key == "chian" else AREA_LISTS[number % len(AREA_LISTS)]
    hour = float(shop.part.opens_at[:2]) - 0.4 if key == "rest-opening" else 18.2 if key != "auto-recep" else 11
    return _round("area", shop, day, hour, random, key, "area", manager)


def _joint(shop: Shop, day: date, number: int, random: Random) -> Iterator[Round]:
    manager = next(one.number for one in cast.OFFICE if one.role == "area_manager" and one.scope == shop.part.region)
    pairs = {
        10: ("S002", "S003"),
        26: (cast.ROUNDS_BY[shop.part.key][0][0], manager),
        43: ("S003", cast.ROUNDS_BY[shop.part.key][0][0]),
    }
    began = _round("joint", shop, day, 18.6, random, "quick-round", "area", pairs[number][0])
    for author in pairs[number]:
        yield Round(
            f"{began.key}-{author}",
            began.began_at,
            began.shop,
            began.checklist,
            began.line,
            author,
            began.area,
            began.shift,
            began.key,
        )


def _full(shop: Shop, number: int) -> str:
    return "auto-recep" if shop.part.key == "chian" else "rest-opening" if number % 2 else "rest-floor"


def _round(
    name: str,
    shop: Shop,
    day: date,
    hour: float,
    random: Random,
    checklist: str,
    line: str,
    author: str,
    area: str | None = None,
) -> Round:
    minutes = int(hour * 60) + random.randint(0, 34)
    began = local(day, 0) + timedelta(minutes=minutes, seconds=random.randint(0, 59))
    shifts = [key for key, *_ in shop.part.shifts]
    if area is None:
        open_areas = [one.key for one in shop.part.areas if one.tables or one.kind in ("reception", "waiting")]
        seated = [one.key for one in shop.part.areas if one.tables] if checklist == "quick-round" else open_areas
        area = "front" if checklist == "auto-recep" else random.choice(seated)
    shift = shifts[0] if len(shifts) == 1 or minutes < 16.5 * 60 else shifts[1]
    return Round(
        f"{shop.part.key}-{day}-{name}", began.astimezone(UTC), shop.part.key, checklist, line, author, area, shift
    )
