"""Reading inspections, always within what the asker may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from inspector.accounts.access import Actor, scoped
from inspector.accounts.models import Account
from inspector.checklists.models import ChecklistRow, ChecklistVersion
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.models import Answer, Attachment, HeldRecord, Inspection, ServerDraft
from inspector.sites.models import Site

PAGE_SIZE = 40


@dataclass(frozen=True, slots=True)
class Filter:
    """Which inspections; every field optional, None = all."""

    site_id: int | None = None
    checklist_key: str | None = None
    line: str | None = None
    verdict: str | None = None
    flag: str | None = None
    since: date | None = None
    until: date | None = None


def inspections(actor: Actor, chosen: Filter) -> Select[Any]:
    """The inspections of the sites the asker may read, newest first."""
    statement = (
        scoped(select(Inspection), Inspection.site_id, actor, "inspections.read")
        .options(joinedload(Inspection.site), joinedload(Inspection.version).joinedload(ChecklistVersion.checklist))
        .order_by(Inspection.started_at.desc(), Inspection.id.desc())
    )
    if chosen.checklist_key is not None:
        statement = statement.join(ChecklistVersion).join(ChecklistRow).where(ChecklistRow.key == chosen.checklist_key)
    for column, value in (
        (Inspection.site_id, chosen.site_id), (Inspection.line, chosen.line), (Inspection.verdict, chosen.verdict),
        (Inspection.flag, chosen.flag),
    ):  # fmt: skip
        if value is not None:
            statement = statement.where(column == value)
    if chosen.since is not None:
        statement = statement.where(Inspection.business_day >= chosen.since)
    if chosen.until is not None:
        statement = statement.where(Inspection.business_day <= chosen.until)
    return statement


def page(statement: Select[Any], number: int) -> tuple[Sequence[Any], bool]:
    """One page of a select (1 is the first) and whether there is a next."""
    rows = (
        db.session.execute(statement.limit(PAGE_SIZE + 1).offset((max(number, 1) - 1) * PAGE_SIZE))
        .scalars()
        .unique()
        .all()
    )
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def one(actor: Actor, inspection_id: int) -> Inspection:
    """One inspection with its answers and photos. Raises Problem not_found when it is not there or not the asker's to read."""
    statement = (
        scoped(select(Inspection), Inspection.site_id, actor, "inspections.read")
        .where(Inspection.id == inspection_id)
        .options(selectinload(Inspection.answers), selectinload(Inspection.attachments), joinedload(Inspection.site))
    )
    found = db.session.execute(statement).scalars().one_or_none()
    if found is None:
        raise Problem("not_found")
    return found


def check_readable(connection: Connection, actor: Actor, inspection_id: int) -> None:
    """Raises Problem not_found for what is not the asker's to read; asked without opening the writing transaction."""
    found = connection.execute(select(Inspection.site_id).where(Inspection.id == inspection_id)).scalar()
    if found is None or not actor.may("inspections.read", found):
        raise Problem("not_found")


def author_name(inspection: Inspection) -> str:
    """Who inspected."""
    return db.session.get_one(Account, inspection.author_id).name


def photo(actor: Actor, attachment_id: int) -> Attachment:
    """One photo: for those who may read the site's inspections, and for the person scored by the answer it shows.

    What a person is appraised by is also open to whoever reads the appraisals of the site, down to the photo, but no other photo.
    Raises Problem not_found otherwise, to the person also when it was marked not for staff.
    """
    found = db.session.execute(
        select(Attachment).where(Attachment.id == attachment_id).options(joinedload(Attachment.inspection))
    ).scalar()
    if found is None or not found.is_here:
        raise Problem("not_found")
    site_id = found.inspection.site_id
    if actor.may("inspections.read", site_id) or _shows_own_answer(actor, found):
        return found
    if actor.may("appraisals.read", site_id) and _shows_answer_of(found, Answer.staff_id.is_not(None)):
        return found
    raise Problem("not_found")


def held(actor: Actor, is_open: bool = True) -> Sequence[HeldRecord]:
    """Records that wait for a decision; those of no known site are shown to whoever decides for the whole organisation."""
    sites = actor.sites("inspections.decide")
    statement = select(HeldRecord).order_by(HeldRecord.received_at)
    statement = statement.where(HeldRecord.state == "open" if is_open else HeldRecord.state != "open")
    if sites is not None:
        statement = statement.where(HeldRecord.site_id.in_(sorted(sites)))
    return db.session.execute(statement).scalars().all()


def one_held(actor: Actor, held_id: int) -> HeldRecord:
    """One held record. Raises Problem not_found when it is not the asker's to decide."""
    found = db.session.get(HeldRecord, held_id)
    sites = actor.sites("inspections.decide")
    if found is None or (sites is not None and found.site_id not in sites):
        raise Problem("not_found")
    return found


def invalid(actor: Actor) -> Sequence[Inspection]:
    """Recorded inspections with a faulty answer: shown to a person, counted for nobody."""
    return db.session.execute(inspections(actor, Filter(flag="invalid"))).scalars().unique().all()


def checklists() -> Sequence[ChecklistRow]:
    """Every checklist, for a filter."""
    return db.session.execute(select(ChecklistRow).order_by(ChecklistRow.pack, ChecklistRow.id)).scalars().all()


def sites_of(actor: Actor) -> Sequence[Site]:
    """The sites whose inspections the asker may read."""
    return (
        db.session.execute(scoped(select(Site), Site.id, actor, "inspections.read").order_by(Site.name)).scalars().all()
    )


def _shows_own_answer(actor: Actor, found: Attachment) -> bool:
    if actor.staff_id is None or found.hidden_from_staff_reason is not None:
        return False
    return _shows_answer_of(found, Answer.staff_id == actor.staff_id)


def _shows_answer_of(found: Attachment, whose: ColumnElement[bool]) -> bool:
    if found.kind != "photo" or found.inspection.line == "mystery":
        return False
    same_subject = (
        or_(Answer.subject == found.subject, Answer.subject.is_(None))
        if found.subject is None
        else Answer.subject == found.subject
    )
    statement = select(
        exists().where(Answer.inspection_id == found.inspection_id, Answer.item == found.item, whose, same_subject)
    )
    return bool(db.session.execute(statement).scalar())


def unfinished(key: str) -> int:
    """How many rounds with any version of a checklist are under way, as far as their mirrors are here."""
    shas = db.session.scalars(select(ChecklistVersion.sha256).join(ChecklistRow).where(ChecklistRow.key == key)).all()
    held = or_(*(ServerDraft.body.contains(sha) for sha in shas)) if shas else None
    return 0 if held is None else db.session.scalar(select(func.count()).select_from(ServerDraft).where(held)) or 0
