"""Gaps and overlaps of the bands of a number: allowed, but shown with the value."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from inspector.checklists.definition import Bounds, Item
from inspector.checklists.faults import Fault
from inspector.checklists.grammar import Path

if TYPE_CHECKING:
    from inspector.checklists.checking import Lines


def band_faults(item: Item, lines: Lines, path: Path) -> Iterator[Fault]:
    """Warnings for values in no band or in two, looked for at each bound and between the bounds."""
    line = lines.at(*path, "bands")
    for n, band in enumerate(item.bands):
        keys = lines.of.keys()
        for one, other in (("from", "above"), ("to", "below")):
            if (*path, "bands", n, one) in keys and (*path, "bands", n, other) in keys:
                yield Fault(lines.at(*path, "bands", n, other), "together", {"key": one, "other": other})
        if not _is_possible(band.bounds):
            yield Fault(lines.at(*path, "bands", n), "range_order", {"low": "from", "high": "to"})
    for code in ("bands_gap", "bands_overlap"):
        for value in _samples([band.bounds for band in item.bands]):
            holding = sum(band.bounds.holds(value) for band in item.bands)
            if holding == 0 and code == "bands_gap" or holding > 1 and code == "bands_overlap":
                yield Fault(line, code, {"value": _shown(value)}, is_warning=True)
                break


def _is_possible(bounds: Bounds) -> bool:
    low = bounds.from_ if bounds.from_ is not None else bounds.above
    high = bounds.to if bounds.to is not None else bounds.below
    if low is None or high is None:
        return True
    return low < high or low == high and bounds.holds(low)


def _samples(all_bounds: list[Bounds]) -> list[Fraction]:
    edges = sorted({edge for b in all_bounds for edge in (b.from_, b.above, b.to, b.below) if edge is not None})
    if not edges:
        return [Fraction(0)]
    between = [(low + high) / 2 for low, high in pairwise(edges)]
    return sorted([edges[0] - 1, *edges, *between, edges[-1] + 1])


def _shown(value: Fraction) -> str:
    return str(int(value)) if value.denominator == 1 else str(float(value))  # only for reading
