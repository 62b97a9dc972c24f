"""Every shown item of every subject with what it came to: the rows from which all sums are made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from inspector.checklists.conditions import Visibility
from inspector.scoring.answers import Answers, Subject
from inspector.scoring.plan import ItemPlan, Outcome, Plan, SectionPlan

NOBODY: dict[Subject, None] = {None: None}


Row = tuple[ItemPlan, Subject, Outcome]  # one item of one subject and what its answer came to


class SectionRows(NamedTuple):
    plan: SectionPlan
    subjects: tuple[Subject, ...]  # (None,) where the section does not repeat
    rows: list[Row]  # by item in written order, then by subject in the order they were named


class FilledSheet:
    """What conditions ask of these answers."""

    def __init__(self, plan: Plan, answers: Answers) -> None:
        self.site_has = answers.site_has
        self._plan = plan
        self._answers = answers
        self._subjects: dict[str, tuple[Subject, ...]] = {}

    def subjects_of(self, item_id: str) -> tuple[Subject, ...]:
        section = self._plan.items[item_id][1]
        if section.repeat is None:
            return tuple(self._answers.outcomes.get(item_id) or NOBODY)
        if section.id not in self._subjects:
            self._subjects[section.id] = subjects_in(section, self._answers)
        return self._subjects[section.id]

    def said(self, item_id: str, subject: Subject) -> tuple[str, Any]:
        outcome = self._answers.outcomes.get(item_id, {}).get(subject)
        return (outcome.state, outcome.value) if outcome else ("unanswered", None)


def subjects_in(section: SectionPlan, answers: Answers) -> tuple[Subject, ...]:
    """Subjects of a section: those declared for its kind, then those named in answers to its items."""
    if section.repeat is None:
        return (None,)
    named: dict[Subject, None] = dict.fromkeys(answers.subjects.get(section.repeat, ()))
    for item in section.items:
        named.update(dict.fromkeys(answers.outcomes.get(item.id, ())))
    return tuple(named)


def evaluate(plan: Plan, answers: Answers) -> list[SectionRows]:
    """All rows that are shown, section by section. What is hidden is in none; of a second look only what is asked again."""
    shown = None if plan.rules.is_empty or answers.asked is not None else plan.rules.of(FilledSheet(plan, answers))
    return [_section(section, answers, shown) for section in plan.sections]


def _section(section: SectionPlan, answers: Answers, shown: Visibility | None) -> SectionRows:
    subjects = subjects_in(section, answers)
    given_to = answers.outcomes.get
    rows: list[Row] = []
    for item in section.items:
        given = given_to(item.id)
        if section.repeat is not None:
            rows += [(item, one, (given and given.get(one)) or item.unanswered) for one in subjects]
        elif given:
            rows += [(item, subject, outcome) for subject, outcome in given.items()]
        else:
            rows.append((item, None, item.unanswered))
    if shown is not None:
        rows = [row for row in rows if shown.is_shown(row[0].id, row[1])]
    if answers.asked is not None:
        rows = [row for row in rows if (row[0].id, row[1] if section.repeat else None) in answers.asked]
    if section.has_all_of:
        rows = [_united(row, section, rows) if row[0].is_all_of else row for row in rows]
    return SectionRows(section, subjects, rows)


def _united(row: Row, section: SectionPlan, rows: list[Row]) -> Row:
    """all_of: passes when no counted member failed, waits for the last of them, is nothing when none is left."""
    item, subject, _ = row
    members = [
        outcome
        for one, other, outcome in rows
        if one.id in item.members and (section.repeat is None or other == subject)
    ]
    return item, subject, _outcome_of_members(item, members)


def _outcome_of_members(item: ItemPlan, members: Sequence[Outcome]) -> Outcome:
    states = {one.state for one in members}
    if "unanswered" in states:
        return item.unanswered
    if "answered" not in states:
        return item.united["nothing"]
    return item.united["fail" if any(one.is_failed for one in members) else "pass"]
