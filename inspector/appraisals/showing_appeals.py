"""Objections with the names, answers and days that their pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from inspector.accounts.access import Actor
from inspector.accounts.naming import names_of
from inspector.appraisals import appeals, evidence, reviewers
from inspector.appraisals.appeal_models import AppealDecision, PersonAppeal
from inspector.appraisals.appeals import Target
from inspector.appraisals.showing import Lowered
from inspector.checklists import publishing
from inspector.checklists.definition import Item


@dataclass(frozen=True, slots=True)
class Line:
    """One objection for a page. asks: the question, None for a whole month; groups: the answers that an answer may raise.

    is_late: nobody answered in time. names: of accounts, by id. is_mine: the reader may answer it.
    """

    appeal: PersonAppeal
    item: Item | None
    groups: Sequence[Lowered]
    names: Mapping[int, str]
    zone: ZoneInfo
    is_late: bool
    is_mine: bool

    def figures(self, decision: AppealDecision) -> tuple[Fraction, Fraction] | None:
        """The person's month before and after a decision, 0..1; None where either was nothing."""
        before, after = (None if text is None else Fraction(text) for text in decision.difference or (None, None))
        return None if before is None or after is None else (before, after)


def lines(found: Sequence[PersonAppeal], asker: Actor, at: datetime) -> list[Line]:
    """Objections for a list, without the answers behind them."""
    return [_line(one, (), asker, at) for one in found]


def line(appeal: PersonAppeal, asker: Actor, at: datetime) -> Line:
    """One objection with the answers behind it."""
    wanted = {one.id for one in appeals.lowering_answers(appeal)}
    return _line(appeal, _groups(appeal.staff_id, appeal.month, wanted), asker, at)


def group_of(target: Target) -> Lowered | None:
    """The answer that is objected to, as the record shows it; None for a whole month."""
    if target.answer is None:
        return None
    return next(iter(_groups(target.staff.id, target.month, {target.answer.id})), None)


def _groups(staff_id: int, month: str, answer_ids: set[int]) -> list[Lowered]:
    seen = [one for one in evidence.seen_of(staff_id, month, is_for_staff=True) if one.answer_id in answer_ids]
    return [Lowered(one.item, [one]) for one in seen]


def _line(appeal: PersonAppeal, groups: Sequence[Lowered], asker: Actor, at: datetime) -> Line:
    zone = ZoneInfo(appeal.site.timezone)
    today: date = at.astimezone(zone).date()
    item = publishing.compiled(appeal.inspection.version.sha256).item(appeal.item) if appeal.inspection and appeal.item else None
    is_open = appeal.state == "open"
    return Line(
        appeal, item, groups, names_of({one.by_id for one in appeal.decisions}), zone, is_open and today > appeal.due_on,
        is_open and reviewers.may_review(asker, appeal),
    )  # fmt: skip


