"""Everything the page of one inspection shows, read once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select

from inspector.accounts.models import Account
from inspector.checklists import publishing
from inspector.checklists.definition import Checklist, Item
from inspector.checklists.models import ChecklistVersion
from inspector.extensions import db
from inspector.inspections import evaluation, reinspecting, revising, sharing
from inspector.inspections.models import Answer, Attachment, Inspection, Revision
from inspector.inspections.trace import Story, tell
from inspector.sites.models import Area, StaffMember


@dataclass(frozen=True, slots=True)
class Shown:
    """One inspection for a page or a document.

    names: {subject: name} for staff, areas and tables; photos: {(item, subject): attachments that are here}.
    """

    inspection: Inspection
    checklist: Checklist
    score: Mapping[str, Any]
    author: str
    names: Mapping[str, str | Mapping[str, str]]
    photos: Mapping[tuple[str | None, str | None], Sequence[Attachment]]
    signatures: Sequence[Attachment]
    waiting_corrections: int
    walked_by: Sequence[sharing.Walked]  # the two inspectors of a shared round; empty for the usual one
    first: Inspection | None  # whose failures this one looks at again
    looks: Sequence[reinspecting.SecondLook]  # at the failures of this one, oldest first
    has_newer_version: bool  # of the checklist; an inspection keeps the one it was filled with

    @property
    def items(self) -> Mapping[str, Item]:
        """The items of the checklist by id."""
        return {item.id: item for item in self.checklist.items}

    @property
    def inspectors(self) -> str:
        """Who inspected: one name, or those of the two who walked a shared round."""
        return " · ".join(one.name for one in self.walked_by if one.has_come) or self.author

    @property
    def failures(self) -> Sequence[Answer]:
        """The answers that failed, red lines first, then in written order."""
        items = self.items
        failed = [answer for answer in self.inspection.answers if answer.is_failed]
        return sorted(failed, key=lambda answer: items[answer.item].critical == "none")

    @property
    def again_address(self) -> str:
        """Where what failed is looked at again, on a device."""
        return reinspecting.address(self.inspection, self.checklist.id, self.score["failures"])

    @property
    def answers_by_place(self) -> Mapping[tuple[str, str | None], Answer]:
        """The answers by item and subject."""
        return {(answer.item, answer.subject): answer for answer in self.inspection.answers}

    @property
    def missing_photos(self) -> int:
        """How many announced photos are still on the device."""
        return sum(1 for attachment in self.inspection.attachments if not attachment.is_here)


def show(inspection: Inspection) -> Shown:
    """Gather what a page shows of an inspection."""
    photos: dict[tuple[str | None, str | None], list[Attachment]] = {}
    for attachment in inspection.attachments:
        if attachment.kind == "photo" and attachment.is_here:
            photos.setdefault((attachment.item, attachment.subject), []).append(attachment)
    return Shown(
        inspection=inspection,
        checklist=publishing.compiled(inspection.version.sha256),
        score=json.loads(inspection.score_document),
        author=db.session.get_one(Account, inspection.author_id).name,
        names=_names(inspection),
        photos=photos,
        signatures=[a for a in inspection.attachments if a.kind == "signature" and a.is_here],
        waiting_corrections=db.session.execute(
            select(func.count()).select_from(Revision)
            .where(Revision.inspection_id == inspection.id, Revision.state.in_(("proposed", "conflict")))
        ).scalar_one(),
        walked_by=sharing.walkers(inspection),
        first=reinspecting.first_of(inspection),
        looks=reinspecting.looks_at(inspection),
        has_newer_version=bool(db.session.scalar(
            select(exists().where(
                ChecklistVersion.checklist_id == inspection.version.checklist_id, ChecklistVersion.number > inspection.version.number
            ))
        )),
    )


def story(shown: Shown) -> Story:
    """How the score of an inspection came about."""
    body = revising.body_of(shown.inspection)
    return tell(shown.checklist, evaluation.trace(shown.checklist, body), shown.score["failures"])


def names_of(subjects: Iterable[str]) -> dict[str, str | Mapping[str, str]]:
    """What to call subjects: tables by their label, people and areas by their names; those not known here are left out."""
    wanted = set(subjects)
    names: dict[str, str | Mapping[str, str]] = {s: s.partition(":")[2] for s in wanted if s.startswith("table:")}
    for row in db.session.execute(select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(_ids(wanted, "staff:")))):
        names[f"staff:{row.id}"] = row.name
    for area in db.session.execute(select(Area.id, Area.name).where(Area.id.in_(_ids(wanted, "area:")))):
        names[f"area:{area.id}"] = area.name
    return names


def _names(inspection: Inspection) -> dict[str, str | Mapping[str, str]]:
    subjects = {answer.subject for answer in inspection.answers if answer.subject}
    return names_of(subjects | {f"staff:{answer.staff_id}" for answer in inspection.answers if answer.staff_id is not None})


def _ids(subjects: set[str], prefix: str) -> set[int]:
    keys = {s.removeprefix(prefix) for s in subjects if s.startswith(prefix)}
    return {int(key) for key in keys if key.isascii() and key.isdigit()}
