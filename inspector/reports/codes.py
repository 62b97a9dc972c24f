"""Codes to print and put up: a site, its areas and tables, or checklists, each as the address where a round begins on a device.

A code holds an address of this server and nothing secret: who scans it must sign in like everybody. The app reads the same address
without a network (static/js/runner/place_code.js), and also what is printed below it, for a device whose camera does not work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from sqlalchemy import select

from inspector.accounts import qr
from inspector.accounts.access import Actor
from inspector.checklists import queries as checklists
from inspector.errors import Problem
from inspector.extensions import db
from inspector.sites import queries as sites
from inspector.sites.models import Organisation, Site

Text = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Code:
    """One code: what it is called, where it leads, and what a person may type instead of scanning it."""

    kind: str  # site | area | table | checklist
    name: Text
    within: tuple[Text, ...]  # what it belongs to: a table its area, an area its site
    checklist: Text | None  # the list it starts; None = chosen after scanning
    address: str
    typed: str

    @property
    def drawing(self) -> str:
        """The code as SVG."""
        return qr.drawing(self.address, self.typed)


@dataclass(frozen=True, slots=True)
class CodeSheet:
    """Codes for one print. about: the site they belong to, None for a sheet of checklists."""

    organisation: str
    about: str | None
    codes: tuple[Code, ...]


def site_codes(actor: Actor, site_id: int, checklist_key: str | None, base: str) -> CodeSheet:
    """The site, its areas in use and their tables; with a checklist every code starts that one.

    base: address of this server. Raises Problem not_found when the site is not the asker's to read or no round starts with the checklist.
    """
    site = sites.site(actor, site_id)
    row = checklists.version(checklist_key).checklist if checklist_key else None
    if row is not None and not row.is_for_rounds:
        raise Problem("not_found")
    title = row.title if row else None
    codes = [_place("site", site.name, (), title, checklist_key, base, site)]
    for area in sites.areas(site.id):
        if not area.is_active:
            continue
        codes.append(_place("area", area.name, (site.name,), title, checklist_key, base, site, area.id))
        codes += [
            _place("table", label, (site.name, area.name), title, checklist_key, base, site, area.id, label) for label in area.tables
        ]
    return CodeSheet(_organisation(), site.name, tuple(codes))


def checklist_codes(base: str) -> CodeSheet:
    """Every checklist for rounds in use; each starts where the device that scans it is."""
    codes = tuple(
        Code("checklist", one.row.title, (), None, f"{base}/app#/start/{quote(one.row.key)}", f"/{one.row.key}")
        for one in checklists.listed()
        if one.row.is_for_rounds
    )
    return CodeSheet(_organisation(), None, codes)


def _place(
    kind: str, name: Text, within: tuple[Text, ...], title: Text | None, key: str | None, base: str, site: Site,
    area_id: int | None = None, table: str | None = None,
) -> Code:  # fmt: skip
    query = {"site": site.id} | ({"area": area_id} if area_id else {}) | ({"table": table} if table else {})
    typed = "-".join(str(part) for part in query.values()) + (f"/{key}" if key else "")
    return Code(kind, name, within, title, f"{base}/app#/start/{quote(key or '')}?{urlencode(query, quote_via=quote)}", typed)


def _organisation() -> str:
    return db.session.execute(select(Organisation.name)).scalar() or ""
