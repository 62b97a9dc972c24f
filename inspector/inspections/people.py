"""What an inspection must know of the people it names: everybody of the site on the day, remembered until somebody changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, bindparam, func, or_, select

from inspector.accounts import remembering
from inspector.inspections.attribution import PersonFacts, Standards
from inspector.prepared import Prepared
from inspector.sites import settings_store
from inspector.sites.facts import SiteFacts
from inspector.sites.models import DutyEntry, DutyMap, StaffAssignment, StaffMember

SHIFTS_COUNTED_FOR = timedelta(days=60)  # after joining; whoever is here longer is not new, however few the shifts


@dataclass(frozen=True, slots=True)
class Person:
    """A person at a site on a day: what attribution asks, and the position held that day."""

    attributable: PersonFacts
    position_id: int


_STAFF, _POST = StaffMember.__table__.c, StaffAssignment.__table__.c
_MAP, _ENTRY = DutyMap.__table__.c, DutyEntry.__table__.c
_FACTS = Prepared(
    select(
        _STAFF.id, _STAFF.contract, _STAFF.joined_on, _STAFF.is_minor, _STAFF.has_agreement, _STAFF.exempt, _POST.position_id
    )
    .join_from(StaffMember.__table__, StaffAssignment.__table__, _POST.staff_id == _STAFF.id)
    .where(_POST.site_id == bindparam("site"), _POST.from_on <= bindparam("day"))
    .where(or_(_POST.to_on.is_(None), _POST.to_on >= bindparam("day")))
    .order_by(_POST.id)
)

# A swap in the middle of a shift is a second entry of the same map, and no second shift.
_SHIFTS = Prepared(
    select(_ENTRY.staff_id, func.count(_MAP.id.distinct()).label("shifts"))
    .join_from(DutyMap.__table__, DutyEntry.__table__, _ENTRY.duty_map_id == _MAP.id)
    .where(_MAP.site_id == bindparam("site"), _MAP.business_day >= bindparam("since"), _MAP.business_day < bindparam("day"))
    .where(_ENTRY.is_present)
    .group_by(_ENTRY.staff_id)
)


def standards(connection: Connection, day: date) -> Standards:
    """What the organisation set about newcomers and tables, as it holds on a day."""
    keys = ("newcomer_days", "newcomer_shifts_hourly", "tables_per_server")
    return remembering.recall_within(
        connection, ("standards", day), lambda: Standards(*(settings_store.value(key, day) for key in keys))
    )


def facts(connection: Connection, site: SiteFacts, day: date) -> Mapping[int, Person]:
    """Everybody who worked at the site on the day; others are left out, so nothing can count for them."""
    return remembering.recall_within(connection, ("people", site.id, day), lambda: _read(connection, site, day))


def _read(connection: Connection, site: SiteFacts, day: date) -> Mapping[int, Person]:
    is_franchise = site.ownership != "own"
    rows = _FACTS.rows(connection, site=site.id, day=day)
    new = [row.joined_on for row in rows if row.contract == "hourly" and row.joined_on > day - SHIFTS_COUNTED_FOR]
    shifts = _shifts_worked(connection, site.id, min(new), day) if new else {}
    return {
        row.id: Person(
            PersonFacts(
                row.id, row.contract, row.joined_on, row.is_minor, row.has_agreement, is_franchise, tuple(row.exempt or ()),
                shifts.get(row.id, 0) if shifts and row.joined_on > day - SHIFTS_COUNTED_FOR else None,
            ),
            row.position_id,
        )
        for row in rows
    }  # fmt: skip


def _shifts_worked(connection: Connection, site_id: int, since: date, day: date) -> Mapping[int, int]:
    """Shifts by person on the duty maps of a site before a day; empty where it keeps none, and then days decide who is new."""
    return {row.staff_id: row.shifts for row in _SHIFTS.rows(connection, site=site_id, since=since, day=day)}
