"""Practice on one scale: sets made, judged blind, finished and closed; nobody sees what others said before all are in.

Source: docs/decisions.md, Practice on one scale.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.checklists import publishing
from inspector.checklists.models import ChecklistRow, ChecklistVersion
from inspector.database import insert_of
from inspector.errors import Problem
from inspector.extensions import db
from inspector.fairness.models import CalibrationAnswer, CalibrationCase, CalibrationSeat, CalibrationSet
from inspector.inspections.models import Answer, Attachment, Inspection
from inspector.measurement.practice import Result, result
from inspector.notices import board

MANAGE = "calibration.manage"
FEWEST_SEATS = 2
MOST_CASES = 30
VALUES = ("pass", "fail", "unclear")
TOLD = "Practice on one scale: %(title)s. Please judge by %(day)s; nobody sees your answers before all are in."


def make_photos(
    title: str, due_on: date, account_ids: Collection[int], attachment_ids: Sequence[int], by: int, at: datetime
) -> CalibrationSet:
    """A set of photos with the questions they were taken for, in the order given. Raises Problem conflict for too few or too many."""
    questions = _questions(attachment_ids[: MOST_CASES + 1])
    if not 1 <= len(questions) <= MOST_CASES:
        raise Problem("conflict", state="cases")
    made = _begin("photos", title, due_on, account_ids, by, at)
    db.session.add_all(
        CalibrationCase(set_id=made.id, position=number, attachment_id=one, question=question, guide=guide)
        for number, (one, question, guide) in enumerate(questions, 1)
    )
    db.session.flush()
    return made


def make_joint(
    title: str, site_id: int, checklist_key: str, held_on: date, account_ids: Collection[int], by: int, at: datetime
) -> CalibrationSet:
    """A joint round: each sends his own round of the list at the site on that day. Raises Problem conflict for fewer than two."""
    made = _begin("joint", title, held_on, account_ids, by, at, site_id=site_id, checklist_key=checklist_key, held_on=held_on)
    db.session.flush()
    return made


def open_to(actor: Actor, set_id: int) -> CalibrationSet:
    """A set that somebody judges or looks after. Raises Problem not_found."""
    found = db.session.get(CalibrationSet, set_id)
    if found is None or not (actor.may(MANAGE) or seat_of(found, actor.account_id)):
        raise Problem("not_found")
    return found


def seat_of(of: CalibrationSet, account_id: int) -> CalibrationSeat | None:
    """The seat of an inspector; None without one."""
    return next((seat for seat in of.seats if seat.account_id == account_id), None)


def finished(of: CalibrationSet) -> set[int]:
    """The accounts that are in."""
    if of.kind == "photos":
        return {seat.account_id for seat in of.seats if seat.finished_at}
    return set(_rounds(of))


def is_open(of: CalibrationSet) -> bool:
    """Whether somebody is still to come in, so that nobody sees anything."""
    return of.closed_at is None and len(finished(of)) < len(of.seats)


def answer(of: CalibrationSet, account_id: int, case_id: int, value: str, at: datetime) -> None:
    """Judge one photo, or judge it otherwise. Raises Problem not_found, malformed, or conflict once finished or closed."""
    seat = seat_of(of, account_id)
    if seat is None or all(case.id != case_id for case in of.cases):
        raise Problem("not_found")
    if value not in VALUES:
        raise Problem("malformed", why="value")
    if seat.finished_at or of.closed_at:
        raise Problem("conflict", state="finished")
    insert = insert_of(db.session().get_bind().dialect.name)(CalibrationAnswer)
    row = {"case_id": case_id, "account_id": account_id, "value": value, "at": at}
    db.session.execute(insert.on_conflict_do_update(index_elements=["case_id", "account_id"], set_={"value": value, "at": at}), row)


def answers_of(of: CalibrationSet, account_id: int) -> dict[int, str]:
    """{case: value} of one inspector."""
    statement = select(CalibrationAnswer.case_id, CalibrationAnswer.value).where(
        CalibrationAnswer.account_id == account_id, CalibrationAnswer.case_id.in_([case.id for case in of.cases])
    )
    return dict(db.session.execute(statement).all())  # type: ignore[arg-type]


def finish(of: CalibrationSet, account_id: int, at: datetime) -> None:
    """Hand in. Raises Problem conflict while a photo is not judged."""
    seat = seat_of(of, account_id)
    if seat is None:
        raise Problem("not_found")
    if len(answers_of(of, account_id)) < len(of.cases):
        raise Problem("conflict", state="unanswered")
    if seat.finished_at is None and of.closed_at is None:
        seat.finished_at = at


def close(of: CalibrationSet, by: int, at: datetime) -> None:
    """End a set before everybody is in; only who handed in counts. Raises Problem conflict with fewer than two."""
    if len(finished(of)) < FEWEST_SEATS:
        raise Problem("conflict", state="few")
    of.closed_by_id, of.closed_at = of.closed_by_id or by, of.closed_at or at


def result_of(of: CalibrationSet) -> Result | None:
    """What a set showed, by account and case (photo, or question of the joint round); None while somebody is still to come in."""
    if is_open(of):
        return None
    return result(said_of(of))


def said_of(of: CalibrationSet) -> dict[object, dict[object, str]]:
    """{case: {account: value}} of those who are in. For a joint round a case is (item, subject); what was not seen is a gap."""
    said: dict[object, dict[object, str]] = {}
    if of.kind == "joint":
        rounds = {inspection_id: account for account, inspection_id in _rounds(of).items()}
        rows = db.session.execute(select(Answer).where(Answer.inspection_id.in_(rounds), Answer.state.in_(("answered", "na")))).scalars()
        for one in rows:
            value = "na" if one.state == "na" else "fail" if one.is_failed else "pass"
            said.setdefault((one.item, one.subject), {})[rounds[one.inspection_id]] = value
        return {case: values for case, values in said.items() if len(values) > 1}
    for case_id, account_id, value in db.session.execute(
        select(CalibrationAnswer.case_id, CalibrationAnswer.account_id, CalibrationAnswer.value)
        .where(CalibrationAnswer.case_id.in_([case.id for case in of.cases]), CalibrationAnswer.account_id.in_(finished(of)))
        .order_by(CalibrationAnswer.case_id)
    ):
        said.setdefault(case_id, {})[account_id] = value
    return said


def listed(account_id: int | None) -> list[CalibrationSet]:
    """Sets, newest first; account_id: only those this inspector judges."""
    statement = select(CalibrationSet).order_by(CalibrationSet.id.desc()).limit(100)
    if account_id is not None:
        statement = statement.join(CalibrationSeat, CalibrationSeat.set_id == CalibrationSet.id)
        statement = statement.where(CalibrationSeat.account_id == account_id)
    return list(db.session.scalars(statement))


def photo_of(of: CalibrationSet, case_id: int) -> str:
    """The SHA-256 of the photo of a case. Raises Problem not_found."""
    case = next((case for case in of.cases if case.id == case_id), None)
    if case is None:
        raise Problem("not_found")
    return db.session.get_one(Attachment, case.attachment_id).sha256


def recent_photos(most: int) -> list[tuple[int, dict[str, str]]]:
    """Photos to choose from, newest first, one of each content: (attachment, question)."""
    rows = db.session.execute(
        select(Attachment.id, Attachment.sha256)
        .join(Inspection, Inspection.id == Attachment.inspection_id)
        .where(Attachment.kind == "photo", Attachment.is_here, Attachment.item.is_not(None), Inspection.flag.is_(None))
        .where(Inspection.line != "mystery")
        .order_by(Attachment.id.desc())
        .limit(most * 2)
    ).all()
    first = {sha: one for one, sha in reversed(rows)}
    return [(one, question) for one, question, _guide in _questions(sorted(first.values(), reverse=True)[:most])]


def _begin(kind: str, title: str, due_on: date, account_ids: Collection[int], by: int, at: datetime, **place: object) -> CalibrationSet:
    people = sorted(set(account_ids))
    if len(people) < FEWEST_SEATS:
        raise Problem("conflict", state="seats")
    made = CalibrationSet(kind=kind, title=title, due_on=due_on, made_by_id=by, made_at=at, **place)
    db.session.add(made)
    db.session.flush()
    db.session.add_all(CalibrationSeat(set_id=made.id, account_id=one) for one in people)
    board.announce(people, f"calibration:{made.id}", TOLD, {"title": title, "day": due_on.isoformat()}, f"/calibration/{made.id}", at)
    return made


def _questions(attachment_ids: Sequence[int]) -> list[tuple[int, dict[str, str], dict[str, str]]]:
    """(attachment, question, guide) of those that belong to a question, in the order given, each once."""
    rows = db.session.execute(
        select(Attachment.id, Attachment.item, ChecklistVersion.sha256)
        .join(Inspection, Inspection.id == Attachment.inspection_id)
        .join(ChecklistVersion, ChecklistVersion.id == Inspection.checklist_version_id)
        .where(Attachment.id.in_(attachment_ids), Attachment.kind == "photo", Attachment.is_here, Attachment.item.is_not(None))
    ).all()
    found = {}
    for one, item_id, sha in rows:
        item = publishing.compiled(sha).item(str(item_id))
        found[one] = (one, dict(item.ask), dict(item.guide or {}))
    return [found[one] for one in dict.fromkeys(attachment_ids) if one in found]


def _rounds(of: CalibrationSet) -> dict[int, int]:
    """{account: its first round} of a joint set."""
    rows = db.session.execute(
        select(Inspection.author_id, Inspection.id)
        .join(ChecklistVersion, ChecklistVersion.id == Inspection.checklist_version_id)
        .join(ChecklistRow, ChecklistRow.id == ChecklistVersion.checklist_id)
        .where(Inspection.site_id == of.site_id, ChecklistRow.key == of.checklist_key, Inspection.business_day == of.held_on)
        .where(Inspection.author_id.in_([seat.account_id for seat in of.seats]), Inspection.flag.is_(None))
        .where(Inspection.reinspects.is_(None))
        .order_by(Inspection.id.desc())
    )
    return dict(rows.all())  # type: ignore[arg-type]
