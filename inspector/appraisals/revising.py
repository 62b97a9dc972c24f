"""What a corrected inspection does to people's evidence: whom it lowers, and the ledger reversed and entered anew.

The ledger is append-only: an entry that no longer holds is taken out by another that reverses it. A month that was confirmed keeps its
frozen figures; what came later is shown beside them (`appraisals/showing.py`). Source: docs/decisions.md, Corrections.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select

from inspector.appraisals import evidence, ledger
from inspector.appraisals.ledger import Sum
from inspector.appraisals.models import LedgerEntry, MonthRecord
from inspector.extensions import db
from inspector.inspections.recorded import Recorded

Key = tuple[int, str]  # staff id and dimension


@dataclass(frozen=True, slots=True)
class Effect:
    """A person's month before and after: the rate 0..1, None where nothing was seen. is_confirmed: the month is frozen and stays so."""

    staff_id: int
    month: str
    before: Fraction | None
    after: Fraction | None
    is_confirmed: bool

    @property
    def is_lowering(self) -> bool:
        """Whether the person stands lower after it; who had no evidence has lost nothing yet."""
        return self.after is not None and self.after < (Fraction(1) if self.before is None else self.before)


def effects(recorded: Recorded) -> tuple[Effect, ...]:
    """What a corrected inspection would do to the month of each person it says something else about."""
    standing, wanted = _standing(recorded), _wanted(recorded)
    changed = sorted({staff_id for staff_id, _ in {*standing, *wanted} if _of(staff_id, standing) != _of(staff_id, wanted)})
    month = f"{recorded.business_day:%Y-%m}"
    rows = evidence.rows_of(month, changed, is_of_guests=recorded.inspection.line == evidence.GUESTS)
    frozen = set(
        db.session.scalars(select(MonthRecord.staff_id).where(MonthRecord.staff_id.in_(changed), MonthRecord.month == month))
    )
    found = []
    for staff_id in changed:
        n = sum(row.weight for row in rows.get(staff_id, ()))
        shares = sum((row.share_sum for row in rows.get(staff_id, ())), Fraction(0))
        less, more = _of(staff_id, standing), _of(staff_id, wanted)
        after_n, after_shares = n - less[0] + more[0], shares - less[1] + more[1]
        found.append(Effect(staff_id, month, _rate(shares, n), _rate(after_shares, after_n), staff_id in frozen))
    return tuple(found)


def enter(recorded: Recorded) -> None:
    """Bring the ledger to what a corrected inspection says: reverse what no longer holds, enter what does."""
    wanted = _wanted(recorded)
    for entry in _entries(recorded.inspection.id):
        key = (entry.staff_id, entry.dimension)
        if key in wanted and _figures(entry) == _figures_of(wanted[key]):
            del wanted[key]
        else:
            db.session.add(_reversed(entry, recorded))
    db.session.flush()
    if wanted:
        ledger.enter_sums(db.session.connection(), recorded, wanted)


def _wanted(recorded: Recorded) -> dict[Key, Sum]:
    return ledger.sums_of(recorded.answers) if recorded.counts and recorded.inspection.counts_for_people else {}


def _standing(recorded: Recorded) -> dict[Key, Sum]:
    found = {}
    for entry in _entries(recorded.inspection.id):
        found[entry.staff_id, entry.dimension] = one = Sum()
        one.weight, one.shares, one.answers = entry.weight, Fraction(entry.share_sum), entry.answer_count
    return found


def _entries(inspection_id: int) -> list[LedgerEntry]:
    """The entries of an inspection that hold: neither reversed nor reversing."""
    reversed_ids = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    statement = (
        select(LedgerEntry)
        .where(LedgerEntry.inspection_id == inspection_id, LedgerEntry.reverses_id.is_(None), LedgerEntry.id.not_in(reversed_ids))
        .order_by(LedgerEntry.id)
    )
    return list(db.session.scalars(statement))


def _reversed(entry: LedgerEntry, recorded: Recorded) -> LedgerEntry:
    return LedgerEntry(
        staff_id=entry.staff_id, site_id=entry.site_id, inspection_id=entry.inspection_id, inspector_id=entry.inspector_id,
        checklist_key=entry.checklist_key, dimension=entry.dimension, line=entry.line, business_day=entry.business_day,
        weight=-entry.weight, share_sum=str(-Fraction(entry.share_sum)), share_decimal=-entry.share_decimal,
        square_decimal=-entry.square_decimal, answer_count=-entry.answer_count, is_outside=entry.is_outside, reverses_id=entry.id,
        entered_at=recorded.received_at,
    )  # fmt: skip


def _of(staff_id: int, sums: Mapping[Key, Sum]) -> tuple[int, Fraction]:
    own = [one for (staff, _), one in sums.items() if staff == staff_id]
    return sum(one.weight for one in own), sum((Fraction(one.shares) for one in own), Fraction(0))


def _figures(entry: LedgerEntry) -> tuple[int, Fraction, int]:
    return entry.weight, Fraction(entry.share_sum), entry.answer_count


def _figures_of(one: Sum) -> tuple[int, Fraction, int]:
    return one.weight, Fraction(one.shares), one.answers


def _rate(shares: Fraction, n: int) -> Fraction | None:
    return Fraction(shares) / n if n else None
