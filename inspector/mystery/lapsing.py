"""What happens to visits because time passes: reminded of, run out, turned down for want of an answer. Done twice it does nothing more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inspector.audit import trail
from inspector.extensions import db
from inspector.mystery import checks, deadlines, letters, queries, reviewing
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Report
from inspector.notices import board
from inspector.sites import settings_store

NEARLY_OVER = "A mystery visit at %(site)s is nearly over and was not begun. Please remind its shopper."
REMINDED = "A mystery visit at %(site)s is nearly over and was not begun. Its shopper is reminded by e-mail."
RAN_OUT = "A mystery visit at %(site)s ran out. It can be laid out anew."
TURNED_DOWN = "A report of a visit at %(site)s was turned down: no answer to the question came in time."
LATE = "A report of a visit at %(site)s should have been decided by now."
NO_ANSWER = "没有在期限内收到补充。 No answer came in time."  # stands in records of both languages
NO_GRACE = timedelta(0)
OPEN = ("planned", "sent", "begun")


def hours(at: datetime) -> deadlines.Hours:
    """The deadlines in force."""
    names = ("remind", "expire", "review", "reject")
    return deadlines.Hours(*(settings_store.value(f"mystery_{name}_hours", at.date()) for name in names))


def pass_time(at: datetime) -> None:
    """Do everything that is due at a moment."""
    held = hours(at)
    for visit in db.session.scalars(select(Visit).where(Visit.state.in_(OPEN)).options(joinedload(Visit.site))):
        grace = checks.LISTED_WITHIN if visit.agency_id is not None else NO_GRACE  # an agency's list may come afterwards
        if deadlines.has_expired(visit.last_on + grace, visit.site.timezone, visit.link_ends_at, held, at):
            _expire(visit, at)
        elif visit.state == "sent" and visit.reminded_at is None and deadlines.is_to_remind(
            visit.last_on, visit.site.timezone, held, at
        ):  # fmt: skip
            visit.reminded_at = at
            _tell(visit, "remind", REMINDED if letters.remind(visit, at) else NEARLY_OVER, at)
    undecided = select(Report).where(Report.state.in_(("waiting", "second", "revision")))
    for report in db.session.scalars(undecided.options(joinedload(Report.visit).joinedload(Visit.site))):
        if report.state == "revision":
            if report.due_at is not None and deadlines.is_unanswered(report.due_at, held, at):
                reviewing.reject(report, NO_ANSWER, None, at)
                _tell(report.visit, f"unanswered:{report.id}", TURNED_DOWN, at)
        elif at >= deadlines.decide_by(report.received_at, held):
            _tell(report.visit, f"late:{report.id}", LATE, at)


def _expire(visit: Visit, at: datetime) -> None:
    letters.call_off(visit, at)
    visit.state, visit.link_hash, visit.session_hash = "expired", None, None
    trail.record("mystery.visit_expired", f"visit:{visit.id}", actor_id=None, at=at)
    _tell(visit, "expired", RAN_OUT, at)


def _tell(visit: Visit, event: str, sentence: str, at: datetime) -> None:
    values, url = {"site": visit.site.name}, f"/mystery/visits/{visit.id}"
    board.announce(queries.leads(visit.site_id), f"visit:{visit.id}:{event}", sentence, values, url, at)
