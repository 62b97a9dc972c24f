"""A person's month from ledger rows: rate, how often seen, how sure, by dimension, and whether that is enough for a band.

Pure. Rates are exact fractions 0..1; bounds of intervals are estimates. Source: docs/decisions.md, Fair measurement and Evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from inspector.measurement.intervals import Interval, design_effect, wilson

BANDS = (("A", Fraction(95, 100)), ("B", Fraction(85, 100)), ("C", Fraction(70, 100)), ("D", Fraction(0)))
TARGET = Fraction(85, 100)  # the band every month is held against
EXCELLENT = Fraction(95, 100)
FEWEST_OUTSIDERS = 1


@dataclass(frozen=True, slots=True)
class Least:
    """What the organisation asks of a month before it has a band. outside_percent: of the scored evidence, from outside the store."""

    answers: int = 64
    rounds: int = 8
    days: int = 3
    inspectors: int = 2
    outside_percent: int = 40


USUAL = Least()


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
class Lack:
    """What is missing for a band: answers, rounds, days, inspectors, outsiders or outside_share (percent)."""

    what: str
    have: int
    need: int


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
    outside = Fraction(sum(row.weight for row in kept if row.is_outside), n) if n else None
    lacks = _lacks(kept, outside, least)
    band = None if lacks or rate is None else band_of(rate)
    return Month(
        rate=rate, n=n, interval=interval, effect=effect, answers=sum(row.answers for row in kept),
        rounds=len({row.inspection_id for row in kept}), days=len({row.day for row in kept}),
        inspectors=len({row.inspector_id for row in kept}), outside_share=outside, parts=_parts(kept, likeness), lacks=lacks, band=band,
        is_near_edge=band is not None and _is_near_edge(shares, n), standing=_standing(interval, lacks),
    )  # fmt: skip


def band_of(rate: Fraction) -> str:
    """The band of a rate 0..1."""
    return next(band for band, least in BANDS if rate >= least)


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


def _lacks(rows: list[Row], outside: Fraction | None, least: Least) -> tuple[Lack, ...]:
    inspectors = {row.inspector_id for row in rows}
    outsiders = {row.inspector_id for row in rows if row.is_outside}
    asked = (
        Lack("answers", sum(row.answers for row in rows), least.answers),
        Lack("rounds", len({row.inspection_id for row in rows}), least.rounds),
        Lack("days", len({row.day for row in rows}), least.days),
        Lack("inspectors", len(inspectors), least.inspectors),
        Lack("outsiders", len(outsiders), FEWEST_OUTSIDERS),
    )
    missing = tuple(lack for lack in asked if lack.have < lack.need)
    if outsiders and outside is not None and outside < Fraction(least.outside_percent, 100):
        missing += (Lack("outside_share", int(outside * 100), least.outside_percent),)
    return missing


def _is_near_edge(shares: Fraction, n: int) -> bool:
    return band_of(max(Fraction(0), (shares - 1) / n)) != band_of(min(Fraction(1), (shares + 1) / n))


def _standing(interval: Interval | None, lacks: tuple[Lack, ...]) -> str:
    if lacks or interval is None:
        return "not_enough"
    if interval.upper < TARGET:
        return "below"
    return "above" if interval.lower >= EXCELLENT else "met"


def _text(figure: Fraction | None) -> str | None:
    return None if figure is None else str(figure)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _bounds(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [interval.lower, interval.upper]


def _interval(bounds: list[float] | None) -> Interval | None:
    return None if bounds is None else Interval(*bounds)
