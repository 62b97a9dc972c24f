"""What `inspector measure` prints: each result as JSON with the names that README.md promises. Proportions are 0..1.

Loads numpy only where severity is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector.measurement.agreement import Agreement
from inspector.measurement.charts import Chart
from inspector.measurement.intervals import Interval
from inspector.measurement.rounds import Rounds

if TYPE_CHECKING:
    from inspector.measurement.severity import Effect, Severity

Json = dict[str, Any]


def severity_json(rounds: Rounds) -> Json:
    """Estimate severity. What cannot be estimated is null."""
    if not rounds.items:
        return {**_model(None, rounds), "staff": {}, "components": []}
    from inspector.measurement.severity import estimate

    found = estimate(rounds)
    staff = {
        name: {
            **_effect(person.effect), "adjusted": None if person.adjusted is None else person.adjusted.estimate,
            "raw": person.raw, "n": person.n,
        }
        for name, person in found.staff.items()
    }  # fmt: skip
    islands = [{"staff": list(island.staff), "inspector": list(island.inspectors)} for island in found.islands]
    return {**_model(found, rounds), "staff": staff, "components": islands}


def agreement_json(found: Agreement) -> Json:
    """The four figures, null where they are not defined."""
    names = ("percent", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha")
    return {name: getattr(found, name) for name in names}


def chart_json(found: Chart | None) -> Json:
    """The chart; without a single count there is nothing in it."""
    if found is None:
        return {"p_bar": None, "points": [], "sigma_z": None}
    points = [{"sample": one.sample, "p": one.p, "lcl": one.lcl, "ucl": one.ucl, "signal": one.signal} for one in found.points]
    return {"p_bar": found.p_bar, "points": points, "sigma_z": found.sigma_z}


def interval_json(hits: float, n: float, level: float, found: Interval | None) -> Json:
    """The interval of hits of n; without observations there is none."""
    bounds = {"p": None, "lower": None, "upper": None} if found is None else {"p": hits / n, "lower": found.lower, "upper": found.upper}
    return {"k": _plain(hits), "n": _plain(n), **bounds, "level": level}


def _model(found: Severity | None, rounds: Rounds) -> Json:
    blocks = {"inspector": rounds.inspector, "checklist": rounds.checklist}
    if rounds.site is not None:
        blocks["site"] = rounds.site
    intercept = found.intercept if found else None
    variance = {name: getattr(found.variances, name) if found and found.variances else None for name in ("staff", *blocks, "residual")}
    model: Json = {
        "intercept": {"estimate": intercept.estimate if intercept else None, "sd": intercept.sd if intercept else None},
        "variance": variance,
    }
    for name, column in blocks.items():
        known: dict[str, Effect] = getattr(found, name) if found else {}
        model[name] = {one: _effect(known.get(one)) for one in sorted(set(column))}
    if rounds.conditions:
        model["conditions"] = found.conditions if found else {}
    return model


def _effect(effect: Effect | None) -> Json:
    return {"effect": None, "sd": None} if effect is None else {"effect": effect.estimate, "sd": effect.sd}


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number
