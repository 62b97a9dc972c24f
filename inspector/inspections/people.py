"""What an inspection must know of the people it names, read in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, or_, select

from inspector.extensions import db
from inspector.inspections.attribution import PersonFacts
from inspector.sites.models import StaffAssignment, StaffMember


@dataclass(frozen=True, slots=True)
class Person:
    """A person at a site on a day: what attribution asks, and the position held that day."""

    attributable: PersonFacts
    position_id: int


@dataclass(frozen=True, slots=True)
class Place:
    """What recording must know of a site."""

    id: int
    timezone: str
    day_ends_at: str
    ownership: str
    closed_on: date | None


_STAFF, _POST = StaffMember.__table__.c, StaffAssignment.__table__.c
_FACTS = (  # built once, it runs for every submission
    select(
        _STAFF.id, _STAFF.contract, _STAFF.joined_on, _STAFF.is_minor, _STAFF.has_agreement, _STAFF.exempt, _POST.position_id
    )
    .join_from(StaffMember.__table__, StaffAssignment.__table__, _POST.staff_id == _STAFF.id)
    .where(_STAFF.id.in_(bindparam("ids", expanding=True)), _POST.site_id == bindparam("site"), _POST.from_on <= bindparam("day"))
    .where(or_(_POST.to_on.is_(None), _POST.to_on >= bindparam("day")))
)


def facts(staff_ids: set[int], site: Place, day: date) -> dict[int, Person]:
    """The people of these ids who worked at the site on the day; others are left out, so nothing can count for them."""
    if not staff_ids:
        return {}
    rows = db.session.connection().execute(_FACTS, {"ids": sorted(staff_ids), "site": site.id, "day": day})
    is_franchise = site.ownership != "own"
    return {
        row.id: Person(
            PersonFacts(row.id, row.contract, row.joined_on, row.is_minor, row.has_agreement, is_franchise, tuple(row.exempt or ())),
            row.position_id,
        )
        for row in rows
    }
