"""What of a report a reviewer should look at: nothing here turns a report down, a person does."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from inspector import clock
from inspector.checklists import publishing
from inspector.checklists.definition import Checklist
from inspector.extensions import db
from inspector.inspections import payload
from inspector.inspections.evaluation import evaluate
from inspector.inspections.submission import Submission
from inspector.media.models import BlobUpload
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Report
from inspector.mystery.rules import SATURDAY, when

SHORTEST = timedelta(minutes=10)  # in the house; a counter or a call is shorter, and a reviewer sees that
CLOCK_SLACK = timedelta(minutes=5)
WRITTEN_WITHIN = timedelta(hours=24)
LISTED_WITHIN = timedelta(days=7)  # an agency sends lists; recordings that could settle an objection are not kept for ever
REST_OF_AGENCY = timedelta(days=60)  # between two visits of one shopper of an agency to one site
SAME_SHARE = 0.95  # of verdicts; so much of one answer looks like straight-lining
LEAST_VERDICTS = 10
LAST_REPORTS = 50  # of a shopper, that are compared
LEAST_WORDS = 30  # characters of a text that is compared with others'


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at. code: a key of wording.CHECKS; figures fill its sentence."""

    code: str
    figures: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {"code": self.code, "figures": self.figures}


def of(visit: Visit, submission: Submission, at: datetime) -> list[Check]:
    """Everything of a report that a reviewer should look at, most telling first."""
    checklist = publishing.compiled(submission.checklist_version)
    return [*of_itself(visit, submission, checklist, at), *_twins(visit, submission), *_rest(visit, submission)]


def of_itself(visit: Visit, submission: Submission, checklist: Checklist, at: datetime) -> list[Check]:
    """What a report tells without a look at any other; asks no database."""
    return [*_window(visit, submission), *_pace(visit, submission, at), *_whole(checklist, submission)]


def _window(visit: Visit, submission: Submission) -> Iterator[Check]:
    site = visit.site
    day = clock.business_day(submission.started_at, site.timezone, time.fromisoformat(site.day_ends_at))
    seen = when(submission.started_at, site.timezone, site.day_ends_at)
    if not visit.first_on <= day <= visit.last_on:
        yield Check("outside_days", {"day": day.isoformat()})
    if visit.day_kind != "any" and (visit.day_kind == "weekend") != (day.weekday() >= SATURDAY):
        yield Check("other_day_kind", {})
    clock_time = submission.started_at.astimezone(ZoneInfo(site.timezone)).strftime("%H:%M")
    if visit.meal not in ("any", seen.meal):
        yield Check("other_meal", {"time": clock_time})
    if (visit.begins_at and clock_time < visit.begins_at) or (visit.ends_at and clock_time > visit.ends_at):
        yield Check("other_hour", {"time": clock_time})


def _pace(visit: Visit, submission: Submission, at: datetime) -> Iterator[Check]:
    moments = [one.at for one in submission.remarks if one.at is not None]
    whole = submission.submitted_at - submission.started_at  # a list says no moment of an answer
    lasted = max(moments) - min(moments) if moments else whole
    if lasted < SHORTEST:
        yield Check("short", {"minutes": int(lasted.total_seconds() // 60)})
    if visit.agency_id is not None and not moments:
        if at - submission.started_at > LISTED_WITHIN:
            yield Check("late_list", {"days": (at - submission.started_at).days})
    elif at - submission.started_at > WRITTEN_WITHIN:
        yield Check("late", {"hours": int((at - submission.started_at).total_seconds() // 3600)})
    earliest, latest = submission.started_at - CLOCK_SLACK, submission.submitted_at + CLOCK_SLACK
    if any(not earliest <= moment <= latest for moment in moments):
        yield Check("times", {})


def _whole(checklist: Checklist, submission: Submission) -> Iterator[Check]:
    evaluation = evaluate(checklist, submission)
    if not evaluation.is_valid:
        yield Check("incomplete", {})
    said = {one.get("item"): one.get("value") for one in submission.sheet["answers"]}
    for asked in checklist.items:
        if asked.min_length and len(str(said.get(asked.id) or "")) < asked.min_length:
            yield Check("brief_story", {"least": asked.min_length})
    asked_photos = {item.id for item in checklist.items if item.type == "photo"}
    sent_for = {one.item for one in submission.attachments}
    for item in sorted(asked_photos - sent_for):
        yield Check("no_photo", {"item": item})
    verdicts = Counter(
        one.value for one in evaluation.instances if one.item.type == "verdict" and one.state == "answered"
    )
    total = sum(verdicts.values())
    if total >= LEAST_VERDICTS and max(verdicts.values()) >= SAME_SHARE * total:
        yield Check("straight", {"count": total})
    if any(one.is_failed and one.item.subjective for one in evaluation.instances):
        yield Check("feeling", {})


def _twins(visit: Visit, submission: Submission) -> Iterator[Check]:
    """The same photo, or the same words, in another visit."""
    hashes = [one.sha256 for one in submission.attachments]
    own = [one.uuid for one in visit.reports] + [submission.id]
    if hashes and db.session.scalar(
        select(BlobUpload.sha256).where(BlobUpload.sha256.in_(hashes), BlobUpload.record_uuid.not_in(own)).limit(1)
    ):
        yield Check("photo_twice", {})
    said = _texts(submission)
    if said:
        # Of the shopper alone: whoever copies copies from himself, and the whole register need not be read.
        same = Visit.agency_id == visit.agency_id if visit.agency_id is not None else Visit.shopper_id == visit.shopper_id
        others = select(Report).join(Visit).where(same, Visit.id != visit.id)
        others = others.where(func.length(Report.body) > 0).order_by(Report.id.desc()).limit(LAST_REPORTS)
        is_somebody = visit.shopper_id is not None or visit.agency_id is not None
        if is_somebody and any(said & _texts(payload.read(one.body)) for one in db.session.scalars(others)):
            yield Check("text_twice" if visit.shopper_id is not None else "text_twice_agency", {})


def _rest(visit: Visit, submission: Submission) -> Iterator[Check]:
    """The same shopper of an agency, too soon again at the same site."""
    if visit.agency_id is None or not visit.agency_shopper:
        return
    own = clock.business_day(submission.started_at, visit.site.timezone, time.fromisoformat(visit.site.day_ends_at))
    days = db.session.scalars(select(Visit.visited_on).where(
        Visit.agency_id == visit.agency_id, Visit.agency_shopper == visit.agency_shopper, Visit.site_id == visit.site_id,
        Visit.id != visit.id, Visit.visited_on.is_not(None),
    ))  # fmt: skip
    gaps = [abs(own - day) for day in days if day is not None]
    if gaps and min(gaps) < REST_OF_AGENCY:
        yield Check("rest_agency", {"days": min(gaps).days})


def _texts(submission: Submission) -> set[str]:
    answers = submission.sheet["answers"]
    words = [one.get("value") for one in answers if isinstance(one.get("value"), str)] + [
        one.note or "" for one in submission.remarks
    ]
    return {hashlib.sha256("".join(text.split()).encode()).hexdigest() for text in words if len(text) >= LEAST_WORDS}
