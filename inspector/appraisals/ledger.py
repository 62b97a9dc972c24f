"""Enters what an inspection says about people: evidence per person and dimension, and praise. Append-only.

What may not count (newcomers, minors, exemptions …) was decided when the answer was recorded (`inspections/attribution.py`): here only
answers that a person bears are seen. Source: docs/decisions.md, Evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Connection, exists, insert, literal, or_, select

from inspector.accounts.models import RoleAssignment
from inspector.appraisals.models import LedgerEntry, Praise
from inspector.checklists.definition import Item
from inspector.extensions import db
from inspector.inspections.recorded import Recorded, RecordedAnswer
from inspector.sites.models import Site, StaffAssignment, StaffMember

MEASURED_TYPES = frozenset(("k_of_n", "number", "stopwatch", "deduct"))  # a moment of truth with a figure weighs double
MOMENT_WEIGHT = 2
STORE_ROLES = ("store_manager", "supervisor")


@dataclass(slots=True)
class Sum:
    """The evidence of one round about one person in one dimension while it is added up."""

    weight: int = 0
    shares: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)
    answers: int = 0

    def add(self, answer: RecordedAnswer) -> None:
        """Add one scored answer."""
        share = min(Fraction(1), max(Fraction(0), answer.earned / answer.possible))
        weight = weight_of(answer)
        self.weight += weight
        self.shares += weight * share
        # n observations of k of n are n times yes or no, whose squares are themselves.
        self.squares += weight * (share if answer.item.type == "k_of_n" else share * share)
        self.answers += observations_of(answer)


def enter(recorded: Recorded) -> None:
    """Enter the evidence and the praise of one recorded inspection."""
    if not recorded.counts:
        return
    connection = db.session.connection()
    if recorded.praise:
        _enter_praise(connection, recorded)
    if recorded.inspection.line == "self":
        return
    sums = sums_of(recorded.answers)
    if sums:
        _enter_sums(connection, recorded, sums)


def sums_of(answers: tuple[RecordedAnswer, ...]) -> dict[tuple[int, str], Sum]:
    """The evidence by (staff id, dimension). An item without a dimension counts under `general`."""
    sums: dict[tuple[int, str], Sum] = {}
    for answer in answers:
        if answer.staff_id is not None and is_evidence(answer):
            sums.setdefault((answer.staff_id, answer.item.dimension or "general"), Sum()).add(answer)
    return sums


def is_evidence(answer: RecordedAnswer) -> bool:
    """Whether an answer is evidence about the person who bears it: seen, scored, no bonus, no feeling, with points to lose."""
    item = answer.item
    return (
        answer.borne_by == "person"
        and answer.state == "answered"
        and answer.possible > 0
        and not item.bonus
        and not item.subjective
    )


def weight_of(answer: RecordedAnswer) -> int:
    """1, or 2 for a moment of truth with a measurable edge; times the observations of a k of n."""
    return (MOMENT_WEIGHT if is_measured_moment(answer.item) else 1) * observations_of(answer)


def observations_of(answer: RecordedAnswer) -> int:
    """How often something was seen: the n of a k of n, else once."""
    return max(1, answer.observations)


def is_measured_moment(item: Item) -> bool:
    """A moment of truth whose answer is a figure, so that nobody can argue about its edge."""
    return item.moment and item.type in MEASURED_TYPES


def _enter_sums(connection: Connection, recorded: Recorded, sums: dict[tuple[int, str], Sum]) -> None:
    inspection = recorded.inspection
    common = {
        "site_id": inspection.site_id, "inspection_id": inspection.id, "inspector_id": inspection.author_id,
        "checklist_key": recorded.checklist.id, "line": inspection.line, "business_day": recorded.business_day,
        "is_outside": not _works_here(connection, recorded), "entered_at": recorded.received_at,
    }  # fmt: skip
    connection.execute(
        insert(LedgerEntry.__table__),
        [
            common | {"staff_id": staff_id, "dimension": dimension, "weight": one.weight, "share_sum": str(one.shares),
                      "share_decimal": float(one.shares), "square_decimal": float(one.squares), "answer_count": one.answers}
            for (staff_id, dimension), one in sums.items()
        ],
    )  # fmt: skip


def _works_here(connection: Connection, recorded: Recorded) -> bool:
    """Whether the inspector belongs to the site: works there that day, or manages just it."""
    inspection, day = recorded.inspection, recorded.business_day
    works = (
        exists()
        .where(StaffMember.account_id == inspection.author_id, StaffAssignment.staff_id == StaffMember.id)
        .where(StaffAssignment.site_id == inspection.site_id, StaffAssignment.from_on <= day)
        .where(or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= day))
    )
    manages = (
        exists()
        .where(RoleAssignment.account_id == inspection.author_id, RoleAssignment.ended_at.is_(None))
        .where(RoleAssignment.role.in_(STORE_ROLES))
        .where(RoleAssignment.scope_id == Site.scope_id, Site.id == inspection.site_id)
    )
    return bool(connection.execute(select(literal(1)).where(or_(works, manages))).scalar())


def _enter_praise(connection: Connection, recorded: Recorded) -> None:
    inspection = recorded.inspection
    connection.execute(
        insert(Praise.__table__),
        [
            {"staff_id": staff_id, "site_id": inspection.site_id, "inspection_id": inspection.id, "note": note,
             "by_id": inspection.author_id, "business_day": recorded.business_day, "at": recorded.received_at}
            for staff_id, note in recorded.praise
        ],
    )  # fmt: skip
