"""Whether the scoring rules of a checklist fit together."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from inspector.checklists.definition import Bounds, Checklist, Scoring
from inspector.checklists.faults import Fault

if TYPE_CHECKING:
    from inspector.checklists.checking import Lines


def scoring_faults(checklist: Checklist, lines: Lines) -> Iterator[Fault]:
    scoring = checklist.scoring
    if scoring.total:
        yield from _blend(checklist, lines)
    if scoring.start is not None and ("scoring", "scale") in lines.of and scoring.scale != "demerits":
        yield Fault(lines.at("scoring", "scale"), "together", {"key": "scale", "other": "start"})
    if scoring.start is not None or scoring.scale == "demerits":
        if scoring.total:
            yield Fault(lines.at("scoring", "total"), "losses_only_points", {"key": "total"})
        if scoring.roll_up != "points":
            yield Fault(lines.at("scoring", "roll_up"), "losses_only_points", {"key": "roll_up"})
    if scoring.scale == "demerits" and scoring.pass_from is not None:
        yield Fault(lines.at("scoring", "pass_from"), "wrong_bound", {"key": "pass_from", "instead": "pass_to"})
    if scoring.scale != "demerits" and scoring.pass_to is not None:
        yield Fault(lines.at("scoring", "pass_to"), "wrong_bound", {"key": "pass_to", "instead": "pass_from"})
    yield from _grades(scoring, lines)


def _blend(checklist: Checklist, lines: Lines) -> Iterator[Fault]:
    total = checklist.scoring.total
    weights = sum(total.values(), Fraction(0))
    if weights != 1:
        yield Fault(lines.at("scoring", "total"), "blend_sum", {"sum": f"{float(weights):g}"})
    for group in total:
        if all(section.group != group for section in checklist.sections):
            yield Fault(lines.at("scoring", "total", group), "group_empty", {"group": group}, is_warning=True)


def _grades(scoring: Scoring, lines: Lines) -> Iterator[Fault]:
    demerits = scoring.scale == "demerits"
    wrong = ("from", "above") if demerits else ("to", "below")
    instead = "to or below" if demerits else "from or above"
    previous: Fraction | None = None
    for n, grade in enumerate(scoring.grades):
        here = ("scoring", "grades", n)
        for key in wrong:
            if (*here, key) in lines.of:
                yield Fault(lines.at(*here, key), "wrong_bound", {"key": key, "instead": instead})
                return
        bound = _worst(grade.bounds, demerits)
        is_last = n == len(scoring.grades) - 1
        if bound is None and not is_last and grade.unless_criticals is None and grade.unless_item_above is None:
            yield Fault(lines.at(*here), "grade_order", {"grade": grade.grade})
        if bound is not None and previous is not None and (bound < previous if demerits else bound > previous):
            yield Fault(lines.at(*here), "grade_order", {"grade": grade.grade})
        previous = bound if bound is not None else previous
    if scoring.grades and previous is not None and _worst(scoring.grades[-1].bounds, demerits) is not None:
        worst = float(previous) + 1 if demerits else 0
        if demerits or previous > 0:
            yield Fault(lines.at("scoring", "grades"), "grades_gap", {"value": f"{worst:g}"}, is_warning=True)


def _worst(bounds: Bounds, demerits: bool) -> Fraction | None:
    one, other = (bounds.to, bounds.below) if demerits else (bounds.from_, bounds.above)
    return one if one is not None else other
