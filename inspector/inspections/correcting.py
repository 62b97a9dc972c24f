"""Who may correct an inspection and who decides about it, and whom a correction is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspector.accounts.access import Actor, within
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import alerting
from inspector.inspections import changes as changing
from inspector.inspections.changes import AnswerChange, Clash, Naming
from inspector.inspections.models import Inspection, Revision
from inspector.inspections.submission import staff_id_of
from inspector.notices import board
from inspector.sites.models import Site, StaffMember

WAITING = ("proposed", "conflict")
TO_DECIDERS = "A correction of a round at %(site)s waits for a second person."
TO_DECIDERS_CONFLICT = "Two corrections of a round at %(site)s say different things. Please decide."
TO_AUTHOR_CONFIRMED = "Your correction of a round at %(site)s was confirmed."
TO_AUTHOR_REFUSED = "Your correction of a round at %(site)s was refused."
TO_PERSON = "A round at %(site)s was corrected, and your figure of %(month)s is lower now. You can look at it and object."


def may_correct(actor: Actor, inspection: Inspection) -> bool:
    """Whether someone may correct an inspection: its inspector, and who decides at the site. A site does not correct its guests."""
    if inspection.line == "mystery":
        return actor.may("mystery.manage", inspection.site_id)
    is_own = inspection.author_id == actor.account_id and actor.may("inspections.conduct", inspection.site_id)
    return is_own or actor.may("inspections.decide", inspection.site_id)


def may_decide(actor: Actor, revision: Revision) -> bool:
    """Whether someone may be the second person: who decides at the site, never the one who proposed it or whom it concerns."""
    if actor.account_id == revision.author_id or actor.staff_id in concerned(revision):
        return False
    wanted = "mystery.manage" if revision.inspection.line == "mystery" else "inspections.decide"
    return actor.may(wanted, revision.inspection.site_id)


def concerned(revision: Revision) -> frozenset[int]:
    """The staff that a correction is about: whom it names, and whose figure it moves."""
    found = {int(person["staff"]) for person in revision.difference["people"]}
    for subject in changing.people_in(changing.read(revision.changes)):
        staff_id = staff_id_of(subject)
        if staff_id is not None:
            found.add(staff_id)
    return frozenset(found)


def of_inspection(inspection_id: int) -> Sequence[Revision]:
    """All corrections of an inspection, newest first."""
    return db.session.scalars(
        select(Revision).where(Revision.inspection_id == inspection_id).order_by(Revision.proposed_at.desc(), Revision.id.desc())
    ).all()


def one(actor: Actor, revision_id: int) -> Revision:
    """One correction. Raises Problem not_found when its inspection is not the asker's to read."""
    found = db.session.get(Revision, revision_id)
    if found is None or not actor.may("inspections.read", found.inspection.site_id):
        raise Problem("not_found")
    return found


def waiting(actor: Actor) -> Sequence[Revision]:
    """The corrections of one's sites that wait for a second person, oldest first."""
    statement = (
        select(Revision)
        .join(Inspection, Inspection.id == Revision.inspection_id)
        .where(Revision.state.in_(WAITING), within(Inspection.site_id, actor.sites("inspections.decide")))
        .order_by(Revision.proposed_at)
    )
    return db.session.scalars(statement).all()


def meant(revision: Revision) -> list[dict[str, Any]]:
    """What a confirmed correction changed, as it was carried out on top of what stood then."""
    carried_out: list[dict[str, Any]] = revision.difference.get("changes", revision.changes)
    return carried_out


def touches(revision: Revision, clash: Clash) -> bool:
    """Whether a correction changed what a clash is about."""
    for change in changing.read(meant(revision)):
        if isinstance(change, Naming):
            if clash.item is None and change.subject == clash.subject:
                return True
        elif isinstance(change, AnswerChange) and change.item == clash.item:
            if clash.subject in (change.subject, change.said.get("for")):
                return True
    return False


def announce_waiting(revision: Revision, at: datetime) -> None:
    """Tell the nearest who may decide; never the one who proposed it."""
    site = revision.inspection.site
    sentence = TO_DECIDERS_CONFLICT if revision.state == "conflict" else TO_DECIDERS
    accounts = alerting.nearest(site.id, but=revision.author_id)
    board.announce(accounts, f"revision:{revision.id}", sentence, {"site": site.name}, f"/corrections/{revision.id}", at)


def announce_decided(revision: Revision, actor: Actor, at: datetime) -> None:
    """Tell the one who proposed it how it was decided."""
    if revision.author_id == actor.account_id or revision.state in WAITING:
        return
    sentence = TO_AUTHOR_CONFIRMED if revision.state == "confirmed" else TO_AUTHOR_REFUSED
    values = {"site": revision.inspection.site.name}
    board.announce([revision.author_id], f"revision:{revision.id}:decided", sentence, values, f"/corrections/{revision.id}", at)


def announce_to_people(revision: Revision, effects_months: Mapping[int, str], at: datetime) -> None:
    """Tell people whose figure fell. effects_months: {staff id: YYYY-MM}."""
    site = db.session.get_one(Site, revision.inspection.site_id)
    accounts = db.session.execute(
        select(StaffMember.id, StaffMember.account_id).where(StaffMember.id.in_(effects_months))
    )
    for staff_id, account_id in accounts:
        if account_id is None:
            continue
        month = effects_months[staff_id]
        values, url = {"site": site.name, "month": month}, f"/me?month={month}"
        board.announce([account_id], f"revision:{revision.id}:lowers", TO_PERSON, values, url, at)
