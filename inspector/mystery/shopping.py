"""What a shopper does with a visit: reads the brief, declares, writes, sends once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import func, select

from inspector import clock
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import delivery, writing
from inspector.inspections.submission import Submission
from inspector.media.models import BlobUpload
from inspector.mystery import call_backs, checks, queries, rules, served
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Report
from inspector.notices import board

ARRIVED = "A report of a mystery visit at %(site)s waits for your review."
LARGEST_DRAFT = 300_000  # characters


@dataclass(frozen=True, slots=True)
class Kept:
    """A report that is here. is_first_other: another report of this visit was here before, and this one was not taken."""

    report: Report
    missing: tuple[str, ...]  # SHA-256 of photos that are not here yet
    is_new: bool
    is_first_other: bool = False


def read_brief(visit: Visit, at: datetime) -> None:
    """The brief was read; the first time counts."""
    visit.brief_read_at = visit.brief_read_at or at


def attest(visit: Visit, at: datetime) -> None:
    """The shopper declares what the campaign asks; from now on the visit is begun. Raises Problem conflict before the brief was read."""
    if visit.brief_read_at is None:
        raise Problem("conflict", state="brief")
    if visit.attested_at is None:
        visit.attested_at, visit.attested_text = at, visit.campaign.attestation
    if visit.state == "sent":
        visit.state = "begun"


def keep_draft(visit: Visit, draft: str, at: datetime) -> None:
    """Mirror the unfinished form, so that another phone, or this one after it was emptied, goes on with it."""
    _demand_begun(visit)
    if len(draft) > LARGEST_DRAFT:
        raise Problem("too_large")
    if visit.state != "delivered":
        visit.draft, visit.draft_at = draft, at


def check_room(visit: Visit, record_uuid: str) -> None:
    """A link takes so many photos and no more. Raises Problem too_many_photos."""
    _demand_begun(visit)
    records = [one.uuid for one in visit.reports] + [record_uuid]
    count = (
        db.session.scalar(select(func.count(BlobUpload.sha256.distinct())).where(BlobUpload.record_uuid.in_(records)))
        or 0
    )
    if count >= rules.MOST_PHOTOS:
        raise Problem("too_many_photos")


def take(visit: Visit, submission: Submission, at: datetime) -> Kept:
    """Keep a report, in the present transaction. The same bytes twice are kept once; another one while one waits is not taken.

    Raises Problem malformed for what is not of this visit.
    """
    _demand_begun(visit)
    _check_whose(visit, submission)
    for report in visit.reports:
        if report.uuid != submission.id:
            delivery.lend(report.uuid, submission.id)  # what a revision shows again need not be sent again
    missing, standing = delivery.missing_of(submission), visit.report
    for report in visit.reports:
        if report.uuid == submission.id and report.body_sha256 == submission.body_sha256:
            report.is_complete = report.is_complete or not missing
            return Kept(report, missing, is_new=False)
    if standing is not None and standing.state != "revision":
        return Kept(standing, (), is_new=False, is_first_other=True)
    report = enter(visit, submission, missing, at)
    board.announce(
        queries.leads(), f"report:{report.id}", ARRIVED, {"site": visit.site.name}, f"/mystery/visits/{visit.id}", at
    )
    return Kept(report, missing, is_new=True)


def enter(visit: Visit, submission: Submission, missing: tuple[str, ...], at: datetime) -> Report:
    """Put a report on the desk, by whatever door it came: checked, in place of the one before, and maybe drawn to be asked about again."""
    standing = visit.report
    report = _kept(visit, submission, missing, at)
    if standing is not None:
        standing.state = "replaced"
    visit.state, visit.draft = "delivered", None
    visit.visited_on = clock.business_day(
        submission.started_at, visit.site.timezone, time.fromisoformat(visit.site.day_ends_at)
    )
    call_backs.draw(visit, at)
    return report


def _kept(visit: Visit, submission: Submission, missing: tuple[str, ...], at: datetime) -> Report:
    report = Report(
        uuid=submission.id, body=submission.body, body_sha256=submission.body_sha256, received_at=at, state="waiting",
        receipt_code=writing.receipt_code(submission), is_complete=not missing, words={}, corrections=[], reason="",
        served=served.of_wire(submission.body),
    )  # fmt: skip
    report.checks = [one.as_json() for one in checks.of(visit, submission, at)]
    visit.reports.append(report)
    db.session.flush()
    return report


def _check_whose(visit: Visit, submission: Submission) -> None:
    version = visit.campaign.version
    if (submission.site_id, submission.line) != (
        visit.site_id,
        "mystery",
    ) or submission.checklist_version != version.sha256:
        raise Problem("malformed", why="it is not of this visit")
    if (
        submission.sheet["subjects"]
        or submission.duty
        or submission.follow_ups
        or submission.praise
        or submission.round_id
    ):
        raise Problem("malformed", why="a visit names nobody")


def _demand_begun(visit: Visit) -> None:
    if visit.attested_at is None:
        raise Problem("conflict", state="brief")
