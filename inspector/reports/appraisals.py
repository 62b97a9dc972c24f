"""What the document of an appraisal tells, and the rows of the payroll file: number, coefficient, reason, scheme, signature; no money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inspector.accounts.access import Actor
from inspector.accounts.naming import names_of
from inspector.appraisals import cycle_moves, month_appraisals, words
from inspector.appraisals.cycle_models import Appraisal, AppraisalDifference, Cycle
from inspector.errors import Problem
from inspector.extensions import db
from inspector.scoring.figures import fixed
from inspector.sites.models import Organisation

PAYROLL_COLUMNS = (
    "staff_number", "name", "site_code", "period", "coefficient", "site_multiplier", "reason_code", "scheme_version", "scheme_sha256",
    "signature", "evidence_sha256",
)  # fmt: skip
CORRECTION_COLUMNS = ("staff_number", "name", "period", "coefficient_locked", "coefficient_now", "decided", "note")


@dataclass(frozen=True, slots=True)
class AppraisalReport:
    """Everything the document of one appraisal shows. figures: as in `appraisals/appraisal_figures.py`; is_locked: frozen, else a draft."""

    organisation: str
    name: str
    number: str
    site: str
    position: dict[str, str]
    period: str
    made_at: datetime
    is_locked: bool
    row: Appraisal
    figures: dict[str, Any]
    names: dict[int, str]
    zone: ZoneInfo
    signature: str | None  # given, or "delivered" where the time to object is over

    @staticmethod
    def percent(share: str | float | None) -> str:
        """A share 0..1 as a percent with one digit, half up; a dash for none."""
        return "—" if share is None else fixed(Fraction(share) * 100, 1)

    @property
    def coefficient(self) -> str:
        """0.9, 1.0, 1.1 or a dash."""
        return words.coefficient(self.row.coefficient)


def appraisal_report(actor: Actor, appraisal_id: int, now: datetime) -> AppraisalReport:
    """Read one appraisal, for whoever may read appraisals of its site, or for the person once signatures are asked for.

    Raises Problem not_found.
    """
    row = db.session.get(Appraisal, appraisal_id)
    is_own = row is not None and row.staff_id == actor.staff_id and row.cycle.state in cycle_moves.ACTIONS["sign"]
    if row is None or not (is_own or actor.may("appraisals.read", row.site_id)):
        raise Problem("not_found")
    zone = ZoneInfo(row.site.timezone)
    asked = {row.proposed_by_id, row.second_by_id, row.talk_by_id, row.behaviour_by_id, row.witness_id}
    asked |= {one.by_id for one in row.adjustments} | {one.decided_by_id for one in row.adjustments}
    return AppraisalReport(
        organisation=db.session.scalar(select(Organisation.name)) or "", name=row.staff.name, number=row.staff.number, site=row.site.name,
        position=row.position.name, period=row.cycle.period, made_at=now.astimezone(zone), is_locked=row.cycle.state == "locked", row=row,
        figures=row.figures, names=names_of(asked - {None}), zone=zone,
        signature=month_appraisals.signature_of(row, now),
    )  # fmt: skip


def payroll(cycle_id: int) -> Cycle:
    """The locked cycle of a payroll file. Raises Problem not_found, conflict before the lock."""
    cycle = db.session.get(Cycle, cycle_id)
    if cycle is None:
        raise Problem("not_found")
    if cycle.state != "locked":
        raise Problem("conflict", state=cycle.state)
    return cycle


def payroll_rows(cycle: Cycle) -> Iterator[Sequence[Any]]:
    """One row for each person, by staff number."""
    statement = select(Appraisal).where(Appraisal.cycle_id == cycle.id).options(joinedload(Appraisal.staff), joinedload(Appraisal.site))
    for row in sorted(db.session.scalars(statement), key=lambda one: one.staff.number):
        last = row.figures["stretches"][-1]
        yield (
            row.staff.number, row.staff.name, row.site.code, cycle.period,
            None if row.coefficient is None else words.coefficient(row.coefficient),
            None if row.coefficient is None else fixed(Fraction(row.figures["multiplier"]), 3), row.figures["code"],
            last["number"], last["sha256"], row.signature or month_appraisals.DELIVERED, row.evidence_sha256,
        )  # fmt: skip


def correction_rows(cycle: Cycle) -> Iterator[Sequence[Any]]:
    """What earlier periods owe: differences decided to be made good, since the lock of the cycle before this one."""
    statement = (
        select(AppraisalDifference, Appraisal, Cycle)
        .join(Appraisal, Appraisal.id == AppraisalDifference.appraisal_id)
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .where(AppraisalDifference.state == "next_period", Cycle.last_on < cycle.first_on)
        .order_by(AppraisalDifference.id)
    )
    before = db.session.scalar(
        select(Cycle.locked_at).where(Cycle.state == "locked", Cycle.last_on < cycle.first_on).order_by(Cycle.last_on.desc()).limit(1)
    )
    for difference, row, own in db.session.execute(statement):
        if before is None or difference.decided_at is None or difference.decided_at >= before:
            yield (
                row.staff.number, row.staff.name, own.period, words.coefficient(row.coefficient),
                words.coefficient(difference.coefficient), f"{difference.decided_at:%Y-%m-%d}", difference.decision_note,
            )  # fmt: skip
