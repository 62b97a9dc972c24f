"""Where a figure stands against the edges of bands: in which band, whether one answer would change it, and what its interval allows to say.

Source: docs/decisions.md, Fair measurement: within one item of an edge a second person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from inspector.measurement.intervals import Interval

Bands = Sequence[tuple[str, Fraction]]  # name and least rate 0..1, best first; the last begins at 0


def band_of(rate: Fraction, bands: Bands) -> str:
    """The band of a rate 0..1: the first whose least rate it reaches."""
    return next(band for band, least in bands if rate >= least)


def is_near_edge(hits: Fraction, n: Fraction | int, bands: Bands, item: Fraction | int = 1) -> bool:
    """Whether one item more or less done right would change the band.

    hits: of n > 0, what was done right. item: what one item weighs, in the unit of n.
    """
    return band_of(max(Fraction(0), (hits - item) / n), bands) != band_of(min(Fraction(1), (hits + item) / n), bands)


def bands_within(hits: Fraction, n: Fraction | int, bands: Bands, item: Fraction | int = 1) -> tuple[str, ...]:
    """The bands that one item more or less done right would reach, best first; one alone where no edge is near."""
    ends = [band_of(min(Fraction(1), max(Fraction(0), (hits + by) / n)), bands) for by in (item, 0, -item)]
    names = [name for name, _ in bands]
    return tuple(names[names.index(ends[0]) : names.index(ends[-1]) + 1])


def standing(interval: Interval | None, target: Fraction, excellent: Fraction) -> str:
    """What can be said with certainty: below (even the upper end lies under the target), above (even the lower end is excellent), met.

    not_enough without an interval. So nobody falls below, or rises above, by the luck of few answers.
    """
    if interval is None:
        return "not_enough"
    if interval.upper < target:
        return "below"
    return "above" if interval.lower >= excellent else "met"
