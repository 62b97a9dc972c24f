"""The decision about a report: taken, sent back with a question, or turned down. What was sent never changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from inspector.audit import trail
from inspector.checklists import publishing
from inspector.errors import Problem
from inspector.inspections import payload
from inspector.mystery import agencies, call_backs, letters, queries, second_look
from inspector.mystery.report_models import Report
from inspector.notices import board
from inspector.scoring.answers import check
from inspector.sites import settings_store

AGAIN = "Your visit %(reference)s at %(site)s is asked about again. Please send the row once more, completed."
SECOND = "A report of a visit at %(site)s is near the edge of a grade. Please decide as the second person."


def accept(
    report: Report,
    words: Mapping[str, str],
    by: int,
    at: datetime,
    *,
    reimbursed_minor: int = 0,
    rating: int | None = None,
) -> None:
    """Take a report. Near the edge of a grade another quality lead decides after the first, where there is one.

    words: {item: what its site may read}; what is not named stays with the quality lead. reimbursed_minor: what is paid back of the bill;
    rating: 1 to 5, of the report. Raises Problem conflict when who accepted first would also be the second.
    """
    _demand_waiting(report)
    if report.state == "second" and report.first_by_id == by:
        raise Problem("conflict", state="second")
    known = {one["item"] for one in payload.read(report.body).sheet["answers"]}
    report.words = {item: text.strip() for item, text in words.items() if item in known and text.strip()}
    visit = report.visit
    report.rating = rating
    visit.fee_minor, visit.reimbursed_minor = visit.campaign.fee_minor, reimbursed_minor
    report.is_near_edge = second_look.is_needed(report)
    others = [one for one in queries.leads(visit.site_id) if one != by]
    if report.is_near_edge and report.state != "second" and others:
        report.state, report.first_by_id, report.first_at = "second", by, at
        trail.record("mystery.report_second", f"report:{report.id}", actor_id=by, at=at)
        board.announce(
            others, f"report:{report.id}:second", SECOND, {"site": visit.site.name}, f"/mystery/visits/{visit.id}", at
        )
    else:
        _decide(report, "accepted", "", by, at)
        visit.state = "accepted"
        call_backs.make_sure(visit, at)


def ask_again(report: Report, reason: str, by: int, at: datetime) -> None:
    """Ask the shopper to complete a report; the link works again until it is due."""
    _demand_waiting(report)
    hours = settings_store.value("mystery_revision_hours", at.date())
    _decide(report, "revision", reason, by, at)
    report.due_at = at + timedelta(hours=hours)
    visit = report.visit
    visit.state, visit.fee_minor, visit.reimbursed_minor = "revising", None, None
    visit.link_ends_at = max(visit.link_ends_at or at, at + timedelta(hours=2 * hours))
    letters.ask(report, at)
    values = {"site": visit.site.name, "reference": visit.agency_reference or ""}
    board.announce(agencies.accounts_to_tell(report), f"report:{report.id}:again", AGAIN, values, "/agency", at)


def reject(report: Report, reason: str, by: int | None, at: datetime, rating: int | None = None) -> None:
    """Turn a report down; it counts for nothing, costs nothing and stays readable with its reason. by: None = its deadline passed."""
    _demand_waiting(report)
    _decide(report, "rejected", reason, by, at)
    report.rating = rating
    visit = report.visit
    visit.state, visit.fee_minor, visit.reimbursed_minor = "rejected", 0, 0
    call_backs.make_sure(visit, at)


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
    if report.state not in ("waiting", "revision", "second") or report.visit.report is not report:
        raise Problem("conflict", state=report.state)


def _decide(report: Report, state: str, reason: str, by: int | None, at: datetime) -> None:
    report.state, report.reason, report.decided_by_id, report.decided_at = state, reason, by, at
    trail.record(f"mystery.report_{state}", f"report:{report.id}", actor_id=by, at=at)
