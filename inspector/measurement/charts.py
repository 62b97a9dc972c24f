"""Control charts of the part that failed: which point lies outside what chance explains. A signal means look, never punish.

The p-chart with unequal n, and Laney's p', whose limits are as wide as neighbouring points really differ. Rates are 0..1.
Source: docs/decisions.md, Fair measurement; D. B. Laney, Improved control charts for attributes (2002).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

SIGMAS = 3.0
RANGE_TO_SIGMA = 1.128  # the mean range of two normal figures, in standard deviations (d2)
OVERDISPERSED = 1.3  # neighbouring points differ by so much more than chance explains
LARGE = 1000  # answers to a point, from which on the p-chart's limits are too tight to mean anything
ROUNDING = 1e-9  # a point on its limit is within it


@dataclass(frozen=True, slots=True)
class Count:
    """Of n > 0 answers, failed did; sample: its name, such as a week."""

    sample: str
    failed: float
    n: float


@dataclass(frozen=True, slots=True)
class Point:
    """One point. p, lcl, ucl: 0..1; the upper limit may lie above 1, which no point can pass. signal: high, low or None."""

    sample: str
    p: float
    lcl: float
    ucl: float
    signal: str | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart. p_bar: all failed of all n. sigma_z: how much more than by chance neighbours differ (1: as much).

    sigma_z is None with one point or where nothing varies. is_laney: whether the limits are widened by it.
    """

    p_bar: float
    points: tuple[Point, ...]
    sigma_z: float | None
    is_laney: bool


def p_chart(counts: Iterable[Count], laney: bool | None = None) -> Chart:
    """The chart of at least one count, in order of time.

    laney: whether limits follow Laney; None: where they ought to, because the points are large or overdispersed.
    """
    counts = list(counts)
    p_bar = sum(one.failed for one in counts) / sum(one.n for one in counts)
    sigmas = [sqrt(p_bar * (1 - p_bar) / one.n) for one in counts]
    sigma_z = _sigma_z(counts, p_bar, sigmas)
    if laney is None:
        laney = _ought_to_be_laney(counts, sigma_z)
    widen = sigma_z if laney and sigma_z is not None else 1.0
    points = tuple(_point(one, p_bar, SIGMAS * sigma * widen) for one, sigma in zip(counts, sigmas, strict=True))
    return Chart(p_bar, points, sigma_z, laney)


def _sigma_z(counts: Sequence[Count], p_bar: float, sigmas: Sequence[float]) -> float | None:
    if len(counts) < 2 or not 0 < p_bar < 1:
        return None
    scores = [(one.failed / one.n - p_bar) / sigma for one, sigma in zip(counts, sigmas, strict=True)]
    return sum(abs(b - a) for a, b in pairwise(scores)) / (len(scores) - 1) / RANGE_TO_SIGMA


def _ought_to_be_laney(counts: Sequence[Count], sigma_z: float | None) -> bool:
    usual = sum(one.n for one in counts) / len(counts)
    return sigma_z is not None and (sigma_z >= OVERDISPERSED or usual >= LARGE)


def _point(one: Count, p_bar: float, reach: float) -> Point:
    rate, signal = one.failed / one.n, None
    if rate > p_bar + reach + ROUNDING:
        signal = "high"
    elif rate < p_bar - reach - ROUNDING:
        signal = "low"
    return Point(one.sample, rate, max(0.0, p_bar - reach), p_bar + reach, signal)
