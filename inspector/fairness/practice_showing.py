"""What the pages of practice on one scale show."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from inspector.accounts.access import PERMISSIONS
from inspector.accounts.models import Account, RoleAssignment
from inspector.checklists import publishing
from inspector.checklists.models import ChecklistRow
from inspector.extensions import db
from inspector.fairness import calibration
from inspector.fairness.models import CalibrationCase, CalibrationSet
from inspector.measurement.practice import Judge, Result
from inspector.sites.models import Site, StaffMember


@dataclass(frozen=True, slots=True)
class Line:
    """A set in a list. state: todo (mine to judge), waiting (for others), open (I only look after it), done. done: seats that are in."""

    set: CalibrationSet
    state: str
    done: int


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a result.

    question: {"zh", "en"}; about: a name or table, "" without; photo: None for a joint round; said: {account: value}.
    """

    question: dict[str, str]
    about: str
    photo: CalibrationCase | None
    said: dict[Hashable, str]

    @property
    def is_split(self) -> bool:
        """Whether not all said the same."""
        return len(set(self.said.values())) > 1


@dataclass(frozen=True, slots=True)
class Shown:
    """A result: cases on which not all agree first."""

    result: Result
    cases: Sequence[Case]


def lines(account_id: int, is_keeper: bool) -> list[Line]:
    """The sets that concern somebody: what is to do first, then newest first."""
    found = [_line(one, account_id) for one in calibration.listed(None if is_keeper else account_id)]
    return sorted(found, key=lambda one: one.state != "todo")


def everybody() -> list[tuple[int, str]]:
    """(account, name) of all who inspect somewhere, by name."""
    statement = (
        select(Account.id, Account.name)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .where(RoleAssignment.role.in_(PERMISSIONS["inspections.conduct"]), RoleAssignment.ended_at.is_(None), Account.is_active)
        .distinct()
        .order_by(Account.name, Account.id)
    )
    return [(row.id, row.name) for row in db.session.execute(statement)]


def place(of: CalibrationSet) -> tuple[str, dict[str, str]] | None:
    """(site name, title of the list) of a joint round."""
    if of.kind != "joint":
        return None
    title = db.session.scalar(select(ChecklistRow.title).where(ChecklistRow.key == of.checklist_key))
    return db.session.get_one(Site, of.site_id).name, title or {}


def last_of(account_id: int, most: int = 3) -> list[tuple[CalibrationSet, Judge]]:
    """How an inspector stood beside the others in the last practices that are done, newest first: it explains severity."""
    found = []
    for one in calibration.listed(account_id):
        result = calibration.result_of(one)
        judge = next((judge for judge in result.judges if judge.rater == account_id), None) if result else None
        if judge is not None and judge.compared:
            found.append((one, judge))
        if len(found) == most:
            break
    return found


def shown(of: CalibrationSet, result: Result) -> Shown:
    """The cases of a result with what each said."""
    said = calibration.said_of(of)
    cases = [_joint_case(of, key, values) for key, values in said.items()] if of.kind == "joint" else [
        Case(case.question, "", case, said.get(case.id, {})) for case in of.cases
    ]  # fmt: skip
    return Shown(result, sorted(cases, key=lambda one: not one.is_split))


def _line(of: CalibrationSet, account_id: int) -> Line:
    done = calibration.finished(of)
    if not calibration.is_open(of):
        state = "done"
    elif calibration.seat_of(of, account_id) is None:
        state = "open"
    else:
        state = "waiting" if account_id in done else "todo"
    return Line(of, state, len(done))


def _joint_case(of: CalibrationSet, key: object, values: dict[Hashable, str]) -> Case:
    assert isinstance(key, tuple) and of.checklist_key is not None
    item_id, subject = key
    newest = publishing.newest(of.checklist_key)
    known = {} if newest is None else {item.id: item for item in publishing.compiled(newest.sha256).items}
    question = dict(known[item_id].ask) if item_id in known else {"zh": item_id, "en": item_id}
    return Case(question, _about(subject), None, values)


def _about(subject: str | None) -> str:
    kind, _, key = (subject or "").partition(":")
    if kind == "staff" and key.isdigit():
        member = db.session.get(StaffMember, int(key))
        return member.name if member else ""
    return key if kind == "table" else ""
