"""Severity estimated from the ledger once a day, in a process of its own, and kept with its date.

Evidence that was reversed is out; second looks and self-checks never were in (inspections/attribution.py); mystery visits are left out,
because the account that releases a visit is not the one who saw. Source: docs/decisions.md, Severity of inspectors.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select

from inspector.appraisals import appeal_counts, evidence
from inspector.appraisals.models import LedgerEntry
from inspector.extensions import db
from inspector.fairness import conduct, estimates, photo_looks
from inspector.fairness.estimates import RoundRow
from inspector.fairness.models import SeverityEstimate
from inspector.measurement import child
from inspector.media.store import Store
from inspector.web.logs import log

LOOK_BACK = timedelta(days=183)
EVERY = timedelta(hours=20)
FEWEST_ROUNDS = 30  # with fewer nobody can be told from chance
NEXT = "inspector.measured"


def run(at: datetime) -> None:
    """Look at new photos and at how inspectors go about it; estimate anew when a day has passed and the rounds are others.

    In short transactions of its own: no process that is waited for holds one.
    """
    store: Store = current_app.extensions["inspector.blobs"]
    photo_looks.make_missing(store, at)
    due: datetime | None = current_app.extensions.get(NEXT)
    if due is not None and at < due:
        return
    look(at)
    db.session.commit()
    last = estimates.last_try()
    current_app.extensions[NEXT] = at + EVERY / 10
    if last is not None and at - last.made_at < EVERY:
        return
    rows = rounds_until(at)
    if len(rows) >= FEWEST_ROUNDS and not (
        last and last.failure is None and last.input_sha256 == estimates.fingerprint(rows)
    ):
        estimate(rows, at)


def look(at: datetime) -> int:
    """Hold the rounds of inspectors, and what objections to them led to, against each other. Returns how many signals are new."""
    return conduct.look(at, appeal_counts.raised_by_round(conduct.looks_back_to(at), at.date()))


def estimate(rows: list[RoundRow], at: datetime) -> SeverityEstimate:
    """Estimate some rounds and keep what came of it, also a failure; commits."""
    db.session.commit()
    try:
        found = child.run(estimates.as_rounds(rows))
    except child.Failed as failed:
        log().error("severity could not be estimated", why=str(failed))
        kept = estimates.keep_failure(rows, str(failed), at)
    else:
        kept = estimates.keep(rows, found, at)
    db.session.commit()
    return kept


def rounds_until(at: datetime) -> list[RoundRow]:
    """The rounds about people of the last LOOK_BACK, as the ledger stands."""
    weight, share = func.sum(LedgerEntry.weight), func.sum(LedgerEntry.share_decimal)
    statement = (
        select(
            LedgerEntry.inspection_id, LedgerEntry.staff_id, LedgerEntry.inspector_id, LedgerEntry.checklist_key, LedgerEntry.site_id,
            LedgerEntry.business_day, weight.label("weight"), share.label("share"),
        )
        .where(LedgerEntry.business_day > (at - LOOK_BACK).date(), LedgerEntry.line != evidence.GUESTS)
        .group_by(
            LedgerEntry.inspection_id, LedgerEntry.staff_id, LedgerEntry.inspector_id, LedgerEntry.checklist_key, LedgerEntry.site_id,
            LedgerEntry.business_day,
        )
        .having(weight > 0)
        .order_by(LedgerEntry.inspection_id, LedgerEntry.staff_id)
    )  # fmt: skip
    return [
        RoundRow(r.inspection_id, r.staff_id, r.inspector_id, r.checklist_key, r.site_id, r.business_day, r.weight,
                 min(100.0, max(0.0, 100.0 * r.share / r.weight)))
        for r in db.session.execute(statement)
    ]  # fmt: skip
