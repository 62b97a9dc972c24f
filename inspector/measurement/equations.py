"""The sums that the mixed model rests on, and its equations once the staff are taken out of them.

Every round counts with its number of scored items. The equations of the staff among themselves are a diagonal, so they are absorbed
one by one; what is left has a row for each fixed effect and each inspector, checklist and site, and is solved densely. A round costs
nothing after it has been summed up. Scales: percent points; a ratio is the variance of a block divided by the residual variance of
one scored item. Source: C. R. Henderson's mixed model equations; docs/decisions.md, Fair measurement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Codes = NDArray[np.int64]

CHUNK = 2048  # people whose sums are laid out densely at once: some 16 MB with a thousand columns


@dataclass(frozen=True, slots=True)
class Sums:
    """What is left of the rounds.

    count: rounds. weight, level: items and items times percent by person. person, column, items: the cells of persons by columns
    that are not 0, by person. gram, right, square: the columns among themselves, with the percents, and the percents squared.
    fixed: how many columns come first that are fixed effects. blocks: the columns of each random effect.
    """

    count: int
    weight: Vector
    level: Vector
    person: Codes
    column: Codes
    items: Vector
    gram: Matrix
    right: Vector
    square: float
    fixed: int
    blocks: tuple[slice, ...]

    @property
    def freedom(self) -> int:
        """Rounds that are left once the fixed effects are estimated."""
        return self.count - self.fixed

    def by_column(self, of_person: Vector) -> Vector:
        """For each column the sum over people of their items in it, times a figure of the person."""
        return _add_up(self.column, self.items * of_person[self.person], len(self.right))

    def by_person(self, of_column: Vector) -> Vector:
        """For each person the sum over columns of their items in it, times a figure of the column."""
        return _add_up(self.person, self.items * of_column[self.column], len(self.weight))

    def squares(self, of_person: Vector) -> Matrix:
        """The sum over people of the outer product of their row with itself, times a figure of the person."""
        found: Matrix = np.zeros_like(self.gram)
        for people, rows in self._rows():
            found += rows.T @ (rows * of_person[people, None])
        return found

    def forms(self, inner: Matrix) -> Vector:
        """For each person the quadratic form of their row."""
        return np.concatenate([np.einsum("ij,ij->i", rows @ inner, rows) for _, rows in self._rows()])

    def _rows(self) -> Iterator[tuple[slice, Matrix]]:
        for first in range(0, len(self.weight), CHUNK):
            people = slice(first, min(first + CHUNK, len(self.weight)))
            start, stop = np.searchsorted(self.person, [people.start, people.stop])
            rows: Matrix = np.zeros((people.stop - people.start, len(self.right)))
            rows[self.person[start:stop] - first, self.column[start:stop]] = self.items[start:stop]
            yield people, rows


def sum_up(percent: Vector, items: Vector, staff: Codes, fixed: Sequence[Codes], random: Sequence[Codes]) -> Sums:
    """Sum up rounds.

    staff, random: the level of each round, 0, 1, …, every level used. fixed: the same, where level 0 is the one the others are
    compared with and has no column; -1 is a level that says nothing new.
    """
    columns, width = [np.zeros(len(percent), dtype=np.int64)], 1
    for codes in fixed:
        columns.append(np.where(codes > 0, codes - 1 + width, -1))
        width += max(0, int(codes.max()))
    fixed_width, blocks = width, []
    for codes in random:
        columns.append(codes + width)
        blocks.append(slice(width, width + int(codes.max()) + 1))
        width = blocks[-1].stop
    person, column, cells = _cells(staff, columns, items, width)
    people = int(staff.max()) + 1
    return Sums(
        count=len(percent), weight=_add_up(staff, items, people), level=_add_up(staff, items * percent, people),
        person=person, column=column, items=cells, gram=_gram(columns, items, width), right=_right(columns, items * percent, width),
        square=float(items @ percent**2), fixed=fixed_width, blocks=tuple(blocks),
    )  # fmt: skip


def _cells(staff: Codes, columns: list[Codes], items: Vector, width: int) -> tuple[Codes, Codes, Vector]:
    places, weights = [], []
    for column in columns:
        used = column >= 0
        places.append(staff[used] * width + column[used])
        weights.append(items[used])
    place, at = np.unique(np.concatenate(places), return_inverse=True)
    return place // width, place % width, _add_up(at, np.concatenate(weights), len(place))


def _gram(columns: list[Codes], items: Vector, width: int) -> Matrix:
    found: Vector = np.zeros(width * width)
    for one in columns:
        for other in columns:
            used = (one >= 0) & (other >= 0)
            found += _add_up(one[used] * width + other[used], items[used], width * width)
    return found.reshape(width, width)


def _right(columns: list[Codes], weighted: Vector, width: int) -> Vector:
    found: Vector = np.zeros(width)
    for column in columns:
        used = column >= 0
        found += _add_up(column[used], weighted[used], width)
    return found


def _add_up(places: Codes, figures: Vector, width: int) -> Vector:
    return np.bincount(places, figures, minlength=width).astype(np.float64, copy=False)


def codes_of(values: Sequence[Any]) -> tuple[list[Any], Codes]:
    """The distinct values in order, and for each value its place among them."""
    levels = sorted(set(values))
    place = {level: number for number, level in enumerate(levels)}
    return levels, np.fromiter((place[value] for value in values), dtype=np.int64, count=len(values))
