"""Which due round an inspection keeps."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, select, update

from inspector.plans.models import Assignment, Plan
from inspector.prepared import Prepared

_ASSIGNMENT, _PLAN = Assignment.__table__, Plan.__table__.c
# Kept after it was missed too: the tablet may have been without a network when the sweep came.
_OPEN = Prepared(
    select(_ASSIGNMENT.c.id, _ASSIGNMENT.c.due_at, _PLAN.area_id, _PLAN.shift_id, _PLAN.account_id)
    .join(Plan.__table__, _PLAN.id == _ASSIGNMENT.c.plan_id)
    .where(_ASSIGNMENT.c.site_id == bindparam("site"), or_(_ASSIGNMENT.c.state == "due", _ASSIGNMENT.c.state == "missed"))
    .where(_ASSIGNMENT.c.opens_at <= bindparam("started"), _ASSIGNMENT.c.missed_at > bindparam("started"))
    .where(_PLAN.checklist_key == bindparam("checklist"), _PLAN.line == bindparam("line"))
    .order_by(_ASSIGNMENT.c.due_at, _ASSIGNMENT.c.id)
)
_KEEP = Prepared(
    update(_ASSIGNMENT)
    .where(_ASSIGNMENT.c.id == bindparam("assignment"))
    .values({name: bindparam(name) for name in ("state", "inspection_id", "done_at", "is_late")})
)


def keep(
    connection: Connection, inspection_id: int, *, site_id: int, checklist: str, line: str, area_id: int | None, shift_id: int | None,
    author_id: int, started_at: datetime, submitted_at: datetime,
) -> int | None:  # fmt: skip
    """Let an inspection keep the earliest duty that was open when it started. Returns the assignment, None when nothing was due.

    A duty of one area or shift is kept only by a round of it; a round of the whole site keeps none of an area. Who steps in for
    somebody else keeps that duty too, but only when there is none that was open to anyone or theirs.
    """
    rows = _OPEN.rows(connection, site=site_id, started=started_at, checklist=checklist, line=line)
    for row in sorted(rows, key=lambda row: row.account_id not in (None, author_id)):
        if row.area_id in (None, area_id) and row.shift_id in (None, shift_id):
            _KEEP.run(
                connection,
                {"assignment": row.id, "state": "done", "inspection_id": inspection_id, "done_at": submitted_at,
                 "is_late": submitted_at > row.due_at},
            )  # fmt: skip
            return int(row.id)
    return None
