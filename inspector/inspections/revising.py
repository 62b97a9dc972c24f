"""Carries a correction out: the record scored again as it would stand, then its figures and answers brought to that.

What was sent stays as it was (`SubmissionBody`), and so does every revision; the rows of `inspection` and `answer` are the newest one's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import select

from inspector.checklists import publishing
from inspector.extensions import db
from inspector.inspections import changes as changing
from inspector.inspections import json_in, payload, people, recording, writing
from inspector.inspections.changes import Change, Unfit
from inspector.inspections.evaluation import Evaluation, Said, evaluate
from inspector.inspections.models import Answer, Attachment, Inspection, Revision, SubmissionBody
from inspector.inspections.recorded import InspectionFacts, Recorded, RecordedAnswer
from inspector.inspections.submission import Submission, staff_id_of
from inspector.scoring.figures import Figure

DOES_NOT_FIT = "This answer does not fit the question."


class Before(NamedTuple):
    """One answer as it stood before a correction."""

    id: int
    is_failed: bool
    staff_id: int | None
    subject: str | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A correction worked out and not yet written. before: by answer id. recorded: as it would stand; answers that are new have id 0."""

    inspection: Inspection
    rev: int  # it would become this revision
    changes: tuple[Change, ...]
    submission: Submission
    evaluation: Evaluation
    before: Mapping[int, Before]
    recorded: Recorded


def body_of(inspection: Inspection, rev: int | None = None) -> bytes:
    """The exact bytes of a revision; None = the newest. Raises LookupError for one that is none."""
    wanted = inspection.rev if rev is None else rev
    if wanted == 1:
        return db.session.get_one(SubmissionBody, inspection.id).body
    found = db.session.execute(
        select(Revision.body).where(Revision.inspection_id == inspection.id, Revision.rev == wanted)
    ).scalar()
    if found is None:
        raise LookupError(wanted)
    return found


def confirmed_since(inspection: Inspection, base_rev: int) -> list[Revision]:
    """What became a revision after one, in order."""
    statement = select(Revision).where(Revision.inspection_id == inspection.id, Revision.rev > base_rev).order_by(Revision.rev)
    return list(db.session.scalars(statement))


def judge(inspection: Inspection, changes: Iterable[Change]) -> Judged:
    """Work out what changes to the newest revision would come to. Raises Unfit for what cannot be carried out."""
    wanted, connection = tuple(changes), db.session.connection()
    body = changing.encoded(changing.apply(json_in.read(body_of(inspection)), wanted, inspection.rev + 1))
    try:
        submission = payload.read(body)
    except payload.EnvelopeFaults:
        raise Unfit(DOES_NOT_FIT) from None
    checklist = publishing.compiled(submission.checklist_version)
    evaluation = evaluate(checklist, submission)
    _check_fit(evaluation, wanted)
    site = recording.place_of(inspection.site_id)
    assert site is not None  # a foreign key says so
    day = inspection.business_day
    bearers = writing.Bearers(
        submission, people.facts(connection, site, day), day, people.standards(connection, day), _guest_named(inspection, submission)
    )
    standing = {(row.item, row.subject): row for row in _answers(inspection.id)}
    ids = {changing.moved(address, wanted): row.id for address, row in standing.items()}
    remarks = {(e["item"], e.get("for")): r for e, r in zip(submission.sheet["answers"], submission.remarks, strict=True)}
    answers = tuple(
        _recorded(ids.get((said.item.id, said.subject), 0), said, remarks.get((said.item.id, said.subject), writing.NO_REMARK), bearers)
        for said in evaluation.instances
    )
    flag = None if evaluation.is_valid else "invalid"
    standing_facts = InspectionFacts(*(getattr(inspection, field) for field in InspectionFacts.__slots__))
    facts = replace(standing_facts, flag=flag, score_document=evaluation.score_text)
    recorded = Recorded(
        inspection=facts, site=site, checklist=checklist, answers=answers, follow_ups=(), praise=(), business_day=day,
        received_at=inspection.received_at, counts=evaluation.is_valid,
    )  # fmt: skip
    before = {row.id: Before(row.id, row.is_failed, row.staff_id, row.subject) for row in standing.values()}
    return Judged(inspection, inspection.rev + 1, wanted, submission, evaluation, before, recorded)


def write(judged: Judged, at: datetime) -> Recorded:
    """Bring the rows of the inspection to what was judged; returns it as it stands then, with the moment of the correction."""
    inspection, evaluation = judged.inspection, judged.evaluation
    score = evaluation.score
    for field in ("percent", "final_percent", "score", "earned", "possible", "completeness", "grade"):
        setattr(inspection, field, score[field])
    inspection.observed, inspection.verdict, inspection.score_document = evaluation.observed, evaluation.verdict, evaluation.score_text
    inspection.flag, inspection.flag_reason = judged.recorded.inspection.flag, evaluation.why_invalid
    inspection.answer_count, inspection.failure_count = len(judged.submission.sheet["answers"]), len(score["failures"])
    inspection.rev = judged.rev
    recorded = replace(judged.recorded, answers=_write_answers(judged), received_at=at)
    _write_attachments(judged)
    db.session.flush()
    return recorded


def difference(judged: Judged) -> dict[str, Any]:
    """What a correction changes, for people: {"answers": [{"item", "before", "after"}], "figures": {name: [before, after]}}.

    before and after: {"for", "state", "value", "note", "reason", "earned", "possible", "borne_by", "staff", "basis"}, None where
    there was nothing.
    """
    standing = {row.id: row for row in _answers(judged.inspection.id)}
    kept, rows = set(), []
    for one in judged.recorded.answers:
        old = standing.get(one.id)
        kept.add(one.id)
        before, after = _told_row(old) if old is not None else None, _told(one, judged.submission)
        if before != after:
            rows.append({"item": one.item.id, "before": before, "after": after})
    rows += [
        {"item": old.item, "before": _told_row(old), "after": None}
        for old in standing.values()
        if old.id not in kept and old.state != "unanswered"
    ]
    said = [change for change in judged.changes if isinstance(change, changing.AnswerChange)]
    photos = [{"item": one.item, "for": one.subject, "count": len(one.photos)} for one in said if one.photos]
    figures = {
        name: [getattr(judged.inspection, name), judged.evaluation.score[name]]
        for name in ("score", "percent", "grade", "completeness")
        if getattr(judged.inspection, name) != judged.evaluation.score[name]
    }
    if judged.inspection.verdict != judged.evaluation.verdict:
        figures["verdict"] = [judged.inspection.verdict, judged.evaluation.verdict]
    told: dict[str, Any] = json.loads(json.dumps({"answers": rows, "photos": photos, "figures": figures}, default=str))
    return told


def is_lowering(judged: Judged) -> bool:
    """Whether a correction would leave less of the result of the whole record than stands now."""
    before, after = judged.inspection.percent, judged.evaluation.score["percent"]
    return before is not None and (after is None or Fraction(after) < Fraction(before))


def _guest_named(inspection: Inspection, submission: Submission) -> Mapping[changing.Address, int]:
    """Whom answers are about by what their bearer was asked; only records of guests, which this server writes itself, say so."""
    if inspection.line != "mystery":
        return {}
    named = {address: staff_id_of(bearer) for address, bearer in changing.bearers_in(submission.sheet["answers"]).items()}
    return {address: staff_id for address, staff_id in named.items() if staff_id is not None}


def _check_fit(evaluation: Evaluation, changes: Sequence[Change]) -> None:
    changed = {
        (c.item, c.said.get("for", c.subject)) for c in changes if isinstance(c, changing.AnswerChange) and c.said
    }
    said = {(one.item.id, one.subject): one for one in evaluation.instances}
    for address in changed:
        if address not in said or said[address].is_faulty:
            raise Unfit(DOES_NOT_FIT)


def _recorded(answer_id: int, said: Said, remark: Any, bearers: writing.Bearers) -> RecordedAnswer:
    blame, where, _ = bearers.of(said)
    return RecordedAnswer(
        answer_id, said.item, said.subject, where, said.state, said.value, remark.at, remark.is_bulk, said.is_failed, said.earned.figure,
        said.possible.figure, said.observations, remark.note, remark.cause, remark.is_corrected, remark.is_reminded, remark.photos,
        blame.borne_by, blame.basis, blame.staff_id, blame.named_staff_id,
    )  # fmt: skip


def _write_answers(judged: Judged) -> tuple[RecordedAnswer, ...]:
    connection, inspection_id = db.session.connection(), judged.inspection.id
    rows = {row.id: row for row in _answers(inspection_id)}
    people_there = people.facts(connection, judged.recorded.site, judged.inspection.business_day)
    written = []
    for one, said in zip(judged.recorded.answers, judged.evaluation.instances, strict=True):
        row = rows.pop(one.id, None)
        if row is None:
            row = Answer(inspection_id=inspection_id, item=one.item.id, at=one.at, is_bulk=one.is_bulk)
            db.session.add(row)
        row.subject, row.state, row.value, row.reason = one.subject, one.state, one.value, said.reason
        row.is_failed, row.is_faulty, row.earned, row.possible = one.is_failed, said.is_faulty, said.earned.text, said.possible.text
        row.note, row.cause, row.is_corrected, row.is_reminded = one.note, one.cause, one.is_corrected, one.is_reminded
        row.borne_by, row.basis, row.staff_id = one.borne_by, one.basis, one.staff_id
        row.position_id = people_there[one.staff_id].position_id if one.staff_id is not None else None
        db.session.flush()
        written.append(one._replace(id=row.id))
    for row in rows.values():  # a condition hides it now: it was asked, and is not any more
        row.state, row.value, row.is_failed, row.earned, row.possible = "unanswered", None, False, "0", "0"
        row.borne_by, row.basis, row.staff_id = "team", "none", None
    return tuple(written)


def _write_attachments(judged: Judged) -> None:
    found = db.session.scalars(select(Attachment).where(Attachment.inspection_id == judged.inspection.id))
    known = {one.slot: one for one in found}
    for photo in judged.submission.attachments:
        here = known.get(photo.slot)
        if here is not None:
            here.item, here.subject = photo.item, photo.subject
            continue
        db.session.add(
            Attachment(
                inspection_id=judged.inspection.id, slot=photo.slot, kind=photo.kind, item=photo.item, subject=photo.subject,
                signer=photo.signer, sha256=photo.sha256, size_bytes=photo.size_bytes, media_type=photo.media_type,
                taken_at=photo.taken_at, original_sha256=photo.original_sha256, is_here=True,
            )
        )  # fmt: skip


def _answers(inspection_id: int) -> list[Answer]:
    return list(db.session.scalars(select(Answer).where(Answer.inspection_id == inspection_id).order_by(Answer.id)))


def _told_row(row: Answer) -> dict[str, Any]:
    return {
        "for": row.subject, "state": row.state, "value": row.value, "note": row.note, "reason": row.reason, "earned": row.earned,
        "possible": row.possible, "borne_by": row.borne_by, "staff": row.staff_id, "basis": row.basis,
    }  # fmt: skip


def _told(one: RecordedAnswer, submission: Submission) -> dict[str, Any]:
    entry: Mapping[str, Any] = next((e for e in submission.sheet["answers"] if (e["item"], e.get("for")) == (one.item.id, one.subject)), {})
    return {
        "for": one.subject, "state": one.state, "value": one.value, "note": one.note, "reason": entry.get("reason"),
        "earned": _text(one.earned), "possible": _text(one.possible), "borne_by": one.borne_by, "staff": one.staff_id,
        "basis": one.basis,
    }  # fmt: skip


def _text(figure: Figure) -> str:
    return str(figure)

