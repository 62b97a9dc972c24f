"""What an inspection must know of the people it names: everybody of the site on the day, remembered until somebody changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, or_, select

from inspector.accounts import remembering
from inspector.inspections.attribution import PersonFacts
from inspector.prepared import Prepared
from inspector.sites.facts import SiteFacts
from inspector.sites.models import StaffAssignment, StaffMember


@dataclass(frozen=True, slots=True)
class Person:
    """A person at a site on a day: what attribution asks, and the position held that day."""

    attributable: PersonFacts
    position_id: int


_STAFF, _POST = StaffMember.__table__.c, StaffAssignment.__table__.c
_FACTS = Prepared(
    select(
        _STAFF.id, _STAFF.contract, _STAFF.joined_on, _STAFF.is_minor, _STAFF.has_agreement, _STAFF.exempt, _POST.position_id
    )
    .join_from(StaffMember.__table__, StaffAssignment.__table__, _POST.staff_id == _STAFF.id)
    .where(_POST.site_id == bindparam("site"), _POST.from_on <= bindparam("day"))
    .where(or_(_POST.to_on.is_(None), _POST.to_on >= bindparam("day")))
    .order_by(_POST.id)
)


def facts(connection: Connection, site: SiteFacts, day: date) -> Mapping[int, Person]:
    """Everybody who worked at the site on the day; others are left out, so nothing can count for them."""
    return remembering.recall_within(connection, ("people", site.id, day), lambda: _read(connection, site, day))


def _read(connection: Connection, site: SiteFacts, day: date) -> Mapping[int, Person]:
    is_franchise = site.ownership != "own"
    return {
        row.id: Person(
            PersonFacts(row.id, row.contract, row.joined_on, row.is_minor, row.has_agreement, is_franchise, tuple(row.exempt or ())),
            row.position_id,
        )
        for row in _FACTS.rows(connection, site=site.id, day=day)
    }
