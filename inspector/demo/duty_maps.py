"""Who is on duty in each shift and which tables each has, saved at the shift meeting as the store would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from inspector.demo.founding import Shop, Worker, World
from inspector.sites import duty
from inspector.sites.duty_map import Part

DAY_OFF = 0.2
SHORT_OF_PEOPLE = 0.1  # of the shifts: two who should be there are not
NEWCOMER_DAYS = 14
ON_THE_MAP = ("captain", "waiter", "host", "runner", "bar", "cashier", "cook", "adviser", "technician", "reception")


@dataclass(frozen=True, slots=True)
class Team:
    """The map of one shift as the history needs it. lines: as a draft freezes them (docs/payload.md, duty)."""

    workers: tuple[Worker, ...]  # present
    tables: dict[int, tuple[str, ...]]  # staff id -> tables
    lines: tuple[dict[str, object], ...]
    is_short: bool


def save_for(world: World, shop: Shop, day: date, shift: str, random: Random, is_short: bool | None = None) -> Team:
    """Draw up the map of a shift and save it half an hour before the shift begins."""
    here = [
        one for one in shop.workers if one.is_there(day) and one.position in ON_THE_MAP and random.random() > DAY_OFF
    ]
    is_short = random.random() < SHORT_OF_PEOPLE if is_short is None else is_short
    waiters = [one for one in here if one.position == "waiter"]
    away = (
        set(random.sample([one.id for one in waiters], k=min(3, len(waiters))))
        if is_short and len(waiters) > 3
        else set()
    )
    parts = _parts(shop, here, away)
    row = shop.shifts[shift]
    starts_at, _ = duty.span(shop.site, day, row)
    saver = next(one for one in shop.workers if one.position in ("deputy", "manager", "adviser"))
    duty.save(shop.site, day, row, parts, saver.account_id, starts_at - timedelta(minutes=30))
    present = tuple(one for one in here if one.id not in away)
    return Team(
        present,
        {part.staff_id: tuple(sorted(part.tables)) for part in parts if part.is_present},
        tuple(map(_line, parts)),
        is_short,
    )


def starts_at(shop: Shop, day: date, shift: str) -> datetime:
    """When a shift begins, UTC."""
    return duty.span(shop.site, day, shop.shifts[shift])[0].astimezone(UTC)


def is_new(worker: Worker, day: date) -> bool:
    """Whether somebody is in the first fortnight."""
    return day < worker.joined_on + timedelta(days=NEWCOMER_DAYS)


def _parts(shop: Shop, here: list[Worker], away: set[int]) -> list[Part]:
    serving = [one for one in here if one.position in ("waiter", "technician") and one.id not in away]
    tables = [label for area in shop.part.areas for label in area.tables]
    shares = {
        one.id: tables[n * len(tables) // len(serving) : (n + 1) * len(tables) // len(serving)]
        for n, one in enumerate(serving)
    }
    areas = {area.kind: area_row.id for area, area_row in zip(shop.part.areas, shop.areas.values(), strict=True)}
    kinds = {
        "host": ("entrance", "waiting"),
        "runner": ("service",),
        "bar": ("bar",),
        "cook": ("kitchen",),
        "adviser": ("reception",),
        "reception": ("waiting",),
    }
    parts: list[Part] = []
    taken: set[str] = set()
    for one in here:
        own = [areas[kind] for kind in kinds.get(one.position, ()) if kind in areas and kind not in taken]
        taken.update(kind for kind in kinds.get(one.position, ()) if kind in areas and one.id not in away)
        parts.append(Part(one.id, frozenset(own), frozenset(shares.get(one.id, ())), one.id not in away))
    return parts


def _line(part: Part) -> dict[str, object]:
    return {
        "staff": f"staff:{part.staff_id}", "areas": [f"area:{one}" for one in sorted(part.area_ids)],
        "tables": [f"table:{label}" for label in sorted(part.tables)], "present": part.is_present,
    }  # fmt: skip
