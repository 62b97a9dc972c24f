"""Writes the parts of a recorded submission: its row and exact bytes, its answers with who bears them, its photos."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from flask import current_app
from sqlalchemy import Connection, false, func, select, text

from inspector.inspections import attribution, people
from inspector.inspections.attribution import Blame, DutyPart, Standards
from inspector.inspections.evaluation import Evaluation, Said
from inspector.inspections.models import Answer, Attachment, Inspection, SubmissionBody
from inspector.inspections.people import Person
from inspector.inspections.recorded import InspectionFacts, RecordedAnswer
from inspector.inspections.submission import Remark, Submission
from inspector.prepared import Prepared, insertion
from inspector.sites.facts import SiteFacts

RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that looks like another
RECEIPT_LENGTH = 8
NO_REMARK = Remark(None, False, None, None, False, False, ())

_ENTER = insertion(
    Inspection, *(c.name for c in Inspection.__table__.c if c.name != "id"), returning=Inspection.__table__.c.id
)  # fmt: skip
_KEEP = insertion(SubmissionBody, "inspection_id", "body")
_ANSWERS = insertion(
    Answer, "id", "inspection_id", "item", "subject", "state", "value", "reason", "at", "is_bulk", "is_failed", "is_faulty", "earned",
    "possible", "note", "cause", "is_corrected", "is_reminded", "borne_by", "basis", "staff_id", "position_id",
)  # fmt: skip
# Nearly all answers: nothing was written beside them, nothing failed. What is always the same need not be handed over for each.
_PLAIN_ANSWERS = insertion(
    Answer, "id", "inspection_id", "item", "subject", "state", "value", "at", "is_bulk", "earned", "possible", "borne_by", "basis",
    "staff_id", "position_id", is_failed=false(), is_faulty=false(), is_corrected=false(), is_reminded=false(),
)  # fmt: skip
_ATTACHMENTS = insertion(
    Attachment, "inspection_id", "slot", "kind", "item", "subject", "signer", "sha256", "size_bytes", "media_type", "taken_at",
    "original_sha256", "is_here", "hidden_from_staff_reason",
)  # fmt: skip
_HIGHEST_ANSWER = Prepared(select(func.max(Answer.__table__.c.id).label("id")))


def inspection(
    connection: Connection, submission: Submission, version_id: int, day: date, evaluation: Evaluation, received_at: datetime,
    is_complete: bool,
) -> InspectionFacts:  # fmt: skip
    """Write the row of the inspection and the exact bytes it came in."""
    score = evaluation.score
    offset = submission.started_at.utcoffset()
    values = {
        "uuid": submission.id, "body_sha256": submission.body_sha256, "checklist_version_id": version_id, "site_id": submission.site_id,
        "area_id": submission.area_id, "shift_id": submission.shift_id, "business_day": day, "line": submission.line,
        "author_id": submission.author_id, "device_id": submission.device_id, "grant_id": submission.grant_id,
        "started_at": submission.started_at, "submitted_at": submission.submitted_at, "received_at": received_at,
        "offset_minutes": int(offset.total_seconds() // 60) if offset else 0, "active_seconds": submission.active_seconds,
        "paused_seconds": submission.paused_seconds, "is_complete": is_complete,
        "flag": None if evaluation.is_valid else "invalid", "flag_reason": evaluation.why_invalid,
        "receipt_code": receipt_code(submission), "percent": score["percent"], "final_percent": score["final_percent"],
        "score": score["score"],
        "earned": score["earned"], "possible": score["possible"], "completeness": score["completeness"],
        "observed": evaluation.observed, "verdict": evaluation.verdict, "grade": score["grade"],
        "answer_count": len(submission.sheet["answers"]), "failure_count": len(score["failures"]),
        "score_document": evaluation.score_text, "comment": submission.comment, "reinspects": submission.reinspects,
        "rev": 1,
    }  # fmt: skip
    inspection_id = _ENTER.first(connection, **values).id
    _KEEP.run(connection, {"inspection_id": inspection_id, "body": submission.body})
    return InspectionFacts(inspection_id, *(values[field] for field in InspectionFacts.__slots__[1:]))


def answers(
    connection: Connection, inspection_id: int, submission: Submission, evaluation: Evaluation, site: SiteFacts, day: date
) -> tuple[RecordedAnswer, ...]:  # fmt: skip
    """Decide who bears each answer, and write them all. Their ids are taken first, so that the consequences know each."""
    borne = Bearers(submission, people.facts(connection, site, day), day, people.standards(connection, day))
    remarks = {(e["item"], e.get("for")): r for e, r in zip(submission.sheet["answers"], submission.remarks, strict=True)}
    rows: list[list[Any]] = []
    plain: list[list[Any]] = []
    recorded = []
    for answer_id, said in zip(_take_ids(connection, len(evaluation.instances)), evaluation.instances, strict=True):
        remark = remarks.get((said.item.id, said.subject), NO_REMARK)
        blame, where, position_id = borne.of(said)
        if said.is_failed or said.is_faulty or said.reason is not None or remark.says_more:
            rows.append([
                answer_id, inspection_id, said.item.id, said.subject, said.state, said.value, said.reason, remark.at, remark.is_bulk,
                said.is_failed, said.is_faulty, said.earned.text, said.possible.text, remark.note, remark.cause, remark.is_corrected,
                remark.is_reminded, blame.borne_by, blame.basis, blame.staff_id, position_id,
            ])  # fmt: skip
        else:
            plain.append([
                answer_id, inspection_id, said.item.id, said.subject, said.state, said.value, remark.at, remark.is_bulk,
                said.earned.text, said.possible.text, blame.borne_by, blame.basis, blame.staff_id, position_id,
            ])  # fmt: skip
        recorded.append(
            RecordedAnswer(
                answer_id, said.item, said.subject, where, said.state, said.value, remark.at, remark.is_bulk, said.is_failed,
                said.earned.figure, said.possible.figure, said.observations, remark.note, remark.cause, remark.is_corrected,
                remark.is_reminded, remark.photos, blame.borne_by, blame.basis, blame.staff_id, blame.named_staff_id,
            )
        )  # fmt: skip
    _PLAIN_ANSWERS.run_lists(connection, plain)
    _ANSWERS.run_lists(connection, rows)
    return tuple(recorded)


def attachments(connection: Connection, inspection_id: int, submission: Submission, missing: tuple[str, ...]) -> None:
    """Write down which photos and signatures belong to the inspection, and which of them are not here yet."""
    absent = frozenset(missing)
    rows = [
        {
            "inspection_id": inspection_id, "slot": a.slot, "kind": a.kind, "item": a.item, "subject": a.subject, "signer": a.signer,
            "sha256": a.sha256, "size_bytes": a.size_bytes, "media_type": a.media_type, "taken_at": a.taken_at,
            "original_sha256": a.original_sha256, "is_here": a.sha256 not in absent,
            "hidden_from_staff_reason": a.hidden_reason,
        }
        for a in submission.attachments
    ]  # fmt: skip
    _ATTACHMENTS.run_many(connection, rows)


def receipt_code(submission: Submission) -> str:
    """The code that proves a receipt: eight letters of an HMAC over id and content, so the same record always has the same."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.digest(secret, f"receipt {submission.id} {submission.body_sha256}".encode(), "sha256")
    number, letters = int.from_bytes(digest, "big") % len(RECEIPT_LETTERS) ** RECEIPT_LENGTH, ""
    for _ in range(RECEIPT_LENGTH):
        number, place = divmod(number, len(RECEIPT_LETTERS))
        letters += RECEIPT_LETTERS[place]
    return f"{letters[:4]}-{letters[4:]}"


class Bearers:
    """Who bears the answers of one submission. Many answers ask the same, and are told the same without being decided again."""

    def __init__(
        self, submission: Submission, persons: Mapping[int, Person], day: date, standards: Standards,
        guest_named: Mapping[tuple[str, str | None], int] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        """guest_named: {(item, subject): staff id} whom answers of a guest are about; empty for every record that arrives."""
        self._persons, self._guest_named = persons, guest_named
        self._known = {staff_id: person.attributable for staff_id, person in persons.items()}
        self._day, self._standards = day, standards
        self._place = f"area:{submission.area_id}" if submission.area_id is not None else ""
        self._duty = tuple(
            DutyPart(d.staff_id, frozenset(f"area:{a}" for a in d.area_ids), frozenset(f"table:{t}" for t in d.tables), d.is_present)
            for d in submission.duty
        )
        self._decided: dict[tuple[str | None, str | None, str | None, int | None], tuple[Blame, str, int | None]] = {}

    def of(self, said: Said) -> tuple[Blame, str, int | None]:
        """(who bears it, the place it is about, the position that person held)."""
        dimension = said.dimension if said.dimension in attribution.EXEMPTED else None
        named = self._guest_named.get((said.item.id, said.subject)) if self._guest_named else None
        asked = (said.item.owner, dimension, said.subject, named)
        decided = self._decided.get(asked)
        if decided is None:
            decided = self._decided[asked] = self._decide(*asked)
        return decided

    def _decide(
        self, owner: str | None, dimension: str | None, subject: str | None, named: int | None
    ) -> tuple[Blame, str, int | None]:
        where = subject if subject and not subject.startswith("staff:") else self._place
        # The moment does not matter here: the map of a draft carries no times of swap or cover.
        blame = attribution.attribute(owner, dimension, subject, where, None, self._day, self._duty, self._known, self._standards, named)
        return blame, where, self._persons[blame.staff_id].position_id if blame.staff_id is not None else None


def _take_ids(connection: Connection, count: int) -> list[int]:
    if connection.dialect.name == "postgresql":
        statement = text("SELECT nextval(pg_get_serial_sequence('answer', 'id')) FROM generate_series(1, :n)")
        return list(connection.execute(statement, {"n": count}).scalars())
    # Safe on SQLite: this transaction has been the only writer since BEGIN IMMEDIATE, and answers are never deleted.
    highest = _HIGHEST_ANSWER.first(connection).id or 0
    return list(range(highest + 1, highest + 1 + count))
