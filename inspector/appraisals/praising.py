"""Praise said outside a round, with a photo if there is one: the green card. What a round praises enters with it (`ledger.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.appraisals.models import Praise
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.notices import board
from inspector.sites.models import StaffMember
from inspector.sites.refusals import N_

TO_PERSON = N_("You were praised: %(note)s")
# one tap each; gettext message ids, kept as the words of who said them
PHRASES = (
    N_("Welcomed guests before they looked round"), N_("Noticed what a guest needed before being asked"),
    N_("Stayed calm and friendly when it was full"), N_("Helped a colleague without being asked"),
    N_("Solved a complaint on the spot"), N_("Kept the station spotless"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """What was done well. inspection_id: the round on which it was seen, if any."""

    uuid: str
    staff_id: int
    site_id: int
    note: str
    business_day: date
    inspection_id: int | None = None
    photo_sha256: str | None = None


def give(words: Words, actor: Actor, at: datetime) -> Praise:
    """Praise somebody; they are told at once. The same form sent twice is one.

    Raises Problem forbidden, bad_form {"fields": {"note" | "staff"}}.
    """
    known = db.session.scalar(select(Praise).where(Praise.uuid == words.uuid))
    if known is not None:
        return known
    if not actor.may("conduct.raise", words.site_id):
        raise Problem("forbidden")
    if words.staff_id == actor.staff_id:
        raise Problem("bad_form", fields={"staff": "Praise is for somebody else."})
    if not words.note.strip():
        raise Problem("bad_form", fields={"note": "Please say what was done well."})
    made = Praise(
        staff_id=words.staff_id, site_id=words.site_id, inspection_id=words.inspection_id, note=words.note.strip(), by_id=actor.account_id,
        business_day=words.business_day, at=at, uuid=words.uuid, photo_sha256=words.photo_sha256,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    trail.record("praise.given", f"praise:{made.id}", actor_id=actor.account_id, details={"staff": made.staff_id}, at=at)
    staff = db.session.get_one(StaffMember, words.staff_id)
    if staff.account_id is not None:
        url = f"/me?month={made.business_day:%Y-%m}"
        board.announce([staff.account_id], f"praise:{made.id}", TO_PERSON, {"note": made.note[:120]}, url, at)
    return made


def one(actor: Actor, praise_id: int) -> Praise:
    """One praise: one's own, or of a site where one may praise or read. Raises Problem not_found."""
    found = db.session.get(Praise, praise_id)
    may = found is not None and any(actor.may(permission, found.site_id) for permission in ("conduct.raise", "conduct.read"))
    if found is None or not (may or found.staff_id == actor.staff_id):
        raise Problem("not_found")
    return found
