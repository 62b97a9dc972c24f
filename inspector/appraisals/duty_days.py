"""On which days a person was on duty, by the duty maps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from inspector.extensions import db
from inspector.sites.models import DutyEntry, DutyMap


def after(staff_id: int, day: date) -> Sequence[date]:
    """A person's business days on duty after a day, as far as duty maps are written."""
    return db.session.scalars(
        select(DutyMap.business_day)
        .join(DutyEntry, DutyEntry.duty_map_id == DutyMap.id)
        .where(DutyEntry.staff_id == staff_id, DutyEntry.is_present, DutyMap.business_day > day)
        .distinct()
        .order_by(DutyMap.business_day)
    ).all()
