"""The named people: one small organisation with two regions and three sites in two brands; every role, and somebody outside.

head office ── north ── garden  (brand Shioma)   Lin runs it, Gao supervises, Mei and Tao wait at table
           │        └─ harbour (brand Feian)    Qiu runs it, Sun supervises, Bo waits at table
           └── south ── workshop (brand Feian)  Xu runs it
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from argon2 import PasswordHasher

from inspector.accounts import enrolment
from inspector.accounts.models import Account
from inspector.checklists import publishing
from inspector.extensions import db
from inspector.sites import people, places
from inspector.sites.models import Region, Site, StaffMember

BEGAN = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
PASSWORD = "a quiet morning"
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)  # signing in costs a test nothing


@dataclass(frozen=True, slots=True)
class Part:
    """One person of the cast. place: organisation, a region or a site; post: site where they work as staff, "" = nowhere."""

    number: str
    name: str
    role: str
    place: str
    post: str = ""


PARTS = {
    "ada": Part("H001", "Ada Admin", "administrator", "organisation"),
    "quan": Part("H002", "Quan Quality", "quality_lead", "organisation"),
    "hua": Part("H003", "Hua HR", "hr", "organisation"),
    "aud": Part("H004", "Aud Auditor", "auditor", "organisation"),
    "nora": Part("R001", "Nora North", "area_manager", "north"),
    "sol": Part("R002", "Sol South", "area_manager", "south"),
    "lin": Part("G001", "林岚", "store_manager", "garden", "garden"),
    "gao": Part("G002", "高峰", "supervisor", "garden", "garden"),
    "mei": Part("G003", "梅香", "staff", "garden", "garden"),
    "tao": Part("G004", "陶然", "staff", "garden", "garden"),
    "qiu": Part("F001", "邱实", "store_manager", "harbour", "harbour"),
    "sun": Part("F002", "孙敬", "supervisor", "harbour", "harbour"),
    "bo": Part("F003", "薄云", "staff", "harbour", "harbour"),
    "xu": Part("W001", "许诺", "store_manager", "workshop", "workshop"),
    "ivy": Part("A001", "Ivy Agency", "agency", "organisation"),  # signs in for an agency, once a test makes one
    "otto": Part("X001", "Otto Outsider", "", ""),  # has an account and no role at all
}
SITES = {
    "garden": ("GDN", "Garden", "north", "Shioma"),
    "harbour": ("HBR", "Harbour", "north", "Feian"),
    "workshop": ("WKS", "Workshop", "south", "Feian"),
}
ALONE, NAME_OF_ALONE = "zhu", "朱颜"  # a staff member of the garden without an account


@dataclass(frozen=True, slots=True)
class Cast:
    """The ids of everybody and every place, by name; plain numbers, so that they outlive the database session."""

    accounts: dict[str, int]
    staff: dict[str, int]
    sites: dict[str, int]
    regions: dict[str, int]
    areas: dict[str, int]  # site name -> its hall
    shifts: dict[str, int]  # site name -> its evening
    scopes: dict[str, int]  # organisation, region and site names
    organisation: int


def gather() -> Cast:
    """Put the whole cast into an empty, migrated database through the domain functions, and commit."""
    organisation = places.found("Heyuan")
    scopes = {"organisation": organisation.scope_id}
    regions = {name: places.add_region({"zh": name, "en": name.title()}) for name in ("north", "south")}
    scopes |= {name: region.scope_id for name, region in regions.items()}
    sites = {name: _open(name, regions) for name in SITES}
    scopes |= {name: site.scope_id for name, site in sites.items()}
    areas = {
        name: places.add_area(site, places.AreaFacts({"zh": "大厅", "en": "Hall"}, "hall", ("1", "2", "3", "4"))).id
        for name, site in sites.items()
    }
    shifts = {
        name: places.add_shift(site, places.ShiftFacts({"zh": "晚市", "en": "Evening"}, "17:00", "22:00")).id
        for name, site in sites.items()
    }
    waiter = people.save_position(None, "waiter", {"zh": "服务员", "en": "Waiter"}, is_manager=False)
    manager = people.save_position(None, "manager", {"zh": "店长", "en": "Store manager"}, is_manager=True)
    accounts, staff = {}, {}
    for key, part in PARTS.items():
        account = enrolment.open_account(part.name, number=part.number, language="en", by=None, at=BEGAN)
        account.password_hash = CHEAP_HASH
        if part.role:
            enrolment.give_role(account, part.role, scopes[part.place], by=None, at=BEGAN)
        accounts[key] = account.id
        if part.post:
            post = people.Post(sites[part.post].id, manager.id if part.role == "store_manager" else waiter.id)
            staff[key] = _take_on(part.number, part.name, post, account).id
    staff[ALONE] = _take_on("G009", NAME_OF_ALONE, people.Post(sites["garden"].id, waiter.id), None).id
    publishing.install_pack(None, BEGAN)
    db.session.commit()
    return Cast(
        accounts,
        staff,
        {n: s.id for n, s in sites.items()},
        {n: r.id for n, r in regions.items()},
        areas,
        shifts,
        scopes,
        organisation.id,
    )


def _open(name: str, regions: dict[str, Region]) -> Site:
    code, title, region, brand = SITES[name]
    return places.add_site(
        regions[region], places.SiteFacts(code=code, name=title, brand=brand, opened_on=date(2024, 5, 1))
    )


def _take_on(number: str, name: str, post: people.Post, account: Account | None) -> StaffMember:
    member = people.take_on(people.PersonFacts(number=number, name=name, joined_on=date(2025, 3, 1)), post)
    if account is not None:
        member.account_id = account.id
    return member
