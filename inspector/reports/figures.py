"""What the report of one inspection tells: rows read once, within what the asker may see, into plain figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.accounts.models import Account
from inspector.appraisals.models import Praise
from inspector.checklists.definition import Checklist, Item, Section, Text
from inspector.extensions import db
from inspector.inspections import queries, showing
from inspector.inspections.models import Answer, Attachment, Inspection
from inspector.inspections.showing import Shown
from inspector.rectification.models import Reminder, Task, TaskFinding
from inspector.scoring.figures import plain
from inspector.sites.models import Organisation, StaffMember

HASH_SHOWN = 12  # digits of a hash that a person compares


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo or signature in the blob store. taken_at: on the clock of the site. signer: of a signature, "inspector" or a subject."""

    sha256: str
    taken_at: datetime | None
    signer: str | None = None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """The task that a failure opened or was added to. due_at: on the clock of the site."""

    id: int
    owner: str | None
    due_at: datetime
    state: str
    grade: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer as it was recorded; names of fields as in inspections.models.Answer. earned, possible: points, at most three places."""

    id: int
    item: Item
    subject: str | None
    state: str
    value: Any
    reason: str | None
    is_failed: bool
    earned: str
    possible: str
    note: str | None
    cause: str | None
    is_corrected: bool
    is_reminded: bool
    borne_by: str
    basis: str
    staff_id: int | None
    pictures: tuple[Picture, ...] = ()
    task: TaskLine | None = None
    is_coached: bool = False  # a reminder is on file instead of a task

    @property
    def is_critical(self) -> bool:
        """Whether it is about a red line."""
        return self.item.critical != "none"

    @property
    def checked(self) -> int:
        """How many observations it holds: n of a k of n, 1 of others, 0 when nothing was seen."""
        if self.state != "answered":
            return 0
        return int(self.value["n"]) if self.item.type == "k_of_n" and isinstance(self.value, dict) else 1


@dataclass(frozen=True, slots=True)
class SectionFigures:
    """One section that was shown: its points and answers. percent: None = nothing applicable."""

    section: Section
    percent: str | None
    earned: str
    possible: str
    answers: tuple[AnswerLine, ...]

    @property
    def subjects(self) -> tuple[str, ...]:
        """Whom the section was repeated for, in the order of the round; empty when it was asked once."""
        if self.section.repeat is None:
            return ()
        return tuple(dict.fromkeys(answer.subject for answer in self.answers if answer.subject))

    def answer(self, item: str, subject: str) -> AnswerLine | None:
        """What was said about one item and subject; None when it was not asked or not answered."""
        return next((a for a in self.answers if a.item.id == item and a.subject == subject), None)


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """What a round found of one person, table or area: score, how often something was seen, how often it failed."""

    subject: str
    percent: str | None
    checked: int
    failed: int


@dataclass(frozen=True, slots=True)
class PraiseLine:
    """What somebody did well."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class InspectionReport:
    """Everything the report of one inspection shows. Moments are on the clock of the site; percents are texts as recorded.

    inspector: None where it is not told (a mystery visit). names: {subject: name}. pass_from: the percent from which it passes.
    """

    id: int
    organisation: str
    checklist: Checklist
    version: str  # the first digits of its hash
    version_number: int
    site: str
    area: Text | None
    shift: Text | None
    business_day: date
    line: str
    inspector: str | None
    started_at: datetime
    submitted_at: datetime
    active_seconds: int
    score: str | None
    percent: str | None  # after critical rules
    percent_before: str | None  # before them
    verdict: str | None
    grade: str | None
    completeness: str | None
    observed: str | None
    is_little_seen: bool  # no verdict, because of what was needed too little was seen
    flag: str | None
    missing_photos: int
    answer_count: int
    sections: tuple[SectionFigures, ...]
    subjects: tuple[SubjectLine, ...]
    names: Mapping[str, str | Mapping[str, str]]
    praise: tuple[PraiseLine, ...]
    comment: str | None
    round_pictures: tuple[Picture, ...]  # photos on no item: of the whole round, and of open points looked at
    signatures: tuple[Picture, ...]
    receipt_code: str
    body_hash: str

    @property
    def failures(self) -> Sequence[AnswerLine]:
        """What failed, red lines first, then in written order."""
        failed = [answer for section in self.sections for answer in section.answers if answer.is_failed]
        return sorted(failed, key=lambda answer: not answer.is_critical)

    @property
    def people(self) -> int:
        """How many people the round looked at."""
        return sum(1 for one in self.subjects if one.subject.startswith("staff:"))

    @property
    def pictures(self) -> Iterable[Picture]:
        """Every image the report wants to show."""
        return (*(p for section in self.sections for a in section.answers for p in a.pictures), *self.round_pictures, *self.signatures)


def inspection_report(actor: Actor, inspection_id: int) -> InspectionReport:
    """Read one inspection for its report. Raises Problem not_found when it is not there or not the asker's to read."""
    inspection = queries.one(actor, inspection_id)
    shown, zone = showing.show(inspection), ZoneInfo(inspection.site.timezone)
    sections = _sections(shown, zone)
    return InspectionReport(
        id=inspection.id, organisation=db.session.execute(select(Organisation.name)).scalar() or "", checklist=shown.checklist,
        version=inspection.version.sha256.removeprefix("sha256:")[:HASH_SHOWN], version_number=inspection.version.number,
        site=inspection.site.name, area=inspection.area.name if inspection.area else None,
        shift=inspection.shift.name if inspection.shift else None, business_day=inspection.business_day, line=inspection.line,
        inspector=shown.inspectors if inspection.line != "mystery" else None, started_at=inspection.started_at.astimezone(zone),
        submitted_at=inspection.submitted_at.astimezone(zone), active_seconds=inspection.active_seconds, score=inspection.score,
        percent=inspection.final_percent, percent_before=inspection.percent, verdict=inspection.verdict, grade=inspection.grade,
        completeness=inspection.completeness, observed=inspection.observed, is_little_seen=inspection.is_little_seen,
        flag=inspection.flag, missing_photos=shown.missing_photos,
        answer_count=inspection.answer_count, sections=sections, subjects=_subjects(shown, sections), names=shown.names,
        praise=_praise(inspection), comment=inspection.comment,
        round_pictures=tuple(_picture(one, zone) for one in shown.photos.get((None, None), ())),
        signatures=tuple(_picture(one, zone) for one in shown.signatures),
        receipt_code=inspection.receipt_code, body_hash=inspection.body_sha256[:HASH_SHOWN],
    )  # fmt: skip


def _sections(shown: Shown, zone: ZoneInfo) -> tuple[SectionFigures, ...]:
    tasks, coached = _tasks(shown.inspection.id, zone), _coached(shown.inspection.id)
    answers: dict[str, list[AnswerLine]] = {}
    items = shown.items
    for row in shown.inspection.answers:
        pictures = tuple(_picture(photo, zone) for photo in shown.photos.get((row.item, row.subject), ()))
        line = replace(
            _line(row, items[row.item]), pictures=pictures, task=tasks.get(row.id), is_coached=row.id in coached
        )
        answers.setdefault(items[row.item].section, []).append(line)
    figures = shown.score["sections"]
    return tuple(
        SectionFigures(
            one,
            figures[one.id]["percent"],
            figures[one.id]["earned"],
            figures[one.id]["possible"],
            tuple(answers.get(one.id, ())),
        )
        for one in shown.checklist.sections
        if one.id in figures
    )


def _line(row: Answer, item: Item) -> AnswerLine:
    return AnswerLine(
        row.id, item, row.subject, row.state, row.value, row.reason, row.is_failed, _points(row.earned),
        _points(row.possible), row.note, row.cause, row.is_corrected, row.is_reminded, row.borne_by, row.basis, row.staff_id,
    )  # fmt: skip


def _points(exact: str) -> str:
    return plain(Fraction(exact))


def _tasks(inspection_id: int, zone: ZoneInfo) -> dict[int, TaskLine]:
    """The tasks of the findings of one inspection, by answer."""
    rows = db.session.execute(
        select(
            TaskFinding.answer_id,
            Task.id,
            Task.due_at,
            Task.state,
            Task.grade,
            StaffMember.name,
            Account.name.label("account"),
        )
        .join(Task, Task.id == TaskFinding.task_id)
        .outerjoin(StaffMember, StaffMember.id == Task.owner_id)
        .outerjoin(Account, Account.id == Task.owner_account_id)
        .where(TaskFinding.inspection_id == inspection_id, TaskFinding.withdrawn_at.is_(None))
    )
    return {r.answer_id: TaskLine(r.id, r.name or r.account, r.due_at.astimezone(zone), r.state, r.grade) for r in rows}


def _coached(inspection_id: int) -> frozenset[int]:
    return frozenset(
        db.session.execute(select(Reminder.answer_id).where(Reminder.inspection_id == inspection_id)).scalars()
    )


def _subjects(shown: Shown, sections: tuple[SectionFigures, ...]) -> tuple[SubjectLine, ...]:
    answers = [answer for section in sections for answer in section.answers]
    found = []
    for subject, figures in shown.score["subjects"].items():
        own = [answer for answer in answers if answer.subject == subject]
        failed = sum(1 for answer in own if answer.is_failed)
        found.append(SubjectLine(subject, figures["percent"], sum(answer.checked for answer in own), failed))
    return tuple(found)


def _praise(inspection: Inspection) -> tuple[PraiseLine, ...]:
    rows = db.session.execute(
        select(StaffMember.name, Praise.note)
        .join(StaffMember, StaffMember.id == Praise.staff_id)
        .where(Praise.inspection_id == inspection.id)
        .order_by(Praise.id)
    )
    return tuple(PraiseLine(row.name, row.note) for row in rows)


def _picture(attachment: Attachment, zone: ZoneInfo) -> Picture:
    taken_at = attachment.taken_at.astimezone(zone) if attachment.taken_at else None
    return Picture(attachment.sha256, taken_at, attachment.signer)
