"""A person's month from ledger rows: rate, how often seen, how sure, by dimension, and whether that is enough for a band.

Pure. Rates are exact fractions 0..1; bounds of intervals are estimates. Source: docs/decisions.md, Fair measurement and Evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from inspector.measurement import edges
from inspector.measurement.evidence import USUAL, Have, Lack, Least, lacks_of
from inspector.measurement.intervals import Interval, design_effect, wilson

BANDS = (("A", Fraction(95, 100)), ("B", Fraction(85, 100)), ("C", Fraction(70, 100)), ("D", Fraction(0)))
TARGET = Fraction(85, 100)  # the band every month is held against
EXCELLENT = Fraction(95, 100)


@dataclass(frozen=True, slots=True)
class Row:
    """One ledger row. weight and answers are negative, as is share_sum, where it reverses another."""

    inspection_id: int
    inspector_id: int
    is_outside: bool
    dimension: str
    day: date
    weight: int
    share_sum: Fraction
    answers: int


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension of a month. rate is None where nothing was seen."""

    dimension: str
    rate: Fraction | None
    n: int
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Month:
    """A person's month.

    rate: sum(w x share) / sum(w); n: sum(w); interval: 95 %, with the design effect. answers: times seen. lacks: empty = enough for a
    band. band: A to D, None when not enough. is_near_edge: one answer more or less would change the band; a second person decides.
    standing: above (surely at or over excellent), met, below (surely under the target) or not_enough.
    """

    rate: Fraction | None
    n: int
    interval: Interval | None
    effect: float
    answers: int
    rounds: int
    days: int
    inspectors: int
    outside_share: Fraction | None
    parts: tuple[Part, ...]
    lacks: tuple[Lack, ...]
    band: str | None
    is_near_edge: bool
    standing: str


def summarise(rows: Iterable[Row], likeness: float, least: Least = USUAL) -> Month:
    """Sum up ledger rows of one person and month; rows that reverse others take them out again.

    likeness: how alike answers of one round are, 0..1 (measurement.intervals.likeness), the same for the whole organisation.
    """
    kept = [row for row in _net(rows) if row.weight > 0]
    n, shares = sum(row.weight for row in kept), sum((row.share_sum for row in kept), Fraction(0))
    effect = design_effect(_sizes(kept), likeness)
    rate = shares / n if n else None
    interval = wilson(shares, n, effect=effect)
    have = _have(kept, n)
    lacks = lacks_of(have, least)
    band = None if lacks or rate is None else edges.band_of(rate, BANDS)
    return Month(
        rate=rate, n=n, interval=interval, effect=effect, answers=have.answers, rounds=have.rounds, days=have.days,
        inspectors=have.inspectors, outside_share=have.outside_share, parts=_parts(kept, likeness), lacks=lacks, band=band,
        is_near_edge=band is not None and edges.is_near_edge(shares, n, BANDS),
        standing=edges.standing(None if lacks else interval, TARGET, EXCELLENT),
    )  # fmt: skip


def as_json(month: Month) -> dict[str, Any]:
    """The month as JSON, to be frozen; exact figures as fractions in text."""
    return {
        "rate": _text(month.rate), "n": month.n, "interval": _bounds(month.interval), "effect": month.effect, "answers": month.answers,
        "rounds": month.rounds, "days": month.days, "inspectors": month.inspectors, "outside_share": _text(month.outside_share),
        "parts": [{"dimension": p.dimension, "rate": _text(p.rate), "n": p.n, "interval": _bounds(p.interval)} for p in month.parts],
        "lacks": [{"what": lack.what, "have": lack.have, "need": lack.need} for lack in month.lacks],
        "band": month.band, "is_near_edge": month.is_near_edge, "standing": month.standing,
    }  # fmt: skip


def from_json(figures: Mapping[str, Any]) -> Month:
    """The month that was frozen as JSON."""
    plain = {name: figures[name] for name in ("n", "effect", "answers", "rounds", "days", "inspectors", "band", "is_near_edge", "standing")}
    return Month(
        rate=_fraction(figures["rate"]), interval=_interval(figures["interval"]), outside_share=_fraction(figures["outside_share"]),
        parts=tuple(Part(p["dimension"], _fraction(p["rate"]), p["n"], _interval(p["interval"])) for p in figures["parts"]),
        lacks=tuple(Lack(**lack) for lack in figures["lacks"]), **plain,
    )  # fmt: skip


def _net(rows: Iterable[Row]) -> list[Row]:
    sums: dict[tuple[int, str], Row] = {}
    for row in rows:
        key = (row.inspection_id, row.dimension)
        old = sums.get(key)
        sums[key] = row if old is None else Row(
            row.inspection_id, row.inspector_id, row.is_outside, row.dimension, row.day,
            old.weight + row.weight, old.share_sum + row.share_sum, old.answers + row.answers,
        )  # fmt: skip
    return list(sums.values())


def _sizes(rows: Iterable[Row]) -> list[int]:
    sizes: dict[int, int] = {}
    for row in rows:
        sizes[row.inspection_id] = sizes.get(row.inspection_id, 0) + row.weight
    return list(sizes.values())


def _parts(rows: list[Row], likeness: float) -> tuple[Part, ...]:
    found = []
    for dimension in sorted({row.dimension for row in rows}):
        own = [row for row in rows if row.dimension == dimension]
        n, shares = sum(row.weight for row in own), sum((row.share_sum for row in own), Fraction(0))
        found.append(Part(dimension, shares / n, n, wilson(shares, n, effect=design_effect(_sizes(own), likeness))))
    return tuple(sorted(found, key=lambda part: (part.rate if part.rate is not None else Fraction(2), part.dimension)))


def _have(rows: list[Row], n: int) -> Have:
    outside = [row for row in rows if row.is_outside]
    return Have(
        answers=sum(row.answers for row in rows), rounds=len({row.inspection_id for row in rows}), days=len({row.day for row in rows}),
        inspectors=len({row.inspector_id for row in rows}), outsiders=len({row.inspector_id for row in outside}),
        outside_share=Fraction(sum(row.weight for row in outside), n) if n else None,
    )  # fmt: skip


def _text(figure: Fraction | None) -> str | None:
    return None if figure is None else str(figure)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _bounds(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [interval.lower, interval.upper]


def _interval(bounds: list[float] | None) -> Interval | None:
    return None if bounds is None else Interval(*bounds)
