"""A second look at what failed: from which inspection to which, how it came out, and where one begins on a device.

It asks only what failed, of the same people and places, and counts for nobody's score (docs/decisions.md, Looking again).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from inspector.accounts.models import Account
from inspector.extensions import db
from inspector.inspections.models import Answer, Inspection

BETWEEN = "~"  # item and subject in an address (static/js/runner/reinspection.js); no id has it


@dataclass(frozen=True, slots=True)
class SecondLook:
    """One look again at the failures of an inspection. good, seen, asked: numbers of answers."""

    inspection_id: int
    business_day: date
    inspector: str
    good: int
    seen: int
    asked: int
    answers: Mapping[tuple[str, str | None], Answer]

    def of(self, answer: Answer) -> Answer | None:
        """What came of a failure: of its own subject, or of the item where that is asked once."""
        return self.answers.get((answer.item, answer.subject)) or self.answers.get((answer.item, None))


def first_of(inspection: Inspection) -> Inspection | None:
    """The inspection whose failures this one looks at again; None when there is none, or it is not here."""
    if inspection.reinspects is None:
        return None
    same = (Inspection.uuid == inspection.reinspects, Inspection.site_id == inspection.site_id)
    return db.session.scalars(select(Inspection).where(*same)).one_or_none()


def looks_at(inspection: Inspection) -> Sequence[SecondLook]:
    """The looks again at the failures of an inspection, oldest first; those that were turned down are left out."""
    statement = (
        select(Inspection, Account.name).join(Account, Account.id == Inspection.author_id).options(selectinload(Inspection.answers))
        .where(Inspection.reinspects == inspection.uuid, Inspection.site_id == inspection.site_id, Inspection.flag.is_(None))
        .order_by(Inspection.started_at, Inspection.id)
    )  # fmt: skip
    return [_look(one, name) for one, name in db.session.execute(statement)]


def address(inspection: Inspection, checklist_id: str, failures: Sequence[Sequence[Any]]) -> str:
    """Where a device begins a look again; it needs no network there.

    failures: [item, subject or None] as the Score lists them.
    """
    area = [("area", str(inspection.area_id))] if inspection.area_id is not None else []
    failed = [("failed", item if subject is None else f"{item}{BETWEEN}{subject}") for item, subject in failures]
    query = urlencode([("site", str(inspection.site_id)), *area, ("line", inspection.line), ("again", inspection.uuid), *failed])
    return f"/app#/start/{quote(checklist_id)}?{query}"


def _look(inspection: Inspection, inspector: str) -> SecondLook:
    answers = inspection.answers
    seen = [one for one in answers if one.state == "answered"]
    return SecondLook(
        inspection.id, inspection.business_day, inspector, sum(1 for one in seen if not one.is_failed), len(seen), len(answers),
        {(one.item, one.subject): one for one in answers},
    )  # fmt: skip
