"""How severe inspectors are, and what people's figures would be with usual inspectors: the adjusted figure beside the raw one.

A linear mixed model on the percent of a round about a person, weighted by scored items: staff, inspector, checklist and, where given,
site as random effects, conditions as fixed ones. The raw figure is what is appealed; the adjusted one is never shrunk and stands
beside it. Loads numpy. Source: docs/decisions.md, Fair measurement; reference figures of lme4 in tests/vectors/measurement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inspector.measurement.equations import Codes, Matrix, Sums, Vector, codes_of, sum_up
from inspector.measurement.islands import Island, islands_of
from inspector.measurement.reml import Point, fit, staff_scores
from inspector.measurement.rounds import Rounds


@dataclass(frozen=True, slots=True)
class Effect:
    """An estimate and its standard deviation, in percent points; of a random effect the conditional one, as lme4 gives it."""

    estimate: float
    sd: float


@dataclass(frozen=True, slots=True)
class Variances:
    """Variance components in squared percent points; exactly 0 where the likelihood is highest at 0.

    residual: of one scored item; a round of n items has residual / n. site: None where it was not asked after.
    """

    staff: float
    inspector: float
    checklist: float
    residual: float
    site: float | None = None

    def reliability(self, items: float) -> float | None:
        """Of the variance between rounds of that many items by different inspectors, the part that lies in the people: 0..1 (an ICC)."""
        whole = self.staff + self.inspector + self.checklist + (self.site or 0.0) + self.residual / items
        return self.staff / whole if whole > 0 else None


@dataclass(frozen=True, slots=True)
class Person:
    """One person. Percent points.

    raw: mean of percent weighted by items. n: rounds. effect: against the average person, shrunk towards 0 by how little was seen.
    adjusted: raw less the weighted mean of the effects of inspectors, checklists, sites and conditions of the same rounds; its sd
    tells how well its distance from the others' is known. effect and adjusted are None where the model cannot be estimated;
    adjusted also outside the largest island, because there nothing ties the inspectors to the others.
    """

    raw: float
    n: int
    effect: Effect | None
    adjusted: Effect | None


@dataclass(frozen=True, slots=True)
class Severity:
    """What was estimated; intercept and variances are None where there is too little to tell people from chance.

    inspector, checklist, site: effects by id (above 0: lenient, easy). conditions: by name and level, in points against the average of all
    rounds. islands: who hangs together with whom, largest first.
    """

    intercept: Effect | None
    variances: Variances | None
    staff: dict[str, Person]
    inspector: dict[str, Effect]
    checklist: dict[str, Effect]
    site: dict[str, Effect]
    conditions: dict[str, dict[str, float]]
    islands: tuple[Island, ...]


def estimate(rounds: Rounds) -> Severity:
    """Estimate severity from at least one round. The order of the rounds makes no difference but for rounding."""
    islands = islands_of(zip(rounds.staff, rounds.inspector, strict=True))
    ids, staff = codes_of(rounds.staff)
    items, percent = np.asarray(rounds.items, dtype=float), np.asarray(rounds.percent, dtype=float)
    middle = float(items @ percent / items.sum())
    named = [rounds.inspector, rounds.checklist, *([rounds.site] if rounds.site is not None else [])]
    random = [codes_of(column) for column in named]
    conditions = _conditions(rounds)
    # What is known of the middle is taken out first, so that sums of squares keep their digits.
    sums = sum_up(percent - middle, items, staff, [condition.codes for condition in conditions], [codes for _, codes in random])
    raw = middle + sums.level / sums.weight
    counts = np.bincount(staff)
    if max(len(ids), *(len(levels) for levels, _ in random)) >= sums.count or sums.freedom <= 0:
        people = {name: Person(float(raw[at]), int(counts[at]), None, None) for at, name in enumerate(ids)}
        return Severity(None, None, people, {}, {}, {}, {}, islands)
    return _told(_Fitted(sums, fit(sums), middle), ids, raw, counts, [levels for levels, _ in random], conditions, islands)


@dataclass(frozen=True, slots=True)
class _Condition:
    name: str
    columns: dict[str, int]  # of each level; 0 is the level the others are compared with
    codes: Codes  # the column of each round


def _conditions(rounds: Rounds) -> list[_Condition]:
    """Conditions as columns. A level that says only what others said before it is taken for the level that has no column."""
    names = sorted(rounds.conditions)
    coded = [codes_of(rounds.conditions[name]) for name in names]
    cases = np.array(sorted(set(zip(*(codes.tolist() for _, codes in coded), strict=True))), dtype=np.int64)
    known, kept = np.ones((len(cases), 1)), []
    for at, (name, (levels, codes)) in enumerate(zip(names, coded, strict=True)):
        columns = np.zeros(len(levels), dtype=np.int64)
        for level in range(1, len(levels)):
            wider = np.column_stack([known, cases[:, at] == level])
            if np.linalg.matrix_rank(wider) == wider.shape[1]:
                known, columns[level] = wider, columns.max() + 1
        kept.append(_Condition(name, dict(zip(levels, columns.tolist(), strict=True)), columns[codes]))
    return kept


@dataclass(frozen=True, slots=True)
class _Fitted:
    sums: Sums
    point: Point
    middle: float

    @property
    def residual(self) -> float:
        """The residual variance of one scored item."""
        return max(0.0, self.point.residual / self.sums.freedom)

    def typical(self) -> Vector:
        """The average round: 1 for the intercept, for each fixed column its part of the items, 0 for random ones."""
        fixed = np.zeros(len(self.sums.right))
        fixed[: self.sums.fixed] = self.sums.gram[0, : self.sums.fixed] / self.sums.gram[0, 0]
        return fixed

    def outer(self) -> Matrix:
        """The covariances of all columns, in units of the residual variance."""
        return self.point.inner * self.point.scale * self.point.scale[:, None]

    def conditional(self) -> Matrix:
        """The covariances of the random columns given the fixed effects, in the same units; 0 for fixed columns."""
        found, first = np.zeros_like(self.point.inner), self.sums.fixed
        scale = self.point.scale[first:]
        scaled = self.point.absorbed[first:, first:] * scale * scale[:, None] + np.eye(len(scale))
        found[first:, first:] = np.linalg.inv(scaled) * scale * scale[:, None]
        return found


def _told(
    fitted: _Fitted, ids: list[str], raw: Vector, counts: Codes, named: Sequence[list[str]], conditions: list[_Condition],
    islands: tuple[Island, ...],
) -> Severity:  # fmt: skip
    sums, point, residual = fitted.sums, fitted.point, fitted.residual
    typical, conditional = fitted.typical(), fitted.conditional()
    intercept = Effect(
        fitted.middle + float(typical @ point.coefficients), float(np.sqrt(residual * (typical @ fitted.outer() @ typical)))
    )
    spread = np.sqrt(residual * np.diagonal(conditional))
    blocks = [
        {level: Effect(float(point.coefficients[block.start + at]), float(spread[block.start + at])) for at, level in enumerate(levels)}
        for levels, block in zip(named, sums.blocks, strict=True)
    ]
    of_staff, of_inspector, of_checklist, *of_site = (float(ratio * residual) for ratio in point.ratios)
    return Severity(
        intercept, Variances(of_staff, of_inspector, of_checklist, residual, *of_site[:1]),
        _people(fitted, ids, raw, counts, conditional, islands),
        blocks[0], blocks[1], blocks[2] if len(blocks) > 2 else {}, _levels(fitted, conditions), islands,
    )  # fmt: skip


def _people(
    fitted: _Fitted, ids: list[str], raw: Vector, counts: Codes, conditional: Matrix, islands: tuple[Island, ...]
) -> dict[str, Person]:
    sums, point, residual = fitted.sums, fitted.point, fitted.residual
    effects = point.ratios[0] * staff_scores(sums, point)
    spread = np.sqrt(residual * (point.staff_factor + point.staff_factor**2 * sums.forms(conditional)))
    typical = fitted.typical()
    adjusted = raw - sums.by_person(point.coefficients) / sums.weight + typical @ point.coefficients
    # What is uncertain for all alike, such as how severe all inspectors together are, tells nobody apart: it counts from the average round.
    away = np.eye(len(typical))
    away[:, 0] -= sums.gram[0] / sums.gram[0, 0]
    beside = away.T @ fitted.outer() @ away
    known = np.sqrt(residual * np.maximum(0.0, 1 / sums.weight + sums.forms(beside) / sums.weight**2))
    comparable = set(islands[0].staff)
    return {
        name: Person(
            float(raw[at]), int(counts[at]), Effect(float(effects[at]), float(spread[at])),
            Effect(float(adjusted[at]), float(known[at])) if name in comparable else None,
        )
        for at, name in enumerate(ids)
    }  # fmt: skip


def _levels(fitted: _Fitted, conditions: list[_Condition]) -> dict[str, dict[str, float]]:
    typical, found, first = fitted.typical(), {}, 1
    for condition in conditions:
        columns = slice(first, first + max(condition.columns.values()))
        values = np.concatenate([[0.0], fitted.point.coefficients[columns]])
        values = values - typical[columns] @ values[1:]
        found[condition.name] = {level: float(values[at]) for level, at in condition.columns.items()}
        first = columns.stop
    return found
