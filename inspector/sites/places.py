"""Regions, sites, areas and shifts: founded, changed, closed; never deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from inspector.accounts.models import Scope
from inspector.extensions import db
from inspector.sites import scopes
from inspector.sites.models import Area, Organisation, Region, Shift, Site, StaffAssignment
from inspector.sites.refusals import N_, Refused

Names = Mapping[str, str]  # {"zh": …, "en": …}


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is written about a site. Times are local HH:MM; `attributes` are keys the organisation declared.

    packs: of the checklists that are filled here; empty = all.
    """

    code: str
    name: str
    brand: str = ""
    ownership: str = "own"
    format: str = ""
    attributes: tuple[str, ...] = ()
    timezone: str = "Asia/Shanghai"
    day_ends_at: str = "04:00"
    opens_at: str = "09:00"
    closes_at: str = "22:00"
    opened_on: date | None = None
    packs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """What is written about an area. `tables` are labels, unique within the site."""

    name: Names
    kind: str = "hall"
    tables: tuple[str, ...] = ()
    responsible_id: int | None = None


@dataclass(frozen=True, slots=True)
class ShiftFacts:
    """What is written about a shift. Local HH:MM; an end before the start is after midnight."""

    name: Names
    starts_at: str
    ends_at: str


def found(name: str) -> Organisation:
    """The organisation of this deployment, made with the root of the scopes when it is not there yet."""
    organisation = db.session.scalar(select(Organisation))
    if organisation is None:
        root = db.session.scalar(select(Scope).where(Scope.kind == "organisation")) or scopes.plant(
            "organisation", None
        )
        organisation = Organisation(name=name, scope_id=root.id, site_attributes=[])
        db.session.add(organisation)
        db.session.flush()
    return organisation


def organisation() -> Organisation:
    """The one organisation. Raises NoResultFound before set-up."""
    return db.session.scalars(select(Organisation)).one()


def declare_attributes(attributes: Sequence[Mapping[str, str]]) -> None:
    """Set which attributes a site may have: [{"key", "zh", "en"}].

    Raises Refused while a site still has one that is left out, because its checklists would change in silence.
    """
    keys = [one["key"] for one in attributes]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice:
        raise Refused("attributes", N_("The attribute %(key)s is written twice."), key=twice)
    for site in db.session.scalars(select(Site).where(Site.closed_on.is_(None))):
        lost = next((key for key in site.attributes if key not in keys), None)
        if lost:
            raise Refused(
                "attributes",
                N_("%(site)s still has the attribute %(key)s. Take it off there first."),
                site=site.name,
                key=lost,
            )
    organisation().site_attributes = [dict(one) for one in attributes]


def add_region(name: Names) -> Region:
    """A new region below the organisation."""
    region = Region(name=dict(name), scope_id=scopes.plant("region", organisation().scope_id).id)
    db.session.add(region)
    db.session.flush()
    return region


def rename_region(region: Region, name: Names) -> None:
    """Change what a region is called."""
    region.name = dict(name)


def close_region(region: Region, on: date) -> None:
    """Close a region whose sites are all closed. Raises Refused otherwise."""
    open_sites = db.session.scalar(
        select(func.count()).select_from(Site).where(Site.region_id == region.id, Site.closed_on.is_(None))
    )
    if open_sites:
        raise Refused(
            "closed_on",
            N_("%(count)s sites of this region are still open. Close them or move them first."),
            count=open_sites,
        )
    region.closed_on = on


def add_site(region: Region, facts: SiteFacts) -> Site:
    """A new site with its own scope under the region. Raises Refused when the code is taken."""
    _check_code(facts.code, None)
    site = Site(
        region_id=region.id, scope_id=scopes.plant("site", region.scope_id).id, code=facts.code, name=facts.name
    )
    db.session.add(site)
    _write_site(site, facts)
    return site


def edit_site(site: Site, region: Region, facts: SiteFacts) -> None:
    """Change a site; in another region its scope moves too, and with it who may see it."""
    _check_code(facts.code, site.id)
    if region.id != site.region_id:
        scopes.replant(site.scope_id, region.scope_id)
        site.region = region
    _write_site(site, facts)


def close_site(site: Site, last_day: date) -> None:
    """Close a site after its last day. Raises Refused while people still work there afterwards."""
    staying = db.session.scalar(
        select(func.count())
        .select_from(StaffAssignment)
        .where(
            StaffAssignment.site_id == site.id, (StaffAssignment.to_on.is_(None)) | (StaffAssignment.to_on > last_day)
        )
    )
    if staying:
        raise Refused(
            "closed_on",
            N_("%(count)s people would still be working here. Move them or let them leave first."),
            count=staying,
        )
    if site.opened_on and last_day < site.opened_on:
        raise Refused("closed_on", N_("The last day lies before the day it opened."))
    site.closed_on = last_day


def reopen_site(site: Site) -> None:
    """Open a closed site again; its region opens with it."""
    site.closed_on = None
    site.region.closed_on = None


def add_area(site: Site, facts: AreaFacts) -> Area:
    """A new area. Raises Refused when a table already stands elsewhere in the site."""
    _check_tables(site, None, facts.tables)
    area = Area(site_id=site.id, name=dict(facts.name))
    db.session.add(area)
    _write_area(area, facts)
    return area


def edit_area(site: Site, area: Area, facts: AreaFacts) -> None:
    """Change an area. Raises Refused when a table already stands elsewhere in the site."""
    _check_tables(site, area.id, facts.tables)
    _write_area(area, facts)


def add_shift(site: Site, facts: ShiftFacts) -> Shift:
    """A new shift. Raises Refused when it begins and ends at the same time."""
    shift = Shift(site_id=site.id)
    db.session.add(shift)
    edit_shift(shift, facts)
    return shift


def edit_shift(shift: Shift, facts: ShiftFacts) -> None:
    """Change a shift. Raises Refused when it begins and ends at the same time."""
    if facts.starts_at == facts.ends_at:
        raise Refused("ends_at", N_("A shift cannot begin and end at the same time."))
    shift.name, shift.starts_at, shift.ends_at = dict(facts.name), facts.starts_at, facts.ends_at
    db.session.flush()


def switch(row: Area | Shift, is_active: bool) -> None:
    """Take an area or shift out of use, or back; what was recorded there stays."""
    row.is_active = is_active


def _check_code(code: str, own_id: int | None) -> None:
    if db.session.scalar(select(Site.id).where(Site.code == code, Site.id != (own_id or 0))):
        raise Refused("code", N_("Another site already has the code %(code)s."), code=code)


def _check_tables(site: Site, own_id: int | None, tables: Sequence[str]) -> None:
    twice = next((label for label in tables if tables.count(label) > 1), None)
    if twice:
        raise Refused("tables", N_("Table %(table)s is written twice."), table=twice)
    for other in db.session.scalars(
        select(Area).where(Area.site_id == site.id, Area.id != (own_id or 0), Area.is_active)
    ):
        shared = next((label for label in tables if label in other.tables), None)
        if shared:
            raise Refused("tables", N_("Table %(table)s already stands in another area."), table=shared)


def _write_site(site: Site, facts: SiteFacts) -> None:
    declared = {one["key"] for one in organisation().site_attributes}
    unknown = next((key for key in facts.attributes if key not in declared), None)
    if unknown:
        raise Refused("attributes", N_("The organisation has not declared the attribute %(key)s."), key=unknown)
    site.code, site.name, site.brand = facts.code, facts.name, facts.brand
    site.ownership, site.format, site.attributes = facts.ownership, facts.format, list(facts.attributes)
    site.timezone, site.day_ends_at = facts.timezone, facts.day_ends_at
    site.opens_at, site.closes_at, site.opened_on = facts.opens_at, facts.closes_at, facts.opened_on
    site.packs = list(facts.packs)
    db.session.flush()


def _write_area(area: Area, facts: AreaFacts) -> None:
    area.name, area.kind, area.tables = dict(facts.name), facts.kind, list(facts.tables)
    area.responsible_id = facts.responsible_id
    db.session.flush()
