"""Plans and the assignments they lay out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.accounts.models import Account
from inspector.database import UtcDateTime
from inspector.extensions import db
from inspector.sites.models import Area, Shift, Site

LINES = ("self", "area", "audit")
STATES = ("due", "done", "missed", "excused")
STATE_CHECK = "state IN ('due', 'done', 'missed', 'excused')"


class Plan(db.Model):
    """A recurring duty: which list, where, when, by whom. What was laid out stays when a plan changes or ends."""

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("line IN ('self', 'area', 'audit')", name="line_known"),
        CheckConstraint("opens_minutes > 0 AND grace_minutes >= 0", name="minutes_sound"),
        Index("ix_plan_site", "site_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    checklist_key: Mapped[str] = mapped_column(String(80))  # whichever version is in force when the round starts
    line: Mapped[str] = mapped_column(String(10))  # one of LINES
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))  # None = any part of the site
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"))
    role: Mapped[str] = mapped_column(String(40))  # who is to do it
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # only this person; None = whoever holds the role
    rule: Mapped[str] = mapped_column(Text)  # RFC 5545, by the site's clock
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # the last business day it is laid out for
    due_at: Mapped[str] = mapped_column(String(5))  # local HH:MM
    opens_minutes: Mapped[int]  # so long before it is due it may be done
    grace_minutes: Mapped[int]  # so long after it is due it is late, then missed
    is_surprise: Mapped[bool] = mapped_column(default=False)  # not shown to the site
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    laid_out_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # assignments exist up to this moment

    site: Mapped[Site] = relationship()
    area: Mapped[Area | None] = relationship()
    shift: Mapped[Shift | None] = relationship()
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])


class Assignment(db.Model):
    """One round that is due. Done by the inspection of `inspection_id`; a plain number, because inspections stand above plans."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("plan_id", "due_at"),
        UniqueConstraint("inspection_id"),  # one round keeps one duty
        CheckConstraint(STATE_CHECK, name="state_known"),
        CheckConstraint("(state = 'done') = (inspection_id IS NOT NULL)", name="done_by_an_inspection"),
        Index("ix_assignment_site_state", "site_id", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    business_day: Mapped[date]
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    missed_at: Mapped[datetime] = mapped_column(UtcDateTime)  # from then on it can no longer be kept
    state: Mapped[str] = mapped_column(String(10), default="due")  # one of STATES
    inspection_id: Mapped[int | None]
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_late: Mapped[bool] = mapped_column(default=False)
    excuse: Mapped[str | None] = mapped_column(String(300))
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # laid out, excused, due again; None = before this was kept

    plan: Mapped[Plan] = relationship()
    site: Mapped[Site] = relationship()


class SiteExcuse(db.Model):
    """Days on which a site need not be inspected: closed, rebuilt, weather, a private party."""

    __tablename__ = "site_excuse"
    __table_args__ = (CheckConstraint("first_on <= last_on", name="days_in_order"), Index("ix_site_excuse_site", "site_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    details: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # {"excused": assignments it let off at once}


class WithdrawnRound(db.Model):
    """A round that was laid out and taken back before anything happened to it, so that calendars hear that it is off."""

    __tablename__ = "withdrawn_round"
    __table_args__ = (
        UniqueConstraint("plan_id", "business_day", "number"),
        Index("ix_withdrawn_round_day", "business_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    business_day: Mapped[date]
    number: Mapped[int]  # the how-manieth of the plan on that day, from 1: with plan and day the name of the round in calendars
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime] = mapped_column(UtcDateTime)

    plan: Mapped[Plan] = relationship()


class CalendarFeed(db.Model):
    """Leave to read one's rounds in a calendar program by a secret address. Only the hash of the secret is kept."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        UniqueConstraint("secret_hash"),
        CheckConstraint("reach IN ('own', 'sites')", name="reach_known"),
        Index("ix_calendar_feed_account", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    secret_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 of the 256-bit secret, hex
    reach: Mapped[str] = mapped_column(String(10))  # own: what the person is to do; sites: every round they may see
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
