"""What an appraisal would say now where that differs from what was locked, and what HR lets follow from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inspector.appraisals.cycle_models import Appraisal, AppraisalDifference
from inspector.appraisals.cycle_trail import record
from inspector.errors import Problem
from inspector.extensions import db


def note_difference(row: Appraisal, figures: dict[str, Any], evidence_sha256: str, at: datetime) -> AppraisalDifference | None:
    """Keep what a locked appraisal would say now, once for each state of its evidence; the locked figures stay."""
    before, now = (row.figures["rate"], row.coefficient), (figures["rate"], figures["coefficient"])
    if before == now or any(one_.evidence_sha256 == evidence_sha256 for one_ in row.differences):
        return None
    made = AppraisalDifference(
        appraisal=row, evidence_sha256=evidence_sha256, figures=figures, coefficient=figures["coefficient"], found_at=at
    )
    db.session.add(made)
    db.session.flush()
    record("appraisal.differs", f"appraisal:{row.id}", None, at, {"evidence": evidence_sha256})
    return made


def decide_difference(difference: AppraisalDifference, state: str, note: str, by: int, at: datetime) -> None:
    """Say what follows from a difference: next_period (made good with the next pay) or noted. A lower coefficient is only noted."""
    if difference.state != "open":
        raise Problem("conflict", state=difference.state)
    was, now = difference.appraisal.coefficient, difference.coefficient
    if state not in ("next_period", "noted"):
        raise Problem("malformed", why=f"there is no decision {state}")
    if state == "next_period" and was is not None and now is not None and now < was:
        raise Problem("bad_form", fields={"decision": "After the lock nothing is taken away again. It can only be noted."})
    difference.state, difference.decided_by_id, difference.decided_at, difference.decision_note = state, by, at, note.strip()
    record(f"appraisal.difference_{state}", f"appraisal:{difference.appraisal_id}", by, at, {"difference": difference.id})
