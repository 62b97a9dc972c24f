"""Campaigns, the register of shoppers, and the visits. Who went where is told to the quality lead alone.

What came of a visit stands in report_models, agencies and their call-backs in agency_models.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.checklists.models import ChecklistVersion
from inspector.database import UtcDateTime
from inspector.extensions import db
from inspector.sites.models import Site

if TYPE_CHECKING:  # they point to a visit; the mapper finds them by name
    from inspector.mystery.agency_models import Agency, CallBack
    from inspector.mystery.report_models import Appeal, Attribution, Report

CAMPAIGN_STATES = ("open", "paused", "closed")
MEALS = ("any", "lunch", "dinner")
DAY_KINDS = ("any", "weekday", "weekend")
VISIT_STATES = ("planned", "sent", "begun", "delivered", "revising", "accepted", "rejected", "released", "called_off", "expired")


class Campaign(db.Model):
    """Visits to some sites with one form, for one purpose. No link of it works before the day the staff were informed on.

    A paused campaign begins no new visit, but takes in what was begun; a closed one too, until the links end.
    """

    __tablename__ = "mystery_campaign"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'paused', 'closed')", name="state_known"),
        CheckConstraint("first_on <= last_on", name="days_in_order"),
        CheckConstraint(
            "fee_minor >= 0 AND most_reimbursed_minor >= 0 AND budget_minor >= 0", name="money_not_negative"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    purpose: Mapped[str] = mapped_column(String(500))  # what the figures are for; told to shopper and staff
    checklist_version_id: Mapped[int] = mapped_column(ForeignKey("checklist_version.id"))
    brief: Mapped[str] = mapped_column(Text)  # what to buy, whom to meet, what to watch, what never to do
    attestation: Mapped[str] = mapped_column(Text)  # what the shopper declares before the form opens
    reimbursement: Mapped[str] = mapped_column(String(300), default="")
    currency: Mapped[str] = mapped_column(
        String(3)
    )  # ISO 4217; of every amount of the campaign, all in its smallest unit
    budget_minor: Mapped[int | None]
    fee_minor: Mapped[int]  # for one accepted visit
    most_reimbursed_minor: Mapped[int]  # of what one visit spent
    first_on: Mapped[date]
    last_on: Mapped[date]
    is_staggered: Mapped[bool]  # the visits of a site are spread over the days, instead of each having all of them
    informed_on: Mapped[date | None]  # the staff were told that there will be visits, not when; None = no link works
    retention_days: Mapped[int]  # so long after its visit a report's own words, photos and shopper are kept
    state: Mapped[str] = mapped_column(String(10), default="open")  # one of CAMPAIGN_STATES
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    version: Mapped[ChecklistVersion] = relationship()
    visits: Mapped[list[Visit]] = relationship(back_populates="campaign", order_by="Visit.id")
    windows: Mapped[list[Window]] = relationship(back_populates="campaign", order_by="Window.id")


class Window(db.Model):
    """When visits are wanted, and how many to each site: such as one at a weekday's lunch and one at a weekend's dinner."""

    __tablename__ = "mystery_window"
    __table_args__ = (
        UniqueConstraint("campaign_id", "day_kind", "meal", "begins_at", "ends_at", name="uq_mystery_window_same"),
        CheckConstraint("quota >= 0", name="quota_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("mystery_campaign.id"))
    day_kind: Mapped[str] = mapped_column(String(10))  # one of DAY_KINDS
    meal: Mapped[str] = mapped_column(String(10))  # one of MEALS
    begins_at: Mapped[str] = mapped_column(String(5), default="")  # HH:MM of the site, "" = as the meal says
    ends_at: Mapped[str] = mapped_column(String(5), default="")
    quota: Mapped[int]  # visits to each site; 0 = no longer wanted

    campaign: Mapped[Campaign] = relationship(back_populates="windows")


class Shopper(db.Model):
    """Somebody who visits. Name and contact are confidential to the quality lead; everywhere else they do not exist."""

    __tablename__ = "mystery_shopper"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)  # what lists show
    name: Mapped[str] = mapped_column(String(100))
    contact: Mapped[str] = mapped_column(String(200))
    rest_days: Mapped[int]  # at least so long between two visits to one site
    avoided_site_ids: Mapped[list[int]] = mapped_column(JSON, default=list)  # conflict of interest
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Visit(db.Model):
    """One visit to one site. Its link is a secret of 256 bits of which only the SHA-256 is kept; the cookie it is exchanged for too."""

    __tablename__ = "mystery_visit"
    __table_args__ = (
        CheckConstraint(f"state IN {VISIT_STATES!r}", name="state_known"),
        UniqueConstraint("agency_id", "agency_reference", name="uq_mystery_visit_agency_reference"),
        CheckConstraint("shopper_id IS NULL OR agency_id IS NULL", name="shopper_or_agency"),
        CheckConstraint("fee_minor >= 0 AND reimbursed_minor >= 0", name="money_not_negative"),
        Index("ix_mystery_visit_campaign", "campaign_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("mystery_campaign.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    window_id: Mapped[int] = mapped_column(ForeignKey("mystery_window.id"))
    shopper_id: Mapped[int | None] = mapped_column(ForeignKey("mystery_shopper.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(
        ForeignKey("mystery_agency.id"), index=True
    )  # who sends a shopper of its own
    agency_reference: Mapped[str | None] = mapped_column(String(40))  # its own number of the visit
    agency_shopper: Mapped[str | None] = mapped_column(String(40))  # its own code of who went; no name
    first_on: Mapped[date]
    last_on: Mapped[date]
    meal: Mapped[str] = mapped_column(String(10))
    day_kind: Mapped[str] = mapped_column(String(10))
    begins_at: Mapped[str] = mapped_column(
        String(5), default=""
    )  # HH:MM of the site; as its window said when it was laid out
    ends_at: Mapped[str] = mapped_column(String(5), default="")
    state: Mapped[str] = mapped_column(String(12), default="planned")  # one of VISIT_STATES
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    link_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    session_hash: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the one phone that holds the visit
    session_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    brief_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attested_text: Mapped[str | None] = mapped_column(Text)  # what was declared then, whatever the campaign says later
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # that the days are nearly over
    draft: Mapped[str | None] = mapped_column(Text)  # the unfinished form as the phone mirrored it
    draft_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    visited_on: Mapped[date | None]  # business day of the report in force
    inspection_id: Mapped[int | None] = mapped_column(
        ForeignKey("inspection.id"), unique=True
    )  # what the site sees, once released
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fee_minor: Mapped[int | None]  # what the visit cost, in the currency of its campaign; None = not decided
    reimbursed_minor: Mapped[int | None]

    campaign: Mapped[Campaign] = relationship(back_populates="visits")
    site: Mapped[Site] = relationship()
    window: Mapped[Window] = relationship()
    shopper: Mapped[Shopper | None] = relationship()
    agency: Mapped[Agency | None] = relationship()
    call_back: Mapped[CallBack | None] = relationship(back_populates="visit")
    reports: Mapped[list[Report]] = relationship(back_populates="visit", order_by="Report.id")
    appeals: Mapped[list[Appeal]] = relationship(back_populates="visit", order_by="Appeal.id")

    attributions: Mapped[list[Attribution]] = relationship(back_populates="visit", order_by="Attribution.id")

    @property
    def report(self) -> Report | None:
        """The report in force: the last that came."""
        return self.reports[-1] if self.reports else None
