"""What pages show of checklists and their versions."""

from __future__ import annotations

from dataclasses import dataclass

from flask import get_template_attribute
from sqlalchemy import func, select

from inspector.checklists import publishing
from inspector.checklists.definition import Checklist
from inspector.checklists.keys import ROUND_KINDS
from inspector.checklists.models import ChecklistRow, ChecklistVersion
from inspector.errors import Problem
from inspector.extensions import db


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of checklists: the row, the version in force, the checklist it holds."""

    row: ChecklistRow
    version: ChecklistVersion
    checklist: Checklist

    @property
    def item_count(self) -> int:
        """Items of all sections, texts and instructions too."""
        return sum(len(section.items) for section in self.checklist.sections)


def listed() -> list[Listed]:
    """Every checklist in use with its version in force, by pack and key."""
    newest = select(func.max(ChecklistVersion.id)).group_by(ChecklistVersion.checklist_id)
    statement = (
        select(ChecklistRow, ChecklistVersion)
        .join(ChecklistVersion, ChecklistVersion.checklist_id == ChecklistRow.id)
        .where(ChecklistVersion.id.in_(newest))
        .order_by(ChecklistRow.pack, ChecklistRow.id)
    )
    return [Listed(row, version, publishing.compiled(version.sha256)) for row, version in db.session.execute(statement)]


def packs() -> list[tuple[str, str]]:
    """(key, name in the reader's language) of every pack that has checklists for rounds in use."""
    in_use = ChecklistRow.retired_at.is_(None), ChecklistRow.kind.in_(ROUND_KINDS), ChecklistRow.pack != ""
    keys = select(ChecklistRow.pack).where(*in_use).distinct()
    named = get_template_attribute("checklists/_words.html", "pack_word")
    return [(key, str(named(key)).strip()) for key in db.session.scalars(keys.order_by(ChecklistRow.pack))]


def version(key: str, number: int | None = None) -> ChecklistVersion:
    """A version of a checklist, the one in force without a number. Raises Problem not_found."""
    statement = (
        select(ChecklistVersion)
        .join(ChecklistRow, ChecklistRow.id == ChecklistVersion.checklist_id)
        .where(ChecklistRow.key == key)
        .order_by(ChecklistVersion.number.desc())
        .limit(1)
    )
    found = db.session.scalar(statement if number is None else statement.where(ChecklistVersion.number == number))
    if found is None:
        raise Problem("not_found")
    return found
