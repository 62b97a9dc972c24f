"""What the list of a site's people shows beside each figure: praise, objections that wait, red lines; and who is not scored and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from inspector.appraisals import evidence, red_lines
from inspector.appraisals.appeal_models import PersonAppeal
from inspector.appraisals.models import Praise
from inspector.extensions import db
from inspector.inspections.attribution import BORROWED, LEARNERS
from inspector.sites.models import StaffMember


@dataclass(frozen=True, slots=True)
class Beside:
    """One person's month beside the figure, as counts."""

    praise: int = 0
    objections: int = 0  # that wait for an answer
    to_verify: int = 0  # red lines
    upheld: int = 0


def beside(staff_ids: Iterable[int], month: str) -> dict[int, Beside]:
    """{staff id: what stands beside the figure of a month}."""
    ids, (first, last) = list(staff_ids), evidence.bounds_of(month)
    praise = select(Praise.staff_id, func.count()).where(Praise.staff_id.in_(ids), Praise.business_day.between(first, last))
    praised = dict(db.session.execute(praise.group_by(Praise.staff_id)).all())
    waiting = select(PersonAppeal.staff_id, func.count()).where(PersonAppeal.staff_id.in_(ids), PersonAppeal.month == month)
    objections = dict(db.session.execute(waiting.where(PersonAppeal.state == "open").group_by(PersonAppeal.staff_id)).all())
    to_verify, upheld = red_lines.open_of(ids, month), red_lines.upheld_of(ids, month)
    return {
        one: Beside(praised.get(one, 0), objections.get(one, 0), to_verify.get(one, 0), upheld.get(one, 0)) for one in ids
    }


def unscored(staff: StaffMember) -> str | None:
    """Why nobody scores a person at all: "minor", "learning" or "no_agreement"; None = they are scored. No other reason is ever shown."""
    if staff.is_minor:
        return "minor"
    if staff.contract in LEARNERS:
        return "learning"
    return "no_agreement" if staff.contract in BORROWED and not staff.has_agreement else None
