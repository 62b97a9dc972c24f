"""Calculates the appraisals of a cycle from what was gathered, before the lock.

What was gathered comes as plain dataclasses from `pipelines/closing.py`. Source: docs/decisions.md, Cycles.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from inspector.appraisals import appraisal_figures, appraising, cycle_moves, outcomes, scheme_rules
from inspector.appraisals.appraising import Measured
from inspector.appraisals.cycle_models import Appraisal, Cycle
from inspector.appraisals.gathered import Gathered, Stretch
from inspector.appraisals.summary import summarise
from inspector.errors import Problem
from inspector.extensions import db


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
    guard = outcomes.guard_of(gathered.person, gathered.stretches[0].first_on, last.last_on, gathered.newcomer_days)
    if guard in outcomes.NO_SCORE:
        gathered = _bare(gathered)
    rules = [_rules(stretch) for stretch in gathered.stretches]
    scored = [
        (stretch.days, appraising.score(own, [*stretch.measured, *_rated(own, row)]))
        for stretch, own in zip(gathered.stretches, rules, strict=True)
    ]
    points = sum(one_.points for one_ in row.adjustments if one_.state == "approved") if row is not None else 0
    outcome = outcomes.decide(
        rules[-1], appraising.join(scored), guard, [lack.what for lack in gathered.month.lacks], gathered.history, points
    )
    factor, why = outcomes.multiplier(rules[-1], gathered.mystery, gathered.survey)
    return appraisal_figures.as_json(gathered, scored, outcome, factor, why)


def evidence_hash(evidence: Sequence[Sequence[Any]]) -> str:
    """The SHA-256 over what an appraisal rests on."""
    return sha256(json.dumps(sorted(map(list, evidence)), separators=(",", ":")).encode()).hexdigest()


def reopen(row: Appraisal) -> None:
    """Ask for proposal, second word and signature anew."""
    row.state = "open"
    row.proposed_by_id = row.proposed_at = row.second_by_id = row.second_at = None
    row.proposal_note, row.second_note, row.chosen_band = "", "", None
    # What was signed was another figure; an objection stays, because it still waits for an answer.
    if row.signature != "seen_objects":
        row.signature = row.signed_at = row.witness_id = None


def _write(row: Appraisal, gathered: Gathered, figures: dict[str, Any], at: datetime) -> bool:
    last = gathered.stretches[-1]
    is_changed = row.figures is not None and _judged(row.figures) != _judged(figures)
    row.site_id, row.position_id, row.scheme_id = last.site_id, last.position_id, last.scheme.id if last.scheme else None
    row.figures, row.coefficient, row.calculated_at = figures, figures["coefficient"], at
    row.evidence = [] if figures["code"] in outcomes.NO_SCORE else [list(one_) for one_ in gathered.evidence]
    row.evidence_sha256 = evidence_hash(row.evidence)
    if is_changed:
        reopen(row)
    return is_changed


def _judged(figures: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a manager proposes and a person signs. A range may move by what was seen of others; that alone reopens nothing."""
    return tuple(figures[key] for key in ("rate", "band", "coefficient", "code"))


def _bare(gathered: Gathered) -> Gathered:
    """Who may have no individual score has none of its parts kept either."""
    stretches = [replace(stretch, measured=()) for stretch in gathered.stretches]
    return replace(gathered, stretches=stretches, month=summarise((), 0.0))


def _rules(stretch: Stretch) -> scheme_rules.Rules:
    document = stretch.scheme.document if stretch.scheme else scheme_rules.usual()
    return scheme_rules.read(document)


def _rated(rules: scheme_rules.Rules, row: Appraisal | None) -> list[Measured]:
    if row is None or row.behaviour_step is None:
        return []
    return [Measured("behaviour", rules.rate_of_anchor(row.behaviour_step), 1, None, "manager")]
