"""A person's month put right for the severity of its inspectors, beside the raw figure; opened down to the rounds.

The effects are those of the newest estimate, the rounds those of the month as the ledger stands. Source: docs/decisions.md, Severity of
inspectors: never shrunk, touches no other figure, may be switched off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from inspector.accounts.access import Actor
from inspector.accounts.naming import names_of
from inspector.appraisals import evidence
from inspector.appraisals.models import LedgerEntry
from inspector.errors import Problem
from inspector.extensions import db
from inspector.fairness import estimates
from inspector.fairness.models import SeverityEstimate
from inspector.measurement.leaning import Adjusted, Effects, Part, adjust, leaning
from inspector.sites import settings_store
from inspector.sites.models import StaffAssignment

SWITCH = "adjusted_shown"


@dataclass(frozen=True, slots=True)
class Brought:
    """What the rounds of one inspector brought. points: above (+) or below usual, None where it cannot be told; weight: of the evidence."""

    name: str
    points: float | None
    rounds: int
    share: float


@dataclass(frozen=True, slots=True)
class Shown:
    """found: None where too much cannot be told; why: off, no_estimate, nothing_seen or apart then. inspectors: for those who may know."""

    found: Adjusted | None
    why: str
    made_at: datetime | None
    inspectors: Sequence[Brought]


def of(asker: Actor, staff_id: int, month: str) -> Shown:
    """One's own month, or that of somebody whose appraisals one may read. Raises Problem not_found."""
    try:
        first, last = evidence.bounds_of(month)
    except ValueError:
        raise Problem("not_found") from None
    if staff_id != asker.staff_id and not _may_read(asker, staff_id, last):
        raise Problem("not_found")
    estimate = estimates.newest()
    if not settings_store.value(SWITCH, last):
        return Shown(None, "off", None, ())
    if estimate is None or not (estimate.figures or {}).get("variance"):
        return Shown(None, "no_estimate", None, ())
    parts, effects = _parts(staff_id, first, last), effects_of(estimate)
    found = adjust(parts, effects)
    why = "" if found else "apart" if parts else "nothing_seen"
    return Shown(found, why, estimate.made_at, _brought(parts, effects) if asker.may("fairness.read") else ())


def effects_of(estimate: SeverityEstimate) -> Effects:
    """What an estimate knows of those who can be told apart."""
    assert estimate.figures is not None
    known = {
        str(one.account_id): (one.effect, one.sd)
        for one in estimates.of_inspectors(estimate)
        if one.effect is not None and one.sd is not None
        and leaning(one.effect, one.sd, one.shared_staff, one.island).word != "unknown"
    }  # fmt: skip
    return Effects(
        known,
        _known(estimate.figures["checklist"]),
        _known(estimate.figures["site"]),
        estimate.figures["variance"]["residual"],
    )


def _known(effects: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    return {name: (one["effect"], one["sd"]) for name, one in effects.items() if one["effect"] is not None}


def _may_read(asker: Actor, staff_id: int, last: date) -> bool:
    site_id = db.session.scalar(
        select(StaffAssignment.site_id)
        .where(StaffAssignment.staff_id == staff_id, StaffAssignment.from_on <= last)
        .order_by(StaffAssignment.from_on.desc())
        .limit(1)
    )
    return site_id is not None and asker.may("appraisals.read", site_id)


def _parts(staff_id: int, first: date, last: date) -> list[Part]:
    weight, share = func.sum(LedgerEntry.weight), func.sum(LedgerEntry.share_decimal)
    of_round = (LedgerEntry.inspector_id, LedgerEntry.checklist_key, LedgerEntry.site_id)
    rows = db.session.execute(
        select(*of_round, weight.label("weight"), share.label("share"))
        .where(LedgerEntry.staff_id == staff_id, LedgerEntry.business_day.between(first, last))
        .where(LedgerEntry.line != evidence.GUESTS)  # as in the score itself: the two figures are of the same answers
        .group_by(LedgerEntry.inspection_id, *of_round)
        .having(weight > 0)
    )
    return [Part(r.weight, r.share / r.weight, str(r.inspector_id), r.checklist_key, str(r.site_id)) for r in rows]


def _brought(parts: Sequence[Part], effects: Effects) -> list[Brought]:
    names = names_of(int(part.inspector) for part in parts)
    whole = sum(part.weight for part in parts)
    found = []
    for key in dict.fromkeys(part.inspector for part in parts):
        own = [part for part in parts if part.inspector == key]
        known = effects.inspector.get(key)
        share = sum(part.weight for part in own) / whole
        found.append(Brought(names.get(int(key), ""), known[0] if known else None, len(own), share))
    return sorted(found, key=lambda one: -one.share)
