"""What an inspection must know of the people it names, read in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from inspector.extensions import db
from inspector.inspections.attribution import PersonFacts
from inspector.sites.models import Site, StaffAssignment, StaffMember


@dataclass(frozen=True, slots=True)
class Person:
    """A person at a site on a day: what attribution asks, and the position held that day."""

    attributable: PersonFacts
    position_id: int


def facts(staff_ids: set[int], site: Site, day: date) -> dict[int, Person]:
    """The people of these ids who worked at the site on the day; others are left out, so nothing can count for them."""
    if not staff_ids:
        return {}
    statement = (
        select(
            StaffMember.id, StaffMember.contract, StaffMember.joined_on, StaffMember.is_minor, StaffMember.has_agreement,
            StaffMember.exempt, StaffAssignment.position_id,
        )
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .where(StaffMember.id.in_(sorted(staff_ids)), StaffAssignment.site_id == site.id, StaffAssignment.from_on <= day)
        .where(or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= day))
    )  # fmt: skip
    is_franchise = site.ownership != "own"
    return {
        row.id: Person(
            PersonFacts(row.id, row.contract, row.joined_on, row.is_minor, row.has_agreement, is_franchise, tuple(row.exempt or ())),
            row.position_id,
        )
        for row in db.session.execute(statement)
    }
