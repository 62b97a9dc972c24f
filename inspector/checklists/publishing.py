"""Freezes checklists into versions that never change, and gives them back compiled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, select

from inspector.checklists import library
from inspector.checklists.canonical import canonical_text, from_document
from inspector.checklists.definition import Checklist
from inspector.checklists.models import ChecklistRow, ChecklistVersion
from inspector.extensions import db

COMPILED_KEPT = 256  # versions held ready in one process; a chain uses some fifty at a time


def publish(checklist: Checklist, by: int | None, note: str, at: datetime) -> ChecklistVersion:
    """Freeze a checked checklist as the next version of its key.

    by: account id, None when it came with a pack. The same content gives the version that is already here, whoever asks.
    """
    here = db.session.scalar(select(ChecklistVersion).where(ChecklistVersion.sha256 == checklist.version))
    if here is not None:
        return here
    row = _row(checklist)
    number = (
        db.session.scalar(select(func.max(ChecklistVersion.number)).where(ChecklistVersion.checklist_id == row.id)) or 0
    ) + 1
    version = ChecklistVersion(
        checklist=row, number=number, sha256=checklist.version, document=canonical_text(checklist.document),
        published_at=at, published_by_id=by, note=note,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    return version


def install_pack(pack: str | None, at: datetime) -> list[ChecklistVersion]:
    """Publish every list that ships with a pack, or with all packs when None; lists already here stay as they are.

    Raises ValueError when a shipped list is at fault.
    """
    return [publish(checklist, None, "", at) for checklist in _shipped(pack)]


def install_all(at: datetime) -> None:
    """Publish every list of every pack, for an organisation that is just being set up."""
    install_pack(None, at)


def newest(key: str) -> ChecklistVersion | None:
    """The version in force of a checklist; None when there is no such checklist."""
    return db.session.scalar(
        select(ChecklistVersion)
        .join(ChecklistRow, ChecklistRow.id == ChecklistVersion.checklist_id)
        .where(ChecklistRow.key == key)
        .order_by(ChecklistVersion.number.desc())
        .limit(1)
    )


@lru_cache(maxsize=COMPILED_KEPT)
def compiled(sha256: str) -> Checklist:
    """The checklist of a published version, kept ready because versions never change. Raises LookupError when there is none."""
    document = db.session.scalar(select(ChecklistVersion.document).where(ChecklistVersion.sha256 == sha256))
    if document is None:
        raise LookupError(sha256)
    return from_document(json.loads(document))


def _shipped(pack: str | None) -> Iterator[Checklist]:
    for path in library.pack_files(pack):
        found = library.read(path)
        if found.checklist is None:
            raise ValueError("\n".join(f"{path}:{fault.line}: {fault.sentence()}" for fault in found.faults))
        yield found.checklist


def _row(checklist: Checklist) -> ChecklistRow:
    row = db.session.scalar(select(ChecklistRow).where(ChecklistRow.key == checklist.id))
    if row is None:
        row = ChecklistRow(key=checklist.id)
        db.session.add(row)
    row.title, row.kind, row.pack = dict(checklist.title), checklist.kind, checklist.pack or ""
    db.session.flush()
    return row
