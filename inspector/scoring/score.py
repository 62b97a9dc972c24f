"""Score one filled checklist: the door of the engine."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from inspector.checklists.definition import Checklist
from inspector.scoring.answers import Answers, Subject
from inspector.scoring.evaluation import Row, SectionRows, evaluate
from inspector.scoring.figures import HUNDRED, Figure
from inspector.scoring.plan import Exact, Plan, plan_of
from inspector.scoring.report import completeness_of, exact_points, report, states_of
from inspector.scoring.rollup import Overall, roll_up
from inspector.scoring.sections import SectionTotals, section_totals
from inspector.scoring.steps import encode
from inspector.scoring.trace import concluding_steps, item_steps, section_steps
from inspector.scoring.verdicts import Final, finish, grade_of, verdict_of

ENGINE = 1  # raised when the same answers would come to another score


@dataclass(frozen=True, slots=True)
class Instance:
    """One item of one subject, for the record. Points are exact; state is answered, na, unseen or unanswered."""

    item: str
    subject: Subject
    section: str
    state: str
    value: Any  # as inspector.scoring.values reads it
    earned: Fraction
    possible: Fraction
    failed: bool
    visible: bool
    dimension: str | None
    factor: str | None
    critical: str


@dataclass(slots=True)
class Score:
    """What a filled checklist came to. Percents are 0-100, exact; None when nothing was applicable."""

    verdict: str | None
    grade: str | None
    missing: list[tuple[str, Subject]]  # required items without an answer, under `block`
    failures: list[tuple[str, Subject]]
    _plan: Plan
    _sections: list[SectionRows]
    _totals: list[SectionTotals]
    _before: Overall
    _final: Final
    _failed: list[Row]
    _observed: Fraction | None
    _reason: str

    @property
    def score(self) -> Fraction | None:
        """On the scale of the checklist."""
        return _exact(self._final.score)

    @property
    def percent(self) -> Fraction | None:
        """As calculated; averages about people use this one."""
        return _exact(self._before.percent)

    @property
    def final_percent(self) -> Fraction | None:
        """After critical rules."""
        return _exact(self._final.percent)

    @property
    def earned(self) -> Fraction:
        return Fraction(self._before.earned) / self._plan.unit

    @property
    def possible(self) -> Fraction:
        return Fraction(self._before.possible) / self._plan.unit

    @property
    def completeness(self) -> Fraction | None:
        return completeness_of(states_of(self._totals))

    @property
    def observed_percent(self) -> Fraction | None:
        """Of the needed observations of event items; None where none is needed."""
        return self._observed

    @property
    def instances(self) -> tuple[Instance, ...]:
        """Every shown item of every subject, in the order of the checklist."""
        return tuple(_instance(row, section, self._plan.unit) for section in self._sections for row in section.rows)

    @property
    def rows(self) -> Iterable[Row]:
        """The same as the engine holds it, without a copy: points in units, which `exact` turns into points."""
        return (row for section in self._sections for row in section.rows)

    def exact(self, units: Figure) -> Exact:
        """Units of points as exact points."""
        return exact_points(units, self._plan)

    def concluded(self) -> dict[str, Any]:
        """The Score without its trace, in the shape of docs/checklist-format.md; pairs stand as tuples."""
        return {
            **report(self._plan, self._sections, self._totals, self._before, self._final),
            "missing": self.missing,
            "failures": self.failures,
            "verdict": self.verdict,
            "grade": self.grade,
            "engine": ENGINE,
            "version": self._plan.checklist.version,
        }

    def as_text(self) -> str:
        """The Score as one line of JSON, in the shape of docs/checklist-format.md."""
        plan = self._plan
        verdict = {"rule": "verdict", "verdict": self.verdict, "reason": self._reason}
        steps = section_steps(self._totals, self._before, plan)
        steps += concluding_steps(self._final, self._failed, self._observed, self.grade, verdict, plan)
        trace = ", ".join([*item_steps(self._sections), encode(steps)[1:-1]])
        return f'{encode(self.concluded())[:-1]}, "trace": [{trace}]}}'

    def as_json(self) -> dict[str, Any]:
        """The same as a mapping."""
        found: dict[str, Any] = json.loads(self.as_text())
        return found


def score(checklist: Checklist, answers: Answers, *, site_attributes: Iterable[str] | None = None) -> Score:
    """Score one filled checklist.

    answers: from inspector.scoring.answers.check; items without an answer count as unanswered.
    site_attributes: what the site has; None takes it from the answers.
    Percents are 0-100, exact, rounded half up only where shown; None when nothing was applicable.
    Source: docs/decisions.md (scoring), tests/vectors/scoring.
    """
    plan = plan_of(checklist)
    if site_attributes is not None:
        answers = Answers(answers.outcomes, answers.subjects, frozenset(site_attributes))
    sections = evaluate(plan, answers)
    totals = [section_totals(section, plan) for section in sections]
    before = after = roll_up([(one.plan, one.before) for one in totals], plan)
    if any(one.final is not one.before for one in totals):
        after = roll_up([(one.plan, one.final) for one in totals], plan)
    rows = [row for section in sections for row in section.rows]
    failed = [row for row in rows if row[2].is_failed]
    missing = [row for row in rows if row[2].state == "unanswered" and row[0].needs_answer]
    final = finish(after, failed, plan)
    observed = observed_percent(rows) if plan.has_needed else None
    is_unseen = observed is not None and observed < plan.scoring.observed_from
    verdict, reason = verdict_of(final.shown, failed, rows, bool(missing) or is_unseen, plan.scoring)
    return Score(
        verdict=verdict,
        grade=None if missing else grade_of(final.shown, failed, rows, plan),
        missing=[(item.id, subject) for item, subject, _ in missing],
        failures=[(item.id, subject) for item, subject, _ in failed],
        _plan=plan,
        _sections=sections,
        _totals=totals,
        _before=before,
        _final=final,
        _failed=failed,
        _observed=observed,
        _reason=reason,
    )


def observed_percent(rows: Iterable[Row]) -> Fraction | None:
    """Percent of the needed observations that were made; no item counts for more than it needs."""
    needed = seen = 0
    for item, _, outcome in rows:
        wanted = item.item.needed
        if wanted is not None and outcome.state != "na":
            needed += wanted
            if outcome.state == "answered":
                seen += min(outcome.value[1] if item.item.type == "k_of_n" else 1, wanted)
    return Fraction(HUNDRED * seen, needed) if needed else None


def _instance(row: Row, section: SectionRows, unit: int) -> Instance:
    item, subject, outcome = row
    return Instance(
        item=item.id,
        subject=subject,
        section=section.plan.id,
        state=outcome.state,
        value=outcome.value,
        earned=Fraction(outcome.earned) / unit,
        possible=Fraction(outcome.possible) / unit,
        failed=outcome.is_failed,
        visible=True,
        dimension=item.dimension,
        factor=item.factor,
        critical=item.critical,
    )


def _exact(figure: int | Fraction | None) -> Fraction | None:
    return None if figure is None else Fraction(figure)
