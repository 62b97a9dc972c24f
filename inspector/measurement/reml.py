"""Variance components by restricted maximum likelihood, with the effects that go with them.

Newton's method with the average information matrix on the ratios of variances, the residual variance profiled out. A ratio never
falls below 0, and where the likelihood is highest at 0 it is exactly 0. Checked against lme4: tests/measurement/test_severity.py.
Source: A. R. Gilmour, R. Thompson, B. R. Cullis, Average information REML (1995).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.measurement.equations import Matrix, Sums, Vector

MOST_STEPS = 200
HALVINGS = 30
SMALLEST_STEP = 1e-8  # of a ratio, relative
FIRST_RATIO = 0.5  # of the residual variance of a round of usual length
LEAST_CURVE = 0.1  # of the bound below the expected information: where scores happen to be 0 the average information is 0 too
EXACT = 1e-11  # a residual sum of squares below this part of the whole is taken for none


@dataclass(frozen=True, slots=True)
class Point:
    """The equations solved for given ratios (the staff's first).

    deviance: -2 x the restricted log-likelihood but for a constant; residual: the residual sum of squares, generalised.
    scale: by column, the root of its ratio, 1 for fixed effects. absorbed: the equations without the staff. inner: the inverse of the
    scaled equations. coefficients: by column. staff_share, staff_factor: by person, 1 / (1 + ratio x items), and that times the ratio.
    """

    ratios: Vector
    deviance: float
    residual: float
    scale: Vector
    absorbed: Matrix
    inner: Matrix
    coefficients: Vector
    staff_share: Vector
    staff_factor: Vector


def fit(sums: Sums) -> Point:
    """The point of highest restricted likelihood. Blocks with a single level stay at 0.

    Raises numpy.linalg.LinAlgError when fixed effects say the same.
    """
    usual = sums.count / float(sums.weight.sum())
    sizes = np.array([len(sums.weight), *(block.stop - block.start for block in sums.blocks)])
    is_free = sizes > 1
    point = solve(sums, np.where(is_free, FIRST_RATIO * usual, 0.0))
    whole = solve(sums, np.zeros(len(sizes))).residual
    if whole <= EXACT * max(1.0, sums.square):
        return solve(sums, np.zeros(len(sizes)))
    for _ in range(MOST_STEPS):
        if point.residual <= EXACT * whole:
            break
        slope, curve, heft = _derivatives(sums, point)
        if (is_free & (heft <= EXACT * sums.weight.sum())).any():
            # The fixed effects say all that this block could say.
            is_free &= heft > EXACT * sums.weight.sum()
            point = solve(sums, np.where(is_free, point.ratios, 0.0))
            continue
        curve[np.diag_indices_from(curve)] = np.maximum(np.diagonal(curve), LEAST_CURVE * heft**2 / sizes)
        step = _step(point.ratios, slope, curve, is_free)
        better = _downhill(sums, point, step)
        moved = np.abs(better.ratios - point.ratios)
        point = better
        if (moved <= SMALLEST_STEP * (point.ratios + SMALLEST_STEP * usual)).all():
            break
    return point


def solve(sums: Sums, ratios: Vector) -> Point:
    """The equations solved for given ratios of variances."""
    share = 1 / (1 + ratios[0] * sums.weight)
    factor = ratios[0] * share
    absorbed = sums.gram - sums.squares(factor) if ratios[0] > 0 else sums.gram
    right = sums.right - sums.by_column(factor * sums.level)
    scale: Vector = np.ones(len(right))
    ridge: Vector = np.zeros(len(right))
    for ratio, block in zip(ratios[1:], sums.blocks, strict=True):
        scale[block], ridge[block] = np.sqrt(ratio), 1.0
    scaled = absorbed * scale * scale[:, None] + np.diag(ridge)
    log_size = 2 * np.log(np.diagonal(np.linalg.cholesky(scaled))).sum()
    inner: Matrix = np.linalg.inv(scaled).astype(np.float64, copy=False)
    solution = inner @ (scale * right)
    residual = float(sums.square - factor @ sums.level**2 - (scale * right) @ solution)
    logarithm = np.log(residual) if residual > 0 else -np.inf
    deviance = float(sums.freedom * logarithm - np.log(share).sum() + log_size)
    return Point(ratios, deviance, residual, scale, absorbed, inner, scale * solution, share, factor)


def staff_scores(sums: Sums, point: Point) -> Vector:
    """By person, the weighted sum of what the rest of the model leaves of their rounds; times the ratio it is their effect."""
    return np.asarray(point.staff_share * (sums.level - sums.by_person(point.coefficients)))


def _derivatives(sums: Sums, point: Point) -> tuple[Vector, Matrix, Vector]:
    """Slope of the deviance in the ratios, the average information on them with the residual variance profiled out, and the expected
    part of the slope (a trace; its square over the number of levels is never above the expected information)."""
    outer = point.inner * point.scale * point.scale[:, None]
    projected = point.absorbed @ outer
    scores = sums.right - sums.by_column(point.staff_factor * sums.level) - point.absorbed @ point.coefficients
    of_staff = staff_scores(sums, point)
    own_part = np.diagonal(point.absorbed) - np.einsum("ij,ij->i", projected, point.absorbed)
    staff_part = (sums.weight * point.staff_share).sum() - (outer * sums.squares(point.staff_share**2)).sum()
    parts = np.array([staff_part, *(own_part[block].sum() for block in sums.blocks)])

    inputs = np.zeros((len(sums.right), len(sums.blocks) + 1))
    for number, block in enumerate(sums.blocks, 1):
        inputs[block, number] = scores[block]
    outputs = point.absorbed @ inputs
    outputs[:, 0] = sums.by_column(point.staff_share * of_staff)
    own = inputs.T @ outputs
    own[0, 1:] = own[1:, 0]
    own[0, 0] = (of_staff**2 * sums.weight * point.staff_share).sum()
    information = (own - outputs.T @ outer @ outputs) / point.residual
    lengths = np.array([of_staff @ of_staff, *(scores[block] @ scores[block] for block in sums.blocks)]) / point.residual
    slope = parts - sums.freedom * lengths
    return slope, sums.freedom * (information - np.outer(lengths, lengths)), parts


def _step(ratios: Vector, slope: Vector, curve: Matrix, is_free: NDArray[np.bool_]) -> Vector:
    """Newton's step on what may move: what lies at 0 and would fall stays there."""
    moving = is_free & ((ratios > 0) | (slope < 0))
    step = np.zeros_like(ratios)
    if moving.any():
        part = curve[np.ix_(moving, moving)]
        # Two blocks with the same levels cannot be told apart; a trace of a ridge shares between them.
        part = part + np.diag(1e-10 * np.diagonal(part))
        step[moving] = -np.linalg.lstsq(part, slope[moving], rcond=None)[0]
        if step @ slope >= 0:
            step[moving] = -slope[moving] / np.diagonal(part)
    return step


def _downhill(sums: Sums, point: Point, step: Vector) -> Point:
    """The point after the step, halved until the deviance does not rise; the same point when it always does."""
    for _ in range(HALVINGS):
        ratios = np.maximum(0.0, point.ratios + step)
        if (ratios == point.ratios).all():
            break
        tried = solve(sums, ratios)
        if tried.deviance <= point.deviance:
            return tried
        step = step / 2
    return point
