"""What pages show of corrections: who, why, before and after, and whom it moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from inspector.accounts.models import Account
from inspector.checklists import publishing
from inspector.checklists.definition import Checklist, Item
from inspector.extensions import db
from inspector.inspections import changes as changing
from inspector.inspections import evaluation, payload, people, recording, revising, showing
from inspector.inspections.evaluation import Said
from inspector.inspections.models import Inspection, Revision
from inspector.inspections.submission import Submission
from inspector.sites.models import StaffMember

Names = Mapping[str, str | Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Side:
    """One answer on one side of a comparison; what `value_word` and `borne_word` read."""

    subject: str | None
    state: str
    value: Any
    note: str | None
    reason: str | None
    earned: str
    possible: str
    borne_by: str
    basis: str
    staff_id: int | None


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer before and after; None where there was nothing."""

    item: Item
    before: Side | None
    after: Side | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person's month before and after, 0..1; None where nothing was seen. is_confirmed: that month is frozen and stays."""

    name: str
    before: Fraction | None
    after: Fraction | None
    is_confirmed: bool
    is_lower: bool


@dataclass(frozen=True, slots=True)
class ClashLine:
    """Two corrections of one answer: which other one, what it said, who said it when."""

    ask: Mapping[str, str] | None
    subject: str | None
    other: Revision
    who: str
    after: Side | None


@dataclass(frozen=True, slots=True)
class Line:
    """One correction for a page. figures: {name: (before, after)}; photos: how many came to which question."""

    revision: Revision
    author: str
    decided_by: str
    answers: Sequence[AnswerLine]
    figures: Mapping[str, Sequence[Any]]
    photos: Sequence[tuple[Mapping[str, str], int]]
    people: Sequence[PersonLine]
    namings: Sequence[tuple[str, str]]
    clashes: Sequence[ClashLine]
    names: Names


@dataclass(frozen=True, slots=True)
class Version:
    """An inspection as one revision of it says. by, at: who made it and when."""

    inspection: Inspection
    rev: int
    checklist: Checklist
    score: Mapping[str, Any]
    verdict: str | None
    answers: Sequence[tuple[Item, Said]]
    names: Names
    by: str
    at: datetime
    reason: str | None


def lines(revisions: Sequence[Revision]) -> list[Line]:
    """Corrections with names and words."""
    accounts = _accounts({one for r in revisions for one in (r.author_id, r.decided_by_id)})
    return [_line(one, accounts) for one in revisions]


def version(inspection: Inspection, rev: int) -> Version:
    """An inspection as a revision of it says, read from its bytes. Raises LookupError for a revision that is none."""
    submission = payload.read(revising.body_of(inspection, rev))
    checklist = publishing.compiled(submission.checklist_version)
    judged = evaluation.evaluate(checklist, submission)
    made = db.session.scalar(select(Revision).where(Revision.inspection_id == inspection.id, Revision.rev == rev))
    author_id, at = (made.author_id, made.decided_at or made.proposed_at) if made else (inspection.author_id, inspection.received_at)
    return Version(
        inspection=inspection, rev=rev, checklist=checklist, score=judged.score, verdict=judged.verdict,
        answers=[(said.item, said) for said in judged.instances], names=_names_in(submission),
        by=_accounts({author_id})[author_id], at=at, reason=made.reason if made else None,
    )  # fmt: skip


def people_of_day(inspection: Inspection) -> list[tuple[str, str]]:
    """(subject, name) of everybody who worked at the site that day, by staff number."""
    site = recording.place_of(inspection.site_id)
    assert site is not None  # a foreign key says so
    known = people.facts(db.session.connection(), site, inspection.business_day)
    rows = db.session.execute(select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(known)).order_by(StaffMember.number))
    return [(f"staff:{row.id}", row.name) for row in rows]


def _line(revision: Revision, accounts: Mapping[int, str]) -> Line:
    checklist, told = publishing.compiled(revision.inspection.version.sha256), revision.difference
    answers = [AnswerLine(checklist.item(one["item"]), _side(one["before"]), _side(one["after"])) for one in told["answers"]]
    changes = changing.read(revision.changes)
    subjects = set(changing.people_in(changes)) | {f"staff:{one['staff']}" for one in told["people"]}
    for line in answers:
        for side in (line.before, line.after):
            subjects |= {s for s in (side.subject, f"staff:{side.staff_id}") if s} if side else set()
    names = showing.names_of(subjects)
    return Line(
        revision=revision, author=accounts[revision.author_id], decided_by=accounts.get(revision.decided_by_id or 0, ""), answers=answers,
        figures=told["figures"], photos=[(checklist.item(one["item"]).ask, one["count"]) for one in told["photos"]],
        people=[_person(one, names) for one in told["people"]],
        namings=[(one.subject, one.to) for one in changes if isinstance(one, changing.Naming)],
        clashes=[_clash(one, checklist) for one in revision.clashes if one["revision"]], names=names,
    )  # fmt: skip


def _person(told: Mapping[str, Any], names: Names) -> PersonLine:
    before, after = (None if told[side] is None else Fraction(told[side]) for side in ("before", "after"))
    is_lower = after is not None and after < (1 if before is None else before)
    return PersonLine(str(names.get(f"staff:{told['staff']}", "")), before, after, told["confirmed"], is_lower)


def _clash(told: Mapping[str, Any], checklist: Checklist) -> ClashLine:
    other = db.session.get_one(Revision, told["revision"])
    after = next(
        (_side(one["after"]) for one in other.difference["answers"]
         if one["item"] == told["item"] and one["after"] and one["after"]["for"] == told["for"]), None,
    )  # fmt: skip
    ask = checklist.item(told["item"]).ask if told["item"] else None
    return ClashLine(ask, told["for"], other, _accounts({other.author_id})[other.author_id], after)


def _side(told: Mapping[str, Any] | None) -> Side | None:
    if told is None:
        return None
    return Side(
        told["for"], told["state"], told["value"], told["note"], told["reason"], told["earned"], told["possible"], told["borne_by"],
        told.get("basis") or _basis_of(told), told["staff"],
    )  # fmt: skip


def _basis_of(told: Mapping[str, Any]) -> str:
    """For corrections kept before they said it themselves."""
    return "duty" if told["borne_by"] == "person" and told["for"] != f"staff:{told['staff']}" else "seen"


def _names_in(submission: Submission) -> Names:
    return showing.names_of({entry["for"] for entry in submission.sheet["answers"] if entry.get("for")})


def _accounts(ids: set[int | None]) -> dict[int, str]:
    found = select(Account.id, Account.name).where(Account.id.in_({one for one in ids if one is not None}))
    return dict(db.session.execute(found).all())
