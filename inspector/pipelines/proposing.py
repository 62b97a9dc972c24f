"""Visits proposed by risk: what rounds and tasks say of each site, who could go, and an accepted proposal as a plan of one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from sqlalchemy import and_, exists, func, or_, select

from inspector import clock
from inspector.accounts.access import Actor
from inspector.checklists.models import ChecklistRow, ChecklistVersion
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.measurement.site_risk import Load, Proposal, Risk, SiteFacts, propose, ranked
from inspector.plans import excusing, planning
from inspector.plans.models import Assignment, Plan
from inspector.plans.recurrence import ONCE
from inspector.rectification import queries as tasks
from inspector.sites import inspectors, queries, settings_store
from inspector.sites.models import Site, StaffAssignment, StaffMember

PERMISSION = "rounds.propose"
OUTSIDERS = ("area_manager", "quality_lead")  # who come from outside to every site of theirs
HALF = timedelta(days=28)  # a trend is one of these against the one before
LOOK_BACK = timedelta(days=400)
AHEAD_DAYS = 7
EXTERNAL = ("area", "audit")
DEFAULT_LIST = "quick-round"
OPENS_MINUTES, GRACE_MINUTES = 720, 240  # a visit has most of a day
DUE_AT = "20:00"


@dataclass(frozen=True, slots=True)
class Seen:
    """One round as far as a risk asks. percent None = no score."""

    site_id: int
    line: str
    percent: Fraction | None
    day: date
    author_id: int
    is_outside: bool
    checklist_key: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a page shows: proposals, sites in need for which nobody is free, sites in need that are visited soon anyhow."""

    proposals: Sequence[Proposal]
    without: Sequence[Risk]
    planned: Sequence[Risk]
    sites: dict[int, Site]
    names: dict[int, str]  # of inspectors
    lists: dict[int, str]  # {site: key of the checklist of its last round from outside}
    most_a_day: int


def outlook(actor: Actor, at: datetime) -> Outlook:
    """The visits to propose to somebody, for the next AHEAD_DAYS days, today not included."""
    sites = {site.id: site for site in queries.sites(actor, PERMISSION, is_open=True)}
    today = max((_day(site, at) for site in sites.values()), default=at.date())
    most = settings_store.value("visits_per_day", today)
    seen = _rounds(list(sites), today)
    soon = _planned_sites(list(sites), at)
    risks = ranked(_facts(list(sites), seen, today))
    able = {site_id: inspectors.at(site_id, OUTSIDERS) for site_id in sites}
    last: dict[int, list[int]] = defaultdict(list)
    for one in seen:
        if one.is_outside:
            last[one.site_id].append(one.author_id)
    proposals, without = propose(
        [one for one in risks if one.site_id not in soon], {key: [who for who, _name in people] for key, people in able.items()},
        {site.id: open_days(site, at) for site in sites.values()}, Load(_taken(today), last), most,
    )  # fmt: skip
    names = {who: name for people in able.values() for who, name in people}
    lists = {one.site_id: one.checklist_key for one in reversed(seen) if one.is_outside}
    return Outlook(proposals, without, [one for one in risks if one.site_id in soon], sites, names, lists, most)


def accept(actor: Actor, site_id: int, account_id: int, day: date, at: datetime) -> Plan:
    """Make a proposed visit a plan of its inspector: once, and a surprise to the site.

    Raises Problem conflict {"state": …} when it does not stand any more: visited soon anyhow, the inspector has enough that day or may not
    inspect there, the day is over or excused.
    """
    site = queries.site(actor, site_id, PERMISSION)
    if day not in open_days(site, at):
        raise Problem("conflict", state="day")
    if account_id not in {who for who, _name in inspectors.at(site_id, OUTSIDERS)}:
        raise Problem("conflict", state="inspector")
    if _taken(at.date()).get((account_id, day), 0) >= settings_store.value("visits_per_day", day):
        raise Problem("conflict", state="full")
    if site_id in _planned_sites([site_id], at):
        raise Problem("conflict", state="planned")
    seen = [one for one in _rounds([site_id], at.date()) if one.is_outside]
    return planning.make(
        planning.PlanFacts(
            site_id=site_id, checklist_key=seen[0].checklist_key if seen else DEFAULT_LIST, line="area", area_id=None, shift_id=None,
            role=OUTSIDERS[0], rule=ONCE, starts_on=day, ends_on=day, due_at=DUE_AT, opens_minutes=OPENS_MINUTES,
            grace_minutes=GRACE_MINUTES, is_surprise=True, account_id=account_id,
        ),
        actor.account_id, at,
    )  # fmt: skip


def _facts(site_ids: Sequence[int], seen: Sequence[Seen], today: date) -> list[SiteFacts]:
    open_tasks = tasks.pressing(site_ids)
    by_site: dict[int, list[Seen]] = defaultdict(list)
    for one in seen:
        by_site[one.site_id].append(one)
    return [_of_site(site_id, by_site[site_id], open_tasks.get(site_id, (0, 0)), today) for site_id in site_ids]


def _of_site(site_id: int, seen: Sequence[Seen], pressing: tuple[int, int], today: date) -> SiteFacts:
    def percents(first: date, last: date, lines: Sequence[str]) -> list[Fraction]:
        return [one.percent for one in seen if one.percent is not None and first < one.day <= last and one.line in lines]

    outside = next((one.day for one in seen if one.is_outside), None)
    return SiteFacts(
        site_id, open_red_lines=pressing[0], repeats=pressing[1],
        days_since_outside=(today - outside).days if outside else None,
        recent=percents(today - HALF, today, EXTERNAL), before=percents(today - 2 * HALF, today - HALF, EXTERNAL),
        own=percents(today - HALF, today, ("self",)), others=percents(today - HALF, today, EXTERNAL),
    )  # fmt: skip


def _rounds(site_ids: Sequence[int], today: date) -> list[Seen]:
    """The rounds of the last eight weeks, and those from outside of the last year, newest first."""
    works_here = exists(
        select(StaffAssignment.id)
        .join(StaffMember, StaffMember.id == StaffAssignment.staff_id)
        .where(
            StaffMember.account_id == Inspection.author_id, StaffAssignment.site_id == Inspection.site_id,
            StaffAssignment.from_on <= Inspection.business_day,
            or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= Inspection.business_day),
        )
    )  # fmt: skip
    is_outside = and_(Inspection.line.in_(EXTERNAL), ~works_here)
    rows = db.session.execute(
        select(
            Inspection.site_id, Inspection.line, Inspection.percent, Inspection.business_day, Inspection.author_id,
            is_outside.label("is_outside"), ChecklistRow.key,
        )
        .join(ChecklistVersion, ChecklistVersion.id == Inspection.checklist_version_id)
        .join(ChecklistRow, ChecklistRow.id == ChecklistVersion.checklist_id)
        .where(Inspection.site_id.in_(site_ids), Inspection.flag.is_(None), Inspection.business_day > today - LOOK_BACK)
        .where(Inspection.reinspects.is_(None))  # a second look asks only what failed
        .where(or_(Inspection.business_day > today - 2 * HALF, is_outside))
        .order_by(Inspection.business_day.desc(), Inspection.id.desc())
    )  # fmt: skip
    return [
        Seen(r.site_id, r.line, Fraction(r.percent) if r.percent else None, r.business_day, r.author_id, bool(r.is_outside), r.key)
        for r in rows
    ]


def _day(site: Site, at: datetime) -> date:
    return clock.business_day(at, site.timezone, time.fromisoformat(site.day_ends_at))


def open_days(site: Site, at: datetime) -> list[date]:
    """The next days on which a site may be visited: not excused, not after its last."""
    today = _day(site, at)
    excused = excusing.of(site.id, today)
    days = [today + timedelta(days=n) for n in range(1, AHEAD_DAYS + 1)]
    return [
        day for day in days
        if not any(one.first_on <= day <= one.last_on for one in excused) and not (site.closed_on and day > site.closed_on)
    ]  # fmt: skip


def _planned_sites(site_ids: Sequence[int], at: datetime) -> set[int]:
    """The sites to which somebody from outside comes anyhow in the next days."""
    rows = db.session.scalars(
        select(Assignment.site_id)
        .join(Plan, Plan.id == Assignment.plan_id)
        .where(Assignment.site_id.in_(site_ids), Assignment.state == "due", Assignment.due_at <= at + timedelta(days=AHEAD_DAYS))
        .where(Plan.line.in_(EXTERNAL), Plan.role.in_(OUTSIDERS))
    )
    return set(rows)


def _taken(today: date) -> dict[tuple[int, date], int]:
    """{(account, day): rounds that plans give this person from today on}."""
    rows = db.session.execute(
        select(Plan.account_id, Assignment.business_day, func.count())
        .join(Plan, Plan.id == Assignment.plan_id)
        .where(Plan.account_id.is_not(None), Assignment.business_day >= today, Assignment.state.in_(("due", "done")))
        .group_by(Plan.account_id, Assignment.business_day)
    )
    return {(account_id, day): count for account_id, day, count in rows if account_id is not None}
