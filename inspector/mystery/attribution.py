"""Whom a released visit may be about: found by roster and badge, asked, answered, or silent; a denial is looked at by the quality lead.

What follows for anybody's record is `pipelines/mystery_attribution.py`'s to do. Source: docs/decisions.md, Mystery visits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from inspector import clock
from inspector.accounts.access import Actor, within
from inspector.audit import trail
from inspector.checklists import publishing
from inspector.checklists.definition import Text
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.models import Answer
from inspector.mystery import queries, served
from inspector.mystery.candidates import Candidate
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Attribution
from inspector.notices import board
from inspector.sites.models import DutyEntry, DutyMap, StaffMember

ANSWERS = ("confirmed", "denied", "unknown")
COUNTING = ("certain", "confirmed")  # what stands in a person's record
SILENT_AFTER_DUTY_DAYS = 3
SILENT_AFTER = timedelta(days=14)  # where nobody keeps duty maps no day on duty is ever seen
ADDRESS = "/me#guests"
TO_PERSON = "A guest may have met you at %(site)s. Please say whether it was you; only then is anything told or counted."
TO_PERSON_CERTAIN = "What a guest saw at %(site)s is on your record. If it was not you, say so there."
TO_LEADS = "Somebody at %(site)s says that a mystery visit is not about them."


def propose(visit: Visit, at: datetime) -> list[Attribution]:
    """The people whom a visit just released may be about, each asked about each part; of who cannot be asked the site bears it."""
    report = visit.report
    assert report is not None and visit.inspection_id is not None  # it was released
    told, area_id = _told_items(visit.inspection_id), served.place_of(report).area_id
    asked: dict[tuple[int, str], dict[str, Candidate]] = {}
    for item, one in served.candidates_of(report).items():
        if one.candidate.staff_id is not None and item in told:
            asked.setdefault((one.candidate.staff_id, one.part), {})[item] = one.candidate
    proposed = []
    for (staff_id, part), found in sorted(asked.items()):
        is_certain, has_place = (all(getattr(one, fact) for one in found.values()) for fact in ("is_certain", "has_place"))
        proposed.append(_ask(visit, staff_id, part, list(found), is_certain, area_id if has_place else None, at))
    return [made for made in proposed if made is not None]


def parts_of(attribution: Attribution) -> list[Text]:
    """The titles of the sections that a question is about, as the form orders them; they tell no result."""
    checklist = publishing.compiled(attribution.visit.campaign.version.sha256)
    return [one.title for one in checklist.sections if any(item.id in attribution.items for item in one.items)]


def answer(attribution: Attribution, said: str, by: int, at: datetime) -> None:
    """The person says that it was, was not, or that nobody can tell any more. What is certain can only be denied.

    Raises Problem malformed for another word, conflict for what is settled.
    """
    if said not in ANSWERS or (attribution.state == "certain" and said != "denied"):
        raise Problem("malformed", why=f"there is no answer {said}")
    if attribution.state not in ("asked", "certain"):
        raise Problem("conflict", state=attribution.state)
    attribution.state, attribution.settled_at = said, at
    _note(f"mystery.attribution_{said}", attribution, by, at)
    if said == "denied":
        visit = attribution.visit
        board.announce(
            queries.leads(), f"attribution:{attribution.id}:denied", TO_LEADS, {"site": visit.site.name}, f"/mystery/visits/{visit.id}", at
        )


def review(attribution: Attribution, found: str, other: int | None, by: int, at: datetime) -> Attribution | None:
    """Look at a denial: the site bears it, or another person is asked. It is never held against who denied.

    Raises Problem conflict for what waits for no look, bad_form for an empty finding or a person who cannot be asked.
    """
    if attribution.state != "denied" or attribution.reviewed_at is not None:
        raise Problem("conflict", state=attribution.state)
    if not found.strip():
        raise Problem("bad_form", fields={"review": "Please say what you found."})
    attribution.reviewed_by_id, attribution.reviewed_at, attribution.review = by, at, found.strip()
    _note("mystery.denial_reviewed", attribution, by, at)
    if other is None:
        return None
    if other not in {staff_id for staff_id, _ in others(attribution)}:
        raise Problem("bad_form", fields={"other": "This person cannot be asked."})
    return _ask(attribution.visit, other, attribution.part, attribution.items, False, attribution.area_id, at)


def others(attribution: Attribution) -> list[tuple[int, str]]:
    """(staff id, name) of who was there at that time, may be scored and was not asked about this part yet; nobody of a forgotten report."""
    visit = attribution.visit
    if visit.report is None or not visit.report.body:
        return []
    known = served.there(visit.report)
    asked = {one.staff_id for one in visit.attributions if one.part in ("", attribution.part)}
    rows = db.session.execute(
        select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(known - asked), StaffMember.account_id.is_not(None))
        .order_by(StaffMember.number)
    )  # fmt: skip
    return [(row.id, row.name) for row in rows]


def of_person(staff_id: int) -> Sequence[Attribution]:
    """What a person was asked and answered, newest first."""
    statement = select(Attribution).where(Attribution.staff_id == staff_id).order_by(Attribution.id.desc())
    return db.session.scalars(statement.options(joinedload(Attribution.visit), joinedload(Attribution.area))).all()


def denied(actor: Actor) -> Sequence[Attribution]:
    """Denials that wait for the asker's look, oldest first."""
    statement = (
        select(Attribution).join(Visit)
        .where(Attribution.state == "denied", Attribution.reviewed_at.is_(None))
        .where(within(Visit.site_id, actor.sites(queries.MANAGE))).order_by(Attribution.settled_at)
        .options(joinedload(Attribution.visit).joinedload(Visit.site), joinedload(Attribution.staff))
    )  # fmt: skip
    return db.session.scalars(statement).all()


def pass_time(at: datetime) -> None:
    """Three days on duty without an answer are silence, and then the site bears it."""
    for one in db.session.scalars(select(Attribution).where(Attribution.state == "asked").order_by(Attribution.id)):
        if at - one.asked_at >= SILENT_AFTER or _days_on_duty(one, at) >= SILENT_AFTER_DUTY_DAYS:
            one.state, one.settled_at = "silent", at
            _note("mystery.attribution_silent", one, None, at)


def _ask(
    visit: Visit, staff_id: int, part: str, items: list[str], is_certain: bool, area_id: int | None, at: datetime
) -> Attribution | None:
    staff = db.session.get_one(StaffMember, staff_id)
    if staff.account_id is None or (staff.left_on is not None and staff.left_on <= at.date()):
        return None  # who cannot answer is not named
    made = Attribution(
        staff_id=staff_id, part=part, area_id=area_id, items=items, state="certain" if is_certain else "asked", asked_at=at, review="",
    )  # fmt: skip
    visit.attributions.append(made)
    db.session.flush()
    _note(f"mystery.attribution_{made.state}", made, None, at)
    sentence = TO_PERSON_CERTAIN if is_certain else TO_PERSON
    board.announce([staff.account_id], f"attribution:{made.id}", sentence, {"site": visit.site.name}, ADDRESS, at)
    return made


def _told_items(inspection_id: int) -> set[str]:
    """The items of a released record that were answered and can earn something."""
    rows = select(Answer.item).where(Answer.inspection_id == inspection_id, Answer.state == "answered", Answer.possible != "0")
    return set(db.session.scalars(rows))


def _days_on_duty(attribution: Attribution, at: datetime) -> int:
    """Business days that are over, after the asking, on which some duty map had the person present."""
    site = attribution.visit.site
    asked_on, today = (clock.business_day(one, site.timezone, time.fromisoformat(site.day_ends_at)) for one in (attribution.asked_at, at))
    return db.session.scalar(
        select(func.count(DutyMap.business_day.distinct())).join(DutyEntry, DutyEntry.duty_map_id == DutyMap.id)
        .where(DutyEntry.staff_id == attribution.staff_id, DutyEntry.is_present)
        .where(DutyMap.business_day > asked_on, DutyMap.business_day < today)
    ) or 0  # fmt: skip


def _note(action: str, attribution: Attribution, by: int | None, at: datetime) -> None:
    # By the inspection, which tells no more than its site sees: nobody follows a trail from here to a visit and its hour.
    details = {"inspection": attribution.visit.inspection_id}
    trail.record(action, f"attribution:{attribution.id}", actor_id=by, at=at, details=details)
