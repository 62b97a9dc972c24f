"""What recording an inspection and its consequences ask of a site, remembered until somebody changes a site or a shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, select

from inspector.accounts import remembering
from inspector.prepared import Prepared
from inspector.sites.models import Shift, Site


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """The plain figures of a site. shifts: (begin, end) of those in use; all times local HH:MM."""

    id: int
    name: str
    scope_id: int
    brand: str
    ownership: str
    timezone: str
    day_ends_at: str
    opens_at: str
    closes_at: str
    closed_on: date | None
    shifts: tuple[tuple[str, str], ...]


_SITES, _SHIFTS = Site.__table__.c, Shift.__table__.c
_SITE = Prepared(select(*(_SITES[name] for name in SiteFacts.__slots__[:-1])).where(_SITES.id == bindparam("site")))
_SHIFTS_OF = Prepared(
    select(_SHIFTS.starts_at, _SHIFTS.ends_at).where(_SHIFTS.site_id == bindparam("site"), _SHIFTS.is_active).order_by(_SHIFTS.id)
)


def of(connection: Connection, site_id: int) -> SiteFacts | None:
    """The facts of a site; None when it is not known here."""
    return remembering.recall_within(connection, ("site", site_id), lambda: _read(connection, site_id))


def _read(connection: Connection, site_id: int) -> SiteFacts | None:
    row = _SITE.first(connection, site=site_id)
    if row is None:
        return None
    shifts = tuple((one.starts_at, one.ends_at) for one in _SHIFTS_OF.rows(connection, site=site_id))
    return SiteFacts(**row._asdict(), shifts=shifts)
