"""The figures of an appraisal as they are kept: exact, as JSON, with every part and reason. Frozen when the cycle is locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from inspector.appraisals import appraising
from inspector.appraisals.appraising import Scored
from inspector.appraisals.gathered import Gathered
from inspector.appraisals.outcomes import Outcome, Reason
from inspector.measurement.intervals import Interval


def as_json(
    gathered: Gathered, scored: Sequence[tuple[int, Scored]], outcome: Outcome, factor: Fraction, why: Sequence[Reason]
) -> dict[str, Any]:
    """{"rate", "interval", "band", "standing", "is_near_edge", "edge_bands", "coefficient", "code", "reasons", "multiplier", "stretches",
    "evidence"}."""
    month = gathered.month
    return {
        "rate": _text(outcome.rate), "interval": _bounds(outcome.interval), "band": outcome.band, "standing": outcome.standing,
        "is_near_edge": outcome.is_near_edge, "edge_bands": list(outcome.edge_bands),
        "coefficient": outcome.coefficient, "code": outcome.code,
        "reasons": [[reason.code, dict(reason.values)] for reason in outcome.reasons],
        "multiplier": _text(factor), "multiplier_reasons": [[reason.code, dict(reason.values)] for reason in why],
        "stretches": [
            {"site": one_.site, "site_id": one_.site_id, "position": dict(one_.position), "days": one_.days,
             "first": one_.first_on.isoformat(), "last": one_.last_on.isoformat(),
             "scheme": one_.scheme.id if one_.scheme else None, "number": one_.scheme.number if one_.scheme else None,
             "sha256": one_.scheme.sha256 if one_.scheme else None, "parts": [_part(part) for part in own.parts]}
            for one_, (_days, own) in zip(gathered.stretches, scored, strict=True)
        ],
        "evidence": {"answers": month.answers, "rounds": month.rounds, "days": month.days, "inspectors": month.inspectors,
                     "outside_share": _text(month.outside_share), "lacks": [asdict(lack) for lack in month.lacks]},
    }  # fmt: skip


def _part(part: appraising.Part) -> dict[str, Any]:
    return {
        "key": part.key, "rate": _text(part.rate), "n": part.n, "interval": _bounds(part.interval), "source": part.source,
        "weight": part.weight, "used": _text(part.used), "points": _text(part.points), "why_missing": part.why_missing,
    }  # fmt: skip


def _text(figure: Fraction | None) -> str | None:
    return None if figure is None else str(figure)


def _bounds(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [interval.lower, interval.upper]
