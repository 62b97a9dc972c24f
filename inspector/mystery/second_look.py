"""Whether a second person must decide about a report, because one answer more or less would change the grade.

Source: docs/decisions.md, Mystery visits; measurement/edges.py says what near is.
"""

from __future__ import annotations

import json
from fractions import Fraction

from inspector.checklists import publishing
from inspector.checklists.definition import Scoring
from inspector.inspections import payload
from inspector.inspections.evaluation import evaluate
from inspector.measurement.edges import Bands, is_near_edge
from inspector.mystery.report_models import Report

HUNDRED = 100


def is_needed(report: Report) -> bool:
    """Whether the score of a report, as corrected, stands within one answer of an edge of its form."""
    raw = json.loads(report.body)
    put_right = {one["item"]: {"state": one["state"], "value": one["value"]} for one in report.corrections}
    raw["answers"] = [one | put_right.get(one["item"], {}) for one in raw["answers"]]
    sent = payload.read(json.dumps(raw).encode())
    checklist = publishing.compiled(sent.checklist_version)
    evaluation = evaluate(checklist, sent)
    counted = sum(one.state == "answered" and one.item.type not in ("text", "photo") for one in evaluation.instances)
    percent, bands = evaluation.score["percent"], bands_of(checklist.scoring)
    if percent is None or not counted or len(bands) < 2:  # of one band there is no edge
        return False
    rate = min(Fraction(1), max(Fraction(0), Fraction(percent) / HUNDRED))
    return is_near_edge(rate * counted, counted, bands)


def bands_of(scoring: Scoring) -> Bands:
    """The bands of a form as rates, best first: its grades, or else passed and not passed."""
    if scoring.scale != "100":
        return ()
    edges = [(one.grade, one.bounds.from_) for one in scoring.grades]
    if not edges and scoring.pass_from is not None:
        edges = [("pass", scoring.pass_from), ("fail", None)]
    return [(name, (least or Fraction(0)) / HUNDRED) for name, least in edges]
