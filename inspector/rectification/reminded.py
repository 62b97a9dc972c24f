"""What a person was reminded of on the spot, for the pages about people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from inspector.checklists import publishing
from inspector.checklists.models import ChecklistVersion
from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.rectification.models import Reminder


@dataclass(frozen=True, slots=True)
class Reminded:
    """A reminder for a page: the question it is about."""

    reminder: Reminder
    ask: dict[str, str]


def of_person(staff_id: int, first: date, last: date) -> list[Reminded]:
    """The reminders a person was given between two days, newest first."""
    rows = db.session.execute(
        select(Reminder, ChecklistVersion.sha256)
        .join(Inspection, Inspection.id == Reminder.inspection_id)
        .join(ChecklistVersion, ChecklistVersion.id == Inspection.checklist_version_id)
        .where(Reminder.staff_id == staff_id, Reminder.business_day.between(first, last))
        .order_by(Reminder.at.desc())
    )
    return [Reminded(reminder, dict(publishing.compiled(sha).item(reminder.item).ask)) for reminder, sha in rows]
