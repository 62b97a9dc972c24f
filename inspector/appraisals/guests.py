"""What guests saw of a person: apart from the rounds of a month, and a figure only from nine visits on.

Source: docs/decisions.md, Mystery visits. A visit is one guest on one evening: below nine it stands to be read and counts for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from inspector.appraisals.evidence import GUESTS
from inspector.appraisals.models import LedgerEntry
from inspector.checklists import publishing
from inspector.checklists.definition import Item
from inspector.checklists.models import ChecklistVersion
from inspector.extensions import db
from inspector.inspections.models import Answer, Inspection
from inspector.measurement.intervals import ASSUMED_LIKENESS, Interval, design_effect, wilson

LEAST_VISITS = 9  # before it may be a part of anybody's appraisal
ROLLING = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Figure:
    """What the visits of half a year say of a person. rate 0..1 and interval: None below LEAST_VISITS. n: sum of weights."""

    visits: int
    n: int
    rate: Fraction | None
    interval: Interval | None

    @property
    def counts(self) -> bool:
        """Whether there are enough visits for it to be a component of an appraisal."""
        return self.visits >= LEAST_VISITS


@dataclass(frozen=True, slots=True)
class SeenByGuest:
    """One answer of a guest about a person. state, value: as macros for answers expect."""

    item: Item
    state: str
    value: Any
    is_failed: bool
    note: str | None


def figure(staff_id: int, until: date) -> Figure:
    """What guests saw of a person in the half year up to a day."""
    rows = db.session.execute(
        select(LedgerEntry.inspection_id, func.sum(LedgerEntry.weight).label("n")).group_by(LedgerEntry.inspection_id)
        .where(LedgerEntry.staff_id == staff_id, LedgerEntry.line == GUESTS)
        .where(LedgerEntry.business_day > until - ROLLING, LedgerEntry.business_day <= until)
    ).all()  # fmt: skip
    weights = {row.inspection_id: int(row.n) for row in rows if row.n > 0}
    n = sum(weights.values())
    if len(weights) < LEAST_VISITS:
        return Figure(len(weights), n, None, None)
    entries = select(LedgerEntry.share_sum).where(LedgerEntry.staff_id == staff_id, LedgerEntry.inspection_id.in_(weights))
    shares = sum((Fraction(one) for one in db.session.scalars(entries)), Fraction(0))
    effect = design_effect(list(weights.values()), ASSUMED_LIKENESS)  # too few visits to estimate it
    return Figure(len(weights), n, shares / n, wilson(shares, n, effect=effect))


def seen_in(staff_id: int, inspection_ids: Sequence[int]) -> dict[int, list[SeenByGuest]]:
    """{inspection: what its guest saw of a person} of visits whose answers bear that person's name now."""
    rows = db.session.execute(
        select(Answer, ChecklistVersion.sha256)
        .join(Inspection, Inspection.id == Answer.inspection_id)
        .join(ChecklistVersion, ChecklistVersion.id == Inspection.checklist_version_id)
        .where(Answer.inspection_id.in_(inspection_ids), Answer.staff_id == staff_id, Inspection.line == GUESTS)
        .order_by(Answer.id)
    )
    found: dict[int, list[SeenByGuest]] = {}
    for answer, sha256 in rows:
        item = publishing.compiled(sha256).item(answer.item)
        one = SeenByGuest(item, answer.state, answer.value, answer.is_failed, answer.note)
        found.setdefault(answer.inspection_id, []).append(one)
    return found
