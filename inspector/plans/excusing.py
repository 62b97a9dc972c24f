"""Days on which a site need not be inspected: its rounds are excused, and due again when it opens earlier than was said."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from inspector.errors import Problem
from inspector.extensions import db
from inspector.plans.models import Assignment, SiteExcuse
from inspector.sites.models import Site

CLOSED = ""  # the excuse of a closed site; a person who excuses days gives a reason


def fresh_days(site_id: int, first_on: date, last_on: date) -> list[date]:
    """Those of some days that a site is not excused for yet."""
    days = [first_on + timedelta(days=n) for n in range((last_on - first_on).days + 1)]
    known = of(site_id, first_on)
    return [day for day in days if not any(one.first_on <= day <= one.last_on for one in known)]


def excuse(site_id: int, first_on: date, last_on: date, reason: str, by: int, at: datetime) -> list[int]:
    """Excuse a site's rounds of some business days, also those missed already. Returns the ids of what it let off at once."""
    days = (Assignment.site_id == site_id, Assignment.business_day.between(first_on, last_on))
    let_off = list(db.session.scalars(select(Assignment.id).where(*days, Assignment.state.in_(("due", "missed")))))
    _let_off(let_off, reason, at)
    db.session.add(
        SiteExcuse(
            site_id=site_id, first_on=first_on, last_on=last_on, reason=reason, by_id=by, at=at, details={"excused": len(let_off)}
        )
    )  # fmt: skip
    db.session.flush()
    return let_off


def end(one: SiteExcuse, today: date, at: datetime) -> list[int]:
    """The site works again from a business day on: what is not missed yet is due again. Returns the ids of these assignments.

    What was let off before that day stays let off. Raises Problem conflict {"state": "over"} when its last day is over.
    """
    if one.last_on < today:
        raise Problem("conflict", state="over")
    until = one.last_on
    if one.first_on < today:
        one.last_on = today - timedelta(days=1)
    else:
        db.session.delete(one)  # it had not begun
    db.session.flush()
    still = [other for other in of(one.site_id) if other.last_on >= today]
    rounds = db.session.scalars(
        select(Assignment).where(
            Assignment.site_id == one.site_id, Assignment.business_day.between(max(today, one.first_on), until),
            Assignment.state == "excused", Assignment.missed_at > at,
        )
    ).all()  # fmt: skip
    again = [row for row in rounds if not any(other.first_on <= row.business_day <= other.last_on for other in still)]
    for row in again:
        row.state, row.excuse, row.changed_at = "due", None, at
    db.session.flush()
    return [row.id for row in again]


def of(site_id: int, since: date | None = None) -> list[SiteExcuse]:
    """What a site was excused for, in order of days; since: only what lasts until this day or longer."""
    statement = select(SiteExcuse).where(SiteExcuse.site_id == site_id).order_by(SiteExcuse.first_on, SiteExcuse.id)
    return list(db.session.scalars(statement if since is None else statement.where(SiteExcuse.last_on >= since)))


def follow_closures(at: datetime) -> None:
    """Let off what was laid out for days after the last one of a site that closed; what can still be done is due when it opens again."""
    rows = db.session.execute(
        select(Assignment.id)
        .join(Site, Site.id == Assignment.site_id)
        .where(Assignment.state == "due", Site.closed_on.is_not(None), Assignment.business_day > Site.closed_on)
    )
    _let_off([row.id for row in rows], CLOSED, at)
    open_sites = select(Site.id).where(Site.closed_on.is_(None))
    again = (Assignment.state == "excused", Assignment.excuse == CLOSED, Assignment.missed_at > at, Assignment.site_id.in_(open_sites))
    db.session.execute(update(Assignment).where(*again).values(state="due", excuse=None, changed_at=at))


def _let_off(ids: list[int], reason: str, at: datetime) -> None:
    db.session.execute(update(Assignment).where(Assignment.id.in_(ids)).values(state="excused", excuse=reason, changed_at=at))
