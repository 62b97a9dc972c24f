"""Checklists in work: begun, changed by several people without one overwriting another, taken back, published, thrown away."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from inspector.audit import trail
from inspector.checklists import publishing
from inspector.checklists.canonical import canonical_text
from inspector.checklists.definition import Checklist
from inspector.checklists.editing import outline
from inspector.checklists.editing.outline import Draft, Part, Target
from inspector.checklists.models import ChecklistDraft, ChecklistDraftStep, ChecklistRow, ChecklistVersion
from inspector.errors import Problem
from inspector.extensions import db

STEPS_KEPT = 100


class Overtaken(Exception):
    """Somebody else changed the same part meanwhile; `theirs` is what stands now. Nothing was written."""

    def __init__(self, theirs: Part) -> None:
        super().__init__("overtaken")
        self.theirs = theirs


def begin(document: Mapping[str, Any], by: int, at: datetime, base: ChecklistVersion | None = None) -> ChecklistDraft:
    """Open a draft of a document (canonical form, may be unfinished); `document["id"]` is the key it is published as.

    by: account id. base: the version in force it started from. Raises Problem conflict when this checklist has an open draft.
    """
    draft = outline.begin(document)
    if open_of(draft["id"]) is not None:
        raise Problem("conflict", state="open_draft")
    row = ChecklistDraft(
        key=draft["id"], document=canonical_text(draft), revision=0, base=base,
        started_by_id=by, started_at=at, changed_by_id=by, changed_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def open_of(key: str) -> ChecklistDraft | None:
    """The draft in work of a checklist, if there is one."""
    return db.session.scalar(select(ChecklistDraft).where(ChecklistDraft.key == key, ChecklistDraft.closed_at.is_(None)))


def all_open() -> list[ChecklistDraft]:
    """Every draft in work, the one changed last first."""
    statement = select(ChecklistDraft).where(ChecklistDraft.closed_at.is_(None)).order_by(ChecklistDraft.changed_at.desc())
    return list(db.session.scalars(statement))


def find(draft_id: int) -> ChecklistDraft:
    """An open draft. Raises Problem not_found."""
    row = db.session.get(ChecklistDraft, draft_id)
    if row is None or row.closed_at is not None:
        raise Problem("not_found")
    return row


def held(draft_id: int) -> ChecklistDraft:
    """An open draft that nobody else can change before this transaction ends. Raises Problem not_found."""
    statement = select(ChecklistDraft).where(ChecklistDraft.id == draft_id, ChecklistDraft.closed_at.is_(None)).with_for_update()
    row = db.session.scalar(statement.execution_options(populate_existing=True))
    if row is None:
        raise Problem("not_found")
    return row


def document_of(row: ChecklistDraft) -> Draft:
    """What stands in a draft."""
    document: Draft = json.loads(row.document)
    return document


def kept_ids(row: ChecklistDraft) -> frozenset[str]:
    """Ids of questions that any version of this checklist ever had: their results hang on them, no other question may take them."""
    versions = select(ChecklistVersion.document).join(ChecklistRow, ChecklistRow.id == ChecklistVersion.checklist_id)
    documents = db.session.scalars(versions.where(ChecklistRow.key == row.key))
    return frozenset(item["id"] for text in documents for item in outline.items(json.loads(text)))


def save(row: ChecklistDraft, target: Target, part: Part, seen: str, by: int, at: datetime) -> bool:
    """Write a part as somebody left it; False when it already stood so.

    seen: `outline.mark` of the part as he first saw it. Raises Overtaken when it looks otherwise now, and outline.Gone.
    """
    document = document_of(row)
    now = outline.part_of(document, target)
    if now == part:
        return False
    if outline.mark(now) != seen:
        raise Overtaken(now)
    return change(row, outline.with_part(document, target, part), "changed", target, by, at)


def change(row: ChecklistDraft, document: Draft, act: str, target: Target, by: int, at: datetime) -> bool:
    """Put another document in place of the present one and remember what stood before; False when nothing differs."""
    text = canonical_text(document)
    if text == row.document:
        return False
    row.revision += 1
    db.session.add(
        ChecklistDraftStep(
            draft_id=row.id, revision=row.revision, act=act, part=f"{target.kind}:{target.id}", by_id=by, at=at,
            before=zlib.compress(row.document.encode()),
        )
    )  # fmt: skip
    db.session.execute(
        delete(ChecklistDraftStep).where(
            ChecklistDraftStep.draft_id == row.id, ChecklistDraftStep.revision <= row.revision - STEPS_KEPT
        )
    )
    row.document, row.changed_by_id, row.changed_at = text, by, at
    return True


def last_step(row: ChecklistDraft) -> ChecklistDraftStep | None:
    """The change that would be taken back first."""
    statement = select(ChecklistDraftStep).where(ChecklistDraftStep.draft_id == row.id).order_by(ChecklistDraftStep.revision.desc())
    return db.session.scalar(statement.limit(1))


def undo(row: ChecklistDraft, revision: int, by: int, at: datetime) -> ChecklistDraftStep:
    """Take the last change back. revision: which one the person saw as the last. Raises Problem conflict when another came after it."""
    step = last_step(row)
    if step is None or step.revision != revision:
        raise Problem("conflict", state="changed")
    row.document = zlib.decompress(step.before).decode()
    row.changed_by_id, row.changed_at = by, at
    db.session.delete(step)
    return step


def publish(row: ChecklistDraft, checklist: Checklist, by: int, note: str, at: datetime) -> ChecklistVersion:
    """Freeze a checked draft as the next version of its checklist, and close it."""
    version = publishing.publish(checklist, by, note, at)
    if version.checklist.retired_at is not None:
        version.checklist.retired_at = None
    row.version, row.changed_by_id = version, by
    _close(row, at)
    return version


def throw_away(row: ChecklistDraft, by: int, at: datetime) -> None:
    """Close a draft without publishing it. The row stays, with what it held."""
    row.changed_by_id = by
    _close(row, at)
    details = {"draft": row.id, "revision": row.revision}
    trail.record("checklist.draft_discarded", f"checklist:{row.key}", actor_id=by, at=at, details=details)


def _close(row: ChecklistDraft, at: datetime) -> None:
    row.closed_at = at
    db.session.execute(delete(ChecklistDraftStep).where(ChecklistDraftStep.draft_id == row.id))
