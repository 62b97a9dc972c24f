"""Writes one submission down: the exact bytes, the answers, the score, the photos announced; or holds it for a person."""

from __future__ import annotations

import hmac
import json
from datetime import date, datetime, time
from typing import Any

from flask import current_app
from sqlalchemy import Row, bindparam, func, insert, select, text, update

from inspector import clock
from inspector.accounts.access import Actor
from inspector.checklists import publishing
from inspector.checklists.definition import Checklist
from inspector.checklists.models import ChecklistVersion
from inspector.extensions import db
from inspector.inspections import attribution, people
from inspector.inspections.attribution import Blame
from inspector.inspections.delivery import blobs_here
from inspector.inspections.evaluation import Evaluation, Said, evaluate
from inspector.inspections.models import Answer, Attachment, HeldRecord, Inspection, SubmissionBody
from inspector.inspections.people import Place
from inspector.inspections.recorded import Held, InspectionFacts, Recorded, RecordedAnswer
from inspector.inspections.submission import Remark, Submission
from inspector.sites.models import Site

RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that looks like another
NO_REMARK = Remark(None, False, None, None, False, False, ())

# Built once: putting a statement together costs more than running it, and these run for every submission.
_INSPECTION, _SITES = Inspection.__table__.c, Site.__table__.c
_HERE = select(_INSPECTION.body_sha256, _INSPECTION.is_complete, _INSPECTION.business_day, *(_INSPECTION[f] for f in InspectionFacts.__slots__)).where(
    _INSPECTION.uuid == bindparam("uuid")
)
_HELD = select(HeldRecord.__table__.c.body_sha256, HeldRecord.__table__.c.reason).where(HeldRecord.__table__.c.uuid == bindparam("uuid"))
_SITE = select(*(_SITES[f] for f in Place.__slots__)).where(_SITES.id == bindparam("id"))
_ENTER = insert(Inspection.__table__).returning(_INSPECTION.id)  # type: ignore[arg-type]
_KEEP = insert(SubmissionBody.__table__)  # type: ignore[arg-type]
_ANSWERS = insert(Answer.__table__)  # type: ignore[arg-type]
_ATTACHMENTS = insert(Attachment.__table__)  # type: ignore[arg-type]
_HIGHEST_ANSWER = select(func.max(Answer.__table__.c.id))


def record(submission: Submission, received_at: datetime, sender: Actor, grant_is_live: bool) -> Recorded | Held:
    """Record one submission in the present transaction.

    The same id with the same bytes gives what is here (`was_already_here`), with other bytes a Held "other_content". What cannot be
    recorded as it is (unknown checklist or site, not the author's to inspect) is held whole, never refused.
    """
    here = db.session.connection().execute(_HERE, {"uuid": submission.id}).one_or_none()
    missing = _missing(submission)
    if here is not None:
        if here.body_sha256 != submission.body_sha256:
            return _hold(submission, "other_content", received_at, missing)
        return _again(here, submission, missing)
    held = db.session.connection().execute(_HELD, {"uuid": submission.id}).all()
    if held and all(h.body_sha256 != submission.body_sha256 for h in held):
        return _hold(submission, "other_content", received_at, missing)
    place = place_of(submission.site_id)
    reason = _why_hold(submission, place, sender, grant_is_live)
    if reason is not None or held:
        return _hold(submission, reason or held[0].reason, received_at, missing)
    assert place is not None
    return enter(submission, place, received_at, missing)


def place_of(site_id: int) -> Place | None:
    """What recording must know of a site; None when it is not known here."""
    row = db.session.connection().execute(_SITE, {"id": site_id}).one_or_none()
    return None if row is None else Place(*row)


def enter(submission: Submission, site: Place, received_at: datetime, missing: tuple[str, ...]) -> Recorded:
    """Score a submission and write it with all its parts; also what a person does who accepts a held record."""
    version_id, checklist = _version(submission.checklist_version)
    day = clock.business_day(submission.started_at, site.timezone, time.fromisoformat(site.day_ends_at))
    evaluation = evaluate(checklist, submission)
    inspection = _insert_inspection(submission, version_id, day, evaluation, received_at, missing)
    answers = _insert_answers(inspection.id, submission, evaluation, site, day)
    _insert_attachments(inspection.id, submission, missing)
    return Recorded(
        inspection=inspection, checklist=checklist, answers=answers,
        follow_ups=tuple((f.task_id, f.verdict, f.note, f.photos) for f in submission.follow_ups), praise=submission.praise,
        business_day=day, received_at=received_at, counts=evaluation.is_valid, missing=missing,
    )  # fmt: skip


def shown_score(inspection: InspectionFacts) -> dict[str, Any]:
    """The score of an inspection as the wire and the pages show it, without its trace."""
    score: dict[str, Any] = json.loads(inspection.score_document)
    return score


def _why_hold(submission: Submission, site: Place | None, sender: Actor, grant_is_live: bool) -> str | None:
    if not grant_is_live:
        return "inactive_author" if not sender.roles else "revoked_grant"
    if site is None:
        return "unknown_site"
    if site.closed_on is not None and submission.started_at.date() > site.closed_on:
        return "closed_site"
    if not sender.may("inspections.conduct", site.id):
        return "site_not_yours"
    if _version_or_none(submission) is None:
        return "unknown_checklist"
    if submission.line != "self" and sender.staff_id is not None and _names(submission, sender.staff_id):
        return "scores_himself"
    return None


def _names(submission: Submission, staff_id: int) -> bool:
    subject = f"staff:{staff_id}"
    return any(entry.get("for") == subject for entry in submission.sheet["answers"])


def _version_or_none(submission: Submission) -> tuple[int, Checklist] | None:
    try:
        found = _version(submission.checklist_version)
    except LookupError:
        return None
    return found if found[1].id == submission.checklist_id else None


_version_ids: dict[str, int] = {}  # versions never change, so neither do these


def _version(sha256: str) -> tuple[int, Checklist]:
    if sha256 not in _version_ids:
        found = db.session.execute(select(ChecklistVersion.id).where(ChecklistVersion.sha256 == sha256)).scalar()
        if found is None:
            raise LookupError(sha256)
        _version_ids[sha256] = found
    return _version_ids[sha256], publishing.compiled(sha256)


def _missing(submission: Submission) -> tuple[str, ...]:
    if not submission.attachments:
        return ()
    here = blobs_here(submission.id)
    return tuple(sorted({a.sha256 for a in submission.attachments} - here))


def _again(here: Row[Any], submission: Submission, missing: tuple[str, ...]) -> Recorded:
    if not here.is_complete:
        arrived = [a.sha256 for a in submission.attachments if a.sha256 not in missing]
        same = (Attachment.inspection_id == here.id, Attachment.sha256.in_(arrived))
        db.session.execute(update(Attachment).where(*same).values(is_here=True))
        if not missing:
            db.session.execute(update(Inspection).where(Inspection.id == here.id).values(is_complete=True))
    return Recorded(
        inspection=InspectionFacts(*(getattr(here, field) for field in InspectionFacts.__slots__)), checklist=publishing.compiled(submission.checklist_version), answers=(), follow_ups=(), praise=(),
        business_day=here.business_day, received_at=here.received_at, counts=False, missing=missing, was_already_here=True,
    )  # fmt: skip


def _hold(submission: Submission, reason: str, received_at: datetime, missing: tuple[str, ...]) -> Held:
    same = (HeldRecord.uuid == submission.id, HeldRecord.body_sha256 == submission.body_sha256)
    found = db.session.execute(select(HeldRecord).where(*same)).scalar()
    if found is not None:
        return Held(found.reason, found.receipt_code, found.received_at, missing, is_new=False)
    site = db.session.get(Site, submission.site_id)
    row = HeldRecord(
        uuid=submission.id, body_sha256=submission.body_sha256, body=submission.body, reason=reason, site_id=site.id if site else None,
        author_id=submission.author_id, device_id=submission.device_id, received_at=received_at, receipt_code=receipt_code(submission),
    )  # fmt: skip
    db.session.add(row)
    return Held(reason, row.receipt_code, received_at, missing, is_new=True)


def _insert_inspection(
    submission: Submission, version_id: int, day: date, evaluation: Evaluation, received_at: datetime, missing: tuple[str, ...]
) -> InspectionFacts:  # fmt: skip
    score = evaluation.score
    offset = submission.started_at.utcoffset()
    values = {
        "uuid": submission.id, "body_sha256": submission.body_sha256, "checklist_version_id": version_id, "site_id": submission.site_id,
        "area_id": submission.area_id, "shift_id": submission.shift_id, "business_day": day, "line": submission.line,
        "author_id": submission.author_id, "device_id": submission.device_id, "grant_id": submission.grant_id,
        "started_at": submission.started_at, "submitted_at": submission.submitted_at, "received_at": received_at,
        "offset_minutes": int(offset.total_seconds() // 60) if offset else 0, "active_seconds": submission.active_seconds,
        "paused_seconds": submission.paused_seconds, "is_complete": not missing,
        "flag": None if evaluation.is_valid else "invalid", "flag_reason": evaluation.why_invalid,
        "receipt_code": receipt_code(submission), "percent": score["percent"], "final_percent": score["final_percent"], "score": score["score"],
        "earned": score["earned"], "possible": score["possible"], "completeness": score["completeness"],
        "observed": evaluation.observed, "verdict": evaluation.verdict, "grade": score["grade"],
        "answer_count": len(submission.sheet["answers"]), "failure_count": len(score["failures"]),
        "score_document": evaluation.score_text, "comment": submission.comment,
    }  # fmt: skip
    connection = db.session.connection()
    inspection_id = connection.execute(_ENTER, values).scalar_one()
    connection.execute(_KEEP, {"inspection_id": inspection_id, "body": submission.body})
    return InspectionFacts(inspection_id, *(values[field] for field in InspectionFacts.__slots__[1:]))


def _insert_answers(
    inspection_id: int, submission: Submission, evaluation: Evaluation, site: Place, day: date
) -> tuple[RecordedAnswer, ...]:  # fmt: skip
    persons = people.facts(_people_in(submission), site, day)
    duty = tuple(attribution.DutyPart(d.staff_id, frozenset(f"area:{a}" for a in d.area_ids), frozenset(f"table:{t}" for t in d.tables),
                                      d.is_present) for d in submission.duty)  # fmt: skip
    place = f"area:{submission.area_id}" if submission.area_id is not None else ""
    known = {person.staff_id: person for person in (p.attributable for p in persons.values())}
    remarks = {(e["item"], e.get("for")): r for e, r in zip(submission.sheet["answers"], submission.remarks, strict=True)}
    rows, drafts = [], []
    for said in evaluation.instances:
        item, remark = said.item, remarks.get((said.item.id, said.subject), NO_REMARK)
        where = said.subject if said.subject and not said.subject.startswith("staff:") else place
        blame = attribution.attribute(item.owner, said.dimension, said.subject, where, remark.at, day, duty, known)
        person = persons.get(blame.staff_id) if blame.staff_id is not None else None
        rows.append(_row(inspection_id, said, remark, blame, person.position_id if person else None))
        drafts.append((said, remark, blame, where))
    ids = _insert_many(rows)
    return tuple(
        RecordedAnswer(
            id=answer_id, item=said.item, subject=said.subject, place=where, state=said.state, value=said.value, at=remark.at,
            is_bulk=remark.is_bulk, is_failed=said.is_failed, earned=said.earned, possible=said.possible,
            observations=said.observations, note=remark.note, cause=remark.cause, is_corrected=remark.is_corrected,
            is_reminded=remark.is_reminded, photos=remark.photos, borne_by=blame.borne_by, basis=blame.basis,
            staff_id=blame.staff_id, named_staff_id=blame.named_staff_id,
        )
        for answer_id, (said, remark, blame, where) in zip(ids, drafts, strict=True)
    )  # fmt: skip


def _people_in(submission: Submission) -> set[int]:
    named = {attribution.staff_in(entry.get("for")) for entry in submission.sheet["answers"]}
    return {staff_id for staff_id in named if staff_id is not None} | {line.staff_id for line in submission.duty}


def _row(inspection_id: int, said: Said, remark: Remark, blame: Blame, position_id: int | None) -> dict[str, Any]:
    return {
        "inspection_id": inspection_id, "item": said.item.id, "subject": said.subject, "state": said.state, "value": said.value,
        "reason": said.reason, "at": remark.at, "is_bulk": remark.is_bulk, "is_failed": said.is_failed, "is_faulty": said.is_faulty,
        "earned": str(said.earned), "possible": str(said.possible), "note": remark.note, "cause": remark.cause,
        "is_corrected": remark.is_corrected, "is_reminded": remark.is_reminded, "borne_by": blame.borne_by, "basis": blame.basis,
        "staff_id": blame.staff_id, "position_id": position_id,
    }  # fmt: skip


def _insert_many(rows: list[dict[str, Any]]) -> list[int]:
    """Insert answers with ids taken beforehand, so that one executemany suffices and the consequences know each id."""
    if not rows:
        return []
    ids = _take_ids(len(rows))
    for answer_id, row in zip(ids, rows, strict=True):
        row["id"] = answer_id
    db.session.connection().execute(_ANSWERS, rows)
    return ids


def _take_ids(count: int) -> list[int]:
    if db.session.get_bind().dialect.name == "postgresql":
        statement = text("SELECT nextval(pg_get_serial_sequence('answer', 'id')) FROM generate_series(1, :n)")
        return list(db.session.execute(statement, {"n": count}).scalars())
    # Safe on SQLite: this transaction has been the only writer since BEGIN IMMEDIATE, and answers are never deleted.
    highest = db.session.connection().execute(_HIGHEST_ANSWER).scalar() or 0
    return list(range(highest + 1, highest + 1 + count))


def _insert_attachments(inspection_id: int, submission: Submission, missing: tuple[str, ...]) -> None:
    if not submission.attachments:
        return
    absent = frozenset(missing)
    rows = [
        {
            "inspection_id": inspection_id, "slot": a.slot, "kind": a.kind, "item": a.item, "subject": a.subject, "signer": a.signer,
            "sha256": a.sha256, "size_bytes": a.size_bytes, "media_type": a.media_type, "taken_at": a.taken_at,
            "original_sha256": a.original_sha256, "is_here": a.sha256 not in absent,
        }
        for a in submission.attachments
    ]  # fmt: skip
    db.session.connection().execute(_ATTACHMENTS, rows)


def receipt_code(submission: Submission) -> str:
    """The code that proves a receipt: eight letters of an HMAC over id and content, so the same record always has the same."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.digest(secret, f"receipt {submission.id} {submission.body_sha256}".encode(), "sha256")
    number = int.from_bytes(digest, "big")
    letters = "".join(RECEIPT_LETTERS[number // len(RECEIPT_LETTERS) ** place % len(RECEIPT_LETTERS)] for place in range(8))
    return f"{letters[:4]}-{letters[4:]}"
