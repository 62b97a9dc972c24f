"""Dated estimates of severity: kept as they were made, and the newest one read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select

from inspector.extensions import db
from inspector.fairness.models import InspectorSeverity, SeverityEstimate, StaffSeverity
from inspector.measurement.rounds import Rounds

SITES_FROM = 5  # sites, from which on what differs between them is told apart from their people


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round about one person as the model takes it. percent 0..100, items: scored items (sum of weights), > 0."""

    inspection_id: int
    staff_id: int
    inspector_id: int
    checklist: str
    site_id: int
    day: date
    items: int
    percent: float


def as_rounds(rows: Sequence[RoundRow]) -> Rounds:
    """The rows as columns for the model; sites only where there are enough of them to tell them from chance."""
    sites = [str(row.site_id) for row in rows]
    return Rounds(
        staff=[str(row.staff_id) for row in rows], inspector=[str(row.inspector_id) for row in rows],
        checklist=[row.checklist for row in rows], items=[row.items for row in rows], percent=[row.percent for row in rows],
        site=sites if len(set(sites)) >= SITES_FROM else None,
    )  # fmt: skip


def fingerprint(rows: Sequence[RoundRow]) -> str:
    """The SHA-256 over the rows, in the order of inspections and people."""
    found = hashlib.sha256()
    for row in sorted(rows, key=lambda row: (row.inspection_id, row.staff_id)):
        line = [
            row.inspection_id,
            row.staff_id,
            row.inspector_id,
            row.checklist,
            row.site_id,
            row.items,
            f"{row.percent:.6f}",
        ]
        found.update(json.dumps(line, ensure_ascii=False).encode() + b"\n")
    return found.hexdigest()


def newest() -> SeverityEstimate | None:
    """The newest estimate that succeeded."""
    return db.session.scalar(
        select(SeverityEstimate).where(SeverityEstimate.failure.is_(None)).order_by(SeverityEstimate.id.desc()).limit(1)
    )


def last_try() -> SeverityEstimate | None:
    """The newest estimate, whatever came of it."""
    return db.session.scalar(select(SeverityEstimate).order_by(SeverityEstimate.id.desc()).limit(1))


def keep(rows: Sequence[RoundRow], found: Mapping[str, Any], at: datetime) -> SeverityEstimate:
    """Keep what the model told (measurement.child.tell) of some rounds."""
    figures = {name: found[name] for name in ("intercept", "variance", "checklist", "site", "islands")}
    kept = _begin(rows, at, figures, None)
    inspectors = [
        {"estimate_id": kept.id, "account_id": int(name), "effect": one["effect"], "sd": one["sd"], "round_count": one["rounds"],
         "shared_staff": one["shared"], "island": one["island"]}
        for name, one in found["inspector"].items()
    ]  # fmt: skip
    names = ("raw", "effect", "effect_sd", "adjusted", "adjusted_sd", "logit_correction")
    people = [
        {"estimate_id": kept.id, "staff_id": int(name), "round_count": one["n"], **{key: one[key] for key in names}}
        for name, one in found["staff"].items()
    ]
    db.session.execute(insert(InspectorSeverity), inspectors)
    db.session.execute(insert(StaffSeverity), people)
    return kept


def keep_failure(rows: Sequence[RoundRow], why: str, at: datetime) -> SeverityEstimate:
    """Keep that the model could not be estimated, and why."""
    return _begin(rows, at, None, why[:200])


def of_inspectors(estimate: SeverityEstimate) -> list[InspectorSeverity]:
    """Every inspector of an estimate, strictest first; those who cannot be told last."""
    rows = db.session.scalars(select(InspectorSeverity).where(InspectorSeverity.estimate_id == estimate.id))
    return sorted(rows, key=lambda one: (one.effect is None, one.island, one.effect or 0.0, one.account_id))


def of_inspector(estimate: SeverityEstimate, account_id: int) -> InspectorSeverity | None:
    """One inspector of an estimate; None when the rounds hold none of his."""
    return db.session.get(InspectorSeverity, (estimate.id, account_id))


def course_of(account_id: int) -> list[tuple[SeverityEstimate, InspectorSeverity]]:
    """What the estimates of the past said of an inspector, oldest first."""
    rows = db.session.execute(
        select(SeverityEstimate, InspectorSeverity)
        .join(InspectorSeverity, InspectorSeverity.estimate_id == SeverityEstimate.id)
        .where(InspectorSeverity.account_id == account_id, InspectorSeverity.effect.is_not(None))
        .order_by(SeverityEstimate.id)
    )
    return [(estimate, one) for estimate, one in rows]


def _begin(
    rows: Sequence[RoundRow], at: datetime, figures: dict[str, Any] | None, failure: str | None
) -> SeverityEstimate:
    days = [row.day for row in rows]
    kept = SeverityEstimate(
        made_at=at, first_on=min(days), last_on=max(days), round_count=len(rows), input_sha256=fingerprint(rows), figures=figures,
        failure=failure,
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    return kept
