"""A reviewer answers a person's objection: what was said is kept, or raised by a correction with all that follows.

Nothing is ever lowered by it, for nobody. A wrong standard raises every record of that version of the list.
Source: docs/decisions.md, Objections of people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.appraisals import appeals, card_giving, evidence, records, reviewers
from inspector.appraisals.appeal_models import AppealDecision, PersonAppeal
from inspector.checklists import publishing
from inspector.checklists.definition import Checklist
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.changes import AnswerChange
from inspector.inspections.models import Answer, Inspection
from inspector.pipelines import closing, revision, verifying

OUTCOMES = ("met", "unseen", "somebody_else")
MEASURABLE = frozenset(("verdict", "k_of_n"))  # where "it was as it should be" has one value
NOT_TO_BE_SAID = "After an objection: it cannot be said"
STANDARD_WRONG = "After an objection: the standard was wrong"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a reviewer says. outcomes: {answer id: one of OUTCOMES} of what is raised; empty = everything is kept.

    is_standard_wrong: the question itself was wrong; every failure of it under this version of the list no longer counts.
    is_lifted: the card or the red line that is objected to no longer stands.
    """

    outcomes: dict[int, str]
    reason: str
    is_standard_wrong: bool = False
    is_lifted: bool = False


def decide(appeal: PersonAppeal, ruling: Ruling, actor: Actor, at: datetime) -> AppealDecision:
    """Answer an objection. Raises Problem forbidden, conflict (answered already), bad_form {"fields": {"reason" | "outcomes"}}."""
    db.session.refresh(appeal, with_for_update=True)
    if appeal.state != "open":
        raise Problem("conflict", state=appeal.state)
    if not reviewers.may_review(actor, appeal):
        raise Problem("forbidden")
    if not ruling.reason.strip():
        raise Problem("bad_form", fields={"reason": "Please say why. The person reads it."})
    if ruling.is_standard_wrong and not actor.may("checklists.publish"):
        raise Problem("bad_form", fields={"outcomes": "Only who publishes the lists may say that a standard was wrong."})
    if appeal.card is not None or appeal.red_line is not None:
        return _decide_conduct(appeal, ruling, actor, at)
    answers = {one.id: one for one in appeals.lowering_answers(appeal)}
    if any(answer_id not in answers or outcome not in OUTCOMES for answer_id, outcome in ruling.outcomes.items()):
        raise Problem("bad_form", fields={"outcomes": "Please open the page again: what it shows has changed."})
    before = records.as_of_now(appeal.staff_id, appeal.month).rate
    made = _standard_raised(appeal, ruling, actor, at) if ruling.is_standard_wrong else _raised(answers, ruling, actor, at)
    after = records.as_of_now(appeal.staff_id, appeal.month).rate
    told = [
        {"inspection": answers[i].inspection_id, "item": answers[i].item, "for": answers[i].subject, "outcome": outcome}
        for i, outcome in ruling.outcomes.items()
    ]
    decision = AppealDecision(
        level=appeal.level, outcome="raised" if made else "kept", reason=ruling.reason.strip(), is_standard_wrong=ruling.is_standard_wrong,
        raised=told, difference=[None if rate is None else str(rate) for rate in (before, after)], revisions=made,
        by_id=actor.account_id, at=at,
    )  # fmt: skip
    appeals.close(appeal, decision, at)
    if made:
        closing.keep_up(*evidence.bounds_of(appeal.month), at, None if ruling.is_standard_wrong else {appeal.staff_id})
    return decision


def _decide_conduct(appeal: PersonAppeal, ruling: Ruling, actor: Actor, at: datetime) -> AppealDecision:
    """Keep a card or a red line, or lift it; an appraisal that rests on it is calculated anew before its lock."""
    if ruling.is_lifted and appeal.card is not None:
        card_giving.lift(appeal.card, ruling.reason, actor, at)
    elif ruling.is_lifted and appeal.red_line is not None:
        verifying.lift(appeal.red_line, ruling.reason, actor, at)
        closing.keep_up(*evidence.bounds_of(appeal.month), at, {appeal.staff_id})
    outcome = "raised" if ruling.is_lifted else "kept"
    decision = AppealDecision(level=appeal.level, outcome=outcome, reason=ruling.reason.strip(), by_id=actor.account_id, at=at)
    appeals.close(appeal, decision, at)
    return decision


def _raised(answers: dict[int, Answer], ruling: Ruling, actor: Actor, at: datetime) -> list[int]:
    by_round: dict[int, list[AnswerChange]] = {}
    for answer_id, outcome in ruling.outcomes.items():
        by_round.setdefault(answers[answer_id].inspection_id, []).extend(_changes(answers[answer_id], outcome))
    return [_carry_out(inspection_id, changes, ruling, actor, at) for inspection_id, changes in by_round.items()]


def _standard_raised(appeal: PersonAppeal, ruling: Ruling, actor: Actor, at: datetime) -> list[int]:
    """Take every failure of the question out, in every round by this version of the list."""
    inspection = appeal.inspection
    if inspection is None:
        raise Problem("bad_form", fields={"outcomes": "A standard is wrong at one question: answer an objection to that answer."})
    rows = db.session.scalars(
        select(Answer)
        .join(Inspection, Inspection.id == Answer.inspection_id)
        .where(Inspection.checklist_version_id == inspection.checklist_version_id, Inspection.flag.is_(None))
        .where(Answer.item == appeal.item, Answer.is_failed, Answer.state == "answered")
        .order_by(Answer.inspection_id, Answer.id)
    ).all()
    by_round: dict[int, list[AnswerChange]] = {}
    for row in rows:
        by_round.setdefault(row.inspection_id, []).append(_unseen(row, STANDARD_WRONG))
    return [_carry_out(inspection_id, changes, ruling, actor, at) for inspection_id, changes in by_round.items()]


def _carry_out(inspection_id: int, changes: Sequence[AnswerChange], ruling: Ruling, actor: Actor, at: datetime) -> int:
    return revision.raise_only(
        db.session.get_one(Inspection, inspection_id), tuple(changes), ruling.reason.strip(), actor, at, is_general=ruling.is_standard_wrong
    ).id


def _changes(answer: Answer, outcome: str) -> list[AnswerChange]:
    checklist = publishing.compiled(answer.inspection.version.sha256)
    if outcome == "somebody_else":
        return _given_away(answer, checklist)
    if outcome == "unseen":
        return [_unseen(answer, NOT_TO_BE_SAID)]
    item = checklist.item(answer.item)
    if item.type not in MEASURABLE:
        raise Problem("bad_form", fields={"outcomes": "This question has no single right answer. Take “It cannot be said” instead."})
    value: Any = "pass" if item.type == "verdict" else {"k": answer.value["n"], "n": answer.value["n"]}
    return [AnswerChange(answer.item, answer.subject, {"state": "answered", "value": value})]


def _given_away(answer: Answer, checklist: Checklist) -> list[AnswerChange]:
    """The answer goes to somebody unknown. In a section asked of each person nothing else of that one was seen, nor this of the other."""
    unknown = _unknown(answer.inspection.answers)
    section = next(one for one in checklist.sections if any(item.id == answer.item for item in one.items))
    if section.repeat is None:
        return [AnswerChange(answer.item, answer.subject, {"for": unknown})]
    nothing = {"state": "unseen", "value": None, "reason": NOT_TO_BE_SAID}
    seen = {"state": "answered", "value": answer.value, "note": answer.note}
    rest = [item.id for item in section.items if item.is_scored and item.id != answer.item]
    return [
        _unseen(answer, NOT_TO_BE_SAID), AnswerChange(answer.item, unknown, seen),
        *(AnswerChange(item, unknown, nothing) for item in rest),
    ]  # fmt: skip


def _unseen(answer: Answer, why: str) -> AnswerChange:
    return AnswerChange(answer.item, answer.subject, {"state": "unseen", "value": None, "reason": why})


def _unknown(answers: Iterable[Answer]) -> str:
    """A name for somebody whom nobody could name, not taken on this round."""
    taken = {one.subject for one in answers}
    return next(name for name in (f"staff:unknown-{n}" for n in range(1, len(taken) + 2)) if name not in taken)
