"""A site's objection is decided; one that is upheld puts the record right at once: a marked revision that lowers nothing."""

from __future__ import annotations

from datetime import datetime

from inspector.accounts.access import Actor
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.changes import AnswerChange
from inspector.inspections.models import Inspection
from inspector.mystery import appeals
from inspector.mystery.report_models import Appeal
from inspector.pipelines import revision

LONGEST_REASON = 200  # of an answer that does not apply


def decide(appeal: Appeal, state: str, answer: str, stands: str, actor: Actor, at: datetime) -> None:
    """Keep the answer, or uphold the objection and put the answer as it should stand.

    stands: na, unseen, or the value as on the wire; only for upheld. Raises as appeals.decide, and Problem bad_form for what the question
    does not take or what would lower a result.
    """
    appeals.decide(appeal, state, answer, actor.account_id, at)
    if state == "upheld":
        if not stands:
            raise Problem("bad_form", fields={"stands": "Say how the answer should stand."})
        inspection = db.session.get_one(Inspection, appeal.visit.inspection_id)
        if any(one.item == appeal.item and stands in (one.state, one.value) for one in inspection.answers):
            raise Problem("bad_form", fields={"stands": "This is how it stands already."})
        revision.raise_only(inspection, (_change(appeal.item, stands, answer),), answer, actor, at)


def _change(item: str, stands: str, why: str) -> AnswerChange:
    if stands in ("na", "unseen"):
        return AnswerChange(item, None, {"state": stands, "value": None, "reason": why[:LONGEST_REASON]})
    return AnswerChange(item, None, {"state": "answered", "value": stands})
