"""What people say to an appraisal before it is signed: the step of behaviour, points by hand, the proposal, the second word, the talk.

Every one is a row or a field with who and when, and a line in the trail. Source: docs/decisions.md, Cycles.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from inspector.accounts.access import Actor
from inspector.appraisals import cycle_moves, outcomes, scheme_rules
from inspector.appraisals.calculating import reopen
from inspector.appraisals.cycle_models import Adjustment, Appraisal
from inspector.appraisals.cycle_trail import record
from inspector.errors import Problem
from inspector.extensions import db

CHOOSE = "This score is within one answer of an edge: choose the band."
WHY_BAND = "Please write why this band. The person reads it."
NOT_THEIR_OWN = "Nobody decides about his own appraisal. It is done one step up."


def rate_behaviour(row: Appraisal, step: int, example: str, actor: Actor, at: datetime) -> None:
    """Keep the manager's step on the behaviour scale, with one example. The caller calculates anew."""
    _must(row, "rate", actor)
    if not 1 <= step <= scheme_rules.ANCHORS:
        raise Problem("bad_form", fields={"step": "Choose one of the five steps."})
    if not example.strip():
        raise Problem("bad_form", fields={"example": "Please write one example that you saw yourself."})
    row.behaviour_step, row.behaviour_example, row.behaviour_by_id = step, example.strip(), actor.account_id
    record("appraisal.rated", f"appraisal:{row.id}", actor.account_id, at, {"step": step})


def adjust(row: Appraisal, points: int, reason: str, actor: Actor, at: datetime) -> Adjustment:
    """Ask for points by hand; they count once a second person has approved them."""
    _must(row, "adjust", actor)
    fields = {}
    if points == 0 or abs(points) > outcomes.MOST_ADJUSTMENT:
        fields["points"] = "Between -5 and 5 points, and not 0."
    if not reason.strip():
        fields["reason"] = "Please write why. The person will read it."
    if any(one_.state == "open" for one_ in row.adjustments):
        fields["points"] = "One adjustment waits for the second person already."
    if fields:
        raise Problem("bad_form", fields=fields)
    made = Adjustment(appraisal=row, points=points, reason=reason.strip(), by_id=actor.account_id, at=at)
    db.session.add(made)
    db.session.flush()
    record("appraisal.adjustment_asked", f"appraisal:{row.id}", actor.account_id, at, {"points": points})
    return made


def decide_adjustment(adjustment: Adjustment, is_approved: bool, note: str, actor: Actor, at: datetime) -> None:
    """Approve or refuse an adjustment as the second person. The caller calculates anew."""
    _must(adjustment.appraisal, "adjust", actor)
    if adjustment.state != "open":
        raise Problem("conflict", state=adjustment.state)
    if adjustment.by_id == actor.account_id:
        raise Problem("bad_form", fields={"decision": "A second person decides, not the one who asked."})
    adjustment.state = "approved" if is_approved else "refused"
    adjustment.decided_by_id, adjustment.decided_at, adjustment.decision_note = actor.account_id, at, note.strip()
    db.session.flush()
    record(f"appraisal.adjustment_{adjustment.state}", f"appraisal:{adjustment.appraisal_id}", actor.account_id, at, {})


def propose(rows: Sequence[Appraisal], note: str, actor: Actor, at: datetime) -> int:
    """Propose appraisals as the manager; those under 1.0 alone and with a reason. Those proposed already are passed over."""
    waiting = [row for row in rows if row.state == "open"]
    for row in waiting:
        _must(row, "propose", actor)
    below = [row for row in waiting if row.coefficient is not None and row.coefficient < outcomes.USUAL]
    if below and len(rows) > 1:
        raise Problem("bad_form", fields={"appraisal": "An appraisal under 1.0 is opened and proposed singly."})
    if below and not note.strip():
        raise Problem("bad_form", fields={"note": "Please write why: this appraisal is under 1.0."})
    for row in waiting:
        row.state, row.proposed_by_id, row.proposed_at, row.proposal_note = "proposed", actor.account_id, at, note.strip()
        if not needs_second(row):
            row.state = "confirmed"
        record("appraisal.proposed", f"appraisal:{row.id}", actor.account_id, at, {"coefficient": row.coefficient})
    return len(waiting)


def needs_second(row: Appraisal) -> bool:
    """Whether a second person must confirm it."""
    is_adjusted = any(one_.state == "approved" for one_ in row.adjustments)
    return cycle_moves.needs_second(row.coefficient, bool(row.figures["is_near_edge"]), is_adjusted)


def confirm(row: Appraisal, is_confirmed: bool, note: str, actor: Actor, at: datetime, band: str | None = None) -> None:
    """Confirm a proposal as the second person, or hand it back with a reason.

    band: near an edge the second person chooses one of those within one answer, with a reason; elsewhere there is nothing to choose.
    Raises Problem conflict, bad_form {"fields": {"note" | "band"}}.
    """
    _must(row, "confirm", actor)
    if row.state != "proposed":
        raise Problem("conflict", state=row.state)
    if row.proposed_by_id == actor.account_id:
        raise Problem("bad_form", fields={"note": "A second person confirms, not the one who proposed."})
    if not is_confirmed and not note.strip():
        raise Problem("bad_form", fields={"note": "Please write why it goes back."})
    within = row.figures.get("edge_bands") or []
    if is_confirmed and within and (band not in within or not note.strip()):
        name, sentence = ("band", CHOOSE) if band not in within else ("note", WHY_BAND)
        raise Problem("bad_form", fields={name: sentence})
    if is_confirmed:
        row.chosen_band = band if within else None
        row.state, row.second_by_id, row.second_at, row.second_note = "confirmed", actor.account_id, at, note.strip()
    else:
        reopen(row)
    record("appraisal.confirmed" if is_confirmed else "appraisal.returned", f"appraisal:{row.id}", actor.account_id, at, {"band": row.band})


def talk(row: Appraisal, held_on: date | None, note: str, actor: Actor, at: datetime) -> None:
    """Note the talk about an appraisal: when, and what was agreed."""
    _must(row, "talk", actor)
    if held_on is None or held_on > at.astimezone(ZoneInfo(row.site.timezone)).date():
        raise Problem("bad_form", fields={"talk_on": "Write the day of the talk; it cannot lie ahead."})
    if not note.strip():
        raise Problem("bad_form", fields={"talk_note": "Write what you agreed on."})
    row.talk_on, row.talk_note, row.talk_by_id = held_on, note.strip(), actor.account_id
    record("appraisal.talked", f"appraisal:{row.id}", actor.account_id, at, {"on": held_on.isoformat()})


def _must(row: Appraisal, action: str, actor: Actor) -> None:
    if not cycle_moves.may(action, row.cycle.state):
        raise Problem("conflict", state=row.cycle.state)
    if row.staff.account_id == actor.account_id:
        raise Problem("bad_form", fields={"appraisal": NOT_THEIR_OWN})
