"""A red line is verified: upheld it stands; not upheld the round it was seen on is corrected, so that verdict and grade follow.

Source: docs/decisions.md, Red lines and cards.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.appraisals import card_giving, red_lines
from inspector.appraisals.conduct_models import RedLine
from inspector.extensions import db
from inspector.inspections.changes import AnswerChange
from inspector.inspections.models import Answer, Inspection
from inspector.pipelines import revision

NOT_UPHELD = "The red line was not upheld"


def decide(line: RedLine, is_upheld: bool, reason: str, actor: Actor, at: datetime) -> None:
    """Uphold a red line or not. Raises what `red_lines.decide` raises; not upheld never lowers anybody."""
    red_lines.decide(line, is_upheld, reason, actor, at)
    if not is_upheld:
        _give_back(line, reason, actor, at)


def lift(line: RedLine, reason: str, actor: Actor, at: datetime) -> None:
    """An objection to an upheld red line was right: it counts no more, nor does the red card that rests on it."""
    red_lines.lift(line, actor, at)
    card = card_giving.of_red_line(line.id)
    if card is not None:
        card_giving.lift(card, reason, actor, at)
    _give_back(line, reason, actor, at)


def _give_back(line: RedLine, reason: str, actor: Actor, at: datetime) -> None:
    """Correct the round that the red line was seen on, where it failed by it."""
    if line.inspection_id is None or line.item is None:
        return
    answer = db.session.scalars(
        select(Answer).where(
            Answer.inspection_id == line.inspection_id, Answer.item == line.item, Answer.subject.is_not_distinct_from(line.subject)
        )
    ).first()
    if answer is None or not answer.is_failed:
        return
    change = AnswerChange(answer.item, answer.subject, {"state": "unseen", "value": None, "reason": NOT_UPHELD})
    inspection = db.session.get_one(Inspection, line.inspection_id)
    revision.raise_only(inspection, (change,), reason.strip(), actor, at, is_general=True)
