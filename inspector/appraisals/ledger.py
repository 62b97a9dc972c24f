"""Enters what an inspection says about people: evidence per person and dimension, and praise. Append-only.

What may not count (newcomers, minors, exemptions …) was decided when the answer was recorded (`inspections/attribution.py`): here only
answers that a person bears are seen. Source: docs/decisions.md, Evidence.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, bindparam, exists, insert, literal, or_, select

from inspector.accounts import remembering
from inspector.accounts.models import RoleAssignment
from inspector.appraisals import counting
from inspector.appraisals.models import LedgerEntry, Praise
from inspector.checklists.definition import Item
from inspector.extensions import db
from inspector.inspections.recorded import Recorded, RecordedAnswer
from inspector.prepared import Prepared, insertion
from inspector.sites.models import Site, StaffAssignment, StaffMember

MEASURED_TYPES = frozenset(("k_of_n", "number", "stopwatch", "deduct"))  # a moment of truth with a figure weighs double
MOMENT_WEIGHT = 2
STORE_ROLES = ("store_manager", "supervisor")

_ENTER = insertion(
    LedgerEntry, "staff_id", "site_id", "inspection_id", "inspector_id", "checklist_key", "dimension", "line", "business_day", "weight",
    "share_sum", "share_decimal", "square_decimal", "answer_count", "is_outside", "entered_at",
)  # fmt: skip
_WORKS = (
    exists()
    .where(StaffMember.account_id == bindparam("account"), StaffAssignment.staff_id == StaffMember.id)
    .where(StaffAssignment.site_id == bindparam("site"), StaffAssignment.from_on <= bindparam("day"))
    .where(or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= bindparam("day")))
)
_MANAGES = (
    exists()
    .where(RoleAssignment.account_id == bindparam("account"), RoleAssignment.ended_at.is_(None))
    .where(or_(*(RoleAssignment.role == role for role in STORE_ROLES)))
    .where(RoleAssignment.scope_id == Site.scope_id, Site.id == bindparam("site"))
)
_BELONGS = Prepared(select(literal(1).label("one")).where(or_(_WORKS, _MANAGES)))


class Sum:
    """The evidence of one round about one person in one dimension while it is added up; whole figures stay whole numbers, as most are."""

    __slots__ = ("answers", "shares", "squares", "weight")

    def __init__(self) -> None:
        self.weight = self.answers = 0
        self.shares: int | Fraction = 0
        self.squares: int | Fraction = 0

    def add(self, answer: RecordedAnswer) -> None:
        """Add one scored answer."""
        seen, share = observations_of(answer), share_of(answer)
        weight = weight_of(answer)
        self.weight += weight
        self.answers += seen
        if share:
            self.shares += weight * share
            # n observations of k of n are n times yes or no, whose squares are themselves.
            self.squares += weight * (share if answer.item.type == "k_of_n" else share * share)


def enter(recorded: Recorded) -> None:
    """Enter the evidence and the praise of one recorded inspection."""
    if not recorded.counts:
        return
    connection = db.session.connection()
    if recorded.praise:
        _enter_praise(connection, recorded)
    if not recorded.inspection.counts_for_people:
        return
    sums = sums_of(recorded.answers)
    if sums:
        enter_sums(connection, recorded, sums)


def sums_of(answers: tuple[RecordedAnswer, ...]) -> dict[tuple[int, str], Sum]:
    """The evidence by (staff id, dimension). An item without a dimension counts under `general`."""
    sums: dict[tuple[int, str], Sum] = {}
    for answer in answers:
        if answer.staff_id is not None and is_evidence(answer):
            sums.setdefault((answer.staff_id, answer.item.dimension or "general"), Sum()).add(answer)
    return sums


def is_evidence(answer: RecordedAnswer) -> bool:
    """Whether an answer is evidence about the person who bears it (`counting.py`)."""
    return counting.is_evidence(answer.item, answer.state, answer.borne_by, answer.possible)


def share_of(answer: RecordedAnswer) -> int | Fraction:
    """Earned of possible, 0..1; exact."""
    if answer.earned >= answer.possible:
        return 1
    return Fraction(answer.earned) / answer.possible if answer.earned > 0 else 0


def weight_of(answer: RecordedAnswer) -> int:
    """1, or 2 for a moment of truth with a measurable edge; times the observations of a k of n."""
    return observations_of(answer) * _factor(answer.item)


def weight_for(item: Item, value: Any) -> int:
    """The weight of an answer as it was written on the wire."""
    seen = int(value["n"]) if item.type == "k_of_n" and isinstance(value, dict) else 1
    return max(1, seen) * _factor(item)


def _factor(item: Item) -> int:
    return MOMENT_WEIGHT if is_measured_moment(item) else 1


def observations_of(answer: RecordedAnswer) -> int:
    """How often something was seen: the n of a k of n, else once."""
    return max(1, answer.observations)


def is_measured_moment(item: Item) -> bool:
    """A moment of truth whose answer is a figure, so that nobody can argue about its edge."""
    return item.moment and item.type in MEASURED_TYPES


def enter_sums(connection: Connection, recorded: Recorded, sums: dict[tuple[int, str], Sum]) -> None:
    """Enter sums of evidence of an inspection, by (staff id, dimension)."""
    inspection = recorded.inspection
    common = {
        "site_id": inspection.site_id, "inspection_id": inspection.id, "inspector_id": inspection.author_id,
        "checklist_key": recorded.checklist.id, "line": inspection.line, "business_day": recorded.business_day,
        "is_outside": not _works_here(connection, recorded), "entered_at": recorded.received_at,
    }  # fmt: skip
    _ENTER.run_many(
        connection,
        [
            common | {"staff_id": staff_id, "dimension": dimension, "weight": one.weight, "share_sum": str(one.shares),
                      "share_decimal": float(one.shares), "square_decimal": float(one.squares), "answer_count": one.answers}
            for (staff_id, dimension), one in sums.items()
        ],
    )  # fmt: skip


def _works_here(connection: Connection, recorded: Recorded) -> bool:
    """Whether the inspector belongs to the site: works there that day, or manages just it."""
    inspection, day = recorded.inspection, recorded.business_day
    asked = {"account": inspection.author_id, "site": inspection.site_id, "day": day}
    return remembering.recall_within(
        connection, ("works here", *asked.values()), lambda: _BELONGS.first(connection, **asked) is not None
    )


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
