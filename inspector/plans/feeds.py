"""The secret address by which one person's rounds are read in a calendar program: made, ended, and what stands behind it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy import select, update

from inspector.accounts.access import Actor
from inspector.accounts.sessions import digest
from inspector.extensions import db
from inspector.i18n import in_zone, said
from inspector.plans import planning, queries
from inspector.plans.calendar_text import Entry
from inspector.plans.models import Assignment, CalendarFeed, Plan, WithdrawnRound
from inspector.plans.wording import LINE_NAMES, STATE_NAMES

SECRET_BYTES = 32
BACK_DAYS = 14  # so long what is over stays
AHEAD_DAYS = 60  # at most; rounds are laid out for planning.AHEAD
LASTS = timedelta(minutes=30)  # so long a round stands in a calendar: the last half hour before it is due


def open_of(account_id: int) -> CalendarFeed | None:
    """The feed a person has; None when there is none."""
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.account_id == account_id, CalendarFeed.revoked_at.is_(None)))


def make(account_id: int, reach: str, at: datetime) -> str:
    """Make the feed of a person and return its secret, which is told once. One they had before ends. reach: own | sites."""
    end(account_id, at)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    db.session.add(CalendarFeed(account_id=account_id, secret_hash=digest(secret), reach=reach, created_at=at))
    db.session.flush()
    return secret


def end(account_id: int, at: datetime) -> None:
    """Let the address of a person lead nowhere any more."""
    still_open = (CalendarFeed.account_id == account_id, CalendarFeed.revoked_at.is_(None))
    db.session.execute(update(CalendarFeed).where(*still_open).values(revoked_at=at))


def find(secret: str) -> CalendarFeed | None:
    """The open feed of a secret."""
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.secret_hash == digest(secret), CalendarFeed.revoked_at.is_(None)))


def entries(actor: Actor, only_own: bool, titles: Mapping[str, Mapping[str, str]], base_url: str, at: datetime) -> list[Entry]:
    """What stands in the calendar of a person at a moment, in their language. titles: {checklist key: title}; base_url: of this server."""
    first, last = at.date() - timedelta(days=BACK_DAYS), at.date() + timedelta(days=AHEAD_DAYS)
    rounds = queries.rounds_between(actor, first, last, only_own)
    numbers = planning.numbered(rounds)
    host = base_url.partition("://")[2]
    found = {
        name: _entry(name, one.plan, one, titles, base_url, one.state == "excused", one.changed_at or one.plan.created_at, _became(one))
        for one in rounds
        for name in [_name(one, numbers[one.id], host)]
    }
    for gone in queries.withdrawn_between(actor, first, last, only_own):
        name = _name(gone, gone.number, host)
        if name not in found:
            why = gettext("This round was taken out of the plan.")
            found[name] = _entry(name, gone.plan, gone, titles, base_url, True, gone.withdrawn_at, why)
    return list(found.values())


def _name(one: Assignment | WithdrawnRound, number: int, host: str) -> str:
    return f"round-{one.plan_id}-{one.business_day:%Y%m%d}-{number}@{host}"


def _entry(
    name: str, plan: Plan, when: Assignment | WithdrawnRound, titles: Mapping[str, Mapping[str, str]], base_url: str, is_off: bool,
    changed_at: datetime, more: str,
) -> Entry:  # fmt: skip
    site, title = plan.site, titles.get(plan.checklist_key)
    parts = [said(plan.area.name) if plan.area else "", said(plan.shift.name) if plan.shift else ""]
    window = gettext(
        "May be done from %(opens)s, is due at %(due)s.",
        opens=in_zone(when.opens_at, site.timezone), due=in_zone(when.due_at, site.timezone),
    )  # fmt: skip
    return Entry(
        uid=name, starts_at=max(when.opens_at, when.due_at - LASTS), ends_at=when.due_at, zone=site.timezone,
        summary=f"{LINE_NAMES[plan.line]} · {said(dict(title)) if title else plan.checklist_key}",
        place=" · ".join(part for part in (site.name, *parts) if part), description="\n".join(part for part in (window, more) if part),
        url=f"{base_url}/app#/start/{plan.checklist_key}?site={site.id}", is_off=is_off, changed_at=changed_at,
    )  # fmt: skip


def _became(one: Assignment) -> str:
    if one.state == "excused":
        return gettext("Excused: %(reason)s", reason=one.excuse) if one.excuse else str(STATE_NAMES["excused"])
    return "" if one.state == "due" else str(STATE_NAMES[one.state])
