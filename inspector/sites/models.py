"""Places and people: organisation > region > site > area, shifts, positions, staff with dated assignments, the duty map."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.database import UtcDateTime
from inspector.extensions import db

CONTRACTS = ("full_time", "hourly", "intern", "apprentice", "dispatched", "outsourced")
OWNERSHIPS = ("own", "franchise", "joint")


class Organisation(db.Model):
    """The one organisation of this deployment."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    scope_id: Mapped[int] = mapped_column(ForeignKey("scope.id"), unique=True)
    site_attributes: Mapped[list[dict[str, str]]] = mapped_column(
        JSON, default=list
    )  # [{"key", "zh", "en"}] that sites may have


class OrganisationSetting(db.Model):
    """A figure or switch that the organisation changed on screen, with the day it holds from and its author."""

    __tablename__ = "organisation_setting"
    __table_args__ = (UniqueConstraint("key", "valid_from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any] = mapped_column(JSON)
    valid_from_on: Mapped[date]
    reason: Mapped[str | None] = mapped_column(Text)  # asked of what tasks are judged by
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Region(db.Model):
    """A group of sites under one area manager."""

    __tablename__ = "region"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[dict[str, str]] = mapped_column(JSON)  # {"zh", "en"}
    scope_id: Mapped[int] = mapped_column(ForeignKey("scope.id"), unique=True)
    closed_on: Mapped[date | None]  # only once its sites are closed


class Site(db.Model):
    """One shop, with its own clock and its own end of day."""

    __tablename__ = "site"
    __table_args__ = (CheckConstraint("ownership IN ('own', 'franchise', 'joint')", name="ownership_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)  # the key for imports
    name: Mapped[str] = mapped_column(String(100))
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    scope_id: Mapped[int] = mapped_column(ForeignKey("scope.id"), unique=True)
    brand: Mapped[str] = mapped_column(String(100), default="")
    ownership: Mapped[str] = mapped_column(String(20), default="own")  # one of OWNERSHIPS
    format: Mapped[str] = mapped_column(String(60), default="")  # full service, hot pot, workshop, …
    attributes: Mapped[list[str]] = mapped_column(JSON, default=list)  # keys that `applies` asks for
    packs: Mapped[list[str]] = mapped_column(JSON, default=list)  # of the checklists that are filled here; empty = all
    timezone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")  # IANA name
    day_ends_at: Mapped[str] = mapped_column(String(5), default="04:00")  # local time; before it is still yesterday
    opens_at: Mapped[str] = mapped_column(String(5), default="09:00")  # local; deadlines count opening hours
    closes_at: Mapped[str] = mapped_column(String(5), default="22:00")  # local; smaller than opens_at = after midnight
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]

    region: Mapped[Region] = relationship()

    def fills(self, pack: str) -> bool:
        """Whether checklists of a pack are filled here. A list of no pack is the organisation's own and goes everywhere."""
        return not self.packs or pack in ("", *self.packs)


class Area(db.Model):
    """A part of a site: hall, private room, bar, kitchen; with its tables."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    name: Mapped[dict[str, str]] = mapped_column(JSON)  # {"zh", "en"}
    kind: Mapped[str] = mapped_column(String(40), default="hall")
    tables: Mapped[list[str]] = mapped_column(JSON, default=list)  # labels
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    is_active: Mapped[bool] = mapped_column(default=True)


class Shift(db.Model):
    """A part of a site's day with its own team."""

    __tablename__ = "shift"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    name: Mapped[dict[str, str]] = mapped_column(JSON)
    starts_at: Mapped[str] = mapped_column(String(5))  # local HH:MM
    ends_at: Mapped[str] = mapped_column(String(5))  # local HH:MM; smaller than starts_at = after midnight
    is_active: Mapped[bool] = mapped_column(default=True)


class Position(db.Model):
    """What a person does: waiter, host, captain, cook."""

    __tablename__ = "position"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)  # the key for imports
    name: Mapped[dict[str, str]] = mapped_column(JSON)
    is_manager: Mapped[bool] = mapped_column(default=False)


class StaffMember(db.Model):
    """A person who is scored. Names are never unique; the staff number is."""

    __tablename__ = "staff_member"
    __table_args__ = (
        CheckConstraint(
            "contract IN ('full_time', 'hourly', 'intern', 'apprentice', 'dispatched', 'outsourced')",
            name="contract_known",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), unique=True)
    employer: Mapped[str] = mapped_column(String(100), default="")  # empty = the organisation itself
    contract: Mapped[str] = mapped_column(String(20), default="full_time")  # one of CONTRACTS
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    is_minor: Mapped[bool] = mapped_column(default=False)  # under 18: no individual score
    has_agreement: Mapped[bool] = mapped_column(default=False)  # dispatched, outsourced, franchise: agreement on file
    exempt: Mapped[list[str]] = mapped_column(JSON, default=list)  # posture | dress; no reason is kept

    assignments: Mapped[list[StaffAssignment]] = relationship(
        back_populates="staff", order_by="StaffAssignment.from_on"
    )


class StaffAssignment(db.Model):
    """Where and as what a person works, from a day until a day; history is never overwritten."""

    __tablename__ = "staff_assignment"
    __table_args__ = (
        Index("ix_staff_assignment_site_days", "site_id", "from_on", "to_on"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"))
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"))  # usual shift; None = changing
    from_on: Mapped[date]
    to_on: Mapped[date | None]  # last day; None = still there

    staff: Mapped[StaffMember] = relationship(back_populates="assignments")
    site: Mapped[Site] = relationship()
    position: Mapped[Position] = relationship()


class DutyMap(db.Model):
    """Who has which area or tables in one shift of one business day at one site."""

    __tablename__ = "duty_map"
    __table_args__ = (UniqueConstraint("site_id", "business_day", "shift_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    business_day: Mapped[date]
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    entries: Mapped[list[DutyEntry]] = relationship(back_populates="duty_map", cascade="all, delete-orphan")


class DutyEntry(db.Model):
    """One person's part of a duty map. `from_at` and `to_at` stamp a swap or cover inside the shift."""

    __tablename__ = "duty_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_map_id: Mapped[int] = mapped_column(ForeignKey("duty_map.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    area_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    tables: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_present: Mapped[bool] = mapped_column(default=True)
    covers_for_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    from_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    to_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    duty_map: Mapped[DutyMap] = relationship(back_populates="entries")
