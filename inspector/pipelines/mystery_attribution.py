"""What guests saw of a person enters the person's record, or leaves it again: a marked revision of the released visit, and the ledger.

Nothing enters but what roster and badge make certain or the person confirmed; see `inspections/attribution.py` for who is never scored.
"""

from __future__ import annotations

from datetime import datetime

from inspector.extensions import db
from inspector.inspections.changes import AnswerChange
from inspector.inspections.models import Inspection
from inspector.mystery import attribution
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Attribution
from inspector.pipelines import revision

# Both languages: they stand in the history of the record, whoever reads it.
CERTAIN = "台区分工与工牌一致 The duty map and the badge agree."
CONFIRMED = "本人确认当时当班 The person confirmed having been on duty there."
DENIED = "本人说当时不是自己 The person says it was somebody else."


def ask(visit: Visit, by: int, at: datetime) -> None:
    """Of a visit just released: enter what is certain, ask about what is not. by: who released it."""
    for one in attribution.propose(visit, at):
        if one.state == "certain":
            _say(one, f"staff:{one.staff_id}", CERTAIN, by, at)


def answer(one: Attribution, said: str, by: int, at: datetime) -> None:
    """The person answers. Confirmed enters the record; a denial of what was entered takes it out. Raises as attribution.answer."""
    was_entered = one.state in attribution.COUNTING
    attribution.answer(one, said, by, at)
    if said == "confirmed":
        _say(one, f"staff:{one.staff_id}", CONFIRMED, by, at)
    elif was_entered:
        _say(one, None, DENIED, by, at)


def _say(one: Attribution, bearer: str | None, reason: str, by: int, at: datetime) -> None:
    inspection = db.session.get_one(Inspection, one.visit.inspection_id)
    changes = tuple(AnswerChange(item, None, {"bearer": bearer}) for item in one.items)
    revision.name_bearers(inspection, changes, reason, by, at)
