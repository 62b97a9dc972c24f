"""Score one filled checklist: the door of the engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from inspector.checklists.definition import Checklist
from inspector.scoring.answers import Answers, Subject
from inspector.scoring.evaluation import Row, SectionRows, evaluate

from inspector.scoring.plan import Plan, plan_of
from inspector.scoring.report import Counts, observed_percent, report
from inspector.scoring.rollup import Overall, roll_up
from inspector.scoring.sections import SectionTotals, section_totals
from inspector.scoring.trace import trace_of
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


@dataclass(frozen=True, slots=True)
class Score:
    """What a filled checklist came to. Percents are 0-100, exact; None when nothing was applicable."""

    score: Fraction | None  # on the scale of the checklist
    percent: Fraction | None  # as calculated; averages about people use this one
    final_percent: Fraction | None  # after critical rules
    completeness: Fraction | None
    observed_percent: Fraction | None  # of the needed observations of event items
    verdict: str | None
    grade: str | None
    missing: tuple[tuple[str, Subject], ...]
    failures: tuple[tuple[str, Subject], ...]
    _plan: Plan
    _sections: tuple[SectionRows, ...]
    _json: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The Score as the wire and the command line show it (docs/payload.md); do not change it."""
        return self._json

    @property
    def instances(self) -> tuple[Instance, ...]:
        """Every shown item of every subject, in the order of the checklist."""
        unit = self._plan.unit
        return tuple(
            Instance(
                item=row.item.id,
                subject=row.subject,
                section=section.plan.id,
                state=row.state,
                value=row.value,
                earned=Fraction(row.earned) / unit,
                possible=Fraction(row.possible) / unit,
                failed=row.is_failed,
                visible=True,
                dimension=row.item.dimension,
                factor=row.item.factor,
                critical=row.item.critical,
            )
            for section in self._sections
            for row in section.rows
        )


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
    rows = [row for section in sections for row in section.rows]
    totals = [section_totals(section, plan) for section in sections]
    before = roll_up([(one.plan, one.before) for one in totals], plan)
    after = before
    if any(one.final is not one.before for one in totals):
        after = roll_up([(one.plan, one.final) for one in totals], plan)
    failed = [row for row in rows if row.is_failed]
    missing = [row for row in rows if row.state == "unanswered" and row.item.needs_answer]
    return _concluded(plan, sections, rows, totals, before, finish(after, failed, plan), failed, missing)


def _concluded(
    plan: Plan,
    sections: list[SectionRows],
    rows: list[Row],
    totals: list[SectionTotals],
    before: Overall,
    final: Final,
    failed: list[Row],
    missing: list[Row],
) -> Score:
    scoring = plan.scoring
    shown = final.shown(scoring.decimals)
    observed = observed_percent(rows) if plan.has_needed else None
    is_unseen = observed is not None and observed < scoring.observed_from
    verdict, reason = verdict_of(shown, failed, rows, bool(missing) or is_unseen, scoring)
    grade = None if missing else grade_of(shown, failed, rows, plan)
    counts = Counts.of(rows)
    completeness = counts.completeness
    document = {
        **report(plan, sections, rows, totals, before, final, counts),
        "missing": [[row.item.id, row.subject] for row in missing],
        "failures": [[row.item.id, row.subject] for row in failed],
        "verdict": verdict,
        "grade": grade,
        "trace": trace_of(plan, rows, totals, before, final, failed, observed, grade, verdict, reason),
        "engine": ENGINE,
        "version": plan.checklist.version,
    }
    return Score(
        score=_exact(final.score),
        percent=_exact(before.percent),
        final_percent=_exact(final.percent),
        completeness=completeness,
        observed_percent=observed,
        verdict=verdict,
        grade=grade,
        missing=tuple((row.item.id, row.subject) for row in missing),
        failures=tuple((row.item.id, row.subject) for row in failed),
        _plan=plan,
        _sections=tuple(sections),
        _json=document,
    )


def _exact(figure: Any) -> Fraction | None:
    return None if figure is None else Fraction(figure)


