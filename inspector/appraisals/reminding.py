"""Reminds of what a cycle waits for: HR of the next day of the payroll calendar, managers of proposals, people of signatures.

Each once, by the day that is due; nobody is reminded again of what is done. Run by `pipelines/sweeps.py`.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inspector.accounts.models import Account, RoleAssignment, Scope
from inspector.appraisals import periods
from inspector.appraisals.cycle_models import Appraisal, Cycle
from inspector.extensions import db
from inspector.notices import board
from inspector.sites.models import Site

CUT = "The period %(period)s is over. Collect its data."
PROPOSE = "Appraisals of %(period)s at your store still wait to be proposed."
SIGN = "Your appraisal of %(period)s is not signed yet. Objections that come by %(day)s are decided before the lock."
LOCK = "The appraisals of %(period)s may be locked from today."
EXPORT = "The payroll file of %(period)s is due today."
PROPOSE_DAY, SIGN_DAY = 2, 3  # days after the last day of the period
ZONE = "Asia/Shanghai"  # of an organisation without a site


def remind(at: datetime) -> None:
    """Send every reminder that is due; sent twice it is sent once."""
    rows = db.session.scalars(select(Cycle).where(Cycle.state.not_in(("called_off",)))).all()
    if not rows:
        return
    today = at.astimezone(ZoneInfo(db.session.scalar(select(Site.timezone).order_by(Site.id).limit(1)) or ZONE)).date()
    for cycle in rows:
        calendar = periods.calendar_of(periods.read(cycle.period))
        # What is long past is told to nobody.
        if (today - calendar.export_on).days <= periods.EXPORT_DAY:
            _remind(cycle, calendar, today, at)


def _remind(cycle: Cycle, calendar: periods.Calendar, today: date, at: datetime) -> None:
    values, url = {"period": cycle.period, "day": calendar.appeals_until.isoformat()}, f"/cycles/{cycle.id}"
    past = (today - calendar.cut_on).days
    if cycle.state == "open" and past > 0:
        board.announce(_holders("hr"), f"cycle:{cycle.id}:cut", CUT, values, url, at)
    if cycle.state == "appeal" and today >= calendar.lock_on:
        board.announce(_holders("hr"), f"cycle:{cycle.id}:lock", LOCK, values, url, at)
    if cycle.state == "locked" and today >= calendar.export_on:
        board.announce(_holders("hr"), f"cycle:{cycle.id}:export", EXPORT, values, url, at)
    if cycle.state == "propose" and past >= PROPOSE_DAY:
        sites = {row.site_id for row in cycle.appraisals if row.state == "open"}
        board.announce(_holders("store_manager", sites), f"cycle:{cycle.id}:propose", PROPOSE, values, url, at)
    if cycle.state in ("acknowledge", "appeal") and past >= SIGN_DAY:
        _remind_to_sign(cycle, values, at)


def _remind_to_sign(cycle: Cycle, values: dict[str, str], at: datetime) -> None:
    unsigned = db.session.scalars(select(Appraisal).where(Appraisal.cycle_id == cycle.id, Appraisal.signature.is_(None)))
    accounts = [row.staff.account_id for row in unsigned if row.staff.account_id is not None]
    board.announce(accounts, f"cycle:{cycle.id}:unsigned", SIGN, values, f"/me/appraisal?period={cycle.period}", at)


def _holders(role: str, site_ids: set[int] | None = None) -> list[int]:
    """The accounts that hold a role, anywhere or right at some sites."""
    statement = (
        select(RoleAssignment.account_id)
        .join(Account, Account.id == RoleAssignment.account_id)
        .where(RoleAssignment.role == role, RoleAssignment.ended_at.is_(None), Account.is_active)
    )
    if site_ids is not None:
        scopes = select(Site.scope_id).where(Site.id.in_(site_ids))
        statement = statement.join(Scope, Scope.id == RoleAssignment.scope_id).where(Scope.id.in_(scopes))
    return list(db.session.scalars(statement.distinct()))
