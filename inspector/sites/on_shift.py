"""Who is on shift: every shift of a day with its people, what they have, who covers for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from inspector.extensions import db
from inspector.sites import duty, queries
from inspector.sites.duty_map import Part
from inspector.sites.models import Site, StaffMember


@dataclass(frozen=True, slots=True)
class OnShift:
    """One person of a shift. areas: their names; covers_for: whose place they take, or ""; since: when they took over, None = the start."""

    staff_id: int
    name: str
    position: Mapping[str, str]
    areas: tuple[Mapping[str, str], ...]
    tables: tuple[str, ...]
    is_present: bool
    covers_for: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class ShiftToday:
    """One shift of a day. state: over | running | ahead; is_saved: whether its duty map was saved, else nobody can say who is on it."""

    shift_id: int
    name: Mapping[str, str]
    starts_at: str
    ends_at: str
    state: str
    is_saved: bool
    people: tuple[OnShift, ...]

    @property
    def present_count(self) -> int:
        """How many are there."""
        return sum(one.is_present for one in self.people)


def of(site: Site, day: date, at: datetime) -> list[ShiftToday]:
    """Every shift of a site on a business day, by time, as its duty map stands at a moment."""
    posts = {row.staff.id: (row.staff.name, row.position.name) for row in queries.people_at(site.id, day)}
    rows = queries.areas(site.id)
    areas, labels = {area.id: area.name for area in rows}, [label for area in rows for label in area.tables]
    found = []
    for shift in queries.shifts(site.id, is_active=True):
        starts, ends = duty.span(site, day, shift)
        saved = duty.on(site.id, day, shift.id)
        parts = saved.standing if saved else ()
        people = sorted((_person(part, posts, areas, labels) for part in parts), key=lambda one: (not one.is_present, one.staff_id))
        state = "over" if at >= ends else "running" if at >= starts else "ahead"
        found.append(ShiftToday(shift.id, shift.name, shift.starts_at, shift.ends_at, state, saved is not None, tuple(people)))
    return found


def _person(
    part: Part, posts: Mapping[int, tuple[str, dict[str, str]]], areas: Mapping[int, dict[str, str]], labels: Sequence[str]
) -> OnShift:
    name, position = posts.get(part.staff_id) or (_name(part.staff_id), {})
    covered = part.covers_for_id
    return OnShift(
        part.staff_id, name, position, tuple(areas[one] for one in sorted(part.area_ids) if one in areas),
        tuple(label for label in labels if label in part.tables),
        part.is_present, (posts[covered][0] if covered in posts else _name(covered)) if covered is not None else "", part.from_at,
    )  # fmt: skip


def _name(staff_id: int) -> str:
    return db.session.scalar(select(StaffMember.name).where(StaffMember.id == staff_id)) or ""
