"""The decision about a report: taken, sent back with a question, or turned down. What was sent never changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from inspector.audit import trail
from inspector.checklists import publishing
from inspector.errors import Problem
from inspector.inspections import payload
from inspector.mystery.models import Report
from inspector.scoring.answers import check

REVISED_WITHIN = timedelta(hours=24)


def accept(report: Report, words: Mapping[str, str], by: int, at: datetime) -> None:
    """Take a report. words: {item: what its site may read}; what is not named stays with the quality lead."""
    _demand_waiting(report)
    known = {one["item"] for one in payload.read(report.body).sheet["answers"]}
    report.words = {item: text.strip() for item, text in words.items() if item in known and text.strip()}
    _decide(report, "accepted", "", by, at)
    report.visit.state = "accepted"


def ask_again(report: Report, reason: str, by: int, at: datetime) -> None:
    """Ask the shopper to complete a report; the link works again until it is due."""
    _demand_waiting(report)
    _decide(report, "revision", reason, by, at)
    report.due_at = at + REVISED_WITHIN
    visit = report.visit
    visit.state = "revising"
    visit.link_ends_at = max(visit.link_ends_at or at, at + 2 * REVISED_WITHIN)


def reject(report: Report, reason: str, by: int, at: datetime) -> None:
    """Turn a report down; it counts for nothing and stays readable with its reason."""
    _demand_waiting(report)
    _decide(report, "rejected", reason, by, at)
    report.visit.state = "rejected"


def correct(report: Report, item: str, said: str, reason: str, by: int, at: datetime) -> None:
    """Put an answer otherwise than the shopper, beside it and with a reason; the newest of an item counts.

    said: na, unseen, or the value as on the wire. Raises Problem bad_form for what the item does not take, or without a reason.
    """
    _demand_waiting(report)
    state, value = (said, None) if said in ("na", "unseen") else ("answered", said)
    checklist = publishing.compiled(payload.read(report.body).checklist_version)
    _, faults = check(checklist, {"answers": [{"item": item, "state": state, "value": value}]})
    if faults or not reason:
        raise Problem("bad_form")
    kept = [one for one in report.corrections if one["item"] != item]
    made = {"item": item, "state": state, "value": value, "reason": reason, "by": by, "at": at.isoformat()}
    report.corrections = [*kept, made]
    trail.record("mystery.answer_corrected", f"report:{report.id}", actor_id=by, at=at, details={"item": item})


def _demand_waiting(report: Report) -> None:
    if report.state not in ("waiting", "revision") or report.visit.report is not report:
        raise Problem("conflict", state=report.state)


def _decide(report: Report, state: str, reason: str, by: int, at: datetime) -> None:
    report.state, report.reason, report.decided_by_id, report.decided_at = state, reason, by, at
    trail.record(f"mystery.report_{state}", f"report:{report.id}", actor_id=by, at=at)
