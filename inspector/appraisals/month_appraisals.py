"""Where a month has a cycle its appraisal is what a person signs and objects to; elsewhere the record of the month is. Nobody signs twice.

Source: docs/decisions.md, One signature.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inspector.appraisals import cycle_moves, duty_days, windows
from inspector.appraisals.cycle_models import Appraisal, Cycle
from inspector.appraisals.windows import Window
from inspector.extensions import db

DELIVERED = "delivered"  # the time is over and nothing was signed: taken as delivered, never as agreed


def of(period: str, staff_ids: Iterable[int]) -> dict[int, Appraisal]:
    """{staff id: appraisal} of the cycle of just this period, unless it was called off."""
    rows = db.session.scalars(
        select(Appraisal)
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .where(Cycle.period == period, Cycle.state != "called_off", Appraisal.staff_id.in_(list(staff_ids)))
    )
    return {row.staff_id: row for row in rows}


def is_told(row: Appraisal) -> bool:
    """Whether the person sees it yet: from the day on which signatures are asked for."""
    return row.cycle.state in cycle_moves.ACTIONS["sign"]


def asked_at(row: Appraisal) -> datetime | None:
    """When the person was asked to sign it as it stands; None before that."""
    return max((one.at for one in row.cycle.moves if one.to_state == "acknowledge"), default=None) if is_told(row) else None


def window_of(row: Appraisal, at: datetime) -> Window | None:
    """Until when the person may object, by the clock of the site; None before signatures are asked for."""
    asked, zone = asked_at(row), ZoneInfo(row.site.timezone)
    if asked is None:
        return None
    opened_on = asked.astimezone(zone).date()
    return windows.window(opened_on, duty_days.after(row.staff_id, opened_on), _today(zone, at))


def signature_of(row: Appraisal, at: datetime) -> str | None:
    """What was signed; DELIVERED where nothing was and the time to object is over; None while it is still asked for."""
    window = window_of(row, at)
    if row.signature or window is None:
        return row.signature
    return None if window.holds_on(_today(ZoneInfo(row.site.timezone), at)) else DELIVERED


def _today(zone: ZoneInfo, at: datetime) -> date:
    return at.astimezone(zone).date()
