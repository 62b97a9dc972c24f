"""Cycles and the appraisals in them: opened, filled from what was gathered, proposed, confirmed, talked over, signed, locked.

What was gathered comes as plain dataclasses from `pipelines/closing.py`. Every change is a row or a field with who and when, and a line in
the trail. Source: docs/decisions.md, Cycles.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.appraisals import appraising, cycle_moves, periods, scheme_rules
from inspector.appraisals.appraising import History, Measured, Outcome, Person, Reason, Scored
from inspector.appraisals.cycle_models import Adjustment, Appraisal, AppraisalDifference, Cycle, CycleMove
from inspector.appraisals.models import SIGNATURES
from inspector.appraisals.records import LATER
from inspector.appraisals.scheme_models import Scheme
from inspector.appraisals.summary import Month, summarise
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.notices import board

TO_SIGN = "Your appraisal of %(period)s is ready. Please look at it and say that you have seen it."
OBJECTED = "%(name)s has seen the appraisal of %(period)s and objects."
NOT_THEIR_OWN = "Nobody decides about his own appraisal. It is done one step up."


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where and as what a person worked for some days of a period, and what was measured there. scheme None: none was in force."""

    site_id: int
    site: str
    position_id: int
    position: Mapping[str, str]
    first_on: date
    last_on: date
    scheme: Scheme | None
    measured: Sequence[Measured]

    @property
    def days(self) -> int:
        """How many days, both ends included."""
        return (self.last_on - self.first_on).days + 1


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything one person's appraisal is made from. month: all rounds of the period pooled, for the least evidence.

    multiplier: of the site that pays. evidence: [(kind, id, hash)] of everything read.
    """

    staff_id: int
    stretches: Sequence[Stretch]
    month: Month
    person: Person
    history: History
    mystery: tuple[Fraction, int] | None
    survey: tuple[Fraction, int] | None
    newcomer_days: int
    evidence: Sequence[tuple[str, int, str]]


def one(cycle_id: int) -> Cycle:
    """A cycle. Raises Problem not_found."""
    found = db.session.get(Cycle, cycle_id)
    if found is None:
        raise Problem("not_found")
    return found


def appraisal(actor: Actor, appraisal_id: int, permission: str = "appraisals.read") -> Appraisal:
    """An appraisal of a site where the actor holds the permission. Raises Problem not_found."""
    found = db.session.get(Appraisal, appraisal_id)
    if found is None or not actor.may(permission, found.site_id):
        raise Problem("not_found")
    return found


def open_(key: str, by: int | None, at: datetime) -> Cycle:
    """Open the cycle of a period. Raises Problem bad_form for a period that is none, has not begun, or has one."""
    try:
        period = periods.read(key)
    except ValueError:
        raise Problem("bad_form", fields={"period": "Write a month like 2026-11 or a quarter like 2026-Q4."}) from None
    if period.first_on > at.date():
        raise Problem("bad_form", fields={"period": "This period has not begun yet."})
    if db.session.scalar(select(Cycle.id).where(Cycle.period == key)) is not None:
        raise Problem("bad_form", fields={"period": "This period has its cycle already."})
    made = Cycle(period=key, first_on=period.first_on, last_on=period.last_on, opened_by_id=by, opened_at=at)
    db.session.add(made)
    db.session.flush()
    _note("cycle.opened", f"cycle:{made.id}", by, at, {"period": key})
    return made


def move(cycle: Cycle, to: str, note: str, by: int | None, today: date, at: datetime) -> None:
    """Take a cycle a step on, or back to collecting with a reason. Raises Problem conflict, bad_form with what stands against it."""
    if not cycle_moves.may_move(cycle.state, to):
        raise Problem("conflict", state=cycle.state)
    is_back = cycle_moves.is_back(cycle.state, to)
    obstacle = "Please write why it goes back." if is_back and not note.strip() else obstacle_to(cycle, to, today)
    if obstacle:
        raise Problem("bad_form", fields={"note" if is_back else "to": obstacle})
    db.session.add(CycleMove(cycle=cycle, from_state=cycle.state, to_state=to, by_id=by, at=at, note=note.strip()))
    if is_back:
        for row in cycle.appraisals:
            _reopen(row)
    cycle.state = to
    if to == "locked":
        cycle.locked_at = at
    db.session.flush()
    _note(f"cycle.{to}", f"cycle:{cycle.id}", by, at, {"period": cycle.period})
    if to == "acknowledge":
        _ask_to_sign(cycle, at)


def obstacle_to(cycle: Cycle, to: str, today: date) -> str | None:
    """Why a cycle cannot take a step yet, as a sentence; None for nothing."""
    if to == "collect" and cycle.state == "open" and today <= cycle.last_on:
        return "The period is not over yet. Its data are cut at the end of its last day."
    if to == "propose" and cycle.collected_at is None:
        return "Nothing was gathered yet."
    if to == "discuss" and any(row.state == "open" for row in cycle.appraisals):
        return "Not every appraisal is proposed yet."
    if to in ("acknowledge", "appeal", "locked") and any(row.state != "confirmed" for row in cycle.appraisals):
        return "Not every appraisal is confirmed yet."
    if to == "locked" and today < periods.calendar_of(periods.read(cycle.period)).lock_on:
        return "It is locked on the sixth day after the period at the earliest, so that objections can be decided before."
    return None


def enter(cycle: Cycle, gathered: Iterable[Gathered], at: datetime) -> int:
    """Calculate appraisals from what was gathered; returns how many changed. Raises Problem conflict once the cycle is locked.

    What changes is proposed anew; what stays as it was keeps its proposal, its confirmation and its signature.
    """
    if not cycle_moves.may("recalculate", cycle.state):
        raise Problem("conflict", state=cycle.state)
    known = {row.staff_id: row for row in cycle.appraisals}
    changed = 0
    for one_ in gathered:
        row = known.get(one_.staff_id)
        figures = calculate(one_, row)
        if row is None:
            row = Appraisal(cycle=cycle, staff_id=one_.staff_id)
            db.session.add(row)
        changed += _write(row, one_, figures, at)
    cycle.collected_at = at
    db.session.flush()
    return changed


def calculate(gathered: Gathered, row: Appraisal | None = None) -> dict[str, Any]:
    """The figures of one person as JSON, exact. row: the appraisal with what was rated and adjusted by hand, if there is one."""
    last = gathered.stretches[-1]
    guard = appraising.guard_of(gathered.person, gathered.stretches[0].first_on, last.last_on, gathered.newcomer_days)
    if guard in appraising.NO_SCORE:
        gathered = _bare(gathered)
    rules = [_rules(stretch) for stretch in gathered.stretches]
    scored = [
        (stretch.days, appraising.score(own, [*stretch.measured, *_rated(own, row)]))
        for stretch, own in zip(gathered.stretches, rules, strict=True)
    ]
    points = sum(one_.points for one_ in row.adjustments if one_.state == "approved") if row is not None else 0
    outcome = appraising.decide(
        rules[-1], appraising.join(scored), guard, [lack.what for lack in gathered.month.lacks], gathered.history, points
    )
    factor, why = appraising.multiplier(rules[-1], gathered.mystery, gathered.survey)
    return _as_json(gathered, scored, outcome, factor, why)


def rate_behaviour(row: Appraisal, step: int, example: str, actor: Actor, at: datetime) -> None:
    """Keep the manager's step on the behaviour scale, with one example. The caller calculates anew."""
    _must(row, "rate", actor)
    if not 1 <= step <= scheme_rules.ANCHORS:
        raise Problem("bad_form", fields={"step": "Choose one of the five steps."})
    if not example.strip():
        raise Problem("bad_form", fields={"example": "Please write one example that you saw yourself."})
    row.behaviour_step, row.behaviour_example, row.behaviour_by_id = step, example.strip(), actor.account_id
    _note("appraisal.rated", f"appraisal:{row.id}", actor.account_id, at, {"step": step})


def adjust(row: Appraisal, points: int, reason: str, actor: Actor, at: datetime) -> Adjustment:
    """Ask for points by hand; they count once a second person has approved them."""
    _must(row, "adjust", actor)
    fields = {}
    if points == 0 or abs(points) > appraising.MOST_ADJUSTMENT:
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
    _note("appraisal.adjustment_asked", f"appraisal:{row.id}", actor.account_id, at, {"points": points})
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
    _note(f"appraisal.adjustment_{adjustment.state}", f"appraisal:{adjustment.appraisal_id}", actor.account_id, at, {})


def propose(rows: Sequence[Appraisal], note: str, actor: Actor, at: datetime) -> int:
    """Propose appraisals as the manager; those under 1.0 alone and with a reason. Those proposed already are passed over."""
    waiting = [row for row in rows if row.state == "open"]
    for row in waiting:
        _must(row, "propose", actor)
    below = [row for row in waiting if row.coefficient is not None and row.coefficient < appraising.USUAL]
    if below and len(rows) > 1:
        raise Problem("bad_form", fields={"appraisal": "An appraisal under 1.0 is opened and proposed singly."})
    if below and not note.strip():
        raise Problem("bad_form", fields={"note": "Please write why: this appraisal is under 1.0."})
    for row in waiting:
        row.state, row.proposed_by_id, row.proposed_at, row.proposal_note = "proposed", actor.account_id, at, note.strip()
        if not needs_second(row):
            row.state = "confirmed"
        _note("appraisal.proposed", f"appraisal:{row.id}", actor.account_id, at, {"coefficient": row.coefficient})
    return len(waiting)


def needs_second(row: Appraisal) -> bool:
    """Whether a second person must confirm it."""
    is_adjusted = any(one_.state == "approved" for one_ in row.adjustments)
    return cycle_moves.needs_second(row.coefficient, bool(row.figures["is_near_edge"]), is_adjusted)


def confirm(row: Appraisal, is_confirmed: bool, note: str, actor: Actor, at: datetime) -> None:
    """Confirm a proposal as the second person, or hand it back with a reason."""
    _must(row, "confirm", actor)
    if row.state != "proposed":
        raise Problem("conflict", state=row.state)
    if row.proposed_by_id == actor.account_id:
        raise Problem("bad_form", fields={"note": "A second person confirms, not the one who proposed."})
    if not is_confirmed and not note.strip():
        raise Problem("bad_form", fields={"note": "Please write why it goes back."})
    if is_confirmed:
        row.state, row.second_by_id, row.second_at, row.second_note = "confirmed", actor.account_id, at, note.strip()
    else:
        _reopen(row)
    _note("appraisal.confirmed" if is_confirmed else "appraisal.returned", f"appraisal:{row.id}", actor.account_id, at, {})


def talk(row: Appraisal, held_on: date | None, note: str, actor: Actor, at: datetime) -> None:
    """Note the talk about an appraisal: when, and what was agreed."""
    _must(row, "talk", actor)
    if held_on is None or held_on > at.date():
        raise Problem("bad_form", fields={"talk_on": "Write the day of the talk; it cannot lie ahead."})
    if not note.strip():
        raise Problem("bad_form", fields={"talk_note": "Write what you agreed on."})
    row.talk_on, row.talk_note, row.talk_by_id = held_on, note.strip(), actor.account_id
    _note("appraisal.talked", f"appraisal:{row.id}", actor.account_id, at, {"on": held_on.isoformat()})


def sign(row: Appraisal, signature: str, note: str, by: int, at: datetime, witness_id: int | None = None) -> None:
    """Say that one has seen one's own appraisal: seen, seen_objects (with what one objects to) or not_now. Seen is not agreed.

    witness_id: of whoever was there when it was signed on paper or on a shared tablet. Raises Problem malformed, conflict, bad_form.
    """
    if signature not in SIGNATURES:
        raise Problem("malformed", why=f"there is no signature {signature}")
    if not cycle_moves.may("sign", row.cycle.state) or signature not in LATER[row.signature]:
        raise Problem("conflict", state=row.signature or row.cycle.state)
    if signature == "seen_objects" and not note.strip():
        raise Problem("bad_form", fields={"note": "Please say what you object to. One sentence is enough."})
    row.signature, row.signed_at, row.signature_note, row.witness_id = signature, at, note.strip(), witness_id
    _note(f"appraisal.{signature}", f"appraisal:{row.id}", by, at, {"witness": witness_id} if witness_id else {})
    if signature == "seen_objects" and row.proposed_by_id is not None:
        values = {"name": row.staff.name, "period": row.cycle.period}
        board.announce([row.proposed_by_id], f"appraisal:{row.id}:objects", OBJECTED, values, f"/appraisals/{row.id}", at)


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
    _note("appraisal.differs", f"appraisal:{row.id}", None, at, {"evidence": evidence_sha256})
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
    _note(f"appraisal.difference_{state}", f"appraisal:{difference.appraisal_id}", by, at, {"difference": difference.id})


def evidence_hash(evidence: Sequence[Sequence[Any]]) -> str:
    """The SHA-256 over what an appraisal rests on."""
    return sha256(json.dumps(sorted(map(list, evidence)), separators=(",", ":")).encode()).hexdigest()


def _write(row: Appraisal, gathered: Gathered, figures: dict[str, Any], at: datetime) -> bool:
    last = gathered.stretches[-1]
    is_changed = row.figures is not None and _judged(row.figures) != _judged(figures)
    row.site_id, row.position_id, row.scheme_id = last.site_id, last.position_id, last.scheme.id if last.scheme else None
    row.figures, row.coefficient, row.calculated_at = figures, figures["coefficient"], at
    row.evidence = [] if figures["code"] in appraising.NO_SCORE else [list(one_) for one_ in gathered.evidence]
    row.evidence_sha256 = evidence_hash(row.evidence)
    if is_changed:
        _reopen(row)
    return is_changed


def _judged(figures: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a manager proposes and a person signs. A range may move by what was seen of others; that alone reopens nothing."""
    return tuple(figures[key] for key in ("rate", "band", "coefficient", "code"))


def _bare(gathered: Gathered) -> Gathered:
    """Who may have no individual score has none of its parts kept either."""
    stretches = [replace(stretch, measured=()) for stretch in gathered.stretches]
    return replace(gathered, stretches=stretches, month=summarise((), 0.0))


def _reopen(row: Appraisal) -> None:
    row.state = "open"
    row.proposed_by_id = row.proposed_at = row.second_by_id = row.second_at = None
    row.proposal_note = row.second_note = ""
    # What was signed was another figure; an objection stays, because it still waits for an answer.
    if row.signature != "seen_objects":
        row.signature = row.signed_at = row.witness_id = None


def _must(row: Appraisal, action: str, actor: Actor) -> None:
    if not cycle_moves.may(action, row.cycle.state):
        raise Problem("conflict", state=row.cycle.state)
    if row.staff.account_id == actor.account_id:
        raise Problem("bad_form", fields={"appraisal": NOT_THEIR_OWN})


def _rules(stretch: Stretch) -> scheme_rules.Rules:
    document = stretch.scheme.document if stretch.scheme else scheme_rules.usual()
    return scheme_rules.read(document)


def _rated(rules: scheme_rules.Rules, row: Appraisal | None) -> list[Measured]:
    if row is None or row.behaviour_step is None:
        return []
    return [Measured("behaviour", rules.rate_of_anchor(row.behaviour_step), 1, None, "manager")]


def _as_json(
    gathered: Gathered, scored: Sequence[tuple[int, Scored]], outcome: Outcome, factor: Fraction, why: Sequence[Reason]
) -> dict[str, Any]:
    month = gathered.month
    return {
        "rate": _text(outcome.rate), "interval": _bounds(outcome.interval), "band": outcome.band, "standing": outcome.standing,
        "is_near_edge": outcome.is_near_edge, "coefficient": outcome.coefficient, "code": outcome.code,
        "reasons": [[reason.code, dict(reason.values)] for reason in outcome.reasons],
        "multiplier": _text(factor), "multiplier_reasons": [[reason.code, dict(reason.values)] for reason in why],
        "stretches": [
            {"site": one_.site, "site_id": one_.site_id, "position": dict(one_.position), "days": one_.days,
             "first": one_.first_on.isoformat(), "last": one_.last_on.isoformat(),
             "scheme": one_.scheme.id if one_.scheme else None, "number": one_.scheme.number if one_.scheme else None,
             "sha256": one_.scheme.sha256 if one_.scheme else None, "parts": [_part(part) for part in own.parts]}
            for one_, (_days, own) in zip(gathered.stretches, scored, strict=True)
        ],
        "evidence": {"answers": month.answers, "rounds": month.rounds, "days": month.days, "inspectors": month.inspectors,
                     "outside_share": _text(month.outside_share), "lacks": [asdict(lack) for lack in month.lacks]},
    }  # fmt: skip


def _part(part: appraising.Part) -> dict[str, Any]:
    return {
        "key": part.key, "rate": _text(part.rate), "n": part.n, "interval": _bounds(part.interval), "source": part.source,
        "weight": part.weight, "used": _text(part.used), "points": _text(part.points), "why_missing": part.why_missing,
    }  # fmt: skip


def _text(figure: Fraction | None) -> str | None:
    return None if figure is None else str(figure)


def _bounds(interval: Any) -> list[float] | None:
    return None if interval is None else [interval.lower, interval.upper]


def _ask_to_sign(cycle: Cycle, at: datetime) -> None:
    for row in cycle.appraisals:
        if row.staff.account_id is not None and row.figures["code"] not in appraising.NO_SCORE:
            key, url = f"appraisal:{row.id}:sign:{len(cycle.moves)}", f"/me/appraisal?period={cycle.period}"
            board.announce([row.staff.account_id], key, TO_SIGN, {"period": cycle.period}, url, at)


def _note(action: str, target: str, by: int | None, at: datetime, details: Mapping[str, Any]) -> None:
    trail.record(action, target, actor_id=by, at=at, details=details)
