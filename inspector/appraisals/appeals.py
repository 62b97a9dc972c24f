"""A person objects to one answer, to the record of a period, to a card or a red line: made, withdrawn, taken on to HR, answered.

An objection keeps or raises, it never lowers (`pipelines/objections.py` carries out). Source: docs/decisions.md, Objections of people.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from inspector.accounts.access import Actor, within
from inspector.appraisals import duty_days, evidence, month_appraisals, reviewers, windows
from inspector.appraisals.appeal_models import FIRST, LAST, AppealDecision, AppealPhoto, PersonAppeal
from inspector.appraisals.conduct_models import Card, RedLine
from inspector.appraisals.models import MonthRecord
from inspector.appraisals.windows import Window
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.models import Answer, Inspection, Revision
from inspector.media.receiving import Photo
from inspector.notices import board
from inspector.sites.models import Site, StaffMember

TO_REVIEWERS = "%(name)s objects to an answer about %(month)s. Please look at it by %(day)s."
TO_PERSON_RAISED = "Your objection about %(month)s was upheld. Your record shows what changed."
TO_PERSON_KEPT = "Your objection about %(month)s was looked at. The answer stays; the reason is there, and you may ask HR."
TO_PERSON_KEPT_LAST = "HR has looked at your objection about %(month)s. The answer stays; the reason is there."


@dataclass(frozen=True, slots=True)
class Target:
    """What is objected to: an answer, a card or a red line; none of them = the whole record of the period.

    opened_at: when it last came to be as it stands.
    """

    staff: StaffMember
    site: Site
    month: str
    answer: Answer | None
    opened_at: datetime
    card: Card | None = None
    red_line: RedLine | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the site."""
        return ZoneInfo(self.site.timezone)

    @property
    def key(self) -> str:
        """What may be objected to once at a time."""
        if self.card is not None or self.red_line is not None:
            return f"card {self.card.id}" if self.card is not None else f"red line {self.red_line.id if self.red_line else 0}"
        return self.month if self.answer is None else f"{self.answer.inspection_id} {self.answer.item} {self.answer.subject or ''}".strip()


def target_of_answer(staff_id: int | None, answer_id: int) -> Target:
    """An answer that counts for a person. Raises Problem not_found for any other."""
    answer = db.session.get(Answer, answer_id)
    if answer is None or staff_id is None or answer.staff_id != staff_id or answer.borne_by != "person":
        raise Problem("not_found")
    inspection = answer.inspection
    month = f"{inspection.business_day:%Y-%m}"
    moments = [inspection.received_at, *_lowered_at(inspection, staff_id), *_confirmed_at(staff_id, month)]
    return Target(db.session.get_one(StaffMember, staff_id), inspection.site, month, answer, max(moments))


def target_of_month(staff_id: int | None, month: str) -> Target:
    """A person's appraisal once it is told, or the confirmed record of a month. Raises Problem not_found where there is neither."""
    appraisal = month_appraisals.of(month, [staff_id or 0]).get(staff_id or 0)
    asked_at = month_appraisals.asked_at(appraisal) if appraisal is not None else None
    if appraisal is not None and asked_at is not None:
        return Target(appraisal.staff, appraisal.site, month, None, asked_at)
    record = db.session.scalar(select(MonthRecord).where(MonthRecord.staff_id == (staff_id or 0), MonthRecord.month == month))
    if record is None:
        raise Problem("not_found")
    return Target(record.staff, db.session.get_one(Site, record.site_id), month, None, record.confirmed_at)


def target_of_card(staff_id: int | None, card_id: int) -> Target:
    """A card that stands. Raises Problem not_found for any other."""
    card = db.session.get(Card, card_id)
    if card is None or card.staff_id != staff_id or card.state != "standing":
        raise Problem("not_found")
    return Target(card.staff, card.site, f"{card.business_day:%Y-%m}", None, card.second_at or card.given_at, card=card)


def target_of_red_line(staff_id: int | None, line_id: int) -> Target:
    """A red line about the person that was upheld. Raises Problem not_found for any other."""
    line = db.session.get(RedLine, line_id)
    if line is None or line.staff is None or line.staff_id != staff_id or line.state != "upheld" or line.decided_at is None:
        raise Problem("not_found")
    return Target(line.staff, line.site, f"{line.business_day:%Y-%m}", None, line.decided_at, red_line=line)


def window_of(target: Target, at: datetime) -> Window:
    """Until when one may object, by the clock of the site."""
    opened_on = target.opened_at.astimezone(target.zone).date()
    return windows.window(opened_on, duty_days.after(target.staff.id, opened_on), _today(target.site, at))


def refusal(target: Target, at: datetime) -> str | None:
    """Why one may not object now: "late", "open" (it waits already) or "decided" (and nothing came since); None = one may."""
    latest = _latest(target)
    if latest is not None and latest.state == "open":
        return "open"
    if latest is not None and latest.state in ("raised", "kept") and latest.made_at >= target.opened_at:
        return "decided"
    return None if window_of(target, at).holds_on(_today(target.site, at)) else "late"


def make(actor: Actor, target: Target, uuid: str, reason: str, photos: Sequence[Photo], at: datetime) -> PersonAppeal:
    """Object, with a reason and photos if there are any. The same form sent twice is one objection.

    Raises Problem bad_form {"fields": {"reason"}}, conflict {"state": late | open | decided}.
    """
    known = db.session.scalar(select(PersonAppeal).where(PersonAppeal.uuid == uuid))
    if known is not None and known.by_id == actor.account_id:
        return known
    if not reason.strip():
        raise Problem("bad_form", fields={"reason": "Please say what is not right. One sentence is enough."})
    why = refusal(target, at)
    if why is not None or known is not None:
        raise Problem("conflict", state=why or "open")
    latest, answer, today = _latest(target), target.answer, _today(target.site, at)
    appeal = PersonAppeal(
        uuid=uuid, staff_id=target.staff.id, site_id=target.site.id, month=target.month, target=target.key,
        inspection_id=answer.inspection_id if answer else None, item=answer.item if answer else None,
        subject=answer.subject if answer else None, card=target.card, red_line=target.red_line,
        turn=latest.turn + 1 if latest else 1, reason=reason.strip(), by_id=actor.account_id,
        made_at=at, until_on=window_of(target, at).until, state="open", level=FIRST, due_on=windows.due_on(today),
        photos=[AppealPhoto(sha256=one.sha256, size_bytes=one.size_bytes, media_type=one.media_type) for one in photos],
    )  # fmt: skip
    db.session.add(appeal)
    db.session.flush()
    if not reviewers.of(appeal):
        appeal.level = LAST  # nobody apart from who was there: HR at once
    _write_down("made", appeal, actor.account_id, at)
    _tell_reviewers(appeal, at)
    return appeal


def withdraw(actor: Actor, appeal: PersonAppeal, at: datetime) -> None:
    """The person takes it back while it waits. Raises Problem forbidden, conflict."""
    _check_own(actor, appeal)
    if appeal.state != "open":
        raise Problem("conflict", state=appeal.state)
    appeal.state, appeal.withdrawn_at = "withdrawn", at
    _write_down("withdrawn", appeal, actor.account_id, at)


def second_window(appeal: PersonAppeal, at: datetime) -> Window | None:
    """Until when the person may ask HR: as long again as for the objection, from the first answer. None where that is not open."""
    first = next((one for one in appeal.decisions if one.level == FIRST), None)
    if appeal.state != "kept" or appeal.level != FIRST or first is None:
        return None
    opened_on = first.at.astimezone(ZoneInfo(appeal.site.timezone)).date()
    return windows.window(opened_on, duty_days.after(appeal.staff_id, opened_on), _today(appeal.site, at))


def ask_hr(actor: Actor, appeal: PersonAppeal, reason: str, at: datetime) -> None:
    """The person asks HR to look again. Raises Problem forbidden, conflict, bad_form {"fields": {"reason"}}."""
    _check_own(actor, appeal)
    window = second_window(appeal, at)
    if window is None or not window.holds_on(_today(appeal.site, at)):
        raise Problem("conflict", state=appeal.state)
    if not reason.strip():
        raise Problem("bad_form", fields={"reason": "Please say what the first answer did not see."})
    appeal.state, appeal.level, appeal.due_on = "open", LAST, windows.due_on(_today(appeal.site, at))
    appeal.second_reason, appeal.second_at = reason.strip(), at
    _write_down("taken_on", appeal, actor.account_id, at)
    _tell_reviewers(appeal, at)


def close(appeal: PersonAppeal, decision: AppealDecision, at: datetime) -> None:
    """Write the answer of a level down and tell the person. The caller has checked who decides (`reviewers.may_review`)."""
    appeal.decisions.append(decision)
    appeal.state = decision.outcome
    db.session.flush()
    _write_down(decision.outcome, appeal, decision.by_id, at)
    if appeal.staff.account_id is None:
        return
    kept = TO_PERSON_KEPT if appeal.level == FIRST else TO_PERSON_KEPT_LAST
    sentence = TO_PERSON_RAISED if decision.outcome == "raised" else kept
    key, values = f"person_appeal:{appeal.id}:{appeal.level}:decided", {"month": appeal.month}
    board.announce([appeal.staff.account_id], key, sentence, values, address(appeal), at)


def address(appeal: PersonAppeal) -> str:
    """The page of an objection."""
    return f"/appeals/{appeal.id}"


def one(actor: Actor, appeal_id: int) -> PersonAppeal:
    """One objection: the person's own, or of a site whose objections one reads. Raises Problem not_found."""
    found = db.session.get(PersonAppeal, appeal_id)
    if found is None or not (found.staff_id == actor.staff_id or actor.may("appeals.read", found.site_id)):
        raise Problem("not_found")
    return found


def of_person(staff_id: int, month: str) -> Sequence[PersonAppeal]:
    """A person's objections about a month, newest first."""
    statement = select(PersonAppeal).where(PersonAppeal.staff_id == staff_id, PersonAppeal.month == month)
    return db.session.scalars(statement.options(selectinload(PersonAppeal.decisions)).order_by(PersonAppeal.id.desc())).all()


def of_sites(actor: Actor, is_open: bool, most: int = 60, among: Collection[int] | None = None) -> Sequence[PersonAppeal]:
    """The objections of the sites one reads: those that wait, the most pressing first; or the last that were answered.

    among: only of these ids; None = of all.
    """
    statement = select(PersonAppeal).where(within(PersonAppeal.site_id, actor.sites("appeals.read")))
    statement = statement.where(PersonAppeal.state == "open" if is_open else PersonAppeal.state != "open")
    if among is not None:
        statement = statement.where(PersonAppeal.id.in_(among))
    order = (PersonAppeal.due_on, PersonAppeal.id) if is_open else (PersonAppeal.id.desc(),)
    return db.session.scalars(statement.options(selectinload(PersonAppeal.decisions)).order_by(*order).limit(most)).all()


def lowering_answers(appeal: PersonAppeal) -> list[Answer]:
    """What the answer of a reviewer may raise: the one answer, or all that lowered the period; none for a card or a red line."""
    if appeal.card_id is not None or appeal.red_line_id is not None:
        return []
    if appeal.inspection_id is not None:
        same = Answer.subject == appeal.subject if appeal.subject else or_(Answer.subject.is_(None), Answer.staff_id == appeal.staff_id)
        statement = select(Answer).where(Answer.inspection_id == appeal.inspection_id, Answer.item == appeal.item, same)
        return list(db.session.scalars(statement))
    ids = [one.answer_id for one in evidence.seen_of(appeal.staff_id, appeal.month, is_for_staff=True) if one.is_lowering]
    return [db.session.get_one(Answer, answer_id) for answer_id in ids]


def _latest(target: Target) -> PersonAppeal | None:
    return db.session.scalars(
        select(PersonAppeal)
        .where(PersonAppeal.staff_id == target.staff.id, PersonAppeal.target == target.key)
        .order_by(PersonAppeal.turn.desc())
        .limit(1)
    ).first()


def _lowered_at(inspection: Inspection, staff_id: int) -> list[datetime]:
    """When corrections of a round lowered a person: each opens a new window (docs/decisions.md, Corrections)."""
    rows = db.session.execute(
        select(Revision.lowers, Revision.decided_at, Revision.proposed_at).where(
            Revision.inspection_id == inspection.id, Revision.state == "confirmed"
        )
    )
    return [decided or proposed for lowers, decided, proposed in rows if staff_id in (lowers or ())]


def _confirmed_at(staff_id: int, month: str) -> Sequence[datetime]:
    """When the record that an answer is part of was last handed to the person."""
    appraisal = month_appraisals.of(month, [staff_id]).get(staff_id)
    if appraisal is not None:
        asked_at = month_appraisals.asked_at(appraisal)
        return [asked_at] if asked_at is not None else []
    return db.session.scalars(
        select(MonthRecord.confirmed_at).where(MonthRecord.staff_id == staff_id, MonthRecord.month == month)
    ).all()


def _check_own(actor: Actor, appeal: PersonAppeal) -> None:
    if actor.staff_id != appeal.staff_id:
        raise Problem("forbidden")


def _today(site: Site, at: datetime) -> date:
    return at.astimezone(ZoneInfo(site.timezone)).date()


def _tell_reviewers(appeal: PersonAppeal, at: datetime) -> None:
    values = {"name": appeal.staff.name, "month": appeal.month, "day": appeal.due_on.isoformat()}
    board.announce(reviewers.of(appeal), f"person_appeal:{appeal.id}:{appeal.level}", TO_REVIEWERS, values, address(appeal), at)


def _write_down(what: str, appeal: PersonAppeal, actor_id: int, at: datetime) -> None:
    db.session.flush()
    details = {"inspection": appeal.inspection_id, "item": appeal.item, "level": appeal.level, "month": appeal.month}
    trail.record(f"person_appeal.{what}", f"person_appeal:{appeal.id}", actor_id=actor_id, details=details, at=at)
