"""Inspections and their answers as tables, streamed within what the asker may export; columns are the same whatever the language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, Text, cast, func, null, select

from inspector.accounts.access import Actor, scoped
from inspector.accounts.models import Account
from inspector.checklists import publishing
from inspector.checklists.definition import text_in
from inspector.checklists.models import ChecklistRow, ChecklistVersion
from inspector.inspections import queries
from inspector.inspections.models import Answer, Inspection
from inspector.inspections.queries import Filter
from inspector.reports.cells import DIGITS
from inspector.sites.models import Area, Shift, Site, StaffMember

AT_ONCE = 500  # inspections held in memory
TEXT_TYPES = frozenset(
    ("text", "date", "time", "datetime", "barcode")
)  # shown as they were written; photos and signatures are not

INSPECTION_COLUMNS = (
    "inspection_id", "uuid", "receipt_code", "site_code", "site", "area", "shift", "business_day", "line", "checklist", "version",
    "version_sha256", "inspector", "started_at", "submitted_at", "active_seconds", "score", "percent", "final_percent", "verdict",
    "grade", "completeness", "observed", "earned", "possible", "answers", "failures", "flag", "comment",
)  # fmt: skip
ANSWER_COLUMNS = (
    "answer_id", "inspection_id", "receipt_code", "site_code", "business_day", "line", "checklist", "version", "section", "item",
    "question", "dimension", "factor", "qsc", "subject", "subject_number", "subject_name", "state", "value", "reason", "earned",
    "possible", "failed", "note", "cause", "corrected", "reminded", "bulk", "answered_at", "borne_by", "basis", "counts_for_number",
    "counts_for_name",
)  # fmt: skip

Values = list[Any]


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """The column of one item of one checklist, the same for all its versions; the newest version gives its words."""

    checklist: str
    item: str
    question: Mapping[str, str]
    is_text: bool

    @property
    def name(self) -> str:
        """The name of the column."""
        return f"{self.checklist}.{self.item}"


def may_export(actor: Actor, chosen: Filter) -> Select[Any]:
    """The ids of the inspections that match a filter and are the asker's to export."""
    ids = queries.inspections(actor, chosen).with_only_columns(Inspection.id).order_by(None)
    return scoped(ids, Inspection.site_id, actor, "inspections.export")


def item_columns(connection: Connection, ids: Select[Any]) -> list[ItemColumn]:
    """The union of the items of all versions that were used, in written order, the newest wording first."""
    versions = connection.execute(
        select(ChecklistRow.key, ChecklistVersion.sha256)
        .join(ChecklistVersion, ChecklistVersion.checklist_id == ChecklistRow.id)
        .where(ChecklistVersion.id.in_(select(Inspection.checklist_version_id).where(Inspection.id.in_(ids))))
        .order_by(ChecklistRow.key, ChecklistVersion.number.desc())
    )
    found: dict[tuple[str, str], ItemColumn] = {}
    for key, sha256 in versions:
        for item in publishing.compiled(sha256).items:
            if item.is_scored or item.type in TEXT_TYPES:
                found.setdefault((key, item.id), ItemColumn(key, item.id, item.ask, not item.is_scored))
    return list(found.values())


def inspection_rows(
    connection: Connection, ids: Select[Any], columns: Sequence[ItemColumn], language: str
) -> Iterator[Values]:
    """One row for each inspection, newest first: INSPECTION_COLUMNS, then for each item the percent of its points, pooled over subjects.

    Where nothing was earned or lost stands why: na, unseen or unanswered; empty = not in that version, not shown, or nobody said anything.
    """
    width = len(INSPECTION_COLUMNS)
    places: dict[str, dict[str, int]] = {}
    for number, column in enumerate(columns, width):
        places.setdefault(column.checklist, {})[column.item] = number
    texts = {number for number, column in enumerate(columns, width) if column.is_text}
    blank: Values = [None] * len(columns)
    for part in _in_parts(connection, _inspections(ids)):
        rows = {row.id: [*_inspection(row, language), *blank] for row in part}
        places_of = {row.id: places.get(row.key, {}) for row in part}
        for answer in _bare(connection, _pivoted(list(rows), bool(texts))):
            place = places_of[answer[0]].get(answer[1])
            if place is None:
                continue
            row, said = rows[answer[0]], answer[2:5]
            if place in texts:
                row[place] = _joined(row[place], _value(answer[5]))
            else:
                row[place] = said if row[place] is None else _pooled(row[place], said)
        for row in rows.values():
            row[width:] = [_percent(one) if type(one) is tuple else one for one in row[width:]]
            yield row


def answer_rows(connection: Connection, ids: Select[Any], language: str) -> Iterator[Values]:
    """One row for each answer, inspections newest first: ANSWER_COLUMNS."""
    staff = {
        row.id: (row.number, row.name)
        for row in connection.execute(select(StaffMember.id, StaffMember.number, StaffMember.name))
    }
    nobody = (None, None)
    for part in _in_parts(connection, _inspections(ids)):
        heads = {row.id: (row, {item.id: item for item in publishing.compiled(row.sha256).items}) for row in part}
        order = {row.id: number for number, row in enumerate(part)}
        for answer in sorted(connection.execute(_answers(list(heads))), key=lambda one: order[one.inspection_id]):
            head, items = heads[answer.inspection_id]
            item, subject = items[answer.item], answer.subject
            who = staff.get(_staff_id(subject), nobody) if subject else nobody
            bears = staff.get(answer.staff_id, nobody)
            yield [
                answer.id, head.id, head.receipt_code, head.code, head.business_day, head.line, head.key, head.number, item.section,
                item.id, text_in(item.ask, language), item.dimension, item.factor, item.qsc, subject, *who, answer.state,
                _value(answer.value), answer.reason, _number(answer.earned), _number(answer.possible), answer.is_failed, answer.note,
                answer.cause, answer.is_corrected, answer.is_reminded, answer.is_bulk,
                answer.at.astimezone(_zone(head.timezone)) if answer.at else None, answer.borne_by, answer.basis, *bears,
            ]  # fmt: skip


def count_answers(connection: Connection, ids: Select[Any]) -> int:
    """How many rows answer_rows would give."""
    return connection.execute(
        select(func.count()).select_from(Answer).where(Answer.inspection_id.in_(ids))
    ).scalar_one()


def _inspections(ids: Select[Any]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Inspection.id, Inspection.uuid, Inspection.receipt_code, Site.code, Site.name, Site.timezone, Area.name.label("area"),
            Shift.name.label("shift"), Inspection.business_day, Inspection.line, ChecklistRow.key, ChecklistVersion.number,
            ChecklistVersion.sha256, Account.name.label("author"), Inspection.started_at, Inspection.submitted_at,
            Inspection.active_seconds, Inspection.score, Inspection.percent, Inspection.final_percent, Inspection.verdict,
            Inspection.grade, Inspection.completeness, Inspection.observed, Inspection.earned, Inspection.possible,
            Inspection.answer_count, Inspection.failure_count, Inspection.flag, Inspection.comment,
        )
        .join(Site, Site.id == Inspection.site_id)
        .join(ChecklistVersion, ChecklistVersion.id == Inspection.checklist_version_id)
        .join(ChecklistRow, ChecklistRow.id == ChecklistVersion.checklist_id)
        .join(Account, Account.id == Inspection.author_id)
        .outerjoin(Area, Area.id == Inspection.area_id)
        .outerjoin(Shift, Shift.id == Inspection.shift_id)
        .where(Inspection.id.in_(ids))
        .order_by(Inspection.started_at.desc(), Inspection.id.desc())
    )  # fmt: skip


def _in_parts(connection: Connection, statement: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Row[Any]]]:
    yield from connection.execute(statement, execution_options={"yield_per": AT_ONCE}).partitions()


def _bare(connection: Connection, statement: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """All rows as the driver gives them, for columns that need no conversion; there are a hundred thousand and more."""
    return list(connection.execute(statement).cursor.fetchall())  # type: ignore[union-attr]


def _inspection(row: Row[Any], language: str) -> Values:
    zone = _zone(row.timezone)
    return [
        row.id, row.uuid, row.receipt_code, row.code, row.name, text_in(row.area, language), text_in(row.shift, language), row.business_day,
        row.line, row.key, row.number, row.sha256, row.author if row.line != "mystery" else None, row.started_at.astimezone(zone),
        row.submitted_at.astimezone(zone), row.active_seconds, _number(row.score), _number(row.percent), _number(row.final_percent),
        row.verdict, row.grade, _number(row.completeness), _number(row.observed), _number(row.earned), _number(row.possible),
        row.answer_count, row.failure_count, row.flag, row.comment,
    ]  # fmt: skip


def _pivoted(ids: list[int], has_texts: bool) -> Select[*tuple[Any, ...]]:
    value = cast(Answer.value, Text) if has_texts else null()
    return (
        select(Answer.inspection_id, Answer.item, Answer.state, Answer.earned, Answer.possible, value)
        .where(Answer.inspection_id.in_(ids))
        .order_by(Answer.inspection_id, Answer.id)
    )


def _answers(ids: list[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Answer.id, Answer.inspection_id, Answer.item, Answer.subject, Answer.state, cast(Answer.value, Text).label("value"),
            Answer.reason, Answer.earned, Answer.possible, Answer.is_failed, Answer.note, Answer.cause, Answer.is_corrected,
            Answer.is_reminded, Answer.is_bulk, Answer.at, Answer.borne_by, Answer.basis, Answer.staff_id,
        )
        .where(Answer.inspection_id.in_(ids))
        .order_by(Answer.inspection_id, Answer.id)
    )  # fmt: skip


@lru_cache(maxsize=50_000)
def _pooled(one: tuple[str, str, str], other: tuple[str, str, str]) -> tuple[str, str, str]:
    """Two answers to one question together: their points added; answered as soon as one of them is."""
    state = one[0] if one[0] == "answered" or one[0] == other[0] else other[0]
    return state, str(Fraction(one[1]) + Fraction(other[1])), str(Fraction(one[2]) + Fraction(other[2]))


@lru_cache(maxsize=50_000)
def _percent(said: tuple[str, str, str]) -> int | float | str | None:
    state, earned, possible = said
    if state != "answered":
        return state
    whole = Fraction(possible)
    return _short(100 * Fraction(earned) / whole) if whole else None


@lru_cache(maxsize=50_000)
def _number(text: str | None) -> int | float | None:
    return None if text is None else _short(Fraction(text))


def _short(figure: Fraction) -> int | float:
    return figure.numerator if figure.denominator == 1 else round(float(figure), DIGITS)


@lru_cache(maxsize=20_000)
def _value(text: str | None) -> str | int | None:
    """The value of an answer in one cell: a k of n as "2 of 3" (2/3 would become a date), several choices with commas."""
    value = None if text is None else json.loads(text)
    if isinstance(value, dict):
        return f"{value['k']} of {value['n']}" if {"k", "n"} <= value.keys() else json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value


def _joined(old: str | None, new: str | int | None) -> str | None:
    return old if new is None else str(new) if old is None else f"{old}\n{new}"


@lru_cache(maxsize=1_000)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=20_000)
def _staff_id(subject: str) -> int | None:
    kind, _, key = subject.partition(":")
    return int(key) if kind == "staff" and key.isascii() and key.isdigit() else None
