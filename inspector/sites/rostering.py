"""Rosters taken in: what a list is judged against, and its shifts saved as duty maps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from inspector.accounts.access import Actor
from inspector.extensions import db
from inspector.sites import duty, importing, people
from inspector.sites.duty_map import Part
from inspector.sites.models import Area, DutyMap, Shift, Site, StaffAssignment, StaffMember
from inspector.sites.roster_known import Key, Known, Post
from inspector.sites.roster_planning import Change, Plan

PERMISSION = "roster.import"


def known_to(actor: Actor, days: Sequence[date], at: datetime) -> Known:
    """What a roster of this actor about some days is judged against: only sites where the actor may import."""
    sites = importing.sites_of(actor, PERMISSION)
    ids = [site.id for site in sites]
    tables: dict[int, list[list[str]]] = defaultdict(list)
    for area in db.session.scalars(select(Area).where(Area.site_id.in_(ids), Area.is_active).order_by(Area.id)):
        tables[area.site_id].append(area.tables)
    return Known(
        posts=_posts(), sites=importing.site_words(sites), shifts=importing.words_within(Shift, ids),
        areas=importing.words_within(Area, ids), tables=tables, maps=_maps(ids, days), over=_over(sites, days, at),
    )  # fmt: skip


def carry_out(plan: Plan, by: int, at: datetime) -> None:
    """Save the duty map of every shift of a plan. Raises Refused when something changed since it was made."""
    for change in plan.changes:
        site_id, day, shift_id = change.key
        board = [
            Part(one.staff_id, frozenset(one.area_ids), frozenset(one.tables), one.is_present, one.covers_for_id)
            for one in change.lines
        ]
        duty.save(db.session.get_one(Site, site_id), day, db.session.get_one(Shift, shift_id), board, by, at)


def names(changes: Iterable[Change]) -> dict[int, str]:
    """{staff id: name} of everybody a plan speaks of."""
    ids = {one for change in changes for one in (*change.added, *change.changed, *change.removed)}
    rows = db.session.execute(select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _posts() -> dict[str, list[Post]]:
    found: dict[str, list[Post]] = defaultdict(list)
    rows = db.session.execute(
        select(StaffMember.number, StaffAssignment.staff_id, StaffAssignment.site_id, StaffAssignment.from_on, StaffAssignment.to_on)
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .order_by(StaffAssignment.from_on)
    )
    for row in rows:
        found[row.number].append(Post(row.staff_id, row.site_id, row.from_on, row.to_on))
    return found


def _maps(site_ids: Sequence[int], days: Sequence[date]) -> dict[Key, list[Part]]:
    if not days:
        return {}
    rows = db.session.scalars(
        select(DutyMap)
        .where(DutyMap.site_id.in_(site_ids), DutyMap.business_day.between(days[0], days[-1]))
        .options(selectinload(DutyMap.entries))
    )
    return {
        (row.site_id, row.business_day, row.shift_id): [
            Part(one.staff_id, frozenset(one.area_ids), frozenset(one.tables), one.is_present, one.covers_for_id)
            for one in row.entries if one.to_at is None
        ]
        for row in rows
    }  # fmt: skip


def _over(sites: Sequence[Site], days: Sequence[date], at: datetime) -> frozenset[Key]:
    by_site: dict[int, list[Shift]] = defaultdict(list)
    for shift in db.session.scalars(select(Shift).where(Shift.site_id.in_([site.id for site in sites]))):
        by_site[shift.site_id].append(shift)
    return frozenset(
        (site.id, day, shift.id)
        for site in sites for day in days if day <= people.today_at(site) + timedelta(days=1)
        for shift in by_site[site.id] if duty.span(site, day, shift)[1] <= at
    )  # fmt: skip
