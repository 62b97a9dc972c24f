"""From the total to what is shown: critical rules, the scale, the grade and the verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspector.checklists.definition import Grade, Scoring
from inspector.scoring.evaluation import Row
from inspector.scoring.figures import HUNDRED, Figure, floored, rounded, share
from inspector.scoring.plan import Plan
from inspector.scoring.rollup import Overall, bounded

_FIGURE = re.compile(r"-?\d+(?:\.\d+)?\Z", re.ASCII)


@dataclass(slots=True)
class Final:
    """Score on its scale and final percent, exact; None when nothing was applicable."""

    score: Figure | None
    percent: Figure | None
    shown: int | None  # the score as people see it, in units of 10^-decimals; bounds are compared with it


def caps_of(failed: Iterable[Row]) -> tuple[list[Fraction], list[str]]:
    """The caps of the failed items: figures in units of the scale, and grades."""
    caps = [str(item.item.cap) for item, _, _ in failed if item.critical == "cap"]
    figures = [Fraction(cap) for cap in caps if _FIGURE.match(cap)]
    return figures, [cap for cap in caps if not _FIGURE.match(cap)]


def finish(total: Overall, failed: Sequence[Row], plan: Plan) -> Final:
    """Let zero_total, then caps take effect and put the total on its scale. zero_section is in `total` already."""
    scoring = plan.scoring
    is_zeroed = any(item.critical == "zero_total" for item, _, _ in failed)
    figures, _ = caps_of(failed)
    if plan.is_losing:
        return _finish_losses(total, is_zeroed, figures, plan)
    if total.percent is None:
        return Final(None, None, None)
    scale = int(scoring.scale)
    score = 0 if is_zeroed else total.percent if scale == HUNDRED else Fraction(total.percent) * scale / HUNDRED
    score = min([score, *figures])
    return _shown(score, share(score * HUNDRED, scale), scoring)


def _finish_losses(total: Overall, is_zeroed: bool, caps: list[Fraction], plan: Plan) -> Final:
    scoring = plan.scoring
    if total.losses is None:
        return Final(None, None, None)
    losses = Fraction(total.losses) / plan.unit
    if scoring.scale == "demerits":
        score = max(losses, Fraction(0))
        return Final(score, total.percent, rounded(score, scoring.decimals))
    start = scoring.start or Fraction(0)
    left = bounded(start - losses, scoring, start) or 0
    score = min([Fraction(0) if is_zeroed else Fraction(left), *caps])
    return _shown(score, share(score * HUNDRED, start), scoring)


def _shown(score: Figure, percent: Figure, scoring: Scoring) -> Final:
    percent = floored(percent, scoring.decimals) if scoring.round_down else percent
    return Final(score, percent, rounded(score, scoring.decimals))


def grade_of(shown: int | None, failed: Sequence[Row], rows: Sequence[Row], plan: Plan) -> str | None:
    """The first band, best first, that holds the shown score and is not passed over; then lowered by a cap."""
    grades = plan.scoring.grades
    if shown is None or not grades:
        return None
    holding = plan.bands.get(shown)
    if holding is None:
        score = Fraction(shown, 10**plan.scoring.decimals)
        holding = tuple(place for place, grade in enumerate(grades) if grade.bounds.holds(score))
        plan.bands[shown] = holding
    for natural in holding:
        if not _passed_over(grades[natural], failed, rows, plan):
            names = [grade.grade for grade in grades]
            _, caps = caps_of(failed)
            return names[max([natural, *(names.index(cap) for cap in caps if cap in names)])]
    return None


def _passed_over(grade: Grade, failed: Sequence[Row], rows: Sequence[Row], plan: Plan) -> bool:
    if grade.unless_criticals is not None:
        criticals = sum(item.critical != "none" for item, _, _ in failed)
        if criticals >= grade.unless_criticals:
            return True
    most = grade.unless_item_above
    if most is None:
        return False
    return any(outcome.possible - outcome.earned > most * plan.unit for _, _, outcome in rows)


def verdict_of(
    shown: int | None, failed: Sequence[Row], rows: Sequence[Row], is_silent: bool, scoring: Scoring
) -> tuple[str | None, str]:
    """pass, fail or None, and the code of the reason.

    is_silent: answers are missing or too little was observed, so that only critical failures may speak.
    """
    fails = sum(item.critical == "fail" for item, _, _ in failed)
    if fails >= scoring.criticals_to_fail or any(item.critical == "zero_total" for item, _, _ in failed):
        return "fail", "criticals"
    if is_silent:
        return None, "incomplete"
    if not any(outcome.is_counted for _, _, outcome in rows):
        return None, "nothing_applicable"
    if scoring.pass_from is not None or scoring.pass_to is not None:
        return _by_mark(shown, scoring), "pass_mark"
    if any(outcome.is_counted and item.critical in ("fail", "zero_total") for item, _, outcome in rows):
        return "pass", "no_critical_failed"
    return None, "no_rule"


def _by_mark(shown: int | None, scoring: Scoring) -> str | None:
    if shown is None:
        return None
    unit = 10**scoring.decimals
    if scoring.pass_from is not None:
        return "pass" if shown >= scoring.pass_from * unit else "fail"
    return "pass" if scoring.pass_to is not None and shown <= scoring.pass_to * unit else "fail"
